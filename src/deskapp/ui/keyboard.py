"""Esc and a figure instead of a function key: F1 to F11 are often taken by the terminal's own menus."""

from __future__ import annotations

import select
import sys
from enum import Enum

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


class EscFigure(Enum):
    """The keys as commands name them; Esc 0 stands for F10, Esc - for F11."""

    ONE, TWO, THREE, FOUR, FIVE = "alt+1", "alt+2", "alt+3", "alt+4", "alt+5"
    SIX, SEVEN, EIGHT, NINE, ZERO = "alt+6", "alt+7", "alt+8", "alt+9", "alt+0"
    MINUS = "alt+minus"


def is_unplugged() -> bool:
    """Whether nobody can type here any more: the window was closed, or the connection to the terminal has gone."""
    if not hasattr(select, "poll"):
        return False
    gone = select.POLLHUP | select.POLLERR | select.POLLNVAL
    looker = select.poll()
    looker.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
    return any(found & gone for _, found in looker.poll(0))


def take_figures() -> None:
    """Textual reads these sequences as the signs that one make of computer types with them (``¡``, ``™`` …)."""
    for key in EscFigure:
        sign = "-" if key is EscFigure.MINUS else key.value[-1]
        ANSI_SEQUENCES_KEYS[f"\x1b{sign}"] = (key,)  # type: ignore[index]
