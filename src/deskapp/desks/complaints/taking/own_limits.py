"""The office's own limits: set from a day on, over the shipped ones; clocks that run are worked out anew with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.complaints.taking.limits import Limit, check_amount, read_limits
from deskapp.desks.complaints.taking.model import CLOCKS, LEVELS, Complaint
from deskapp.desks.complaints.taking.model_clock import LIMIT_HOURS, LIMIT_UNITS, ComplaintLimit
from deskapp.desks.complaints.taking.projection import COMPLAINTS
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import Faults, refuse
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

SETTABLE: Final = tuple(clock for clock in CLOCKS if clock != "external")
"""Another house's due time is no limit of ours."""
SOURCE_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class LimitDraft:
    """What the form gives; ``source`` says who decided it, such as a circular's number."""

    clock: str
    level: int
    amount: Decimal
    unit: str
    hours: str
    valid_from: date
    source: str

    def faults(self) -> Faults:
        """What is wrong, by field."""
        found: Faults = {}
        for name, known in (("clock", SETTABLE), ("level", LEVELS), ("unit", LIMIT_UNITS), ("hours", LIMIT_HOURS)):
            if getattr(self, name) not in known:
                found[name] = Fault("draft.choice", {"value": getattr(self, name)})
        if not check_amount(self.amount, self.unit):
            found["amount"] = Fault("complaint_limit.amount")
        if self.hours == "always" and self.unit != "minutes":
            found["hours"] = Fault("complaint_limit.hours")
        if not clean(self.source):
            found["source"] = Fault("form.required")
        elif len(clean(self.source)) > SOURCE_MOST:
            found["source"] = Fault("draft.too_long", {"limit": SOURCE_MOST})
        return found


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A clock at a level: the limit that holds on a day, and its place in the list."""

    id: str
    limit: Limit


def list_limits(reader: Reader, day: date) -> list[LimitRow]:
    """What holds on a day, by clock and level; the office's own where it has one."""
    limits = read_limits(reader)
    found = ((clock, level, limits.find(clock, level, day)) for clock in SETTABLE for level in LEVELS)
    return [LimitRow(f"{clock}.{level}", limit) for clock, level, limit in found if limit is not None]


def set_limit(work: Work, draft: LimitDraft) -> ComplaintLimit:
    """From a day on a clock of a level has this limit; complaints received from then on are worked out anew.

    ``complaint_limit.past`` for a day that is over: a clock that was kept would be late afterwards.
    """
    refuse(draft.faults())
    if draft.valid_from < work.today:
        raise DeskError("complaint_limit.past", "valid_from", day=work.today)
    query = select(ComplaintLimit).where(
        ComplaintLimit.procedure == "",
        ComplaintLimit.clock == draft.clock,
        ComplaintLimit.level == draft.level,
        ComplaintLimit.valid_from == draft.valid_from,
    )
    told: dict[str, Any] = {
        "amount": str(draft.amount),
        "unit": draft.unit,
        "hours": draft.hours,
        "source": clean(draft.source),
    }
    known = work.session.exec(query).first()
    if known is not None:
        work.change(known, told)
    else:
        own: dict[str, Any] = {"clock": draft.clock, "level": draft.level, "valid_from": draft.valid_from}
        known = work.add(ComplaintLimit(office_id=work.clerk.office_id, **own, **told))
    work.following.mark(COMPLAINTS.name, _received_from(work, draft.valid_from))
    return known


def _received_from(work: Work, day: date) -> Collection[int]:
    """Open complaints received that day or later: at midnight of the zone that the office's moment carries."""
    begins = datetime.combine(day, time(), work.now.tzinfo)
    query = select(col(Complaint.id)).where(col(Complaint.open).is_(True), col(Complaint.received_at) >= begins)
    return [number for number in work.session.exec(query) if number is not None]
