"""The queue: numbers drawn, called to a counter, served, or skipped.

Several counters work on one database: the write lock of the unit of work (``BEGIN IMMEDIATE``) makes sure that no
number is given twice and no ticket is called to two counters.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, func, select

from deskapp.desks.intake.model import QueueTicket
from deskapp.desks.intake.rules import SERVICES, ticket_code
from deskapp.errors import DeskError
from deskapp.store.work import Work
from deskapp.values.text import clean


def draw_ticket(work: Work, service: str, customer_id: int | None = None, case_id: int | None = None) -> QueueTicket:
    """The next number of today for a service."""
    _refuse_unknown([service])
    last = work.session.exec(
        select(func.max(QueueTicket.position)).where(
            QueueTicket.office_id == work.clerk.office_id, QueueTicket.day == work.today, QueueTicket.service == service
        )
    ).one()
    return work.add(
        QueueTicket(
            office_id=work.clerk.office_id,
            day=work.today,
            service=service,
            position=(last or 0) + 1,
            drawn_at=work.now,
            customer_id=customer_id,
            case_id=case_id,
        )
    )


def call_next(work: Work, counter: str, services: Collection[str] = ()) -> QueueTicket | None:
    """Call who waits longest for one of the services (any, where none is named); None where nobody waits.

    Whom the counter has called before counts as served now: one key ends a talk and begins the next.
    """
    counter = _counter(counter)
    _refuse_unknown(services)
    for served in _in_hand(work, counter):
        work.change(served, {"state": "served", "served_at": work.now})
    query = select(QueueTicket).where(
        QueueTicket.office_id == work.clerk.office_id,
        QueueTicket.day == work.today,
        QueueTicket.state == "waiting",
        col(QueueTicket.service).in_(services or SERVICES),
    )
    ticket = work.session.exec(query.order_by(col(QueueTicket.id)).limit(1)).first()
    return None if ticket is None else _call(work, ticket, counter)


def call_ticket(work: Work, ticket_id: int, counter: str) -> QueueTicket:
    """Call somebody again, or out of turn: whoever was skipped and came back, or is held by this counter already.

    ``queue.elsewhere`` where another counter has them, ``queue.served`` where they went home.
    """
    counter, ticket = _counter(counter), _today(work, ticket_id)
    code = ticket_code(ticket.service, ticket.position)
    if ticket.state == "served":
        raise DeskError("queue.served", ticket=code)
    if ticket.state == "called" and ticket.counter != counter:
        raise DeskError("queue.elsewhere", ticket=code, counter=ticket.counter)
    for other in _in_hand(work, counter):
        if other is not ticket:
            work.change(other, {"state": "served", "served_at": work.now})
    return _call(work, ticket, counter)


def serve_ticket(work: Work, ticket_id: int, *, customer_id: int | None = None, case_id: int | None = None) -> bool:
    """End a talk; who it was and which case it was about are noted where they are known now."""
    ticket = _called(work, ticket_id)
    known = {"customer_id": customer_id, "case_id": case_id}
    told = {name: value for name, value in known.items() if value is not None}
    return work.change(ticket, {"state": "served", "served_at": work.now, **told})


def skip_ticket(work: Work, ticket_id: int) -> bool:
    """Nobody came: the number is passed over, and can be called again when its holder is back."""
    return work.change(_called(work, ticket_id), {"state": "skipped"})


def _call(work: Work, ticket: QueueTicket, counter: str) -> QueueTicket:
    work.change(ticket, {"state": "called", "called_at": work.now, "counter": counter, "clerk": work.clerk.name})
    return ticket


def _called(work: Work, ticket_id: int) -> QueueTicket:
    ticket = _today(work, ticket_id)
    if ticket.state != "called":
        raise DeskError("queue.not_called", ticket=ticket_code(ticket.service, ticket.position))
    return ticket


def _today(work: Work, ticket_id: int) -> QueueTicket:
    ticket = work.get(QueueTicket, ticket_id)
    if ticket.day != work.today:
        raise DeskError("queue.other_day", ticket=ticket_code(ticket.service, ticket.position), day=ticket.day)
    return ticket


def _in_hand(work: Work, counter: str) -> list[QueueTicket]:
    return list(
        work.session.exec(
            select(QueueTicket).where(
                QueueTicket.office_id == work.clerk.office_id,
                QueueTicket.day == work.today,
                QueueTicket.state == "called",
                QueueTicket.counter == counter,
            )
        )
    )


def _counter(name: str) -> str:
    counter = clean(name)[:20]
    if not counter:
        raise DeskError("queue.no_counter", "counter")
    return counter


def _refuse_unknown(services: Collection[str]) -> None:
    for service in services:
        if service not in SERVICES:
            raise DeskError("draft.choice", "service", value=service)
