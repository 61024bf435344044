"""A clock in minutes of service equals the count of its minutes one by one, whatever the pauses."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.errors import DeskError
from deskapp.values.calendar import WorkCalendar, shipped_days
from deskapp.values.service_clock import (
    MINUTE,
    Stop,
    count_service,
    end_of,
    find_end,
    is_served,
    last_served,
    next_served,
)

ZONE = timezone(timedelta(hours=8))
HOURS = dict.fromkeys(range(5), ((510, 720), (810, 1080)))
OFFICE = WorkCalendar("CN", shipped_days("CN"), hours=HOURS)
SEVEN_DAYS = WorkCalendar("CN", shipped_days("CN"), weekend=frozenset(), hours=dict.fromkeys(range(7), ((510, 1080),)))
LATE = WorkCalendar("CN", shipped_days("CN"), weekend=frozenset(), hours=dict.fromkeys(range(7), ((1200, 1440),)))
CALENDARS = (None, OFFICE, SEVEN_DAYS, LATE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


MOMENTS = st.integers(0, 20 * 24 * 60).map(lambda minute: at("2026-09-25T00:00") + minute * MINUTE)


@st.composite
def some_stops(draw: st.DrawFn) -> list[Stop]:
    stops = []
    for _ in range(draw(st.integers(0, 4))):
        begins = draw(MOMENTS)
        length = draw(st.integers(0, 3 * 24 * 60))
        stops.append(Stop(begins, begins + length * MINUTE, draw(st.sampled_from(["parts", "absent"]))))
    return stops


def by_minutes(start: datetime, minutes: int, stops: list[Stop], calendar: WorkCalendar | None) -> datetime:
    """Every minute asked one by one."""
    minute, last = start, start
    while minutes:
        stopped = any(stop.begins <= minute < (stop.ends or minute + MINUTE) for stop in stops)
        if is_served(minute, calendar) and not stopped:
            minutes -= 1
            last = minute + MINUTE
        minute += MINUTE
    return last


@given(MOMENTS, st.integers(0, 1500), some_stops(), st.sampled_from(CALENDARS))
def test_the_clock_equals_the_count_of_its_minutes(
    start: datetime, minutes: int, stops: list[Stop], calendar: WorkCalendar | None
) -> None:
    found = find_end(start, minutes, stops, calendar)
    assert found.at == by_minutes(start, minutes, stops, calendar)
    assert found.counted == minutes
    assert count_service(start, found.at, stops, calendar) == minutes


@given(MOMENTS, st.integers(0, 9000), some_stops(), st.none() | MOMENTS, st.sampled_from(CALENDARS))
def test_an_end_by_sums_is_the_end_by_walking(
    start: datetime, minutes: int, stops: list[Stop], never_ends: datetime | None, calendar: WorkCalendar | None
) -> None:
    if never_ends is not None:
        stops = [*stops, Stop(never_ends, None, "season")]
    found = find_end(start, minutes, stops, calendar)
    assert end_of(start, minutes, stops, calendar) == found.at
    until = found.at or start + timedelta(days=40)
    assert count_service(start, until, stops, calendar) == found.counted


def test_sums_begin_anew_for_an_earlier_year() -> None:
    for text in ("2026-11-02T11:50", "2019-12-31T17:50", "2026-11-02T11:50"):
        assert end_of(at(text), 30, (), OFFICE) == find_end(at(text), 30, (), OFFICE).at
        assert count_service(at("2019-01-01T00:00"), at(text), (), OFFICE) == OFFICE.working_minutes_between(
            at("2019-01-01T00:00"), at(text)
        )


@given(MOMENTS, st.integers(1, 1500), some_stops(), MOMENTS, st.integers(0, 3000), st.sampled_from(CALENDARS))
def test_a_pause_never_shortens(
    start: datetime, minutes: int, stops: list[Stop], begins: datetime, length: int, calendar: WorkCalendar | None
) -> None:
    more = Stop(begins, begins + length * MINUTE, "season")
    without, with_it = (find_end(start, minutes, some, calendar).at for some in (stops, [*stops, more]))
    assert without is not None
    assert with_it is not None
    assert with_it >= without


@given(MOMENTS, st.integers(1, 1500), some_stops(), st.sampled_from(CALENDARS), st.randoms())
def test_the_order_of_pauses_does_not_matter(
    start: datetime, minutes: int, stops: list[Stop], calendar: WorkCalendar | None, dice: object
) -> None:
    shuffled = list(stops)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_end(start, minutes, stops, calendar) == find_end(start, minutes, shuffled, calendar)


@given(MOMENTS, st.integers(0, 800), st.integers(0, 800), some_stops(), st.sampled_from(CALENDARS))
def test_stretches_add_up(
    start: datetime, first: int, then: int, stops: list[Stop], calendar: WorkCalendar | None
) -> None:
    middle = find_end(start, first, stops, calendar).at
    whole = find_end(start, first + then, stops, calendar).at
    assert middle is not None
    if then:
        assert find_end(middle, then, stops, calendar).at == whole
    else:
        assert middle == whole


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        # half an hour over lunch: 10 minutes before, 20 after
        ("2026-11-02T11:50", 30, "2026-11-02T13:50"),
        # what is over as the counter closes is over then, not in the morning
        ("2026-11-02T17:30", 30, "2026-11-02T18:00"),
        ("2026-11-02T17:50", 30, "2026-11-03T08:50"),
        # Friday evening to Monday, and over the week of the National Day to the Saturday that is worked
        ("2026-11-06T17:50", 30, "2026-11-09T08:50"),
        ("2026-09-30T17:50", 30, "2026-10-08T08:50"),
        # a make-up Saturday counts
        ("2026-10-09T17:50", 30, "2026-10-10T08:50"),
        ("2026-11-02T03:00", 15, "2026-11-02T08:45"),
        ("2026-11-02T09:00", 0, "2026-11-02T09:00"),
    ],
)
def test_worked_examples(start: str, minutes: int, end: str) -> None:
    assert find_end(at(start), minutes, (), OFFICE).at == at(end)


def test_day_and_night_lose_no_minute_at_midnight() -> None:
    assert find_end(at("2026-11-07T23:50"), 60, (), None).at == at("2026-11-08T00:50")
    assert find_end(at("2026-11-07T23:50"), 15, (), LATE).at == at("2026-11-08T20:05")
    assert last_served(at("2026-11-07T21:00"), LATE) == at("2026-11-08T00:00")


def test_an_open_pause_holds_the_clock_and_says_what_is_left() -> None:
    found = find_end(at("2026-11-02T09:00"), 120, [Stop(at("2026-11-02T10:00"), None, "parts")], OFFICE)
    assert (found.at, found.left, found.counted) == (None, 60, 60)
    # over before the pause began
    assert find_end(at("2026-11-02T09:00"), 60, [Stop(at("2026-11-02T10:00"), None)], OFFICE).at == at(
        "2026-11-02T10:00"
    )


def test_a_pause_over_a_weekend_gives_its_working_time_alone() -> None:
    stop = Stop(at("2026-11-06T17:00"), at("2026-11-09T09:30"), "absent")
    # one hour of Friday and one of Monday were paused: the second hour is Monday's second
    assert find_end(at("2026-11-06T16:00"), 120, [stop], OFFICE).at == at("2026-11-09T10:30")
    # with an hour more of Friday it would have been over then: the weekend gave nothing
    assert find_end(at("2026-11-06T16:00"), 120, (), OFFICE).at == at("2026-11-06T18:00")


def test_seconds_are_of_their_minute() -> None:
    exact, with_seconds = at("2026-11-02T09:00"), at("2026-11-02T09:00") + timedelta(seconds=59)
    assert find_end(with_seconds, 30, (), OFFICE).at == find_end(exact, 30, (), OFFICE).at


def test_the_next_minute_of_service() -> None:
    assert next_served(at("2026-11-06T18:00"), OFFICE) == at("2026-11-09T08:30")
    assert next_served(at("2026-11-06T12:30"), OFFICE) == at("2026-11-06T13:30")
    assert next_served(at("2026-11-06T11:59"), OFFICE) == at("2026-11-06T11:59")


def test_a_limit_beyond_every_calendar_is_refused() -> None:
    with pytest.raises(DeskError) as error:
        find_end(at("2026-11-02T09:00"), int(Decimal(10) ** 9), (), OFFICE)
    assert error.value.code == "calendar.beyond"
