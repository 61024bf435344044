"""When the office and a customer last spoke, and what the customer page says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.intake.dossier import NOW, TODAY, Desk

from deskapp.cases.waiting import note_contact
from deskapp.desks.intake.actions_care import add_interest, note_app_account
from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.touch import Touch, get_touch
from deskapp.locale import Language, words
from deskapp.office.customer.actions import merge_customers
from deskapp.overview.customer_look import customer_look
from deskapp.overview.looks import get_known


def asked(desk: Desk, days: int, customer: int | None = None) -> None:
    moment = NOW - timedelta(days=days)
    desk.do(log_enquiry, EnquiryDraft("tax", "?", "", "", "vi", "hotline", customer or desk.dat, asked_at=moment))


def touch(desk: Desk) -> Touch:
    found: Touch = desk.ask(get_touch, desk.dat)
    return found


def contact_line(desk: Desk, language: Language) -> list[str]:
    said = words(language)
    known = desk.ask(get_known, desk.dat, TODAY)
    look = customer_look(known.page, (), said, TODAY, NOW.tzinfo, touch=known.touch, unfolded=False)
    label = said.text("look.last_contact")
    return [" ".join(text for text, _ in line.said) for line in look.main if line.label == label]


def test_nobody_knows_a_new_customer(desk: Desk) -> None:
    assert touch(desk) == Touch()
    assert contact_line(desk, "en") == []


def test_the_latest_counts_of_enquiries_and_cases_and_of_merged_records(desk: Desk) -> None:
    asked(desk, 9)
    assert (touch(desk).how, touch(desk).last_at) == ("enquiry", NOW - timedelta(days=9))
    asked(desk, 3, desk.lan)
    desk.do(merge_customers, desk.lan, desk.dat)
    assert touch(desk).last_at == NOW - timedelta(days=3)
    desk.open()
    assert (touch(desk).how, touch(desk).last_at) == ("opened", desk.now)


def test_a_call_of_the_bank_is_no_contact_of_the_customer(desk: Desk) -> None:
    case = desk.open()
    desk.later(days=2)
    desk.do(note_contact, case, "…", party="bank")
    assert touch(desk).how == "opened"
    desk.do(note_contact, case, "…")
    assert (touch(desk).how, touch(desk).last_at) == ("contact", desk.now)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "2026-11-19 3 天前 咨询"),
        ("vi", "19/11/2026 3 ngày trước Tư vấn"),
        ("en", "2026-11-19 days ago: 3 Enquiry"),
    ],
)
def test_the_page_says_how_long_ago(desk: Desk, language: Language, said: str) -> None:
    asked(desk, 3)
    assert contact_line(desk, language) == [said]


def test_what_they_want_to_hear_and_the_app(desk: Desk) -> None:
    desk.do(add_interest, desk.dat, "Thuế")
    desk.do(note_app_account, desk.dat, "dat88")
    assert (touch(desk).tags, touch(desk).account) == (("thuế",), "dat88")
