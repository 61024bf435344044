"""A warranty begins with the handover: every item of the unit gets its last day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import select

from deskapp.office.acceptance.queries import accepted_on
from deskapp.office.property.model import Project, Unit
from deskapp.office.warranty.model import UnitWarranty
from deskapp.office.warranty.rules import items_of, warranty_until
from deskapp.store.work import Work


def begin_warranties(work: Work, unit_id: int, handed_over_on: date) -> list[UnitWarranty]:
    """Begin the warranty of a unit item by item; done again it is worked out anew, from the day that is told now.

    The building's completion acceptance is read from its acceptances.
    """
    unit = work.get(Unit, unit_id)
    project = work.get(Project, unit.project_id or 0)
    accepted = accepted_on(work, [unit.building_id]).get(unit.building_id)
    stored = {row.item: row for row in work.session.exec(select(UnitWarranty).where(UnitWarranty.unit_id == unit_id))}
    begun = []
    for item in items_of(unit.kind, handed_over_on, project.country):
        end = warranty_until(item, handed_over_on, accepted, project.country, place=project.place)
        fields: dict[str, Any] = {
            "handed_over_on": handed_over_on,
            "accepted_on": accepted,
            "until": end.until,
            "rule": end.rule,
        }
        row = stored.pop(item, None)
        if row is None:
            row = work.add(
                UnitWarranty(office_id=unit.office_id, project_id=unit.project_id, unit_id=unit_id, item=item, **fields)
            )
        else:
            work.change(row, fields)
        begun.append(row)
    for row in stored.values():
        work.remove(row)
    return begun


def end_warranties(work: Work, unit_id: int) -> int:
    """A handover was taken back: its unit has no warranty; how many items went."""
    rows = list(work.session.exec(select(UnitWarranty).where(UnitWarranty.unit_id == unit_id)))
    for row in rows:
        work.remove(row)
    return len(rows)
