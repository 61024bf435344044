"""The two sides of finding agree: what has a key that a query begins is what matches the query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.values.finding import (
    EQUAL,
    PREFIX,
    REST,
    keys_of_name,
    keys_of_number,
    keys_of_parcel,
    keys_of_unit,
    match_code,
    match_name,
    match_number,
    parcel_codes,
    parse_query,
    unit_codes,
)
from deskapp.values.names import KEY_LIMIT, name_keys

NAMES = st.text(st.sampled_from("王重单伟乐芳长行朝 Đđạnguyễvă Aa1(（）・"), max_size=9) | st.text(max_size=60)


@given(NAMES)
def test_names_have_the_keys_of_the_rule(name: str) -> None:
    assert {key[1:] for key in keys_of_name(name)} == name_keys(name)


@given(NAMES, st.data())
def test_what_a_key_begins_with_matches(name: str, data: st.DataObject) -> None:
    for key in sorted(keys_of_name(name))[:12]:
        word = key[1 : 1 + data.draw(st.integers(1, KEY_LIMIT))]
        assert match_name(word, name) is not None
    assert match_name("q0q", name) is None or "q0q" in name.lower()


@pytest.mark.parametrize(
    ("word", "name", "rank"),
    [
        ("单伟", "单伟", EQUAL), ("shanwei", "单伟", EQUAL), ("sw", "单伟", EQUAL), ("d", "单伟", PREFIX),
        ("单", "单伟", PREFIX), ("shan", "单伟", PREFIX), ("伟", "单伟", REST), ("wei", "单伟", REST),
        ("w", "单伟", REST), ("nguyenvan", "Nguyễn Văn Đạt", PREFIX), ("vand", "Nguyễn Văn Đạt", REST),
        ("anwei", "单伟", None), ("uyen", "Nguyễn Văn Đạt", None), ("vd", "Nguyễn Văn Đạt", None),
        ("changqingyinhang", "长庆银行", EQUAL), ("hang", "长庆银行", REST), ("xing", "长庆银行", None),
        ("a" * 45, "a" * 50, PREFIX), ("a" * 44 + "b", "a" * 50, None), ("王" * 41, "李" + "王" * 45, REST),
    ],
)  # fmt: skip
def test_how_well_a_word_matches_a_name(word: str, name: str, rank: int | None) -> None:
    assert match_name(word, name) == rank


@pytest.mark.parametrize(
    ("word", "number", "rank"),
    [
        ("13800138000", "13800138000", EQUAL), ("138", "13800138000", PREFIX), ("8000", "13800138000", REST),
        ("000", "13800138000", None), ("0013", "13800138000", None), ("01088", "010-88888888", PREFIX),
        ("01088888888", "010-88888888", EQUAL), ("301X", "50010819900307301X", REST), ("E1", "E12345678", PREFIX),
        ("0312687878001", "0312687878-001", EQUAL), ("", "13800138000", None), ("1", "", None),
    ],
)  # fmt: skip
def test_how_well_a_word_matches_a_number(word: str, number: str, rank: int | None) -> None:
    assert match_number(word, number) == rank


@given(st.from_regex(r"\A[0-9A-Z]{1,20}\Z"), st.integers(4, 20))
def test_a_tail_is_found_by_its_key(number: str, length: int) -> None:
    tail = number[-length:]
    keys = [key[1:] for key in keys_of_number(number) if key[0] == "t"]
    assert (match_number(tail, number) is not None) == (len(tail) >= 1)
    assert len(tail) < 4 or keys[0].startswith(tail[:-9:-1])


def test_a_number_with_signs_has_a_bare_key() -> None:
    assert keys_of_number("010-88888888") == {"t88888888", "n01088888888"}
    assert keys_of_number("13800138000") == {"t00083100"}
    assert keys_of_number("110") == set()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("138 0013 8000", ["13800138000"]),
        ("+86 138-0013-8000", ["13800138000"]),
        ("008613800138000", ["13800138000"]),
        ("(+84) 91 234 56 78", ["0912345678"]),
        ("0084", ["0084"]),
        ("１３８", ["138"]),
        ("305x", ["305X"]),
        ("zsf", [""]),
        ("第3", [""]),
    ],
)
def test_a_query_as_one_number(text: str, numbers: list[str]) -> None:
    assert [cut[0].number for cut in parse_query(text)][:1] == numbers


def test_the_ways_to_cut_a_query() -> None:
    assert [[word.name for word in cut] for cut in parse_query("zsf 3 2 1501")] == [
        ["zsf321501"],
        ["zsf", "3", "2", "1501"],
        ["zsf", "321501"],
    ]
    assert [[word.name for word in cut] for cut in parse_query("  Văn  văn ")] == [["vanvan"], ["van"]]
    assert parse_query("") == parse_query(" \x00 ") == parse_query("x" * 401) == []


def test_codes_of_units_and_parcels() -> None:
    assert keys_of_unit("3", "2", "1501") == {"a3-2-1501", "a321501", "b2-1501", "b1501", "c21501"}
    assert keys_of_unit("3", "", "7", "A-9") == {"a3-7", "a37", "b7", "aa-9", "aa9", "b9"}
    assert keys_of_parcel("26001", "12", "345") == {"a26001-12-345", "a2600112345", "b12-345", "c12345", "b345"}
    assert unit_codes("三号楼二单元1501室") >= {"3-2-1501"}
    assert unit_codes("03-2-1501") >= {"3-2-1501"}
    assert unit_codes("1501") == {"1501"}
    assert parcel_codes("thửa 045, tờ 012") >= {"12-45"}
    assert parcel_codes("27-00") == {"27-00", "27-0"}
    assert parcel_codes("07") == {"07"}
    assert parcel_codes("26001-012-3") == {"26001-012-3", "26001-12-3"}
    assert parcel_codes("-") == frozenset()
    assert match_code(frozenset({"1501"}), keys_of_unit("3", "2", "1501")) == PREFIX
    assert match_code(frozenset({"1501"}), keys_of_unit("3", "1", "501")) == REST
    assert match_code(frozenset({"321501"}), keys_of_unit("3", "2", "1501")) == EQUAL
    assert match_code(frozenset({"501"}), keys_of_unit("3", "2", "1501")) is None
