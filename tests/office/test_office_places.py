"""Parcels, organisations, staff: entered once, edited, found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.fixtures_store import Counter

from deskapp.errors import DeskError, StaleEdit
from deskapp.office.land.actions import add_parcel, edit_parcel
from deskapp.office.land.drafts import ParcelDraft, read_parcel
from deskapp.office.land.queries import count_parcels, get_parcel, list_parcels
from deskapp.office.organisation.actions import OrganisationDraft, add_organisation, edit_organisation
from deskapp.office.organisation.queries import find_organisations, get_organisation
from deskapp.office.staff.actions import add_department, end_staff, ensure_clerk, find_clerk, move_staff
from deskapp.office.staff.queries import list_departments, list_staff
from deskapp.store.base import record_id


def test_a_parcel_as_a_land_office_names_it(counter: Counter) -> None:
    draft, faults = read_parcel(
        {"commune": "260", "map_sheet": "012", "parcel": "345", "area": "120,5", "land_use": "ONT"}
    )
    assert faults == {}
    assert draft == ParcelDraft("00260", "12", "345", Decimal("120.50"), "ONT")
    number = record_id(counter.do(add_parcel, draft))
    page = counter.ask(get_parcel, number)
    assert (page.row.code, page.row.commune, page.draft) == ("12-345", "00260", draft)
    counter.do(edit_parcel, number, replace(draft, legal_status="mortgaged"), page.version)
    assert counter.ask(get_parcel, number).changes[0].fields[0].after == "mortgaged"
    with pytest.raises(StaleEdit):
        counter.do(edit_parcel, number, draft, page.version)
    with pytest.raises(DeskError, match=r"parcel\.taken"):
        counter.do(add_parcel, ParcelDraft("00260", "12", "0345"))


@pytest.mark.parametrize(
    ("texts", "field", "code"),
    [
        ({"map_sheet": "1", "parcel": "2"}, "commune", "parcel.commune"),
        ({"commune": "26000", "parcel": "2"}, "map_sheet", "parcel.number"),
        ({"commune": "26000", "map_sheet": "1", "parcel": "9" * 21}, "parcel", "parcel.number"),
        ({"commune": "26000", "map_sheet": "1", "parcel": "2", "area": "-3"}, "area", "area.negative"),
        ({"commune": "26000", "map_sheet": "1", "parcel": "2", "land_use": "x" * 61}, "land_use", "draft.too_long"),
    ],
)
def test_a_fault_of_a_parcel_stands_at_its_field(texts: dict[str, str], field: str, code: str) -> None:
    draft, faults = read_parcel(texts)
    assert draft is None
    assert faults[field].code == code


def test_parcels_by_page(counter: Counter) -> None:
    for number in range(5):
        counter.do(add_parcel, ParcelDraft("26000" if number else "26001", "1", str(number + 1)))
    assert [row.code for row in counter.ask(list_parcels, limit=2)] == ["1-5", "1-4"]
    assert [row.code for row in counter.ask(list_parcels, after=4, limit=2)] == ["1-3", "1-2"]
    assert [row.code for row in counter.ask(list_parcels, before=2, limit=2)] == ["1-4", "1-3"]
    assert [row.code for row in counter.ask(list_parcels, commune="26001")] == ["1-1"]
    assert (counter.ask(count_parcels), counter.ask(count_parcels, ahead_of=4)) == (5, 1)


def test_organisations_are_found_without_tones(counter: Counter) -> None:
    bank = counter.do(add_organisation, OrganisationDraft("建设银行", "bank", phone="010-88888888"))
    counter.do(add_organisation, OrganisationDraft("Sở Nông nghiệp và Môi trường", "land_office", "Sở TN&MT"))
    assert [one.name for one in counter.ask(find_organisations, "so nong")] == ["Sở Nông nghiệp và Môi trường"]
    assert [one.name for one in counter.ask(find_organisations, "tn&mt")] == ["Sở Nông nghiệp và Môi trường"]
    assert [one.phone for one in counter.ask(find_organisations, kind="bank")] == ["010-88888888"]
    draft, seen = counter.ask(get_organisation, record_id(bank))
    counter.do(edit_organisation, record_id(bank), replace(draft, phone="", alias="建行"), seen)
    assert counter.ask(find_organisations, "建行")[0].phone == ""
    with pytest.raises(DeskError, match=r"organisation\.taken"):
        counter.do(add_organisation, OrganisationDraft(" 建设银行", "bank"))
    with pytest.raises(DeskError, match=r"draft\.choice"):
        counter.do(add_organisation, OrganisationDraft("x", "club"))
    with pytest.raises(DeskError, match=r"phone\.form_cn"):
        counter.do(add_organisation, OrganisationDraft("x", phone="1"))


def test_staff_and_departments(counter: Counter) -> None:
    service = record_id(counter.do(add_department, "客服部"))
    counter.do(add_department, "财务部")
    assert sorted(name for _, name in counter.ask(list_departments)) == ["客服部", "财务部"]
    with pytest.raises(DeskError, match=r"department\.taken"):
        counter.do(add_department, "客服部 ")
    with pytest.raises(DeskError, match=r"department\.name"):
        counter.do(add_department, "")
    counter.do(move_staff, counter.clerk.id, service)
    assert [(one.name, one.department) for one in counter.ask(list_staff)] == [("wangmin", "客服部")]
    with pytest.raises(DeskError, match=r"store\.gone"):
        counter.do(move_staff, counter.clerk.id, 99)


def test_who_left_signs_in_no_more(counter: Counter) -> None:
    other = counter.do(ensure_clerk, "lijing")
    counter.do(end_staff, other.id)
    assert counter.ask(find_clerk, "lijing") is None
    assert [one.name for one in counter.ask(list_staff)] == ["wangmin"]
    assert {one.name for one in counter.ask(list_staff, with_former=True)} == {"wangmin", "lijing"}
    with pytest.raises(DeskError, match=r"staff\.oneself"):
        counter.do(end_staff, counter.clerk.id)


def test_the_first_clerk_is_made_once(counter: Counter) -> None:
    assert counter.do(ensure_clerk, "wangmin") == counter.clerk
    assert (counter.clerk.country, counter.clerk.language) == ("CN", "zh")
