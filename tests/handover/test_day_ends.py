"""How a way ends: signed with penalty, keys and warranties, with a list, refused, another day; who is let through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import RISK_ON, HandoverDesk, add_people

from deskapp.desks.handover.day.actions import check_in, name_who, pass_station, skip_station
from deskapp.desks.handover.day.actions_end import end_day, lateness, refuse, reschedule_visit, sign
from deskapp.desks.handover.day.board import board
from deskapp.desks.handover.day.drafts import CheckInDraft, RefusalDraft, SignDraft
from deskapp.desks.handover.day.gates import gates_at, is_passable
from deskapp.desks.handover.day.queries import get_visit, visit_of
from deskapp.desks.handover.giving.actions import ReadingDraft, give_all, read_meter
from deskapp.desks.handover.inspecting.actions import begin_inspection, end_inspection
from deskapp.desks.handover.inspecting.actions_defect import accept_defect, find_defect
from deskapp.desks.handover.inspecting.drafts import DefectDraft, InspectionDraft
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.projection import find_drift as find_delivery_drift
from deskapp.desks.handover.planning.queries_batch import slots_of
from deskapp.desks.handover.settling.modes import set_gate_mode
from deskapp.errors import DeskError
from deskapp.office.access.queries import rights_of
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.ties import add_representation
from deskapp.office.deal.actions import hold_deal
from deskapp.office.property.model import Unit
from deskapp.office.warranty.queries import warranties_of
from deskapp.papers.keys.actions import add_key_set
from deskapp.papers.keys.drafts import KeySetDraft
from deskapp.papers.keys.queries import keys_of
from deskapp.store.base import record_id
from deskapp.store.work import Work

ROOM = "1503"
"""陈伟's, paid in full."""
OWING = "1502"
"""王芳's: 880,000 of the price are open."""
SETTLED = ("area", "fund", "deed_tax", "room_number", "title_papers", "invoice", "registered")
"""Gates with tests of their own; here they are not asked."""


@pytest.fixture
def desk(handover: HandoverDesk) -> HandoverDesk:
    def unasked(work: Work) -> None:
        for gate in SETTLED:
            set_gate_mode(work, handover.project, gate, "off", "本项目不在交房现场办理")

    handover.do(unasked)
    return handover


def came(desk: HandoverDesk, room: str, **who: Any) -> int:
    return record_id(desk.do(check_in, desk.deliveries[room], CheckInDraft(**who)))


def refused(desk: HandoverDesk, action: Any, *told: Any, **more: Any) -> DeskError:
    with pytest.raises(DeskError) as error:
        desk.do(action, *told, **more)
    return error.value


def shut(error: DeskError) -> list[str]:
    """The gates that were shut."""
    assert error.code == "visit.gates_shut"
    return [gate.id for gate in error.values["gates"]]


def found(desk: HandoverDesk, room: str, severity: str) -> int:
    """A defect at an inspection that is over then."""
    inspection = record_id(desk.do(begin_inspection, InspectionDraft(desk.units[room])))
    lists = shipped_lists()
    place, item = lists.points(desk.ask(lambda reader: reader.get(Inspection, inspection)).list_code)[0]
    draft = DefectDraft(place, item, lists.items[item].faults[0], inspection_id=inspection, severity=severity)
    defect = record_id(desk.do(find_defect, draft))
    desk.do(end_inspection, inspection)
    return defect


def at_signature(desk: HandoverDesk, room: str = ROOM, *, inspected: bool = True) -> int:
    """An owner who went all the way; keys are there, papers given, the home gone through."""
    visit = came(desk, room)
    desk.do(add_key_set, KeySetDraft(desk.units[room]))
    desk.do(set_gate_mode, desk.project, "documents", "off", "资料另行邮寄")
    desk.do(give_all, desk.deliveries[room])
    if inspected:
        desk.do(end_inspection, record_id(desk.do(begin_inspection, InspectionDraft(desk.units[room]))))
    while desk.ask(get_visit, visit).row.station != "signature":
        desk.do(pass_station, visit)
    return visit


# ---- who is let through


def test_the_payment_station_asks_for_the_price_and_others_do_not(desk: HandoverDesk) -> None:
    visit = came(desk, OWING)
    desk.do(pass_station, visit)
    error = refused(desk, pass_station, visit, station="payment")
    assert shut(error) == ["price"]
    assert [one.code for one in error.values["missing"]] == ["settle.missing.price"]
    desk.pay(OWING, Decimal(880_000))
    desk.do(pass_station, visit, station="payment")
    assert desk.ask(get_visit, visit).row.station == "keys"


def test_a_shut_gate_is_passed_with_a_reason_by_who_may(desk: HandoverDesk) -> None:
    add_people(desk)
    visit = came(desk, OWING)
    desk.do(pass_station, visit)
    why = {"price": "财务总监同意先交房"}

    def passed_by(login: str) -> None:
        clerk = desk.clerk(login)
        held = replace(clerk, rights=desk.ask(rights_of, clerk.id, TODAY))
        desk.store.write(held, "delivery.pass", lambda work: pass_station(work, visit, why), NOW)

    with pytest.raises(DeskError) as error:
        passed_by("cashier")
    assert error.value.code == "access.no_override"
    assert desk.ask(get_visit, visit).row.station == "payment"
    passed_by("boss")
    events = [(one.kind, one.text, one.override) for one in desk.ask(get_visit, visit).events]
    assert events[-2:] == [("overridden", "price", "财务总监同意先交房"), ("passed", "", "")]


def test_a_gate_whose_station_the_batch_does_not_have_is_asked_at_the_signature(desk: HandoverDesk) -> None:
    number = desk.deliveries[OWING]
    assert [one.id for one in desk.ask(gates_at, number, "payment", TODAY)] == ["price"]
    assert [one.id for one in desk.ask(gates_at, number, "inspection", TODAY)] == []
    assert "price" in [one.id for one in desk.ask(gates_at, number, "signature", TODAY)]


def test_keys_and_papers_are_asked_for_where_they_are_given_and_at_the_signature(desk: HandoverDesk) -> None:
    visit, number, unit = came(desk, ROOM), desk.deliveries[ROOM], desk.units[ROOM]
    for station in ("reception", "payment"):
        desk.do(pass_station, visit, station=station)
    assert shut(refused(desk, pass_station, visit)) == ["keys"]
    desk.do(add_key_set, KeySetDraft(unit))
    for station in ("keys", "inspection"):
        desk.do(pass_station, visit, station=station)
    assert shut(refused(desk, pass_station, visit)) == ["documents"]
    # the property contract has a station of its own, and is asked for at the signature only
    desk.do(give_all, number, ("property_contract",))
    assert shut(refused(desk, pass_station, visit)) == ["documents"]
    for meter in ("water", "electricity"):
        desk.do(read_meter, unit, ReadingDraft(meter, Decimal(3), TODAY), number)
    for station in ("papers", "property_contract", "owner_card", "gifts"):
        desk.do(pass_station, visit, station=station)
    gates = {one.id: [lack.code for lack in one.missing] for one in desk.ask(gates_at, number, "signature", TODAY)}
    assert (gates["keys"], gates["documents"]) == ([], ["handover.missing.document"])


def test_whoever_has_no_right_stays_at_the_reception(desk: HandoverDesk) -> None:
    visit = came(desk, ROOM, comes_as="other", name="陈伟的母亲")
    error = refused(desk, pass_station, visit)
    assert shut(error) == ["right_to_act"]
    assert error.values["missing"][0].values == {"name": "陈伟的母亲"}
    desk.do(name_who, visit, CheckInDraft())
    desk.do(pass_station, visit)
    page = desk.ask(get_visit, visit)
    assert (page.row.name, page.row.comes_as, page.row.station) == ("陈伟", "owner", "payment")
    assert ("noted", "陈伟的母亲") in [(one.kind, one.text) for one in page.events]


def test_a_representative_needs_a_paper_that_holds_today_and_covers_it(desk: HandoverDesk) -> None:
    other = desk.people["孙丽"]
    visit = came(desk, ROOM, customer_id=other, comes_as="representative")
    assert shut(refused(desk, pass_station, visit)) == ["right_to_act"]
    narrow = RepresentationDraft(other, "power_of_attorney", "贷款签约", "委托书1号", False, None, TODAY)
    desk.do(add_representation, desk.people["陈伟"], narrow)
    error = refused(desk, pass_station, visit)
    assert [one.code for one in error.values["missing"]] == ["representation.narrow"]
    wide = RepresentationDraft(other, "power_of_attorney", "收房及领取钥匙", "委托书2号", False, None, TODAY)
    desk.do(add_representation, desk.people["陈伟"], wide)
    desk.do(pass_station, visit)
    assert desk.delivery(ROOM).representative_id == other


def test_while_owners_are_in_dispute_none_takes_the_home(desk: HandoverDesk) -> None:
    desk.do(hold_deal, desk.deals["1501"], "离婚诉讼中")
    error = refused(desk, pass_station, came(desk, "1501"))
    assert [(one.code, dict(one.values)) for one in error.values["missing"]] == [
        ("handover.missing.held", {"reason": "离婚诉讼中"})
    ]


def test_an_owner_who_is_a_resettled_household_owes_no_price(desk: HandoverDesk) -> None:
    desk.do(set_gate_mode, desk.project, "settlement", "off", "征迁部线下结算")
    visit = came(desk, "201")
    desk.do(pass_station, visit)
    desk.do(pass_station, visit, station="payment")


# ---- signed


def test_the_signature_brings_penalty_keys_and_warranties(desk: HandoverDesk) -> None:
    visit = at_signature(desk)
    desk.do(sign, visit, SignDraft())
    delivery = desk.delivery(ROOM)
    # seven days after the 15th, 0.01 % a day of the million that is paid
    assert (delivery.state, delivery.late_days, delivery.penalty) == ("signed", 7, 70_000)
    assert (delivery.signed_by, delivery.signed_as, delivery.risk_on) == ("陈伟", "owner", TODAY)
    assert [key.holder for key in desk.ask(keys_of, desk.units[ROOM])] == ["owner"]
    assert desk.ask(warranties_of, desk.units[ROOM], TODAY)
    assert desk.ask(get_visit, visit).row.ended == "signed"
    assert desk.ask(lambda reader: reader.get(Unit, desk.units[ROOM])).delivery_state == "delivered"
    assert refused(desk, check_in, desk.deliveries[ROOM]).code == "visit.delivered"
    assert desk.ask(find_delivery_drift) == []


def test_nobody_signs_before_the_stations_are_behind_them(desk: HandoverDesk) -> None:
    visit = came(desk, ROOM)
    error = refused(desk, sign, visit)
    assert (error.code, [str(one) for one in error.values["stations"]]) == (
        "visit.stations_left", ["station.payment", "station.keys", "station.inspection", "station.papers"],
    )  # fmt: skip


def test_small_defects_go_with_consent_and_a_list(desk: HandoverDesk) -> None:
    visit = at_signature(desk, inspected=False)
    assert shut(refused(desk, sign, visit)) == ["inspected"]
    found(desk, ROOM, "minor")
    error = refused(desk, sign, visit)
    assert (error.code, error.field, error.values) == ("visit.consent", "consent", {"count": 1})
    desk.do(sign, visit, SignDraft(consent="同意先收房，两周内整改"))
    delivery = desk.delivery(ROOM)
    assert (delivery.state, delivery.consent) == ("signed_with_list", "同意先收房，两周内整改")


def test_a_danger_lets_nobody_sign_whatever_the_reason(desk: HandoverDesk) -> None:
    visit = at_signature(desk, inspected=False)
    danger = found(desk, ROOM, "safety")
    error = refused(desk, sign, visit, SignDraft(consent="同意"), {"safety": "业主坚持收房"})
    assert shut(error) == ["safety"]
    assert not is_passable(error.values["gates"][0])
    desk.do(accept_defect, danger)
    desk.do(sign, visit, SignDraft())
    assert desk.delivery(ROOM).state == "signed"


def test_without_a_rate_the_days_are_counted_and_no_sum(desk: HandoverDesk) -> None:
    def bare(work: Work) -> tuple[int, Decimal | None]:
        delivery = work.get(Delivery, desk.deliveries[ROOM])
        work.change(delivery, {"late_rate": None, "batch_id": None})
        return lateness(work, delivery, TODAY)

    assert desk.do(bare) == (7, None)


def test_from_the_risk_day_on_nobody_owes_for_a_delay(desk: HandoverDesk) -> None:
    desk.do(refuse, came(desk, ROOM), RefusalDraft("small_defects"))
    delivery = desk.delivery(ROOM)
    assert (delivery.state, delivery.risk_on) == ("refused_unjustified", RISK_ON)
    later = RISK_ON + timedelta(days=10)
    # fifteen days until the 30th, ten more that the owner let pass
    assert desk.ask(lambda reader: lateness(reader, reader.get(Delivery, delivery.id), later)) == (
        15,
        Decimal("1500.00"),
    )


def test_whoever_stayed_away_may_still_come_and_sign_but_not_refuse(desk: HandoverDesk) -> None:
    def deemed(work: Work) -> None:
        work.change(work.get(Delivery, desk.deliveries[ROOM]), {"deemed_on": TODAY - timedelta(days=1)})

    desk.do(deemed)
    visit = at_signature(desk)
    assert refused(desk, refuse, visit, RefusalDraft("small_defects")).code == "delivery.over"
    desk.do(sign, visit)
    assert desk.delivery(ROOM).state == "signed"


# ---- refused, another day, the evening


def test_a_good_reason_leaves_the_risk_where_it_is(desk: HandoverDesk) -> None:
    visit = came(desk, ROOM)
    desk.do(refuse, visit, RefusalDraft("structure", note="梁开裂"))
    delivery = desk.delivery(ROOM)
    assert (delivery.state, delivery.risk_on, delivery.refusal_code) == ("refused_justified", None, "structure")
    assert desk.ask(get_visit, visit).row.ended == "refused"
    assert refused(desk, refuse, visit, RefusalDraft("structure")).code == "visit.ended"


def test_refused_in_the_morning_and_signed_in_the_afternoon(desk: HandoverDesk) -> None:
    desk.do(refuse, came(desk, ROOM), RefusalDraft("surroundings"))
    visit = at_signature(desk)
    assert desk.ask(get_visit, visit).row.queue_number == 2
    desk.do(sign, visit)
    assert desk.delivery(ROOM).state == "signed"


def test_another_day_needs_a_reason_and_a_place(desk: HandoverDesk) -> None:
    visit = came(desk, ROOM)
    slot = next(one for one in desk.ask(slots_of, desk.batch) if one.day > TODAY)
    assert refused(desk, reschedule_visit, visit, slot.id, "").code == "visit.text"
    desk.do(reschedule_visit, visit, slot.id, "家人生病")
    delivery = desk.delivery(ROOM)
    assert (delivery.state, delivery.slot_id) == ("rescheduled", slot.id)
    row = desk.ask(visit_of, desk.deliveries[ROOM], TODAY)
    assert row is not None
    assert row.ended == "rescheduled"


def test_in_the_evening_nobody_is_left_behind(desk: HandoverDesk) -> None:
    visits = [came(desk, room) for room in (ROOM, OWING)]
    assert desk.do(end_day, desk.batch, TODAY) == 2
    pages = [desk.ask(get_visit, visit) for visit in visits]
    assert [(page.row.ended, page.events[-1].text) for page in pages] == [("left", "当天未办完")] * 2
    assert desk.do(end_day, desk.batch, TODAY) == 0


def test_before_the_batch_begins_nobody_is_checked_in(desk: HandoverDesk) -> None:
    with pytest.raises(DeskError) as error:
        desk.on(date(2026, 11, 20), check_in, desk.deliveries[ROOM])
    assert (error.value.code, error.value.values["day"]) == ("visit.too_early", date(2026, 11, 21))


def test_what_the_batch_does_not_require_may_be_left_out(desk: HandoverDesk) -> None:
    visit = came(desk, "1504")
    desk.do(add_key_set, KeySetDraft(desk.units["1504"]))
    desk.do(set_gate_mode, desk.project, "documents", "off", "资料另行邮寄")
    for station in ("reception", "payment", "keys", "inspection", "papers"):
        desk.do(pass_station, visit, station=station)
    desk.do(skip_station, visit, station="property_contract")
    assert desk.ask(get_visit, visit).row.station == "owner_card"


def test_the_board_tells_the_day_building_by_building(desk: HandoverDesk) -> None:
    found(desk, "202", "safety")
    desk.do(refuse, came(desk, OWING), RefusalDraft("small_defects"))
    waits = came(desk, ROOM)
    called = came(desk, "202", counter="接1")
    seen = desk.ask(board, desk.batch, TODAY)
    assert (seen.planned, seen.arrived, seen.waiting, seen.called, seen.done) == (7, 3, 1, 1, 1)
    assert (dict(seen.ended), seen.signed) == ({"refused": 1}, 0)
    assert (seen.stations[0].code, seen.stations[0].waiting, seen.stations[0].called) == ("reception", 1, 1)
    assert seen.stations[0].since == desk.ask(get_visit, waits).row.waiting_since
    assert [(one.ticket, one.station, one.counter) for one in seen.calls] == [("003", "reception", "接1")]
    assert [(one.building, one.units, one.came, one.refused) for one in seen.buildings] == [
        ("3", 5, 2, 1), ("5", 2, 1, 0),
    ]  # fmt: skip
    assert [(one.open, one.safety) for one in seen.trades] == [(1, 1)]
    assert desk.ask(get_visit, called).row.place == "reception"
