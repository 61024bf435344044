"""The money of a deal: its plan and what else it owes, every receipt with its day, what went back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from deskapp.casework.cash import Cash
from deskapp.casework.screens.cash import CashScreen
from deskapp.casework.screens.cash_forms import ReceiveForm, RefundForm
from deskapp.casework.screens.cash_lines import under_headings
from deskapp.desks.contracts.paying.cash import DealCash, read_deal_cash
from deskapp.desks.contracts.paying.screens.cashier_forms import DealReceiveForm, DealRefundForm
from deskapp.locale import Words
from deskapp.money.letter import name_charge
from deskapp.money.queries import ChargeRow, PayoutRow, ReceiptRow
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.lines import Run, shell_of

_LONG: Final = 50
"""Signs beyond which the line of a deal leaves out what was asked in all, so that what is due is not cut off."""


class CashierScreen(CashScreen):
    """The cashier's place of one deal, reached from the unit, the contract, the search box."""

    TITLE_KEY = "cashier.title"
    TOPIC = "cashier"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("what", least=14, weight="strong"),
        Column("day", 10, weight="muted"),
        Column("amount", 15, align="right"),
        Column("left", 15, align="right"),
        Column("state", 12, weight="muted"),
    )

    def __init__(self, deal_id: int, receipt_id: int = 0) -> None:
        super().__init__(receipt_id=receipt_id)
        self.deal_id = deal_id
        self.deal: DealCash | None = None

    def read_cash(self, reader: Reader) -> Cash:
        """The deal's."""
        self.deal = read_deal_cash(reader, self.deal_id, shell_of(self).now().date())
        return self.deal.cash

    def title_text(self) -> str:
        """Which room, which contract."""
        called = self.deal.called if self.deal else ""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {called}"

    def standing(self, cash: Cash) -> Iterable[Run]:
        """The first buyer; what was asked, what came, what is open, what of it is due."""
        today = shell_of(self).now().date()
        yield f"{cash.customer}   ", "strong"
        for currency in dict.fromkeys(row.currency for row in cash.charges if row.state != "withdrawn"):
            yield from _standing(cash, currency, self.words, today)

    def rows(self, cash: Cash) -> Iterable[Row]:
        """With the day of each."""
        return deal_rows(cash, self.words, shell_of(self).now().date())

    def receive_form(self, currency: str) -> ReceiveForm:
        """By the deal's rules."""
        assert self.deal is not None
        return DealReceiveForm(self.deal_id, self.deal.called, currency or self.deal.currency)

    def refund_form(self, receipt: ReceiptRow) -> RefundForm:
        """By the deal's rules."""
        return DealRefundForm(receipt.id, receipt.called, self.number, receipt.currency, deal_id=self.deal_id)

    def places(self) -> Any:
        """Nobody else has to be warned: money is only ever added."""
        return ()


def _standing(cash: Cash, currency: str, words: Words, today: date) -> Iterator[Run]:
    live = [row for row in cash.charges if row.currency == currency and row.state != "withdrawn"]
    open_ones = [row for row in live if row.open > 0]
    due = sum((row.open for row in open_ones if row.due_on is None or row.due_on <= today), Decimal(0))
    free = sum((row.free for row in cash.receipts if row.currency == currency), Decimal(0))
    told = {
        "asked": words.money(sum((row.amount for row in live), Decimal(0)), currency),
        "open": words.money(sum((row.open for row in open_ones), Decimal(0)), currency),
    }
    standing, late = words.text("cashier.standing", **told), words.text("cashier.due", due=words.money(due, currency))
    if due and len(standing) + len(late) > _LONG:
        standing = words.text("sale_page.open", amount=told["open"])
    yield f"{standing}   ", "plain" if open_ones else "good"
    if due:
        yield f"{late}   ", "warning"
    if free:
        yield f"{words.text('cash.free', amount=words.money(free, currency))}   ", "warning"


def deal_rows(cash: Cash, words: Words, today: date) -> Iterator[Row]:
    """Charges, receipts and payouts under their headings; a key is the kind and the id."""
    return under_headings(
        words,
        charges=[_charge(row, words, today) for row in cash.charges],
        receipts=[_receipt(row, words) for row in cash.receipts],
        payouts=[_payout(row, words) for row in cash.payouts],
    )


def _charge(row: ChargeRow, words: Words, today: date) -> Row:
    is_late = row.open > 0 and row.due_on is not None and row.due_on < today
    cells = (
        name_charge(row, words),
        words.day(row.due_on) if row.due_on else "",
        words.money(row.amount, row.currency),
        words.money(row.open, row.currency) if row.open else "",
        words.text(f"charge_state.{row.state}"),
    )
    return Row(
        ("charge", row.id),
        cells,
        weight="muted" if row.state == "withdrawn" else "warning" if is_late else "plain",
    )


def _receipt(row: ReceiptRow, words: Words) -> Row:
    cells = (
        row.called,
        words.day(row.booked_on),
        words.money(row.amount, row.currency),
        words.money(row.free, row.currency) if row.free else words.text(f"method.{row.method}"),
        words.text(f"receipt_state.{row.state}"),
    )
    return Row(("receipt", row.id), cells, weight="muted" if row.state == "void" else "plain")


def _payout(row: PayoutRow, words: Words) -> Row:
    cells = (
        f"{row.number} {row.payee_name}",
        words.day(row.booked_on),
        words.money(row.amount, row.currency),
        "",
        words.text("receipt_state.void" if row.reversed else f"payout_kind.{row.kind}"),
    )
    return Row(("payout", row.id), cells, weight="muted" if row.reversed else "plain")
