"""Several cashiers at one customer at once: nothing is paid twice, no number is given twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from tests.money.conftest import Till, plain

from deskapp.money.drift import find_drift
from deskapp.money.queries import list_receipts


def test_money_taken_at_four_counters_at_once_adds_up(till: Till) -> None:
    charge = till.charge("1000")
    with ThreadPoolExecutor(4) as counters:
        receipts = list(counters.map(lambda _: till.receive("100"), range(16)))
    rows = till.counter.ask(list_receipts, [till.customer])
    assert {row.id for row in rows} == set(receipts)
    assert len({row.number for row in rows}) == 16
    assert plain(till.row(charge).paid, sum((row.free for row in rows), Decimal(0))) == "1000 600"
    assert till.counter.ask(find_drift) == []
