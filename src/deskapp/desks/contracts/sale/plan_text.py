"""Instalments in one line as a clerk types them: ``30% 0305; 40% +90; * 1231``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.errors import Fault
from deskapp.values.money import round_money
from deskapp.values.text import clean

MOST: Final = 24
"""Instalments of one contract at most."""
REST: Final = frozenset(("*", "余", "余款", "rest", "còn lại"))
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*[%％]")
_PARTS: Final = re.compile(r"[;；\n]+")

ParseMoney = Callable[[str], tuple[Decimal | None, Fault | None]]
ParseDay = Callable[[str], tuple[date | None, Fault | None]]


def parse_plan(
    text: str, price: Decimal, currency: str, parse_money: ParseMoney, parse_day: ParseDay
) -> tuple[tuple[PlanLine, ...] | None, Fault | None]:
    """The lines of a plan, or what is wrong with them; together they are the price.

    Parts are divided by semicolons; each is an amount or a percentage of the price, then the day it is due. ``*`` is
    what the others leave, wherever it stands; a last percentage takes what rounding leaves.
    """
    typed = [part for part in map(clean, _PARTS.split(text)) if part]
    if not typed:
        return None, Fault("form.required")
    if len(typed) > MOST:
        return None, Fault("plan_text.many", {"most": MOST})
    read: list[tuple[Decimal | None, date | None]] = []
    percents = Decimal(0)
    for part in typed:
        told, day = _without_day(part, parse_day)
        amount, percent, fault = _amount(told, price, currency, parse_money)
        if fault is not None:
            return None, Fault("plan_text.part", {"part": part})
        percents += percent
        read.append((amount, day))
    return _whole(read, price, currency, percents)


def _without_day(part: str, parse_day: ParseDay) -> tuple[str, date | None]:
    """What is told before a day, and the day; a part of one word has none."""
    told, _, last = part.rpartition(" ")
    day = parse_day(last)[0] if told else None
    return (told.strip(), day) if day is not None else (part, None)


def _amount(
    told: str, price: Decimal, currency: str, parse_money: ParseMoney
) -> tuple[Decimal | None, Decimal, Fault | None]:
    """The amount (None: the rest), the percentage it was told by, what is wrong."""
    if told.casefold() in REST:
        return None, Decimal(0), None
    if found := _PERCENT.fullmatch(told):
        percent = Decimal(found.group(1).replace(",", "."))
        return round_money(price * percent / 100, currency), percent, None
    amount, fault = parse_money(told)
    return amount, Decimal(0), fault or (Fault("form.required") if amount is None else None)


def _whole(
    read: Sequence[tuple[Decimal | None, date | None]], price: Decimal, currency: str, percents: Decimal
) -> tuple[tuple[PlanLine, ...] | None, Fault | None]:
    rests = [place for place, (amount, _) in enumerate(read) if amount is None]
    if len(rests) > 1:
        return None, Fault("plan_text.rests")
    amounts = [amount or Decimal(0) for amount, _ in read]
    left = price - sum(amounts)
    if rests:
        amounts[rests[0]] = left
    elif percents == 100:
        amounts[-1] += left
    if sum(amounts) != price:
        return None, Fault("plan_text.sum", {"sum": sum(amounts), "price": price, "currency": currency})
    if any(amount <= 0 for amount in amounts):
        return None, Fault("plan_text.nothing")
    days = [day for _, day in read]
    return tuple(PlanLine("instalment", amount, day) for amount, day in zip(amounts, days, strict=True)), None


def show_plan(
    lines: Iterable[tuple[Decimal, date | None]], say: Callable[[Decimal], str], day: Callable[[date], str]
) -> str:
    """The same line again from what is stored, so that it can be changed in place."""
    return "; ".join(say(amount) + (f" {day(due)}" if due else "") for amount, due in lines)
