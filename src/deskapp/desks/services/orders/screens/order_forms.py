"""Forms about one order: slot, price, material, what was done, the three checks, who pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final

from deskapp.casework.screens.money_form import MoneyForm
from deskapp.desks.services.orders.actions import quote, set_payer
from deskapp.desks.services.orders.actions_work import add_part, book_slot, check, finish
from deskapp.desks.services.orders.drafts import CheckDraft, PartDraft
from deskapp.desks.services.orders.model import CHECKS, PAYERS
from deskapp.desks.services.orders.queries import OrderPage, get_order
from deskapp.desks.services.prices.queries import price_on
from deskapp.errors import DeskError, Fault
from deskapp.office.organisation.queries import find_organisations
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of

WIDE: Final = 34
TEXT: Final = 2_000
SHORT: Final = 200
HOUR: Final = 60


class OrderForm(MoneyForm):
    """A form about one order: ``about`` holds it; dismisses with its id."""

    TOPIC = "work_order"

    def __init__(self, order_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(0, number, draft, order=order_id, **about)

    @property
    def order_id(self) -> int:
        """The order."""
        return int(self.about["order"])

    def places(self) -> Sequence[Place]:
        """The order."""
        return (("work_order", self.order_id),) if self.about.get("order") else ()

    def page(self, data: Any) -> OrderPage:
        """As it is stored; in a thread."""
        number, today = self.order_id, self.today
        found: OrderPage = data.store.read(lambda reader: get_order(reader, number, today))
        self.note(currency=found.row.currency)
        return found

    def words_field(self, name: str, **more: Any) -> Field:
        """A line of words."""
        return fields.text(name, **{"cells": WIDE, "most": SHORT, "label": f"order.{name}", **more})


class SlotForm(OrderForm):
    """From when, and for how long."""

    FORM: ClassVar[str] = "order.slot"
    TITLE_KEY = "order_slot.title"
    SAVED = "order_slot.saved"

    def fields(self) -> Sequence[Field]:
        """A day with a time; minutes by the price list, else an hour."""
        return (
            self.moment_field("slot_at", required=True, label="order.slot", hint="case_form.hint_moment"),
            fields.text("minutes", _minutes, required=True, cells=6, label="order_slot.minutes"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is agreed by now."""
        row = self.page(data).row
        if row.slot_at is not None and row.slot_ends is not None:
            zone = shell_of(self).now().tzinfo
            length = int((row.slot_ends - row.slot_at).total_seconds() // 60)
            return {"slot_at": row.slot_at.astimezone(zone), "minutes": length}
        today, code = self.today, row.price_code
        price = data.store.read(lambda reader: price_on(reader, code, today)) if code else None
        return {"minutes": price.minutes * row.quantity if price is not None else HOUR}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Agree it; whoever is elsewhere then is told."""
        begins: datetime = values["slot_at"]
        ends = begins + timedelta(minutes=int(values["minutes"]))
        number = self.order_id
        return self.write(
            data, "order.slot", lambda work: record_id(book_slot(work, number, begins, ends, engine=data.engine))
        )


class QuoteForm(OrderForm):
    """What the owner pays, fixed before anybody is sent."""

    FORM: ClassVar[str] = "order.quote"
    TITLE_KEY = "order_quote.title"
    SAVED = "order_quote.saved"

    def fields(self) -> Sequence[Field]:
        """The price."""
        return (self.money_field("quoted", required=True, label="order.price"),)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What was quoted before, or what the list says."""
        return {"quoted": self.page(data).row.quoted}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Fix it."""
        number, amount = self.order_id, values["quoted"]
        return self.write(data, "order.quote", lambda work: record_id(quote(work, number, amount, engine=data.engine)))


class PartForm(OrderForm):
    """Material that went in."""

    FORM: ClassVar[str] = "order.part"
    TITLE_KEY = "order_part.title"
    SAVED = "order_part.saved"

    def fields(self) -> Sequence[Field]:
        """What, how many, for how much each."""
        return (
            self.words_field("part", required=True),
            fields.text("count", read_count, required=True, cells=6, label="order.part_count"),
            self.money_field("price", label="order.part_price"),
            self.words_field("note", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """One, mostly."""
        self.page(data)
        return {"count": 1}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number = self.order_id
        draft = PartDraft(values["part"], int(values["count"]), values["price"] or Decimal(0), values["note"] or "")
        self.write(data, "order.part", lambda work: record_id(add_part(work, number, draft)))
        return number


class FinishForm(OrderForm):
    """What was done, who signed for it, what it cost where that is not the sum of the parts."""

    FORM: ClassVar[str] = "order.finish"
    TITLE_KEY = "order_finish.title"
    SAVED = "order_finish.saved"

    def fields(self) -> Sequence[Field]:
        """Words first."""
        return (
            fields.text("done", most=TEXT, cells=WIDE, required=True, label="order.done"),
            self.words_field("signed_by"),
            self.money_field("cost", optional=True, label="order.cost", hint="order_finish.hint_cost"),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Whoever ordered it signs, mostly."""
        return {"signed_by": self.page(data).row.who or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number = self.order_id
        return self.write(
            data,
            "order.finish",
            lambda work: record_id(
                finish(
                    work, number, values["done"], signed_by=values["signed_by"] or "", cost=values["cost"],
                    engine=data.engine, happened_at=values["happened_at"],
                )
            ),
        )  # fmt: skip


class CheckForm(OrderForm):
    """Material, quality, safety: saved at once, all three are right."""

    FORM: ClassVar[str] = "order.check"
    TITLE_KEY = "order_check.title"
    SAVED = "order_check.saved"

    def fields(self) -> Sequence[Field]:
        """A field a point, and what is not right in words."""
        points = ("material", "quality", "safety")
        return (
            *(
                fields.choice(name, CHECKS[1:], "order_check", required=True, label=f"order_check.{name}")
                for name in points
            ),
            fields.text("check_note", most=TEXT, cells=WIDE, label="order.check_note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Right, mostly."""
        self.page(data)
        return dict.fromkeys(("material", "quality", "safety"), "ok")

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it; what is not right goes back to be done."""
        number = self.order_id
        draft = CheckDraft(values["material"], values["quality"], values["safety"], values["check_note"] or "")
        return self.write(data, "order.check", lambda work: record_id(check(work, number, draft, engine=data.engine)))


class PayerForm(OrderForm):
    """Who pays otherwise than the warranty says, and why."""

    FORM: ClassVar[str] = "order.payer"
    TITLE_KEY = "order_payer.title"
    SAVED = "order_payer.saved"

    def fields(self) -> Sequence[Field]:
        """Whom, which firm where it is charged back, why."""
        return (
            fields.choice("payer", PAYERS[1:], "payer", required=True, label="order.payer"),
            fields.lookup(
                "organisation", _firms, cells=WIDE, label="order.organisation",
                when=lambda typed: _code(typed.get("payer")) == "contractor",
            ),
            fields.text("reason", most=SHORT, cells=WIDE, required=True, label="order.reason"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is now."""
        row = self.page(data).row
        firm = Option(row.organisation_id, row.organisation) if row.organisation_id is not None else None
        return {"payer": row.payer or None, "organisation": firm}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """From now on; what was quoted to an owner who does not pay falls away."""
        number, firm = self.order_id, values.get("organisation")
        if values["payer"] == "contractor" and not firm:
            raise DeskError("order.which_contractor", "organisation")
        return self.write(
            data,
            "order.payer",
            lambda work: record_id(set_payer(work, number, values["payer"], values["reason"], firm)),
        )


def _firms(data: Any, text: str) -> Sequence[Option]:
    def read(reader: Reader) -> list[Option]:
        return [Option(one.id, one.name, one.phone) for one in find_organisations(reader, text, kind="contractor")]

    return data.store.read(read)  # type: ignore[no-any-return]


def _code(typed: Any) -> Any:
    return typed[0] if isinstance(typed, list) and typed else typed


def _minutes(text: str) -> tuple[int | None, Fault | None]:
    if not text.isdigit() or not 5 <= int(text) <= 24 * HOUR:
        return None, Fault("price.minutes")
    return int(text), None


def read_count(text: str) -> tuple[int | None, Fault | None]:
    """How many, at least one."""
    if not text.isdigit() or not 1 <= int(text) <= 10_000:
        return None, Fault("order.quantity")
    return int(text), None


FORMS: Final = (SlotForm, QuoteForm, PartForm, FinishForm, CheckForm, PayerForm)
"""What may be parked."""
