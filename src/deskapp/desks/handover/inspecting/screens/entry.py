"""A defect in three digits and Enter: the room's, the item's, the fault's; three columns say what each digit is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from textual import events
from textual.geometry import clamp
from textual.message import Message

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.inspecting.lists import DIGITS, Lists, shipped_lists
from deskapp.ui.cells import fit, width
from deskapp.ui.lines import Lines, Run, Weight

LEVELS: Final = ("room", "item", "fault")
HEIGHT: Final = 1 + len(DIGITS)


@dataclass(frozen=True, slots=True)
class Points:
    """What of an inspection the columns show: its list, what was looked at, how many defects a point has."""

    list_code: str = ""
    marks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    found: Mapping[tuple[str, str], int] = field(default_factory=dict)


class Entry(Lines, can_focus=True):
    """Digits choose; Enter writes down, or chooses what the cursor is on; ← goes back; Space: this is right."""

    DEFAULT_CSS = f"Entry {{ height: {HEIGHT}; }}"

    @dataclass
    class Taken(Message):
        """Enter with room, item and fault chosen."""

        room: str
        item: str
        fault: str

    @dataclass
    class Right(Message):
        """Space: a point is right, or (``item`` empty) everything else in a room."""

        room: str
        item: str

    class Moved(Message):
        """Something else is chosen."""

    class Stuck(Message):
        """A digit more than there is something to choose: Enter is what is missing."""

    def __init__(self) -> None:
        super().__init__(id="entry")
        self.lists: Lists = shipped_lists()
        self.points = Points()
        self.chosen: list[str] = []
        self._cursors = [0, 0, 0]

    def show(self, points: Points) -> None:
        """What was looked at and found by now; what is chosen stays."""
        if points.list_code != self.points.list_code:
            self.chosen, self._cursors = [], [0, 0, 0]
        self.points = points
        self.refresh()
        self.post_message(self.Moved())

    @property
    def is_whole(self) -> bool:
        """Whether room, item and fault are chosen."""
        return len(self.chosen) == len(LEVELS)

    def codes(self, level: int) -> tuple[str, ...]:
        """What can be chosen in a column."""
        if level > len(self.chosen):
            return ()
        if level == 0:
            listed = self.lists.lists.get(self.points.list_code)
            return listed.rooms if listed is not None else ()
        if level == 1:
            return self.lists.rooms[self.chosen[0]].items
        return self.lists.items[self.chosen[1]].faults

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Taken here, one by one, however fast they come."""
        if event.character is not None and event.character in DIGITS:
            event.stop()
            self._digit(DIGITS.index(event.character))
        elif event.key in ("up", "down"):
            event.stop()
            self._step(-1 if event.key == "up" else 1)
        elif event.key in ("left", "backspace"):
            event.stop()
            self._back()
        elif event.key in ("right", "enter"):
            event.stop()
            self._enter(write=event.key == "enter")
        elif event.key == "space":
            event.stop()
            self._right()

    def _digit(self, place: int) -> None:
        if self.is_whole:
            self.post_message(self.Stuck())
            return
        level = len(self.chosen)
        if place < len(self.codes(level)):
            self._cursors[level] = place
            self._choose()

    def _choose(self) -> None:
        level = len(self.chosen)
        codes = self.codes(level)
        if codes:
            self.chosen.append(codes[self._cursors[level]])
            if level + 1 < len(LEVELS):
                self._cursors[level + 1] = 0
        self._moved()

    def _step(self, step: int) -> None:
        level = min(len(self.chosen), len(LEVELS) - 1)
        self.chosen = self.chosen[:level]
        codes = self.codes(level)
        if codes:
            self._cursors[level] = clamp(self._cursors[level] + step, 0, len(codes) - 1)
        self._moved()

    def _back(self) -> None:
        if self.chosen:
            self.chosen.pop()
            self._moved()

    def _enter(self, *, write: bool) -> None:
        if not self.is_whole:
            self._choose()
        elif write:
            room, item, fault = self.chosen
            self.chosen = []
            self.post_message(self.Taken(room, item, fault))
            self._moved()

    def _right(self) -> None:
        level = len(self.chosen)
        codes = self.codes(level)
        if level > 1 or not codes:
            return
        code = codes[self._cursors[level]]
        self._cursors[level] = min(self._cursors[level] + 1, len(codes) - 1)
        self.post_message(self.Right(code, "") if level == 0 else self.Right(self.chosen[0], code))
        self._moved()

    def _moved(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    # ---- drawing

    def line_count(self, width: int) -> int:
        """The headings, and ten digits."""
        return HEIGHT

    def line(self, y: int) -> Iterable[Run]:
        """The headings, then the rows of the three columns."""
        cells = max(12, self.size.width // len(LEVELS))
        for level, name in enumerate(LEVELS):
            if y == 0:
                active = level == min(len(self.chosen), len(LEVELS) - 1)
                yield fit(f"  {self.words.text(f'inspection.{name}')}", cells), "accent" if active else "strong"
                continue
            yield from self._cell(level, y - 1, cells)

    def _cell(self, level: int, place: int, cells: int) -> Iterable[Run]:
        codes = self.codes(level)
        if place >= len(codes):
            yield " " * cells, "plain"
            return
        code = codes[place]
        is_chosen = level < len(self.chosen) and self.chosen[level] == code
        is_here = level == len(self.chosen) and place == self._cursors[level] and self.has_focus
        count, weight = self._said(level, code)
        if is_chosen:
            weight = "strong"
        yield (self.glyphs.bar if is_here or is_chosen else " "), "cursor" if is_here else "accent"
        yield f"{DIGITS[place]} ", "cursor" if is_here else "accent"
        room = cells - 4 - width(count)
        yield fit(self._text(level, code), room, ellipsis=self.glyphs.ellipsis), "cursor" if is_here else weight
        yield count + " ", "cursor" if is_here else "muted" if not is_chosen else weight

    def _text(self, level: int, code: str) -> str:
        rows: tuple[Mapping[str, object], ...] = (self.lists.rooms, self.lists.items, self.lists.faults)
        told = rows[level][code].text  # type: ignore[attr-defined]
        assert isinstance(told, Texts)
        return told.say(self.words.language)

    def _said(self, level: int, code: str) -> tuple[str, Weight]:
        """What stands behind a room or an item: looked at, and found."""
        glyphs, marks, found = self.glyphs, self.points.marks, self.points.found
        if level == 0:
            items = self.lists.rooms[code].items
            looked = sum((code, item) in marks for item in items)
            wrong = sum(found.get((code, item), 0) for item in items)
            told = f"{glyphs.bad}{wrong} " if wrong else ""
            return f" {told}{looked}/{len(items)}", "warning" if wrong else "plain"
        if level == 1:
            point = (self.chosen[0], code)
            if wrong := found.get(point, 0):
                return f"{glyphs.bad}{wrong}", "warning"
            return (glyphs.good if point in marks else "").rjust(2), "plain"
        severity = self.lists.faults[code].severity
        sign = {"safety": "!!", "major": "!", "minor": ""}[severity]
        return sign.rjust(2), "error" if severity == "safety" else "plain"
