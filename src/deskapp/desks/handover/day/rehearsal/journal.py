"""What a playing counter has seen done: a line a write, written when the write is committed and before the next."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from deskapp.errors import DeskError
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

T = TypeVar("T")
ENTITY: Final = "rehearsal"
"""What the trail calls the entry that each write of a rehearsal leaves beside its own."""
BUSY: Final = "store.busy"
"""All counters write without a pause, as no clerks do: one that could not get in presses the key again."""
TRIES: Final = 5
BREATH: Final = 0.004


@dataclass(frozen=True, slots=True)
class Line:
    """A write: which action, under which token it stands in the trail, how long it took; refused ones have no token."""

    action: str
    token: str
    ms: float
    refused: str = ""


@dataclass
class Hand:
    """A counter's hands: it reads and writes, and keeps the journal. ``morning`` is where its clock stands."""

    store: Store
    clerk: Clerk
    name: str
    morning: datetime
    began: float
    out: IO[str]
    count: int = field(default=0)

    @property
    def now(self) -> datetime:
        """The moment on the day that is played, as the same for every process."""
        return self.morning + _since(self.began)

    def read(self, query: Callable[..., T], *told: Any) -> T:
        """What is there now."""

        def ask(reader: Reader) -> T:
            return query(reader, *told)

        return self.store.read(ask)

    def do(self, action: Callable[..., T], *told: Any, **more: Any) -> T:
        """One unit of work; it leaves its token in the trail, and a line in the journal once it is committed."""
        self.count += 1
        token = f"{self.name}-{self.count}"

        def act(work: Work) -> T:
            result = action(work, *told, **more)
            work.entry(ENTITY, None, after={"token": token})
            return result

        begun = time.perf_counter()
        for left in reversed(range(TRIES)):
            try:
                result = self.store.write(self.clerk, f"rehearsal.{action.__name__}", act, self.now)
            except DeskError as error:
                self._note(Line(action.__name__, "", _ms(begun), error.code))
                if error.code != BUSY or not left:
                    raise
            else:
                break
        self._note(Line(action.__name__, token, _ms(begun)))
        # a clerk looks up before the next key: whoever waits for the lock gets it
        time.sleep(BREATH)
        return result

    def attempt(self, action: Callable[..., T], *told: Any, **more: Any) -> T | None:
        """The same where another counter may have been faster; None where it is refused."""
        with suppress(DeskError):
            return self.do(action, *told, **more)
        return None

    def _note(self, line: Line) -> None:
        self.out.write(json.dumps([line.action, line.token, line.ms, line.refused]) + "\n")
        self.out.flush()


def read_journals(folder: Path) -> Iterator[Line]:
    """Every line of every counter; the last of a counter that was killed may be cut off."""
    for path in sorted(folder.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):
                yield Line(*json.loads(text))


def percentile(times: Iterable[float], part: float) -> float:
    """The time that so many of a hundred stayed under; 0 for none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part / 100))] if ordered else 0.0


def _ms(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 2)


def _since(began: float) -> timedelta:
    return timedelta(seconds=max(0.0, time.time() - began))
