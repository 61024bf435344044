"""The least that a Textual form can be, to measure the counter against: eight labels with a field each."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

FIELDS = ("name", "phone", "document", "number", "category", "language", "channel", "address")


class BareForm(App[None]):
    """Eight fields."""

    CSS = "Horizontal { height: 1; } Label { width: 16; }"

    def compose(self) -> ComposeResult:
        """Label and field in one row."""
        for name in FIELDS:
            with Horizontal():
                yield Label(name)
                field = Input(id=name, compact=True)
                field.cursor_blink = False  # a blink is no answer to a key
                yield field


if __name__ == "__main__":
    BareForm().run()
