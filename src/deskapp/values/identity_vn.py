"""Vietnamese numbers: the citizen's card CCCD, also called personal number, and the tax code MST."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from deskapp.errors import Fault

_FIGURES: Final = re.compile(r"[0-9]+")
_MST_FAULTS: Final = {
    "InvalidFormat": "identity.characters_figures",
    "InvalidComponent": "identity.mst_serial",
    "InvalidChecksum": "identity.check_digit",
}


def check_cccd(number: str, today: date, birth: date | None = None) -> list[Fault]:
    """Faults of a CCCD of 12 figures, normalised: province, century and sex, year of birth; it has no check digit.

    An unlisted province is a warning, for births abroad have codes of their own. Nine figures are the old CMND.
    """
    if not _FIGURES.fullmatch(number):
        return [Fault("identity.characters_figures", {"value": number})]
    if len(number) == 9:
        return [Fault("identity.cmnd_as_cccd")]
    if len(number) != 12:
        return [Fault("identity.length", {"length": len(number), "expected": 12})]
    faults = []
    if number.startswith("000"):
        faults.append(Fault("identity.region", {"region": "000"}))
    year = birth_year_of(number)
    if year > today.year:
        faults.append(Fault("identity.birth_future", {"birth": str(year)}))
    elif birth is not None and birth.year != year:
        faults.append(Fault("identity.birth_mismatch", {"birth": str(year)}))
    if number[:3] not in _provinces() and not faults:
        faults.append(Fault("identity.province_unknown", {"region": number[:3]}, warning=True))
    return faults


def birth_year_of(number: str) -> int:
    """The year of birth in a CCCD: the fourth figure counts centuries from 1900, two figures each (male, female)."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def normal_mst(number: str) -> str:
    """A tax code as it is written: ten figures, a branch's three behind a dash."""
    return f"{number[:10]}-{number[10:]}" if len(number) == 13 and number.isdigit() else number


def check_mst(number: str) -> list[Fault]:
    """Faults of a tax code of 10 or 10-3 figures; twelve are a personal number, which is checked as a CCCD."""
    from stdnum.exceptions import ValidationError
    from stdnum.vn import mst

    try:
        mst.validate(number)
    except ValidationError as error:
        code = _MST_FAULTS.get(type(error).__name__)
        if code:
            return [Fault(code, {"value": number})]
        length = len(mst.compact(number))
        return [Fault("identity.mst_personal") if length == 12 else Fault("identity.mst_length", {"length": length})]
    return []


def has_mst_check(number: str) -> bool:
    """Whether ten figures are a valid tax code."""
    return not check_mst(number)


@cache
def _provinces() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "vn_provinces.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line[:3] for line in lines if not line.startswith("#"))
