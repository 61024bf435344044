"""The sheet of surveyed areas (实测面积成果): what the survey of a finished building says of its units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.actions_area import work_out
from deskapp.desks.handover.settling.drafts import AreaDraft
from deskapp.desks.handover.settling.facts import Settled, load_many
from deskapp.desks.handover.settling.model import AreaSettlement
from deskapp.errors import Problem
from deskapp.office.property.model import Building, Unit
from deskapp.office.property.sheet import PLACE, PROJECT, find_units, place_of, projects_of
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import area_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code

SAID: Final = ("surveyed_area", "surveyed_inner_area", "surveyed_number")
_AREAS: Final = SAID[:2]
MOST: Final = 1_000_000
"""No unit has more square metres; a larger figure is a slip, or one of another column."""
LAYOUT: Final = Layout(
    "survey-areas",
    (
        PROJECT,
        *PLACE,
        area_column("surveyed_area", "实测建筑面积(㎡)", "实测面积", "实测建面", "测绘面积", "产权面积", "建筑面积(㎡)",
                    "建筑面积", "Diện tích đo đạc", "Diện tích xây dựng thực tế", required=True, width=14,
                    example="98.90|102.36"),
        area_column("surveyed_inner_area", "实测套内面积(㎡)", "实测套内面积", "套内建筑面积", "套内面积",
                    "Diện tích thông thủy thực tế", width=14, example="78.14|80.86"),
        text_column("surveyed_number", "测绘房号", "实测房号", "产权房号", "门牌房号", "Số căn theo đo đạc",
                    shape="code", limit=60, width=14, example="1501|105"),
    ),
)  # fmt: skip


class SurveySheet(PlainKind):
    """The survey of units: one that has none yet gets its first, another is compared with what the row says.

    Units never come with it. Where an area settlement was worked out with other areas, the row says
    what it comes to with these.
    """

    layout = LAYOUT
    model = Unit
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One unit a row; no more inside its walls than in all, and some of it."""
        said = row.values
        faults = [run.problem(row, name, "survey.no_area") for name in _AREAS if name in said and said[name] <= 0]
        faults += [run.problem(row, name, "survey.too_large", most=MOST) for name in _AREAS if said.get(name, 0) > MOST]
        if not faults and said.get("surveyed_inner_area", 0) > said["surveyed_area"]:
            faults.append(run.problem(row, "surveyed_inner_area", "survey.inner_over", area=said["surveyed_area"]))
        if faults:
            return faults
        place = (said.get("project") or run.project, *place_of(said))
        values = {name: said[name] for name in SAID if name in said}
        return [Entry((("survey", *place),), values, {"place": place})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The units of the rows, the surveys that they have, and what the rows make of the settlements there are."""
        found: dict[Key, Known] = {}
        units: dict[int, Known] = {}
        for project, building, unit in find_units(reader, {entry.parts["place"] for entry in entries}):
            place = (project, building, unit.entrance, unit.room)
            number = record_id(unit)
            values = {name: getattr(unit, name) or None for name in SAID}
            known = Known(number, unit.version, values, unit.edited)
            units[number] = found["unit", *place] = known
            if any(value is not None for value in values.values()):
                found["survey", *place] = known
        settlements = dict(_settlements(reader, units))
        facts = load_many(reader, [one.delivery_id for one in settlements.values()], run.today)
        for entry in entries:
            unit_of_row = found.get(("unit", *entry.parts["place"]))
            settlement = settlements.get(unit_of_row.id or 0) if unit_of_row is not None else None
            if settlement is not None and settlement.delivery_id in facts:
                fact = facts[settlement.delivery_id]
                entry.parts["changes"] = _changes(reader, run.today, settlement, fact, entry.values)
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A unit that is not in; a settlement that these areas make another is told."""
        del known
        place = entry.parts["place"]
        unit = others.get(("unit", *place))
        if unit is None:
            return [run.problem(row, "room", "unit.unknown", unit_code(*place[1:]))]
        entry.parts["unit"] = unit
        if (changes := entry.parts.get("changes")) is None:
            return []
        code, values = "survey.settlement_changes", {"unit": unit_code(*place[1:]), **changes}
        return [replace(run.problem(row, "surveyed_area", code, **values), warning=True)]

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """First surveys, written into the units; a batch that is taken back leaves the units as they were."""
        del run
        for known in fresh:
            unit: Known = known.parts["unit"]
            assert unit.id is not None
            stored = _stored(known.values, [name for name in SAID if known.values.get(name) is not None])
            slice_.update(Unit, unit.id, unit.version, _stored({}, stored), stored)
            known.id, known.version, known.edited = unit.id, unit.version + 1, unit.edited
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a newer survey says."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            slice_.update(Unit, known.id, known.version, _stored(before, changes), _stored(changes, changes))
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Surveyed units of the project, or of the projects that the list speaks of, that it does not have."""
        projects = {run.project_id} if run.project_id else projects_of(reader, Unit, seen)
        query = (
            select(Building.code, Unit)
            .join(Unit, col(Unit.building_id) == col(Building.id))
            .where(col(Unit.project_id).in_(projects), col(Unit.surveyed_area).is_not(None))
            .order_by(col(Building.code), col(Unit.entrance), col(Unit.room))
        )
        for building, unit in reader.session.exec(query):
            if unit.id not in seen:
                yield unit_code(building, unit.entrance, unit.room)


def _settlements(reader: Reader, units: Collection[int]) -> Iterable[tuple[int, AreaSettlement]]:
    """The living settlement of each of these units that has one."""
    for part in in_chunks(units):
        query = (
            select(Delivery.unit_id, AreaSettlement)
            .join(AreaSettlement, col(AreaSettlement.delivery_id) == col(Delivery.id))
            .where(col(Delivery.unit_id).in_(part), col(AreaSettlement.ended_on).is_(None))
        )
        yield from reader.session.exec(query)


def _changes(
    reader: Reader, today: date, settlement: AreaSettlement, fact: Settled, said: dict[str, Any]
) -> dict[str, Any] | None:
    """The area and the amount of a settlement before and after a survey; None where the survey changes nothing."""
    before = {name: getattr(settlement, name) for name in _AREAS}
    if settlement.surveyed_area is None or all(said.get(name, value) == value for name, value in before.items()):
        return None
    price = None if settlement.unit_price is None else from_minor(settlement.unit_price, settlement.currency)
    areas = before | {name: said[name] for name in _AREAS if name in said}
    told = AreaDraft(
        settlement.priced_by, settlement.contract_area, settlement.contract_inner_area, **areas, unit_price=price
    )
    result = work_out(reader, fact, told, today)
    was = None if settlement.amount is None else from_minor(settlement.amount, settlement.currency)
    return {
        "before": settlement.surveyed_area,
        "after": areas["surveyed_area"],
        "amount": "—" if was is None else was,
        "amount_after": "—" if result is None else result.amount,
    }


def _stored(values: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values.get(name) or ("" if name == "surveyed_number" else None) for name in names}
