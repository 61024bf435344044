"""From the page of a contract: the answer for the buyer, a problem case, the case of a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlmodel import select
from tests.contracts.contract_ground import ContractDesk
from tests.contracts.test_filing_stories import at_counter, rows, show
from tests.fixtures_store import TODAY
from tests.overview.riverside import press
from tests.ui.conftest import screen_text

from deskapp.cases.engine import say_missing
from deskapp.cases.model import Case
from deskapp.cases.procedure_load import SHIPPED, load_procedures
from deskapp.casework.screens.answering import Sheet
from deskapp.desks.contracts.loans.screens.mortgage_forms import MortgageForm
from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.desks.contracts.sale.answer import answer_contract
from deskapp.desks.contracts.sale.lint_load import find_lint
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.model_cases import CaseDeal
from deskapp.desks.contracts.sale.problems import PARTIES, PROCEDURE, ProblemRow, judge_problems
from deskapp.desks.contracts.sale.queries import get_contract_page
from deskapp.desks.contracts.sale.screens.contract import ContractScreen
from deskapp.locale import LANGUAGES, words
from deskapp.overview.deal_facts import facts_of_contract
from deskapp.overview.screens.deal_doors import can_open
from deskapp.store.counting import count_up_to


def test_three_sentences_say_where_it_is_what_is_missing_and_what_comes_next(contract_desk: ContractDesk) -> None:
    desk = contract_desk

    def told(name: str) -> tuple[str, str, str]:
        page = desk.counter.ask(get_contract_page, desk.contracts[name], TODAY)
        return answer_contract(page, words("zh"), TODAY)

    place, missing, then = told("shut")
    assert place == "您好，您购买的 3-2-1502（合同 HT-0002）目前：已签约（2026-10-25）。"
    assert missing.startswith("您的首付款还差")
    assert "180,000" in missing
    assert then == "以上办妥后，我们在 2026-11-24 前为您办理备案。"
    assert told("ready")[1:] == ("您这边不缺什么。", "下一步由我们办理备案，最迟 2026-12-02 办好。")
    assert told("filed")[0] == "您好，您购买的 3-2-1503（合同 HT-0003）已于 2026-11-20 备案，备案号 BA2026000017。"
    assert told("draft")[2] == "下一步由我们审核合同条款，审完通知您。"
    for language in LANGUAGES:
        for name in desk.contracts:
            page = desk.counter.ask(get_contract_page, desk.contracts[name], TODAY)
            assert all(answer_contract(page, words(language), TODAY)), (language, name)


def test_what_a_bank_pays_is_not_asked_of_the_buyer(contract_desk: ContractDesk) -> None:
    desk, number = contract_desk, contract_desk.contracts["shut"]
    desk.pay(number, Decimal(180_000))
    desk.approved(number)
    desk.do(file_contract, number, "BA2026000018", TODAY)

    def told(day: date) -> tuple[str, str, str]:
        return answer_contract(desk.counter.ask(get_contract_page, number, day), words("zh"), day)

    assert told(TODAY)[1] == "您这边不缺什么。"
    assert "700,000.00 由银行在" in told(TODAY)[2]
    assert "您不用付" in told(TODAY)[2]
    assert "由银行放款，还没有到账" in told(date(2027, 12, 1))[1]


async def test_a_loan_begins_with_what_the_plan_leaves_to_the_bank(contract_desk: ContractDesk, tmp_path: Path) -> None:
    async with at_counter(contract_desk, tmp_path) as pilot:
        await show(pilot, MortgageForm(contract_desk.deal("shut"), "HT-0002"))
        assert "700000" in screen_text(pilot.app).replace(",", "")


def test_a_filing_is_offered_where_an_authority_keeps_one(contract_desk: ContractDesk) -> None:
    facts = contract_desk.counter.ask(facts_of_contract, contract_desk.contracts["shut"], TODAY)
    assert can_open("filing", facts)
    assert not can_open("filing", replace(facts, deal=replace(facts.deal, currency="VND")))


def test_a_count_stops_where_nobody_reads_on(contract_desk: ContractDesk) -> None:
    every = select(SaleContract.id)
    counted = [contract_desk.counter.ask(count_up_to, every, most) for most in (None, 99, 2)]
    assert counted == [5, 5, 2]


def test_who_may_have_to_mend_a_problem_is_what_its_procedure_says() -> None:
    procedure = load_procedures(SHIPPED).find(PROCEDURE, TODAY)
    (party,) = (one for one in procedure.fields if one.code == "party")
    assert tuple(one.code for one in party.choices) == PARTIES


async def test_a_problem_is_opened_with_what_was_found_and_stands_on_the_page(
    contract_desk: ContractDesk, tmp_path: Path
) -> None:
    desk = contract_desk
    number = desk.contracts["shut"]
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, ContractScreen(number))
        await press(pilot, "6")
        assert "没有注明合同范本版本" in screen_text(pilot.app), screen_text(pilot.app)
        await press(pilot, "5", "ctrl+s")
        (case,) = rows(pilot, select(Case).where(Case.procedure == PROCEDURE))
        (link,) = rows(pilot, select(CaseDeal).where(CaseDeal.case_id == case.id))
        assert link.deal_id == desk.deal("shut")
        await press(pilot, "end")
        shown = screen_text(pilot.app)
        assert "住建局" in shown, shown
        assert "2026-11-27" in shown, shown
        store = pilot.app.wiring.opened.store  # type: ignore[attr-defined]
        page = store.read(lambda reader: get_contract_page(reader, number, TODAY))
        assert next(one.code for one in page.lint) == "lint.problem_open"
        assert page.problems[0].mend_by == date(2026, 11, 27)
        assert "没有网签号" in page.problems[0].findings
        assert "lint.problem_open" not in [one.code for one in store.read(lambda r: find_lint(r, number, TODAY))]


async def test_a_change_is_begun_from_the_page_and_the_buyer_is_answered(
    contract_desk: ContractDesk, tmp_path: Path
) -> None:
    desk = contract_desk
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, ContractScreen(desk.contracts["ready"]))
        await press(pilot, "f9")
        assert len(pilot.app.screen.query_one(Sheet).sentences) == 3
        await press(pilot, "f3", "7")
        assert "合同更名：亲属增减" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert type(pilot.app.screen).__name__ == "CaseScreen", screen_text(pilot.app)
        (link,) = rows(pilot, select(CaseDeal))
        assert link.deal_id == desk.deal("ready")


def test_the_warning_of_a_problem_goes_with_its_case() -> None:
    row = ProblemRow(7, "WT-20261122-0001", "bureau", date(2026, 11, 27), "签名与证件不符", is_open=True)
    (missing,) = judge_problems([row])
    assert say_missing(words("zh"), missing) == "问题件 WT-20261122-0001 未解决：住建局，2026-11-27 前"
    assert missing.clears == "authority"
    assert judge_problems([replace(row, is_open=False)]) == []
