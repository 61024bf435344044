"""A case from the counter to the customer's hands, and every way in which it may go otherwise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select
from tests.cases.cases_ground import Desk

from deskapp.cases.engine import say_missing
from deskapp.cases.model import Case, CasePaper, CaseTask
from deskapp.cases.money import add_case_charge, withdraw_case_charge
from deskapp.cases.page import get_case_page
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.queries import CasePlace, find_case, list_cases
from deskapp.cases.steps import end_case, end_step, go_back, judge_ending, skip_step
from deskapp.cases.tasks import end_task
from deskapp.cases.today import board, today_lists
from deskapp.cases.waiting import correct_event
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.money.drafts import ChargeDraft
from deskapp.papers.actions import give_back
from deskapp.store.base import record_id


def tasks_of(desk: Desk, case_id: int) -> list[CaseTask]:
    return desk.ask(lambda reader: list(reader.session.exec(select(CaseTask).where(CaseTask.case_id == case_id))))


def lines_of(desk: Desk, case_id: int) -> dict[str, CasePaper]:
    rows = desk.ask(lambda reader: list(reader.session.exec(select(CasePaper).where(CasePaper.case_id == case_id))))
    return {row.code: row for row in rows}


def test_a_case_goes_all_the_way(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    case = desk.case(number)
    assert (case.number, case.step, case.due_on) == ("BY-20261102-0001", "take_in", None)
    desk.wait(1)
    desk.do(receive_all_papers, number, shelf="A-3")
    assert desk.case(number).due_on == date(2026, 11, 17)
    desk.do(end_step, desk.engine, number)
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    assert desk.case(number).step == "work"
    with pytest.raises(DeskError) as shut:
        desk.do(end_step, desk.engine, number)
    assert [one.code for one in shut.value.values["missing"]] == ["case.missing.task"] * 2
    for task in tasks_of(desk, number):
        desk.do(end_task, record_id(task))
    desk.do(end_step, desk.engine, number)
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        desk.do(end_step, desk.engine, number)
    desk.sits("lilei")
    desk.do(end_step, desk.engine, number)
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        desk.do(end_step, desk.engine, number)
    paper = lines_of(desk, number)["application"].paper_id
    assert paper is not None
    desk.do(give_back, [paper], "张三丰")
    desk.do(end_step, desk.engine, number)
    case = desk.case(number)
    assert (case.step, case.outcome, case.due_met_at) == ("aftercare", "", desk.now)
    desk.do(end_step, desk.engine, number)
    case = desk.case(number)
    assert (case.step, case.outcome, case.ended_at) == ("", "delivered", desk.now)
    with pytest.raises(DeskError, match=r"case\.ended"):
        desk.do(set_paper, number, "application", "missing")
    # the end was a slip of the hand: it stands at its last step again
    end = desk.ask(get_case_page, desk.engine, number, desk.today).timeline[0]
    assert end.kind == "ended"
    desk.do(correct_event, end.id, "还没回访")
    case = desk.case(number)
    assert (case.step, case.outcome, case.due_met_at) == ("aftercare", "", desk.now)
    desk.do(end_step, desk.engine, number)
    assert desk.case(number).outcome == "delivered"


def test_it_may_go_back_only_where_the_procedure_says_so(desk: Desk) -> None:
    number = desk.open()
    desk.do(receive_all_papers, number)
    desk.do(end_step, desk.engine, number)
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    with pytest.raises(DeskError, match=r"case\.may_not_go_back"):
        desk.do(go_back, desk.engine, number, "survey", "x")
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(go_back, desk.engine, number, "take_in", " ")
    desk.do(go_back, desk.engine, number, "take_in", "材料不对")
    assert desk.case(number).step == "take_in"
    with pytest.raises(DeskError, match=r"case\.may_not_skip"):
        desk.do(skip_step, desk.engine, number, "take_in", "x")


def test_a_case_withdrawn_gives_the_originals_back_first(desk: Desk) -> None:
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    desk.do(receive_all_papers, number)
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        desk.do(end_case, desk.engine, number, "withdrawn", "不办了")
    paper = lines_of(desk, number)["application"].paper_id
    assert paper is not None
    desk.do(give_back, [paper], "张三丰")
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(end_case, desk.engine, number, "withdrawn", "")
    desk.do(end_case, desk.engine, number, "withdrawn", "不办了")
    assert (desk.case(number).outcome, desk.case(number).due_on) == ("withdrawn", date(2026, 11, 16))


def test_money_that_is_open_warns_at_the_end_and_holds_nobody(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    draft = ChargeDraft(zhang, "service_fee", Decimal(1200), "CNY", "代办费")
    charge = desk.do(add_case_charge, number, draft, "service").charge_id
    gates = desk.ask(lambda reader: judge_ending(reader, desk.engine, reader.get(Case, number)))
    assert [(gate.id, gate.blocks, [one.values["open"] for one in gate.missing]) for gate in gates] == [
        ("originals.back", True, []),
        ("fees.settled", False, [Decimal("1200.00")]),
        ("held.passed_on", False, []),
    ]
    assert say_missing(words("zh"), gates[1].missing[0]) == "代办费还欠 ¥1,200.00"
    page = desk.ask(get_case_page, desk.engine, number, desk.today)
    assert [(fee, row.id, row.open) for fee, row in page.charges] == [("service", charge, Decimal("1200.00"))]
    desk.do(end_case, desk.engine, number, "withdrawn", "不办了")
    desk.do(withdraw_case_charge, number, charge, "没办")
    assert desk.ask(get_case_page, desk.engine, number, desk.today).timeline[0].code == "withdrawn"
    with pytest.raises(DeskError, match=r"case\.no_such_charge"):
        desk.do(withdraw_case_charge, number, 99, "x")


def test_only_the_last_step_closes(desk: Desk) -> None:
    number = desk.open()
    with pytest.raises(DeskError, match=r"case\.steps_left"):
        desk.do(end_case, desk.engine, number, "delivered")
    assert desk.ask(lambda reader: reader.get(Case, number)).outcome == ""


def test_the_page_tells_everything_at_once(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰", phone="13800138000")
    number = desk.open(customer_id=zhang, need="要出海", channel="in_person")
    desk.do(receive_all_papers, number, shelf="A-3")
    page = desk.ask(get_case_page, desk.engine, number, desk.today)
    assert (page.row.customer, page.row.name.zh, page.row.step_name.en) == ("张三丰", "捕鱼证", "Take in")
    assert page.customer is not None
    assert page.customer.phone == "13800138000"
    assert [(line.code, line.state, line.here) for line in page.papers] == [
        ("application", "original", True),
        ("identity", "copy", True),
    ]
    assert [paper.shelf for paper in page.held] == ["A-3"]
    assert [step.state for step in page.steps] == ["current", "ahead", "ahead", "ahead", "ahead", "ahead"]
    assert (page.ours.day, page.ours.days_left, page.ours.confirmed) == (date(2026, 11, 16), 10, True)
    assert [field.rule.code for field in page.fields] == ["waters", "has_boat", "value"]
    assert [event.kind for event in page.timeline] == ["papers.complete", "paper", "paper", "opened"]
    assert page.missing == ()
    assert [step.id for step in page.skippable] == ["survey", "aftercare"]
    desk.do(end_step, desk.engine, number)
    page = desk.ask(get_case_page, desk.engine, number, desk.today)
    assert (page.steps[0].state, page.steps[0].ended_by) == ("done", desk.clerk.name)


def test_lists_of_the_day_and_the_board(desk: Desk) -> None:
    first = desk.open(customer_id=desk.counter.customer("张三丰"), staff_id=None)
    second = desk.open(caller_name="李四")
    desk.do(receive_all_papers, first)
    desk.do(set_paper, second, "application", "promised", promised_on=date(2026, 11, 5))
    desk.wait(3)
    lists = desk.ask(today_lists, desk.clerk, desk.today)
    assert [(row.case_number, row.customer) for row in lists.promised] == [("BY-20261102-0002", "李四")]
    desk.wait(20)
    lists = desk.ask(today_lists, desk.clerk, desk.today, whose="mine")
    assert [row.id for row in lists.late] == [first]
    assert {row.id for row in lists.stale} == {first, second}
    assert lists.counts["late"] == 1
    columns = desk.ask(board, desk.today)
    assert [(column.step, column.count, column.late, len(column.cards)) for column in columns] == [("take_in", 2, 1, 2)]
    assert [row.id for row in desk.ask(find_case, "1102-2", desk.today)] == [second]
    assert [row.id for row in desk.ask(find_case, "by-20261102-0001", desk.today)] == [first]
    code = desk.case(second).tracking_code
    assert [row.id for row in desk.ask(find_case, code.lower(), desk.today)] == [second]
    assert [row.id for row in desk.ask(list_cases, desk.today)] == [second, first]
    assert [row.id for row in desk.ask(list_cases, desk.today, after=CasePlace(None, second))] == [first]


def test_going_back_doubles_no_open_task(desk: Desk) -> None:
    number = desk.open()
    desk.do(receive_all_papers, number)
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    desk.do(end_step, desk.engine, number)
    desk.do(end_task, record_id(tasks_of(desk, number)[0]))
    desk.do(go_back, desk.engine, number, "take_in", "材料不对")
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    desk.do(end_step, desk.engine, number)
    # what was done is to be done again, what was not is still there
    assert [(task.title, task.state) for task in tasks_of(desk, number)] == [
        ("写申请", "done"),
        ("算费用", "open"),
        ("写申请", "open"),
    ]
