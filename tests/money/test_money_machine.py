"""Any order of charging, receiving, paying, refunding, passing on, reversing, closing, merging and undoing it.

A model in plain numbers (fen, đồng) says what may be done and what must come of it; after every step the real SQLite
file is compared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.fixtures_store import NOW, open_counter
from tests.money.conftest import Till

from deskapp.errors import DeskError
from deskapp.money.charges import lower_charge, withdraw_charge
from deskapp.money.daybook import DayBook, close_day, get_daybook
from deskapp.money.drafts import CloseDraft, PassOnDraft, RefundDraft
from deskapp.money.drift import find_drift
from deskapp.money.payouts import pass_on, refund, reverse_payout
from deskapp.money.queries import balance, get_charges, list_receipts
from deskapp.money.receipts import allocate, release, reverse_receipt
from deskapp.office.customer.actions import merge_customers, undo_merge
from deskapp.store.base import record_id
from deskapp.values.money import from_minor, to_minor

# few and close values, so that limits are met and passed
CURRENCIES = st.sampled_from(["CNY", "CNY", "VND"])
AMOUNTS = st.integers(1, 9)
WHO = st.sampled_from([0, 0, 1, 2])
PURPOSE = st.sampled_from(["service_fee", "deed_tax", "deed_tax"])
DUE = st.integers(0, 4)
TRIES = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), AMOUNTS), min_size=1, max_size=5)
PURPOSES = {"service_fee": False, "deed_tax": True}


@dataclass
class Owed:
    customer: int
    currency: str
    amount: int
    held: bool
    due: int
    paid: dict[int, int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)
    live: bool = True

    @property
    def open(self) -> int:
        return self.amount - sum(self.paid.values()) if self.live else 0


@dataclass
class Came:
    customer: int
    currency: str
    amount: int
    back: dict[int, int] = field(default_factory=dict)
    live: bool = True


Tries = list[tuple[int, int, int]]


def pick(numbers: dict[int, Any], chosen: int) -> int:
    """One of these, whichever number was drawn."""
    return list(numbers)[chosen % len(numbers)]


class Cashier(RuleBasedStateMachine):
    begun: Path

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        folder = Path(self.closing.enter_context(TemporaryDirectory()))
        counter = self.closing.enter_context(open_counter(copyfile(self.begun, folder / "deskapp.db")))
        self.till = Till(counter, counter.customer("甲"))
        self.people = [self.till.customer, counter.customer("乙"), counter.customer("丙")]
        self.into: dict[int, int] = {}
        self.owed: dict[int, Owed] = {}
        self.came: dict[int, Came] = {}
        self.payouts: dict[int, dict[int, int]] = {}
        self.now = NOW
        self.fixed: dict[date, DayBook] = {}
        self.booked: set[date] = set()

    def teardown(self) -> None:
        self.closing.close()

    # ---- the model

    def root(self, customer: int) -> int:
        while customer in self.into:
            customer = self.into[customer]
        return customer

    def free(self, number: int) -> int:
        receipt = self.came[number]
        if not receipt.live:
            return 0
        return (
            receipt.amount - sum(owed.paid.get(number, 0) for owed in self.owed.values()) - sum(receipt.back.values())
        )

    def pay(self, number: int, shares: dict[int, int]) -> None:
        for charge, share in shares.items():
            paid = self.owed[charge].paid
            paid[number] = paid.get(number, 0) + share

    def oldest_first(self, customer: int, currency: str, amount: int) -> dict[int, int]:
        shares = {}
        open_ones = [
            (owed.due, number)
            for number, owed in self.owed.items()
            if self.root(owed.customer) == self.root(customer) and owed.currency == currency and owed.open
        ]
        for _, number in sorted(open_ones):
            share = min(amount, self.owed[number].open)
            amount -= share
            if share:
                shares[number] = share
        return shares

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Receipts and charges of one currency."""
        for number, receipt in self.came.items():
            yield from ((number, charge) for charge, owed in self.owed.items() if owed.currency == receipt.currency)

    def one_of(self, fitting: list[tuple[int, int]], first: int, second: int) -> tuple[int, int]:
        """Mostly a pair that fits, sometimes any."""
        if fitting and first % 3:
            return fitting[second % len(fitting)]
        return pick(self.came, first), pick(self.owed, second)

    def may_lose(self, charge: int, amount: int) -> bool:
        owed = self.owed[charge]
        return sum(owed.paid.values()) - amount >= sum(owed.gone.values())

    def book(self) -> None:
        """Something is booked now: today, or on the day behind the last closed one."""
        closed = max(self.fixed, default=None)
        self.booked.add(max(self.now.date(), closed + timedelta(days=1)) if closed else self.now.date())

    def attempt(self, may: bool, action: Callable[..., Any], *args: Any) -> Any:
        """The database allows what the model allows, and refuses what it refuses; None where it was refused."""
        if may:
            return self.till.at(self.now, action, *args)
        with pytest.raises(DeskError):
            self.till.at(self.now, action, *args)
        return None

    # ---- what clerks do

    @initialize(owed=st.lists(st.tuples(AMOUNTS, CURRENCIES, PURPOSE, WHO, DUE), min_size=3, max_size=6))
    def begin(self, owed: list[tuple[int, str, str, int, int]]) -> None:
        for amount, currency, purpose, who, due in owed:
            self.charge(amount, currency, purpose, who, due)
        self.receive(owed[0][0], owed[0][1], owed[0][3], None)

    @rule(
        amount=AMOUNTS,
        currency=CURRENCIES,
        purpose=PURPOSE,
        who=WHO,
        due=DUE,
    )
    def charge(self, amount: int, currency: str, purpose: str, who: int, due: int) -> None:
        day = NOW.date() + timedelta(days=due)
        number = self.till.charge(
            str(from_minor(amount, currency)), purpose, currency, customer_id=self.people[who], due_on=day
        )
        self.owed[number] = Owed(self.people[who], currency, amount, PURPOSES[purpose], due)

    @rule(amount=st.integers(1, 25), currency=CURRENCIES, who=WHO, by_hand=st.one_of(st.none(), TRIES))
    def receive(self, amount: int, currency: str, who: int, by_hand: Tries | None) -> None:
        """The oldest first, or the clerk says what it pays."""
        customer, method = self.people[who], "cash" if by_hand is None else "qr"
        shares = self.oldest_first(customer, currency, amount) if by_hand is None else {}
        told = {"customer_id": customer, "now": self.now, "allocate": None if by_hand is None else {}}
        number = self.till.receive(str(from_minor(amount, currency)), currency, method, **told)
        self.came[number] = Came(customer, currency, amount)
        self.book()
        self.pay(number, shares)
        still = [charge for charge, owed in self.owed.items() if owed.currency == currency and owed.open]
        for first, second, share in by_hand or ():
            fits = still and first % 4
            self.allocate_once(number, still[second % len(still)] if fits else pick(self.owed, second), share)

    @rule(tries=TRIES)
    def allocate(self, tries: Tries) -> None:
        for first, second, amount in tries:
            fitting = [pair for pair in self.pairs() if self.free(pair[0]) and self.owed[pair[1]].open]
            self.allocate_once(*self.one_of(fitting, first, second), amount)

    def allocate_once(self, number: int, charge: int, amount: int) -> None:
        receipt, owed = self.came[number], self.owed[charge]
        may = (
            receipt.live
            and owed.live
            and receipt.currency == owed.currency
            and self.root(receipt.customer) == self.root(owed.customer)
            and amount <= min(owed.open, self.free(number))
        )
        if self.attempt(may, allocate, number, {charge: from_minor(amount, receipt.currency)}):
            self.pay(number, {charge: amount})

    @rule(tries=TRIES)
    def release(self, tries: Tries) -> None:
        for first, second, _ in tries:
            paying = [(number, charge) for number, charge in self.pairs() if number in self.owed[charge].paid]
            self.release_once(*self.one_of(paying, first, second))

    def release_once(self, number: int, charge: int) -> None:
        share = self.owed[charge].paid.get(number, 0)
        may = self.came[number].live and share > 0 and self.may_lose(charge, share)
        if self.attempt(may, release, number, charge, "记错"):
            del self.owed[charge].paid[number]

    @rule(chosen=st.integers(0, 99))
    def reverse(self, chosen: int) -> None:
        number = pick(self.came, chosen)
        receipt = self.came[number]
        paying = {charge: owed.paid[number] for charge, owed in self.owed.items() if number in owed.paid}
        may = receipt.live and not receipt.back and all(self.may_lose(*share) for share in paying.items())
        if self.attempt(may, reverse_receipt, number, "输错"):
            receipt.live = False
            self.book()
            for charge in paying:
                del self.owed[charge].paid[number]

    @rule(tries=TRIES)
    def refund(self, tries: Tries) -> None:
        for first, _, amount in tries:
            self.refund_once(pick(self.came, first), amount)

    def refund_once(self, number: int, amount: int) -> None:
        currency, may = self.came[number].currency, self.came[number].live and amount <= self.free(number)
        payout = self.attempt(may, refund, RefundDraft(number, from_minor(amount, currency), "cash", "多收"))
        if payout:
            self.enter(payout, self.came[number].back, amount)

    @rule(tries=TRIES)
    def hand_on(self, tries: Tries) -> None:
        for first, _, amount in tries:
            self.hand_on_once(pick(self.owed, first), amount)

    def hand_on_once(self, number: int, amount: int) -> None:
        owed = self.owed[number]
        may = owed.held and self.may_lose(number, amount)
        payout = self.attempt(may, pass_on, PassOnDraft(number, from_minor(amount, owed.currency), "税票"))
        if payout:
            self.enter(payout, owed.gone, amount)

    def enter(self, payout: Any, where: dict[int, int], amount: int) -> None:
        number = record_id(payout)
        where[number] = amount
        self.book()
        self.payouts[number] = where

    @precondition(lambda self: self.payouts)
    @rule(chosen=st.integers(0, 99))
    def reverse_payout(self, chosen: int) -> None:
        number = pick(self.payouts, chosen)
        where = self.payouts[number]
        if self.attempt(number in where, reverse_payout, number, "未付"):
            del where[number]
            self.book()

    @rule(chosen=st.integers(0, 99))
    def withdraw(self, chosen: int) -> None:
        number = pick(self.owed, chosen)
        owed = self.owed[number]
        if self.attempt(owed.live and not owed.gone, withdraw_charge, number, "撤件"):
            owed.live, owed.paid = False, {}

    @rule(chosen=st.integers(0, 99), amount=AMOUNTS)
    def lower(self, chosen: int, amount: int) -> None:
        number = pick(self.owed, chosen)
        owed = self.owed[number]
        may = owed.live and amount < owed.amount and sum(owed.gone.values()) <= amount
        if self.attempt(may, lower_charge, number, from_minor(amount, owed.currency), "少办"):
            owed.amount = amount
            over = sum(owed.paid.values()) - amount
            for receipt in reversed(list(owed.paid)):
                taken = min(max(over, 0), owed.paid[receipt])
                owed.paid[receipt] -= taken
                over -= taken
            owed.paid = {receipt: share for receipt, share in owed.paid.items() if share}

    # ---- days

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(back=st.sampled_from([-1, 0, 0, 1, 1, 2]))
    def close(self, back: int) -> None:
        office, day = self.till.counter.clerk.office_id, self.now.date() - timedelta(days=back)
        counted = {
            (line.method, line.currency): line.net for line in self.till.counter.ask(get_daybook, office, day).lines
        }
        closed = max(self.fixed, default=date.min)
        may = closed < day <= self.now.date() and not any(closed < booked < day for booked in self.booked)
        if self.attempt(may, close_day, CloseDraft(day, counted)):
            self.fixed[day] = self.till.counter.ask(get_daybook, office, day)

    # ---- one person entered twice

    @rule(one=st.integers(0, 2), other=st.integers(0, 2))
    def merge(self, one: int, other: int) -> None:
        twin, into = self.people[one], self.people[other]
        if self.attempt(twin not in self.into and self.root(into) != twin, merge_customers, twin, into):
            self.into[twin] = self.root(into)

    @rule(one=st.integers(0, 2))
    def undo(self, one: int) -> None:
        if self.attempt(self.people[one] in self.into, undo_merge, self.people[one]):
            del self.into[self.people[one]]

    # ---- what holds after every step

    @invariant()
    def charges_and_receipts_are_what_the_events_say(self) -> None:
        ask = self.till.counter.ask
        charges = {row.id: row for row in ask(get_charges, list(self.owed))}
        for number, owed in self.owed.items():
            row = charges[number]
            said = [to_minor(figure, owed.currency) for figure in (row.amount, row.paid, row.open, row.passed_on)]
            assert said == [owed.amount, sum(owed.paid.values()), owed.open, sum(owed.gone.values())]
            assert 0 <= row.passed_on <= row.paid <= row.amount
        receipts = {row.id: row for row in ask(list_receipts, self.people)}
        assert receipts.keys() == self.came.keys()
        for number, receipt in self.came.items():
            assert to_minor(receipts[number].free, receipt.currency) == self.free(number) >= 0
        assert ask(find_drift) == []

    @invariant()
    def balances_are_the_sum_of_the_events(self) -> None:
        for person in {self.root(self.people[len(self.came) % 3]), self.people[len(self.owed) % 3]}:
            family = [other for other in self.people if self.root(other) == self.root(person)]
            said = self.till.counter.ask(balance, [person])
            for currency in ("CNY", "VND"):
                owed = sum(o.open for o in self.owed.values() if o.customer in family and o.currency == currency)
                free = sum(
                    self.free(number)
                    for number, receipt in self.came.items()
                    if receipt.customer in family and receipt.currency == currency
                )
                assert to_minor(said.get(currency, Decimal(0)), currency) == owed - free

    @invariant()
    def a_closed_day_stays(self) -> None:
        office = self.till.counter.clerk.office_id
        for day, before in self.fixed.items():
            assert self.till.counter.ask(get_daybook, office, day) == before


def test_money_stays_right_in_any_order(begun: Path) -> None:
    class AtThisCounter(Cashier):
        pass

    AtThisCounter.begun = begun
    run_state_machine_as_test(
        AtThisCounter,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
