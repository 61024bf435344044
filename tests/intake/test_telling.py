"""Customers are told in their language, by the way they chose, and not at all where they chose that or died."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.intake.dossier import Desk

from deskapp.cases.appointments import AppointmentDraft, add_appointment
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.casework.telling import report_trouble
from deskapp.desks.intake.actions_care import (
    NewsDraft,
    add_interest,
    answer_survey,
    ask_survey,
    end_interest,
    list_interests,
    note_app_account,
    send_news,
)
from deskapp.errors import DeskError
from deskapp.messages.actions import set_address
from deskapp.messages.model import Message
from deskapp.office.customer.actions import edit_customer, mark_deceased, merge_customers
from deskapp.office.customer.queries import get_customer_draft
from deskapp.settings import find_home
from deskapp.wiring import engine

HELLO = NewsDraft("Thuế", {"vi": "Thuế mới"}, {"vi": "Từ 1/7 …"})


def sent(desk: Desk) -> list[Message]:
    found: list[Message] = desk.ask(lambda reader: list(reader.session.exec(select(Message).order_by(col(Message.id)))))
    return found


def test_a_step_is_told_by_sms_in_the_customers_language(desk: Desk) -> None:
    case = desk.open()
    desk.end(case)
    (message,) = sent(desk)
    assert (message.channel, message.address, message.language) == ("sms", "0912345678", "vi")
    assert message.body.startswith("Kính gửi Nguyễn Văn Đạt")
    assert desk.case(case).tracking_code in message.body
    assert (message.about, message.about_id, message.step) == ("case_file", case, "contact")


@pytest.mark.parametrize(
    ("tell_by", "expected"), [("email", "email"), ("hand", "hand"), ("sms", "sms"), ("", "email"), ("none", None)]
)
def test_the_channel_is_the_chosen_one(desk: Desk, tell_by: str, expected: str | None) -> None:
    desk.do(set_address, desk.dat, "email", "dat@example.com")
    desk.end(desk.open(tell_by=tell_by))
    assert [message.channel for message in sent(desk)] == ([expected] if expected else [])


def test_nobody_writes_to_the_dead(desk: Desk) -> None:
    desk.do(mark_deceased, desk.dat, date(2026, 11, 1))
    desk.end(desk.open())
    assert sent(desk) == []


def test_without_an_address_it_waits_to_be_sent_by_hand(desk: Desk) -> None:
    desk.end(desk.open(customer_id=desk.lan))
    assert [(message.channel, message.state) for message in sent(desk)] == [("hand", "waiting")]


def test_an_anonymous_caller_with_a_phone_is_told_and_one_without_is_not(desk: Desk) -> None:
    for phone, name in (("0987654321", "chị Hoa"), ("", "")):
        desk.end(desk.open(customer_id=None, caller_phone=phone, caller_name=name))
    assert [(message.address, message.customer_id) for message in sent(desk)] == [("0987654321", None)]


def test_an_appointment_is_told_with_day_and_place(desk: Desk) -> None:
    case = desk.open()
    when = datetime.fromisoformat("2026-11-25T09:30:00+07:00")
    desk.do(
        add_appointment, AppointmentDraft(when, "authority", case_id=case, place="Một cửa phường"), engine=desk.engine
    )
    (message,) = sent(desk)
    assert "25/11/2026 09:30" in message.body
    assert "Một cửa phường" in message.body


def test_trouble_is_told_at_once_and_its_words_are_words(desk: Desk) -> None:
    case = desk.open()
    event, message = desk.do(report_trouble, case, "Mất {number} %s", "Làm lại [/b]", engine=desk.engine)
    assert (event.kind, event.text) == ("trouble", "Mất {number} %s")
    assert message is not None
    assert "Mất {number} %s" in message.body
    assert "Làm lại [/b]" in message.body
    for text, advice in (("", "x"), ("x", " ")):
        with pytest.raises(DeskError, match=r"trouble\."):
            desk.do(report_trouble, case, text, advice)


# ---- afterwards


def test_a_survey_is_asked_once_and_answered_one_to_five(desk: Desk) -> None:
    case = desk.open()
    first = desk.do(ask_survey, case)
    assert desk.do(ask_survey, case).id == first.id
    with pytest.raises(DeskError, match=r"survey\.score"):
        desk.do(answer_survey, case, 6)
    survey = desk.do(answer_survey, case, 4, "Tốt")
    assert (survey.id, survey.score, survey.comment) == (first.id, 4, "Tốt")


def test_news_go_once_to_everybody_who_wants_them(desk: Desk) -> None:
    desk.do(add_interest, desk.dat, "thuế")
    desk.do(add_interest, desk.lan, " Thuế ")
    desk.do(add_interest, desk.lan, "tách thửa")
    assert desk.do(send_news, HELLO) == 2
    assert [(message.customer_id, message.channel, message.body) for message in sent(desk)] == [
        (desk.dat, "sms", "Từ 1/7 …"),
        (desk.lan, "hand", "Từ 1/7 …"),
    ]
    assert desk.do(end_interest, desk.lan, "THUẾ")
    assert not desk.do(end_interest, desk.lan, "THUẾ")
    assert desk.do(send_news, HELLO) == 1
    assert desk.ask(list_interests, desk.lan) == ["tách thửa"]


def test_merged_customers_and_the_dead_get_no_second_news(desk: Desk) -> None:
    desk.do(add_interest, desk.dat, "thuế")
    desk.do(add_interest, desk.lan, "thuế")
    desk.do(merge_customers, desk.lan, desk.dat)
    assert desk.do(send_news, HELLO) == 1
    desk.do(mark_deceased, desk.dat, date(2026, 11, 1))
    assert desk.do(send_news, HELLO) == 0


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(HELLO, tag=" "), "tag"),
        (replace(HELLO, body={"vi": " "}), "body"),
        (replace(HELLO, subject={}), "subject"),
    ],
)
def test_news_without_words_or_tag_are_refused(desk: Desk, draft: NewsDraft, field: str) -> None:
    with pytest.raises(DeskError) as error:
        desk.do(send_news, draft)
    assert error.value.field == field


def test_news_come_in_the_language_of_each(desk: Desk) -> None:
    def speak(language: str) -> Any:
        draft, version = desk.ask(get_customer_draft, desk.lan)
        desk.do(edit_customer, desk.lan, replace(draft, language=language), version)

    desk.do(add_interest, desk.lan, "thuế")
    speak("zh")
    desk.do(send_news, NewsDraft("thuế", {"vi": "Thuế", "zh": "税"}, {"vi": "mới", "zh": "新规"}))
    assert sent(desk)[-1].body == "新规"


def test_the_app_is_shown_once_and_the_account_kept(desk: Desk) -> None:
    first = desk.do(note_app_account, desk.dat)
    assert desk.do(note_app_account, desk.dat, "dat.nguyen").id == first.id


OWN = """
format = 1
id = "boat"
name.vi = "Đăng ký thuyền"
country = "VN"
prefix = "TB"
valid_from = 2026-01-01

[[steps]]
id = "only"
kind = "other"
name.vi = "Làm"

[[papers]]
code = "a"
name.vi = "Đơn"

[[papers]]
code = "b"
name.vi = "Ảnh"

[[tells]]
on = "opened"
message.vi = "Đã mở {number}"

[[tells]]
on = "papers_complete"
message.vi = "Đủ giấy tờ {number}"
"""


def test_a_procedures_own_tellings_of_its_beginning_and_its_papers(desk: Desk, tmp_path: Path) -> None:
    home = find_home(tmp_path / "own")
    home.prepare()
    (home.procedures / "boat.toml").write_text(OWN, encoding="utf-8")
    desk.engine = engine(home)
    assert desk.engine.procedures.problems() == []
    case = desk.open("boat", parcel_id=None)
    desk.do(set_paper, case, "a", "original", originals=1, engine=desk.engine)
    assert [message.body for message in sent(desk)] == ["Đã mở TB-20261122-0001"]
    desk.later(minutes=5)
    desk.do(receive_all_papers, case, engine=desk.engine)
    desk.later(minutes=5)
    desk.do(set_paper, case, "b", "copy", copies=1, engine=desk.engine)
    desk.do(set_paper, case, "b", "original", originals=1, engine=desk.engine)
    assert [message.body for message in sent(desk)] == ["Đã mở TB-20261122-0001", "Đủ giấy tờ TB-20261122-0001"]
