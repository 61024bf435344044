"""The gates of a handover as dated rows (``gates.toml``): where each is asked, how strict it is, who clears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from deskapp.desks.handover.planning.model import STATIONS
from deskapp.desks.handover.settling.model import GATES, MODES
from deskapp.desks.handover.settling.rows_toml import read_file, rows_of
from deskapp.office.tariffs.rates import Validity

ANYWHERE: Final = "*"


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate as it is asked on a day: its station, its mode, who clears it.

    ``validity`` says what is behind it; ``own`` that the project has its own mode, since ``own_since``.
    """

    gate: str
    station: str
    mode: str
    clears: str
    validity: Validity
    own: bool = False
    own_since: date | None = None
    own_reason: str = ""


@cache
def shipped_gates() -> tuple[GateRule, ...]:
    """Every row that comes with the program, in the order in which gates are shown."""
    return parse_gates(read_file("gates.toml"))


@cache
def gates_on(day: date, country: str) -> Mapping[str, GateRule]:
    """The rule of each gate on a day in a country, by gate; a country's own row wins over one for everywhere."""
    found: dict[str, GateRule] = {}
    for row in shipped_gates():
        place = row.validity.jurisdiction
        if row.validity.holds(day) and (place == country or (place == ANYWHERE and row.gate not in found)):
            found[row.gate] = row
    return found


def parse_gates(text: str) -> tuple[GateRule, ...]:
    """Rules of a TOML text; ``tariff.file`` names the first that cannot be used, or that meets another of its gate."""
    rows = rows_of(text, "gate")
    rules = [
        GateRule(
            row.text("gate", GATES), row.text("station", STATIONS), row.text("mode", MODES), row.text("clears"),
            row.validity(),
        )
        for row in rows
    ]  # fmt: skip
    for place, one in enumerate(rules):
        if any(_meet(one, other) for other in rules[:place]):
            raise rows[place].wrong("valid_from")
    return tuple(rules)


def _meet(one: GateRule, other: GateRule) -> bool:
    mine, theirs = one.validity, other.validity
    if (one.gate, mine.jurisdiction) != (other.gate, theirs.jurisdiction):
        return False
    return mine.valid_from <= (theirs.valid_to or date.max) and theirs.valid_from <= (mine.valid_to or date.max)
