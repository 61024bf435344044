"""What can be wrong, as codes: words are made at the face, in the reader's language (``deskapp.locale``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What a parser has against a value: ``code`` is a key of the text catalogue, ``values`` fill its places.

    A hard fault comes with no value (``(None, fault)``); a warning comes beside the value that was understood.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a batch: sheet row (first line is 1), heading as the file has it, the cell as it was, code, values."""

    row: int
    column: str
    value: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False


class DeskError(Exception):
    """An action or query that cannot be done: ``code`` names the sentence, ``field`` the form field it belongs to."""

    def __init__(self, code: str, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


class StaleEdit(DeskError):
    """Somebody saved the record since the clerk opened it; carries what is stored now, so nothing typed is lost."""

    def __init__(self, entity: str, current: Mapping[str, Any]) -> None:
        super().__init__("store.stale", entity=entity)
        self.current = current


class Exit:
    """Exit codes of the command line (sysexits where one fits); the worst of several files counts."""

    OK = 0
    WRONG_CALL = 2
    ROWS_REFUSED = 65
    FILE_REFUSED = 66
    DATABASE = 69
    INTERNAL = 70
    NOT_ALLOWED = 77
