"""The list of sale contracts: by state, method, building, or by whether a gate is shut; filters are kept by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.finding import NOWHERE, find_building_id, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.desks.contracts.sale.look import days_text
from deskapp.desks.contracts.sale.model import PAY_METHODS, STATES
from deskapp.desks.contracts.sale.queries import ContractFilter, ContractRow, count_contracts, expiring, list_contracts
from deskapp.desks.contracts.sale.screens.contract import ContractScreen
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption

QUEUE: Final = Command("sale_list.queue", "f8", "sale_list", priority=True)
RESERVE: Final = Command("sale_list.reserve", "f9", "sale_list", priority=True)
TEMPLATES: Final = Command("sale_list.templates", "f6", "sale_list", priority=True)
EDIT, SHOW = "2", "5"
_YES: Final = {"yes": True, "no": False}


def place_of(reader: Reader, filters: Mapping[str, str]) -> tuple[int | None, int | None]:
    """The project and the building that were typed; a name that nothing has finds nothing."""
    project, building = filters.get("project", ""), filters.get("building", "")
    projects = find_project_ids(reader, project) if project or building else []
    chosen = (projects[0] if projects else NOWHERE) if project else None
    return chosen, find_building_id(reader, projects, building) if building else None


class ContractSource(OfficeSource[ContractRow, ContractFilter]):
    """Contracts, the newest first."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """What tells contracts apart, and where they stand."""
        yield self.column("number", 16, "sale_list.number", weight="strong")
        yield self.column("room", 12)
        yield Column("buyer", label="sale_list.buyer", least=8)
        yield self.codes("state", "sale_contract_state", STATES, "sale_list.state")
        yield self.column("open", 16, "sale_list.open", align="right")
        yield self.codes("method", "pay_method", PAY_METHODS, "column.payment_method")
        yield self.codes("blocked", "sale_list.is", ("yes", "no"), "sale_list.blocked")
        yield self.column("due", 24, "sale_list.due")
        yield self.column("price", 16, "sale_list.price", align="right")
        yield self.column("building", 8, filterable=True)
        yield self.column("project", 10, filterable=True, weight="muted")
        yield self.codes("ends", "sale_ends", ("soon",), "sale_list.ends")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> ContractFilter:
        """What was chosen."""
        project, building = place_of(reader, filters)
        soon = expiring(self.today).expiring_by if filters.get("ends") else None
        return ContractFilter(
            project_id=project,
            building_id=building,
            state=filters.get("state", "") or ("reserved" if soon else ""),
            method=filters.get("method", ""),
            blocked=_YES.get(filters.get("blocked", "")),
            expiring_by=soon,
        )

    def fetch(self, reader: Reader, only: ContractFilter, n: int, after: Any, before: Any) -> list[ContractRow]:
        """A page of contracts."""
        ahead = None if before is None else before[0] if before else 0
        return list_contracts(reader, only, n, after[0] if after else None, ahead)

    def size(self, reader: Reader, only: ContractFilter, ahead_of: Any) -> int:
        """How many."""
        return count_contracts(reader, only, ahead_of=ahead_of[0] if ahead_of else None)

    def cells(self, record: ContractRow) -> tuple[str, ...]:
        """The columns' texts."""
        say = self.words.text
        return (
            record.number,
            record.room,
            record.buyer,
            say(f"sale_contract_state.{record.state}"),
            self.words.money(record.open, record.currency) if record.open else "",
            say(f"pay_method.{record.method}"),
            say(f"sale_list.is.{'yes' if record.blocked_by else 'no'}"),
            days_text(record, self.words, self.today)[0],
            self.words.money(record.price, record.currency),
            record.rooms[0].partition("-")[0] if record.rooms else "",
            "",
            self.words.text("sale_ends.soon") if self._ends_soon(record) else "",
        )

    def _ends_soon(self, record: ContractRow) -> bool:
        last = expiring(self.today).expiring_by
        return bool(record.state == "reserved" and record.reserved_until and last and record.reserved_until <= last)


class ContractList(DeskScreen[None]):
    """Enter opens a contract; 2 and 5 typed before rows edit and show them."""

    TITLE_KEY = "sale_list.title"
    TOPIC = "sale_list"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, TEMPLATES, QUEUE, RESERVE)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(EDIT, "command.screen.edit"),
        TableOption(SHOW, "command.screen.open"),
    )

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = ContractSource(self.words, shell_of(self).now().date())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield RecordTable(source, options=self.OPTIONS, view=view, blank="sale_list.none", id="contract")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(RecordTable):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(ContractScreen(int(str(event.row.key))), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """The first chosen comes last onto the others, so that it is dealt with first."""
        from deskapp.desks.contracts.sale.screens.contract_form import ContractForm

        for sign, row in reversed(event.choices):
            number = int(str(row.key))
            screen = ContractForm(number, str(row.cells[0])) if sign == EDIT else ContractScreen(number)
            self.app.push_screen(screen, self.reload)

    def _made(self, number: int | None) -> None:
        if number is not None:
            self.app.push_screen(ContractScreen(number), self.reload)
        self.reload()

    def action_new(self) -> None:
        """A contract is drafted."""
        from deskapp.desks.contracts.sale.screens.contract_form import ContractForm

        self.app.push_screen(ContractForm(), self._made)

    def action_reserve(self) -> None:
        """A unit is reserved."""
        from deskapp.desks.contracts.sale.screens.reservation_form import ReservationForm

        self.app.push_screen(ReservationForm(), self._made)

    def action_queue(self) -> None:
        """What is to be filed."""
        from deskapp.desks.contracts.sale.screens.filing_queue import FilingQueue

        self.app.push_screen(FilingQueue(), self.reload)

    def action_templates(self) -> None:
        """The versions of the contract's text."""
        from deskapp.desks.contracts.sale.screens.templates import TemplatesScreen

        self.app.push_screen(TemplatesScreen())
