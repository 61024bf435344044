"""An order's page: where it stands, who pays, who was sent, what was done; what cannot be done now has no key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.cash import CashScreen
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.services.orders.actions import ACCEPTED, accept_quote, refuse_quote
from deskapp.desks.services.orders.actions_work import approve_cost, arrive, cancel_order, close_order, drop_part
from deskapp.desks.services.orders.letters import order_letter
from deskapp.desks.services.orders.look import order_look
from deskapp.desks.services.orders.queries import OrderPage, get_order, order_of_case
from deskapp.desks.services.orders.screens.order_forms import (
    CheckForm,
    FinishForm,
    PartForm,
    PayerForm,
    QuoteForm,
    SlotForm,
)
from deskapp.desks.services.orders.screens.sending import choose_and_send, send_in_turn, tell_refusal
from deskapp.errors import DeskError
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

SEND: Final = Command("order.send", "1", "order")
TURN: Final = Command("order.turn", "2", "order")
SLOT: Final = Command("order.slot", "3", "order")
QUOTE: Final = Command("order.quote", "4", "order")
ACCEPT: Final = Command("order.accept", "5", "order")
ARRIVE: Final = Command("order.arrive", "6", "order")
PART: Final = Command("order.part", "7", "order")
FINISH: Final = Command("order.finish", "8", "order")
CHECK: Final = Command("order.check", "9", "order")
CLOSE: Final = Command("order.close", "0", "order")
PAYER: Final = Command("order.payer", "f2", "order", priority=True)
APPROVE: Final = Command("order.approve", "f4", "order", priority=True)
CASH: Final = Command("order.cash", "f5", "order", priority=True)
PRINT: Final = Command("order.print", "f8", "order", priority=True)
CASE: Final = Command("order.case", "f9", "order", priority=True)
CANCEL: Final = Command("order.cancel", "delete", "order")
REFUSED: Final = "refused"
_FORMS: Final[dict[str, Any]] = {
    "slot": SlotForm, "quote": QuoteForm, "part": PartForm, "finish": FinishForm, "check": CheckForm,
    "payer": PayerForm,
}  # fmt: skip


class OrderScreen(PanesScreen):
    """By the order, or by its case."""

    TOPIC = "work_order"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        SEND, TURN, SLOT, QUOTE, ACCEPT, ARRIVE, PART, FINISH, CHECK, CLOSE, PAYER, APPROVE, CASH, PRINT, CASE, CANCEL
    )

    def __init__(self, case_id: int = 0, *, order_id: int = 0) -> None:
        super().__init__()
        self.case_id, self.order_id = case_id, order_id
        self.page: OrderPage | None = None

    def title_text(self) -> str:
        """What it is, its number, its home."""
        row = self.page.row if self.page else None
        kind = self.text(f"order_kind.{row.kind}") if row else self.text("order.one")
        parts = (kind, row.number if row else "", row.where if row else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> list[Place]:
        """The order."""
        return [("work_order", self.order_id)] if self.order_id else []

    @property
    def now(self) -> datetime:
        """The counter's clock."""
        return shell_of(self).now()

    def load(self) -> None:
        """Read it again."""
        case, order, today = self.case_id, self.order_id, self.now.date()

        def read(reader: Reader) -> OrderPage:
            number = order or order_of_case(reader, case)
            if number is None:
                raise DeskError("store.gone")
            return get_order(reader, number, today)

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, page: OrderPage) -> None:
        self.page = page
        self.order_id, self.case_id = page.row.id, page.row.case_id
        self.show()
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            self.show_look(order_look(self.page, self.words, self.now))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what its state allows."""
        told = self._allowed()
        if action in told:
            return self.page is not None and told[action]
        return super().check_action(action, parameters)

    def _allowed(self) -> dict[str, bool]:
        if self.page is None:
            return dict.fromkeys((*_FORMS, *_OTHERS), False)
        row = self.page.row
        asks = row.open and (row.payer == "owner" or row.kind == "service") and row.finished_at is None
        agreed = not asks or row.accepted_at is not None
        sendable = row.open and row.finished_at is None
        there = row.open and row.staff_id is not None
        is_free = sendable and row.staff_id is None
        return {
            "send": sendable and (agreed or row.urgency == "emergency") and row.arrived_at is None,
            "turn": is_free and agreed,
            "slot": sendable and row.arrived_at is None,
            "quote": asks and row.accepted_at is None,
            "accept": asks and row.quoted is not None and row.accepted_at is None,
            "arrive": there and row.arrived_at is None,
            "part": there and row.arrived_at is not None and row.finished_at is None,
            "finish": there and row.arrived_at is not None and (row.finished_at is None or "not_ok" in self._found),
            "check": row.open and row.finished_at is not None and row.state == "finished",
            "close": row.open and row.state == "checked",
            "payer": row.open and row.kind == "repair" and row.finished_at is None,
            "approve": self.page.is_dear and row.open,
            "cash": row.charge_id is not None,
            "print": True,
            "case": True,
            "cancel": row.open and row.finished_at is None,
        }

    @property
    def _found(self) -> tuple[str, ...]:
        assert self.page is not None
        return self.page.row.material, self.page.row.quality, self.page.row.safety

    def enter(self, door: Door) -> None:
        """The complaint that it came from; a part that did not go in after all."""
        if door[0] == "case":
            self.app.push_screen(shell_of(self).wiring.page(self, "case", int(door[1])))
        elif door[0] == "part":
            self._drop(int(door[1]))

    def _drop(self, number: int) -> None:
        assert self.page is not None
        name = next((one.name for one in self.page.parts if one.id == number), "")

        def sure(answer: bool | None) -> None:
            if answer:
                self._do("order.part", lambda work, _: drop_part(work, number), order=False)

        self.app.push_screen(Confirm("order.drop_title", "order.drop_what", values={"what": name}), sure)

    # ---- deeds

    def _do(self, action: str, do: Callable[[Work, Any], Any], *, order: bool = True) -> None:
        now = shell_of(self).now
        number = self.page.row.number if self.page else ""

        def act(work: Work, engine: Any) -> int:
            done = do(work, engine)
            return record_id(done) if order else 0

        def told(_: int) -> None:
            self.tell(f"order.told_{action.rpartition('.')[2]}", number=number)
            self.load()

        run(
            self,
            lambda data: data.write(action, lambda work: act(work, data.engine), now()),
            told,
            failed=lambda error: tell_refusal(self, error),
            keep=True,
        )

    def _form(self, name: str) -> None:
        if self.page is not None:
            row = self.page.row
            self.app.push_screen(_FORMS[name](row.id, row.number, currency=row.currency))

    def action_send(self) -> None:
        """To whom one chooses; whoever had it has it no more."""
        choose_and_send(self, [self.order_id], self.load, self.title_text())

    def action_turn(self) -> None:
        """To whoever can do it and has the least."""
        send_in_turn(self, [self.order_id], self.load)

    def action_slot(self) -> None:
        """When they come."""
        self._form("slot")

    def action_quote(self) -> None:
        """What it costs the owner, before anybody is sent."""
        self._form("quote")

    def action_accept(self) -> None:
        """What the owner said to the price: how they agreed, or that they do not want it."""
        options = [Option(code, self.text(f"accepted_how.{code}")) for code in (*ACCEPTED, REFUSED)]

        def said(option: Option | None) -> None:
            if option is not None and option.code == REFUSED:
                self._ask("refuse", lambda work, engine, text: refuse_quote(work, self.order_id, text, engine=engine))
            elif option is not None:
                how = str(option.code)
                self._do("order.accept", lambda work, engine: accept_quote(work, self.order_id, how, engine=engine))

        self.app.push_screen(Choose("order.how_accepted", options), said)

    def action_arrive(self) -> None:
        """They are there."""
        self._do("order.arrive", lambda work, engine: arrive(work, self.order_id, engine=engine))

    def action_part(self) -> None:
        """Material that went in."""
        self._form("part")

    def action_finish(self) -> None:
        """What was done."""
        self._form("finish")

    def action_check(self) -> None:
        """Material, quality, safety."""
        self._form("check")

    def action_close(self) -> None:
        """Done and checked; somebody will call."""
        self._do("order.close", lambda work, engine: close_order(work, self.order_id, engine=engine))

    def action_payer(self) -> None:
        """Who pays otherwise than the warranty says."""
        self._form("payer")

    def action_approve(self) -> None:
        """What it cost is approved by who works."""
        self._do("order.approve", lambda work, engine: approve_cost(work, self.order_id, engine=engine))

    def action_cancel(self) -> None:
        """It is not to be done."""
        self._ask("cancel", lambda work, engine, text: cancel_order(work, self.order_id, text, engine=engine))

    def action_cash(self) -> None:
        """What is owed is paid at the cashier's."""
        if self.page is not None:
            self.app.push_screen(CashScreen(self.case_id, number=self.page.row.number))

    def action_print(self) -> None:
        """The sheet that goes with the technician."""
        number, counter = self.order_id, shell_of(self).settings.counter
        print_ordered(self, lambda work, data: order_letter(work, data.home, number, counter))

    def action_case(self) -> None:
        """Everything that happened to it."""
        self.app.push_screen(shell_of(self).wiring.page(self, "case", self.case_id))

    def _ask(self, what: str, do: Callable[[Work, Any, str], Any]) -> None:
        def answered(text: str | None) -> None:
            if text:
                self._do(f"order.{what}", lambda work, engine: do(work, engine, text))

        values = {"number": self.page.row.number if self.page else ""}
        self.app.push_screen(AskText(f"order.ask_{what}", parse=parse_reason, values=values), answered)


_OTHERS: Final = ("send", "turn", "accept", "arrive", "close", "approve", "cash", "print", "case", "cancel")
