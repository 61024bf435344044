"""Telephone numbers of China and Vietnam, and the bank card numbers that stand beside them in the same sheets."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from deskapp.errors import Fault
from deskapp.values import Country
from deskapp.values.text import clean, compact

_SEPARATORS: Final = re.compile(r"[().·]")
_DASHES: Final = re.compile(r"[‐‑–—−_]")
_CN_ABROAD: Final = re.compile(r"(?:\+|00)86-?")
_VN_ABROAD: Final = re.compile(r"(?a)^(?:(?:\+|00)840?|84)(?=\d{9,10}$)")

_CN_MOBILE: Final = re.compile(r"(?a)1[3-9]\d{9}")
_CN_LANDLINE: Final = re.compile(r"(?a)0\d{2,3}-?\d{7,8}(-\d{1,6})?")
_CN_AREA: Final = re.compile(r"(?a)(010|02\d|0\d{3})(\d{7,8})")
_CN_SERVICE: Final = re.compile(r"(?a)[48]00\d{7}")
_VN_MOBILE: Final = re.compile(r"(?a)0[35789]\d{8}")
_VN_LANDLINE: Final = re.compile(r"(?a)02\d{9}")
_VN_LOST_ZERO: Final = re.compile(r"(?a)[35789]\d{8}")

_VN_MOVED: Final = {
    **{f"016{n}": f"03{n}" for n in "23456789"},
    **{f"012{old}": f"07{new}" for old, new in zip("01268", "09768", strict=True)},
    **{f"012{old}": f"08{new}" for old, new in zip("34579", "34512", strict=True)},
    **{"0186": "056", "0188": "058", "0199": "059"},  # noqa: PIE800 (a row an operator)
}
"""Vietnamese 11-digit ranges that were moved to ten digits in September 2018."""


def parse_phone(
    text: str, country: Country, *, mobile_only: bool = False, restore_zeros: bool = False
) -> tuple[str | None, Fault | None]:
    """A phone number in its normal form: ``13800138000``, ``010-88888888``, ``400-820-8820``, ``0912345678``.

    ``restore_zeros`` gives nine Vietnamese figures the zero back that a spreadsheet took. A mobile range that nobody
    was given is a warning; an old Vietnamese number of eleven figures is refused, and the fault says the new one.
    """
    bare = _bare(text, country)
    if not bare:
        return None, Fault("phone.empty")
    number = _normal_cn(bare) if country == "CN" else _normal_vn(bare, restore_zeros)
    if number is None:
        return None, _refusal(bare, text, country)
    if not _is_mobile(number, country):
        return (None, Fault("phone.not_mobile", {"value": number})) if mobile_only else (number, None)
    if not _is_allocated(number[:5], len(number), country):
        return number, Fault("phone.unallocated", {"value": number}, warning=True)
    return number, None


def mask_phone(number: str) -> str:
    """A phone for lists: the first three and the last four figures, ``138****8000``."""
    hidden = len(number) - 7
    return f"{number[:3]}{'*' * hidden}{number[-4:]}" if hidden > 0 else "*" * len(number)


def parse_bank_card(text: str) -> tuple[str | None, Fault | None]:
    """A bank card or account number of 13 to 19 figures; a wrong Luhn digit is a warning, passbooks have none."""
    number = compact(text).replace("-", "")
    if not number:
        return None, Fault("card.empty")
    if not (number.isascii() and number.isdigit()):
        return None, Fault("card.characters", {"value": clean(text)})
    if not 13 <= len(number) <= 19:
        return None, Fault("card.length", {"length": len(number)})
    if len(set(number)) == 1:
        return None, Fault("card.same_digit")
    from stdnum import luhn

    return number, None if luhn.is_valid(number) else Fault("card.luhn", warning=True)


def mask_card(number: str) -> str:
    """A card for lists: only its last four figures, ``**** 8018``."""
    return f"**** {number[-4:]}"


def _bare(text: str, country: Country) -> str:
    if country == "CN" and _CN_MOBILE.fullmatch(text):
        return text  # most of them
    bare = _DASHES.sub("-", _SEPARATORS.sub("", compact(text)))
    if country == "VN":
        return _VN_ABROAD.sub("0", bare.replace("-", ""))
    match = _CN_ABROAD.match(bare)
    if match is None:
        return bare
    rest = bare[match.end() :]
    # from abroad a landline is written without its trunk zero; a mobile has none at home either
    return rest if rest.startswith("0") or _CN_MOBILE.fullmatch(rest.replace("-", "")) else f"0{rest}"


def _normal_cn(bare: str) -> str | None:
    figures = bare.replace("-", "")
    if _CN_MOBILE.fullmatch(figures):
        return figures
    if _CN_SERVICE.fullmatch(figures):
        return f"{figures[:3]}-{figures[3:6]}-{figures[6:]}"
    landline = _CN_LANDLINE.fullmatch(bare)
    if landline is None:
        return None
    extension = landline[1] or ""
    number = _CN_AREA.fullmatch(bare.removesuffix(extension).replace("-", ""))
    return f"{number[1]}-{number[2]}{extension}" if number else None


def _normal_vn(bare: str, restore_zeros: bool) -> str | None:
    figures = bare.replace("-", "")
    if restore_zeros and _VN_LOST_ZERO.fullmatch(figures):
        figures = f"0{figures}"
    return figures if _VN_MOBILE.fullmatch(figures) or _VN_LANDLINE.fullmatch(figures) else None


def _is_mobile(number: str, country: Country) -> bool:
    return (_CN_MOBILE if country == "CN" else _VN_MOBILE).fullmatch(number) is not None


def _refusal(bare: str, text: str, country: Country) -> Fault:
    figures = bare.replace("-", "")
    if not figures.removeprefix("+").isdigit():
        return Fault("phone.characters", {"value": clean(text)})
    if country == "VN" and len(figures) == 11 and figures[:4] in _VN_MOVED:
        return Fault("phone.old_vn", {"value": figures, "new": _VN_MOVED[figures[:4]] + figures[4:]})
    return Fault(f"phone.form_{country.lower()}", {"value": clean(text)})


@cache
def _is_allocated(prefix: str, length: int, country: Country) -> bool:
    """Whether the range is given out; both plans settle that in the first five figures, one look-up each."""
    import phonenumbers

    number = phonenumbers.parse(prefix.ljust(length, "0"), country)
    return bool(phonenumbers.is_valid_number_for_region(number, country))
