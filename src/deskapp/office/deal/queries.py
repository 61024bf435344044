"""Reads about deals: their units, who is party to them and who was, and the deals of a unit or a customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from sqlmodel import col, select

from deskapp.office.customer.model import CustomerDocument
from deskapp.office.customer.rows import CustomerRow, find_family, find_rows, find_survivors, get_survivor
from deskapp.office.deal.model import Deal, DealParty, DealUnit
from deskapp.office.property.model import Building, Unit
from deskapp.office.property.rules import Share, read_share
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class DealUnitRow:
    """A unit of a deal with what was agreed for it; prices in the deal's currency."""

    id: int
    deal_id: int
    unit_id: int
    code: str
    kind: str
    area: Decimal | None
    inner_area: Decimal | None
    unit_price: Decimal | None
    price: Decimal | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of a deal: who they are now (merges followed), with the document that the deal was signed with."""

    id: int
    deal_id: int
    customer: CustomerRow
    role: str
    share: Share | None
    document_id: int | None
    document_kind: str
    document_number: str
    since: date
    until: date | None
    case_id: int | None


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal with its units and parties, those of now and of before; ``held_since`` while no party may act alone."""

    id: int
    version: int
    project_id: int | None
    kind: str
    payer_class: str
    currency: str
    began_on: date
    ended_on: date | None
    end_reason: str
    replaces_id: int | None
    hold_reason: str
    held_since: datetime | None
    units: tuple[DealUnitRow, ...]
    former_units: tuple[DealUnitRow, ...]
    parties: tuple[PartyRow, ...]
    former: tuple[PartyRow, ...]

    @property
    def buyers(self) -> tuple[PartyRow, ...]:
        """The parties that buy, in their order."""
        return tuple(party for party in self.parties if party.role == "buyer")

    @property
    def is_held(self) -> bool:
        """Whether no party may act alone."""
        return bool(self.hold_reason)


def get_deal(reader: Reader, deal_id: int) -> DealRow:
    """A deal in full; ``store.gone`` where there is none."""
    return read_deals(reader, [reader.get(Deal, deal_id)])[0]


def living_deal(reader: Reader, unit_id: int) -> int | None:
    """The deal that a unit is in now."""
    living = select(DealUnit.deal_id).where(DealUnit.unit_id == unit_id, col(DealUnit.until).is_(None))
    return reader.session.exec(living).first()


def deals_of(
    reader: Reader, *, unit_id: int | None = None, customer_id: int | None = None, limit: int = LIMIT
) -> list[DealRow]:
    """The deals of a unit or that a customer is or was party to, living ones first, then the newest."""
    query = select(Deal)
    if unit_id is not None:
        query = query.where(col(Deal.id).in_(select(DealUnit.deal_id).where(DealUnit.unit_id == unit_id)))
    if customer_id is not None:
        family = find_family(reader, record_id(get_survivor(reader, customer_id)))
        mine = select(DealParty.deal_id).where(col(DealParty.customer_id).in_(family))
        query = query.where(col(Deal.id).in_(mine))
    order = (col(Deal.ended_on).is_not(None), col(Deal.id).desc())
    return read_deals(reader, reader.session.exec(query.order_by(*order).limit(limit)))


def read_deals(reader: Reader, deals: Iterable[Deal]) -> list[DealRow]:
    """Rows of these deals in their order, a few statements for all of them."""
    found = list(deals)
    numbers = [record_id(deal) for deal in found]
    units, parties = units_of(reader, numbers, former=True), parties_of(reader, numbers, former=True)
    return [
        DealRow(
            number,
            deal.version,
            deal.project_id,
            deal.kind,
            deal.payer_class,
            deal.currency,
            deal.began_on,
            deal.ended_on,
            deal.end_reason,
            deal.replaces_id,
            deal.hold_reason,
            deal.held_since,
            tuple(one for one in units.get(number, ()) if one.until is None),
            tuple(one for one in units.get(number, ()) if one.until is not None),
            tuple(one for one in parties.get(number, ()) if one.until is None),
            tuple(one for one in parties.get(number, ()) if one.until is not None),
        )
        for number, deal in zip(numbers, found, strict=True)
    ]


def buyers_of(reader: Reader, deal_ids: Collection[int]) -> dict[int, tuple[PartyRow, ...]]:
    """The buyers of these deals now, in their order; of an ended deal those who were it at the end."""
    buyers = {
        deal_id: tuple(row for row in rows if row.role == "buyer")
        for deal_id, rows in parties_of(reader, deal_ids, former=True).items()
    }
    return {deal_id: _at_last(rows) for deal_id, rows in buyers.items()}


def rooms_of(reader: Reader, deal_ids: Collection[int]) -> dict[int, tuple[DealUnitRow, ...]]:
    """The units of these deals now, the home first; of an ended deal those that it had at the end."""
    return {deal_id: _at_last(rows) for deal_id, rows in units_of(reader, deal_ids, former=True).items()}


_Row = TypeVar("_Row", DealUnitRow, PartyRow)


def _at_last(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    last = max((row.until for row in rows if row.until is not None), default=None)
    return tuple(row for row in rows if row.until is None) or tuple(row for row in rows if row.until == last)


def units_of(reader: Reader, deal_ids: Collection[int], *, former: bool = False) -> dict[int, tuple[DealUnitRow, ...]]:
    """The units of these deals, the home first; ``former`` with those that were it."""
    rows: dict[int, list[DealUnitRow]] = defaultdict(list)
    for chunk in in_chunks(deal_ids):
        query = (
            select(DealUnit, Unit, Building, Deal)
            .join(Unit, col(Unit.id) == col(DealUnit.unit_id))
            .join(Building, col(Building.id) == col(Unit.building_id))
            .join(Deal, col(Deal.id) == col(DealUnit.deal_id))
            .where(col(DealUnit.deal_id).in_(chunk))
            .order_by(col(DealUnit.deal_id), col(DealUnit.position), col(DealUnit.id))
        )
        if not former:
            query = query.where(col(DealUnit.until).is_(None))
        for row, unit, building, deal in reader.session.exec(query):
            currency = deal.currency
            rows[row.deal_id].append(
                DealUnitRow(
                    record_id(row),
                    row.deal_id,
                    row.unit_id,
                    unit_code(building.code, unit.entrance, unit.room),
                    unit.kind,
                    row.area,
                    row.inner_area,
                    None if row.unit_price is None else from_minor(row.unit_price, currency),
                    None if row.price is None else from_minor(row.price, currency),
                    row.since,
                    row.until,
                )
            )
    return {deal_id: tuple(found) for deal_id, found in rows.items()}


def parties_of(reader: Reader, deal_ids: Collection[int], *, former: bool = False) -> dict[int, tuple[PartyRow, ...]]:
    """The parties of these deals in their order; ``former`` with those who were it."""
    parties: list[DealParty] = []
    for chunk in in_chunks(deal_ids):
        query = select(DealParty).where(col(DealParty.deal_id).in_(chunk))
        if not former:
            query = query.where(col(DealParty.until).is_(None))
        parties += reader.session.exec(
            query.order_by(col(DealParty.deal_id), col(DealParty.position), col(DealParty.id))
        )
    living = find_survivors(reader, {party.customer_id for party in parties})
    customers = {row.id: row for row in find_rows(reader, set(living.values()))}
    documents = _documents(reader, {party.document_id for party in parties if party.document_id is not None})
    rows: dict[int, list[PartyRow]] = defaultdict(list)
    for party in parties:
        customer = customers[living[party.customer_id]]
        kind, number = documents.get(party.document_id or 0, ("", ""))
        rows[party.deal_id].append(
            PartyRow(
                record_id(party),
                party.deal_id,
                customer,
                party.role,
                read_share(party),
                party.document_id,
                # of somebody whose data are kept and not used a name's first sign is all that is shown
                "" if customer.is_blocked else kind,
                "" if customer.is_blocked else number,
                party.since,
                party.until,
                party.case_id,
            )
        )
    return {deal_id: tuple(found) for deal_id, found in rows.items()}


def _documents(reader: Reader, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(numbers):
        query = select(CustomerDocument.id, CustomerDocument.kind, CustomerDocument.number)
        for number, kind, text in reader.session.exec(query.where(col(CustomerDocument.id).in_(chunk))):
            found[number or 0] = (kind, text)
    return found


def unit_codes(reader: Reader, unit_ids: Collection[int]) -> dict[int, str]:
    """How everybody says these units: ``3-2-1501``."""
    found: dict[int, str] = {}
    for chunk in in_chunks(unit_ids):
        query = select(Unit.id, Building.code, Unit.entrance, Unit.room)
        query = query.join(Building, col(Building.id) == col(Unit.building_id)).where(col(Unit.id).in_(chunk))
        for number, building, entrance, room in reader.session.exec(query):
            found[number or 0] = unit_code(building, entrance, room)
    return found
