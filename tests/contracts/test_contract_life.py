"""A contract's life: reserved, drafted, reviewed, signed, sealed, filed, cancelled, each by its own facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.contracts.contract_ground import PRICE, ContractDesk

from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.desks.contracts.sale.queries import gates_of, get_contract_page
from deskapp.errors import DeskError

TODAY = date(2026, 11, 22)


def test_the_ground_is_what_it_says(contract_desk: ContractDesk) -> None:
    states = {name: contract_desk.contract(name).state for name in contract_desk.contracts}
    assert states == {"ready": "sealed", "shut": "signed", "filed": "filed", "draft": "draft", "reserved": "reserved"}
    assert contract_desk.contract("ready").blocked_by == ""
    assert contract_desk.contract("ready").filing_due_on == date(2026, 12, 2)


def test_a_shut_gate_says_what_is_missing(contract_desk: ContractDesk) -> None:
    gates = contract_desk.counter.ask(gates_of, contract_desk.contracts["shut"])
    said = {gate.id: [(one.code, one.clears) for one in gate.missing] for gate in gates}
    assert said == {
        "filing.paid": [("filing.missing.down_payment", "customer")],
        "filing.reviewed": [("filing.missing.review", "legal")],
        "filing.sealed": [("filing.missing.seals", "reception")],
    }
    assert gates[0].missing[0].values["gap"] == Decimal("180000.00")
    with pytest.raises(DeskError, match=r"filing\.shut"):
        contract_desk.do(file_contract, contract_desk.contracts["shut"], "BA1", TODAY)


def test_the_page_has_everything(contract_desk: ContractDesk) -> None:
    page = contract_desk.counter.ask(get_contract_page, contract_desk.contracts["filed"], TODAY)
    assert (page.row.room, page.row.buyer, page.row.filing_number) == ("3-2-1503", "陈伟", "BA2026000017")
    assert page.row.paid == PRICE
    assert [filing.number for filing in page.filings] == ["BA2026000017"]
