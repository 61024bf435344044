"""The box in which everything at the door is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from deskapp.errors import DeskError, Fault
from deskapp.ui.commands import key_name
from deskapp.ui.dialogs import Says
from deskapp.ui.door import DoorScreen
from deskapp.ui.form import Form
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run_at_door


class DoorKeys(Lines):
    """What can be pressed, at the foot of the box."""

    def line(self, y: int) -> Iterable[Run]:
        """Name and word of each key."""
        screen = self.screen
        assert isinstance(screen, BoxScreen)
        for key, label in (*screen.key_hints(), ("ctrl+q", "command.app.leave")):
            yield f"{key_name(key)} ", "accent"
            yield f"{self.words.text(label)}   ", "plain"


class BoxScreen(DoorScreen):
    """A box in the middle of an empty screen: a title, a sentence, its fields, what is wrong, the keys."""

    DEFAULT_CSS = """
    BoxScreen { align: center middle; background: $background; }
    BoxScreen > Vertical {
        width: 70; max-width: 96%; height: auto; padding: 1 2; background: $panel; border: round $border;
    }
    BoxScreen.-ascii > Vertical { border: ascii $border; }
    BoxScreen Form { height: auto; padding: 0; margin: 0 0 1 0; }
    BoxScreen Listing { height: auto; max-height: 12; margin: 0 0 1 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = False
        self._told: DeskError | Fault | None = None

    def compose(self) -> ComposeResult:
        """The box."""
        self.set_class(shell_of(self).settings.ascii_borders, "-ascii")
        with Vertical():
            yield Says(self.heading(), "strong")
            if sentence := self.sentence():
                yield Says(sentence)
            yield from self.parts()
            said = Says(self._told_text(), "error")
            said.id = "told"
            said.display = self._told is not None
            yield said
            yield DoorKeys()

    def text(self, key: str, /, **values: object) -> str:
        """A text of the catalogue."""
        return shell_of(self).words.text(key, **values)

    def heading(self) -> str:
        """What this is."""
        return ""

    def sentence(self) -> str:
        """What to do."""
        return ""

    def parts(self) -> ComposeResult:
        """Fields or a list."""
        yield from ()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys and the catalogue keys of their words."""
        return ()

    @property
    def form(self) -> Form:
        """The fields."""
        return self.query_one(Form)

    def tell(self, told: DeskError | Fault | None) -> None:
        """Say what is wrong, or nothing."""
        self._told = told
        for said in self.query("#told").results(Says):
            said.text = self._told_text()
            said.display = told is not None
            said.refresh(layout=True)

    def _told_text(self) -> str:
        if self._told is None:
            return ""
        return f"{shell_of(self).glyphs.bad} {shell_of(self).words.say(self._told)}"

    def on_form_submitted(self) -> None:
        """Enter in the last field."""
        values = None if self.is_busy else self.form.values()
        if values is not None:
            self.given(values)

    def given(self, values: dict[str, Any]) -> None:
        """Every field has something in it."""

    def ask(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do the slow part in a thread; once at a time."""
        self.is_busy = True
        self.tell(None)

        def done(result: Any) -> None:
            self.is_busy = False
            then(result)

        run_at_door(self, work, done, self.refused)

    def refused(self, error: DeskError) -> None:
        """Wrong: said below; the secrets from the wrong one on have to be typed again."""
        self.is_busy = False
        self.tell(error)
        secrets = [name for name, row in self.form.rows.items() if row.field.kind == "secret"]
        first = error.field if error.field in secrets else secrets[0]
        for name in secrets[secrets.index(first) :]:
            self.form.rows[name].load(None)
        self.form.focus_field(first)

    async def retranslate(self) -> None:
        """Another language; what is typed stays."""
        forms = [(form.keep(), form.focused_field) for form in self.query(Form)]
        await super().retranslate()
        for form, (kept, focused) in zip(self.query(Form), forms, strict=False):
            form.restore(kept)
            form.focus_field(focused)
        for listing in self.query(Listing):
            listing.focus()
