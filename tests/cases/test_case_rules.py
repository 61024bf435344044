"""What always holds of a case: its text is pinned, its events count, its fields rule the checklist."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cases.cases_ground import LICENCE, Desk, at_work, codes, events_of, page_of, with_text

from deskapp.cases.authority import (
    submit,
)
from deskapp.cases.clock_rows import explain_clock
from deskapp.cases.fields import set_fields
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.projection import find_drift
from deskapp.cases.queries import cases_of
from deskapp.cases.steps import end_case, end_step
from deskapp.cases.today import today_lists
from deskapp.cases.waiting import add_note, begin_waiting, correct_event, end_waiting, note_contact
from deskapp.errors import DeskError, StaleEdit
from deskapp.office.calendar.actions import set_service_hours
from deskapp.office.customer.actions import merge_customers
from deskapp.store.base import record_id
from deskapp.store.work import Work


def test_entries_never_run_backwards(desk: Desk) -> None:
    number = desk.open()
    desk.do(add_note, number, "一")
    desk.now -= timedelta(hours=5)
    desk.do(add_note, number, "二")
    desk.do(receive_all_papers, number)
    entered = [event.entered_at for event in events_of(desk, number, "note") + events_of(desk, number, "paper")]
    assert entered == sorted(entered)


def test_an_edited_procedure_changes_no_running_case(desk: Desk) -> None:
    first = desk.open()
    with_text(desk, LICENCE.replace("working_days = 10", "working_days = 3").replace('prefix = "BY"', 'prefix = "BZ"'))
    second = desk.open()
    for number in (first, second):
        desk.do(receive_all_papers, number)
    assert [desk.case(number).due_on for number in (first, second)] == [date(2026, 11, 16), date(2026, 11, 5)]
    assert desk.case(second).number == "BZ-20261102-0001"
    assert desk.case(first).procedure_text_id != desk.case(second).procedure_text_id
    assert desk.case(desk.open()).procedure_text_id == desk.case(second).procedure_text_id


def test_the_cases_of_a_merged_customer_are_the_survivor_s(desk: Desk) -> None:
    zhang, double = desk.counter.customer("张三丰"), desk.counter.customer("张三峰")
    number = desk.open(customer_id=double)
    desk.do(merge_customers, double, zhang)
    assert [(row.id, row.customer, row.customer_id) for row in desk.ask(cases_of, [zhang])] == [
        (number, "张三丰", zhang)
    ]
    page = page_of(desk, number)
    assert page.customer is not None
    assert page.customer.id == zhang
    desk.do(receive_all_papers, number)
    assert page_of(desk, number).held[0].customer_id == zhang


def test_what_is_added_never_conflicts_with_an_edit(desk: Desk) -> None:
    number = desk.open()
    seen = desk.case(number).version
    desk.do(receive_all_papers, number)
    desk.do(add_note, number, "来电")
    desk.do(end_step, desk.engine, number)
    desk.do(set_fields, number, {"waters": "黄河"}, seen)
    with pytest.raises(StaleEdit):
        desk.do(set_fields, number, {"waters": "淮河"}, seen)


def test_a_step_that_somebody_else_ended_is_not_ended_twice(desk: Desk) -> None:
    number = desk.open()
    desk.do(receive_all_papers, number)
    desk.do(end_step, desk.engine, number, step="take_in")
    with pytest.raises(DeskError, match=r"case\.moved_on"):
        desk.do(end_step, desk.engine, number, step="take_in")
    assert desk.case(number).step == "survey"


def test_fields_bring_their_papers_and_take_them_away(desk: Desk) -> None:
    number = desk.open(fields={})
    desk.do(receive_all_papers, number)
    with pytest.raises(DeskError) as shut:
        desk.do(end_step, desk.engine, number)
    assert codes(shut) == ["case.missing.field"]
    seen = desk.case(number).version
    desk.do(set_fields, number, {"waters": "长江", "has_boat": "yes", "value": "12万"}, seen)
    assert desk.case(number).fields == '{"has_boat":"yes","value":"120000.00","waters":"长江"}'
    assert [(line.code, line.state) for line in page_of(desk, number).papers][-1] == ("boat", "missing")
    with pytest.raises(StaleEdit):
        desk.do(set_fields, number, {"waters": "黄河"}, seen)
    for wrong in ({"has_boat": "perhaps"}, {"value": "much"}, {"colour": "red"}):
        with pytest.raises(DeskError):
            desk.do(set_fields, number, wrong)
    desk.do(set_fields, number, {"has_boat": "no"})
    assert page_of(desk, number).papers[-1].state == "not_applicable"
    desk.do(set_fields, number, {"has_boat": True})
    assert page_of(desk, number).papers[-1].state == "missing"
    desk.do(set_fields, number, {"has_boat": ""})
    desk.do(end_step, desk.engine, number)


def test_limits_in_hours_and_half_days(desk: Desk) -> None:
    by_step = LICENCE.replace('working_days = 10\nruns_from = "papers_complete"\n', "")
    with_text(desk, by_step)
    # without a limit of its own a case is due when its step is: half a day is noon of the next
    half = desk.case(desk.open())
    assert (half.due_on, half.due_at) == (date(2026, 11, 3), desk.day(3, 12))
    assert page_of(desk, half.id or 0).ours.at == desk.day(3, 12)
    with_text(desk, LICENCE.replace('working_days = 10\nruns_from = "papers_complete"', "hours = 4"))
    desk.do(set_service_hours, dict.fromkeys(range(5), ((510, 720), (810, 1080))), date(2026, 1, 1))
    number = desk.open()
    assert (desk.case(number).due_on, desk.case(number).due_at) == (date(2026, 11, 2), desk.day(2, 15))
    desk.do(begin_waiting, number, "decision")
    assert (desk.case(number).due_on, desk.case(number).due_at) == (None, None)


def test_any_contact_ends_the_waiting_for_an_answer(desk: Desk) -> None:
    number = desk.open()
    desk.do(receive_all_papers, number)
    with pytest.raises(DeskError, match=r"case\.wait_unknown"):
        desk.do(begin_waiting, number, "weather")
    desk.do(begin_waiting, number, "decision")
    assert (desk.case(number).due_on, page_of(desk, number).ours.paused) == (None, True)
    desk.wait(7)
    desk.do(note_contact, number, "同意")
    assert (desk.case(number).waiting, desk.case(number).due_on) == ("", date(2026, 11, 23))
    clock = desk.ask(explain_clock, number, desk.today)["ours"]
    assert [(span.why, span.counted) for span in clock.spans] == [("decision", 0), ("", 10)]
    with pytest.raises(DeskError, match=r"case\.not_waiting"):
        desk.do(end_waiting, number)


def test_an_end_that_was_wrong_is_taken_back(desk: Desk) -> None:
    number = desk.open()
    desk.do(end_case, desk.engine, number, "withdrawn", "不办了")
    (end,) = events_of(desk, number, "ended")
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(correct_event, record_id(end), "")
    desk.do(correct_event, record_id(end), "客户又来了")
    assert (desk.case(number).outcome, desk.case(number).ended_at, desk.case(number).step) == ("", None, "take_in")
    with pytest.raises(DeskError, match=r"case\.corrected_already"):
        desk.do(correct_event, record_id(end), "x")
    (opened,) = events_of(desk, number, "opened")
    with pytest.raises(DeskError, match=r"case\.not_correctable"):
        desk.do(correct_event, record_id(opened), "x")
    assert page_of(desk, number).timeline[1].taken_back.endswith("客户又来了")


def test_nobody_touches_it_for_days(desk: Desk) -> None:
    number = desk.open()
    desk.wait(6)
    assert desk.ask(today_lists, desk.clerk, desk.today).stale == ()
    desk.wait(1)
    assert [row.id for row in desk.ask(today_lists, desk.clerk, desk.today).stale] == [number]
    desk.do(add_note, number, "打过电话")
    assert desk.ask(today_lists, desk.clerk, desk.today).stale == ()
    desk.do(set_paper, number, "application", "promised", promised_on=date(2026, 12, 1))
    desk.wait(20)
    assert desk.ask(today_lists, desk.clerk, date(2026, 11, 30)).stale == ()


def test_projections_are_what_the_events_say(desk: Desk) -> None:
    number = at_work(desk)
    desk.do(submit, number, "A-1")
    assert desk.ask(find_drift, desk.today)[0] == []

    def spoil(work: Work) -> None:
        case = work.get(type(desk.case(number)), number)
        work.change(case, {"due_on": date(2030, 1, 1), "submissions": 7})

    desk.do(spoil)
    drift = desk.ask(find_drift, desk.today)[0]
    assert [(one.table, one.column, one.stored) for one in drift] == [
        ("case_file", "due_on", date(2030, 1, 1)),
        ("case_file", "submissions", 7),
    ]
    desk.do(add_note, number, "x")
    assert desk.ask(find_drift, desk.today)[0] == []


def test_a_case_cannot_begin_tomorrow_or_under_one_that_ended(desk: Desk) -> None:
    with pytest.raises(DeskError, match=r"case\.future"):
        desk.open(opened_at=desk.now + timedelta(days=1))
    parent = desk.open()
    desk.do(end_case, desk.engine, parent, "refused", "不属本窗口")
    with pytest.raises(DeskError, match=r"case\.ended"):
        desk.open(parent_id=parent)
    with pytest.raises(DeskError, match=r"procedures\.unknown"):
        desk.do(open_case, desk.engine.procedures, CaseDraft("nothing"))


def test_hostile_texts_are_texts(desk: Desk) -> None:
    nasty = "[/b] =cmd|' /C calc'!A0\n\u202eabc\0" + "长" * 9_000
    number = desk.open(need=nasty, caller_name="[@click=app.quit]x[/]")
    desk.do(add_note, number, nasty)
    desk.do(note_contact, number, nasty)
    page = page_of(desk, number)
    assert page.row.customer == "[@click=app.quit]x[/]"
    assert page.timeline[0].text.startswith("[/b] =cmd|' /C calc'!A0\nabc")
    with pytest.raises(DeskError, match=r"draft\.too_long"):
        desk.do(add_note, number, "长" * 10_001)
    with pytest.raises(DeskError, match=r"draft\.too_long"):
        desk.open(caller_name="长" * 201)
