"""What a handover must stand: deals that end or move meanwhile, money counted twice, gates that nobody may open."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import DAYS, DUE_ON, HandoverDesk
from tests.handover.test_day_ends import ROOM, at_signature, found, refused
from tests.handover.test_day_ends import desk as desk

from deskapp.desks.handover.day.actions import check_in
from deskapp.desks.handover.day.actions_end import lateness, sign
from deskapp.desks.handover.day.drafts import SignDraft
from deskapp.desks.handover.giving.queries import missing_of
from deskapp.desks.handover.planning.actions import take_in_units
from deskapp.desks.handover.planning.actions_delivery import note_signed, take_back_signature
from deskapp.desks.handover.planning.actions_notice import send_notices
from deskapp.desks.handover.planning.drafts import NoticeDraft, SignedDraft
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.actions_area import refund_area, settle_area, settle_by_word
from deskapp.desks.handover.settling.actions_dues import relieve_due
from deskapp.desks.handover.settling.drafts import ReliefDraft, TaxDraft
from deskapp.desks.handover.settling.gates import settling_gates
from deskapp.desks.handover.settling.model import GateMode
from deskapp.desks.handover.settling.modes import mode_of, set_gate_mode
from deskapp.desks.handover.settling.reckoning import work_out_tax
from deskapp.money.charges import add_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.model import Receipt
from deskapp.money.receipts import receive
from deskapp.office.deal.actions import begin_deal, change_units, end_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft
from deskapp.office.property.model import Unit
from deskapp.office.warranty.actions import begin_warranties
from deskapp.office.warranty.queries import warranties_of
from deskapp.papers.keys.actions import move_key
from deskapp.papers.keys.drafts import KeyMoveDraft
from deskapp.papers.keys.model import KeySet
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

OVER = "delivery.deal_over"
BEFORE = TODAY - timedelta(days=2)


def change(desk: HandoverDesk, room: str, **fields: Any) -> None:
    """Set columns of a home's delivery."""
    desk.do(lambda work: work.change(work.get(Delivery, desk.deliveries[room]), fields))


# ---- a deal that ended or moved meanwhile


def test_nobody_comes_or_signs_for_a_home_whose_deal_ended(desk: HandoverDesk) -> None:
    visit = at_signature(desk)
    desk.do(set_gate_mode, desk.project, "right_to_act", "off", "身份已在门口核对")
    desk.do(end_deal, desk.deals[ROOM], TODAY, "退房")
    assert refused(desk, sign, visit).code == OVER
    assert desk.delivery(ROOM).signed_on is None
    desk.do(end_deal, desk.deals["1504"], TODAY, "退房")
    assert refused(desk, check_in, desk.deliveries["1504"]).code == OVER
    assert desk.do(send_notices, [desk.deliveries["1504"]], NoticeDraft("post")) == []


def test_an_exchanged_home_is_not_signed_for_by_who_has_another_now(desk: HandoverDesk) -> None:
    visit = at_signature(desk)
    desk.do(change_units, desk.deals[ROOM], [DealUnitDraft(desk.units["1505"])], TODAY)
    assert refused(desk, sign, visit).code == OVER


def living(reader: Reader, unit_id: int) -> Delivery:
    return reader.session.exec(
        select(Delivery).where(Delivery.unit_id == unit_id, col(Delivery.ended_on).is_(None))
    ).one()


def test_a_home_that_was_given_back_and_sold_again_gets_a_handover_of_its_own(desk: HandoverDesk) -> None:
    visit = at_signature(desk)
    desk.do(sign, visit)
    desk.do(end_deal, desk.deals[ROOM], TODAY, "退房")
    draft = DealDraft((DealUnitDraft(desk.units[ROOM]),), (PartyDraft(desk.people["王芳"]),), TODAY)
    deal = record_id(desk.do(begin_deal, draft))
    assert desk.do(take_in_units, desk.batch, TODAY) == 1
    first, new = desk.delivery(ROOM), desk.ask(living, desk.units[ROOM])
    assert (first.ended_on, first.signed_on, first.slot_id) == (TODAY, TODAY, None)
    assert (new.deal_id, new.batch_id, new.signed_on) == (deal, desk.batch, None)
    assert desk.ask(lambda reader: reader.get(Unit, desk.units[ROOM])).delivery_state == "not_ready"
    assert desk.ask(warranties_of, desk.units[ROOM], TODAY) == []
    assert desk.do(take_in_units, desk.batch, TODAY) == 0

    # the keys are still with whoever gave the home back: the new owner cannot be handed them
    def keys_missing() -> list[str]:
        number = record_id(new)
        return [one.code for one in desk.ask(missing_of, [number], TODAY)[number]["keys"]]

    assert keys_missing() == ["handover.missing.key_out"]
    keys = desk.ask(lambda reader: reader.session.exec(select(KeySet.id)).one())
    desk.do(move_key, keys, KeyMoveDraft("back", "us"))
    assert keys_missing() == []


# ---- money


def test_a_home_without_a_deal_owes_nobody_the_penalty_of_others(handover: HandoverDesk) -> None:
    desk = handover
    person, sum_ = desk.people["孙丽"], Decimal(50_000)
    earnest = record_id(desk.do(add_charge, ChargeDraft(person, "earnest_money", sum_, "CNY")))
    desk.do(receive, ReceiptDraft(person, sum_, "CNY", "cash", allocate={earnest: sum_}))
    change(desk, ROOM, deal_id=None)
    delivery = desk.delivery(ROOM)
    assert desk.ask(lambda reader: lateness(reader, delivery, TODAY)) == (7, Decimal("0.00"))


def test_two_homes_of_one_contract_share_its_penalty(handover: HandoverDesk) -> None:
    desk = handover

    def late(room: str) -> tuple[int, Decimal | None]:
        delivery = desk.delivery(room)
        return desk.ask(lambda reader: lateness(reader, delivery, TODAY))

    # 1,150,000 paid, 0.01 % a day, 7 days: 805.00 in all
    assert (late("1501"), late("P88")) == ((7, Decimal("700.00")), (7, Decimal("105.00")))


# ---- what no reason opens


@pytest.mark.parametrize("mode", ["warn", "off"])
def test_a_danger_is_never_switched_off(desk: HandoverDesk, mode: str) -> None:
    assert refused(desk, set_gate_mode, desk.project, "safety", mode, "赶进度").code == "settle.gate_always"

    def written(work: Work) -> None:
        office = work.clerk.office_id
        work.add(GateMode(office_id=office, project_id=desk.project, gate="safety", mode=mode, valid_from=BEFORE))

    # not even where such a row came in another way
    desk.do(written)
    assert desk.ask(mode_of, desk.project, "safety", TODAY) == "block"
    visit = at_signature(desk)
    found(desk, ROOM, "safety")
    error = refused(desk, sign, visit, None, {"safety": "领导同意"})
    assert [gate.id for gate in error.values["gates"]] == ["safety"]


def test_a_signature_taken_back_leaves_the_deemed_handover_its_warranty(handover: HandoverDesk) -> None:
    desk, unit = handover, handover.units[ROOM]
    change(desk, ROOM, deemed_on=BEFORE, risk_on=BEFORE)
    desk.do(note_signed, desk.deliveries[ROOM], SignedDraft(TODAY, "陈伟", "owner"))
    desk.do(begin_warranties, unit, TODAY)
    desk.do(take_back_signature, desk.deliveries[ROOM], "签错")
    assert desk.delivery(ROOM).state == "deemed"
    assert {row.handed_over_on for row in desk.ask(warranties_of, unit, TODAY)} == {BEFORE}


def test_nobody_signed_before_the_batch_began(desk: HandoverDesk) -> None:
    visit = at_signature(desk)
    # an earlier day would leave out the penalty of being late
    assert refused(desk, sign, visit, SignDraft(signed_on=DUE_ON - timedelta(days=1))).code == "visit.signed_early"
    desk.do(sign, visit, SignDraft(signed_on=DAYS[0]))
    assert (desk.delivery(ROOM).signed_on, desk.delivery(ROOM).late_days) == (DAYS[0], 6)


# ---- an area that is surveyed anew


def survey(desk: HandoverDesk, area: str) -> None:
    unit = desk.units[ROOM]
    desk.do(lambda work: work.change(work.get(Unit, unit), {"surveyed_area": Decimal(area)}))


def area_gate(desk: HandoverDesk) -> list[str]:
    found = desk.ask(settling_gates, desk.deliveries[ROOM], TODAY)
    return [lack.code for gate in found if gate.id == "area" for lack in gate.missing]


def test_what_was_paid_on_a_settlement_pays_the_one_that_takes_its_place(handover: HandoverDesk) -> None:
    desk = handover
    survey(desk, "102.00")
    desk.do(settle_area, desk.deliveries[ROOM])
    desk.pay(ROOM, Decimal(20_000))
    assert area_gate(desk) == []
    survey(desk, "101.00")
    assert area_gate(desk) == ["settle.missing.area_stale"]
    assert desk.do(settle_area, desk.deliveries[ROOM]).amount == 1_000_000
    assert area_gate(desk) == []
    free = select(Receipt.free).where(Receipt.deal_id == desk.deals[ROOM]).order_by(col(Receipt.id).desc())
    assert desk.ask(lambda reader: reader.session.exec(free).first()) == 1_000_000


def test_a_difference_that_was_paid_back_is_settled_anew_by_word(handover: HandoverDesk) -> None:
    desk = handover
    survey(desk, "98.00")
    desk.do(settle_area, desk.deliveries[ROOM])
    desk.do(refund_area, desk.deliveries[ROOM])
    assert refused(desk, settle_by_word, desk.deliveries[ROOM], "重复").code == "settle.area_done"
    survey(desk, "99.00")
    assert area_gate(desk) == ["settle.missing.area_stale"]
    row = desk.do(settle_by_word, desk.deliveries[ROOM], "多退的一万元由财务收回")
    assert (row.amount, row.settled_note) == (-1_000_000, "多退的一万元由财务收回")
    assert area_gate(desk) == []


def test_an_exempt_amount_below_zero_raises_no_tax(handover: HandoverDesk) -> None:
    desk = handover
    desk.do(work_out_tax, desk.deliveries[ROOM], TaxDraft(1))
    relief = ReliefDraft("resettlement", "补偿协议 12 号", Decimal(-5))
    assert refused(desk, relieve_due, desk.deliveries[ROOM], "deed_tax", relief).code == "money.negative"
