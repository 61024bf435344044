"""What is to be filed, the soonest due first: which gates are shut, how many days are left, and the grid for many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.desks.contracts.sale.limits import days_of
from deskapp.desks.contracts.sale.model import PAY_METHODS
from deskapp.desks.contracts.sale.queries import ContractFilter, QueueRow, count_queue, filing_queue
from deskapp.desks.contracts.sale.screens.contract import ContractScreen
from deskapp.desks.contracts.sale.screens.contract_list import place_of
from deskapp.desks.contracts.sale.screens.filing_form import FileForm
from deskapp.desks.contracts.sale.screens.filing_grid import MOST, FilingGrid
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run

GRID: Final = Command("filing.grid", "f8", "filing", priority=True)
STAND: Final = Command("filing.stand", "f5", "filing", priority=True)
ACCOUNTS: Final = Command("filing.accounts", "f9", "filing", priority=True)
STANDS: Final = ("ready", "shut", "soon")
"""Every gate open; one is shut; one is shut and the last day is near or gone."""
FILE, BATCH = "2", "B"
_END: Final = (date.max, 2**62)


class QueueSource(OfficeSource[Any, ContractFilter]):
    """Contracts that are signed and not filed."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """The day, the home, the buyer, and what stands against it."""
        yield self.column("due", 10, "filing_queue.due")
        yield self.column("left", 5, "filing_grid.left", align="right")
        yield self.column("room", 15, weight="strong")
        yield self.column("buyer", 12, "sale_list.buyer")
        yield self.column("gates", 8, "filing_queue.gates")
        yield Column("missing", label="filing_queue.missing", least=12)
        yield self.column("number", 16, "sale_list.number", weight="muted")
        yield self.codes("stand", "filing_stand", STANDS, "filing_queue.stand")
        yield self.codes("method", "pay_method", PAY_METHODS, "column.payment_method")
        yield self.column("building", 8, filterable=True)
        yield self.column("project", 10, filterable=True)

    def only(self, reader: Reader, filters: Mapping[str, str]) -> ContractFilter:
        """What was chosen."""
        project, building = place_of(reader, filters)
        stand = filters.get("stand", "")
        near = self.today + timedelta(days=days_of("filing.warn_days", self.today)) if stand == "soon" else None
        return ContractFilter(
            project_id=project,
            building_id=building,
            method=filters.get("method", ""),
            blocked=None if not stand else stand != "ready",
            due_by=near,
        )

    def fetch(self, reader: Reader, only: ContractFilter, n: int, after: Any, before: Any) -> list[QueueRow]:
        """A page of the queue."""
        ahead = None if before is None else (before[0], before[1]) if before else _END
        return filing_queue(reader, self.today, only, n, (after[0], after[1]) if after else None, ahead)

    def size(self, reader: Reader, only: ContractFilter, ahead_of: Any) -> int:
        """How many."""
        return count_queue(reader, only, ahead_of=(ahead_of[0], ahead_of[1]) if ahead_of else None)

    def row(self, record: QueueRow) -> Row:
        """Its place is its last day."""
        contract = record.contract
        return Row(contract.id, self.cells(record), (contract.filing_due_on, contract.id))

    def cells(self, record: QueueRow) -> tuple[str, ...]:
        """The columns' texts."""
        row = record.contract
        return (
            "" if row.filing_due_on is None else self.words.day(row.filing_due_on),
            self.words.number(record.days_left),
            row.room,
            row.buyer,
            gate_signs(record),
            self._missing(record),
            row.number,
            self.words.text(f"filing_stand.{'shut' if record.missing else 'ready'}"),
            self.words.text(f"pay_method.{row.method}"),
            row.rooms[0].partition("-")[0] if row.rooms else "",
            "",
        )

    def _missing(self, record: QueueRow) -> str:
        """How much money, which the signs do not say; else the first thing besides."""
        if record.contract.gap > 0:
            return self.words.money(record.contract.gap, record.contract.currency)
        shut = next((gate.id.partition(".")[2] for gate in record.gates if not gate.is_open), "")
        return self.words.text(f"filing_gate_short.{shut}_no" if shut else "filing_queue.ready")


def gate_signs(record: QueueRow) -> str:
    """A sign a gate, in their order: paid, reviewed, sealed."""
    return " ".join("✓" if gate.is_open else "✗" for gate in record.gates)


class QueueTable(RecordTable):
    """Says in which order it stands."""

    def view_words(self) -> str:
        """The filter, and the order of the days."""
        told = Table.view_words(self)
        return f"{told} {self.glyphs.dot} {self.words.text('filing_queue.order')}"


def _with_stand(view: SavedView, stand: str) -> SavedView:
    """The same view of what stands so; of everything where nothing is named."""
    others = tuple(one for one in view.filters if one[0] != "stand")
    return replace(view, filters=(*others, ("stand", stand)) if stand else others)


class FilingQueue(DeskScreen[None]):
    """Enter opens a contract, 2 files it, B puts it into the grid; F8 takes the first of the list into the grid."""

    TITLE_KEY = "filing_queue.title"
    TOPIC = "filing_queue"
    BINDINGS: ClassVar[list[BindingType]] = bindings(STAND, GRID, ACCOUNTS)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(FILE, "command.sale.file"),
        TableOption(BATCH, "filing_queue.batch"),
    )

    def __init__(self, stand: str = "") -> None:
        super().__init__()
        self.stand = stand

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = QueueSource(self.words, shell_of(self).now().date())
        yield QueueTable(source, options=self.OPTIONS, view=self._view(), blank="filing_queue.none", id="filing")

    def _view(self) -> SavedView:
        return SavedView("", filters=(("stand", self.stand),) if self.stand else ())

    def reload(self, _: object = None) -> None:
        """Read again what was filed or mended."""
        for table in self.query(RecordTable):
            table.reload()

    # ---- keys

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(ContractScreen(int(str(event.row.key))), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """One after the other singly; those for the grid all at once."""
        batch = [int(str(row.key)) for sign, row in event.choices if sign == BATCH]
        singly = [row for sign, row in event.choices if sign == FILE]
        for row in reversed(singly):
            self.app.push_screen(FileForm(int(str(row.key)), row.cells[6]), self.reload)
        if batch:
            self.app.push_screen(FilingGrid(batch), self.reload)

    def action_stand(self) -> None:
        """All, what can be filed, what is shut, what is shut and due soon."""
        order = ("", *STANDS)
        table = self.query_one(RecordTable)
        now = dict(table.view.filters).get("stand", "")
        table.show_view(_with_stand(table.view, order[(order.index(now) + 1) % len(order)]))

    def action_grid(self) -> None:
        """The first of the list as it is filtered now, as many as a pile has; what can be filed comes first."""
        table = self.query_one(RecordTable)
        view, source = table.view, table.source

        def open_grid(rows: Sequence[Row]) -> None:
            if rows:
                self.app.push_screen(FilingGrid([int(str(row.key)) for row in rows]), self.reload)
            else:
                self.tell("filing_queue.none", "warning")

        def read(data: Any) -> list[Row]:
            stands = (view,) if dict(view.filters).get("stand") else (_with_stand(view, s) for s in ("ready", "shut"))
            rows: list[Row] = []
            for one in stands:
                if len(rows) < MOST:
                    rows += source.page(data, one, MOST - len(rows), after=(), before=None)
            return rows

        run(self, read, open_grid, group="grid")

    def action_accounts(self) -> None:
        """Who holds the ways into the filing system."""
        from deskapp.desks.contracts.sale.screens.accounts import FilingAccountsScreen

        self.app.push_screen(FilingAccountsScreen())
