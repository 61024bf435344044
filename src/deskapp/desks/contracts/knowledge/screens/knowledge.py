"""What the counter has to know: a project's fact sheet, the notice board, what people said; each a short list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.contracts.knowledge.actions import drop_fact, move_fact, take_down
from deskapp.desks.contracts.knowledge.model import SUGGESTION_STATES
from deskapp.desks.contracts.knowledge.queries import (
    FactRow,
    NoteRow,
    SuggestionRow,
    count_suggestions,
    list_facts,
    list_notes,
    list_suggestions,
)
from deskapp.desks.contracts.knowledge.screens.knowledge_forms import AnswerForm, FactForm, NoteForm, SuggestionForm
from deskapp.office.property.queries import find_projects
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing

UP: Final = Command("facts.up", "1", "facts", priority=True)
DOWN: Final = Command("facts.down", "2", "facts", priority=True)
DROP: Final = Command("facts.drop", "delete", "facts", priority=True)
PROJECT: Final = Command("facts.project", "f4", "facts")
DOWN_NOTE: Final = Command("notes.take-down", "delete", "notes", priority=True)
PAST: Final = Command("notes.past", "f4", "notes")
STATES: Final = Command("suggestions.states", "f4", "suggestions")


class FactSheet(ReadList):
    """项目资料: what a clerk says of a project when asked; without a project the first one, F4 another."""

    TITLE_KEY = "facts.title"
    TOPIC = "facts"
    EMPTY = "facts.empty"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, PROJECT, UP, DOWN, DROP)
    COLUMNS = (Column("topic", 18, weight="strong"), Column("text"), Column("valid_until", 12, weight="muted"))

    def __init__(self, project_id: int = 0) -> None:
        super().__init__()
        self.project_id = project_id
        self.projects: list[tuple[int, str]] = []

    def title_text(self) -> str:
        """Of which project."""
        return self.titled(next((name for number, name in self.projects if number == self.project_id), ""))

    def read(self, reader: Reader) -> Sequence[FactRow]:
        """Its lines."""
        self.projects = find_projects(reader)
        if not self.project_id and self.projects:
            self.project_id = self.projects[0][0]
        return list_facts(reader, self.project_id)

    def cells(self, row: FactRow) -> tuple[str, ...]:
        """Topic, text, until when."""
        return row.draft.topic, " ".join(row.draft.text.split()), self.day(row.draft.valid_until)

    def weight(self, row: FactRow) -> Any:
        """What has stopped being true is not read out."""
        return "muted" if row.is_past(shell_of(self).now().date()) else "plain"

    def told(self, row: FactRow) -> Iterable[Run]:
        """The text, and whence it is."""
        if row.is_past(shell_of(self).now().date()):
            yield self.text("facts.past", day=row.draft.valid_until), "warning"
        yield row.draft.text, "plain"
        yield row.draft.source, "muted"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        if action == "project":
            return len(self.projects) > 1
        if action in ("up", "down", "drop"):
            return self.current is not None
        if action == "new":
            return bool(self.project_id)
        return super().check_action(action, parameters)

    def action_project(self) -> None:
        """Another project's."""

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.project_id = answer.code
                self.load()

        options = [Option(number, name) for number, name in self.projects]
        self.app.push_screen(Choose("facts.which_project", options, search=len(options) > 9), chosen)

    def action_new(self) -> None:
        """A new line."""
        self.app.push_screen(FactForm(project=self.project_id), self.returned)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Edit it."""
        self.app.push_screen(FactForm(int(str(event.row.key))), self.returned)

    def action_up(self) -> None:
        """One place up."""
        self._step(-1)

    def action_down(self) -> None:
        """One place down."""
        self._step(1)

    def _step(self, step: int) -> None:
        number = self.current.id
        self.write("board.fact", lambda work, _: move_fact(work, number, step))

    def action_drop(self) -> None:
        """Away with it."""
        row = self.current

        def asked(answer: bool | None) -> None:
            if answer:
                self.write("board.fact", lambda work, _: drop_fact(work, row.id))

        values = {"topic": row.draft.topic}
        self.app.push_screen(Confirm("facts.drop", "facts.drop_what", values=values), asked)


class NoticeBoard(ReadList):
    """信息公告: what banks, the market or the authorities changed; F4 what was taken down."""

    TITLE_KEY = "notes.board"
    TOPIC = "notice_board"
    EMPTY = "notes.empty"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, PAST, DOWN_NOTE)
    COLUMNS = (
        Column("since", 10, weight="muted"),
        Column("topic", 12),
        Column("title", weight="strong"),
        Column("project", 12, weight="muted"),
        Column("until", 10, weight="muted"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.past = False

    def title_text(self) -> str:
        """Which half."""
        return self.titled(self.text("notes.taken_down") if self.past else "")

    def read(self, reader: Reader) -> Sequence[NoteRow]:
        """The notes."""
        return list_notes(reader, shell_of(self).now().date(), past=self.past)

    def cells(self, row: NoteRow) -> tuple[str, ...]:
        """From when, about what, the title, of which project, until when."""
        draft = row.draft
        topic = self.text(f"board_topic.{draft.topic}")
        return self.day(draft.since), topic, draft.title, row.project, self.day(draft.until)

    def told(self, row: NoteRow) -> Iterable[Run]:
        """The text, whence it is and who put it up."""
        yield row.draft.text or row.draft.title, "plain"
        yield "  ".join(filter(None, (row.draft.source, row.clerk))), "muted"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What hangs there can be taken down."""
        if action == "take_down":
            return self.current is not None and not self.past
        return super().check_action(action, parameters)

    def action_past(self) -> None:
        """The other half."""
        self.past = not self.past
        self.load()

    def action_new(self) -> None:
        """A new note."""
        self.app.push_screen(NoteForm(), self.returned)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Edit it; a last day of later puts it up again."""
        self.app.push_screen(NoteForm(int(str(event.row.key))), self.returned)

    def action_take_down(self) -> None:
        """It holds no longer."""
        row = self.current
        told = partial(self.tell, "notes.took_down", title=row.draft.title)
        self.write("board.note", lambda work, _: take_down(work, row.id), lambda _: told())


class SuggestionList(ReadList):
    """意见建议: what people said of our projects and what became of it; F4 the other states."""

    TITLE_KEY = "suggestions.title"
    TOPIC = "suggestions"
    EMPTY = "suggestions.empty"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, STATES)
    COLUMNS = (
        Column("said_on", 10, weight="muted"),
        Column("kind", 10),
        Column("state", 11),
        Column("text", weight="strong", least=28),
        Column("who", 10),
        Column("project", 12, weight="muted"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.state = ""
        self.counts: dict[str, int] = {}

    def title_text(self) -> str:
        """Which of them."""
        return self.titled(self.text(f"suggestion_state.{self.state}") if self.state else "")

    def read(self, reader: Reader) -> Sequence[SuggestionRow]:
        """What is not closed, or those of a state."""
        self.counts = count_suggestions(reader)
        return list_suggestions(reader, self.state)

    def cells(self, row: SuggestionRow) -> tuple[str, ...]:
        """When, what kind, how it stands, the words, who, of what."""
        return (
            self.day(row.draft.said_on),
            self.text(f"suggestion_kind.{row.draft.kind}"),
            self.text(f"suggestion_state.{row.state}"),
            " ".join(row.draft.text.split()),
            row.who,
            row.project,
        )

    def told(self, row: SuggestionRow) -> Iterable[Run]:
        """The words, and what became of them."""
        yield row.draft.text, "plain"
        yield row.answer, "good"
        yield row.clerk, "muted"

    def action_states(self) -> None:
        """Those of another state."""
        open_ones = self.counts.get("open", 0) + self.counts.get("passed_on", 0)
        options = [Option("", self.text("suggestions.not_closed"), str(open_ones))]
        options += [
            Option(state, self.text(f"suggestion_state.{state}"), str(self.counts.get(state, 0)))
            for state in SUGGESTION_STATES
        ]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.state = answer.code
                self.load()

        self.app.push_screen(Choose("suggestions.which_state", options), chosen)

    def action_new(self) -> None:
        """Somebody said something."""
        self.app.push_screen(SuggestionForm(), self.returned)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """What becomes of it."""
        self.app.push_screen(AnswerForm(int(str(event.row.key))), self.returned)
