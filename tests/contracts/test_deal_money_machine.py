"""Whatever is received, told, reversed, refunded, planned anew or handed to other parties: a deal's money adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select
from tests.contracts.contract_ground import PRICE, ContractDesk, desk_on

from deskapp.casework.cash import use_free_money
from deskapp.desks.contracts.paying.cash import receive_for_deal
from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.plan import set_plan
from deskapp.desks.contracts.sale.projection import find_drift as find_contract_drift
from deskapp.errors import DeskError
from deskapp.money.drafts import ReceiptDraft, RefundDraft
from deskapp.money.drift import find_drift, find_unbalanced
from deskapp.money.kinds import KINDS
from deskapp.money.model import Allocation, Charge, Payout, Receipt
from deskapp.money.payouts import refund, reverse_payout
from deskapp.money.queries import find_deal_charges
from deskapp.money.receipts import release, reverse_receipt
from deskapp.office.deal.actions import change_parties
from deskapp.office.deal.drafts import PartyDraft
from deskapp.store.base import record_id
from deskapp.store.work import Work

NUMBERS = st.integers(0, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(1, 700), st.sampled_from(["", *KINDS])),
        st.tuples(st.just("tell"), st.integers(1, 700), NUMBERS),
        st.tuples(st.sampled_from(["reverse", "use", "release", "take_back"]), NUMBERS, NUMBERS),
        st.tuples(st.just("refund"), NUMBERS, st.integers(1, 700)),
        st.tuples(st.just("plan"), st.integers(1, 999), NUMBERS),
        st.tuples(st.just("parties"), NUMBERS, NUMBERS),
    ),
    min_size=1,
    max_size=7,
)


class Undone(Exception):
    """Nothing of an example stays."""


@pytest.fixture(scope="module")
def machine(contract_desk_made: tuple[ContractDesk, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made, database = contract_desk_made
    with desk_on(made, database, tmp_path_factory.mktemp("machine") / "deskapp.db") as desk:
        yield desk


def pick(numbers: Iterable[int | None], chosen: int) -> int:
    """One of the records there are; a step without any is a step that is refused."""
    found = [number for number in numbers if number is not None]
    if not found:
        raise DeskError("store.gone")
    return found[chosen % len(found)]


def step(work: Work, desk: ContractDesk, deal: int, contract: int, said: tuple[Any, ...]) -> None:
    what, one, two = said
    receipts = list(work.session.exec(select(Receipt.id).where(Receipt.deal_id == deal).order_by(col(Receipt.id))))
    if what == "receive":
        draft = ReceiptDraft(0, Decimal(one * 1000), "CNY", "transfer", deal_id=deal, paid_for=two)
        receive_for_deal(work, draft)
    elif what == "tell":
        charge = pick([row.id for row in find_deal_charges(work, deal)], two)
        share = min(Decimal(one * 1000), find_deal_charges(work, deal)[0].open)
        told = ReceiptDraft(0, Decimal(one * 1000), "CNY", "cash", deal_id=deal, allocate={charge: share})
        receive_for_deal(work, told)
    elif what == "reverse":
        reverse_receipt(work, pick(receipts, one), "写错")
    elif what == "use":
        use_free_money(work, pick(receipts, one))
    elif what == "release":
        charges = list(work.session.exec(select(Charge.id).where(Charge.deal_id == deal)))
        release(work, pick(receipts, one), pick(charges, two), "改抵")
    elif what == "refund":
        refund(work, RefundDraft(pick(receipts, one), Decimal(two * 100), "cash", "多付"))
    elif what == "take_back":
        reverse_payout(work, pick(list(work.session.exec(select(Payout.id))), one), "未付出")
    elif what == "plan":
        first = PRICE * one / 1000
        set_plan(work, contract, [PlanLine("down_payment", first), PlanLine("loan", PRICE - first)])
    else:
        buyers = list(desk.people.values())
        change_parties(
            work, deal, [PartyDraft(buyers[one]), *([PartyDraft(buyers[two])] if one != two else [])], work.today
        )


def settle(work: Work) -> None:
    """What the end of a unit of work does before it commits."""
    work.session.flush()
    work.following.work(work)


def figures(work: Work, deal: int) -> list[Any]:
    charges = select(Charge.id, Charge.amount, Charge.paid, Charge.withdrawn_at).where(Charge.deal_id == deal)
    contract = work.session.exec(select(SaleContract).where(SaleContract.deal_id == deal)).one()
    names = ("state", "asked", "paid", "filing_gap", "blocked_by", "next_due_on")
    return [*work.session.exec(charges.order_by(col(Charge.id))).all(), *(getattr(contract, name) for name in names)]


def adds_up(work: Work) -> None:
    assert find_drift(work) == []
    assert find_unbalanced(work) == []
    assert list(find_contract_drift(work)) == []
    for receipt in work.session.exec(select(Receipt)).all():
        given = work.session.exec(
            select(func.coalesce(func.sum(Allocation.amount), 0)).where(Allocation.receipt_id == receipt.id)
        ).one()
        back = work.session.exec(
            select(func.coalesce(func.sum(Payout.amount), 0)).where(
                Payout.receipt_id == receipt.id, col(Payout.reversed_at).is_(None)
            )
        ).one()
        # a receipt is what it pays, what is free and what went back; one that was reversed is none of it
        assert given + receipt.free + back == (0 if receipt.reversed_at else receipt.amount)


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_a_deals_money_adds_up_whatever_happens(machine: ContractDesk, steps: list[tuple[Any, ...]]) -> None:
    deal, contract = machine.deal("shut"), machine.contracts["shut"]

    def run(work: Work) -> None:
        for said in steps:
            with suppress(DeskError), work.session.begin_nested():
                step(work, machine, deal, contract, said)
        settle(work)
        adds_up(work)
        raise Undone

    with pytest.raises(Undone):
        machine.do(run)


@settings(max_examples=10, deadline=None)
@given(steps=STEPS, amount=st.integers(1, 900), paid_for=st.sampled_from(["", *KINDS]))
def test_a_reversal_leaves_what_was_before_the_receipt(
    machine: ContractDesk, steps: list[tuple[Any, ...]], amount: int, paid_for: str
) -> None:
    deal, contract = machine.deal("shut"), machine.contracts["shut"]

    def run(work: Work) -> None:
        for said in steps:
            with suppress(DeskError), work.session.begin_nested():
                step(work, machine, deal, contract, said)
        settle(work)
        before = figures(work, deal)
        draft = ReceiptDraft(0, Decimal(amount * 1000), "CNY", "cash", deal_id=deal, paid_for=paid_for)
        receipt = record_id(receive_for_deal(work, draft))
        settle(work)
        reverse_receipt(work, receipt, "写错")
        settle(work)
        assert figures(work, deal) == before
        raise Undone

    with pytest.raises(Undone):
        machine.do(run)
