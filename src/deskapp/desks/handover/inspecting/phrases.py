"""Sentences that are added to a defect with one key, and the chart of its way: both data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.inspecting.lists import ANYWHERE
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence; ``faults`` empty: it is offered at every fault."""

    code: str
    text: Texts
    faults: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    jurisdiction: str

    def is_offered(self, fault: str, day: date, country: str) -> bool:
        """Whether it goes with a fault, on a day in a country."""
        holds = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return holds and self.jurisdiction in (country, ANYWHERE) and (not self.faults or fault in self.faults)


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a defect's way; ``ways``: where it goes on, and the word on the way there."""

    code: str
    who: Texts
    what: Texts
    ways: tuple[tuple[str, Texts], ...]


@cache
def shipped_phrases() -> tuple[Phrase, ...]:
    """The sentences that come with the program."""
    return parse_phrases((_HERE / "phrases.toml").read_text(encoding="utf-8"))


@cache
def shipped_flow() -> tuple[FlowStep, ...]:
    """The chart that comes with the program."""
    return parse_flow((_HERE / "flow.toml").read_text(encoding="utf-8"))


def phrases_for(fault: str, day: date, country: str) -> tuple[Phrase, ...]:
    """The sentences offered at a fault; those of this fault before those of every one."""
    found = [one for one in shipped_phrases() if one.is_offered(fault, day, country)]
    return tuple(sorted(found, key=lambda one: not one.faults))


def parse_phrases(text: str) -> tuple[Phrase, ...]:
    """Sentences of a TOML text; ``checklist.file`` names the first row that cannot be used, and why."""
    return tuple(_phrase(number, row) for number, row in enumerate(_rows(text, "phrase"), 1))


def parse_flow(text: str) -> tuple[FlowStep, ...]:
    """The steps of a TOML text; each way leads to one of them."""
    rows = _rows(text, "step")
    codes = {row.get("code") for row in rows}
    steps = []
    for number, row in enumerate(rows, 1):
        ways = row.get("ways")
        if not isinstance(ways, list) or any(way.get("to") not in codes for way in ways):
            raise DeskError("checklist.file", row=number, name="ways")
        led = tuple((str(way["to"]), _texts(way, "when", number) if "when" in way else Texts()) for way in ways)
        steps.append(FlowStep(_text(row, "code", number), _texts(row, "who", number), _texts(row, "what", number), led))
    return tuple(steps)


def _phrase(number: int, row: Mapping[str, Any]) -> Phrase:
    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise DeskError("checklist.file", row=number, name="valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise DeskError("checklist.file", row=number, name="valid_to")
    faults = row.get("faults", [])
    if not isinstance(faults, list) or not all(isinstance(one, str) for one in faults):
        raise DeskError("checklist.file", row=number, name="faults")
    if row.get("certainty") not in CERTAINTIES or not row.get("source"):
        raise DeskError("checklist.file", row=number, name="source")
    country = _text(row, "jurisdiction", number)
    return Phrase(_text(row, "code", number), _texts(row, "text", number), tuple(faults), first, last, country)


def _rows(text: str, name: str) -> list[dict[str, Any]]:
    try:
        rows = tomllib.loads(text).get(name, [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("checklist.file", row=str(error), name="toml") from None
    if not isinstance(rows, list):
        raise DeskError("checklist.file", row=name, name=name)
    return rows


def _text(row: Mapping[str, Any], name: str, number: int) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise DeskError("checklist.file", row=number, name=name)
    return value


def _texts(row: Mapping[str, Any], name: str, number: int) -> Texts:
    told = row.get(name)
    if not isinstance(told, dict) or not told or told.keys() - {"zh", "vi", "en"}:
        raise DeskError("checklist.file", row=number, name=name)
    return Texts(**told)
