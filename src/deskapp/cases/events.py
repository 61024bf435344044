"""The timeline of a case as rows: events are added and never edited; one that was wrong is taken back by another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from deskapp.cases.clock import local_day
from deskapp.cases.history import Event
from deskapp.cases.model import Case, CaseEvent
from deskapp.errors import DeskError
from deskapp.office.checking import take_text
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import Country


def moment_of(work: Work, case: Case, happened_at: datetime | None) -> datetime:
    """When it happened: now, or as typed; ``case.future`` and ``case.before_opening`` where that cannot be."""
    # a computer whose clock went back must not stop the counter
    latest = max(work.now, case.opened_at)
    if happened_at is None:
        return latest
    if happened_at > latest:
        raise DeskError("case.future", "happened_at")
    if happened_at < case.opened_at:
        raise DeskError("case.before_opening", "happened_at", opened_at=case.opened_at.astimezone(work.now.tzinfo))
    return happened_at


def add_event(
    work: Work,
    case: Case,
    kind: str,
    at: datetime,
    country: Country,
    *,
    step: str | None = None,
    code: str = "",
    party: str = "",
    text: str = "",
    data: Mapping[str, Any] | None = None,
    corrects: int | None = None,
) -> CaseEvent:
    """A row of the timeline; ``entered_at`` is never behind the entry before, a back-entry is marked."""
    entered = max(work.now, case.touched_at or work.now)
    return work.add(
        CaseEvent(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=record_id(case),
            kind=kind,
            step=case.step if step is None else step,
            code=code,
            party=party,
            text=text,
            data=to_json(dict(data or {})),
            happened_at=at,
            entered_at=entered,
            late=local_day(at, country) < local_day(entered, country),
            corrects=corrects,
            clerk_id=work.clerk.id or None,
            clerk=work.clerk.name,
        )
    )


def read_events(reader: Reader, case_id: int) -> list[Event]:
    """Every event of a case as the rules read it."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(col(CaseEvent.happened_at), col(CaseEvent.id))
    )
    return [event_of(row) for row in reader.session.exec(query)]


def event_of(row: CaseEvent) -> Event:
    """A row as the rules read it."""
    return Event(
        record_id(row),
        row.kind,
        row.happened_at,
        row.entered_at,
        row.step,
        row.code,
        row.party,
        row.text,
        json.loads(row.data),
        row.corrects,
        row.clerk_id,
        row.clerk,
    )


def kept_text(text: str, field: str, *, needed: str = "") -> str:
    """A free text as it is kept; ``needed`` is the code of the error where nothing was written."""
    kept: dict[str, Any] = {}
    faults: dict[str, Any] = {}
    take_text(kept, faults, field, text)
    if faults:
        raise DeskError(faults[field].code, field, **faults[field].values)
    if needed and not kept[field]:
        raise DeskError(needed, field)
    return str(kept[field])
