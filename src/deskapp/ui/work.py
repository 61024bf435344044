"""The one door from a screen to the data: work runs in a thread, its answer comes back on the screen's own thread.

    run(self, lambda data: data.store.read(find(text)), self.show, group="search")   # a newer search drops the older
    run(self, lambda data: edit(data, draft), self.saved, keep=True)                 # a write is never dropped

``data`` is what wiring's ``open`` gave (the store and the clerk); work that is asked for while the database is still
opening waits in its thread. Widgets are touched only in ``then`` and ``failed``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from textual.dom import DOMNode
from textual.worker import Worker

from deskapp.errors import DeskError
from deskapp.ui.lines import shell_of

T = TypeVar("T")
WRITES: Final = "write"
"""The workers that leaving the program waits for."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What opening the database gives: ``data`` for the work, the office's or project's name, the clerk's name.

    ``seat`` is who works there (``ui/door.py``); None where nobody ever has to sign in.
    """

    data: Any
    place: str = ""
    clerk: str = ""
    seat: Any = None


class NobodyYet(Exception):
    """Work was asked for before anybody signed in; whoever does begins with a fresh first screen."""


def run(
    node: DOMNode,
    work: Callable[[Any], T],
    then: Callable[[T], None],
    *,
    failed: Callable[[DeskError], None] | None = None,
    group: str = "read",
    keep: bool = False,
) -> Worker[None]:
    """Run ``work(data)`` in a thread, then ``then(result)``, or ``failed(error)`` (by default the screen tells it).

    ``keep`` is for writes: newer work does not drop the answer, nor does leaving the screen. While the counter is
    locked, answers wait. Anything but a
    ``DeskError`` is a fault of the program and ends it in the one place for that.
    """
    app = shell_of(node)

    async def job() -> None:
        try:
            result = await asyncio.to_thread(lambda: work(app.opened()))
        except NobodyYet:
            return
        except DeskError as error:
            answer = partial(failed or app.tell_error, error)
        else:
            answer = partial(then, result)

        def give() -> None:
            if keep or _is_there(node):
                answer()

        # an answer opens and closes screens: not over, and never instead of, one that hides them
        app.door.give(give)

    if keep:
        return app.run_worker(job, group=WRITES)
    return node.run_worker(job, group=f"{group}-{id(node)}", exclusive=True)


def run_at_door(
    node: DOMNode, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[DeskError], None]
) -> Worker[None]:
    """Run work of a screen that hides the others, before anybody signed in: its answer does not wait."""

    async def job() -> None:
        try:
            result = await asyncio.to_thread(work)
        except DeskError as error:
            if _is_there(node):
                failed(error)
            return
        if _is_there(node):
            then(result)

    return shell_of(node).run_worker(job, group="door")


def _is_there(node: DOMNode) -> bool:
    """Still on a screen that is not just going with its widgets, and the program is not taking its screens down."""
    return node.is_attached and not node._pruning and node.app.is_running
