"""Rules of changed parties without a database: shares, who may come and go, dated rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.desks.contracts.parties.rules import (
    ChangeFact,
    Side,
    judge_change,
    judge_held,
    judge_may_act,
    needed_people,
)
from deskapp.desks.contracts.sale.changes import read_changes, shipped_changes
from deskapp.desks.intake.queries import PersonSeen
from deskapp.errors import Fault

DAY = date(2026, 11, 22)
ANN, BEN, CAI = Side(1, "张三丰"), Side(2, "李静"), Side(3, "王芳")
SHARES = st.lists(st.none() | st.tuples(st.integers(1, 5), st.integers(5, 9)), min_size=2, max_size=2)


def codes(fact: ChangeFact) -> list[str]:
    return [missing.code for missing in judge_change(fact)]


@given(SHARES)
def test_shares_pass_where_they_are_the_whole_or_none_at_all(shares: list[tuple[int, int] | None]) -> None:
    after = tuple(replace(side, share=share) for side, share in zip((ANN, BEN), shares, strict=True))
    found = codes(ChangeFact("shares", (replace(ANN, share=(1, 2)), replace(BEN, share=(1, 2))), after))
    if None in shares:
        assert found == ([] if shares == [None, None] else ["deal.shares_mixed"])
    else:
        whole = sum((Fraction(*share) for share in shares if share), Fraction(0)) == 1
        assert found == ([] if whole else ["deal.shares_sum"])


@pytest.mark.parametrize(
    ("kind", "before", "after", "found"),
    [
        ("kin", (ANN,), (ANN, BEN), []),
        ("kin", (ANN,), (ANN, CAI), ["change.no_kin"]),
        ("kin", (ANN,), (BEN,), ["change.nobody_stays"]),
        ("shares", (ANN, BEN), (BEN, CAI), ["change.other_people"] * 2),
        ("divorce", (ANN, BEN), (ANN,), []),
        ("divorce", (ANN, BEN), (ANN, CAI), ["change.newcomer"]),
        ("divorce", (ANN,), (BEN,), ["change.one_buyer"]),
        ("inheritance", (replace(ANN, is_deceased=True), BEN), (BEN, CAI), []),
        ("inheritance", (ANN, BEN), (BEN, CAI), ["change.not_deceased"]),
        ("inheritance", (ANN,), (ANN, BEN), ["change.nobody_died"]),
        ("court", (ANN,), (CAI,), []),
        ("resale", (ANN, BEN), (CAI,), []),
        ("court", (ANN,), (replace(ANN, customer_id=9),), ["change.same_person"]),
        ("court", (ANN,), (ANN,), ["change.nothing"]),
        ("court", (ANN,), None, ["change.no_parties"]),
    ],
)
def test_who_may_come_and_go(
    kind: str, before: tuple[Side, ...], after: tuple[Side, ...] | None, found: list[str]
) -> None:
    assert codes(ChangeFact(kind, before, after, kin=frozenset({frozenset({1, 2})}))) == found


def test_a_namesake_born_on_another_day_is_another_person() -> None:
    old, young = replace(ANN, birth=date(1950, 1, 1)), replace(ANN, customer_id=9, birth=date(1990, 1, 1))
    assert codes(ChangeFact("court", (old,), (young,))) == []


def test_who_has_to_be_there() -> None:
    fact = ChangeFact("divorce", (ANN, BEN), (BEN,))
    assert needed_people(fact, excused=False) == [2, 1]
    assert needed_people(fact, excused=True) == [2]
    dead = ChangeFact("inheritance", (replace(ANN, is_deceased=True), BEN), (BEN, CAI))
    assert needed_people(dead, excused=False) == [2, 3]


def test_nobody_acts_alone_while_the_deal_is_held() -> None:
    here, away = PersonSeen(1, "张三丰", "seen"), PersonSeen(2, "李静")
    assert [one.values["away"] for one in judge_held("争议", [here, away])] == ["李静"]
    assert judge_held("争议", [here, replace(away, look="seen")]) == judge_held("", [away]) == []


def test_a_right_that_ended_is_told_and_one_that_nobody_needs_is_not() -> None:
    fault = Fault("representation.expired", {"day": DAY})
    ended = PersonSeen(1, "滨江公司", "not_seen", needs_right=True, fault=fault)
    assert [one.code for one in judge_may_act([ended])] == ["change.right_expired"]
    assert [one.code for one in judge_may_act([replace(ended, fault=None)])] == ["change.needs_right"]
    assert judge_may_act([replace(ended, may_act=True), PersonSeen(2, "李静", "seen", fault=fault)]) == []


def test_rows_are_dated_and_sourced() -> None:
    shipped = shipped_changes()
    assert shipped.kind_of("cn-change-divorce", DAY) == "divorce"
    assert shipped.kind_of("cn-change-divorce", date(2020, 1, 1)) == ""
    assert shipped.is_excused("judgment", DAY)
    assert not shipped.is_excused("agreement", DAY)
    row = '[[change]]\nprocedure = "x"\nkind = "kin"\nvalid_from = 2026-01-01\nsource = "s"\ncertainty = "D"\n'
    assert read_changes(row).kind_of("x", DAY) == "kin"
    for broken in (row.replace('source = "s"', 'source = ""'), row.replace('"kin"', '"whim"')):
        with pytest.raises(ValueError, match=r"row without|no kind"):
            read_changes(broken)
