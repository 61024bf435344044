"""Stored numbers kept from view: one key asks why they are needed, and shows them when the reason is in the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.errors import DeskError
from deskapp.store.reasons import note_reason, parse_reason
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

# With priority, so that the question is there before the first key of the reason is given out.
REVEAL: Final = Command("form.reveal", "f9", "form", priority=True)


def ask_to_reveal(
    screen: DeskScreen[Any],
    entity: str,
    number: int | None,
    name: str,
    show: Callable[[], None],
    words: tuple[str, str] = ("reveal.why", "reveal.what"),
) -> None:
    """Ask why, write it down, then ``show``; whoever may not is told so before they give a reason."""
    app, action = shell_of(screen), f"reveal.{entity}"

    def answered(reason: str | None) -> None:
        if reason is not None:
            now = app.now()
            run(
                screen,
                lambda data: note_reason(data.store, data.clerk, action, reason, entity, number, now),
                lambda _: show() if screen.is_attached else None,
                keep=True,
            )

    try:
        app.opened().clerk.rights.refuse(action)
    except DeskError as error:
        screen.tell_error(error)
        return
    app.push_screen(AskText(*words, parse=parse_reason, values={"name": name}), answered)


class RevealingForm(FormScreen[int]):
    """A form with fields that ``hide`` stored numbers; subclasses say whose they are."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(REVEAL)

    def whose(self) -> tuple[str, int | None, str]:
        """The table and id of the record whose numbers these are, and how it is called."""
        raise DeskError("store.gone", entity=self.FORM, number=None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where something is kept from view."""
        if action == "reveal":
            return any(row.is_masking for form in self.query(Form) for row in form.rows.values())
        return super().check_action(action, parameters)

    def action_reveal(self) -> None:
        """Why, and then the whole numbers."""
        ask_to_reveal(self, *self.whose(), self._revealed)

    def _revealed(self) -> None:
        self.show_whole()
        self.tell("reveal.shown")

    def show_whole(self, whole: bool = True) -> None:
        """Every stored number as it is, or masked again."""
        for row in self.form.rows.values():
            row.reveal(whole)
        self.refresh_bindings()
