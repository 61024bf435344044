"""The screens at the door: signing in, the lock, the list for a change of clerk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from deskapp.ui.columns import Column, Row
from deskapp.ui.door_box import BoxScreen
from deskapp.ui.door_secrets import PasswordScreen
from deskapp.ui.fields import secret, text
from deskapp.ui.form import Form
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run_at_door

_NUMBER: Final = text("number", label="column.staff_number", required=True, cells=24)
_SECRET: Final = secret("secret", label="door.secret")


class _Entering(BoxScreen):
    """Whoever gives the right secret comes in."""

    def enter_as(self, known_as: str, given: str) -> None:
        door = shell_of(self).door
        self.ask(lambda: door.come_in(known_as, given), lambda entered: self.entered(entered, given))

    def entered(self, entered: Any, given: str) -> None:
        app = shell_of(self)
        if entered.signer.must_change:
            app.push_screen(PasswordScreen(entered.signer, old=given, then=entered))
        else:
            app.start(partial(app.door.came_in, entered), "door")


class SignInScreen(_Entering):
    """Number and password; nothing else works before somebody came in."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f3", "cancel", show=False)]

    def __init__(self, *, can_leave: bool = False) -> None:
        super().__init__()
        self.can_leave, self.is_lock = can_leave, not can_leave

    def heading(self) -> str:
        """The place, where it has a name."""
        place = shell_of(self).counter_place
        return (
            f"{place} {shell_of(self).glyphs.dot} {self.text('door.sign_in')}" if place else self.text("door.sign_in")
        )

    def parts(self) -> ComposeResult:
        """Two fields."""
        yield Form((_NUMBER, _SECRET))

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Back to whom one meant to relieve."""
        back = (("escape", "dialog.cancel"),) if self.can_leave else ()
        return (("enter", "door.sign_in"), *back, ("ctrl+l", "command.app.language"))

    def given(self, values: dict[str, Any]) -> None:
        """Try."""
        self.enter_as(values["number"], values["secret"])

    def action_cancel(self) -> None:
        """Not this time."""
        if self.can_leave:
            self.dismiss()


class LockScreen(_Entering):
    """Everything is hidden until the clerk, or another one, is back; in an open home Enter is enough."""

    is_lock = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "other", show=False),
        Binding("enter", "back", show=False),
    ]

    def __init__(self, person: Any) -> None:
        super().__init__()
        self.person = person

    def heading(self) -> str:
        """Whose work lies beneath."""
        return self.text("door.locked", name=self.person.name) if self.person else self.text("door.hidden")

    def sentence(self) -> str:
        """How to come back; what is half typed is still there."""
        return self.text("door.locked_what") if self.person else self.text("door.hidden_what")

    def parts(self) -> ComposeResult:
        """The PIN or password of whoever is expected."""
        if self.person:
            yield Form((_SECRET,))

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Another clerk may take over where people sign in."""
        if not self.person:
            return (("enter", "door.back"),)
        return (("enter", "door.back"), ("f2", "door.other"), ("ctrl+l", "command.app.language"))

    def given(self, values: dict[str, Any]) -> None:
        """Try."""
        self.enter_as(self.person.number, values["secret"])

    def action_back(self) -> None:
        """Only where nobody has to say who they are."""
        if not self.person:
            shell_of(self).door.come_back()

    def action_other(self) -> None:
        """Somebody else comes."""
        if self.person:
            shell_of(self).door.change()


class GiveScreen(_Entering):
    """The PIN or password of the clerk who was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f3", "cancel", show=False)]

    def __init__(self, person: Any) -> None:
        super().__init__()
        self.person = person

    def heading(self) -> str:
        """Who comes."""
        return self.text("door.change_to", name=self.person.name, number=self.person.number)

    def parts(self) -> ComposeResult:
        """One field."""
        yield Form((_SECRET,))

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """In, or back to the list."""
        return (("enter", "door.sign_in"), ("escape", "dialog.cancel"))

    def given(self, values: dict[str, Any]) -> None:
        """Try."""
        self.enter_as(self.person.number, values["secret"])

    def action_cancel(self) -> None:
        """Somebody else."""
        self.dismiss()


class ChangeScreen(BoxScreen):
    """Who works here now: a figure, the PIN, Enter. Who signed in here today stands first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f3", "cancel", show=False),
        Binding("f2,alt+2", "another", show=False),
        *(Binding(str(number), f"number({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.people: list[Any] = []

    def heading(self) -> str:
        """The question."""
        return self.text("door.change")

    def sentence(self) -> str:
        """What becomes of what is half done."""
        return self.text("door.change_what")

    def parts(self) -> ComposeResult:
        """The people."""
        yield Listing((Column("label", width=20), Column("note", weight="muted")), numbered=True, blank="door.nobody")

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """A figure or Enter chooses."""
        return (("enter", "dialog.take"), ("f2", "door.by_number"), ("escape", "dialog.cancel"))

    def on_mount(self) -> None:
        """Read who can sign in."""
        door = shell_of(self).door
        run_at_door(self, door.others, self._show, self.tell)

    async def retranslate(self) -> None:
        """The list is shown again."""
        await super().retranslate()
        self._show(self.people)

    def _show(self, people: list[Any]) -> None:
        self.people = people
        listing = self.query_one(Listing)
        listing.show(Row(place, (person.name, person.number)) for place, person in enumerate(people))
        listing.focus()

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """This one."""
        assert isinstance(event.row.key, int)
        self.app.push_screen(GiveScreen(self.people[event.row.key]))

    def action_number(self, number: int) -> None:
        """A figure is the choice at once."""
        if self.query_one(Listing).choose(number):
            self.query_one(Listing).action_open()

    def action_another(self) -> None:
        """Somebody by number."""
        self.app.push_screen(SignInScreen(can_leave=True))

    def action_cancel(self) -> None:
        """Nobody else after all."""
        self.dismiss()
