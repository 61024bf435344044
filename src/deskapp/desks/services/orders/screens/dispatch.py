"""派工台: every open order by when it is due; sent by a figure before rows, and below who has how much to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.services.orders.actions_work import approve_cost, close_order
from deskapp.desks.services.orders.look import state_said, what_said
from deskapp.desks.services.orders.model import ORDER_KINDS, ORDER_STATES, URGENCIES
from deskapp.desks.services.orders.queries import (
    VIEWS,
    OrderFilter,
    OrderPlace,
    TechnicianRow,
    board,
    count_orders,
    counts,
    list_orders,
    newest_first,
)
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.desks.services.orders.screens.order import OrderScreen
from deskapp.desks.services.orders.screens.repair_form import RepairForm, ServiceForm
from deskapp.desks.services.orders.screens.sending import (
    choose_and_send,
    send_in_turn,
    short_moment,
    technician_said,
    tell_refusal,
)
from deskapp.desks.services.orders.screens.technicians import TechniciansScreen
from deskapp.desks.services.orders.trades import say_trade, trades
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.cells import width
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run, Weight, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run
from deskapp.values.rooms import strip_building

SERVICE: Final = Command("dispatch.service", "f5", "order", priority=True)
TECHNICIANS: Final = Command("dispatch.technicians", "f8", "order", priority=True)
VIEW: Final = Command("dispatch.view", "f9", "order", priority=True)
SEND, TURN, APPROVE, CLOSE = "1", "2", "3", "4"
ROUND: Final = ("open", "to_send", "going", "to_check", "to_approve")
"""What F9 goes through."""
COUNTED: Final = ("to_send", "waiting", "untaken", "to_check", "to_approve", "to_close", "late")
"""What the line below the list counts; what is under way stands beside each technician."""
TECHNICIANS_SHOWN: Final = 4
_END: Final = 2**62


class OrdersSource(OfficeSource[OrderRow, OrderFilter]):
    """Open ones by when they are due, which puts what is urgent first; ended ones and all of them the newest on top."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.now = now
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Where, what, how pressing, how it stands, who has it, by when."""
        yield self.column("room", 10, weight="strong")
        yield Column("what", label="order.words", least=12)
        yield self.codes("urgency", "urgency", URGENCIES, "order.urgency")
        widest = max(width(self.words.text(f"order_state.{code}")) for code in ORDER_STATES)
        yield self.column("state", widest, "order.state", filterable=True, choices=(*VIEWS, *ORDER_STATES),
                          choice_key="order_view")  # fmt: skip
        yield self.column("staff", 8, "order.technician")
        yield self.column("due_at", 11, "order.due_at")
        yield self.column("trade", 8, "order.trade_word", filterable=True)
        yield self.codes("kind", "order_kind", ORDER_KINDS, "order.kind")
        yield self.column("building", 6, filterable=True)
        yield self.column("project", 10, filterable=True, weight="muted")
        yield self.column("number", 16, "order.number", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> OrderFilter:
        """What was chosen; a trade by its code or its word."""
        project, building = filters.get("project", ""), filters.get("building", "")
        known = find_project_ids(reader, project) if project else []
        return OrderFilter(
            filters.get("state", "") or "open",
            filters.get("urgency", ""),
            trade_code(filters.get("trade", ""), self.words.language),
            filters.get("kind", ""),
            project_id=(known[0] if known else NOWHERE) if project else None,
            building=strip_building(building) if building else "",
        )

    def fetch(self, reader: Reader, only: OrderFilter, n: int, after: Any, before: Any) -> list[OrderRow]:
        """A page of them; the list that is turned round ends where this one begins."""
        place, ahead = OrderPlace(*after) if after else None, _ahead(before, only)
        return list_orders(reader, self.now, only, after=place, before=ahead, limit=n)

    def size(self, reader: Reader, only: OrderFilter, ahead_of: Any) -> int:
        """How many."""
        return count_orders(reader, self.now, only, ahead_of=OrderPlace(*ahead_of) if ahead_of else None)

    def row(self, record: OrderRow) -> Row:
        """Emergencies and what is late stand out."""
        at = (record.due_at or record.reported_at, record.id)
        return Row(record.id, self.cells(record), at, weight=weight_of(record, self.now))

    def cells(self, record: OrderRow) -> tuple[str, ...]:
        """The columns' texts."""
        say, language = self.words.text, self.words.language
        due = "" if record.due_at is None else short_moment(record.due_at, self.words, self.now)
        return (
            record.where,
            record.words or what_said(record, self.words),
            say(f"urgency.{record.urgency}"),
            state_said(record, self.words, self.now)[0][0],
            record.staff,
            due,
            say_trade(record.trade, language),
            say(f"order_kind.{record.kind}"),
            record.where.partition("-")[0],
            record.project,
            record.number,
        )


def weight_of(row: OrderRow, now: datetime) -> Weight:
    """How an order stands out in a list."""
    if not row.open:
        return "muted"
    if row.is_late(now) or (row.urgency == "emergency" and row.staff_id is None):
        return "error"
    return "warning" if row.is_untaken(now) else "plain"


def trade_code(told: str, language: str) -> str:
    """A trade by its code or its word in the clerk's language."""
    if not told or told in trades():
        return told
    wanted = told.strip().casefold()
    return next((one.code for one in trades().values() if wanted in one.text.say(language).casefold()), told)


def _ahead(before: Any, only: OrderFilter) -> OrderPlace | None:
    if before is None:
        return None
    if before:
        return OrderPlace(*before)
    last = datetime(9998, 1, 1, tzinfo=UTC)
    return OrderPlace(last, 0 if newest_first(only) else _END)


class DispatchScreen(DeskScreen[None]):
    """1 sends whom one chooses, 2 whoever's turn it is, 3 approves what it cost, 4 closes; Enter on a row opens it."""

    TITLE_KEY = "dispatch.title"
    TOPIC = "dispatch"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, SERVICE, TECHNICIANS, VIEW)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(SEND, "command.order.send"),
        TableOption(TURN, "command.order.turn"),
        TableOption(APPROVE, "command.order.approve"),
        TableOption(CLOSE, "command.order.close"),
    )

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters or {"state": "open"}
        self._technicians: list[TechnicianRow] = []
        self._counts: dict[str, int] = {}

    def body(self) -> Iterable[Widget]:
        """How many are where, the list, and who has how much."""
        source = OrdersSource(self.words, shell_of(self).now())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield OrderedTable(source, options=self.OPTIONS, view=view, blank="dispatch.none", id="orders")
        yield Facts()

    def on_mount(self) -> None:
        """Who has what."""
        self._look()

    async def retranslate(self) -> None:
        """In the language of now, what stands below too."""
        await super().retranslate()
        self._look()

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()
        self._look()

    def _look(self) -> None:
        now = shell_of(self).now()

        def read(reader: Reader) -> tuple[list[TechnicianRow], dict[str, int]]:
            return board(reader), counts(reader, now, COUNTED)

        run(self, lambda data: data.store.read(read), self._looked, group="board")

    def _looked(self, found: tuple[list[TechnicianRow], dict[str, int]]) -> None:
        self._technicians, self._counts = found
        for facts in self.query(Facts):
            facts.show(self._below())

    def _below(self) -> Iterable[Run]:
        dot = f" {shell_of(self).glyphs.dot} "
        told = [f"{self.text(f'order_view.{view}')} {count}" for view, count in self._counts.items() if count]
        late = bool(self._counts.get("late") or self._counts.get("untaken"))
        yield dot.join(told), "warning" if late else "muted"
        now = shell_of(self).now()
        ranked = sorted(self._technicians, key=lambda one: (-one.load, one.id))
        for one in ranked[:TECHNICIANS_SHOWN]:
            waiting = self.text("dispatch.untaken", count=one.waiting) if one.waiting else ""
            yield f"{one.name}  {technician_said(one, self.words, now)}  {waiting}".rstrip(), "plain"
        if len(ranked) > TECHNICIANS_SHOWN:
            yield self.text("dispatch.more", count=len(ranked) - TECHNICIANS_SHOWN), "muted"

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(OrderScreen(order_id=int(str(event.row.key))), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        chosen: dict[str, list[int]] = {}
        for sign, row in event.choices:
            chosen.setdefault(sign, []).append(int(str(row.key)))
        if numbers := chosen.get(TURN):
            send_in_turn(self, numbers, self.reload)
        if numbers := chosen.get(APPROVE):
            self._many("order.approve", numbers, lambda work, number, engine: approve_cost(work, number, engine=engine))
        if numbers := chosen.get(CLOSE):
            self._many("order.close", numbers, lambda work, number, engine: close_order(work, number, engine=engine))
        if numbers := chosen.get(SEND):
            named = {int(str(row.key)): row.cells for _, row in event.choices}
            what = " ".join(named[numbers[0]][:2]) if len(numbers) == 1 else ""
            choose_and_send(self, numbers, self.reload, what)

    def _many(self, action: str, numbers: list[int], do: Any) -> None:
        now = shell_of(self).now

        def act(work: Work, engine: Any) -> int:
            return len([record_id(do(work, number, engine)) for number in numbers])

        def done(count: int) -> None:
            self.tell(f"dispatch.{action.rpartition('.')[2]}d", "good", count=count)
            self.reload()

        run(
            self,
            lambda data: data.write(action, lambda work: act(work, data.engine), now()),
            done,
            failed=lambda error: tell_refusal(self, error),
            keep=True,
        )

    def action_new(self) -> None:
        """A repair is reported."""
        self.app.push_screen(RepairForm(), self._made)

    def action_service(self) -> None:
        """A service of the price list is ordered."""
        self.app.push_screen(ServiceForm(), self._made)

    def _made(self, order_id: int | None) -> None:
        if order_id is not None:
            self.app.push_screen(OrderScreen(order_id=order_id), self.reload)

    def action_technicians(self) -> None:
        """Who mends what."""
        self.app.push_screen(TechniciansScreen(), self.reload)

    def action_view(self) -> None:
        """What is open, to be sent, under way, to be checked, to be approved, in turn."""
        (table,) = self.query(Table)
        now = dict(table.view.filters).get("state", "open")
        following = ROUND[(ROUND.index(now) + 1) % len(ROUND)] if now in ROUND else ROUND[0]
        self.filters = {**dict(table.view.filters), "state": following}
        table.show_view(SavedView("", filters=tuple(self.filters.items())))
        table.refresh()
