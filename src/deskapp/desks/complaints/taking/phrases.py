"""Canned phrases in three languages: what people complain of, and what clerks say and write, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from deskapp.cases.procedure import Texts
from deskapp.desks.complaints.taking.rules import categories
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES
from deskapp.values.text import fold

OFFICE_FILE: Final = "complaint-phrases.toml"
KINDS: Final = ("said", "listen", "remedy", "plan", "answer", "call")
_KEYS: Final = {
    "code", "kind", "category", "safety", "text", "valid_from", "valid_to", "source", "certainty",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence; one of kind ``said`` brings its category, and whether it is about safety."""

    code: str
    kind: str
    text: Texts
    category: str = ""
    safety: bool = False
    valid_from: date = date.min
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is offered on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def load_phrases(root: Path | None = None) -> tuple[Phrase, ...]:
    """Every phrase, the office's own first; ``complaint.phrase_file`` names row and key that are wrong."""
    own = root / OFFICE_FILE if root is not None else None
    office = _read(own, own.stat().st_mtime_ns) if own is not None and own.is_file() else ()
    known = {one.code for one in office}
    shipped = _read(Path(__file__).parent / "phrases.toml", 0)
    return (*office, *(one for one in shipped if one.code not in known))


def phrases_of(phrases: tuple[Phrase, ...], kind: str, day: date, language: str, text: str = "") -> list[Phrase]:
    """Those of a kind that hold on a day and in which what was typed stands."""
    wanted = fold(text)
    return [one for one in phrases if one.kind == kind and one.holds(day) and wanted in fold(one.text.say(language))]


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Phrase, ...]:
    """The phrases of a file as it was at ``changed``."""
    del changed
    try:
        return parse_phrases(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("complaint.phrase_file", file=path.name, row="-", name=str(error)) from None


def parse_phrases(text: str, file: str = OFFICE_FILE) -> tuple[Phrase, ...]:
    """Phrases of a TOML text; ``complaint.phrase_file`` names the first row that cannot be used, and why."""
    try:
        rows = tomllib.loads(text).get("phrase", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("complaint.phrase_file", file=file, row="-", name=str(error)) from None
    return tuple(_phrase(row, number, file) for number, row in enumerate(rows, start=1))


def _phrase(row: Mapping[str, Any], number: int, file: str) -> Phrase:
    def refuse(name: str) -> DeskError:
        return DeskError("complaint.phrase_file", file=file, row=number, name=name)

    for name in row.keys() - _KEYS:
        raise refuse(name)
    said = row.get("text")
    if not isinstance(said, Mapping) or not said or said.keys() - {"zh", "vi", "en"}:
        raise refuse("text")
    category = row.get("category", "")
    begins, ends = row.get("valid_from", date.min), row.get("valid_to")
    wrong = {
        "code": not isinstance(row.get("code"), str) or not row["code"],
        "kind": row.get("kind") not in KINDS,
        "category": category not in ("", *categories()) or (row.get("kind") == "said") != bool(category),
        "valid_from": not isinstance(begins, date) or (isinstance(ends, date) and ends < begins),
        "valid_to": ends is not None and not isinstance(ends, date),
        "certainty": row.get("certainty", "D") not in CERTAINTIES,
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise refuse(name)
    return Phrase(row["code"], row["kind"], Texts(**said), category, bool(row.get("safety")), begins, ends)
