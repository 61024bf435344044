"""A due day is what somebody finds who counts day by day with a pencil, whatever was paused and entered when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.cases.clock import Pause, count_between, find_due, find_due_at, local_day, zone_of
from deskapp.errors import DeskError
from deskapp.values import Country
from deskapp.values.calendar import DayOff, WorkCalendar, published_years, shipped_days

DAY = timedelta(days=1)


@cache
def calendar_of(country: Country) -> WorkCalendar:
    return WorkCalendar(country, shipped_days(country), published_years(country))


def by_pencil(start: date, limit: int, pauses: Sequence[Pause], calendar: WorkCalendar) -> date | None:
    """Day by day: a working day behind the start counts unless it lies behind a pause's first day, up to its last."""
    day, counted = start, 0
    while counted < limit:
        day += DAY
        paused = [one for one in pauses if one.begins < day and (one.ends is None or day <= one.ends)]
        if any(one.ends is None for one in paused):
            return None
        counted += calendar.is_working_day(day) and not paused
    while not limit and not calendar.is_working_day(day):
        day += DAY
    return day


VECTORS = [
    ("CN", date(2026, 9, 30), 3, date(2026, 10, 10)),
    ("CN", date(2026, 2, 13), 5, date(2026, 2, 27)),
    ("CN", date(2026, 4, 30), 3, date(2026, 5, 8)),
    ("CN", date(2026, 9, 18), 7, date(2026, 9, 29)),
    ("CN", date(2025, 1, 24), 3, date(2025, 2, 5)),
    ("CN", date(2025, 9, 26), 5, date(2025, 10, 10)),
    ("VN", date(2026, 2, 12), 8, date(2026, 3, 3)),
    ("VN", date(2026, 4, 24), 5, date(2026, 5, 6)),
    ("VN", date(2026, 8, 21), 8, date(2026, 9, 4)),
    ("VN", date(2026, 11, 20), 3, date(2026, 11, 26)),
    ("VN", date(2025, 4, 25), 12, date(2025, 5, 15)),
    ("VN", date(2026, 8, 28), 3, date(2026, 9, 7)),
]


@pytest.mark.parametrize(("country", "start", "days", "due"), VECTORS)
def test_worked_examples(country: Country, start: date, days: int, due: date) -> None:
    assert find_due(start, Decimal(days), [], calendar_of(country)).day == due


days = st.dates(date(2025, 12, 1), date(2026, 10, 31))


@st.composite
def pauses(draw: st.DrawFn, *, open_ends: bool = True) -> list[Pause]:
    found = []
    for place in range(draw(st.integers(0, 4))):
        begins = draw(days)
        length = draw(st.integers(0, 30))
        endless = open_ends and draw(st.integers(0, 9)) == 0
        found.append(Pause(begins, None if endless else begins + length * DAY, f"reason{place}"))
    return found


@given(days, st.integers(0, 25), pauses(), st.sampled_from(["CN", "VN"]))
def test_it_is_the_count_of_the_pencil(start: date, limit: int, stops: list[Pause], country: Country) -> None:
    calendar = calendar_of(country)
    due = find_due(start, Decimal(limit), stops, calendar)
    if limit:
        assert due.day == by_pencil(start, limit, stops, calendar)
    counted = sum(span.counted for span in due.spans)
    assert counted + due.left == limit
    for before, after in zip(due.spans, due.spans[1:], strict=False):
        assert before.through == after.after


@given(days, st.integers(0, 25), pauses(open_ends=False), days, st.integers(0, 30))
def test_a_pause_never_shortens(start: date, limit: int, stops: list[Pause], begins: date, length: int) -> None:
    calendar = calendar_of("CN")
    without = find_due(start, Decimal(limit), stops, calendar).day
    longer = find_due(start, Decimal(limit), [*stops, Pause(begins, begins + length * DAY)], calendar).day
    assert without is not None
    assert longer is not None
    assert longer >= without


@given(days, st.integers(1, 25), pauses(), st.data())
def test_the_order_of_the_pauses_does_not_matter(
    start: date, limit: int, stops: list[Pause], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(stops))
    calendar = calendar_of("VN")
    in_order, mixed = (find_due(start, Decimal(limit), each, calendar) for each in (stops, shuffled))
    assert (in_order.day, in_order.left) == (mixed.day, mixed.left)


@given(days, st.integers(1, 20), pauses(open_ends=False))
def test_what_is_left_reaches_the_due_day(start: date, limit: int, stops: list[Pause]) -> None:
    calendar = calendar_of("VN")
    due = find_due(start, Decimal(limit), stops, calendar).day
    assert due is not None
    assert count_between(start, due, stops, calendar) == limit


def test_half_days_end_at_noon_of_the_next() -> None:
    calendar = calendar_of("VN")
    half = find_due(date(2026, 11, 20), Decimal("0.5"), [], calendar)
    assert (half.day, half.half) == (date(2026, 11, 23), True)
    assert find_due(date(2026, 11, 20), Decimal("1.5"), [], calendar).day == date(2026, 11, 25)


def test_an_open_pause_stops_it_and_says_what_is_left() -> None:
    calendar = calendar_of("CN")
    stopped = find_due(date(2026, 11, 2), Decimal("4.5"), [Pause(date(2026, 11, 4), None, "tax")], calendar)
    assert (stopped.day, stopped.left) == (None, Decimal("2.5"))
    assert [(span.why, span.counted, span.through) for span in stopped.spans] == [
        ("", 2, date(2026, 11, 4)),
        ("tax", 0, None),
    ]
    # a limit that was over before the pause began stays over
    assert find_due(date(2026, 11, 2), Decimal(2), [Pause(date(2026, 11, 4), None)], calendar).day == date(2026, 11, 4)


def test_calendar_days_end_on_a_working_day() -> None:
    calendar = calendar_of("CN")
    assert find_due(date(2026, 9, 30), Decimal(5), [], calendar, "days").day == date(2026, 10, 8)
    assert find_due(date(2026, 11, 2), Decimal(7), [], calendar, "days").day == date(2026, 11, 9)


def test_a_year_without_a_plan_is_not_confirmed() -> None:
    calendar = calendar_of("CN")
    assert find_due(date(2026, 12, 30), Decimal(3), [], calendar).confirmed is False
    assert find_due(date(2026, 12, 1), Decimal(3), [], calendar).confirmed is True


def test_limits_that_nobody_means_are_refused() -> None:
    with pytest.raises(DeskError, match=r"calendar\.count"):
        find_due(date(2026, 1, 1), Decimal(-1), [], calendar_of("CN"))
    with pytest.raises(DeskError, match=r"calendar\.beyond"):
        find_due(date(9999, 12, 30), Decimal(5), [], calendar_of("CN"))


def test_a_day_begins_where_the_counter_is() -> None:
    moment = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
    assert (local_day(moment, "CN"), local_day(moment, "VN")) == (date(2026, 11, 3), date(2026, 11, 2))


OFFICE = WorkCalendar(
    "CN", [DayOff(date(2026, 11, 5), "holiday")], hours=dict.fromkeys(range(5), ((510, 720), (810, 1080)))
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone_of("CN"))


@pytest.mark.parametrize(
    ("start", "hours", "stops", "due"),
    [
        (at(2, 9), "2", [], at(2, 11)),
        (at(2, 11), "2", [], at(2, 14, 30)),
        (at(4, 17), "2", [], at(6, 9, 30)),
        (at(6, 17), "2", [], at(9, 9, 30)),
        (at(2, 9), "2", [(at(2, 10), at(2, 14))], at(2, 15)),
        (at(2, 9), "2", [(at(2, 10), None)], None),
        (at(2, 9), "2", [(at(2, 12), None)], at(2, 11)),
        (at(7, 9), "0.5", [], at(9, 9)),
    ],
)
def test_hours_of_service(
    start: datetime, hours: str, stops: list[tuple[datetime, datetime | None]], due: datetime | None
) -> None:
    assert find_due_at(start, Decimal(hours), stops, OFFICE) == due


def test_an_office_that_told_no_hours_serves_all_day() -> None:
    plain = WorkCalendar("CN", [DayOff(date(2026, 11, 5), "holiday")])
    assert find_due_at(at(4, 20), Decimal(24), [], plain) == at(6, 20)
