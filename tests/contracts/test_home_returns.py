"""A home comes back or is exchanged, and one is sold on: the money, the filing, the loan and the unit afterwards."""

from __future__ import annotations

from decimal import Decimal

from sqlmodel import select
from tests.contracts.parties_ground import PartyDesk, parties
from tests.fixtures_store import TODAY

from deskapp.cases.tasks import end_task
from deskapp.desks.contracts.loans.actions import begin_mortgage, note_loan
from deskapp.desks.contracts.loans.drafts import MortgageDraft
from deskapp.desks.contracts.parties.facts import change_of_case
from deskapp.desks.contracts.sale.actions_filing import cancel_filing
from deskapp.desks.contracts.sale.case_deals import deal_of_case, link_case
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft, RefundDraft
from deskapp.money.model import Charge
from deskapp.money.payouts import refund
from deskapp.money.queries import get_charges, list_receipts
from deskapp.money.receipts import mark_exchanged, receive
from deskapp.office.deal.queries import get_deal, living_deal
from deskapp.office.property.model import Unit
from deskapp.store.base import record_id

__all__ = ["parties"]

LEAVE = {"leader": "赵总", "opinion": "agreed", "opinion_on": "2026-11-20"}
DONE = {"deed_tax_back": "refunded", "fund_back": "not_paid"}


def test_a_home_comes_back_link_by_link(parties: PartyDesk) -> None:
    desk, deal, chen = parties.desk, parties.desk.deal("filed"), parties.desk.people["陈伟"]
    loan = record_id(desk.do(begin_mortgage, MortgageDraft(deal, "commercial", "建设银行", Decimal(300_000))))
    (receipt,) = [row for row in desk.counter.ask(list_receipts, [chen]) if row.state == "issued"]
    desk.do(mark_exchanged, receipt.id, "FP-0001")
    tax = record_id(desk.do(add_charge, ChargeDraft(chen, "deed_tax", Decimal(15_000), "CNY", deal_id=deal)))
    paid = ReceiptDraft(chen, Decimal(15_000), "CNY", "card", deal_id=deal, allocate={tax: Decimal(15_000)})
    taxed = record_id(desk.do(receive, paid))
    case = parties.open("cn-return", "filed")
    assert parties.shut(case) == ["change.not_seen", *["case.missing.paper"] * 3]
    parties.seen(case, "陈伟")
    parties.papers(case)
    parties.end(case, "accept")
    # only on a named leader's opinion [g09]
    assert parties.shut(case)[-1] == "leader.no_opinion"
    parties.say(case, **{**LEAVE, "opinion": "refused"})
    assert parties.shut(case) == ["leader.refused"]
    parties.say(case, **LEAVE)
    parties.end(case, "opinion")
    parties.say(case, penalty="20000", refund_to="陈伟 6222****0017")
    parties.papers(case)
    parties.end(case, "agreement")
    # the price is owed no more, the penalty is kept, the rest waits to go back
    kept = [row for row in desk.counter.ask(get_charges, _charges(parties, deal)) if row.state == "paid"]
    assert {(row.purpose, row.paid) for row in kept} == {("penalty", Decimal(20_000)), ("deed_tax", Decimal(15_000))}
    assert parties.shut(case) == ["deal.bank_open"]
    desk.do(note_loan, loan, "withdrawn", TODAY)
    parties.end(case, "bank")
    assert parties.shut(case) == ["filing.missing.cancelled"]
    desk.do(cancel_filing, desk.contracts["filed"], TODAY, "退房")
    parties.end(case, "filing")
    assert parties.shut(case) == ["deal.invoiced"]
    parties.say(case, red_invoice="HZ-0001")
    parties.end(case, "invoice")
    assert parties.shut(case) == ["deal.to_refund"]
    desk.do(refund, RefundDraft(receipt.id, Decimal(980_000), "transfer", reason="退房"))
    parties.end(case, "refund")
    assert set(parties.shut(case)) == {"deal.tax_stands", "case.missing.field"}
    desk.do(withdraw_charge, tax, "退房退税")
    desk.do(refund, RefundDraft(taxed, Decimal(15_000), "transfer", reason="退税"))
    parties.say(case, **DONE)
    parties.end(case, "taxes")
    parties.give_back(case)
    parties.end(case, "free")
    assert parties.case(case).outcome == "closed"
    contract = desk.contract("filed")
    assert (contract.state, contract.cancel_reason) == ("cancelled", parties.case(case).number)
    assert desk.counter.ask(living_deal, desk.units["1503"]) is None
    assert desk.counter.ask(lambda reader: reader.get(Unit, desk.units["1503"]).sale_state) == "unsold"


def test_an_exchange_carries_the_money_to_the_new_contract(parties: PartyDesk) -> None:
    desk, old = parties.desk, parties.desk.deal("ready")
    case = parties.open("cn-exchange", "ready")
    parties.seen(case, "张三丰", "李静")
    parties.papers(case)
    parties.end(case, "accept")
    parties.say(case, **LEAVE)
    parties.end(case, "opinion")
    parties.papers(case)
    parties.end(case, "agreement", "bank", "filing", "invoice")
    assert parties.shut(case) == ["exchange.no_unit"]
    desk.do(link_case, case, old, new_unit_id=desk.units["1506"], engine=parties.engine)
    assert parties.shut(case) == ["exchange.no_contract"]
    stranger = desk.signed("1506", "王芳", number="HT-0106")
    assert parties.shut(case) == ["exchange.other_buyer"]
    desk.do(link_case, case, old, new_unit_id=desk.units["1507"], engine=parties.engine)
    new = desk.signed("1507", "张三丰", number="HT-0107", price=Decimal(900_000), whole=Decimal(900_000))
    parties.end(case, "contract")
    parties.end(case, "carry")
    linked = desk.counter.ask(deal_of_case, case)
    assert linked is not None
    assert linked.new_deal_id is not None
    deal = desk.counter.ask(get_deal, linked.new_deal_id)
    assert (deal.replaces_id, [unit.code for unit in deal.units]) == (old, ["3-2-1507"])
    paid = [row for row in desk.counter.ask(get_charges, _charges(parties, deal.id)) if row.purpose == "price"]
    assert sum(row.open for row in paid) == 0
    (receipt,) = [row for row in desk.counter.ask(list_receipts, [desk.people["张三丰"]]) if row.deal_id == deal.id]
    assert receipt.free == Decimal(100_000)
    desk.contracts |= {"new": new, "stranger": stranger}
    assert desk.contract("new").paid == 90_000_000
    parties.say(case, **DONE)
    parties.end(case, "taxes")
    parties.give_back(case)
    parties.end(case, "free")
    assert desk.contract("ready").state == "cancelled"
    assert desk.counter.ask(living_deal, desk.units["1501"]) is None
    assert desk.counter.ask(living_deal, desk.units["1507"]) == deal.id


def test_a_resale_ends_our_deal_and_begins_that_of_the_new_owners(parties: PartyDesk) -> None:
    desk, old = parties.desk, parties.desk.deal("filed")
    fields = {"seller": "陈伟", "new_owner": "赵敏", "price": "1200000", "use": "dwelling"}
    case = parties.open("cn-second-hand", "filed", fields)
    assert "change.no_parties" not in parties.shut(case)
    parties.become(case, ("赵敏", None))
    parties.papers(case)
    parties.seen(case, "陈伟")
    parties.end(case, "accept")
    for task in parties.page(case).tasks:
        desk.do(end_task, task.id)
    parties.end(case, "work")
    linked = desk.counter.ask(deal_of_case, case)
    assert linked is not None
    assert linked.new_deal_id is not None
    new = desk.counter.ask(get_deal, linked.new_deal_id)
    assert (new.replaces_id, [one.customer.name for one in new.buyers]) == (old, ["赵敏"])
    assert desk.counter.ask(get_deal, old).ended_on == TODAY
    change = desk.counter.ask(change_of_case, case)
    assert change is not None
    assert ([side.name for side in change.before], change.kind) == (["陈伟"], "resale")


def test_certificates_and_leases_know_their_deal(parties: PartyDesk) -> None:
    for procedure, fields in (
        ("cn-title-change", {"change": "name", "use": "dwelling"}),
        (
            "cn-rental-filing",
            {"kind": "new", "tenant": "王五", "lease_from": "2026-12-01", "lease_until": "2027-01-31"},
        ),
    ):
        case = parties.open(procedure, "ready", fields)
        linked = parties.desk.counter.ask(deal_of_case, case)
        assert linked is not None
        assert linked.deal_id == parties.desk.deal("ready")
    other = parties.open("cn-key-card", "ready", {})
    assert parties.desk.counter.ask(deal_of_case, other) is None


def _charges(parties: PartyDesk, deal_id: int) -> list[int]:
    query = select(Charge.id).where(Charge.deal_id == deal_id)
    return parties.desk.counter.ask(lambda reader: [number or 0 for number in reader.session.exec(query)])
