"""A filing password at the counter: typed as dots, kept as dots, and shown for a reason that is in the trail before."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import col, select
from tests.case_screens.case_ground import at, at_counter, open_case_page, press, screen_text, settle, write
from tests.case_screens.test_case_stories import said, told
from tests.intake.dossier import Desk

from deskapp.cases.fields import read_fields
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.overview.screens.case import CaseScreen
from deskapp.store.rights import Rights
from deskapp.store.secrets import SHOWN, is_sealed
from deskapp.store.tables import Audit
from deskapp.ui.form import Form
from deskapp.ui.shell import DeskApp

PASSWORD = "Zulin-7391"
FIELDS = {"kind": "new", "tenant": "李静", "filing_password": PASSWORD}


def lease(desk: Desk) -> int:
    return desk.open("cn-rental-filing", fields=FIELDS, parcel_id=None, language="zh")


def reasons(desk: Desk) -> list[str]:
    query = select(Audit.reason).where(col(Audit.action) == "reveal.case")
    found: list[str] = desk.ask(lambda reader: list(reader.session.exec(query)))
    return found


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_it_is_dots_until_a_reason_is_given(desk: Desk, tmp_path: Path, language: str) -> None:
    case = lease(desk)
    async with at_counter(desk, tmp_path, language) as pilot:
        await open_case_page(pilot, desk, case)
        assert SHOWN in said(pilot)
        assert PASSWORD not in said(pilot)
        await press(pilot, "f8")
        await write(pilot, "..")
        await press(pilot, "enter")
        assert PASSWORD not in screen_text(pilot.app)
        await press(pilot, "escape", "f8")
        await write(pilot, "check the filing")
        await press(pilot, "enter")
        await settle(pilot)
        assert PASSWORD in said(pilot)
        assert reasons(at(pilot)) == ["check the filing"]
        await press(pilot, "f2", "f3")
        assert isinstance(pilot.app.screen, CaseScreen)
        assert PASSWORD not in said(pilot)
        await press(pilot, "f3")
        await write(pilot, PASSWORD)
        assert "FZ-" not in screen_text(pilot.app)


async def test_the_form_shows_none_and_keeps_it_where_nothing_is_typed(desk: Desk, tmp_path: Path) -> None:
    case = lease(desk)
    async with at_counter(desk, tmp_path, "zh") as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "f2")
        await settle(pilot)
        form = pilot.app.screen.query_one(Form)
        assert isinstance(pilot.app.screen, EditCaseForm)
        assert form.rows["own_filing_password"].box.value == ""
        form.focus_field("own_tenant")
        await press(pilot, "end")
        await write(pilot, "2")
        await press(pilot, "f10")
        await settle(pilot)
        stored = read_fields(at(pilot).case(case))
        assert stored["tenant"] == "李静2"
        assert stored["filing_password"] == read_fields(desk.case(case))["filing_password"]
        await press(pilot, "f2")
        await settle(pilot)
        pilot.app.screen.query_one(Form).focus_field("own_filing_password")
        await write(pilot, "Other-8842")
        assert "Other-8842" not in screen_text(pilot.app)
        await settle(pilot)
        files = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert not [
            file for file in files if b"Other-8842" in file.read_bytes() or PASSWORD.encode() in file.read_bytes()
        ]
        await press(pilot, "f10")
        await settle(pilot)
        assert isinstance(pilot.app, DeskApp)
        assert "own_filing_password" not in pilot.app.last_saved["case.edit"]
        now = read_fields(at(pilot).case(case))["filing_password"]
        assert is_sealed(now)
        assert now != stored["filing_password"]


async def test_whoever_may_not_is_told_before_a_reason(desk: Desk, tmp_path: Path) -> None:
    case = lease(desk)
    async with at_counter(desk, tmp_path, "en") as pilot:
        await open_case_page(pilot, desk, case)
        data = at(pilot)
        object.__setattr__(data.counter.clerk, "rights", Rights(actions=("case.*",)))
        await press(pilot, "f8")
        assert told(pilot)
        assert isinstance(pilot.app.screen, CaseScreen)
        assert PASSWORD not in screen_text(pilot.app)
        assert reasons(data) == []
