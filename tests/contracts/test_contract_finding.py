"""Contracts by the numbers that people have on paper: whole, beginning, tail, as they are typed."""

from __future__ import annotations

import pytest
from tests.contracts.contract_ground import ContractDesk

from deskapp.desks.contracts.sale.keys import contract_keys, find_by_number
from deskapp.desks.contracts.sale.queries import find_contract
from deskapp.values.finding import EQUAL, PREFIX, REST


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("HT-0001", "ready", EQUAL),
        ("ht0001", "ready", EQUAL),
        ("WQ20260001", "ready", EQUAL),
        ("BA2026000017", "filed", EQUAL),
        ("0017", "filed", REST),
        ("BA2026", "filed", PREFIX),
    ],
)
def test_a_number_finds_its_contract(contract_desk: ContractDesk, typed: str, name: str, how: int) -> None:
    found = contract_desk.counter.ask(find_by_number, typed)
    assert (contract_desk.contracts[name], how) in found


def test_a_reservation_is_found_by_its_own_number(contract_desk: ContractDesk) -> None:
    number = contract_desk.contract("reserved").reservation_number
    assert contract_desk.counter.ask(find_by_number, number)[0] == (contract_desk.contracts["reserved"], EQUAL)
    assert contract_desk.counter.ask(find_contract, number) == contract_desk.contracts["reserved"]


def test_what_is_no_number_finds_nothing(contract_desk: ContractDesk) -> None:
    assert contract_desk.counter.ask(find_by_number, "张") == []
    assert contract_desk.counter.ask(find_contract, "HT-9999") is None


def test_keys_are_those_of_every_number() -> None:
    assert contract_keys("HT-0001", "", "BA17") == {"nHT0001", "t1000TH", "nBA17", "t71AB"}


def test_of_many_numbers_the_very_one_leads_however_few_are_wanted(contract_desk: ContractDesk) -> None:
    (first,) = contract_desk.counter.ask(find_by_number, "HT-0001", 1)
    assert first == (contract_desk.contracts["ready"], EQUAL)
    few = contract_desk.counter.ask(find_by_number, "HT", 2)
    assert [how for _, how in few] == [PREFIX, PREFIX]
    assert few == contract_desk.counter.ask(find_by_number, "HT")[:2]
