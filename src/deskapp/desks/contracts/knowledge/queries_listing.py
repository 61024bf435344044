"""Reads of the listing board: its lines, and what fits one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import and_, col, or_, select

from deskapp.desks.contracts.knowledge.actions_listing import ListingDraft
from deskapp.desks.contracts.knowledge.model import HomeListing
from deskapp.desks.contracts.knowledge.rules import OPEN, Terms, matches
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_rows, find_survivors, get_survivor
from deskapp.office.deal.model import DealParty, DealUnit
from deskapp.office.deal.queries import unit_codes
from deskapp.office.property.model import Unit, UnitPerson
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

MOST: Final = 500
VIEWS: Final = ("open", "offer_transfer", "offer_rent", "seek_transfer", "seek_rent", "past")


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A line of the board; ``area`` of an offer is its unit's. ``is_owner`` says whether the register or a deal names
    whoever offers it."""

    id: int
    draft: ListingDraft
    room: str
    who: str
    area: Decimal | None
    state: str
    interested: str
    interested_id: int | None
    is_owner: bool
    case_id: int | None
    clerk: str
    checked_by: str
    checked_on: date | None
    version: int

    @property
    def is_offer(self) -> bool:
        """Whether somebody offers; else they seek."""
        return self.draft.side == "offer"

    @property
    def terms(self) -> Terms:
        """What a match is judged by."""
        draft = self.draft
        return Terms(draft.kind, draft.unit_kind, draft.customer_id, draft.price, draft.currency, self.area)

    def is_open(self, today: date) -> bool:
        """Whether it stands on the board."""
        return self.state in OPEN and (self.draft.until is None or self.draft.until >= today)


def list_listings(reader: Reader, today: date, view: str = VIEWS[0]) -> list[ListingRow]:
    """The board, the newest first: one side and kind of it, or ``past`` what is done, withdrawn or has run out."""
    state, until = col(HomeListing.state), col(HomeListing.until)
    stands = and_(state.in_(OPEN), or_(until.is_(None), until >= today))
    query = select(HomeListing).where(or_(state.not_in(OPEN), until < today) if view == "past" else stands)
    side, _, kind = view.partition("_")
    if kind:
        query = query.where(HomeListing.side == side, HomeListing.kind == kind)
    return _rows(reader, reader.session.exec(query.order_by(col(HomeListing.id).desc()).limit(MOST)), today)


def get_listing(reader: Reader, number: int, today: date) -> ListingRow:
    """A line of the board; ``store.gone`` where there is none."""
    return _rows(reader, [reader.get(HomeListing, number)], today)[0]


def find_matches(reader: Reader, number: int, today: date) -> list[ListingRow]:
    """What fits a line: for an offer who seeks such a home, for a wish what is offered, the cheapest first."""
    row = get_listing(reader, number, today)
    until = col(HomeListing.until)
    query = select(HomeListing).where(
        HomeListing.side == ("seek" if row.is_offer else "offer"),
        HomeListing.kind == row.draft.kind,
        HomeListing.state == "offered",
        or_(until.is_(None), until >= today),
    )
    others = _rows(reader, reader.session.exec(query.order_by(col(HomeListing.price), col(HomeListing.id))), today)
    fits = [one for one in others if matches(*((row.terms, one.terms) if row.is_offer else (one.terms, row.terms)))]
    return fits[:MOST]


def is_owner(reader: Reader, unit_id: int, customer_id: int, today: date) -> bool:
    """Whether the register of owners, or the deal that the unit is in, names a customer."""
    return record_id(get_survivor(reader, customer_id)) in _owners(reader, [unit_id], today)[unit_id]


def _owners(reader: Reader, unit_ids: Collection[int], today: date) -> dict[int, set[int]]:
    """Who owns these units by the register, or is about to by a deal; merges followed."""
    found: dict[int, set[int]] = defaultdict(set)
    for chunk in in_chunks(unit_ids):
        until = col(UnitPerson.until)
        registered = select(UnitPerson.unit_id, UnitPerson.customer_id).where(
            col(UnitPerson.unit_id).in_(chunk), UnitPerson.role == "owner", or_(until.is_(None), until >= today)
        )
        bought = (
            select(DealUnit.unit_id, DealParty.customer_id)
            .join(DealParty, col(DealParty.deal_id) == col(DealUnit.deal_id))
            .where(
                col(DealUnit.unit_id).in_(chunk),
                col(DealUnit.until).is_(None),
                col(DealParty.until).is_(None),
                DealParty.role == "buyer",
            )
        )
        for query in (registered, bought):
            for unit_id, customer_id in reader.session.exec(query):
                found[unit_id].add(customer_id)
    living = _living(reader, {one for owners in found.values() for one in owners})
    return defaultdict(set, {unit: {living.get(one, one) for one in owners} for unit, owners in found.items()})


def _living(reader: Reader, numbers: Collection[int]) -> dict[int, int]:
    """Who these customers are now, as far as they may be seen: who is interested may belong to another project."""
    seen: set[int] = set()
    for chunk in in_chunks(numbers):
        found = reader.session.exec(select(Customer.id).where(col(Customer.id).in_(chunk)))
        seen |= {number for number in found if number is not None}
    return find_survivors(reader, seen)


def _rows(reader: Reader, listings: Iterable[HomeListing], today: date) -> list[ListingRow]:
    found = list(listings)
    unit_ids = {one.unit_id for one in found if one.unit_id is not None}
    people = {one.customer_id for one in found} | {one.interested_id for one in found if one.interested_id is not None}
    living = _living(reader, people)
    names = {row.id: row.name for row in find_rows(reader, set(living.values()))}
    codes, owners, areas = unit_codes(reader, unit_ids), _owners(reader, unit_ids, today), _areas(reader, unit_ids)
    rows = []
    for one in found:
        customer_id = living.get(one.customer_id, one.customer_id)
        draft = ListingDraft(
            one.side,
            one.kind,
            customer_id,
            one.unit_id,
            None if one.price is None else from_minor(one.price, one.currency),
            one.currency,
            one.unit_kind,
            one.area,
            one.since,
            one.until,
            one.text,
        )
        rows.append(
            ListingRow(
                record_id(one),
                draft,
                codes.get(one.unit_id or 0, ""),
                names.get(customer_id, ""),
                one.area if one.unit_id is None else areas.get(one.unit_id),
                one.state,
                names.get(living.get(one.interested_id or 0, 0), ""),
                living.get(one.interested_id or 0),
                one.unit_id is None or customer_id in owners[one.unit_id],
                one.case_id,
                one.clerk,
                one.checked_by,
                one.checked_on,
                one.version,
            )
        )
    return rows


def _areas(reader: Reader, unit_ids: Collection[int]) -> dict[int, Decimal | None]:
    """The area of these units that is known best: by title, else by survey, by contract, as predicted."""
    found: dict[int, Decimal | None] = {}
    for chunk in in_chunks(unit_ids):
        for unit in reader.session.exec(select(Unit).where(col(Unit.id).in_(chunk))):
            areas = (unit.title_area, unit.surveyed_area, unit.contract_area, unit.area)
            found[record_id(unit)] = next((area for area in areas if area is not None), None)
    return found
