"""Rules about homes and the people in them: who is there on a day, and shares that never exceed the whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Protocol

from deskapp.errors import Fault

Share = tuple[int, int]
WHOLE: Final = Fraction(1)


class Shared(Protocol):
    """Somebody with a share, as a row of the database has it; both parts are None for joint ownership."""

    share_n: int | None
    share_d: int | None


def is_current(until: date | None, day: date) -> bool:
    """Whether somebody still owns or lives there on ``day``; ``until`` is the day it ended, no longer counted."""
    return until is None or until > day


def read_share(person: Shared) -> Share | None:
    """The share as numerator and denominator; None for joint ownership and for everybody who owns nothing."""
    if person.share_n is None or person.share_d is None:
        return None
    return person.share_n, person.share_d


def sum_shares(shares: Iterable[Share | None]) -> Fraction:
    """What the known shares come to, exactly."""
    return sum((Fraction(*share) for share in shares if share is not None), Fraction(0))


def judge_shares(held: Iterable[Share | None], new: Share | None) -> Fault | None:
    """What stands against one more share beside those held: together they may not exceed the whole."""
    if new is None:
        return None
    left = WHOLE - sum_shares(held)
    if Fraction(*new) <= left:
        return None
    return Fault("resident.share_over", {"share": show_share(new), "left": str(max(left, Fraction(0)))})


def show_share(share: Share) -> str:
    """A share as it is written: ``1/2``."""
    return f"{share[0]}/{share[1]}"


def judge_areas(area: Decimal | None, inner_area: Decimal | None) -> Fault | None:
    """What stands against a pair of areas: the inner one lies within the gross one."""
    if area is None or inner_area is None or inner_area <= area:
        return None
    return Fault("unit.inner_larger", {"area": area, "inner": inner_area})
