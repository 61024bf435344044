"""Settlements, dues and papers of deliveries as plain rows, each with where it stands."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.settling.area import ratio_percent
from deskapp.desks.handover.settling.model import AreaSettlement, DeliveryDue, DeliveryPaper
from deskapp.money.queries import ChargeRow, get_charges
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

PURPOSE_OF: Final[Mapping[str, str]] = {
    "fund": "maintenance_fund",
    "deed_tax": "deed_tax",
    "registration_fee": "registration_fee",
    "property_fee": "property_fee",
    "certificate_fee": "certificate_fee",
    "other": "other",
}
"""What a due is charged as."""
AREA_DIFFERENCE: Final = "area_difference"


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area settlement; ``state``: unpriced, to_choose, cancelled, to_pay, to_refund, settled."""

    id: int
    version: int
    delivery_id: int
    deal_id: int | None
    priced_by: str
    contract_area: Decimal | None
    contract_inner_area: Decimal | None
    surveyed_area: Decimal | None
    surveyed_inner_area: Decimal | None
    unit_price: Decimal | None
    rule: str
    currency: str
    amount: Decimal | None
    may_cancel: bool
    choice: str
    chosen_on: date | None
    agreed: str
    charge_id: int | None
    payout_id: int | None
    settled_on: date | None
    settled_note: str
    worked_out_on: date
    open: Decimal
    state: str

    @property
    def ratio(self) -> Decimal | None:
        """The difference of the floor area in percent."""
        return _ratio(self.contract_area, self.surveyed_area)

    @property
    def inner_ratio(self) -> Decimal | None:
        """The difference of the area inside in percent."""
        return _ratio(self.contract_inner_area, self.surveyed_inner_area)


@dataclass(frozen=True, slots=True)
class DueRow:
    """Money for somebody else that goes with a handover.

    ``state``: unknown (nothing worked out), open (nobody said how), charged, paid, own, relieved, not_due. ``before``
    was paid by the owner on an earlier reckoning; ``open`` is what the counter still has to get.
    """

    id: int
    version: int
    delivery_id: int
    kind: str
    currency: str
    amount: Decimal | None
    rule: str
    how: str
    voucher: str
    voucher_on: date | None
    reason: str
    settled_on: date | None
    charges: tuple[int, ...]
    paid: Decimal
    before: Decimal
    open: Decimal
    state: str
    basis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        """Whether nothing stands in the way any more."""
        return self.state in ("paid", "own", "relieved", "not_due")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper signed for the title, or given against the invoice; ``is_here`` or waived with a reason."""

    id: int
    version: int
    delivery_id: int
    purpose: str
    code: str
    number: str
    count: int
    amount: int | None
    done_on: date | None
    waived: str
    paper_id: int | None

    @property
    def is_done(self) -> bool:
        """Whether it is here, or need not be."""
        return self.done_on is not None or bool(self.waived)


def areas_of(reader: Reader, delivery_ids: Collection[int]) -> dict[int, AreaRow]:
    """The living area settlement of each of these deliveries that has one."""
    found: list[AreaSettlement] = []
    for chunk in in_chunks(delivery_ids):
        query = select(AreaSettlement).where(
            col(AreaSettlement.delivery_id).in_(chunk), col(AreaSettlement.ended_on).is_(None)
        )
        found += reader.session.exec(query.order_by(col(AreaSettlement.id)))
    charges = _charges(reader, [one.charge_id for one in found])
    return {one.delivery_id: _area_row(one, charges) for one in found}


def dues_of(reader: Reader, delivery_ids: Collection[int]) -> dict[int, tuple[DueRow, ...]]:
    """The living dues of these deliveries, in the order in which they were worked out."""
    found: list[DeliveryDue] = []
    for chunk in in_chunks(delivery_ids):
        query = select(DeliveryDue).where(col(DeliveryDue.delivery_id).in_(chunk), col(DeliveryDue.ended_on).is_(None))
        found += reader.session.exec(query.order_by(col(DeliveryDue.id)))
    bases = {record_id(one): json.loads(one.basis) for one in found}
    named = {record_id(one): charges_named(one, bases[record_id(one)]) for one in found}
    charges = _charges(reader, [number for numbers in named.values() for number in numbers])
    rows: dict[int, list[DueRow]] = defaultdict(list)
    for one in found:
        number = record_id(one)
        mine = [charges[charge] for charge in named[number] if charge in charges]
        rows[one.delivery_id].append(_due_row(one, bases[number], mine))
    return {number: tuple(some) for number, some in rows.items()}


def papers_of(reader: Reader, delivery_ids: Collection[int]) -> dict[int, tuple[PaperRow, ...]]:
    """The papers of these deliveries."""
    rows: dict[int, list[PaperRow]] = defaultdict(list)
    for chunk in in_chunks(delivery_ids):
        query = select(DeliveryPaper).where(col(DeliveryPaper.delivery_id).in_(chunk))
        for one in reader.session.exec(query.order_by(col(DeliveryPaper.id))):
            rows[one.delivery_id].append(
                PaperRow(
                    record_id(one), one.version, one.delivery_id, one.purpose, one.code, one.number, one.count,
                    one.amount, one.done_on, one.waived, one.paper_id,
                )
            )  # fmt: skip
    return {number: tuple(some) for number, some in rows.items()}


def charges_named(due: DeliveryDue, basis: Mapping[str, Any]) -> list[int]:
    """The charges of a due: its own, and those of reckonings before it."""
    return [*basis.get("charges", []), *([] if due.charge_id is None else [due.charge_id])]


def _charges(reader: Reader, numbers: Collection[int | None]) -> dict[int, ChargeRow]:
    wanted = {number for number in numbers if number is not None}
    return {row.id: row for chunk in in_chunks(wanted) for row in get_charges(reader, chunk)}


def _area_row(one: AreaSettlement, charges: Mapping[int, ChargeRow]) -> AreaRow:
    amount = None if one.amount is None else from_minor(one.amount, one.currency)
    charge = charges.get(one.charge_id or 0)
    open_ = charge.open if charge is not None else Decimal(0)
    state = _area_state(one, amount, charge)
    return AreaRow(
        record_id(one), one.version, one.delivery_id, one.deal_id, one.priced_by, one.contract_area,
        one.contract_inner_area, one.surveyed_area, one.surveyed_inner_area,
        None if one.unit_price is None else from_minor(one.unit_price, one.currency), one.rule, one.currency, amount,
        one.may_cancel, one.choice, one.chosen_on, one.agreed, one.charge_id, one.payout_id, one.settled_on,
        one.settled_note, one.worked_out_on, open_ if state == "to_pay" and charge is not None else
        (amount or Decimal(0)) if state == "to_pay" else Decimal(0), state,
    )  # fmt: skip


def _area_state(one: AreaSettlement, amount: Decimal | None, charge: ChargeRow | None) -> str:
    if one.choice == "cancel":
        return "cancelled"
    if one.settled_on is not None:
        return "settled"
    if amount is None:
        return "unpriced"
    if one.may_cancel and not one.choice:
        return "to_choose"
    if amount > 0:
        return "settled" if charge is not None and charge.state == "paid" else "to_pay"
    return "to_refund" if amount < 0 else "settled"


def _due_row(one: DeliveryDue, basis: Mapping[str, Any], charges: Collection[ChargeRow]) -> DueRow:
    amount = None if one.amount is None else from_minor(one.amount, one.currency)
    live = [charge for charge in charges if charge.state != "withdrawn"]
    paid = sum((charge.paid for charge in live), Decimal(0))
    before = Decimal(basis.get("before", 0))
    left = max(Decimal(0), (amount or Decimal(0)) - before - paid)
    # a charge that the cashier withdrew asks for nothing any more: it waits to be collected again
    how = "" if one.how == "collected" and not live else one.how
    state = _due_state(how, amount, left)
    return DueRow(
        record_id(one), one.version, one.delivery_id, one.kind, one.currency, amount, one.rule, one.how, one.voucher,
        one.voucher_on, one.reason, one.settled_on, tuple(charge.id for charge in live), paid, before,
        left if state in ("open", "charged") else Decimal(0), state, basis,
    )  # fmt: skip


def _due_state(how: str, amount: Decimal | None, left: Decimal) -> str:
    if how in ("own", "relieved", "not_due"):
        return how
    if amount is None:
        return "unknown"
    if how == "collected":
        return "charged" if left else "paid"
    return "open" if left else "paid"


def _ratio(contract: Decimal | None, measured: Decimal | None) -> Decimal | None:
    if contract is None or measured is None or contract <= 0:
        return None
    return ratio_percent(contract, measured)
