from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from deskapp.errors import Fault
from deskapp.values.days import parse_typed_day
from deskapp.values.moments import parse_typed_moment

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
CHINESE = partial(parse_typed_day, country="CN", today=NOW.date())
VIETNAMESE = partial(parse_typed_day, country="VN", today=NOW.date())


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("16:30", 16, 30), ("9h15", 9, 15), ("9h", 9, 0), ("16点", 16, 0), ("8点05分", 8, 5), ("１６：３０", 16, 30)],
)
def test_a_time_is_of_today(text: str, hour: int, minute: int) -> None:
    assert parse_typed_moment(text, CHINESE, NOW) == (NOW.replace(hour=hour, minute=minute), None)


@pytest.mark.parametrize("text", ["1121 16:30", "11-21 1630", "-1 16:30", "2026-11-21 16:30", "2026年11月21日 16点30"])
def test_a_day_may_stand_before_the_time(text: str) -> None:
    assert parse_typed_moment(text, CHINESE, NOW) == (datetime(2026, 11, 21, 16, 30, tzinfo=UTC), None)


def test_a_day_is_read_as_the_language_writes_it() -> None:
    assert parse_typed_moment("5/3 8h", VIETNAMESE, NOW) == (datetime(2026, 3, 5, 8, tzinfo=UTC), None)
    assert parse_typed_moment("5/3 8:00", CHINESE, NOW) == (datetime(2026, 5, 3, 8, tzinfo=UTC), None)


@pytest.mark.parametrize("text", ["1630", "25:00", "9:60", "soon", "1121", "16", "1121 16"])
def test_what_is_no_time_is_refused_in_words(text: str) -> None:
    moment, fault = parse_typed_moment(text, CHINESE, NOW)
    assert moment is None
    assert fault == Fault("moment.form", {"value": text})


def test_an_impossible_day_says_so() -> None:
    _, fault = parse_typed_moment("1399 9:00", CHINESE, NOW)
    assert fault is not None
    assert fault.code == "day.impossible"
    assert parse_typed_moment("  ", CHINESE, NOW) == (None, Fault("moment.empty"))
