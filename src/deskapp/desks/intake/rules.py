"""What the intake desk judges, without a database: queue numbers, names on boards, rights, splits, the authority."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from deskapp.errors import Fault
from deskapp.values import Country
from deskapp.values.areas import parse_area
from deskapp.values.names import is_chinese
from deskapp.values.text import fold

TOPICS: Final = ("title", "transfer", "land", "mortgage", "tax", "notary", "papers", "hours", "other")

SERVICES: Final = MappingProxyType({"enquiry": "A", "dossier": "B", "cashier": "C", "result": "D"})
"""What people queue for, and the letter that their numbers begin with."""

ACTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "file": ("交件", "递交", "申请", "办理", "nộp hồ sơ", "làm thủ tục", "file", "submit", "apply"),
        "sign": ("签约", "签字", "签署", "ký", "sign"),
        "pay": ("缴费", "缴税", "付款", "nộp tiền", "nộp thuế", "pay"),
        "collect": ("领取", "取件", "领证", "代领", "nhận kết quả", "nhận giấy", "collect", "receive"),
    }
)
"""What somebody may be empowered to do, and the words that a power of attorney has for it."""

_EVERYTHING: Final = ("全权", "一切", "全部事项", "toàn quyền", "toàn bộ", "everything", "all matters")

_PARTS: Final = re.compile(r"[;；\n]|(?<!\d),(?!\d)|,(?=\s)|、|\+")


def ticket_code(service: str, position: int) -> str:
    """A queue number as it is printed and called: ``A001``; at least three figures, growing."""
    return f"{SERVICES[service]}{position:03}"


def services_of(letters: str) -> tuple[str, ...]:
    """The services whose queues begin with these letters; all of them for no letter that one has."""
    told = tuple(service for service, letter in SERVICES.items() if letter in letters.upper())
    return told or tuple(SERVICES)


def mask_name(name: str) -> str:
    """A name for a board that everybody reads: ``张**``, ``Nguyễn V** Đ**``, ``Riverside L**``."""
    if is_chinese(name):
        return name[0] + "*" * min(len(name) - 1, 3)
    first, *rest = name.split() or [""]
    return " ".join((first, *(f"{word[0]}**" for word in rest[:3]))) if rest else f"{first[:1]}**"


@dataclass(frozen=True, slots=True)
class RightFact:
    """A right to act for somebody, as it stands on its paper; an empty ``scope`` is everything."""

    right: str
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def covers(right: RightFact, act: str) -> bool:
    """Whether a right reaches as far as ``act`` (one of ``ACTS``)."""
    scope = fold(right.scope)
    return not scope or any(fold(word) in scope for word in (*ACTS[act], *_EVERYTHING, act))


def judge_rights(rights: Sequence[RightFact], act: str, day: date) -> Fault | None:
    """None where one of the rights lets somebody do ``act`` on ``day``; else why the nearest of them does not."""
    faults = [fault for right in rights if (fault := _judge_right(right, act, day)) is not None]
    if len(faults) < len(rights):
        return None
    order = ("representation.narrow", "representation.not_yet", "representation.expired")
    return min(faults, key=lambda fault: order.index(fault.code), default=Fault("representation.none"))


def _judge_right(right: RightFact, act: str, day: date) -> Fault | None:
    if right.valid_from is not None and day < right.valid_from:
        return Fault("representation.not_yet", {"day": right.valid_from})
    if right.valid_until is not None and day > right.valid_until:
        return Fault("representation.expired", {"day": right.valid_until})
    return None if covers(right, act) else Fault("representation.narrow", {"scope": right.scope or "-"})


def take_advance(amounts: Sequence[Decimal], own: Sequence[bool], advance: Decimal) -> list[Decimal]:
    """What is left of each amount when an advance is taken off the office's own, the first of them first."""
    left = []
    for amount, is_own in zip(amounts, own, strict=True):
        taken = min(advance, amount) if is_own else Decimal(0)
        advance -= taken
        left.append(amount - taken)
    return left


def read_parts(text: str, country: Country) -> tuple[list[Decimal], Fault | None]:
    """Areas in m² that are written one after the other: ``120.5; 79.5``, ``120,5; 79,5``."""
    areas = []
    for part in _PARTS.split(text):
        if not part.strip():
            continue
        area, fault = parse_area(part.strip(), country)
        if area is None:
            return [], fault
        areas.append(area)
    return areas, None


def judge_split(old: Decimal, new: Sequence[Decimal], kind: str, minimum: Decimal | None) -> list[Fault]:
    """What stands against a split or merge: areas that do not add up, too few or many parts, a part too small.

    ``kind``: split, merge. ``minimum`` is the province's smallest area of a new parcel, None where nobody knows it.
    """
    faults = []
    if kind == "merge" and len(new) != 1:
        faults.append(Fault("split.one_parcel", {"count": len(new)}))
    if kind != "merge" and len(new) < 2:
        faults.append(Fault("split.two_parcels", {"count": len(new)}))
    if sum(new, Decimal(0)) != old:
        total = sum(new, Decimal(0))
        faults.append(Fault("split.sum", {"sum": total, "old": old, "difference": abs(total - old)}))
    if minimum is not None and kind != "merge":
        small = (area for area in new if area < minimum)
        faults += [Fault("split.too_small", {"area": area, "minimum": minimum}) for area in small]
    return faults
