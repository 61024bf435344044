"""Stories at the stations of a handover day: through all of them, every way out, the complaint, two counters."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlmodel import select
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import RISK_ON, HandoverDesk
from tests.handover.stations_ground import (
    ELSEWHERE,
    HERE,
    ON_THE_WAY,
    at_station,
    desk_of,
    do_beside,
    here,
    inspected,
    keys_for,
    show,
    store_of,
    unasked,
    visit_at,
)
from tests.overview.riverside import press, write
from tests.ui.conftest import screen_text, settle
from tests.ui.test_readers_at_the_counter import burst

from deskapp.desks.handover.day.actions import call, pass_station
from deskapp.desks.handover.day.queries import get_visit
from deskapp.desks.handover.day.screens.check_in import CheckInScreen
from deskapp.desks.handover.day.screens.check_in_form import CheckInForm
from deskapp.desks.handover.day.screens.complaint import ComplaintForm, ComplaintScreen
from deskapp.desks.handover.day.screens.ending import RefuseForm, RescheduleForm, SignForm
from deskapp.desks.handover.day.screens.saying import LeaveForm, PassForm
from deskapp.desks.handover.day.screens.station import StationScreen
from deskapp.desks.handover.day.screens.stations import StationsScreen
from deskapp.desks.handover.giving.actions import ReadingDraft, give_all, read_meter
from deskapp.desks.handover.giving.screens.giving import GivingScreen
from deskapp.desks.handover.inspecting.actions import end_inspection
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.screens.inspection import InspectionScreen
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.screens.dues import DuesScreen
from deskapp.desks.intake.screens.enquiry import EnquiryForm
from deskapp.messages.barcode import DELIVERY, make_number
from deskapp.messages.printing import list_prints_about
from deskapp.papers.keys.queries import keys_of
from deskapp.ui.dialogs import Confirm

Made = tuple[HandoverDesk, Path]


def budget(name: str) -> int:
    budgets = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))
    return int(budgets[name]["keys"])


async def test_an_owner_goes_through_every_station(handover_home: Path, handover_home_made: Made) -> None:
    with desk_of(handover_home, handover_home_made[0]) as desk:
        unasked(desk, *ELSEWHERE)
        keys_for(desk, "1503")
        async with at_station(handover_home) as pilot:
            await show(pilot, StationsScreen())
            await press(pilot, "1")
            assert isinstance(pilot.app.screen, CheckInScreen)
            # the notice is scanned: whoever stands there is the first owner
            await burst(pilot, make_number(desk.deliveries["1503"], DELIVERY) + "\n")
            assert isinstance(pilot.app.screen, CheckInForm)
            await press(pilot, "ctrl+s")
            assert budget("handover_checked_in_by_scan") >= 1
            assert "001 号已签到，请到“收款”" in screen_text(pilot.app)
            # nothing holds them at the reception, so they wait at the next station already
            assert (visit_at(pilot, desk, "1503").station, visit_at(pilot, desk, "1503").passed) == (
                "payment",
                ("reception",),
            )
            # the stations of the day stand in the order of the way, the reception first
            await press(pilot, "escape", "down", "enter")
            works = {"keys": GivingScreen, "inspection": InspectionScreen}
            for station in ON_THE_WAY:
                screen = pilot.app.screen if station == "payment" else StationScreen(desk.batch, station)
                if station != "payment":
                    await show(pilot, screen)
                assert isinstance(screen, StationScreen)
                assert screen.station == station
                await press(pilot, "1")
                if station in works:
                    await press(pilot, "5")
                    assert isinstance(pilot.app.screen, works[station])
                    await press(pilot, "escape")
                # one key sends them on, but not before the papers of that station were given
                await press(pilot, "2")
                if station == "papers":
                    assert visit_at(pilot, desk, "1503").station == "papers"
                    assert "还没有交给业主：住宅使用说明书" in screen_text(pilot.app).replace("\n", "")
                    await press(pilot, "escape")
                    do_beside(pilot, give_all, desk.deliveries["1503"], ("property_contract",))
                    for meter in ("water", "electricity"):
                        read = ReadingDraft(meter, Decimal(3), TODAY)
                        do_beside(pilot, read_meter, desk.units["1503"], read, desk.deliveries["1503"])
                    await press(pilot, "2")
                assert visit_at(pilot, desk, "1503").passed[-1] == station
            await show(pilot, StationScreen(desk.batch, "signature"))
            await press(pilot, "1", "2")
            assert isinstance(pilot.app.screen, SignForm)
            assert "还没有交给业主：物业服务合同" in screen_text(pilot.app)
            await press(pilot, "escape")
            (number,) = store_of(pilot).read(lambda reader: list(reader.session.exec(select(Inspection.id))))
            do_beside(pilot, end_inspection, number)
            do_beside(pilot, give_all, desk.deliveries["1503"])
            await press(pilot, "2")
            assert "逾期交房 7 天，违约金 ¥700.00" in screen_text(pilot.app)
            await press(pilot, "ctrl+s")
            assert isinstance(pilot.app.screen, StationScreen)
        delivery = desk.delivery("1503")
        assert (delivery.state, delivery.signed_by, delivery.with_list) == ("signed", "陈伟", False)
        assert [one.is_given for one in desk.ask(keys_of, desk.units["1503"])] == [True]
        letters = [one.letter for one in desk.ask(list_prints_about, "delivery", delivery.id)]
        assert letters == ["handover_slip", "flow_sheet"]


async def test_who_comes_is_found_and_written_down(handover_home: Path, handover_home_made: Made) -> None:
    desk = handover_home_made[0]
    async with at_station(handover_home) as pilot:
        count = 0

        async def keys(*names: str) -> None:
            nonlocal count
            count += len(names)
            await press(pilot, *names)

        await write(pilot, "90")
        await keys("enter")
        await write(pilot, "1502")
        await keys("enter", "ctrl+s")
        assert visit_at(pilot, desk, "1502").queue_number == 1
        assert count <= budget("handover_checked_in_by_search")
        # a second time in the day the number stays
        await write(pilot, "王芳")
        await press(pilot, "enter")
        assert "今天已签到，号码 001" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        assert visit_at(pilot, desk, "1502").queue_number == 1
        # somebody else comes for an owner, with a paper
        await show(pilot, CheckInScreen(delivery_id=desk.deliveries["1504"]))
        assert isinstance(pilot.app.screen, CheckInForm)
        form = pilot.app.screen.form
        # her card was read: she is no owner, and nobody's representative yet
        pilot.app.screen.take_customer(desk.people["孙丽"])
        await settle(pilot)
        form.typed = {"right": ["power_of_attorney", "委托书"], "document": "渝证字 77 号"}
        await press(pilot, "ctrl+s")
        row = visit_at(pilot, desk, "1504")
        assert (row.name, row.comes_as, row.station) == ("孙丽", "representative", "payment")
        # somebody who is neither may look, and stays at the reception until the right to act is there
        await show(pilot, CheckInForm(desk.deliveries["202"]))
        await press(pilot, "3", "enter")
        await write(pilot, "邻居老王")
        await press(pilot, "ctrl+s")
        assert visit_at(pilot, desk, "202").station == "reception"
        screen = await show(pilot, StationScreen(desk.batch, "reception"))
        assert "邻居老王 不是业主" in screen_text(pilot.app).replace("\n", "")
        await press(pilot, "enter")
        assert "更正来人" in screen_text(pilot.app)
        # the owner's own card says who it is
        pilot.app.screen.take_customer(desk.people["孙丽"])
        await press(pilot, "ctrl+s", "2")
        assert pilot.app.screen is screen
        assert (visit_at(pilot, desk, "202").name, visit_at(pilot, desk, "202").station) == ("孙丽", "payment")


async def test_every_other_end_of_a_way(handover_home: Path, handover_home_made: Made) -> None:
    with desk_of(handover_home, handover_home_made[0]) as desk:
        for room in ("1501", "1502", "1503", "1504"):
            here(desk, room)
        async with at_station(handover_home) as pilot:
            await show(pilot, StationScreen(desk.batch, "payment"))

            async def ends(deed: str, form: type) -> None:
                await press(pilot, "1", "f4", deed)
                assert isinstance(pilot.app.screen, form)

            await ends("1", RefuseForm)
            # 主体结构质量不合格
            await press(pilot, "3")
            assert "风险仍由开发商承担" in screen_text(pilot.app)
            await press(pilot, "ctrl+s")
            await ends("1", RefuseForm)
            # 一般瑕疵（可签收后整改）
            await press(pilot, "7", "enter")
            await write(pilot, "嫌层高")
            assert "无正当理由" in screen_text(pilot.app)
            await press(pilot, "ctrl+s")
            await ends("2", RescheduleForm)
            await press(pilot, "enter")
            await write(pilot, "业主赶飞机")
            await press(pilot, "ctrl+s")
            await press(pilot, "1", "f4", "3")
            assert isinstance(pilot.app.screen, LeaveForm)
            await write(pilot, "孩子发烧")
            await press(pilot, "ctrl+s")
            assert "按 1 叫号" not in screen_text(pilot.app)
        states = {room: (desk.delivery(room).state, desk.delivery(room).risk_on) for room in ("1501", "1502", "1503")}
        assert states == {
            "1501": ("refused_justified", None),
            "1502": ("refused_unjustified", RISK_ON),
            "1503": ("rescheduled", None),
        }
        assert desk.delivery("1504").state == "came"
        slips = [desk.ask(list_prints_about, "delivery", desk.deliveries[room]) for room in ("1501", "1502", "1503")]
        assert [[one.letter for one in told] for told in slips] == [["handover_slip"]] * 3


async def test_signed_with_a_list(handover_home: Path, handover_home_made: Made) -> None:
    with desk_of(handover_home, handover_home_made[0]) as desk:
        unasked(desk, *ELSEWHERE, "documents", "keys")
        inspected(desk, "1503", "minor")
        inspected(desk, "1504", "safety")
        for room in ("1503", "1504"):
            here(desk, room, past=("reception", *ON_THE_WAY))
        async with at_station(handover_home) as pilot:
            await show(pilot, StationScreen(desk.batch, "signature"))
            await press(pilot, "1", "2")
            form = pilot.app.screen.form  # type: ignore[attr-defined]
            assert form.typed["consent"] == "同意先收房，清单所列 1 项限期整改后复验"
            # the owner's own words, and when they come again
            form.typed = {"consent": "可以，两周内修好"}
            await press(pilot, "ctrl+s")
            # a danger lets nobody sign, whatever the reason
            await press(pilot, "1", "2")
            assert "why" not in pilot.app.screen.form.rows  # type: ignore[attr-defined]
            await press(pilot, "ctrl+s")
            assert isinstance(pilot.app.screen, SignForm)
            assert "✗ 安全隐患" in screen_text(pilot.app)
        delivery = desk.delivery("1503")
        assert (delivery.state, delivery.consent) == ("signed_with_list", "可以，两周内修好")
        rechecks = select(Inspection).where(Inspection.kind == "recheck")
        (again,) = desk.ask(lambda reader: list(reader.session.exec(rechecks)))
        assert again.planned_on == date(2026, 12, 6)
        assert desk.delivery("1504").state == "came"


async def test_a_complaint_keeps_the_place(handover_home: Path, handover_home_made: Made) -> None:
    with desk_of(handover_home, handover_home_made[0]) as desk:
        for room in ("1501", "1503"):
            here(desk, room)
        async with at_station(handover_home) as pilot:
            await show(pilot, StationScreen(desk.batch, "payment"))
            await press(pilot, "1", "4")
            assert visit_at(pilot, desk, "1501").aside
            await show(pilot, ComplaintScreen(desk.batch))
            await press(pilot, "3")
            # an enquiry of theirs begins
            assert isinstance(pilot.app.screen, EnquiryForm)
            await press(pilot, "escape", "1")
            assert isinstance(pilot.app.screen, ComplaintForm)
            await write(pilot, "地库漏水，去年就说过")
            await press(pilot, "ctrl+s")
            assert "投诉台没有人" in screen_text(pilot.app)
            await press(pilot, "escape", "1")
            # back, and the first in the line as before
            assert visit_at(pilot, desk, "1501").counter == HERE
            assert "地库漏水" in screen_text(pilot.app)


async def test_several_counters_and_an_override(handover_home: Path, handover_home_made: Made) -> None:
    with desk_of(handover_home, handover_home_made[0]) as desk:
        unasked(desk, *ELSEWHERE)
        owing, paid = here(desk, "1502", counter="B2"), here(desk, "1503")
        async with at_station(handover_home) as pilot:
            screen = await show(pilot, StationScreen(desk.batch, "payment"))
            # who is in another counter's hands is taken over only when the clerk says so
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, Confirm)
            await press(pilot, "enter")
            assert visit_at(pilot, desk, "1502").counter == HERE
            await press(pilot, "2")
            # the price is owed: what is missing is said, and whoever may says why they go on all the same
            assert isinstance(pilot.app.screen, PassForm)
            assert "房款尚欠" in screen_text(pilot.app)
            await press(pilot, "escape")
            assert visit_at(pilot, desk, "1502").station == "payment"
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, DuesScreen)
            await press(pilot, "escape", "2")
            await write(pilot, "总经理批准月底补齐")
            await press(pilot, "ctrl+s")
            assert visit_at(pilot, desk, "1502").station == "keys"
            events = store_of(pilot).read(lambda reader: get_visit(reader, owing)).events
            assert ("overridden", "price", "总经理批准月底补齐") in [(e.kind, e.text, e.override) for e in events]
            # another counter was faster: nothing is done twice
            await press(pilot, "1")
            do_beside(pilot, call, paid, "B2", take_over=True)
            do_beside(pilot, pass_station, paid, station="payment")
            await press(pilot, "2")
            assert "别的窗口刚办过" in screen_text(pilot.app).replace("\n", "")
            assert screen.visit is None
            # back to where something was forgotten, with a word why; a note for those who come after
            await show(pilot, StationScreen(desk.batch, "keys"))
            await press(pilot, "1", "7")
            await write(pilot, "业主下午三点前要走")
            await press(pilot, "ctrl+s", "6")
            # to the second station of the way
            await press(pilot, "2", "enter")
            await write(pilot, "发票抬头要改")
            await press(pilot, "ctrl+s")
            sent = store_of(pilot).read(lambda reader: get_visit(reader, owing))
            assert (sent.row.station, sent.row.passed) == ("payment", ("reception",))
            await press(pilot, "1", "3")
            missed = visit_at(pilot, desk, "1503")
            assert (missed.station, missed.counter) == ("keys", "")
        assert desk.ask(lambda reader: reader.get(Delivery, desk.deliveries["1502"]).came_on) == TODAY == NOW.date()
