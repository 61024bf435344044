"""What is noted of a building's acceptances: planned, passed or failed, its keys received; and taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.office.acceptance.drafts import AcceptanceDraft
from deskapp.office.acceptance.model import Acceptance
from deskapp.office.checking import refuse
from deskapp.office.property.model import Building
from deskapp.office.staff.model import Department
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work


def note_acceptance(work: Work, draft: AcceptanceDraft, seen: int | None = None) -> Acceptance:
    """What is known of one acceptance of a building now; a building has one of each kind.

    A result that is there already is never overwritten by another one in silence: ``acceptance.decided`` where a
    passed one would become a failed one or lose its result, for which ``take_back_acceptance`` asks a reason.
    """
    building = work.get(Building, draft.building_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    if draft.department_id is not None:
        work.get(Department, draft.department_id)
    fields = asdict(draft)
    stored = find_acceptance(work, draft.building_id, draft.kind)
    if stored is None:
        return work.add(Acceptance(office_id=building.office_id, project_id=building.project_id, **fields))
    if stored.result == "passed" and draft.result != "passed":
        raise DeskError("acceptance.decided", "result", day=stored.decided_on)
    work.change(stored, fields, seen=seen)
    return stored


def take_back_acceptance(work: Work, acceptance_id: int, reason: str) -> Acceptance:
    """A result was noted by mistake, or an authority withdrew it: it is open again, and the trail says why."""
    stored = work.get(Acceptance, acceptance_id)
    if not stored.result:
        raise DeskError("acceptance.open", "result")
    work.reason = checked_reason(reason)
    work.change(stored, {"result": "", "decided_on": None, "number": ""})
    return stored


def receive_builder_keys(work: Work, acceptance_id: int, day: date) -> Acceptance:
    """The builder's keys came over after a passed acceptance (验收合格后接受房屋钥匙)."""
    stored = work.get(Acceptance, acceptance_id)
    if stored.result != "passed" or stored.decided_on is None:
        raise DeskError("acceptance.keys_early", "keys_received_on")
    if day < stored.decided_on:
        raise DeskError("acceptance.keys_before", "keys_received_on", day=stored.decided_on)
    if day > work.today:
        raise DeskError("acceptance.future", "keys_received_on", day=day)
    work.change(stored, {"keys_received_on": day})
    return stored


def find_acceptance(work: Work, building_id: int, kind: str) -> Acceptance | None:
    """The record of one kind of a building."""
    query = select(Acceptance).where(Acceptance.building_id == building_id, Acceptance.kind == kind)
    return work.session.exec(query).first()
