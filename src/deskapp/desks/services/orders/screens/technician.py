"""A technician's list: what comes next on top; one key takes, arrives, ends; what anybody may take stands below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.printing import print_ordered
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.services.orders.actions_work import arrive, decline_order, pick_order, take_order
from deskapp.desks.services.orders.letters import order_letter
from deskapp.desks.services.orders.look import slot_said, what_said
from deskapp.desks.services.orders.queries import free_orders, technician_list
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.desks.services.orders.screens.order_forms import FinishForm, PartForm
from deskapp.desks.services.orders.screens.sending import short_moment
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run

TAKE: Final = Command("technician.take", "1", "technician")
ARRIVE: Final = Command("technician.arrive", "2", "technician")
FINISH: Final = Command("technician.finish", "3", "technician")
PART: Final = Command("technician.part", "4", "technician")
DECLINE: Final = Command("technician.decline", "5", "technician")
PICK: Final = Command("technician.pick", "6", "technician")
PRINT: Final = Command("technician.print", "8", "technician")


class TechnicianScreen(ReadList):
    """Of the clerk who works, or of somebody else's list."""

    TITLE_KEY = "technician.title"
    TOPIC = "technician"
    EMPTY = "technician.none"
    COLUMNS = (
        Column("at", 11, label="technician.at"),
        Column("room", 10, weight="strong", label="order.where"),
        Column("what", label="order.words", least=18),
        Column("state", 14, label="order.state"),
        Column("urgency", 9, label="order.urgency"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(TAKE, ARRIVE, FINISH, PART, DECLINE, PICK, PRINT)

    def __init__(self, staff_id: int | None = None, name: str = "") -> None:
        super().__init__()
        self.staff_id, self.whose = staff_id, name
        self._own = 0

    def title_text(self) -> str:
        """Whose."""
        return self.titled(self.whose)

    def read(self, reader: Reader) -> Sequence[OrderRow]:
        """Their own, then what anybody of their trade may take."""
        number = self.staff_id or self._own
        return [*technician_list(reader, number), *free_orders(reader, number)] if number else []

    def load(self) -> None:
        """Whose list it is follows from who works."""

        def read(data: Any) -> Sequence[OrderRow]:
            self._own = data.clerk.id or 0
            rows: Sequence[OrderRow] = data.store.read(self.read)
            return rows

        run(self, read, self._show, group="rows")

    @property
    def now(self) -> datetime:
        """The counter's clock."""
        return shell_of(self).now()

    def cells(self, row: OrderRow) -> tuple[str, ...]:
        """When, where, what, how it stands."""
        at = row.slot_at or row.due_at or row.reported_at
        state = self.text(f"order_state.{row.state}") if row.staff_id is not None else self.text("technician.free")
        return (
            short_moment(at, self.words, self.now),
            row.where,
            row.words,
            state,
            self.text(f"urgency.{row.urgency}"),
        )

    def weight(self, row: OrderRow) -> Any:
        """What is late stands out; what is done, or nobody's, steps back."""
        if row.finished_at is not None or row.staff_id is None:
            return "muted"
        return "error" if row.is_late(self.now) else "warning" if row.is_untaken(self.now) else "plain"

    def told(self, row: OrderRow) -> Iterable[Run]:
        """All of it: who, how to reach them, until when, what they pay."""
        yield row.words, "strong"
        what = "  ".join(part for part in (what_said(row, self.words), row.place, row.project) if part)
        yield what, "plain"
        yield f"{row.who}  {row.phone}".strip(), "plain"
        if slot := slot_said(row, self.words, self.now):
            yield self.text("technician.slot", slot=slot), "accent"
        if row.is_untaken(self.now) or (row.state == "dispatched" and row.take_by is not None):
            at = short_moment(row.take_by, self.words, self.now) if row.take_by is not None else ""
            yield self.text("order.take_by", at=at), "error" if row.is_untaken(self.now) else "warning"
        if row.payer == "owner" and row.quoted is not None:
            yield self.text("technician.paid", amount=self.words.money(row.quoted, row.currency)), "muted"
        if row.check_note:
            yield self.text("technician.again", note=row.check_note), "warning"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this row allows."""
        row: OrderRow | None = self.current
        mine = row is not None and row.staff_id is not None
        if action == "take":
            return mine and row is not None and row.state == "dispatched"
        if action == "arrive":
            return mine and row is not None and row.arrived_at is None
        if action in ("finish", "part"):
            return mine and row is not None and row.arrived_at is not None and self._unfinished(row)
        if action == "decline":
            return mine and row is not None and row.arrived_at is None
        if action == "print":
            return mine
        if action == "pick":
            return row is not None and row.staff_id is None
        return super().check_action(action, parameters)

    def _unfinished(self, row: OrderRow) -> bool:
        return row.finished_at is None or "not_ok" in (row.material, row.quality, row.safety)

    def action_take(self) -> None:
        """They come."""
        self._do("take", take_order)

    def action_arrive(self) -> None:
        """They are there."""
        self._do("arrive", arrive)

    def action_pick(self) -> None:
        """One that nobody has."""
        number = self.staff_id or self._own
        self._do("pick", lambda work, order, *, engine: pick_order(work, order, number, engine=engine))

    def _do(self, what: str, do: Callable[..., Any]) -> None:
        row: OrderRow = self.current

        def act(work: Work, engine: Any) -> int:
            return record_id(do(work, row.id, engine=engine))

        self.write(f"order.{what}", act, lambda _: self.tell(f"order.told_{what}", number=row.number))

    def action_decline(self) -> None:
        """They cannot come."""
        row: OrderRow = self.current

        def said(reason: str | None) -> None:
            if reason is not None:
                self.write(
                    "order.decline",
                    lambda work, engine: decline_order(work, row.id, reason, engine=engine),
                    lambda _: self.tell("order.told_decline", number=row.number),
                )

        self.app.push_screen(AskText("technician.ask_decline", values={"number": row.number}, parse=parse_reason), said)

    def action_finish(self) -> None:
        """What was done, in words."""
        row: OrderRow = self.current
        self.app.push_screen(FinishForm(row.id, row.number, currency=row.currency), self.returned)

    def action_part(self) -> None:
        """Material that went in."""
        row: OrderRow = self.current
        self.app.push_screen(PartForm(row.id, row.number, currency=row.currency), self.returned)

    def action_print(self) -> None:
        """The sheet that goes along, with how to reach them."""
        row: OrderRow = self.current
        counter = shell_of(self).settings.counter
        print_ordered(self, lambda work, data: order_letter(work, data.home, row.id, counter))

    def on_listing_opened(self) -> None:
        """All of it on a page."""
        from deskapp.desks.services.orders.screens.order import OrderScreen

        row: OrderRow = self.current
        self.app.push_screen(OrderScreen(order_id=row.id), lambda _: self.load())
