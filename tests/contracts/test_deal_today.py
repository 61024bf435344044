"""What of sales waits on Today, and the lists behind it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import TODAY
from tests.overview.riverside import SIZE, counter_on, press
from tests.ui.conftest import screen_text, settle

from deskapp.casework.screens.long_list import RecordTable
from deskapp.locale import LANGUAGES, words
from deskapp.overview.deal_today import MOST, DealDay, deal_lines, get_deal_day
from deskapp.overview.recent import Recent
from deskapp.overview.screens.deal_doors import make_watch
from deskapp.overview.screens.today import TodayScreen


def test_what_is_beyond_counting_is_told_as_more() -> None:
    for language in LANGUAGES:
        said = words(language)
        (line,) = deal_lines(DealDay(shut=MOST), said, TODAY)
        assert line.said[0][0].endswith("999+")
        assert not list(deal_lines(DealDay(), said, TODAY))


def test_each_is_counted_once(contract_desk: ContractDesk) -> None:
    day = contract_desk.counter.ask(get_deal_day, TODAY)
    assert (day.shut, day.ending, day.stuck, day.asking, day.unanswered) == (1, 0, 0, 0, 0)
    assert contract_desk.counter.ask(get_deal_day, TODAY + timedelta(days=4)).ending == 1


async def test_today_names_what_waits_and_opens_its_list(pages: Path) -> None:
    app = counter_on(pages)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.push_screen(TodayScreen(Recent()))
        await settle(pilot)
        shown = screen_text(app)
        for line in ("备案到期或将到期、条件不全 1", "按揭久未进展 1", "催办今日到期 1"):
            assert line in shown, shown
        for name, room in (("shut", "3-2-1502"), ("stuck", "3-2-1502")):
            app.push_screen(make_watch(name))
            await settle(pilot)
            shown = screen_text(app)
            others = {f"3-2-150{last}" for last in range(1, 6)} - {room}
            assert room in shown, shown
            assert not [other for other in others if other in shown], shown
            await press(pilot, "f3")
        for name in ("unanswered", "ending"):
            app.push_screen(make_watch(name))
            await settle(pilot)
            assert app.screen.query_one(RecordTable).window.current is None
            await press(pilot, "f3")
        await press(pilot, "home", "enter")
        assert type(app.screen).__name__ == "FilingQueue", screen_text(app)
