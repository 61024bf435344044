"""When one may try again, and which passwords and PINs are too easily guessed: pure, dated by ``now``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from deskapp.errors import Fault
from deskapp.values.text import fold

FREE: Final = 3
"""Wrong tries in a row that cost nothing; a PIN is good for no more than these."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)

PASSWORD_LEAST: Final = 8
PASSWORD_MOST: Final = 128
PIN_LEAST: Final = 4
PIN_MOST: Final = 8
_FIGURES_LEAST: Final = 14
_DIFFERENT: Final = 5
_OWN_SIGNS: Final = 6
_PINS: Final = ("2580", "0852", "1379", "5683", "112233", "147258", "159357", "520520", "5201314", "123654")
_RUNS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc")


def wait_after(failures: int) -> timedelta:
    """How long nobody may try after so many wrong tries in a row: none, then 30 s, doubled up to 15 minutes."""
    if failures < FREE:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(failures - FREE, 10)), LONGEST_WAIT)


def wait_left(locked_until: datetime | None, now: datetime) -> timedelta:
    """How long one still has to wait. An end beyond the longest wait is from a clock that went wrong, and void."""
    if locked_until is None or locked_until <= now:
        return timedelta()
    left = locked_until - now
    return left if left <= LONGEST_WAIT else timedelta()


def find_weakness(password: str, about: Iterable[str] = ()) -> Fault | None:
    """Why a password is refused; ``about`` is what others know of its owner: name, number, login, phone."""
    plain = "".join(fold(unicodedata.normalize("NFKC", password)).split())
    if len(password) < PASSWORD_LEAST:
        return Fault("signin.password_short", {"least": PASSWORD_LEAST})
    if len(password) > PASSWORD_MOST:
        return Fault("signin.password_long", {"most": PASSWORD_MOST})
    if plain.isdigit() and len(plain) < _FIGURES_LEAST:
        return Fault("signin.password_figures", {"least": _FIGURES_LEAST})
    if len(set(plain)) < _DIFFERENT or _is_run(plain) or plain in common_passwords():
        return Fault("signin.password_common")
    return Fault("signin.password_own") if _is_made_of(plain, about) else None


def find_pin_weakness(pin: str) -> Fault | None:
    """Why a PIN is refused."""
    plain = unicodedata.normalize("NFKC", pin)
    if not (plain.isascii() and plain.isdigit() and PIN_LEAST <= len(plain) <= PIN_MOST):
        return Fault("signin.pin_form", {"least": PIN_LEAST, "most": PIN_MOST})
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(plain)}
    if (len(steps) == 1 and steps & {0, 1, 9}) or _is_repeated(plain) or _is_year(plain) or plain in _PINS:
        return Fault("signin.pin_common")
    return None


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that are tried first, folded."""
    lines = (Path(__file__).parent / "common.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


def _is_run(plain: str) -> bool:
    """Neighbours on the keyboard or in the alphabet, forwards or backwards, or one piece repeated."""
    runs = [run for known in _RUNS for run in (known * 2, known[::-1] * 2)]
    return _is_repeated(plain) or any(plain in run for run in runs)


def _is_repeated(plain: str) -> bool:
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 4) if size < len(plain) - 1)


def _is_made_of(plain: str, about: Iterable[str]) -> bool:
    """Whether little is left without what is known."""
    left = plain
    for word in sorted(("".join(fold(word).split()) for word in about), key=len, reverse=True):
        if len(word) >= 2:
            left = left.replace(word, "")
    return left != plain and len(left) < _OWN_SIGNS


def _is_year(plain: str) -> bool:
    return len(plain) == 4 and plain[:2] in ("19", "20")
