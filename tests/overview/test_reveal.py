"""A customer's numbers in full: for a reason that is in the trail before they are on the screen."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select
from tests.overview.riverside import SIZE, counter_on
from tests.ui.conftest import settle

from deskapp.casework.screens.pane import Pane
from deskapp.overview.recent import Recent
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.store.tables import Audit

WHOLE, MASKED = "110105198504121172", "110105********1172"


async def test_numbers_are_whole_for_a_reason_until_the_page_is_left(home: Path) -> None:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.push_screen(CustomerScreen(1, Recent()))
        await settle(pilot)

        def shown() -> str:
            return "\n".join(
                "".join(text for text, _ in line.said) for line in app.screen.query_one("#main", Pane).lines
            )

        assert MASKED in shown()
        assert WHOLE not in shown()
        await pilot.press("8")
        await settle(pilot)
        await pilot.press("a", "enter")
        await settle(pilot)
        assert isinstance(app.screen_stack[-2], CustomerScreen), "a reason that says nothing is asked for again"
        await pilot.press(*"hedui", "enter")
        await settle(pilot)
        assert WHOLE in shown()
        store = app.opened().store
        entry = store.read(
            lambda reader: reader.session.exec(select(Audit).where(Audit.action == "reveal.customer")).one()
        )
        assert (entry.entity, entry.entity_id, entry.reason) == ("customer", 1, "ahedui")
        # the form opened from here shows them, too; the next one does not
        for stands in (WHOLE, MASKED):
            await pilot.press("f2")
            await settle(pilot)
            assert app.screen.form.rows["id_number"].box.value == stands  # type: ignore[attr-defined]
            await pilot.press("escape")
            await settle(pilot)
        app.screen.load()  # type: ignore[attr-defined]
        await settle(pilot)
        assert WHOLE not in shown()
    assert app.fault is None
