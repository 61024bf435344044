"""Stories of taking complaints at the counter: known owner, joined ones, crisis, and an order of 12345."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sqlmodel import col, select
from tests.complaints.complaint_ground import ComplaintDesk, asked, at, at_counter, show
from tests.overview.riverside import press, write
from tests.ui.conftest import screen_text

from deskapp.cases.model import Case
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.screens.log import LogForm
from deskapp.overview.screens.search import SearchScreen
from deskapp.store.work import Reader


def budget(name: str) -> int:
    budgets = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))
    return int(budgets[name]["keys"])


def complaints(reader: Reader) -> list[Complaint]:
    return list(reader.session.exec(select(Complaint).order_by(col(Complaint.id))))


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


async def test_a_known_owner_in_eight_keys(desk: ComplaintDesk, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        count = 0

        async def keys(*names: str) -> None:
            nonlocal count
            count += len(names)
            await press(pilot, *names)

        await write(pilot, "71 zsf 1501")
        await keys("enter")
        assert isinstance(pilot.app.screen, LogForm)
        print(screen_text(pilot.app))
        await write(pilot, "楼上装修把我家卫生间弄漏了")
        await keys("enter", "enter", "enter")
        await write(pilot, "渗")
        await keys("enter", "ctrl+s")
        print(screen_text(pilot.app))
        assert isinstance(pilot.app.screen, SearchScreen)
        assert count <= budget("complaint_logged")
        (one,) = asked(pilot, complaints)
        assert (one.unit_id, one.category, one.relation, one.level) == (desk.units["1501"], "leak", "owner", 1)
