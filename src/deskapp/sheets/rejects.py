"""The workbook of refused rows: as they were, with what is wrong beside them, ready to be corrected and sent again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from deskapp.errors import Problem
from deskapp.locale import Words
from deskapp.sheets.book import SHEET_ROWS, open_book
from deskapp.sheets.cleaning import CELL_LIMIT
from deskapp.sheets.mapping import REJECT_HEADINGS
from deskapp.sheets.replacing import replacing

Refused = tuple[int, Sequence[str | None], Sequence[Problem]]

_OWNER_ONLY: Final = 0o600
_WIDTH: Final = 16


def write_rejects(path: Path, headings: Sequence[str], refused: Iterable[Refused], words: Words) -> None:
    """Writes the refused rows (row number, cells, problems) to an xlsx that its owner alone may read.

    The first sheet has the file's ``headings`` and ``row``, ``column``, ``value``, ``reason``, in every language; all
    cells are text, and nothing in them runs. An existing file is replaced once the new one is whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, _OWNER_ONLY) as fresh, open_book(fresh) as book:
        plain = book.add_format({"num_format": "@"})
        heading = book.add_format({"num_format": "@", "bold": True, "text_wrap": True, "valign": "top"})
        sheet, number = _new_sheet(book, headings, heading, plain), 1
        for row, cells, problems in refused:
            if number == SHEET_ROWS:
                sheet, number = _new_sheet(book, headings, heading, plain), 1
            for index, cell in enumerate([*_fitted(cells, len(headings)), *_explained(row, problems, words)]):
                if cell:
                    sheet.write_string(number, index, cell[:CELL_LIMIT], plain)
            number += 1


def _new_sheet(book: Any, headings: Sequence[str], heading: Any, plain: Any) -> Any:
    sheet = book.add_worksheet()
    titles = [*headings, *REJECT_HEADINGS]
    sheet.set_column(0, len(titles) - 1, _WIDTH, plain)
    sheet.freeze_panes(1, 0)
    for index, title in enumerate(titles):
        sheet.write_string(0, index, title[:CELL_LIMIT], heading)
    return sheet


def _fitted(cells: Sequence[str | None], width: int) -> list[str | None]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _explained(row: int, problems: Sequence[Problem], words: Words) -> tuple[str, str, str, str]:
    """What is wrong with a row, all of it in one line; the problems stand in the same order in all three cells."""
    return (
        str(row),
        "; ".join(problem.column for problem in problems),
        "; ".join(problem.value for problem in problems),
        "; ".join(words.say(problem) for problem in problems),
    )
