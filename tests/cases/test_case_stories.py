"""What happens at counters: papers promised, dossiers returned, days moved, lights out, one clerk too few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select
from tests.cases.cases_ground import Desk, at_work, codes, events_of, page_of

from deskapp.cases.authority import (
    ask_supplement,
    in_appraisal,
    move_result_day,
    receive_result,
    resubmit,
    return_dossier,
    submit,
    tax_notice,
    tax_settled,
)
from deskapp.cases.papers import add_paper_line, add_slip, receive_all_papers, set_paper
from deskapp.cases.queries import list_late_entries
from deskapp.cases.steps import end_case, end_step, skip_step
from deskapp.cases.tasks import end_task, give_task, take_task
from deskapp.cases.today import today_lists
from deskapp.cases.waiting import add_note, begin_waiting, correct_event, note_contact
from deskapp.errors import DeskError
from deskapp.office.calendar.actions import set_day
from deskapp.office.organisation.actions import OrganisationDraft, add_organisation
from deskapp.office.staff.actions import add_department
from deskapp.store.base import record_id
from deskapp.store.tables import Audit


def test_a_paper_promised_by_a_day(desk: Desk) -> None:
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    desk.do(set_paper, number, "identity", "copy")
    with pytest.raises(DeskError, match=r"case\.gates_shut") as shut:
        desk.do(end_step, desk.engine, number)
    assert codes(shut) == ["case.missing.paper"]
    with pytest.raises(DeskError, match=r"case\.promise_day"):
        desk.do(set_paper, number, "application", "promised")
    with pytest.raises(DeskError, match=r"case\.promise_past"):
        desk.do(set_paper, number, "application", "promised", promised_on=date(2026, 11, 1))
    desk.do(set_paper, number, "application", "promised", promised_on=date(2026, 11, 6))
    desk.do(end_step, desk.engine, number)
    assert (desk.case(number).step, desk.case(number).promised_on) == ("survey", date(2026, 11, 6))
    # it may go on, but the clock of a complete dossier does not run yet
    assert desk.case(number).due_on is None
    desk.wait(4)
    assert [row.case_id for row in desk.ask(today_lists, desk.clerk, desk.today).promised] == [number]
    desk.wait(3)
    assert page_of(desk, number).papers[0].late
    desk.do(set_paper, number, "application", "original", shelf="B-1")
    assert (desk.case(number).promised_on, desk.case(number).due_on) == (None, date(2026, 11, 23))
    assert desk.ask(today_lists, desk.clerk, desk.today).promised == ()


def test_a_second_slip_is_counted(desk: Desk) -> None:
    number = desk.open()
    assert [line.slips for line in desk.do(add_slip, number)] == [1, 1]
    desk.do(set_paper, number, "identity", "copy")
    (second,) = desk.do(add_slip, number)
    assert (second.code, second.slips) == ("application", 2)
    desk.do(set_paper, number, "application", "waived", reason="网上核验")
    with pytest.raises(DeskError, match=r"case\.nothing_missing"):
        desk.do(add_slip, number)
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(set_paper, number, "identity", "waived")


def test_the_authority_returns_the_dossier(desk: Desk) -> None:
    number = at_work(desk)
    with pytest.raises(DeskError, match=r"case\.not_submitted"):
        desk.do(return_dossier, number, "缺图")
    desk.do(submit, number, "A-1")
    case = desk.case(number)
    assert (case.authority_state, case.authority_number, case.waiting) == ("submitted", "A-1", "result")
    assert (case.authority_due_on, case.due_on) == (date(2026, 11, 12), None)
    with pytest.raises(DeskError, match=r"case\.submitted_already"):
        desk.do(submit, number, "A-2")
    desk.wait(2)
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(return_dossier, number, "")
    desk.do(return_dossier, number, "缺图")
    case = desk.case(number)
    assert (case.authority_state, case.authority_due_on, case.waiting) == ("returned", None, "")
    assert case.due_on == date(2026, 11, 18)
    desk.do(add_paper_line, number, "宗地图")
    assert [gate.id for gate in page_of(desk, number).gates if not gate.is_open] == ["papers.complete"]
    desk.do(begin_waiting, number, "papers")
    desk.wait(5)
    desk.do(set_paper, number, "own-1", "copy")
    assert desk.case(number).waiting == ""
    desk.do(resubmit, number, "A-2", date(2026, 11, 30))
    case = desk.case(number)
    assert (case.authority_state, case.authority_number, case.submissions) == ("resubmitted", "A-2", 2)
    assert case.authority_due_on == date(2026, 11, 30)
    desk.do(in_appraisal, number)
    desk.do(tax_notice, number, None, date(2026, 12, 1))
    desk.wait(2)
    desk.do(tax_settled, number, "owed")
    assert desk.case(number).authority_state == "tax_owed"
    desk.do(receive_result, number, number="GCN 1")
    case = desk.case(number)
    assert (case.authority_state, case.authority_due_on, case.waiting) == ("result", None, "")


def test_the_authority_moves_its_day(desk: Desk) -> None:
    number = at_work(desk)
    desk.do(submit, number, "A-1", date(2026, 11, 10))
    desk.wait(9)
    assert [row.id for row in desk.ask(today_lists, desk.clerk, desk.today).authority] == [number]
    desk.do(move_result_day, number, date(2026, 11, 20), "领导出差")
    assert desk.case(number).authority_due_on == date(2026, 11, 20)
    assert desk.ask(today_lists, desk.clerk, desk.today).authority == ()
    clock = page_of(desk, number).authority
    assert (clock.day, clock.by_hand, clock.days_left) == (date(2026, 11, 20), True, 7)
    (moved,) = events_of(desk, number, "authority.moved")
    assert '"before":"2026-11-10"' in moved.data
    desk.do(ask_supplement, number, "再交一份")
    desk.do(correct_event, record_id(moved), "听错了")
    assert desk.case(number).authority_due_on is None


def test_an_organisation_counts_by_its_own_calendar(desk: Desk) -> None:
    number = at_work(desk)
    tax = record_id(desk.do(add_organisation, OrganisationDraft("渔政局", "other")))
    desk.do(set_day, "CN", date(2026, 11, 9), "holiday", organisation_id=tax)
    desk.do(submit, number, "A-1", organisation_id=tax)
    assert desk.case(number).authority_due_on == date(2026, 11, 13)


def test_back_entry_after_the_lights_went_out(desk: Desk) -> None:
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    desk.wait(3)
    tuesday, wednesday = desk.day(3), desk.day(4)
    # on Thursday the notes of two days are typed in, the later day first
    desk.do(set_paper, number, "application", "original", happened_at=wednesday)
    desk.do(set_paper, number, "identity", "copy", happened_at=tuesday)
    assert desk.case(number).due_on == date(2026, 11, 18)
    desk.do(note_contact, number, "来电", happened_at=tuesday)
    desk.do(end_step, desk.engine, number, happened_at=wednesday + timedelta(hours=1))
    late = desk.ask(list_late_entries)
    assert [(row.kind, row.code) for row in late] == [
        ("step.ended", ""),
        ("contact", "phone"),
        ("paper", "copy"),
        ("paper", "original"),
    ]
    assert all(row.late for row in page_of(desk, number).timeline[:-1])
    with pytest.raises(DeskError, match=r"case\.future"):
        desk.do(add_note, number, "x", happened_at=desk.now + timedelta(minutes=1))
    with pytest.raises(DeskError, match=r"case\.before_opening"):
        desk.do(add_note, number, "x", happened_at=desk.day(1))
    with pytest.raises(DeskError, match=r"case\.before_step"):
        desk.do(end_step, desk.engine, number, happened_at=tuesday)
    opened = desk.open(opened_at=desk.day(2, 9))
    (event,) = events_of(desk, opened, "opened")
    assert (event.late, desk.case(opened).number) == (True, "BY-20261105-0001")


def test_a_gate_is_passed_with_a_reason_that_stands_in_the_trail(desk: Desk) -> None:
    number = desk.open()
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(end_step, desk.engine, number, overrides={"papers.no_missing": " "})
    desk.do(end_step, desk.engine, number, overrides={"papers.no_missing": "主管同意", "fees.paid": "没关"})
    assert desk.case(number).step == "survey"
    (event,) = events_of(desk, number, "override")
    assert (event.code, event.text) == ("papers.no_missing", "主管同意")
    reasons = desk.ask(
        lambda reader: reader.session.exec(select(Audit.reason).where(Audit.entity == "caseevent").distinct()).all()
    )
    assert "主管同意" in reasons


def test_a_gate_that_nobody_hands_any_more_is_shut_and_can_be_passed(desk: Desk) -> None:
    number = desk.open()
    desk.engine = replace(desk.engine, gates={})
    assert [one.code for one in page_of(desk, number).missing] == ["case.gate_unknown"] * 2
    desk.do(end_step, desk.engine, number, overrides={"fields.complete": "x", "papers.no_missing": "x"})
    assert desk.case(number).step == "survey"


def test_four_eyes(desk: Desk) -> None:
    number = at_work(desk)
    desk.do(end_step, desk.engine, number)
    assert [gate.id for gate in page_of(desk, number).gates if not gate.is_open] == ["by_another"]
    with pytest.raises(DeskError) as shut:
        desk.do(end_step, desk.engine, number)
    assert codes(shut) == ["case.missing.another"]
    worker = desk.clerk
    desk.sits("deputy")
    assert all(gate.is_open for gate in page_of(desk, number).gates)
    desk.clerk = worker
    desk.do(end_step, desk.engine, number, exception="今天只有一人")
    (event,) = events_of(desk, number, "override")
    assert (event.code, event.text, desk.case(number).step) == ("by_another", "今天只有一人", "delivery")


def test_one_stop_tasks_in_several_departments_and_one_answer(desk: Desk) -> None:
    number = desk.open()
    desk.do(receive_all_papers, number)
    desk.do(end_step, desk.engine, number)
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    write, reckon = page_of(desk, number).tasks
    assert [(task.holder, task.due_on, task.take_by) for task in (write, reckon)] == [
        ("法务部", date(2026, 11, 4), date(2026, 11, 3)),
        ("收费处", None, date(2026, 11, 3)),
    ]
    desk.do(take_task, write.id)
    desk.wait(1)
    lists = desk.ask(today_lists, desk.clerk, desk.today)
    assert [task.title for task in lists.untaken] == ["算费用"]
    assert lists.counts["tasks"] == 2
    desk.do(end_task, reckon.id, "1200 元")
    desk.do(end_task, write.id)
    with pytest.raises(DeskError, match=r"case\.task_state"):
        desk.do(end_task, write.id)
    done = page_of(desk, number).tasks[1]
    assert (done.state, done.result, done.acknowledged_by) == ("done", "1200 元", desk.clerk.name)
    with pytest.raises(DeskError, match=r"case\.task_for_whom"):
        desk.do(give_task, number, "x")


def test_a_department_that_is_there_is_not_made_again(desk: Desk) -> None:
    known = record_id(desk.do(add_department, "Bộ phận tiếp nhận"))
    assert desk.case(desk.open()).department_id == known


def test_a_case_waits_for_the_case_under_it(desk: Desk) -> None:
    parent = at_work(desk)
    child = desk.open(parent_id=parent)
    with pytest.raises(DeskError) as shut:
        desk.do(end_step, desk.engine, parent)
    assert codes(shut) == ["case.missing.child"]
    assert [row.id for row in page_of(desk, parent).children] == [child]
    desk.do(end_case, desk.engine, child, "withdrawn", "不要了")
    desk.do(end_step, desk.engine, parent)
    assert page_of(desk, child).parent is not None
