"""Money of a deal comes in and goes back: what is due stands there, the account says whether it is supervised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from deskapp.casework.cash import Cash
from deskapp.casework.screens.cash_forms import ReceiveForm, RefundForm, refund_draft
from deskapp.casework.screens.facts import Facts
from deskapp.desks.contracts.paying.accounts import Account, find_account, load_accounts
from deskapp.desks.contracts.paying.cash import (
    DealCash,
    propose_amount,
    read_deal_cash,
    receive_for_deal,
    refund_of_deal,
)
from deskapp.errors import Fault
from deskapp.locale import Words
from deskapp.money.drafts import LINE_LIMIT, ReceiptDraft
from deskapp.money.kinds import KINDS, charges_paid
from deskapp.money.model import Receipt
from deskapp.money.queries import get_receipt
from deskapp.money.rules import allocate_in_order
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.lines import Run
from deskapp.ui.reading import stands_in

PAPERS = ("original", "copy")


class DealReceiveForm(ReceiveForm):
    """What is due by now stands in the amount; what it pays, below. Dismisses with the receipt's id."""

    FORM: ClassVar[str] = "cashier.receive"
    TITLE_KEY = "cashier.receive"
    TOPIC = "cashier"

    def __init__(self, deal_id: int = 0, number: str = "", currency: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, 0, number, currency, draft)
        if draft is None:
            self.note(deal=deal_id)
        self._deal: DealCash | None = None
        self._accounts: tuple[Account, ...] = ()

    def fields(self) -> Sequence[Field]:
        """How, with which slip, how much; the rest folds away."""
        return (
            self.method_field(),
            self.line_field("slip", hint="cash.hint_slip"),
            self.money_field("amount", required=True, label="cash.amount"),
            fields.choice(
                "paid_for", tuple(KINDS), "paid_for", optional=True, cells=24, label="cash.paid_for",
                hint="cash.hint_paid_for",
            ),
            self.pays_field(),
            self.line_field("payer_name", optional=True),
            self.line_field("payer_note", optional=True, hint="cash.hint_payer_note", cells=34),
            fields.choice(
                "declaration", PAPERS, "paper_kind", optional=True, cells=24, label="cash.declaration",
                hint="cash.hint_declaration",
            ),
            fields.text(
                "account", self._read_account, optional=True, cells=24, most=LINE_LIMIT, label="cash.account",
                hint="cash.hint_account", echo=self._tell_account,
            ),
            self.currency_field(),
            self.happened_field(),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is due, in cash; the account is the project's first supervised one."""
        self._accounts = load_accounts(data.home)
        told = dict(super().fill(data))
        account = next((one for one in self._able() if one.supervised), next(iter(self._able()), None))
        if account is not None:
            told["account"] = account.called
        if self._deal is not None:
            self.note(number=self._deal.called)
        return told

    def read_cash(self, reader: Reader) -> Cash:
        """The deal's."""
        self._deal = read_deal_cash(reader, int(self.about["deal"]), self.today)
        return self._deal.cash

    def proposed(self, cash: Cash, currency: str) -> Decimal | None:
        """What is due by now, else what is due next."""
        return propose_amount(cash.charges, currency, self.today)

    def shares(self, cash: Cash, amount: Decimal) -> Mapping[int, Decimal]:
        """The oldest first, by what it is paid for."""
        paid_for = stands_in(self.form.rows["paid_for"]) if self.query(Form) else ""
        open_ones = charges_paid(paid_for if paid_for in KINDS else "", cash.open_charges(self.currency))
        return allocate_in_order(amount, open_ones)

    def take(self, work: Work, draft: ReceiptDraft, data: Any) -> Receipt:
        """Write it down; money in hand goes to no account."""
        return receive_for_deal(work, draft, declaration=self._declared)

    def make(self, values: dict[str, Any], told: Mapping[int, Decimal] | None) -> ReceiptDraft:
        """The receipt for this deal."""
        self._declared = values["declaration"] or ""
        account = None if values["method"] == "cash" else values["account"]
        found = find_account(self._accounts, account, self._day(values), self._project) if account else None
        return ReceiptDraft(
            int(self.about["customer"]),
            values["amount"],
            self.currency,
            values["method"],
            values["slip"] or "",
            account or "",
            values["payer_name"] or "",
            values["payer_note"] or "",
            found is not None and found.supervised,
            values["happened_at"],
            told,
            deal_id=int(self.about["deal"]),
            paid_for=values["paid_for"] or "",
        )

    _declared: str = ""

    @property
    def _project(self) -> str:
        return self._deal.project if self._deal is not None else ""

    def _day(self, values: Mapping[str, Any]) -> date:
        moment = values["happened_at"]
        return moment.date() if moment is not None else self.today

    def _able(self) -> list[Account]:
        return [one for one in self._accounts if one.holds(self.today, self._project)]

    def _read_account(self, text: str) -> tuple[str | None, Fault | None]:
        found = find_account(self._accounts, text, self.today, self._project)
        return (found.called if found is not None else text), None

    def _tell_account(self, value: Any, words: Words) -> str:
        found = find_account(self._accounts, str(value), self.today, self._project)
        if found is None:
            return ""
        return "  ".join(
            part
            for part in (found.called, found.bank, words.text("cash.is_supervised") if found.supervised else "")
            if part
        )


class DealRefundForm(RefundForm):
    """What a receipt of the deal has free goes back to its payer; by transfer to the payer's own account."""

    FORM: ClassVar[str] = "cashier.refund"
    TITLE_KEY = "cashier.refund"
    TOPIC = "cashier"

    def __init__(
        self,
        about_id: int = 0,
        said: str = "",
        number: str = "",
        currency: str = "",
        draft: Draft | None = None,
        deal_id: int = 0,
    ) -> None:
        super().__init__(about_id, said, number, currency, draft)
        if draft is None:
            self.note(deal=deal_id)

    def body(self) -> Iterable[Any]:
        """The form, and who handles refunds of such a buyer."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """The account is the payee's."""
        return tuple(
            self.line_field("account", label="cash.payee_account") if field.name == "account" else field
            for field in super().fields()
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """All that is free, the way it came; ours is not the account that it goes to."""
        told = {**super().fill(data), "account": None}
        deal_id, today = int(self.about["deal"]), self.today
        deal: DealCash = data.store.read(lambda reader: read_deal_cash(reader, deal_id, today))
        page = data.store.read(lambda reader: get_receipt(reader, self.about["id"]))
        self._told = (
            (self.text("cash.of", customer=page.receipt.payer_name or deal.cash.customer), "strong"),
            (self.text("cash.refunds_by", department=self.text(f"desk_department.{deal.refunds_by}")), "plain"),
        )
        return told

    _told: tuple[Run, ...] = ()

    def filled(self) -> None:
        """Who paid, who handles it."""
        super().filled()
        self.query_one(Facts).show(self._told)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Pay it out."""
        draft = refund_draft(int(self.about["id"]), values)
        return self.write(data, "cash.refund", lambda work: record_id(refund_of_deal(work, draft)))
