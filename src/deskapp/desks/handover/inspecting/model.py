"""Inspections of units, what was found, and who mends it by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, Rule, through

INSPECTION_KINDS: Final = ("pre", "open_day", "handover", "recheck", "take_over", "warranty")
INSPECTION_RESULTS: Final = ("", "passed", "with_list", "failed")
ORIGINS: Final = ("pre", "open_day", "handover", "take_over", "warranty", "round")
SEVERITIES: Final = ("safety", "major", "minor")
DEFECT_STATES: Final = ("open", "assigned", "fixed", "accepted", "reopened", "void")
_IS_OPEN: Final = "state NOT IN ('accepted', 'void')"
DEFECT_EVENTS: Final = ("found", "assigned", "taken_back", "fixed", "accepted", "reopened", "noted", "void")


class Inspection(Record, table=True):
    """One going through a unit: our own, an open day's, the owner's, or a recheck. ``list_code`` is its checklist."""

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        Index(None, "unit_id"),
        Index(None, "delivery_id"),
        Index("ix_inspection_planned", "done_at", "planned_on", "id"),
        one_of("kind", INSPECTION_KINDS),
        one_of("result", INSPECTION_RESULTS),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = key_field("unit.id", index=False)
    delivery_id: int | None = key_field("delivery.id", nullable=True, index=False)
    kind: str
    round: int = 1
    list_code: str = ""
    planned_on: date | None = None
    appointment_id: int | None = key_field("appointment.id", nullable=True, index=False)
    begun_at: datetime | None = Field(default=None, sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    result: str = ""
    owner_present: bool = False
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    inspector: str = ""
    note: str = Field(default="", sa_type=Text)


class InspectionMark(Record, table=True):
    """A point of the list that was looked at; only what was looked at has a row."""

    scope_rule: ClassVar[Rule] = through(("inspection_id", "inspection"))
    __tablename__ = "inspection_mark"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("inspection_id", "room", "item"),
        {"sqlite_autoincrement": True},
    )

    inspection_id: int = key_field("inspection.id", index=False)
    room: str
    item: str
    result: str = "ok"


class TradeContractor(Record, table=True):
    """Who is liable for a trade in a project, as long as nothing else is said; the trail keeps who was before."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "trade_contractor"
    __table_args__: ClassVar[Any] = (UniqueConstraint("project_id", "trade"), {"sqlite_autoincrement": True})

    trade: str
    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    contractor: str


class RectificationOrder(Record, table=True):
    """Defects given to one contractor in one go, on one sheet, by a day (整改通知单)."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "rectification_order"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index("ix_rectification_order_due", "due_on", "id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    contractor: str
    given_on: date
    due_on: date | None = None
    note: str = Field(default="", sa_type=Text)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class Defect(Record, table=True):
    """Something wrong at a place of a unit: room, item and fault are codes of the unit's list, ``text`` adds words.

    ``wish``: what the owner would like otherwise, which is no defect. ``charged_back`` in the smallest unit: what the
    liable one bears. ``agreed_on`` is by when it is to be mended. Everything from ``state`` on is a projection of its
    events.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index("ix_defect_number", "number"),
        Index(None, "inspection_id"),
        Index(None, "order_id"),
        Index("ix_defect_unit", "unit_id", "state", "severity"),
        Index("ix_defect_state", "state", "agreed_on", "id"),
        Index("ix_defect_contractor", "contractor", "agreed_on", "id", **rows_where(_IS_OPEN)),
        Index("ix_defect_open", "agreed_on", "id", **rows_where(_IS_OPEN)),
        one_of("origin", ORIGINS),
        one_of("severity", SEVERITIES),
        one_of("state", DEFECT_STATES),
        {"sqlite_autoincrement": True},
    )

    number: str
    unit_id: int = key_field("unit.id", index=False)
    delivery_id: int | None = key_field("delivery.id", nullable=True, index=False)
    inspection_id: int | None = key_field("inspection.id", nullable=True, index=False)
    origin: str
    room: str
    item: str
    fault: str
    text: str = Field(default="", sa_type=Text)
    trade: str = ""
    severity: str = "minor"
    wish: bool = False
    organisation_id: int | None = key_field("organisation.id", nullable=True, index=False)
    contractor: str = ""
    agreed_on: date
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
    remark: str = Field(default="", sa_type=Text)
    charged_back: int | None = big()
    currency: str = "CNY"
    order_id: int | None = key_field("rectification_order.id", nullable=True, index=False)
    found_on: date
    case_id: int | None = key_field("case_file.id", nullable=True, index=False)

    state: str = "open"
    state_since: date
    assigned_on: date | None = None
    fixed_on: date | None = None
    accepted_on: date | None = None
    reopened: int = 0


class DefectEvent(Record, table=True):
    """Something happened to a defect; rows are only added."""

    scope_rule: ClassVar[Rule] = through(("defect_id", "defect"))
    __tablename__ = "defect_event"
    __table_args__: ClassVar[Any] = (
        Index(None, "defect_id"),
        one_of("kind", DEFECT_EVENTS),
        {"sqlite_autoincrement": True},
    )

    defect_id: int = key_field("defect.id", index=False)
    kind: str
    text: str = Field(default="", sa_type=Text)
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
    happened_on: date
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
