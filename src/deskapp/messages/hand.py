"""A message that a clerk sends by hand: its text as a file, for whoever cannot take it from the clipboard."""

from __future__ import annotations

from pathlib import Path

from deskapp.errors import DeskError
from deskapp.messages.queries import MessageRow
from deskapp.settings import Home, write_whole


def hand_folder(home: Home) -> Path:
    """Where the texts lie."""
    return home.exports / "messages"


def write_text(home: Home, row: MessageRow) -> Path:
    """The text alone, so that it can be pasted whole; only its owner reads it, and its name says nobody's."""
    target = hand_folder(home) / f"message-{row.id}.txt"
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, row.body.encode())
    except OSError as error:
        raise DeskError("letter.cannot_write", file=str(target), why=error.strerror or "") from None
    return target
