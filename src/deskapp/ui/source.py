"""Where the rows of a paged list come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from deskapp.settings import SavedView
from deskapp.ui.columns import Column, Row


class Source(Protocol):
    """Where the rows come from; every method runs in a thread with the data door.

    The order is total (the view's sort column, then the key) and ``Row.at`` is a place in it. Rows always come in
    the view's order. A place of ``()`` is the start (``after``) or the end (``before``) of the list.
    """

    @property
    def columns(self) -> Sequence[Column]:
        """The columns; the first sortable one is the usual order."""
        ...

    def page(
        self, data: Any, view: SavedView, n: int, *, after: tuple[Any, ...] | None, before: tuple[Any, ...] | None
    ) -> Sequence[Row]:
        """The ``n`` rows next to a place; exactly one of ``after`` and ``before`` is given."""
        ...

    def count(self, data: Any, view: SavedView) -> int:
        """How many rows the view has."""
        ...

    def rank(self, data: Any, view: SavedView, at: tuple[Any, ...]) -> int:
        """How many rows of the view stand before a place."""
        ...

    def jump(self, data: Any, view: SavedView, prefix: str, n: int) -> Sequence[Row]:
        """The ``n`` rows from the first whose sort column begins with (or comes after) a text."""
        ...
