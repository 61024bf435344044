from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin, pinyin

from deskapp.values.names import KEY_LIMIT, name_keys, parse_name, readings, split_people

HAN = st.text(alphabet=[chr(code) for code in range(0x4E00, 0x9FA5)], min_size=1, max_size=5)


@pytest.mark.parametrize(
    "cell", ["张三、李四", "张三;李四", "张三；李四", "张三,李四", "张三， 李四、", " 张三 、、李四"]
)
def test_two_people_in_a_cell(cell: str) -> None:
    assert split_people(cell) == ["张三", "李四"]


def test_nobody_in_a_cell() -> None:
    assert split_people(" 、 ") == []


def test_long_and_empty_names_are_refused() -> None:
    assert parse_name("  Nguyễn  Văn Đạt ") == ("Nguyễn Văn Đạt", None)
    assert parse_name("名" * 200)[1] is None
    value, fault = parse_name("名" * 201)
    assert value is None
    assert fault is not None
    assert fault.code == "name.long"
    assert parse_name("\u200b ")[1] is not None


def test_keys_of_a_vietnamese_name() -> None:
    assert name_keys("Nguyễn Văn Đạt") == {"nguyenvandat", "vandat", "dat", "nvd"}


def test_keys_of_a_chinese_name() -> None:
    assert name_keys("张三丰") == {"张三丰", "三丰", "丰", "zhangsanfeng", "sanfeng", "feng", "zsf"}
    assert name_keys("张 三丰") == name_keys("张三丰")


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("单伟", "shanwei"),
        ("单伟", "dw"),
        ("仇英", "qiuying"),
        ("曾国", "zengguo"),
        ("解军", "xiejun"),
        ("区文", "ouwen"),
        ("查浩", "zhahao"),
        ("区文", "ow"),
        ("吕洋", "lvyang"),
    ],
)
def test_surnames_are_read_in_all_ways(name: str, heard: str) -> None:
    assert heard in name_keys(name)


def test_a_given_name_is_read_as_a_phrase_and_within_the_name() -> None:
    assert "hangzhang" in name_keys("张行长")
    assert "zhangchangjiang" in name_keys("张长江")
    assert not any(key.startswith("zhangzhang") for key in name_keys("张长江"))


def test_keys_of_a_company() -> None:
    keys = name_keys("重庆ABC商贸")
    assert {"chongqingabcshangmao", "abcshangmao", "shangmao", "cqasm", "庆abc商贸", "商贸"} <= keys


def test_no_key_is_empty_or_too_long() -> None:
    assert name_keys("") == frozenset()
    assert name_keys("·") == {"·"}
    assert all(0 < len(key) <= KEY_LIMIT for key in name_keys("长" * 200) | name_keys("a " * 100))


def spoken(name: str) -> set[tuple[str, ...]]:
    """All readings of a Chinese name, written down once more without memo and short cuts."""
    firsts = pinyin(name[0], style=Style.NORMAL, heteronym=True)[0]
    rests = {tuple(lazy_pinyin(name[1:])), tuple(lazy_pinyin(name)[1:])}
    return {(first, *rest) for first, rest in product(firsts, rests)}


@settings(deadline=None)
@given(HAN)
def test_readings_are_those_of_pypinyin(name: str) -> None:
    words = readings(name).words
    assert set(words) == spoken(name)
    assert all(len(row) == len(name) for row in words)


@settings(deadline=None)
@given(st.sampled_from(["朝阳", "长江", "银行", "乐山", "重庆", "都江堰", "长春市"]), HAN)
def test_phrases_within_names_are_those_of_pypinyin(phrase: str, other: str) -> None:
    assert set(readings(other + phrase).words) == spoken(other + phrase)
    assert set(readings(phrase + other).words) == spoken(phrase + other)
