"""Work orders further on: opened again by a call, rights of a technician, lists and views, slots, what a sheet says."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select
from tests.complaints.complaint_ground import ComplaintDesk, at
from tests.services.service_ground import HANDED_OVER, reported

from deskapp.cases.model import Appointment, Case
from deskapp.desks.complaints.handling.calls import CallDraft, make_call
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.desks.services.orders import actions, actions_work
from deskapp.desks.services.orders.drafts import CheckDraft, OrderDraft, PartDraft
from deskapp.desks.services.orders.letters import letter_data
from deskapp.desks.services.orders.model import ORDER_STATES, WorkOrder
from deskapp.desks.services.orders.projection import find_drift
from deskapp.desks.services.orders.queries import (
    VIEWS,
    OrderFilter,
    OrderPlace,
    board,
    count_orders,
    counts,
    free_orders,
    get_order,
    list_orders,
    orders_of_unit,
    technician_list,
)
from deskapp.desks.services.orders.rules import overlaps
from deskapp.desks.services.orders.screens.sending import ranking
from deskapp.desks.services.orders.trades import read_trades, say_trades, trade_of, trades
from deskapp.desks.services.screens.forms import _forms, form_of
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.messages.letter_kinds import LETTERS
from deskapp.messages.model import Message
from deskapp.office.access.rules import Held, rights_from
from deskapp.office.property.actions import add_building, add_project, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.warranty.rules import all_items, warranty_until
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui.drafts import Draft, new_draft_id

RIGHT = CheckDraft("ok", "ok", "ok")


def order_of(desk: ComplaintDesk, number: int) -> WorkOrder:
    found: WorkOrder = desk.ask(lambda reader: reader.get(WorkOrder, number))
    return found


def closed(desk: ComplaintDesk, number: int, who: str = "zhaolei") -> None:
    """Sent, done, checked and closed."""
    desk.do(actions_work.dispatch_order, number, desk.clerks[who].id, engine=desk.engine)
    desk.do(actions_work.arrive, number, engine=desk.engine)
    desk.do(actions_work.finish, number, "换了龙头", engine=desk.engine)
    desk.do(actions_work.check, number, RIGHT, engine=desk.engine)
    desk.do(actions_work.close_order, number, engine=desk.engine)


def calls(desk: ComplaintDesk) -> Sequence[FollowUpCall]:
    found: Sequence[FollowUpCall] = desk.ask(
        lambda reader: list(reader.session.exec(select(FollowUpCall).order_by(col(FollowUpCall.id))))
    )
    return found


def test_who_is_not_content_has_it_done_again_under_its_number(desk: ComplaintDesk) -> None:
    number = record_id(reported(desk))
    before = desk.ask(lambda reader: reader.get(Case, order_of(desk, number).case_id).number)
    closed(desk, number)
    (call,) = calls(desk)
    assert (call.about, call.made_at) == ("repair", None)
    # not by who closed it
    with pytest.raises(DeskError, match=r"call\.by_handler"):
        desk.do(make_call, record_id(call), CallDraft("satisfied"), engine=desk.engine)
    desk.now += timedelta(days=1)
    desk.do(make_call, record_id(call), CallDraft("unsatisfied", 1, "还在滴水"), clerk="lina", engine=desk.engine)
    order = order_of(desk, number)
    assert (order.state, order.open, order.staff_id) == ("new", True, None)
    assert (order.finished_at, order.material, order.closed_at) == (None, "", None)
    assert list(desk.ask(find_drift)) == []
    # and again to the end: a new call of its own, then the second of the repair
    closed(desk, number, "lina")
    again = calls(desk)[-1]
    assert (again.opening, again.round) == (1, 1)
    desk.do(make_call, record_id(again), CallDraft("satisfied", 5), clerk="lina", engine=desk.engine)
    desk.do(make_call, record_id(calls(desk)[-1]), CallDraft("satisfied", 5), clerk="lina", engine=desk.engine)
    case = desk.ask(lambda reader: reader.get(Case, order.case_id))
    assert (case.number, bool(case.outcome)) == (before, True)
    assert order_of(desk, number).state == "closed"


def test_a_technician_works_on_what_is_their_own_alone(desk: ComplaintDesk) -> None:
    first, second = (record_id(reported(desk, f"第{place}处漏水")) for place in (1, 2))
    for number, who in ((first, "lina"), (second, "zhaolei")):
        desk.do(actions_work.dispatch_order, number, desk.clerks[who].id, engine=desk.engine)
    rights = rights_from([Held("technician")], desk.now.date())
    lina = replace(desk.clerks["lina"], rights=rights)

    def act(action: str, do: Any, *args: Any, **more: Any) -> None:
        desk.store.write(lina, action, lambda work: do(work, *args, **more), desk.now)

    act("order.take", actions_work.take_order, first, engine=desk.engine)
    act("order.arrive", actions_work.arrive, first, engine=desk.engine)
    act("order.part", actions_work.add_part, first, PartDraft("龙头", 1, Decimal("12.50")))
    act("order.finish", actions_work.finish, first, "换了龙头", engine=desk.engine)
    assert order_of(desk, first).cost == 1250
    for do in (actions_work.take_order, actions_work.arrive):
        with pytest.raises(DeskError, match=r"order\.not_yours"):
            act("order.take", do, second, engine=desk.engine)
    with pytest.raises(DeskError, match=r"order\.not_yours"):
        act("order.part", actions_work.add_part, second, PartDraft("龙头"))
    for action in ("order.dispatch", "order.check", "order.close", "order.approve", "order.quote", "customer.edit"):
        with pytest.raises(DeskError, match=r"access\.refused"):
            act(action, lambda work: None)
    # one that nobody has they take for themselves, not for another
    third = record_id(reported(desk, "第三处漏水"))
    with pytest.raises(DeskError, match=r"order\.not_yours"):
        act("order.pick", actions_work.pick_order, third, desk.clerks["zhaolei"].id, engine=desk.engine)
    act("order.pick", actions_work.pick_order, third, lina.id, engine=desk.engine)
    assert [row.id for row in desk.ask(technician_list, lina.id)] == [third, first]
    assert free_orders_of(desk, "zhaolei") == []


def free_orders_of(desk: ComplaintDesk, who: str) -> list[int]:
    return [row.id for row in desk.ask(free_orders, desk.clerks[who].id)]


def test_who_has_work_stays_a_technician(desk: ComplaintDesk) -> None:
    number = record_id(reported(desk))
    desk.do(actions_work.dispatch_order, number, desk.clerks["zhaolei"].id, engine=desk.engine)
    with pytest.raises(DeskError, match=r"order\.has_work"):
        desk.do(actions_work.end_technician, desk.clerks["zhaolei"].id, desk.now.date())
    desk.do(actions_work.dispatch_order, number, desk.clerks["lina"].id, engine=desk.engine)
    desk.do(actions_work.end_technician, desk.clerks["zhaolei"].id, desk.now.date())
    assert [one.name for one in desk.ask(board)] == ["lina"]


def test_an_emergency_is_sent_without_a_price_by_whoever_may(desk: ComplaintDesk) -> None:
    desk.now = at("2026-11-03T09:00")
    number = record_id(reported(desk, "爆管", urgency="emergency"))
    reason = {"order.missing.price": "水漫楼下"}
    clerk = replace(desk.clerk, rights=rights_from([Held("inspector")], desk.now.date()))
    with pytest.raises(DeskError, match=r"access\.no_override"):
        desk.store.write(
            clerk,
            "order.check",
            lambda work: actions_work.dispatch_order(
                work, number, desk.clerks["lina"].id, engine=desk.engine, overrides=reason
            ),
            desk.now,
        )
    sent = desk.do(actions_work.dispatch_order, number, desk.clerks["lina"].id, engine=desk.engine, overrides=reason)
    assert sent.take_by == desk.now + timedelta(minutes=5)
    assert order_of(desk, number).due_at == desk.now + timedelta(hours=12)


def test_lists_are_in_the_order_of_their_time_and_views_add_up(desk: ComplaintDesk) -> None:
    ready = [record_id(reported(desk, f"第{place}处漏水")) for place in range(4)]
    urgent = record_id(reported(desk, "急", urgency="urgent"))
    unknown = record_id(reported(desk, "不明", unit_id=desk.units["1502"]))
    desk.do(actions_work.dispatch_order, ready[0], desk.clerks["lina"].id, engine=desk.engine)
    closed(desk, ready[1])
    desk.do(actions_work.cancel_order, ready[2], "不做了", engine=desk.engine)
    rows = desk.ask(list_orders, desk.now)
    assert [row.id for row in rows] == [urgent, ready[0], ready[3], unknown]
    for only in (OrderFilter(), OrderFilter("all")):
        whole = desk.ask(list_orders, desk.now, only)
        for first, second in pairwise(whole):
            here, there = (OrderPlace(row.due_at or desk.now, row.id) for row in (first, second))
            (after,) = desk.ask(list_orders, desk.now, only, after=here, limit=1)
            (before,) = desk.ask(list_orders, desk.now, only, before=there, limit=1)
            assert (after.id, before.id) == (second.id, first.id)
            place = whole.index(second)
            assert desk.ask(count_orders, desk.now, only, ahead_of=there) == place
    found = desk.ask(counts, desk.now, VIEWS)
    assert (found["to_send"], found["waiting"], found["going"], found["open"]) == (2, 1, 1, 4)
    assert (found["ended"], found["all"], found["late"]) == (2, 6, 0)
    assert sum(desk.ask(counts, desk.now, ORDER_STATES).values()) == found["all"]
    late = desk.ask(counts, desk.now + timedelta(days=7), ("late", "untaken"))
    assert late == {"late": 4, "untaken": 1}
    assert [row.id for row in desk.ask(orders_of_unit, desk.units["1502"])] == [unknown]
    narrowed = OrderFilter("all", trade="water", building="3", kind="repair")
    assert desk.ask(count_orders, desk.now, narrowed) == 6
    assert desk.ask(count_orders, desk.now, replace(narrowed, building="9")) == 0


def test_whoever_is_free_and_has_the_least_stands_first(desk: ComplaintDesk) -> None:
    first, second = (record_id(reported(desk, f"第{place}处漏水")) for place in (1, 2))
    desk.do(actions_work.book_slot, first, at("2026-11-03T09:00"), at("2026-11-03T10:00"))
    desk.do(actions_work.dispatch_order, first, desk.clerks["lina"].id, engine=desk.engine)
    row = desk.ask(get_order, second, desk.now.date()).row
    assert [one.name for one in ranking(desk.ask(board), [row])] == ["zhaolei", "lina"]
    desk.do(actions_work.book_slot, second, at("2026-11-03T09:30"), at("2026-11-03T10:30"))
    lina = next(one for one in desk.ask(board) if one.name == "lina")
    row = desk.ask(get_order, second, desk.now.date()).row
    assert (lina.load, lina.waiting, lina.is_free(row)) == (1, 1, False)
    with pytest.raises(DeskError, match=r"order\.busy"):
        desk.do(actions_work.dispatch_order, second, desk.clerks["lina"].id, engine=desk.engine)
    assert desk.do(actions_work.dispatch_in_turn, second, engine=desk.engine).staff_id == desk.clerks["zhaolei"].id


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(("lina", "zhaolei")), st.integers(0, 3), st.integers(1, 3)),
        min_size=3, max_size=7,
    )
)  # fmt: skip
def test_in_whatever_order_nobody_is_in_two_places(desk: ComplaintDesk, deeds: list[tuple[int, str, int, int]]) -> None:
    numbers = [record_id(reported(desk, f"第{place}处漏水")) for place in range(3)]
    begins = at("2026-11-03T09:00")
    for place, who, start, length in deeds:
        slot = begins + timedelta(hours=start), begins + timedelta(hours=start + length)
        for do, args in (
            (actions_work.book_slot, slot),
            (actions_work.dispatch_order, (desk.clerks[who].id,)),
        ):
            more = {"engine": desk.engine} if do is actions_work.dispatch_order else {}
            try:
                desk.do(do, numbers[place], *args, **more)  # type: ignore[arg-type]
            except DeskError as error:
                assert error.code == "order.busy"  # noqa: PT017
    for one in desk.ask(board):
        slots = sorted(one.slots, key=operator.itemgetter(0))
        assert not any(overlaps(*slot, [other]) for slot, other in pairwise(slots))
    assert list(desk.ask(find_drift)) == []
    for number in numbers:
        desk.do(actions_work.cancel_order, number, "不做了", engine=desk.engine)


def test_an_order_of_a_contractor_names_what_is_charged_back(desk: ComplaintDesk) -> None:
    desk.now = at("2026-11-03T09:00")
    number = record_id(reported(desk))
    desk.do(actions.quote, number, Decimal("90.00"), engine=desk.engine)
    desk.do(actions.set_payer, number, "contractor", "施工问题")
    closed(desk, number)
    row = desk.ask(get_order, number, desk.now.date()).row
    assert (row.payer, row.quoted, row.charge_id) == ("contractor", None, None)


def test_a_time_that_is_agreed_is_an_appointment_and_the_owner_is_told(desk: ComplaintDesk) -> None:
    number = record_id(reported(desk))
    desk.do(actions_work.dispatch_order, number, desk.clerks["lina"].id, engine=desk.engine)
    for hour in (14, 16):
        slot = at(f"2026-11-02T{hour}:00"), at(f"2026-11-02T{hour + 1}:00")
        desk.do(actions_work.book_slot, number, *slot, engine=desk.engine)
    desk.now = at("2026-11-02T15:55")
    desk.do(actions_work.arrive, number, engine=desk.engine)

    def read(reader: Reader) -> tuple[list[Appointment], list[Message]]:
        return list(reader.session.exec(select(Appointment))), list(reader.session.exec(select(Message)))

    (made,), messages = desk.ask(read)
    assert (made.starts_at, made.place, made.state) == (at("2026-11-02T16:00"), "3-2-1501", "kept")
    assert any("16:00" in one.body for one in messages)


def test_trades_are_read_as_they_are_typed() -> None:
    assert read_trades("1、电工, water", "zh") == "water, electricity"
    assert read_trades("Điện", "vi") == "electricity"
    assert say_trades("water, electricity", "zh") == "给排水、电工"
    with pytest.raises(DeskError, match=r"order\.trade_unknown"):
        read_trades("99", "zh")
    # every item of the warranties is some trade's, and every trade has its words
    assert [item for item in all_items() if not trade_of(item)] == []
    assert all(one.text.say(language) for one in trades().values() for language in LANGUAGES)


def test_the_warranty_of_a_day_is_that_of_the_terms(desk: ComplaintDesk) -> None:
    end = warranty_until("pipes", HANDED_OVER, None).until
    for day, told in ((end, "in"), (end + timedelta(days=1), "out")):
        assert desk.ask(actions.warranty_on, desk.units["1501"], "pipes", day)[0] == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sheets_say_what_their_templates_ask(desk: ComplaintDesk, language: str, tmp_path: Path) -> None:
    repair = record_id(reported(desk))
    service = record_id(
        desk.do(
            actions.report_repair,
            OrderDraft("下午三点", "service", desk.people["张三丰"], unit_id=desk.units["1501"], price_code="clean"),
            engine=desk.engine,
        )
    )
    desk.do(actions.accept_quote, service, "signed", engine=desk.engine)
    for number, letter in ((repair, "dispatch_slip"), (service, "service_slip")):
        page = desk.ask(get_order, number, desk.now.date())
        told = desk.ask(lambda reader, page=page: letter_data(reader, page, words(language), desk.now))
        kind = LETTERS[letter]
        assert set(kind.texts) <= set(told), letter
        assert set(told) <= kind.names
        assert told["customer_phone"] == "13800138000"
    assert told["service"] == "全屋保洁"
    assert told["price_words"]


def test_every_form_comes_back_from_its_draft() -> None:
    names = {form.FORM for form in _forms()}
    assert len(names) == len(_forms()) == 10
    for name in names:
        form = form_of(Draft(new_draft_id(), name, about={"order": 1, "number": "WX-1", "customer": 0}))
        assert form.draft.form == name  # type: ignore[attr-defined]
    with pytest.raises(KeyError):
        form_of(Draft(new_draft_id(), "case.new"))


def test_a_home_in_vietnam_is_mended_by_its_own_procedure_and_money(desk: ComplaintDesk) -> None:
    project = record_id(desk.do(add_project, "Sunrise", country="VN"))
    unit = record_id(desk.do(add_unit, desk.do(add_building, project, "A").id, UnitDraft("1203")))
    number = record_id(reported(desk, "Rò nước", unit_id=unit, payer="owner", payer_reason="hết bảo hành"))
    order = order_of(desk, number)
    assert (order.currency, order.warranty, order.payer) == ("VND", "unknown", "owner")
    assert desk.ask(lambda reader: reader.get(Case, order.case_id)).procedure == "vn-repair"
    desk.do(actions.quote, number, Decimal(450000), engine=desk.engine)
    desk.do(actions.accept_quote, number, "by_phone", engine=desk.engine)
    closed(desk, number)
    assert order_of(desk, number).quoted == 450000
