"""How late money and formalities are, what lateness costs, and when a buyer may be asked: pure, by dated rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from deskapp.errors import Fault
from deskapp.locale import Key
from deskapp.office.tariffs.rates import Tariffs, parse_tariffs
from deskapp.values.money import round_money

BUCKETS: Final = ("d30", "d60", "d90", "over")
"""0-30, 31-60, 61-90, more than 90 days late."""
_LAST_DAYS: Final = (30, 60, 90)
OUTWARD: Final = ("phone", "message", "letter", "visit")
"""Ways by which we ask; at the counter the buyer has come."""
COUNTED: Final = ("phone", "message", "visit")
"""Ways that count towards how often a week; a letter has its own weight and goes by post."""
PENALTY_UNIT: Final = Decimal("0.00001")
"""What a contract's ``penalty_rate`` is counted in: 0.001 %."""


@cache
def shipped_limits() -> Tariffs:
    """The dated rows that come with the program."""
    return parse_tariffs((Path(__file__).parent / "chasing.toml").read_text(encoding="utf-8"))


def limit(code: str, day: date, country: str) -> int:
    """A limit in days, hours or times, as it holds on a day in a country."""
    return int(shipped_limits().rate(code, day, country))


def days_late(due_on: date | None, today: date) -> int:
    """How many days late something is; nothing on its day, nor before it."""
    return max(0, (today - due_on).days) if due_on is not None else 0


def bucket_of(late: int) -> int:
    """The place of a lateness among ``BUCKETS``; one day late is the least that counts."""
    return next((place for place, last in enumerate(_LAST_DAYS) if late <= last), len(_LAST_DAYS))


def bucket_days(bucket: str, today: date) -> tuple[date | None, date]:
    """The due days, both included, that a bucket means today; the oldest has no first day."""
    place = BUCKETS.index(bucket)
    youngest = today - timedelta(days=1 if place == 0 else _LAST_DAYS[place - 1] + 1)
    oldest = today - timedelta(days=_LAST_DAYS[place]) if place < len(_LAST_DAYS) else None
    return oldest, youngest


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to be paid: ``open`` is what is missing of it, money in the smallest unit."""

    amount: int
    paid: int
    due_on: date | None

    @property
    def open(self) -> int:
        """What is missing."""
        return self.amount - self.paid


def ages(owed: Iterable[Owed], today: date) -> tuple[int, int, int, int]:
    """What is late, by age; their sum is everything that is late."""
    found = [0, 0, 0, 0]
    for one in owed:
        if late := days_late(one.due_on, today):
            found[bucket_of(late)] += one.open
    return found[0], found[1], found[2], found[3]


def reckon_penalty(owed: Iterable[Owed], rate: int | None, today: date, currency: str) -> Decimal | None:
    """What late payment of these costs until today, as an estimate: each by its days, rounded once at the end.

    ``rate`` in 0.001 % a day; None where the contract agrees on nothing.
    """
    if rate is None:
        return None
    weight = sum(one.open * days_late(one.due_on, today) for one in owed)
    places = 2 if currency == "CNY" else 0
    return round_money(Decimal(weight).scaleb(-places) * rate * PENALTY_UNIT, currency)


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What there is to know before a buyer is asked: who stopped it and why, and when we asked lately."""

    stop_reason: str = ""
    hold_reason: str = ""
    everyone_dead: bool = False
    asked_at: Sequence[datetime] = ()


def judge_stop(facts: ContactFacts) -> Fault | None:
    """Whether nobody may ask any more: stopped, held while the parties dispute, or nobody left to ask."""
    if facts.stop_reason:
        return Fault("chase.stopped", {"reason": Key(f"stop_reason.{facts.stop_reason}")})
    if facts.hold_reason:
        return Fault("chase.held", {"reason": facts.hold_reason})
    if facts.everyone_dead:
        return Fault("chase.all_deceased")
    return None


def judge_contact(facts: ContactFacts, way: str, at: datetime, country: str) -> list[Fault]:
    """What speaks against asking a buyer by this way at this moment (in their own time); nothing at the counter."""
    if way not in OUTWARD:
        return []
    day, against = at.date(), [fault for fault in (judge_stop(facts),) if fault]
    if way in COUNTED:
        since, most = at - timedelta(days=7), limit("attempts_a_week", day, country)
        lately = sum(since < asked <= at for asked in facts.asked_at)
        if lately >= most:
            against.append(Fault("chase.too_often", {"count": lately, "most": most}))
        until, from_ = (limit(code, day, country) for code in ("quiet_until", "quiet_from"))
        if not until <= at.hour < from_:
            against.append(Fault("chase.quiet_hours", {"until": f"{until}:00", "since": f"{from_}:00"}))
    return against


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """One loan of a deal, as far as the formality of getting it depends on it."""

    id: int
    submitted_on: date | None = None
    approved_on: date | None = None
    refused_on: date | None = None
    gone: bool = False
    """Withdrawn or paid off: nobody waits for it."""


def mortgage_due(
    signed_on: date | None, loans: Sequence[LoanFacts], country: str, *, loan_is_here: bool
) -> tuple[date, int | None] | None:
    """By which day the next thing with the bank is to be done, and of which loan; None where nothing is waited for.

    Of two living loans (combined) the earlier day counts. After a refusal the days run anew, for another bank.
    """
    if signed_on is None or loan_is_here:
        return None
    submit = limit("mortgage_submit_days", signed_on, country)
    approve = limit("mortgage_approve_days", signed_on, country)
    began = max((one.refused_on for one in loans if one.refused_on is not None), default=signed_on)
    living = [one for one in loans if one.refused_on is None and not one.gone]
    if not living:
        return began + timedelta(days=submit), None
    found = [
        (one.submitted_on + timedelta(days=approve) if one.submitted_on else began + timedelta(days=submit), one.id)
        for one in living
        if one.approved_on is None
    ]
    return min(found, default=None)


def say_promise(promised_on: date | None, today: date) -> str:
    """How a promise stands while something is still open: ``promised`` until its day, ``broken`` after it."""
    if promised_on is None:
        return ""
    return "promised" if today <= promised_on else "broken"
