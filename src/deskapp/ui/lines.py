"""The one way our widgets draw: lines of (text, weight), so that no text from a database is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from deskapp.locale import Words
from deskapp.ui.cells import shown
from deskapp.ui.theme import Weight as Weight
from deskapp.ui.theme import weights

if TYPE_CHECKING:
    from deskapp.ui.shell import DeskApp

Run = tuple[str, Weight]
"""A text and how it is drawn."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs we draw with; the ASCII set is for terminals that show ambiguous characters two cells wide."""

    ellipsis: str = "…"
    dot: str = "·"
    good: str = "✓"
    bad: str = "✗"
    bar: str = "▎"
    fold: str = "▸"
    up: str = "↑"
    down: str = "↓"


GLYPHS: Final = Glyphs()
ASCII_GLYPHS: Final = Glyphs("~", "-", "+", "x", ">", ">", "^", "v")


def shell_of(node: DOMNode) -> DeskApp:
    """The app that a part runs in: its language, glyphs, clock and data door."""
    return cast("DeskApp", node.app)


class Lines(Widget):
    """A widget that draws ``line(y)``: runs of text with a weight each; what does not fit is cut at the edge."""

    DEFAULT_CSS = "Lines { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._styles_made: dict[Weight, Style] = {}

    def line(self, y: int) -> Iterable[Run]:
        """The runs of one line of the content; nothing unless a subclass draws."""
        return ()

    def line_count(self, width: int) -> int:
        """How many lines the content has at a width, where the height is left to the content."""
        return 1 if width else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Textual asks here for an automatic height."""
        return self.line_count(width)

    def render_line(self, y: int) -> Strip:
        """One line as Textual paints it."""
        return self.strip(self.line(y))

    def strip(self, runs: Iterable[Run]) -> Strip:
        """Runs as a strip of exactly the widget's width."""
        segments = [Segment(shown(text), self.weight(weight)) for text, weight in runs if text]
        return Strip(segments).adjust_cell_length(self.size.width, self.weight("plain"))

    def weight(self, weight: Weight) -> Style:
        """The style of a weight on this widget's own background.

        Made from the theme and kept; component classes would do the same at eight nodes a widget, which is half the
        time to the first frame of a form.
        """
        if weight not in self._styles_made:
            self._styles_made[weight] = self.rich_style + weights(self.app.theme)[weight]
        return self._styles_made[weight]

    def notify_style_update(self) -> None:
        """Another theme or focus: the styles are made anew."""
        self._styles_made = {}
        super().notify_style_update()

    @property
    def words(self) -> Words:
        """The words of the clerk's language."""
        return shell_of(self).words

    @property
    def glyphs(self) -> Glyphs:
        """The signs that this terminal can show."""
        return shell_of(self).glyphs
