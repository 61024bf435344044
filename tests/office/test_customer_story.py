"""A customer at the counter: entered, corrected, shown in one look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.errors import DeskError, StaleEdit
from deskapp.office.customer import parts
from deskapp.office.customer.actions import add_customer, edit_customer, mark_deceased
from deskapp.office.customer.drafts import CustomerDraft, DocumentDraft, NameDraft
from deskapp.office.customer.model import Customer
from deskapp.office.customer.page import CustomerPage, get_customer_page
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.base import record_id
from deskapp.store.edited import read_edited
from deskapp.store.work import Reader

ZHANG = CustomerDraft("张三丰", id_number="110105198504121172", phone="138 0013 8000", category="owner")


@pytest.fixture
def zhang(counter: Counter) -> int:
    return record_id(counter.do(add_customer, ZHANG))


def page_of(counter: Counter, number: int) -> CustomerPage:
    return counter.ask(get_customer_page, number, TODAY)


def edited_of(counter: Counter, number: int) -> dict[str, dict[str, object]]:
    def read(reader: Reader) -> str:
        return reader.get(Customer, number).edited

    return read_edited(counter.store.read(read))


def test_entering_a_customer(counter: Counter, zhang: int) -> None:
    page = page_of(counter, zhang)
    assert (page.row.number, page.row.name) == ("KH-20261122-0001", "张三丰")
    assert (page.row.id_kind, page.row.id_number, page.row.phone) == ("cn-id", "110105198504121172", "13800138000")
    assert (page.version, page.is_minor, page.created_at) == (1, False, NOW)
    assert [change.action for change in page.changes] == ["add_customer"]


def test_what_is_wrong_stands_beside_its_field(counter: Counter) -> None:
    with pytest.raises(DeskError) as refused:
        counter.do(add_customer, CustomerDraft("李静", phone="138001380"))
    assert (refused.value.code, refused.value.field) == ("phone.form_cn", "phone")
    assert counter.ask(lambda reader: reader.session.get(Customer, 1)) is None


def test_correcting_the_phone_keeps_the_old_one(counter: Counter, zhang: int) -> None:
    draft, seen = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, replace(draft, phone="13912345678"), seen)
    page = page_of(counter, zhang)
    assert [(phone.number, phone.is_main, phone.is_former) for phone in page.phones] == [
        ("13912345678", True, False),
        ("13800138000", False, True),
    ]
    assert page.version > seen
    assert edited_of(counter, zhang) == {"phone": {"base": "13800138000", "fresh": True}}
    assert [(field.field, field.before, field.after) for field in page.changes[0].fields] == [
        ("phone", "13800138000", "13912345678")
    ]
    assert (page.changes[0].clerk, page.changes[0].at) == ("wangmin", NOW)


def test_going_back_to_the_old_phone_makes_no_third_row(counter: Counter, zhang: int) -> None:
    draft, _ = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, replace(draft, phone="13912345678"))
    counter.do(edit_customer, zhang, replace(draft, phone="13800138000"))
    assert [(phone.number, phone.is_main) for phone in page_of(counter, zhang).phones] == [
        ("13800138000", True),
        ("13912345678", False),
    ]


def test_saving_an_unchanged_form_changes_nothing(counter: Counter, zhang: int) -> None:
    draft, seen = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, draft, seen)
    page = page_of(counter, zhang)
    assert (page.version, len(page.changes)) == (seen, 1)
    assert edited_of(counter, zhang) == {}


def test_two_clerks_at_one_customer_the_second_is_told(counter: Counter, zhang: int) -> None:
    draft, seen = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, replace(draft, phone="13912345678"), seen)
    # the second one changes nothing of the record itself but the document, and is told all the same
    with pytest.raises(StaleEdit) as stale:
        counter.do(edit_customer, zhang, replace(draft, id_number="310115200109232489"), seen)
    assert stale.value.current["name"] == "张三丰"
    assert page_of(counter, zhang).row.id_number == "110105198504121172"


def test_another_document_keeps_the_old_one_and_ends_it(counter: Counter, zhang: int) -> None:
    draft, _ = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, replace(draft, id_kind="passport", id_number="E12345678"))
    assert [(d.kind, d.number, d.is_main, d.valid_until) for d in page_of(counter, zhang).documents] == [
        ("passport", "E12345678", True, None),
        ("cn-id", "110105198504121172", False, TODAY),
    ]
    assert set(edited_of(counter, zhang)) == {"id_kind", "id_number"}


def test_emptied_fields_leave_no_main_phone_or_document(counter: Counter, zhang: int) -> None:
    draft, _ = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, replace(draft, phone="", id_kind="", id_number=""))
    page = page_of(counter, zhang)
    assert (page.row.phone, page.row.id_number) == ("", "")
    assert [phone.is_former for phone in page.phones] == [True]


def test_a_document_of_somebody_else_is_refused_by_name(counter: Counter, zhang: int) -> None:
    with pytest.raises(DeskError) as refused:
        counter.customer("张三峰", id_number="11010519850412 1172")
    assert refused.value.code == "customer.document_taken"
    assert refused.value.values["name"] == "张三丰"
    assert refused.value.values["customer"] == "KH-20261122-0001"
    assert refused.value.values["customer_id"] == zhang
    other = counter.customer("李静")
    with pytest.raises(DeskError, match=r"customer\.document_taken"):
        counter.do(parts.add_document, other, DocumentDraft("110105198504121172"))


def test_a_number_that_was_never_theirs_can_be_freed(counter: Counter, zhang: int) -> None:
    document = page_of(counter, zhang).documents[0]
    counter.do(parts.remove_document, document.id)
    owner = counter.customer("李静", id_number="110105198504121172")
    assert page_of(counter, owner).row.id_number == "110105198504121172"
    assert page_of(counter, zhang).changes[0].fields[0].before == "110105198504121172"


def test_several_documents_phones_and_names(counter: Counter, zhang: int) -> None:
    passport = counter.do(
        parts.add_document, zhang, DocumentDraft("EA1234567", "cn-passport", valid_until=date(2030, 1, 1))
    )
    counter.do(parts.make_main_document, record_id(passport))
    phone = counter.do(parts.add_phone, zhang, "023-67012345")
    counter.do(parts.add_name, zhang, NameDraft("Zhang Sanfeng", "former"))
    page = page_of(counter, zhang)
    assert [(d.number, d.is_main) for d in page.documents] == [("EA1234567", True), ("110105198504121172", False)]
    assert [(p.number, p.is_main) for p in page.phones] == [("13800138000", True), ("023-67012345", False)]
    assert [(name.name, name.kind) for name in page.names] == [("Zhang Sanfeng", "former")]
    counter.do(parts.make_main_phone, record_id(phone))
    counter.do(parts.end_phone, record_id(phone))
    page = page_of(counter, zhang)
    assert page.row.phone == ""
    assert [(p.number, p.is_former) for p in page.phones] == [("13800138000", False), ("023-67012345", True)]
    counter.do(parts.remove_name, page.names[0].id)
    counter.do(parts.end_document, page.documents[0].id, date(2026, 12, 31))
    page = page_of(counter, zhang)
    assert page.names == ()
    assert page.documents[0].valid_until == date(2026, 12, 31)
    assert page.changes[1].fields[0].field == "other_name"


def test_every_part_raises_the_version_of_its_customer(counter: Counter, zhang: int) -> None:
    _, seen = counter.ask(get_customer_draft, zhang)
    counter.do(parts.add_phone, zhang, "13912345678")
    draft, now = counter.ask(get_customer_draft, zhang)
    assert now > seen
    with pytest.raises(StaleEdit):
        counter.do(edit_customer, zhang, replace(draft, note="x"), seen)


def test_an_ended_document_and_a_known_one_are_told_apart(counter: Counter, zhang: int) -> None:
    with pytest.raises(DeskError, match=r"customer\.document_known"):
        counter.do(parts.add_document, zhang, DocumentDraft("110105198504121172"))
    with pytest.raises(DeskError, match=r"draft\.ends_before_start"):
        counter.do(
            parts.add_document,
            zhang,
            DocumentDraft("E12345678", "cn-passport", valid_from=TODAY, valid_until=date(2020, 1, 1)),
        )


def test_the_deceased_are_marked_and_a_mistake_is_taken_back(counter: Counter, zhang: int) -> None:
    counter.do(mark_deceased, zhang, date(2026, 11, 1))
    assert page_of(counter, zhang).deceased_on == date(2026, 11, 1)
    assert page_of(counter, zhang).row.is_deceased
    with pytest.raises(DeskError, match=r"customer\.deceased_future"):
        counter.do(mark_deceased, zhang, date(2026, 11, 23))
    counter.do(mark_deceased, zhang, None)
    assert not page_of(counter, zhang).row.is_deceased
    company = counter.customer("锦绣物业", kind="company", id_number="91110000600037341L")
    with pytest.raises(DeskError, match=r"customer\.not_a_person"):
        counter.do(mark_deceased, company, date(2026, 11, 1))


def test_hostile_and_long_texts_harm_nothing(counter: Counter) -> None:
    note = "[/b] =1+1 \0 " + "x" * 9_000
    nasty = counter.customer("[@click=app.quit]x[/]", note=note, address="a\u0301")
    page = page_of(counter, nasty)
    assert page.row.name == "[@click=app.quit]x[/]"
    assert "\0" not in page.note
    assert page.address == "á"
    with pytest.raises(DeskError, match=r"name\.long"):
        counter.customer("长" * 201)
