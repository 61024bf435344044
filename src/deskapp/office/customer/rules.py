"""Rules about people: of age or not, who may act for whom, and which customer a merged one lives on in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Protocol

from deskapp.errors import DeskError, Fault
from deskapp.values.identity_cn import birth_of
from deskapp.values.identity_vn import birth_year_of

CUSTOMER_KINDS: Final = ("person", "company")
NAME_KINDS: Final = ("former", "alias")
RIGHTS: Final = ("guardian", "power_of_attorney", "heir", "company_officer", "spouse")
RELATIONS: Final = ("spouse", "child", "parent", "sibling", "grandparent", "grandchild", "other")

FULL_AGE: Final = 18
"""Years: 民法典 art. 17 (China), Bộ luật Dân sự 2015 art. 20 (Vietnam)."""

_INVERSE: Final = {"child": "parent", "parent": "child", "grandparent": "grandchild", "grandchild": "grandparent"}


def latest_birth(typed: date | None, id_kind: str, id_number: str) -> date | None:
    """The day of birth: as typed, else from the identity number.

    A CCCD tells only the year: its last day, so that nobody acts alone too early.
    """
    if typed is not None:
        return typed
    if id_kind in ("cn-id", "foreign-pr"):
        return birth_of(id_number)
    return date(birth_year_of(id_number), 12, 31) if id_kind == "vn-cccd" else None


def is_minor(birth: date | None, today: date) -> bool:
    """Whether a person is under age on that day; somebody whose birth nobody knows counts as grown."""
    if birth is None:
        return False
    leap_day = (birth.month, birth.day) == (2, 29)
    of_age = date(birth.year + FULL_AGE, 3, 1) if leap_day else birth.replace(year=birth.year + FULL_AGE)
    return today < of_age


class Right(Protocol):
    """A right to act for somebody, as a row or as a page shows it."""

    @property
    def scope(self) -> str:
        """What for, separated by commas; empty is everything."""

    @property
    def valid_from(self) -> date | None:
        """The first day."""

    @property
    def valid_until(self) -> date | None:
        """The last day, itself included."""


def is_valid_on(right: Right, day: date) -> bool:
    """Whether a right to act holds on ``day``; both ends count."""
    begun = right.valid_from is None or right.valid_from <= day
    return begun and (right.valid_until is None or day <= right.valid_until)


def judge_right(right: Right, day: date, need: str = "") -> Fault | None:
    """What stands against acting on ``day`` for ``need``: not yet valid, expired, or too narrow; None where nothing."""
    if right.valid_from is not None and day < right.valid_from:
        return Fault("representation.not_yet", {"day": right.valid_from})
    if right.valid_until is not None and day > right.valid_until:
        return Fault("representation.expired", {"day": right.valid_until})
    scope = {part.strip() for part in right.scope.replace("，", ",").replace("、", ",").split(",")} - {""}
    if scope and need not in scope:
        return Fault("representation.narrow", {"scope": right.scope})
    return None


def turn_relation(relation: str) -> str:
    """The same tie seen from the other side: whose child one is, is one's parent."""
    return _INVERSE.get(relation, relation)


def find_survivor(merged_into: Mapping[int, int | None], number: int) -> int:
    """The customer that ``number`` lives on in, through any chain of merges; itself where it was never merged."""
    passed = {number}
    while (following := merged_into.get(number)) is not None:
        if following in passed:
            raise DeskError("customer.merge_cycle")
        passed.add(following)
        number = following
    return number
