"""The customer page names the papers that were not given back, those of merged duplicates among them."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select
from tests.fixtures_store import NOW
from tests.overview.riverside import SIZE, ask, counter_on, press, write
from tests.ui.conftest import screen_text, settle

from deskapp.desks.intake.screens.papers_custody import CustomerOriginals
from deskapp.office.customer.actions import merge_customers
from deskapp.office.customer.model import Customer
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.papers.actions import take_in
from deskapp.papers.drafts import PaperDraft
from deskapp.store.work import Work


async def test_papers_held_stand_on_the_page_and_open_where_they_are(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        first, second = ask(
            app,
            lambda reader: reader.session.exec(
                select(Customer.id).where(Customer.name == "李静").order_by(Customer.id)  # type: ignore[arg-type]
            ).all(),
        )

        def enter(work: Work) -> None:
            take_in(work, PaperDraft(second, "title", "[/b]=SUM(A1)产权证", shelf="A-3"))
            merge_customers(work, second, first)

        app.opened().write("test.papers", enter, NOW)
        await write(pilot, "lj")
        await press(pilot, "enter")
        assert isinstance(app.screen, CustomerScreen)
        text = screen_text(app)
        assert "未还资料" in text
        assert "[/b]=SUM(A1)产权证" in text
        assert "A-3" in text
        for _ in range(12):
            line = app.screen.line
            if line is not None and line.door is not None:
                break
            await press(pilot, "down")
        await press(pilot, "enter")
        assert isinstance(app.screen, CustomerOriginals)
        await press(pilot, "5", "enter")
        await press(pilot, "f3")
        assert "未还资料" not in screen_text(app)
