"""Two versions of one record, field by field: what the clerk typed, and what somebody else saved meanwhile.

A field that both changed is undecided until the clerk says whose counts; where only the other changed it, theirs counts
unless the clerk says otherwise. Nothing is written here: the form takes what was chosen, and saves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final, Literal

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.locale import Words
from deskapp.ui.cells import fit, width, wrap
from deskapp.ui.columns import GAP, Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen

Choice = Literal["", "mine", "stored", "both"]

MINE: Final = Command("versions.mine", "left,1", "form")
STORED: Final = Command("versions.stored", "right,2", "form")
BOTH: Final = Command("versions.both", "3", "form")
TAKE: Final = Command("versions.take", "enter,f10,ctrl+s", "form")

_LABEL_MOST: Final = 18
_MOST_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changed a field last, and when (aware)."""

    clerk: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which there are two versions, in words; ``choice`` is empty while the clerk has not decided."""

    name: str
    label: str
    mine: str
    stored: str
    hand: Hand | None = None
    choice: Choice = ""
    may_both: bool = False


class Whole(Lines):
    """Both texts of the field in hand, whole, where a column of the list is too narrow for them."""

    DEFAULT_CSS = "Whole { height: auto; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="whole")
        self.told: Difference | None = None

    def show(self, told: Difference | None) -> None:
        """This field."""
        self.told = told
        self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As many as both need, some lines each."""
        return len(self._lines(width))

    def line(self, y: int) -> Iterable[Run]:
        """Mine, then theirs."""
        lines = self._lines(self.size.width)
        return lines[y] if y < len(lines) else []

    def _lines(self, cells: int) -> list[list[Run]]:
        if self.told is None or not cells:
            return []
        found: list[list[Run]] = []
        labels = [self.words.text("versions.is_mine"), self.words.text("versions.is_stored")]
        room = max(map(width, labels)) + 2
        for label, text in zip(labels, (self.told.mine, self.told.stored), strict=True):
            lines = wrap(text or "-", max(8, cells - room - 1))
            if len(lines) > _MOST_LINES:
                lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]}{self.glyphs.ellipsis}"]
            for index, line in enumerate(lines):
                found.append([(fit("" if index else label, room), "muted"), (line, "plain")])
        return found


class Fields(Listing):
    """The fields; Enter is the screen's own."""

    DEFAULT_CSS = "Fields { padding: 1 0 0 0; }"

    def put_cursor(self, row: int) -> None:
        """On this row, at once: the next key of a fast hand means it."""
        self.cursor = row
        self._moved()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to open in a field."""
        return False if action == "open" else super().check_action(action, parameters)


class VersionsScreen(DeskScreen[Mapping[str, Choice]]):
    """Dismisses with a choice for every field; None where the clerk went back to the form undecided."""

    TITLE_KEY = "versions.title"
    TOPIC = "versions"
    BINDINGS: ClassVar[list[BindingType]] = bindings(MINE, STORED, BOTH, TAKE)

    def __init__(self, differences: Sequence[Difference], below: str = "") -> None:
        super().__init__()
        self.differences = list(differences)
        self.below = below

    def title_text(self) -> str:
        """That there are two versions, and of what."""
        return f" {shell_of(self).glyphs.dot} ".join(part for part in (self.text(self.TITLE_KEY), self.below) if part)

    def body(self) -> Iterable[Widget]:
        """What happened, the fields, and the field in hand as a whole."""
        yield Fields((), id="fields")
        yield Whole()

    def on_mount(self) -> None:
        """The first field that waits for a decision."""
        super().on_mount()
        self._show(self.waiting[0] if self.waiting else 0)
        self._tell_waiting()

    async def retranslate(self) -> None:
        """The rows are words, too."""
        at = self.at
        await super().retranslate()
        self._show(at)

    def on_resize(self, event: events.Resize) -> None:
        """Both versions get the same room."""
        self._show(self.at)

    @property
    def waiting(self) -> list[int]:
        """The places of the fields that are not decided."""
        return [index for index, one in enumerate(self.differences) if not one.choice]

    @property
    def at(self) -> int:
        """The place of the field in hand."""
        row = self.query_one(Fields).current
        return row.key if row is not None and isinstance(row.key, int) else 0

    def _tell_waiting(self) -> None:
        left = len(self.waiting)
        if left:
            self.tell("versions.decide", "warning", count=left)
        else:
            self.tell("versions.ready", "plain")

    # ---- drawing

    def _show(self, at: int) -> None:
        for fields in self.query(Fields):
            fields.columns = self._columns()
            fields.show([self._heading(), *(self._row(index, one) for index, one in enumerate(self.differences))])
            fields.put_cursor(at + 1)

    def _columns(self) -> tuple[Column, ...]:
        label = min(_LABEL_MOST, max((width(one.label) for one in self.differences), default=8) + 2)
        hand = max((width(self._hand(one)) for one in self.differences), default=0)
        hand = min(18, max(hand, width(self.text("versions.who"))))
        half = max(8, (self.size.width - 4 - label - hand - 3 * GAP) // 2)
        return (
            Column("label", label),
            Column("mine", half),
            Column("stored", half),
            Column("who", hand, weight="muted"),
        )

    def _heading(self) -> Row:
        cells = ("", *(self.text(f"versions.{name}") for name in ("is_mine", "is_stored", "who")))
        return Row(None, cells, weight="muted")

    def _row(self, index: int, one: Difference) -> Row:
        good = shell_of(self).glyphs.good
        mine, stored = (
            f"{good if one.choice in (side, 'both') else ' '} {text or '-'}"
            for side, text in (("mine", one.mine), ("stored", one.stored))
        )
        sign = " " if one.choice else "?"
        return Row(index, (f"{sign} {one.label}", mine, stored, self._hand(one)))

    def _hand(self, one: Difference) -> str:
        return told_hand(one.hand, shell_of(self).now(), self.words) if one.hand is not None else ""

    @on(Listing.Moved)
    def _moved(self) -> None:
        self.query_one(Whole).show(self.differences[self.at])
        self.refresh_bindings()

    # ---- deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Both only where two texts can stand behind each other."""
        if action == "both":
            return any(self.differences[self.at].may_both for _ in self.query(Fields))
        return super().check_action(action, parameters)

    def action_mine(self) -> None:
        """What the clerk typed."""
        self._choose("mine")

    def action_stored(self) -> None:
        """What is stored."""
        self._choose("stored")

    def action_both(self) -> None:
        """One text behind the other."""
        self._choose("both")

    def _choose(self, choice: Choice) -> None:
        at = self.at
        self.differences[at] = replace(self.differences[at], choice=choice)
        waiting = self.waiting
        self._show(next((index for index in waiting if index > at), waiting[0] if waiting else at))
        self._tell_waiting()

    def action_take(self) -> None:
        """Save it so, when every field is decided."""
        waiting = self.waiting
        if waiting:
            self._show(waiting[0])
            self.tell("versions.decide", "error", count=len(waiting))
            return
        self.dismiss({one.name: one.choice for one in self.differences})


def told_hand(hand: Hand, now: datetime, words: Words) -> str:
    """Who, and when: the time today, before that the day."""
    at = hand.at.astimezone(now.tzinfo)
    when = f"{at:%H:%M}" if now.date() == at.date() else words.day(at.date())
    return f"{fit(hand.clerk, min(10, width(hand.clerk)))} {when}".strip()
