"""Fields to type in: what comes in is normalised as it comes, a paste of several lines is joined, nothing blinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from deskapp.errors import DeskError, Fault
from deskapp.ui import commands
from deskapp.ui.cells import typed
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import bindings
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run
from deskapp.values.text import fold

_EDITING: Final = {
    binding.key: binding.action for binding in Binding.make_bindings(Input.BINDINGS) if binding.action != "submit"
}


class DeskInput(Input):
    """A one-line field: value always composed and without hidden characters, one row high, a steady cursor."""

    DEFAULT_CSS = """
    DeskInput.-textual-compact { background: $surface; padding: 0 1; }
    DeskInput.-textual-compact:focus { background: $surface-active; background-tint: 0%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+v", "paste", show=False)]

    def __init__(self, value: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(value, id=id, classes=classes, compact=True, select_on_focus=True)
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        """Keys that move and delete, in one line with the letters.

        As bindings they would come after the letters that a fast hand types next.
        """
        if action := _EDITING.get(event.key):
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def validate_value(self, value: str) -> str:
        """Every way in leads through here: keys, paste, drafts, code."""
        return typed(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Insert; a tone mark that composes with the letter before it must not move the cursor past the next one."""
        start, end = sorted((max(0, start), min(len(self.value), end)))
        before = typed(self.value[:start] + text)
        self.value = before + self.value[end:]
        self.cursor_position = len(before)

    def _on_paste(self, event: events.Paste) -> None:
        """Textual keeps only the first line of a paste; a clerk who copies an address from a sheet means all of it."""
        event.stop()
        event.prevent_default()
        self.replace(typed(" ".join(line.strip() for line in event.text.splitlines())), *self.selection)

    def mark(self, whole: bool = True) -> None:
        """Put the cursor at the end, the whole text selected as after coming into the field, or nothing."""
        self.selection = Selection(0 if whole and self.has_focus else len(self.value), len(self.value))

    def on_blur(self) -> None:
        """The next time the whole text is selected again."""
        self.select_on_focus = True

    def keep(self) -> object:
        """What is typed and where the cursor stands."""
        return self.value, self.cursor_position

    def restore(self, kept: object) -> None:
        """Put it back."""
        assert isinstance(kept, tuple)
        self.value, self.cursor_position = kept


class Offers(Listing, can_focus=False):
    """The list under a field, over what lies below it."""

    DEFAULT_CSS = """
    Offers {
        overlay: screen; constrain: inside inflect; display: none; height: auto; max-height: 9; width: 44;
        background: $panel;
    }
    Offers.-open { display: block; }
    """


class PickInput(Container):
    """A field that takes one of many: typing narrows the list, a number or Enter takes from it, F4 opens it.

    The text alone is not a value: ``option`` is what was taken, and it is forgotten when the text is changed.
    """

    class Changed(Message):
        """The text or the option is another."""

        def __init__(self, pick: PickInput) -> None:
            super().__init__()
            self.pick = pick

        @property
        def control(self) -> PickInput:
            """The field, for ``@on`` selectors."""
            return self.pick

    class Found(Changed):
        """The answer for what was typed last has come."""

    DEFAULT_CSS = "PickInput { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.CHOOSE)
    MOST: ClassVar[int] = 50

    def __init__(self, field: Field, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.field = field
        self.option: Option | None = None
        self.input = DeskInput(id=f"{id}-text")
        self.offers = Offers((Column("label"), Column("note", width=12, weight="muted")), numbered=bool(field.codes))
        self._options: list[Option] = []
        self._offered = ""
        self._asked: str | None = None

    def compose(self) -> ComposeResult:
        """The text, and the list that opens under it."""
        yield self.input
        yield self.offers

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.input.value

    def take(self, option: Option | None) -> None:
        """Make an option the value."""
        self.option = option
        self.close()
        with self.prevent(Input.Changed):
            self.input.value = option.label if option else ""
            self.input.mark()
        self.post_message(self.Changed(self))

    def read(self) -> tuple[Any, Fault | None]:
        """The code of the option; a text that can mean only one of the known options counts as it, or stands alone."""
        text = self.value.strip()
        if not text:
            return self.field.read("")
        if self.option is None or self.option.label != self.value:
            self.option = self._meant(text)
        if self.option is not None:
            return self.option.code, None
        return (self.field.own(text), None) if self.field.own else (None, Fault("form.not_listed"))

    def _meant(self, text: str) -> Option | None:
        """The option by its number, by its whole label, or because no other fits."""
        options = self._static()
        if numbered := self._numbered(text, options):
            return numbered
        whole = [option for option in options if fold(option.label) == fold(text)]
        fitting = whole or [option for option in options if _fits(option, text)]
        return fitting[0] if len(fitting) == 1 else None

    def _numbered(self, text: str, options: Sequence[Option]) -> Option | None:
        """A figure that begins no label is the number of an option."""
        if len(text) != 1 or text not in "123456789" or any(option.label.startswith(text) for option in options):
            return None
        return next(iter(options[int(text) - 1 : int(text)]), None)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.offers.has_class("-open")

    @property
    def is_choosing(self) -> bool:
        """Whether there is something to choose in the list; the typed words themselves are no choice."""
        return self.is_open and not (self.field.own and len(self._options) < 2)

    def close(self) -> None:
        """Hide the list."""
        self.offers.remove_class("-open")

    def action_choose(self) -> None:
        """F4: open the list with everything, or close it."""
        if self.is_open:
            self.close()
        else:
            self._offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typing narrows the list; a figure that begins no option takes the option of that number."""
        event.stop()
        self.option = None
        text = self.value.strip()
        if numbered := self._numbered(text, self._static()):
            self.take(numbered)
            return
        self.post_message(self.Changed(self))
        if text and (self.has_cursor or self.field.load):
            self._offer(text)
        else:
            self._asked = None
            self.close()

    def on_key(self, event: events.Key) -> None:
        """Escape closes the list; the form gives the arrows and Enter to it."""
        if event.key == "escape" and self.is_open:
            self.close()
            event.stop()
            event.prevent_default()

    def on_descendant_blur(self) -> None:
        """Leaving closes the list; what is typed in full counts."""
        self.close()

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """A click on an option."""
        event.stop()
        self._take_current()

    @property
    def has_cursor(self) -> bool:
        """Whether the clerk types here."""
        return self.screen.focused is self.input

    def finish(self) -> None:
        """Enter: take the row under the cursor, if the list is what the clerk saw for this text."""
        if self.is_open and self._offered == self.value.strip():
            self._take_current()
        self.close()

    def _take_current(self) -> None:
        row = self.offers.current
        if row is not None and isinstance(row.key, int):
            self.take(self._options[row.key])

    def _static(self) -> list[Option]:
        words = shell_of(self).words
        return [self.field.option(code, words) for code in self.field.codes]

    def _offer(self, text: str) -> None:
        load = self.field.load
        if load is None:
            self._open([option for option in self._static() if _fits(option, text)], text)
        else:
            self._asked = text
            run(
                self,
                lambda data: load(data, text),
                lambda options: self._found(options, text),
                failed=self._failed,
                group="offers",
            )

    @property
    def is_looking(self) -> bool:
        """Whether an answer is on its way."""
        return self._asked is not None

    def _found(self, options: Sequence[Option], text: str) -> None:
        if text == self._asked:
            self._asked = None
            self._open(options, text)
            self.post_message(self.Found(self))

    def _failed(self, error: DeskError) -> None:
        self._asked = None
        shell_of(self).tell_error(error)
        self.post_message(self.Found(self))

    def _open(self, options: Sequence[Option], text: str) -> None:
        if not self.has_cursor:
            # A fast clerk is already in the next field: what can mean only one record is taken, nothing is guessed.
            if len(options) == 1 and self.option is None and self.value.strip() == text:
                self.take(options[0])
            return
        self._options, self._offered = list(options)[: self.MOST], text or self.value.strip()
        self.offers.show(
            (Row(index, (option.label, option.note)) for index, option in enumerate(self._options)), "form.no_offer"
        )
        self.offers.add_class("-open")

    def keep(self) -> object:
        """What was taken, or typed."""
        return self.option, self.value

    def restore(self, kept: object) -> None:
        """Put it back; the words of a code are those of the language of now."""
        assert isinstance(kept, tuple)
        option, text = kept
        again = [other for other in self._static() if option and other.code == option.code]
        if option:
            self.take(again[0] if again else option)
        else:
            self.input.value = text


def _fits(option: Option, text: str) -> bool:
    wanted, label = fold(text), fold(option.label)
    return wanted in label or str(option.code).startswith(wanted)
