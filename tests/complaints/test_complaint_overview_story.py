"""From anywhere to the complaints: list, figures, the pages of a home and its owner, Today, search; as pictures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.complaints.complaint_ground import ComplaintDesk, at_counter, show
from tests.overview.riverside import press, write
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.desks.complaints.figures.screens.dashboard import DashboardScreen
from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint
from deskapp.desks.complaints.handling.screens.answer import ComplaintAnswer
from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen
from deskapp.desks.complaints.screens.complaints import ComplaintsScreen
from deskapp.desks.complaints.taking.screens.log import LogForm
from deskapp.desks.services.orders.screens.repair_form import RepairForm
from deskapp.overview.screens.case import CaseScreen
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.today import TodayScreen
from deskapp.overview.screens.unit import UnitScreen
from deskapp.store.base import record_id

__all__ = ["seen"]


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


def fill(desk: ComplaintDesk) -> None:
    """Open ones of each level and several ages, one of them an order of 12345, and some that were closed."""
    now = desk.now
    for index, (words, level, days, room, who) in enumerate(
        (
            ("卫生间渗水，楼下也湿了", 2, 0, "1501", "张三丰"),
            ("电梯停运两天", 3, 2, "1502", "李静"),
            ("夜间施工噪音", 1, 6, "1502", "李静"),
            ("地库积水", 1, 40, "1501", "张三丰"),
        )
    ):
        desk.log(
            words, level=level, level_reason="试", received_at=now - timedelta(days=days, minutes=index),
            unit_id=desk.units[room], customer_id=desk.people[who], category="other",
        )  # fmt: skip
    desk.log(
        "道路破损", customer_id=None, unit_id=None, relation="other", caller_name="赵六", place="东门",
        category="other", channel="hotline_12345", outside="12345", outside_number="CQ20261102-00187",
        level=2, level_reason="试", outside_due_at=now + timedelta(days=3),
    )  # fmt: skip
    for words, cause in (("门锁坏", "material"), ("墙面开裂", "construction"), ("瓷砖空鼓", "construction")):
        one = record_id(desk.log(words, received_at=now - timedelta(hours=2), level=1, level_reason="试"))
        draft = CloseDraft("已修好并经业主确认", "valid", cause, "总包")
        desk.do(close_complaint, one, draft, engine=desk.engine)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_list_and_the_figures(desk: ComplaintDesk, tmp_path: Path, language: str, seen: Seen) -> None:
    fill(desk)
    async with at_counter(desk, tmp_path, language) as pilot:
        await show(pilot, ComplaintsScreen())
        await seen(pilot)
        await press(pilot, "f9")
        assert isinstance(pilot.app.screen, DashboardScreen)
        await seen(pilot)
        await press(pilot, "3")
        assert isinstance(pilot.app.screen, ComplaintsScreen)
        assert "电梯停运" in screen_text(pilot.app)
        assert "渗水" not in screen_text(pilot.app)
        await press(pilot, "escape", "escape", "escape")
        await show(pilot, UnitScreen(desk.units["1501"], pilot.app.screen_stack[-1].recent))  # type: ignore[attr-defined]
        await seen(pilot)


async def test_every_way_leads_there(desk: ComplaintDesk, tmp_path: Path) -> None:
    fill(desk)
    async with at_counter(desk, tmp_path) as pilot:
        app = pilot.app
        # the list opens a complaint
        await write(pilot, "60")
        await press(pilot, "enter")
        assert isinstance(app.screen, ComplaintsScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, ComplaintScreen)
        await press(pilot, "escape", "escape")
        # the number of another house, by its tail; its answer sheet
        await write(pilot, "00187")
        await settle(pilot)
        assert "赵六" in screen_text(app)
        await press(pilot, "f9")
        assert isinstance(app.screen, ComplaintAnswer)
        await press(pilot, "escape", "enter")
        assert isinstance(app.screen, ComplaintScreen)
        await press(pilot, "escape", "escape")
        # the page of a home and of its owner
        await write(pilot, "3-2-1501")
        await press(pilot, "enter")
        assert isinstance(app.screen, UnitScreen)
        told = screen_text(app)
        assert "渗水" in told
        assert "另有3件" in told
        await press(pilot, "6")
        assert isinstance(app.screen, LogForm)
        await press(pilot, "escape")
        await press(pilot, "7")
        assert isinstance(app.screen, RepairForm)
        await press(pilot, "escape", "escape")
        await show(pilot, CustomerScreen(desk.people["李静"], app.screen_stack[-1].recent))
        assert "电梯停运" in screen_text(app)
        await press(pilot, "1")
        assert isinstance(app.screen, LogForm)
        await press(pilot, "escape", "escape")
        # Today names what is due first
        await press(pilot, "f5")
        assert isinstance(app.screen, TodayScreen)
        assert "投诉已超时" in screen_text(app)
        await press(pilot, "escape")
        # the page of the case leads to the complaint's
        case_id = desk.complaint(1).case_id
        await show(pilot, CaseScreen(case_id, app.screen_stack[-1].recent))
        await press(pilot, "f10")
        assert isinstance(app.screen, ComplaintScreen)
