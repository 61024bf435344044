"""How taking complaints looks: the form with what is open, the mass events; in the three languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.complaints.complaint_ground import ComplaintDesk, at, at_counter, show
from tests.overview.riverside import press, write
from tests.ui.conftest import Seen, seen

from deskapp.desks.complaints.taking.events import EventDraft, join_event, open_event
from deskapp.desks.complaints.taking.screens.deeds import CrisisForm
from deskapp.desks.complaints.taking.screens.event_form import EventForm
from deskapp.desks.complaints.taking.screens.events import EventsScreen
from deskapp.desks.complaints.taking.screens.log import LogForm
from deskapp.locale import LANGUAGES
from deskapp.store.base import record_id

__all__ = ["seen"]

SAID = {
    "zh": "爆管抢修中，今晚 18 点前恢复供水，物业在大堂送水。",
    "vi": "Ống nước vỡ đang sửa, có nước lại trước 18 giờ tối nay; có nước uống ở sảnh.",
    "en": "A burst pipe is being mended; water is back by 18:00, and there is water in the lobby.",
}


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


async def test_the_pictures_of_taking(desk: ComplaintDesk, tmp_path: Path, seen: Seen) -> None:
    draft = EventDraft("3 栋停水抢修", "water", desk.building, said=SAID, expected_at=at("2026-11-02T18:00"))
    event = record_id(desk.do(open_event, draft))
    first = desk.log("停水了", category="water")
    desk.do(join_event, record_id(first), event, engine=desk.engine)
    desk.log("龙头没水", category="water", unit_id=desk.units["1601"], customer_id=None)
    desk.now = at("2026-11-02T10:05")
    async with at_counter(desk, tmp_path) as pilot:

        async def in_each() -> None:
            """In the three languages, one after the other."""
            for _ in LANGUAGES:
                await seen(pilot)
                await press(pilot, "ctrl+l")

        form = await show(pilot, LogForm(unit_id=desk.units["1502"]))
        await write(pilot, "没水")
        await seen(pilot)
        form.form.load({"category": "water"})
        await press(pilot, "enter", "f8")
        await in_each()
        form.form.load({"channel": "hotline_12345", "level": "3"})
        await press(pilot, "f8")
        await seen(pilot)
        await show(pilot, EventsScreen())
        await in_each()
        await show(pilot, EventForm(event))
        await in_each()
        await show(pilot, CrisisForm(first.case_id, "TS-20261102-0001"))
        await in_each()
