"""The enquiry log and its canned answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.answers import OFFICE_FILE, Answer, find_answers, get_answer, load_answers, parse_answers
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.queries import EnquiryFilter, EnquiryRow, count_enquiries, list_enquiries
from deskapp.desks.intake.rules import TOPICS
from deskapp.errors import DeskError
from deskapp.office.customer.actions import merge_customers

ASKED = EnquiryDraft("tax", "妈妈送房给我要交税吗", "vn_gift_in_family", "不用交……", "zh", "hotline")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, ...]:
    return load_answers(tmp_path_factory.mktemp("empty"))


def rows(counter: Counter, customer: int | None = None) -> list[EnquiryRow]:
    return counter.ask(list_enquiries, EnquiryFilter(customer))


def test_an_enquiry_of_a_known_customer(counter: Counter) -> None:
    zhang = counter.customer("张三丰")
    enquiry = counter.do(log_enquiry, replace(ASKED, customer_id=zhang, caller_name="somebody else"))
    assert enquiry.number == "HD-20261122-0001"
    assert (enquiry.caller_name, enquiry.language, enquiry.clerk) == ("", "zh", "wangmin")
    (row,) = rows(counter)
    assert (row.who, row.topic, row.question, row.answer) == ("张三丰", "tax", ASKED.question, "不用交……")


def test_an_anonymous_caller_and_one_with_a_number_of_the_other_country(counter: Counter) -> None:
    counter.do(log_enquiry, ASKED)
    counter.do(log_enquiry, replace(ASKED, caller_name=" Nguyễn  Văn A ", caller_phone="+84 912 345 678"))
    assert [(row.who, row.phone) for row in rows(counter)] == [("Nguyễn Văn A", "0912345678"), ("", "")]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"question": " \n "}, "question", "enquiry.no_question"),
        ({"topic": "weather"}, "topic", "draft.choice"),
        ({"caller_phone": "12"}, "caller_phone", "phone.form_cn"),
        ({"asked_at": NOW + timedelta(minutes=1)}, "asked_at", "draft.future"),
        ({"question": "?" * 10_001}, "question", "draft.too_long"),
    ],
)
def test_what_cannot_be_logged(counter: Counter, change: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(DeskError) as error:
        counter.do(log_enquiry, replace(ASKED, **change))  # type: ignore[arg-type]
    assert (error.value.field, error.value.code) == (field, code)
    assert rows(counter) == []


def test_a_list_follows_merges_and_goes_on_page_by_page(counter: Counter) -> None:
    zhang, double = counter.customer("张三丰"), counter.customer("张三峰")
    for turn, who in enumerate([zhang, double, None, double]):
        counter.do(log_enquiry, replace(ASKED, customer_id=who, asked_at=NOW - timedelta(hours=turn // 2)))
    counter.do(merge_customers, double, zhang)
    assert [row.who for row in rows(counter, zhang)] == ["张三丰"] * 3
    first = counter.ask(list_enquiries, limit=2)
    rest = counter.ask(list_enquiries, after=(first[-1].asked_at, first[-1].id))
    assert [row.id for row in first + rest] == [row.id for row in rows(counter)] == [2, 1, 4, 3]
    place = (rest[-1].asked_at, rest[-1].id)
    assert [row.id for row in counter.ask(list_enquiries, before=place, limit=2)] == [1, 4]
    assert counter.ask(count_enquiries) == 4
    assert counter.ask(count_enquiries, ahead_of=place) == 3
    assert counter.ask(count_enquiries, EnquiryFilter(zhang, "tax", "hotline", "yes")) == 3
    assert counter.ask(count_enquiries, EnquiryFilter(open="no")) == 0


def test_every_shipped_answer_is_whole(shipped: tuple[Answer, ...]) -> None:
    assert len(shipped) >= 25
    assert {answer.topic for answer in shipped} == set(TOPICS)
    for answer in shipped:
        assert answer.question.keys() == answer.text.keys() == {"zh", "vi", "en"}, answer.code
        assert answer.source, answer.code
        assert answer.certainty in "ABCD", answer.code
        assert answer.holds(TODAY), answer.code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("me tang con", "vn_gift_in_family"),
        ("tách thửa", "vn_split"),
        ("契税 首套", "cn_deed_tax_rate"),
        ("mat so do", "vn_lost_certificate"),
        ("opening hours", "hours"),
    ],
)
def test_answers_are_found_as_they_are_asked(shipped: tuple[Answer, ...], typed: str, code: str) -> None:
    assert find_answers(shipped, typed, TODAY, country="CN")[0].code == code


def test_answers_of_the_country_come_first_and_old_ones_not_at_all(shipped: tuple[Answer, ...]) -> None:
    chinese = [answer.country != "VN" for answer in find_answers(shipped, "过户", TODAY, country="CN")]
    assert chinese[0]
    assert chinese == sorted(chinese, reverse=True)
    assert {answer.country for answer in find_answers(shipped, "", TODAY, country="VN")} <= {"VN", ""}
    assert find_answers(shipped, "me tang con", date(2020, 1, 1)) == []
    assert find_answers(shipped, "nobody asks this", TODAY) == []


def test_the_office_answers_win(tmp_path: Path) -> None:
    (tmp_path / OFFICE_FILE).write_text(
        '[[answer]]\ncode = "hours"\ntopic = "hours"\nquestion = {vi = "Mấy giờ mở cửa?"}\ntext = {vi = "8 giờ."}\n',
        encoding="utf-8",
    )
    answers = load_answers(tmp_path)
    assert [answer.says("zh") for answer in answers if answer.code == "hours"] == ["8 giờ."]
    assert answers[0].asks("vi") == "Mấy giờ mở cửa?"
    assert get_answer(answers, "gone") is None


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ('code = "x"\ntopic = "tax"\nquestion = {zh = "?"}', "text"),
        ('code = "x"\ntopic = "weather"\nquestion = {zh = "?"}\ntext = {zh = "!"}', "topic"),
        ('code = "x"\ntopic = "tax"\nquestion = {fr = "?"}\ntext = {zh = "!"}', "question"),
        ('code = "x"\ntopic = "tax"\nquestion = {zh = "?"}\ntext = {zh = " "}', "text"),
        ('code = "x"\ntopic = "tax"\nquestion = {zh = "?"}\ntext = {zh = "!"}\nfee = "1"', "fee"),
        ('code = "x"\ntopic = "tax"\nquestion = {zh = "?"}\ntext = {zh = "!"}\nvalid_from = "2026"', "valid_from"),
    ],
)
def test_a_wrong_file_names_the_row_and_the_key(row: str, key: str) -> None:
    with pytest.raises(DeskError) as error:
        parse_answers(f"[[answer]]\n{row}\n", "answers.toml")
    assert error.value.values == {"file": "answers.toml", "row": "x", "key": key}


def test_a_code_twice_and_a_broken_file_are_refused(tmp_path: Path) -> None:
    row = '[[answer]]\ncode = "x"\ntopic = "tax"\nquestion = {zh = "?"}\ntext = {zh = "!"}\n'
    with pytest.raises(DeskError, match=r"answers\.file"):
        parse_answers(row * 2, "answers.toml")
    (tmp_path / OFFICE_FILE).write_bytes(b"\xff")
    with pytest.raises(DeskError, match=r"answers\.file"):
        load_answers(tmp_path)
