"""Papers that the title of a home needs and that are signed at its handover, as dated rows (``title_papers.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from deskapp.cases.procedure import Texts
from deskapp.errors import DeskError
from deskapp.office.property.model import UNIT_KINDS
from deskapp.office.tariffs.rates import CERTAINTIES


@dataclass(frozen=True, slots=True)
class TitlePaper:
    """A paper; ``form`` is the letter that fills it, ``original``: it comes into our custody."""

    code: str
    name: Texts
    jurisdiction: str
    kinds: tuple[str, ...]
    form: str
    original: bool
    required: bool
    clears: str
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str


@cache
def shipped_papers() -> tuple[TitlePaper, ...]:
    """Every row, as shipped."""
    return parse_papers((Path(__file__).parent / "title_papers.toml").read_text(encoding="utf-8"))


def wanted_papers(country: str, unit_kind: str, day: date) -> tuple[TitlePaper, ...]:
    """The papers for a kind of unit on a day in a country, in the order in which they are signed."""
    return tuple(
        row
        for row in shipped_papers()
        if row.jurisdiction == country
        and unit_kind in (row.kinds or (unit_kind,))
        and row.valid_from <= day
        and (row.valid_to is None or day <= row.valid_to)
    )


def parse_papers(text: str) -> tuple[TitlePaper, ...]:
    """Rows of a TOML text; ``settle.papers_file`` names the first that cannot be used, and why."""
    try:
        rows = tomllib.loads(text).get("paper", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("settle.papers_file", row=str(error), name="toml") from None
    return tuple(_paper(number, row) for number, row in enumerate(rows, 1))


def _paper(number: int, row: Mapping[str, Any]) -> TitlePaper:
    def wrong(name: str) -> DeskError:
        return DeskError("settle.papers_file", row=number, name=name)

    for name in ("code", "jurisdiction", "source", "clears"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise wrong(name)
    told = row.get("name")
    if not isinstance(told, dict) or {"zh", "vi", "en"} - told.keys():
        raise wrong("name")
    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise wrong("valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise wrong("valid_to")
    if row.get("certainty") not in CERTAINTIES:
        raise wrong("certainty")
    kinds = tuple(row.get("kinds", ()))
    if set(kinds) - set(UNIT_KINDS):
        raise wrong("kinds")
    return TitlePaper(
        row["code"], Texts(told["zh"], told["vi"], told["en"]), row["jurisdiction"], kinds, row.get("form", ""),
        row.get("original") is True, row.get("required") is True, row["clears"], first, last, row["source"],
        row["certainty"],
    )  # fmt: skip
