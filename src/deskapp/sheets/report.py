"""What a report is: columns, a stream of rows, and the few figures above them; how it looks is the writers' matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from deskapp.locale import Words
from deskapp.sheets.column import Column, Own, Shape

ReportShape = Literal[Shape, "count", "moment"]
Chart = Literal["bar-stacked", "column"]
Row = Sequence[Any]

FIGURES: tuple[ReportShape, ...] = ("count", "number", "money", "area")
"""Shapes that are written as figures and stand at the right."""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a report. ``name`` is the field's name and the heading in CSV.

    Values by ``shape``: ``str`` for text and code, ``int`` or ``Decimal`` for number, count, money and area, ``date``
    for day, ``datetime`` in local time for moment, a code for choice, whose word is ``CHOICE_KEY.CODE``; ``None`` is
    an empty cell. ``own`` words stand for those of the catalogue.
    """

    name: str
    shape: ReportShape = "text"
    choice_key: str = ""
    label: str = ""
    currency: str = "CNY"
    own: Own | None = None

    @classmethod
    def of(cls, column: Column, currency: str = "CNY") -> ReportColumn:
        """The same column as the importer knows it, so that an export can be fed in again."""
        return cls(column.name, column.shape, column.choice_key, column.label, currency, column.own)

    @property
    def label_key(self) -> str:
        """The catalogue key of the heading."""
        return self.label or f"column.{self.name}"

    def heading(self, words: Words) -> str:
        """The heading in a language."""
        return self.own.name.say(words.language) if self.own is not None else words.text(self.label_key)


@dataclass(frozen=True, slots=True)
class SummaryColumn:
    """A column of a summary table; ``heading`` is a catalogue key.

    Neighbours with the same ``band`` (a key too) share a heading above theirs; ``charted`` columns are the chart's
    series over the first column.
    """

    heading: str
    shape: ReportShape = "count"
    choice_key: str = ""
    currency: str = "CNY"
    band: str = ""
    charted: bool = False


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """Figures that the caller has counted; ``total`` is a row like the others, its first cell is worded by the writer.

    A chart shows at most the first 40 rows, and says so.
    """

    title_key: str
    columns: tuple[SummaryColumn, ...]
    rows: Sequence[Row]
    total: Row | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a writer needs; ``rows`` may be a generator and is read once, in the order of ``columns``.

    ``filters`` are pairs of words (label, value) in the reader's language; ``as_of`` is in local time.
    """

    key: str
    title_key: str
    columns: tuple[ReportColumn, ...]
    rows: Iterable[Row]
    as_of: datetime
    by_whom: str
    project: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    summary: tuple[SummaryTable, ...] = ()
