"""Rows of which two cells are typed, a number and a day: the hand never leaves the figures, whatever the disk does.

Enter goes from the number to the day and from the day to the next row, which gets the next number and the same day. The
two fields move from row to row. What is to be done with a row left by Enter in its day is told by ``Left``; nothing is
waited for. Each field reads in its own queue, so that the keys of a fast hand fall into the row they were meant for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import clamp
from textual.message import Message
from textual.widgets import Input

from deskapp.desks.contracts.sale.numbers import next_number
from deskapp.ui.cells import fit, width
from deskapp.ui.columns import GAP, Column, widths
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import Lines, Run, Weight

NUMBER, DAY = "number", "day"
NAMES: Final = (NUMBER, DAY)
CELLS: Final[Mapping[str, int]] = {NUMBER: 20, DAY: 12}

State = Literal["open", "shut", "asked", "done", "refused"]
_WEIGHTS: Final[Mapping[State, Weight]] = {
    "open": "plain", "shut": "warning", "asked": "muted", "done": "good", "refused": "error",
}  # fmt: skip


@dataclass(slots=True)
class GridRow:
    """A row: its texts, what was typed into it, how it stands, and what is to be said of it below the list."""

    key: int
    cells: tuple[str, ...]
    state: State = "open"
    typed: dict[str, str] = field(default_factory=dict)
    said: tuple[Run, ...] = ()

    @property
    def is_over(self) -> bool:
        """Nothing more is typed into it."""
        return self.state in ("asked", "done")


class Grid(Lines):
    """The rows, and the two fields in the one that is in hand."""

    DEFAULT_CSS = """
    Grid { height: 1fr; }
    Grid > DeskInput { position: absolute; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # with priority, as in a form: the field changes before the next key is given out
        Binding("enter", "enter", show=False, priority=True),
        Binding("tab", "other", show=False, priority=True),
        Binding("shift+tab", "other", show=False, priority=True),
        Binding("up", "row(-1)", show=False, priority=True),
        Binding("down", "row(1)", show=False, priority=True),
        Binding("pageup", "row(-15)", show=False, priority=True),
        Binding("pagedown", "row(15)", show=False, priority=True),
    ]

    @dataclass
    class Left(Message):
        """Enter in the day of a row, with what stands in it."""

        row: GridRow

    class Changed(Message):
        """Something was typed."""

    class Moved(Message):
        """Another row is in hand."""

    def __init__(self, columns: Sequence[Column], *, id: str = "grid") -> None:  # noqa: A002
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: tuple[GridRow, ...] = ()
        self.cursor = self._top = 0
        self.usual: dict[str, str] = {}
        self.boxes = {name: DeskInput(id=f"grid-{name}") for name in NAMES}
        self._in_box = dict.fromkeys(NAMES, 0)
        self._left: dict[int, set[str]] = {}

    def compose(self) -> ComposeResult:
        """The two fields."""
        yield from self.boxes.values()

    def show(self, rows: Iterable[GridRow], usual: Mapping[str, str]) -> None:
        """These rows; ``usual`` stands in a field where nothing was typed: the next number, the day."""
        self.rows, self.usual = tuple(rows), dict(usual)
        self.cursor = next((place for place, row in enumerate(self.rows) if not row.is_over), 0)
        self._top = 0
        for name in NAMES:
            self._fill(name)
        self.screen.set_focus(self.boxes[NUMBER])
        self._moved()

    # ---- what is typed

    @property
    def current(self) -> GridRow | None:
        """The row in hand."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def typed(self) -> dict[str, dict[str, str]]:
        """What was typed into rows that are not done, by their keys, as a draft keeps it."""
        for name in NAMES:
            self._note(name)
        return {str(row.key): dict(row.typed) for row in self.rows if row.state != "done" and row.typed.get(NUMBER, "")}

    def _note(self, name: str) -> None:
        """What stands in a field belongs to the row that it is in; the usual alone was typed by nobody."""
        place, text = self._in_box[name], self.boxes[name].value.strip()
        if place < len(self.rows) and not self.rows[place].is_over:
            row = self.rows[place]
            if text != self._usual_of(name, row) or name in row.typed:
                row.typed[name] = text

    def _usual_of(self, name: str, row: GridRow) -> str:
        return "" if row.is_over or (row.state == "shut" and name == NUMBER) else self.usual.get(name, "")

    def _fill(self, name: str) -> None:
        self._in_box[name] = self.cursor
        row, box = self.current, self.boxes[name]
        box.display = row is not None and not row.is_over
        with box.prevent(Input.Changed):
            box.value = "" if row is None else row.typed.get(name, self._usual_of(name, row))
        box.mark()

    def _swap(self, name: str, left: bool) -> None:
        """In the field's own queue: what it has belongs to the row before, and it goes to the row in hand."""
        before = self._in_box[name]
        self._note(name)
        if left and before < len(self.rows) and not self.rows[before].is_over:
            row = self.rows[before]
            row.typed[name] = self.boxes[name].value.strip()
            if row.typed[name]:
                self.usual[name] = next_number(row.typed[name]) if name == NUMBER else row.typed[name]
            self._left.setdefault(before, set()).add(name)
            if self._left[before] == set(NAMES):
                del self._left[before]
                if row.typed[NUMBER]:
                    row.state = "asked"
                    self.post_message(self.Left(row))
                else:
                    row.typed.clear()
        self._fill(name)
        self.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Any key."""
        event.stop()
        self.post_message(self.Changed())

    # ---- keys

    def action_enter(self) -> None:
        """From the number to the day; from the day, or from an empty number, to the next row."""
        number = self.boxes[NUMBER]
        if self.screen.focused is number:
            number.call_later(self._is_number_there)
            self.screen.set_focus(self.boxes[DAY])
        else:
            self._go(1, left=True)

    def _is_number_there(self) -> None:
        """Where there is no number the row is passed over."""
        if not self.boxes[NUMBER].value.strip() and self.screen.focused is self.boxes[DAY]:
            self._go(1, left=False)

    def action_other(self) -> None:
        """The other field of the row."""
        here = self.screen.focused is self.boxes[NUMBER]
        self.screen.set_focus(self.boxes[DAY if here else NUMBER])

    def action_row(self, step: int) -> None:
        """Another row; what was typed stays in this one."""
        self._go(step, left=False)

    def _go(self, step: int, *, left: bool) -> None:
        if not self.rows:
            return
        self.cursor = self._beside(step, left)
        # the fields read the keys before this one first, and those behind it in the new row
        self.screen.set_focus(self.boxes[NUMBER])
        for name in NAMES:
            self.boxes[name].call_later(self._swap, name, left)
        self._moved()

    def _beside(self, step: int, left: bool) -> int:
        wanted = clamp(self.cursor + step, 0, len(self.rows) - 1)
        if not left:
            return wanted
        following = (place for place in range(wanted, len(self.rows)) if not self.rows[place].is_over)
        return next(following, wanted)

    def stay(self, row: GridRow, state: State, said: Iterable[Run]) -> None:
        """How a row stands now, and why."""
        row.state, row.said = state, tuple(said)
        if row is self.current:
            for name in NAMES:
                if not self.boxes[name].display or state == "done":
                    self._fill(name)
        self._moved()

    def _moved(self) -> None:
        height = max(1, self.size.height - 1)
        self._top = clamp(self._top, max(0, self.cursor - height + 1), self.cursor)
        self._place()
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self, event: events.Resize) -> None:
        """Another width moves the fields."""
        self._moved()

    # ---- drawing

    def _widths(self) -> list[int]:
        typed = sum(CELLS[name] + GAP for name in NAMES)
        return widths(self.columns, self.size.width - typed - 4)

    def _place(self) -> None:
        """The fields stand behind the texts of the row in hand."""
        column = 3 + sum(cells + GAP for cells in self._widths() if cells)
        for name in NAMES:
            box = self.boxes[name]
            box.styles.width = CELLS[name]
            box.styles.offset = (column, 1 + self.cursor - self._top)
            column += CELLS[name] + GAP

    def line(self, y: int) -> Iterable[Run]:
        """The headings, then the rows."""
        placed = self._widths()
        if y == 0:
            yield "   ", "plain"
            for column, cells in zip(self.columns, placed, strict=True):
                if cells:
                    yield fit(self.words.text(column.label_key), cells, column.align) + " " * GAP, "strong"
            for name in NAMES:
                yield fit(self.words.text(f"filing_grid.{name}"), CELLS[name] + GAP), "strong"
            return
        place = self._top + y - 1
        if place < len(self.rows):
            yield from self._row(place, placed)

    def _row(self, place: int, placed: Sequence[int]) -> Iterable[Run]:
        row, glyphs = self.rows[place], self.glyphs
        cursor = place == self.cursor
        weight: Weight = "cursor" if cursor else _WEIGHTS[row.state]
        sign = {"open": " ", "shut": glyphs.bad, "asked": glyphs.ellipsis, "done": glyphs.good, "refused": "!"}
        yield (glyphs.bar if cursor else " "), "cursor" if cursor else "plain"
        yield fit(sign[row.state], 2), weight
        for column, cells, text in zip(self.columns, placed, row.cells, strict=True):
            if cells:
                yield fit(text, cells, column.align, glyphs.ellipsis) + " " * GAP, weight
        for name in NAMES:
            yield fit(f" {row.typed.get(name, '')}", CELLS[name] + GAP, ellipsis=glyphs.ellipsis), weight

    @property
    def done(self) -> int:
        """How many rows are done."""
        return sum(row.state == "done" for row in self.rows)


def cells_of(texts: Iterable[str]) -> int:
    """The cells of the widest of some texts."""
    return max((width(text) for text in texts), default=0)
