"""A complaint from the first word to the last call: what each deed asks for, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select
from tests.complaints.complaint_ground import ZONE, ComplaintDesk, at

from deskapp.cases.model import Case
from deskapp.cases.tasks import give_task
from deskapp.desks.complaints.handling.actions import (
    CloseDraft,
    acknowledge,
    agree_plan,
    answer,
    assess,
    close_complaint,
    go_outside,
    note_contact,
    note_findings,
    reopen,
)
from deskapp.desks.complaints.handling.calls import CallDraft, due_calls, make_call
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.errors import DeskError
from deskapp.store.base import record_id

DONE = CloseDraft("重做防水，闭水 48 小时不漏", "valid", "construction", "总包")


def case_of(desk: ComplaintDesk, complaint: Complaint) -> Case:
    found: Case = desk.ask(lambda reader: reader.get(Case, complaint.case_id))
    return found


def calls_of(desk: ComplaintDesk, complaint: Complaint) -> list[FollowUpCall]:
    query = select(FollowUpCall).where(FollowUpCall.case_id == complaint.case_id).order_by(col(FollowUpCall.id))
    return desk.ask(lambda reader: list(reader.session.exec(query)))


def close(desk: ComplaintDesk, complaint: Complaint) -> None:
    desk.do(close_complaint, record_id(complaint), DONE, engine=desk.engine)


def test_ordinary_to_satisfied(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    desk.do(acknowledge, number, engine=desk.engine)
    assert case_of(desk, complaint).step == "handle"
    for deed, said in ((assess, "一户，无安全问题"), (note_findings, "地漏周边防水破损")):
        desk.now += timedelta(minutes=20)
        desk.do(deed, number, said, engine=desk.engine)
    desk.do(agree_plan, number, "三日内重做防水", "signed", engine=desk.engine)
    desk.do(answer, number, "已书面答复", engine=desk.engine)
    assert desk.complaint(number).state == "answered"
    close(desk, complaint)
    stored = desk.complaint(number)
    assert (stored.state, stored.validity, stored.cause) == ("closed", "valid", "construction")
    (call,) = calls_of(desk, complaint)
    # within a working day of the closing
    assert call.due_at.astimezone(ZONE) == at("2026-11-03T18:00")
    assert desk.due(number, "callback") == at("2026-11-03T18:00")
    desk.now = at("2026-11-03T10:00")
    desk.do(make_call, record_id(call), CallDraft("satisfied", 5, "修好了"), clerk="lina", engine=desk.engine)
    case = case_of(desk, complaint)
    assert (case.outcome, case.step) == ("closed", "")
    assert desk.clocks(number)["callback", 0].met_at is not None
    assert list(desk.ask(find_drift)) == []


def test_nothing_closes_without_a_result_or_with_a_task_open(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    with pytest.raises(DeskError, match=r"complaint\.result_words"):
        desk.do(close_complaint, record_id(complaint), CloseDraft(" ", "valid"), engine=desk.engine)
    with pytest.raises(DeskError, match=r"draft\.choice"):
        desk.do(close_complaint, record_id(complaint), CloseDraft("好了", ""), engine=desk.engine)
    desk.do(give_task, complaint.case_id, "工程部核实", staff_id=desk.clerk.id)
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        close(desk, complaint)
    assert desk.complaint(record_id(complaint)).state == "received"
    assert calls_of(desk, complaint) == []


def test_not_satisfied_opens_it_again_under_its_number(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    close(desk, complaint)
    (call,) = calls_of(desk, complaint)
    with pytest.raises(DeskError, match=r"call\.by_handler"):
        desk.do(make_call, record_id(call), CallDraft("satisfied"), engine=desk.engine)
    with pytest.raises(DeskError, match=r"call\.words"):
        desk.do(make_call, record_id(call), CallDraft("unsatisfied"), clerk="lina", engine=desk.engine)
    desk.do(make_call, record_id(call), CallDraft("no_answer"), clerk="lina", engine=desk.engine)
    assert [one.attempts for one in desk.ask(due_calls)] == [1]
    desk.now = at("2026-11-03T09:00")
    desk.do(make_call, record_id(call), CallDraft("unsatisfied", 1, "又漏"), clerk="lina", engine=desk.engine)
    stored = desk.complaint(number)
    assert (stored.state, stored.reopened, stored.unsatisfied) == ("reopened", 1, 1)
    case = case_of(desk, complaint)
    assert (case.step, case.outcome, case.number) == ("handle", "", case_of(desk, complaint).number)
    close(desk, complaint)
    assert [(one.opening, one.round) for one in calls_of(desk, complaint)] == [(0, 1), (1, 1)]
    assert list(desk.ask(find_drift)) == []


def test_what_had_ended_goes_on_when_they_come_back(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    close(desk, complaint)
    (call,) = calls_of(desk, complaint)
    desk.do(make_call, record_id(call), CallDraft("neutral"), clerk="lina", engine=desk.engine)
    assert case_of(desk, complaint).outcome == "closed"
    desk.now = at("2026-12-01T10:00")
    desk.do(reopen, record_id(complaint), "上月修过的地方又渗水", engine=desk.engine)
    case = case_of(desk, complaint)
    assert (case.outcome, case.step) == ("", "handle")
    desk.do(note_contact, record_id(complaint), "已到现场", "visit", engine=desk.engine)
    assert desk.complaint(record_id(complaint)).state == "acknowledged"
    with pytest.raises(DeskError, match=r"complaint\.not_closed"):
        desk.do(reopen, record_id(complaint), "再开", engine=desk.engine)
    assert list(desk.ask(find_drift)) == []


def test_who_left_no_phone_is_not_called(desk: ComplaintDesk) -> None:
    complaint = desk.log("楼道堆物", customer_id=None, unit_id=None, relation="anonymous", category="cleaning")
    close(desk, complaint)
    (call,) = calls_of(desk, complaint)
    assert (call.result, desk.ask(due_calls)) == ("no_phone", [])
    assert case_of(desk, complaint).outcome == "closed"


def test_who_goes_to_court_stops_our_clocks(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    with pytest.raises(DeskError, match=r"complaint\.outside_where"):
        desk.do(go_outside, record_id(complaint), "", engine=desk.engine)
    desk.do(go_outside, record_id(complaint), "江北区人民法院", engine=desk.engine)
    stored = desk.complaint(record_id(complaint))
    assert (stored.state, stored.open, stored.next_clock, stored.next_step_at) == ("outside", False, "", None)
