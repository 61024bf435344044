"""The same bars on every screen: the top line, the line of the last notice, and the keys that work here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.screen import Screen

from deskapp.ui.cells import fit, width, wrap
from deskapp.ui.commands import PALETTE, key_name, key_rank
from deskapp.ui.lines import Lines, Run, Weight, shell_of


class TopLine(Lines):
    """Where am I, who am I, day and time, what waits; what is least needed goes first where the line is narrow."""

    DEFAULT_CSS = """
    TopLine { height: 1; padding: 0 1; background: $panel; }
    """

    def on_mount(self) -> None:
        """Show the next minute when it comes."""
        now = shell_of(self).now()
        self.set_timer(60 - now.second, self._next_minute)

    def _next_minute(self) -> None:
        self.refresh()
        self.set_interval(60, self.refresh)

    def line(self, y: int) -> Iterable[Run]:
        """One line: the place in bold at the left, what waits at the right, clerk and time between them."""
        app = shell_of(self)
        now = app.now()
        moment = self.words.text(
            "top.moment",
            month=f"{now:%m}",
            day=f"{now:%d}",
            weekday=self.words.text(f"weekday.{now.weekday()}"),
            time=f"{now:%H:%M}",
        )
        waits = "  ".join(self.words.text(key, count=count) for key, count in app.waits.items() if count)
        where = f" {self.glyphs.dot} ".join(part for part in (app.counter_place, self._title(), self._open()) if part)
        room = self.size.width
        rest = [part for part in (app.clerk_name, moment) if part]
        while rest and width(where) + width(waits) + sum(width(part) + 3 for part in rest) > room:
            rest.pop(0)
        middle = "   ".join(rest)
        where = fit(where, min(width(where), room - width(middle) - width(waits) - 2), ellipsis=self.glyphs.ellipsis)
        gap = room - width(where) - width(middle) - width(waits)
        before = gap // 2 if waits else gap
        return [
            (where, "strong"),
            (" " * before, "plain"),
            (middle, "muted"),
            (" " * (gap - before), "plain"),
            (waits, "accent"),
        ]

    def _open(self) -> str:
        """On the first screen of a home that asks nobody to sign in: that it does not."""
        app = shell_of(self)
        is_first = self.screen is app.screen_stack[0]
        return self.words.text("top.open_home") if is_first and app.door.is_open_home else ""

    def _title(self) -> str:
        screen = self.screen
        title = getattr(screen, "title_text", None)
        return title() if callable(title) else ""


class Notice(Lines):
    """The last thing that was told: a sign, so that colour is not needed, and the sentence; at most two lines."""

    DEFAULT_CSS = """
    Notice { padding: 0 1; min-height: 1; max-height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = self._whispered = ""
        self._weight: Weight = "plain"

    def whisper(self, text: str) -> None:
        """What stands there while nothing is told, such as the whole hint of the field in hand."""
        if text != self._whispered:
            before = self._lines(self.size.width)
            self._whispered = text
            self.refresh(layout=len(before) != len(self._lines(self.size.width)))

    def tell(self, text: str, weight: Weight = "plain") -> None:
        """Show a sentence until the next one; an empty text clears the line."""
        before = self._lines(self.size.width)
        self._text, self._weight = text, weight
        self.refresh(layout=len(before) != len(self._lines(self.size.width)))

    @property
    def text(self) -> str:
        """The sentence that stands there."""
        return self._text

    @property
    def told(self) -> Weight:
        """Its weight."""
        return self._weight

    def line_count(self, width: int) -> int:
        """As many lines as the sentence needs."""
        return max(1, len(self._lines(width)))

    def line(self, y: int) -> Iterable[Run]:
        """The sentence with its sign."""
        lines = self._lines(self.size.width)
        return [(lines[y], self._weight if self._text else "muted")] if y < len(lines) else []

    def _lines(self, cells: int) -> list[str]:
        if not self._text:
            return wrap(self._whispered, cells)[:3] if self._whispered and cells else []
        sign = {"error": self.glyphs.bad, "warning": "!", "good": self.glyphs.good}.get(self._weight, "")
        return wrap(f"{sign} {self._text}".strip()[:1000], cells)[:3] if cells else []


@dataclass(frozen=True, slots=True)
class Hint:
    """A key that works now, as the key lines show it."""

    key: str
    name: str
    label: str
    column: int = 0
    last: bool = False

    @property
    def cells(self) -> int:
        """Its width with the gap behind it."""
        return width(self.name) + 1 + width(self.label) + 2


class KeyLines(Lines):
    """What can I press now: made from the active commands, full words, at most three lines; also by mouse."""

    DEFAULT_CSS = """
    KeyLines { padding: 0 1; max-height: 3; background: $panel; }
    """
    MOST_LINES: ClassVar[int] = 3

    def __init__(self) -> None:
        super().__init__()
        self._hints: list[Hint] = []

    def on_mount(self) -> None:
        """Follow the focus and the language."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        # Under a question the keys of the screen stay as they were: they work again when it is answered.
        if self.is_attached and self.app.screen is self.screen:
            hints = self.hints()
            if hints != self._hints:
                self._hints = hints
                self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As few lines as the hints need."""
        return max(1, len(self._lines(width)))

    def line(self, y: int) -> Iterable[Run]:
        """The hints of one line; the palette stands at the right end of the last."""
        lines = self._lines(self.size.width)
        column = 0
        for hint in lines[y] if y < len(lines) else ():
            yield " " * (hint.column - column), "plain"
            yield f"{hint.name} ", "accent"
            yield hint.label, "plain"
            column = hint.column + hint.cells - 2

    def on_click(self, event: events.Click) -> None:
        """A click on a hint presses its key."""
        lines = self._lines(self.size.width)
        x, y = event.x - 1, event.y
        for hint in lines[y] if y < len(lines) else ():
            if hint.column <= x < hint.column + hint.cells - 1:
                self.app.simulate_key(hint.key)

    def hints(self) -> list[Hint]:
        """The commands that can be pressed now: function keys, then figures, then the others, the palette last."""
        found: dict[str, Hint] = {}
        for key, (_, binding, enabled, _) in self.screen.active_bindings.items():
            if binding.id and binding.show and enabled and binding.id not in found:
                found[binding.id] = Hint(key, key_name(key), self.words.text(binding.description))
        palette = found.pop(PALETTE.id, None)
        ordered = sorted(found.values(), key=lambda hint: key_rank(hint.key))
        return [*ordered, replace(palette, last=True)] if palette else ordered

    def _lines(self, cells: int) -> list[list[Hint]]:
        """Hints placed from left to right; where all lines are too few, the last but the palette go."""
        last = next((hint for hint in self._hints if hint.last), None)
        lines: list[list[Hint]] = [[]]
        column = 0
        for hint in self._hints:
            room = cells - (last.cells if last and len(lines) == self.MOST_LINES and hint is not last else 0)
            if column + hint.cells - 2 > room and lines[-1] and hint is not last:
                if len(lines) == self.MOST_LINES:
                    continue
                lines.append([])
                column = 0
            if hint is last:
                if column + hint.cells - 2 > cells:
                    lines.append([])
                column = max(0, cells - hint.cells + 2)
            lines[-1].append(replace(hint, column=column))
            column += hint.cells
        return lines
