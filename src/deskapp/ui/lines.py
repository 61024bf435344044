"""The one way our widgets draw: lines of (text, weight), so that no text from a database is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal, cast

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from deskapp.locale import Words
from deskapp.ui.cells import shown

if TYPE_CHECKING:
    from deskapp.ui.shell import DeskApp

Weight = Literal["plain", "muted", "strong", "accent", "good", "warning", "error", "cursor"]
Run = tuple[str, Weight]


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

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--plain",
        "lines--muted",
        "lines--strong",
        "lines--accent",
        "lines--good",
        "lines--warning",
        "lines--error",
        "lines--cursor",
    }
    DEFAULT_CSS = """
    Lines { height: auto; }
    Lines > .lines--muted { color: $text-muted; }
    Lines > .lines--strong { text-style: bold; }
    Lines > .lines--accent { color: $accent; text-style: bold; }
    Lines > .lines--good { color: $success; }
    Lines > .lines--warning { color: $warning; }
    Lines > .lines--error { color: $error; text-style: bold; }
    Lines > .lines--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    """

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
        """The style of a weight on this widget's own background."""
        return self.get_component_rich_style(f"lines--{weight}")

    @property
    def words(self) -> Words:
        """The words of the clerk's language."""
        return shell_of(self).words

    @property
    def glyphs(self) -> Glyphs:
        """The signs that this terminal can show."""
        return shell_of(self).glyphs
