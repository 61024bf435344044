"""A list that is read rather than searched: its rows, and below them the whole text of the one under the cursor."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget

from deskapp.casework.screens.papers_parts import PapersList
from deskapp.store.work import Reader
from deskapp.ui.cells import wrap
from deskapp.ui.columns import Column, Row
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run


class Reading(Lines):
    """The whole text of the row under the cursor."""

    DEFAULT_CSS = "Reading { height: 8; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="reading")
        self.said: Sequence[Run] = ()

    def show(self, said: Iterable[Run]) -> None:
        """Texts, each wrapped."""
        self.said = tuple(said)
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """A line."""
        cells = max(8, self.size.width)
        lines = [
            (part, weight)
            for text, weight in self.said
            for one in text.split("\n")
            if text
            for part in wrap(one, cells)
        ]
        return [lines[y]] if y < len(lines) else []


class ReadList(PapersList):
    """A list over the whole text of its row; F2 something new, Enter about this one."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    EMPTY: ClassVar[str]
    rows: Sequence[Any] = ()

    def body(self) -> Iterable[Widget]:
        """The list, and what the row says."""
        yield Listing(self.COLUMNS, blank=self.EMPTY, id="rows")
        yield Reading()

    def on_mount(self) -> None:
        """Keys wait until it is there."""
        self.load()

    @abstractmethod
    def read(self, reader: Reader) -> Sequence[Any]:
        """The rows; in a thread."""

    @abstractmethod
    def cells(self, row: Any) -> tuple[str, ...]:
        """A row as texts."""

    @abstractmethod
    def told(self, row: Any) -> Iterable[Run]:
        """All of it."""

    def load(self) -> None:
        """Read it again; the cursor stays where it was."""
        run(self, lambda data: data.store.read(self.read), self._show, group="rows")

    def _show(self, rows: Sequence[Any]) -> None:
        self.rows = rows
        listing = self.query_one(Listing)
        place, before = listing.cursor, listing.current
        listing.show(Row(row.id, self.cells(row), weight=self.weight(row)) for row in rows)
        keys = [row.key for row in listing.rows]
        wanted = keys.index(before.key) if before is not None and before.key in keys else min(place, len(keys) - 1)
        listing.move(wanted - listing.cursor)
        for line in self.query("TopLine"):
            line.refresh()
        self.loaded()

    def weight(self, row: Any) -> Any:
        """How a row is drawn."""
        return "plain"

    @property
    def current(self) -> Any:
        """The row under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return next((one for one in self.rows if row is not None and one.id == row.key), None)

    @on(Listing.Moved)
    def _moved(self) -> None:
        row = self.current
        self.query_one(Reading).show(() if row is None else self.told(row))
        self.refresh_bindings()

    def day(self, value: Any) -> str:
        """A day, or nothing."""
        return self.words.day(value) if value is not None else ""

    def titled(self, *parts: str) -> str:
        """The title, and what of it."""
        return f" {shell_of(self).glyphs.dot} ".join(part for part in (self.text(self.TITLE_KEY), *parts) if part)
