"""What readers type: cards of two countries, our own barcodes, and bursts that an input method has spoiled."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.errors import Fault
from deskapp.values.identity import parse_identity
from deskapp.values.readers import CardScan, CodeScan, read_burst

TODAY = date(2026, 11, 22)
CARD = "001085012345|123456789|Nguyễn Văn Đạt|01021985|Nam|Số 1 Tràng Tiền, Hoàn Kiếm, Hà Nội|10052021"
DAT = CardScan(
    "vn-cccd", "001085012345", "Nguyễn Văn Đạt", date(1985, 2, 1), "male", "Số 1 Tràng Tiền, Hoàn Kiếm, Hà Nội",
    "123456789", issued_on=date(2021, 5, 10),
)  # fmt: skip
ZHANG = ("张三丰", "男", "汉", "19850412", "北京市朝阳区建国路1号", "110105198504121172", "北京市公安局朝阳分局")


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        CARD + "|||",
        CARD + "|Nguyễn Văn Cha|Trần Thị Mẹ",
        CARD.replace("01021985", "01/02/1985").replace("10052021", "10/05/2021"),
        CARD.replace("|", "｜"),
    ],
)
def test_the_code_of_a_vietnamese_card(text: str) -> None:
    assert read_burst(text, today=TODAY) == (DAT, None)


def test_cards_with_fewer_fields() -> None:
    for text in (CARD.replace("|123456789", "|"), CARD.replace("|123456789", "")):
        card, fault = read_burst(text, today=TODAY)
        assert fault is None
        assert isinstance(card, CardScan)
        assert (card.old_number, card.name, card.issued_on) == ("", "Nguyễn Văn Đạt", date(2021, 5, 10))
    card, _ = read_burst("001085012345|Nguyễn Văn Đạt|01021985|Nam", today=TODAY)
    assert isinstance(card, CardScan)
    assert (card.address, card.issued_on) == ("", None)


@pytest.mark.parametrize(
    "text",
    [
        CARD.replace("001085012345", "00108501234"),  # a figure became a tone
        CARD.replace("Văn Đạt", "Văn Dda5t"),  # VNI's figure stayed
        CARD.replace("Nam", "Nâa"),
        CARD.replace("01021985", "0102198"),
        CARD.replace("01021985", "31021985"),
        CARD.replace("001085012345", "001090012345"),  # another year of birth than the card says
        "张san|男|汉|19850412|北京市朝阳区|110105198504121172|北京市公安局朝阳分局",
        "张三丰|男|汉|19850412|北京市朝阳区建国路1号|11010519850412117|北京市公安局朝阳分局",
    ],
)
def test_a_burst_that_an_input_method_spoiled_says_so(text: str) -> None:
    assert read_burst(text, today=TODAY) == (None, Fault("reader.input_method"))


@pytest.mark.parametrize("separator", ["|", ",", ";", "^", "#", "~"])
def test_chinese_cards_with_any_separator(separator: str) -> None:
    parts = (*ZHANG, "2016.01.05-2036.01.05")
    expected = CardScan(
        "cn-id", ZHANG[5], "张三丰", date(1985, 4, 12), "male", ZHANG[4], "", "汉", ZHANG[6],
        date(2016, 1, 5), date(2036, 1, 5),
    )  # fmt: skip
    assert read_burst(separator.join(parts), today=TODAY) == (expected, None)
    assert read_burst(separator.join(parts), today=TODAY, separator=separator) == (expected, None)


def test_a_chinese_reader_that_names_its_fields_in_an_order_of_its_own() -> None:
    labels = ("姓名", "性别", "民族", "出生", "住址", "公民身份号码", "签发机关")
    named = [f"{label}：{part}" for label, part in zip(labels, ZHANG, strict=True)]
    card, _ = read_burst("$".join([named[5], *named[:5], named[6], "20160105", "长期"]), today=TODAY, separator="$")
    assert isinstance(card, CardScan)
    assert (card.number, card.name, card.nation, card.address) == (ZHANG[5], "张三丰", "汉", ZHANG[4])
    assert (card.issued_on, card.valid_until, card.country) == (date(2016, 1, 5), None, "CN")


def test_the_separator_of_the_office_is_the_only_one() -> None:
    assert read_burst(",".join(ZHANG), today=TODAY, separator="$") == (None, None)


def test_only_known_barcodes_are_codes() -> None:
    assert read_burst("02026112200077", today=TODAY, is_code=lambda text: True) == (CodeScan("02026112200077"), None)
    assert read_burst("13800138000", today=TODAY, is_code=lambda text: False) == (None, None)


@pytest.mark.parametrize(
    "text", ["zsf 1172", "3-2-1501", "13800138000", "重庆市江北区滨江路1号", "a,b,c,d", "12|3|4|5"]
)
def test_a_fast_hand_is_no_reader(text: str) -> None:
    assert read_burst(text, today=TODAY) == (None, None)


@given(st.text(), st.text(max_size=2))
def test_any_text_gives_an_answer(text: str, separator: str) -> None:
    scan, fault = read_burst(text, today=TODAY, separator=separator, is_code=str.isdigit)
    assert scan is None or fault is None


PARTS = st.lists(
    st.sampled_from([*ZHANG, *CARD.split("|"), "", "长期", "2016.01.05-长期", "00000000", "X" * 300, "\x00", "ſ"]),
    max_size=12,
)


@given(PARTS, st.sampled_from(["|", ",", "，", "#"]))
def test_cards_that_are_read_have_numbers_that_hold(parts: list[str], separator: str) -> None:
    scan, _ = read_burst(separator.join(parts), today=TODAY)
    if isinstance(scan, CardScan):
        assert parse_identity(scan.number, scan.kind, today=TODAY)[0] == scan.number
        assert scan.name
