"""The queue of keys, played with any rhythm: what is no scan comes out whole and in its order."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from deskapp.ui.key_queue import GAP, LEAST, KeyQueue
from deskapp.values.readers import CodeScan

CODE = "9000000123"
OTHER = {"\t": "tab", "\x1b": "escape", "\r": "enter", "↓": "down"}


class Clock:
    """Timers that go off when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []

    def __call__(self, _delay: float, callback: Any) -> Any:
        timer = SimpleNamespace(callback=callback)
        timer.stop = lambda: self.waiting.remove(timer)
        self.waiting.append(timer)
        return timer


class Front:
    """As much of the application as the queue asks for; no field has the focus."""

    def __init__(self) -> None:
        self.set_timer = Clock()
        self.focused = None
        self.screen = SimpleNamespace(is_open=True)
        self.screen_stack = [self.screen]
        self.settings = SimpleNamespace(reader_separator="")
        self.scans: list[Any] = []
        self.came = ""
        self.wiring = SimpleNamespace(
            is_code=lambda text: text == CODE, scanned=lambda _, scan: self.scans.append(scan)
        )
        self.desk_screen = SimpleNamespace(scanned=lambda scan: False)
        self.door = SimpleNamespace(is_shut=False)

    def now(self) -> Any:
        from datetime import UTC, datetime

        return datetime(2026, 11, 22, tzinfo=UTC)

    def tell_error(self, error: Any) -> None:
        self.scans.append(error)

    async def give(self, event: events.Event) -> None:
        assert isinstance(event, events.Key)
        self.came += event.character or next(sign for sign, name in OTHER.items() if name == event.key)


def key(sign: str, at: float) -> events.Key:
    pressed = events.Key(OTHER.get(sign, sign), "\r" if sign == "\r" else None if sign in OTHER else sign)
    pressed.time = at
    return pressed


def play(strokes: list[tuple[str, float]]) -> Front:
    """Press keys, each so many seconds behind the one before; a pause lets timers go off."""
    front = Front()
    queue = KeyQueue(front, front.give)  # type: ignore[arg-type]

    async def go() -> None:
        at = 0.0
        for sign, pause in strokes:
            at += pause
            if pause > 3 * GAP:
                for timer in list(front.set_timer.waiting):
                    await timer.callback()
            await queue.take(key(sign, at))
        await queue.let_go()

    asyncio.run(go())
    return front


SIGNS = st.sampled_from([*"abc123|", *OTHER])
PAUSES = st.sampled_from([GAP / 10, GAP, GAP * 1.5, GAP * 10])


@given(st.lists(st.tuples(SIGNS, PAUSES), max_size=60))
def test_every_key_comes_once_and_in_its_order(strokes: list[tuple[str, float]]) -> None:
    front = play(strokes)
    if not front.scans:
        assert front.came == "".join(sign for sign, _ in strokes)


@given(st.lists(st.tuples(SIGNS, st.just(GAP * 10)), max_size=20), st.lists(st.tuples(SIGNS, PAUSES), max_size=20))
def test_a_scan_among_keys_takes_itself_out(before: list[tuple[str, float]], after: list[tuple[str, float]]) -> None:
    burst = [(CODE[0], GAP * 10), *((sign, GAP / 2) for sign in CODE[1:]), ("\r", GAP / 2)]
    front = play([*before, *burst, *[(sign, GAP * 10) for sign, _ in after]])
    assert CodeScan(CODE) in front.scans
    # its first key may have been a command; nothing else of it came through
    assert front.came == "".join(sign for sign, _ in before) + CODE[0] + "".join(sign for sign, _ in after)


@given(st.text("123", min_size=1, max_size=LEAST - 1))
def test_a_short_burst_is_never_a_scan(text: str) -> None:
    front = play([(sign, GAP / 10) for sign in (*text, "\r")])
    assert front.came == f"{text}\r"
