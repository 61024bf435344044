"""What makes guessing slow, and what is too easily guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import NOW

from deskapp.errors import Fault
from deskapp.office.signin.rules import (
    FREE,
    LONGEST_WAIT,
    find_pin_weakness,
    find_weakness,
    wait_after,
    wait_left,
)


def code(fault: Fault | None) -> str:
    return fault.code if fault else ""


def test_the_waits_in_full() -> None:
    seconds = [int(wait_after(failures).total_seconds()) for failures in range(11)]
    assert seconds == [0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


@given(st.integers(0, 100_000))
def test_waits_never_shrink_and_have_an_end(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_a_day_of_guessing_reaches_a_hundred_tries() -> None:
    passed, tries = timedelta(), 0
    while passed < timedelta(days=1):
        tries += 1
        passed += wait_after(tries)
    assert tries <= 105


def test_the_wait_runs_off_and_a_clock_that_went_wrong_shuts_nobody_out() -> None:
    until = NOW + timedelta(seconds=30)
    assert wait_left(None, NOW) == timedelta()
    assert wait_left(until, NOW) == timedelta(seconds=30)
    assert wait_left(until, until) == timedelta()
    # the clock stood a year ahead when the wrong tries were made
    assert wait_left(NOW + timedelta(days=365), NOW) == timedelta()


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("kurz", "signin.password_short"),
        ("a1" * 65, "signin.password_long"),
        ("19880517", "signin.password_figures"),
        ("１９８８０５１７２３", "signin.password_figures"),
        ("Woaini1314", "signin.password_common"),
        ("MATKHAU123", "signin.password_common"),
        ("Mật  khẩu", "signin.password_common"),
        ("qwertyuiop", "signin.password_common"),
        ("zyxwvutsr", "signin.password_common"),
        ("aaaaaaaa1", "signin.password_common"),
        ("abc1abc1abc1", "signin.password_common"),
        ("chentao99", "signin.password_own"),
        ("GH002-2026", "signin.password_own"),
        ("陈涛陈涛陈涛2026", "signin.password_own"),
        ("tram-huong-97", ""),
        ("红河谷的水车2019", ""),
        ("correct horse", ""),
        ("71420935518264", ""),
    ],
)
def test_passwords(password: str, expected: str) -> None:
    assert code(find_weakness(password, ("陈涛", "chentao", "GH002"))) == expected


@pytest.mark.parametrize("pin", ["1234", "4321", "0000", "8901", "1212", "123123", "1987", "2026", "2580", "246"])
def test_pins_that_are_tried_first(pin: str) -> None:
    assert code(find_pin_weakness(pin)) in ("signin.pin_common", "signin.pin_form")


@pytest.mark.parametrize("pin", ["7391", "40625", "９３０７１５", "20264"])
def test_pins_that_will_do(pin: str) -> None:
    assert find_pin_weakness(pin) is None


@pytest.mark.parametrize("pin", ["", "12a4", "739 1", "123456789", "①②③④"])
def test_what_is_no_pin(pin: str) -> None:
    assert code(find_pin_weakness(pin)) in ("signin.pin_form", "signin.pin_common")


def test_three_tries_cost_nothing() -> None:
    assert FREE == 3
