"""Text as a terminal shows it: measured in cells (a Chinese character takes two), never by ``len``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final, Literal

from rich.cells import cell_len, set_cell_size

Align = Literal["left", "right"]

_NO_LINE_START: Final = "，。、；：？！）」』】》〉,.;:?!)]}%”’…"


def width(text: str) -> int:
    """How many cells a text takes."""
    return cell_len(text)


def typed(text: str) -> str:
    """A value as it may be stored: composed (NFC), nothing invisible, lines joined by a blank; blanks stay as typed."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", shown(text))


def shown(text: str) -> str:
    """A text that may come from anywhere, safe on a screen: one line, nothing that steers the terminal.

    Zero-width and direction marks hide in pasted text and make two equal names differ; they go as well.
    """
    if text.isprintable():
        return text
    return "".join(" " if character.isspace() else character for character in text if _is_shown(character))


def _is_shown(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def fit(text: str, cells: int, align: Align = "left", ellipsis: str = "…") -> str:
    """The text in exactly ``cells`` cells: padded, or cut with an ellipsis where it is too long."""
    if cells <= 0:
        return ""
    # Nothing beyond this can show, and a cell of 10,000 characters would be measured whole.
    text = shown(text[: cells * 4 + 8])
    room = cells - cell_len(text)
    if room < 0:
        text = set_cell_size(text, max(0, cells - cell_len(ellipsis))).rstrip() + ellipsis[:cells]
        room = cells - cell_len(text)
    return " " * room + text if align == "right" else text + " " * room


def wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most ``cells`` cells: between words, and between any two Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(shown(text)):
        if cell_len(line) + cell_len(piece.rstrip()) > cells and line:
            lines.append(line.rstrip())
            line, piece = "", piece.lstrip()
        while cell_len(piece) > cells:
            fitting = _fitting(piece, cells)
            lines.append(piece[:fitting].rstrip())
            piece = piece[fitting:]
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _fitting(text: str, cells: int) -> int:
    """How many characters fit, one at least: a wide one alone in one cell must not stop the program."""
    taken = 0
    for place, character in enumerate(text):
        taken += cell_len(character)
        if taken > cells:
            return max(1, place)
    return len(text)


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a word with the blanks behind it, or a wide character with the sign behind it."""
    piece = ""
    for character in text:
        wide = cell_len(character) > 1
        breaks = piece and (piece[-1] == " " != character or wide or cell_len(piece[-1]) > 1)
        if breaks and character not in _NO_LINE_START:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece
