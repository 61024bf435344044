"""Questions over a screen: each gives its answer to ``push_screen(dialog, then)``; Escape gives None, everywhere.

self.app.push_screen(Confirm("unit.end", "unit.end.what", undo="unit.end.undo"), then)     # -> bool
self.app.push_screen(Choose("table.choose", options), then)                               # -> Option | None
self.app.push_screen(AskText("view.name"), then)                                          # -> str | None
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from deskapp.errors import Fault
from deskapp.ui.cells import width, wrap
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import BOX
from deskapp.ui.fields import Option, Parse, as_typed
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import Lines, Run, Weight, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.opening import OpeningScreen
from deskapp.values.text import fold

Answer = TypeVar("Answer")


class Says(Lines):
    """Some sentences, wrapped; ``weight`` for all of them."""

    DEFAULT_CSS = "Says { margin: 0 0 1 0; }"

    def __init__(self, text: str, weight: Weight = "plain") -> None:
        super().__init__()
        self.text = text
        self.spoken: Weight = weight

    def line_count(self, width: int) -> int:
        """As many as the text needs."""
        return len(self._wrapped(width))

    def line(self, y: int) -> Iterable[Run]:
        """A line of the text."""
        lines = self._wrapped(self.size.width)
        return [(lines[y], self.spoken)] if y < len(lines) else []

    def _wrapped(self, cells: int) -> list[str]:
        return [line for part in self.text.split("\n") for line in wrap(part, max(8, cells))]


class Keys(Lines):
    """The keys of a dialog, at its foot."""

    def line(self, y: int) -> Iterable[Run]:
        """Name and word of each key."""
        screen = self.screen
        assert isinstance(screen, Dialog)
        for name, label in screen.key_hints():
            yield f"{name} ", "accent"
            yield f"{self.words.text(label)}   ", "plain"


class Dialog(OpeningScreen[Answer], ModalScreen[Answer]):
    """The box that all questions have: a title, what there is to know, and the keys."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 64; max-width: 94%; height: auto; max-height: 90%; padding: 1 2; background: $panel;
        border: round $border;
    }
    Dialog.-ascii > Vertical { border: ascii $border; }
    Dialog Listing { height: auto; max-height: 12; margin: 0 0 1 0; }
    Dialog DeskInput { margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f3", "cancel", show=False),
        Binding(BOX.keys, "app.box", show=False, id=BOX.id),
    ]

    def __init__(self, title: str, what: str = "", undo: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__()
        self._title, self._what, self._undo, self._values = title, what, undo, dict(values or {})

    def compose(self) -> ComposeResult:
        """Title, sentences, the question's own parts, keys."""
        words = shell_of(self).words
        self.set_class(shell_of(self).settings.ascii_borders, "-ascii")
        with Vertical():
            yield Says(words.text(self._title, **self._values), "strong")
            if self._what:
                yield Says(words.text(self._what, **self._values))
            if self._undo:
                yield Says(words.text(self._undo, **self._values), "muted")
            yield from self.parts()
            yield Keys()

    def parts(self) -> ComposeResult:
        """What the question needs beside its sentences."""
        yield from ()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys and the catalogue keys of their words."""
        return (("Enter", "dialog.yes"), ("Esc", "dialog.cancel"))

    def action_cancel(self) -> None:
        """No answer."""
        self.dismiss(None)


class Confirm(Dialog[bool]):
    """Asked only where undo is not enough: ``what`` says what will happen, ``undo`` how to take it back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "yes", show=False)]

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)


class Choose(Dialog[Option]):
    """One of some options: arrows and Enter, 1-9, or the first letters; a single number takes at once.

    ``search`` adds a field that narrows the list as one types (for more than nine).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"number({number})", show=False) for number in range(1, 10))
    ]

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        what: str = "",
        *,
        search: bool = False,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(title, what, values=values)
        self.options = tuple(options)
        self.search = search

    def parts(self) -> ComposeResult:
        """The field where there is one, and the list."""
        if self.search:
            yield DeskInput(id="search")
        label = min(34, max((width(option.label) for option in self.options), default=0))
        noted = any(option.note for option in self.options)
        yield Listing(
            (Column("label", width=label), Column("note", weight="muted")) if noted else (Column("label"),),
            numbered=not self.search,
            blank="dialog.none",
        )

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """What works here."""
        return (("Enter", "dialog.take"), ("Esc", "dialog.cancel"))

    def on_mount(self) -> None:
        """All options."""
        self._narrow("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Fewer options."""
        self._narrow(event.value)

    def on_key(self, event: events.Key) -> None:
        """From the field the arrows walk in the list."""
        steps = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
        if self.search and event.key in steps:
            self.query_one(Listing).move(steps[event.key])
            event.stop()

    def _narrow(self, text: str) -> None:
        found = ((index, self.options[index]) for index in self.fitting(text))
        self.query_one(Listing).show(Row(index, (option.label, option.note)) for index, option in found)

    def fitting(self, text: str) -> Iterable[int]:
        """The places of the options that fit what is typed, in the order to show them."""
        words = fold(text).split()
        for index, option in enumerate(self.options):
            if all(word in fold(f"{option.label} {option.note} {option.code}") for word in words):
                yield index

    @on(Input.Submitted)
    def _enter(self) -> None:
        self.query_one(Listing).action_open()

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """The answer."""
        assert isinstance(event.row.key, int)
        self.dismiss(self.options[event.row.key])

    def action_number(self, number: int) -> None:
        """A figure is the answer at once."""
        if self.query_one(Listing).choose(number):
            self.query_one(Listing).action_open()


class AskText(Dialog[str]):
    """A line of text; ``parse`` refuses what is wrong, in words.

    What was typed and not sent, because Escape or something more urgent came between, stands there again when the same
    clerk is asked the same about the same record.
    """

    def __init__(
        self,
        title: str,
        what: str = "",
        *,
        value: str = "",
        parse: Parse = as_typed,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(title, what, values=values)
        self.value = value
        self.parse = parse

    def parts(self) -> ComposeResult:
        """The field, and a line for what is wrong."""
        yield DeskInput(shell_of(self).half_said.get(self._asked, self.value), id="answer")
        says = Says("", "error")
        says.display = False
        yield says

    @property
    def _asked(self) -> tuple[object, ...]:
        """Who is asked what, about what."""
        app = shell_of(self)
        about = app.desk_screen.title_text() if app.desk_screen else ""
        return (app.user, about, self._title, *sorted((name, str(value)) for name, value in self._values.items()))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep it for the next time, until it is sent."""
        half_said = shell_of(self).half_said
        if event.value in ("", self.value):
            half_said.pop(self._asked, None)
        else:
            half_said[self._asked] = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The answer, if it is one."""
        text = event.value.strip()
        value, fault = self.parse(text) if text else (None, Fault("form.required"))
        if fault is not None and not fault.warning:
            says = self.query(Says).last()
            says.text = f"{shell_of(self).glyphs.bad} {shell_of(self).words.say(fault)}"
            says.display = True
            says.refresh(layout=True)
        else:
            shell_of(self).half_said.pop(self._asked, None)
            self.dismiss(str(value))


class PressKey(Dialog[str]):
    """The next key pressed, by Textual's name; Escape keeps what was."""

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Any key but Escape."""
        return (("Esc", "dialog.cancel"),)

    def on_key(self, event: events.Key) -> None:
        """Take it before anything else does."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)
