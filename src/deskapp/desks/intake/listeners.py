"""Who of this desk listens to what happens to a case; they run in the event's own transaction, in this order."""

from __future__ import annotations

from typing import Final

from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.pinned import procedure_of
from deskapp.desks.intake.actions_care import ask_survey
from deskapp.store.base import record_id
from deskapp.store.work import Work


def ask_how_it_was(work: Work, case: Case, event: CaseEvent) -> None:
    """The aftercare is done, whose message asks for a score: from now on an answer is waited for."""
    if procedure_of(work, case).step(event.step).kind == "aftercare":
        ask_survey(work, record_id(case))


SUBSCRIBERS: Final = {
    "step.ended": (ask_how_it_was,),
}
"""By kind of event; wiring hands them to the engine."""
