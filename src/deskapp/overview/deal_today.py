"""What of sales waits for somebody today: filings, reservations, loans, askings, notices; how many, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from deskapp.casework.look import Line, Said
from deskapp.desks.contracts.arrears.queries import count_next_steps, next_steps
from deskapp.desks.contracts.arrears.rows import Place, Standing
from deskapp.desks.contracts.loans.queries import MortgageFilter, count_mortgages
from deskapp.desks.contracts.notices.queries import count_notices
from deskapp.desks.contracts.sale.queries import count_contracts, count_queue, due_but_shut, expiring
from deskapp.locale import Words
from deskapp.store.work import Reader

MOST: Final = 1000
"""So far each is counted; beyond it Today says that there are more."""
SHOWN: Final = 5
"""Askings that are named one by one, the longest due first."""
DOOR: Final = "deals"


@dataclass(frozen=True, slots=True)
class DealDay:
    """The figures, none above ``MOST``, and the first askings whose next step is due."""

    shut: int = 0
    ending: int = 0
    stuck: int = 0
    asking: int = 0
    unanswered: int = 0
    steps: tuple[tuple[Place, Standing], ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether nothing of sales waits."""
        return not (self.shut or self.ending or self.stuck or self.asking or self.unanswered)


def get_deal_day(reader: Reader, today: date) -> DealDay:
    """All of it, from one snapshot."""
    return DealDay(
        count_queue(reader, due_but_shut(today), most=MOST),
        count_contracts(reader, expiring(today), most=MOST),
        count_mortgages(reader, today, MortgageFilter("stuck"), most=MOST),
        asking := count_next_steps(reader, today, MOST),
        count_notices(reader, late_on=today, most=MOST),
        tuple(next_steps(reader, today, SHOWN)) if asking else (),
    )


def deal_lines(day: DealDay, words: Words, today: date) -> Iterator[Line]:
    """A line each of what is not nothing; Enter opens its list, of an asking the asking itself."""
    for name in ("shut", "ending", "stuck", "unanswered", "asking"):
        if count := getattr(day, name):
            shown = f"{words.number(MOST - 1)}+" if count >= MOST else words.number(count)
            said = words.text("today.label", what=words.text(f"today_deals.{name}"), count=shown)
            yield Line(said=((said, "warning"),), door=(DOOR, name), heading=True)
    for place, standing in day.steps:
        yield Line(said=_step(place, standing, words, today), table="today-asking", door=("asking", place.deal_id))


def _step(place: Place, standing: Standing, words: Words, today: date) -> tuple[Said, ...]:
    due = standing.next_on
    return (
        (place.room, "strong"),
        (place.names, "plain"),
        ("" if due is None else words.day(due), "error" if due is not None and due < today else "warning"),
        (standing.next_step, "plain"),
    )
