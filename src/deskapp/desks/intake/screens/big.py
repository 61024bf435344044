"""Queue numbers in figures that are read from across the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

HEIGHT: Final = 5
_DRAWN: Final = {
    "0": "###|# #|# #|# #|###",
    "1": " # |## | # | # |###",
    "2": "###|  #|###|#  |###",
    "3": "###|  #| ##|  #|###",
    "4": "# #|# #|###|  #|  #",
    "5": "###|#  |###|  #|###",
    "6": "###|#  |###|# #|###",
    "7": "###|  #|  #| # | # ",
    "8": "###|# #|###|# #|###",
    "9": "###|# #|###|  #|###",
    "A": " # |# #|###|# #|# #",
    "B": "## |# #|## |# #|## ",
    "C": " ##|#  |#  |#  | ##",
    "D": "## |# #|# #|# #|## ",
}
_SIGNS: Final = {sign: tuple(rows.split("|")) for sign, rows in _DRAWN.items()}
_UNKNOWN: Final = ("   ",) * HEIGHT


def big(text: str, dot: str) -> Sequence[str]:
    """A text as ``HEIGHT`` lines of blocks, each dot two cells wide, for cells are twice as high as wide."""
    signs = [_SIGNS.get(sign, _UNKNOWN) for sign in text.upper()]
    lines = ("  ".join("".join(piece * 2 for piece in sign[row]) for sign in signs) for row in range(HEIGHT))
    return [line.replace("#", dot) for line in lines]
