"""What the form of a complaint gives: who, where, what, and what they want."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.complaints.taking.model import CHANNELS, CRISIS, RELATIONS
from deskapp.desks.complaints.taking.rules import categories
from deskapp.errors import Fault
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.values.text import clean

SHORT: Final = 200
CURRENCIES: Final = ("CNY", "VND")


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """Words as they were said; whoever says them may be nobody we know. ``level`` None takes what is proposed.

    ``received_at`` where it came in earlier; ``outside`` with its number where another house sent it (12345).
    ``join_id`` is an open complaint about the same: both belong to one mass event from now on.
    """

    words: str
    relation: str = "owner"
    customer_id: int | None = None
    caller_name: str = ""
    caller_phone: str = ""
    unit_id: int | None = None
    unit_text: str = ""
    building_id: int | None = None
    project_id: int | None = None
    entrance: str = ""
    place: str = ""
    category: str = "other"
    remedy: str = ""
    channel: str = "visit"
    level: int | None = None
    level_reason: str = ""
    safety: bool = False
    households: int = 1
    amount: Decimal | None = None
    currency: str = "CNY"
    outside: str = ""
    outside_number: str = ""
    outside_due_at: datetime | None = None
    received_at: datetime | None = None
    mass_event_id: int | None = None
    join_id: int | None = None
    language: str = ""
    tell_by: str = ""
    crisis: bool = False

    def checked(self) -> tuple[ComplaintDraft, Faults]:
        """In normal form, with what is wrong by field."""
        kept: dict[str, Any] = {}
        faults: Faults = {}
        for name in ("words", "remedy"):
            take_text(kept, faults, name, getattr(self, name))
        for name in (
            "caller_name", "caller_phone", "unit_text", "entrance", "place", "outside", "outside_number",
            "level_reason",
        ):  # fmt: skip
            kept[name] = clean(getattr(self, name))
            if len(kept[name]) > SHORT:
                faults[name] = Fault("draft.too_long", {"limit": SHORT})
        if not kept["words"]:
            faults["words"] = Fault("form.required")
        if self.relation == "anonymous" and (self.customer_id is not None or kept["caller_name"]):
            # who wants to stay unnamed is written down nowhere
            faults["relation"] = Fault("complaint.anonymous")
        known = {"relation": RELATIONS, "category": categories(), "channel": CHANNELS, "currency": CURRENCIES}
        faults |= wrong_choices(self, known)
        faults |= self._numbers(kept)
        return replace(self, **kept), faults

    def _numbers(self, kept: dict[str, Any]) -> Faults:
        faults: Faults = {}
        if self.level is not None and not 1 <= self.level <= 5:
            faults["level"] = Fault("draft.choice", {"value": self.level})
        elif self.level is not None and self.level >= CRISIS and not self.crisis:
            faults["level"] = Fault("complaint.crisis_key")
        if self.households < 1:
            faults["households"] = Fault("complaint.households")
        if self.amount is not None and self.amount < 0:
            faults["amount"] = Fault("money.negative", {"value": str(self.amount)})
        if bool(kept["outside"]) != bool(kept["outside_number"]):
            missing = "outside_number" if kept["outside"] else "outside"
            faults[missing] = Fault("form.required")
        if self.outside_due_at is not None and not kept["outside_number"]:
            faults["outside_number"] = Fault("form.required")
        begun = self.received_at
        if self.outside_due_at is not None and begun is not None and self.outside_due_at <= begun:
            faults["outside_due_at"] = Fault("complaint.due_before")
        return faults
