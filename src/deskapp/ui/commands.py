"""One declaration per command; the binding, the key lines, the palette, the help page and the key map come from it.

A screen or widget says ``BINDINGS = bindings(commands.SAVE, Command("unit.owner", "f9"))`` and writes ``action_owner``:
the action is the last word of the id. The words are the catalogue's ``command.ID`` and ``command.ID.help``.
No command may lie on a single letter where a field has the focus: an input method commits letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType

DECLARED: Final[dict[str, Command]] = {}
"""Every command that the loaded screens declare, by id: what a clerk can put on other keys."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a clerk can press: ``key`` may name several (``f3,escape``), ``show`` puts it into the key lines.

    Declaring one id twice with different words or keys is a programmer's error (ValueError).
    """

    id: str
    key: str
    group: str = "screen"
    show: bool = True
    priority: bool = False
    argument: str = ""
    verb: str = ""
    """The action's name where several commands share one; else it is that of the command."""

    def __post_init__(self) -> None:
        if DECLARED.setdefault(self.id, self) != self:
            raise ValueError(f"command {self.id} is declared twice")

    @property
    def label_key(self) -> str:
        """The catalogue key of the short word in the key lines and the palette."""
        return f"command.{self.id}"

    @property
    def help_key(self) -> str:
        """The catalogue key of the sentence on the help page."""
        return f"command.{self.id}.help"

    @property
    def action(self) -> str:
        """The Textual action on the node that binds the command."""
        name = self.verb or self.id.rpartition(".")[2].replace("-", "_")
        return f"{name}({self.argument!r})" if self.argument else name

    @property
    def keys(self) -> str:
        """All keys, with Alt and the figure beside each of F1-F11 (``-``): terminals take some for themselves."""
        return ",".join(key for told in self.key.split(",") for key in _with_digit(told))

    @property
    def binding(self) -> Binding:
        """The command as Textual knows it; labels stay catalogue keys, so that the language can change live."""
        return Binding(
            self.keys, self.action, self.label_key, self.show, None, self.priority, self.help_key, id=self.id
        )


def _with_digit(key: str) -> tuple[str, ...]:
    if found := re.fullmatch(r"f(\d|10)", key):
        return key, f"alt+{int(found.group(1)) % 10}"
    return (key, "alt+minus") if key == "f11" else (key,)


def bindings(*commands: Command) -> list[BindingType]:
    """The bindings of a screen or widget."""
    return [command.binding for command in commands]


_NAMES: Final[Mapping[str, str]] = {
    "escape": "Esc",
    "enter": "Enter",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "space": "Space",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Bksp",
}


def key_name(key: str) -> str:
    """A key as the key lines write it: ``F2``, ``^P``, ``Alt+1``, ``Enter``."""
    head, _, last = key.rpartition("+")
    name = _NAMES.get(last, last.upper() if len(last) > 1 or head else last)
    return f"^{name}" if head == "ctrl" else f"{head.title()}+{name}" if head else name


def key_rank(key: str) -> tuple[int, int]:
    """Where a key stands among others: function keys first and in their order, then figures."""
    found = re.fullmatch(r"(f?)(\d+)", key)
    return (0 if found.group(1) else 1, int(found.group(2))) if found else (2, 0)


HELP: Final = Command("app.help", "f1", "app", priority=True)
PALETTE: Final = Command("app.palette", "ctrl+p", "app", priority=True)
RETURN: Final = Command("app.return", "f7", "app", priority=True)
SETTINGS: Final = Command("app.settings", "f12", "app", show=False)
LANGUAGE: Final = Command("app.language", "ctrl+l", "app", show=False, priority=True)
BOX: Final = Command("app.box", "f11", "app", show=False, priority=True)
QUIT: Final = Command("app.leave", "ctrl+q", "app", show=False, priority=True)
LOCK: Final = Command("app.lock", "ctrl+t", "app", show=False, priority=True)
CHANGE: Final = Command("app.change", "ctrl+y", "app", show=False, priority=True)

BACK: Final = Command("screen.back", "f3,escape")
NEW: Final = Command("screen.new", "f2", priority=True)
EDIT: Final = Command("screen.edit", "f2", priority=True)
CHOOSE: Final = Command("screen.choose", "f4")
PARK: Final = Command("screen.park", "f6")
ANSWER: Final = Command("screen.answer", "f9")
OPEN: Final = Command("screen.open", "enter")

SAVE: Final = Command("form.save", "ctrl+s,f10", "form")
MORE: Final = Command("form.more", "f5", "form")
# As spreadsheets have it: fill down, and fill on. With priority over what the keys do within a field.
COPY: Final = Command("form.copy", "ctrl+d", "form", priority=True)
REPEAT: Final = Command("form.repeat", "ctrl+r", "form", priority=True)
"""Keys that mean the same on every screen; a desk's own commands stand in its screens."""
