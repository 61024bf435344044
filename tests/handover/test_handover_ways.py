"""From anywhere to the handover desk: the page of a home, the box, a scan, codes, Today, the day's end."""

from __future__ import annotations

from pathlib import Path

from tests.contracts.contract_ground import open_desk
from tests.handover.handover_ground import HandoverDesk
from tests.handover.overview_ground import busy
from tests.overview.riverside import SIZE, counter_on, press, write
from tests.ui.conftest import Seen, screen_text, seen, settle
from tests.ui.test_readers_at_the_counter import burst

from deskapp.casework.screens.long_list import RecordTable
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.messages.barcode import DELIVERY, KEY_SET, make_number
from deskapp.overview.recent import Recent
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.day_end import DayEndScreen
from deskapp.overview.screens.handover_doors import make_watch
from deskapp.overview.screens.today import TodayScreen
from deskapp.overview.screens.unit import UnitScreen

__all__ = ["seen"]


def made_busy(made: HandoverDesk, home: Path) -> dict[str, int]:
    with open_desk(home / "deskapp.db") as counter:
        made.counter = counter
        return busy(made)


async def test_every_way_leads_to_the_handover_of_a_home(
    handover_home_made: tuple[HandoverDesk, Path], handover_home: Path
) -> None:
    desk = handover_home_made[0]
    with open_desk(handover_home / "deskapp.db") as counter:
        number = desk.deliveries["1502"]
        notice = counter.ask(get_delivery, number).sent[-1].number
    app = counter_on(handover_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for typed, keys in ((notice, ("enter",)), ("3-2-1502", ("enter", "4"))):
            await write(pilot, typed)
            await press(pilot, *keys)
            await settle(pilot)
            assert type(app.screen).__name__ == "DeliveryScreen", (typed, screen_text(app))
            assert app.screen.delivery_id == number  # type: ignore[attr-defined]
            await press(pilot, "f11")
        await write(pilot, "93 3-2-1505")
        await press(pilot, "enter")
        await settle(pilot)
        assert "3-2-1505 没有待办的交房" in screen_text(app)
        await burst(pilot, make_number(number, DELIVERY) + "\n")
        await settle(pilot)
        assert type(app.screen).__name__ == "CheckInForm", screen_text(app)


async def test_today_the_evening_and_the_pages_name_what_waits_and_open_it(
    handover_home_made: tuple[HandoverDesk, Path], handover_home: Path, seen: Seen
) -> None:
    made = made_busy(desk := handover_home_made[0], handover_home)
    app = counter_on(handover_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await burst(pilot, make_number(made["lent"], KEY_SET) + "\n")
        await settle(pilot)
        assert "YS-1501" in screen_text(app)
        await press(pilot, "f11")
        screens = (
            UnitScreen(desk.units["1502"], Recent()), UnitScreen(desk.units["1501"], Recent()),
            CustomerScreen(desk.people["陈伟"], Recent()), TodayScreen(Recent()), DayEndScreen(Recent()),
        )  # fmt: skip
        rooms = {
            "safety": ("3-2-1501", "入户门"), "returned": ("3-2-1502", "王芳"), "keys": ("YS-1501", "通达水电"),
            "rechecks": ("3-2-1504",), "deemable": (),
        }  # fmt: skip
        for name, told in rooms.items():
            app.push_screen(make_watch(name))
            await settle(pilot)
            shown = screen_text(app)
            assert all(part in shown for part in told), (name, shown)
            if name == "deemable":
                assert app.screen.query_one(RecordTable).window.current is None
            await press(pilot, "f3")
        app.push_screen(TodayScreen(Recent()))
        await settle(pilot)
        assert "今日交房 第一批" in screen_text(app)
        await press(pilot, "home", "enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "BoardScreen", screen_text(app)
        await press(pilot, "f3", "f3")
        for language in ("zh", "vi", "en"):
            for screen in screens if language == "zh" else screens[:4:3] if language == "vi" else screens[:1]:
                app.push_screen(screen)
                await settle(pilot)
                await seen(pilot)
                await press(pilot, "f3")
            await press(pilot, "ctrl+l")
            await settle(pilot)
