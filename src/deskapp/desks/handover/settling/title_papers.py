"""Papers that the title of a home needs and that are signed at its handover, as dated rows (``title_papers.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.settling.rows_toml import read_file, rows_of
from deskapp.office.property.model import UNIT_KINDS
from deskapp.office.tariffs.rates import Validity


@dataclass(frozen=True, slots=True)
class TitlePaper:
    """A paper; ``form`` is the letter that fills it, ``original``: it comes into our custody."""

    code: str
    name: Texts
    kinds: tuple[str, ...]
    form: str
    original: bool
    required: bool
    clears: str
    validity: Validity


@cache
def shipped_papers() -> tuple[TitlePaper, ...]:
    """Every row, as shipped."""
    return parse_papers(read_file("title_papers.toml"))


def wanted_papers(country: str, unit_kind: str, day: date) -> tuple[TitlePaper, ...]:
    """The papers for a kind of unit on a day in a country, in the order in which they are signed."""
    return tuple(
        row
        for row in shipped_papers()
        if row.validity.jurisdiction == country and unit_kind in (row.kinds or (unit_kind,)) and row.validity.holds(day)
    )


def parse_papers(text: str) -> tuple[TitlePaper, ...]:
    """Rows of a TOML text; ``tariff.file`` names the first that cannot be used."""
    return tuple(
        TitlePaper(
            row.text("code"), row.texts("name"), row.codes("kinds", UNIT_KINDS), row.plain("form"),
            row.flag("original", default=False), row.flag("required", default=True), row.text("clears"),
            row.validity(),
        )
        for row in rows_of(text, "paper")
    )  # fmt: skip
