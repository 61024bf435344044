"""Whatever is noted of a contract, its filing, its loans and the asking, in any order: what follows is what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select
from tests.contracts.contract_ground import ContractDesk, desk_on
from tests.contracts.test_deal_money_machine import Undone, pick, settle

from deskapp.desks.contracts.arrears.actions import (
    AttemptDraft,
    end_formality,
    note_attempt,
    note_formality,
    resume_chasing,
    stop_chasing,
)
from deskapp.desks.contracts.arrears.model import CONTACT_RESULTS, STOP_REASONS, Formality
from deskapp.desks.contracts.arrears.projection import find_drift as find_chase_drift
from deskapp.desks.contracts.loans.actions import begin_mortgage, note_loan, take_back_note
from deskapp.desks.contracts.loans.drafts import LoanNote, MortgageDraft
from deskapp.desks.contracts.loans.model import BankLoan, Mortgage
from deskapp.desks.contracts.loans.projection import find_loan_drift
from deskapp.desks.contracts.loans.rules import NOTES
from deskapp.desks.contracts.paying.cash import receive_for_deal
from deskapp.desks.contracts.paying.routing import ABOUT, FORMALITIES
from deskapp.desks.contracts.sale.actions import (
    cancel_contract,
    check_seals,
    note_online_number,
    review_contract,
    sign_contract,
)
from deskapp.desks.contracts.sale.actions_filing import cancel_filing, file_contract, pre_register
from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.plan import set_plan
from deskapp.desks.contracts.sale.projection import find_drift as find_contract_drift
from deskapp.errors import DeskError
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.model import Receipt
from deskapp.money.receipts import reverse_receipt
from deskapp.office.deal.actions import hold_deal, release_deal
from deskapp.store.work import Work

NAMES = ("ready", "shut", "filed", "draft", "reserved")
REASON = "法定期限将至"
DAYS = st.integers(0, 60).map(lambda back: date(2026, 11, 22) - timedelta(days=back))


def of_contract(work: Work, contract: SaleContract, what: str, day: date, number: int) -> None:
    """A fact of the contract itself."""
    own = contract.id or 0
    deeds: dict[str, Callable[[], Any]] = {
        "review": lambda: review_contract(work, own, day, REASON),
        "online": lambda: note_online_number(work, own, f"WQ{number}" if number else "", day),
        "sign": lambda: sign_contract(work, own, day),
        "seals": lambda: check_seals(work, own, complete=number > 1, note="缺章", day=day),
        "file": lambda: file_contract(work, own, f"BA{number}", day, REASON),
        "unfile": lambda: cancel_filing(work, own, day, REASON),
        "register": lambda: pre_register(work, own, f"YG{number}" if number else "", day),
        "cancel": lambda: cancel_contract(work, own, day, REASON),
        "plan": lambda: set_plan(
            work,
            own,
            [PlanLine("down_payment", Decimal(300_000 + number), day), PlanLine("loan", Decimal(700_000 - number))],
        ),
    }
    deeds[what]()


CONTRACT_DEEDS = ("review", "online", "sign", "seals", "file", "unfile", "register", "cancel", "plan")


def of_loan(work: Work, deal: int, what: str, day: date, number: int) -> None:
    """A fact of a loan or of a bank's list."""
    loans = [one.id or 0 for one in work.session.exec(select(Mortgage).where(Mortgage.deal_id == deal)).all()]
    if what == "begin":
        kind = ("commercial", "fund")[number % 2]
        begin_mortgage(work, MortgageDraft(deal, kind, "建设银行", Decimal(700_000), deposit=Decimal(35_000)))
    elif what == "begin_earlier":
        begin_mortgage(work, MortgageDraft(deal, "commercial", "工商银行", Decimal(700_000), begun_on=day))
    elif what == "take_back":
        take_back_note(work, pick(loans, number), NOTES[number % len(NOTES)], REASON)
    elif what == "list":
        place = work.session.exec(select(SaleContract).where(SaleContract.deal_id == deal)).one()
        lines = len(work.session.exec(select(BankLoan.id)).all())
        work.add(
            BankLoan(
                office_id=place.office_id, project_id=place.project_id, bank="建设银行", loan_number=f"L{lines}",
                deal_id=deal, mortgage_id=loans[-1] if loans else None, overdue_since=day, as_of=day,
                entered_at=work.now,
            )
        )  # fmt: skip
    elif what == "resolve":
        line = work.session.exec(select(BankLoan).where(BankLoan.deal_id == deal)).first()
        if line is not None:
            work.change(line, {"resolved_on": None if line.resolved_on else day})
    else:
        note_loan(work, pick(loans, number), what, day, LoanNote(number="PZ-1", reason=REASON))


def of_asking(work: Work, deal: int, what: str, day: date, number: int) -> None:
    """An attempt, a stop, a formality that somebody noted."""
    if what == "attempt":
        result = CONTACT_RESULTS[number % len(CONTACT_RESULTS)]
        promised = work.today + timedelta(days=number) if result == "promised" else None
        draft = AttemptDraft(deal, "phone", result, ABOUT[number % len(ABOUT)], promised_on=promised)
        note_attempt(work, draft, anyway=REASON)
    elif what == "stop":
        stop_chasing(work, deal, STOP_REASONS[number % len(STOP_REASONS)], "律师已接手")
    elif what == "resume":
        resume_chasing(work, deal, REASON)
    elif what == "formality":
        note_formality(work, deal, sorted(FORMALITIES)[number % len(FORMALITIES)], day)
    elif what == "hold":
        hold_deal(work, deal, REASON)
    elif what == "let_go":
        release_deal(work, deal, REASON)
    else:
        query = select(Formality.id).where(Formality.deal_id == deal, col(Formality.by_hand).is_(True))
        end_formality(work, pick([one or 0 for one in work.session.exec(query)], number), day)


def of_money(work: Work, deal: int, what: str, number: int) -> None:
    """Money in, and taken back."""
    if what == "receive":
        draft = ReceiptDraft(
            0, Decimal(number * 100_000), "CNY", "cash", deal_id=deal, paid_for=("", "loan")[number % 2]
        )
        receive_for_deal(work, draft)
    else:
        query = select(Receipt.id).where(Receipt.deal_id == deal)
        reverse_receipt(work, pick([one or 0 for one in work.session.exec(query)], number), REASON)


LOAN_DEEDS = ("begin", "begin_earlier", "take_back", "list", "resolve", *NOTES)
ASKING_DEEDS = ("attempt", "stop", "resume", "formality", "hold", "let_go", "end_formality")
NUMBERS = st.integers(0, 12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("contract"), st.sampled_from(CONTRACT_DEEDS), DAYS, NUMBERS),
        st.tuples(st.just("loan"), st.sampled_from(LOAN_DEEDS), DAYS, NUMBERS),
        st.tuples(st.just("asking"), st.sampled_from(ASKING_DEEDS), DAYS, NUMBERS),
        st.tuples(st.just("money"), st.sampled_from(("receive", "reverse")), DAYS, NUMBERS),
    ),
    min_size=1,
    max_size=12,
)


def step(work: Work, contract_id: int, said: tuple[str, str, date, int]) -> None:
    about, what, day, number = said
    contract = work.get(SaleContract, contract_id)
    if about == "contract":
        of_contract(work, contract, what, day, number)
    elif about == "loan":
        of_loan(work, contract.deal_id, what, day, number)
    elif about == "asking":
        of_asking(work, contract.deal_id, what, day, number)
    else:
        of_money(work, contract.deal_id, what, number)


def drifts(work: Work) -> list[Any]:
    return [*find_contract_drift(work), *find_loan_drift(work), *find_chase_drift(work)]


@pytest.fixture(scope="module")
def facts_desk(
    contract_desk_made: tuple[ContractDesk, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    made, database = contract_desk_made
    with desk_on(made, database, tmp_path_factory.mktemp("facts") / "deskapp.db") as desk:
        yield desk


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(NAMES), steps=STEPS)
def test_what_follows_is_what_follows(facts_desk: ContractDesk, name: str, steps: list[Any]) -> None:
    def run(work: Work) -> None:
        for said in steps:
            with suppress(DeskError), work.session.begin_nested():
                step(work, facts_desk.contracts[name], said)
            settle(work)
        assert drifts(work) == []
        raise Undone

    with pytest.raises(Undone):
        facts_desk.do(run)
