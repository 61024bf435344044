"""Ways to a contract: its numbers in the search box, the codes with a room behind them, the keys of the unit page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import TODAY
from tests.overview.riverside import SIZE, counter_on, notice, press, write
from tests.ui.conftest import screen_text

from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.locale import LANGUAGES, words
from deskapp.overview.fast import SCREENS as CODES
from deskapp.overview.screens.deal_doors import LISTS, make_list
from deskapp.overview.search import cells, search

NUMBERS: Final = {
    "HT-0003": "filed",
    "ht0003": "filed",
    "BA2026000017": "filed",
    "BA2026": "filed",
    "000017": "filed",
    "WQ20260001": "ready",
    "RG-20261122-0001": "reserved",
}


def test_a_contract_is_found_by_each_of_its_numbers(contract_desk: ContractDesk) -> None:
    for text, contract in NUMBERS.items():
        hits = [hit for hit in search(contract_desk.store, text, today=TODAY) if hit.kind == "contract"]
        assert [hit.id for hit in hits] == [contract_desk.contracts[contract]], text


def test_a_filing_number_with_the_name_of_its_place_is_found_as_it_is_written(contract_desk: ContractDesk) -> None:
    ready = contract_desk.contracts["ready"]
    contract_desk.do(file_contract, ready, "渝备20260178", TODAY)
    for text, found in (("渝备20260178", [ready]), ("渝备 2026", [ready]), ("张三丰20260178", []), ("渝备2027", [])):
        hits = [hit for hit in search(contract_desk.store, text, today=TODAY) if hit.kind == "contract"]
        assert [hit.id for hit in hits] == found, text


def test_what_is_no_number_finds_no_contract(contract_desk: ContractDesk) -> None:
    for text in ("zsf", "张三丰", "HT-9999", "017", "ht"):
        assert not [hit for hit in search(contract_desk.store, text, today=TODAY) if hit.kind == "contract"], text


def test_a_hit_says_who_what_and_how_far(contract_desk: ContractDesk) -> None:
    (hit,) = (hit for hit in search(contract_desk.store, "HT-0001", today=TODAY) if hit.kind == "contract")
    assert cells(hit, words("zh")) == ("HT-0001", "张三丰、李静", "3-2-1501 ¥1,000,000.00", "", "", "签章已核")
    (filed,) = (hit for hit in search(contract_desk.store, "HT-0003", today=TODAY) if hit.kind == "contract")
    assert cells(filed, words("zh"))[0] == "HT-0003 (BA2026000017)"


def test_every_list_of_the_desk_is_there_and_has_its_words() -> None:
    assert set(LISTS) <= set(CODES.values())
    assert len({type(make_list(name)) for name in LISTS}) == len(LISTS)
    for language in LANGUAGES:
        said = words(language)
        assert [name for name in LISTS if f"lists.{name}" not in said or f"fast.{name}" not in said] == []


async def test_codes_and_figures_lead_to_the_desk(pages: Path) -> None:
    app = counter_on(pages)
    async with app.run_test(size=SIZE) as pilot:
        for typed, expected in (
            ("17 3-2-1502", "ContractScreen"),
            ("18 HT-0002", "ContractScreen"),
            ("17 3-2-1506", "ContractForm"),
            ("12 3-2-1502", "CashierScreen"),
        ):
            await write(pilot, typed)
            await press(pilot, "enter")
            assert type(app.screen).__name__ == expected, typed
            await press(pilot, "f3")
        await write(pilot, "12 3-2-1506")
        await press(pilot, "enter")
        assert "还没有交易" in notice(app)
        await press(pilot, "escape")
        await write(pilot, "3-2-1502")
        await press(pilot, "enter")
        for key, expected in (("1", "ContractScreen"), ("2", "ContractScreen"), ("3", "MortgageScreen")):
            await press(pilot, key)
            assert type(app.screen).__name__ == expected, key
            await press(pilot, "f3")
        await press(pilot, "end", "home", "down", "down", "down", "down", "enter")
        assert type(app.screen).__name__ == "ChaseScreen", screen_text(app)
