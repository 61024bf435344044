"""Compensation through the money of the counter, a leader's opinion before a home comes back, proposals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select
from tests.complaints.complaint_ground import ZONE, ComplaintDesk

from deskapp.cases.model import Case
from deskapp.cases.steps import end_step
from deskapp.cases.waiting import begin_waiting
from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint, go_outside, reopen
from deskapp.desks.complaints.handling.calls import CallDraft, due_calls, make_call
from deskapp.desks.complaints.handling.claims import (
    ClaimDraft,
    SettleDraft,
    agree_claim,
    ask_claim,
    offer_claim,
    refuse_claim,
    settle_claim,
)
from deskapp.desks.complaints.handling.improvements import (
    ImprovementDraft,
    count_causes,
    list_improvements,
    move_improvement,
    propose_improvement,
)
from deskapp.desks.complaints.handling.model import Claim
from deskapp.desks.complaints.handling.opinions import OpinionDraft, record_opinion, start_chain
from deskapp.desks.complaints.handling.queries import claims_of, get_complaint, opinions_of
from deskapp.desks.complaints.handling.screens.answer import complaint_answer
from deskapp.desks.complaints.taking.model_clock import Escalation
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.money.charges import add_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.model import Charge, Payout
from deskapp.money.receipts import receive
from deskapp.office.access.rules import who_may
from deskapp.office.deal.actions import begin_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft
from deskapp.store.base import record_id

D = Decimal
DONE = CloseDraft("已重做", "valid", "construction")


def close(desk: ComplaintDesk, number: int) -> None:
    desk.now += timedelta(minutes=10)
    desk.do(close_complaint, number, DONE, engine=desk.engine)


def claim(desk: ComplaintDesk, number: int) -> Claim:
    found: Claim = desk.ask(lambda reader: reader.get(Claim, number))
    return found


def agreed(desk: ComplaintDesk, case_id: int, amount: str) -> int:
    """A claim of which that much was agreed."""
    number = record_id(desk.do(ask_claim, case_id, ClaimDraft("地板泡水", D(3000)), engine=desk.engine))
    desk.do(offer_claim, number, D(amount), engine=desk.engine)
    desk.do(agree_claim, number, clerk="lina", engine=desk.engine)
    return number


def charge(desk: ComplaintDesk, amount: str, *, paid: bool, who: str = "张三丰") -> int:
    draft = ChargeDraft(desk.people[who], "property_fee", D(amount), "CNY", unit_id=desk.units["1501"])
    number = record_id(desk.do(add_charge, draft))
    if paid:
        desk.do(receive, ReceiptDraft(desk.people[who], D(amount), "CNY", "transfer", charges=(number,)))
    return number


def test_a_claim_lowers_what_is_owed(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number, owed = agreed(desk, complaint.case_id, "800"), charge(desk, "2000", paid=False)
    desk.do(settle_claim, number, SettleDraft(owed), engine=desk.engine)
    row: Charge = desk.ask(lambda reader: reader.get(Charge, owed))
    assert (row.amount, row.withdrawn_at) == (120_000, None)
    (told,) = desk.ask(claims_of, complaint.case_id)
    assert (told.asked, told.offered, told.settled, told.approved_by) == (D(3000), D(800), D(800), "lina")
    assert (told.state, claim(desk, number).payout_id) == ("settled", None)
    with pytest.raises(DeskError, match=r"claim\.over"):
        desk.do(refuse_claim, number, "太多", engine=desk.engine)


def test_what_was_paid_goes_back(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number, paid = agreed(desk, complaint.case_id, "2000"), charge(desk, "2000", paid=True)
    desk.do(settle_claim, number, SettleDraft(paid, "transfer", "6222 **** 0001"), engine=desk.engine)
    row: Charge = desk.ask(lambda reader: reader.get(Charge, paid))
    assert row.withdrawn_at is not None
    (payout,) = desk.ask(lambda reader: reader.session.exec(select(Payout)).all())
    assert (payout.amount, payout.payee_name, claim(desk, number).payout_id) == (200_000, "张三丰", payout.id)
    assert payout.number in claim(desk, number).note


def test_nothing_is_settled_that_nobody_agreed(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(desk.do(ask_claim, complaint.case_id, ClaimDraft("误工费"), engine=desk.engine))
    for draft in (SettleDraft(voucher="FK-1"), SettleDraft(charge(desk, "10", paid=False))):
        with pytest.raises(DeskError, match=r"claim\.not_agreed"):
            desk.do(settle_claim, number, draft, engine=desk.engine)
    with pytest.raises(DeskError, match=r"claim\.no_offer"):
        desk.do(agree_claim, number, engine=desk.engine)
    desk.do(offer_claim, number, D(50), engine=desk.engine)
    desk.do(agree_claim, number, engine=desk.engine)
    for draft, wrong in (
        (SettleDraft(), "claim.voucher"),
        (SettleDraft(charge(desk, "500", paid=False, who="李静")), "claim.others_charge"),
        (SettleDraft(charge(desk, "20", paid=False)), "claim.over_charge"),
    ):
        with pytest.raises(DeskError, match=wrong.replace(".", r"\.")):
            desk.do(settle_claim, number, draft, engine=desk.engine)
    desk.do(settle_claim, number, SettleDraft(voucher="FK-2026-18"), engine=desk.engine)
    assert (claim(desk, number).state, claim(desk, number).note) == ("settled", "FK-2026-18")


def test_an_open_claim_holds_the_closing(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(desk.do(ask_claim, complaint.case_id, ClaimDraft("误工费", D(100)), engine=desk.engine))
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        close(desk, record_id(complaint))
    desk.do(refuse_claim, number, "没有依据", engine=desk.engine)
    close(desk, record_id(complaint))
    assert desk.complaint(record_id(complaint)).state == "closed"


def test_only_an_opinion_starts_a_return(desk: ComplaintDesk) -> None:
    complaint = desk.log("要求退房")
    for wish in ("return", "exchange"):
        with pytest.raises(DeskError, match=r"opinion\.none"):
            desk.do(start_chain, complaint.case_id, wish, engine=desk.engine)
    no = OpinionDraft("return", "周总", False, "先修，修不好再说", date(2026, 11, 2))
    desk.do(record_opinion, complaint.case_id, no, engine=desk.engine)
    with pytest.raises(DeskError, match=r"opinion\.disagrees"):
        desk.do(start_chain, complaint.case_id, "return", engine=desk.engine)
    yes = OpinionDraft("return", "周总", True, "三次维修无效，同意退房", date(2026, 11, 2))
    desk.do(record_opinion, complaint.case_id, yes, engine=desk.engine)
    # an opinion about a return is none about an exchange
    with pytest.raises(DeskError, match=r"opinion\.none"):
        desk.do(start_chain, complaint.case_id, "exchange", engine=desk.engine)
    home = DealUnitDraft(desk.units["1501"], D("98.76"), price=D(1006867))
    deal = DealDraft((home,), (PartyDraft(desk.people["张三丰"]),), date(2026, 3, 5))
    desk.do(begin_deal, deal)
    chain = desk.do(start_chain, complaint.case_id, "return", engine=desk.engine)
    stored: Case = desk.ask(lambda reader: reader.get(Case, record_id(chain)))
    assert (stored.procedure, stored.unit_id, stored.customer_id) == (
        "cn-return", desk.units["1501"], desk.people["张三丰"],
    )  # fmt: skip
    assert "周总" in stored.fields
    assert "agreed" in stored.fields
    # what the leader said opens the gate of the opinion: only what is asked before it is passed with a reason here
    number = record_id(chain)
    with pytest.raises(DeskError, match=r"case\.gates_shut") as shut:
        desk.do(end_step, desk.engine, number)
    before = dict.fromkeys(("parties.seen", "parties.may_act", "papers.no_missing", "fields.complete"), "补件")
    assert shut.value.values
    desk.do(end_step, desk.engine, number, overrides=before)
    desk.do(end_step, desk.engine, number, step="opinion")
    assert desk.ask(lambda reader: reader.get(Case, number)).step == "agreement"
    assert [one.chain_number for one in desk.ask(opinions_of, complaint.case_id)] == [stored.number, ""]
    with pytest.raises(DeskError, match=r"opinion\.started"):
        desk.do(start_chain, complaint.case_id, "return", engine=desk.engine)


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (OpinionDraft("return", " ", True, "同意"), "opinion.leader"),
        (OpinionDraft("return", "周总", True, " "), "opinion.words"),
        (OpinionDraft("return", "周总", True, "同意", date(2026, 11, 3)), "case.future"),
        (OpinionDraft("gift", "周总", True, "同意"), "draft.choice"),
    ],
)
def test_an_opinion_has_a_name_words_and_a_day(desk: ComplaintDesk, draft: OpinionDraft, wrong: str) -> None:
    complaint = desk.log()
    with pytest.raises(DeskError, match=wrong.replace(".", r"\.")):
        desk.do(record_opinion, complaint.case_id, draft, engine=desk.engine)


def unsatisfied(desk: ComplaintDesk, number: int) -> None:
    close(desk, number)
    (call,) = desk.ask(due_calls)
    desk.now += timedelta(minutes=10)
    desk.do(make_call, record_id(call), CallDraft("unsatisfied", 1, "又漏了"), clerk="lina", engine=desk.engine)


@pytest.mark.parametrize(("level", "then"), [(1, 2), (3, 4), (4, 4)])
def test_the_second_not_satisfied_raises_the_level(desk: ComplaintDesk, level: int, then: int) -> None:
    complaint = desk.log(level=level, level_reason="测试", crisis=level >= 4)
    number = record_id(complaint)
    unsatisfied(desk, number)
    assert desk.complaint(number).level == level
    unsatisfied(desk, number)
    stored = desk.complaint(number)
    assert (stored.level, stored.reopened, stored.unsatisfied, stored.state) == (then, 2, 2, "reopened")

    def told(reader: Any) -> list[tuple[str, int | None]]:
        rows = reader.session.exec(select(Escalation).where(Escalation.case_id == complaint.case_id))
        return [(row.whom, row.level_to) for row in rows]

    assert desk.ask(told) == ([("manager", then)] if then != level else [])
    assert list(desk.ask(find_drift)) == []


def test_who_comes_back_before_the_call_is_not_called_about_it(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    close(desk, record_id(complaint))
    assert len(desk.ask(due_calls)) == 1
    desk.now += timedelta(minutes=10)
    desk.do(reopen, record_id(complaint), "当天又漏", engine=desk.engine)
    assert desk.ask(due_calls) == []
    close(desk, record_id(complaint))
    assert [one.opening for one in desk.ask(due_calls)] == [1]
    assert list(desk.ask(find_drift)) == []


def test_proposals_follow_from_causes(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    close(desk, record_id(complaint))
    day = desk.now.date()
    (cause,) = desk.ask(count_causes, day, day)
    assert (cause.cause, cause.count, cause.proposals) == ("construction", 1, 0)
    draft = ImprovementDraft("卫生间防水样板先行", cause="construction", due_on=day, cases=(complaint.case_id,))
    number = record_id(desk.do(propose_improvement, draft))
    assert desk.ask(count_causes, day, day)[0].proposals == 1
    assert desk.ask(get_complaint, desk.engine, complaint.case_id, desk.now).improvements == 1
    with pytest.raises(DeskError, match=r"improvement\.not_now"):
        desk.do(move_improvement, number, "doing")
    desk.do(move_improvement, number, "accepted", clerk="lina")
    desk.do(move_improvement, number, "doing")
    with pytest.raises(DeskError, match=r"improvement\.effect"):
        desk.do(move_improvement, number, "done")
    (row,) = desk.ask(list_improvements)
    assert (row.state, row.decided_by, row.cases, row.number[:2]) == ("doing", "lina", 1, "GJ")
    desk.do(move_improvement, number, "done", "渗漏投诉下降六成")
    assert desk.ask(list_improvements) == []
    assert desk.ask(list_improvements, "done")[0].effect == "渗漏投诉下降六成"


def test_only_leaders_record_an_opinion_and_approve_money() -> None:
    for action in ("complaint.opinion", "complaint.chain", "claim.agree"):
        assert who_may(action) == ("supervisor", "manager"), action
    assert set(who_may("claim.settle")) == {"cashier", "supervisor", "manager"}
    for action in ("complaint.close", "complaint.reopen", "claim.ask", "call.make", "improvement.propose"):
        assert {"clerk", "senior_clerk", "supervisor", "manager"} <= set(who_may(action))
        assert not {"technician", "auditor", "administrator"} & set(who_may(action))


def test_what_somebody_who_asks_is_told(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    said = words("zh")

    def told() -> tuple[str, ...]:
        page = desk.ask(get_complaint, desk.engine, complaint.case_id, desk.now)
        return complaint_answer(page, said, ZONE)

    assert told()[1:] == ("已登记，处理人很快与您联系。", "最晚 2026-11-02 09:30 前受理并告诉您处理人。")
    desk.do(begin_waiting, complaint.case_id, "decision", engine=desk.engine)
    assert "等客户答复" in told()[1]
    desk.do(go_outside, record_id(complaint), "江北区人民法院", engine=desk.engine)
    assert told()[1:] == ("这件事现在由外部处理：江北区人民法院。", "有进展我们会告诉您。")
