"""A card on the reader finds its customer or begins one, from any screen."""

from __future__ import annotations

from pathlib import Path

from tests.overview.riverside import SIZE, counter_on, notice, press, write
from tests.ui.conftest import settle
from tests.ui.test_readers_at_the_counter import burst

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.search import SearchBox, SearchScreen
from deskapp.overview.screens.unit import UnitScreen

ZHANG = "张三丰|男|汉|19850412|重庆市江北区滨江路1号|110105198504121172|北京市公安局朝阳分局|2016.01.05-2036.01.05"
DAT = "001085012345|012345678|Nguyễn Văn Đạt|01021985|Nam|Số 1 Tràng Tiền, Hà Nội|10052021"
LAN = "079190123456|023456789|Trần Thị Lan|15081990|Nữ|12 Lê Lợi, Quận 1, TP. Hồ Chí Minh|10052021"


async def test_a_card_opens_its_customer(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, ZHANG + "\n")
        assert isinstance(app.screen, CustomerScreen)
        assert "张三丰" in app.screen.title_text()
        await press(pilot, "f3")
        assert isinstance(app.screen, SearchScreen)
        assert app.screen.query_one(SearchBox).value == ""


async def test_a_card_on_a_page_where_figures_are_commands(home: Path) -> None:
    app = counter_on(home, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "3-2-1501")
        await press(pilot, "enter")
        assert isinstance(app.screen, UnitScreen)
        await burst(pilot, DAT + "\n")
        assert isinstance(app.screen, CustomerScreen)
        assert "Nguyễn Văn Đạt" in app.screen.title_text()


async def test_an_unknown_card_begins_a_customer(home: Path) -> None:
    app = counter_on(home, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, LAN + "\n")
        assert isinstance(app.screen, CustomerForm)
        typed = app.screen.form.typed
        assert (typed["name"], typed["id_number"], typed["address"]) == (
            "Trần Thị Lan",
            "079190123456",
            "12 Lê Lợi, Quận 1, TP. Hồ Chí Minh",
        )
        assert (typed["id_kind"][0], typed["country"][0], typed["birth"]) == ("vn-cccd", "VN", "15/08/1990")
        await write(pilot, "0912345679")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, CustomerScreen)
        await press(pilot, "f11")
        await burst(pilot, LAN + "\n")
        assert isinstance(app.screen, CustomerScreen)
        assert "Trần Thị Lan" in app.screen.title_text()


async def test_what_an_input_method_left_of_a_card_opens_nothing(home: Path) -> None:
    app = counter_on(home, "en")
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, LAN.replace("079190123456", "07919012345ơ") + "\n")
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)
        assert "input method" in notice(app)
