"""The queue as a counter works with it: draw numbers, call the next, end a talk, pass over who did not come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.desks.intake.actions_queue import call_next, call_ticket, draw_ticket, serve_ticket, skip_ticket
from deskapp.desks.intake.queries import QueueState, Ticket, get_queue
from deskapp.desks.intake.rules import SERVICES, services_of, ticket_code
from deskapp.store.work import Work
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

NEXT: Final = Command("queue.next", "1", "queue", priority=True)
SERVED: Final = Command("queue.served", "2", "queue", priority=True)
SKIP: Final = Command("queue.skip", "3", "queue", priority=True)
DRAW: Final = Command("queue.draw", "4", "queue", priority=True)
COUNTER: Final = Command("queue.counter", "5", "queue", priority=True)
OURS: Final = Command("queue.ours", "6", "queue", priority=True)
MEET: Final = Command("queue.meet", "7", "queue", priority=True)
EVERY: Final = 5.0


class InHand(Lines):
    """Whom this counter has called, or that it is free."""

    DEFAULT_CSS = "InHand { height: 2; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="in-hand")
        self.counter = ""
        self.ticket: Ticket | None = None

    def show(self, counter: str, ticket: Ticket | None) -> None:
        """This ticket, at this counter."""
        self.counter, self.ticket = counter, ticket
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """Counter and number, then who it is."""
        if y == 0:
            here = self.words.text("queue.here", counter=self.counter) if self.counter else ""
            code = self.ticket.code if self.ticket else self.words.text("queue.free")
            return [(f"{here}  ", "muted"), (code, "accent" if self.ticket else "plain")]
        return [(self.ticket.name if self.ticket else "", "strong")]


class QueueScreen(DeskScreen[None]):
    """Everybody who waits today, and whom this counter serves; Enter calls the one under the cursor."""

    TITLE_KEY = "queue.title"
    TOPIC = "queue"
    BINDINGS: ClassVar[list[BindingType]] = bindings(NEXT, SERVED, SKIP, DRAW, COUNTER, OURS, MEET)

    def __init__(self, meet: Callable[[QueueScreen, Ticket], None] | None = None) -> None:
        super().__init__()
        self._meet = meet

    def body(self) -> Iterable[Widget]:
        """Whom we serve, and who waits."""
        yield InHand()
        columns = (
            Column("ticket", 8, weight="strong"),
            Column("service", 14),
            Column("minutes", 16, align="right"),
            Column("name", weight="muted"),
        )
        yield Listing(columns, blank="queue.empty", id="waiting")

    def on_mount(self) -> None:
        """Now, and from now on: other counters call, too."""
        self.load()
        self.set_interval(EVERY, self.load)
        if not self._counter:
            self.action_counter()

    async def retranslate(self) -> None:
        """The lines are words, too."""
        await super().retranslate()
        self.load()

    @property
    def _counter(self) -> str:
        return shell_of(self).settings.counter

    @property
    def ticket(self) -> Ticket | None:
        """Whom this counter has called."""
        return next((part.ticket for part in self.query(InHand)), None)

    # ---- reading

    def load(self) -> None:
        """Look at the queue."""
        today = shell_of(self).now().date()
        run(self, lambda data: data.store.read(lambda reader: get_queue(reader, today)), self._loaded, group="queue")

    def _loaded(self, state: QueueState) -> None:
        ours = next((ticket for ticket in state.called if ticket.counter == self._counter), None)
        self.query_one(InHand).show(self._counter, ours)
        listing = self.query_one(Listing)
        before = listing.current
        listing.show(self._rows(state))
        keys = [row.key for row in listing.rows]
        if before is not None and before.key in keys:
            listing.move(keys.index(before.key) - listing.cursor)
        self.refresh_bindings()

    def _rows(self, state: QueueState) -> Iterable[Row]:
        yield from (Row(ticket.id, self._cells(ticket)) for ticket in state.waiting)
        if state.skipped:
            yield Row(None, (self.text("queue.skipped"),), weight="muted")
        yield from (Row(ticket.id, self._cells(ticket)) for ticket in state.skipped)

    def _cells(self, ticket: Ticket) -> tuple[str, ...]:
        minutes = int((shell_of(self).now() - ticket.drawn_at).total_seconds() // 60)
        waits = self.text("queue.minutes", count=minutes)
        return ticket.code, self.text(f"service.{ticket.service}"), waits, ticket.name

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now."""
        if action in ("served", "skip"):
            return self.ticket is not None
        if action == "meet":
            return self._meet is not None and self.ticket is not None
        return super().check_action(action, parameters)

    def action_meet(self) -> None:
        """Whoever was called sits down: their case, their page, or what they ask."""
        if self._meet is not None and self.ticket is not None:
            self._meet(self, self.ticket)

    def _do(self, action: str, do: Callable[[Work], Any], then: Callable[[Any], None] | None = None) -> None:
        def done(result: Any) -> None:
            if then is not None:
                then(result)
            if self.is_attached:
                self.load()

        run(self, lambda data: data.write(action, do, shell_of(self).now()), done, keep=True)

    def action_next(self) -> None:
        """Call who waits longest."""
        counter = self._counter
        if not counter:
            self.action_counter()
            return
        ours = services_of(shell_of(self).settings.services)
        self._do("queue.next", lambda work: call_next(work, counter, ours), self._called)

    def _called(self, ticket: Any) -> None:
        if ticket is None:
            self.tell("queue.nobody", "plain")
        else:
            self.tell("queue.called", ticket=ticket_code(ticket.service, ticket.position))

    @on(Listing.Opened)
    def _chosen(self, event: Listing.Opened) -> None:
        """Call this one, out of turn or again."""
        counter, number = self._counter, event.row.key
        if counter and isinstance(number, int):
            self._do("queue.call", lambda work: call_ticket(work, number, counter), self._called)

    def action_served(self) -> None:
        """The talk has ended."""
        if self.ticket is not None:
            number = self.ticket.id
            self._do("queue.serve", lambda work: serve_ticket(work, number))

    def action_skip(self) -> None:
        """Nobody came."""
        if self.ticket is not None:
            number = self.ticket.id
            self._do("queue.skip", lambda work: skip_ticket(work, number))

    def action_draw(self) -> None:
        """A number for somebody who stands here."""
        options = [Option(service, self.text(f"service.{service}")) for service in SERVICES]

        def drawn(answer: Option | None) -> None:
            if answer is not None:
                self._do("queue.draw", lambda work: draw_ticket(work, answer.code), self._drawn)

        self.app.push_screen(Choose("queue.which", options), drawn)

    def _drawn(self, ticket: Any) -> None:
        self.tell("queue.drawn", ticket=ticket_code(ticket.service, ticket.position))

    def action_counter(self) -> None:
        """Which counter this terminal is."""

        def told(answer: str | None) -> None:
            if answer is not None:
                app = shell_of(self)
                app.keep(replace(app.settings, counter=answer[:20]))
                self.load()

        self.app.push_screen(AskText("queue.which_counter", value=self._counter), told)

    def action_ours(self) -> None:
        """Which queues this counter serves."""
        app = shell_of(self)
        letters = "  ".join(f"{letter} {self.text(f'service.{service}')}" for service, letter in SERVICES.items())

        def told(answer: str | None) -> None:
            if answer is not None:
                app.keep(replace(app.settings, services=answer.strip().upper()[:20]))
                self.tell("queue.serves", services=self._names())

        self.app.push_screen(
            AskText("queue.which_ours", "queue.which_ours_what", value=app.settings.services, values={"all": letters}),
            told,
        )

    def _names(self) -> str:
        return "  ".join(self.text(f"service.{name}") for name in services_of(shell_of(self).settings.services))
