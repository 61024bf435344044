"""What the clocks of complaints follow from, read from their cases' timelines, some at a time."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Final

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.history import Event, Waiting, read_history, standing
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.cases.projection import country_of
from deskapp.desks.complaints.taking.clocks import Call, Facts
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.office.calendar.model import ServiceHours
from deskapp.office.calendar.queries import load_serving
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values import Country
from deskapp.values.calendar import WorkCalendar
from deskapp.values.service_clock import Stop

ACKNOWLEDGED: Final = "complaint.acknowledged"
PLANNED: Final = "complaint.planned"
CLOSED: Final = "complaint.closed"
REOPENED: Final = "complaint.reopened"
LEVEL: Final = "complaint.level"
OUTSIDE: Final = "complaint.outside"
RETURNED: Final = "complaint.returned"
CONTACT: Final = "contact"
INCOMING: Final = "incoming"
"""In the data of a contact that the complainant began."""
_EVENT: Final = (
    col(CaseEvent.case_id), col(CaseEvent.id), col(CaseEvent.kind), col(CaseEvent.happened_at),
    col(CaseEvent.entered_at), col(CaseEvent.step), col(CaseEvent.code), col(CaseEvent.party), col(CaseEvent.data),
    col(CaseEvent.corrects),
)  # fmt: skip
"""What of an event the clocks ask for: all but its words, and who wrote it."""
NOT_MADE: Final = ("", "no_answer")
"""Results of a follow-up call that leave it to be made."""


class Calendars:
    """The office's calendar with the hours that were kept on a day, each built once.

    A complaint keeps the hours of the day on which it was received: hours that change later change no old clock. An
    office that told none serves the usual ones, not day and night.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._changes = sorted(set(reader.session.exec(select(col(ServiceHours.valid_from)))))
        self._known: dict[tuple[Country, int], WorkCalendar] = {}

    def of(self, country: Country, day: date) -> WorkCalendar:
        """The calendar that holds for what was received on a day."""
        key = country, bisect_right(self._changes, day)
        if key not in self._known:
            self._known[key] = load_serving(self._reader, country, day)
        return self._known[key]


def read_facts(reader: Reader, complaints: Collection[Complaint]) -> dict[int, Facts]:
    """The facts of these complaints, by their number."""
    cases = _cases(reader, [one.case_id for one in complaints])
    events = _events(reader, list(cases))
    calls = _calls(reader, list(cases))
    procedures: dict[int, Procedure] = {}
    found = {}
    for one in complaints:
        case = cases[one.case_id]
        if case.procedure_text_id not in procedures:
            procedures[case.procedure_text_id] = procedure_of(reader, case)
        procedure = procedures[case.procedure_text_id]
        found[record_id(one)] = facts_of(one, case, procedure, events[one.case_id], calls[one.case_id])
    return found


def facts_of(
    complaint: Complaint, case: Case, procedure: Procedure, events: Iterable[Event], calls: Iterable[FollowUpCall]
) -> Facts:
    """The facts of one complaint, in the zone of its procedure's country."""
    every = list(events)
    zone = zone_of(country_of(procedure))
    order = standing(every)
    history = read_history(procedure, case.opened_at, every, ())

    def when(*kinds: str) -> tuple[datetime, ...]:
        return tuple(event.at.astimezone(zone) for event in order if event.kind in kinds)

    received = complaint.received_at.astimezone(zone)
    over = when(OUTSIDE, RETURNED)
    return Facts(
        received_at=received,
        levels=((received, _first_level(complaint, order)), *_levels(order, zone)),
        acknowledged=when(ACKNOWLEDGED),
        # who called by themselves was not contacted: it ends a pause and meets no clock
        contacts=tuple(
            event.at.astimezone(zone) for event in order if event.kind == CONTACT and not event.data.get(INCOMING)
        ),
        plans=when(PLANNED),
        closings=when(CLOSED),
        reopenings=when(REOPENED),
        stops=tuple(_stop(one, zone) for one in history.waits if one.stops in ("ours", "both")),
        calls=tuple(
            Call(one.opening, one.round, None if one.result in NOT_MADE else _local(one.made_at, zone), one.result)
            for one in calls
        ),
        external_due=_local(complaint.outside_due_at, zone),
        over_at=over[-1] if over else None,
        procedure=case.procedure,
    )


def _first_level(complaint: Complaint, order: Iterable[Event]) -> int:
    """The level that it began with: what the first change says it was, or the one that it has."""
    change = next((event for event in order if event.kind == LEVEL), None)
    return complaint.level if change is None else int(change.data["from"])


def _levels(order: Iterable[Event], zone: tzinfo) -> Iterable[tuple[datetime, int]]:
    return ((event.at.astimezone(zone), int(event.data["to"])) for event in order if event.kind == LEVEL)


def _stop(one: Waiting, zone: tzinfo) -> Stop:
    return Stop(one.begins.astimezone(zone), _local(one.ends, zone), one.reason)


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone)


def _cases(reader: Reader, numbers: Iterable[int]) -> dict[int, Case]:
    found: dict[int, Case] = {}
    for chunk in in_chunks(numbers):
        found |= {record_id(case): case for case in reader.session.exec(select(Case).where(col(Case.id).in_(chunk)))}
    return found


def _events(reader: Reader, cases: Iterable[int]) -> Mapping[int, list[Event]]:
    """Their events; by columns, as there are many, and nobody changes one."""
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for chunk in in_chunks(cases):
        query = select_columns(*_EVENT).where(col(CaseEvent.case_id).in_(chunk))
        rows = reader.session.execute(query.order_by(col(CaseEvent.happened_at), col(CaseEvent.id)))
        for case_id, number, kind, at, entered, step, code, party, data, corrects in rows:
            told = json.loads(data) if data != "{}" else {}
            found[case_id].append(Event(number, kind, at, entered, step, code, party, "", told, corrects))
    return found


def _calls(reader: Reader, cases: Iterable[int]) -> Mapping[int, list[FollowUpCall]]:
    found: defaultdict[int, list[FollowUpCall]] = defaultdict(list)
    for chunk in in_chunks(cases):
        for row in reader.session.exec(select(FollowUpCall).where(col(FollowUpCall.case_id).in_(chunk))):
            found[row.case_id].append(row)
    return found
