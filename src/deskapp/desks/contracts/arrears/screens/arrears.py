"""The radar: whose money is late and whose formalities are, the oldest first; asked one by one, or many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.desks.contracts.arrears.screens import attempt
from deskapp.desks.contracts.arrears.screens.arrears_source import ArrearsSource, FormalitySource
from deskapp.desks.contracts.arrears.screens.chase import ChaseScreen
from deskapp.settings import SavedView
from deskapp.ui.columns import Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption

ABOUT: Final = Command("chase.about", "f5", "chase", priority=True)
BULK: Final = Command("chase.bulk", "f8", "chase", priority=True)
NOTICES: Final = Command("chase.notices", "f9", "chase", priority=True)
TAKE: Final = "B"
SHOW: Final = "S"


class LateTable(RecordTable):
    """The oldest first."""

    def view_words(self) -> str:
        """The filter in words, and the order."""
        return f"{super(RecordTable, self).view_words()} {self.glyphs.dot} {self.words.text('arrears.oldest_first')}"


class ArrearsScreen(DeskScreen[None]):
    """Enter opens a deal's asking, a figure notes an attempt at the row under the cursor, B marks rows for a notice."""

    TOPIC = "arrears"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*attempt.WAYS, ABOUT, BULK, NOTICES)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(TAKE, "arrears.take"),
        TableOption(SHOW, "command.screen.open"),
    )

    def __init__(self, about: str = "money", **filters: str) -> None:
        super().__init__()
        self.about = about
        self.filters = filters

    def title_text(self) -> str:
        """Money or formalities."""
        return self.text(f"arrears.title_{'money' if self.about == 'money' else 'formalities'}")

    def body(self) -> Iterable[Widget]:
        """The list."""
        view = SavedView("", filters=tuple(self.filters.items()))
        yield LateTable(
            self.source(),
            options=self.OPTIONS,
            view=view,
            blank=f"arrears.none_{'money' if self.about == 'money' else 'formalities'}",
            id="arrears" if self.about == "money" else "formalities",
        )

    def source(self) -> OfficeSource[Any, Any]:
        """Where its rows come from."""
        today = shell_of(self).now().date()
        return ArrearsSource(self.words, today) if self.about == "money" else FormalitySource(self.words, today)

    def reload(self, _: object = None) -> None:
        """Read again what was noted or paid."""
        for table in self.query(RecordTable):
            table.reload()

    # ---- keys

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(ChaseScreen(deal_of(event.row)), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """Those to show one after the other; those for a notice all at once."""
        for row in reversed([row for sign, row in event.choices if sign == SHOW]):
            self.app.push_screen(ChaseScreen(deal_of(row)), self.reload)
        if taken := [row for sign, row in event.choices if sign == TAKE]:
            self._bulk(taken)

    def action_way(self, way: str) -> None:
        """An attempt at the row under the cursor."""
        row = self.query_one(RecordTable).window.current
        if row is None:
            return
        kind = about_of(row)
        attempt.ask_attempt(
            self, deal_of(row), kind, way, currency_of(row), f"{row.cells[1]} {row.cells[0]}", self.reload
        )

    async def action_about(self) -> None:
        """Money, or formalities."""
        self.about = "formalities" if self.about == "money" else "money"
        self.filters = {}
        await self.recompose()
        self.query_one(RecordTable).focus()

    def action_bulk(self) -> None:
        """One notice to all of the list, as it is narrowed now."""
        self._bulk([])

    def _bulk(self, rows: list[Row]) -> None:
        from deskapp.desks.contracts.arrears.screens.demand import DemandForm

        filters = dict(self.query_one(RecordTable).view.filters)
        about = "money" if self.about == "money" else filters.get("kind", "") or (about_of(rows[0]) if rows else "")
        if not about:
            self.tell("arrears.which_formality", "warning")
            return
        deals = [deal_of(row) for row in rows if about_of(row) == about]
        self.app.push_screen(DemandForm(about, deals, filters), self.reload)

    def action_notices(self) -> None:
        """What buyers were told, and who has not answered."""
        from deskapp.desks.contracts.notices.screens.notices import NoticesScreen

        self.app.push_screen(NoticesScreen())


def deal_of(row: Row) -> int:
    """The deal that a row is about."""
    assert isinstance(row.key, tuple)
    return int(row.key[1])


def about_of(row: Row) -> str:
    """What a row is about: money, or which formality."""
    assert isinstance(row.key, tuple)
    return str(row.key[2])


def currency_of(row: Row) -> str:
    """The currency that a promise is in."""
    assert isinstance(row.key, tuple)
    return str(row.key[3])
