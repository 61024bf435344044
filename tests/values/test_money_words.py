"""Amounts in words: worked examples of the trade, and words that read back to the same amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.values.money import from_minor
from deskapp.values.money_words import money_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.05", "壹拾元零伍分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("120000", "壹拾贰万元整"),
        ("1006867.00", "壹佰万陆仟捌佰陆拾柒元整"),
        ("100000007", "壹亿零柒元整"),
        ("20100000", "贰仟零壹拾万元整"),
        ("3500000000000", "叁万伍仟亿元整"),
        ("-5.1", "负伍元壹角整"),
    ],
)
def test_yuan_in_chinese_capitals(amount: str, words: str) -> None:
    assert money_in_words(Decimal(amount), "CNY", "zh") == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "không đồng"),
        ("15", "mười lăm đồng"),
        ("21", "hai mươi mốt đồng"),
        ("105", "một trăm linh năm đồng"),
        ("20000000", "hai mươi triệu đồng"),
        ("1500000000", "một tỷ năm trăm triệu đồng"),
        ("1006867", "một triệu không trăm linh sáu nghìn tám trăm sáu mươi bảy đồng"),
        ("2055010", "hai triệu không trăm năm mươi lăm nghìn không trăm mười đồng"),
        ("3005000000000", "ba nghìn không trăm linh năm tỷ đồng"),
        ("3500000000000", "ba nghìn năm trăm tỷ đồng"),
        ("1000000005", "một tỷ không trăm linh năm đồng"),
    ],
)
def test_dong_in_vietnamese(amount: str, words: str) -> None:
    assert money_in_words(Decimal(amount), "VND", "vi") == words


def test_the_other_pairs_of_language_and_currency() -> None:
    assert money_in_words(Decimal("12.5"), "CNY", "vi") == "mười hai phẩy năm không nhân dân tệ"
    assert money_in_words(Decimal("1006867.5"), "CNY", "en") == (
        "one million six thousand eight hundred sixty-seven yuan fifty fen"
    )
    assert money_in_words(Decimal(20_000_000), "VND", "zh") == "贰仟万越南盾整"
    assert money_in_words(Decimal(19), "VND", "en") == "nineteen dong"


FIGURES = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_chinese(words: str) -> int:
    """Fen, read as a cashier does: figure by figure."""
    fen = group = figure = 0
    yuan = 0
    for sign in words:
        if sign in FIGURES:
            figure = FIGURES[sign]
        elif sign in PLACES:
            group, figure = group + figure * PLACES[sign], 0
        elif sign == "万":
            group, figure, yuan = 0, 0, yuan + (group + figure) * 10_000
        elif sign == "亿":
            yuan, group, figure = (yuan + group + figure) * 100_000_000, 0, 0
        elif sign == "元":
            yuan, group, figure = yuan + group + figure, 0, 0
        elif sign == "角":
            fen, figure = fen + figure * 10, 0
        elif sign == "分":
            fen, figure = fen + figure, 0
    return yuan * 100 + fen


@given(st.integers(0, 10**17 - 1))
def test_chinese_capitals_read_back(minor: int) -> None:
    assert read_chinese(money_in_words(from_minor(minor, "CNY"), "CNY", "zh")) == minor


@given(st.integers(-(10**18), 10**18), st.sampled_from(["CNY", "VND"]), st.sampled_from(["zh", "vi", "en"]))
def test_any_amount_has_words_and_no_two_amounts_the_same(minor: int, currency: str, language: str) -> None:
    words = money_in_words(from_minor(minor, currency), currency, language)
    assert words == " ".join(words.split())
    assert words != money_in_words(from_minor(minor + 1, currency), currency, language)
