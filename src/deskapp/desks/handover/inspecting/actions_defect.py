"""What is done with a defect: found, given to who mends it, mended, accepted, reopened; each an event with its day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.inspecting.actions import country_of_project, running, set_mark
from deskapp.desks.handover.inspecting.drafts import DefectDraft, DefectEdit
from deskapp.desks.handover.inspecting.lists import agree_by, shipped_lists
from deskapp.desks.handover.inspecting.model import (
    ORIGINS,
    SEVERITIES,
    Defect,
    DefectEvent,
    Inspection,
    RectificationOrder,
    TradeContractor,
)
from deskapp.desks.handover.inspecting.rules import OPEN_STATES, Happened, defect_state, judge_event, origin_of
from deskapp.desks.handover.planning.model import Delivery
from deskapp.errors import DeskError
from deskapp.office.checking import refuse, wrong_choices
from deskapp.office.organisation.model import Organisation
from deskapp.office.property.model import Unit
from deskapp.papers.actions import attach_file
from deskapp.papers.files import KeptFile
from deskapp.papers.model import StoredFile
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values import series
from deskapp.values.money import to_minor
from deskapp.values.text import clean

TEXT_LIMIT: Final = 500
MOST: Final = 500
"""Defects that one order holds at most."""


def find_defect(work: Work, draft: DefectDraft) -> Defect:
    """Something wrong was found; what the draft leaves out follows from the list, the project and the day."""
    inspection = running(work, draft.inspection_id) if draft.inspection_id is not None else None
    if inspection is None and draft.unit_id is None:
        raise DeskError("draft.required", "unit_id")
    unit = work.get(Unit, inspection.unit_id if inspection is not None else int(draft.unit_id or 0))
    _check_place(draft, inspection)
    found_on = draft.found_on or work.today
    if found_on > work.today:
        raise DeskError("defect.day_ahead", "found_on", day=found_on)
    lists, country = shipped_lists(), country_of_project(work, unit.project_id)
    severity = draft.severity or lists.faults[draft.fault].severity
    trade = draft.trade or lists.trade_of(draft.item, draft.fault)
    delivery = _delivery(work, record_id(unit))
    origin = draft.origin or origin_of(
        inspection.kind if inspection is not None else "handover", _handed_over_on(delivery), found_on
    )
    refuse(
        wrong_choices(
            _Codes(severity, origin, trade), {"severity": SEVERITIES, "origin": ORIGINS, "trade": tuple(lists.trades)}
        )
    )
    liable: dict[str, Any] = {"organisation_id": draft.organisation_id, "contractor": clean(draft.contractor)}
    defect = work.add(
        Defect(
            office_id=unit.office_id,
            project_id=unit.project_id,
            number=work.number(series.DEFECT),
            unit_id=record_id(unit),
            delivery_id=record_id(delivery) if delivery is not None else None,
            inspection_id=draft.inspection_id,
            origin=origin,
            room=draft.room,
            item=draft.item,
            fault=draft.fault,
            text=_text(draft.text),
            trade=trade,
            severity=severity,
            wish=draft.wish,
            agreed_on=draft.agreed_on or agree_by(severity, found_on, country),
            currency=unit.currency,
            found_on=found_on,
            case_id=draft.case_id,
            state_since=found_on,
            **(_liable(work, unit.project_id, trade) if not any(liable.values()) else _named(work, **liable)),
        )
    )
    _happen(work, defect, "found", found_on)
    if inspection is not None and (draft.room, draft.item) in lists.points(inspection.list_code):
        set_mark(work, inspection, draft.room, draft.item, "defect")
    return defect


def assign_defects(
    work: Work,
    defect_ids: Collection[int],
    contractor: str = "",
    agreed_on: date | None = None,
    *,
    organisation_id: int | None = None,
    note: str = "",
    given_on: date | None = None,
) -> RectificationOrder:
    """Give defects to one contractor on one sheet (整改通知单); without a day each keeps the one that was agreed."""
    named = _named(work, organisation_id, clean(contractor))
    if not named["contractor"]:
        raise DeskError("draft.required", "contractor")
    defects = _take(work, defect_ids, "assigned")
    if len(defects) > MOST:
        raise DeskError("defect.too_many", most=MOST)
    day = _day(work, given_on)
    if agreed_on is not None and agreed_on < day:
        raise DeskError("defect.agreed_past", "agreed_on", day=agreed_on)
    projects = {defect.project_id for defect in defects}
    order = work.add(
        RectificationOrder(
            office_id=work.clerk.office_id,
            project_id=projects.pop() if len(projects) == 1 else None,
            number=work.number(series.RECTIFICATION),
            given_on=day,
            due_on=agreed_on or max(defect.agreed_on for defect in defects),
            note=_text(note),
            entered_at=work.now,
            clerk=work.clerk.name,
            **named,
        )
    )
    for defect in defects:
        fields = named | {"order_id": record_id(order), "agreed_on": agreed_on or defect.agreed_on}
        work.change(defect, fields)
        _happen(work, defect, "assigned", day, order.number)
    return order


def orders_by_contractor(work: Work, defect_ids: Collection[int], note: str = "") -> list[RectificationOrder]:
    """Give each liable contractor theirs; those of which nobody says who is liable are named in the refusal."""
    defects = _take(work, defect_ids, "assigned")
    if without := [defect.number for defect in defects if not defect.contractor]:
        raise DeskError("defect.nobody_liable", numbers=", ".join(without[:5]), count=len(without))
    groups: dict[tuple[int | None, str, int | None], list[int]] = {}
    for defect in defects:
        key = (defect.project_id, defect.contractor, defect.organisation_id)
        groups.setdefault(key, []).append(record_id(defect))
    return [
        assign_defects(work, numbers, contractor, organisation_id=organisation, note=note)
        for (_, contractor, organisation), numbers in groups.items()
    ]


def note_fixed(work: Work, defect_id: int, day: date | None = None, text: str = "") -> Defect:
    """Whoever had to mend it says that it is done."""
    return _move(work, defect_id, "fixed", day, text)


def accept_defect(work: Work, defect_id: int, day: date | None = None, text: str = "") -> Defect:
    """It was looked at and is right. One that nobody said was mended is noted as that, too."""
    defect = work.get(Defect, defect_id)
    if defect.state in ("open", "assigned", "reopened"):
        _move(work, defect_id, "fixed", day)
    return _move(work, defect_id, "accepted", day, text)


def reopen_defect(work: Work, defect_id: int, text: str = "", day: date | None = None) -> Defect:
    """It was looked at and is not right; whoever had it has it again."""
    defect = _move(work, defect_id, "reopened", day, text)
    if defect.agreed_on < work.today:
        again = agree_by(defect.severity, work.today, country_of_project(work, defect.project_id))
        work.change(defect, {"agreed_on": again})
    return defect


def void_defect(work: Work, defect_id: int, reason: str) -> Defect:
    """It is none: written down twice, at the wrong unit, or a wish that the owner gave up."""
    work.reason = checked_reason(reason)
    return _move(work, defect_id, "void", None, work.reason)


def take_back(work: Work, defect_id: int, reason: str) -> Defect:
    """The last that happened was noted by mistake: it stands as before."""
    work.reason = checked_reason(reason)
    return _move(work, defect_id, "taken_back", None, work.reason)


def note_defect(work: Work, defect_id: int, text: str) -> Defect:
    """Something is said about a defect, and nothing of it changes."""
    if not clean(text):
        raise DeskError("draft.required", "text")
    return _move(work, defect_id, "noted", None, text)


def add_photo(work: Work, kept: KeptFile, defect_id: int, text: str = "") -> StoredFile:
    """A photo shows a defect; the first one stands for it in lists."""
    defect = work.get(Defect, defect_id)
    stored = attach_file(work, kept)
    elsewhere = select(Defect.number).where(Defect.stored_file_id == record_id(stored), col(Defect.id) != defect_id)
    if (other := work.session.exec(elsewhere).first()) is not None:
        raise DeskError("defect.photo_elsewhere", file=kept.name, number=other)
    known = select(DefectEvent.id).where(
        DefectEvent.defect_id == defect_id, DefectEvent.stored_file_id == record_id(stored)
    )
    if work.session.exec(known).first() is not None:
        raise DeskError("defect.photo_known", file=kept.name)
    if defect.stored_file_id is None:
        work.change(defect, {"stored_file_id": record_id(stored)})
    _happen(work, defect, "noted", work.today, _text(text), record_id(stored))
    return stored


def edit_defect(work: Work, defect_id: int, edit: DefectEdit, seen: int | None = None) -> Defect:
    """Put right how bad it is, whose it is, by when, and what it costs the liable one."""
    defect = work.get(Defect, defect_id)
    trades = tuple(shipped_lists().trades)
    refuse(wrong_choices(edit, {"severity": SEVERITIES, "trade": trades}))
    if edit.agreed_on is not None and edit.agreed_on < defect.found_on:
        raise DeskError("defect.agreed_past", "agreed_on", day=edit.agreed_on)
    fields: dict[str, Any] = {
        **{name: asdict(edit)[name] for name in ("severity", "trade", "wish")},
        "text": _text(edit.text),
        "remark": _text(edit.remark, "remark"),
        "agreed_on": edit.agreed_on or defect.agreed_on,
        **_named(work, edit.organisation_id, clean(edit.contractor)),
    }
    if edit.charged_back is not None and edit.charged_back < 0:
        raise DeskError("defect.charge_negative", "charged_back", amount=edit.charged_back)
    fields["charged_back"] = None if edit.charged_back is None else to_minor(edit.charged_back, defect.currency)
    if edit.severity != "safety" and defect.severity == "safety" and defect.state in OPEN_STATES and not work.reason:
        raise DeskError("defect.safety_reason", "severity")
    work.change(defect, fields, seen=seen)
    return defect


def set_contractor(
    work: Work, project_id: int, trade: str, contractor: str, organisation_id: int | None = None
) -> TradeContractor | None:
    """Who is liable for a trade in a project from now on; an empty name: nobody in particular."""
    if trade not in shipped_lists().trades:
        raise DeskError("draft.choice", "trade", value=trade)
    named = _named(work, organisation_id, clean(contractor))
    query = select(TradeContractor).where(TradeContractor.project_id == project_id, TradeContractor.trade == trade)
    known = work.session.exec(query).first()
    if not named["contractor"]:
        if known is not None:
            work.remove(known)
        return None
    if known is not None:
        work.change(known, named)
        return known
    return work.add(TradeContractor(office_id=work.clerk.office_id, project_id=project_id, trade=trade, **named))


# ---- within


class _Codes:
    def __init__(self, severity: str, origin: str, trade: str) -> None:
        self.severity, self.origin, self.trade = severity, origin, trade


def _check_place(draft: DefectDraft, inspection: Inspection | None) -> None:
    lists = shipped_lists()
    room, item = lists.rooms.get(draft.room), lists.items.get(draft.item)
    if room is None:
        raise DeskError("draft.choice", "room", value=draft.room)
    if item is None or draft.item not in room.items:
        raise DeskError("draft.choice", "item", value=draft.item)
    if draft.fault not in item.faults:
        raise DeskError("draft.choice", "fault", value=draft.fault)
    listed = lists.lists.get(inspection.list_code) if inspection is not None else None
    if listed is not None and draft.room not in listed.rooms:
        raise DeskError("inspection.no_point", "room", room=draft.room, item=draft.item)


def _take(work: Work, defect_ids: Collection[int], kind: str) -> list[Defect]:
    """These defects, each fit for what is to happen."""
    wanted = list(dict.fromkeys(defect_ids))
    if not wanted:
        raise DeskError("defect.none_chosen")
    defects = [work.get(Defect, number) for number in wanted]
    for defect in defects:
        if fault := judge_event(defect.state, kind):
            raise DeskError(fault.code, number=defect.number, **fault.values)
    return defects


def _move(work: Work, defect_id: int, kind: str, day: date | None, text: str = "") -> Defect:
    defect = _take(work, [defect_id], kind)[0]
    _happen(work, defect, kind, _day(work, day, defect.found_on), _text(text))
    return defect


def _happen(work: Work, defect: Defect, kind: str, day: date, text: str = "", file_id: int | None = None) -> None:
    number = record_id(defect)
    work.add(
        DefectEvent(
            office_id=defect.office_id,
            project_id=defect.project_id,
            defect_id=number,
            kind=kind,
            text=text,
            stored_file_id=file_id,
            happened_on=day,
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    # what comes next in this work sees the new state; the projector says the same once more before it commits
    state = defect_state(defect.found_on, _events(work, number))
    work.derive(defect, {"state": state.code, "state_since": state.since})


def _events(reader: Reader, defect_id: int) -> Sequence[Happened]:
    query = select(DefectEvent).where(DefectEvent.defect_id == defect_id).order_by(col(DefectEvent.id))
    return [Happened(one.kind, one.happened_on) for one in reader.session.exec(query)]


def _day(work: Work, day: date | None, least: date = date.min) -> date:
    day = day or work.today
    if day > work.today:
        raise DeskError("defect.day_ahead", "day", day=day)
    if day < least:
        raise DeskError("defect.day_before", "day", day=day, found=least)
    return day


def _liable(work: Work, project_id: int | None, trade: str) -> dict[str, Any]:
    query = select(TradeContractor).where(TradeContractor.project_id == project_id, TradeContractor.trade == trade)
    known = work.session.exec(query).first()
    if known is None:
        return {"organisation_id": None, "contractor": ""}
    return {"organisation_id": known.organisation_id, "contractor": known.contractor}


def _named(work: Work, organisation_id: int | None = None, contractor: str = "") -> dict[str, Any]:
    """A contractor by its record, whose name is then taken, or by name alone, whose record is then looked for."""
    if organisation_id is not None:
        return {"organisation_id": organisation_id, "contractor": work.get(Organisation, organisation_id).name}
    if len(contractor) > TEXT_LIMIT:
        raise DeskError("draft.too_long", "contractor", limit=TEXT_LIMIT)
    query = select(Organisation).where(Organisation.office_id == work.clerk.office_id, Organisation.name == contractor)
    known = work.session.exec(query).first() if contractor else None
    return {"organisation_id": record_id(known) if known is not None else None, "contractor": contractor}


def _delivery(reader: Reader, unit_id: int) -> Delivery | None:
    living = select(Delivery).where(Delivery.unit_id == unit_id, col(Delivery.ended_on).is_(None))
    return reader.session.exec(living).first()


def _handed_over_on(delivery: Delivery | None) -> date | None:
    return None if delivery is None else delivery.signed_on or delivery.deemed_on


def _text(text: str, field: str = "text") -> str:
    told = clean(text)
    if len(told) > TEXT_LIMIT:
        raise DeskError("draft.too_long", field, limit=TEXT_LIMIT)
    return told
