"""What must hold before a dossier goes on, and what is said where it does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.dossier import TODAY, Desk

from deskapp.cases.engine import say_missing
from deskapp.cases.fields import set_fields
from deskapp.cases.gates import judge_gate
from deskapp.cases.model import Case
from deskapp.cases.opening import edit_case
from deskapp.desks.intake.actions_check import check_identity, check_parcel
from deskapp.desks.intake.drafts import CheckDraft, IdentityDraft
from deskapp.desks.intake.gates import smallest_part
from deskapp.desks.intake.rules import ACTS, RightFact, judge_rights, judge_split, read_parts, take_advance
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.ties import add_representation


def missing(desk: Desk, case_id: int, gate: str) -> list[str]:
    def judge(reader: Any) -> Any:
        return judge_gate(reader, desk.engine, reader.get(Case, case_id), gate).missing

    return [one.code for one in desk.ask(judge)]


def test_identity_must_be_seen_and_be_theirs_and_in_force(desk: Desk) -> None:
    case = desk.open()
    assert missing(desk, case, "identity.checked") == ["identity.not_seen"]
    seen = IdentityDraft(case, "vn-cccd", "001085012345", valid_until=date(2026, 11, 21))
    desk.do(check_identity, seen)
    assert missing(desk, case, "identity.checked") == ["identity.expired"]
    desk.do(check_identity, IdentityDraft(case, "vn-cccd", "001085012345", matches=False, note="ảnh không giống"))
    assert missing(desk, case, "identity.checked") == ["identity.differs"]
    desk.do(check_identity, IdentityDraft(case, "vn-cccd", "001085012345", valid_until=date(2030, 1, 1)))
    assert missing(desk, case, "identity.checked") == []


def test_a_document_of_somebody_else_is_refused_and_a_new_one_kept(desk: Desk) -> None:
    case = desk.open()
    with pytest.raises(DeskError, match=r"customer\.document_taken"):
        desk.do(check_identity, IdentityDraft(case, "vn-cccd", "079190123456"))
    desk.do(check_identity, IdentityDraft(case, "passport", "N1234567", valid_until=date(2031, 5, 1)))
    assert missing(desk, case, "identity.checked") == []
    with pytest.raises(DeskError, match=r"check\.no_note"):
        desk.do(check_identity, IdentityDraft(case, "vn-cccd", "001085012345", matches=False))


def test_who_acts_is_who_is_looked_at(desk: Desk) -> None:
    case = desk.open(representative_id=desk.lan)
    desk.do(check_identity, IdentityDraft(case, "vn-cccd", "079190123456"))
    assert missing(desk, case, "identity.checked") == []
    desk.do(edit_case, case, {"representative_id": None})
    assert missing(desk, case, "identity.checked") == ["identity.not_seen"]


@pytest.mark.parametrize(
    ("result", "stops", "warns"),
    [
        ("clear", [], []),
        ("disputed", ["parcel.is_disputed"], ["parcel.is_disputed"]),
        ("not_found", ["parcel.is_not_found"], ["parcel.is_not_found"]),
        ("mortgaged", [], ["parcel.is_mortgaged"]),
        ("planning", [], ["parcel.is_planning"]),
    ],
)
def test_what_the_register_says(desk: Desk, result: str, stops: list[str], warns: list[str]) -> None:
    case = desk.open()
    assert missing(desk, case, "parcel.checked") == ["parcel.not_checked"]
    desk.do(check_parcel, CheckDraft(case, "Sở NN&MT", result, "xem công văn 12"))
    assert missing(desk, case, "parcel.checked") == stops
    assert missing(desk, case, "parcel.clear") == warns
    assert not desk.engine.gates["parcel.clear"].blocks


def test_a_check_needs_its_source_and_what_it_found(desk: Desk) -> None:
    case = desk.open()
    for draft, code in (
        (CheckDraft(case, " ", "clear"), "check.no_source"),
        (CheckDraft(case, "GIS", "disputed"), "check.no_note"),
        (CheckDraft(case, "GIS", "fine"), "draft.choice"),
        (CheckDraft(case, "GIS", "clear", checked_on=date(2026, 11, 23)), "draft.future"),
    ):
        with pytest.raises(DeskError) as error:
            desk.do(check_parcel, draft)
        assert error.value.code == code


def test_a_procedure_about_no_land_needs_no_register(desk: Desk) -> None:
    case = desk.open("vn-other", parcel_id=None)
    assert missing(desk, case, "parcel.checked") == []


def test_a_split_that_does_not_add_up_is_stopped_with_words(desk: Desk) -> None:
    case = desk.open("vn-split-merge", fields={"kind": "split", "old_area": "200"})
    assert missing(desk, case, "split.areas") == ["split.no_new_areas"]
    desk.do(set_fields, case, {"new_areas": "120,5; 80"})
    found = desk.ask(lambda reader: judge_gate(reader, desk.engine, reader.get(Case, case), "split.areas").missing)
    assert [say_missing(words("en"), one) for one in found] == [
        "The new areas sum to 200.50 m², which differs by 0.50 m² from the old 200.00 m²"
    ]
    desk.do(set_fields, case, {"new_areas": "120,5; 79,5"})
    assert missing(desk, case, "split.areas") == []
    desk.do(set_fields, case, {"new_areas": "cái sân"})
    assert missing(desk, case, "split.areas") == ["area.form"]


def test_a_part_below_the_provinces_smallest_is_stopped(desk: Desk) -> None:
    case = desk.open("vn-split-merge", fields={"kind": "split", "old_area": "200", "new_areas": "165; 35"},
                     province="Thanh Hóa")  # fmt: skip
    assert missing(desk, case, "split.areas") == ["split.too_small"]


def test_the_smallest_part_is_dated_and_of_a_province() -> None:
    assert smallest_part("Thanh Hóa", "ODT", TODAY) == 40
    assert smallest_part("Thanh Hóa", "LUC", TODAY) == 1000
    assert smallest_part("Thanh Hóa", "ODT", date(2025, 12, 31)) is None
    assert smallest_part("", "ODT", TODAY) is None
    assert smallest_part("Hà Nội", "ODT", TODAY) is None


@pytest.mark.parametrize(
    ("text", "country", "areas"),
    [
        ("120.5; 79.5", "CN", ["120.5", "79.5"]),
        ("120,5; 79,5", "VN", ["120.5", "79.5"]),
        ("100、60、40", "CN", ["100", "60", "40"]),
        ("100 + 60", "CN", ["100", "60"]),
        ("1.200,5; 79", "VN", ["1200.5", "79"]),
        (" ; ", "VN", []),
    ],
)
def test_areas_are_read_one_after_the_other(text: str, country: Any, areas: list[str]) -> None:
    assert read_parts(text, country) == ([Decimal(area) for area in areas], None)


CENTIARES = st.integers(1, 10**7).map(lambda number: Decimal(number).scaleb(-2))


@given(st.lists(CENTIARES, min_size=2, max_size=8), CENTIARES)
def test_a_split_holds_exactly_where_the_areas_add_up(new: list[Decimal], much: Decimal) -> None:
    assert judge_split(sum(new, Decimal(0)), new, "split", None) == []
    assert [fault.code for fault in judge_split(sum(new, much), new, "split", None)] == ["split.sum"]
    small = judge_split(sum(new, Decimal(0)), new, "split", much)
    assert len(small) == sum(area < much for area in new)


def test_merging_leaves_one_parcel() -> None:
    old = Decimal(200)
    assert judge_split(old, [old], "merge", Decimal(500)) == []
    codes = [fault.code for fault in judge_split(old, [Decimal(100), Decimal(100)], "merge", None)]
    assert codes == ["split.one_parcel"]


# ---- the right to act


@pytest.mark.parametrize(
    ("right", "act", "code"),
    [
        (RightFact("power_of_attorney", "领取证书、取件"), "collect", None),
        (RightFact("power_of_attorney", "Nộp hồ sơ và nhận kết quả"), "collect", None),
        (RightFact("power_of_attorney", "toàn quyền"), "sign", None),
        (RightFact("power_of_attorney", "签约"), "collect", "representation.narrow"),
        (RightFact("power_of_attorney", ""), "collect", None),
        (RightFact("spouse", "nộp hồ sơ"), "collect", "representation.narrow"),
        (RightFact("guardian"), "sign", None),
        (RightFact("guardian", valid_until=date(2026, 11, 21)), "sign", "representation.expired"),
        (RightFact("guardian", valid_until=TODAY), "sign", None),
        (RightFact("heir", valid_from=date(2026, 11, 23)), "file", "representation.not_yet"),
    ],
)
def test_how_far_a_right_reaches(right: RightFact, act: str, code: str | None) -> None:
    fault = judge_rights([right], act, TODAY)
    assert (fault.code if fault else None) == code


def test_one_right_that_reaches_is_enough_and_the_nearest_is_told() -> None:
    expired, narrow = RightFact("guardian", valid_until=date(2020, 1, 1)), RightFact("spouse", "签约")
    assert judge_rights([expired, RightFact("heir")], "collect", TODAY) is None
    told = judge_rights([expired, narrow], "collect", TODAY)
    assert told is not None
    assert told.code == "representation.narrow"
    none = judge_rights([], "collect", TODAY)
    assert none is not None
    assert none.code == "representation.none"


def test_words_of_powers_differ() -> None:
    every = [word for group in ACTS.values() for word in group]
    assert len(every) == len(set(every))


def test_a_representative_needs_a_right_that_holds_today(desk: Desk) -> None:
    case = desk.open(representative_id=desk.lan)
    assert missing(desk, case, "representation.valid") == ["representation.none"]
    right = RepresentationDraft(desk.lan, "power_of_attorney", "nộp hồ sơ", "12/2026", True, None, date(2026, 11, 22))
    desk.do(add_representation, desk.dat, right)
    assert missing(desk, case, "representation.valid") == []
    desk.do(edit_case, case, {"representative_id": None})
    assert missing(desk, case, "representation.valid") == []


# ---- an advance


AMOUNTS = st.lists(st.tuples(st.integers(0, 10**9).map(Decimal), st.booleans()), max_size=8)


@given(AMOUNTS, st.integers(0, 10**10).map(Decimal))
def test_an_advance_comes_off_the_offices_own_and_nothing_is_lost(
    lines: list[tuple[Decimal, bool]], much: Decimal
) -> None:
    amounts, own = [amount for amount, _ in lines], [is_own for _, is_own in lines]
    whole = sum((amount for amount, is_own in lines if is_own), Decimal(0))
    advance = min(much, whole)
    left = take_advance(amounts, own, advance)
    assert sum(left, advance) == sum(amounts, Decimal(0))
    assert all(rest == amount for rest, amount, is_own in zip(left, amounts, own, strict=True) if not is_own)
    assert all(0 <= rest <= amount for rest, amount in zip(left, amounts, strict=True))
