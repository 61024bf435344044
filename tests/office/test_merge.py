"""Duplicates live on in one customer, and come apart again exactly as they were."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select
from tests.fixtures_store import TODAY, Counter, open_counter

from deskapp.errors import DeskError
from deskapp.office.customer.actions import edit_customer, merge_customers, undo_merge
from deskapp.office.customer.drafts import CustomerDraft, KinshipDraft
from deskapp.office.customer.keys import INDEXER
from deskapp.office.customer.model import Customer
from deskapp.office.customer.page import get_customer_page
from deskapp.office.customer.queries import count_customers, get_customer_draft, list_customers
from deskapp.office.customer.rows import find_family, find_survivors
from deskapp.office.customer.ties import add_kinship
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.office.property.queries import get_unit_page
from deskapp.store.tables import SearchKey
from deskapp.store.work import Reader
from deskapp.values.finding import keys_of_name


def found_by(counter: Counter, name: str) -> list[int]:
    def read(reader: Reader) -> list[int]:
        keys = select(SearchKey.id).where(col(SearchKey.key).in_(keys_of_name(name)))
        return sorted(set(reader.session.exec(keys)))

    return counter.store.read(read)


def test_the_survivor_shows_what_the_duplicate_had(counter: Counter) -> None:
    kept = counter.customer("张三丰", phone="13800138000")
    twin = counter.customer("张三豊", phone="13912345678", id_number="110105198504121172")
    home = counter.unit(counter.building())
    counter.do(add_resident, home, ResidentDraft(twin, "owner"))
    counter.do(merge_customers, twin, kept)
    page = counter.ask(get_customer_page, twin, TODAY)
    assert (page.asked_id, page.row.id) == (twin, kept)
    assert [(phone.number, phone.is_main) for phone in page.phones] == [("13800138000", True), ("13912345678", False)]
    assert [unit.code for unit in page.units] == ["3-2-1501"]
    assert [row.name for row in page.absorbed] == ["张三豊"]
    assert counter.ask(get_unit_page, home, TODAY).people[0].customer.name == "张三丰"
    assert [row.id for row in counter.ask(list_customers)] == [kept]
    assert counter.ask(count_customers) == 1
    assert page.changes[0].fields[0].field == "absorbed"


def test_undo_gives_everything_back(counter: Counter) -> None:
    kept, twin = counter.customer("张三丰"), counter.customer("张三豊", phone="13912345678")
    before = counter.ask(get_customer_draft, twin)[0]
    counter.do(merge_customers, twin, kept)
    counter.do(undo_merge, twin)
    assert counter.ask(get_customer_draft, twin)[0] == before
    assert counter.ask(get_customer_page, kept, TODAY).absorbed == ()
    assert counter.ask(count_customers) == 2
    with pytest.raises(DeskError, match=r"customer\.not_merged"):
        counter.do(undo_merge, twin)


def test_merging_twice_into_oneself_or_in_a_circle_is_refused(counter: Counter) -> None:
    first, second, third = (counter.customer(name) for name in ("甲", "乙", "丙"))
    with pytest.raises(DeskError, match=r"customer\.merge_self"):
        counter.do(merge_customers, first, first)
    counter.do(merge_customers, first, second)
    with pytest.raises(DeskError, match=r"customer\.merge_self"):
        counter.do(merge_customers, second, first)
    with pytest.raises(DeskError, match=r"customer\.merged"):
        counter.do(merge_customers, first, third)
    company = counter.customer("锦绣物业", kind="company")
    with pytest.raises(DeskError, match=r"customer\.merge_kinds"):
        counter.do(merge_customers, third, company)


def test_a_merged_customer_is_edited_through_its_survivor_only(counter: Counter) -> None:
    kept, twin = counter.customer("甲"), counter.customer("乙", id_number="110105198504121172")
    counter.do(merge_customers, twin, kept)
    with pytest.raises(DeskError) as refused:
        counter.do(edit_customer, twin, CustomerDraft("丙"))
    assert refused.value.code == "customer.merged"
    assert refused.value.values["into"] == "KH-20261122-0001"
    with pytest.raises(DeskError, match=r"customer\.document_absorbed"):
        counter.do(edit_customer, kept, CustomerDraft("甲", id_number="110105198504121172"))


def test_a_document_taken_names_the_survivor_to_open(counter: Counter) -> None:
    kept, twin = counter.customer("甲"), counter.customer("乙", id_number="110105198504121172")
    counter.do(merge_customers, twin, kept)
    with pytest.raises(DeskError) as refused:
        counter.customer("丙", id_number="110105198504121172")
    assert refused.value.values["customer_id"] == kept


def test_records_of_one_person_that_were_kin_are_no_kin_of_themselves(counter: Counter) -> None:
    kept, twin = counter.customer("甲"), counter.customer("乙")
    counter.do(add_kinship, kept, KinshipDraft(twin, "sibling"))
    counter.do(merge_customers, twin, kept)
    assert counter.ask(get_customer_page, kept, TODAY).relatives == ()


def test_search_keys_follow_a_merge_and_its_undo(tmp_path: Path) -> None:
    with open_counter(tmp_path / "keys.db", indexers=(INDEXER,)) as counter:
        kept, twin = counter.customer("王敏"), counter.customer("陈静", phone="13912345678")
        assert (found_by(counter, "王敏"), found_by(counter, "陈静")) == ([kept], [twin])
        counter.do(merge_customers, twin, kept)
        assert (found_by(counter, "王敏"), found_by(counter, "陈静")) == ([kept], [kept])
        counter.do(undo_merge, twin)
        assert (found_by(counter, "王敏"), found_by(counter, "陈静")) == ([kept], [twin])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with open_counter(tmp_path_factory.mktemp("merges") / "deskapp.db") as counter:
        yield counter


_series = count()


@given(
    merges=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merges_undone_in_any_order_leave_everybody_alone(
    shared: Counter, merges: list[tuple[int, int]], order: object
) -> None:
    people = [shared.customer(f"客{next(_series)}") for _ in range(6)]
    model = {number: number for number in people}
    merged = []
    for low, high in merges:
        twin, into = people[low], people[high]
        try:
            shared.do(merge_customers, twin, into)
        except DeskError:
            assert model[twin] != twin or model[into] == twin
            continue
        survivor = model[into]
        model = {number: survivor if root == twin else root for number, root in model.items()}
        merged.append(twin)
        assert shared.ask(find_survivors, people) == model
        assert set(shared.ask(find_family, survivor)) == {n for n, root in model.items() if root == survivor}
    order.shuffle(merged)  # type: ignore[attr-defined]
    for twin in merged:
        shared.do(undo_merge, twin)
    assert shared.ask(find_survivors, people) == {number: number for number in people}


def test_a_damaged_ring_of_merges_ends_in_an_error(counter: Counter) -> None:
    first, second = counter.customer("甲"), counter.customer("乙")
    raw = counter.store.raw(writer=True)
    raw.execute("UPDATE customer SET merged_into = ? WHERE id = ?", (second, first))
    raw.execute("UPDATE customer SET merged_into = ? WHERE id = ?", (first, second))
    raw.close()
    with pytest.raises(DeskError, match=r"customer\.merge_cycle"):
        counter.ask(get_customer_page, first, TODAY)
    assert counter.ask(lambda reader: reader.get(Customer, first).merged_into) == second
