"""What the cashier's list says: how a customer stands, a line for each charge, receipt and payout, more about one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, tzinfo
from decimal import Decimal

from deskapp.casework.cash import Cash, sum_open
from deskapp.locale import Words
from deskapp.money.letter import name_charge
from deskapp.money.queries import ChargeRow, PayoutRow, ReceiptPage, ReceiptRow
from deskapp.ui.columns import Row
from deskapp.ui.lines import Run


def tell_standing(cash: Cash, words: Words) -> Iterator[Run]:
    """Who, and by currency what is open, what is free and what is held for the state."""
    yield f"{cash.customer}   ", "strong"
    still = sum_open(cash.charges)
    currencies = [row.currency for row in cash.charges] + [row.currency for row in cash.receipts]
    for currency in dict.fromkeys(currencies):
        free = sum((row.free for row in cash.receipts if row.currency == currency), Decimal(0))
        held = sum(
            (row.paid - row.passed_on for row in cash.charges if (row.holding, row.currency) == ("held", currency)),
            Decimal(0),
        )
        owed = still.get(currency, Decimal(0))
        yield f"{words.text('cash.open', amount=words.money(owed, currency))}   ", "warning" if owed else "good"
        if free:
            yield f"{words.text('cash.free', amount=words.money(free, currency))}   ", "plain"
        if held:
            yield f"{words.text('cash.held', amount=words.money(held, currency))}   ", "plain"


def money_rows(cash: Cash, words: Words, today: date) -> Iterator[Row]:
    """All lines under their headings; a key is the kind and the id."""
    return under_headings(
        words,
        charges=[_charge(row, words, today) for row in cash.charges],
        receipts=[_receipt(row, words) for row in cash.receipts],
        payouts=[_payout(row, words) for row in cash.payouts],
    )


def under_headings(
    words: Words, *, charges: Collection[Row], receipts: Collection[Row], payouts: Collection[Row]
) -> Iterator[Row]:
    """Lines of money under their headings; what there is none of has no heading."""
    for title, rows in (("cash.charges", charges), ("cash.receipts", receipts), ("cash.payouts", payouts)):
        if rows:
            yield Row(None, (words.text(title),), weight="muted")
            yield from rows


def _charge(row: ChargeRow, words: Words, today: date) -> Row:
    is_late = row.open > 0 and row.due_on is not None and row.due_on < today
    left = words.money(row.open, row.currency) if row.open else ""
    cells = (name_charge(row, words), words.money(row.amount, row.currency), left)
    return Row(
        ("charge", row.id),
        (*cells, words.text(f"charge_state.{row.state}")),
        weight="muted" if row.state == "withdrawn" else "warning" if is_late else "plain",
    )


def _receipt(row: ReceiptRow, words: Words) -> Row:
    free = words.money(row.free, row.currency) if row.free else ""
    cells = (row.called, words.money(row.amount, row.currency), free or words.text(f"method.{row.method}"))
    state = words.text(f"receipt_state.{row.state}")
    return Row(("receipt", row.id), (*cells, state), weight="muted" if row.state == "void" else "plain")


def _payout(row: PayoutRow, words: Words) -> Row:
    state = words.text("receipt_state.void" if row.reversed else f"payout_kind.{row.kind}")
    cells = (f"{row.number} {row.payee_name}", words.money(row.amount, row.currency), "", state)
    return Row(("payout", row.id), cells, weight="muted" if row.reversed else "plain")


def tell_money(
    one: ChargeRow | ReceiptRow | PayoutRow, page: ReceiptPage | None, words: Words, zone: tzinfo | None
) -> Iterator[Run]:
    """More about one of them; ``page`` is the receipt's, once it has been read."""
    if isinstance(one, ChargeRow):
        due = words.text("cash.due", day=one.due_on) if one.due_on else ""
        paid = words.text("cash.paid", amount=words.money(one.paid, one.currency))
        gone = words.text("cash.gone_on", amount=words.money(one.passed_on, one.currency)) if one.passed_on else ""
        yield _joined((words.text(f"holding.{one.holding}"), due, paid, gone)), "plain"
        yield words.text("cash.of_plan") if one.is_of_plan else one.withdrawn_reason, "muted"
    elif isinstance(one, ReceiptRow):
        moment = words.moment(one.received_at.astimezone(zone))
        method = words.text(f"method.{one.method}")
        yield _joined((moment, method, one.slip, one.payer_name, one.clerk, one.invoice)), "plain"
        if one.account or one.supervised:
            into = words.text("cash.into", account=one.account) if one.account else ""
            yield _joined((into, words.text("cash.is_supervised") if one.supervised else "")), "plain"
        if page is not None:
            shares = (f"{name_charge(row, words)} {words.money(share, row.currency)}" for row, share in page.shares)
            yield _joined(shares), "muted"
            yield page.reversal_reason or page.lost_note or page.payer_note, "muted"
    else:
        yield _joined((words.moment(one.paid_at.astimezone(zone)), one.slip, one.clerk)), "plain"
        yield one.reason, "muted"


def _joined(parts: Iterable[str]) -> str:
    return "   ".join(part for part in parts if part)
