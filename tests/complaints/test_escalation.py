"""What runs out is told once at each share of its limit, in working time, and raises the level in the end."""

from __future__ import annotations

from sqlmodel import col, select
from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.cases.model import CaseEvent
from deskapp.desks.complaints.handling.actions import acknowledge
from deskapp.desks.complaints.handling.escalation import due_steps, escalate_complaints, levels_told
from deskapp.desks.complaints.taking.model_clock import Escalation
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.store.base import record_id


def told(desk: ComplaintDesk) -> list[tuple[str, int, str]]:
    query = select(Escalation).order_by(col(Escalation.id))
    return desk.ask(lambda reader: [(row.clock, row.percent, row.whom) for row in reader.session.exec(query)])


def escalate(desk: ComplaintDesk, when: str) -> dict[str, int]:
    desk.now = at(when)
    return escalate_complaints(desk.store, desk.clerk, desk.now)


def test_each_share_is_told_once(desk: ComplaintDesk) -> None:
    number = record_id(desk.log())
    assert escalate(desk, "2026-11-02T09:14") == {"50": 0, "100": 0, "150": 0, "200": 0, "levels": 0}
    assert escalate(desk, "2026-11-02T09:15")["50"] == 1
    assert escalate(desk, "2026-11-02T09:16")["50"] == 0
    assert told(desk) == [("acknowledge", 50, "handler")]
    assert escalate(desk, "2026-11-02T09:46") == {"50": 0, "100": 1, "150": 1, "200": 0, "levels": 0}
    assert told(desk)[1:] == [("acknowledge", 100, "supervisor"), ("acknowledge", 150, "manager")]
    stored = desk.complaint(number)
    assert (stored.late, stored.level) == (True, 1)
    assert list(desk.ask(find_drift)) == []


def test_twice_its_limit_raises_the_level_and_shortens_the_rest(desk: ComplaintDesk) -> None:
    number = record_id(desk.log())
    assert escalate(desk, "2026-11-02T10:00")["levels"] == 1
    assert desk.complaint(number).level == 2
    # four hours of service instead of a working day
    assert desk.due(number, "contact") == at("2026-11-02T14:30")
    events = select(CaseEvent.code).where(CaseEvent.kind == "escalated").order_by(col(CaseEvent.id))
    assert desk.ask(lambda reader: list(reader.session.exec(events))) == ["clock.acknowledge"] * 4
    # what is met is told no more
    desk.do(acknowledge, number, engine=desk.engine)
    assert escalate(desk, "2026-11-02T11:59")["200"] == 0
    assert list(desk.ask(find_drift)) == []


def test_a_day_off_is_no_time_to_tell(desk: ComplaintDesk) -> None:
    desk.now = at("2026-11-06T17:45")
    desk.log()
    # half an hour: fifteen minutes of Friday, fifteen of Monday
    assert sum(escalate(desk, "2026-11-07T10:00").values()) == 0
    assert escalate(desk, "2026-11-09T08:30")["50"] == 1
    assert escalate(desk, "2026-11-09T08:45")["100"] == 1


def test_on_a_day_off_only_what_runs_day_and_night_is_looked_at(desk: ComplaintDesk) -> None:
    desk.log()
    assert desk.ask(levels_told, at("2026-11-02T10:00")) is None
    levels = desk.ask(levels_told, at("2026-11-07T10:00"))
    assert levels == frozenset({4, 5})
    assert desk.ask(due_steps, at("2026-11-07T10:00"), levels=levels) == []
    assert len(desk.ask(due_steps, at("2026-11-07T10:00"))) == 1


def test_a_crisis_is_told_day_and_night(desk: ComplaintDesk) -> None:
    desk.now = at("2026-11-07T22:00")
    desk.log("电梯坠落", level=4, crisis=True, safety=True)
    assert escalate(desk, "2026-11-07T22:31")["50"] >= 1


def test_many_are_told_in_one_pass_and_none_twice(desk: ComplaintDesk) -> None:
    for place in range(7):
        desk.log(f"漏水{place}", unit_id=None, level=1, level_reason="试")
    assert escalate(desk, "2026-11-02T09:31") == {"50": 7, "100": 7, "150": 0, "200": 0, "levels": 0}
    assert sum(escalate(desk, "2026-11-02T09:31").values()) == 0
    assert len(told(desk)) == 14
