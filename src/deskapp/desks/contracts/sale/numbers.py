"""Numbers that follow each other on a pile of papers: the one behind a number that was just typed."""

from __future__ import annotations

import re

_LAST_FIGURES = re.compile(r"([0-9]+)([^0-9]*)$")


def next_number(number: str) -> str:
    """The number behind one: its last figures one higher, as many of them as before; itself where it has none.

    ``备2026-00199`` -> ``备2026-00200``, ``A-99`` -> ``A-100``.
    """
    found = _LAST_FIGURES.search(number)
    if found is None:
        return number
    figures, rest = found.groups()
    return f"{number[: found.start()]}{int(figures) + 1:0{len(figures)}d}{rest}"
