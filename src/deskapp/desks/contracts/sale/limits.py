"""The desk's dated numbers: days, shares and limits (``limits.toml``), and the order of a contract's states."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.desks.contracts.sale.model import STATES
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES, Tariffs, parse_tariffs

COUNTRY_OF: Final[Mapping[str, str]] = {"CNY": "CN", "VND": "VN"}
"""Whose law a contract is under, by its currency."""
_PLACE: Final = "CN"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a contract's states in a place, from a day until another."""

    jurisdiction: str
    states: tuple[str, ...]
    valid_from: date
    valid_to: date | None


@cache
def limits() -> Tariffs:
    """Every row of ``limits.toml``."""
    return parse_tariffs((Path(__file__).parent / "limits.toml").read_text(encoding="utf-8"))


@cache
def find_limit(code: str, day: date, jurisdiction: str = _PLACE) -> Decimal | None:
    """The number that holds on a day in a place; None where there is none, such as a filing duty outside China."""
    try:
        return limits().rate(code, day, jurisdiction)
    except DeskError:
        return None


def days_of(code: str, day: date, jurisdiction: str = _PLACE) -> int:
    """The days that hold on a day; ``tariff.no_rate`` where there are none."""
    return int(limits().rate(code, day, jurisdiction))


@cache
def state_order(day: date, jurisdiction: str = _PLACE) -> tuple[str, ...]:
    """The order of a contract's states on a day in a place, or as in China where the place has none of its own."""
    for place in (jurisdiction, _PLACE):
        for row in _orders():
            holds = row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
            if row.jurisdiction == place and holds:
                return row.states
    return tuple(state for state in STATES if state != "cancelled")


def is_filed_in(currency: str, day: date) -> bool:
    """Whether contracts in a currency are filed with an authority, as they are in China and not in Vietnam."""
    return "filed" in state_order(day, COUNTRY_OF.get(currency, _PLACE))


@cache
def _orders() -> tuple[Order, ...]:
    return parse_orders((Path(__file__).parent / "order.toml").read_text(encoding="utf-8"))


def parse_orders(text: str) -> tuple[Order, ...]:
    """The rows of an order file; ``tariff.file`` names the first that cannot be used, and why."""
    try:
        rows = tomllib.loads(text).get("order", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("tariff.file", row=str(error), name="toml") from None
    return tuple(_order(row) for row in rows)


def _order(row: Mapping[str, Any]) -> Order:
    place, states = row.get("jurisdiction"), row.get("states")

    def wrong(name: str) -> DeskError:
        return DeskError("tariff.file", row=str(place), name=name)

    if not isinstance(place, str) or not place:
        raise wrong("jurisdiction")
    known = {*STATES} - {"cancelled"}
    if not isinstance(states, list) or not states or len({*states} & known) != len(states):
        raise wrong("states")
    if type(row.get("valid_from")) is not date:
        raise wrong("valid_from")
    last = row.get("valid_to")
    if last is not None and (type(last) is not date or last < row["valid_from"]):
        raise wrong("valid_to")
    if not isinstance(row.get("source"), str) or not row["source"]:
        raise wrong("source")
    if row.get("certainty") not in CERTAINTIES:
        raise wrong("certainty")
    return Order(place, tuple(states), row["valid_from"], last)
