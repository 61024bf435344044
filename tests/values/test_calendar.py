import json
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.errors import DeskError
from deskapp.values import Country
from deskapp.values.calendar import (
    DayOff,
    WorkCalendar,
    override_days,
    published_days,
    published_years,
    read_official,
    shipped_days,
)

CALENDARS: dict[Country, WorkCalendar] = {
    "CN": WorkCalendar("CN", shipped_days("CN")),
    "VN": WorkCalendar("VN", shipped_days("VN")),
}
NEW_YEAR = [DayOff(date(2026, 1, 1), "holiday")]


@pytest.mark.parametrize(
    ("country", "start", "count", "due"),
    [
        ("CN", "2026-09-30", 3, "2026-10-10"),
        ("CN", "2026-02-13", 5, "2026-02-27"),
        ("CN", "2026-04-30", 3, "2026-05-08"),
        ("CN", "2026-09-18", 7, "2026-09-29"),
        ("CN", "2025-01-24", 3, "2025-02-05"),
        ("CN", "2025-09-26", 5, "2025-10-10"),
        ("VN", "2026-02-12", 8, "2026-03-03"),
        ("VN", "2026-04-24", 5, "2026-05-06"),
        ("VN", "2026-08-21", 8, "2026-09-04"),
        ("VN", "2026-11-20", 3, "2026-11-26"),
        ("VN", "2025-04-25", 12, "2025-05-15"),
        ("VN", "2026-08-28", 3, "2026-09-07"),
    ],
)
def test_due_days(country: Country, start: str, count: int, due: str) -> None:
    assert CALENDARS[country].add_working_days(date.fromisoformat(start), count) == (date.fromisoformat(due), True)


def test_no_working_days_is_the_start_or_the_next_one() -> None:
    assert CALENDARS["CN"].add_working_days(date(2026, 9, 30), 0) == (date(2026, 9, 30), True)
    assert CALENDARS["CN"].add_working_days(date(2026, 10, 1), 0) == (date(2026, 10, 8), True)


@pytest.mark.parametrize("country", ["CN", "VN"])
def test_a_year_that_is_not_published_is_unconfirmed(country: Country) -> None:
    calendar = CALENDARS[country]
    assert calendar.add_working_days(date(2026, 12, 25), 2)[1]
    assert not calendar.add_working_days(date(2026, 12, 25), 10)[1]
    assert not calendar.add_working_days(date(2027, 1, 4), 0)[1]
    assert published_days(country, 2027) == []


def test_chinese_days_are_those_of_another_library() -> None:
    for year in published_years("CN"):
        for day in (date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0))):
            assert CALENDARS["CN"].is_working_day(day) == chinese_calendar.is_workday(day), day


def test_vietnamese_days() -> None:
    off = {row.day for row in published_days("VN", 2026) if row.kind != "makeup"}
    assert {date(2026, 2, 16), date(2026, 2, 20), date(2026, 4, 27), date(2026, 8, 31), date(2026, 11, 24)} <= off
    assert [row.day for row in published_days("VN", 2026) if row.kind == "makeup"] == [date(2026, 8, 22)]
    assert all(row.day.year == 2025 for row in published_days("VN", 2025))
    assert next(row.kind for row in published_days("VN", 2026) if row.day == date(2026, 4, 27)) == "observed"


@pytest.mark.parametrize("days", [[], None])
def test_an_empty_calendar_is_an_error(days: list[DayOff] | None) -> None:
    with pytest.raises(DeskError) as error:
        WorkCalendar("CN", days or [])
    assert error.value.code == "calendar.empty"
    with pytest.raises(DeskError):
        WorkCalendar("CN", NEW_YEAR, weekend=frozenset(range(7)))


def test_what_cannot_be_counted_is_refused() -> None:
    for count in (-1, 10_001):
        with pytest.raises(DeskError) as error:
            CALENDARS["CN"].add_working_days(date(2026, 1, 1), count)
        assert error.value.code == "calendar.count"
    with pytest.raises(DeskError) as error:
        CALENDARS["CN"].add_working_days(date(9999, 12, 30), 5)
    assert error.value.code == "calendar.beyond"


@settings(deadline=None)
@given(
    st.dates(date(2018, 1, 1), date(2028, 12, 31)),
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["CN", "VN"]),
)
def test_working_days_add_up(start: date, some: int, more: int, country: Country) -> None:
    calendar = CALENDARS[country]
    first, _ = calendar.add_working_days(start, some)
    assert calendar.is_working_day(first)
    assert calendar.add_working_days(first, more)[0] == calendar.add_working_days(start, some + more)[0] or some == 0


HOURS = {weekday: [(8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30)] for weekday in range(5)} | {5: [(8 * 60, 12 * 60)]}


def test_minutes_of_several_intervals() -> None:
    calendar = WorkCalendar("CN", published_days("CN", 2026), hours=HOURS)
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)

    def at(day: date, hour: int, minute: int = 0) -> datetime:
        return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 (local time of the counter)

    assert calendar.working_minutes_between(at(friday, 8), at(friday, 18)) == 420
    assert calendar.working_minutes_between(at(friday, 11, 30), at(friday, 14, 30)) == 60
    assert calendar.working_minutes_between(at(friday, 17), at(date(2026, 11, 23), 9)) == 60
    assert calendar.working_minutes_between(at(friday, 14, 30), at(friday, 11, 30)) == -60
    assert calendar.working_minutes_between(at(saturday, 8), at(saturday, 18)) == 0
    # 10 October is a Saturday that is worked: it has the hours of a Saturday where the office has some
    assert calendar.working_minutes_between(at(date(2026, 10, 10), 0), at(date(2026, 10, 11), 0)) == 240


def test_a_makeup_day_without_hours_has_those_of_a_working_day() -> None:
    calendar = WorkCalendar("CN", published_days("CN", 2026), hours={0: [(540, 1020)]})
    moments = datetime(2026, 10, 10), datetime(2026, 10, 11)  # noqa: DTZ001
    assert calendar.working_minutes_between(*moments) == 480


def test_an_office_that_is_open_all_day_and_on_saturdays() -> None:
    calendar = WorkCalendar("VN", NEW_YEAR, weekend=frozenset({6}), hours={day: [(0, 1440)] for day in range(6)})
    saturday = datetime(2026, 11, 21)  # noqa: DTZ001
    assert calendar.is_working_day(saturday.date())
    assert calendar.working_minutes_between(saturday, saturday + timedelta(days=2)) == 1440


@pytest.mark.parametrize("spans", [[(600, 500)], [(0, 1441)], [(480, 720), (700, 800)], [(-1, 5)]])
def test_impossible_hours_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(DeskError):
        WorkCalendar("CN", NEW_YEAR, hours={0: spans})


def test_minutes_need_hours() -> None:
    with pytest.raises(DeskError):
        CALENDARS["CN"].working_minutes_between(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001


OFFICIAL = {
    "$id": "https://example.org/2026.json",
    "year": 2026,
    "papers": ["https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"],
    "days": [
        {"name": "元旦", "date": "2026-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2026-01-04", "isOffDay": False},
    ],
}


def test_official_file() -> None:
    year, rows = read_official(json.dumps(OFFICIAL))
    assert year == 2026
    assert [(row.day, row.kind, row.name) for row in rows] == [
        (date(2026, 1, 1), "holiday", "元旦"),
        (date(2026, 1, 4), "makeup", "元旦"),
    ]
    assert rows[0].source.startswith("https://www.gov.cn")


def test_an_official_file_without_days_leaves_its_year_unpublished() -> None:
    year, rows = read_official(json.dumps({"year": 2027, "papers": [], "days": []}))
    assert (year, rows) == (2027, [])
    calendar = WorkCalendar("CN", override_days(shipped_days("CN"), rows))
    assert not calendar.add_working_days(date(2027, 1, 4), 1)[1]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"year": 2026, "days": [{"date": "x"}]}', '{"year": "x", "days": []}', "[" * 100_000]
)
def test_no_official_file(text: str) -> None:
    with pytest.raises(DeskError) as error:
        read_official(text)
    assert error.value.code == "calendar.official_form"


def test_imported_rows_win_their_year() -> None:
    rows = override_days(shipped_days("CN"), [DayOff(date(2026, 3, 3), "holiday"), DayOff(date(2027, 1, 1), "holiday")])
    calendar = WorkCalendar("CN", rows)
    assert not calendar.is_working_day(date(2026, 3, 3))
    assert calendar.is_working_day(date(2026, 10, 1))
    assert not calendar.is_working_day(date(2025, 10, 1))
    assert calendar.add_working_days(date(2027, 1, 4), 1)[1]
