"""A unit kept for somebody until a day, with the earnest money that they pay for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.cases.engine import say_missing
from deskapp.casework.screens.facts import Facts
from deskapp.desks.contracts.sale.actions import reserve
from deskapp.desks.contracts.sale.drafts import ReservationDraft
from deskapp.desks.contracts.sale.limits import COUNTRY_OF
from deskapp.desks.contracts.sale.rules import judge_earnest
from deskapp.desks.contracts.sale.screens.deal_form import CELLS, DealForm, begin_values
from deskapp.errors import DeskError
from deskapp.office.deal.model import PAYER_CLASSES
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run


class ReservationForm(DealForm):
    """Dismisses with the id of the contract that begins so."""

    FORM: ClassVar[str] = "contract.reserve"
    TITLE_KEY = "reservation_form.title"
    TOPIC = "reservation_form"
    SAVED = "reservation_form.saved"

    def __init__(
        self, unit: int | None = None, customer: int | None = None, number: str = "", draft: Draft | None = None
    ) -> None:
        super().__init__(0, number, draft, unit=unit, customer=customer, currency="")

    def body(self) -> Iterable[Widget]:
        """The form, and what warns."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """The unit, for whom, until when, for how much."""
        return (
            *self.unit_fields(),
            *self.buyer_fields(),
            self.money_field("earnest", label="reservation_form.earnest", hint="reservation_form.hint_earnest"),
            fields.day(
                "reserved_until", self.read_day, label="reservation_form.until", hint="reservation_form.hint_until"
            ),
            fields.day("reserved_on", self.read_day, optional=True, label="reservation_form.on"),
            self.line_field("number", optional=True, label="reservation_form.number", hint="sale_form.hint_number"),
            fields.choice("payer_class", PAYER_CLASSES, "payer_class", optional=True, label="sale_form.payer_class"),
            self.currency_field(),
            fields.text("note", optional=True, most=2_000, cells=CELLS, label="sale_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is known."""
        self.note(currency=self.about["currency"] or self.usual_currency(data))
        about = self.about
        found: dict[str, Any] = data.store.read(
            lambda reader: begin_values(reader, about["unit"], about["customer"], self.today)
        )
        return {name: value for name, value in found.items() if value is not None}

    def on_form_changed(self) -> None:
        """Earnest money beyond the share that the law knows warns."""
        super().on_form_changed()
        for facts in self.query(Facts):
            facts.show(self._facts())

    def _facts(self) -> Iterable[Run]:
        price, (earnest, _) = self.price(), self.form.rows["earnest"].read()
        if price is None:
            return
        yield self.text("sale_form.sum", amount=self.words.money(price, self.currency)), "strong"
        if earnest is not None:
            for missing in judge_earnest(price, earnest, self.today, COUNTRY_OF.get(self.currency, "CN")):
                yield f"! {say_missing(self.words, missing)}", "warning"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Keep the unit."""
        draft = ReservationDraft(
            self.unit_drafts(values),
            self.party_drafts(values),
            values["reserved_on"] or self.today,
            values["reserved_until"],
            None,
            values["earnest"],
            self.currency,
            values["number"] or "",
            values["payer_class"] or "retail",
            values["note"] or "",
        )

        def do(work: Work) -> int:
            contract = reserve(work, draft)
            self.note(number=contract.number)
            return record_id(contract)

        return self.write(data, "contract.reserve", do)

    def refused(self, error: DeskError) -> None:
        """What is said of the deal's parts stands at the first of them."""
        super().refused(self.placed(error))
