"""A dossier from the first word to the survey, and the ways in which it may go wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select
from tests.intake.dossier import LINES, MILLION, TODAY, Desk

from deskapp.cases.model import CaseEvent
from deskapp.cases.money import charges_of
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.steps import end_case
from deskapp.casework.actions_authority import AuthorityDraft, next_steps, note_authority
from deskapp.desks.intake.actions_care import answer_survey
from deskapp.desks.intake.actions_offer import (
    SignDraft,
    accept_quotation,
    close_contract,
    decline_quotation,
    draft_contract,
    sign_contract,
)
from deskapp.desks.intake.actions_result import deliver_result, get_handover
from deskapp.desks.intake.drafts import DeliveryDraft, QuoteLine
from deskapp.desks.intake.model import Quotation, Survey
from deskapp.errors import DeskError
from deskapp.messages.model import Message
from deskapp.money.drafts import PassOnDraft, ReceiptDraft
from deskapp.money.payouts import pass_on
from deskapp.money.receipts import receive
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.ties import add_representation
from deskapp.papers.actions import give_back


def charges(desk: Desk, case_id: int) -> list[tuple[str, Decimal, str]]:
    found = desk.ask(charges_of, case_id)
    return [(row.purpose, row.amount, row.holding) for _, row in found if row.state != "withdrawn"]


def messages(desk: Desk, case_id: int) -> list[str]:
    query = select(Message.body).where(Message.about == "case_file", Message.about_id == case_id)
    found: list[str] = desk.ask(lambda reader: list(reader.session.exec(query.order_by(col(Message.id)))))
    return found


def events(desk: Desk, case_id: int) -> list[str]:
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case_id).order_by(col(CaseEvent.id))
    found: list[str] = desk.ask(lambda reader: list(reader.session.exec(query)))
    return found


def at_authority(desk: Desk, case_id: int, step: str, **more: Any) -> None:
    desk.do(note_authority, AuthorityDraft(case_id, step, **more), engine=desk.engine)


def pay_everything(desk: Desk, case_id: int) -> None:
    for _, row in desk.ask(charges_of, case_id):
        if row.open:
            paid = ReceiptDraft(desk.dat, row.open, row.currency, "transfer", charges=[row.id])
            desk.do(receive, paid)


def pass_everything_on(desk: Desk, case_id: int) -> None:
    for _, row in desk.ask(charges_of, case_id):
        if row.holding == "held" and row.paid > row.passed_on:
            desk.do(pass_on, PassOnDraft(row.id, row.paid - row.passed_on, "GNT 1"))


def test_all_eight_steps(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "work")
    assert charges(desk, case) == [
        ("advance", 2 * MILLION, "own"),
        ("service_fee", 3 * MILLION, "own"),
        ("registration_fee", 20 * MILLION, "held"),
    ]
    at_authority(desk, case, "submit", number="26734.2026.118", day=date(2026, 12, 2))
    at_authority(desk, case, "appraisal")
    at_authority(desk, case, "tax_notice", amount=80 * MILLION, day=date(2026, 11, 30), purpose="income_tax")
    assert charges(desk, case)[-1] == ("income_tax", 80 * MILLION, "held")
    at_authority(desk, case, "tax_paid")
    at_authority(desk, case, "move", day=date(2026, 12, 4), text="thiếu phôi")
    at_authority(desk, case, "result", number="AA 01234567")
    desk.bring(case, "delivery")
    pay_everything(desk, case)
    assert [row.code for row in desk.ask(get_handover, case).here]
    delivery = desk.do(deliver_result, desk.engine, DeliveryDraft(case, signed_by="Nguyễn Văn Đạt"))
    assert (delivery.right, delivery.receiver_name) == ("", "Nguyễn Văn Đạt")
    assert desk.ask(get_handover, case).here == ()
    pass_everything_on(desk, case)
    desk.end(case)
    assert desk.case(case).outcome == "delivered"
    assert desk.ask(lambda reader: [row.asked_on for row in reader.session.exec(select(Survey))]) == [TODAY]
    desk.do(answer_survey, case, 5, "Nhanh")
    sent = messages(desk, case)
    assert any("mã tra cứu" in body for body in sent)
    assert any("26734.2026.118" in body and "02/12/2026" in body for body in sent)
    assert any("80.000.000 ₫" in body and "30/11/2026" in body for body in sent)
    assert any("04/12/2026" in body and "thiếu phôi" in body for body in sent)
    assert not any("{" in body for body in sent)
    assert {"identity", "register", "quotation", "contract", "delivery", "survey"} <= set(events(desk, case))


def test_a_missing_paper_is_promised_and_holds_the_work(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "verification")
    desk.check(case)
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        desk.end(case)
    desk.do(receive_all_papers, case)
    desk.do(set_paper, case, "marriage", "promised", promised_on=date(2026, 11, 30), reason="chờ xã xác nhận")
    desk.end(case)
    desk.bring(case, "contract")
    desk.sign(case)
    desk.end(case)
    desk.finish_tasks(case)
    with pytest.raises(DeskError) as error:
        desk.end(case)
    assert [one.code for one in error.value.values["missing"]] == ["case.missing.promised"]
    desk.do(set_paper, case, "marriage", "copy", copies=1)
    desk.end(case)
    assert desk.case(case).step == "check"


def test_the_authority_returns_a_dossier_and_takes_it_again(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "work")
    assert next_steps(desk.case(case)) == ("submit",)
    with pytest.raises(DeskError) as error:
        at_authority(desk, case, "result")
    assert error.value.code == "authority.not_now"
    at_authority(desk, case, "submit", number="A1")
    at_authority(desk, case, "supplement", text="Bản đồ mờ", papers=("identity",))
    assert desk.case(case).authority_state == "supplement"
    assert any("Bản đồ mờ" in body for body in messages(desk, case))
    at_authority(desk, case, "submit", number="A2", day=date(2026, 12, 9))
    at_authority(desk, case, "return", text="Tranh chấp ranh giới")
    assert desk.case(case).submissions == 2
    assert any("Tranh chấp ranh giới" in body for body in messages(desk, case))
    at_authority(desk, case, "submit")
    assert desk.case(case).authority_state == "resubmitted"


def test_the_tax_comes_before_the_result(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "work")
    at_authority(desk, case, "submit")
    with pytest.raises(DeskError, match=r"authority\.no_amount"):
        at_authority(desk, case, "tax_notice")
    at_authority(desk, case, "tax_notice", amount=Decimal(0))
    with pytest.raises(DeskError, match=r"authority\.not_now"):
        at_authority(desk, case, "result")
    at_authority(desk, case, "tax_owed", text="ghi nợ")
    at_authority(desk, case, "result")
    assert charges(desk, case)[-1][0] == "registration_fee"


def test_withdrawn_only_with_the_originals_given_back(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "advice")
    held = desk.ask(get_handover, case).here
    assert held
    with pytest.raises(DeskError) as error:
        desk.do(end_case, desk.engine, case, "withdrawn", "không bán nữa")
    assert {one.code for one in error.value.values["missing"]} == {"case.missing.given_back"}
    desk.do(give_back, [row.id for row in held], "Nguyễn Văn Đạt")
    desk.do(end_case, desk.engine, case, "withdrawn", "không bán nữa")
    assert desk.case(case).outcome == "withdrawn"


# ---- the result goes to whoever may have it


@pytest.fixture
def ready(desk: Desk) -> int:
    """A case whose result is here and checked."""
    case = desk.open()
    desk.bring(case, "work")
    at_authority(desk, case, "submit")
    at_authority(desk, case, "result")
    desk.bring(case, "delivery")
    return case


@pytest.mark.parametrize(
    ("right", "code"),
    [
        (None, "representation.none"),
        (("power_of_attorney", "nộp hồ sơ", None), "representation.narrow"),
        (("power_of_attorney", "nhận kết quả", date(2026, 11, 21)), "representation.expired"),
    ],
)
def test_nobody_without_the_right_gets_the_result(desk: Desk, ready: int, right: Any, code: str) -> None:
    if right is not None:
        kind, scope, until = right
        desk.do(add_representation, desk.dat, RepresentationDraft(desk.lan, kind, scope, "12/2026", valid_until=until))
    with pytest.raises(DeskError) as error:
        desk.do(deliver_result, desk.engine, DeliveryDraft(ready, desk.lan))
    assert (error.value.code, error.value.field) == (code, "receiver_id")
    assert desk.ask(get_handover, ready).here
    assert desk.case(ready).step == "delivery"


def test_a_representative_with_the_right_gets_everything(desk: Desk, ready: int) -> None:
    right = RepresentationDraft(desk.lan, "power_of_attorney", "nhận kết quả", "12/2026", valid_until=TODAY)
    desk.do(add_representation, desk.dat, right)
    delivery = desk.do(deliver_result, desk.engine, DeliveryDraft(ready, desk.lan))
    assert (delivery.right, delivery.signed_by) == ("power_of_attorney", "Trần Thị Lan")
    assert desk.case(ready).step == "aftercare"


def test_what_is_owed_is_told_and_does_not_stop_it(desk: Desk, ready: int) -> None:
    assert {row.purpose for row in desk.ask(get_handover, ready).owed} == {
        "advance", "service_fee", "registration_fee"
    }  # fmt: skip
    with pytest.raises(DeskError, match=r"delivery\.no_slip"):
        desk.do(deliver_result, desk.engine, DeliveryDraft(ready, way="sent"))
    desk.do(deliver_result, desk.engine, DeliveryDraft(ready, way="sent", slip="EMS 77"))
    assert desk.case(ready).step == "aftercare"


def test_nothing_is_handed_over_before_its_time(desk: Desk) -> None:
    case = desk.open()
    with pytest.raises(DeskError, match=r"delivery\.not_yet"):
        desk.do(deliver_result, desk.engine, DeliveryDraft(case))
    desk.bring(case, "work")
    with pytest.raises(DeskError) as error:
        desk.bring(case, "delivery")
    assert [one.code for one in error.value.values["missing"]] == ["result.not_here"]


# ---- quotation and contract


def test_a_quotation_is_subject_to_the_check_until_there_is_one(desk: Desk) -> None:
    case = desk.open()
    first = desk.offer(case)
    assert desk.ask(lambda reader: reader.get(Quotation, first).subject_to_check)
    desk.check(case)
    second = desk.offer(case)
    assert not desk.ask(lambda reader: reader.get(Quotation, second).subject_to_check)
    assert desk.ask(lambda reader: reader.get(Quotation, first).replaced_by) == second
    with pytest.raises(DeskError, match=r"quotation\.decided"):
        desk.do(accept_quotation, first)


def test_replacing_an_accepted_quotation_withdraws_what_nobody_paid(desk: Desk) -> None:
    case = desk.open()
    desk.do(accept_quotation, desk.offer(case))
    desk.offer(case, lines=LINES[:1], advance=Decimal(0))
    assert charges(desk, case) == []


def test_a_quotation_that_was_paid_on_is_not_replaced(desk: Desk) -> None:
    case = desk.open()
    desk.do(accept_quotation, desk.offer(case))
    desk.do(receive, ReceiptDraft(desk.dat, MILLION, "VND", "cash"))
    with pytest.raises(DeskError, match=r"quotation\.paid"):
        desk.offer(case)
    assert len(charges(desk, case)) == 3


def test_a_quotation_runs_out_and_may_be_declined(desk: Desk) -> None:
    case = desk.open()
    short = desk.offer(case, valid_until=TODAY)
    desk.later(days=1)
    with pytest.raises(DeskError, match=r"quotation\.expired"):
        desk.do(accept_quotation, short)
    desk.do(accept_quotation, short, TODAY)
    other = desk.open()
    desk.do(decline_quotation, desk.offer(other, valid_until=date(2026, 12, 22)), "đắt quá")
    assert charges(desk, other) == []


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"lines": ()}, "lines", "quotation.empty"),
        ({"valid_until": date(2026, 11, 21)}, "valid_until", "quotation.ends_before"),
        ({"advance": 6 * MILLION}, "advance", "quotation.advance"),
        ({"lines": (QuoteLine("ransom", MILLION),)}, "lines.1", "draft.choice"),
        ({"lines": (*LINES, QuoteLine("service_fee", -MILLION))}, "lines.4", "money.not_positive"),
    ],
)
def test_what_cannot_be_quoted(desk: Desk, more: dict[str, Any], field: str, code: str) -> None:
    case = desk.open()
    with pytest.raises(DeskError) as error:
        desk.offer(case, **more)
    assert (error.value.field, error.value.code) == (field, code)


def test_an_advance_is_a_part_of_the_offices_own(desk: Desk) -> None:
    case = desk.open()
    lines = (QuoteLine("service_fee", MILLION), QuoteLine("disbursement", 2 * MILLION), LINES[1])
    desk.do(accept_quotation, desk.offer(case, lines=lines, advance=Decimal(1_500_000)))
    assert charges(desk, case) == [
        ("advance", Decimal(1_500_000), "own"),
        ("disbursement", Decimal(1_500_000), "own"),
        ("registration_fee", 20 * MILLION, "held"),
    ]


def test_a_contract_comes_from_an_accepted_quotation_and_is_closed_when_settled(desk: Desk) -> None:
    case = desk.open()
    offered = desk.offer(case)
    with pytest.raises(DeskError, match=r"contract\.no_quotation"):
        desk.do(draft_contract, case)
    desk.do(accept_quotation, offered)
    contract = desk.do(draft_contract, case).id
    assert desk.do(draft_contract, case).id == contract
    for draft, code in (
        (SignDraft(" "), "contract.who_signed"),
        (SignDraft("Đạt", "by_fax"), "draft.choice"),
        (SignDraft("Đạt", signed_on=date(2026, 11, 23)), "contract.day"),
    ):
        with pytest.raises(DeskError) as error:
            desk.do(sign_contract, contract, draft)
        assert error.value.code == code
    desk.do(sign_contract, contract, SignDraft("Đạt"))
    with pytest.raises(DeskError, match=r"quotation\.contract_signed"):
        desk.offer(case)
    with pytest.raises(DeskError, match=r"contract\.still_owed"):
        desk.do(close_contract, contract)
    pay_everything(desk, case)
    desk.do(close_contract, contract)
    with pytest.raises(DeskError, match=r"contract\.closed_already"):
        desk.do(close_contract, contract)
