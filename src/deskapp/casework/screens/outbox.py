"""The outbox at the counter: what waits, failed or is unsure; copied for a chat, marked as sent, again, stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.outbox import VIEWS, OutMessage, read_outbox
from deskapp.casework.screens.papers_parts import PapersList
from deskapp.messages.actions import cancel_message, change_address, mark_hand_sent, send_again
from deskapp.messages.hand import write_text
from deskapp.messages.sending import Sent, release_dead, send_due
from deskapp.messages.ways import open_ways
from deskapp.ui.cells import wrap
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import CHOOSE, Command, bindings
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines, Run, Weight, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

COPY: Final = Command("outbox.copy", "1", "outbox", priority=True)
MARK: Final = Command("outbox.mark", "2", "outbox", priority=True)
AGAIN: Final = Command("outbox.again", "3", "outbox", priority=True)
ADDRESS: Final = Command("outbox.address", "4", "outbox", priority=True)
STOP: Final = Command("outbox.stop", "delete", "outbox", priority=True)
SEND: Final = Command("outbox.send", "f8", "outbox", priority=True)

_WEIGHTS: Final[dict[str, Weight]] = {"unsure": "warning", "failed": "error", "handing_over": "accent"}
AT_ONCE: Final = 50
"""How many messages one key sends: a clerk may want to leave."""


class Letter(Lines):
    """The message under the cursor: where it goes, what is wrong with it, what it says."""

    DEFAULT_CSS = "Letter { height: 8; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="letter")
        self.message: OutMessage | None = None

    def show(self, message: OutMessage | None) -> None:
        """This one."""
        self.message = message
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """Address and number, the reason in words, then the text."""
        lines = self._lines(max(8, self.size.width))
        return [lines[y]] if y < len(lines) else []

    def _lines(self, cells: int) -> list[Run]:
        if self.message is None:
            return []
        row, words = self.message.row, self.words
        channel = words.text(f"message_channel.{row.channel}")
        place = "  ".join(part for part in (channel, row.address, self.message.number) if part)
        said: list[Run] = [(place, "muted")]
        if row.fault is not None:
            said += [(part, _WEIGHTS.get(row.state, "warning")) for part in wrap(words.say(row.fault), cells)]
        said += [(part, "plain") for line in row.body.split("\n") for part in wrap(line, cells)]
        return said


class OutboxScreen(PapersList):
    """Messages by state: F4 changes the list; figures deal with the one under the cursor."""

    TITLE_KEY = "outbox.title"
    TOPIC = "outbox"
    BINDINGS: ClassVar[list[BindingType]] = bindings(COPY, MARK, AGAIN, ADDRESS, STOP, CHOOSE, SEND)

    def __init__(self, view: str = "open") -> None:
        super().__init__()
        self.view = view
        self.messages: Sequence[OutMessage] = ()

    def body(self) -> Iterable[Widget]:
        """The list, and the message under the cursor."""
        columns = (
            Column("state", 10),
            Column("channel", 8, weight="muted"),
            Column("customer", 16, weight="strong"),
            Column("subject"),
            Column("queued", 16, weight="muted"),
        )
        yield Listing(columns, blank="outbox.empty", id="messages")
        yield Letter()

    def title_text(self) -> str:
        """Which of the lists."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.text(f'outbox.view_{self.view}')}"

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    # ---- reading

    def load(self) -> None:
        """Read the list; what a dead sender held is told apart first."""
        view, now = self.view, shell_of(self).now

        def read(data: Any) -> list[OutMessage]:
            release_dead(data.store, data.clerk, now)
            found: list[OutMessage] = data.store.read(lambda reader: read_outbox(reader, view))
            return found

        run(self, read, self._show, group="outbox")

    def _show(self, messages: Sequence[OutMessage]) -> None:
        self.messages = messages
        listing = self.query_one(Listing)
        place, before = listing.cursor, listing.current
        listing.show(Row(one.row.id, self._cells(one), weight=_WEIGHTS.get(one.row.state, "plain")) for one in messages)
        keys = [row.key for row in listing.rows]
        # the next one takes the place of one that has left the list
        wanted = keys.index(before.key) if before is not None and before.key in keys else min(place, len(keys) - 1)
        listing.move(wanted - listing.cursor)
        for line in self.query("TopLine"):
            line.refresh()
        self.loaded()

    def _cells(self, one: OutMessage) -> tuple[str, ...]:
        row, words = one.row, self.words
        moment = row.queued_at.astimezone(shell_of(self).now().tzinfo)
        return (
            words.text(f"message_state.{row.state}"),
            words.text(f"message_channel.{row.channel}"),
            one.customer,
            row.subject or row.body,
            words.moment(moment),
        )

    @property
    def current(self) -> OutMessage | None:
        """The message under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return next((one for one in self.messages if row is not None and one.row.id == row.key), None)

    @on(Listing.Moved)
    def _moved(self) -> None:
        self.query_one(Letter).show(self.current)
        self.refresh_bindings()

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the one under the cursor."""
        one = self.current
        if action == "copy":
            return one is not None
        if action in ("mark", "address", "stop"):
            return one is not None and one.is_open
        if action == "again":
            return one is not None and one.row.state in ("unsure", "failed", "cancelled")
        return super().check_action(action, parameters)

    @on(Listing.Opened)
    def action_copy(self) -> None:
        """The text for WeChat or Zalo: on the clipboard, and as a file where the terminal has none."""
        one = self.current
        if one is None:
            return
        self.app.copy_to_clipboard(one.row.body)

        def kept(file: Path) -> None:
            self.tell("outbox.copied", file=str(file))

        run(self, lambda data: write_text(data.home, one.row), kept)

    def action_mark(self) -> None:
        """The customer has it."""
        if one := self.current:
            self.write("message.mark", lambda work, _: mark_hand_sent(work, one.row.id), lambda _: self._done("marked"))

    def action_again(self) -> None:
        """It goes with the next run."""
        if one := self.current:
            self.write("message.again", lambda work, _: send_again(work, one.row.id), lambda _: self._done("queued"))

    def action_stop(self) -> None:
        """Nobody sends it."""
        one = self.current
        if one is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.write(
                    "message.stop", lambda work, _: cancel_message(work, one.row.id), lambda _: self._done("stopped")
                )

        values = {"customer": one.customer or one.row.address or "—", "subject": one.row.subject or one.row.body[:60]}
        self.app.push_screen(Confirm("outbox.stop", "outbox.stop_what", "outbox.stop_undo", values), answered)

    def action_address(self) -> None:
        """Another way, and the address there."""
        one = self.current
        if one is None:
            return
        options = [Option(channel, self.text(f"message_channel.{channel}")) for channel in ("email", "sms", "hand")]

        def chosen(channel: Option | None) -> None:
            if channel is not None:
                self.app.push_screen(AskText("outbox.which_address", value=one.row.address), given_by(channel.code))

        def given_by(channel: str) -> Any:
            def given(address: str | None) -> None:
                if address is not None:
                    self.write(
                        "message.address",
                        lambda work, _: change_address(work, one.row.id, channel, address),
                        lambda _: self._done("queued"),
                    )

            return given

        self.app.push_screen(Choose("outbox.which_way", options), chosen)

    def action_choose(self) -> None:
        """Another of the lists."""
        options = [Option(view, self.text(f"outbox.view_{view}")) for view in VIEWS]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.view = answer.code
                self.load()

        self.app.push_screen(Choose("outbox.which_view", options), chosen)

    def action_send(self) -> None:
        """Send now what is due, by the ways that the office set up."""
        now = shell_of(self).now
        self.change(lambda data: _send(data, now), self._sent)

    def _sent(self, done: Sent) -> None:
        hindered = next(iter(done.hindered.values()), None)
        if hindered is not None:
            self.tell_error(hindered)
            return
        troubled = len(done.failed) + len(done.unsure)
        weight: Weight = "warning" if troubled else "good"
        self.tell("outbox.sent", weight, sent=len(done.sent), later=len(done.later), troubled=troubled)

    def _done(self, what: str) -> None:
        self.tell(f"outbox.{what}")


def _send(data: Any, now: Any) -> Sent:
    return send_due(data.store, data.clerk, open_ways(data.home, now), now, limit=AT_ONCE)
