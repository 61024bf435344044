"""What the stories of cases happen in: a morning's cases, and the counter open at the search box."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fixtures_store import Counter
from tests.intake.dossier import NOW, TODAY, Desk
from tests.overview.riverside import labels, notice, press, write
from tests.ui.conftest import screen_text, settle
from textual.pilot import Pilot

from deskapp.cases.appointments import AppointmentDraft, add_appointment
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.papers import set_paper
from deskapp.cases.people import ensure_department
from deskapp.cases.pinned import procedure_of
from deskapp.cases.tasks import give_task
from deskapp.cases.waiting import begin_waiting, note_contact
from deskapp.casework.actions_authority import AuthorityDraft, note_authority
from deskapp.settings import Home, Settings, find_home
from deskapp.store.work import Work
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring, engine, open_home

__all__ = ["labels", "notice", "press", "screen_text", "settle", "write"]

SIZE = (80, 24)
WIDE = (120, 36)
FIELDS = {"kind": "transfer", "price": "4000000000", "taxable_value": "4000000000"}


@dataclass(frozen=True)
class Morning:
    """Cases as they lie there: one waits for papers, one is with the authority, two are weeks old."""

    waiting: int
    at_authority: int
    new: int
    late: int


def make_morning(desk: Desk) -> Morning:
    """Four cases of three procedures, with everything that a page can show."""
    waiting = desk.open(fields=FIELDS, need="Bán đất cho em họ, muốn xong trước Tết", tell_by="hand")
    desk.bring(waiting, "verification")
    first, second, *_ = page_of(desk, waiting).papers
    desk.do(set_paper, waiting, first.code, "original", originals=1, engine=desk.engine)
    desk.do(set_paper, waiting, second.code, "promised", promised_on=TODAY, engine=desk.engine)
    desk.do(_survey, waiting)
    visit = AppointmentDraft(
        datetime(2026, 11, 22, 13, 0, tzinfo=UTC), case_id=waiting, customer_id=desk.dat, place="Quầy 3"
    )
    desk.do(add_appointment, visit)
    desk.do(note_contact, waiting, "Khách gọi hỏi tiến độ", way="phone")
    desk.do(begin_waiting, waiting, "papers", engine=desk.engine)
    with_them = desk.open(fields=FIELDS)
    desk.bring(with_them, "work")
    submitted = AuthorityDraft(with_them, "submit", number="BN-26734.118", day=date(2026, 12, 3))
    desk.do(note_authority, submitted, engine=desk.engine)
    now = desk.now
    desk.later(days=-40)
    new = desk.open("vn-split-merge", customer_id=desk.lan, fields={})
    late = desk.open(
        "cn-other", customer_id=None, parcel_id=None, caller_name="陈先生", caller_phone="13800138000", language="zh"
    )
    desk.now = now
    return Morning(waiting, with_them, new, late)


def _survey(work: Work, case_id: int) -> None:
    field = ensure_department(work, procedure_of(work, work.get(Case, case_id)), "field")
    give_task(work, case_id, "Đo đạc lại ranh giới", department_id=field, due_on=date(2026, 11, 25), take_by=TODAY)


def page_of(desk: Desk, case_id: int) -> CasePage:
    """The page as its screen reads it."""
    found: CasePage = desk.ask(get_case_page, desk.engine, case_id, TODAY, desk.counter.clerk.id)
    return found


class CaseWiring(CounterWiring):
    """The program's own, with the names that the pictures show; tracking codes differ from run to run."""

    def __init__(self) -> None:
        self.opened: Any = None

    def open(self, home: Home) -> Any:
        from deskapp.ui.work import Counter as Opened

        self.opened = open_home(home, NOW, writes=True)
        return Opened(self.opened, "滨江壹号", "王敏")


@asynccontextmanager
async def at_counter(
    desk: Desk, folder: Path, language: Any = "zh", size: tuple[int, int] = SIZE
) -> AsyncIterator[Pilot[int]]:
    """The counter on a copy of what the desk has by now."""
    home = find_home(folder / "counter")
    home.prepare()
    with (
        closing(sqlite3.connect(desk.counter.store.database)) as source,
        closing(sqlite3.connect(home.database)) as copy,
    ):
        source.backup(copy)
        copy.execute("UPDATE case_file SET tracking_code = 'TRACK' || id")
        copy.commit()
    wiring = CaseWiring()
    app = DeskApp(home, wiring, Settings(language=language), now=lambda: NOW)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        wiring.opened.close()
    assert app.fault is None


def at(pilot: Pilot[int]) -> Desk:
    """The desk over the counter's own database."""
    assert isinstance(pilot.app, DeskApp)
    assert isinstance(pilot.app.wiring, CaseWiring)
    data = pilot.app.wiring.opened
    return Desk(Counter(data.store, data.clerk), engine(data.home, lambda: TODAY), 1, 2, 1)


async def open_case_page(pilot: Pilot[int], desk: Desk, case_id: int) -> None:
    """By its number, from the search box."""
    await write(pilot, desk.case(case_id).number)
    await press(pilot, "enter")


def events(desk: Desk, case_id: int) -> list[CaseEvent]:
    """The timeline as it was entered."""
    from sqlmodel import col, select

    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(col(CaseEvent.id))
    found: list[CaseEvent] = desk.ask(lambda reader: list(reader.session.exec(query)))
    return found


YESTERDAY = NOW - timedelta(days=1)
