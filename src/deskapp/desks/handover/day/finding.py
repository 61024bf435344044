"""Who is expected and who has come: deliveries as the check-in finds them, and what it says of one at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from deskapp.cases.gates import GateResult
from deskapp.desks.handover.day.gates import RIGHT_TO_ACT, all_gates
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import VisitRow, visit_of
from deskapp.desks.handover.planning.model import BatchItem, Delivery, DeliveryNotice, HandoverSlot
from deskapp.desks.handover.planning.rules import DONE
from deskapp.messages.barcode import DELIVERY, parse_number
from deskapp.office.customer.ties import list_representations
from deskapp.office.deal.model import DealParty
from deskapp.office.deal.queries import buyers_of, unit_codes
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.search import SearchCancelledError, open_finder
from deskapp.store.store import Store
from deskapp.store.work import Reader
from deskapp.values.finding import parse_query
from deskapp.values.finding import unit_codes as parse_units

MOST = 20
EXPECTED = 200
LATER = (RIGHT_TO_ACT, "documents", "keys", "inspected", "safety")
"""Gates that nobody who comes in can have seen to yet."""


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """A delivery in the list of the check-in; ``at`` its time today, ``ticket`` the number that it has already."""

    delivery_id: int
    batch_id: int | None
    unit_id: int
    code: str
    owners: tuple[tuple[int, str], ...]
    at: str
    state: str
    queue_number: int | None


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody who may act for one of the owners, and by what right."""

    customer_id: int
    name: str
    right: str


@dataclass(frozen=True, slots=True)
class CheckInFacts:
    """What the check-in says of a delivery at once.

    ``bring``: the papers that were announced, by code and the office's own name; ``shut``: what is not seen to.
    """

    row: ExpectedRow
    representatives: tuple[Representative, ...]
    bring: tuple[tuple[str, str], ...]
    shut: tuple[GateResult, ...]
    visit: VisitRow | None


def list_expected(reader: Reader, batch_id: int, day: date, limit: int = EXPECTED) -> list[ExpectedRow]:
    """Who has a time on a day and has not come yet, by that time."""
    here = select(Visit.delivery_id).where(Visit.batch_id == batch_id, Visit.day == day)
    query = (
        select(Delivery)
        .join(HandoverSlot, col(HandoverSlot.id) == col(Delivery.slot_id))
        .where(HandoverSlot.batch_id == batch_id, HandoverSlot.day == day)
        .where(col(Delivery.state).not_in(DONE), col(Delivery.id).not_in(here))
        .order_by(col(HandoverSlot.starts), col(Delivery.id))
        .limit(limit)
    )
    return expected_rows(reader, reader.session.exec(query), day)


def find_expected(
    store: Store, text: str, today: date, limit: int = MOST, batch_id: int | None = None
) -> list[ExpectedRow]:
    """Deliveries by room, by an owner's name or phone, by the number of their notice, or by what a reader types.

    Those of the batch come first, and none of them is lost behind others of the same name or room.
    """
    codes, cuts = parse_units(text), list(parse_query(text))
    homes, owners = store.read(lambda reader: _of_batch(reader, batch_id))
    try:
        with open_finder(store, today) as finder:
            units = [hit.row.id for hit in finder.among(homes).units(codes, limit)]
            units += [hit.row.id for hit in finder.units(codes, limit)]
            people = [hit.row.id for hit in finder.among(owners).customers(cuts, limit)] if cuts else []
            people += [hit.row.id for hit in finder.customers(cuts, limit)] if cuts else []
    except SearchCancelledError:
        return []
    return store.read(lambda reader: _found(reader, text, units, people, today, batch_id)[:limit])


def get_expected(reader: Reader, delivery_id: int, today: date) -> ExpectedRow:
    """One delivery; ``store.gone`` where there is none."""
    return expected_rows(reader, [reader.get(Delivery, delivery_id)], today)[0]


def read_check_in(reader: Reader, delivery_id: int, today: date) -> CheckInFacts:
    """Everything that the check-in says of a delivery."""
    row = get_expected(reader, delivery_id, today)
    query = select(BatchItem).where(BatchItem.batch_id == row.batch_id, BatchItem.kind == "paper")
    items = reader.session.exec(query.order_by(col(BatchItem.position)))
    gates = all_gates(reader, delivery_id, today)
    return CheckInFacts(
        row,
        _representatives(reader, row, today),
        tuple((item.code, item.name) for item in items),
        tuple(gate for gate in gates if not gate.is_open and gate.id not in LATER),
        visit_of(reader, delivery_id, today),
    )


def expected_rows(reader: Reader, deliveries: Iterable[Delivery], day: date) -> list[ExpectedRow]:
    """Deliveries as the list shows them, in their order and in a few statements for all of them."""
    found = list(deliveries)
    codes = unit_codes(reader, {one.unit_id for one in found})
    buyers = buyers_of(reader, {one.deal_id for one in found if one.deal_id is not None})
    slots = _slots(reader, {one.slot_id for one in found if one.slot_id is not None}, day)
    tickets = _tickets(reader, [record_id(one) for one in found], day)
    return [
        ExpectedRow(
            record_id(one),
            one.batch_id,
            one.unit_id,
            codes.get(one.unit_id, ""),
            tuple((party.customer.id, party.customer.name) for party in buyers.get(one.deal_id or 0, ())),
            slots.get(one.slot_id or 0, ""),
            one.state,
            tickets.get(record_id(one)),
        )
        for one in found
    ]


def _of_batch(reader: Reader, batch_id: int | None) -> tuple[set[int], set[int]]:
    """The homes that a batch still has to hand over, and whose they are; without a batch those of all batches."""
    query = select(Delivery.unit_id, Delivery.deal_id).where(
        col(Delivery.ended_on).is_(None), col(Delivery.state).not_in(DONE)
    )
    of = col(Delivery.batch_id) == batch_id if batch_id is not None else col(Delivery.batch_id).is_not(None)
    found = reader.session.exec(query.where(of)).all()
    owners: set[int] = set()
    for part in in_chunks({deal for _, deal in found if deal is not None}):
        bought = select(DealParty.customer_id).where(col(DealParty.deal_id).in_(part), col(DealParty.until).is_(None))
        owners.update(reader.session.exec(bought))
    return {unit for unit, _ in found}, owners


def _found(
    reader: Reader, text: str, units: list[int], people: list[int], today: date, batch_id: int | None
) -> list[ExpectedRow]:
    """What is named by its number first, then by its room, then by whom it was sold to; of the batch before others."""
    numbers = [number] if (number := parse_number(text, DELIVERY)) is not None else []
    numbers += reader.session.exec(
        select(DeliveryNotice.delivery_id).where(DeliveryNotice.number == text.strip().upper())
    )
    bought = select(DealParty.deal_id).where(col(DealParty.customer_id).in_(people), col(DealParty.until).is_(None))
    living = col(Delivery.ended_on).is_(None)
    order = ((col(Delivery.batch_id) == batch_id).desc(), col(Delivery.id))
    queries = (
        select(Delivery).where(col(Delivery.id).in_(numbers)),
        select(Delivery).where(col(Delivery.unit_id).in_(units), living).order_by(*order),
        select(Delivery).where(col(Delivery.deal_id).in_(bought), living).order_by(*order).limit(MOST),
    )
    found = {record_id(one): one for query in queries for one in reader.session.exec(query)}
    return expected_rows(reader, found.values(), today)


def _representatives(reader: Reader, row: ExpectedRow, today: date) -> tuple[Representative, ...]:
    owners = {number for number, _ in row.owners}
    found: dict[int, Representative] = {}
    for owner in owners:
        for right, name in list_representations(reader, owner, today):
            if right.representative_id not in owners:
                found.setdefault(right.representative_id, Representative(right.representative_id, name, right.right))
    return tuple(found.values())


def _slots(reader: Reader, numbers: Collection[int], day: date) -> dict[int, str]:
    query = select(HandoverSlot).where(col(HandoverSlot.id).in_(numbers), HandoverSlot.day == day)
    return {record_id(slot): slot.starts for slot in reader.session.exec(query)}


def _tickets(reader: Reader, numbers: Collection[int], day: date) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in in_chunks(numbers):
        query = select(Visit.delivery_id, Visit.queue_number).where(col(Visit.delivery_id).in_(chunk), Visit.day == day)
        found |= dict(reader.session.exec(query.where(Visit.ended == "")).all())
    return found
