"""The customer form's texts: read, put into normal form, faults beside their fields."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures_store import TODAY

from deskapp.office.customer.drafts import (
    CustomerDraft,
    DocumentDraft,
    KinshipDraft,
    NameDraft,
    RepresentationDraft,
    read_customer,
)


def test_a_full_form() -> None:
    draft, faults = read_customer(
        {
            "name": " Nguyễn  Văn Đạt ",
            "country": "VN",
            "id_number": "001085012345",
            "phone": "+84 912 345 678",
            "birth": "12/4/1985",
            "category": "buyer",
            "channel": "walk_in",
            "language": "vi",
            "note": "gọi buổi chiều\n\nsau 17h ",
        },
        TODAY,
    )
    assert faults == {}
    assert draft == CustomerDraft(
        "Nguyễn Văn Đạt",
        "VN",
        id_kind="vn-cccd",
        id_number="001085012345",
        phone="0912345678",
        category="buyer",
        channel="walk_in",
        language="vi",
        birth=date(1985, 4, 12),
        note="gọi buổi chiều\n\nsau 17h",
    )


@pytest.mark.parametrize(
    ("texts", "field", "code"),
    [
        ({"name": ""}, "name", "name.empty"),
        ({"name": "x", "phone": "110"}, "phone", "phone.form_cn"),
        ({"name": "x", "id_kind": "cn-id", "id_number": "110105198504121173"}, "id_number", "identity.check_digit"),
        ({"name": "x", "id_number": "???"}, "id_kind", "customer.document_kind"),
        ({"name": "x", "id_kind": "diary", "id_number": "1"}, "id_kind", "draft.choice"),
        ({"name": "x", "category": "king"}, "category", "draft.choice"),
        ({"name": "x", "country": "FR"}, "country", "draft.choice"),
        ({"name": "x", "birth": "2026-02-30"}, "birth", "day.impossible"),
        ({"name": "x", "birth": "2027-01-01"}, "birth", "customer.birth_future"),
        ({"name": "x", "note": "n" * 10_001}, "note", "draft.too_long"),
    ],
)
def test_a_fault_stands_at_its_field(texts: dict[str, str], field: str, code: str) -> None:
    draft, faults = read_customer(texts, TODAY)
    assert draft is None
    assert faults[field].code == code


def test_a_warning_refuses_nothing() -> None:
    draft, faults = read_customer({"name": "张三", "phone": "15412345678"}, TODAY)
    assert draft is not None
    assert faults["phone"].warning


def test_a_birth_that_the_number_contradicts_is_told() -> None:
    _, faults = read_customer({"name": "张三", "id_number": "110105198504121172", "birth": "1986-04-12"}, TODAY)
    assert "id_number" in faults


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30), st.text(max_size=20))
@settings(max_examples=50)
def test_checking_twice_changes_nothing_more(name: str, number: str, phone: str, birth: str) -> None:
    draft, _ = read_customer({"name": name, "id_number": number, "phone": phone, "birth": birth}, TODAY)
    if draft is not None:
        again, faults = draft.checked(TODAY)
        assert again == draft
        assert all(fault.warning for fault in faults.values())


def test_the_smaller_forms() -> None:
    assert "kind" in DocumentDraft("???").checked(TODAY)[1]
    assert DocumentDraft("e12345678", "cn-passport").checked(TODAY)[0].number == "E12345678"
    assert NameDraft("  ", "alias").checked()[1]["name"].code == "name.empty"
    assert NameDraft("x", "nick").checked()[1]["kind"].code == "draft.choice"
    assert KinshipDraft(1, "neighbour").checked()[1]["relation"].code == "draft.choice"
    power = RepresentationDraft(2, "power_of_attorney")
    assert power.checked()[1]["document"].code == "representation.document_needed"
