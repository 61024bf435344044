"""The sheet of defects: what an inspection found, and what comes back from contractors and from the recheck.

A row is found again by our number, else by unit, place, item, fault and the day it was found. The days on which it was
mended and accepted become events; where a defect stands follows from them, as it does at the counter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.inspecting.rules import judge_event
from deskapp.desks.handover.inspecting.sheet_columns import LAYOUT
from deskapp.desks.handover.inspecting.sheet_write import SAID, as_said, edited_of, write_changed, write_fresh
from deskapp.errors import Problem
from deskapp.money.rules import judge_amount
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.property.sheet import find_units, place_of
from deskapp.sheets.columns import CURRENCY
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.sheets.reporting import pick
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.work import Reader
from deskapp.values.rooms import unit_code
from deskapp.values.series import DEFECT

_WHERE: Final = ("place", "item", "fault", "found_on")
_NEEDED: Final = ("building", "room", *_WHERE)
_DAYS: Final = ("found_on", "fixed_on", "accepted_on")
_EVENTS: Final = ("fixed_on", "accepted_on")
Spot = tuple[Any, ...]


class DefectSheet(PlainKind):
    """Defects of units; units never come with them."""

    layout = LAYOUT
    model = Defect
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One defect a row; without a number it says where it is, what is wrong, and when it was found."""
        said = row.values
        number = str(said["number"]).upper() if "number" in said else None
        problems = _judge_days(run, row)
        if "charged_back" in said and (fault := judge_amount(said["charged_back"], CURRENCY[run.country], zero=True)):
            problems.append(run.problem(row, "charged_back", fault.code, **fault.values))
        if number is None:
            problems += [run.problem(row, name, "cell.required") for name in _NEEDED if name not in said]
        if problems:
            return problems
        place = _place(run, said)
        where = tuple(said.get(name) for name in _WHERE)
        keys: list[Key] = [("number", number)] if number else []
        if place is not None and None not in where:
            keys.append(("defect", *place, *where))
        values = {name: said[name] for name in SAID if name in said}
        parts = {"number": number, "place": place, "where": dict(zip(_WHERE, where, strict=True))}
        return [Entry(tuple(keys), values, parts)]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The defects of these numbers and at these places, each under both keys; the units are kept beside them."""
        del run
        found: dict[Key, Known] = {}
        wanted = {entry.parts["place"] for entry in entries if entry.parts["place"] is not None}
        for project, building, unit in find_units(reader, wanted):
            spot = (project, building, unit.entrance, unit.room)
            parts = {"project": unit.project_id, "kind": unit.kind, "delivery": unit.delivery_state}
            found["unit", *spot] = Known(record_id(unit), 1, {}, parts=parts)
        units = [known.id for known in found.values()]
        numbers = {entry.parts["number"] for entry in entries} - {None}
        days = {entry.parts["where"]["found_on"] for entry in entries} - {None}
        defects: dict[int, Defect] = {}
        for part in in_chunks(numbers):
            query = select(Defect).where(col(Defect.number).in_(part))
            defects |= {record_id(one): one for one in reader.session.exec(query)}
        for part in in_chunks(units):
            query = select(Defect).where(col(Defect.unit_id).in_(part)).order_by(col(Defect.id).desc())
            defects |= {record_id(one): one for one in reader.session.exec(query) if one.found_on in days}
        places = _places(reader, {one.unit_id for one in defects.values()})
        for one in defects.values():
            spot = places[one.unit_id]
            known = Known(record_id(one), one.version, as_said(one), edited_of(one), _parts(one, spot))
            found["number", one.number] = known
            found["defect", *spot, one.room, one.item, one.fault, one.found_on] = known
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A unit that is not in, a number that is somebody else's, days that the defect's life does not allow."""
        place = entry.parts["place"]
        unit = others.get(("unit", *place)) if place is not None else None
        if place is not None and unit is None:
            return [run.problem(row, "room", "unit.unknown", unit_code(*place[1:]))]
        entry.parts["unit"] = unit
        if known is None:
            return _refuse_new(run, row, entry)
        number = entry.parts["number"]
        if number and known.parts["number"] not in (number, None):
            return [run.problem(row, "number", "defect.other_number", stored=known.parts["number"])]
        if place not in (None, known.parts["place"]):
            return [run.problem(row, "room", "defect.other_unit", unit=unit_code(*known.parts["place"][1:]))]
        where, stored = entry.parts["where"], known.parts["where"]
        differ = [name for name in _WHERE if where[name] not in (None, stored[name])]
        if differ:
            return [run.problem(row, name, "defect.other_place", stored=stored[name]) for name in differ]
        return _refuse_events(run, row, entry, known)

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """New defects with what happened to them; where each stands follows before the slice is committed."""
        write_fresh(slice_, run, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a list says anew: fields as they are, days as events."""
        write_changed(slice_, run, changed)

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Defects of the project that are not closed, and that the list does not have."""
        query = select(Defect.id, Defect.number).where(col(Defect.state).not_in(("accepted", "void")))
        if run.project_id is not None:
            query = query.where(Defect.project_id == run.project_id)
        for defect_id, number in reader.session.exec(query.order_by(col(Defect.id))):
            if defect_id not in seen:
                yield number


def _place(run: Run, said: Mapping[str, Any]) -> Spot | None:
    if "building" not in said or "room" not in said:
        return None
    return (said.get("project") or run.project, *place_of(said))


def _judge_days(run: Run, row: Row) -> list[Problem]:
    said = row.values
    problems = [
        run.problem(row, name, "defect.day_ahead", day=said[name])
        for name in _DAYS
        if name in said and said[name] > run.today
    ]
    found, fixed, accepted = (said.get(name) for name in _DAYS)
    if fixed and found and fixed < found:
        problems.append(run.problem(row, "fixed_on", "defect.before_found", day=found))
    if accepted and (first := fixed or found) and accepted < first:
        problems.append(run.problem(row, "accepted_on", "defect.before_fixed", day=first))
    return problems


def _refuse_new(run: Run, row: Row, entry: Entry) -> list[Problem]:
    """A new one says all of what a defect is; a number that looks like ours is one of ours."""
    number = entry.parts["number"]
    if number is None:
        return []
    if number.startswith(f"{DEFECT}-"):
        return [run.problem(row, "number", "defect.no_such_number", number, number=number)]
    return [run.problem(row, name, "cell.required") for name in _NEEDED if name not in row.values]


def _refuse_events(run: Run, row: Row, entry: Entry, known: Known) -> list[Problem]:
    """Days may come to a defect, never change: what was noted stands in its history."""
    problems = []
    state, since = known.parts.get("state", "open"), known.parts.get("since", run.today)
    for name in _EVENTS:
        day = entry.values.get(name)
        if day is None or day == known.values.get(name):
            continue
        if known.values.get(name) is not None:
            if run.update:
                problems.append(run.problem(row, name, "defect.day_noted", stored=known.values[name]))
        elif name == "fixed_on" and state == "reopened" and day < since:
            problems.append(run.problem(row, name, "defect.reopened_since", day=since))
        elif fault := judge_event(state, name.removesuffix("_on")):
            problems.append(run.problem(row, name, fault.code, **fault.values))
        elif day < known.parts["where"]["found_on"]:
            problems.append(run.problem(row, name, "defect.before_found", day=known.parts["where"]["found_on"]))
    return problems


def _parts(one: Defect, spot: Spot) -> dict[str, Any]:
    return {
        "number": one.number,
        "place": spot,
        "where": {"place": one.room, "item": one.item, "fault": one.fault, "found_on": one.found_on},
        "state": one.state,
        "since": one.state_since,
        "currency": one.currency,
        "organisation": one.organisation_id,
    }


def _places(reader: Reader, unit_ids: Collection[int]) -> dict[int, Spot]:
    """Project, building, entrance and room of units."""
    found: dict[int, Spot] = {}
    for part in in_chunks(unit_ids):
        query = (
            pick(Unit.id, Project.name, Building.code, Unit.entrance, Unit.room)
            .join(Building, col(Building.id) == col(Unit.building_id))
            .join(Project, col(Project.id) == col(Unit.project_id))
            .where(col(Unit.id).in_(part))
        )
        found |= {number: tuple(spot) for number, *spot in reader.session.execute(query)}
    return found
