"""收款日报 and the day-book as reports: method by purpose, supervised accounts, files, void numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import NOW
from tests.intake.test_lists_of_cases import told

from deskapp.casework.report_daybook import DAYBOOK
from deskapp.casework.report_receipts import RECEIPTS
from deskapp.locale import words
from deskapp.money.daybook import close_day
from deskapp.money.drafts import CloseDraft, ReceiptDraft
from deskapp.money.model import Receipt
from deskapp.money.receipts import receive, reverse_receipt
from deskapp.office.deal.queries import buyers_of
from deskapp.sheets.reporting import Ask, ReportSource
from deskapp.store.base import record_id
from deskapp.store.work import Work

TODAY = NOW.date()


def sums(desk: ContractDesk, source: ReportSource, day: date = TODAY) -> dict[str, list[tuple[Any, ...]]]:
    ask = Ask(words("zh"), TODAY, since=day, until=day)
    tables = desk.counter.ask(lambda reader: source.read(reader, ask).summary)
    return {table.title_key: [tuple(row) for row in table.rows] for table in tables}


@pytest.fixture
def busy(contract_desk: ContractDesk) -> ContractDesk:
    """Beside what the ground took by transfer (120,000 and two whole prices): supervised, cash, void, from a file."""
    deal = contract_desk.deal("shut")
    (buyer, *_) = contract_desk.counter.ask(buyers_of, [deal])[deal]

    def take(work: Work, amount: int, method: str, **more: Any) -> int:
        draft = ReceiptDraft(buyer.customer.id, Decimal(amount), "CNY", method, deal_id=deal, **more)
        return record_id(receive(work, draft))

    def run(work: Work) -> None:
        take(work, 80_000, "transfer", account="监管户 8812", supervised=True)
        take(work, 70_000, "cash")
        void = take(work, 500, "cash", allocate={})
        brought = take(work, 30_000, "cash")
        work.change(work.get(Receipt, brought), {"outside_number": "SJ900", "project_id": 1})
        reverse_receipt(work, void, "写错")

    contract_desk.do(run)
    return contract_desk


def test_the_days_receipts_by_method_and_purpose(busy: ContractDesk) -> None:
    found = sums(busy, RECEIPTS)
    net = Decimal(2_200_000)
    assert found["report.receipts_method_CNY"] == [
        ("cash", 3, 1, Decimal(100_000), 0, Decimal(100_000), Decimal(30_000), 0),
        ("transfer", 4, 0, net, 0, net, 0, Decimal(80_000)),
    ]
    assert found["report.receipts_both_CNY"] == [
        ("cash", "购房款", 2, Decimal(100_000)), ("transfer", "购房款", 4, net)
    ]  # fmt: skip
    assert found["report.receipts_void_CNY"] == [("SJ-20261122-0006", "cash", Decimal(500), TODAY, "写错")]
    this, before, year = found["report.receipts_period_CNY"]
    assert (this[0], this[3], before[3], year[3]) == ("this", Decimal(2_300_000), 0, 0)
    rows = told(busy.store, RECEIPTS, since=TODAY, until=TODAY)
    entries = {row["number"]: row for row in rows if row["entry"] == "receipt"}
    assert entries["SJ900"]["room"] == "3-2-1502"
    assert [(row["account"], row["supervised"]) for row in rows if row["account"]] == [("监管户 8812", "yes")]


def test_the_day_book_stays_the_counters_whatever_files_bring(busy: ContractDesk) -> None:
    rows = told(busy.store, DAYBOOK, since=TODAY, until=TODAY)
    said = [(row["source"], row["method"], row["net"], row["state"]) for row in rows]
    assert said == [
        ("counter", "cash", "70000.00", "open"), ("counter", "transfer", "2200000.00", "open"),
        ("file", "cash", "30000.00", ""),
    ]  # fmt: skip
    busy.do(close_day, CloseDraft(TODAY, {("cash", "CNY"): Decimal(69_990)}, "少十元"))
    (cash, *_) = told(busy.store, DAYBOOK, since=TODAY, until=TODAY)
    assert (cash["counted"], cash["difference"], cash["state"], cash["note"]) == (
        "69990.00", "-10.00", "closed", "少十元"
    )  # fmt: skip
    (day,) = sums(busy, DAYBOOK)["report.daybook_days_CNY"]
    assert day == (TODAY, 6, 1, Decimal(2_270_000), 0, Decimal(2_270_000), Decimal(-10), Decimal(30_000))
