"""Defects of a sheet, many at once: what finding, mending and accepting make of each, with an event for every day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.inspecting.keys import INDEXER
from deskapp.desks.handover.inspecting.lists import agree_by, shipped_lists
from deskapp.desks.handover.inspecting.model import Defect, DefectEvent
from deskapp.desks.handover.inspecting.queries import contractors_of
from deskapp.desks.handover.inspecting.rules import origin_of
from deskapp.desks.handover.planning.model import Delivery
from deskapp.office.organisation.model import Organisation
from deskapp.sheets.columns import CURRENCY
from deskapp.sheets.judge import Known, Run
from deskapp.store.audit import to_json
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import plain, read_edited
from deskapp.store.number_keys import number_keys
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Reader
from deskapp.values.money import from_minor, to_minor
from deskapp.values.series import DEFECT

_FIELDS: Final = (
    "text", "trade", "severity", "wish", "origin", "contractor", "agreed_on", "charged_back", "remark",
)  # fmt: skip
SAID: Final = (*_FIELDS, "fixed_on", "accepted_on")
"""Columns of a defect that a row may say, beside which one it is."""
_EMPTY: Final = {"text": "", "remark": "", "contractor": ""}
Change = tuple[Known, dict[str, Any], dict[str, Any]]
Event = tuple[int | None, int, str, date]


def as_said(one: Defect) -> dict[str, Any]:
    """A defect as the sheet says it."""
    return {name: _said(name, getattr(one, name), one.currency) for name in SAID}


def edited_of(one: Defect) -> str:
    """The bookkeeping of edited fields, in the words of the sheet."""
    edited = {
        name: {**mark, "base": plain(_said(name, mark["base"], one.currency))}
        for name, mark in read_edited(one.edited).items()
    }
    return to_json(edited) if edited else ""


def write_fresh(slice_: Slice, run: Run, fresh: Sequence[Known]) -> None:
    """New defects: what a row leaves out follows from the checklists, the project and the day."""
    work, currency = slice_.work, CURRENCY[run.country]
    numbers = iter(
        take_numbers(
            work.session, run.clerk.office_id, DEFECT, run.today, sum(not known.parts["number"] for known in fresh)
        )
    )
    deliveries = _deliveries(work, {known.parts["unit"].id for known in fresh})
    liable = {
        project: contractors_of(work, project) for project in {one.parts["unit"].parts["project"] for one in fresh}
    }
    _complete(run, fresh, deliveries, liable)
    organisations = _organisations(work, {known.values["contractor"] for known in fresh})
    rows: list[tuple[Any, ...]] = []
    for known in fresh:
        unit, where = known.parts["unit"], known.parts["where"]
        known.parts["number"] = known.parts["number"] or next(numbers)
        delivery = deliveries.get(unit.id)
        rows.append(
            (
                unit.parts["project"], known.parts["number"], unit.id, delivery[0] if delivery else None,
                where["place"], where["item"], where["fault"], where["found_on"], where["found_on"],
                organisations.get(known.values["contractor"]), *_stored(known.values, currency, _FIELDS).values(),
            )
        )  # fmt: skip
    columns = (
        "project_id", "number", "unit_id", "delivery_id", "room", "item", "fault", "found_on", "state_since",
        "organisation_id", *_FIELDS,
    )  # fmt: skip
    first = slice_.insert(Defect, columns, rows, {"currency": currency})
    events: list[Event] = []
    for number, known in enumerate(fresh, first):
        known.id, known.version = number, 1
        project = known.parts["unit"].parts["project"]
        events.append((project, number, "found", known.parts["where"]["found_on"]))
        events += _happened(project, number, known.values, "open")
        slice_.keys.append((INDEXER.kind, number, number_keys(known.parts["number"])))
    _write_events(slice_, events)


def write_changed(slice_: Slice, run: Run, changed: Sequence[Change]) -> None:
    """Fields are written over, days become events."""
    del run
    work = slice_.work
    organisations = _organisations(work, {changes.get("contractor") or "" for _, _, changes in changed})
    events: list[Event] = []
    projects = _projects(work, [known.id or 0 for known, _, _ in changed])
    for known, before, changes in changed:
        assert known.id is not None
        events += _happened(projects[known.id], known.id, changes, known.parts.get("state", "open"))
        names = [name for name in changes if name in _FIELDS]
        currency = known.parts.get("currency") or CURRENCY["CN"]
        old, new = _stored(before, currency, names), _stored(changes, currency, names)
        if "contractor" in names:
            old["organisation_id"] = known.parts.get("organisation")
            new["organisation_id"] = organisations.get(changes["contractor"])
        if new:
            slice_.update(Defect, known.id, known.version, old, new)
            known.version += 1
    _write_events(slice_, events)


def _complete(
    run: Run,
    fresh: Sequence[Known],
    deliveries: Mapping[int, tuple[int, date | None]],
    liable: Mapping[int, Mapping[str, tuple[str, int | None]]],
) -> None:
    """Trade, severity, origin, liable party and agreed day, as finding a defect at the counter makes them."""
    lists = shipped_lists()
    for known in fresh:
        said, where, unit = known.values, known.parts["where"], known.parts["unit"]
        fault = lists.faults.get(where["fault"])
        delivery = deliveries.get(unit.id)
        said.setdefault("trade", lists.trade_of(where["item"], where["fault"]))
        said.setdefault("severity", fault.severity if fault is not None else "minor")
        handed_over_on = delivery[1] if delivery else None
        said.setdefault("origin", origin_of("pre", handed_over_on, where["found_on"]))
        said.setdefault("contractor", liable[unit.parts["project"]].get(said["trade"], ("", None))[0])
        said.setdefault("agreed_on", agree_by(said["severity"], where["found_on"], run.country))


def _happened(project: int | None, number: int, said: Mapping[str, Any], state: str) -> list[Event]:
    """Events that days of a row make; what is accepted was mended, on that day where nobody says when."""
    fixed, accepted = said.get("fixed_on"), said.get("accepted_on")
    if fixed is None and accepted is not None and state != "fixed":
        fixed = accepted
    days = (("fixed", fixed), ("accepted", accepted))
    return [(project, number, kind, day) for kind, day in days if day is not None]


def _write_events(slice_: Slice, events: Sequence[Event]) -> None:
    work = slice_.work
    columns = ("project_id", "defect_id", "kind", "happened_on")
    slice_.insert(DefectEvent, columns, events, {"entered_at": work.now, "clerk": work.clerk.name})
    work.following.mark("defects", {number for _, number, _, _ in events})


def _stored(values: Mapping[str, Any], currency: str, names: Iterable[str]) -> dict[str, Any]:
    """Values of the sheet as the defect holds them."""
    kept: dict[str, Any] = {}
    for name in names:
        value = values.get(name)
        if name == "charged_back":
            kept[name] = None if value is None else to_minor(value, currency)
        elif name == "wish":
            kept[name] = value == "yes"
        else:
            kept[name] = _EMPTY.get(name) if value is None else value
    return kept


def _said(name: str, value: Any, currency: str) -> Any:
    if name == "charged_back" and isinstance(value, int):
        return from_minor(value, currency)
    if name == "wish" and isinstance(value, bool):
        return "yes" if value else "no"
    return None if value == "" else value


def _deliveries(reader: Reader, units: Collection[int]) -> dict[int, tuple[int, date | None]]:
    """The living delivery of units, and the day since which the owner has them."""
    found: dict[int, tuple[int, date | None]] = {}
    for part in in_chunks(units):
        query = select(Delivery).where(col(Delivery.unit_id).in_(part), col(Delivery.ended_on).is_(None))
        for one in reader.session.exec(query):
            found[one.unit_id] = (one.id or 0, one.signed_on or one.deemed_on)
    return found


def _organisations(reader: Reader, names: Collection[str]) -> dict[str, int]:
    """The records of contractors that the office knows, by name."""
    found: dict[str, int] = {}
    for part in in_chunks(names):
        query = select(Organisation.name, Organisation.id).where(col(Organisation.name).in_(part))
        found |= {name: number for name, number in reader.session.exec(query) if number is not None}
    return found


def _projects(reader: Reader, numbers: Collection[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for part in in_chunks(numbers):
        query = select(Defect.id, Defect.project_id).where(col(Defect.id).in_(part))
        found |= {number or 0: project for number, project in reader.session.exec(query)}
    return found
