"""A list of any length: read page by page behind the cursor, so that a million rows open like a thousand.

    yield Table(UnitSource(), options=(TableOption("2", "units.edit"), TableOption("5", "units.show")), id="units")

Posts ``Opened`` (Enter, no option typed) and ``Chosen`` (Enter, options typed before rows, in their order). F4 filters,
orders and saves filters; saved ones have the first numbers there. ``reload`` reads again after a change.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from deskapp.settings import SavedView
from deskapp.ui import commands
from deskapp.ui.cells import fit, width
from deskapp.ui.columns import GAP, Row, runs, widths
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.pages import READ, Side, Window
from deskapp.ui.source import Source as Source
from deskapp.ui.table_view import ViewChooser
from deskapp.ui.work import run

JUMP = Command("table.jump", "ctrl+g", "table")
HEAD = 2


@dataclass(frozen=True, slots=True)
class TableOption:
    """What may be typed before a row: a figure or letter, and the catalogue key of its word."""

    sign: str
    label: str


class Table(ViewChooser, Lines, can_focus=True):
    """The list: filter and position, headings, rows with an option column at the left, the options at the foot."""

    DEFAULT_CSS = "Table { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.OPEN, commands.CHOOSE, JUMP),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "home", show=False),
        Binding("end", "end", show=False),
    ]

    @dataclass
    class Opened(Message):
        """Enter on a row."""

        table: Table
        row: Row

        @property
        def control(self) -> Table:
            """The list, for ``@on`` selectors."""
            return self.table

    @dataclass
    class Chosen(Message):
        """Enter after options were typed: (sign, row), in the order of typing."""

        table: Table
        choices: tuple[tuple[str, Row], ...]

        @property
        def control(self) -> Table:
            """The list, for ``@on`` selectors."""
            return self.table

    def __init__(
        self,
        source: Source,
        *,
        options: Sequence[TableOption] = (),
        view: SavedView | None = None,
        blank: str = "table.empty",
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.source = source
        self.options = tuple(options)
        self.view = view or SavedView("")
        self.blank = blank
        self.window = Window()
        self.total: int | None = None
        self.marks: dict[Hashable, tuple[str, Row]] = {}
        self._turn = 0
        self._reading: Side | None = None
        self._ready = False

    # ---- reading

    def on_mount(self) -> None:
        """Read the first page."""
        self.show_view(self.view)

    def on_resize(self) -> None:
        """More or fewer rows fit."""
        self.window.height = max(1, self.size.height - HEAD - bool(self.options))
        self.window.move(0)
        self._reach()

    def show_view(self, view: SavedView) -> None:
        """Another filter or order: from the start."""
        self.view = view
        self.total = None

        def first(data: Any) -> Sequence[Row]:
            return self.source.page(data, view, READ, after=(), before=None)

        self._begin(first, self.window.begin, count=True)

    def reload(self) -> None:
        """Read again what is shown, after a change; the cursor stays on its row where that is still there."""
        if self.window.top == 0 and self.window.starts:
            place: tuple[Any, ...] = ()
        elif self.window.top:
            place = self.window.rows[self.window.top - 1].at
        else:
            self.show_view(self.view)
            return
        view, key = self.view, self.window.current.key if self.window.current else None
        first = None if self.window.first is None else self.window.first + self.window.top

        def begin(rows: Sequence[Row], asked: int) -> None:
            self.window.begin_at(rows, asked)
            self.window.first = first
            self.window.starts = first == 0
            found = next((index for index, row in enumerate(self.window.rows) if row.key == key), 0)
            self.window.move(found)

        self._begin(lambda data: self.source.page(data, view, READ, after=place, before=None), begin, count=True)

    def jump(self, prefix: str) -> None:
        """To the first row whose sort column begins so."""
        view = self.view
        self._begin(lambda data: self.source.jump(data, view, prefix, READ), self.window.begin_at, rank=True)

    def _begin(
        self,
        read: Callable[[Any], Sequence[Row]],
        begin: Callable[[Sequence[Row], int], None],
        *,
        count: bool = False,
        rank: bool = False,
    ) -> None:
        self._turn += 1
        self._reading = None
        view = self.view

        def then(rows: Sequence[Row]) -> None:
            self._ready = True
            begin(rows, READ)
            self._reach()
            self.refresh()
            # What takes longer in a longer list waits until the rows are painted.
            if count:
                self.call_after_refresh(self._count, view)
            if rank and rows:
                self.call_after_refresh(self._rank, view, rows[0].at)

        run(self, read, then, group="begin")

    def _reach(self) -> None:
        """Read on where the rows run short, one side at a time."""
        side = self.window.wanted() if self._ready and self._reading is None else None
        if side is None:
            return
        self._reading = side
        turn, view, rows = self._turn, self.view, self.window.rows
        after = rows[-1].at if side == "after" and rows else () if side == "after" else None
        before = rows[0].at if side == "before" and rows else () if side == "before" else None

        def then(found: Sequence[Row]) -> None:
            if turn != self._turn:
                return
            self._reading = None
            self.window.add(side, found, READ)
            self.refresh()
            self._reach()

        run(self, lambda data: self.source.page(data, view, READ, after=after, before=before), then, group="page")

    def _count(self, view: SavedView) -> None:
        run(self, lambda data: self.source.count(data, view), partial(self._counted, view), group="count")

    def _rank(self, view: SavedView, at: tuple[Any, ...]) -> None:
        run(self, lambda data: self.source.rank(data, view, at), partial(self._ranked, at), group="rank")

    def _counted(self, view: SavedView, count: int) -> None:
        if view != self.view:
            return
        self.total = count
        if self.window.first is None and self.window.ends:
            self.window.first = count - len(self.window.rows)
        self.refresh()

    def _ranked(self, place: tuple[Any, ...], rank: int) -> None:
        self.window.locate(place, rank)
        self.refresh()

    # ---- keys

    def action_move(self, step: int) -> None:
        """Arrow keys."""
        self._move(step)

    def action_page(self, step: int) -> None:
        """Page keys."""
        self._move(step * self.window.height, page=True)

    def _move(self, step: int, page: bool = False) -> None:
        self.window.move(step, page)
        self.refresh()
        self._reach()

    def action_home(self) -> None:
        """The first row."""
        if self.window.starts:
            self._move(-len(self.window.rows))
        else:
            self.show_view(self.view)

    def action_end(self) -> None:
        """The last row."""
        if self.window.ends:
            self._move(len(self.window.rows))
            return
        view = self.view

        def begin(rows: Sequence[Row], asked: int) -> None:
            self.window.begin_at_end(rows, asked)
            if self.total is not None and self.window.first is None:
                self.window.first = self.total - len(rows)

        self._begin(lambda data: self.source.page(data, view, READ, after=None, before=()), begin)

    def action_open(self) -> None:
        """Enter: do the options, or open the row."""
        if self.marks:
            choices, self.marks = tuple(self.marks.values()), {}
            self.refresh()
            self.post_message(self.Chosen(self, choices))
        elif row := self.window.current:
            self.post_message(self.Opened(self, row))

    def on_key(self, event: events.Key) -> None:
        """A sign of an option goes before the row, again takes it away; Escape first takes all away."""
        sign = (event.character or "").upper()
        row = self.window.current
        if row is not None and sign and sign in (option.sign.upper() for option in self.options):
            if self.marks.get(row.key, ("", row))[0] == sign:
                del self.marks[row.key]
            else:
                self.marks[row.key] = (sign, row)
        elif event.key in ("backspace", "delete", "space") and row is not None and row.key in self.marks:
            del self.marks[row.key]
        elif event.key == "escape" and self.marks:
            self.marks = {}
        else:
            return
        event.stop()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row; on the row with the cursor it opens."""
        place = self.window.top + event.y - HEAD
        if event.y >= HEAD and place < len(self.window.rows):
            if place == self.window.cursor:
                self.action_open()
            else:
                self._move(place - self.window.cursor)

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes three rows."""
        self._move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel goes three rows."""
        self._move(-3)

    # ---- drawing

    def line(self, y: int) -> Iterable[Run]:
        """Filter and position, headings, rows, options."""
        if y == 0:
            return self._head()
        option_cells = 2 if self.options else 0
        placed = widths(self.source.columns, self.size.width - 2 - option_cells)
        if y == 1:
            return self._headings(placed, option_cells)
        if self.options and y == self.size.height - 1:
            return self._foot()
        return self._row(self.window.top + y - HEAD, placed, option_cells) if y < HEAD + self.window.height else ()

    def _head(self) -> Iterable[Run]:
        position = self._position()
        room = self.size.width - width(position) - 3
        yield " ", "plain"
        yield fit(self.view_words(), room, ellipsis=self.glyphs.ellipsis) + " ", "muted"
        yield f"{position} ", "plain"

    def _position(self) -> str:
        if self.total is None:
            return self.words.text("table.loading") if not self._ready else self._number(self.window.position)
        return self.words.text("table.position", at=self._number(self.window.position), count=self.total)

    def _number(self, number: int | None) -> str:
        if number is None:
            return "0" if self._ready and not self.window.rows else self.glyphs.ellipsis
        return self.words.number(number)

    def _headings(self, placed: Sequence[int], option_cells: int) -> Iterable[Run]:
        sort, descending = self.sort_column(), self.view.descending
        yield " " * (1 + option_cells), "plain"
        for column, cells in zip(self.source.columns, placed, strict=True):
            if cells:
                label = self.words.text(column.label_key)
                if sort is not None and column.name == sort.name:
                    label = f"{label}{self.glyphs.down if descending else self.glyphs.up}"
                yield fit(label, cells, column.align, self.glyphs.ellipsis) + " " * GAP, "strong"

    def _row(self, place: int, placed: Sequence[int], option_cells: int) -> Iterable[Run]:
        if not self.window.rows:
            if place == 0 and self._ready:
                blank = "table.empty_filter" if self.view.filters else self.blank
                yield " " + self.words.text(blank), "muted"
            return
        if place >= len(self.window.rows):
            return
        row = self.window.rows[place]
        cursor = place == self.window.cursor
        sign = self.marks.get(row.key, ("", row))[0]
        yield (self.glyphs.bar if cursor else " "), "cursor" if cursor else "plain"
        if option_cells:
            yield fit(sign, option_cells), "accent" if sign and not cursor else "cursor" if cursor else "plain"
        yield from runs(row, self.source.columns, placed, self.glyphs.ellipsis, cursor)
        yield " ", "cursor" if cursor else "plain"

    def _foot(self) -> Iterable[Run]:
        for option in self.options:
            yield " ", "plain"
            yield f"{option.sign} ", "accent"
            yield f"{self.words.text(option.label)} ", "muted"
        if self.marks:
            yield "  ", "plain"
            yield self.words.text("table.marked", count=len(self.marks)), "plain"

    # ---- a change of language

    def keep(self) -> object:
        """Everything; the rows are read again for their words."""
        return self.view, self.window, self.total, self.marks

    def restore(self, kept: object) -> None:
        """Put it back."""
        assert isinstance(kept, tuple)
        self.view, self.window, self.total, self.marks = kept
        self._ready = True
        self.reload()

    def save_views(self, views: tuple[SavedView, ...]) -> None:
        """Keep the saved filters of this list with the clerk's settings."""
        app = shell_of(self)
        assert self.id is not None
        app.keep(app.settings.with_views(self.id, views))

    @property
    def saved_views(self) -> tuple[SavedView, ...]:
        """The saved filters of this list."""
        return tuple(shell_of(self).settings.views.get(self.id or "", ()))
