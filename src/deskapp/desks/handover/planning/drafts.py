"""What is typed of a batch and of a delivery: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.handover.planning.model import GROUP_KINDS, ITEM_KINDS, NOTICE_WAYS, STATIONS
from deskapp.errors import Fault
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.values.text import clean

LINE_LIMIT: Final = 200
RATE_PLACES: Final = 3
MOST_RATE: Final = Decimal(5)
"""Percent a day; more is a slip of the pen."""
MOST_DAYS: Final = 366
MOST_PLACES: Final = 500
MOST_HEADS: Final = 500


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """Buildings handed over together. ``late_rate``: percent a day of the price paid, where the contracts say it."""

    project_id: int
    name: str
    begins_on: date
    ends_on: date
    place: str = ""
    contact: str = ""
    route: str = "pay_first"
    risk_on: date | None = None
    due_on: date | None = None
    late_rate: Decimal | None = None
    note: str = ""

    def checked(self) -> tuple[BatchDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept = _lines(self, faults, "name", "place", "contact")
        if not kept["name"]:
            faults["name"] = Fault("batch.no_name")
        take_text(kept, faults, "note", self.note)
        if self.ends_on < self.begins_on:
            faults["ends_on"] = Fault("draft.ends_before_start")
        elif self.ends_on - self.begins_on > timedelta(days=MOST_DAYS):
            faults["ends_on"] = Fault("batch.too_long", {"days": MOST_DAYS})
        if self.risk_on is not None and self.risk_on < self.begins_on:
            faults["risk_on"] = Fault("batch.risk_before", {"day": self.begins_on})
        if fault := judge_rate(self.late_rate):
            faults["late_rate"] = fault
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class StationDraft:
    """A station of the way; ``name`` where the office calls it something else."""

    code: str
    name: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A time of a day and how many owners it takes; times as ``09:30``."""

    day: date
    starts: str
    ends: str
    places: int = 10


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group of the day with the people it needs; ``old_name`` where it was called something else until now."""

    name: str
    kind: str = "function"
    heads: int = 1
    station: str = ""
    duty: str = ""
    old_name: str = ""

    def checked(self) -> tuple[GroupDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"kind": GROUP_KINDS, "station": ("", *STATIONS)})
        kept = _lines(self, faults, "name", "old_name")
        take_text(kept, faults, "duty", self.duty)
        if not kept["name"]:
            faults["name"] = Fault("group.no_name")
        if not 1 <= self.heads <= MOST_HEADS:
            faults["heads"] = Fault("group.heads", {"most": MOST_HEADS})
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A named person of a group: one of our own (``staff_id``), or somebody else by name and phone."""

    name: str
    staff_id: int | None = None
    phone: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A paper to bring, a fee announced, a piece of the pack; ``amount`` of a fixed fee in the project's currency."""

    kind: str
    code: str
    name: str = ""
    amount: Decimal | None = None
    note: str = ""
    ready_on: date | None = None
    stored_file_id: int | None = None

    def checked(self) -> tuple[ItemDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"kind": ITEM_KINDS})
        kept = _lines(self, faults, "code", "name", "note")
        kept["code"] = kept["code"].casefold().replace(" ", "_")
        if not kept["code"]:
            faults["code"] = Fault("batch_item.no_code")
        if self.amount is not None and self.amount < 0:
            faults["amount"] = Fault("money.negative", {"value": self.amount})
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class TrainingDraft:
    """A training for the handover: when, about what, who was there."""

    held_on: date
    topic: str
    people: str = ""
    note: str = ""

    def checked(self, today: date) -> tuple[TrainingDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept = _lines(self, faults, "topic")
        take_text(kept, faults, "people", self.people)
        take_text(kept, faults, "note", self.note)
        if not kept["topic"]:
            faults["topic"] = Fault("training.no_topic")
        if self.held_on > today:
            faults["held_on"] = Fault("delivery.future", {"day": self.held_on})
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class FormDraft:
    """An edition of one of the centre's own forms."""

    name: str
    edition: str
    valid_from: date
    stored_file_id: int | None = None
    changes: str = ""
    project_id: int | None = None

    def checked(self) -> tuple[FormDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept = _lines(self, faults, "name", "edition")
        take_text(kept, faults, "changes", self.changes)
        for name in ("name", "edition"):
            if not kept[name]:
                faults[name] = Fault(f"form_edition.no_{name}")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """The handover of a unit as planned. ``deal_id`` None is the unit's living deal, ``due_on`` and ``late_rate`` None
    the batch's; ``late_rate`` in percent a day."""

    unit_id: int
    batch_id: int | None = None
    deal_id: int | None = None
    slot_id: int | None = None
    due_on: date | None = None
    late_rate: Decimal | None = None
    note: str = ""

    def checked(self) -> tuple[DeliveryDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept: dict[str, Any] = {}
        take_text(kept, faults, "note", self.note)
        if fault := judge_rate(self.late_rate):
            faults["late_rate"] = fault
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class SignedDraft:
    """Both signed the form. ``signed_as``: owner or the right by which somebody signed for them; ``consent`` is what
    the owner consented to where ``with_list``. ``penalty``: the late-delivery penalty in the delivery's currency."""

    signed_on: date
    signed_by: str
    signed_as: str = "owner"
    with_list: bool = False
    consent: str = ""
    form_file_id: int | None = None
    late_days: int | None = None
    penalty: Decimal | None = None

    def checked(self, today: date) -> tuple[SignedDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept = _lines(self, faults, "signed_by", "signed_as")
        take_text(kept, faults, "consent", self.consent)
        if not kept["signed_by"]:
            faults["signed_by"] = Fault("delivery.no_signer")
        if self.signed_on > today:
            faults["signed_on"] = Fault("delivery.future", {"day": self.signed_on})
        if self.with_list and not kept.get("consent"):
            faults["consent"] = Fault("delivery.no_consent")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class RefusedDraft:
    """The owner refused: a reason of ``refusals.toml``; ``justified`` None is what its row says."""

    refused_on: date
    code: str
    justified: bool | None = None
    note: str = ""
    risk_on: date | None = None

    def checked(self, today: date) -> tuple[RefusedDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults: Faults = {}
        kept: dict[str, Any] = {}
        take_text(kept, faults, "note", self.note)
        if self.refused_on > today:
            faults["refused_on"] = Fault("delivery.future", {"day": self.refused_on})
        if self.code.startswith("other") and not kept.get("note"):
            faults["note"] = Fault("delivery.refusal_note")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """How owners are told. ``come_on`` and ``come_at`` None are those of each delivery's slot, ``risk_on`` None the
    batch's day; ``tracking`` is the first of the posted list, where one number covers them all."""

    way: str = "post"
    sent_on: date | None = None
    come_on: date | None = None
    come_at: str = ""
    risk_on: date | None = None
    tracking: str = ""

    def checked(self, today: date) -> tuple[NoticeDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"way": NOTICE_WAYS})
        kept = _lines(self, faults, "come_at", "tracking")
        sent = self.sent_on or today
        if sent > today:
            faults["sent_on"] = Fault("delivery.future", {"day": sent})
        if self.come_on is not None and self.come_on < sent:
            faults["come_on"] = Fault("delivery.come_before", {"day": sent})
        if self.risk_on is not None and self.risk_on < (self.come_on or sent):
            faults["risk_on"] = Fault("batch.risk_before", {"day": self.come_on or sent})
        return replace(self, **kept, sent_on=sent), faults


def judge_rate(rate: Decimal | None) -> Fault | None:
    """What is wrong with a penalty in percent a day; it is kept to 0.001 %."""
    if rate is None:
        return None
    if not 0 <= rate <= MOST_RATE or rate.scaleb(RATE_PLACES) != int(rate.scaleb(RATE_PLACES)):
        return Fault("batch.late_rate", {"value": f"{rate:f}", "most": f"{MOST_RATE:f}"})
    return None


def rate_to_store(rate: Decimal | None) -> int | None:
    """Percent a day as thousandths of a percent."""
    return None if rate is None else int(rate.scaleb(RATE_PLACES))


def rate_from_store(stored: int | None) -> Decimal | None:
    """Thousandths of a percent as percent a day."""
    return None if stored is None else Decimal(f"{Decimal(stored).scaleb(-RATE_PLACES).normalize():f}")


def _lines(draft: object, faults: Faults, *names: str) -> dict[str, Any]:
    kept = {name: clean(getattr(draft, name)) for name in names}
    for name, text in kept.items():
        if len(text) > LINE_LIMIT:
            faults[name] = Fault("draft.too_long", {"limit": LINE_LIMIT})
    return kept
