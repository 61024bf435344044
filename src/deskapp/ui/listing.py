"""A short list that changes with every key: what a search found, what a field offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import clamp
from textual.message import Message

from deskapp.ui import commands
from deskapp.ui.columns import Column, Row, runs, widths
from deskapp.ui.commands import bindings
from deskapp.ui.lines import Lines, Run


class Listing(Lines, can_focus=True):
    """Some rows with a cursor; the focus may stay in a field, whose arrow keys then call ``move``.

    ``show`` replaces the rows and puts the cursor on the first that can be chosen. ``numbered`` puts 1-9 before the
    rows. A heading of one cell takes the whole line. ``blank`` is a catalogue key told where there is nothing.
    Posts ``Opened`` (Enter, click) and ``Moved``.
    """

    DEFAULT_CSS = "Listing { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.OPEN),
        # with priority, so that a figure pressed right behind an arrow means the row that the arrow went to
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("home", "move(-10000)", show=False, priority=True),
        Binding("end", "move(10000)", show=False, priority=True),
    ]

    @dataclass
    class Opened(Message):
        """A row was chosen."""

        listing: Listing
        row: Row

        @property
        def control(self) -> Listing:
            """The list, for ``@on`` selectors."""
            return self.listing

    @dataclass
    class Moved(Message):
        """The cursor stands on another row (None: there is none)."""

        listing: Listing
        row: Row | None

        @property
        def control(self) -> Listing:
            """The list, for ``@on`` selectors."""
            return self.listing

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        numbered: bool = False,
        blank: str = "",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.numbered = numbered
        self.blank = blank
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        self._top = 0

    def show(self, rows: Iterable[Row], blank: str | None = None) -> None:
        """Replace the rows; the cursor goes to the first that can be chosen."""
        self.rows = tuple(rows)
        self.blank = self.blank if blank is None else blank
        self.cursor = next((index for index, row in enumerate(self.rows) if row.key is not None), 0)
        self._top = 0
        self._moved(layout=self.styles.auto_dimensions)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return row if row is not None and row.key is not None else None

    def move(self, step: int) -> None:
        """Move by so many rows, over headings, not beyond the ends."""
        choosable = [index for index, row in enumerate(self.rows) if row.key is not None]
        if not choosable:
            return
        place = choosable.index(self.cursor) if self.cursor in choosable else 0
        self.cursor = choosable[clamp(place + step, 0, len(choosable) - 1)]
        self._moved()

    def choose(self, number: int) -> Row | None:
        """Put the cursor on the row with that number (1-9)."""
        choosable = [index for index, row in enumerate(self.rows) if row.key is not None]
        if not 1 <= number <= len(choosable):
            return None
        self.cursor = choosable[number - 1]
        self._moved()
        return self.current

    def _moved(self, layout: bool = False) -> None:
        height = max(1, self.size.height)
        self._top = clamp(self._top, self.cursor - height + 1, self.cursor)
        if self.cursor and all(row.key is None for row in self.rows[: self.cursor]):
            self._top = 0
        self.refresh(layout=layout)
        self.post_message(self.Moved(self, self.current))

    def action_move(self, step: int) -> None:
        """Arrow keys."""
        self.move(step)

    def action_page(self, step: int) -> None:
        """Page keys."""
        self.move(step * max(1, self.size.height - 1))

    def action_open(self) -> None:
        """Enter."""
        if row := self.current:
            self.post_message(self.Opened(self, row))

    def on_click(self, event: events.Click) -> None:
        """A click chooses and opens."""
        index = self._top + event.y
        if index < len(self.rows) and self.rows[index].key is not None:
            self.cursor = index
            self._moved()
            self.action_open()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.move(-1)

    def line_count(self, width: int) -> int:
        """As many lines as rows."""
        return max(1, len(self.rows))

    def line(self, y: int) -> Iterable[Run]:
        """One row, marked at the left where the cursor is."""
        index = self._top + y
        if not self.rows:
            return [(self.words.text(self.blank), "muted")] if y == 0 and self.blank else []
        if index >= len(self.rows):
            return []
        row = self.rows[index]
        if row.key is None and len(row.cells) == 1:
            return [(f" {row.cells[0]}", row.weight)]
        cursor = index == self.cursor and row.key is not None
        number = ""
        if self.numbered and row.key is not None:
            counted = sum(1 for other in self.rows[: index + 1] if other.key is not None)
            number = f"{counted} " if counted < 10 else "  "
        placed = widths(self.columns, self.size.width - len(number) - 2)
        return [
            (self.glyphs.bar if cursor else " ", "cursor" if cursor else "plain"),
            (number, "cursor" if cursor else "muted"),
            *runs(row, self.columns, placed, self.glyphs.ellipsis, cursor),
            (" ", "cursor" if cursor else "plain"),
        ]
