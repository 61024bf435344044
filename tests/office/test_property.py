"""Homes: entered, edited, lived in, left, and the shares of their owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY, Counter

from deskapp.errors import DeskError, StaleEdit
from deskapp.office.customer.page import get_customer_page
from deskapp.office.property.actions import (
    add_building,
    add_project,
    add_resident,
    add_unit,
    edit_unit,
    end_resident,
)
from deskapp.office.property.drafts import ResidentDraft, UnitDraft, read_resident, read_unit
from deskapp.office.property.queries import (
    UnitFilter,
    count_units,
    get_place,
    get_unit_page,
    list_buildings,
    list_projects,
    list_units,
    unit_code,
)
from deskapp.office.property.rules import is_current, judge_shares, sum_shares
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Scope


def test_a_form_in_chinese_figures() -> None:
    draft, faults = read_unit(
        {
            "room": "1501室",
            "entrance": "2单元",
            "floor": "15",
            "area": "98.76㎡",
            "inner_area": "80.1",
            "unit_price": "10195.09",
            "total_price": "100.6867万",
            "sale_state": "sold",
        },
        "CN",
    )
    assert faults == {}
    assert draft == UnitDraft(
        "1501",
        "2",
        15,
        area=Decimal("98.76"),
        inner_area=Decimal("80.10"),
        unit_price=Decimal("10195.09"),
        total_price=Decimal("1006867.00"),
        sale_state="sold",
    )


def test_a_form_in_vietnamese_figures() -> None:
    draft, faults = read_unit({"room": "A-12.05", "area": "77,2", "total_price": "4,5 tỷ"}, "VN")
    assert faults == {}
    assert draft is not None
    assert (draft.area, draft.total_price, draft.currency) == (Decimal("77.20"), Decimal(4500000000), "VND")


@pytest.mark.parametrize(
    ("texts", "field", "code"),
    [
        ({}, "room", "unit.room_needed"),
        ({"room": "1", "floor": "first"}, "floor", "unit.floor"),
        ({"room": "1", "floor": "900"}, "floor", "unit.floor"),
        ({"room": "1", "sale_state": "gone"}, "sale_state", "draft.choice"),
        ({"room": "1", "area": "98.765"}, "area", "area.decimals"),
        ({"room": "1", "total_price": "壹拾"}, "total_price", "money.words"),
        ({"room": "1", "area": "80", "inner_area": "90"}, "inner_area", "unit.inner_larger"),
        ({"room": "1", "door_number": "9" * 41}, "door_number", "draft.too_long"),
        ({"room": "1", "currency": "USD"}, "currency", "draft.choice"),
    ],
)
def test_a_fault_stands_at_its_field(texts: dict[str, str], field: str, code: str) -> None:
    draft, faults = read_unit(texts, "CN")
    assert draft is None
    assert faults[field].code == code


@pytest.mark.parametrize(
    ("price", "currency", "code"),
    [
        ("1.005", "CNY", "unit.price_decimals"),
        ("0.5", "VND", "unit.price_decimals"),
        ("-1", "CNY", "money.negative"),
        ("1e17", "CNY", "money.too_large"),
    ],
)
def test_a_price_keeps_to_its_currency(price: str, currency: str, code: str) -> None:
    assert UnitDraft("1", total_price=Decimal(price), currency=currency).checked()[1]["total_price"].code == code


def test_editing_a_unit_shows_prices_as_amounts(counter: Counter) -> None:
    home = counter.unit(counter.building())
    page = counter.ask(get_unit_page, home, TODAY)
    assert (page.code, page.project, page.draft.total_price) == ("3-2-1501", "滨江壹号", Decimal("1006867.00"))
    changed = replace(page.draft, total_price=Decimal(999000), surveyed_area=Decimal("98.91"), sale_state="sold")
    counter.do(edit_unit, home, changed, page.version)
    after = counter.ask(get_unit_page, home, TODAY)
    assert after.draft == replace(changed, total_price=Decimal("999000.00"))
    price = next(field for field in after.changes[0].fields if field.field == "total_price")
    assert (price.before, price.after) == (Decimal("1006867.00"), Decimal("999000.00"))
    with pytest.raises(StaleEdit):
        counter.do(edit_unit, home, replace(changed, sale_state="unsold"), page.version)


def test_a_room_is_there_once(counter: Counter) -> None:
    building = counter.building()
    counter.unit(building, "1501")
    other = counter.unit(building, "1502")
    with pytest.raises(DeskError) as refused:
        counter.do(add_unit, building, UnitDraft("1501室", "2单元"))
    assert (refused.value.code, refused.value.values["unit"]) == ("unit.taken", "3-2-1501")
    with pytest.raises(DeskError, match=r"unit\.taken"):
        counter.do(edit_unit, other, UnitDraft("1501", "2"))
    counter.do(add_unit, building, UnitDraft("1501", "1"))


def test_projects_and_buildings_are_there_once(counter: Counter) -> None:
    counter.building("3")
    project = counter.ask(list_projects)[0].id
    with pytest.raises(DeskError, match=r"project\.taken"):
        counter.do(add_project, " 滨江壹号 ")
    with pytest.raises(DeskError, match=r"building\.taken"):
        counter.do(add_building, project, "3栋")
    counter.do(add_building, project, "10号楼")
    counter.do(add_building, project, "2#")
    assert [code for _, code in counter.ask(list_buildings, project)] == ["2", "3", "10"]


def test_somebody_moves_in_and_out(counter: Counter) -> None:
    home = counter.unit(counter.building())
    owner, tenant = counter.customer("张三丰", phone="13800138000"), counter.customer("章水方")
    counter.do(add_resident, home, ResidentDraft(owner, "owner", (1, 1), date(2026, 3, 5)))
    lodger = counter.do(add_resident, home, ResidentDraft(tenant, "tenant", since=date(2026, 4, 1)))
    page = counter.ask(get_unit_page, home, TODAY)
    assert [(p.customer.name, p.customer.phone, p.role, p.share) for p in page.people] == [
        ("张三丰", "13800138000", "owner", (1, 1)),
        ("章水方", "", "tenant", None),
    ]
    counter.do(end_resident, record_id(lodger), date(2026, 11, 22))
    page = counter.ask(get_unit_page, home, TODAY)
    assert [p.customer.name for p in page.people] == ["张三丰"]
    assert [p.customer.name for p in page.former] == ["章水方"]
    assert [(u.code, u.role, u.is_current) for u in counter.ask(get_customer_page, tenant, TODAY).units] == [
        ("3-2-1501", "tenant", False)
    ]
    assert {field.field: field.after for field in page.changes[0].fields} == {
        "resident": "章水方",
        "role": "tenant",
        "until": "2026-11-22",
    }
    assert "3-2-1501" in [field.after for field in counter.ask(get_customer_page, tenant, TODAY).changes[0].fields]


def test_wrong_residents_are_refused(counter: Counter) -> None:
    home = counter.unit(counter.building())
    owner = counter.customer("张三丰")
    living = counter.do(add_resident, home, ResidentDraft(owner, "owner", (1, 2), date(2026, 3, 5)))
    with pytest.raises(DeskError, match=r"resident\.known"):
        counter.do(add_resident, home, ResidentDraft(owner, "owner"))
    with pytest.raises(DeskError, match=r"resident\.share_of_owner"):
        counter.do(add_resident, home, ResidentDraft(owner, "family", (1, 2)))
    with pytest.raises(DeskError, match=r"draft\.choice"):
        counter.do(add_resident, home, ResidentDraft(owner, "ghost"))
    with pytest.raises(DeskError, match=r"store\.gone"):
        counter.do(add_resident, home, ResidentDraft(999, "owner"))
    with pytest.raises(DeskError, match=r"draft\.ends_before_start"):
        counter.do(end_resident, record_id(living), date(2026, 1, 1))
    counter.do(end_resident, record_id(living), date(2026, 11, 1))
    with pytest.raises(DeskError, match=r"resident\.ended"):
        counter.do(end_resident, record_id(living), date(2026, 11, 2))


def test_owners_never_own_more_than_the_whole(counter: Counter) -> None:
    home = counter.unit(counter.building())
    people = [counter.customer(name) for name in ("甲", "乙", "丙", "丁")]
    first = counter.do(add_resident, home, ResidentDraft(people[0], "owner", (1, 3)))
    counter.do(add_resident, home, ResidentDraft(people[1], "owner", (1, 3)))
    with pytest.raises(DeskError) as refused:
        counter.do(add_resident, home, ResidentDraft(people[2], "owner", (1, 2)))
    assert refused.value.values == {"share": "1/2", "left": "1/3"}
    counter.do(add_resident, home, ResidentDraft(people[2], "owner", (2, 6)))
    counter.do(add_resident, home, ResidentDraft(people[3], "family"))
    counter.do(end_resident, record_id(first), TODAY)
    counter.do(add_resident, home, ResidentDraft(people[3], "owner", (1, 3)))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)).filter(lambda share: share[0] <= share[1])))
def test_shares_are_taken_exactly_until_the_whole(shares: list[tuple[int, int]]) -> None:
    held: list[tuple[int, int]] = []
    for share in shares:
        fits = sum((Fraction(*known) for known in held), Fraction(0)) + Fraction(*share) <= 1
        assert (judge_shares(held, share) is None) is fits
        if fits:
            held.append(share)
    assert sum_shares(held) <= 1
    assert judge_shares(held, None) is None


def test_the_day_it_ended_counts_no_more() -> None:
    assert [is_current(until, TODAY) for until in (None, date(2026, 11, 23), TODAY)] == [True, True, False]


def test_a_resident_as_typed() -> None:
    draft, faults = read_resident(7, {"role": "owner", "share": "50%", "since": "2026-03-05"}, TODAY, "CN")
    assert (draft, faults) == (ResidentDraft(7, "owner", (1, 2), date(2026, 3, 5)), {})
    assert read_resident(7, {"share": "150%"}, TODAY, "CN")[1]["share"].code == "share.range"
    assert (
        read_resident(7, {"role": "tenant", "share": "1/2"}, TODAY, "CN")[1]["share"].code == "resident.share_of_owner"
    )


ROOMS = ("315", "1501", "1502", "A1", "B1-044", "9")


@pytest.fixture
def house(counter: Counter) -> Counter:
    project = record_id(counter.do(add_project, "滨江壹号"))
    for code in ("3", "5"):
        building = record_id(counter.do(add_building, project, code))
        for entrance in ("", "1", "2"):
            for room in ROOMS:
                counter.unit(building, room, entrance)
    return counter


@pytest.mark.parametrize("size", [1, 7, 200])
def test_pages_of_units_leave_none_out_in_either_direction(house: Counter, size: int) -> None:
    everything = [row.id for row in house.ask(list_units)]
    assert len(everything) == house.ask(count_units) == 36
    seen: list[int] = []
    place = None
    while page := house.ask(list_units, after=place, limit=size):
        seen += [row.id for row in page]
        place = house.ask(get_place, page[-1].id)
        assert house.ask(count_units, ahead_of=place) == len(seen) - 1
    assert seen == everything
    back: list[int] = []
    while page := house.ask(list_units, before=place, limit=size):
        back = [row.id for row in page] + back
        place = house.ask(get_place, page[0].id)
    assert back == everything[:-1]


def test_neighbours_follow_the_order_of_the_house(house: Counter) -> None:
    rows = house.ask(list_units, only=UnitFilter(building_id=1))
    assert [row.code for row in rows[:6]] == ["3-9", "3-A1", "3-315", "3-1501", "3-1502", "3-B1-044"]
    pages = [house.ask(get_unit_page, row.id, TODAY) for row in rows]
    assert [page.next for page in pages] == [*[row.id for row in rows[1:]], None]
    assert [page.previous for page in pages] == [None, *[row.id for row in rows[:-1]]]
    assert house.ask(unit_code, rows[0].id) == "3-9"


def test_filters_and_scope(house: Counter) -> None:
    first = house.ask(list_units)[0]
    house.do(edit_unit, first.id, UnitDraft("9", "", sale_state="sold"))
    assert [row.id for row in house.ask(list_units, only=UnitFilter(sale_state="sold"))] == [first.id]
    assert house.ask(count_units, UnitFilter(kind="parking")) == 0
    other = Store(house.store.database, scope=Scope(frozenset({99})))
    try:
        assert other.read(list_units) == []
        assert other.read(list_projects) == []
    finally:
        other.close()
