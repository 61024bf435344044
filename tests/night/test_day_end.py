"""The end of a day: what is left to count and close, whom tomorrow is about, the pack for a dark day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any

import docx
import pytest
from sqlmodel import select
from tests.case_screens.case_ground import Morning, at_counter, make_morning, press
from tests.intake.dossier import NOW, Desk
from tests.overview.riverside import notice
from tests.reports.reports_ground import deskapp
from tests.ui.conftest import Seen, screen_text

from deskapp.cases.appointments import AppointmentDraft, add_appointment, cancel_appointment
from deskapp.casework.blank_forms import reserve_forms
from deskapp.casework.screens.cash_daybook import DayBookScreen
from deskapp.errors import DeskError, Exit
from deskapp.locale import LANGUAGES, words
from deskapp.messages.actions import queue_message
from deskapp.messages.drafts import MessageDraft
from deskapp.money.daybook import close_day
from deskapp.money.drafts import CloseDraft, ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.office.staff.model import Staff
from deskapp.overview.day_end import DayEnd, get_day_end
from deskapp.overview.day_end_making import make_pack
from deskapp.overview.day_end_words import Section, day_end_json, day_end_look, day_end_text, sections
from deskapp.overview.screens.day_end import DayEndScreen
from deskapp.papers.actions import cancel_move, move_paper, take_in
from deskapp.papers.drafts import MoveDraft, PaperDraft
from deskapp.papers.model import PaperMove
from deskapp.store.base import record_id
from deskapp.store.tables import Audit

PHONE = "0912345678"
ZH = words("zh")


def evening(desk: Desk) -> Morning:
    """The morning's cases, and what a day leaves behind."""
    morning = make_morning(desk)
    visit = AppointmentDraft(NOW + timedelta(days=1), case_id=morning.at_authority, place="Quầy 1")
    desk.do(add_appointment, visit)
    off = desk.do(add_appointment, replace(visit, place="Quầy 9"))
    desk.do(cancel_appointment, record_id(off), "bận")
    # beyond the next working day
    desk.do(add_appointment, replace(visit, starts_at=NOW + timedelta(days=3), place="Quầy 8"))
    desk.do(receive, ReceiptDraft(desk.dat, Decimal(2_000_000), "VND", "cash"))
    desk.do(queue_message, MessageDraft(desk.dat, "hand", "", "", "Chào anh", "vi"))
    desk.do(take_in, PaperDraft(desk.dat, "certificate", "Sổ hồng", shelf="A-03"))
    lent = desk.do(take_in, PaperDraft(desk.dat, "certificate", "Sổ đỏ", shelf="A-03"))
    desk.do(move_paper, record_id(lent), MoveDraft("bank", "Agribank", due_back=date(2026, 11, 22)))
    staff = desk.ask(lambda reader: reader.session.exec(select(Staff)).first())
    desk.do(lambda work: work.change(work.get(Staff, staff.id), {"phone": "13600136000"}))
    return morning


def lists(desk: Desk, *, full: bool = False) -> dict[str, Section]:
    end = desk.ask(get_day_end, desk.counter.clerk, desk.now)
    return {part.key: part for part in sections(end, ZH, UTC, ["表单"], full=full)}


def said(part: Section) -> list[str]:
    return [" ".join(cell for cell in entry.cells if cell) for entry in part.entries]


def test_the_evening_is_told_list_by_list(desk: Desk) -> None:
    evening(desk)
    found = lists(desk)
    assert said(found["messages"]) == ["5 条待发", "2 条要人工发"]
    assert said(found["cash"]) == ["未日结", "现金 2,000,000 ₫ 收 2,000,000 ₫，付 0 ₫；1 笔，作废 0"]
    assert said(found["cabinet"])[0] == "今天收进原件 8 份，退还 0 份"
    assert "A-03 原件 1，复印件 0" in said(found["cabinet"])
    assert [line.split(" ", 1)[1] for line in said(found["out"])] == ["Sổ đỏ Nguyễn Văn Đạt Agribank 2026-11-22"]
    assert [entry.tone for entry in found["out"].entries] == ["error"]
    assert [line.split(" ")[1] for line in said(found["promised"])] == ["2026-11-22"]
    assert [entry.cells[-1] for entry in found["tomorrow"].entries] == ["Quầy 3", "Quầy 1"]
    assert {entry.cells[1] for entry in found["tomorrow"].entries} == {"Nguyễn Văn Đạt"}
    assert said(found["contacts"])[0].startswith("Nguyễn Văn Đạt 091***5678")
    assert said(found["staff"]) == ["wangmin 136****6000"]
    assert said(lists(desk, full=True)["staff"]) == ["wangmin 13600136000"]
    assert PHONE in said(lists(desk, full=True)["contacts"])[0]


def test_what_was_dealt_with_is_gone(desk: Desk) -> None:
    evening(desk)
    desk.now = NOW + timedelta(hours=4)
    # the afternoon's appointment is over, and nobody said what became of it
    assert [entry.cells[-1] for entry in lists(desk)["unkept"].entries] == ["Quầy 3"]
    desk.do(close_day, CloseDraft(date(2026, 11, 22), {("cash", "VND"): Decimal(2_000_000)}))
    assert said(lists(desk)["cash"])[0].endswith("由 wangmin 日结")
    move = desk.ask(lambda reader: reader.session.exec(select(PaperMove).where(PaperMove.kind == "moved")).first())
    desk.do(cancel_move, move.id, "没借出")
    assert lists(desk)["out"].entries == ()


def test_a_day_that_was_not_closed_is_told_the_evening_after(desk: Desk) -> None:
    evening(desk)
    desk.now = NOW + timedelta(days=1)
    assert said(lists(desk)["cash"]) == ["2026-11-22 还没有日结"]


def test_before_a_weekend_tomorrow_is_the_next_working_day(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 27, 10, tzinfo=UTC)
    visit = AppointmentDraft(datetime(2026, 11, 28, 2, tzinfo=UTC), customer_id=desk.dat, place="Thứ bảy")
    desk.do(add_appointment, visit)
    desk.do(add_appointment, replace(visit, starts_at=datetime(2026, 11, 30, 2, tzinfo=UTC), place="Thứ hai"))
    end: DayEnd = desk.ask(get_day_end, desk.counter.clerk, desk.now)
    assert (end.day, end.next_day) == (date(2026, 11, 27), date(2026, 11, 30))
    assert [one.place for one in end.tomorrow] == ["Thứ bảy", "Thứ hai"]
    assert [one.phone for one in end.contacts] == [PHONE]


def test_an_empty_office_has_an_evening_too(desk: Desk) -> None:
    end: DayEnd = desk.ask(get_day_end, desk.counter.clerk, desk.now)
    for language in LANGUAGES:
        said = words(language)
        found = sections(end, said, UTC, [])
        assert len(list(day_end_text(found, said))) == len(found)
        look = day_end_look(found, said)
        assert all(line.heading for line in (*look.main, *look.side) if line.said)


def test_the_same_is_there_for_scripts(desk: Desk) -> None:
    evening(desk)
    end: DayEnd = desk.ask(get_day_end, desk.counter.clerk, desk.now)
    told = day_end_json(end, sections(end, ZH, UTC, []))
    assert told["book"] == {
        "closed": False, "open_day": None,
        "lines": [{"method": "cash", "currency": "VND", "received": "2000000", "paid_out": "0", "net": "2000000",
                   "counted": None, "receipts": 1, "voids": 0}],
    }  # fmt: skip
    assert told["originals"] == {"here": 7, "taken_in": 8, "given_back": 0, "out": 1, "out_late": 1}
    assert (told["counts"]["tomorrow"], told["messages"]["by_hand"]) == (2, 2)
    assert PHONE not in str(told)


# ---- the numbers of the forms


def test_numbers_are_reserved_once_for_a_day(desk: Desk) -> None:
    day = date(2026, 11, 23)
    first = desk.do(reserve_forms, day, 30)
    assert (first[0], first[-1], len(set(first))) == ("YL-20261123-0001", "YL-20261123-0030", 30)
    assert desk.do(reserve_forms, day, 30) == first
    assert desk.do(reserve_forms, day, 10) == first[:10]
    more = desk.do(reserve_forms, day, 35)
    assert (more[:30], more[-1]) == (first, "YL-20261123-0035")
    assert desk.do(reserve_forms, date(2026, 11, 24), 1) == ["YL-20261124-0001"]
    query = select(Audit).where(Audit.entity == "number_series")
    assert len(desk.ask(lambda reader: list(reader.session.exec(query)))) == 3


# ---- the pack


def texts(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows[:40] for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def make(desk: Desk, target: Path, language: Any = "zh", **more: Any) -> str:
    make_pack(desk.counter.store, desk.counter.clerk, target, words(language), desk.now, UTC, ["表单"], **more)
    return texts(target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pack_has_the_lists_the_envelope_and_the_forms(desk: Desk, tmp_path: Path, language: str) -> None:
    evening(desk)
    text = make(desk, tmp_path / "pack.docx", language, forms=3)
    said = words(language)
    assert Counter(re.findall(r"YL-\d{8}-\d{4}", text)) == {f"YL-20261123-000{n}": 1 for n in (1, 2, 3)}
    assert text.count(said.text("dayend.form_title")) == 3
    for part in ("Sổ đỏ", "Agribank", "Quầy 1", "091***5678", said.text("dayend.envelope", day=said.day(NOW.date()))):
        assert part in text
    assert PHONE not in text
    assert (tmp_path / "pack.docx").stat().st_mode & 0o777 == 0o600


def test_whole_phones_want_a_reason_that_stands_in_the_trail_first(desk: Desk, tmp_path: Path) -> None:
    evening(desk)
    with pytest.raises(DeskError) as refused:
        make(desk, tmp_path / "pack.docx", forms=1, reason="x")
    assert (refused.value.code, (tmp_path / "pack.docx").exists()) == ("access.reason", False)
    assert PHONE in make(desk, tmp_path / "pack.docx", forms=1, reason="停电预案")
    query = select(Audit.reason).where(Audit.action == "export.unmasked")
    assert desk.ask(lambda reader: list(reader.session.exec(query))) == ["停电预案"]


def test_names_that_are_markup_are_text(desk: Desk, tmp_path: Path) -> None:
    visit = AppointmentDraft(NOW + timedelta(hours=2), customer_id=desk.dat, place="<w:p/>&\x0b\u202e]]>")
    desk.do(add_appointment, visit)
    assert "<w:p/>&" in make(desk, tmp_path / "pack.docx", forms=0)


def test_a_pack_that_cannot_be_written_says_so(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("")
    with pytest.raises(DeskError) as refused:
        make(desk, tmp_path / "exports" / "pack.docx", forms=0)
    assert refused.value.code == "sheet.not_written"


# ---- the command


def test_the_command_shows_and_packs(
    furnished: Path, home_of_the_test: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKAPP_LANG", "en")
    copyfile(furnished, home_of_the_test / "deskapp.db")
    (home_of_the_test / "drafts").mkdir()
    (home_of_the_test / "drafts" / "a.json").write_text("{}")
    shown = deskapp("dayend")
    assert shown.code == 0
    assert "Half-filled forms 1" in shown.out
    told = deskapp("dayend", "--json").told
    assert (told["pack"], told["forms"], next(iter(told["lists"]))) == (None, [], "messages")
    assert not (home_of_the_test / "exports").exists()
    target = tmp_path / "pack.docx"
    packed = deskapp("dayend", "-o", target, "--forms", "2", "--json").told
    assert (packed["pack"], [number[-4:] for number in packed["forms"]]) == (str(target), ["0001", "0002"])
    assert target.is_file()
    assert deskapp("dayend", "--full").code == Exit.WRONG_CALL
    assert "--reason" not in deskapp("dayend", "--pack", "--full").out
    assert not (home_of_the_test / "exports" / f"dayend-{told['day']}.docx").exists()
    assert deskapp("dayend", "--forms", "501").code == Exit.WRONG_CALL


# ---- the screen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pictures_of_the_evening(desk: Desk, tmp_path: Path, seen: Seen, language: str) -> None:
    evening(desk)
    async with at_counter(desk, tmp_path, language) as pilot:
        await press(pilot, "f5", "3")
        assert isinstance(pilot.app.screen, DayEndScreen)
        await seen(pilot)
        await press(pilot, "pagedown")
        await seen(pilot)


async def test_the_evening_beside_tomorrow(desk: Desk, tmp_path: Path, seen: Seen) -> None:
    evening(desk)
    async with at_counter(desk, tmp_path, "zh", (120, 36)) as pilot:
        await press(pilot, "1", "6", "enter")
        assert isinstance(pilot.app.screen, DayEndScreen)
        await seen(pilot)


async def test_enter_deals_with_a_line_and_one_key_makes_the_pack(desk: Desk, tmp_path: Path) -> None:
    evening(desk)
    async with at_counter(desk, tmp_path) as pilot:
        await press(pilot, "f5", "3", "down", "down", "enter")
        assert isinstance(pilot.app.screen, DayBookScreen)
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, DayEndScreen)
        await press(pilot, "1")
        told = notice(pilot.app)  # type: ignore[arg-type]
        assert "YL-20261123-0001 至 YL-20261123-0030" in told
        target = tmp_path / "counter" / "exports" / "dayend-2026-11-22.docx"
        assert target.is_file()
        assert "日终" in screen_text(pilot.app)
