"""A repair is reported, or a service of the price list ordered; who pays is seen before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.casework.look import money, word
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.finding import find_customers, find_places, named_customer, named_place
from deskapp.desks.services.orders.actions import report_repair, usual_payer, warranty_on
from deskapp.desks.services.orders.actions_work import book_slot
from deskapp.desks.services.orders.drafts import OrderDraft
from deskapp.desks.services.orders.look import state_said, warranty_said
from deskapp.desks.services.orders.model import PAYERS, URGENCIES
from deskapp.desks.services.orders.queries import orders_of_unit
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.desks.services.orders.screens.order_forms import read_count
from deskapp.desks.services.orders.trades import trade_of, trades
from deskapp.desks.services.prices.queries import PriceRow, list_prices, price_on
from deskapp.office.warranty.rules import all_items
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.here import Place
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run
from deskapp.values.phones import mask_phone

WIDE: Final = 34
TEXT: Final = 2_000
SHORT: Final = 200
CHANNELS: Final = ("visit", "call", "hotline_12345", "app", "letter", "third_party")
MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What follows from what is typed: warranty and what is open at the home already; the home of who was chosen."""

    warranty: str = ""
    until: date | None = None
    payer: str = ""
    beside: tuple[OrderRow, ...] = ()
    home: Option | None = None
    price: PriceRow | None = None


class OrderedForm(CaseForm):
    """What both forms ask: for whom, where; dismisses with the order's id."""

    TOPIC = "repair_form"

    def __init__(
        self,
        customer_id: int = 0,
        unit_id: int = 0,
        draft: Draft | None = None,
        *,
        parent_id: int = 0,
        defect_id: int = 0,
        words: str = "",
        **about: Any,
    ) -> None:
        super().__init__(
            0, "", draft, customer=customer_id, unit=unit_id, parent=parent_id, defect=defect_id, words=words, **about
        )
        self._asked: tuple[Any, ...] = ()
        self.known = Known()

    def places(self) -> Sequence[Place]:
        """The home, where the form knows it."""
        return (("unit", int(self.about["unit"])),) if self.about.get("unit") else ()

    def body(self) -> Iterable[Widget]:
        """The form, and below it who pays and what is open here already."""
        yield from super().body()
        yield Facts()

    def who_fields(self) -> tuple[Field, ...]:
        """For whom, and where."""
        return (
            fields.lookup("customer", find_customers(self.today), cells=WIDE, label="order.who"),
            fields.lookup(
                "unit", find_places("unit", self.today, lambda: self.chosen("customer")), cells=WIDE,
                label="order.where",
            ),
        )  # fmt: skip

    def more_fields(self) -> tuple[Field, ...]:
        """What is seldom said."""
        return (
            fields.text("place", cells=WIDE, most=SHORT, label="order.place", optional=True),
            fields.choice("channel", CHANNELS, "channel", label="order.channel", optional=True),
            fields.text("caller_name", cells=WIDE, most=SHORT, label="order.caller_name", optional=True),
            fields.text("caller_phone", cells=20, most=40, label="order.caller_phone", optional=True, hide=mask_phone),
            fields.text("unit_text", cells=WIDE, most=SHORT, label="order.unit_text", optional=True),
            fields.text("outside_number", cells=WIDE, most=SHORT, label="order.outside", optional=True),
            self.moment_field("reported_at", label="order.reported_at", hint="case_form.hint_happened", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who and where it was opened for."""
        customer, unit, today = int(self.about.get("customer") or 0), int(self.about.get("unit") or 0), self.today
        parent = int(self.about.get("parent") or 0)
        found: dict[str, Any] = {"words": self.about.get("words") or None, "urgency": "normal"}

        def read(reader: Reader) -> None:
            nonlocal customer, unit, found
            if parent and not (customer or unit):
                # a complaint says for whom and where, and what is wrong
                case = reader.get(Case, parent)
                customer, unit = case.customer_id or 0, case.unit_id or 0
                found["words"] = found["words"] or case.need[:TEXT] or None
                found |= {"caller_name": case.caller_name or None, "caller_phone": case.caller_phone or None}
            if customer:
                named = named_customer(reader, customer, today)
                found["customer"] = named.option
                found["unit"] = named.only_place("unit")
            if unit:
                found["unit"] = named_place(reader, "unit", unit)

        data.store.read(read)
        return found

    def chosen(self, name: str) -> Any:
        """The code of what stands in a field that chooses; None where nothing does."""
        typed = self.form.typed.get(name) if self.query(Form) else None
        return typed[0] if isinstance(typed, list) else typed

    def unit_id(self) -> int | None:
        """The home in the form."""
        code = self.chosen("unit")
        return int(code[1]) if code else None

    # ---- what follows

    def filled(self) -> None:
        """What is known stands below."""
        super().filled()
        self._look()

    @on(Form.Changed)
    def _look(self) -> None:
        asked = (self.chosen("customer"), self.unit_id(), self.chosen("item"), self.chosen("price_code"))
        if asked == self._asked:
            return
        self._asked = asked
        today, price_code = self.today, self.chosen("price_code")
        customer, unit, item, _ = asked

        def read(reader: Reader) -> Known:
            home = None
            if customer is not None and unit is None:
                home = named_customer(reader, int(customer), today).only_place("unit")
            warranty, until = warranty_on(reader, unit, str(item or ""), today)
            beside = tuple(orders_of_unit(reader, unit, ended=False)) if unit is not None else ()
            price = price_on(reader, str(price_code), today) if price_code else None
            return Known(warranty, until, usual_payer("repair", warranty), beside, home, price)

        run(self, lambda data: data.store.read(read), self._found, group="known")

    def _found(self, known: Known) -> None:
        self.known = known
        if known.home is not None and self.unit_id() is None:
            self.form.load({"unit": known.home})
            self._look()
        for facts in self.query(Facts):
            facts.show(self.told(known))

    def told(self, known: Known) -> Iterable[Run]:
        """What is open at this home already: it may be the same."""
        for row in known.beside[:MOST]:
            state = state_said(row, self.words, shell_of(self).now())[0][0]
            yield self.text("repair_form.beside", number=row.number, what=row.words, state=state), "warning"

    def drafted(self, values: Mapping[str, Any], **more: Any) -> OrderDraft:
        """What both forms give."""
        unit = values["unit"]
        names = ("place", "caller_name", "caller_phone", "unit_text", "outside_number")
        told: dict[str, Any] = {name: values[name] or "" for name in names}
        return OrderDraft(
            values["words"] or "",
            customer_id=values["customer"],
            unit_id=int(unit[1]) if unit else None,
            parent_id=int(self.about.get("parent") or 0) or None,
            defect_id=int(self.about.get("defect") or 0) or None,
            channel=values["channel"] or "visit",
            reported_at=values["reported_at"],
            **told,
            **more,
        )

    def saved(self, result: int) -> None:
        """Say who pays."""
        app = shell_of(self)
        super().saved(result)
        app.tell("repair_form.saved")


class RepairForm(OrderedForm):
    """What is broken: its item says at once whether it is in warranty."""

    FORM: ClassVar[str] = "order.report"
    TITLE_KEY = "repair_form.title"

    def fields(self) -> Sequence[Field]:
        """Who, where, what; the rest folds away."""
        language = self.words.language
        known = {code: one.text.say(language) for code, one in trades().items()}
        return (
            *self.who_fields(),
            fields.text("words", most=TEXT, cells=WIDE, required=True, label="order.words"),
            fields.choice("item", all_items(), "warranty_item", cells=WIDE, label="order.item"),
            fields.choice("urgency", URGENCIES, "urgency", required=True, label="order.urgency"),
            fields.chosen("trade", known, label="order.trade_word", optional=True),
            fields.choice("payer", PAYERS[1:], "payer", label="order.payer", optional=True),
            fields.text("payer_reason", cells=WIDE, most=SHORT, label="order.payer_reason_word", optional=True),
            *self.more_fields(),
        )

    def told(self, known: Known) -> Iterable[Run]:
        """In warranty or not, and who pays."""
        if self.chosen("item") and self.unit_id() is not None:
            (state, tone), (until, _) = warranty_said(known.warranty, known.until, self.words)
            said = f"{state} {until}".strip()
            if known.payer:
                yield self.text("repair_form.warranty", said=said, payer=word(self.words, "payer", known.payer)), tone
            else:
                yield self.text("repair_form.warranty_unpaid", said=said), tone
        else:
            yield self.text("repair_form.not_yet"), "muted"
        yield from super().told(known)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Report it."""
        item = values["item"] or ""
        draft = self.drafted(
            values,
            item=item,
            trade=values["trade"] or trade_of(item),
            urgency=values["urgency"],
            payer=values["payer"] or "",
            payer_reason=values["payer_reason"] or "",
        )
        return self.write(data, "order.report", lambda work: record_id(report_repair(work, draft, engine=data.engine)))


class ServiceForm(OrderedForm):
    """特约服务: what of the price list, how often, when."""

    FORM: ClassVar[str] = "order.service"
    TITLE_KEY = "service_form.title"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.prices: list[PriceRow] = []

    def fields(self) -> Sequence[Field]:
        """Who, where, which service, how many, when."""
        return (
            *self.who_fields(),
            fields.lookup("price_code", _services(self.today, self.words), required=True, cells=WIDE,
                          label="order.service", hint="repair_form.hint_service"),
            fields.text("quantity", read_count, required=True, cells=6, label="order.quantity_word"),
            self.moment_field("slot_at", label="order.slot", hint="case_form.hint_moment"),
            fields.text("words", most=TEXT, cells=WIDE, label="order.wishes"),
            *self.more_fields(),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """One of it, mostly."""
        return {**super().fill(data), "quantity": 1}

    def told(self, known: Known) -> Iterable[Run]:
        """What it costs."""
        if known.price is not None:
            typed = str(self.form.typed.get("quantity") or "1")
            count = int(typed) if typed.isdigit() else 1
            amount = money(self.words, known.price.price * count, known.price.currency)
            yield self.text("service_form.price", amount=amount, minutes=known.price.minutes * count), "strong"
        yield from super().told(known)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Order it, at the price of the list, at the time agreed."""
        code, count, begins = str(values["price_code"]), int(values["quantity"]), values["slot_at"]
        name = next((row.name for row in data.store.read(_held(self.today)) if row.code == code), code)
        draft = self.drafted(
            {**values, "words": values["words"] or name}, kind="service", price_code=code, quantity=count
        )

        def act(work: Work) -> int:
            number = record_id(report_repair(work, draft, engine=data.engine))
            if begins is not None:
                price = price_on(work, code, work.today)
                ends = begins + price.length(count) if price is not None else begins
                book_slot(work, number, begins, ends, engine=data.engine)
            return number

        return self.write(data, "order.report", act)


def _held(today: date) -> Any:
    return lambda reader: list_prices(reader, today)


def _services(today: date, words: Any) -> Any:
    def load(data: Any, text: str) -> Sequence[Option]:
        wanted = text.strip().casefold()
        return [
            Option(row.code, row.name, money(words, row.price, row.currency))
            for row in data.store.read(_held(today))
            if not wanted or wanted in f"{row.code} {row.name}".casefold()
        ][:9]

    return load


FORMS: Final = (RepairForm, ServiceForm)
"""What may be parked."""
