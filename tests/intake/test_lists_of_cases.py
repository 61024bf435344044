"""The lists that supervisors take out: cases with a procedure's fields, tasks, appointments, quotations, messages."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.intake.dossier import MILLION, Desk
from tests.intake.sheet_ground import NOW, ZHANG, counts, intake_home, sheet_desk
from tests.intake.sheet_ground import Desk as SheetDesk
from tests.intake.test_sheets_cases import HEAD, ROWS

from deskapp.cases.appointments import AppointmentDraft, add_appointment, keep_appointment
from deskapp.cases.periods import Period
from deskapp.cases.report import CASES
from deskapp.cases.report_work import APPOINTMENTS, TASKS
from deskapp.cases.sheet_columns import BASE, SHOWN
from deskapp.cases.steps import go_back
from deskapp.cases.tasks import give_task, take_task
from deskapp.casework.report_messages import MESSAGES
from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.actions_offer import decline_quotation
from deskapp.desks.intake.actions_queue import call_next, draw_ticket, serve_ticket
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.load import Deed, count_load
from deskapp.desks.intake.report_load import COUNTER_LOAD
from deskapp.desks.intake.report_offers import QUOTATIONS
from deskapp.locale import LANGUAGES, words
from deskapp.messages.actions import queue_message
from deskapp.messages.drafts import MessageDraft
from deskapp.office.staff.actions import add_department
from deskapp.sheets.book import write_book
from deskapp.sheets.csvout import write_csv
from deskapp.sheets.reporting import Ask, ReportSource, make_report
from deskapp.store.base import record_id

__all__ = ["intake_home", "sheet_desk"]

TODAY = date(2026, 11, 22)
EVIL = '[/b]=HYPERLINK("x")\n@click'


def told(store: Any, source: ReportSource, **more: Any) -> list[dict[str, str]]:
    """A report as a program reads its CSV."""
    out = io.StringIO()

    def write(reader: Any) -> None:
        ask = Ask(words("en"), **{"today": TODAY, **more})
        write_csv(out, make_report(source, reader, ask, NOW, "wangmin"))

    store.read(write)
    return list(csv.DictReader(io.StringIO(out.getvalue().removeprefix("\ufeff"))))


def booked(store: Any, source: ReportSource, folder: Path, language: str, **more: Any) -> list[list[Any]]:
    """The same as people read it: the rows of the workbook's second sheet."""
    target = folder / f"{source.key}-{language}.xlsx"

    def write(reader: Any) -> None:
        ask = Ask(words(language), **{"today": TODAY, **more})
        write_book(target, make_report(source, reader, ask, NOW, "wangmin"), words(language))

    store.read(write)
    return [list(row) for row in openpyxl.load_workbook(target).worksheets[1].iter_rows(values_only=True)]


# ---- cases


def test_cases_come_out_as_they_went_in_and_go_in_again(sheet_desk: SheetDesk, tmp_path: Path) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    store, procedure = desk.opened.store, desk.opened.engine.procedures.find("cn-renovation", TODAY)
    rows = told(store, CASES, procedure=procedure)
    assert [row["name"] for row in rows] == ["张三丰", "李静", "王新", "无名氏"]
    first = rows[0]
    assert (first["procedure"], first["step"], first["works"], first["by_contractor"], first["works_from"]) == (
        "cn-renovation", "accept", "拆墙", "yes", "2026-12-01",
    )  # fmt: skip
    assert (first["building"], first["entrance"], first["room"], first["opened_at"][:10]) == (
        "3",
        "2",
        "1501",
        "2026-11-16",
    )
    assert first["id_number"] == "110105********1172"
    table = [list(first), *(list(row.values()) for row in rows)]
    again = desk.take("cases", table)
    assert again.refused == {}
    assert counts(again) == (0, 0, 4, 0)
    table[1][list(first).index("contractor")] = "顺达"
    assert counts(desk.take("cases", table, update=True)) == (0, 1, 3, 0)
    assert told(store, CASES, procedure=procedure)[0]["contractor"] == "顺达"


def test_no_heading_of_a_list_is_taken_for_a_field(sheet_desk: SheetDesk) -> None:
    layout = sheet_desk.opened.kinds["cases"].layout
    for language in LANGUAGES:
        shown = {column.heading(words(language)) for column in SHOWN}
        own = layout.columns[len(BASE.columns) :]
        assert not shown & {
            heading for column in own for heading in (column.heading(words(language)), *column.headings)
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_says_it_in_words(sheet_desk: SheetDesk, tmp_path: Path, language: str) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    procedure = desk.opened.engine.procedures.find("cn-renovation", TODAY)
    heading, *rows = booked(desk.opened.store, CASES, tmp_path, language, procedure=procedure)
    assert heading[-5:] == [rule.name.say(language) for rule in procedure.fields]
    line = dict(zip(heading, rows[0], strict=True))
    assert line[words(language).text("column.procedure")] == procedure.name.say(language)
    assert line[words(language).text("column.step")] == procedure.steps[0].name.say(language)
    assert line[heading[-4]] == words(language).text("answer.yes")
    again = desk.take("cases", tmp_path / f"cases-{language}.xlsx", sheet=words(language).text("sheet.data"))
    assert again.refused == {}
    assert counts(again) == (0, 0, 4, 0)


def test_numbers_are_whole_only_where_asked(sheet_desk: SheetDesk) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    assert told(desk.opened.store, CASES)[0]["id_number"] == "110105********1172"
    assert told(desk.opened.store, CASES, full=True)[0]["id_number"] == ZHANG
    assert told(desk.opened.store, CASES)[2]["phone"] == "136****6000"


def test_states_and_days_narrow_the_list(sheet_desk: SheetDesk) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    store = desk.opened.store
    later = told(store, CASES, today=date(2027, 3, 1))
    assert {row["state"] for row in later} == {"late"}
    assert [row["days_late"] for row in later] == [
        str((date(2027, 3, 1) - date.fromisoformat(row["due_on"])).days) for row in later
    ]
    assert told(store, CASES, state="ended") == []
    assert len(told(store, CASES, since=date(2026, 11, 17))) == 3
    assert len(told(store, CASES, since=date(2026, 11, 17), until=date(2026, 11, 17))) == 1
    assert len(told(store, CASES, project_id=2)) == 2
    other = desk.opened.engine.procedures.find("cn-parking", TODAY)
    assert told(store, CASES, procedure=other) == []


def test_hostile_words_stay_text(sheet_desk: SheetDesk, tmp_path: Path) -> None:
    desk = sheet_desk
    evil = [*ROWS[1]]
    evil[HEAD.index("need")] = EVIL + "x" * 5000
    desk.take("cases", [HEAD, evil])
    assert told(desk.opened.store, CASES)[0]["need"].startswith("[/b]=HYPERLINK")
    _, row = booked(desk.opened.store, CASES, tmp_path, "en")
    assert any(str(cell).startswith("[/b]=HYPERLINK") for cell in row)


# ---- tasks, appointments, offers, messages


def test_tasks_with_who_has_them_and_how_late(desk: Desk) -> None:
    number = desk.open()
    field = desk.do(add_department, "Đo đạc")
    task = desk.do(give_task, number, "đo đạc", department_id=record_id(field), due_on=date(2026, 11, 24))
    desk.do(take_task, task.id)
    late = told(desk.counter.store, TASKS, today=date(2026, 11, 27))
    mine = next(row for row in late if row["title"] == "đo đạc")
    assert (mine["state"], mine["due_on"], mine["days_late"]) == ("taken", "2026-11-24", "3")
    assert (mine["name"], mine["procedure"], mine["acknowledged_by"]) == ("Nguyễn Văn Đạt", "vn-transfer", "wangmin")
    assert [row["title"] for row in told(desk.counter.store, TASKS, state="taken")] == ["đo đạc"]
    assert told(desk.counter.store, TASKS, until=date(2026, 11, 21)) == []


def test_appointments_by_day(desk: Desk) -> None:
    number = desk.open()
    starts = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    first = desk.do(add_appointment, AppointmentDraft(starts, "visit", starts + timedelta(minutes=30), case_id=number))
    desk.do(
        add_appointment, AppointmentDraft(starts + timedelta(days=1), "site", customer_id=desk.lan, place="Thửa 118")
    )
    desk.now = starts
    desk.do(keep_appointment, first.id)
    rows = told(desk.counter.store, APPOINTMENTS)
    assert [(row["kind"], row["state"], row["name"]) for row in rows] == [
        ("visit", "kept", "Nguyễn Văn Đạt"),
        ("site", "planned", "Trần Thị Lan"),
    ]
    assert rows[0]["phone"] == "091***5678"
    assert [row["kind"] for row in told(desk.counter.store, APPOINTMENTS, state="planned")] == ["site"]


def test_quotations_by_whose_money_it_is(desk: Desk, tmp_path: Path) -> None:
    one, two = desk.open(), desk.open()
    desk.sign(one)
    desk.do(decline_quotation, desk.offer(two), "đắt quá", engine=desk.engine)
    rows = told(desk.counter.store, QUOTATIONS)
    assert [(row["state"], row["own"], row["held"], row["elsewhere"], row["total"]) for row in rows] == [
        ("accepted", "5000000", "20000000", "2700000", "27700000"),
        ("declined", "5000000", "20000000", "2700000", "27700000"),
    ]
    assert rows[0]["contract"]
    assert rows[0]["signed_on"] == "2026-11-22"
    assert [row["state"] for row in told(desk.counter.store, QUOTATIONS, state="declined")] == ["declined"]
    ask = Ask(words("vi"), TODAY)
    totals = desk.ask(lambda reader: QUOTATIONS.read(reader, ask).summary[0])
    assert totals.total == ("", 2, Decimal("55.4") * MILLION)
    assert booked(desk.counter.store, QUOTATIONS, tmp_path, "vi")[1][6] == 5_000_000


def test_messages_hide_phones_but_not_what_became_of_them(desk: Desk) -> None:
    number = desk.open()
    before = len(told(desk.counter.store, MESSAGES))
    draft = MessageDraft(desk.dat, "sms", "0912345678", "", "Hồ sơ đã nhận", "vi", about=("case_file", number))
    desk.do(queue_message, draft)
    rows = told(desk.counter.store, MESSAGES)
    assert len(rows) == before + 1
    mine = rows[-1]
    assert (mine["channel"], mine["state"], mine["name"]) == ("sms", "waiting", "Nguyễn Văn Đạt")
    assert mine["case"] == desk.case(number).number
    assert "*" in mine["phone"]
    assert told(desk.counter.store, MESSAGES, full=True)[-1]["phone"] == "0912345678"


# ---- work at the counter


def test_the_load_of_a_day_against_a_plain_count(desk: Desk) -> None:
    other = desk.other_clerk()
    desk.now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    for _ in range(3):
        desk.do(log_enquiry, EnquiryDraft("tax", "Thuế bao nhiêu?"))
    for wait, talk, clerk in ((6, 10, None), (9, 21, other)):
        desk.do(draw_ticket, "enquiry")
        desk.later(minutes=wait)
        ticket = desk.do(call_next, "1" if clerk is None else "2", clerk=clerk)
        desk.later(minutes=talk)
        desk.do(serve_ticket, ticket.id, clerk=clerk)
    number = desk.open()
    desk.bring(number, "check")
    desk.do(go_back, desk.engine, number, "work", "sai diện tích", clerk=other)
    rows = [row for row in told(desk.counter.store, COUNTER_LOAD) if row["period"] == "this"]
    assert sum(int(row["enquiries"]) for row in rows) == 3
    assert sum(int(row["received"]) for row in rows) == 1
    mine, theirs = ([row for row in rows if row["clerk"] == name] for name in ("wangmin", "lihua"))
    assert [row["mean_wait"] for row in mine if row["mean_wait"]] == ["6.0"]
    assert [(row["mean_wait"], row["mean_service"]) for row in theirs if row["mean_wait"]] == [("9.0", "21.0")]
    # the work that came back was wangmin's, whoever sent it back
    assert sum(int(row["returned"]) for row in mine) == 1
    assert sum(int(row["returned"]) for row in theirs) == 0


def test_a_period_counts_only_its_own_days() -> None:
    day = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    deeds = [
        Deed("received", "a", day),
        Deed("received", "a", day + timedelta(days=30)),
        Deed("called", "a", day, Decimal(3)),
    ]
    found = count_load(deeds, Period("this", date(2026, 11, 1), date(2026, 11, 30)), by_hour=True)
    assert list(found) == [("a", 9)]
    assert (found["a", 9].counts["received"], found["a", 9].mean_wait, found["a", 9].mean_service) == (
        1,
        Decimal("3.0"),
        None,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "source", [CASES, TASKS, APPOINTMENTS, QUOTATIONS, MESSAGES, COUNTER_LOAD], ids=lambda one: one.key
)
def test_an_empty_office_gives_headings_alone(
    sheet_desk: SheetDesk, tmp_path: Path, source: Any, language: str
) -> None:
    rows = booked(sheet_desk.opened.store, source, tmp_path, language)
    assert len(rows) == 1
    assert all(rows[0])
