"""Text as people type and paste it: cleaned for keeping, folded for finding, measured for the terminal."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, combining, east_asian_width, is_normalized, normalize

_MASKED: Final = re.compile(r"[*＊•●]{2,}")
_NO_DIGITS: Final = re.compile(r"[^0-9]")


@lru_cache(maxsize=8192)
def _is_kept(char: str) -> bool:
    return char.isspace() or category(char) not in ("Cc", "Cf", "Cs")


def clean(text: str) -> str:
    """Text fit to be kept: NFC, one blank between words, no control, zero-width or broken characters."""
    if text.isalnum() and is_normalized("NFC", text):
        return text  # most names and numbers: nothing to take away
    if not (text.isascii() and text.isprintable()):
        text = normalize("NFC", "".join(filter(_is_kept, text)))
    return " ".join(text.split())


def fold(text: str) -> str:
    """Text as it is searched: NFKC, lower case, no tones and marks, ``đ`` as ``d``, single blanks between words."""
    text = clean(text)
    if text.isascii():
        return text.lower()
    bare = normalize("NFD", normalize("NFKC", text).lower())
    bare = "".join(char for char in bare if category(char) != "Mn" and not combining(char))
    return " ".join(normalize("NFKC", bare).lower().replace("đ", "d").split())


def digits(text: str) -> str:
    """Only the figures of a text, full-width ones as plain ones: ``'+86 138-0013'`` -> ``'861380013'``."""
    return _NO_DIGITS.sub("", normalize("NFKC", text))


def compact(text: str) -> str:
    """A number as typed, bare: NFKC, capital letters, no blanks, and none of the ``.0`` that spreadsheets add."""
    if not (text.isascii() and text.isalnum()):
        text = "".join(normalize("NFKC", clean(text)).split())
    text = text.upper()
    return text.removesuffix(".0") if text[:-2].isdigit() else text


def is_masked(text: str) -> bool:
    """Whether a number is hidden in part (``138****8000``) and so says nothing about the whole."""
    return _MASKED.search(text) is not None


def width(text: str) -> int:
    """Terminal cells that a text takes: Chinese characters two, marks and control characters none."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_cells(char) for char in text)


@lru_cache(maxsize=8192)
def _cells(char: str) -> int:
    if category(char) in ("Mn", "Me", "Cc", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
