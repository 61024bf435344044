"""Cases by the fast ways: a letter's barcode, the tail of a number, signs before rows of a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW
from tests.overview.riverside import SIZE, ask, counter_on, notice, press, write
from tests.overview.test_fast_scans import LAN, ZHANG
from tests.ui.conftest import settle
from tests.ui.test_readers_at_the_counter import burst

from deskapp.cases.opening import CaseDraft, open_case
from deskapp.desks.intake.screens.enquiry import EnquiryForm
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.messages.barcode import make_number
from deskapp.messages.model import PrintJob
from deskapp.overview.screens.case import CaseScreen
from deskapp.overview.screens.hits import HitList
from deskapp.overview.screens.search import SearchScreen
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.ui.table import Table
from deskapp.wiring import open_home


@pytest.fixture
def cases(home: Path) -> list[tuple[int, str]]:
    """Two cases of the development."""
    opened = open_home(find_home(home), NOW, writes=True)
    try:
        found = []
        for unit in (1, 2):
            draft = CaseDraft("cn-renovation", customer_id=1, unit_id=unit)
            case = opened.write("case.open", lambda work, draft=draft: _open(work, opened, draft), NOW)  # type: ignore[misc]
            found.append(case)
        return found
    finally:
        opened.close()


def _open(work: Any, opened: Any, draft: CaseDraft) -> tuple[int, str]:
    case = open_case(work, opened.engine.procedures, draft)
    return record_id(case), case.number


async def test_the_barcode_of_a_letter_opens_its_case(home: Path, cases: list[tuple[int, str]]) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, make_number(cases[1][0]) + "\n")
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.number == cases[1][0]
        # on a page whose figures are commands, too: 9 opens the letters, and goes again
        await burst(pilot, make_number(cases[0][0]) + "\n")
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.number == cases[0][0]
        await press(pilot, "f11")
        assert isinstance(app.screen, SearchScreen)


async def test_a_number_that_only_looks_like_a_barcode_is_typed(home: Path, cases: list[tuple[int, str]]) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        wrong = make_number(cases[0][0])[:-1] + str((int(make_number(cases[0][0])[-1]) + 1) % 10)
        await burst(pilot, wrong)
        assert isinstance(app.screen, SearchScreen)
        assert app.screen.query_one("#box").value == wrong  # type: ignore[attr-defined]


async def test_the_tail_of_a_number_finds_the_case(home: Path, cases: list[tuple[int, str]]) -> None:
    app = counter_on(home, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "1122-2")
        await settle(pilot)
        first = app.screen.query_one(HitList).hits[0]
        assert (first.kind, first.key) == ("case", cases[1][1])
        await press(pilot, "enter")
        assert isinstance(app.screen, CaseScreen)


async def test_signs_before_several_rows_and_one_enter(home: Path, cases: list[tuple[int, str]]) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "10")
        await press(pilot, "enter")
        await settle(pilot)
        app.screen.query_one(Table).focus()
        await press(pilot, "2", "down", "p", "enter")
        await settle(pilot)
        assert isinstance(app.screen, EditCaseForm)
        assert cases[1][1] in app.screen.title_text()
        printed = ask(app, lambda reader: list(reader.session.exec(select(PrintJob.about_id))))
        assert printed == [cases[0][0]]


async def test_a_card_names_whom_a_new_case_is_for(home: Path) -> None:
    app = counter_on(home, "vi")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "37 3-2-1501")
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, NewCaseForm)
        form = app.screen
        await burst(pilot, ZHANG + "\n")
        assert app.screen is form
        assert form.form.rows["customer_id"].box.value.startswith("张三丰")
        await burst(pilot, LAN + "\n")
        assert isinstance(app.screen, CustomerForm)
        await press(pilot, "ctrl+s")
        await settle(pilot)
        assert app.screen is form
        assert form.form.rows["customer_id"].box.value.startswith("Trần Thị Lan")
        assert "Trần Thị Lan" in notice(app) or notice(app) == ""


async def test_a_card_names_who_asks(home: Path) -> None:
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "04")
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, EnquiryForm)
        await burst(pilot, ZHANG + "\n")
        assert isinstance(app.screen, EnquiryForm)
        assert app.screen.form.typed["customer_id"] == [1, "张三丰"]
