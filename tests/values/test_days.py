from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.values import Country
from deskapp.values.days import parse_day, parse_typed_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("2026-03-05", "CN"),
        ("2026/3/5", "CN"),
        ("2026-3-5", "VN"),
        ("20260305", "CN"),
        ("2026年3月5日", "CN"),
        ("2026.3.5", "CN"),
        ("5/3/2026", "VN"),
        ("05-03-2026", "VN"),
        ("5.3.2026", "VN"),
        ("２０２６/３/５", "CN"),
        ("2026-03-05 00:00:00", "CN"),
        ("2026/3/5 9:30", "CN"),
        ("2026-03-05T09:30:00", "VN"),
        ("2026年 3月 5日", "CN"),
    ],
)
def test_days_as_people_write_them(text: str, country: Country) -> None:
    assert parse_day(text, country) == (date(2026, 3, 5), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "day.impossible"),
        ("20261301", "day.impossible"),
        ("2026年2月29日", "day.impossible"),
        ("5/3/2026", "day.form_cn"),
        ("2026-3/5", "day.form_cn"),
        ("26-3-5", "day.form_cn"),
        ("soon", "day.form_cn"),
        ("0026-03-05", "day.year"),
        ("3026-03-05", "day.year"),
        ("", "day.empty"),
    ],
)
def test_no_days(text: str, code: str) -> None:
    value, fault = parse_day(text, "CN")
    assert value is None
    assert fault is not None
    assert fault.code == code


@pytest.mark.parametrize(
    ("text", "country", "day"),
    [
        ("t", "CN", TODAY),
        ("T", "VN", TODAY),
        ("+7", "CN", date(2026, 11, 29)),
        ("-22", "CN", date(2026, 10, 31)),
        ("1122", "CN", TODAY),
        ("1122", "VN", TODAY),
        ("0503", "CN", date(2026, 5, 3)),
        ("0503", "VN", date(2026, 3, 5)),
        ("3-5", "CN", date(2026, 3, 5)),
        ("5/3", "VN", date(2026, 3, 5)),
        ("2026-03-05", "CN", date(2026, 3, 5)),
    ],
)
def test_typed_days(text: str, country: Country, day: date) -> None:
    assert parse_typed_day(text, country, today=TODAY) == (day, None)


@pytest.mark.parametrize("text", ["0230", "9999", "+99999x", "tt", ""])
def test_no_typed_days(text: str) -> None:
    assert parse_typed_day(text, "CN", today=TODAY)[0] is None


def test_a_day_beyond_the_calendar_is_refused() -> None:
    assert parse_typed_day("+99999", "CN", today=date(9990, 1, 1))[0] is None


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_written_form_is_the_same_day(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    assert {parse_day(form, "CN")[0] for form in forms} == {day}
    assert parse_day(f"{day.day}/{day.month}/{day.year}", "VN")[0] == day
