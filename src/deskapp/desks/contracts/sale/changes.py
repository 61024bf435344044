"""What changes of parties are and which cases are about a deal: dated rows of ``changes.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.desks.contracts.sale.model_cases import CHANGE_KINDS
from deskapp.office.tariffs.rates import CERTAINTIES

SHIPPED: Final = Path(__file__).with_name("changes.toml")


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of the file, by what they are about."""

    kinds: tuple[Mapping[str, Any], ...]
    excused: tuple[Mapping[str, Any], ...]
    linked: tuple[Mapping[str, Any], ...]

    def kind_of(self, procedure: str, day: date) -> str:
        """The kind of change that a procedure makes; empty where it changes no parties."""
        found = [row for row in self.kinds if row["procedure"] == procedure and _holds(row, day)]
        return str(max(found, key=lambda row: row["valid_from"])["kind"]) if found else ""

    def is_excused(self, basis: str, day: date) -> bool:
        """Whether leaving parties need not be there: what the change rests on stands for them."""
        return any(row["basis"] == basis and _holds(row, day) for row in self.excused)

    def is_linked(self, procedure: str, category: str, day: date) -> bool:
        """Whether cases of a procedure are about the deal of their unit."""
        return any(
            (category in row.get("categories", ()) or procedure in row.get("procedures", ())) and _holds(row, day)
            for row in self.linked
        )


def _holds(row: Mapping[str, Any], day: date) -> bool:
    until = row.get("valid_to")
    return bool(row["valid_from"] <= day and (until is None or day <= until))


@cache
def shipped_changes() -> Changes:
    """The file that comes with the program."""
    return read_changes(SHIPPED.read_text(encoding="utf-8"))


def read_changes(text: str) -> Changes:
    """The rows of a file; ``ValueError`` for one without its day, source and certainty, or of a kind unheard of."""
    data = tomllib.loads(text)
    found = Changes(*(tuple(data.get(name, ())) for name in ("change", "excused", "linked")))
    for row in (*found.kinds, *found.excused, *found.linked):
        if (
            not isinstance(row.get("valid_from"), date)
            or not row.get("source")
            or row.get("certainty") not in CERTAINTIES
        ):
            raise ValueError(f"a row without day, source or certainty: {row}")
    if unheard := {row["kind"] for row in found.kinds} - {*CHANGE_KINDS}:
        raise ValueError(f"no kind of change: {', '.join(sorted(unheard))}")
    return found
