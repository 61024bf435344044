"""Chinese numbers: resident identity (GB 11643), foreigners' residence cards, unified social credit code (GB 32100).

The libraries' rule for resident numbers is not used: it refuses county codes that are younger than the person, which
real numbers have, and takes births in the future.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from deskapp.errors import Fault

PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()  # noqa: SIM905
)
"""The first two figures that resident numbers may have (GB/T 2260; 81, 82, 83 are residence permits)."""

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_FORM: Final = re.compile(r"(?a)\d{17}[\dX]")
_OLD_FORM: Final = re.compile(r"(?a)\d{15}")
_OLD_CARD: Final = re.compile(r"(?a)[A-Z]{3}\d{12}")
_PERMITS: Final = frozenset(("810000", "820000", "830000"))

_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE: Final = {char: n for n, char in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_FORM: Final = re.compile(rf"(?a)[1-9NY]\d{{7}}[{_USCC_ALPHABET}]{{10}}")

_FIRST_BIRTH: Final = date(1900, 1, 1)


def check_cn_id(number: str, today: date, birth: date | None = None) -> list[Fault]:
    """Faults of a resident number of 18 signs, normalised; ``9…`` is a foreigner's card of a known province.

    An unknown county is a warning. A number of 15 figures (until 2013) is refused with the one that followed it.
    """
    if not _FORM.fullmatch(number):
        return [_form_fault(number)]
    region_sum, region_faults = _region(number[:6])
    birth_sum, born = _birth(number[6:14])
    faults = [*region_faults, *_birth_faults(born, number[6:14], today, birth)]
    if _CHECK[(region_sum + birth_sum + _serial_sum(number[14:17])) % 11] != number[17]:
        faults.append(Fault("identity.check_digit"))
    return sorted(faults, key=lambda fault: fault.warning) if len(faults) > 1 else faults


def check_foreign_pr(number: str, today: date, birth: date | None = None) -> list[Fault]:
    """Faults of a foreigner's permanent residence card: 18 signs from 9 (since 2023), or three letters, 12 figures."""
    if _OLD_CARD.fullmatch(number):
        return []
    if not (_FORM.fullmatch(number) and number.startswith("9")):
        return [Fault("identity.form_foreign_pr", {"value": number})]
    return check_cn_id(number, today, birth)


def has_cn_check(number: str) -> bool:
    """Whether 18 signs have the check digit and a birth date of a resident number."""
    return _birth(number[6:14])[1] is not None and _CHECK[_sum(number[:17], 0) % 11] == number[17]


def upgrade_old_id(number: str) -> str:
    """The 18 signs that a number of 15 figures became: ``19`` before the year, and the check digit."""
    body = f"{number[:6]}19{number[6:]}"
    return body + _CHECK[_sum(body, 0) % 11]


def birth_of(number: str) -> date | None:
    """The birth date in a resident number or foreigner's card of 18 signs; None where it holds no day."""
    return _birth(number[6:14])[1] if _FORM.fullmatch(number) else None


def check_uscc(number: str) -> list[Fault]:
    """Faults of a unified social credit code, normalised: 18 signs without I O S V Z, and its check sign."""
    if len(number) != 18:
        return [Fault("identity.length", {"length": len(number), "expected": 18})]
    if not _USCC_FORM.fullmatch(number):
        return [Fault("identity.characters_uscc", {"value": number})]
    return [] if has_uscc_check(number) else [Fault("identity.check_digit")]


def has_uscc_check(number: str) -> bool:
    """Whether 18 signs of the alphabet have the check sign of a credit code."""
    if not _USCC_FORM.fullmatch(number):
        return False
    total = sum(_USCC_VALUE[char] * weight for char, weight in zip(number[:17], _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31] == number[17]


def _form_fault(number: str) -> Fault:
    if _OLD_FORM.fullmatch(number):
        return Fault("identity.old_15", {"new": upgrade_old_id(number)})
    if len(number) != 18:
        return Fault("identity.length", {"length": len(number), "expected": 18})
    return Fault("identity.characters_cn_id", {"value": number})


def _birth_faults(born: date | None, written: str, today: date, birth: date | None) -> list[Fault]:
    if born is None:
        return [Fault("identity.birth_impossible", {"value": written})]
    if born > today:
        return [Fault("identity.birth_future", {"birth": born})]
    if born < _FIRST_BIRTH:
        return [Fault("identity.birth_old", {"birth": born})]
    return [Fault("identity.birth_mismatch", {"birth": born})] if birth not in (None, born) else []


def _sum(figures: str, start: int) -> int:
    return sum(int(figure) * weight for figure, weight in zip(figures, _WEIGHTS[start:], strict=False))


@cache
def _serial_sum(figures: str) -> int:
    return _sum(figures, 14)


@cache
def _region(code: str) -> tuple[int, tuple[Fault, ...]]:
    """The part of the check sum that the first six figures make, and what is wrong with them."""
    total = _sum(code, 0)
    if code[0] == "9":
        # a foreigner's card: 9, province, nationality
        return total, () if code[1:3] in PROVINCES else (Fault("identity.region", {"region": code[:3]}),)
    if code[:2] not in PROVINCES or (code[0] == "8" and code not in _PERMITS):
        return total, (Fault("identity.region", {"region": code[:2]}),)
    if code in _counties() or code in _PERMITS:
        return total, ()
    return total, (Fault("identity.county_unknown", {"region": code}, warning=True),)


@cache
def _birth(written: str) -> tuple[int, date | None]:
    try:
        return _sum(written, 6), date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return _sum(written, 6) if written.isdigit() else 0, None


@cache
def _counties() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "cn_counties.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
