"""Work orders: who pays by the warranty, a price agreed before anybody is sent, three checks, a cost approved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import delete, select
from tests.complaints.complaint_ground import ZONE, ComplaintDesk, at
from tests.services.service_ground import reported

from deskapp.cases.model import Case
from deskapp.desks.services.orders import actions, actions_work
from deskapp.desks.services.orders.drafts import CheckDraft, PartDraft
from deskapp.desks.services.orders.model import Dispatch, WorkOrder
from deskapp.desks.services.orders.projection import find_drift
from deskapp.errors import DeskError
from deskapp.money.model import Charge
from deskapp.office.calendar.model import ServiceHours
from deskapp.store.base import record_id

RIGHT = CheckDraft("ok", "ok", "ok")


def order_of(desk: ComplaintDesk, number: int) -> WorkOrder:
    found: WorkOrder = desk.ask(lambda reader: reader.get(WorkOrder, number))
    return found


def refusal(desk: ComplaintDesk, action: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(DeskError) as error:
        desk.do(action, *args, **more)
    return error.value.code


def sent(desk: ComplaintDesk, number: int, who: str = "zhaolei", **more: Any) -> Dispatch:
    return desk.do(actions_work.dispatch_order, number, desk.clerks[who].id, engine=desk.engine, **more)


def worked(desk: ComplaintDesk, number: int, **more: Any) -> None:
    """Arrived and finished."""
    desk.do(actions_work.arrive, number, engine=desk.engine)
    desk.do(actions_work.finish, number, "换了龙头", engine=desk.engine, **more)


def test_on_the_last_day_of_the_warranty_the_developer_pays(desk: ComplaintDesk) -> None:
    order = reported(desk)
    assert (order.warranty, order.payer, order.warranty_until) == ("in", "developer", at("2026-11-02T00:00").date())
    desk.now = at("2026-11-03T09:00")
    assert (reported(desk).warranty, reported(desk).payer) == ("out", "owner")
    # nobody knows of a home that was not handed over here
    unknown = reported(desk, unit_id=desk.units["1502"])
    assert (unknown.warranty, unknown.payer) == ("unknown", "")
    assert refusal(
        desk, actions_work.dispatch_order, record_id(unknown), desk.clerks["lina"].id, engine=desk.engine
    ) == ("order.gates_shut")


def test_what_the_owner_pays_is_priced_and_agreed_before_anybody_is_sent(desk: ComplaintDesk) -> None:
    desk.now = at("2026-11-03T09:00")
    number = record_id(reported(desk))
    for step in (
        lambda: None,
        lambda: desk.do(actions.quote, number, Decimal("180.00"), engine=desk.engine),
    ):
        step()
        with pytest.raises(DeskError) as error:
            sent(desk, number)
        assert error.value.code == "order.gates_shut"
    assert order_of(desk, number).state == "quoted"
    desk.do(actions.accept_quote, number, "signed", engine=desk.engine)
    sent(desk, number)
    assert order_of(desk, number).state == "dispatched"
    charge = desk.ask(lambda reader: reader.get(Charge, order_of(desk, number).charge_id))
    assert (charge.amount, charge.purpose) == (18000, "special_service")
    # another price: nothing is owed until it is agreed
    desk.do(actions.quote, number, Decimal("220.00"), engine=desk.engine)
    assert desk.ask(lambda reader: reader.get(Charge, record_id(charge))).withdrawn_at is not None
    assert order_of(desk, number).charge_id is None
    assert list(desk.ask(find_drift)) == []


def test_a_repair_in_warranty_from_the_call_to_the_closing(desk: ComplaintDesk) -> None:
    number = record_id(reported(desk))
    assert order_of(desk, number).due_at.astimezone(ZONE) == at("2026-11-05T18:00")  # type: ignore[union-attr]
    dispatch = sent(desk, number)
    assert dispatch.take_by == dispatch.given_at + timedelta(minutes=15)
    desk.do(actions_work.take_order, record_id(order_of(desk, number)), clerk="zhaolei", engine=desk.engine)
    assert refusal(desk, actions_work.finish, number, "换了龙头", engine=desk.engine) == "order.not_arrived"
    desk.do(actions_work.add_part, number, PartDraft("龙头", 2, Decimal("320.00")))
    worked(desk, number)
    order = order_of(desk, number)
    assert (order.state, order.cost) == ("finished", 64000)
    assert refusal(desk, actions_work.close_order, number, engine=desk.engine) == "order.gates_shut"
    # not by who did it, and what is wrong is said
    assert refusal(desk, actions_work.check, number, RIGHT, clerk="zhaolei") == "order.check_by_another"
    assert refusal(desk, actions_work.check, number, CheckDraft("ok", "not_ok", "ok")) == "order.check_words"
    desk.do(actions_work.check, number, CheckDraft("ok", "not_ok", "ok", "仍滴水"), engine=desk.engine)
    assert order_of(desk, number).state == "finished"
    desk.do(actions_work.finish, number, "重装", clerk="zhaolei", engine=desk.engine)
    desk.do(actions_work.check, number, RIGHT, engine=desk.engine)
    assert order_of(desk, number).state == "checked"
    # 640 is more than 500: somebody approves it
    assert refusal(desk, actions_work.close_order, number, engine=desk.engine) == "order.gates_shut"
    desk.do(actions_work.approve_cost, number, engine=desk.engine)
    desk.do(actions_work.close_order, number, engine=desk.engine)
    order = order_of(desk, number)
    assert (order.state, order.open, order.staff_id) == ("closed", False, None)
    assert desk.ask(lambda reader: reader.get(Case, order.case_id)).step == "call"
    assert list(desk.ask(find_drift)) == []


def test_an_office_that_told_no_hours_is_done_when_the_usual_ones_end(desk: ComplaintDesk) -> None:
    desk.do(lambda work: work.session.connection().execute(delete(ServiceHours)))
    due = order_of(desk, record_id(reported(desk))).due_at
    assert due is not None
    assert due.astimezone(ZONE) == at("2026-11-05T18:00")


def test_nobody_is_in_two_places_at_once(desk: ComplaintDesk) -> None:
    first, second = (record_id(reported(desk, f"第{place}处漏水")) for place in (1, 2))
    sent(desk, first)
    desk.do(actions_work.book_slot, first, at("2026-11-03T09:00"), at("2026-11-03T10:00"))
    desk.do(actions_work.book_slot, second, at("2026-11-03T09:30"), at("2026-11-03T10:30"))
    with pytest.raises(DeskError, match=r"order\.busy"):
        sent(desk, second)
    desk.do(actions_work.book_slot, second, at("2026-11-03T10:00"), at("2026-11-03T11:00"))
    sent(desk, second)
    late = at("2026-11-03T09:30"), at("2026-11-03T10:30")
    assert refusal(desk, actions_work.book_slot, second, *late) == "order.busy"


def test_in_turn_goes_to_who_can_do_it_and_has_the_least(desk: ComplaintDesk) -> None:
    numbers = [record_id(reported(desk, f"漏水{place}")) for place in range(4)]
    given = []
    for number in numbers:
        desk.now += timedelta(minutes=1)
        given.append(desk.do(actions_work.dispatch_in_turn, number, engine=desk.engine).staff_id)
    assert given == [desk.clerks[name].id for name in ("lina", "zhaolei", "lina", "zhaolei")]
    power = record_id(reported(desk, "跳闸", item="wiring", trade="electricity"))
    assert desk.do(actions_work.dispatch_in_turn, power, engine=desk.engine).staff_id == desk.clerks["lina"].id
    assert (
        refusal(desk, actions_work.dispatch_order, power, desk.clerks["zhaolei"].id, engine=desk.engine)
        == "order.trade"
    )


def test_who_declines_gives_it_back(desk: ComplaintDesk) -> None:
    number = record_id(reported(desk))
    sent(desk, number)
    desk.do(actions_work.decline_order, number, "家里有事", clerk="zhaolei", engine=desk.engine)
    order = order_of(desk, number)
    assert (order.state, order.staff_id) == ("new", None)
    desk.do(actions_work.pick_order, number, desk.clerks["lina"].id, clerk="lina", engine=desk.engine)
    assert order_of(desk, number).state == "taken"
    assert refusal(desk, actions_work.pick_order, number, desk.clerks["zhaolei"].id, engine=desk.engine) == (
        "order.sent_already"
    )
    ended = desk.ask(lambda reader: [one.result for one in reader.session.exec(select(Dispatch)) if one.ended_at])
    assert ended == ["declined"]


def test_a_service_is_priced_by_the_list_of_its_day(desk: ComplaintDesk) -> None:
    order = reported(desk, "保洁", kind="service", item="", trade="", price_code="clean", quantity=2)
    assert (order.quoted, order.payer, order.warranty) == (76000, "owner", "none")
    with pytest.raises(DeskError, match=r"order\.no_price"):
        reported(desk, "洗车", kind="service", item="", trade="", price_code="car")
    number = record_id(order)
    desk.do(actions.refuse_quote, number, "太贵", engine=desk.engine)
    desk.do(actions_work.cancel_order, number, "不做了", engine=desk.engine)
    assert (order_of(desk, number).state, order_of(desk, number).open) == ("cancelled", False)
    assert refusal(desk, actions.quote, number, Decimal(1)) == "order.ended"


def test_another_payer_needs_a_reason_and_owes_nothing(desk: ComplaintDesk) -> None:
    desk.now = at("2026-11-03T09:00")
    number = record_id(reported(desk))
    desk.do(actions.quote, number, Decimal("90.00"), engine=desk.engine)
    desk.do(actions.accept_quote, number, "by_phone", engine=desk.engine)
    assert refusal(desk, actions.set_payer, number, "contractor", "") == "case.reason_needed"
    desk.do(actions.set_payer, number, "contractor", "施工问题，总包承担")
    order = order_of(desk, number)
    assert (order.payer, order.quoted, order.charge_id) == ("contractor", None, None)
    assert refusal(desk, actions.quote, number, Decimal(90)) == "order.not_owners"
