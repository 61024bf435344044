"""Columns give back exactly what was put in, or refuse it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from deskapp.store.audit import to_json
from deskapp.store.base import Area, Moment
from deskapp.store.edited import note_edits, plain, read_edited, seen_by_import, takes

SQLITE = dialect()
ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(st.integers(0, 2**63 - 1).map(lambda hundredths: Decimal(hundredths).scaleb(-2)))
def test_an_area_comes_back_exactly(area: Decimal) -> None:
    stored = Area().process_bind_param(area, SQLITE)
    assert Area().process_result_value(stored, SQLITE) == area


def test_an_area_finer_than_a_hundredth_is_refused() -> None:
    with pytest.raises(ValueError, match="two decimals"):
        Area().process_bind_param(Decimal("98.765"), SQLITE)
    assert Area().process_bind_param(None, SQLITE) is None


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=ZONES))  # noqa: DTZ001 - the zone is drawn
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    stored = Moment().process_bind_param(moment, SQLITE)
    back = Moment().process_result_value(stored, SQLITE)
    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Moment().process_bind_param(datetime(2026, 11, 22), SQLITE)  # noqa: DTZ001 - that is the point


def test_plain_values_are_exact() -> None:
    assert to_json({"b": Decimal("1006867.00"), "a": datetime(2026, 11, 22, tzinfo=UTC)}) == (
        '{"a":"2026-11-22T00:00:00+00:00","b":"1006867.00"}'
    )
    with pytest.raises(TypeError):
        to_json({"a": object()})


def test_last_nights_file_does_not_put_the_corrected_phone_back() -> None:
    edited = note_edits("", {"phone": "13800138000"})
    assert not takes(read_edited(edited), "phone", "13800138000")
    # the next night: the sender still says the old one, and the mark stays, no longer fresh
    edited = seen_by_import(read_edited(edited), {"phone": "13800138000"}, {"phone": "13912345678"})
    assert not takes(read_edited(edited), "phone", "13800138000")
    # then they say something new, which is news and is taken
    assert takes(read_edited(edited), "phone", "13700137000")
    # and once they say what the record says, nothing stays marked
    assert seen_by_import(read_edited(edited), {"phone": "13912345678"}, {"phone": "13912345678"}) == ""
    assert takes({}, "phone", "1")


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.none(), st.text(max_size=5), st.decimals(allow_nan=False))))
def test_plain_is_what_the_trail_gives_back(values: dict[str, object]) -> None:
    assert plain(plain(values)) == plain(values)
