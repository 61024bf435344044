"""What a first look at a workbook finds out about its sheets, and what the reader behind it must be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from deskapp.errors import DeskError

Form = Literal["xlsx", "xlsb", "xls", "ods", "text"]
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1 as people count, columns from 0."""

MAX_BOX: Final = 5_000_000
"""Rows times columns of one sheet, for the reader holds the empty cells between as well."""
MAX_CELLS: Final = 2_600_000
"""Filled cells of one sheet: 200,000 x 12 and a little more, which the reader holds in 300 MiB."""
MAX_LOST: Final = 500_000
MAX_LOST_TEXT: Final = 32_000_000
MAX_MERGES: Final = 300_000
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class SheetScan:
    """One sheet: how far it reaches, its merged ranges, and the cells that a reader gives back as empty.

    ``lost`` holds, by row and column, the text of formulas without a stored value (``=A1+B2``) and of error cells
    (``#N/A``).
    """

    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    cells: int = 0
    lost: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    _lost_count: int = 0
    _lost_text: int = 0

    @property
    def corner(self) -> str:
        """The far corner of the sheet as people write it: ``XFD1048576``."""
        return f"{column_letters(self.columns - 1)}{self.rows}"

    def reach(self, row: int, column: int) -> None:
        """Takes note of a filled cell."""
        if row > self.rows:
            self.rows = row
        if column >= self.columns:
            self.columns = column + 1

    def lose(self, row: int, column: int, text: str) -> None:
        """Keeps the text of a cell that the reader would give back as empty."""
        self._lost_count += 1
        self._lost_text += len(text)
        if self._lost_count > MAX_LOST or self._lost_text > MAX_LOST_TEXT:
            raise DeskError("file.formulas", sheet=self.name)
        self.lost.setdefault(row, {})[column] = text

    def merge(self, area: Area) -> None:
        """Keeps a merged range."""
        if len(self.merges) >= MAX_MERGES:
            raise DeskError("file.too_large", sheet=self.name)
        self.merges.append(area)


class Scanner(Protocol):
    """Takes a part of a workbook block by block, and says at its end what the sheets in it hold."""

    def feed(self, block: bytes) -> None:
        """The next bytes."""
        ...

    def close(self) -> list[SheetScan]:
        """What was found, once all bytes are in."""
        ...


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is, and what its sheets hold; text has none."""

    form: Form
    sheets: tuple[SheetScan, ...] = ()


def same_sheet(name: str, asked: str) -> bool:
    """Whether a clerk who asks for a sheet means this one: case and blanks around do not matter."""
    return name.strip().casefold() == asked.strip().casefold()


def column_index(letters: str) -> int:
    """``A`` -> 0, ``Z`` -> 25, ``AA`` -> 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + LETTERS.index(letter) + 1
    return index - 1


def column_letters(index: int) -> str:
    """0 -> ``A``, 25 -> ``Z``, 26 -> ``AA``."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters = LETTERS[letter] + letters
        index -= 1
    return letters
