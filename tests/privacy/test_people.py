"""``deskapp person``: consents, requests with their time, and a workbook in which nothing of somebody is left out."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.fixtures_store import NOW, Counter
from tests.privacy.privacy_ground import NAME, NUMBER, PHONE, lead
from tests.reports.reports_ground import deskapp

from deskapp.desks.intake.actions_care import NewsDraft, count_interested, send_news
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.messages.model import Message
from deskapp.office.customer.actions import add_customer, merge_customers
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.privacy.actions import ask_about_person, give_consent, withdraw_consent
from deskapp.office.privacy.people import customer_columns
from deskapp.office.privacy.person_book import get_person_file, title_of, write_person_book
from deskapp.office.privacy.purposes import load_purposes
from deskapp.office.privacy.queries import get_privacy_page
from deskapp.office.privacy.rules import shipped_retention
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.values.calendar import WorkCalendar, shipped_days
from deskapp.wiring import open_home

PURPOSES = load_purposes(None)


@pytest.fixture
def home(home_of_the_test: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home with one customer; the customer's number."""
    monkeypatch.setenv("DESKAPP_LANG", "en")
    with closing(open_home(find_home(home_of_the_test), NOW, writes=True)) as opened:
        draft = CustomerDraft(NAME, phone=PHONE, id_kind="cn-id", id_number=NUMBER, category="prospect")
        return opened.write("customer.add", lambda work: add_customer(work, draft).number, NOW)


def told(*call: str) -> dict[str, Any]:
    done = deskapp("person", *call, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_words_that_would_name_this_program_are_warned_of_until_the_office_has_a_name(home: str) -> None:
    said = "deskapp office --name NAME"
    for call in (("consent", home, "bank"), ("purposes",)):
        done = deskapp("person", *call)
        assert (done.code, said in done.err, "“deskapp”" in done.err) == (0, True, True)
    assert said not in deskapp("person", "consent", home, "bank", "--withdraw").err
    assert deskapp("office", "--name", "滨江服务中心").code == 0
    for call in (("consent", home, "bank"), ("purposes",)):
        done = deskapp("person", *call)
        assert (done.code, done.err) == (0, "")
    assert "滨江服务中心" in done.out


def test_a_consent_and_its_end_are_shown_with_their_words(home: str) -> None:
    told("consent", home, "bank", "--way", "spoken", "--signer", "张母")
    told("consent", home, "bank", "--withdraw", "--way", "phone")
    [one] = told("show", home)["consents"]
    assert (one["purpose"], one["way"], one["signer"], one["withdrawn_way"]) == ("bank", "spoken", "张母", "phone")
    assert one["withdrawn_at"] is not None
    assert "银行" in one["text"]
    assert deskapp("person", "consent", home, "bank", "--withdraw").code == 65
    wrong = deskapp("person", "consent", home, "everything")
    assert (wrong.code, "bank" in wrong.err) == (2, True)


def test_a_request_has_a_number_and_a_time_and_is_answered_once(home: str) -> None:
    asked = told("request", home, "access", "--note", "要副本")
    number = str(asked["request"])
    assert [line["request"] for line in map(json.loads, deskapp("person", "requests", "--json").out.splitlines())] == [
        number
    ]
    told("export", home, "--request", number)
    assert deskapp("person", "requests", "--json").out == ""
    assert deskapp("person", "answer", number).code == 65
    refused = told("request", home, "erase")
    assert deskapp("person", "answer", str(refused["request"]), "--refused").code == 65


def test_blocking_erasing_and_holding_by_command(home: str) -> None:
    told("hold", home, "--reason", "诉讼")
    assert deskapp("person", "erase", home, "--reason", "本人申请").code == 65
    told("hold", home, "--end", "--reason", "判决生效")
    told("block", home, "--reason", "本人申请")
    assert told("show", home)["blocked_why"] == "本人申请"
    told("block", home, "--end", "--reason", "本人申请")
    done = deskapp("person", "erase", home, "--reason", "本人申请")
    assert (done.code, "Legal holds" in done.err) == (65, True)


def test_one_without_ties_is_erased_and_the_trace_tells(home: str) -> None:
    assert told("erase", home, "--reason", "本人申请") == {"erased": home}
    line = json.loads(deskapp("retention", "--trace", home, "--json").out)
    assert (line["number"], line["rule"], line["entity"]) == (home, "request", "customer")
    assert deskapp("person", "show", home).code == 65


def test_what_went_outside_is_listed(home: str) -> None:
    told("disclose", "工商银行", "--number", home, "--purpose", "按揭", "--fields", "姓名")
    assert deskapp("person", "disclose", "某公司", "--number", home, "--purpose", "x", "--fields", "y", "--basis",
                   "consent").code == 65  # fmt: skip
    [line] = deskapp("person", "disclosures").out.splitlines()
    assert "工商银行" in line


def test_a_wrong_choice_names_the_others_in_the_language_that_was_asked_for(home: str) -> None:
    for call in (("request", home, "everything"), ("disclose", "x", "--basis", "everything"),
                 ("request", home, "access", "--way", "everything")):  # fmt: skip
        done = deskapp("person", *call, "--lang", "vi", "--json")
        assert (done.code, done.out) == (2, "")
        assert "Không có “everything”. Có: " in done.err
    assert "Có: " not in deskapp("person", "request", home, "everything").err
    assert deskapp("person", "requests", "--lang", "fr").code == 2


def test_moments_are_told_as_iso_with_a_zone(home: str) -> None:
    assert deskapp("person", "disclose", "某局", "--number", home, "--purpose", "x", "--fields", "y", "--basis",
                   "law").code == 0  # fmt: skip
    line = json.loads(deskapp("person", "disclosures", "--json").out)
    assert "T" in line["happened_at"]
    assert datetime.fromisoformat(line["happened_at"]).tzinfo is not None


@pytest.mark.parametrize(
    ("country", "asked", "due"),
    [
        ("VN", datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("CN", datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 12, 11, 23, 59, tzinfo=UTC)),
    ],
)
def test_by_when_somebody_is_answered(counter: Counter, country: str, asked: datetime, due: datetime) -> None:
    time = shipped_retention().answer_time(asked.date(), country)
    calendar = WorkCalendar("CN", shipped_days("CN"))
    own = counter.customer("李静")
    row = counter.do(ask_about_person, own, "access", "paper", time, calendar, asked_at=asked)
    assert row.due_at == due


def test_an_edition_is_agreed_to_once_and_its_words_stay(counter: Counter) -> None:
    own, other = counter.customer("李静"), counter.customer("李静2")
    first = record_id(counter.do(give_consent, own, PURPOSES["bank"], "paper"))
    with pytest.raises(DeskError, match=r"privacy\.agreed"):
        counter.do(give_consent, own, PURPOSES["bank"], "paper")
    counter.do(merge_customers, own, other)
    page = counter.ask(get_privacy_page, other)
    assert [one.id for one in page.consents] == [first]
    with pytest.raises(DeskError, match=r"privacy\.future"):
        counter.do(withdraw_consent, first, "paper", withdrawn_at=NOW + timedelta(days=1))
    counter.do(withdraw_consent, first, "paper")
    with pytest.raises(DeskError, match=r"privacy\.withdrawn"):
        counter.do(withdraw_consent, first, "paper")


def test_whoever_takes_the_consent_to_news_back_gets_none(counter: Counter) -> None:
    own = lead(counter)
    given = record_id(counter.do(give_consent, own, PURPOSES["news"], "paper"))
    draft = NewsDraft("契税", {"zh": "新规"}, {"zh": "自十二月起"})
    assert counter.do(send_news, draft) == 1
    counter.do(withdraw_consent, given, "phone")
    assert counter.ask(count_interested) == {"契税": 0}
    assert counter.do(send_news, draft) == 0
    counter.do(give_consent, own, PURPOSES["news"], "online")
    assert counter.do(send_news, draft) == 1
    assert counter.ask(lambda reader: reader.session.get(Message, 3)) is None


def test_the_workbook_has_every_table_that_points_to_them(counter: Counter, tmp_path: Path) -> None:
    own = lead(counter)
    counter.do(add_resident, counter.unit(counter.building()), ResidentDraft(own, "owner"))
    counter.do(give_consent, own, PURPOSES["bank"], "paper")
    counter.customer("李静", phone="13700137000")
    person = counter.ask(get_person_file, own, "滨江客服", NOW)
    with closing(sqlite3.connect(counter.store.database)) as database:
        held = {
            str(table.name)
            for table, column in customer_columns()
            if database.execute(f"SELECT 1 FROM {table.name} WHERE {column.name} = ?", (own,)).fetchone()
        }
    assert {"customer_document", "customer_phone", "unit_person", "consent", "enquiry", "interest"} <= held
    assert held <= {part.table for part in person.parts}
    path = tmp_path / "person.xlsx"
    assert write_person_book(path, person, words("zh"), "王敏", "本人申请") == person.row_count
    book = openpyxl.load_workbook(path)
    said = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for fact in (NAME, PHONE, NUMBER, "房本要多久？", "1501", "贷款银行", "王敏"):
        assert fact in said
    assert "李静" not in said


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_every_table_of_the_workbook_has_its_word(language: str) -> None:
    tables = {str(table.name) for table, _ in customer_columns()}
    assert len(tables) > 20
    assert [name for name in sorted(tables) if title_of(name, words(language)) == name] == []


def test_the_workbook_is_refused_to_who_sees_a_part(counter: Counter) -> None:
    from deskapp.store.scope import Scope

    own = counter.customer("李静")
    counter.store.scope = Scope(frozenset({1}))
    with pytest.raises(DeskError, match=r"privacy\.whole_office"):
        counter.ask(get_person_file, own, "", NOW)
