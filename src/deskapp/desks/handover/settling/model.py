"""What stands between an owner and the key: area settlements, fund and tax, papers, and how strict each gate is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import area_field, one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, Rule

GATES: Final = (
    "accepted", "registered", "right_to_act", "price", "area", "room_number", "fund", "deed_tax", "title_papers",
    "invoice", "settlement", "documents", "keys", "inspected", "safety",
)  # fmt: skip
"""Every gate of a handover; which are asked at which station, and how strictly, are rows (``gates.toml``)."""
MODES: Final = ("block", "warn", "off")
AREA_CLAUSES: Final = ("law", "actual", "fixed", "threshold")
"""What the contract says of a difference: nothing (the ministry's rule), settled as measured whatever it is, a price
that never changes, or the ministry's rule with a threshold of its own."""
CHOICES: Final = ("", "keep", "cancel")
DUE_KINDS: Final = ("fund", "deed_tax", "registration_fee", "property_fee", "certificate_fee", "other")
HOW_SETTLED: Final = ("", "collected", "own", "relieved", "not_due")
"""Open; collected by us (``charge_id``); paid by the owner (``voucher``); relieved, or not due here (``reason``)."""
GIVEN_FOR: Final = ("title", "invoice")


class GateMode(Record, table=True):
    """How strict a gate is in a project, from a day on: the latest row holds."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "gate_mode"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("project_id", "gate", "valid_from"),
        one_of("gate", GATES),
        one_of("mode", MODES),
        {"sqlite_autoincrement": True},
    )

    gate: str
    mode: str
    valid_from: date
    reason: str = ""


class AreaClause(Record, table=True):
    """What the contracts of a project (or one deal) say of area differences, where they say something.

    ``threshold`` in 0.001 % (3 % is 3000) where ``clause`` is ``threshold``.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "area_clause"
    __table_args__: ClassVar[Any] = (
        Index(None, "project_id", "valid_from"),
        Index(None, "deal_id"),
        one_of("clause", AREA_CLAUSES),
        {"sqlite_autoincrement": True},
    )

    deal_id: int | None = key_field("deal.id", nullable=True, index=False)
    clause: str = "law"
    threshold: int | None = None
    valid_from: date
    note: str = ""


class AreaSettlement(Record, table=True):
    """Areas by contract and by survey of a unit of a deal, both kinds in m², and the money that follows.

    ``amount`` in the smallest unit, positive: the buyer pays. ``charge_id`` where the buyer owes it, ``payout_id``
    where it was refunded. ``rule`` names the clause and its row. A new survey ends the row (``ended_on``) and begins
    another.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "area_settlement"
    __table_args__: ClassVar[Any] = (
        Index(None, "delivery_id"),
        Index(None, "deal_id"),
        Index("ix_area_settlement_open", "settled_on", "id"),
        one_of("choice", CHOICES),
        {"sqlite_autoincrement": True},
    )

    delivery_id: int = key_field("delivery.id", index=False)
    deal_id: int | None = key_field("deal.id", nullable=True, index=False)
    priced_by: str = "gross"
    contract_area: Decimal | None = area_field()
    contract_inner_area: Decimal | None = area_field()
    surveyed_area: Decimal | None = area_field()
    surveyed_inner_area: Decimal | None = area_field()
    unit_price: int | None = big()
    rule: str = ""
    currency: str = "CNY"
    amount: int | None = big()
    may_cancel: bool = False
    choice: str = ""
    chosen_on: date | None = None
    agreed: str = ""
    charge_id: int | None = key_field("charge.id", nullable=True, index=False)
    payout_id: int | None = key_field("payout.id", nullable=True, index=False)
    settled_on: date | None = None
    settled_note: str = ""
    worked_out_on: date
    ended_on: date | None = None


class DeliveryDue(Record, table=True):
    """Money for somebody else that goes with a handover (fund, deed tax, fees): how much by which row, and how settled.

    ``basis`` is JSON of what it was worked out from (area, tariff, price, home, rate …).
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "delivery_due"
    __table_args__: ClassVar[Any] = (
        Index(None, "delivery_id"),
        Index(
            "uq_delivery_due_living",
            "delivery_id",
            "kind",
            unique=True,
            **rows_where("ended_on IS NULL AND kind <> 'other'"),
        ),
        Index(None, "charge_id"),
        one_of("kind", DUE_KINDS),
        one_of("how", HOW_SETTLED),
        {"sqlite_autoincrement": True},
    )

    delivery_id: int = key_field("delivery.id", index=False)
    kind: str
    currency: str = "CNY"
    amount: int | None = big()
    basis: str = Field(default="{}", sa_type=Text)
    rule: str = ""
    how: str = ""
    charge_id: int | None = key_field("charge.id", nullable=True, index=False)
    voucher: str = ""
    voucher_on: date | None = None
    reason: str = ""
    settled_on: date | None = None
    ended_on: date | None = None


class DeliveryPaper(Record, table=True):
    """A paper signed for the title (application, power of attorney …) or taken back against the invoice (receipts).

    ``paper_id`` where it lies with us; ``count`` how many; ``amount`` what the receipts come to.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "delivery_paper"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("delivery_id", "purpose", "code"),
        one_of("purpose", GIVEN_FOR),
        {"sqlite_autoincrement": True},
    )

    delivery_id: int = key_field("delivery.id", index=False)
    purpose: str
    code: str
    number: str = ""
    count: int = 1
    amount: int | None = big()
    done_on: date | None = None
    waived: str = ""
    paper_id: int | None = key_field("paper.id", nullable=True, index=False)
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
