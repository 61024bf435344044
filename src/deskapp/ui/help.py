"""The help page and the palette: both are read off the commands that work on the screen they are asked from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import ActiveBinding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from deskapp.ui.cells import fit, wrap
from deskapp.ui.commands import key_name, key_rank
from deskapp.ui.dialogs import Choose, Says
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines, Run
from deskapp.ui.screen import DeskScreen

if TYPE_CHECKING:
    from deskapp.ui.shell import DeskApp

Active = Mapping[str, ActiveBinding]


class KeyHelp(Lines):
    """A command: its keys, its word, its sentence."""

    def __init__(self, keys: str, label: str, help_key: str) -> None:
        super().__init__()
        self._keys, self._label, self._help = keys, label, help_key

    def line_count(self, width: int) -> int:
        """The sentence may need more lines."""
        return len(self._wrapped(width))

    def line(self, y: int) -> Iterable[Run]:
        """Three columns."""
        lines = self._wrapped(self.size.width)
        yield fit(self._keys if y == 0 else "", 12) + " ", "accent"
        yield fit(self.words.text(self._label) if y == 0 else "", 14, ellipsis=self.glyphs.ellipsis) + "  ", "strong"
        yield (lines[y] if y < len(lines) else ""), "plain"

    def _wrapped(self, cells: int) -> list[str]:
        return wrap(self.words.text(self._help), max(20, cells - 29))


class HelpScreen(DeskScreen[None]):
    """What this screen is for, and every key that works on it."""

    TITLE_KEY = "help.title"
    DEFAULT_CSS = "HelpScreen VerticalScroll { padding: 1 0 0 0; scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, topic: str, active: Active) -> None:
        super().__init__(name="help")
        self._topic = topic
        self._active = dict(active)

    def body(self) -> Iterable[Widget]:
        """Topic text, then the keys."""
        topic = f"help.{self._topic}"
        parts: list[Widget] = [Says(self.text(topic))] if self._topic and topic in self.words else []
        parts.append(Says(self.text("help.keys"), "strong"))
        for keys, label, help_key in _commands(self._active):
            names = " ".join(key_name(key) for key in keys if not key.startswith("alt+"))
            parts.append(KeyHelp(names, label, help_key))
        parts += [Says(""), Says(self.text("help.everywhere"), "muted")]
        yield VerticalScroll(*parts, id="help", can_focus=True)


def palette(app: DeskApp, active: Active) -> tuple[Choose, Callable[[Option | None], None]]:
    """The palette's question and what its answer does: run the command where it was bound."""
    found = {found.binding.id: (key, found) for key, found in reversed(list(active.items())) if found.binding.id}
    options = [
        Option(
            binding_id,
            app.words.text(found.binding.description),
            f"{key_name(key)}  {app.words.text(found.binding.tooltip)}",
        )
        for binding_id, (key, found) in reversed(found.items())
        if binding_id != "app.palette" and found.enabled
    ]

    def run_command(answer: Option | None) -> None:
        if answer is not None:
            _, chosen = found[answer.code]
            app.call_later(app.run_action, chosen.binding.action, chosen.node)

    return Choose("palette.title", options, search=True), run_command


def _commands(active: Active) -> Iterable[tuple[list[str], str, str]]:
    """Keys, label and help key of each command, in the order of the key lines."""
    keys: dict[str, list[str]] = {}
    for key, found in active.items():
        if found.binding.id:
            keys.setdefault(found.binding.id, []).append(key)
    told = {found.binding.id: found.binding for found in active.values() if found.binding.id}
    for binding_id, names in sorted(keys.items(), key=lambda found: key_rank(found[1][0])):
        yield names, told[binding_id].description, told[binding_id].tooltip
