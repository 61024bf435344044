"""Told, not noted: clocks that ran out and who has seen it; one key takes note, Enter opens the complaint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.complaints.handling.told import VIEWS, ToldRow, list_told, note_own, note_told
from deskapp.store.work import Reader
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run

NOTE: Final = Command("told.note", "1", "told", priority=True)
WHICH: Final = Command("told.which", "f4", "told", priority=True)


class ToldScreen(ReadList):
    """1 takes note of the row under the cursor; F4 shows what was told to supervisors, to oneself, or what is noted."""

    TITLE_KEY = "told.title"
    TOPIC = "told"
    EMPTY = "told.empty"
    COLUMNS = (
        Column("number", 16, "told.number", weight="muted"),
        Column("room", 10, "told.room", weight="strong"),
        Column("clock", label="told.clock", least=10),
        Column("percent", 5, "told.percent"),
        Column("whom", 10, "told.whom"),
        Column("told_at", 11, "told.told_at"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(NOTE, WHICH)

    def __init__(self, view: str = "leading") -> None:
        super().__init__()
        self.view = view
        self.staff_id: int | None = None

    def title_text(self) -> str:
        """Which of them."""
        return self.titled(self.text(f"told_view.{self.view}"))

    def load(self) -> None:
        """Read it again; one's own are whoever's who works now."""

        def read(data: Any) -> Sequence[ToldRow]:
            return list(data.store.read(partial(list_told, view=self.view, staff_id=data.clerk.id)))

        run(self, read, self._show, group="rows")

    def read(self, reader: Reader) -> Sequence[ToldRow]:
        """Those of the view."""
        return list_told(reader, self.view, self.staff_id)

    def cells(self, row: ToldRow) -> tuple[str, ...]:
        """Which clock of which complaint, how far over, who was told when."""
        zone = shell_of(self).now().tzinfo
        what = self.text(f"complaint_clock.{row.clock}")
        return (
            row.number,
            row.room,
            f"{what} {row.task}".strip(),
            f"{row.percent}%" if row.percent else "",
            row.staff or self.text(f"escalation_to.{row.whom}"),
            f"{row.told_at.astimezone(zone):%m-%d %H:%M}",
        )

    def weight(self, row: ToldRow) -> Any:
        """What is noted fades, what is over stands out."""
        if row.noted_at is not None:
            return "muted"
        return "error" if row.percent > 100 else "warning" if row.percent == 100 else "plain"

    def told(self, row: ToldRow) -> Iterable[Run]:
        """All of it."""
        zone = shell_of(self).now().tzinfo
        state = self.text(f"complaint_state.{row.state}")
        yield f"{self.text(f'complaint_level.{row.level}')}  {state}  {row.words}", "plain"
        if row.due_at is not None:
            yield self.text("told.due", when=self.words.moment(row.due_at.astimezone(zone))), "warning"
        if row.level_to is not None:
            yield self.text("told.raised", level=row.level_to), "error"
        if row.noted_at is not None:
            when = self.words.moment(row.noted_at.astimezone(zone))
            yield self.text("told.noted_by", by=row.noted_by, when=when), "good"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Noted once."""
        if action == "note":
            row: ToldRow | None = self.current
            return row is not None and row.noted_at is None
        return super().check_action(action, parameters)

    def on_listing_opened(self) -> None:
        """The complaint."""
        from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen

        row: ToldRow = self.current
        self.app.push_screen(ComplaintScreen(row.case_id), self.returned)

    def action_note(self) -> None:
        """Seen, and seen to."""
        row: ToldRow = self.current
        own = row.whom == "handler"
        action, deed = ("escalation.seen", note_own) if own else ("escalation.note", note_told)
        self.write(action, lambda work, _: deed(work, row.id), lambda _: self.tell("told.done", "good"))

    def action_which(self) -> None:
        """Supervisors', one's own, noted."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self.load()
