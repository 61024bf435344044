"""The end of a day names what was filed, and contracts of today whose plan says no day."""

from __future__ import annotations

from decimal import Decimal

from tests.contracts.contract_ground import PRICE, ContractDesk
from tests.fixtures_store import NOW, TODAY

from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.plan import set_plan
from deskapp.locale import LANGUAGES, words
from deskapp.overview.day_end import get_day_end
from deskapp.overview.day_end_words import day_end_json, sections


def test_filings_and_plans_without_a_day(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    desk.do(file_contract, desk.contracts["ready"], "BA2026000018", TODAY)
    dayless = desk.signed("1506", "周杰", day=TODAY, number="HT-0006", method="instalments")
    desk.do(
        set_plan, dayless, [PlanLine("instalment", PRICE - 1, TODAY, ""), PlanLine("instalment", Decimal(1), None, "")]
    )
    desk.signed("1507", "赵敏", day=TODAY, number="HT-0007")
    end = desk.counter.ask(get_day_end, desk.counter.clerk, NOW)
    assert [(row.number, row.filing_number) for row in end.deals.filed] == [("HT-0001", "BA2026000018")]
    assert [row.number for row in end.deals.dayless] == ["HT-0006"]
    for language in LANGUAGES:
        found = {one.key: one for one in sections(end, words(language), NOW.tzinfo, ())}
        assert found["filed"].entries[0].record == ("contract", desk.contracts["ready"])
        assert found["dayless"].entries[0].cells[0] == "HT-0006"
    told = day_end_json(end, sections(end, words("en"), NOW.tzinfo, ()))
    assert told["contracts"] == {"filed": 1, "dayless": 1}
