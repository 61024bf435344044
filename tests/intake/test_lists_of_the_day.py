"""The lists that close a day: money with its sums, enquiries with what became of them, what customers thought of us."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.intake.dossier import TODAY, Desk
from tests.intake.sheet_ground import Desk as SheetDesk
from tests.intake.sheet_ground import counts, intake_home, sheet_desk
from tests.intake.test_lists_of_cases import EVIL, booked, told

from deskapp.cases.money import charges_of
from deskapp.casework.cash import take_money
from deskapp.casework.report_receipts import RECEIPTS
from deskapp.desks.intake.actions_care import answer_survey, ask_survey
from deskapp.desks.intake.actions_enquiry import link_enquiry, log_enquiry
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.report_enquiries import ENQUIRIES
from deskapp.desks.intake.report_surveys import SURVEYS
from deskapp.locale import LANGUAGES, words
from deskapp.money.daybook import get_daybook
from deskapp.money.drafts import PassOnDraft, ReceiptDraft, RefundDraft
from deskapp.money.payouts import pass_on, refund, reverse_payout
from deskapp.money.receipts import receive, reverse_receipt
from deskapp.sheets.reporting import Ask
from deskapp.store.base import record_id

__all__ = ["intake_home", "sheet_desk"]

NEXT = TODAY + timedelta(days=1)


def summary(desk: Desk, source: Any, language: str = "en", **more: Any) -> dict[str, list[tuple[Any, ...]]]:
    """The tables above a report, by title, totals last."""
    ask = Ask(words(language), **{"today": TODAY, **more})
    tables = desk.ask(lambda reader: source.read(reader, ask).summary)
    return {table.title_key: [*map(tuple, table.rows), tuple(table.total or ())] for table in tables}


# ---- money


def a_day_of_money(desk: Desk) -> str:
    """Two receipts of a case, one of nobody's case in yuan, money that went out, and two takings back."""
    number = desk.open()
    desk.sign(number)
    paid = ReceiptDraft(desk.dat, Decimal(7_000_000), "VND", "cash", payer_name="Chú Ba")
    desk.do(take_money, number, paid, engine=desk.engine)
    more = ReceiptDraft(desk.dat, Decimal(18_000_000), "VND", "transfer", "CK99")
    desk.do(take_money, number, more, engine=desk.engine)
    fee = next(row for _, row in desk.ask(charges_of, number) if row.purpose == "registration_fee")
    desk.do(pass_on, PassOnDraft(fee.id, Decimal(1_000_000), "GNT 17"))
    other = record_id(desk.do(receive, ReceiptDraft(desk.lan, Decimal("120.50"), "CNY", "cash")))
    back = record_id(desk.do(refund, RefundDraft(other, Decimal("20.50"), "cash", "thừa")))
    desk.do(reverse_payout, back, "chưa trả")
    wrong = record_id(desk.do(receive, ReceiptDraft(desk.lan, Decimal(99), "CNY", "qr")))
    desk.later(days=1)
    desk.do(reverse_receipt, wrong, EVIL)
    return desk.case(number).number


def test_receipts_say_whose_money_for_what_and_in_which_case(desk: Desk) -> None:
    case = a_day_of_money(desk)
    rows = told(desk.counter.store, RECEIPTS)
    first = rows[0]
    assert (first["entry"], first["number"], first["name"], first["payer"], first["case"], first["currency"]) == (
        "receipt", "SJ-20261122-0001", "Nguyễn Văn Đạt", "Chú Ba", case, "VND",
    )  # fmt: skip
    assert "Trọn gói" in first["purpose"]
    assert (first["method"], first["received"], first["paid_out"]) == ("cash", "7000000", "")
    gone = next(row for row in rows if row["entry"] == "passed_on")
    assert (gone["case"], gone["purpose"], gone["slip"], gone["paid_out"]) == (
        case, "Lệ phí trước bạ 0,5%", "GNT 17", "1000000",
    )  # fmt: skip
    void = rows[-1]
    assert (void["entry"], void["booked_on"], void["received"], void["note"]) == (
        "reversal", NEXT.isoformat(), "-99.00", EVIL.replace("\n", " "),
    )  # fmt: skip


def test_a_days_receipts_add_up_to_the_day_book(desk: Desk) -> None:
    a_day_of_money(desk)
    office = desk.counter.clerk.office_id
    for day in (TODAY, NEXT):
        rows = told(desk.counter.store, RECEIPTS, since=day, until=day)
        book = desk.ask(get_daybook, office, day)
        assert book.lines
        for line in book.lines:
            mine = [row for row in rows if (row["method"], row["currency"]) == (line.method, line.currency)]
            assert sum(Decimal(row["received"] or 0) for row in mine) == line.received
            assert sum(Decimal(row["paid_out"] or 0) for row in mine) == line.paid_out
            table = summary(desk, RECEIPTS, since=day, until=day)[f"report.receipts_method_{line.currency}"]
            found = next(row for row in table if row[0] == line.method)
            assert found[:6] == (line.method, line.receipts, line.voids, line.received, line.paid_out, line.net)
            # nothing of it came by files, nothing went to a supervised account
            assert found[6:] == (0, 0)


def test_what_receipts_pay_is_told_by_whose_money_it_is(desk: Desk) -> None:
    a_day_of_money(desk)
    found = summary(desk, RECEIPTS, "vi")
    dong = found["report.receipts_purpose_VND"]
    assert {row[0] for row in dong[:-1]} == {words("vi").text("holding.own"), words("vi").text("holding.held")}
    assert dong[-1] == ("", "", Decimal(25_000_000))
    yuan = found["report.receipts_purpose_CNY"]
    assert yuan == [("", words("vi").text("receipt.unallocated"), Decimal("120.50")), ("", "", Decimal("120.50"))]


# ---- enquiries


def test_enquiries_say_what_became_of_them(desk: Desk) -> None:
    asked = record_id(desk.do(log_enquiry, EnquiryDraft("tax", "Thuế bao nhiêu?", customer_id=desk.dat)))
    desk.do(
        log_enquiry, EnquiryDraft("land", EVIL, caller_name="王先生", caller_phone="13800138000", channel="hotline")
    )
    number = desk.open()
    desk.do(link_enquiry, asked, number)
    first, second = told(desk.counter.store, ENQUIRIES)
    assert (first["state"], first["case"], first["procedure"], first["name"], first["phone"]) == (
        "case", desk.case(number).number, "vn-transfer", "Nguyễn Văn Đạt", "091***5678",
    )  # fmt: skip
    assert (second["state"], second["name"], second["phone"], second["channel"]) == (
        "answered", "王先生", "138****8000", "hotline",
    )  # fmt: skip
    assert told(desk.counter.store, ENQUIRIES, full=True)[1]["phone"] == "13800138000"
    assert [row["state"] for row in told(desk.counter.store, ENQUIRIES, state="case")] == ["case"]
    assert told(desk.counter.store, ENQUIRIES, until=TODAY - timedelta(days=1)) == []
    assert summary(desk, ENQUIRIES)["report.enquiries_topic"][-1] == ("", 1, 1, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_exported_enquiries_are_the_same_ones_when_they_come_in_again(
    sheet_desk: SheetDesk, tmp_path: Path, language: str
) -> None:
    rows = [
        ["asked_at", "name", "phone", "topic", "question", "answer"],
        ["2026-11-16 09:30", "张三丰", "13800138000", "税费", "契税多少？", "百分之一点五"],
        ["2026-11-17", "", "13600136000", "", "几点开门？", ""],
    ]
    assert counts(sheet_desk.take("enquiries", rows)) == (2, 0, 0, 0)
    booked(sheet_desk.opened.store, ENQUIRIES, tmp_path, language, full=True)
    file = tmp_path / f"enquiries-{language}.xlsx"
    again = sheet_desk.take("enquiries", file, sheet=words(language).text("sheet.data"))
    assert again.refused == {}
    assert counts(again) == (0, 0, 2, 0)


# ---- what customers say


def test_scores_by_procedure_with_their_mean(desk: Desk) -> None:
    cases = [desk.open() for _ in range(4)]
    for number, score in zip(cases, (5, 4, 4), strict=False):
        desk.do(answer_survey, number, score, "cảm ơn")
    desk.do(ask_survey, cases[3])
    rows = told(desk.counter.store, SURVEYS)
    assert [(row["state"], row["score"], row["comment"]) for row in rows] == [
        ("answered", "5", "cảm ơn"), ("answered", "4", "cảm ơn"), ("answered", "4", "cảm ơn"), ("asked", "", ""),
    ]  # fmt: skip
    line, total = summary(desk, SURVEYS)["report.surveys_procedure"]
    assert line[1:] == total[1:] == (4, 3, 1, 2, None, None, None, Decimal("4.33"))
    assert len(told(desk.counter.store, SURVEYS, state="asked")) == 1
    assert told(desk.counter.store, SURVEYS, since=date(2027, 1, 1)) == []


@pytest.mark.parametrize("source", [RECEIPTS, ENQUIRIES, SURVEYS], ids=lambda one: one.key)
def test_nothing_yet_gives_headings_alone(sheet_desk: SheetDesk, tmp_path: Path, source: Any) -> None:
    rows = booked(sheet_desk.opened.store, source, tmp_path, "zh")
    assert len(rows) == 1
    assert all(rows[0])
