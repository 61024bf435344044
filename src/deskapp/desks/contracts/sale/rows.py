"""Contracts and filings as rows: read for many of them in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import col, select

from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.projection import price_parts
from deskapp.desks.contracts.sale.rules import PriceFact
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import buyers_of, rooms_of
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list: its units and buyers as they are said, money in its currency.

    ``blocked_by`` has the ids of the shut gates, ``gap`` what is missing for the first of them; ``filing_due_on`` while
    it is to be filed.
    """

    id: int
    deal_id: int
    project_id: int | None
    number: str
    rooms: tuple[str, ...]
    buyers: tuple[str, ...]
    buyer_id: int | None
    phone: str
    currency: str
    price: Decimal
    method: str
    state: str
    payer_class: str
    is_held: bool
    reserved_until: date | None
    signed_on: date | None
    filing_due_on: date | None
    filing_number: str
    filed_on: date | None
    blocked_by: tuple[str, ...]
    asked: Decimal
    paid: Decimal
    gap: Decimal
    next_due_on: date | None
    reservation_number: str
    online_number: str

    @property
    def room(self) -> str:
        """The home, and how much is sold along: ``3-2-1501 +1``."""
        return self.rooms[0] + (f" +{len(self.rooms) - 1}" if len(self.rooms) > 1 else "") if self.rooms else ""

    @property
    def buyer(self) -> str:
        """The buyers' names in their order."""
        return ", ".join(self.buyers)

    @property
    def open(self) -> Decimal:
        """What is still to be paid of the price."""
        return self.asked - self.paid

    def days_left(self, today: date) -> int | None:
        """Days until the last day for filing, below zero behind it; None where nothing is to be filed."""
        return None if self.filing_due_on is None else (self.filing_due_on - today).days


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A row of the filing ledger; ``number`` is the filing's."""

    id: int
    contract_id: int
    number: str
    filed_on: date
    source: str
    override_reason: str
    override_by: str
    cancelled_on: date | None
    cancel_reason: str
    entered_at: datetime
    clerk: str


def filing_row(filing: Filing) -> FilingRow:
    """A row of the ledger."""
    return FilingRow(
        record_id(filing),
        filing.contract_id,
        filing.number,
        filing.filed_on,
        filing.source,
        filing.override_reason,
        filing.override_by,
        filing.cancelled_on,
        filing.cancel_reason,
        filing.entered_at,
        filing.clerk,
    )


def read_contracts(reader: Reader, contracts: Iterable[SaleContract]) -> list[ContractRow]:
    """Rows of these contracts in their order, a few statements for all of them."""
    found = list(contracts)
    deal_ids = [contract.deal_id for contract in found]
    buyers, rooms, deals = buyers_of(reader, deal_ids), rooms_of(reader, deal_ids), _deals(reader, deal_ids)
    rows = []
    for contract in found:
        parties = buyers.get(contract.deal_id, ())
        payer_class, held = deals.get(contract.deal_id, ("", ""))
        price, asked, paid, gap = (
            from_minor(amount, contract.currency)
            for amount in (contract.price, contract.asked, contract.paid, contract.filing_gap)
        )
        rows.append(
            ContractRow(
                record_id(contract),
                contract.deal_id,
                contract.project_id,
                contract.number,
                tuple(unit.code for unit in rooms.get(contract.deal_id, ())),
                tuple(party.customer.name for party in parties),
                parties[0].customer.id if parties else None,
                parties[0].customer.phone if parties else "",
                contract.currency,
                price,
                contract.method,
                contract.state,
                payer_class,
                bool(held),
                contract.reserved_until,
                contract.signed_on,
                contract.filing_due_on,
                contract.filing_number,
                contract.filed_on,
                tuple(filter(None, contract.blocked_by.split(","))),
                asked,
                paid,
                gap,
                contract.next_due_on,
                contract.reservation_number,
                contract.online_number,
            )
        )
    return rows


def load_prices(reader: Reader, contracts: Collection[SaleContract]) -> dict[int, PriceFact]:
    """What is paid of the price of these contracts, by deal."""
    parts = price_parts(reader, [contract.deal_id for contract in contracts])
    return {
        contract.deal_id: PriceFact(contract.method, contract.currency, parts.get(contract.deal_id, ()))
        for contract in contracts
    }


def _deals(reader: Reader, deal_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Payer's class and reason of a hold, by deal."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(deal_ids):
        query = select(Deal.id, Deal.payer_class, Deal.hold_reason).where(col(Deal.id).in_(chunk))
        found |= {number or 0: (payer_class, held) for number, payer_class, held in reader.session.exec(query)}
    return found
