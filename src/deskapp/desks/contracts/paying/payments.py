"""Payments that files bring, many at a time: the contracts they are for, the receipts there are, what each pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.errors import Fault
from deskapp.money.allocations import find_shares
from deskapp.money.kinds import charges_paid
from deskapp.money.model import Allocation, Charge, Payout, Receipt
from deskapp.money.projections import refresh_charges
from deskapp.money.purposes import purpose_key
from deskapp.money.rules import allocate_in_order
from deskapp.office.deal.model import DealParty
from deskapp.office.property.model import Project
from deskapp.sheets.reporting import pick
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Reader, Work
from deskapp.values import series
from deskapp.values.money import from_minor, to_minor

Named = tuple[str, str]
_NOON: Final = time(12)
_COLUMNS: Final = (
    "project_id", "number", "outside_number", "customer_id", "deal_id", "payer_name", "paid_for", "currency", "amount",
    "method", "slip", "account", "supervised", "received_at", "booked_on", "free",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paying:
    """A contract as far as paying it goes; ``customer_id`` is its first buyer."""

    contract_id: int
    number: str
    deal_id: int
    project_id: int | None
    customer_id: int
    currency: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A payment of a file: for which contract, under which number, what it says."""

    paying: Paying
    number: str
    paid_on: date
    amount: Decimal
    paid_for: str
    method: str
    payer: str = ""
    slip: str = ""
    account: str = ""
    supervised: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """A receipt that a file names, as it stands: ``said`` by the sheet's columns, ``kept`` by the table's.

    ``is_own``: it was written at this counter, and a file tells nothing of it. ``settled`` is why its money can be no
    other any more: reversed, exchanged, refunded, gone on to the state.
    """

    id: int
    version: int
    number: str
    edited: str
    said: dict[str, Any]
    kept: dict[str, Any]
    settled: Fault | None = None
    is_own: bool = False


def find_contracts(reader: Reader, named: Collection[Named]) -> dict[Named, Paying]:
    """Contracts by project and number, with the first buyer of each."""
    rows: dict[Named, tuple[int, int, int | None, str]] = {}
    projects = {project for project, _ in named}
    for numbers in in_chunks({number for _, number in named}):
        query = (
            pick(
                Project.name,
                SaleContract.number,
                SaleContract.id,
                SaleContract.deal_id,
                SaleContract.project_id,
                SaleContract.currency,
            )
            .join(Project, col(Project.id) == col(SaleContract.project_id))
            .where(col(SaleContract.number).in_(numbers), col(Project.name).in_(projects))
        )
        for project, number, contract_id, deal_id, project_id, currency in reader.session.execute(query):
            rows[project, number] = (contract_id, deal_id, project_id, currency)
    buyers = first_buyers(reader, {deal_id for _, deal_id, _, _ in rows.values()})
    return {
        (project, number): Paying(contract_id, number, deal_id, project_id, buyers[deal_id], currency)
        for (project, number), (contract_id, deal_id, project_id, currency) in rows.items()
        if (project, number) in named and deal_id in buyers
    }


def first_buyers(reader: Reader, deal_ids: Collection[int]) -> dict[int, int]:
    """The first buyer of each deal; of one that ended, the first of those that were it last."""
    found: dict[int, tuple[tuple[bool, int, int, int], int]] = {}
    for part in in_chunks(deal_ids):
        query = pick(DealParty.deal_id, DealParty.customer_id, DealParty.until, DealParty.position, DealParty.id)
        for deal_id, customer_id, until, position, number in reader.session.execute(
            query.where(col(DealParty.deal_id).in_(part), col(DealParty.role) == "buyer")
        ):
            rank = (until is not None, -until.toordinal() if until else 0, position, number or 0)
            if deal_id not in found or rank < found[deal_id][0]:
                found[deal_id] = (rank, customer_id)
    return {deal_id: customer for deal_id, (_, customer) in found.items()}


def find_outside(reader: Reader, named: Collection[Named]) -> dict[Named, Outside]:
    """Receipts for deals by project and number: the file's own of what files brought, ours of the counter's."""
    found: list[tuple[str, str, Receipt]] = []
    projects = {project for project, _ in named}
    for numbers in in_chunks({number for _, number in named}):
        query = (
            select(Project.name, SaleContract.number, Receipt)
            .join(Project, col(Project.id) == col(Receipt.project_id))
            .join(SaleContract, col(SaleContract.deal_id) == col(Receipt.deal_id), isouter=True)
            .where(col(Project.name).in_(projects))
        )
        found += reader.session.exec(query.where(col(Receipt.outside_number).in_(numbers)))
        ours = (Receipt.outside_number == "", col(Receipt.deal_id).is_not(None), col(Receipt.number).in_(numbers))
        found += reader.session.exec(query.where(*ours))
    settled = _settled(reader, [receipt for *_, receipt in found])
    return {
        (project, called): _outside(contract or "", receipt, settled.get(receipt.id or 0))
        for project, contract, receipt in found
        if (project, called := receipt.outside_number or receipt.number) in named
    }


def list_outside(reader: Reader, project_id: int | None, seen: Collection[int]) -> Iterator[tuple[int, str]]:
    """Receipts of files, of a project or of those that the ones seen are of: id and outside number."""
    rows = select(Receipt.id, Receipt.outside_number, Receipt.project_id).where(col(Receipt.outside_number) != "")
    if project_id is not None:
        rows = rows.where(Receipt.project_id == project_id)
    found = list(reader.session.exec(rows.order_by(col(Receipt.id))))
    projects = {project for number, _, project in found if number in seen}
    yield from ((number or 0, name) for number, name, project in found if project_id is not None or project in projects)


def take_in(slice_: Slice, payments: Sequence[Incoming]) -> range:
    """Write receipts with what they pay; the ids that they got, in order."""
    work = slice_.work
    open_ones = _open_charges(work, {one.paying.deal_id for one in payments})
    numbers = take_numbers(work.session, work.clerk.office_id, series.OUTSIDE_RECEIPT, work.today, len(payments))
    rows, given = [], []
    for place, (one, number) in enumerate(zip(payments, numbers, strict=True)):
        amount = to_minor(one.amount, one.paying.currency)
        shares = _pay(one, amount, open_ones[one.paying.deal_id])
        given += [(place, charge, share) for charge, share in shares.items()]
        rows.append((one.paying.project_id, number, *_fields(work, one, amount - sum(shares.values())).values()))
    same = {"entered_at": work.now, "clerk_id": work.clerk.id, "clerk": work.clerk.name}
    first = slice_.insert(Receipt, _COLUMNS, rows, same)
    _allocate(slice_, [(first + place, charge, share) for place, charge, share in given])
    return range(first, first + len(payments))


def change_outside(slice_: Slice, receipt: Outside, version: int, now: Incoming, *, money: bool) -> None:
    """Write what a corrected list says of a receipt; where it is other ``money``, what it paid is paid anew."""
    work, free = slice_.work, int(receipt.kept["free"])
    if money:
        taken = find_shares(work, receipt_id=receipt.id)
        _allocate(slice_, [(receipt.id, share.charge_id, -share.amount) for share in taken])
        deal_id, amount = now.paying.deal_id, to_minor(now.amount, now.paying.currency)
        shares = _pay(now, amount, _open_charges(work, {deal_id})[deal_id])
        _allocate(slice_, [(receipt.id, charge, share) for charge, share in shares.items()])
        free = amount - sum(shares.values())
    told = _fields(work, now, free)
    if told["booked_on"] == receipt.kept["booked_on"]:
        told["received_at"] = receipt.kept["received_at"]
    fields = {name: value for name, value in told.items() if receipt.kept[name] != value}
    slice_.update(Receipt, receipt.id, version, {name: receipt.kept[name] for name in fields}, fields)


@dataclass(slots=True)
class _Open:
    """An open charge, in the smallest unit; what is open gets less while a slice is paid."""

    id: int
    purpose: str
    part: str
    open: Decimal
    due_on: date | None
    charged_on: date


def _open_charges(reader: Reader, deal_ids: Collection[int]) -> dict[int, list[_Open]]:
    found: dict[int, list[_Open]] = defaultdict(list)
    for part in in_chunks(deal_ids):
        query = select(Charge).where(
            col(Charge.deal_id).in_(part), col(Charge.withdrawn_at).is_(None), col(Charge.paid) < col(Charge.amount)
        )
        names = ("deal_id", "id", "purpose", "part", "amount", "paid", "due_on", "charged_on")
        for deal_id, number, purpose, which, amount, paid, due_on, charged_on in reader.session.execute(
            query.with_only_columns(*(getattr(Charge, name) for name in names))
        ):
            found[deal_id].append(_Open(number, purpose, which, Decimal(amount - paid), due_on, charged_on))
    return found


def _pay(one: Incoming, amount: int, charges: list[_Open]) -> dict[int, int]:
    """What a payment pays of these charges, which are open by so much less behind it."""
    shares = allocate_in_order(Decimal(amount), charges_paid(one.paid_for, charges))
    for charge in charges:
        charge.open -= shares.get(charge.id, Decimal(0))
    return {number: int(share) for number, share in shares.items()}


def _allocate(slice_: Slice, shares: Sequence[tuple[int, int, int]]) -> None:
    """Receipt, charge, amount: written at once, and what was paid on the charges worked out anew."""
    slice_.insert(Allocation, ("receipt_id", "charge_id", "amount"), shares, {"entered_at": slice_.work.now})
    for part in in_chunks({charge for _, charge, _ in shares}):
        refresh_charges(slice_.work, part)


def _fields(work: Work, one: Incoming, free: int) -> dict[str, Any]:
    """A payment by the columns of the table, in their order."""
    return {
        "outside_number": one.number,
        "customer_id": one.paying.customer_id,
        "deal_id": one.paying.deal_id,
        "payer_name": one.payer,
        "paid_for": one.paid_for,
        "currency": one.paying.currency,
        "amount": to_minor(one.amount, one.paying.currency),
        "method": one.method,
        "slip": one.slip,
        "account": one.account,
        "supervised": one.supervised,
        "received_at": datetime.combine(one.paid_on, _NOON, work.now.tzinfo),
        "booked_on": one.paid_on,
        "free": free,
    }


def _outside(contract: str, receipt: Receipt, settled: Fault | None) -> Outside:
    said = {
        "contract": contract,
        "paid_on": receipt.booked_on,
        "kind": receipt.paid_for or None,
        "amount": from_minor(receipt.amount, receipt.currency),
        "method": receipt.method,
        "payer": receipt.payer_name or None,
        "slip": receipt.slip or None,
        "account": receipt.account or None,
    }
    kept = {name: getattr(receipt, name) for name in _COLUMNS if name not in ("project_id", "number")}
    called, is_own = receipt.outside_number or receipt.number, not receipt.outside_number
    return Outside(receipt.id or 0, receipt.version, called, receipt.edited, said, kept, settled, is_own)


def _settled(reader: Reader, receipts: Collection[Receipt]) -> dict[int, Fault]:
    """Of these receipts those whose money has moved on: by id, what stands in the way."""
    found: dict[int, Fault] = {}
    names = {receipt.id or 0: receipt.outside_number for receipt in receipts}
    for part in in_chunks([receipt.id or 0 for receipt in receipts]):
        gone = (
            select(Allocation.receipt_id, Charge.purpose, Charge.passed_on, Charge.currency)
            .join(Charge, col(Charge.id) == col(Allocation.charge_id))
            .where(col(Allocation.receipt_id).in_(part), Charge.passed_on > 0)
        )
        for number, purpose, passed_on, currency in reader.session.exec(gone):
            amount = from_minor(passed_on, currency)
            found[number] = Fault("charge.passed_on", {"charge": purpose_key(purpose), "amount": amount, "left": 0})
        refunds = select(Payout.receipt_id, Payout.number).where(
            col(Payout.receipt_id).in_(part), col(Payout.reversed_at).is_(None)
        )
        for receipt_id, payout in reader.session.exec(refunds):
            found[receipt_id or 0] = Fault("receipt.refunded", {"number": names[receipt_id or 0], "payout": payout})
    for receipt in receipts:
        told = {"number": receipt.outside_number, "invoice": receipt.invoice}
        if receipt.reversed_at is not None:
            found[receipt.id or 0] = Fault("receipt.void", told)
        elif receipt.exchanged_at is not None:
            found[receipt.id or 0] = Fault("receipt.exchanged", told)
    return found
