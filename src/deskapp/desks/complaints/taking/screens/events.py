"""Mass events: the open ones first, and below each the text to read out, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, get_args

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.complaints.taking.events import close_event, get_event, list_events, reopen_event
from deskapp.desks.complaints.taking.rows import EventRow
from deskapp.desks.complaints.taking.screens.event_form import EventForm
from deskapp.locale import Language
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import Run, shell_of

CLOSE: Final = Command("event.close", "1", "mass_events", priority=True)
CLOSED_MOST: Final = 50
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


class EventsScreen(ReadList):
    """F2 begins one, Enter changes it, 1 ends it with a result; F9 the text in the next language."""

    TITLE_KEY = "mass_event.head"
    TOPIC = "mass_events"
    EMPTY = "mass_event.empty"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, CLOSE, commands.ANSWER, commands.OPEN)
    COLUMNS = (
        Column("number", 16, label="mass_event.number"),
        Column("title", label="mass_event.title", least=12, weight="strong"),
        Column("place", 10, label="mass_event.place"),
        Column("complaints", 3, label="mass_event.complaints", align="right"),
        Column("expected", 11, label="mass_event.expected_at"),
        Column("state", 12, label="mass_event.state"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.language = ""

    def read(self, reader: Reader) -> Sequence[EventRow]:
        """Open ones, then what ended last."""
        return (*list_events(reader, is_open=True), *list_events(reader, is_open=False, limit=CLOSED_MOST))

    def cells(self, row: EventRow) -> tuple[str, ...]:
        """A row as texts."""
        ends = row.expected_at if row.closed_at is None else row.closed_at
        return (
            row.number,
            row.title,
            row.place,
            self.words.number(row.complaints),
            self._moment(ends) if ends else "",
            self.text(f"mass_event_state.{row.state}"),
        )

    def weight(self, row: EventRow) -> Any:
        """Open ones stand out."""
        return "plain" if row.closed_at is None else "muted"

    def told(self, row: EventRow) -> Iterable[Run]:
        """What to read out; then since when, how many homes, and how it ended."""
        text = row.said.get(self.language or self.words.language) or row.says(self.language or self.words.language)
        yield (text, "accent") if text else (self.text("mass_event.no_text"), "warning")
        yield (
            self.text(
                "mass_event.counts",
                since=self._moment(row.begun_at),
                count=row.complaints,
                open=row.open_ones,
                homes=row.homes,
            ),
            "plain",
        )
        if row.cause:
            yield f"{self.text('mass_event.cause')} {self.text(f'complaint_cause.{row.cause}')}", "plain"
        if row.result:
            yield row.result, "plain"

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(shell_of(self).now().tzinfo)
        return self.text("case_look.moment", month=f"{local:%m}", day=f"{local:%d}", time=f"{local:%H:%M}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the row under the cursor allows."""
        if action in ("close", "answer", "open"):
            return self.current is not None and (action != "close" or self.current.closed_at is None)
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Many are going to complain of it."""
        self.app.push_screen(EventForm(), self.returned)

    def action_open(self) -> None:
        """Say something else from now on; one that ended is open again."""
        row = self.current
        if row is None:
            return
        if row.closed_at is None:
            self.app.push_screen(EventForm(row.id), self.returned)
        else:
            self.write("event.reopen", lambda work, _: record_id(reopen_event(work, row.id)), self._reopened)

    def _reopened(self, _: Any) -> None:
        self.tell("mass_event.reopened")

    def on_listing_opened(self) -> None:
        """Enter on a row."""
        self.action_open()

    def action_close(self) -> None:
        """It is over: with what came of it."""
        row = self.current
        if row is None:
            return

        def asked(text: str | None) -> None:
            if text is not None:
                self.write(
                    "event.close", lambda work, _: get_event(work, record_id(close_event(work, row.id, text))), told
                )

        def told(now: EventRow) -> None:
            self.tell("mass_event.ended", number=now.number, count=now.open_ones)

        self.app.push_screen(AskText("mass_event.ask_result"), asked)

    def action_answer(self) -> None:
        """The text in the next language."""
        now = self.language or self.words.language
        self.language = _LANGUAGES[(_LANGUAGES.index(now) + 1) % len(_LANGUAGES)]
        self._moved()
