"""What follows from what happens to cases elsewhere: a repair that is closed gets its follow-up calls."""

from __future__ import annotations

from typing import Final

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.steps import end_step
from deskapp.desks.complaints.handling.calls import next_opening, plan_calls
from deskapp.desks.complaints.taking.model_clock import CALL_ABOUT
from deskapp.store.base import record_id
from deskapp.store.work import Work

CALL: Final = "call"
_QUIET: Final = Engine(None, {})
"""Ends a step that has no gate, and tells nobody: no step follows it, and no procedure is opened."""


def follow_order(work: Work, case: Case, event: CaseEvent) -> None:
    """A repair or a service was closed: it is called about, by somebody else than who closed it."""
    about = event.code if event.code in CALL_ABOUT else "repair"
    opening = next_opening(work, case)
    calls = plan_calls(work, case, about=about, opening=opening, closed_at=event.happened_at)
    if case.step == CALL and all(call.made_at is not None for call in calls):
        # nobody can be asked
        end_step(work, _QUIET, record_id(case), step=CALL)


SUBSCRIBERS: Final = {"order.closed": (follow_order,)}
"""By kind of event; wiring hands them to the engine."""
