"""Keys at the counter: labels for a building, lent and taken back by a scan, what an owner takes home, the deed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.contracts.contract_ground import open_desk
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.overview.riverside import SIZE, counter_on, notice, press, write
from tests.ui.conftest import Seen, seen, settle
from tests.ui.test_readers_at_the_counter import burst
from textual.pilot import Pilot

from deskapp.casework.screens.facts import Facts
from deskapp.desks.handover.giving.actions import ReadingDraft, give_item, hand_over, read_meter
from deskapp.desks.handover.giving.screens.giving import GivingScreen
from deskapp.desks.handover.giving.screens.key_forms import KeyMoveForm
from deskapp.desks.handover.giving.screens.key_moves import KeyMovesScreen
from deskapp.desks.handover.giving.screens.keys import KeysScreen
from deskapp.desks.handover.giving.screens.warranty import WarrantyScreen
from deskapp.messages.barcode import KEY_SET, make_number
from deskapp.papers.keys.actions import add_key_set, move_key
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.papers.keys.queries import KeyFilter, KeyRow, find_key, keys_of, list_key_moves, list_keys
from deskapp.settings import find_home
from deskapp.store.base import record_id

__all__ = ["seen"]

Made = tuple[HandoverDesk, Path]
BUDGETS = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))


class Hands:
    """``press`` counts keys; what is scanned or typed does not count, the Enter behind it does."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot
        self.count = 0

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        await press(self.pilot, *keys)


async def show(pilot: Pilot[int], screen: Any) -> None:
    await pilot.app.push_screen(screen)
    await settle(pilot)


def ask(pilot: Pilot[int], query: Callable[..., Any], *args: Any) -> Any:
    store = pilot.app.wiring.opened.store  # type: ignore[attr-defined]
    return store.read(lambda reader: query(reader, *args))


def state(pilot: Pilot[int], label: str) -> str:
    row: KeyRow = ask(pilot, find_key, label)
    return row.state


async def test_a_day_at_the_key_cabinet(handover_home: Path) -> None:
    app = counter_on(handover_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await show(pilot, KeysScreen())
        # the whole building is labelled in one form; the parking space gets none
        await press(pilot, "f8")
        await write(pilot, "3")
        await press(pilot, "enter", "ctrl+s")
        assert [row.room for row in ask(pilot, list_keys, TODAY)] == [f"3-2-150{number}" for number in range(1, 7)]
        # lent by a scan: who has it now, and saved
        first, second, third = ask(pilot, list_keys, TODAY)[:3]
        hands = Hands(pilot)
        await burst(pilot, make_number(first.id, KEY_SET) + "\n")
        await pilot.press(*"宏远")
        await settle(pilot)
        await hands.press("enter", "ctrl+s")
        row = ask(pilot, find_key, first.label)
        assert (row.state, row.holder, row.holder_name, row.due_back) == ("out", "contractor", "宏远防水", TODAY)
        assert hands.count <= BUDGETS["key_out"]["keys"]
        # and taken back by a scan
        hands = Hands(pilot)
        await burst(pilot, make_number(first.id, KEY_SET) + "\n")
        await hands.press("ctrl+s")
        assert state(pilot, first.label) == "here"
        assert hands.count <= BUDGETS["key_in"]["keys"]
        # by the tail of its label, to a firm that nobody knows yet
        await press(pilot, "f5")
        await write(pilot, second.label[-4:])
        await press(pilot, "enter")
        await pilot.press(*"保洁")
        await press(pilot, "enter", "2", "ctrl+s")
        row = ask(pilot, find_key, second.label)
        assert (row.holder_name, row.purpose, row.due_back) == ("保洁", "rectification", TODAY + timedelta(days=3))
        # several rows come back with one Enter
        await press(pilot, "home", "2", "enter")
        assert state(pilot, second.label) == "here"
        assert second.label in notice(app)
        # a slip is of what is out
        await press(pilot, "home", "8", "enter")
        assert "还在柜里" in notice(app)
        await press(pilot, "home", "1", "down", "1", "enter", "f4", "enter", "ctrl+s")
        assert [row.state for row in ask(pilot, list_keys, TODAY)[:2]] == ["out", "out"]
        assert ask(pilot, find_key, first.label).holder_name == "wangmin"
        await press(pilot, "home", "8", "down", "8", "enter")
        assert list((handover_home / "exports" / "print").glob("key_slip-*.docx"))
        # a mistaken move is struck out with a reason
        await press(pilot, "home", "enter")
        assert isinstance(app.screen, KeyMovesScreen)
        await press(pilot, "end", "delete")
        await write(pilot, "x")
        await press(pilot, "enter")
        assert ask(pilot, list_key_moves, first.id)[-1].cancelled
        # its label is printed; the set is lost, found, and is no more when the lock is changed
        await press(pilot, "9")
        assert list((handover_home / "exports" / "print").glob("key_label-*.docx"))
        await show(pilot, KeyMoveForm(third.id, kind="lost"))
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, KeyMoveForm)
        await write(pilot, "x")
        await press(pilot, "ctrl+s")
        assert state(pilot, third.label) == "lost"
        assert [row.id for row in ask(pilot, list_keys, TODAY, KeyFilter("lost"))] == [third.id]
        await show(pilot, KeyMoveForm(third.id))
        await press(pilot, "ctrl+s")
        assert state(pilot, third.label) == "here"
        await show(pilot, KeyMovesScreen(third.id))
        await press(pilot, "0", "enter")
        assert ask(pilot, find_key, third.label).ended_on == TODAY


async def test_what_an_owner_takes_home(handover_home_made: Made, handover_home: Path) -> None:
    desk, _ = handover_home_made
    unit, delivery = desk.units["1501"], desk.deliveries["1501"]
    app = counter_on(handover_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await show(pilot, GivingScreen(delivery))
        # no keys yet: 7 labels a set of this home
        await press(pilot, "7")
        await press(pilot, "ctrl+s")
        (keys,) = ask(pilot, keys_of, unit)
        # all papers in one key, one of them was not there
        hands = Hands(pilot)
        await hands.press("2", "home", "1")
        assert hands.count <= BUDGETS["five_papers_given"]["keys"]
        assert "住宅工程质量分户验收表" in _facts(pilot)
        await press(pilot, "1")
        # two meters in one form: then everything that the signature asks for is there
        await press(pilot, "3")
        await write(pilot, "10.5")
        await press(pilot, "down", "down")
        await write(pilot, "66")
        await press(pilot, "ctrl+s")
        assert "齐了" in _facts(pilot)
        # drawn for the inspection, and brought back
        await press(pilot, "4")
        assert state(pilot, keys.label) == "out"
        await press(pilot, "4")
        assert state(pilot, keys.label) == "here"
        # something of the office's own, two of it
        await press(pilot, "6")
        await write(pilot, "cake")
        await press(pilot, "down", "ctrl+a")
        await write(pilot, "2")
        await press(pilot, "ctrl+s")
        await press(pilot, "8")
        assert list((handover_home / "exports" / "print").glob("handover_deed-*.docx"))
        await press(pilot, "9")
        assert isinstance(app.screen, WarrantyScreen)


def _facts(pilot: Pilot[int]) -> str:
    return " ".join(text for text, _ in pilot.app.screen.query_one(Facts).facts)


async def test_how_keys_look(handover_home_made: Made, handover_home: Path, seen: Seen) -> None:
    desk, _ = handover_home_made
    numbers = _lively(handover_home, desk)
    app = counter_on(handover_home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)

        async def look() -> None:
            """In the three languages, one after the other."""
            for _ in range(3):
                await seen(pilot)
                await press(pilot, "ctrl+l")

        await show(pilot, KeysScreen())
        await look()
        await press(pilot, "home", "1", "enter")
        await look()
        await press(pilot, "f3")
        await show(pilot, KeyMovesScreen(numbers["A-02"]))
        await press(pilot, "end")
        await look()
        await show(pilot, GivingScreen(desk.deliveries["1501"]))
        await look()
        await press(pilot, "3")
        await look()
        await show(pilot, WarrantyScreen(desk.units["1502"], "3-2-1502"))
        await look()


def _lively(folder: Path, desk: HandoverDesk) -> dict[str, int]:
    """Sets in every state: late, out, lost, kept, handed over, here; a home with half its papers."""
    early = NOW - timedelta(days=3)
    out = KeyMoveDraft("out", "contractor", "宏远防水", purpose="rectification", happened_at=early + timedelta(hours=1))
    numbers = {}
    with open_desk(find_home(folder).database) as counter:
        for place, room in enumerate(("1501", "1501", "1502", "1503", "1504", "1505"), 1):
            draft = KeySetDraft(
                desk.units[room], "card" if place == 2 else "key", label=f"A-0{place}", contents="入户门", count=3,
                hook=f"H{place}", received_at=early,
            )  # fmt: skip
            numbers[draft.label] = record_id(counter.do(add_key_set, draft))
        counter.do(move_key, numbers["A-02"], replace(out, due_back=TODAY - timedelta(days=1)))
        counter.do(move_key, numbers["A-04"], replace(out, holder="staff", holder_name="王敏", due_back=TODAY))
        counter.do(move_key, numbers["A-05"], KeyMoveDraft("lost", note="施工人员说放在门口", happened_at=early))
        counter.do(move_key, numbers["A-06"], KeyMoveDraft("kept", consent="同意书 7", happened_at=early))
        counter.do(hand_over, desk.deliveries["1502"], TODAY, desk.people["王芳"], "王芳", early)
        counter.do(give_item, desk.deliveries["1501"], "area_sheet")
        counter.do(give_item, desk.deliveries["1501"], "user_manual", edition="2026-2")
        reading = ReadingDraft("water", Decimal("12.5"), TODAY - timedelta(days=2), "SB-1")
        counter.do(read_meter, desk.units["1501"], reading, desk.deliveries["1501"])
    return numbers
