"""A sale contract as it is drafted: units and buyers, the price and how it is paid; filled in with what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import hands_of
from deskapp.desks.contracts.sale.actions import draft_contract, edit_contract
from deskapp.desks.contracts.sale.drafts import ContractDraft, PlanLine
from deskapp.desks.contracts.sale.model import PAY_METHODS, PRICED_BY, ContractTemplate, SaleContract
from deskapp.desks.contracts.sale.plan import make_plan, plan_of
from deskapp.desks.contracts.sale.plan_text import parse_plan, show_plan
from deskapp.desks.contracts.sale.screens.deal_form import CELLS, DealForm, begin_values, deal_values, picked
from deskapp.desks.contracts.sale.templates import find_templates
from deskapp.errors import DeskError, Fault
from deskapp.office.deal.model import DEAL_KINDS, PAYER_CLASSES
from deskapp.office.deal.queries import get_deal
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import Run
from deskapp.ui.record_form import Hands, Stored, VersionedForm
from deskapp.values.figures import read_figure
from deskapp.values.money import from_minor, parse_typed_money

LONG: Final = 2_000


class ContractForm(VersionedForm, DealForm):
    """Dismisses with the contract's id. ``unit`` and ``customer`` are what is known of a new one; ``reservation`` is
    the contract row that so far only reserves the unit."""

    FORM: ClassVar[str] = "contract.edit"
    TITLE_KEY = "sale_form.title"
    TOPIC = "sale_form"
    SAVED = "sale_form.saved"

    def __init__(
        self,
        contract_id: int = 0,
        number: str = "",
        draft: Draft | None = None,
        *,
        unit: int | None = None,
        customer: int | None = None,
        reservation: int | None = None,
        replaces: int | None = None,
    ) -> None:
        known = {"unit": unit, "customer": customer, "reservation": reservation, "replaces": replaces}
        DealForm.__init__(self, 0, number, draft, contract=contract_id, version=None, base={}, currency="", **known)

    @property
    def number(self) -> int | None:
        """The contract that is edited; None for a new one."""
        return int(self.about["contract"]) or None

    def places(self) -> Sequence[Place]:
        """The contract."""
        return (("contract", self.number),) if self.number else ()

    # ---- what is asked

    def fields(self) -> Sequence[Field]:
        """What every contract has; the rest folds away."""
        return (
            *self.unit_fields(),
            *self.buyer_fields(),
            fields.choice("method", PAY_METHODS, "pay_method", required=True, cells=20, label="column.payment_method"),
            self.money_field("down_payment", label="column.down_payment", when=_by("mortgage")),
            self.money_field(
                "loan_amount", label="column.loan_amount", hint="sale_form.hint_loan", when=_by("mortgage")
            ),
            self.line_field("bank", label="column.bank", cells=CELLS, when=_by("mortgage")),
            fields.text(
                "plan", self._read_plan, cells=CELLS, most=LONG, label="sale_form.plan", hint="sale_form.hint_plan",
                show=self._show_plan, echo=self._echo_plan, required=True, when=_by("instalments"),
            ),
            self.line_field("number", label="sale_form.number", hint="sale_form.hint_number", cells=CELLS),
            fields.lookup("template_id", self._templates, optional=True, cells=CELLS, label="sale_form.template"),
            fields.choice("priced_by", PRICED_BY, "priced_by", optional=True, label="sale_form.priced_by"),
            fields.choice("payer_class", PAYER_CLASSES, "payer_class", optional=True, label="sale_form.payer_class"),
            fields.choice("kind", DEAL_KINDS, "deal_kind", optional=True, label="sale_form.kind"),
            fields.text(
                "penalty_rate", self._read_rate, optional=True, cells=12, label="sale_form.penalty",
                hint="sale_form.hint_penalty", show=lambda rate, words: words.number(rate),
            ),
            self.currency_field(),
            fields.day("drafted_on", self.read_day, optional=True, label="sale_form.drafted_on"),
            fields.text("note", optional=True, most=LONG, cells=CELLS, label="sale_form.note"),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """The form, and what it comes to."""
        yield from super().body()
        yield Facts()

    def _templates(self, data: Any, text: str) -> Sequence[Option]:
        found: Sequence[tuple[int, str]] = data.store.read(lambda reader: find_templates(reader, text, self.today))
        return [Option(number, name) for number, name in found]

    # ---- reading

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored; for a new one what is known, and the currency of the office."""
        if self.number is not None:
            return super().fill(data)
        about = self.about

        def read(reader: Reader) -> dict[str, Any]:
            if about["reservation"] is not None:
                return self._stored(reader, about["reservation"])[0]
            found = begin_values(reader, about["unit"], about["customer"], self.today)
            self.note(currency=about["currency"] or self.usual_currency(data))
            return found

        found: dict[str, Any] = data.store.read(read)
        return {"method": "lump_sum", **{name: value for name, value in found.items() if value is not None}}

    def stored(self, data: Any) -> Stored:
        """What is stored, with its version."""
        found: Stored = data.store.read(lambda reader: self._stored(reader, self.about["contract"]))
        return found

    def _stored(self, reader: Reader, contract_id: int) -> tuple[dict[str, Any], int]:
        contract = reader.get(SaleContract, contract_id)
        deal = get_deal(reader, contract.deal_id)
        self.note(currency=contract.currency)
        reserved = contract.is_reservation
        self.note(number="" if reserved else contract.number)
        lines = plan_of(reader, contract.deal_id)
        down = [line.amount for line in lines if line.part == "down_payment"]
        loan = contract.loan_amount
        template = None if contract.template_id is None else reader.get(ContractTemplate, contract.template_id)
        found = {
            **deal_values(reader, deal, self.today),
            "method": None if reserved else contract.method,
            "down_payment": sum(down, Decimal(0)) if down else None,
            "loan_amount": None if loan is None else from_minor(loan, contract.currency),
            "bank": contract.bank or None,
            "plan": lines if contract.method == "instalments" and lines else None,
            "number": None if reserved else contract.number,
            "template_id": None if template is None else Option(template.id, f"{template.name} {template.edition}"),
            "priced_by": contract.priced_by,
            "payer_class": deal.payer_class,
            "kind": deal.kind,
            "penalty_rate": None if contract.penalty_rate is None else Decimal(contract.penalty_rate) / 1000,
            "currency": contract.currency,
            "drafted_on": contract.drafted_on,
            "note": contract.note or None,
        }
        return found, contract.version

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        return hands_of(data, "sale_contract", self.about["contract"], steps)

    # ---- what it comes to

    def on_form_changed(self) -> None:
        """The sum and the plan follow what is typed."""
        super().on_form_changed()
        self._tell_sum()

    def filled(self) -> None:
        """And what was stored."""
        super().filled()
        self._tell_sum()

    def _tell_sum(self) -> None:
        for facts in self.query(Facts):
            facts.show(self._facts())

    def _facts(self) -> Iterable[Run]:
        price = self.price()
        if price is None:
            return
        say = self.words.money
        yield self.text("sale_form.sum", amount=say(price, self.currency)), "strong"
        rows = self.form.rows
        method = picked(self.form.typed, "method")
        told = {name: rows[name].read()[0] for name in ("down_payment", "loan_amount", "plan")}
        try:
            lines = make_plan(
                method, price, None, told["down_payment"], told["plan"] if method == "instalments" else None,
                loan_amount=told["loan_amount"], currency=self.currency,
            )  # fmt: skip
        except DeskError as error:
            yield self.words.say(error), "muted"
            return
        for line in lines:
            due = self.words.day(line.due_on) if line.due_on else self.text("sale_form.at_signing")
            due = self.text("sale_form.loan_due") if line.part == "loan" and not line.due_on else due
            yield f"{self.text(f'price_part.{line.part}')}  {say(line.amount, self.currency)}  {due}", "plain"

    def _read_plan(self, text: str) -> tuple[tuple[PlanLine, ...] | None, Fault | None]:
        price = self.price()
        if price is None:
            return None, Fault("sale_form.no_price")
        return parse_plan(
            text, price, self.currency, lambda told: parse_typed_money(told, self.currency), self.read_day
        )

    def _read_rate(self, text: str) -> tuple[Decimal | None, Fault | None]:
        """Percent a day: ``0.05``, ``0.05%``."""
        rate = read_figure(text.removesuffix("%"), "VN" if self.currency == "VND" else "CN")
        return rate, None if rate is not None else Fault("sale_contract.penalty_rate", {"value": text})

    def _show_plan(self, lines: Sequence[PlanLine], _: Any) -> str:
        pairs = [(line.amount, line.due_on) for line in lines]
        return show_plan(pairs, lambda amount: self._show(amount, self.words), self.words.day)

    def _echo_plan(self, lines: Sequence[PlanLine], _: Any) -> str:
        return self.text("sale_form.lines", count=len(lines))

    # ---- saving

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Draft it, or change it."""
        draft = self._draft(values)

        def do(work: Work) -> int:
            about = self.about
            if self.number is not None:
                contract = edit_contract(work, self.number, draft, self.version)
            else:
                contract = draft_contract(work, replace(draft, replaces_id=about["replaces"]), about["reservation"])
            self.note(number=contract.number)
            return record_id(contract)

        return self.write(data, "contract.draft" if self.number is None else "contract.edit", do)

    def refused(self, error: DeskError) -> None:
        """What is said of the deal's parts stands at the first of them."""
        super().refused(self.placed(error))

    def _draft(self, values: Mapping[str, Any]) -> ContractDraft:
        units = self.unit_drafts(values)
        prices = [unit.price for unit in units]
        if None in prices:
            raise DeskError("sale_form.no_price", "price_1")
        mortgage, instalments = (values["method"] == method for method in ("mortgage", "instalments"))
        return ContractDraft(
            units,
            self.party_drafts(values),
            sum((price for price in prices if price is not None), Decimal(0)),
            values["method"],
            number=values["number"] or "",
            down_payment=values["down_payment"] if mortgage else None,
            loan_amount=values["loan_amount"] if mortgage else None,
            bank=(values["bank"] or "") if mortgage else "",
            penalty_rate=values["penalty_rate"],
            lines=values["plan"] if instalments else None,
            currency=self.currency,
            priced_by=values["priced_by"] or "gross",
            template_id=values["template_id"],
            payer_class=values["payer_class"] or "retail",
            kind=values["kind"] or "sale",
            drafted_on=values["drafted_on"],
            note=values["note"] or "",
        )


def _by(method: str) -> Any:
    return lambda typed: picked(typed, "method") == method
