"""Ways to a contract: its numbers in the search box, the codes with a room behind them, the keys of the unit page."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from tests.contracts.contract_ground import ContractDesk
from tests.contracts.page_ground import make_home
from tests.fixtures_store import TODAY
from tests.overview.riverside import SIZE, counter_on, notice, press, write
from tests.ui.conftest import screen_text

from deskapp.locale import LANGUAGES, words
from deskapp.overview.fast import SCREENS as CODES
from deskapp.overview.screens.deal_doors import LISTS, make_list
from deskapp.overview.search import cells, search


@pytest.fixture(scope="session")
def ways_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[ContractDesk, Path]:
    """The home, made once."""
    folder = tmp_path_factory.mktemp("ways")
    return make_home(folder), folder


@pytest.fixture
def ways(ways_made: tuple[ContractDesk, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy for one test."""
    monkeypatch.setenv("LOGNAME", "wangmin")
    return copytree(ways_made[1], tmp_path / "home")


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("HT-0003", "filed"),
        ("ht0003", "filed"),
        ("BA2026000017", "filed"),
        ("BA2026", "filed"),
        ("000017", "filed"),
        ("WQ20260001", "ready"),
        ("RG-20261122-0001", "reserved"),
    ],
)
def test_a_contract_is_found_by_each_of_its_numbers(contract_desk: ContractDesk, text: str, contract: str) -> None:
    hits = [hit for hit in search(contract_desk.store, text, today=TODAY) if hit.kind == "contract"]
    assert [hit.id for hit in hits] == [contract_desk.contracts[contract]]


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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("17 3-2-1502", "ContractScreen"),
        ("18 HT-0002", "ContractScreen"),
        ("17 3-2-1506", "ContractForm"),
        ("12 3-2-1502", "CashierScreen"),
    ],
)
async def test_a_code_with_a_room_behind_it_opens_its_contract(ways: Path, typed: str, expected: str) -> None:
    app = counter_on(ways)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, typed)
        await press(pilot, "enter")
        assert type(app.screen).__name__ == expected


async def test_money_of_a_free_room_is_refused_in_words(ways: Path) -> None:
    app = counter_on(ways)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "12 3-2-1506")
        await press(pilot, "enter")
        assert "还没有交易" in notice(app)


async def test_the_figures_of_the_unit_page_lead_to_the_desk(ways: Path) -> None:
    app = counter_on(ways)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "3-2-1502")
        await press(pilot, "enter")
        for key, expected in (("1", "ContractScreen"), ("2", "ContractScreen"), ("3", "MortgageScreen")):
            await press(pilot, key)
            assert type(app.screen).__name__ == expected, key
            await press(pilot, "f3")
        await press(pilot, "end", "home", "down", "down", "down", "down", "enter")
        assert type(app.screen).__name__ == "ChaseScreen", screen_text(app)
