"""The gates of a handover as dated rows (``gates.toml``): where each is asked, how strict it is, who clears it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.desks.handover.planning.model import STATIONS
from deskapp.desks.handover.settling.model import GATES, MODES
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES

ANYWHERE: Final = "*"


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate as it is asked on a day: its station, its mode, who clears it.

    ``source`` says what is behind it; ``own`` that the project has its own mode, since ``own_since``.
    """

    gate: str
    station: str
    mode: str
    clears: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str
    own: bool = False
    own_since: date | None = None
    own_reason: str = ""


@cache
def shipped_gates() -> tuple[GateRule, ...]:
    """Every row that comes with the program, in the order in which gates are shown."""
    return parse_gates((Path(__file__).parent / "gates.toml").read_text(encoding="utf-8"))


@cache
def gates_on(day: date, country: str) -> Mapping[str, GateRule]:
    """The rule of each gate on a day in a country, by gate; a country's own row wins over one for everywhere."""
    found: dict[str, GateRule] = {}
    for row in shipped_gates():
        holds = row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        if holds and (row.jurisdiction == country or (row.jurisdiction == ANYWHERE and row.gate not in found)):
            found[row.gate] = row
    return found


def parse_gates(text: str) -> tuple[GateRule, ...]:
    """Rules of a TOML text; ``settle.gates_file`` names the first row that cannot be used, and why."""
    try:
        rows = tomllib.loads(text).get("gate", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("settle.gates_file", row=str(error), name="toml") from None
    rules = tuple(_rule(number, row) for number, row in enumerate(rows, 1))
    for place, one in enumerate(rules):
        for other in rules[:place]:
            if (one.gate, one.jurisdiction) == (other.gate, other.jurisdiction) and _meet(one, other):
                raise DeskError("settle.gates_file", row=place + 1, name="valid_from")
    return rules


def _rule(number: int, row: Mapping[str, Any]) -> GateRule:
    known = {"gate": GATES, "station": STATIONS, "mode": MODES, "certainty": CERTAINTIES}
    for name in ("gate", "station", "mode", "clears", "jurisdiction", "source", "certainty"):
        value = row.get(name)
        if not isinstance(value, str) or not value or value not in known.get(name, (value,)):
            raise DeskError("settle.gates_file", row=number, name=name)
    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise DeskError("settle.gates_file", row=number, name="valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise DeskError("settle.gates_file", row=number, name="valid_to")
    return GateRule(
        row["gate"], row["station"], row["mode"], row["clears"], row["jurisdiction"], first, last, row["source"],
        row["certainty"],
    )  # fmt: skip


def _meet(one: GateRule, other: GateRule) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
