"""Whose money it is at a handover: the first buyer of the deal, else who owns the home."""

from __future__ import annotations

from sqlmodel import col, select

from deskapp.desks.handover.settling.facts import Settled
from deskapp.errors import DeskError
from deskapp.office.customer.rows import find_survivors
from deskapp.office.deal.queries import buyers_of
from deskapp.office.property.model import UnitPerson
from deskapp.store.work import Reader


def payer_of(reader: Reader, fact: Settled) -> int:
    """The customer who owes what goes with a delivery; ``settle.no_payer`` where nobody is known."""
    if fact.deal_id is not None:
        buyers = buyers_of(reader, [fact.deal_id]).get(fact.deal_id, ())
        if buyers:
            return buyers[0].customer.id
    query = select(UnitPerson.customer_id).where(
        UnitPerson.unit_id == fact.unit_id, UnitPerson.role == "owner", col(UnitPerson.until).is_(None)
    )
    owner = reader.session.exec(query.order_by(col(UnitPerson.id))).first()
    if owner is None:
        raise DeskError("settle.no_payer", unit=fact.code)
    return find_survivors(reader, [owner])[owner]
