"""All defects by the agreed day, narrowed by state, contractor, trade; accepted, reopened, given out many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final, NamedTuple

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.handover.inspecting.actions_defect import (
    accept_defect,
    note_fixed,
    orders_by_contractor,
    reopen_defect,
)
from deskapp.desks.handover.inspecting.lists import say_trade, shipped_lists
from deskapp.desks.handover.inspecting.model import DEFECT_STATES, ORIGINS, SEVERITIES
from deskapp.desks.handover.inspecting.queries import (
    VIEWS,
    DefectFilter,
    DefectPlace,
    count_defects,
    list_defects,
)
from deskapp.desks.handover.inspecting.rows import DefectRow
from deskapp.desks.handover.inspecting.screens.defect_forms import DefectForm, OrderForm
from deskapp.desks.handover.inspecting.screens.defect_list import severity_text, state_text, weight_of
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.cells import width
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run
from deskapp.values.rooms import strip_building

ORDERS: Final = Command("defects.orders", "f8", "defect", priority=True)
INSPECTIONS: Final = Command("defects.inspections", "f9", "defect", priority=True)
FLOW: Final = Command("defects.flow", "f5", "defect", priority=True)
ACCEPT, REOPEN, FIXED, GIVE, SHOW = "1", "2", "3", "4", "5"
_DEEDS: Final[Mapping[str, tuple[str, Any]]] = {
    ACCEPT: ("accept", accept_defect), REOPEN: ("reopen", reopen_defect), FIXED: ("fixed", note_fixed),
}  # fmt: skip
MOST: Final = 500
"""Defects that are given out in one go; more are done in another."""


class DefectKey(NamedTuple):
    """Which defect a row is, and whose it is."""

    id: int
    contractor: str


class DefectsSource(OfficeSource[DefectRow, DefectFilter]):
    """Open ones by the agreed day; closed ones and all of them the newest on top."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Where, what, how bad, where it stands, whose."""
        yield self.column("room", 10, weight="strong")
        yield Column("what", label="defects.what", least=16)
        yield self.codes("severity", "severity", SEVERITIES, "defects.severity")
        widest = max(width(self.words.text(f"defect_state.{code}")) for code in DEFECT_STATES)
        yield self.column("state", widest, "defects.state", filterable=True, choices=(*VIEWS, *DEFECT_STATES),
                          choice_key="defect_view")  # fmt: skip
        yield self.column("contractor", 12, "defects.contractor", filterable=True)
        yield self.column("agreed_on", 10, "defects.agreed_on")
        yield self.column("trade", 8, "defects.trade", filterable=True)
        yield self.codes("origin", "defect_origin", ORIGINS, "defects.origin")
        yield self.column("building", 6, filterable=True)
        yield self.column("project", 10, filterable=True, weight="muted")
        yield self.column("number", 16, "defects.number", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> DefectFilter:
        """What was chosen; a trade by its code or its word."""
        project, building = filters.get("project", ""), filters.get("building", "")
        known = find_project_ids(reader, project) if project else []
        return DefectFilter(
            filters.get("state", "") or "open",
            filters.get("severity", ""),
            trade_code(filters.get("trade", ""), self.words.language),
            filters.get("contractor", ""),
            filters.get("origin", ""),
            project_id=(known[0] if known else NOWHERE) if project else None,
            building=strip_building(building) if building else "",
        )

    def fetch(self, reader: Reader, only: DefectFilter, n: int, after: Any, before: Any) -> list[DefectRow]:
        """A page of them; the list that is turned round ends where this one begins."""
        places = DefectPlace(*after) if after else None, _ahead(before, only)
        return list_defects(reader, self.today, only, after=places[0], before=places[1], limit=n)

    def size(self, reader: Reader, only: DefectFilter, ahead_of: Any) -> int:
        """How many."""
        return count_defects(reader, self.today, only, ahead_of=DefectPlace(*ahead_of) if ahead_of else None)

    def row(self, record: DefectRow) -> Row:
        """Dangers and what is late stand out."""
        key = DefectKey(record.id, record.contractor)
        weight = weight_of(record, self.today)
        return Row(key, self.cells(record), (record.agreed_on, record.id), weight=weight)

    def cells(self, record: DefectRow) -> tuple[str, ...]:
        """The columns' texts."""
        words = self.words
        return (
            record.unit,
            record.said(words.language),
            severity_text(record, words),
            state_text(record, words, self.today),
            record.contractor,
            words.day(record.agreed_on),
            say_trade(record.trade, words.language),
            words.text(f"defect_origin.{record.origin}"),
            record.unit.partition("-")[0],
            record.project,
            record.number,
        )


def trade_code(told: str, language: str) -> str:
    """A trade by its code, or by its word in the clerk's language; what no trade has finds nothing."""
    trades = shipped_lists().trades
    if not told or told in trades:
        return told
    wanted = told.strip().casefold()
    return next((one.code for one in trades.values() if wanted in one.text.say(language).casefold()), told)


def _ahead(before: Any, only: DefectFilter) -> DefectPlace | None:
    if before is None:
        return None
    if before:
        return DefectPlace(*before)
    return DefectPlace(date.max, 0 if only.state in ("closed", "all", "accepted", "void") else 2**62)


class DefectsScreen(DeskScreen[None]):
    """Figures before rows and one Enter: accepted, reopened, mended, given out; Enter on a row opens it."""

    TITLE_KEY = "defects.title"
    TOPIC = "defects"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, FLOW, ORDERS, INSPECTIONS)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(ACCEPT, "command.defect.accept"),
        TableOption(REOPEN, "command.defect.reopen"),
        TableOption(FIXED, "command.defect.fixed"),
        TableOption(GIVE, "command.defect.give"),
        TableOption(SHOW, "command.screen.open"),
    )

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters or {"state": "open"}

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = DefectsSource(self.words, shell_of(self).now().date())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield OrderedTable(source, options=self.OPTIONS, view=view, blank="defects.none", id="defects")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self._show(_key(event.row).id)

    def _show(self, number: int) -> None:
        from deskapp.desks.handover.inspecting.screens.defect import DefectScreen

        self.app.push_screen(DefectScreen(number), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        chosen = [(sign, _key(row)) for sign, row in event.choices]
        for one in reversed([one for sign, one in chosen if sign == SHOW]):
            self._show(one.id)
        for sign in _DEEDS:
            if numbers := [one.id for told, one in chosen if told == sign]:
                self._do(sign, numbers)
        if given := [one for sign, one in chosen if sign == GIVE]:
            self._give(given)

    def _do(self, sign: str, numbers: list[int]) -> None:
        what, deed = _DEEDS[sign]
        now = shell_of(self).now

        def act(work: Work) -> int:
            for number in numbers:
                deed(work, number)
            return len(numbers)

        run(
            self,
            lambda data: data.write(f"defect.{what}", act, now()),
            lambda count: self._told(f"defects.many_{what}", count=count),
        )

    def _told(self, key: str, **values: int) -> None:
        self.tell(key, "good", **values)
        self.reload()

    def _give(self, given: list[DefectKey]) -> None:
        """One contractor, or nobody yet: the form; several: each gets a sheet of their own, after a question."""
        numbers, names = [one.id for one in given], {one.contractor for one in given}
        if len(names) == 1 or "" in names:
            self.app.push_screen(OrderForm(numbers), self._ordered)
            return
        now = shell_of(self).now

        def answered(sure: bool | None) -> None:
            if sure:
                run(
                    self,
                    lambda data: data.write("defect.assign", lambda work: _order_all(work, numbers), now()),
                    lambda orders: self._told("orders.many_given", count=len(orders)),
                )

        values = {"count": len(numbers), "contractors": len(names)}
        self.app.push_screen(Confirm("orders.give_title", "orders.give_what", values=values), answered)

    def _ordered(self, order_id: int | None) -> None:
        if order_id is not None:
            from deskapp.desks.handover.inspecting.screens.orders import OrderScreen

            self.app.push_screen(OrderScreen(order_id), self.reload)

    def action_new(self) -> None:
        """A defect without an inspection."""
        self.app.push_screen(DefectForm(), self.reload)

    def action_orders(self) -> None:
        """The sheets that contractors got."""
        from deskapp.desks.handover.inspecting.screens.orders import OrdersScreen

        self.app.push_screen(OrdersScreen(), self.reload)

    def action_inspections(self) -> None:
        """What is planned and under way."""
        from deskapp.desks.handover.inspecting.screens.inspections import InspectionsScreen

        self.app.push_screen(InspectionsScreen(), self.reload)

    def action_flow(self) -> None:
        """The way of a defect as a chart."""
        from deskapp.desks.handover.inspecting.screens.flow import FlowScreen

        self.app.push_screen(FlowScreen())


def _order_all(work: Work, numbers: list[int]) -> list[int]:
    return [record_id(order) for order in orders_by_contractor(work, numbers[:MOST])]


def _key(row: Row) -> DefectKey:
    assert isinstance(row.key, DefectKey)
    return row.key
