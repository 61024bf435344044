"""What the forms of work orders give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.services.orders.model import ORDER_KINDS, PAYERS, URGENCIES
from deskapp.errors import Fault
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.office.warranty.rules import all_items
from deskapp.values.text import clean

SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What has to be mended or done: words, where, for whom; ``parent_id`` the complaint's case that asks for it.

    ``item`` is an item of the warranties; a service names its row of the price list by ``price_code``.
    """

    words: str
    kind: str = "repair"
    customer_id: int | None = None
    caller_name: str = ""
    caller_phone: str = ""
    unit_id: int | None = None
    unit_text: str = ""
    building_id: int | None = None
    project_id: int | None = None
    place: str = ""
    item: str = ""
    price_code: str = ""
    quantity: int = 1
    trade: str = ""
    urgency: str = "normal"
    payer: str = ""
    payer_reason: str = ""
    channel: str = "visit"
    parent_id: int | None = None
    defect_id: int | None = None
    outside_number: str = ""
    reported_at: datetime | None = None
    language: str = ""

    def checked(self) -> tuple[OrderDraft, Faults]:
        """In normal form, with what is wrong by field."""
        kept: dict[str, Any] = {}
        faults: Faults = {}
        take_text(kept, faults, "words", self.words)
        names = ("caller_name", "caller_phone", "unit_text", "place", "trade", "payer_reason", "outside_number")
        for name in names:
            kept[name] = clean(getattr(self, name))
            if len(kept[name]) > SHORT:
                faults[name] = Fault("draft.too_long", {"limit": SHORT})
        if not kept["words"]:
            faults["words"] = Fault("form.required")
        faults |= wrong_choices(self, {"kind": ORDER_KINDS, "urgency": URGENCIES, "payer": PAYERS})
        if self.item and self.item not in all_items():
            faults["item"] = Fault("draft.choice", {"value": self.item})
        if self.kind == "service" and not self.price_code:
            faults["price_code"] = Fault("form.required")
        if self.quantity < 1:
            faults["quantity"] = Fault("order.quantity")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """Material, quality and safety, each ``ok`` or ``not_ok``; what is not is said in words."""

    material: str
    quality: str
    safety: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartDraft:
    """Material that went in, with the price of one."""

    name: str
    count: int = 1
    price: Decimal = Decimal(0)
    note: str = ""
