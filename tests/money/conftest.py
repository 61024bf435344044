"""A cashier's ground: a customer at a counter of her own, and short words for charging and receiving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures_store import NOW, Counter

from deskapp.money.charges import add_charge
from deskapp.money.drafts import ChargeDraft, ReceiptDraft
from deskapp.money.drift import find_drift
from deskapp.money.queries import ChargeRow, ReceiptRow, get_charges, get_receipt
from deskapp.money.receipts import receive
from deskapp.store.base import record_id
from deskapp.store.work import Work


def plain(*amounts: Decimal) -> str:
    """Amounts side by side, without idle noughts: ``0 60.25``."""
    return " ".join(f"{amount.normalize():f}" for amount in amounts)


@dataclass
class Till:
    """One customer with a till; amounts are texts in yuan unless another currency is told."""

    counter: Counter
    customer: int

    def charge(self, amount: str, purpose: str = "service_fee", currency: str = "CNY", **more: Any) -> int:
        draft = ChargeDraft(more.pop("customer_id", self.customer), purpose, Decimal(amount), currency, **more)
        return record_id(self.counter.do(add_charge, draft))

    def receive(self, amount: str, currency: str = "CNY", method: str = "cash", **more: Any) -> int:
        now = more.pop("now", NOW)
        draft = ReceiptDraft(more.pop("customer_id", self.customer), Decimal(amount), currency, method, **more)
        return record_id(self.at(now, receive, draft))

    def at(self, now: datetime, action: Any, *args: Any) -> Any:
        """As ``counter.do`` at another moment."""

        def run(work: Work) -> Any:
            return action(work, *args)

        return self.counter.store.write(self.counter.clerk, action.__name__, run, now)

    def row(self, charge: int) -> ChargeRow:
        return self.counter.ask(get_charges, [charge])[0]

    def receipt(self, receipt: int) -> ReceiptRow:
        return self.counter.ask(get_receipt, receipt).receipt


@pytest.fixture
def till(counter: Counter) -> Iterator[Till]:
    """Whatever a test does, stored figures are what the events add up to."""
    yield Till(counter, counter.customer("张三丰"))
    assert counter.ask(find_drift) == []
