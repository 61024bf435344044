"""The cashier's forms: money in, something to be paid, a refund, money passed on, a charge lowered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget

from deskapp.cases.money import add_case_charge
from deskapp.casework.cash import CURRENCY_OF, Cash, get_cash, sum_open, take_money
from deskapp.casework.screens.cash_print import offer_receipt
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.money_form import CELLS, MoneyForm
from deskapp.casework.shares_text import read_shares
from deskapp.errors import DeskError, Fault
from deskapp.money.charges import add_charge, lower_charge
from deskapp.money.drafts import LINE_LIMIT, ChargeDraft, PassOnDraft, ReceiptDraft, RefundDraft
from deskapp.money.letter import name_charge
from deskapp.money.model import Receipt
from deskapp.money.payouts import pass_on, refund
from deskapp.money.purposes import purposes
from deskapp.money.queries import ChargeRow, get_charges, get_receipt
from deskapp.money.rules import allocate_oldest_first
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.reading import stands_in


class ReceiveForm(MoneyForm):
    """Dismisses with the receipt's id. What is open stands in the amount; below it what the amount pays.

    A desk whose money follows rules of its own says so in ``read_cash``, ``proposed``, ``shares`` and ``take``.
    """

    FORM: ClassVar[str] = "cash.receive"
    TITLE_KEY = "cash.receive"

    def __init__(
        self,
        case_id: int = 0,
        customer_id: int = 0,
        number: str = "",
        currency: str = "",
        draft: Draft | None = None,
    ) -> None:
        super().__init__(case_id, number, draft, customer=customer_id, currency=currency)
        self._cash: Cash | None = None

    def body(self) -> Iterable[Widget]:
        """The form, and what the money pays."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """Cash and all that is open is the usual; what another payer needs folds away.

        The slip is there for notes, too: Enter then goes on at once, however fast the next keys come.
        """
        return (
            self.method_field(),
            self.line_field("slip", hint="cash.hint_slip"),
            self.money_field("amount", required=True, label="cash.amount"),
            self.pays_field(),
            self.line_field("payer_name", optional=True),
            self.line_field("payer_note", optional=True),
            self.line_field("account", optional=True),
            fields.choice("supervised", ("no", "yes"), "answer", optional=True, label="cash.supervised"),
            self.currency_field(),
            self.happened_field(),
        )

    def pays_field(self) -> Field:
        """Which of the charges below it pays, where that is not the oldest first."""
        return fields.text(
            "pays", self._read_pays, optional=True, cells=CELLS, most=LINE_LIMIT, label="cash.pays_which",
            hint="cash.hint_pays",
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """All that is open, in cash."""
        self._cash = cash = data.store.read(self.read_cash)
        currency = self.about["currency"] or cash.currency(data.clerk.country)
        self.note(currency=currency, number=cash.called, customer=cash.customer_id)
        return {"method": "cash", "amount": self.proposed(cash, currency)}

    def read_cash(self, reader: Reader) -> Cash:
        """The money that it is about."""
        return get_cash(reader, self.case_id, int(self.about["customer"]))

    def proposed(self, cash: Cash, currency: str) -> Decimal | None:
        """The amount that stands there at first."""
        return sum_open(cash.charges).get(currency)

    def shares(self, cash: Cash, amount: Decimal) -> Mapping[int, Decimal]:
        """What an amount pays, where nothing is told of it."""
        return allocate_oldest_first(amount, cash.open_charges(self.currency))

    def filled(self) -> None:
        """What it pays."""
        self.refresh_title()
        self._tell_shares()

    @on(Form.Changed)
    def _tell_shares(self) -> None:
        if self._cash is not None:
            self.query_one(Facts).show(self._facts(self._cash))

    def _facts(self, cash: Cash) -> Iterable[Run]:
        currency, glyphs = self.currency, shell_of(self).glyphs
        open_ones = cash.open_charges(currency)
        amount, _ = self.form.rows["amount"].read()
        shares = self._told(cash, amount or Decimal(0))
        yield self.text("cash.of", customer=cash.customer), "strong"
        for place, charge in enumerate(open_ones, 1):
            share = shares.get(charge.id, Decimal(0))
            said = {"charge": name_charge(charge, self.words), "share": self.words.money(share, currency)}
            whole = share == charge.open
            text = self.text("cash.pays", **said, open=self.words.money(charge.open, currency))
            yield f"{glyphs.good if whole else glyphs.dot} {place} {text}", "good" if whole else "plain"
        left = (amount or Decimal(0)) - sum(shares.values(), Decimal(0))
        if left > 0:
            yield self.text("cash.stays_free", amount=self.words.money(left, currency)), "warning"

    def _read_pays(self, text: str) -> tuple[str | None, Fault | None]:
        if self._cash is None:
            return text, None
        amount, _ = self.form.rows["amount"].read()
        _, fault = read_shares(text, self._cash.open_charges(self.currency), amount or Decimal(0), self.currency)
        return (text, None) if fault is None else (None, fault)

    def _told(self, cash: Cash, amount: Decimal) -> Mapping[int, Decimal]:
        """What an amount pays, as it is told or by the rule."""
        text = stands_in(self.form.rows["pays"])
        shares, _ = read_shares(text, cash.open_charges(self.currency), amount, self.currency)
        return shares if text and shares is not None else self.shares(cash, amount)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Take it in, with its number."""
        told = None
        if values["pays"] and self._cash is not None:
            open_ones = self._cash.open_charges(self.currency)
            told, fault = read_shares(values["pays"], open_ones, values["amount"], self.currency)
            if fault is not None:
                raise DeskError(fault.code, "pays", **fault.values)
        draft = self.make(values, told)
        return self.write(data, "cash.receive", lambda work: record_id(self.take(work, draft, data)))

    def make(self, values: dict[str, Any], told: Mapping[int, Decimal] | None) -> ReceiptDraft:
        """The receipt as it was typed; ``told`` is what it pays, where somebody said so."""
        return ReceiptDraft(
            int(self.about["customer"]),
            values["amount"],
            self.currency,
            values["method"],
            values["slip"] or "",
            values["account"] or "",
            values["payer_name"] or "",
            values["payer_note"] or "",
            values["supervised"] == "yes",
            values["happened_at"],
            told,
        )

    def take(self, work: Work, draft: ReceiptDraft, data: Any) -> Receipt:
        """Write it down."""
        return take_money(work, self.case_id, draft, engine=data.engine)

    def saved(self, result: int) -> None:
        """Its paper is one key away."""
        app = shell_of(self)
        super().saved(result)
        below = app.desk_screen
        if below is not None:
            offer_receipt(below, result)


class ChargeForm(MoneyForm):
    """Something more to be paid, in a case or by a customer; dismisses with its id."""

    FORM: ClassVar[str] = "cash.charge"
    TITLE_KEY = "cash.charge"
    SAVED = "cash.charged"

    def __init__(
        self,
        case_id: int = 0,
        customer_id: int = 0,
        number: str = "",
        currency: str = "",
        draft: Draft | None = None,
        deal_id: int = 0,
    ) -> None:
        super().__init__(case_id, number, draft, customer=customer_id, currency=currency, deal=deal_id)

    def fields(self) -> Sequence[Field]:
        """For what, how much; the price of a deal is asked for by its plan."""
        codes = [code for code in purposes() if code != "price" or not self.about.get("deal")]
        return (
            fields.choice(
                "purpose", codes, "purpose", required=True, cells=34, label="cash.purpose",
                hint="cash.hint_purpose",
            ),
            self.money_field("amount", required=True, label="cash.amount"),
            self.line_field("text", label="cash.text", cells=34),
            fields.day("due_on", self.read_day, label="cash.due_on"),
            self.currency_field(),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Nothing; the office's currency where the case has none yet."""
        self.note(currency=self.about["currency"] or CURRENCY_OF.get(data.clerk.country, "CNY"))
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Charge it."""
        draft = ChargeDraft(
            int(self.about["customer"]),
            values["purpose"],
            values["amount"],
            self.currency,
            values["text"] or "",
            values["due_on"],
            deal_id=self.about.get("deal") or None,
        )

        def charge(work: Work) -> int:
            if not self.case_id:
                return record_id(add_charge(work, draft))
            return record_id(add_case_charge(work, self.case_id, draft, engine=data.engine))

        return self.write(data, "cash.charge", charge)


class ReceiptForm(MoneyForm):
    """About one receipt or charge, which ``about`` names."""

    def __init__(
        self, about_id: int = 0, said: str = "", number: str = "", currency: str = "", draft: Draft | None = None
    ) -> None:
        super().__init__(0, number, draft, id=about_id, said=said, currency=currency)

    def title_text(self) -> str:
        """What, of which."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.about['said']}"


class RefundForm(ReceiptForm):
    """Give back what a receipt has free; dismisses with the payout's id."""

    FORM: ClassVar[str] = "cash.refund"
    TITLE_KEY = "cash.refund"
    SAVED = "cash.refunded"

    def fields(self) -> Sequence[Field]:
        """How much, why, and to whom where it is not the payer."""
        return (
            self.money_field("amount", required=True, label="cash.amount"),
            self.line_field("reason", required=True, cells=40, label="case_form.reason"),
            self.method_field(),
            self.line_field("account"),
            self.line_field("slip", hint="cash.hint_slip"),
            self.line_field("payee_name", hint="cash.hint_payee", cells=40),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """All that is free, the way it came."""
        receipt = data.store.read(lambda reader: get_receipt(reader, self.about["id"])).receipt
        self.note(currency=receipt.currency)
        return {"amount": receipt.free, "method": receipt.method, "account": receipt.account or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Pay it out."""
        draft = refund_draft(int(self.about["id"]), values)
        return self.write(data, "cash.refund", lambda work: record_id(refund(work, draft)))


class PassOnForm(ReceiptForm):
    """Held money goes to the state; dismisses with the payout's id."""

    FORM: ClassVar[str] = "cash.pass_on"
    TITLE_KEY = "cash.pass_on"
    SAVED = "cash.passed_on"

    def fields(self) -> Sequence[Field]:
        """The voucher first: without it nothing went on."""
        return (
            self.line_field("slip", required=True, label="cash.voucher"),
            self.money_field("amount", required=True, label="cash.amount"),
            self.line_field("payee_name", label="cash.authority", cells=40),
            self.method_field(),
            self.line_field("account", optional=True),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """All that was paid and is still here."""
        charge = self._charge(data)
        self.note(currency=charge.currency)
        return {"amount": charge.paid - charge.passed_on, "method": "transfer"}

    def _charge(self, data: Any) -> ChargeRow:
        charges: list[ChargeRow] = data.store.read(lambda reader: get_charges(reader, [self.about["id"]]))
        return charges[0]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Pay it on."""
        draft = PassOnDraft(
            int(self.about["id"]),
            values["amount"],
            values["slip"],
            values["method"],
            values["payee_name"] or "",
            values["account"] or "",
            values["happened_at"],
        )
        return self.write(data, "cash.pass_on", lambda work: record_id(pass_on(work, draft)))


class LowerForm(ReceiptForm):
    """A charge becomes smaller; dismisses with its id."""

    FORM: ClassVar[str] = "cash.lower"
    TITLE_KEY = "cash.lower"
    SAVED = "cash.lowered"

    def fields(self) -> Sequence[Field]:
        """To how much, and why."""
        return (
            self.money_field("amount", required=True, label="cash.new_amount"),
            self.line_field("reason", required=True, cells=40, label="case_form.reason"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Lower it; what was paid beyond is free again."""
        number, amount, reason = int(self.about["id"]), values["amount"], values["reason"]
        return self.write(data, "cash.lower", lambda work: record_id(lower_charge(work, number, amount, reason)))


def refund_draft(receipt_id: int, values: Mapping[str, Any]) -> RefundDraft:
    """What goes back of a receipt, as its form says."""
    return RefundDraft(
        receipt_id,
        values["amount"],
        values["method"],
        values["reason"],
        values["payee_name"] or "",
        values["account"] or "",
        values["slip"] or "",
        values["happened_at"],
    )
