"""What owners settle, on a real file: gates and their modes, areas and their money, fund and tax, papers, invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.handover.settling_ground import D, codes, due_of, gate, survey

from deskapp.desks.handover.planning.actions import plan_delivery
from deskapp.desks.handover.planning.drafts import DeliveryDraft
from deskapp.desks.handover.settling.actions_area import (
    choose_area,
    refund_area,
    settle_area,
    settle_by_word,
    settle_resettled,
)
from deskapp.desks.handover.settling.actions_dues import (
    add_due,
    collect_all,
    collect_due,
    drop_due,
    note_paid_by_owner,
    relieve_due,
    reopen_due,
)
from deskapp.desks.handover.settling.clauses import set_area_clause
from deskapp.desks.handover.settling.drafts import (
    ClauseDraft,
    FundDraft,
    ReliefDraft,
    TaxDraft,
)
from deskapp.desks.handover.settling.facts import load_settled
from deskapp.desks.handover.settling.gates import gates_of_many, settling_gates
from deskapp.desks.handover.settling.model import DeliveryDue
from deskapp.desks.handover.settling.modes import mode_of, set_gate_mode
from deskapp.desks.handover.settling.payable import open_total, payables_of
from deskapp.desks.handover.settling.reckoning import final_price, work_out_fund, work_out_funds, work_out_tax
from deskapp.errors import DeskError
from deskapp.money.charges import withdraw_charge
from deskapp.money.model import Charge
from deskapp.money.queries import get_charges, list_deal_charges, list_deal_receipts
from deskapp.office.deal.actions import begin_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft
from deskapp.office.property.actions import add_building, add_project, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.property.model import Unit
from deskapp.store.base import record_id
from deskapp.store.work import Work


def test_what_the_gates_say_of_homes_paid_owing_and_resettled(handover: HandoverDesk) -> None:
    found = handover.ask(gates_of_many, list(handover.deliveries.values()), TODAY)
    assert set(found) == set(handover.deliveries.values())
    assert gate(handover, "1501", "price").is_open
    (owing,) = gate(handover, "1502", "price").missing
    assert (owing.code, owing.values["open"], owing.clears) == ("settle.missing.price", D(880_000), "customer")
    # a resettled household has its own department, and neither price nor area by contract
    resettled = {one.id: one for one in found[handover.deliveries["201"]]}
    assert "price" not in resettled
    assert "area" not in resettled
    assert (resettled["settlement"].clears, resettled["settlement"].is_open) == ("resettlement", False)
    assert "settlement" not in {one.id for one in found[handover.deliveries["1501"]]}
    assert gate(handover, "1501", "accepted").is_open
    assert codes(handover, "1501", "area") == ["no_survey"]
    assert codes(handover, "1501", "fund") == ["due_unknown"]


def test_how_strict_a_gate_is_from_a_day_on(handover: HandoverDesk) -> None:
    assert handover.ask(mode_of, handover.project, "fund", TODAY) == "block"
    handover.do(set_gate_mode, handover.project, "fund", "warn", "当地不许代收维修资金")
    assert not gate(handover, "1502", "fund").blocks
    handover.do(set_gate_mode, handover.project, "fund", "off", "改为不查：住建局通知", date(2026, 11, 23))
    assert handover.ask(mode_of, handover.project, "fund", TODAY) == "warn"
    assert handover.ask(mode_of, handover.project, "fund", date(2026, 11, 23)) == "off"
    tomorrow = handover.ask(settling_gates, handover.deliveries["1502"], date(2026, 11, 23))
    assert "fund" not in {one.id for one in tomorrow}
    for wrong in (("luck", "warn", "因为没有"), ("fund", "loud", "因为没有"), ("fund", "warn", "")):
        with pytest.raises(DeskError):
            handover.do(set_gate_mode, handover.project, *wrong)


def test_a_larger_home_is_charged_and_paid(handover: HandoverDesk) -> None:
    survey(handover, "1501", "102.00", "81.60")
    row = handover.do(settle_area, handover.deliveries["1501"])
    assert (row.amount, row.may_cancel, row.rule) == (2_000_000, False, "law 3")
    assert codes(handover, "1501", "area") == ["area_pay"]
    # worked out twice it is one settlement, and one charge
    assert record_id(handover.do(settle_area, handover.deliveries["1501"])) == record_id(row)
    charges = handover.ask(list_deal_charges, handover.deals["1501"])
    assert [one.amount for one in charges if one.purpose == "area_difference"] == [D(20_000)]
    handover.pay("1501", D(20_000), paid_for="area_difference")
    assert gate(handover, "1501", "area").is_open
    assert handover.ask(final_price_of, handover.deliveries["1501"]) == D(1_020_000)


def final_price_of(reader: Any, delivery: int) -> Decimal | None:
    return final_price(load_settled(reader, delivery, TODAY))


def test_a_smaller_home_beyond_the_limit_is_chosen_and_paid_back(handover: HandoverDesk) -> None:
    survey(handover, "1503", "94.00", "75.20")
    row = handover.do(settle_area, handover.deliveries["1503"])
    assert (row.amount, row.may_cancel, row.charge_id) == (-9_000_000, True, None)
    assert codes(handover, "1503", "area") == ["area_choice"]
    with pytest.raises(DeskError, match=r"settle\.choose_first"):
        handover.do(refund_area, handover.deliveries["1503"])
    handover.do(choose_area, handover.deliveries["1503"], "keep")
    assert codes(handover, "1503", "area") == ["area_refund"]
    payouts = handover.do(refund_area, handover.deliveries["1503"])
    assert sum(one.amount for one in payouts) == 9_000_000
    assert gate(handover, "1503", "area").is_open
    assert gate(handover, "1503", "price").is_open
    asked = sum(
        one.amount for one in handover.ask(list_deal_charges, handover.deals["1503"]) if one.state != "withdrawn"
    )
    # what is charged of the price is the final price, and what was paid on it the same
    assert asked == D(1_000_000) - D(90_000)
    assert all(one.free == 0 for one in handover.ask(list_deal_receipts, handover.deals["1503"]))
    with pytest.raises(DeskError, match=r"settle\.area_done"):
        handover.do(refund_area, handover.deliveries["1503"])


def test_what_is_owed_of_the_price_is_set_off_first(handover: HandoverDesk) -> None:
    survey(handover, "1502", "98.00", "78.40")
    handover.do(settle_area, handover.deliveries["1502"])
    assert handover.do(refund_area, handover.deliveries["1502"]) == []
    (owing,) = gate(handover, "1502", "price").missing
    assert owing.values["open"] == D(860_000)
    assert gate(handover, "1502", "area").is_open


def test_a_buyer_who_cancels(handover: HandoverDesk) -> None:
    survey(handover, "1504", "110.00", "88.00")
    handover.do(settle_area, handover.deliveries["1504"])
    handover.do(choose_area, handover.deliveries["1504"], "cancel", "不接受面积")
    (missing,) = gate(handover, "1504", "area").missing
    assert (missing.code, missing.clears) == ("settle.missing.area_cancelled", "sales")
    with pytest.raises(DeskError, match=r"settle\.area_cancelled"):
        handover.do(settle_by_word, handover.deliveries["1504"], "财务已经处理")
    with pytest.raises(DeskError, match=r"settle\.area_cancelled"):
        handover.do(choose_area, handover.deliveries["1504"], "keep")


def test_the_other_kind_of_area_gives_the_choice_too(handover: HandoverDesk) -> None:
    survey(handover, "1504", "102.00", "84.00")
    row = handover.do(settle_area, handover.deliveries["1504"])
    assert (row.amount, row.may_cancel) == (2_000_000, True)
    handover.do(choose_area, handover.deliveries["1504"], "keep")
    assert codes(handover, "1504", "area") == ["area_pay"]


def test_the_clause_of_a_project_and_of_a_deal(handover: HandoverDesk) -> None:
    survey(handover, "1504", "105.00", "84.00")
    handover.do(set_area_clause, handover.project, ClauseDraft("actual", note="合同附件四"))
    assert handover.do(settle_area, handover.deliveries["1504"]).amount == 5_000_000
    handover.do(set_area_clause, handover.project, ClauseDraft("fixed"), handover.deals["1504"])
    row = handover.do(settle_area, handover.deliveries["1504"])
    assert (row.amount, row.settled_on) == (0, TODAY)
    # the charge of the row before is not owed any more
    old = handover.ask(list_deal_charges, handover.deals["1504"])
    assert {one.state for one in old if one.purpose == "area_difference"} == {"withdrawn"}
    with pytest.raises(DeskError):
        handover.do(set_area_clause, handover.project, ClauseDraft("threshold"))


def test_a_new_survey_settles_anew_and_fund_and_tax_follow(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]
    handover.do(work_out_fund, delivery, FundDraft("lift"))
    handover.do(work_out_tax, delivery, TaxDraft(1, "查询单 20261122"))
    assert (due_of(handover, "1501", "fund").amount, due_of(handover, "1501", "deed_tax").amount) == (
        D(8_000), D(10_000),
    )  # fmt: skip
    fund = due_of(handover, "1501", "fund")
    handover.do(collect_due, fund.id)
    handover.pay("1501", D(8_000), paid_for="maintenance_fund")
    assert gate(handover, "1501", "fund").is_open
    survey(handover, "1501", "102.00", "81.60")
    handover.do(settle_area, delivery)
    # a second charge asks for the difference alone, the first stays paid
    fund, tax = due_of(handover, "1501", "fund"), due_of(handover, "1501", "deed_tax")
    assert (fund.amount, fund.open, fund.state, tax.amount) == (D(8_160), D(160), "open", D(10_200))
    handover.do(collect_due, fund.id)
    handover.pay("1501", D(160), paid_for="maintenance_fund")
    assert due_of(handover, "1501", "fund").state == "paid"
    survey(handover, "1501", "101.00", "80.80")
    assert codes(handover, "1501", "area") == ["area_pay"] or codes(handover, "1501", "area") == ["area_stale"]
    handover.do(settle_area, delivery)
    # less is owed: the last charge is lowered, what was paid on it is free
    fund = due_of(handover, "1501", "fund")
    assert (fund.amount, fund.state, fund.paid) == (D(8_080), "paid", D(8_080))


def test_one_key_charges_all_that_is_open(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1502"]
    assert handover.do(work_out_funds, list(handover.deliveries.values()), "lift") >= 6
    handover.do(work_out_tax, delivery)
    handover.do(add_due, delivery, "property_fee", D(1_200), "首年物业费")
    made = handover.do(collect_all, delivery)
    assert {one.kind for one in made} >= {"fund", "deed_tax", "property_fee"}
    lines = handover.ask(payables_of, [delivery], TODAY)[delivery]
    assert open_total(lines) == {"CNY": D(880_000) + D(8_000) + D(10_000) + D(1_200)}
    rows = handover.ask(get_charges, [one.charge_id for one in made if one.charge_id])
    assert {row.purpose for row in rows} >= {"maintenance_fund", "deed_tax", "property_fee"}
    assert all(row.deal_id == handover.deals["1502"] for row in rows)
    # a second time nothing is charged twice
    assert handover.do(collect_all, delivery) == []


def test_paid_elsewhere_relieved_and_taken_back(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1503"]
    fund = record_id(handover.do(work_out_fund, delivery, FundDraft("lift")))
    with pytest.raises(DeskError, match=r"settle\.voucher"):
        handover.do(note_paid_by_owner, fund, " ")
    handover.do(note_paid_by_owner, fund, "WX-2026-8811")
    assert gate(handover, "1503", "fund").is_open
    with pytest.raises(DeskError, match=r"settle\.due_done"):
        handover.do(note_paid_by_owner, fund, "another")
    handover.do(reopen_due, fund, "凭证不是这一户的")
    assert codes(handover, "1503", "fund") == ["due_open"]
    # what the owner paid elsewhere counts where the area changes
    handover.do(note_paid_by_owner, fund, "WX-2026-8811")
    survey(handover, "1503", "103.00")
    handover.do(settle_area, delivery)
    again = due_of(handover, "1503", "fund")
    assert (again.amount, again.before, again.open, again.state) == (D(8_240), D(8_000), D(240), "open")
    # relief asks for its proof
    with pytest.raises(DeskError, match=r"settle\.proof"):
        handover.do(relieve_due, delivery, "deed_tax", ReliefDraft("spouse"))
    handover.do(relieve_due, delivery, "deed_tax", ReliefDraft("spouse", "结婚证 500108"))
    tax = due_of(handover, "1503", "deed_tax")
    assert (tax.state, tax.amount, gate(handover, "1503", "deed_tax").is_open) == ("relieved", None, True)
    handover.do(drop_due, tax.id, "登记错了人")
    assert codes(handover, "1503", "deed_tax") == ["due_unknown"]


def test_relief_up_to_a_compensation(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["202"]
    handover.do(work_out_tax, delivery)
    draft = ReliefDraft("resettlement", "补偿协议 2024-18", D(600_000))
    handover.do(relieve_due, delivery, "deed_tax", draft)
    tax = due_of(handover, "202", "deed_tax")
    assert (tax.amount, tax.state) == (D(4_000), "open")
    handover.do(relieve_due, delivery, "deed_tax", ReliefDraft("resettlement", "补偿协议 2024-18", D(2_000_000)))
    assert due_of(handover, "202", "deed_tax").state == "relieved"


def test_what_was_paid_is_not_dropped(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]
    handover.do(work_out_fund, delivery, FundDraft("lift"))
    due = due_of(handover, "1501", "fund").id
    handover.do(collect_due, due)
    handover.pay("1501", D(100), paid_for="maintenance_fund")
    with pytest.raises(DeskError, match=r"settle\.due_paid"):
        handover.do(note_paid_by_owner, due, "X1")
    with pytest.raises(DeskError, match=r"settle\.due_paid"):
        handover.do(reopen_due, due, "登记错了")
    assert due_of(handover, "1501", "fund").open == D(7_900)
    with pytest.raises(DeskError, match=r"settle\.due_unknown"):
        handover.do(collect_due, record_id(handover.do(put_unknown, delivery)))


def put_unknown(work: Work, delivery: int) -> DeliveryDue:
    return work.add(DeliveryDue(office_id=work.clerk.office_id, delivery_id=delivery, kind="certificate_fee"))


def test_a_resettled_household_settles_with_its_department(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["201"]
    with pytest.raises(DeskError, match=r"settle\.area_resettled"):
        handover.do(settle_area, delivery)
    with pytest.raises(DeskError, match=r"settle\.not_resettled"):
        handover.do(settle_resettled, handover.deliveries["1501"], D(0), "协议 2024-18")
    handover.do(settle_resettled, delivery, D(18_000), "协议 2024-18，超 6 ㎡")
    assert codes(handover, "201", "settlement") == ["area_pay"]
    handover.pay("201", D(18_000), paid_for="area_difference")
    assert gate(handover, "201", "settlement").is_open
    handover.do(settle_resettled, handover.deliveries["201"], D(0), "协议补充：不再收取")
    assert gate(handover, "201", "settlement").is_open


def test_a_project_without_contracts_says_so(handover: HandoverDesk) -> None:
    project = record_id(handover.do(add_project, "别处签约", place="重庆"))
    building = record_id(handover.do(add_building, project, "1"))
    unit = record_id(handover.do(add_unit, building, UnitDraft("101", "1", area=D(90))))
    delivery = record_id(handover.do(plan_delivery, DeliveryDraft(unit)))
    found = {one.id: one for one in handover.ask(settling_gates, delivery, TODAY)}
    assert [one.code for one in found["price"].missing] == ["settle.missing.no_contracts"]
    # nobody here could open it: it is said, and does not stop the owner
    assert not found["price"].blocks
    with pytest.raises(DeskError, match=r"settle\.no_payer"):
        handover.do(collect_all_of, delivery)


def collect_all_of(work: Work, delivery: int) -> None:
    add_due(work, delivery, "property_fee", D(100))
    collect_all(work, delivery)


def test_a_charge_that_was_withdrawn_is_asked_for_again(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]
    handover.do(work_out_fund, delivery, FundDraft("", D(75), "当地今年标准"))
    due = due_of(handover, "1501", "fund")
    assert (due.amount, due.basis["class"]) == (D(7_500), "own")
    with pytest.raises(DeskError, match=r"access\.reason"):
        handover.do(work_out_fund, delivery, FundDraft("", D(76)))
    charge = handover.do(collect_due, due.id).charge_id
    assert charge is not None
    assert isinstance(handover.do(withdraw_charge, charge, "重复开单"), Charge)
    # the cashier took the charge back: the due waits to be collected again
    assert due_of(handover, "1501", "fund").state == "open"
    again = handover.do(collect_due, due.id).charge_id
    assert again not in (None, charge)
    assert due_of(handover, "1501", "fund").state == "charged"


def test_a_home_of_vietnam_has_its_own_rows(handover: HandoverDesk) -> None:
    project = record_id(handover.do(add_project, "Sông Hồng", country="VN", place="Hà Nội"))
    building = record_id(handover.do(add_building, project, "A"))
    draft = UnitDraft("1205", "", area=D(70), inner_area=D(65), currency="VND")
    unit = record_id(handover.do(add_unit, building, draft))
    party = PartyDraft(handover.people["孙丽"])
    line = DealUnitDraft(unit, D(70), D(65), D(40_000_000), D(2_800_000_000))
    handover.do(begin_deal, DealDraft((line,), (party,), TODAY, currency="VND"))
    delivery = record_id(handover.do(plan_delivery, DeliveryDraft(unit)))
    found = {one.id for one in handover.ask(settling_gates, delivery, TODAY)}
    # no fee of registration and no initial registration are asked at the handover there
    assert {"fund", "area", "price"} <= found
    assert not {"deed_tax", "registered"} & found
    # 2 % of the price before VAT, 0.5 % of the price
    fund = handover.do(work_out_fund, delivery, FundDraft(vat_percent=D(10)))
    fee = handover.do(work_out_tax, delivery)
    assert (fund.amount, fee.kind, fee.amount) == (50_909_091, "registration_fee", 14_000_000)
    # without a word in the contract there is no 3 % rule: the surveyed area is paid for
    handover.do(survey_of, unit, D("73.50"))
    row = handover.do(settle_area, delivery)
    assert (row.amount, row.may_cancel, row.rule) == (140_000_000, False, "actual")
    (fee_now,) = (one for one in handover.ask(load_settled, delivery, TODAY).dues if one.kind == "registration_fee")
    assert fee_now.amount == D(14_700_000)


def survey_of(work: Work, unit: int, area: Decimal) -> None:
    work.change(work.get(Unit, unit), {"surveyed_area": area})
