"""Every letter of the desk is filled from a real case, in every language, and with a real template."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.intake.counter_dossier import at_case
from tests.intake.desk import notice, press
from tests.intake.dossier import NOW, TODAY, Desk
from tests.intake.test_dossier_story import at_authority
from tests.ui.conftest import settle

from deskapp.cases.page import get_case_page
from deskapp.cases.papers import set_paper
from deskapp.cases.steps import end_case
from deskapp.cases.waiting import begin_waiting
from deskapp.casework.actions_letters import letters_of, print_case_letter
from deskapp.casework.letter_facts import CaseFacts, letter_language, read_case_facts
from deskapp.casework.letters import letter_data
from deskapp.casework.screens.letters import choose_letter
from deskapp.desks.intake.actions_offer import accept_quotation
from deskapp.desks.intake.actions_result import deliver_result
from deskapp.desks.intake.answer_case import answer
from deskapp.desks.intake.drafts import DeliveryDraft
from deskapp.desks.intake.forms_data import FORMS
from deskapp.desks.intake.letters import CASE_LETTERS
from deskapp.desks.intake.offers import get_offer
from deskapp.locale import LANGUAGES, words
from deskapp.messages.barcode import parse_number
from deskapp.messages.letter_kinds import LETTERS
from deskapp.messages.letters import check_data, render_letter
from deskapp.messages.printing import PrintRow, run_prints
from deskapp.papers.actions import give_back
from deskapp.settings import find_home

FIELDS = {"kind": "transfer", "price": "4000000000", "taxable_value": "4000000000", "new_holder": "Lê Văn Bình",
          "certificate_number": "CS 123456", "contract_day": "2026-11-20"}  # fmt: skip


def facts_of(desk: Desk, case_id: int) -> CaseFacts:
    found: CaseFacts = desk.ask(read_case_facts, desk.engine, case_id, TODAY, "王敏")
    return found


def said(desk: Desk, case_id: int, letter: str, language: str = "vi") -> dict[str, Any]:
    data: dict[str, Any] = desk.ask(letter_data, desk.engine, letter, facts_of(desk, case_id), words(language))
    return data


@pytest.fixture
def ended(desk: Desk) -> int:
    """A case that went all the way, moved once."""
    case = desk.open(fields=FIELDS)
    desk.bring(case, "work")
    at_authority(desk, case, "submit", number="26734.118", day=date(2026, 12, 2))
    at_authority(desk, case, "move", day=date(2026, 12, 4), text="thiếu phôi")
    at_authority(desk, case, "result", number="AA 01234567")
    desk.bring(case, "delivery")
    desk.do(deliver_result, desk.engine, DeliveryDraft(case))
    desk.end(case)
    return case


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_says_only_what_it_declares(desk: Desk, ended: int, language: str) -> None:
    facts = facts_of(desk, ended)
    assert {*CASE_LETTERS, *FORMS} <= set(LETTERS)
    for name in (*CASE_LETTERS, *FORMS):
        check_data(LETTERS[name], desk.ask(letter_data, desk.engine, name, facts, words(language)))


@pytest.mark.parametrize("letter", [*CASE_LETTERS, *(name for name in FORMS if name.startswith("vn_"))])
def test_a_letter_is_made_of_it(desk: Desk, ended: int, letter: str, tmp_path: Path) -> None:
    home = find_home(tmp_path / "home")
    home.prepare()
    made = render_letter(letter, "vi", said(desk, ended, letter), home, NOW)
    assert made.stat().st_size > 3000


def test_what_the_letters_of_a_whole_case_say(desk: Desk, ended: int) -> None:
    slip = said(desk, ended, "receipt_slip")
    assert slip["customer_name"] == "Nguyễn Văn Đạt"
    assert slip["customer_document"] == "001085012345"
    assert parse_number(slip["barcode_number"]) == ended
    assert {row["form"] for row in slip["papers"] if row["count"]} == {"bản chính", "bản sao"}
    named = " ".join(row["name"] for row in slip["papers"])
    assert all(number in named for number in ("(Mẫu 18)", "(01/LPTB)", "(03/BĐS-TNCN)"))
    assert slip["days"] == "11 ngày làm việc"
    contract = said(desk, ended, "service_contract")
    assert contract["contract_number"] == "HDDV-20261122-0001"
    assert (contract["total"], contract["advance"], contract["held"]) == (
        "27.700.000 ₫", "2.000.000 ₫", "20.000.000 ₫"
    )  # fmt: skip
    assert contract["total_words"].startswith("hai mươi bảy triệu bảy trăm nghìn")
    moved = said(desk, ended, "apology")
    assert (moved["old_day"], moved["new_day"], moved["reason"]) == (
        date(2026, 12, 2), date(2026, 12, 4), "thiếu phôi"
    )  # fmt: skip
    handover = said(desk, ended, "result_handover")
    assert handover["collector"] == "Nguyễn Văn Đạt"
    assert handover["results"][0]["number"] == "AA 01234567"
    assert handover["fees_due"] == "25.000.000 ₫"
    assert len(handover["originals"]) == 5
    assert said(desk, ended, "thank_you")["ended_on"] == TODAY
    tax = said(desk, ended, "vn_income_tax")
    assert (tax["tax"], tax["buyer_name"], tax["form_number"]) == ("80.000.000 ₫", "Lê Văn Bình", "03/BĐS-TNCN")
    fee = said(desk, ended, "vn_registration_fee")
    assert (fee["customer_name"], fee["seller_name"]) == ("Lê Văn Bình", "Nguyễn Văn Đạt")
    assert {tax["addressed_to"], fee["addressed_to"]} == {"Cơ quan thuế"}
    land = said(desk, ended, "vn_change")
    assert "đất đai" in land["addressed_to"]
    assert (land["map_sheet"], land["parcel_number"], land["area"]) == ("12", "118", "200,00 m²")


def test_a_supplement_lists_all_that_is_missing_at_once(desk: Desk) -> None:
    case = desk.open()
    desk.do(set_paper, case, "marriage", "promised", promised_on=date(2026, 11, 30))
    slip = said(desk, case, "supplement")
    assert len(slip["missing"]) == 7
    assert slip["deadline"] == date(2026, 11, 30)
    assert slip["basis"].startswith("NĐ 151/2025")
    assert slip["slip_number"] == "1"
    assert {row["form"] for row in slip["missing"]} == {"bản chính", "bản sao", "bất kỳ"}


def test_what_is_not_here_yet_says_so_on_the_receipt(desk: Desk) -> None:
    case = desk.open()
    desk.do(set_paper, case, "marriage", "promised", promised_on=date(2026, 11, 30))
    notes = {row["name"]: row["note"] for row in said(desk, case, "receipt_slip")["papers"]}
    assert notes["Giấy tờ về tình trạng hôn nhân"] == "nợ, bổ sung sau 30/11/2026"
    assert notes["Tờ khai lệ phí trước bạ (01/LPTB)"] == "thiếu"


def test_a_split_shows_its_parcels_before_and_after(desk: Desk) -> None:
    case = desk.open("vn-split-merge", fields={"kind": "split", "old_area": "200", "new_areas": "120,5; 79,5"})
    form = said(desk, case, "vn_split_merge")
    assert [row["area"] for row in form["parcels_after"]] == ["120,50 m²", "79,50 m²"]
    assert form["parcels_before"][0]["parcel_number"] == "118"
    assert form["change_kind"] == "Tách thửa"


def test_a_letter_speaks_the_customers_language(desk: Desk) -> None:
    assert desk.ask(letter_language, desk.open(language="zh")) == "zh"
    assert desk.ask(letter_language, desk.open(language="")) == "vi"
    assert desk.ask(letter_language, desk.open(language="", customer_id=desk.lan)) == "zh"


def test_a_quotation_that_is_not_checked_says_so_on_paper(desk: Desk) -> None:
    case = desk.open()
    desk.offer(case)
    assert said(desk, case, "quotation")["subject_to_check"] == "Tùy kết quả đối chiếu CSDL đất đai"
    assert [row["payer"] for row in said(desk, case, "quotation")["lines"]] == ["khách hàng", "bên mua", "thỏa thuận"]


# ---- the answer for the waiting customer


def answered(desk: Desk, case_id: int, language: str = "en") -> tuple[str, str, str]:
    page = desk.ask(get_case_page, desk.engine, case_id, TODAY)
    return answer(page, words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_sentences_at_every_step(desk: Desk, language: str) -> None:
    case = desk.open()
    for step in ("verification", "advice", "contract", "work"):
        desk.bring(case, step)
        for sentence in answered(desk, case, language):
            assert sentence.endswith((".", "。"))
            assert "{" not in sentence
            assert "answer." not in sentence


def test_what_is_missing_and_who_is_next(desk: Desk) -> None:
    case = desk.open(language="en")
    desk.do(set_paper, case, "marriage", "promised", promised_on=date(2026, 11, 30))
    place, missing, following = answered(desk, case)
    assert "BD-20261122-0001" in place
    assert "“Contact” since 2026-11-22" in place
    assert "Proof of marital status (promised by 2026-11-30)" in missing
    assert "and 1 more" in missing
    assert "“Contact”" in following
    desk.do(begin_waiting, case, "papers")
    assert answered(desk, case)[2].startswith("The next step is yours")


def test_at_the_authority_its_receipt_and_day_are_told(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "work")
    at_authority(desk, case, "submit", number="26734.118", day=date(2026, 12, 2))
    place, missing, following = answered(desk, case)
    assert "Land registration office branch, receipt 26734.118: submitted" in place
    assert "advance" in missing.lower()
    assert "2026-12-02" in following


def test_an_ended_case_has_no_next_step(desk: Desk) -> None:
    case = desk.open()
    desk.do(end_case, desk.engine, case, "withdrawn", "không bán nữa")
    place, missing, following = answered(desk, case)
    assert "withdrawn on 2026-11-22" in place
    assert (missing, following) == ("Nothing more is needed from you.", "There is no next step. Thank you.")


# ---- what would be quoted


def test_fees_are_worked_out_from_the_fields(desk: Desk) -> None:
    case = desk.open(fields=FIELDS)
    found = desk.ask(get_offer, case, TODAY, "vi")
    amounts = {one.fee: one.amount for one in found.suggested}
    assert amounts == {
        "service": None,
        "registration": Decimal(20_000_000),
        "income_tax": Decimal(80_000_000),
        "notary": Decimal(2_700_000),
        "appraisal": None,
        "certificate": None,
    }
    gift = desk.open(fields={"kind": "gift"})
    assert "income_tax" not in {one.fee for one in desk.ask(get_offer, gift, TODAY, "vi").suggested}


def test_states_of_a_quotation_follow_from_its_days(desk: Desk) -> None:
    case = desk.open()
    number = desk.offer(case, valid_until=TODAY)

    def state(day: date) -> str:
        quotation = desk.ask(get_offer, case, day, "vi").quotation
        return str(quotation.state)

    assert (state(TODAY), state(date(2026, 11, 23))) == ("open", "expired")
    desk.do(accept_quotation, number)
    assert state(date(2026, 11, 23)) == "accepted"


def test_a_letter_of_a_withdrawn_case_lists_what_went_back(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "advice")
    page = desk.ask(get_case_page, desk.engine, case, TODAY)
    desk.do(give_back, [paper.id for paper in page.held], "Nguyễn Văn Đạt")
    desk.do(end_case, desk.engine, case, "refused", "không đủ điều kiện")
    refusal = said(desk, case, "refusal")
    assert refusal["reason"] == "không đủ điều kiện"
    assert len(refusal["originals"]) == 5


# ---- printing


def test_a_letter_that_says_the_same_again_is_a_reprint(desk: Desk, tmp_path: Path) -> None:
    home = find_home(tmp_path / "home")
    home.prepare()
    case = desk.open()

    def printed(letter: str) -> PrintRow:
        job = desk.do(print_case_letter, desk.engine, home, case, letter, TODAY, "3")
        rows = run_prints(desk.counter.store, desk.counter.clerk, home, lambda: NOW, job_ids=[job.id])
        assert rows[0].fault is None
        return rows[0]

    assert [printed("receipt_slip").reprint for _ in range(2)] == [0, 1]
    desk.do(set_paper, case, "marriage", "copy", copies=1)
    fresh = printed("receipt_slip")
    assert (fresh.reprint, fresh.language, fresh.counter) == (0, "vi", "3")
    assert printed("cn_registration").language == "zh"


def test_the_letters_of_a_step_come_first(desk: Desk) -> None:
    case = desk.open()
    desk.bring(case, "contract")
    names = letters_of(desk.ask(get_case_page, desk.engine, case, TODAY))
    assert names[0] == "service_contract"
    assert {"receipt_slip", "supplement", "vn_change", "vn_income_tax", "closing_minutes"} <= set(names)
    for language in LANGUAGES:
        assert all(f"letter_name.{name}" in words(language) for name in LETTERS)


async def test_a_letter_is_printed_in_two_keys(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    page = desk.ask(get_case_page, desk.engine, case, TODAY)
    async with at_case(desk, tmp_path) as pilot:
        choose_letter(pilot.app.screen, page)
        await settle(pilot)
        await press(pilot, "1")
        assert "Giấy tiếp nhận" in notice(pilot)
        assert len(list((tmp_path / "counter" / "exports" / "print").glob("*.docx"))) == 1
