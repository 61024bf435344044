"""What a batch begins with, as dated rows of this folder: ways of stations, groups, what owners are told, refusals."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.planning.model import GROUP_KINDS, ITEM_KINDS, STATIONS
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES, Validity

HERE: Final = Path(__file__).parent
ANYWHERE: Final = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """A way through the stations; ``optional`` ones may be skipped."""

    code: str
    name: Texts
    stations: tuple[str, ...]
    optional: tuple[str, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A group of a plan with the people it needs and the station at which it stands."""

    name: Texts
    kind: str
    heads: int
    station: str
    duty: Texts


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """The groups of one list of the handbook."""

    code: str
    name: Texts
    groups: tuple[PlannedGroup, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A paper to bring, a fee announced, or a piece of the document pack."""

    code: str
    kind: str
    name: Texts
    validity: Validity


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why an owner may refuse a home; ``justified``: the risk stays with the seller."""

    code: str
    name: Texts
    justified: bool
    validity: Validity


class _Dated(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def validity(self) -> Validity: ...


_Row = TypeVar("_Row", bound=_Dated)


@cache
def routes_on(day: date, country: str) -> tuple[Route, ...]:
    """The ways that a batch of a country may begin with on a day."""
    return _held(read_rows("routes", "route", _route), day, country)


@cache
def group_plans_on(day: date, country: str) -> tuple[GroupPlan, ...]:
    """The lists of groups that a batch may begin with."""
    return _held(read_rows("groups", "plan", _plan), day, country)


@cache
def items_on(day: date, country: str) -> tuple[PlannedItem, ...]:
    """What owners of a country are told ahead and what their pack holds."""
    return _held(read_rows("items", "item", _item), day, country)


@cache
def refusals_on(day: date, country: str) -> tuple[RefusalReason, ...]:
    """The reasons for which a home may be refused."""
    return _held(read_rows("refusals", "refusal", _refusal), day, country)


def refusal_of(code: str, day: date, country: str) -> RefusalReason:
    """A reason by its code; ``draft.choice`` for one that is not there."""
    for row in refusals_on(day, country):
        if row.code == code:
            return row
    raise DeskError("draft.choice", "code", value=code)


def item_name(code: str, language: str) -> str:
    """How a shipped item is called, whatever the day; nothing for an office's own."""
    rows = read_rows("items", "item", _item)
    return next((row.name.say(language) for row in rows if row.code == code), "")


def refusal_name(code: str, language: str) -> str:
    """How a reason is called, whatever the day."""
    rows = read_rows("refusals", "refusal", _refusal)
    return next((row.name.say(language) for row in rows if row.code == code), code)


@cache
def read_rows(file: str, table: str, parse: Callable[[Mapping[str, Any]], _Row]) -> tuple[_Row, ...]:
    """Every row of a file of this folder."""
    return parse_rows((HERE / f"{file}.toml").read_text(encoding="utf-8"), table, parse)


def parse_rows(text: str, table: str, parse: Callable[[Mapping[str, Any]], _Row]) -> tuple[_Row, ...]:
    """The rows of a text; ``tariff.file`` names the first that cannot be used, and why."""
    try:
        rows = tomllib.loads(text).get(table, [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("tariff.file", row=str(error), name="toml") from None
    return tuple(parse(row) for row in rows)


def _held(rows: tuple[_Row, ...], day: date, country: str) -> tuple[_Row, ...]:
    return tuple(row for row in rows if row.validity.holds(day) and row.validity.jurisdiction in (ANYWHERE, country))


def _route(row: Mapping[str, Any]) -> Route:
    stations, optional = row.get("stations"), row.get("optional", [])
    if not isinstance(stations, list) or not stations or len({*stations} & {*STATIONS}) != len(stations):
        raise _wrong(row, "stations")
    if not isinstance(optional, list) or not {*optional} <= {*stations}:
        raise _wrong(row, "optional")
    return Route(_code(row), _texts(row, "name"), tuple(stations), tuple(optional), _validity(row))


def _plan(row: Mapping[str, Any]) -> GroupPlan:
    groups = row.get("group")
    if not isinstance(groups, list) or not groups:
        raise _wrong(row, "group")
    return GroupPlan(_code(row), _texts(row, "name"), tuple(_group(row, one) for one in groups), _validity(row))


def _group(plan: Mapping[str, Any], row: Mapping[str, Any]) -> PlannedGroup:
    kind, heads, station = row.get("kind", "function"), row.get("heads"), row.get("station", "")
    if kind not in GROUP_KINDS:
        raise _wrong(plan, "kind")
    if type(heads) is not int or heads < 1:
        raise _wrong(plan, "heads")
    if station not in ("", *STATIONS):
        raise _wrong(plan, "station")
    return PlannedGroup(_texts(row, "name"), kind, heads, station, _texts(row, "duty"))


def _item(row: Mapping[str, Any]) -> PlannedItem:
    if row.get("kind") not in ITEM_KINDS:
        raise _wrong(row, "kind")
    return PlannedItem(_code(row), row["kind"], _texts(row, "name"), _validity(row))


def _refusal(row: Mapping[str, Any]) -> RefusalReason:
    if type(row.get("justified")) is not bool:
        raise _wrong(row, "justified")
    return RefusalReason(_code(row), _texts(row, "name"), row["justified"], _validity(row))


def _texts(row: Mapping[str, Any], name: str) -> Texts:
    value = row.get(name)
    if not isinstance(value, dict) or not value.get("zh") or value.keys() - {"zh", "vi", "en"}:
        raise _wrong(row, name)
    return Texts(**value)


def _code(row: Mapping[str, Any]) -> str:
    if not isinstance(row.get("code"), str) or not row["code"]:
        raise _wrong(row, "code")
    return str(row["code"])


def _validity(row: Mapping[str, Any]) -> Validity:
    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise _wrong(row, "valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise _wrong(row, "valid_to")
    for name in ("jurisdiction", "source"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise _wrong(row, name)
    if row.get("certainty") not in CERTAINTIES:
        raise _wrong(row, "certainty")
    return Validity(first, last, row["jurisdiction"], row["source"], row["certainty"])


def _wrong(row: Mapping[str, Any], name: str) -> DeskError:
    return DeskError("tariff.file", row=str(row.get("code")), name=name)
