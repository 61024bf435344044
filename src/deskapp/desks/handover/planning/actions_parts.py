"""The parts of a batch that are set as a whole: stations, times, groups with their people, items; and form editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, func, select

from deskapp.desks.handover.planning.drafts import (
    FormDraft,
    GroupDraft,
    ItemDraft,
    MemberDraft,
    SlotDraft,
    StationDraft,
)
from deskapp.desks.handover.planning.model import (
    STATIONS,
    BatchGroup,
    BatchItem,
    BatchStation,
    Delivery,
    FormEdition,
    GroupMember,
    HandoverBatch,
    HandoverSlot,
)
from deskapp.desks.handover.planning.plans import group_plans_on
from deskapp.desks.handover.planning.slots import parse_time
from deskapp.errors import DeskError
from deskapp.money.purposes import purposes
from deskapp.office.checking import refuse
from deskapp.office.property.model import Project
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import to_minor
from deskapp.values.text import clean

T = TypeVar("T", bound=SQLModel)
MOST_SLOTS = 2_000


def set_stations(work: Work, batch_id: int, stations: Sequence[StationDraft]) -> None:
    """The stations of a batch in their order; each once, and the signature among them."""
    own = _own(work, batch_id)
    codes = [station.code for station in stations]
    if unknown := {*codes} - {*STATIONS}:
        raise DeskError("draft.choice", "stations", value=min(unknown))
    if len({*codes}) < len(codes):
        raise DeskError("batch.station_twice", "stations")
    if "signature" not in codes:
        raise DeskError("batch.signature_last", "stations")
    wanted: dict[str, dict[str, Any]] = {
        one.code: {"position": position, "name": clean(one.name), "required": one.required}
        for position, one in enumerate(stations, 1)
    }
    stored = {one.code: one for one in _rows(work, BatchStation, batch_id)}
    for code in stored.keys() - wanted.keys():
        work.remove(stored[code])
    for code, fields in wanted.items():
        if code in stored:
            work.change(stored[code], fields)
        else:
            work.add(BatchStation(code=code, **fields, **own))


def set_slots(work: Work, batch_id: int, slots: Sequence[SlotDraft], days: Sequence[date] | None = None) -> int:
    """The times of a batch, or of these days of it; says how many homes lost theirs.

    A time that homes have keeps its places for them (``slot.too_few``) and is not taken away (``slot.used``).
    """
    batch = work.get(HandoverBatch, batch_id)
    own = _own(work, batch_id)
    if len(slots) > MOST_SLOTS:
        raise DeskError("slot.too_many", "slots", most=MOST_SLOTS)
    wanted: dict[tuple[date, str], dict[str, Any]] = {}
    for slot in slots:
        if not batch.begins_on <= slot.day <= batch.ends_on:
            raise DeskError("slot.day", "slots", day=slot.day, first=batch.begins_on, last=batch.ends_on)
        starts, ends = _time(slot.starts), _time(slot.ends)
        if ends <= starts:
            raise DeskError("draft.ends_before_start", "slots")
        if slot.places < 1:
            raise DeskError("slot.places", "slots", most=MOST_SLOTS)
        wanted[slot.day, starts] = {"ends": ends, "places": slot.places}
    stored = {
        (one.day, one.starts): one for one in _rows(work, HandoverSlot, batch_id) if days is None or one.day in days
    }
    taken = _taken(work, batch_id)
    for key in stored.keys() - wanted.keys():
        if count := taken.get(record_id(stored[key]), 0):
            raise DeskError("slot.used", "slots", day=key[0], time=key[1], count=count)
        work.remove(stored[key])
    for (day, starts), fields in wanted.items():
        if (slot_there := stored.get((day, starts))) is None:
            work.add(HandoverSlot(day=day, starts=starts, **fields, **own))
            continue
        count = taken.get(record_id(slot_there), 0)
        if count > fields["places"]:
            raise DeskError("slot.too_few", "slots", day=day, time=starts, count=count)
        work.change(slot_there, fields)
    return len(wanted)


def set_groups(work: Work, batch_id: int, groups: Sequence[GroupDraft]) -> None:
    """The groups of a batch in their order; one that goes takes its people along."""
    own = _own(work, batch_id)
    checked = []
    for group in groups:
        draft, faults = group.checked()
        refuse(faults)
        checked.append(draft)
    if len({group.name for group in checked}) < len(checked):
        raise DeskError("group.twice", "groups")
    stored = {one.name: one for one in _rows(work, BatchGroup, batch_id)}
    kept = {group.old_name or group.name for group in checked}
    for name in stored.keys() - kept:
        _remove_group(work, stored[name])
    for position, group in enumerate(checked, 1):
        fields: dict[str, Any] = {
            "position": position, "name": group.name, "kind": group.kind, "heads": group.heads,
            "station": group.station, "duty": group.duty,
        }  # fmt: skip
        there = stored.get(group.old_name or group.name)
        if there is None:
            work.add(BatchGroup(**fields, **own))
        else:
            work.change(there, fields)


def begin_groups(work: Work, batch_id: int, plan: str) -> int:
    """The groups of one of the handbook's lists, beside those that are there; says how many came."""
    batch = work.get(HandoverBatch, batch_id)
    country = work.get(Project, batch.project_id).country if batch.project_id else work.clerk.country
    found = next((one for one in group_plans_on(work.today, country) if one.code == plan), None)
    if found is None:
        raise DeskError("draft.choice", "plan", value=plan)
    own = _own(work, batch_id)
    stored = _rows(work, BatchGroup, batch_id)
    names, language = {one.name for one in stored}, work.clerk.language
    fresh = [group for group in found.groups if group.name.say(language) not in names]
    for position, group in enumerate(fresh, len(stored) + 1):
        work.add(
            BatchGroup(
                position=position,
                name=group.name.say(language),
                kind=group.kind,
                heads=group.heads,
                station=group.station,
                duty=group.duty.say(language),
                **own,
            )
        )
    return len(fresh)


def set_members(work: Work, group_id: int, members: Sequence[MemberDraft]) -> None:
    """The named people of a group; one of them at most answers for it, the first where none is said to."""
    group = work.get(BatchGroup, group_id)
    named = [_named(work, member) for member in members]
    if any(not one["name"] for one in named):
        raise DeskError("group.member_name", "name")
    if sum(one["leads"] for one in named) > 1:
        raise DeskError("group.two_leaders", "leads", group=group.name)
    if named and not any(one["leads"] for one in named):
        named[0]["leads"] = True
    stored = {
        (one.staff_id, one.name): one
        for one in work.session.exec(select(GroupMember).where(GroupMember.group_id == group_id))
    }
    wanted = {(one["staff_id"], one["name"]): one for one in named}
    for key in stored.keys() - wanted.keys():
        work.remove(stored[key])
    for key, fields in wanted.items():
        if key in stored:
            work.change(stored[key], fields)
        else:
            work.add(GroupMember(office_id=group.office_id, project_id=group.project_id, group_id=group_id, **fields))


def set_items(work: Work, batch_id: int, kind: str, items: Sequence[ItemDraft]) -> None:
    """The papers, the fees or the pack of a batch in their order; ready marks of pieces that stay are kept."""
    batch = work.get(HandoverBatch, batch_id)
    own = _own(work, batch_id)
    currency = _currency(work, batch)
    wanted: dict[str, dict[str, Any]] = {}
    for position, item in enumerate(items, 1):
        draft, faults = item.checked()
        refuse(faults)
        if draft.kind != kind:
            raise DeskError("draft.choice", "kind", value=draft.kind)
        if kind == "fee" and draft.code not in purposes():
            raise DeskError("draft.choice", "code", value=draft.code)
        wanted[draft.code] = {
            "position": position,
            "name": draft.name,
            "amount": None if draft.amount is None else to_minor(draft.amount, currency),
            "note": draft.note,
            "ready_on": draft.ready_on,
            "stored_file_id": draft.stored_file_id,
        }
    stored = {one.code: one for one in _rows(work, BatchItem, batch_id) if one.kind == kind}
    for code in stored.keys() - wanted.keys():
        work.remove(stored[code])
    for code, fields in wanted.items():
        if code in stored:
            work.change(stored[code], fields)
        else:
            work.add(BatchItem(kind=kind, code=code, **fields, **own))


def mark_ready(work: Work, item_id: int, day: date | None) -> BatchItem:
    """A piece of the pack is here, or is not after all (None)."""
    item = work.get(BatchItem, item_id)
    if item.kind != "pack":
        raise DeskError("batch_item.not_pack")
    if day is not None and day > work.today:
        raise DeskError("delivery.future", "ready_on", day=day)
    work.change(item, {"ready_on": day})
    return item


def add_form_edition(work: Work, draft: FormDraft) -> FormEdition:
    """A new edition of one of the centre's forms; the edition before it ends on the day before."""
    draft, faults = draft.checked()
    refuse(faults)
    office = work.clerk.office_id
    query = select(FormEdition).where(FormEdition.office_id == office, FormEdition.name == draft.name)
    for before in work.session.exec(query).all():
        if before.edition == draft.edition:
            raise DeskError("form_edition.taken", "edition", name=draft.name, edition=draft.edition)
        if before.valid_to is None and before.valid_from < draft.valid_from:
            work.change(before, {"valid_to": date.fromordinal(draft.valid_from.toordinal() - 1)})
        elif before.valid_from >= draft.valid_from:
            raise DeskError("form_edition.older", "valid_from", edition=before.edition, day=before.valid_from)
    return work.add(FormEdition(office_id=office, **asdict(draft)))


def _rows(work: Work, table: type[T], batch_id: int) -> list[T]:
    return list(work.session.exec(select(table).where(table.batch_id == batch_id)))  # type: ignore[attr-defined]


def _own(work: Work, batch_id: int) -> dict[str, Any]:
    batch = work.get(HandoverBatch, batch_id)
    if batch.closed_on is not None:
        raise DeskError("batch.closed", "batch_id", day=batch.closed_on)
    return {"office_id": batch.office_id, "project_id": batch.project_id, "batch_id": batch_id}


def _named(work: Work, member: MemberDraft) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "staff_id": member.staff_id, "name": clean(member.name), "phone": clean(member.phone), "leads": member.leads,
    }  # fmt: skip
    if member.staff_id is not None:
        staff = work.get(Staff, member.staff_id)
        fields |= {"name": fields["name"] or staff.name, "phone": fields["phone"] or staff.phone or ""}
    return fields


def _remove_group(work: Work, group: BatchGroup) -> None:
    for member in work.session.exec(select(GroupMember).where(GroupMember.group_id == record_id(group))).all():
        work.remove(member)
    work.remove(group)


def _time(text: str) -> str:
    found, fault = parse_time(text)
    if fault is not None or found is None:
        raise DeskError("slot.time", "slots", value=text)
    return found


def _taken(work: Work, batch_id: int) -> dict[int, int]:
    query = select(Delivery.slot_id, func.count()).where(
        Delivery.batch_id == batch_id, col(Delivery.slot_id).is_not(None), col(Delivery.ended_on).is_(None)
    )
    return {number: count for number, count in work.session.exec(query.group_by(col(Delivery.slot_id))) if number}


def _currency(work: Work, batch: HandoverBatch) -> str:
    country = work.get(Project, batch.project_id).country if batch.project_id else work.clerk.country
    return "VND" if country == "VN" else "CNY"
