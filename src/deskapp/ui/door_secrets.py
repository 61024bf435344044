"""Another password, another PIN. None of this is ever kept as a draft, because what is typed here is secret."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from deskapp.errors import DeskError
from deskapp.ui.door_box import BoxScreen
from deskapp.ui.fields import Field, secret
from deskapp.ui.form import Form
from deskapp.ui.lines import shell_of


class PasswordScreen(BoxScreen):
    """Another password, typed twice; asked at the door (``then`` is who comes in with it) or chosen by its owner."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f3", "cancel", show=False)]

    def __init__(self, person: Any, *, old: str = "", then: Any = None) -> None:
        super().__init__()
        self.person, self._old, self._then = person, old, then

    def heading(self) -> str:
        """Whose."""
        return self.text("door.password", name=self.person.name)

    def sentence(self) -> str:
        """Why, or which are good ones."""
        return self.text("door.password_must" if self._then else "door.password_what")

    def fields(self) -> Iterable[Field]:
        """The old one is known at the door."""
        if self._then is None:
            yield secret("secret", label="door.old")
        yield secret("password", label="door.new", hint="door.hint_password")
        yield secret("again", label="door.again")

    def parts(self) -> ComposeResult:
        """The fields."""
        yield Form(tuple(self.fields()))

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keep it, or not."""
        return (("enter", "command.form.save"), ("escape", "dialog.cancel"))

    def given(self, values: dict[str, Any]) -> None:
        """Twice the same."""
        new = values["password"]
        if new != values["again"]:
            self.refused(DeskError("door.not_the_same", "password"))
            return
        app, old = shell_of(self), self._old or values["secret"]
        self.ask(lambda: app.door.seat.change_password(self.person, old, new, app.now()), lambda _: self._changed())

    def _changed(self) -> None:
        app = shell_of(self)
        if self._then is not None:
            app.start(partial(app.door.came_in, self._then), "door")
            return
        self.dismiss()
        app.tell("door.password_changed")

    def action_cancel(self) -> None:
        """The old one stays."""
        self.dismiss()


class PinScreen(BoxScreen):
    """The PIN to come back with; the password says that it is its owner who chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f3", "cancel", show=False)]

    def __init__(self, person: Any) -> None:
        super().__init__()
        self.person = person

    def heading(self) -> str:
        """Whose."""
        return self.text("door.pin", name=self.person.name)

    def sentence(self) -> str:
        """What it is for."""
        return self.text("door.pin_what")

    def parts(self) -> ComposeResult:
        """Three fields."""
        yield Form(
            (
                secret("secret", label="door.old"),
                secret("pin", label="door.new_pin"),
                secret("again", label="door.again_pin"),
            )
        )

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keep it, or not."""
        return (("enter", "command.form.save"), ("escape", "dialog.cancel"))

    def given(self, values: dict[str, Any]) -> None:
        """Twice the same."""
        if values["pin"] != values["again"]:
            self.refused(DeskError("door.not_the_same_pin", "pin"))
            return
        app = shell_of(self)
        change = app.door.seat.change_pin
        self.ask(lambda: change(self.person, values["secret"], values["pin"], app.now()), lambda _: self._changed())

    def _changed(self) -> None:
        app = shell_of(self)
        self.dismiss()
        app.tell("door.pin_changed")

    def action_cancel(self) -> None:
        """As it was."""
        self.dismiss()
