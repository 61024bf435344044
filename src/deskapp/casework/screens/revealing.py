"""Stored numbers kept from view: one key asks why they are needed, and shows them when the reason is in the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deskapp.errors import DeskError
from deskapp.store.reasons import note_reason, parse_reason
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


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
