"""Cards in columns: as many columns as fit, the others by the arrow keys, each column scrolled for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import clamp
from textual.message import Message

from deskapp.casework.look import Tone
from deskapp.ui import commands
from deskapp.ui.cells import fit, width
from deskapp.ui.commands import bindings
from deskapp.ui.lines import Lines, Run

LEAST: Final = 24
MOST: Final = 40
HEAD: Final = 2
CARD: Final = 3
"""Rows of a card: two of text and an empty one."""


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a column: whom it is for, and under it what its clock says, in ``tone``."""

    id: int
    title: str
    note: str = ""
    tone: Tone = "muted"


@dataclass(frozen=True, slots=True)
class Stack:
    """A column: its name, how many cases there are, and the cards that were read of them."""

    name: str
    count: int
    cards: tuple[Card, ...] = ()


class BoardView(Lines, can_focus=True):
    """The cursor walks over cards with the arrows. Posts ``Opened`` for Enter."""

    DEFAULT_CSS = "BoardView { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.OPEN),
        Binding("left", "aside(-1)", show=False),
        Binding("right", "aside(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-10000)", show=False),
        Binding("end", "move(10000)", show=False),
    ]

    class Opened(Message):
        """Enter on a card."""

        def __init__(self, card: Card) -> None:
            super().__init__()
            self.card = card

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.stacks: tuple[Stack, ...] = ()
        self.column = 0
        self._rows: list[int] = []
        self._left = 0

    def show(self, stacks: Iterable[Stack]) -> None:
        """Other columns; the cursor stays on its card, else on its place, else on the first card there is."""
        before = self.current
        self.stacks = tuple(stacks)
        self._rows = [0] * len(self.stacks)
        self.column = clamp(self.column, 0, max(0, len(self.stacks) - 1))
        place = self._place_of(before.id) if before is not None else None
        if place is None and not self._cards():
            place = next(((number, 0) for number, stack in enumerate(self.stacks) if stack.cards), None)
        if place is not None:
            self.column, self._rows[place[0]] = place
        self._settle()

    @property
    def current(self) -> Card | None:
        """The card under the cursor."""
        cards = self._cards()
        return cards[self._rows[self.column]] if cards else None

    def _cards(self) -> Sequence[Card]:
        return self.stacks[self.column].cards if self.stacks else ()

    def _place_of(self, case_id: int) -> tuple[int, int] | None:
        for number, stack in enumerate(self.stacks):
            for row, card in enumerate(stack.cards):
                if card.id == case_id:
                    return number, row
        return None

    # ---- keys

    def action_aside(self, step: int) -> None:
        """To the next column that has cards."""
        places = [number for number, stack in enumerate(self.stacks) if stack.cards]
        ahead = [number for number in places if (number - self.column) * step > 0]
        if ahead:
            self.column = ahead[0] if step > 0 else ahead[-1]
            self._settle()

    def action_move(self, step: int) -> None:
        """Up and down in the column."""
        cards = self._cards()
        if cards:
            self._rows[self.column] = clamp(self._rows[self.column] + step, 0, len(cards) - 1)
            self._settle()

    def action_page(self, step: int) -> None:
        """By as many cards as are seen."""
        self.action_move(step * self._seen())

    def action_open(self) -> None:
        """Enter."""
        if (card := self.current) is not None:
            self.post_message(self.Opened(card))

    # ---- drawing

    def on_resize(self, event: events.Resize) -> None:
        """More or fewer columns."""
        self._settle()

    def _settle(self) -> None:
        fitting = self._fitting()
        self._left = clamp(self._left, self.column - fitting + 1, self.column)
        self._left = clamp(self._left, 0, max(0, len(self.stacks) - fitting))
        self.refresh()

    def _fitting(self) -> int:
        return clamp((self.size.width + 1) // LEAST, 1, max(1, len(self.stacks)))

    def _wide(self) -> int:
        return min(MOST, self.size.width // self._fitting())

    def _seen(self) -> int:
        return max(1, (self.size.height - HEAD + 1) // CARD)

    def line(self, y: int) -> Iterable[Run]:
        """The names of the columns, then their cards row by row."""
        if not self.stacks:
            return
        shown = range(self._left, min(len(self.stacks), self._left + self._fitting()))
        for number in shown:
            yield from self._head(number) if y == 0 else self._cell(number, y - HEAD)

    def _head(self, number: int) -> Iterator[Run]:
        stack, cells = self.stacks[number], self._wide()
        count = str(stack.count) if stack.count else ""
        more = "<" if number == self._left and self._left else ""
        last = self._left + self._fitting()
        more = ">" if number == last - 1 and last < len(self.stacks) else more
        sign = f"{more} " if more else ""
        name = fit(f"{sign}{stack.name}", cells - len(count) - 3, ellipsis=self.glyphs.ellipsis).rstrip()
        yield " ", "plain"
        yield name, "accent" if number == self.column else "strong"
        yield fit(f" {count}", cells - 1 - width(name)), "muted"

    def _cell(self, number: int, row: int) -> Iterator[Run]:
        stack, cells = self.stacks[number], self._wide()
        first = self._first(number)
        place, part = first + row // CARD, row % CARD
        if row < 0 or place >= len(stack.cards) or part == 2:
            yield " " * cells, "plain"
            return
        card = stack.cards[place]
        cursor = self.has_focus and number == self.column and place == self._rows[number]
        text, tone = (card.title, "strong") if part == 0 else (card.note, card.tone)
        body = fit(text, cells - 2, ellipsis=self.glyphs.ellipsis)
        yield (self.glyphs.bar if cursor else " "), "cursor" if cursor else "plain"
        yield body, "cursor" if cursor else tone  # type: ignore[misc]
        yield " ", "plain"

    def _first(self, number: int) -> int:
        """The first card seen of a column: the cursor's is among those seen."""
        seen, at = self._seen(), self._rows[number]
        return max(0, min(at - seen // 2, len(self.stacks[number].cards) - seen))
