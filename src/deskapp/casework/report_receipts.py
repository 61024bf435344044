"""收款日报: every entry of the day-book with whom, what for and by which way; its sums are those of the day's close."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from heapq import merge
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.model import Case, CaseCharge
from deskapp.cases.report_parts import local, name_customers
from deskapp.casework.report_receipts_sums import Sums
from deskapp.locale import Words
from deskapp.money.model import Allocation, Charge, Payout, Receipt, Reversal
from deskapp.money.purposes import purpose_key
from deskapp.office.customer.sheet import NAME
from deskapp.office.deal.queries import rooms_of
from deskapp.sheets.report import ReportColumn, Row
from deskapp.sheets.reporting import Ask, Contents, ReportSource, paged, pick, stream, within_days
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

_RECEIPT: Final = (
    "id", "number", "outside_number", "deal_id", "account", "supervised", "customer_id", "payer_name", "currency",
    "amount", "method", "slip", "received_at", "booked_on", "clerk", "invoice", "entered_at",
)  # fmt: skip
_PAYOUT: Final = ("id", "number", "kind", "receipt_id", "charge_id", "currency", "amount", "method", "payee_name",
                  "account", "slip", "reason", "paid_at", "booked_on", "clerk", "entered_at")  # fmt: skip
_Placed = tuple[tuple[date, Any, int], Row]


def _columns(currency: str) -> tuple[ReportColumn, ...]:
    return (
        ReportColumn("booked_on", "day"),
        ReportColumn("number", "code", label="column.voucher_number"),
        ReportColumn("entry", "choice", "money_entry"),
        ReportColumn("happened_at", "moment", label="column.money_at"),
        ReportColumn.of(NAME),
        ReportColumn("payer"),
        ReportColumn("case", label="column.case_number"),
        ReportColumn("room", label="column.contract_unit"),
        ReportColumn("purpose", label="column.money_for"),
        ReportColumn("method", "choice", "method", "column.money_method"),
        ReportColumn("slip", "code", label="column.money_slip"),
        ReportColumn("account", "code", label="column.payment_account"),
        ReportColumn("supervised", "choice", "answer", label="column.supervised"),
        ReportColumn("currency", "code"),
        ReportColumn("received", "money", label="column.money_in", currency=currency),
        ReportColumn("paid_out", "money", label="column.money_out", currency=currency),
        ReportColumn("invoice", "code"),
        ReportColumn("clerk"),
        ReportColumn("note", label="column.money_note"),
    )


def _read(reader: Reader, ask: Ask) -> Contents:
    sums = Sums(reader, ask)
    currencies = sums.currencies
    # columns of amounts are written as the only currency writes them; of several they keep the finer decimals
    currency = currencies[0] if len(currencies) == 1 else "CNY"
    tables = [table for one in currencies for table in sums.tables(one)]
    return Contents(_columns(currency), _rows(reader, ask), tuple(tables))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    """What came in, what went out and what was taken back, in the order in which the days have them."""
    parts = (_receipts(reader, ask), _payouts(reader, ask), _reversals(reader, ask))
    return (row for _, row in merge(*parts, key=itemgetter(0)))


# ---- rows


def _receipts(reader: Reader, ask: Ask) -> Iterator[_Placed]:
    chosen = pick(*(getattr(Receipt, name) for name in _RECEIPT)).where(*within_days(col(Receipt.booked_on), ask))
    for page in paged(stream(reader, _in_order(chosen, Receipt))):
        for told, row in zip(_told(_RECEIPT, page), _came(reader, ask, _told(_RECEIPT, page)), strict=True):
            yield (told["booked_on"], told["entered_at"], 0), row


def _payouts(reader: Reader, ask: Ask) -> Iterator[_Placed]:
    chosen = pick(*(getattr(Payout, name) for name in _PAYOUT)).where(*within_days(col(Payout.booked_on), ask))
    for page in paged(stream(reader, _in_order(chosen, Payout))):
        for told, row in zip(_told(_PAYOUT, page), _went(reader, ask, _told(_PAYOUT, page)), strict=True):
            yield (told["booked_on"], told["entered_at"], 1), row


def _reversals(reader: Reader, ask: Ask) -> Iterator[_Placed]:
    """What was taken back stands on the day of the taking back, with its amount turned."""
    names = ("receipt_id", "payout_id", "reason", "booked_on", "entered_at", "clerk")
    chosen = pick(*(getattr(Reversal, name) for name in names)).where(*within_days(col(Reversal.booked_on), ask))
    for page in paged(stream(reader, _in_order(chosen, Reversal))):
        found = _told(names, page)
        receipts = _by_id(reader, Receipt, _RECEIPT, [one["receipt_id"] for one in found])
        payouts = _by_id(reader, Payout, _PAYOUT, [one["payout_id"] for one in found])
        rows = {
            **{("r", one["id"]): row for one, row in zip(receipts, _came(reader, ask, receipts), strict=True)},
            **{("p", one["id"]): row for one, row in zip(payouts, _went(reader, ask, payouts), strict=True)},
        }
        for told in found:
            key = ("r", told["receipt_id"]) if told["receipt_id"] is not None else ("p", told["payout_id"])
            yield (told["booked_on"], told["entered_at"], 2), _turned(rows[key], told)


def _came(reader: Reader, ask: Ask, receipts: Sequence[dict[str, Any]]) -> Iterator[Row]:
    people = name_customers(reader, ask, (one["customer_id"] for one in receipts))
    paid = _paid(reader, ask.words, [one["id"] for one in receipts])
    rooms = _rooms(reader, {one["deal_id"] for one in receipts})
    for one in receipts:
        cases, purpose = paid.get(one["id"], ("", ""))
        person = people.get(one["customer_id"])
        yield [
            one["booked_on"], one["outside_number"] or one["number"], "receipt", local(one["received_at"]),
            person.name if person else None, one["payer_name"] or None, cases or None, rooms.get(one["deal_id"]),
            purpose or None, one["method"], one["slip"] or None, one["account"] or None,
            "yes" if one["supervised"] else None, one["currency"], from_minor(one["amount"], one["currency"]), None,
            one["invoice"] or None, one["clerk"] or None, None,
        ]  # fmt: skip


def _went(reader: Reader, ask: Ask, payouts: Sequence[dict[str, Any]]) -> Iterator[Row]:
    owners = _owners(reader, payouts)
    people = name_customers(reader, ask, owners.values())
    charged = {one["charge_id"] for one in payouts if one["charge_id"] is not None}
    charges = _charges(reader, ask.words, charged)
    cases = _cases(reader, charged)
    deals = _deals(reader, payouts)
    rooms = _rooms(reader, set(deals.values()))
    for one in payouts:
        person = people.get(owners[one["id"]])
        yield [
            one["booked_on"], one["number"], one["kind"], local(one["paid_at"]), person.name if person else None,
            one["payee_name"] or None, ", ".join(cases.get(one["charge_id"], ())) or None,
            rooms.get(deals.get(one["id"])),
            charges.get(one["charge_id"]), one["method"], one["slip"] or None,
            one["account"] or None, None, one["currency"], None,
            from_minor(one["amount"], one["currency"]), None, one["clerk"] or None, one["reason"] or None,
        ]  # fmt: skip


def _turned(row: Row, told: dict[str, Any]) -> Row:
    names = [column.name for column in _columns("CNY")]
    cells = dict(zip(names, row, strict=True))
    for name in ("received", "paid_out"):
        cells[name] = -cells[name] if cells[name] is not None else None
    cells |= {"booked_on": told["booked_on"], "entry": "reversal", "happened_at": local(told["entered_at"])}
    cells |= {"clerk": told["clerk"] or None, "note": told["reason"], "invoice": None}
    return list(cells.values())


def _paid(reader: Reader, words: Words, receipts: Collection[int]) -> dict[int, tuple[str, str]]:
    """By receipt the cases that it pays in, and what for, the largest share first."""
    shares = (
        select(Allocation.receipt_id, Allocation.charge_id, func.sum(Allocation.amount))
        .where(col(Allocation.receipt_id).in_(receipts))
        .group_by(col(Allocation.receipt_id), col(Allocation.charge_id))
    )
    found = [row for row in reader.session.exec(shares) if row[2]]
    named = _charges(reader, words, {charge for _, charge, _ in found})
    cases = _cases(reader, {charge for _, charge, _ in found})
    told: dict[int, tuple[dict[str, None], dict[str, None]]] = {}
    for receipt, charge, _ in sorted(found, key=lambda row: (-row[2], row[1])):
        numbers, purposes_ = told.setdefault(receipt, ({}, {}))
        numbers.update(dict.fromkeys(cases.get(charge, ())))
        purposes_[named[charge]] = None
    return {receipt: (", ".join(one), ", ".join(two)) for receipt, (one, two) in told.items()}


def _charges(reader: Reader, words: Words, numbers: Collection[int]) -> dict[int, str]:
    query = select(Charge.id, Charge.text, Charge.purpose).where(col(Charge.id).in_(numbers))
    return {
        number or 0: text or words.text(purpose_key(purpose)) for number, text, purpose in reader.session.exec(query)
    }


def _cases(reader: Reader, charges: Collection[int]) -> dict[int, list[str]]:
    query = (
        select(CaseCharge.charge_id, Case.number)
        .join(Case, col(Case.id) == col(CaseCharge.case_id))
        .where(col(CaseCharge.charge_id).in_(charges))
        .order_by(col(CaseCharge.id))
    )
    found: dict[int, list[str]] = {}
    for charge, number in reader.session.exec(query):
        found.setdefault(charge, []).append(number)
    return found


def _deals(reader: Reader, payouts: Iterable[dict[str, Any]]) -> dict[int, int | None]:
    """Of which deal the money of each payout is, by its id."""
    query = (
        select(Payout.id, func.coalesce(Receipt.deal_id, Charge.deal_id))
        .join(Receipt, col(Receipt.id) == col(Payout.receipt_id), isouter=True)
        .join(Charge, col(Charge.id) == col(Payout.charge_id), isouter=True)
        .where(col(Payout.id).in_([one["id"] for one in payouts]))
    )
    return {number or 0: deal for number, deal in reader.session.exec(query)}


def _rooms(reader: Reader, deals: Collection[int | None]) -> dict[int | None, str]:
    """The rooms of deals as one says them."""
    found = rooms_of(reader, {deal for deal in deals if deal is not None})
    return {deal: ", ".join(room.code for room in rooms) for deal, rooms in found.items()}


def _owners(reader: Reader, payouts: Iterable[dict[str, Any]]) -> dict[int, int]:
    """Whose money each payout was, by its id."""
    ids = [one["id"] for one in payouts]
    query = (
        select(Payout.id, func.coalesce(Receipt.customer_id, Charge.customer_id))
        .join(Receipt, col(Receipt.id) == col(Payout.receipt_id), isouter=True)
        .join(Charge, col(Charge.id) == col(Payout.charge_id), isouter=True)
        .where(col(Payout.id).in_(ids))
    )
    return {number or 0: customer for number, customer in reader.session.exec(query)}


def _by_id(
    reader: Reader, table: type[Receipt] | type[Payout], names: Sequence[str], ids: Iterable[int | None]
) -> list[dict[str, Any]]:
    wanted = [number for number in ids if number is not None]
    if not wanted:
        return []
    chosen = pick(*(getattr(table, name) for name in names)).where(col(table.id).in_(wanted))
    return _told(names, reader.session.execute(chosen))


def _told(names: Sequence[str], rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _in_order(statement: Any, table: Any) -> Any:
    return statement.order_by(col(table.booked_on), col(table.entered_at), col(table.id))


RECEIPTS: Final = ReportSource("receipts", _read, day="column.booked_on", has_project=False)
