"""The long lists: units, customers, parcels; filtered, saved under a name, opened by Enter."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.screen import Screen
from textual.widget import Widget

from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.overview.recent import Recent
from deskapp.overview.screens.opening import page_of
from deskapp.overview.screens.sources import CustomerSource, ParcelSource, UnitSource
from deskapp.overview.search import Kind
from deskapp.ui.columns import Row
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption

EDIT, SHOW, PRINT = "2", "5", "P"


class ListScreen(DeskScreen[None]):
    """One list. 2, 5 and P typed before rows edit, show and print them, one after the other, with one Enter."""

    KIND: ClassVar[Kind]
    TOPIC = "list"
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(EDIT, "command.screen.edit"),
        TableOption(SHOW, "command.screen.open"),
    )

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        self.recent = recent

    @abstractmethod
    def source(self) -> OfficeSource[Any, Any]:
        """Where the rows come from, in the words of now."""

    def form(self, number: int) -> Screen[Any]:
        """The form that edits a row; the page, where there is none."""
        return page_of((self.KIND, number), self.recent)

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield self.table()

    def table(self) -> RecordTable:
        """The list as it opens."""
        return RecordTable(self.source(), options=self.OPTIONS, blank=f"lists.no_{self.KIND}", id=self.KIND)

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed on a page or in a form; called where that was closed."""
        for table in self.query(RecordTable):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(page_of((self.KIND, int(str(event.row.key))), self.recent), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """The first chosen comes last onto the others, so that it is dealt with first."""
        for sign, row in reversed(event.choices):
            number = int(str(row.key))
            if sign == PRINT:
                self.print_row(number)
                continue
            screen = self.form_of(row) if sign == EDIT else page_of((self.KIND, number), self.recent)
            self.app.push_screen(screen, self.reload)

    def form_of(self, row: Row) -> Screen[Any]:
        """The form that edits a row."""
        return self.form(int(str(row.key)))

    def print_row(self, number: int) -> None:
        """Print what there is to print of a row; lists that have nothing offer no P."""


class UnitList(ListScreen):
    """Homes, shops, parking spaces."""

    KIND = "unit"
    TITLE_KEY = "lists.unit"

    def source(self) -> OfficeSource[Any, Any]:
        """Units."""
        return UnitSource(self.words)

    def form(self, number: int) -> Screen[Any]:
        """The unit's form."""
        from deskapp.desks.reception.screens.unit_form import UnitForm

        return UnitForm(number)


class CustomerList(ListScreen):
    """People and companies."""

    KIND = "customer"
    TITLE_KEY = "lists.customer"

    def source(self) -> OfficeSource[Any, Any]:
        """Customers."""
        return CustomerSource(self.words)

    def form(self, number: int) -> Screen[Any]:
        """The customer's form."""
        from deskapp.desks.reception.screens.customer_form import CustomerForm

        return CustomerForm(number)


class ParcelList(ListScreen):
    """Land; parcels are not edited at the counter yet, so there is nothing to choose before a row."""

    KIND = "parcel"
    TITLE_KEY = "lists.parcel"
    OPTIONS: ClassVar[tuple[TableOption, ...]] = ()

    def source(self) -> OfficeSource[Any, Any]:
        """Parcels."""
        return ParcelSource(self.words)
