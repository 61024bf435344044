"""Checklists as data (``lists.toml``): a unit's rooms, a room's items, an item's faults, each by its digit."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.inspecting.model import SEVERITIES
from deskapp.errors import DeskError
from deskapp.office.property.model import UNIT_KINDS
from deskapp.office.tariffs.rates import CERTAINTIES, Tariffs, parse_tariffs

DIGITS: Final = "1234567890"
"""The place of a room, an item, a fault in its list, as a key."""
ANYWHERE: Final = "*"


@dataclass(frozen=True, slots=True)
class Word:
    """A trade, or something else that is only named."""

    code: str
    text: Texts


@dataclass(frozen=True, slots=True)
class FaultRow:
    """What may be wrong, how bad it usually is, and whose work it is where that is not the item's."""

    code: str
    text: Texts
    severity: str
    trade: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What is looked at in a room, whose work it is, and what may be wrong with it."""

    code: str
    text: Texts
    trade: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room and what is looked at there."""

    code: str
    text: Texts
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckList:
    """The rooms of a kind of unit; ``up_to_area`` bounds it where several lists serve one kind."""

    code: str
    text: Texts
    unit_kind: str
    up_to_area: Decimal | None
    rooms: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    jurisdiction: str
    source: str
    certainty: str

    def holds(self, day: date, country: str) -> bool:
        """Whether it is in use on a day in a country."""
        inside = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return inside and self.jurisdiction in (country, ANYWHERE)


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything the file says, by code."""

    trades: Mapping[str, Word]
    faults: Mapping[str, FaultRow]
    items: Mapping[str, ItemRow]
    rooms: Mapping[str, RoomRow]
    lists: Mapping[str, CheckList]

    def points(self, code: str) -> tuple[tuple[str, str], ...]:
        """Every room and item of a list, in its order."""
        listed = self.lists.get(code)
        return tuple((room, item) for room in (listed.rooms if listed else ()) for item in self.rooms[room].items)

    def offered(self, unit_kind: str, day: date, country: str) -> tuple[CheckList, ...]:
        """The lists for a kind of unit, the smallest first."""
        return tuple(one for one in self.lists.values() if one.unit_kind == unit_kind and one.holds(day, country))

    def choose(self, unit_kind: str, area: Decimal | None, day: date, country: str) -> str:
        """The list for a unit where nobody says which: the first that is large enough, without an area the last."""
        offered = self.offered(unit_kind, day, country)
        fitting = (one for one in offered if one.up_to_area is None or (area is not None and area <= one.up_to_area))
        found = next(fitting, offered[-1] if offered else None)
        return found.code if found is not None else ""

    def trade_of(self, item: str, fault: str) -> str:
        """Whose work a fault is."""
        own = self.faults[fault].trade if fault in self.faults else ""
        return own or (self.items[item].trade if item in self.items else "")


@cache
def shipped_lists() -> Lists:
    """The checklists that come with the program."""
    return parse_lists((Path(__file__).parent / "lists.toml").read_text(encoding="utf-8"))


@cache
def shipped_days() -> Tariffs:
    """The dated numbers of days that come with the program."""
    return parse_tariffs((Path(__file__).parent / "limits.toml").read_text(encoding="utf-8"))


def agree_by(severity: str, found_on: date, country: str) -> date:
    """By which day a defect is to be mended where nothing else is agreed."""
    return found_on + timedelta(days=int(shipped_days().rate(f"agree_days.{severity}", found_on, country)))


def recheck_on(day: date, country: str) -> date:
    """On which day an owner who signed with a list usually comes again."""
    return day + timedelta(days=int(shipped_days().rate("recheck_days", day, country)))


def say_room(code: str, language: str) -> str:
    """A room's words; a code that no list has is shown as it is."""
    return _say(shipped_lists().rooms, code, language)


def say_item(code: str, language: str) -> str:
    """An item's words."""
    return _say(shipped_lists().items, code, language)


def say_fault(code: str, language: str) -> str:
    """A fault's words."""
    return _say(shipped_lists().faults, code, language)


def say_trade(code: str, language: str) -> str:
    """A trade's words."""
    return _say(shipped_lists().trades, code, language)


def say_place(room: str, item: str, fault: str, language: str) -> str:
    """A defect in the words of the list: room, item, fault."""
    parts = (say_room(room, language), say_item(item, language), say_fault(fault, language))
    return " ".join(part for part in parts if part)


def _say(rows: Mapping[str, Any], code: str, language: str) -> str:
    row = rows.get(code)
    return row.text.say(language) if row is not None else code


# ---- reading the file


def parse_lists(text: str) -> Lists:
    """Lists of a TOML text; ``checklist.file`` names the first row that cannot be used, and why."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeskError("checklist.file", row=str(error), name="toml") from None
    for name in tables.keys() - {"trade", "fault", "item", "room", "list"}:
        raise DeskError("checklist.file", row=name, name=name)
    trades = _by_code("trade", tables, lambda row: Word(row["code"], _texts(row)))
    faults = _by_code("fault", tables, lambda row: _fault(row, trades))
    items = _by_code("item", tables, lambda row: _item(row, trades, faults))
    rooms = _by_code("room", tables, lambda row: RoomRow(row["code"], _texts(row), _codes(row, "items", items)))
    lists = _by_code("list", tables, lambda row: _list(row, rooms))
    return Lists(trades, faults, items, rooms, lists)


def _by_code(name: str, tables: Mapping[str, Any], read: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, row in enumerate(tables.get(name, []), 1):
        code = row.get("code")
        if not isinstance(code, str) or not code or code in found:
            raise DeskError("checklist.file", row=f"{name} {number}", name="code")
        found[code] = read(row)
    return found


def _fault(row: Mapping[str, Any], trades: Collection[str]) -> FaultRow:
    return FaultRow(
        row["code"],
        _texts(row),
        _one(row, "severity", SEVERITIES),
        _one(row, "trade", trades) if "trade" in row else "",
    )


def _item(row: Mapping[str, Any], trades: Collection[str], faults: Collection[str]) -> ItemRow:
    return ItemRow(row["code"], _texts(row), _one(row, "trade", trades), _codes(row, "faults", faults))


def _list(row: Mapping[str, Any], rooms: Collection[str]) -> CheckList:
    up_to, first, last = row.get("up_to_area"), row.get("valid_from"), row.get("valid_to")
    if up_to is not None and (not isinstance(up_to, int) or up_to <= 0):
        raise _wrong(row, "up_to_area")
    if type(first) is not date:
        raise _wrong(row, "valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise _wrong(row, "valid_to")
    return CheckList(
        row["code"],
        _texts(row),
        _one(row, "unit_kind", UNIT_KINDS),
        None if up_to is None else Decimal(up_to),
        _codes(row, "rooms", rooms),
        first,
        last,
        _text(row, "jurisdiction"),
        _text(row, "source"),
        _one(row, "certainty", CERTAINTIES),
    )


def _texts(row: Mapping[str, Any]) -> Texts:
    told = row.get("text")
    if not isinstance(told, dict) or not told or not all(isinstance(text, str) and text for text in told.values()):
        raise _wrong(row, "text")
    if told.keys() - {"zh", "vi", "en"}:
        raise _wrong(row, "text")
    return Texts(**told)


def _codes(row: Mapping[str, Any], name: str, known: Collection[str]) -> tuple[str, ...]:
    codes = row.get(name)
    if not isinstance(codes, list) or not codes or len(codes) > len(DIGITS) or len(set(codes)) != len(codes):
        raise _wrong(row, name)
    if any(code not in known for code in codes):
        raise _wrong(row, name)
    return tuple(codes)


def _one(row: Mapping[str, Any], name: str, known: Collection[str]) -> str:
    if row.get(name) not in known:
        raise _wrong(row, name)
    return str(row[name])


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise _wrong(row, name)
    return value


def _wrong(row: Mapping[str, Any], name: str) -> DeskError:
    return DeskError("checklist.file", row=row.get("code", "?"), name=name)
