"""Identity documents and company numbers of China and Vietnam: one door for all kinds.

Chinese kinds are judged in ``identity_cn``, Vietnamese ones in ``identity_vn``; the others by their form alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final, Literal, get_args

from deskapp.errors import Fault
from deskapp.values import Country
from deskapp.values.identity_cn import check_cn_id, check_foreign_pr, check_uscc, has_cn_check, has_uscc_check
from deskapp.values.identity_vn import check_cccd, check_mst, has_mst_check, normal_mst
from deskapp.values.text import clean, compact

IdentityKind = Literal[
    "cn-id", "vn-cccd", "uscc", "vn-mst", "hk-mo-permit", "hk-mo-travel", "tw-permit",
    "cn-passport", "passport", "foreign-pr", "cmnd", "other",
]  # fmt: skip
KINDS: Final[tuple[IdentityKind, ...]] = get_args(IdentityKind)
"""``hk-mo-travel`` is the mainlanders' permit for Hong Kong and Macau; ``cmnd`` the old card of nine figures."""

COMPANY_KINDS: Final = ("uscc", "vn-mst")

_FORMS: Final[dict[str, re.Pattern[str]]] = {
    "hk-mo-permit": re.compile(r"(?a)[HM]\d{8}(\d{2})?"),
    "hk-mo-travel": re.compile(r"(?a)[CW](\d{8}|[A-HJ-NP-Z]\d{7})"),
    "tw-permit": re.compile(r"(?a)\d{8}|\d{10}(\([A-Z0-9]{1,2}\))?"),
    "cn-passport": re.compile(r"(?a)E[A-HJ-NP-Z0-9]\d{7}|G\d{8}"),
    "cmnd": re.compile(r"(?a)\d{9}"),
}
"""Forms of documents without a check digit; sources in the order of the lines: the issuing authorities' notices."""

_PASSPORT: Final = re.compile(r"[A-Z0-9]{5,9}")
_OTHER_LIMIT: Final = 30
_SEPARATORS: Final = re.compile(r"[-‐‑–—.·]")
_PLAUSIBLE_YEAR: Final = re.compile(r"(?a)\d{6}(19|20)\d{9}[\dX]")

Check = Callable[[str, date, date | None], list[Fault]]
_CHECKS: Final[dict[str, Check]] = {
    "cn-id": check_cn_id,
    "foreign-pr": check_foreign_pr,
    "uscc": lambda number, _today, _birth: check_uscc(number),
    "vn-cccd": check_cccd,
    "vn-mst": lambda number, _today, _birth: check_mst(number),
    "passport": lambda number, _today, _birth: _check_passport(number),
    "other": lambda number, _today, _birth: _check_other(number),
}


def normalise_identity(text: str, kind: IdentityKind, *, restore_zeros: bool = False) -> str:
    """A number as it is kept, unjudged: NFKC, capitals, no blanks or dashes, MST branches as ``0312687878-001``.

    ``restore_zeros`` gives a CCCD of 10 or 11 figures the zeros back that a spreadsheet took.
    """
    if kind == "other":
        return clean(text)
    number = compact(text)
    if not number.isalnum():
        number = _SEPARATORS.sub("", number)
    if kind == "vn-cccd" and restore_zeros and len(number) in (10, 11) and number.isdigit():
        return number.zfill(12)
    return normal_mst(number) if kind == "vn-mst" else number


def check_identity(
    text: str, kind: IdentityKind, *, today: date, birth: date | None = None, restore_zeros: bool = False
) -> list[Fault]:
    """All that is wrong with a number, hard faults and warnings; ``birth`` is a birth date known from elsewhere."""
    return _check(normalise_identity(text, kind, restore_zeros=restore_zeros), kind, today, birth)


def parse_identity(
    text: str, kind: IdentityKind, *, today: date, birth: date | None = None, restore_zeros: bool = False
) -> tuple[str | None, Fault | None]:
    """The number as it is kept, with its first warning; or its first hard fault."""
    number = normalise_identity(text, kind, restore_zeros=restore_zeros)
    faults = _check(number, kind, today, birth)
    hard = next((fault for fault in faults if not fault.warning), None)
    return (None, hard) if hard else (number, faults[0] if faults else None)


def guess_kind(text: str, country: Country) -> IdentityKind | None:
    """The kind that a number without one most likely is: CN resident ID or company code, VN CCCD or tax code.

    Only the form decides, so a mistyped number keeps its kind and its fault can be told; None for any other form.
    """
    number = _SEPARATORS.sub("", compact(text))
    if not number.isascii():
        return None
    return _guess_cn(number) if country == "CN" else _guess_vn(number)


def mask_identity(number: str, kind: IdentityKind) -> str:
    """A number for lists: ``500108********3057``, ``001*****2345``, of others the last four signs; companies' whole."""
    if kind in COMPANY_KINDS:
        return number
    head = {"cn-id": 6, "foreign-pr": 6, "vn-cccd": 3}.get(kind, 0) if len(number) >= 12 else 0
    tail = 4 if len(number) >= 8 else 2 if len(number) >= 5 else 0
    return f"{number[:head]}{'*' * (len(number) - head - tail)}{number[len(number) - tail :]}"


def _check(number: str, kind: IdentityKind, today: date, birth: date | None) -> list[Fault]:
    if not number:
        return [Fault("identity.empty")]
    if form := _FORMS.get(kind):
        return [] if form.fullmatch(number) else [Fault(f"identity.form_{kind.replace('-', '_')}", {"value": number})]
    return _CHECKS[kind](number, today, birth)


def _check_passport(number: str) -> list[Fault]:
    return [] if _PASSPORT.fullmatch(number) else [Fault("identity.form_passport", {"value": number}, warning=True)]


def _check_other(number: str) -> list[Fault]:
    return [] if len(number) <= _OTHER_LIMIT else [Fault("identity.long", {"limit": _OTHER_LIMIT})]


def _guess_cn(number: str) -> IdentityKind | None:
    if len(number) == 18 and not (number[:17].isdigit() and number[17] in "0123456789X"):
        return "uscc" if number.isalnum() and number[2:8].isdigit() else None
    if len(number) == 18:
        return _guess_eighteen(number)
    return "cn-id" if number[:-1].isdigit() and 15 <= len(number) <= 19 else None


def _guess_eighteen(number: str) -> IdentityKind:
    """Eighteen figures: a company's code may have no letter, a foreigner's card begins with 9 as companies do."""
    if number[0] == "9":
        return "cn-id" if has_cn_check(number) and not has_uscc_check(number) else "uscc"
    return "cn-id" if _PLAUSIBLE_YEAR.fullmatch(number) or not has_uscc_check(number) else "uscc"


def _guess_vn(number: str) -> IdentityKind | None:
    if not number.isdigit():
        return None
    if len(number) == 13 or (len(number) == 10 and (number[0] == "0" or has_mst_check(number))):
        return "vn-mst"
    return "vn-cccd" if 9 <= len(number) <= 12 else None
