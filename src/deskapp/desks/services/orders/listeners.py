"""What the services desk does when something happens to a case of its own: a repair is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlmodel import select

from deskapp.cases.engine import Subscriber
from deskapp.cases.model import Case, CaseEvent
from deskapp.desks.services.orders.actions_work import work_again
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.store.base import record_id
from deskapp.store.work import Work

BACK_TO: Final = ("report", "work")
"""Steps of the procedure at which something is done."""


def go_on(work: Work, case: Case, event: CaseEvent) -> None:
    """Its case went on from an earlier step, for whoever was called is not content: so does the order."""
    if event.kind == "step.back" and event.step not in BACK_TO:
        return
    order = work.session.exec(select(WorkOrder.id).where(WorkOrder.case_id == record_id(case))).first()
    if order is not None:
        work_again(work, order)


SUBSCRIBERS: Final[Mapping[str, tuple[Subscriber, ...]]] = {"reopened": (go_on,), "step.back": (go_on,)}
