"""How often vacant homes are gone round, what is looked at, and by when somebody must be asked: all dated rows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.rounds.model import ROUND_KINDS
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import Tariffs, parse_tariffs

HERE: Final = Path(__file__).parent
PLACE: Final = "CN"
"""Whose rows hold; customs of the trade that no other place has rows of its own for yet."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is looked at on rounds of some kinds; named in every language."""

    code: str
    name: Texts
    kinds: tuple[str, ...]


@cache
def intervals() -> Tariffs:
    """Every dated number of ``rounds.toml``."""
    return parse_tariffs((HERE / "rounds.toml").read_text(encoding="utf-8"))


@cache
def items() -> tuple[Item, ...]:
    """Everything that is looked at, in its order (``points.toml``)."""
    rows = tomllib.loads((HERE / "points.toml").read_text(encoding="utf-8"))["item"]
    return tuple(Item(row["code"], Texts(**row["name"]), tuple(row["kinds"])) for row in rows)


def items_of(kind: str) -> tuple[Item, ...]:
    """What is looked at on a round of a kind."""
    return tuple(item for item in items() if kind in item.kinds)


def days_between(kind: str, day: date) -> int | None:
    """After how many days a round of a kind comes again; None for one that comes only when it is planned."""
    if kind in ("storm", "viewing"):
        return None
    try:
        return int(intervals().rate(f"round.{kind}", day, PLACE))
    except DeskError:
        return None


def regular_kinds(day: date) -> tuple[str, ...]:
    """The kinds that come again and again."""
    return tuple(kind for kind in ROUND_KINDS if days_between(kind, day) is not None)


def next_day(kind: str, done_on: date) -> date | None:
    """When the round after one that was done comes; None where none follows."""
    days = days_between(kind, done_on)
    return None if days is None else done_on + timedelta(days=days)


def storm_day(day: date) -> date:
    """By when every vacant home is looked at after a storm."""
    return day + timedelta(days=int(intervals().rate("round.storm", day, PLACE)))


def ask_by(drawings_on: date) -> date:
    """By when the property consultant is asked about drawings, in calendar days from their arrival [e36]."""
    return drawings_on + timedelta(days=int(intervals().rate("advice.ask", drawings_on, PLACE)))
