"""The clocks of a complaint through the whole chain: events in a database, whatever the order they were entered in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlmodel import delete
from tests.complaints.complaint_ground import HOURS, ZONE, ComplaintDesk, at

from deskapp.cases.clock import zone_of
from deskapp.cases.following import follow_calendar
from deskapp.cases.model import Case
from deskapp.cases.recording import record
from deskapp.cases.waiting import begin_waiting, end_waiting, note_contact
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.actions import change_level
from deskapp.desks.complaints.taking.clocks import Facts, reckon, steps_of
from deskapp.desks.complaints.taking.limits import Limit, Limits
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import ComplaintLimit
from deskapp.desks.complaints.taking.projection import find_drift, refresh_complaints
from deskapp.errors import DeskError
from deskapp.office.calendar.actions import set_day
from deskapp.office.calendar.model import ServiceHours
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import Country
from deskapp.values.calendar import WorkCalendar, shipped_days
from deskapp.values.service_clock import MINUTE, count_service, is_served


def note(desk: ComplaintDesk, complaint: Complaint, kind: str, when: str, **more: Any) -> None:
    """An event of its case at a moment."""
    desk.now = max(desk.now, at(when))
    desk.do(lambda work: record(work, work.get(Case, complaint.case_id), kind, happened_at=at(when), **more))


def drifts(desk: ComplaintDesk) -> list[Any]:
    return list(desk.ask(find_drift))


def test_every_clock_has_its_own_limit(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    # level 1: half an hour of service, one, two and seven working days
    assert desk.due(number, "acknowledge") == at("2026-11-02T09:30")
    assert desk.due(number, "contact") == at("2026-11-03T18:00")
    assert desk.due(number, "plan") == at("2026-11-04T18:00")
    assert desk.due(number, "close") == at("2026-11-11T18:00")
    stored = desk.complaint(number)
    assert (stored.state, stored.open, stored.next_clock) == ("received", True, "acknowledge")
    # a quarter of an hour before it is half over
    assert stored.next_step_at is not None
    assert stored.next_step_at.astimezone(ZONE) == at("2026-11-02T09:15")
    assert drifts(desk) == []


def test_what_is_met_leaves_the_next_clock(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    note(desk, complaint, facts.ACKNOWLEDGED, "2026-11-02T09:10")
    stored = desk.complaint(number)
    assert (stored.state, stored.next_clock, stored.late) == ("acknowledged", "contact", False)
    assert desk.clocks(number)["acknowledge", 0].spent == 10
    # a contact meets the contact's clock alone; a plan comes on the third working day: too late
    note(desk, complaint, facts.CONTACT, "2026-11-03T10:00")
    note(desk, complaint, facts.PLANNED, "2026-11-05T09:00")
    stored = desk.complaint(number)
    assert (stored.state, stored.next_clock, stored.late) == ("planned", "close", True)
    assert drifts(desk) == []


def test_a_pause_with_a_reason_holds_and_any_word_of_the_complainant_goes_on(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    desk.now = at("2026-11-03T10:00")
    desk.do(begin_waiting, complaint.case_id, "parts")
    stored = desk.complaint(number)
    assert (stored.held, desk.due(number, "close"), stored.next_clock) == (True, None, "acknowledge")
    desk.now = at("2026-11-09T11:00")
    desk.do(note_contact, complaint.case_id, "来电催问")
    assert not desk.complaint(number).held
    # from Tuesday to Monday four working days did not count
    assert desk.due(number, "close") == at("2026-11-17T18:00")
    with pytest.raises(DeskError, match=r"case\.wait_unknown"):
        desk.do(begin_waiting, complaint.case_id, "no_reason")
    assert drifts(desk) == []


def test_reopened_keeps_the_number_and_counts_on(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    note(desk, complaint, facts.CLOSED, "2026-11-04T12:00")
    closed = desk.complaint(number)
    assert (closed.state, closed.open, closed.next_due_at) == ("closed", False, None)
    spent = desk.clocks(number)["close", 0].spent
    note(desk, complaint, facts.REOPENED, "2026-11-09T09:00")
    again = desk.complaint(number)
    assert (again.state, again.open, again.reopened) == ("reopened", True, 1)
    # five of seven working days were left; from Wednesday to Monday it was closed and nothing counted
    assert desk.due(number, "close") == at("2026-11-16T18:00")
    # somebody calls within a working day of the reopening
    assert desk.due(number, "contact", 1) == at("2026-11-10T18:00")
    note(desk, complaint, facts.CLOSED, "2026-11-09T12:00")
    after = desk.clocks(number)["close", 0].spent
    assert spent is not None
    assert after == spent + 180
    assert drifts(desk) == []


def test_a_higher_level_shortens_what_still_runs(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    desk.now = at("2026-11-02T10:00")
    with pytest.raises(DeskError, match=r"complaint\.crisis_key"):
        desk.do(change_level, number, 4, "记者到场")
    desk.do(change_level, number, 3, "三户同诉")
    assert desk.due(number, "contact") == at("2026-11-02T11:00")
    assert desk.due(number, "close") == at("2026-11-16T18:00")
    assert desk.complaint(number).level == 3
    desk.do(change_level, number, 4, "记者到场", crisis=True)
    # day and night
    assert desk.due(number, "plan") == at("2026-11-03T09:00")
    assert drifts(desk) == []


def test_an_outside_due_time_is_a_clock_of_its_own(desk: ComplaintDesk) -> None:
    complaint = desk.log(outside="12345", outside_number="CQ-1", outside_due_at=at("2026-11-03T12:00"))
    number = record_id(complaint)
    assert complaint.proposed == 2
    desk.do(begin_waiting, complaint.case_id, "parts")
    # our pause does not hold it
    assert desk.due(number, "external") == at("2026-11-03T12:00")
    assert desk.complaint(number).next_clock == "external"
    with pytest.raises(DeskError, match=r"complaint\.outside_known"):
        desk.log(outside="12345", outside_number="CQ-1")
    note(desk, complaint, facts.RETURNED, "2026-11-02T11:00", text="不属本单位")
    stored = desk.complaint(number)
    assert (stored.state, stored.open, stored.next_clock) == ("outside", False, "")
    assert drifts(desk) == []


def test_a_limit_of_the_office_wins_from_its_day_on(desk: ComplaintDesk) -> None:
    def limit(work: Work) -> None:
        row: dict[str, Any] = {"clock": "close", "level": 1, "amount": "2", "unit": "working_days", "hours": "service"}
        work.add(ComplaintLimit(office_id=work.clerk.office_id, valid_from=at("2026-11-03T00:00").date(), **row))

    desk.do(limit)
    assert desk.due(record_id(desk.log()), "close") == at("2026-11-11T18:00")
    desk.now = at("2026-11-03T09:00")
    assert desk.due(record_id(desk.log("又漏了", level=1, level_reason="同一件事")), "close") == at("2026-11-05T18:00")


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_entry_does_not_matter(desk: ComplaintDesk, seed: int) -> None:
    """The same events, entered in their order and in any other, make the same figures and clocks."""
    told = [
        (facts.ACKNOWLEDGED, "2026-11-02T09:20", {}),
        ("waiting.began", "2026-11-02T14:00", {"code": "absent", "party": "customer"}),
        (facts.CONTACT, "2026-11-03T16:00", {"code": "phone", "party": "customer"}),
        (facts.PLANNED, "2026-11-04T10:00", {}),
        (facts.CLOSED, "2026-11-06T11:00", {}),
        (facts.REOPENED, "2026-11-09T09:30", {}),
        ("waiting.began", "2026-11-09T15:00", {"code": "parts", "party": "contractor"}),
        ("waiting.ended", "2026-11-11T09:00", {"code": "parts"}),
        (facts.CLOSED, "2026-11-12T17:00", {}),
    ]
    shuffled = list(told)
    Random(seed).shuffle(shuffled)
    found = []
    for order in (told, shuffled):
        complaint = desk.log(received_at=at("2026-11-02T09:00"), level=1, level_reason="试")
        desk.now = at("2026-11-20T09:00")
        for kind, when, more in order:
            note(desk, complaint, kind, when, **more)
        names = ("begins_at", "due_at", "met_at", "whole", "spent", "level")
        clocks = desk.clocks(record_id(complaint))
        found.append({key: tuple(getattr(row, name) for name in names) for key, row in clocks.items()})
    assert found[0] == found[1]
    assert drifts(desk) == []


def test_recomputing_changes_nothing_and_mends_what_was_bent(desk: ComplaintDesk) -> None:
    number = record_id(desk.log())

    def bend(work: Work) -> None:
        from deskapp.desks.complaints.taking.model_clock import ComplaintClock

        work.session.connection().execute(delete(ComplaintClock))

    desk.do(bend)
    assert {drift.field for drift in drifts(desk)} == {"acknowledge.0", "contact.0", "plan.0", "close.0"}
    desk.do(refresh_complaints, [number])
    assert drifts(desk) == []


def test_an_anonymous_complaint_of_nobody_known_is_taken(desk: ComplaintDesk) -> None:
    complaint = desk.log("楼道堆物", customer_id=None, unit_id=None, relation="anonymous", category="cleaning")
    assert complaint.unit_id is None
    assert desk.due(record_id(complaint), "close") == at("2026-11-11T18:00")


def test_a_repeated_complaint_is_proposed_higher(desk: ComplaintDesk) -> None:
    assert desk.log().proposed == 1
    desk.now += timedelta(days=3)
    assert desk.log("又漏了").proposed == 2
    with pytest.raises(DeskError, match=r"complaint\.level_reason"):
        desk.log("还是漏", level=1)


def test_an_office_that_told_no_hours_serves_the_usual_ones(desk: ComplaintDesk) -> None:
    desk.do(lambda work: work.session.connection().execute(delete(ServiceHours)))
    desk.now = at("2026-11-02T07:01")
    number = record_id(desk.log())
    # from 8:30 to 18:00, lunch is worked: nobody is asked to answer before the counter opens
    assert desk.due(number, "acknowledge") == at("2026-11-02T09:00")
    assert desk.due(number, "close") == at("2026-11-11T18:00")
    assert drifts(desk) == []


def test_end_of_waiting_by_hand(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    desk.do(begin_waiting, complaint.case_id, "season")
    desk.now = at("2026-11-04T09:00")
    desk.do(end_waiting, complaint.case_id, "season")
    assert desk.due(record_id(complaint), "close") == at("2026-11-13T18:00")


VECTORS = (
    ("CN", "2026-09-30", 3, "2026-10-10"),
    ("CN", "2026-02-13", 5, "2026-02-27"),
    ("CN", "2026-04-30", 3, "2026-05-08"),
    ("CN", "2026-09-18", 7, "2026-09-29"),
    ("CN", "2025-01-24", 3, "2025-02-05"),
    ("CN", "2025-09-26", 5, "2025-10-10"),
    ("VN", "2026-02-12", 8, "2026-03-03"),
    ("VN", "2026-04-24", 5, "2026-05-06"),
    ("VN", "2026-08-21", 8, "2026-09-04"),
    ("VN", "2026-11-20", 3, "2026-11-26"),
    ("VN", "2025-04-25", 12, "2025-05-15"),
    ("VN", "2026-08-28", 3, "2026-09-07"),
)


@pytest.mark.parametrize(("country", "start", "days", "due"), VECTORS)
def test_working_days_of_a_clock_are_the_calendar_of_its_country(
    country: Country, start: str, days: int, due: str
) -> None:
    hours = dict.fromkeys(range(5), HOURS)
    calendar = WorkCalendar(country, shipped_days(country), hours=hours)
    limit = Limit("close", 1, Decimal(days), "working_days", "service", date(2000, 1, 1))
    begins = datetime.fromisoformat(f"{start}T10:17").replace(tzinfo=zone_of(country))
    (clock,) = reckon(Facts(begins, ((begins, 1),)), Limits((limit,)), calendar)
    closes = datetime.fromisoformat(f"{due}T18:00").replace(tzinfo=zone_of(country))
    assert clock.due_at == closes
    # every minute of it is one of service, and the shares of its limit lie in it
    assert clock.whole == count_service(begins, closes, (), calendar)
    steps = dict(steps_of(clock, calendar))
    assert all(is_served(steps[percent] - MINUTE, calendar) for percent in (50, 100, 150, 200))


def test_another_day_off_moves_the_clocks_that_run(desk: ComplaintDesk) -> None:
    number = record_id(desk.log())
    closed = desk.log("楼道灯不亮", unit_id=None)
    assert desk.due(number, "close") == at("2026-11-11T18:00")
    desk.do(set_day, "CN", date(2026, 11, 10), "holiday", name="停电检修")
    assert desk.due(number, "close") == at("2026-11-11T18:00")
    assert len(drifts(desk)) > 0
    assert follow_calendar(desk.store, desk.clerk, desk.now) >= 2
    assert desk.due(number, "close") == desk.due(record_id(closed), "close") == at("2026-11-12T18:00")
    assert drifts(desk) == []
    assert follow_calendar(desk.store, desk.clerk, desk.now) == 0
