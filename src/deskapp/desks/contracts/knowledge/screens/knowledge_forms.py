"""Forms of the fact sheet, the notice board and the register of suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from deskapp.desks.contracts.knowledge.actions import (
    SHORT,
    FactDraft,
    NoteDraft,
    SuggestionDraft,
    add_fact,
    add_note,
    add_suggestion,
    answer_suggestion,
    edit_fact,
    edit_note,
)
from deskapp.desks.contracts.knowledge.model import (
    BOARD_TOPICS,
    SUGGESTION_KINDS,
    SUGGESTION_STATES,
    BoardNote,
    ProjectFact,
    Suggestion,
)
from deskapp.errors import Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.customer.finding import find_people
from deskapp.office.property.queries import find_projects
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.values.text import fold

WIDE: Final = 46


class KnowledgeForm(FormScreen[int]):
    """``about`` has the record's ``id``, none for a new one, and the ``version`` it was opened with."""

    def __init__(self, number: int | None = None, draft: Draft | None = None, **about: Any) -> None:
        super().__init__({"id": number, **about}, draft)

    @property
    def number(self) -> int | None:
        """The record that is edited."""
        found: int | None = self.about.get("id")
        return found

    def title_text(self) -> str:
        """New, or what is edited."""
        return self.text(f"{self.FORM}.{'new' if self.number is None else 'edit'}")

    def read_day(self, text: str) -> tuple[date | None, Fault | None]:
        """A day as the clerk's language writes it."""
        return read_typed_day(text, self.words.language, self.today)

    def project_field(self) -> Field:
        """Which project it is about; none for the whole office."""
        return fields.lookup("project_id", _find_projects, optional=True, cells=30, label="column.project")

    def seen(self, version: int) -> None:
        """The version that stands in the form; a draft keeps the one it was begun with."""
        if self.about.get("version") is None:
            self.note(version=version)

    def stale(self, error: Any) -> None:
        """The next save means what is stored now."""
        self.note(version=error.current["version"])
        super().stale(error)

    def saved(self, result: int) -> None:
        """Say so on the screen below."""
        app, told = shell_of(self), f"{self.FORM}.saved"
        super().saved(result)
        app.tell(told)


class FactForm(KnowledgeForm):
    """A line of a project's fact sheet."""

    FORM = "fact_form"
    TOPIC = "facts"

    def fields(self) -> Sequence[Field]:
        """What, what of it, whence, until when."""
        return (
            fields.text("topic", required=True, cells=30, most=SHORT, label="facts.topic", hint="facts.hint_topic"),
            fields.text("text", required=True, cells=WIDE, most=NOTE_LIMIT),
            fields.text("source", cells=WIDE, most=SHORT, label="facts.source", hint="facts.hint_source"),
            fields.day("valid_until", self.read_day, label="facts.valid_until", hint="facts.hint_until"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored."""
        number = self.number
        if number is None:
            return {}
        fact: ProjectFact = data.store.read(lambda reader: reader.get(ProjectFact, number))
        self.seen(fact.version)
        return {name: getattr(fact, name) for name in ("topic", "text", "source", "valid_until")}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Enter it, or edit it."""
        draft = FactDraft(values["topic"], values["text"], values["source"] or "", values["valid_until"])
        number, project, version = self.number, int(self.about.get("project") or 0), self.about.get("version")
        now = shell_of(self).now()
        if number is None:
            return int(data.write("board.fact", lambda work: record_id(add_fact(work, project, draft)), now))
        return int(data.write("board.fact", lambda work: record_id(edit_fact(work, number, draft, version)), now))


class NoteForm(KnowledgeForm):
    """A note on the board."""

    FORM = "note_form"
    TOPIC = "notice_board"

    def fields(self) -> Sequence[Field]:
        """What changed, where it says so, from when until when."""
        return (
            fields.choice("topic", BOARD_TOPICS, "board_topic", required=True, cells=24, label="notes.topic"),
            fields.text("title", required=True, cells=WIDE, most=SHORT, label="notes.title"),
            fields.text("text", cells=WIDE, most=NOTE_LIMIT),
            fields.text("source", cells=WIDE, most=SHORT, label="facts.source", hint="facts.hint_source"),
            fields.day("until", self.read_day, label="notes.until", hint="notes.hint_until"),
            fields.day("since", self.read_day, label="notes.since", optional=True),
            self.project_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored; a new one holds from today."""
        number = self.number
        if number is None:
            return {}

        def read(reader: Reader) -> tuple[BoardNote, Option | None]:
            note = reader.get(BoardNote, number)
            return note, _project(reader, note.project_id)

        note, project = data.store.read(read)
        self.seen(note.version)
        names = ("topic", "title", "text", "source", "until", "since")
        return {name: getattr(note, name) for name in names} | {"project_id": project}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Put it up, or change it."""
        texts = {name: values[name] or "" for name in ("topic", "title", "text", "source")}
        draft = NoteDraft(**texts, since=values["since"], until=values["until"], project_id=values["project_id"])
        number, version, now = self.number, self.about.get("version"), shell_of(self).now()
        if number is None:
            return int(data.write("board.note", lambda work: record_id(add_note(work, draft)), now))
        return int(data.write("board.note", lambda work: record_id(edit_note(work, number, draft, version)), now))


class SuggestionForm(KnowledgeForm):
    """What somebody said of a project, good or bad."""

    FORM = "suggestion_form"
    TOPIC = "suggestions"

    def fields(self) -> Sequence[Field]:
        """What kind, the words, who, of which project, when."""
        return (
            fields.choice(
                "kind", SUGGESTION_KINDS, "suggestion_kind", required=True, cells=24, label="suggestions.kind"
            ),
            fields.text("text", required=True, cells=WIDE, most=NOTE_LIMIT),
            fields.lookup("customer_id", self._find_people, cells=34, label="suggestions.customer"),
            fields.text("said_by", cells=30, most=SHORT, label="suggestions.said_by", hint="suggestions.hint_said_by"),
            self.project_field(),
            fields.day("said_on", self.read_day, label="suggestions.said_on", optional=True),
        )

    def _find_people(self, data: Any, text: str) -> Sequence[Option]:
        found = find_people(data.store, text, self.today)
        return [Option(one.id, " ".join((one.name, *one.units[:1])), one.phone) for one in found]

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Of the project that the clerk came from."""
        project: int | None = self.about.get("project")
        return {"project_id": data.store.read(lambda reader: _project(reader, project))}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        draft = SuggestionDraft(
            values["kind"],
            values["text"],
            values["said_by"] or "",
            values["customer_id"],
            values["said_on"],
            values["project_id"],
        )
        now = shell_of(self).now()
        return int(data.write("board.suggestion", lambda work: record_id(add_suggestion(work, draft)), now))


class AnswerForm(KnowledgeForm):
    """What becomes of a suggestion."""

    FORM = "suggestion_answer"
    TOPIC = "suggestions"

    def fields(self) -> Sequence[Field]:
        """Passed on, adopted, declined; to whom, how, why."""
        return (
            fields.choice(
                "state", SUGGESTION_STATES, "suggestion_state", required=True, cells=24, label="suggestions.state"
            ),
            fields.text(
                "answer", cells=WIDE, most=NOTE_LIMIT, label="suggestions.answer", hint="suggestions.hint_answer"
            ),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """How it stands; mostly it is passed on first."""
        number = self.number
        one: Suggestion = data.store.read(lambda reader: reader.get(Suggestion, number))
        return {"state": "passed_on" if one.state == "open" else one.state, "answer": one.answer}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number, state, answer = self.number or 0, values["state"], values["answer"] or ""
        now = shell_of(self).now()

        def enter(work: Any) -> int:
            return record_id(answer_suggestion(work, number, state, answer))

        return int(data.write("board.answer", enter, now))


FORMS: Final[tuple[type[KnowledgeForm], ...]] = (FactForm, NoteForm, SuggestionForm, AnswerForm)
"""What may be parked."""


def _find_projects(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text)
    return [Option(number, name) for number, name in data.store.read(find_projects) if wanted in fold(name)][:20]


def _project(reader: Reader, number: int | None) -> Option | None:
    return next((Option(one, name) for one, name in find_projects(reader) if one == number), None)
