"""Repairs of a sheet, many at once: what reporting makes of each, and what a row says anew of one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, edit_case
from deskapp.cases.opening_many import Begun
from deskapp.cases.pinned import procedure_of
from deskapp.cases.recording import record
from deskapp.cases.sheet import CaseSheet
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.locale import words
from deskapp.office.property.model import Unit
from deskapp.sheets.judge import Known, Run
from deskapp.store.audit import image
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.work import Work
from deskapp.values.text import clean

CLOSED: Final = "order.closed"
OF_CASE: Final = {"text": "need", "complainant": "caller_name", "phone": "caller_phone"}
OF_ORDER: Final = {"place": "place", "urgency": "urgency", "payer": "payer", "done": "done", "unit": "unit_text"}
_COLUMNS: Final = (
    "project_id", "case_id", "unit_id", "unit_text", "building_id", "place", "urgency", "payer", "currency",
    "reported_at", "state_since", "finished_at", "closed_at", "done",
)  # fmt: skip
Change = tuple[Known, dict[str, Any], dict[str, Any]]


def write_fresh(slice_: Slice, run: Run, cases: CaseSheet, fresh: Sequence[Known]) -> None:
    """Open the cases and write the orders; what was finished there ends with its case."""
    work = slice_.work
    numbers = cases.open_cases(slice_, [_begun(work, run, known) for known in fresh])
    buildings = _buildings(work, {known.parts["home"].id for known in fresh if known.parts["home"] is not None})
    rows = []
    for known, case_id in zip(fresh, numbers, strict=True):
        known.parts["case_id"] = case_id
        parts, said, home = known.parts, known.values, known.parts["home"]
        reported, finished = min(parts["reported_at"], work.now), _ended(work, known)
        rows.append(
            (
                parts["project_id"], case_id, home.id if home is not None else None,
                "" if home is not None else clean(str(parts["unit"] or "")),
                buildings.get(home.id) if home is not None else None, said.get("place") or "",
                said.get("urgency") or "normal", said.get("payer") or "", "VND" if run.country == "VN" else "CNY",
                reported, reported, finished, finished, said.get("done") or "",
            )
        )  # fmt: skip
    first = slice_.insert(WorkOrder, _COLUMNS, rows)
    for number, known in enumerate(fresh, first):
        known.id, known.version = number, 1
    work.following.mark("orders", [known.id for known in fresh if known.id is not None])


def write_changed(slice_: Slice, run: Run, changed: Sequence[Change]) -> None:
    """Fields lie with the case or with the order; finished is an event of the case, as where it is closed here."""
    for known, before, changes in changed:
        _change(slice_, run, known, before, changes)


def _ended(work: Work, known: Known) -> Any:
    finished = known.parts["finished_at"]
    return None if finished is None else max(min(known.parts["reported_at"], work.now), min(finished, work.now))


def _begun(work: Work, run: Run, known: Known) -> Begun:
    parts, said = known.parts, known.values
    person = parts["person"]
    name, phone = parts["caller"] if person is None else ("", "")
    draft = CaseDraft(
        parts["procedure"].id,
        customer_id=person.id if person is not None else None,
        unit_id=parts["home"].id if parts["home"] is not None else None,
        need=str(said.get("text") or ""),
        opened_at=min(parts["reported_at"], work.now),
        caller_name=name,
        caller_phone=phone,
        outside_number=str(parts["number"] or ""),
    )
    result = str(said.get("done") or words(run.clerk.language).text("order.sheet_done"))
    return Begun(draft, project_id=parts["project_id"], ended_at=_ended(work, known), last=(CLOSED, "", result))


def _change(slice_: Slice, run: Run, known: Known, before: dict[str, Any], changes: Mapping[str, Any]) -> None:
    work = slice_.work
    order = work.get(WorkOrder, known.id or 0)
    case = work.get(Case, order.case_id)
    was = [(one, image(one) | {"edited": one.edited}) for one in (case, order)]
    lies = {OF_CASE[name]: value or "" for name, value in changes.items() if name in OF_CASE}
    own = {name: changes[name] or "" for name in ("place", "urgency", "payer", "done") if name in changes}
    if "unit" in changes:
        home = known.parts.get("home_now")
        lies["unit_id"] = home.id if home is not None else None
        own |= {"unit_id": lies["unit_id"], "unit_text": "" if home is not None else str(changes["unit"] or "")}
        own["building_id"] = _buildings(work, {home.id}).get(home.id) if home is not None else None
    if lies:
        edit_case(work, order.case_id, lies)
    if own:
        work.change(order, own)
    if "finished_at" in changes and before.get("finished_at") is None:
        at = max(order.reported_at, min(changes["finished_at"].replace(tzinfo=zone_of(run.country)), work.now))
        work.change(order, {"finished_at": at, "closed_at": at})
        steps = procedure_of(work, case).steps
        for step in steps[[one.id for one in steps].index(case.step) :]:
            record(work, case, "step.ended", step=step.id, happened_at=at)
        result = order.done or words(run.clerk.language).text("order.sheet_done")
        record(work, case, CLOSED, text=result, happened_at=at)
        record(work, case, "ended", code="closed", happened_at=at)
    for one, old in was:
        slice_.adopt_change(one, old)
    known.version = order.version


def _buildings(work: Work, unit_ids: set[int | None]) -> dict[int | None, int]:
    found: dict[int | None, int] = {}
    for part in in_chunks(number for number in unit_ids if number is not None):
        query = select(Unit.id, Unit.building_id).where(col(Unit.id).in_(part))
        found |= {number: building for number, building in work.session.exec(query)}  # noqa: C416 - typed so
    return found
