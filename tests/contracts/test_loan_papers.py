"""The case that gathers a loan's papers, and the procedures that have their lists."""

from __future__ import annotations

from decimal import Decimal

from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import NOW

from deskapp.cases.model import CaseEvent
from deskapp.cases.papers import set_paper
from deskapp.cases.projection import lines_of
from deskapp.cases.queries import get_case_rows
from deskapp.cases.steps import end_step
from deskapp.desks.contracts.loans.actions import begin_combined
from deskapp.desks.contracts.loans.drafts import MortgageDraft
from deskapp.desks.contracts.loans.papers import note_bank_contact, open_papers
from deskapp.desks.contracts.loans.queries import get_mortgage, mortgage_of_case
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.wiring import engine


def loans(desk: ContractDesk) -> list[int]:
    deal = desk.deal("shut")
    drafts = [
        MortgageDraft(deal, "commercial", "建设银行", Decimal(300_000), branch="江北支行"),
        MortgageDraft(deal, "fund", "公积金中心", Decimal(400_000)),
    ]
    return [record_id(one) for one in desk.do(begin_combined, drafts)]


def codes_of(desk: ContractDesk, case_id: int) -> set[str]:
    return {line.code for line in desk.counter.ask(lines_of, case_id)}


def test_each_loan_of_a_combined_one_has_its_own_papers(contract_desk: ContractDesk) -> None:
    desk, rules = contract_desk, engine(find_home())
    commercial, fund = loans(desk)
    cases = [record_id(desk.do(open_papers, rules, number)) for number in (commercial, fund)]
    assert codes_of(desk, cases[0]) - codes_of(desk, cases[1]) == {"income_proof", "bank_statement"}
    assert codes_of(desk, cases[1]) - codes_of(desk, cases[0]) == {"fund_account", "joint_repayment"}
    for number, case_id in zip((commercial, fund), cases, strict=True):
        # asked again it is the same case
        assert record_id(desk.do(open_papers, rules, number)) == case_id
        linked = desk.counter.ask(deal_of_case, case_id)
        assert linked is not None
        assert linked.deal_id == desk.deal("shut")
        assert desk.counter.ask(mortgage_of_case, case_id) == number
        assert desk.counter.ask(get_mortgage, number).row.state == "docs_pending"
    row = desk.counter.ask(get_case_rows, cases)[cases[0]]
    assert (row.procedure, row.place, row.customer) == ("cn-mortgage-commercial", "3-2-1502", "王芳")


def test_papers_that_are_complete_are_a_fact_of_the_loan(contract_desk: ContractDesk) -> None:
    desk, rules = contract_desk, engine(find_home())
    number = loans(desk)[0]
    case_id = record_id(desk.do(open_papers, rules, number))
    for line in desk.counter.ask(lines_of, case_id):
        if line.required and line.step in ("", "accept"):
            desk.do(set_paper, case_id, line.code, "original", originals=1, engine=rules)
    overrides = {"identity.checked": "本人到场，证件已核对原件"}
    desk.do(end_step, rules, case_id, overrides=overrides)
    page = desk.counter.ask(get_mortgage, number)
    assert page.day("papers_complete") == NOW.date()
    assert page.next[0] == "submitted"


def test_what_the_bank_says_stands_in_the_loans_case(contract_desk: ContractDesk) -> None:
    desk, rules = contract_desk, engine(find_home())
    number = loans(desk)[0]
    desk.do(note_bank_contact, rules, number, "补六个月流水")
    case_id = desk.counter.ask(get_mortgage, number).row.case_id
    assert case_id is not None

    def said(reader: Reader) -> list[tuple[str, str, str]]:
        from sqlmodel import select

        rows = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == "contact")
        return [(event.code, event.party, event.text) for event in reader.session.exec(rows)]

    assert desk.counter.ask(said) == [("phone", "bank", "补六个月流水")]
