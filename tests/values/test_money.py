from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.values import Country, Currency
from deskapp.values.areas import area_from_int, area_to_int, parse_area
from deskapp.values.figures import BIGINT, read_figure
from deskapp.values.money import from_minor, parse_money, parse_typed_money, round_money, to_minor
from deskapp.values.shares import parse_share


@pytest.mark.parametrize(
    ("text", "country", "figure"),
    [
        ("1234.5", "CN", "1234.5"),
        ("1,234.50", "CN", "1234.50"),
        ("1.234,50", "VN", "1234.50"),
        ("1.234,50", "CN", "1234.50"),
        ("1,234.50", "VN", "1234.50"),
        ("98,76", "CN", "98.76"),
        ("98.76", "VN", "98.76"),
        ("1,234", "CN", "1234"),
        ("1,234", "VN", "1.234"),
        ("1.234", "VN", "1234"),
        ("1.234", "CN", "1.234"),
        ("0.125", "VN", "0.125"),
        ("1.500.000", "CN", "1500000"),
        ("1,500,000", "VN", "1500000"),
        ("１２３．４", "CN", "123.4"),
        ("-5", "CN", "-5"),
        ("−5", "CN", "-5"),
    ],
)
def test_number_signs_by_country(text: str, country: Country, figure: str) -> None:
    assert read_figure(text, country) == Decimal(figure)


@pytest.mark.parametrize(
    "text", ["12,34,567", "1.2.3", "abc", "", ".", ",", "1..2", "1e5", "--1", "1-", "٣", "1,234,56", "9" * 41]
)
def test_no_figures(text: str) -> None:
    assert read_figure(text, "CN") is None
    assert read_figure(text, "VN") is None


@settings(deadline=None)
@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    for value, fault in (
        parse_money(text, "CNY"),
        parse_typed_money(text, "VND"),
        parse_area(text, "VN"),
        parse_share(text),
    ):
        assert (value is None) == (fault is not None)


@settings(deadline=None)
@given(st.integers(0, BIGINT), st.sampled_from(["CNY", "VND"]))
def test_money_written_with_signs_comes_back(minor: int, currency: Currency) -> None:
    amount = from_minor(minor, currency)
    signs = str.maketrans(",.", ",." if currency == "CNY" else ".,")
    for text in (f"{amount:,}".translate(signs), str(amount)):
        # one thousands group and no decimals is the one form that the other country reads otherwise
        assert parse_money(text, currency) == (amount, None)
    assert to_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("￥1,006,867.00", "CNY", "1006867.00"),
        ("¥ 12.5元", "CNY", "12.50"),
        ("1006867", "CNY", "1006867.00"),
        ("1,5", "CNY", "1.50"),
        ("0.005", "CNY", "0.01"),
        ("4.000.000.000 ₫", "VND", "4000000000"),
        ("500.000đ", "VND", "500000"),
        ("500,000 VND", "VND", "500000"),
        ("1500000.0", "VND", "1500000"),
        ("1000,5", "VND", "1001"),
    ],
)
def test_money(text: str, currency: Currency, amount: str) -> None:
    assert parse_money(text, currency) == (Decimal(amount), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("壹拾万", "money.words"),
        ("12万", "money.words"),
        ("12w", "money.form"),
        ("-5", "money.negative"),
        ("", "money.empty"),
        ("元", "money.empty"),
        ("92233720368547758.08", "money.too_large"),
        ("9" * 40, "money.too_large"),
    ],
)
def test_money_refused(text: str, code: str) -> None:
    value, fault = parse_money(text, "CNY")
    assert value is None
    assert fault is not None
    assert fault.code == code


def test_money_may_be_negative_where_asked() -> None:
    assert parse_money("-￥5", "CNY", signed=True) == (Decimal("-5.00"), None)
    assert to_minor(Decimal("-0.005"), "CNY") == -1


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12w", "CNY", 120_000),
        ("12万", "CNY", 120_000),
        ("1.5亿", "CNY", 150_000_000),
        ("12.345万", "CNY", 123_450),
        ("1.5ty", "VND", 1_500_000_000),
        ("1,5 tỷ", "VND", 1_500_000_000),
        ("20tr", "VND", 20_000_000),
        ("20 triệu", "VND", 20_000_000),
        ("500k", "VND", 500_000),
        ("1006867.00", "CNY", 1_006_867),
    ],
)
def test_typed_money(text: str, currency: Currency, amount: int) -> None:
    assert parse_typed_money(text, currency) == (Decimal(amount), None)


@pytest.mark.parametrize("text", ["w", "tr", "1.2.3tr", "壹拾万", "-2tr", "9999999999999ty"])
def test_typed_money_refused(text: str) -> None:
    assert parse_typed_money(text, "VND")[0] is None


def test_rounding_is_half_up_and_once() -> None:
    assert round_money(Decimal("33159.235"), "CNY") == Decimal("33159.24")
    assert round_money(Decimal("0.5"), "VND") == 1
    with pytest.raises(OverflowError):
        to_minor(Decimal("92233720368547758.08"), "CNY")


@pytest.mark.parametrize(
    ("text", "country", "area"),
    [
        ("98.76㎡", "CN", "98.76"),
        ("98,76 m²", "VN", "98.76"),
        ("98.7600", "CN", "98.76"),
        ("120平方米", "CN", "120.00"),
        ("1234,5", "VN", "1234.50"),
        ("12.5", "VN", "12.50"),
        ("0", "CN", "0.00"),
    ],
)
def test_area(text: str, country: Country, area: str) -> None:
    assert parse_area(text, country) == (Decimal(area), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1", "area.negative"),
        ("12.345", "area.decimals"),
        ("大", "area.form"),
        ("", "area.empty"),
        ("9" * 30, "area.too_large"),
    ],
)
def test_area_refused(text: str, code: str) -> None:
    value, fault = parse_area(text, "CN")
    assert value is None
    assert fault is not None
    assert fault.code == code


def test_area_in_hundredths() -> None:
    assert area_to_int(Decimal("98.76")) == 9876
    assert area_from_int(9876) == Decimal("98.76")
    with pytest.raises(ValueError):
        area_to_int(Decimal("98.765"))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1/2", (1, 2)),
        ("2/4", (1, 2)),
        ("50%", (1, 2)),
        ("50", (1, 2)),
        ("33.33%", (3333, 10000)),
        ("0,5", (1, 2)),
        ("1", (1, 1)),
        ("100", (1, 1)),
        ("１/３", (1, 3)),
    ],
)
def test_share(text: str, share: tuple[int, int]) -> None:
    assert parse_share(text) == (share, None)


@pytest.mark.parametrize("text", ["0", "0/3", "3/2", "1/0", "101", "-50", "一半", "", "1/2/3", "0.0000001"])
def test_share_refused(text: str) -> None:
    assert parse_share(text)[0] is None
