"""Repair orders and special services beside their cases: priced, dispatched, done, checked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN_OR_OFFICE, Rule, through

ORDER_KINDS: Final = ("repair", "service")
URGENCIES: Final = ("emergency", "urgent", "normal")
PAYERS: Final = ("", "developer", "contractor", "owner", "property")
WARRANTY: Final = ("unknown", "in", "out", "none")
ORDER_STATES: Final = (
    "new", "quoted", "ready", "dispatched", "taken", "arrived", "finished", "checked", "closed", "cancelled",
)  # fmt: skip
DISPATCH_WAYS: Final = ("assigned", "picked", "in_turn")
DISPATCH_RESULTS: Final = ("", "taken", "declined", "moved", "done", "taken_back")
CHECKS: Final = ("", "ok", "not_ok")


class WorkOrder(Record, table=True):
    """What has to be mended or done, as facts with their moments; its state follows from them.

    ``item`` is an item of the warranties where it is a repair, ``price_code`` of the price list where it is a service.
    ``warranty`` is computed on the day it was reported (``warranty_until`` names the last day), ``warranty_reason`` why
    somebody said otherwise. ``quoted`` is fixed before dispatch [h09] and accepted by the owner (``accepted_how``);
    ``cost`` is what it came to, approved by somebody [h05]. Material, quality and safety are checked each [h03].

    Projections: ``state``, ``state_since``, ``open``, ``staff_id`` (the technician who has it now), ``due_at``.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "work_order"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("case_id"),
        Index(None, "defect_id"),
        Index("ix_work_order_open_due", "open", "due_at", "id"),
        Index("ix_work_order_state", "open", "state", "id"),
        Index("ix_work_order_staff", "staff_id", "open", "slot_at", "id"),
        Index("ix_work_order_unit", "unit_id", "open"),
        Index("ix_work_order_outside", "outside_number", **rows_where("outside_number <> ''")),
        one_of("kind", ORDER_KINDS),
        one_of("urgency", URGENCIES),
        one_of("payer", PAYERS),
        one_of("warranty", WARRANTY),
        one_of("state", ORDER_STATES),
        one_of("material", CHECKS),
        one_of("quality", CHECKS),
        one_of("safety", CHECKS),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    kind: str = "repair"
    unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    unit_text: str = ""
    building_id: int | None = key_field("building.id", nullable=True)
    place: str = ""
    item: str = ""
    price_code: str = ""
    quantity: int = 1
    trade: str = ""
    urgency: str = "normal"
    outside_number: str = ""
    defect_id: int | None = key_field("defect.id", nullable=True, index=False)
    reported_at: datetime = Field(sa_type=Moment)

    warranty: str = "unknown"
    warranty_until: date | None = None
    warranty_reason: str = ""
    payer: str = ""
    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    currency: str = "CNY"
    quoted: int | None = big()
    quoted_at: datetime | None = Field(default=None, sa_type=Moment)
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    accepted_how: str = ""
    refused_at: datetime | None = Field(default=None, sa_type=Moment)
    charge_id: int | None = key_field("charge.id", nullable=True, index=False)
    slot_at: datetime | None = Field(default=None, sa_type=Moment)
    slot_ends: datetime | None = Field(default=None, sa_type=Moment)
    arrived_at: datetime | None = Field(default=None, sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    done: str = Field(default="", sa_type=Text)
    signed_by: str = ""
    material: str = ""
    quality: str = ""
    safety: str = ""
    check_note: str = Field(default="", sa_type=Text)
    checked_at: datetime | None = Field(default=None, sa_type=Moment)
    checked_by: str = ""
    cost: int | None = big()
    cost_approved_at: datetime | None = Field(default=None, sa_type=Moment)
    cost_approved_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)
    cancel_reason: str = ""

    state: str = "new"
    state_since: datetime = Field(sa_type=Moment)
    open: bool = True
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    due_at: datetime | None = Field(default=None, sa_type=Moment)


class Dispatch(Record, table=True):
    """An order given to a technician: by whom, in which way, and what became of it; rows are only added and ended."""

    scope_rule: ClassVar[Rule] = through(("order_id", "work_order"))
    __table_args__: ClassVar[Any] = (
        Index(None, "order_id"),
        Index("ix_dispatch_staff", "staff_id", "ended_at"),
        Index("uq_dispatch_living", "order_id", unique=True, **rows_where("ended_at IS NULL")),
        one_of("way", DISPATCH_WAYS),
        one_of("result", DISPATCH_RESULTS),
        {"sqlite_autoincrement": True},
    )

    order_id: int = key_field("work_order.id", index=False)
    staff_id: int = key_field("staff.id", index=False)
    way: str = "assigned"
    given_at: datetime = Field(sa_type=Moment)
    given_by: str = ""
    take_by: datetime | None = Field(default=None, sa_type=Moment)
    taken_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    result: str = ""
    reason: str = ""


class OrderPart(Record, table=True):
    """Material that went into an order; ``price`` in the smallest unit of its currency, for one."""

    scope_rule: ClassVar[Rule] = through(("order_id", "work_order"))
    __tablename__ = "order_part"
    __table_args__: ClassVar[Any] = (
        Index(None, "order_id"),
        CheckConstraint("count > 0", name="count"),
        {"sqlite_autoincrement": True},
    )

    order_id: int = key_field("work_order.id", index=False)
    name: str
    count: int = 1
    price: int = Field(default=0, sa_type=BigInteger)
    note: str = ""


class Technician(Record, table=True):
    """Somebody of the staff who mends things: their trades (codes, comma between), their turn, until when."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __table_args__: ClassVar[Any] = (UniqueConstraint("staff_id"), {"sqlite_autoincrement": True})

    staff_id: int = key_field("staff.id", index=False)
    trades: str = ""
    turn_at: datetime | None = Field(default=None, sa_type=Moment)
    until: date | None = None
    note: str = ""
