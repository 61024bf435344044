"""The few hundred rows of a long list that are in memory: where the cursor is, and what to read next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from deskapp.ui.columns import Row

READ: Final = 100
"""Rows read at once."""
MOST: Final = 400
"""Rows kept; the far end goes when more are read."""

Side = Literal["after", "before"]


class Window:
    """Rows in the list's order, a cursor and the first row shown, both as places among ``rows``.

    ``first`` is the place of ``rows[0]`` in the whole list, None while it is not known. ``owed`` are steps of the
    cursor that wait for rows. ``starts`` and ``ends`` say that nothing lies before or after the rows.
    """

    def __init__(self, height: int = 20) -> None:
        self.height = height
        self.rows: list[Row] = []
        self.first: int | None = None
        self.starts = self.ends = False
        self.cursor = self.top = self.owed = 0

    def begin(self, rows: Sequence[Row], asked: int) -> None:
        """The rows from the start of the list; fewer than were asked for means there are no more."""
        self._take(rows, first=0, starts=True, ends=len(rows) < asked)

    def begin_at_end(self, rows: Sequence[Row], asked: int) -> None:
        """The rows up to the end of the list, the cursor on the last."""
        self._take(rows, first=0 if len(rows) < asked else None, starts=len(rows) < asked, ends=True)
        self.cursor = max(0, len(self.rows) - 1)
        self.top = max(0, len(self.rows) - self.height)

    def begin_at(self, rows: Sequence[Row], asked: int) -> None:
        """The rows from some place on; where that is has to be counted."""
        self._take(rows, first=None, starts=False, ends=len(rows) < asked)

    def _take(self, rows: Sequence[Row], first: int | None, starts: bool, ends: bool) -> None:
        self.rows = list(rows)
        self.first, self.starts, self.ends = first, starts, ends
        self.cursor = self.top = self.owed = 0

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def position(self) -> int | None:
        """The place of the cursor in the whole list, the first being 1."""
        return None if self.first is None or not self.rows else self.first + self.cursor + 1

    def locate(self, at: tuple[Any, ...], before: int) -> None:
        """So many rows stand before a place that was among the rows; more may have been read since it was asked."""
        found = next((index for index, row in enumerate(self.rows) if row.at == at), None)
        if self.first is None and found is not None:
            self.first = before - found

    def shown(self) -> Sequence[Row]:
        """The rows on the screen."""
        return self.rows[self.top : self.top + self.height]

    def move(self, step: int, page: bool = False) -> None:
        """Move the cursor, for a page together with what is shown; what has no rows yet is owed."""
        if not self.rows:
            return
        step += self.owed
        reached = min(max(self.cursor + step, 0), len(self.rows) - 1)
        rest = self.cursor + step - reached
        self.owed = rest if (rest > 0 and not self.ends) or (rest < 0 and not self.starts) else 0
        if page:
            self.top += reached - self.cursor
        self.cursor = reached
        self._settle()

    def _settle(self) -> None:
        last = max(0, len(self.rows) - self.height)
        self.top = min(max(self.top, self.cursor - self.height + 1, 0), self.cursor, max(last, 0))

    def wanted(self) -> Side | None:
        """The side to read next: where steps are owed, or where fewer than two screens are left."""
        ahead = len(self.rows) - self.top - self.height
        if not self.ends and (self.owed > 0 or ahead < 2 * self.height):
            return "after"
        if not self.starts and (self.owed < 0 or self.top < 2 * self.height):
            return "before"
        return None

    def add(self, side: Side, rows: Sequence[Row], asked: int) -> None:
        """Rows that were read on one side; owed steps are gone now."""
        if side == "after":
            self.rows.extend(rows)
            self.ends = len(rows) < asked
            self._drop_first(len(self.rows) - MOST)
        else:
            self.rows[:0] = rows
            self.starts = len(rows) < asked
            self._shift(len(rows))
            if self.starts:
                self.first = 0
            self._drop_last(len(self.rows) - MOST)
        owed, self.owed = self.owed, 0
        self.move(owed, page=abs(owed) > 1)

    def _shift(self, count: int) -> None:
        self.cursor += count
        self.top += count
        if self.first is not None:
            self.first -= count

    def _drop_first(self, count: int) -> None:
        count = min(count, self.top)
        if count > 0:
            del self.rows[:count]
            self.starts = False
            self._shift(-count)

    def _drop_last(self, count: int) -> None:
        count = min(count, len(self.rows) - self.top - self.height)
        if count > 0:
            del self.rows[len(self.rows) - count :]
            self.ends = False
