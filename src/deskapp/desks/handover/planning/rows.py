"""Plain rows of a batch and of deliveries, as lists and pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from deskapp.desks.handover.planning.plans import item_name
from deskapp.desks.handover.planning.rules import DONE
from deskapp.locale import Words


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station of a batch's way; ``name`` is the office's own word for it, mostly none."""

    id: int
    position: int
    code: str
    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time of a day with its places and how many homes have it."""

    id: int
    day: date
    starts: str
    ends: str
    places: int
    taken: int

    @property
    def left(self) -> int:
        """The places left."""
        return max(0, self.places - self.taken)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A named person of a group; ``leads``: who answers for it."""

    id: int
    staff_id: int | None
    name: str
    phone: str
    leads: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its people and how many it needs."""

    id: int
    position: int
    name: str
    kind: str
    heads: int
    station: str
    duty: str
    members: tuple[MemberRow, ...]

    @property
    def lacks(self) -> int:
        """How many people are still to be named."""
        return max(0, self.heads - len(self.members))

    @property
    def leader(self) -> MemberRow | None:
        """Who answers for it."""
        return next((member for member in self.members if member.leads), None)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A paper to bring, a fee announced, a piece of the pack; ``name`` is empty where ``code`` is a shipped one."""

    id: int
    position: int
    kind: str
    code: str
    name: str
    amount: Decimal | None
    note: str
    ready_on: date | None
    stored_file_id: int | None


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A training that was held."""

    id: int
    held_on: date
    topic: str
    people: str
    note: str


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building of a batch with what stands between it and a handover: kinds of acceptances that are not passed."""

    id: int
    code: str
    units: int
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch with all its parts; ``states`` counts its deliveries by state."""

    id: int
    version: int
    project_id: int
    project: str
    country: str
    name: str
    begins_on: date
    ends_on: date
    place: str
    contact: str
    route: str
    risk_on: date | None
    due_on: date | None
    late_rate: Decimal | None
    published_on: date | None
    closed_on: date | None
    note: str
    buildings: tuple[BuildingRow, ...]
    stations: tuple[StationRow, ...]
    slots: tuple[SlotRow, ...]
    groups: tuple[GroupRow, ...]
    items: tuple[ItemRow, ...]
    trainings: tuple[TrainingRow, ...]
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The money of its fees."""
        return "VND" if self.country == "VN" else "CNY"

    @property
    def state(self) -> str:
        """planned, published or closed."""
        return batch_state(self.published_on, self.closed_on)

    def items_of(self, kind: str) -> tuple[ItemRow, ...]:
        """The papers, the fees or the pack."""
        return tuple(item for item in self.items if item.kind == kind)

    @property
    def units(self) -> int:
        """How many homes are in it."""
        return sum(count for state, count in self.states.items() if state != "ended")

    @property
    def done(self) -> int:
        """How many of them are delivered."""
        return sum(self.states.get(state, 0) for state in ("signed", "signed_with_list", "deemed"))


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in a list."""

    id: int
    project_id: int
    project: str
    name: str
    begins_on: date
    ends_on: date
    buildings: tuple[str, ...]
    published_on: date | None
    closed_on: date | None
    units: int
    told: int
    done: int

    @property
    def state(self) -> str:
        """planned, published or closed."""
        return batch_state(self.published_on, self.closed_on)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice to an owner; ``round`` counts them, ``amount`` what it said is payable."""

    id: int
    delivery_id: int
    number: str
    round: int
    way: str
    sent_on: date
    come_on: date | None
    come_at: str
    risk_on: date | None
    tracking: str
    received_on: date | None
    returned_on: date | None
    return_reason: str
    amount: Decimal | None

    @property
    def mail(self) -> str:
        """returned, received, or under way."""
        if self.returned_on is not None:
            return "returned"
        return "received" if self.received_on is not None else "under_way"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """The handover of a unit with everything; ``buyers`` are those of its deal in their order, none without one."""

    id: int
    version: int
    project_id: int
    unit_id: int
    building_id: int
    room: str
    kind: str
    batch_id: int | None
    batch: str
    deal_id: int | None
    deal_kind: str
    buyers: tuple[str, ...]
    customer_ids: tuple[int, ...]
    phone: str
    currency: str
    slot_id: int | None
    slot_day: date | None
    starts: str
    ends: str
    due_on: date | None
    late_rate: Decimal | None
    note: str
    ready_on: date | None
    rescheduled_on: date | None
    absent_on: date | None
    came_on: date | None
    representative_id: int | None
    refused_on: date | None
    refusal_code: str
    refusal_justified: bool | None
    refusal_note: str
    refused_again: int
    risk_on: date | None
    signed_on: date | None
    signed_by: str
    signed_as: str
    with_list: bool
    consent: str
    form_file_id: int | None
    deemed_on: date | None
    deemed_notice: str
    late_days: int | None
    penalty: Decimal | None
    ended_on: date | None
    end_reason: str
    state: str
    state_since: date | None
    notices: int
    notified_on: date | None
    sent: tuple[NoticeRow, ...] = ()

    @property
    def buyer(self) -> str:
        """The first buyer."""
        return self.buyers[0] if self.buyers else ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be done any more for the handover itself."""
        return self.state in DONE

    @property
    def is_resettled(self) -> bool:
        """Whether it goes to a resettled household."""
        return self.deal_kind == "resettlement"

    @property
    def last_notice(self) -> NoticeRow | None:
        """The notice that was sent last."""
        return self.sent[-1] if self.sent else None


def batch_state(published_on: date | None, closed_on: date | None) -> str:
    """planned, published or closed."""
    if closed_on is not None:
        return "closed"
    return "planned" if published_on is None else "published"


def say_item(item: ItemRow, said: Words) -> str:
    """An item in the reader's language: as the office calls it, as shipped, or as the purpose of money."""
    if item.name:
        return item.name
    shipped = item_name(item.code, said.language)
    return shipped or (said.text(f"purpose.{item.code}") if f"purpose.{item.code}" in said else item.code)
