"""What follows from what happens to cases elsewhere: a repair that is closed gets its follow-up calls."""

from __future__ import annotations

from typing import Final

from deskapp.cases.model import Case, CaseEvent
from deskapp.desks.complaints.handling.calls import next_opening, plan_calls
from deskapp.desks.complaints.taking.model_clock import CALL_ABOUT
from deskapp.store.work import Work


def follow_order(work: Work, case: Case, event: CaseEvent) -> None:
    """A repair or a service was closed: it is called about, by somebody else than who closed it."""
    about = event.code if event.code in CALL_ABOUT else "repair"
    opening = next_opening(work, case)
    plan_calls(work, case, about=about, opening=opening, closed_at=event.happened_at)


SUBSCRIBERS: Final = {"order.closed": (follow_order,)}
"""By kind of event; wiring hands them to the engine."""
