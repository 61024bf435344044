"""Identity numbers, company codes and phones of nobody, right by the rules they follow."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

COUNTIES = ("500103", "500108", "500112", "510107", "110105", "310115", "440306", "330106", "610113", "370102")
PROVINCES = ("001", "031", "036", "038", "040", "048", "056", "075", "079", "092")
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ALL_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CN_RANGES = ("133", "135", "136", "138", "139", "150", "152", "158", "159", "177", "180", "186", "188", "191", "199")
VN_RANGES = ("032", "035", "038", "039", "070", "079", "083", "085", "086", "090", "091", "093", "097", "098")


def resident_check(body: str) -> str:
    """The last sign of a Chinese resident identity number (GB 11643, ISO 7064 MOD 11-2) for its first 17 digits."""
    return "10X98765432"[sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body)) % 11]


def resident_number(rng: Random, birth: date) -> str:
    body = f"{rng.choice(COUNTIES)}{birth:%Y%m%d}{rng.randrange(1, 1000):03}"
    return body + resident_check(body)


def organisation_check(body: str) -> str:
    """The ninth sign of an organisation code (GB 11714) for its first eight."""
    total = sum(ALL_SIGNS.index(sign) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(body: str) -> str:
    """The last sign of a unified social credit code (GB 32100) for its first 17; the weights are powers of 3."""
    total = sum(CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return CODE_SIGNS[-total % 31]


def credit_code(rng: Random) -> str:
    organisation = "MA" + "".join(rng.choice(CODE_SIGNS) for _ in range(6))
    body = f"91{rng.choice(COUNTIES)}{organisation}{organisation_check(organisation)}"
    return body + credit_check(body)


def spoilt(number: str) -> str:
    """The same number with a check sign that cannot be right."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def birthday(rng: Random, first: int, last: int) -> date:
    """A day in the years from ``first`` to ``last``."""
    start = date(first, 1, 1)
    return start + timedelta(days=rng.randrange((date(last + 1, 1, 1) - start).days))


def citizen_number(rng: Random) -> str:
    """A Vietnamese CCCD number: province, century and sex, year of birth, six more; it has no check digit."""
    year = rng.randrange(1955, 2007)
    century_and_sex = (0 if year < 2000 else 2) + rng.randrange(2)
    return f"{rng.choice(PROVINCES)}{century_and_sex}{year % 100:02}{rng.randrange(10**6):06}"


def cn_mobile(rng: Random) -> str:
    return f"{rng.choice(CN_RANGES)}{rng.randrange(10**8):08}"


def cn_landline(rng: Random) -> str:
    return f"023-{rng.randrange(60, 70)}{rng.randrange(10**6):06}"


def vn_mobile(rng: Random) -> str:
    return f"{rng.choice(VN_RANGES)}{rng.randrange(10**7):07}"
