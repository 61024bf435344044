"""The check-in: whoever comes is found by notice, room or name; an empty box has those who are expected today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events, on
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from deskapp.casework.look import word
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.desks.handover.day.finding import ExpectedRow, find_expected, list_expected
from deskapp.desks.handover.day.look import join_names
from deskapp.desks.handover.day.queries import ticket_of
from deskapp.desks.handover.day.station import BatchName, batches_on, name_batch
from deskapp.errors import DeskError
from deskapp.messages.barcode import DELIVERY, parse_number
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run
from deskapp.values.readers import CodeScan

if TYPE_CHECKING:
    from deskapp.values.readers import Scan

BOARD: Final = Command("check_in.board", "f8", "station", priority=True)
STEPS: Final = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}


class FindBox(DeskInput):
    """The box of the check-in: arrows walk in the list below it, Enter opens what is under its cursor."""

    DEFAULT_CSS = "FindBox.-textual-compact { margin: 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [replace(commands.OPEN.binding, priority=True)]

    class Walked(Message):
        """The cursor of the list is to move."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def on_key(self, event: events.Key) -> None:
        """Arrow and page keys, in one line with the letters before them."""
        if event.key in STEPS:
            event.stop()
            self.post_message(self.Walked(STEPS[event.key]))

    def action_open(self) -> None:
        """Enter; letters typed just before are still on their way into the box, so they go first."""
        if isinstance(self.screen, HoldingScreen):
            self.screen.hold()
        self.call_later(lambda: self.post_message(self.Submitted(self, self.value)))


class CheckInScreen(HoldingScreen):
    """Opened with a delivery (its notice was scanned somewhere) the form of that one stands over it at once."""

    TITLE_KEY = "check_in.title"
    TOPIC = "check_in"
    BINDINGS: ClassVar[list[BindingType]] = bindings(BOARD)

    def __init__(self, batch_id: int | None = None, delivery_id: int | None = None) -> None:
        super().__init__()
        self.batch_id = batch_id
        self.delivery_id = delivery_id
        self.named: BatchName | None = None
        self._turn = 0
        self._pending = self._open_first = False

    def body(self) -> Iterable[Widget]:
        """The box, and who was found."""
        yield FindBox(id="box")
        columns = (
            Column("at", 5),
            Column("room", 13, weight="strong"),
            Column("owners", least=14),
            Column("state", 22, weight="muted"),
            Column("ticket", 6, weight="accent"),
        )
        yield Listing(columns, blank="check_in.none", id="found")

    def title_text(self) -> str:
        """For which batch."""
        name = self.named.name if self.named else ""
        return f" {shell_of(self).glyphs.dot} ".join(filter(None, (self.text(self.TITLE_KEY), name)))

    def on_mount(self) -> None:
        """Which batch is today, then who is expected."""
        self.hold()
        today, batch = shell_of(self).now().date(), self.batch_id

        def read(reader: Reader) -> BatchName | None:
            found = [name_batch(reader, batch)] if batch is not None else batches_on(reader, today)
            return found[0] if found else None

        run(self, lambda data: data.store.read(read), self._begun, failed=self._failed, group="batch")

    def _begun(self, batch: BatchName | None) -> None:
        self.named = batch
        self.batch_id = batch.id if batch is not None else None
        for line in self.query("TopLine"):
            line.refresh()
        if self.delivery_id is not None:
            number, self.delivery_id = self.delivery_id, None
            self._check_in(number)
        self._find()

    def _failed(self, error: DeskError) -> None:
        self.tell_error(error)
        self.release()

    async def retranslate(self) -> None:
        """The rows are words, too; whoever comes back finds an empty box for the next caller."""
        await super().retranslate()
        for box in self.query(FindBox):
            box.value = ""
            self._find()

    # ---- finding

    @on(Input.Changed)
    def _typed(self) -> None:
        self._open_first = False
        self._find()

    def _find(self) -> None:
        text, batch = self.query_one(FindBox).value.strip(), self.batch_id
        today = shell_of(self).now().date()
        self._turn += 1
        self._pending = True
        turn = self._turn

        def read(data: Any) -> list[ExpectedRow]:
            if text:
                return find_expected(data.store, text, today, batch_id=batch)
            if batch is None:
                return []
            found: list[ExpectedRow] = data.store.read(lambda reader: list_expected(reader, batch, today))
            return found

        run(self, read, lambda rows: self._found(turn, rows), failed=self._failed, group="find")

    def _found(self, turn: int, rows: list[ExpectedRow]) -> None:
        if turn != self._turn:
            return
        self._pending = False
        listing = self.query_one(Listing)
        blank = "check_in.none" if self.query_one(FindBox).value.strip() else "check_in.how"
        listing.show([Row(row.delivery_id, self._cells(row)) for row in rows], blank)
        if self._open_first:
            self._open_first = False
            listing.action_open()
        self.release()

    def _cells(self, row: ExpectedRow) -> tuple[str, ...]:
        return (
            row.at,
            row.code,
            join_names((name for _, name in row.owners), self.words),
            word(self.words, "delivery_state", row.state),
            ticket_of(row.queue_number) if row.queue_number is not None else "",
        )

    # ---- keys

    @on(FindBox.Walked)
    def _walk(self, event: FindBox.Walked) -> None:
        self.query_one(Listing).move(event.step)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """A fast clerk presses Enter before the rows are there: the first of them opens as it comes."""
        if self._pending:
            self._open_first = True
        else:
            self.query_one(Listing).action_open()
            self.release()

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        if isinstance(event.row.key, int):
            self._check_in(event.row.key)
        self.release()

    def _check_in(self, delivery_id: int) -> None:
        from deskapp.desks.handover.day.screens.check_in_form import CheckInForm

        self.app.push_screen(CheckInForm(delivery_id))

    def scanned(self, scan: Scan) -> bool:
        """A notice's bar code: whose it is, the form is open."""
        number = parse_number(scan.digits, DELIVERY) if isinstance(scan, CodeScan) else None
        if number is not None:
            self._check_in(number)
        return number is not None

    def action_board(self) -> None:
        """How the day goes."""
        from deskapp.desks.handover.day.screens.board import BoardScreen

        self.app.push_screen(BoardScreen(self.batch_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A board needs a batch."""
        if action == "board":
            return self.batch_id is not None
        return super().check_action(action, parameters)
