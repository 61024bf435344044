"""A page's lines on the screen: labels in a column, texts wrapped or aligned, a cursor over what can be opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import clamp
from textual.message import Message

from deskapp.casework.look import Line, Said
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.ui import commands
from deskapp.ui.cells import fit, width, wrap
from deskapp.ui.columns import GAP
from deskapp.ui.lines import Lines, Run

WIDE: Final = 116
"""Cells from which on a screen has a second column."""
_LABEL_MOST: Final = 18
_TEXT_MOST: Final = 2000
_COLUMN_MOST: Final = 40
_SHORTEST: Final = 8
_SIGNS: Final = {"✓": "+", "✗": "x", "▸": ">", "·": "-", "–": "-"}
"""Signs at the beginning of a text."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of the screen; ``line`` is the place of the line it belongs to."""

    line: int
    label: str
    runs: tuple[Said, ...]


def draw(lines: Sequence[Line], cells: int, ellipsis: str) -> list[Drawn]:
    """The lines in a width of cells: tables in columns, everything else goes on in the next row."""
    label_cells = label_width(lines)
    room = max(_SHORTEST, cells - label_cells)
    drawn: list[Drawn] = []
    for table, group in groupby(enumerate(lines), key=lambda pair: pair[1].table):
        found = list(group)
        placed = _place([line for _, line in found], room) if table else []
        for index, line in found:
            own = cells if line.heading else room
            rows = list(_columns(line, placed, room, ellipsis) if table else _flow(line.said, own))
            drawn += [Drawn(index, "" if number else line.label, row) for number, row in enumerate(rows)]
    return drawn


def label_width(lines: Iterable[Line]) -> int:
    """The cells of the column of labels, with its gap."""
    widest = max((width(line.label) for line in lines), default=0)
    return min(widest, _LABEL_MOST) + GAP if widest else 0


def _place(lines: Sequence[Line], room: int) -> list[int]:
    """The widths of aligned texts, as many columns as fit; what stands behind them goes on in the next row."""
    placed: list[int] = []
    for index in range(max(len(line.said) for line in lines)):
        texts = [line.said[index][0][:_TEXT_MOST] for line in lines if index < len(line.said)]
        cells = min(max(width(text) for text in texts), _COLUMN_MOST, room)
        if sum(placed) + GAP * sum(map(bool, placed)) + cells > room:
            break
        placed.append(cells)
    return placed


def _columns(line: Line, placed: Sequence[int], room: int, ellipsis: str) -> Iterator[tuple[Said, ...]]:
    yield tuple(
        (fit(text, cells, ellipsis=ellipsis) + " " * GAP, tone)
        for (text, tone), cells in zip(line.said, placed, strict=False)
        if cells
    )
    rest = [said for said in line.said[len(placed) :] if said[0]]
    if rest:
        yield from _flow(rest, room)


def _flow(said: Iterable[Said], room: int) -> Iterator[tuple[Said, ...]]:
    """Texts one after the other; one that does not fit goes to the next row whole, or wrapped."""
    row: list[Said] = []
    taken = 0
    for text, tone in said:
        if not text:
            continue
        pieces = wrap(text[:_TEXT_MOST], room)
        for piece in pieces:
            if row and (taken + width(piece) > room or piece is not pieces[0]):
                yield tuple(row)
                row, taken = [], 0
            row.append((piece + " " * GAP, tone))
            taken += width(piece) + GAP
    yield tuple(row)


class Pane(Lines, can_focus=True):
    """Lines of a page. Posts ``Opened`` for Enter on a line with a record, ``Moved`` where the cursor goes."""

    DEFAULT_CSS = "Pane { height: 1fr; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        # with priority, so that it is known before the key behind it is given out
        replace(commands.OPEN.binding, priority=True),
    ]

    class Opened(Message):
        """Enter on a line."""

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    class Moved(Message):
        """The cursor stands on another line."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lines: tuple[Line, ...] = ()
        self._drawn: list[Drawn] = []
        self._label_cells = 0
        self._choosable: list[int] = []
        self.cursor = -1
        self._top = 0
        self._before: Line | None = None

    def show(self, lines: Iterable[Line]) -> None:
        """Other lines; the cursor stays on what it stood on, else on its place, else on the first choosable."""
        before = self._chosen or self._before
        self.lines = tuple(lines)
        self._choosable = [index for index, line in enumerate(self.lines) if line.is_choosable]
        same = [index for index in self._choosable if before is not None and self.lines[index].uses == before.uses]
        near = [index for index in self._choosable if index <= self.cursor]
        self.cursor = (same or near[-1:] or self._choosable or [-1])[0]
        self._redraw()

    @property
    def current(self) -> Line | None:
        """The line under the cursor; none where it is out of sight, so that no key works on what is not seen."""
        return self._chosen if self.cursor in self._in_sight() else None

    @property
    def _chosen(self) -> Line | None:
        return self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None

    def _in_sight(self) -> list[int]:
        """The choosable lines on the screen."""
        seen = {drawn.line for drawn in self._drawn[self._top : self._top + max(1, self.size.height)]}
        return [index for index in self._choosable if index in seen]

    def _redraw(self) -> None:
        self._label_cells = label_width(self.lines)
        self._drawn = draw(self.lines, max(_SHORTEST, self.size.width - 3), self.glyphs.ellipsis)
        self._into_view()
        self._moved()

    def _moved(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    def _place_of(self, line: int) -> int:
        return next((place for place, drawn in enumerate(self._drawn) if drawn.line == line), 0)

    def _last_top(self) -> int:
        return max(0, len(self._drawn) - max(1, self.size.height))

    def _into_view(self) -> None:
        if self.cursor < 0:
            self._top = clamp(self._top, 0, self._last_top())
            return
        place = self._place_of(self.cursor)
        first = self.cursor == self._choosable[0] and place < self.size.height
        self._top = 0 if first else clamp(self._top, place - max(1, self.size.height) + 1, place)
        self._top = clamp(self._top, 0, self._last_top())

    def on_resize(self, event: events.Resize) -> None:
        """Wrap and place anew."""
        self._redraw()

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Keys that move; taken here, so that they come before an Enter pressed behind them."""
        moves = {
            "up": (self.step, -1),
            "down": (self.step, 1),
            "pageup": (self.leaf, -1),
            "pagedown": (self.leaf, 1),
            "home": (self.go_to_end, -1),
            "end": (self.go_to_end, 1),
        }
        if event.key in moves:
            event.stop()
            move, way = moves[event.key]
            move(way)

    def step(self, step: int) -> None:
        """Arrow keys: to the next line that can be opened, or on in the text where that is not in sight."""
        following = [index for index in self._choosable if (index - self.cursor) * step > 0]
        target = (following[0] if step > 0 else following[-1]) if following else None
        height = max(1, self.size.height)
        if target is not None:
            place = self._place_of(target)
            if self._top <= place < self._top + height or abs(place - self._place_of(self.cursor)) <= height // 2:
                self.cursor = target
                self._into_view()
                self._moved()
                return
        self._top = clamp(self._top + step, 0, self._last_top())
        self._moved()

    def leaf(self, step: int) -> None:
        """Page keys: the text, and the cursor with it."""
        self._top = clamp(self._top + step * max(1, self.size.height - 1), 0, self._last_top())
        inside = self._in_sight()
        if inside and self.cursor not in inside:
            self.cursor = inside[0 if step > 0 else -1]
        self._moved()

    def go_to_end(self, step: int) -> None:
        """Home and End: the ends of the text, the cursor as near to them as it can stand."""
        self._top = 0 if step < 0 else self._last_top()
        inside = self._in_sight()
        if inside:
            self.cursor = inside[0 if step < 0 else -1]
        self._moved()

    def action_open(self) -> None:
        """Enter; arrows pressed just before are still on their way here, so they go first."""
        if isinstance(self.screen, HoldingScreen):
            self.screen.hold()
        self.call_later(self._open)

    def _open(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self.current))
        elif isinstance(self.screen, HoldingScreen):
            self.screen.release()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter only where it opens something."""
        if action == "open":
            line = self.current
            return line is not None and (line.record is not None or line.door is not None)
        return super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a line; on the line with the cursor it opens."""
        place = self._top + event.y
        line = self._drawn[place].line if place < len(self._drawn) else -1
        if line == self.cursor:
            self.action_open()
        elif line in self._choosable:
            self.cursor = line
            self._moved()

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolls."""
        self._top = clamp(self._top + 2, 0, self._last_top())
        self._moved()

    def on_mouse_scroll_up(self) -> None:
        """The wheel scrolls."""
        self._top = clamp(self._top - 2, 0, self._last_top())
        self._moved()

    # ---- drawing

    def line(self, y: int) -> Iterable[Run]:
        """A row: bar, label, texts, and at the right edge a sign where there is more."""
        place = self._top + y
        if place >= len(self._drawn):
            return
        drawn = self._drawn[place]
        cursor = drawn.line == self.cursor and self.has_focus
        source = self.lines[drawn.line]
        runs: list[Run] = [(self.glyphs.bar if cursor else " ", "cursor" if cursor else "plain")]
        label_cells = 0 if source.heading else self._label_cells
        runs.append(
            (
                fit(drawn.label, label_cells - GAP, ellipsis=self.glyphs.ellipsis) + " " * GAP if label_cells else "",
                "cursor" if cursor else "muted",
            )
        )
        runs += [(self._plain(text), "cursor" if cursor else tone) for text, tone in drawn.runs]
        sign = self._edge(y)
        used = sum(width(text) for text, _ in runs)
        runs.append((" " * max(0, self.size.width - used - len(sign)), "cursor" if cursor else "plain"))
        runs.append((sign, "muted"))
        yield from runs

    def _edge(self, y: int) -> str:
        if y == 0 and self._top > 0:
            return f" {self.glyphs.up}"
        if y == self.size.height - 1 and self._top < self._last_top():
            return f" {self.glyphs.down}"
        return ""

    def _plain(self, text: str) -> str:
        """Arrows and signs have two cells in some terminals; where those are said to be so, the ASCII ones."""
        if self.glyphs.ellipsis == "…":
            return text
        sign = _SIGNS.get(text[:1], text[:1])
        return f"{sign}{text[1:]}".replace("→", "->").replace("…", "~")

    # ---- a change of language

    def keep(self) -> object:
        """What the cursor stands on; the lines come anew, in other words."""
        return self._chosen

    def restore(self, kept: object) -> None:
        """Stand there again as soon as there are lines."""
        self._before = kept if isinstance(kept, Line) else None

    def on_focus(self) -> None:
        """The cursor shows where the focus is."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor shows where the focus is."""
        self.refresh()
