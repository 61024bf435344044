"""Complaints of a sheet, many at once: what logging makes of each, and what a row says anew of one that is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.model import Case, CaseEvent, CaseTask
from deskapp.cases.opening import CaseDraft, edit_case
from deskapp.cases.opening_many import Begun
from deskapp.cases.pinned import procedure_of
from deskapp.cases.recording import record
from deskapp.cases.sheet import CaseSheet, with_actions
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.actions import change_level
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.rules import LevelFacts, propose_level, repeat_days
from deskapp.desks.complaints.taking.sheet_stored import OF_CASE
from deskapp.locale import words
from deskapp.office.property.model import Unit
from deskapp.sheets.judge import Known, Run
from deskapp.store.audit import image
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.work import Work
from deskapp.values.text import clean

HOTLINE: Final = "12345"
Change = tuple[Known, dict[str, Any], dict[str, Any]]
_COLUMNS: Final = (
    "project_id", "case_id", "relation", "unit_id", "unit_text", "building_id", "entrance", "category", "remedy",
    "level", "proposed", "level_reason", "outside", "outside_number", "received_at", "state_since", "result",
    "currency",
)  # fmt: skip


def write_fresh(slice_: Slice, run: Run, cases: CaseSheet, fresh: Sequence[Known]) -> None:
    """Open the cases and write the complaints; state and clocks follow from their events."""
    work = slice_.work
    begun = [_begun(work, run, known) for known in fresh]
    numbers = cases.open_cases(slice_, begun)
    repeats = _Repeats(work, fresh)
    homes = _homes(work, {known.parts["home"].id for known in fresh if known.parts["home"] is not None})
    rows = []
    for known, case_id in zip(fresh, numbers, strict=True):
        known.parts["case_id"] = case_id
        rows.append(_row(work, run, known, homes, repeats))
    first = slice_.insert(Complaint, _COLUMNS, rows)
    for number, known in enumerate(fresh, first):
        known.id, known.version = number, 1
    work.following.mark("complaints", [known.id for known in fresh if known.id is not None])


def write_changed(slice_: Slice, run: Run, changed: Sequence[Change]) -> None:
    """Fields lie with the case or with the complaint; another level and a closing are events as at the counter."""

    def write() -> None:
        for known, before, changes in changed:
            _change(slice_, run, known, before, changes)

    with_actions(slice_, (CaseEvent, CaseTask), write)


def _begun(work: Work, run: Run, known: Known) -> Begun:
    parts, said = known.parts, known.values
    person = parts["person"]
    name, phone = parts["caller"] if person is None else ("", "")
    received, closed = min(parts["received_at"], work.now), parts["closed_at"]
    draft = CaseDraft(
        parts["procedure"].id,
        customer_id=person.id if person is not None else None,
        unit_id=parts["home"].id if parts["home"] is not None else None,
        channel=said.get("channel") or "",
        need=str(said.get("text") or ""),
        opened_at=received,
        caller_name=name,
        caller_phone=phone,
        outside_number=str(parts["number"] or said.get("outside_number") or ""),
    )
    ended = None if closed is None else max(received, min(closed, work.now))
    if ended is not None and not said.get("result"):
        said["result"] = words(run.clerk.language).text("complaint.sheet_closed")
    return Begun(
        draft, project_id=parts["project_id"], ended_at=ended, last=(facts.CLOSED, "", str(said.get("result") or ""))
    )


def _row(
    work: Work, run: Run, known: Known, homes: Mapping[int, tuple[int, str]], repeats: _Repeats
) -> tuple[Any, ...]:
    parts, said = known.parts, known.values
    home, received = parts["home"], min(parts["received_at"], work.now)
    building_id, entrance = homes[home.id] if home is not None else (None, "")
    name, phone = parts["caller"]
    relation = said.get("relation") or ("owner" if name or phone or parts["person"] is not None else "anonymous")
    category, number = said.get("category") or "other", str(said.get("outside_number") or "")
    outside = HOTLINE if number else ""
    currency = "VND" if run.country == "VN" else "CNY"
    proposed, _ = propose_level(
        LevelFacts(
            parts["received_at"].date(),
            str(said.get("text") or ""),
            relation,
            currency=currency,
            repeats=repeats.count(home.id if home is not None else None, category, received),
            outside=outside,
        )
    )
    level = int(said["level"]) if said.get("level") else proposed
    reason = words(run.clerk.language).text("complaint.sheet_level") if level != proposed else ""
    return (
        parts["project_id"], parts["case_id"], relation, home.id if home is not None else None,
        "" if home is not None else clean(str(parts["unit"] or "")), building_id, entrance, category,
        said.get("remedy") or "", level, proposed, reason, outside, number, received, received,
        said.get("result") or "", currency,
    )  # fmt: skip


def _change(slice_: Slice, run: Run, known: Known, before: dict[str, Any], changes: Mapping[str, Any]) -> None:
    work = slice_.work
    complaint = work.get(Complaint, known.id or 0)
    case = work.get(Case, complaint.case_id)
    was = [(one, image(one) | {"edited": one.edited}) for one in (case, complaint)]
    lies = {OF_CASE[name]: value or "" for name, value in changes.items() if name in OF_CASE}
    if "unit" in changes:
        home = known.parts.get("home_now")
        lies |= {"unit_id": home.id if home is not None else None}
    if lies:
        edit_case(work, complaint.case_id, lies)
    own = {name: changes[name] or "" for name in ("remedy", "relation", "category", "result") if name in changes}
    if "unit" in changes:
        own |= _place(work, known, str(changes["unit"] or ""))
    if own:
        work.change(complaint, own)
    if "level" in changes:
        reason = words(run.clerk.language).text("complaint.sheet_level")
        level = int(changes["level"])
        change_level(work, known.id or 0, level, reason, crisis=level >= CRISIS)
    if "closed_at" in changes and before.get("closed_at") is None:
        _close(work, run, complaint, case, changes["closed_at"])
    for one, old in was:
        slice_.adopt_change(one, old)
    known.version = complaint.version


def _place(work: Work, known: Known, text: str) -> dict[str, Any]:
    home = known.parts.get("home_now")
    if home is None:
        return {"unit_id": None, "unit_text": text, "building_id": None, "entrance": ""}
    unit = work.get(Unit, home.id)
    return {"unit_id": home.id, "unit_text": "", "building_id": unit.building_id, "entrance": unit.entrance}


def _close(work: Work, run: Run, complaint: Complaint, case: Case, told: datetime) -> None:
    """It was closed where the list comes from: the steps that are left ended then."""
    at = min(told.replace(tzinfo=zone_of(run.country)), work.now)
    at = max(at, complaint.received_at)
    result = complaint.result or words(run.clerk.language).text("complaint.sheet_closed")
    if not complaint.result:
        work.change(complaint, {"result": result})
    procedure = procedure_of(work, case)
    left = procedure.steps[[step.id for step in procedure.steps].index(case.step) :]
    for step in left:
        record(work, case, "step.ended", step=step.id, happened_at=at)
    record(work, case, facts.CLOSED, text=result, happened_at=at)
    record(work, case, "ended", code="closed", happened_at=at)


class _Repeats:
    """Earlier complaints of the slice's homes, so that each row is counted without a statement of its own."""

    def __init__(self, work: Work, fresh: Sequence[Known]) -> None:
        self._days = {known.parts["received_at"].date(): 0 for known in fresh}
        self._days = {day: repeat_days(day) for day in self._days}
        self._known: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
        homes = {known.parts["home"].id for known in fresh if known.parts["home"] is not None}
        for part in in_chunks(homes):
            query = select(Complaint.unit_id, Complaint.category, Complaint.received_at)
            for unit_id, category, at in work.session.exec(query.where(col(Complaint.unit_id).in_(part))):
                self._known[unit_id or 0, category].append(at)

    def count(self, unit_id: int | None, category: str, received: datetime) -> int:
        """How many of this home about this came within the days before; this one counts for the next."""
        if unit_id is None:
            return 0
        earlier = self._known[unit_id, category]
        since = received - timedelta(days=self._days.get(received.date(), 0))
        found = sum(since <= at < received for at in earlier)
        earlier.append(received)
        return found


def _homes(work: Work, unit_ids: set[int | None]) -> dict[int, tuple[int, str]]:
    found: dict[int, tuple[int, str]] = {}
    for part in in_chunks(number for number in unit_ids if number is not None):
        query = select(Unit.id, Unit.building_id, Unit.entrance).where(col(Unit.id).in_(part))
        found |= {number or 0: (building, entrance) for number, building, entrance in work.session.exec(query)}
    return found
