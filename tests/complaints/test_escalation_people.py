"""Clocks that run out reach people: by message in working time, deputies for who is away, nobody twice after a kill."""

from __future__ import annotations

import os
import signal
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select
from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.queries import CaseFilter, list_cases
from deskapp.cases.tasks import give_task, take_task
from deskapp.cases.waiting import begin_waiting
from deskapp.desks.complaints.handling import escalation, escalation_people
from deskapp.desks.complaints.handling.escalation import escalate_complaints
from deskapp.desks.complaints.handling.escalation_tasks import escalate_tasks, limit_minutes
from deskapp.desks.complaints.taking.model_clock import CrisisContact, Escalation
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.messages.model import Message
from deskapp.office.access.model import StaffRole
from deskapp.office.signin.deputies import deputies_on, note_absence
from deskapp.office.staff.actions import add_department
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Work
from deskapp.wiring import projectors


def staff_of(desk: ComplaintDesk) -> dict[str, int]:
    """Wang handles, Li is supervisor, Zhao manager; each has an e-mail."""
    found = {login: clerk.id for login, clerk in desk.clerks.items()}

    def grant(work: Work) -> None:
        for login, number in found.items():
            work.change(work.get(Staff, number), {"email": f"{login}@example.com"})
        for login, role in (("lina", "supervisor"), ("zhaolei", "manager")):
            work.add(StaffRole(office_id=1, staff_id=found[login], role=role, since=date(2026, 1, 1)))

    desk.do(grant)
    return found


def messages(desk: ComplaintDesk) -> list[Message]:
    query = select(Message).where(Message.about == "escalation").order_by(col(Message.id))
    return desk.ask(lambda reader: list(reader.session.exec(query)))


def rows(desk: ComplaintDesk, *columns: Any) -> list[Any]:
    return desk.ask(lambda reader: list(reader.session.execute(select(*columns).order_by(col(Escalation.id)))))


def escalate(desk: ComplaintDesk, when: str, **more: int) -> dict[str, int]:
    desk.now = at(when)
    return escalate_complaints(desk.store, desk.clerk, desk.now, **more)


def given_to(desk: ComplaintDesk, case_id: int, staff_id: int) -> None:
    desk.do(lambda work: work.change(work.get(Case, case_id), {"staff_id": staff_id}))


def test_each_share_goes_to_who_has_to_know(desk: ComplaintDesk) -> None:
    people = staff_of(desk)
    complaint = desk.log()
    given_to(desk, complaint.case_id, people["wangmin"])
    escalate(desk, "2026-11-02T09:15")
    escalate(desk, "2026-11-02T09:30")
    escalate(desk, "2026-11-02T09:45")
    assert [one.address.partition("@")[0] for one in messages(desk)] == ["wangmin", "lina", "zhaolei"]
    first = messages(desk)[0]
    assert first.due_at.astimezone(desk.now.tzinfo) == at("2026-11-02T09:15")
    assert "受理：已用 50%" in first.body
    assert [tuple(row) for row in rows(desk, Escalation.percent, Escalation.staff_id)] == [
        (50, people["wangmin"]),
        (100, people["lina"]),
        (150, people["zhaolei"]),
    ]


def test_a_deputy_is_told_for_who_is_away_and_the_supervisor_where_there_is_none(desk: ComplaintDesk) -> None:
    people = staff_of(desk)
    for place in range(2):
        complaint = desk.log(f"漏水{place}", unit_id=None)
        given_to(desk, complaint.case_id, people["wangmin"])
    day = date(2026, 11, 2)
    desk.do(note_absence, people["wangmin"], day, day, people["zhaolei"])
    escalate(desk, "2026-11-02T09:15")
    # both in one message
    (only,) = messages(desk)
    assert (only.address, len(only.body.splitlines())) == ("zhaolei@example.com", 2)
    desk.now = at("2026-11-03T09:00")
    desk.do(note_absence, people["wangmin"], date(2026, 11, 3), date(2026, 11, 3))
    assert desk.ask(deputies_on, date(2026, 11, 3)) == {people["wangmin"]: None}
    complaint = desk.log("又漏水", unit_id=None)
    given_to(desk, complaint.case_id, people["wangmin"])
    number = desk.ask(lambda reader: reader.get(Case, complaint.case_id).number)
    escalate(desk, "2026-11-03T09:15")
    assert [one.address for one in messages(desk) if number in one.body] == ["lina@example.com"]


def test_what_is_noted_before_the_counter_opens_goes_out_when_it_does(desk: ComplaintDesk) -> None:
    staff_of(desk)
    desk.now = at("2026-11-02T17:45")
    desk.log()
    assert escalate(desk, "2026-11-03T01:30")["50"] == 1
    assert {one.due_at.astimezone(desk.now.tzinfo) for one in messages(desk)} == {at("2026-11-03T08:30")}


def test_a_crisis_that_a_level_rises_to_pages_people(desk: ComplaintDesk) -> None:
    staff_of(desk)
    desk.do(lambda work: work.add(CrisisContact(office_id=1, name="何总", phone="13900001111")))
    complaint = desk.log("钢筋外露", level=3, level_reason="大")
    # a quarter of an hour twice over
    assert escalate(desk, "2026-11-02T09:30")["levels"] == 1
    stored = desk.complaint(record_id(complaint))
    assert (stored.level, stored.paged_at is not None) == (4, True)
    paged = desk.ask(lambda reader: list(reader.session.exec(select(Message).where(Message.address == "13900001111"))))
    assert len(paged) == 1
    assert list(desk.ask(find_drift)) == []


def test_a_message_of_many_names_some_and_counts_all(desk: ComplaintDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    staff_of(desk)
    monkeypatch.setattr("deskapp.desks.complaints.handling.escalation_people.LINES", 3)
    for place in range(5):
        desk.log(f"漏水{place}", unit_id=None)
    escalate(desk, "2026-11-02T09:15", size=2)
    (only,) = messages(desk)
    assert (only.subject, len(only.body.splitlines())) == ("投诉时限提醒：5 项", 4)


def test_a_process_killed_in_the_middle_loses_nothing_and_tells_nobody_twice(desk: ComplaintDesk) -> None:
    staff_of(desk)
    for place in range(6):
        desk.log(f"漏水{place}", unit_id=None)
    when = at("2026-11-02T09:15")
    child = os.fork()
    if child == 0:
        # two slices are whole; the third dies with its rows written, before it is committed
        slices = iter(range(3))

        def dying(*args: Any) -> Any:
            if next(slices) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return escalation_people.tell_people(*args)

        setattr(escalation, "tell_people", dying)  # noqa: B010 - in the child alone
        escalate_complaints(Store(desk.store.database, projectors=projectors()), desk.clerk, when, size=2)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert len(rows(desk, Escalation.id)) == 4
    assert escalate(desk, "2026-11-02T09:16", size=2)["50"] == 2
    assert sorted(row[0] for row in rows(desk, Escalation.case_id)) == sorted(
        {row[0] for row in rows(desk, Escalation.case_id)}
    )
    # of six clocks each stands in one message
    lines = [line.split()[0] for one in messages(desk) for line in one.body.splitlines()]
    assert len(lines) == len(set(lines)) == 6
    assert list(desk.ask(find_drift)) == []


def test_a_task_that_nobody_takes_is_told_to_the_supervisor_once(desk: ComplaintDesk) -> None:
    people = staff_of(desk)
    complaint = desk.log()
    department = record_id(desk.do(add_department, "工程部"))
    tasks = [
        record_id(desk.do(give_task, complaint.case_id, title, department_id=department)) for title in ("查看", "试水")
    ]
    desk.do(take_task, tasks[1])
    # four hours of service of level 1, an hour and a half of noon between
    assert limit_minutes(1, date(2026, 11, 2)) == 240
    assert escalate_tasks(desk.store, desk.clerk, at("2026-11-02T14:29")) == 0
    assert escalate_tasks(desk.store, desk.clerk, at("2026-11-07T14:30")) == 0
    desk.now = at("2026-11-02T14:30")
    assert escalate_tasks(desk.store, desk.clerk, desk.now) == 1
    assert escalate_tasks(desk.store, desk.clerk, desk.now) == 0
    (told,) = rows(desk, Escalation.clock, Escalation.whom, Escalation.staff_id)
    assert tuple(told) == (f"task.{tasks[0]}", "supervisor", people["lina"])
    assert "部门领取任务" in messages(desk)[0].body
    # it makes no clock of the complaint late
    assert not desk.complaint(record_id(complaint)).late
    assert list(desk.ask(find_drift)) == []
    events = select(CaseEvent.code).where(CaseEvent.kind == "escalated")
    assert desk.ask(lambda reader: list(reader.session.exec(events))) == ["untaken"]


def test_what_nobody_touches_is_told_apart_from_what_is_due(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    desk.do(begin_waiting, complaint.case_id, "parts")
    stale = CaseFilter("stale")
    # after five working days untouched, though a pause holds its clocks and escalations were noted meanwhile
    assert desk.ask(list_cases, date(2026, 11, 6), stale) == []
    escalate(desk, "2026-11-06T10:00")
    assert [row.id for row in desk.ask(list_cases, date(2026, 11, 9), stale)] == [complaint.case_id]
    assert desk.due(record_id(complaint), "close") is None
