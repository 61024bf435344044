"""The plan of a handover: batch, buildings, days with slots, stations, groups; and the delivery of each unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, OWN_OR_OFFICE, Rule, through

STATIONS: Final = (
    "reception", "payment", "keys", "inspection", "papers", "property_contract", "owner_card", "gifts", "signature",
)  # fmt: skip
"""What a batch may have in its way, in any order. The complaint station stands beside the way (``day``)."""
GROUP_KINDS: Final = ("function", "support")
ITEM_KINDS: Final = ("paper", "fee", "pack")
"""Papers to bring, fees announced ahead, and what the document pack of the batch holds."""
DELIVERY_STATES: Final = (
    "not_ready", "ready", "notified", "rescheduled", "absent", "came", "refused_justified", "refused_unjustified",
    "signed", "signed_with_list", "deemed", "ended",
)  # fmt: skip
NOTICE_WAYS: Final = ("post", "hand", "message", "phone")


class HandoverBatch(Record, table=True):
    """Buildings handed over together. ``route`` is a plan of ``routes.toml`` from which its stations were made.

    ``risk_on`` is the day on which a unit counts as delivered to who stays away (视为交付); ``due_on`` the contracts'
    last day where the plan of a unit has none of its own; ``late_rate`` in 0.001 % a day of the price paid.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "handover_batch"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("project_id", "name"),
        Index("ix_handover_batch_days", "ends_on", "id"),
        {"sqlite_autoincrement": True},
    )

    name: str
    begins_on: date
    ends_on: date
    place: str = ""
    contact: str = ""
    route: str = "pay_first"
    risk_on: date | None = None
    due_on: date | None = None
    late_rate: int | None = None
    published_on: date | None = None
    closed_on: date | None = None
    note: str = Field(default="", sa_type=Text)


class BatchBuilding(Record, table=True):
    """A building of a batch."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "batch_building"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "building_id"),
        Index(None, "building_id"),
        {"sqlite_autoincrement": True},
    )

    batch_id: int = key_field("handover_batch.id", index=False)
    building_id: int = key_field("building.id", index=False)


class BatchStation(Record, table=True):
    """A station of a batch's way, in its order; ``name`` where the office calls it something else."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "batch_station"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "code"),
        one_of("code", STATIONS),
        {"sqlite_autoincrement": True},
    )

    batch_id: int = key_field("handover_batch.id", index=False)
    position: int
    code: str
    name: str = ""
    required: bool = True


class HandoverSlot(Record, table=True):
    """A time of a day of a batch and how many owners it takes; ``starts`` and ``ends`` as ``09:30``."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "handover_slot"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "day", "starts"),
        CheckConstraint("places > 0", name="places"),
        {"sqlite_autoincrement": True},
    )

    batch_id: int = key_field("handover_batch.id", index=False)
    day: date
    starts: str
    ends: str
    places: int = 10


class BatchGroup(Record, table=True):
    """A group of the day (总指挥, 前台接待组 …): its kind, how many people it needs, the station it stands at."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "batch_group"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "name"),
        one_of("kind", GROUP_KINDS),
        {"sqlite_autoincrement": True},
    )

    batch_id: int = key_field("handover_batch.id", index=False)
    position: int
    name: str
    kind: str = "function"
    heads: int = 1
    station: str = ""
    duty: str = Field(default="", sa_type=Text)


class GroupMember(Record, table=True):
    """A named person of a group; ``leads``: who answers for it."""

    scope_rule: ClassVar[Rule] = through(("group_id", "batch_group"))
    __tablename__ = "group_member"
    __table_args__: ClassVar[Any] = (Index(None, "group_id"), {"sqlite_autoincrement": True})

    group_id: int = key_field("batch_group.id", index=False)
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    name: str
    phone: str = ""
    leads: bool = False


class BatchItem(Record, table=True):
    """What owners are told ahead (a paper to bring, a fee) or get (a piece of the document pack).

    ``code``: a purpose of money for a fee, a code of paper else; ``ready_on``: the pack's piece is here.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "batch_item"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "kind", "code"),
        one_of("kind", ITEM_KINDS),
        {"sqlite_autoincrement": True},
    )

    batch_id: int = key_field("handover_batch.id", index=False)
    position: int
    kind: str
    code: str
    name: str = ""
    amount: int | None = big()
    note: str = ""
    ready_on: date | None = None
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)


class Training(Record, table=True):
    """A training for the handover [e25]: when, about what, who was there."""

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (Index(None, "batch_id"), {"sqlite_autoincrement": True})

    batch_id: int = key_field("handover_batch.id", index=False)
    held_on: date
    topic: str
    people: str = ""
    note: str = Field(default="", sa_type=Text)


class FormEdition(Record, table=True):
    """An edition of one of the centre's own forms [e33], valid from a day until another."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "form_edition"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "name", "edition"),
        {"sqlite_autoincrement": True},
    )

    name: str
    edition: str
    desk: str = "handover"
    valid_from: date
    valid_to: date | None = None
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
    changes: str = Field(default="", sa_type=Text)


class Delivery(Record, table=True):
    """The handover of one unit, as facts with their days; its state follows from them and is never set.

    ``due_on``: the contract's last day; ``late_rate`` as of the batch; ``representative_id`` who came for the owner,
    ``signed_as`` by what right. ``refusal_code`` is a reason of ``refusals.toml``, ``refused_again`` counts them;
    ``risk_on`` when the risk passed to who refused without reason or stayed away. ``with_list``: signed, with open
    minor defects that the owner consented to. ``penalty`` is the late-delivery penalty in the smallest unit.

    Projections: ``state``, ``state_since``, ``notices`` (how many were sent), ``notified_on`` (the last one's day).
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        Index("uq_delivery_living", "unit_id", unique=True, **rows_where("ended_on IS NULL")),
        Index(None, "unit_id"),
        Index(None, "deal_id"),
        Index("ix_delivery_batch_state", "batch_id", "state", "id"),
        Index("ix_delivery_slot", "slot_id", "state"),
        Index("ix_delivery_state", "state", "id"),
        one_of("state", DELIVERY_STATES),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = key_field("unit.id", index=False)
    batch_id: int | None = key_field("handover_batch.id", nullable=True, index=False)
    deal_id: int | None = key_field("deal.id", nullable=True, index=False)
    slot_id: int | None = key_field("handover_slot.id", nullable=True, index=False)
    due_on: date | None = None
    late_rate: int | None = None
    currency: str = "CNY"
    note: str = Field(default="", sa_type=Text)

    ready_on: date | None = None
    rescheduled_on: date | None = None
    absent_on: date | None = None
    came_on: date | None = None
    representative_id: int | None = key_field("customer.id", nullable=True, index=False)
    refused_on: date | None = None
    refusal_code: str = ""
    refusal_justified: bool | None = None
    refusal_note: str = Field(default="", sa_type=Text)
    refused_again: int = 0
    risk_on: date | None = None
    signed_on: date | None = None
    signed_by: str = ""
    signed_as: str = ""
    with_list: bool = False
    consent: str = Field(default="", sa_type=Text)
    form_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
    deemed_on: date | None = None
    deemed_notice: str = ""
    late_days: int | None = None
    penalty: int | None = big()
    ended_on: date | None = None
    end_reason: str = ""

    state: str = "not_ready"
    state_since: date | None = None
    notices: int = 0
    notified_on: date | None = None


class DeliveryNotice(Record, table=True):
    """A notice of the handover to an owner (收房通知书) by its letter number; ``returned_on``: it came back."""

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "delivery_notice"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "delivery_id"),
        Index("ix_delivery_notice_number", "number"),
        one_of("way", NOTICE_WAYS),
        {"sqlite_autoincrement": True},
    )

    delivery_id: int = key_field("delivery.id", index=False)
    number: str
    round: int = 1
    way: str = "post"
    sent_on: date
    come_on: date | None = None
    come_at: str = ""
    risk_on: date | None = None
    tracking: str = ""
    received_on: date | None = None
    returned_on: date | None = None
    return_reason: str = ""
    amount: int | None = Field(default=None, sa_type=BigInteger)
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
