"""Rounds of vacant homes: planned, done, and what was found on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import exists, func
from sqlmodel import col, select

from deskapp.desks.handover.rounds.model import ROUND_KINDS, RoundMark, VacantRound
from deskapp.desks.handover.rounds.rules import items_of, next_day, regular_kinds, storm_day
from deskapp.errors import DeskError
from deskapp.office.acceptance.model import Acceptance
from deskapp.office.checking import Faults, refuse, take_text
from deskapp.office.property.model import Unit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader, Work

HOMES: Final = ("dwelling", "shop", "office")
TAKEN_OVER: Final = ("completion", "take_over")
"""From the first of these acceptances that a building passed, its vacant homes are ours to look after."""


@dataclass(frozen=True, slots=True)
class DoneDraft:
    """A round that was made: ``wrong`` says by point what is not right, in words or with none."""

    done_on: date
    by: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def vacant_units(reader: Reader, project_id: int | None = None) -> dict[int, Unit]:
    """Homes that nobody has: not sold, or not yet given to a resettled household, in buildings that were taken over."""
    passed = exists().where(
        col(Acceptance.building_id) == col(Unit.building_id),
        col(Acceptance.kind).in_(TAKEN_OVER),
        col(Acceptance.result) == "passed",
    )
    query = select(Unit).where(
        col(Unit.sale_state) != "sold",
        col(Unit.delivery_state) != "delivered",
        col(Unit.occupation_state) == "vacant",
        col(Unit.kind).in_(HOMES),
        passed,
    )
    if project_id is not None:
        query = query.where(Unit.project_id == project_id)
    return {record_id(unit): unit for unit in reader.session.exec(query)}


def plan_rounds(work: Work, today: date, project_id: int | None = None) -> tuple[int, int]:
    """Give every vacant home its next round of each regular kind, from today; take plans off those that are no more.

    Returns how many were planned and how many were taken off.
    """
    vacant = vacant_units(work, project_id)
    query = select(VacantRound).where(col(VacantRound.done_on).is_(None))
    if project_id is not None:
        query = query.where(VacantRound.project_id == project_id)
    planned: set[tuple[int, str]] = set()
    gone = 0
    for one in list(work.session.exec(query)):
        if one.unit_id in vacant:
            planned.add((one.unit_id, one.kind))
        else:
            work.remove(one)
            gone += 1
    last = _last_done(work, vacant)
    added = 0
    for unit_id, unit in vacant.items():
        for kind in regular_kinds(today):
            if (unit_id, kind) not in planned:
                done = last.get((unit_id, kind))
                after = next_day(kind, done) if done is not None else None
                _plan(work, unit, kind, max(after or today, today))
                added += 1
    return added, gone


def plan_storm(work: Work, day: date, project_id: int | None = None) -> int:
    """After a storm every vacant home is looked at by the day after; how many rounds that makes."""
    query = select(VacantRound.unit_id).where(col(VacantRound.done_on).is_(None), VacantRound.kind == "storm")
    open_ones = set(work.session.exec(query))
    wanted = {number: unit for number, unit in vacant_units(work, project_id).items() if number not in open_ones}
    for unit in wanted.values():
        _plan(work, unit, "storm", storm_day(day))
    return len(wanted)


def plan_round(work: Work, unit_id: int, kind: str, day: date) -> VacantRound:
    """A round of its own, as before a viewing; one that is planned already moves to the day."""
    if kind not in ROUND_KINDS:
        raise DeskError("draft.choice", "kind", value=kind)
    unit = work.get(Unit, unit_id)
    if unit.sale_state == "sold" or unit.delivery_state == "delivered":
        raise DeskError("rounds.not_vacant", "unit")
    query = select(VacantRound).where(
        VacantRound.unit_id == unit_id, VacantRound.kind == kind, col(VacantRound.done_on).is_(None)
    )
    found = work.session.exec(query).one_or_none()
    if found is None:
        return _plan(work, unit, kind, day)
    work.change(found, {"planned_on": day})
    return found


def do_round(work: Work, round_id: int, draft: DoneDraft) -> VacantRound:
    """Note that it was made and what was wrong, and plan the next one of its kind."""
    one = work.get(VacantRound, round_id)
    if one.done_on is not None:
        raise DeskError("rounds.done", day=one.done_on, who=one.by)
    if draft.done_on > work.today:
        raise DeskError("rounds.not_yet", "done_on", day=draft.done_on)
    known = {item.code for item in items_of(one.kind)}
    for code in draft.wrong:
        if code not in known:
            raise DeskError("draft.choice", "wrong", value=code)
    kept: dict[str, str] = {}
    faults: Faults = {}
    take_text(kept, faults, "note", draft.note)
    refuse(faults)
    work.change(
        one,
        {
            "done_on": draft.done_on,
            "by": draft.by.strip() or work.clerk.name,
            "staff_id": None if draft.by.strip() else work.clerk.id or None,
            "note": kept["note"],
        },
    )
    for code, said in draft.wrong.items():
        work.add(RoundMark(office_id=one.office_id, project_id=one.project_id, round_id=round_id, item=code, note=said))
    after = next_day(one.kind, draft.done_on)
    unit = work.get(Unit, one.unit_id)
    if after is not None and unit.sale_state != "sold" and unit.delivery_state != "delivered":
        _plan(work, unit, one.kind, after)
    return one


def do_rounds(work: Work, round_ids: Collection[int], done_on: date) -> int:
    """Note that several were made and everything was right."""
    for number in round_ids:
        do_round(work, number, DoneDraft(done_on))
    return len(round_ids)


def link_mark(work: Work, mark_id: int, defect_id: int) -> None:
    """What was wrong became a defect, which is followed as every other."""
    work.change(work.get(RoundMark, mark_id), {"defect_id": defect_id})


def _plan(work: Work, unit: Unit, kind: str, day: date) -> VacantRound:
    return work.add(
        VacantRound(
            office_id=unit.office_id, project_id=unit.project_id, unit_id=record_id(unit), kind=kind, planned_on=day
        )
    )


def _last_done(reader: Reader, units: Collection[int]) -> dict[tuple[int, str], date]:
    found: dict[tuple[int, str], date] = {}
    for chunk in in_chunks(units):
        day = func.max(col(VacantRound.done_on))
        query = (
            select(VacantRound.unit_id, VacantRound.kind, day)
            .where(col(VacantRound.unit_id).in_(chunk), col(VacantRound.done_on).is_not(None))
            .group_by(col(VacantRound.unit_id), col(VacantRound.kind))
        )
        found |= {(unit_id, kind): last for unit_id, kind, last in reader.session.execute(query)}
    return found
