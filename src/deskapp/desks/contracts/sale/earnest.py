"""Earnest money (定金): kept for the payer until the contract is signed, then part of the price."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.desks.contracts.sale.plan import first_buyer, pay_again
from deskapp.locale import words
from deskapp.money.allocations import find_shares
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.kinds import EARNEST
from deskapp.money.model import Charge
from deskapp.office.deal.queries import rooms_of
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

PART: Final = "earnest"


def add_earnest(work: Work, deal_id: int, amount: Decimal, currency: str, day: date) -> Charge:
    """What is paid so that a unit is kept; due at once."""
    rooms = rooms_of(work, [deal_id]).get(deal_id, ())
    return add_charge(
        work,
        ChargeDraft(
            first_buyer(work, deal_id),
            EARNEST,
            amount,
            currency,
            due_on=day,
            unit_id=rooms[0].unit_id if rooms else None,
            charged_on=day,
            deal_id=deal_id,
            part=PART,
        ),
    )


def turn_earnest(work: Work, deal_id: int) -> None:
    """Earnest money becomes part of the price: its charges go, what was paid on them pays the price, the first due
    first."""
    receipts: dict[int, None] = {}
    for charge in earnest_charges(work, deal_id):
        receipts |= dict.fromkeys(share.receipt_id for share in find_shares(work, charge_id=record_id(charge)))
        withdraw_charge(work, record_id(charge), words(work.clerk.language).text("earnest.turned_reason"))
    pay_again(work, list(receipts), deal_id)


def earnest_charges(reader: Reader, deal_id: int) -> list[Charge]:
    """The living charges of earnest money of a deal."""
    query = select(Charge).where(
        Charge.deal_id == deal_id, Charge.purpose == EARNEST, col(Charge.withdrawn_at).is_(None)
    )
    return list(reader.session.exec(query.order_by(col(Charge.id))))
