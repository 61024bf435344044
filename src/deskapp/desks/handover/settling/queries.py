"""Reads about what owners settle, for pages and lists."""

from __future__ import annotations

from sqlmodel import col, select

from deskapp.desks.contracts.sale.queries import contract_of_deal as contract_of_deal
from deskapp.desks.contracts.sale.queries import priced_by_of
from deskapp.desks.handover.settling.gates import gates_of_many as gates_of_many
from deskapp.desks.handover.settling.gates import settling_gates as settling_gates
from deskapp.desks.handover.settling.payable import payables_of as payables_of
from deskapp.desks.handover.settling.rows import areas_of as areas_of
from deskapp.desks.handover.settling.rows import dues_of as dues_of
from deskapp.desks.handover.settling.rows import papers_of as papers_of
from deskapp.money.model import Charge
from deskapp.money.moving import LOAN
from deskapp.store.work import Reader


def priced_by(reader: Reader, deal_id: int | None) -> str:
    """By which area the contract of a deal is priced; by the floor area where no contract is here."""
    return "gross" if deal_id is None else priced_by_of(reader, [deal_id]).get(deal_id, "gross")


def has_loan(reader: Reader, deal_id: int | None) -> bool:
    """Whether a bank pays a part of the price: a refund changes the share that it lent, which its clerk has to know."""
    if deal_id is None:
        return False
    query = select(Charge.id).where(Charge.deal_id == deal_id, Charge.part == LOAN, col(Charge.withdrawn_at).is_(None))
    return reader.session.exec(query.limit(1)).first() is not None
