"""Words with markup and formulas stand on the screens as they were said."""

from __future__ import annotations

from pathlib import Path

from tests.complaints.complaint_ground import ComplaintDesk, at_counter
from tests.ui.conftest import screen_text, settle

from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen
from deskapp.desks.complaints.screens.complaints import ComplaintsScreen

SAID = "延期[/b]三月 =1+1 <b>"


async def test_markup_is_words_in_the_list_and_on_the_page(desk: ComplaintDesk, tmp_path: Path) -> None:
    complaint = desk.log(SAID, remedy="[red]退房")
    async with at_counter(desk, tmp_path) as pilot:
        pilot.app.push_screen(ComplaintsScreen())
        await settle(pilot)
        listed = screen_text(pilot.app)
        pilot.app.push_screen(ComplaintScreen(complaint.case_id))
        await settle(pilot)
        page = screen_text(pilot.app)
    assert "延期[/b]三月" in listed
    assert SAID in page
    assert "[red]退房" in page
