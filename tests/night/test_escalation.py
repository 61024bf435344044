"""What is overdue is noted once, on working days, and moves nothing else of a case."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select
from tests.cases.cases_ground import Desk, at_work, events_of, make_desk, page_of
from tests.fixtures_store import Counter

from deskapp.cases import escalation
from deskapp.cases.escalation import escalate
from deskapp.cases.projection import find_drift
from deskapp.cases.steps import end_case
from deskapp.cases.tasks import cancel_task, end_task, give_task, take_task
from deskapp.cases.waiting import begin_waiting, note_contact
from deskapp.locale import words
from deskapp.overview.case_trail import trail_lines
from deskapp.store.base import record_id
from deskapp.store.tables import Audit

NOTHING = {"case": 0, "task": 0, "untaken": 0}


def night(desk: Desk) -> dict[str, int]:
    return escalate(desk.counter.store, desk.clerk, desk.now)


def noted(desk: Desk, number: int) -> list[tuple[str, str]]:
    return [(event.code, event.data) for event in events_of(desk, number, "escalated")]


def test_what_is_late_is_noted_once(counter: Counter) -> None:
    desk = make_desk(counter)
    number = at_work(desk)
    case = desk.case(number)
    assert case.due_on == date(2026, 11, 16)
    desk.do(give_task, number, "岸边照片", staff_id=desk.clerk.id, due_on=date(2026, 11, 10))
    stale, touched = case.stale_on, desk.case(number).touched_at
    desk.now = desk.day(16)
    assert night(desk) == NOTHING | {"task": 1, "untaken": 1}
    desk.now = desk.day(17, 1)
    assert night(desk) == NOTHING | {"case": 1}
    desk.wait(1)
    assert night(desk) == NOTHING
    assert noted(desk, number) == [
        ("task", '{"day":"2026-11-10","task":3}'), ("untaken", '{"day":"2026-11-03","task":3}'),
        ("case", '{"day":"2026-11-16"}'),
    ]  # fmt: skip
    # nobody looked after the case by that: it is forgotten when it would have been
    assert (desk.case(number).stale_on, desk.case(number).touched_at) == (stale, touched)
    assert desk.ask(find_drift, desk.today) == ([], None)
    lines = trail_lines(page_of(desk, number), words("zh"), desk.today, None)
    said = ["  ".join(text for text, _ in line.said) for line in lines]
    assert any("逾期提示" in line and "办件应于2026-11-16办结" in line for line in said)
    assert any("任务应于2026-11-10完成" in line and "岸边照片" in line for line in said)


def test_nothing_is_noted_on_a_day_off(counter: Counter) -> None:
    desk = make_desk(counter)
    number = at_work(desk)
    desk.now = desk.day(21)
    assert night(desk) == night(desk) == NOTHING
    desk.now = desk.day(22)
    assert night(desk) == NOTHING
    desk.now = desk.day(23, 1)
    assert night(desk) == NOTHING | {"case": 1}
    assert len(noted(desk, number)) == 1


def test_a_day_that_was_moved_is_another_lateness(counter: Counter) -> None:
    desk = make_desk(counter)
    number = at_work(desk)
    desk.now = desk.day(17)
    assert night(desk)["case"] == 1
    # that it waited since the week before is entered late: it was not late at all
    desk.do(begin_waiting, number, "decision", happened_at=desk.day(10))
    desk.wait(1)
    assert night(desk) == NOTHING
    desk.now = desk.day(19)
    desk.do(note_contact, number, "来电", way="phone")
    due_on = desk.case(number).due_on
    assert due_on is not None
    assert due_on > date(2026, 11, 16)
    desk.now = desk.day(27)
    assert night(desk)["case"] == 1
    assert [data for _, data in noted(desk, number)] == ['{"day":"2026-11-16"}', f'{{"day":"{due_on}"}}']


def test_what_was_taken_done_or_ended_is_not_late(counter: Counter) -> None:
    desk = make_desk(counter)
    number = desk.open()
    tasks = [record_id(desk.do(give_task, number, name, staff_id=desk.clerk.id)) for name in "甲乙丙丁"]
    desk.do(take_task, tasks[0])
    desk.do(end_task, tasks[1])
    desk.do(cancel_task, tasks[2], "不用了")
    desk.now = desk.day(5)
    assert night(desk) == NOTHING | {"untaken": 1}
    ended = desk.open()
    desk.do(give_task, ended, "照片", staff_id=desk.clerk.id)
    desk.do(end_case, desk.engine, ended, "withdrawn", "不办了")
    desk.now = desk.day(12)
    assert night(desk) == NOTHING


def test_many_are_noted_in_slices_and_the_trail_says_who_noted_them(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(counter)
    monkeypatch.setattr(escalation, "SLICE", 2)
    numbers = [desk.open() for _ in range(5)]
    for number in numbers:
        desk.do(give_task, number, "照片", staff_id=desk.clerk.id)
    desk.now = desk.day(5)
    assert night(desk) == NOTHING | {"untaken": 5}
    assert [len(noted(desk, number)) for number in numbers] == [1] * 5
    entries = desk.ask(lambda reader: list(reader.session.exec(select(Audit).where(Audit.action == "case.escalate"))))
    assert {entry.clerk for entry in entries} == {desk.clerk.name}
