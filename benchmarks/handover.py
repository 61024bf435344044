"""What a clerk opens over many handovers: the board of a day, lists of defects and keys, a number on paper.

    python -m benchmarks.handover [UNITS] [PAIRS]

The board of a batch of 2,000 homes against one of 100: what it reads, and what it takes from reading to the last line
painted. Then reads in turn on a home with so many deliveries, each with a defect and a set of keys, and on one with
1,000: nothing that is opened may take longer because the office has handed over more. A page has thirty rows in both.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.contracts import took
from benchmarks.handover_records import drift_of, home_of
from benchmarks.measures import compare, in_turn, say, size_of
from benchmarks.records import NOW, TODAY

from deskapp.desks.handover.day.board import board
from deskapp.desks.handover.day.queries import waiting_at
from deskapp.desks.handover.day.screens.board import BoardScreen
from deskapp.desks.handover.inspecting import keys as defect_keys
from deskapp.desks.handover.inspecting.queries import DefectFilter, DefectPlace, count_defects, list_defects
from deskapp.desks.handover.planning import keys as delivery_keys
from deskapp.desks.handover.planning.queries import DeliveryFilter, count_deliveries, list_deliveries
from deskapp.overview.handover_facts import handovers_of_unit
from deskapp.overview.handover_today import get_handover_day
from deskapp.papers.keys.queries import count_keys_out, find_key, list_keys_out
from deskapp.settings import Settings, find_home
from deskapp.store.work import Reader
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring, Opened, open_home

FEW, MANY = 100, 2_000
SMALL = 1_000
A_BATCH = 500
PAGE = 30
TIMES = 8
"""So many repetitions make one time: a single read is over before the clock has told it well."""
LIMIT = "<= 1.5x"
COUNTED = "none: it counts all there are, after the page is shown"

Read = Callable[[Reader], Any]


def of_a_day(opened: Opened) -> dict[str, list[Read]]:
    """What is read anew all day long, of the one batch."""
    del opened
    return {
        "board": [partial(board, batch_id=1, day=TODAY)] * TIMES,
        "who waits at a station": [partial(waiting_at, batch_id=1, day=TODAY, station="payment", limit=5)] * TIMES,
    }


def of_the_office(opened: Opened) -> dict[str, list[Read]]:
    """Lists and numbers over everything that was handed over."""
    defect = opened.store.read(lambda reader: list_defects(reader, TODAY, DefectFilter(state="all"), limit=1))[0]
    found: dict[str, list[Read]] = {}
    for title, text in {"in full": defect.number, "tail": defect.number[-6:], "beginning": defect.number[:6]}.items():
        found[f"defect's number, {title}"] = [partial(defect_keys.find_by_number, text=text)] * TIMES
    found["notice's number, beginning"] = [partial(delivery_keys.find_by_number, text="SF-2026")] * TIMES
    found["label of keys"] = [partial(find_key, label="YS000500")] * TIMES
    for title, only in (
        ("open defects", DefectFilter()),
        ("defects late", DefectFilter(state="overdue")),
        ("all defects", DefectFilter(state="all")),
        ("defects of a contractor", DefectFilter(contractor=defect.contractor)),
    ):
        page = partial(list_defects, today=TODAY, only=only, limit=PAGE)
        all_ = opened.store.read(partial(list_defects, today=TODAY, only=only, limit=3 * PAGE))
        middle = DefectPlace(all_[-1].agreed_on, all_[-1].id)
        found[f"{title}, first page"] = [page] * 2
        found[f"{title}, behind a page"] = [partial(page, after=middle)] * 2
        found[f"{title}, count"] = [partial(count_defects, today=TODAY, only=only)] * 2
    for title, shown in (("deliveries open", "open"), ("deliveries signed", "signed"), ("all deliveries", "all")):
        only = DeliveryFilter(state=shown)
        rows = partial(list_deliveries, today=TODAY, only=only, limit=PAGE)
        last = opened.store.read(rows)[-1].id
        found[f"{title}, first page"] = [rows] * 2
        found[f"{title}, behind a page"] = [partial(rows, after=last)] * 2
        found[f"{title}, last page"] = [partial(rows, before=2**62)] * 2
        found[f"{title}, count"] = [partial(count_deliveries, today=TODAY, only=only)] * 2
    found["handover of a home"] = [partial(handovers_of_unit, unit_id=7 * n + 1, today=TODAY) for n in range(TIMES)]
    found["what Today counts"] = [partial(get_handover_day, today=TODAY)] * 2
    found["keys out, first page"] = [partial(list_keys_out, today=TODAY, limit=PAGE)] * 2
    found["keys late, count"] = [partial(count_keys_out, today=TODAY, overdue=True)] * 2
    return found


def measure(
    few: Opened, many: Opened, asked: Callable[[Opened], dict[str, list[Read]]], pairs: int, other: str
) -> None:
    """Each read in turn on both sides."""
    ours, theirs = asked(many), asked(few)
    for title, reads in ours.items():
        took(many, reads)
        took(few, theirs[title])
        times = in_turn(pairs, partial(took, many, reads), partial(took, few, theirs[title]))
        compare(title, times[0], other, times[1], COUNTED if title.endswith("count") else LIMIT)


class Boards:
    """Two counters beside each other in one program, each with its board open: 120x36 cells, no terminal behind."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def open(self, home: Path) -> tuple[Any, BoardScreen]:
        """The counter of a home and its board, read and painted."""
        app: DeskApp = DeskApp(find_home(home), CounterWiring(), Settings(language="zh"), now=lambda: NOW)
        pilot = await self._stack.enter_async_context(app.run_test(size=(120, 36)))
        screen = BoardScreen(1)
        app.push_screen(screen)
        while screen.board is None:
            await pilot.pause(0.02)
        return pilot, screen

    async def repaint(self, side: tuple[Any, BoardScreen]) -> float:
        """Seconds from asking for the day anew to the last line painted."""
        pilot, screen = side
        before, started = screen.board, time.perf_counter()
        screen.load()
        while screen.board is before:
            await asyncio.sleep(0)
        screen.refresh(repaint=True, layout=True)
        await pilot.pause()
        return time.perf_counter() - started


async def repaint(few: Path, many: Path, pairs: int) -> tuple[list[float], list[float]]:
    """The board of both in turn; who goes first changes every time."""
    mine: list[float] = []
    theirs: list[float] = []
    async with AsyncExitStack() as stack:
        boards = Boards(stack)
        sides = [(await boards.open(many), mine), (await boards.open(few), theirs)]
        for n in range(pairs * TIMES):
            for side, kept in sides if n % 2 else reversed(sides):
                kept.append(await boards.repaint(side))
    return mine[TIMES:], theirs[TIMES:]


def repainted(sides: list[Path], pairs: int) -> tuple[list[float], str, list[float]]:
    """Both sides' times, the name between them."""
    mine, theirs = asyncio.run(repaint(sides[0], sides[1], pairs))
    return mine, f"{FEW} homes", theirs


def main(units: int = 200_000, pairs: int = 7) -> None:
    """Make the homes, prove the smallest, and measure."""
    for sizes, other, asked in (
        (((FEW, FEW, 3), (MANY, MANY, 3)), f"{FEW} homes", of_a_day),
        (((SMALL, A_BATCH, 1), (units, A_BATCH, 1)), "the small home", of_the_office),
    ):
        sides = []
        for size in sizes:
            started = time.perf_counter()
            home = home_of(*size)
            seconds = time.perf_counter() - started
            say(f"{size[0]:,} homes, {size[1]:,} a batch, {size_of(home)}, made in {seconds:.0f} s")
            sides.append(home)
        opened = [open_home(find_home(home), NOW, writes=True) for home in sides]
        with closing(opened[0]) as few, closing(opened[1]) as many:
            say(f"figures of the small home that the program reckons otherwise: {len(few.store.read(drift_of))}")
            measure(few, many, asked, pairs, other)
        if asked is of_a_day:
            compare("board read and painted", *repainted(sides, pairs), LIMIT)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
