"""How cases come in and go out within a period: pure counts over facts, in which everything must balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from deskapp.cases.periods import Period

DELIVERED: Final = ("delivered", "closed")
COUNTS: Final = (
    "opening", "new", "early", "on_time", "late", "in_time", "overdue", "supplements", "returned", "refused",
    "withdrawn", "closing",
)  # fmt: skip


class UnbalancedError(RuntimeError):
    """Opening + new - ended is not what is still open: the program has a fault that no report may hide."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A case as the flow counts it, by local days.

    ``met`` is when our clock was met, ``due`` its last day; ``supplements`` are the days on which more was asked of the
    customer, ``returns`` those on which the authority sent the dossier back. ``days`` are the working days it took in
    all, ``ours`` those in which our clock ran; both only of cases that were delivered.
    """

    opened: date
    ended: date | None = None
    outcome: str = ""
    due: date | None = None
    met: date | None = None
    supplements: tuple[date, ...] = ()
    returns: tuple[date, ...] = ()
    days: int = 0
    ours: int = 0

    def is_open_at_end_of(self, day: date) -> bool:
        """Whether it was open when that day was over."""
        return self.opened <= day and (self.ended is None or self.ended > day)

    @property
    def punctuality(self) -> str:
        """early, on_time or late; a case without a limit is in time on whatever day."""
        done = self.met or self.ended
        if self.due is None or done is None or done == self.due:
            return "on_time"
        return "early" if done < self.due else "late"


@dataclass(frozen=True, slots=True)
class Flow:
    """The counts of a period by name, and of what was delivered in it: how many cases, working days, ours of these."""

    counts: dict[str, int]
    delivered: int = 0
    days: int = 0
    ours: int = 0

    @property
    def mean_days(self) -> Decimal | None:
        """Working days that a delivered case took on average, to one decimal."""
        return rounded(Decimal(self.days) / self.delivered, 1) if self.delivered else None

    @property
    def our_share(self) -> Decimal | None:
        """How much of these days was ours, in percent."""
        return rounded(Decimal(self.ours) * 100 / self.days, 0) if self.days else None

    @property
    def their_share(self) -> Decimal | None:
        """How much was waiting for others, in percent."""
        return None if self.our_share is None else 100 - self.our_share


def count_flow(facts: Iterable[Fact], period: Period) -> Flow:
    """The flow of a period; ``UnbalancedError`` where the counts contradict each other."""
    counts = dict.fromkeys(COUNTS, 0)
    delivered = days = ours = 0
    for fact in facts:
        counts["opening"] += fact.opened < period.since and (fact.ended is None or fact.ended >= period.since)
        counts["new"] += period.holds(fact.opened)
        counts["supplements"] += any(period.holds(day) for day in fact.supplements[1:])
        counts["returned"] += any(period.holds(day) for day in fact.returns)
        if period.holds(fact.ended):
            counts[fact.punctuality if fact.outcome in DELIVERED else fact.outcome] += 1
            if fact.outcome in DELIVERED:
                delivered, days, ours = delivered + 1, days + fact.days, ours + fact.ours
        if fact.is_open_at_end_of(period.until):
            counts["closing"] += 1
            counts["overdue" if _is_overdue(fact, period.until) else "in_time"] += 1
    check_balance(counts, period)
    return Flow(counts, delivered, days, ours)


def check_balance(counts: dict[str, int], period: Period) -> None:
    """Opening + new - ended = closing = running."""
    ended = sum(counts[name] for name in ("early", "on_time", "late", "refused", "withdrawn"))
    running = counts["in_time"] + counts["overdue"]
    if not counts["opening"] + counts["new"] - ended == counts["closing"] == running:
        raise UnbalancedError(f"cases from {period.since} to {period.until}: {counts}")


def rounded(figure: Decimal, places: int) -> Decimal:
    """Half up, as people round."""
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _is_overdue(fact: Fact, day: date) -> bool:
    """Whether our clock had run out by the end of that day and was not met."""
    return fact.due is not None and fact.due < day and (fact.met is None or fact.met > day)
