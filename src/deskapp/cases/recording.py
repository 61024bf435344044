"""How every action leaves its mark: the case that may be acted on, the event, the projections, the listeners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from deskapp.cases.engine import Engine
from deskapp.cases.events import add_event, moment_of
from deskapp.cases.history import History
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of, refresh
from deskapp.errors import DeskError
from deskapp.store.work import Work


def open_case_of(work: Work, case_id: int) -> Case:
    """The case of that id; ``case.ended`` where it has ended, because only its notes still grow."""
    case = work.get(Case, case_id)
    if case.outcome:
        raise DeskError("case.ended", number=case.number)
    return case


def record(
    work: Work,
    case: Case,
    kind: str,
    *,
    step: str | None = None,
    code: str = "",
    party: str = "",
    text: str = "",
    data: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    corrects: int | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """Add an event, work the projections out anew, and let who listens act in the same transaction."""
    at = moment_of(work, case, happened_at)
    country = country_of(procedure_of(work, case))
    event = add_event(
        work, case, kind, at, country, step=step, code=code, party=party, text=text, data=data, corrects=corrects
    )
    settle(work, case, [event], engine)
    return event


def settle(work: Work, case: Case, events: Iterable[CaseEvent], engine: Engine | None = None) -> History:
    """After events were added: the projections once for all of them, then who listens, in their order."""
    history = refresh(work, case)
    if engine is not None:
        for event in events:
            engine.tell(work, case, event)
    return history
