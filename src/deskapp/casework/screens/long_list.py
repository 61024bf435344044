"""What the long lists have alike: an office's pages in both directions, and the table that they stand in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.cells import width
from deskapp.ui.columns import Column, Row
from deskapp.ui.table import Table


class HasId(Protocol):
    """A row of a query."""

    @property
    def id(self) -> int:
        """The record's."""
        ...


Record = TypeVar("Record", bound=HasId)
Only = TypeVar("Only")


class OfficeSource(ABC, Generic[Record, Only]):
    """A list in the order of its query, or that order turned round (``view.descending``)."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.columns: Sequence[Column] = tuple(self.told())

    @abstractmethod
    def told(self) -> Iterable[Column]:
        """The columns, as wide as the words of the language need."""

    @abstractmethod
    def only(self, reader: Reader, filters: Mapping[str, str]) -> Only:
        """The filter of the query for what the clerk chose."""

    @abstractmethod
    def fetch(self, reader: Reader, only: Only, n: int, after: Any, before: Any) -> list[Record]:
        """A page of the query; ``before`` at the end of the list is ``()``."""

    @abstractmethod
    def size(self, reader: Reader, only: Only, ahead_of: Any) -> int:
        """How many rows there are, or stand before a place."""

    @abstractmethod
    def cells(self, record: Record) -> tuple[str, ...]:
        """A record as texts, one a column."""

    def page(
        self, data: Any, view: SavedView, n: int, *, after: tuple[Any, ...] | None, before: tuple[Any, ...] | None
    ) -> Sequence[Row]:
        """The rows next to a place."""
        if view.descending:
            after, before = before, after

        def read(reader: Reader) -> list[Record]:
            only = self.only(reader, dict(view.filters))
            return self.fetch(reader, only, n, after or None, before)

        rows = [self.row(record) for record in data.store.read(read)]
        return rows[::-1] if view.descending else rows

    def row(self, record: Record) -> Row:
        """A record as a row of the list."""
        return Row(record.id, self.cells(record), (record.id,))

    def count(self, data: Any, view: SavedView) -> int:
        """How many rows the view has."""
        found: int = data.store.read(lambda reader: self.size(reader, self.only(reader, dict(view.filters)), None))
        return found

    def rank(self, data: Any, view: SavedView, at: tuple[Any, ...]) -> int:
        """How many rows stand before a place."""

        def read(reader: Reader) -> int:
            only = self.only(reader, dict(view.filters))
            ahead = self.size(reader, only, at)
            return self.size(reader, only, None) - ahead - 1 if view.descending else ahead

        found: int = data.store.read(read)
        return found

    def jump(self, data: Any, view: SavedView, prefix: str, n: int) -> Sequence[Row]:
        """Only a list in the order of a column can be jumped in."""
        return ()

    def codes(self, name: str, key: str, codes: tuple[str, ...], label: str = "") -> Column:
        """A column of codes that the list can be narrowed by."""
        widest = max(width(self.words.text(f"{key}.{code}")) for code in codes)
        return self.column(name, widest, label, filterable=True, choices=codes, choice_key=key)

    def column(self, name: str, cells: int, label: str = "", **more: Any) -> Column:
        """A column of so many cells, or as many as its heading needs."""
        column = Column(name, cells, label=label, **more)
        return replace(column, width=max(cells, width(self.words.text(column.label_key))))


class RecordTable(Table):
    """A list that can be jumped in only where it is in the order of a column."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offered where it works."""
        if action == "jump":
            return self.sort_column() is not None
        return super().check_action(action, parameters)

    def view_words(self) -> str:
        """Lists without such a column are in the order of entry."""
        told = super().view_words()
        return told if self.sort_column() else f"{told} {self.glyphs.dot} {self.words.text('lists.newest_first')}"


class OrderedTable(RecordTable):
    """A list in an order of its own, which is no column's: nothing to jump by, and not the order of entry."""

    def view_words(self) -> str:
        """The filter alone."""
        return Table.view_words(self)
