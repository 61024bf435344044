"""What lists of contracts sort and filter by: worked out anew from facts, charges and filings in their transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.rules import PricePart, figures
from deskapp.money.model import Charge
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work

PRICE: Final = "price"
STEP: Final = 2_000


@dataclass(frozen=True, slots=True)
class ContractDrift:
    """A stored figure of a contract that its facts do not make."""

    id: int
    field: str
    stored: Any
    told: Any


def refresh_contracts(work: Work, deal_ids: Collection[int]) -> None:
    """Write what follows of the contracts of these deals."""
    contracts = list(work.session.exec(select(SaleContract).where(col(SaleContract.deal_id).in_(deal_ids))))
    work.derive_all(list(zip(contracts, work_out(work, contracts), strict=True)))


def work_out(reader: Reader, contracts: Collection[SaleContract]) -> list[dict[str, Any]]:
    """The figures of these contracts, in their order."""
    parts = price_parts(reader, [contract.deal_id for contract in contracts])
    filings = living_filings(reader, [record_id(contract) for contract in contracts])
    return [
        figures(contract, parts.get(contract.deal_id, ()), _said(filings.get(record_id(contract))))
        for contract in contracts
    ]


def price_parts(reader: Reader, deal_ids: Collection[int]) -> dict[int, tuple[PricePart, ...]]:
    """The living charges of the price of these deals, the oldest first."""
    found: dict[int, list[PricePart]] = defaultdict(list)
    for chunk in in_chunks(deal_ids):
        query = (
            select(Charge.deal_id, Charge.part, Charge.amount, Charge.paid)
            .add_columns(col(Charge.due_on))
            .where(col(Charge.deal_id).in_(chunk), col(Charge.purpose) == PRICE, col(Charge.withdrawn_at).is_(None))
        )
        for deal_id, part, amount, paid, due_on in reader.session.execute(query.order_by(col(Charge.id))):
            found[deal_id].append(PricePart(part, amount, paid, due_on))
    return {deal_id: tuple(parts) for deal_id, parts in found.items()}


def living_filings(reader: Reader, contract_ids: Collection[int]) -> dict[int, Filing]:
    """The filings of these contracts that are not cancelled."""
    found: dict[int, Filing] = {}
    for chunk in in_chunks(contract_ids):
        query = select(Filing).where(col(Filing.contract_id).in_(chunk), col(Filing.cancelled_on).is_(None))
        found |= {filing.contract_id: filing for filing in reader.session.exec(query)}
    return found


def find_drift(reader: Reader) -> Iterator[ContractDrift]:
    """Every stored figure of a contract that differs from its recomputation."""
    after = 0
    while contracts := _some(reader, after):
        for contract, told in zip(contracts, work_out(reader, contracts), strict=True):
            for name, value in told.items():
                if getattr(contract, name) != value:
                    yield ContractDrift(record_id(contract), name, getattr(contract, name), value)
        after = record_id(contracts[-1])


def _some(reader: Reader, after: int) -> list[SaleContract]:
    query = select(SaleContract).where(col(SaleContract.id) > after)
    return list(reader.session.exec(query.order_by(col(SaleContract.id)).limit(STEP)))


def _said(filing: Filing | None) -> Any:
    return None if filing is None else (filing.number, filing.filed_on)


def _of_contract(_session: Session, record: SQLModel) -> int | None:
    return record.deal_id if isinstance(record, SaleContract) else None


def _of_filing(session: Session, record: SQLModel) -> int | None:
    contract = session.get(SaleContract, record.contract_id) if isinstance(record, Filing) else None
    return None if contract is None else contract.deal_id


def _of_charge(_session: Session, record: SQLModel) -> int | None:
    return record.deal_id if isinstance(record, Charge) and record.purpose == PRICE else None


CONTRACTS: Final = Projector(
    "contracts", {SaleContract: _of_contract, Filing: _of_filing, Charge: _of_charge}, refresh_contracts
)
"""Keyed by the deal."""
