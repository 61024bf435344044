"""What the gates of settling look at, read for many deliveries in a few statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.rows import (
    AreaRow,
    DueRow,
    PaperRow,
    areas_of,
    dues_of,
    papers_of,
)
from deskapp.money.model import Allocation, Charge, Receipt
from deskapp.money.moving import LOAN, OF_PRICE
from deskapp.office.acceptance.queries import acceptance_gaps
from deskapp.office.acceptance.rules import AcceptanceGap
from deskapp.office.deal.model import Deal, DealUnit
from deskapp.office.property.model import Building, Project, Unit
from deskapp.sheets.reporting import pick
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code

RESETTLED: Final = "resettlement"


@dataclass(frozen=True, slots=True)
class PriceFact:
    """What is paid of a price: ``open`` by the buyer, ``loan`` by a bank. ``asked``: a plan says anything at all."""

    asked: bool = False
    open: Decimal = Decimal(0)
    loan: Decimal = Decimal(0)
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReceiptsFact:
    """The receipts for a price that the buyer has in hand: how many, and what they come to."""

    count: int = 0
    sum: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Settled:
    """A delivery with all that its settling depends on.

    ``has_contracts``: the project has deals here at all. ``deal_kind`` empty: this unit has none.
    """

    delivery_id: int
    unit_id: int
    project_id: int | None
    country: str
    place: str
    code: str
    unit_kind: str
    building_id: int
    currency: str
    deal_id: int | None
    deal_kind: str
    has_contracts: bool
    sold_as: str
    surveyed_as: str
    contract_area: Decimal | None
    contract_inner_area: Decimal | None
    surveyed_area: Decimal | None
    surveyed_inner_area: Decimal | None
    unit_price: Decimal | None
    unit_total: Decimal | None
    price: PriceFact
    receipts: ReceiptsFact
    area: AreaRow | None
    dues: tuple[DueRow, ...]
    papers: tuple[PaperRow, ...]
    gaps: tuple[AcceptanceGap, ...]

    @property
    def is_resettled(self) -> bool:
        """Whether the household was resettled: its own department settles with it."""
        return self.deal_kind == RESETTLED

    def due(self, kind: str) -> DueRow | None:
        """The living due of a kind."""
        return next((one for one in self.dues if one.kind == kind), None)

    def paper(self, purpose: str, code: str) -> PaperRow | None:
        """A paper of a purpose."""
        return next((one for one in self.papers if (one.purpose, one.code) == (purpose, code)), None)


def load_settled(reader: Reader, delivery_id: int, today: date) -> Settled:
    """One delivery; ``store.gone`` where there is none."""
    reader.get(Delivery, delivery_id)
    return load_many(reader, [delivery_id], today)[delivery_id]


def load_many(reader: Reader, delivery_ids: Collection[int], today: date) -> dict[int, Settled]:
    """These deliveries with their facts, by id; one that is gone or out of scope is left out."""
    rows: list[tuple[Delivery, Unit, Building, Project | None]] = []
    for chunk in in_chunks(delivery_ids):
        query = (
            select(Delivery, Unit, Building, Project)
            .join(Unit, col(Unit.id) == col(Delivery.unit_id))
            .join(Building, col(Building.id) == col(Unit.building_id))
            .join(Project, col(Project.id) == col(Delivery.project_id), isouter=True)
            .where(col(Delivery.id).in_(chunk))
        )
        rows += reader.session.exec(query)
    deals = {delivery.deal_id for delivery, *_ in rows if delivery.deal_id is not None}
    kinds, agreed = _kinds(reader, deals), _agreed(reader, deals)
    prices, receipts = load_prices(reader, deals), load_receipts(reader, deals)
    with_contracts = _with_contracts(reader, {delivery.project_id for delivery, *_ in rows})
    gaps = acceptance_gaps(reader, {record_id(building) for _, _, building, _ in rows}, today)
    numbers = [record_id(delivery) for delivery, *_ in rows]
    areas, dues, papers = areas_of(reader, numbers), dues_of(reader, numbers), papers_of(reader, numbers)
    found: dict[int, Settled] = {}
    for delivery, unit, building, project in rows:
        number, deal_id = record_id(delivery), delivery.deal_id
        kind, currency = kinds.get(deal_id or 0, ("", delivery.currency))
        line = agreed.get((deal_id or 0, delivery.unit_id))
        code = unit_code(building.code, unit.entrance, unit.room)
        found[number] = Settled(
            number,
            delivery.unit_id,
            delivery.project_id,
            project.country if project is not None else "CN",
            project.place if project is not None else "",
            code,
            unit.kind,
            record_id(building),
            currency,
            deal_id,
            kind,
            delivery.project_id in with_contracts,
            unit.sale_number or code,
            unit.surveyed_number,
            (line.area if line is not None else None) or unit.contract_area,
            (line.inner_area if line is not None else None) or unit.contract_inner_area,
            unit.surveyed_area,
            unit.surveyed_inner_area,
            None if line is None or line.unit_price is None else from_minor(line.unit_price, currency),
            None if line is None or line.price is None else from_minor(line.price, currency),
            prices.get(deal_id or 0, PriceFact()),
            receipts.get(deal_id or 0, ReceiptsFact()),
            areas.get(number),
            dues.get(number, ()),
            papers.get(number, ()),
            gaps.get(record_id(building), ()),
        )
    return found


def load_prices(reader: Reader, deal_ids: Collection[int]) -> dict[int, PriceFact]:
    """What is paid of the price of these deals; one whose price nobody asked for is left out."""
    found: dict[int, PriceFact] = {}
    for chunk in in_chunks(deal_ids):
        query = (
            pick(
                col(Charge.deal_id),
                col(Charge.currency),
                col(Charge.part) == LOAN,
                func.sum(col(Charge.amount) - col(Charge.paid)),
                func.min(col(Charge.due_on)),
            )
            .where(
                col(Charge.deal_id).in_(chunk), col(Charge.withdrawn_at).is_(None), col(Charge.purpose).in_(OF_PRICE)
            )
            .group_by(col(Charge.deal_id), col(Charge.currency), col(Charge.part) == LOAN)
        )
        for deal_id, currency, is_loan, left, due_on in reader.session.execute(query):
            fact, amount = found.get(deal_id or 0, PriceFact(True)), from_minor(int(left), currency)
            own, lent = (fact.open, fact.loan + amount) if is_loan else (fact.open + amount, fact.loan)
            found[deal_id or 0] = PriceFact(True, own, lent, fact.due_on if is_loan else due_on)
    return found


def load_receipts(reader: Reader, deal_ids: Collection[int]) -> dict[int, ReceiptsFact]:
    """The receipts that pay the price of these deals, void ones left out: how many and what they come to."""
    found: dict[int, ReceiptsFact] = {}
    for chunk in in_chunks(deal_ids):
        query = (
            pick(col(Receipt.deal_id), col(Receipt.currency), func.count(), func.sum(col(Receipt.amount)))
            .where(
                col(Receipt.deal_id).in_(chunk), col(Receipt.reversed_at).is_(None), col(Receipt.id).in_(_paying(chunk))
            )
            .group_by(col(Receipt.deal_id), col(Receipt.currency))
        )
        for deal_id, currency, count, total in reader.session.execute(query):
            found[deal_id or 0] = ReceiptsFact(int(count), from_minor(int(total), currency))
    return found


def price_receipts(reader: Reader, deal_id: int) -> list[Receipt]:
    """The receipts that pay the price of a deal, void ones left out, the oldest first."""
    query = select(Receipt).where(
        Receipt.deal_id == deal_id, col(Receipt.reversed_at).is_(None), col(Receipt.id).in_(_paying([deal_id]))
    )
    return list(reader.session.exec(query.order_by(col(Receipt.id))))


def _paying(deal_ids: Collection[int]) -> Any:
    return (
        select(col(Allocation.receipt_id))
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(col(Charge.deal_id).in_(deal_ids), col(Charge.purpose).in_(OF_PRICE))
    )


def _kinds(reader: Reader, deal_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return {
        record_id(deal): (deal.kind, deal.currency)
        for chunk in in_chunks(deal_ids)
        for deal in reader.session.exec(select(Deal).where(col(Deal.id).in_(chunk)))
    }


def _agreed(reader: Reader, deal_ids: Collection[int]) -> dict[tuple[int, int], DealUnit]:
    return {
        (one.deal_id, one.unit_id): one
        for chunk in in_chunks(deal_ids)
        for one in reader.session.exec(
            select(DealUnit).where(col(DealUnit.deal_id).in_(chunk), col(DealUnit.until).is_(None))
        )
    }


def _with_contracts(reader: Reader, project_ids: Collection[int | None]) -> set[int | None]:
    """The projects whose deals are kept here."""
    found: set[int | None] = set()
    for project_id in project_ids:
        query = select(Deal.id).where(Deal.project_id == project_id).limit(1)
        if reader.session.exec(query).first() is not None:
            found.add(project_id)
    return found
