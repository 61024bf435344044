"""Customers by page, and duplicates while somebody types."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from tests.fixtures_store import TODAY, Counter

from deskapp.office.customer.actions import merge_customers
from deskapp.office.customer.drafts import CustomerDraft, KinshipDraft, NameDraft
from deskapp.office.customer.page import get_customer_page
from deskapp.office.customer.parts import add_name, add_phone
from deskapp.office.customer.queries import (
    CustomerFilter,
    count_customers,
    find_duplicates,
    list_customers,
)
from deskapp.office.customer.ties import add_kinship
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.store.store import Store
from deskapp.store.work import Scope


@pytest.fixture
def crowd(counter: Counter) -> Counter:
    for number in range(9):
        counter.customer(f"客{number}", category="owner" if number % 3 else "prospect", phone=f"1380013800{number}")
    return counter


@pytest.mark.parametrize("size", [1, 4, 50])
def test_pages_leave_none_out_in_either_direction(crowd: Counter, size: int) -> None:
    everything = [row.id for row in crowd.ask(list_customers)]
    assert everything == sorted(everything, reverse=True)
    seen: list[int] = []
    last = None
    while page := crowd.ask(list_customers, after=last, limit=size):
        seen += [row.id for row in page]
        last = page[-1].id
        assert crowd.ask(count_customers, ahead_of=last) == len(seen) - 1
    assert seen == everything
    back: list[int] = []
    while page := crowd.ask(list_customers, before=last, limit=size):
        back = [row.id for row in page] + back
        last = page[0].id
    assert back == everything[:-1]


def test_filters_narrow_the_list(crowd: Counter) -> None:
    only = CustomerFilter(category="prospect")
    assert [row.name for row in crowd.ask(list_customers, only=only)] == ["客6", "客3", "客0"]
    assert crowd.ask(count_customers, only) == 3
    assert crowd.ask(count_customers, CustomerFilter(country="VN")) == 0
    assert crowd.ask(count_customers, CustomerFilter(kind="company", channel="app")) == 0


def test_a_project_narrows_to_its_people_and_a_scope_keeps_others_out(crowd: Counter) -> None:
    home = crowd.unit(crowd.building(project="滨江壹号"))
    elsewhere = crowd.unit(crowd.building(project="江南府"))
    crowd.do(add_resident, home, ResidentDraft(1, "owner"))
    crowd.do(add_resident, elsewhere, ResidentDraft(2, "owner"))
    assert [row.id for row in crowd.ask(list_customers, only=CustomerFilter(project_id=1))] == [1]
    scoped = Store(crowd.store.database, scope=Scope(frozenset({1})))
    try:
        # whoever lives in no project yet is everybody's
        assert {row.id for row in scoped.read(list_customers)} == set(range(1, 10)) - {2}
    finally:
        scoped.close()


def test_a_duplicate_is_seen_by_document_then_phone_then_name_in_the_unit(counter: Counter) -> None:
    known = counter.customer("张三丰", id_number="110105198504121172", phone="13800138000")
    counter.do(add_phone, known, "13912345678")
    neighbour = counter.customer("李静", phone="13700137000")
    home = counter.unit(counter.building())
    counter.do(add_resident, home, ResidentDraft(neighbour, "owner"))
    draft = CustomerDraft("李 静", id_number="110105198504121172", phone="13912345678")
    found = counter.ask(find_duplicates, draft, unit_id=home)
    assert [(one.customer.name, one.why) for one in found] == [("张三丰", "document"), ("李静", "name_and_unit")]
    found = counter.ask(find_duplicates, CustomerDraft("x", phone="13912345678"))
    assert [(one.customer.id, one.why) for one in found] == [(known, "phone")]
    assert counter.ask(find_duplicates, CustomerDraft("李静")) == []
    assert counter.ask(find_duplicates, draft, own_id=known) == []


def test_a_duplicate_that_was_merged_is_shown_as_its_survivor(counter: Counter) -> None:
    kept, twin = counter.customer("甲"), counter.customer("乙", phone="13800138000")
    counter.do(merge_customers, twin, kept)
    found = counter.ask(find_duplicates, CustomerDraft("丙", phone="13800138000"))
    assert [one.customer.id for one in found] == [kept]
    assert counter.ask(find_duplicates, CustomerDraft("甲", phone="13800138000"), own_id=kept) == []


def test_many_who_share_a_phone_are_bounded(crowd: Counter) -> None:
    for number in range(20):
        crowd.customer(f"同{number}", phone="13600136000")
    assert len(crowd.ask(find_duplicates, CustomerDraft("x", phone="13600136000"), limit=5)) == 5


def test_nothing_typed_finds_nobody(counter: Counter) -> None:
    counter.customer("甲")
    nothing, _ = CustomerDraft(" ", phone=" ", id_number=" ").checked(TODAY)
    assert counter.ask(find_duplicates, nothing) == []


def test_a_page_takes_a_bounded_number_of_statements(counter: Counter) -> None:
    counted: list[str] = []
    engine = counter.store._reads
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: counted.append(statement))

    def statements(number: int) -> int:
        counted.clear()
        counter.ask(get_customer_page, number, TODAY)
        return len(counted)

    lonely = counter.customer("甲")
    alone = statements(lonely)
    building = counter.building()
    busy = counter.customer("乙")
    for number in range(12):
        other = counter.customer(f"亲{number}")
        counter.do(add_kinship, busy, KinshipDraft(other, "sibling"))
        counter.do(add_name, busy, NameDraft(f"别名{number}"))
        counter.do(add_resident, counter.unit(building, f"{number}01"), ResidentDraft(busy, "owner"))
        counter.do(merge_customers, counter.customer(f"乙{number}"), busy)
    assert statements(busy) <= alone + 1 <= 18
    page = counter.ask(get_customer_page, busy, TODAY)
    assert (len(page.relatives), len(page.names), len(page.units), len(page.absorbed)) == (12, 12, 12, 12)
