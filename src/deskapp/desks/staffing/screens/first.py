"""The first administrator: offered, never forced; from then on people sign in here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from deskapp.errors import DeskError
from deskapp.office.signin.people import make_first_administrator
from deskapp.ui.door_box import BoxScreen
from deskapp.ui.fields import choice, secret
from deskapp.ui.form import Form
from deskapp.ui.lines import shell_of

_ALSO = ("manager", "supervisor", "senior_clerk", "clerk")


class FirstAdministrator(BoxScreen):
    """Whoever works here becomes administrator, keeps a role to work in, and signs in at once."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f3", "cancel", show=False)]

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    def heading(self) -> str:
        """What is offered."""
        return self.text("first.title")

    def sentence(self) -> str:
        """What it means for everybody else."""
        return self.text("first.what", number=self.number)

    def parts(self) -> ComposeResult:
        """A role, and a password typed twice."""
        yield Form(
            (
                choice("also", _ALSO, "role", required=True, label="first.also", hint="first.hint_also", cells=24),
                secret("password", label="door.new", hint="door.hint_password"),
                secret("again", label="door.again"),
            )
        )

    def on_mount(self) -> None:
        """The role that may most."""
        super().on_mount()
        self.form.load({"also": _ALSO[0]})

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Make it so, or leave it."""
        return (("enter", "first.make"), ("escape", "dialog.cancel"))

    def given(self, values: dict[str, Any]) -> None:
        """Make it, and come in with it."""
        if values["password"] != values["again"]:
            self.refused(DeskError("door.not_the_same", "password"))
            return
        app = shell_of(self)
        seat, password = app.door.seat, values["password"]

        def make() -> Any:
            clerk, now = seat.clerk, app.now()
            make_first_administrator(
                seat.store, clerk, clerk.id, password, values["also"], self.text("staff.first_administrator"), now
            )
            signer = seat.signer(clerk.id)
            assert signer is not None
            return seat.come_in(signer.number, password, now)

        self.ask(make, app.door.closed)

    def action_cancel(self) -> None:
        """Not now."""
        self.dismiss()
