"""Keys typed while a screen is opening wait for its first field; otherwise the first letters would be lost."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

from deskapp.ui.lines import shell_of

Result = TypeVar("Result")


class OpeningScreen(Screen[Result]):
    """Says when its parts are there and the first has the focus; until then the app keeps the keys back."""

    is_open = False

    def on_mount(self) -> None:
        """Textual has composed the screen and set the focus before this event."""
        self.is_open = True
        shell_of(self).release_keys()

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, once: the second answer of a fast hand would close the screen below.

        Textual closes whatever is uppermost: that must not be what hides this one.
        """
        app = shell_of(self)
        if self not in app.screen_stack or (app.door.is_shut and app.screen is not self):
            return AwaitComplete()
        return super().dismiss(result)
