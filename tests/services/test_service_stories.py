"""The services desk at the counter: sent in three keys, a service that is paid for, a repair out of a complaint."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.complaints.complaint_ground import ComplaintDesk, at
from tests.overview.riverside import labels, notice, press, write
from tests.services.service_ground import reported
from tests.services.service_screens import Hands, ask, at_counter, show
from tests.ui.conftest import Seen, screen_text, seen
from textual.pilot import Pilot

from deskapp.cases.model import Case
from deskapp.casework.screens.cash import CashScreen
from deskapp.desks.services.orders.actions_work import arrive, dispatch_order, finish
from deskapp.desks.services.orders.model import Dispatch, WorkOrder
from deskapp.desks.services.orders.queries import get_order, technician_list
from deskapp.desks.services.orders.screens.dispatch import DispatchScreen
from deskapp.desks.services.orders.screens.order import OrderScreen
from deskapp.desks.services.orders.screens.repair_form import RepairForm, ServiceForm
from deskapp.desks.services.orders.screens.technician import TechnicianScreen
from deskapp.desks.services.orders.screens.technicians import TechniciansScreen
from deskapp.desks.services.prices.queries import price_on
from deskapp.desks.services.prices.screens.prices import PricesScreen
from deskapp.money.model import Charge
from deskapp.store.base import record_id

__all__ = ["seen"]

BUDGETS = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


def orders(pilot: Pilot[int]) -> list[WorkOrder]:
    found: list[WorkOrder] = ask(
        pilot,
        lambda reader: list(reader.session.exec(select(WorkOrder).order_by(WorkOrder.id))),  # type: ignore[arg-type]
    )
    return found


def order(pilot: Pilot[int], number: int) -> WorkOrder:
    return next(one for one in orders(pilot) if one.id == number)


async def test_an_order_is_sent_in_three_keys(desk: ComplaintDesk, tmp_path: Path) -> None:
    urgent = record_id(reported(desk, "跳闸", item="wiring", trade="electricity", urgency="emergency"))
    others = [record_id(reported(desk, f"第{place}处漏水")) for place in range(3)]
    desk.now = at("2026-11-03T09:00")
    unpaid = record_id(reported(desk, "堵塞", item="pipe_blockage"))
    desk.now = at("2026-11-02T09:30")
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, DispatchScreen())
        hands = Hands(pilot)
        # the emergency is on top; a figure, Enter, and who
        await hands.press("1", "enter", "1")
        assert hands.count <= BUDGETS["dispatch"]["keys"]
        assert order(pilot, urgent).staff_id == desk.clerks["lina"].id
        assert "lina" in notice(pilot.app)  # type: ignore[arg-type]
        # two rows in one go, to whoever is chosen: who has the least stands first
        await press(pilot, "down", "1", "down", "1", "enter", "1")
        assert [order(pilot, number).staff_id for number in others] == [desk.clerks["zhaolei"].id] * 2 + [None]
        # and by turn
        await press(pilot, "home", "down", "down", "down", "2", "enter")
        assert order(pilot, others[2]).state == "dispatched"
        # what the owner pays and has not agreed to is not sent; it says what is missing
        await press(pilot, "end", "2", "enter")
        assert order(pilot, unpaid).state == "new"
        assert "还没有定价" in notice(pilot.app)  # type: ignore[arg-type]
        # F9 shows what is left to do, and what is under way
        await press(pilot, "f9")
        assert "漏水" not in screen_text(pilot.app)
        await press(pilot, "f9")
        assert "跳闸" in screen_text(pilot.app)
        # nobody took the emergency within its five minutes
        desk.now += timedelta(minutes=20)
        await press(pilot, "escape")
        await show(pilot, DispatchScreen(state="untaken"))
        assert "逾时未接单" in screen_text(pilot.app)


async def test_a_service_is_paid_for(desk: ComplaintDesk, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, DispatchScreen())
        await press(pilot, "f5")
        assert isinstance(pilot.app.screen, ServiceForm)
        await pilot.press(*"张三丰")
        await press(pilot, "enter")
        # their only home is there already
        assert "3-2-1501" in screen_text(pilot.app)
        await press(pilot, "enter")
        await pilot.press(*"换锁")
        await press(pilot, "enter")
        assert "160.00" in screen_text(pilot.app)
        await press(pilot, "enter")
        await write(pilot, "14:00")
        await press(pilot, "ctrl+s")
        page = pilot.app.screen
        assert isinstance(page, OrderScreen)
        number = page.order_id
        made = order(pilot, number)
        assert (made.kind, made.state, made.quoted, made.payer) == ("service", "quoted", 16000, "owner")
        assert made.slot_at is not None
        assert made.slot_at.astimezone(desk.now.tzinfo) == at("2026-11-02T14:00")
        # nobody can be sent before the price is agreed
        assert "派工" not in labels(pilot.app)
        await press(pilot, "5", "2")
        made = order(pilot, number)
        assert (made.state, made.accepted_how) == ("ready", "by_phone")
        charge = ask(pilot, lambda reader: reader.get(Charge, made.charge_id))
        assert (charge.amount, charge.purpose) == (16000, "special_service")
        # it is paid at the cashier's
        await press(pilot, "f5")
        assert isinstance(pilot.app.screen, CashScreen)
        assert "160.00" in screen_text(pilot.app)
        await press(pilot, "escape")
        await press(pilot, "1", "2")
        assert order(pilot, number).staff_id is not None
        # the sheet that both sign
        await press(pilot, "f8")
        assert list((tmp_path / "counter_zh" / "exports" / "print").glob("*-service_slip-*.docx"))
        # there, material, done, checked by somebody else, closed
        await press(pilot, "6", "7")
        await write(pilot, "x")
        await press(pilot, "enter", "enter")
        await write(pilot, "45")
        await press(pilot, "ctrl+s", "8")
        await write(pilot, "ok")
        await press(pilot, "ctrl+s")
        assert (order(pilot, number).state, order(pilot, number).cost) == ("finished", 4500)
        await press(pilot, "9", "ctrl+s")
        assert order(pilot, number).state == "checked"
        await press(pilot, "0")
        assert order(pilot, number).state == "closed"
        assert ask(pilot, lambda reader: reader.get(Case, made.case_id)).step == "call"


async def test_a_repair_in_warranty_out_of_a_complaint(desk: ComplaintDesk, tmp_path: Path) -> None:
    complaint = desk.log("厨房水管漏水")
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, RepairForm(parent_id=complaint.case_id))
        # who, where and what are those of the complaint
        assert all(said in screen_text(pilot.app) for said in ("张三丰", "3-2-1501", "厨房水管漏水"))
        # the item says at once that it is in warranty, on its last day
        await press(pilot, "enter", "enter", "enter")
        await write(pilot, "7")
        assert "保修期内 至 2026-11-02，由开发商付费" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        (made,) = orders(pilot)
        number = record_id(made)
        assert (made.item, made.trade, made.warranty, made.payer) == ("pipes", "water", "in", "developer")
        assert ask(pilot, lambda reader: reader.get(Case, made.case_id)).parent_id == complaint.case_id
        await show(pilot, OrderScreen(made.case_id))
        assert "来自投诉" in screen_text(pilot.app)
        await press(pilot, "2")
        who = order(pilot, number).staff_id
        assert who is not None
        # whoever mends it has one key for each step
        await show(pilot, TechnicianScreen(who))
        await press(pilot, "1")
        assert order(pilot, number).state == "taken"
        await press(pilot, "2")
        assert order(pilot, number).state == "arrived"
        await press(pilot, "4")
        await write(pilot, "valve")
        await press(pilot, "enter", "enter")
        await write(pilot, "640")
        await press(pilot, "ctrl+s", "3")
        await write(pilot, "done")
        await press(pilot, "ctrl+s")
        assert (order(pilot, number).state, order(pilot, number).cost) == ("finished", 64000)
        await press(pilot, "escape")
        # quality is not right: said in words, and done again
        await press(pilot, "9", "enter", "2", "ctrl+s")
        assert "请写明" in screen_text(pilot.app)
        await press(pilot, "enter", "enter", "enter")
        await write(pilot, "drips")
        await press(pilot, "ctrl+s")
        assert order(pilot, number).state == "finished"
        await press(pilot, "8")
        await write(pilot, "again")
        await press(pilot, "ctrl+s", "9", "ctrl+s")
        assert order(pilot, number).state == "checked"
        # 640 is more than 500: a leader approves it before it is closed
        await press(pilot, "0")
        assert "要先审批" in notice(pilot.app)  # type: ignore[arg-type]
        await press(pilot, "f4", "0")
        assert order(pilot, number).state == "closed"
        sheet = ask(pilot, get_order, number, desk.now.date())
        assert [(one.name, one.count) for one in sheet.parts] == [("valve", 1)]


async def test_who_pays_otherwise_a_price_refused_and_an_emergency(desk: ComplaintDesk, tmp_path: Path) -> None:
    number = record_id(reported(desk, unit_id=desk.units["1502"], customer_id=desk.people["李静"]))
    service = record_id(reported(desk, "保洁", kind="service", item="", trade="", price_code="clean"))
    burst = record_id(reported(desk, "爆管", unit_id=desk.units["1502"], urgency="emergency"))
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, OrderScreen(order_id=number))
        assert "保修未判定" in screen_text(pilot.app)
        await press(pilot, "1", "1")
        assert order(pilot, number).state == "new"
        await press(pilot, "f2", "4", "enter")
        await write(pilot, "common pipe")
        await press(pilot, "ctrl+s")
        assert (order(pilot, number).payer, order(pilot, number).warranty_reason) == ("property", "common pipe")
        # a time is agreed, and somebody sent
        await press(pilot, "3")
        await write(pilot, "15:00")
        await press(pilot, "ctrl+s", "1", "1")
        assert order(pilot, number).slot_ends == order(pilot, number).slot_at + timedelta(hours=1)  # type: ignore[operator]
        sent = ask(pilot, lambda reader: list(reader.session.exec(select(Dispatch))))
        assert [one.way for one in sent] == ["assigned"]
        await press(pilot, "escape")
        await show(pilot, OrderScreen(order_id=service))
        # another price, then not wanted
        await press(pilot, "4", "ctrl+u")
        await write(pilot, "300")
        await press(pilot, "ctrl+s", "5", "4")
        await write(pilot, "dear")
        await press(pilot, "enter")
        assert order(pilot, service).quoted == 30000
        assert order(pilot, service).refused_at is not None
        await press(pilot, "delete")
        await write(pilot, "not wanted")
        await press(pilot, "enter")
        assert order(pilot, service).state == "cancelled"
        await press(pilot, "escape")
        # an emergency does not wait for who pays
        await show(pilot, DispatchScreen(state="to_send"))
        await press(pilot, "1", "enter", "1")
        assert order(pilot, burst).state == "new"
        assert "还没有判定保修" in screen_text(pilot.app)
        await write(pilot, "water runs out")
        await press(pilot, "enter")
        assert order(pilot, burst).state == "dispatched"


async def test_technicians_and_prices_are_kept(desk: ComplaintDesk, tmp_path: Path) -> None:
    free = record_id(reported(desk))
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, TechniciansScreen())
        await press(pilot, "f2")
        await write(pilot, "wangmin")
        await press(pilot, "enter")
        await write(pilot, "1")
        await press(pilot, "ctrl+s")
        assert "wangmin" in screen_text(pilot.app)
        await press(pilot, "escape")
        # whoever mends things sees what nobody has, and takes it
        await show(pilot, TechnicianScreen())
        await press(pilot, "6")
        assert order(pilot, free).staff_id == desk.clerks["wangmin"].id
        assert [row.id for row in ask(pilot, technician_list, desk.clerks["wangmin"].id)] == [free]
        # and gives it back
        await press(pilot, "5")
        await write(pilot, "fever")
        await press(pilot, "enter")
        assert order(pilot, free).staff_id is None
        await press(pilot, "escape")
        # another price from today on; what was before is still there
        await show(pilot, PricesScreen())
        await press(pilot, "down", "enter", "tab", "tab", "ctrl+u")
        await write(pilot, "180")
        await press(pilot, "ctrl+s")
        now, before = (
            ask(pilot, price_on, "lock", day) for day in (at("2026-11-02T09:00").date(), at("2026-11-01T09:00").date())
        )
        assert (now.price, before.price) == (Decimal("180.00"), Decimal("160.00"))
        await press(pilot, "f8")
        assert screen_text(pilot.app).count("lock") == 2


def pictured(desk: ComplaintDesk) -> list[int]:
    """Orders in several states."""
    first = record_id(reported(desk, "卫生间渗水到楼下", item="leaks", trade="", urgency="urgent"))
    second = record_id(reported(desk))
    reported(desk, "全屋断电", item="wiring", trade="electricity", urgency="emergency", unit_id=desk.units["1502"])
    for number, who in ((first, "lina"), (second, "zhaolei")):
        desk.do(dispatch_order, number, desk.clerks[who].id, engine=desk.engine)
    desk.now += timedelta(minutes=30)
    desk.do(arrive, second, engine=desk.engine)
    desk.do(finish, second, "换了龙头", signed_by="张三丰", engine=desk.engine)
    return [first, second]


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_the_desk(desk: ComplaintDesk, tmp_path: Path, language: Any, seen: Seen) -> None:
    first, second = pictured(desk)
    async with at_counter(desk, tmp_path, language) as pilot:
        for screen in (
            DispatchScreen(),
            OrderScreen(order_id=second),
            TechnicianScreen(desk.clerks["lina"].id, "lina"),
            RepairForm(desk.people["张三丰"], desk.units["1501"], words="漏水"),
            TechniciansScreen(),
            PricesScreen(),
        ):
            await show(pilot, screen)
            await seen(pilot)
            await press(pilot, "escape")
    assert first < second
