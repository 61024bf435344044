"""The queue at a counter, and the call board that everybody sees."""

from __future__ import annotations

from typing import Any

import pytest
from tests.intake.desk import NOW, Ground, at_desk, data_of, notice, press, show, write
from tests.ui.conftest import Seen, screen_text, settle

from deskapp.desks.intake.actions_queue import call_next, draw_ticket
from deskapp.desks.intake.queries import QueueState, get_queue
from deskapp.desks.intake.rules import SERVICES, services_of
from deskapp.desks.intake.screens.big import HEIGHT, big
from deskapp.desks.intake.screens.call_board import CallBoard
from deskapp.desks.intake.screens.queue import QueueScreen
from deskapp.locale import Language
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.dialogs import AskText


def draw(pilot: Any, *wanted: tuple[str, int | None]) -> None:
    def act(work: Work) -> None:
        for service, customer in wanted:
            draw_ticket(work, service, customer)

    data_of(pilot.app).write("queue.draw", act, NOW)


def call(pilot: Any, counter: str) -> None:
    data_of(pilot.app).write("queue.next", lambda work: call_next(work, counter), NOW)


def state(pilot: Any) -> QueueState:
    return data_of(pilot.app).store.read(lambda reader: get_queue(reader, NOW.date()))


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_queue_and_board_look_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with at_desk(ground, language) as pilot:
        draw(pilot, ("dossier", ground.zhang), ("enquiry", None), ("cashier", ground.li), ("dossier", None))
        screen = QueueScreen()
        await show(pilot, screen)
        await press(pilot, "1", "3", "1")
        await seen(pilot)
        call(pilot, "12")
        await show(pilot, CallBoard())
        await seen(pilot)


async def test_a_talk_ends_with_the_next_call(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        draw(pilot, ("dossier", ground.zhang), ("dossier", None))
        await show(pilot, QueueScreen())
        await press(pilot, "1")
        assert "张三丰" in screen_text(pilot.app)
        assert "B001" in notice(pilot)
        await press(pilot, "1")
        assert [ticket.code for ticket in state(pilot).called] == ["B002"]
        assert state(pilot).served == 1
        await press(pilot, "2", "1")
        assert state(pilot).served == 2
        assert state(pilot).called == ()


async def test_numbers_are_drawn_in_two_keys_and_called_out_of_turn(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        await show(pilot, QueueScreen())
        await press(pilot, "4", "2")
        assert "B001" in notice(pilot)
        await press(pilot, "4", "1", "down", "enter")
        assert [(ticket.code, ticket.counter) for ticket in state(pilot).called] == [("A001", "3")]


async def test_a_terminal_without_a_counter_is_asked_for_it_first(ground: Ground) -> None:
    async with at_desk(ground, counter="") as pilot:
        draw(pilot, ("dossier", None))
        await show(pilot, QueueScreen())
        assert isinstance(pilot.app.screen, AskText)
        await write(pilot, "7")
        await press(pilot, "enter", "1")
        assert [ticket.counter for ticket in state(pilot).called] == ["7"]
        assert '"counter" = "7"' in ground.home.settings_file.read_text(encoding="utf-8")


async def test_the_board_shows_a_new_call_by_itself_and_nobodys_name(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        draw(pilot, ("result", ground.zhang))
        board = CallBoard()
        await show(pilot, board)
        assert "张" not in screen_text(pilot.app)
        call(pilot, "3")
        board.load()
        await settle(pilot)
        shown = screen_text(pilot.app)
        assert "张**" in shown
        assert "张三丰" not in shown
        assert big("D001", "█")[0].rstrip() in shown


def test_figures_are_of_one_height_and_differ() -> None:
    signs = {tuple(big(sign, "#")) for sign in "0123456789ABCD"}
    assert len(signs) == 14
    assert all(len(lines) == HEIGHT for lines in signs)


async def test_a_counter_calls_only_from_the_queues_it_serves(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        draw(pilot, ("dossier", None), ("cashier", None))
        await show(pilot, QueueScreen())
        await press(pilot, "6")
        await write(pilot, "c")
        await press(pilot, "enter", "1")
        assert [ticket.code for ticket in state(pilot).called] == ["C001"]
        await press(pilot, "1")
        assert [ticket.code for ticket in state(pilot).waiting] == ["B001"]


async def test_hostile_names_are_names_in_the_queue(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        name = "[/b]\u202e[@click=app.quit]=cmd " + "长" * 150
        made = data_of(pilot.app).write(  # type: ignore[arg-type]
            "customer.add", lambda work: record_id(add_customer(work, CustomerDraft(name))), NOW
        )
        draw(pilot, ("result", made))
        await show(pilot, QueueScreen())
        await press(pilot, "1")
        assert "[/b]" in screen_text(pilot.app)
        await show(pilot, CallBoard())
        assert "[**" in screen_text(pilot.app)


def test_letters_choose_services() -> None:
    assert services_of("ca") == ("enquiry", "cashier")
    assert services_of("") == services_of("xyz") == tuple(SERVICES)
