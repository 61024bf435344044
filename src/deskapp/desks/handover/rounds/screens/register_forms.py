"""Forms of the two registers, compared field by field where somebody else saved meanwhile."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from deskapp.casework.screens.fields_form import CaseForm, hands_of
from deskapp.desks.handover.rounds.model import DECISIONS
from deskapp.desks.handover.rounds.queries import AdviceRow, EarlyRow, get_advice, get_early
from deskapp.desks.handover.rounds.registers import (
    SHORT,
    AdviceDraft,
    EarlyDraft,
    add_advice,
    add_early,
    edit_advice,
    edit_early,
)
from deskapp.errors import Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.property.queries import find_projects, list_buildings
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.reading import stands_in
from deskapp.ui.record_form import Hands, Stored, VersionedForm
from deskapp.values import Currency
from deskapp.values.money import PLACES, parse_typed_money
from deskapp.values.text import fold

WIDE = 34
ANSWERS = ("yes", "no")


class RegisterForm(VersionedForm, CaseForm):
    """A line of a register; ``TABLE`` is what the trail calls its record."""

    TABLE: ClassVar[str]
    ENTITY: ClassVar[str]

    def __init__(self, line: int = 0, draft: Draft | None = None) -> None:
        CaseForm.__init__(self, 0, "", draft, line=line, version=None, base={})

    @property
    def number(self) -> int | None:
        """The line that is edited; None for a new one."""
        return int(self.about["line"]) or None

    def places(self) -> Sequence[Place]:
        """The line."""
        return ((self.TABLE, self.number),) if self.number else ()

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        return hands_of(data, self.ENTITY, int(self.about["line"]), steps)

    @abstractmethod
    def row(self, reader: Reader) -> AdviceRow | EarlyRow:
        """What is stored."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The fields that are stored under their own names."""

    def stored(self, data: Any) -> Stored:
        """What is stored, with its version."""

        def read(reader: Reader) -> tuple[Any, Option | None]:
            row = self.row(reader)
            found = next((Option(one, name) for one, name in find_projects(reader) if name == row.project), None)
            return row, found

        row, project = data.store.read(read)
        self.note(number=row.number)
        values = {name: None if getattr(row, name) == "" else getattr(row, name) for name in self.names()}
        return values | self.more(row, data) | {"project_id": project}, row.version

    def more(self, row: Any, data: Any) -> dict[str, Any]:
        """Fields that are shown otherwise than they are stored."""
        return {}

    def project_field(self) -> Field:
        """Which project it is about."""
        return fields.lookup("project_id", _projects, required=True, cells=24, label="column.project")

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored; a new one is of the only project, of today."""
        if self.number is not None:
            return super().fill(data)
        projects = data.store.read(find_projects)
        only = Option(*projects[0]) if len(projects) == 1 else None
        return {"project_id": only} | self.begins()

    @abstractmethod
    def begins(self) -> dict[str, Any]:
        """What a new line begins with."""

    def decision_fields(self) -> tuple[Field, ...]:
        """What was decided, by whom, when."""
        decisions = tuple(one for one in DECISIONS if one)
        return (
            fields.choice("decision", decisions, "register_decision", cells=20, label="registers.decision"),
            fields.text("decided_by", most=SHORT, cells=24, label="registers.decided_by", optional=True),
            fields.day("decided_on", self.read_day, label="registers.decided_on", optional=True),
        )


class AdviceForm(RegisterForm):
    """Drawings, who was asked about them, and what came of it."""

    FORM: ClassVar[str] = "register.advice"
    TITLE_KEY = "design_form.title"
    TOPIC = "design_advice"
    SAVED = "design_form.saved"
    TABLE = "design_advice"
    ENTITY = "designadvice"

    def fields(self) -> Sequence[Field]:
        """In the order in which it happens."""
        return (
            self.project_field(),
            fields.text("subject", required=True, most=SHORT, cells=WIDE, label="design_advice.subject"),
            fields.day("drawings_on", self.read_day, required=True, label="design_advice.drawings_on"),
            fields.text("drawings", most=SHORT, cells=WIDE, label="design_advice.drawings"),
            fields.text("topic", most=SHORT, cells=WIDE, label="design_advice.topic", hint="hint.design_topic"),
            fields.day("asked_on", self.read_day, label="design_advice.asked_on"),
            fields.text("consultant", most=SHORT, cells=30, label="design_advice.consultant"),
            fields.day("advised_on", self.read_day, label="design_advice.advised_on"),
            fields.text("advice", most=NOTE_LIMIT, cells=WIDE, label="design_advice.advice"),
            *self.decision_fields(),
            fields.text("note", most=NOTE_LIMIT, cells=WIDE, label="rounds.note", optional=True),
        )

    def row(self, reader: Reader) -> AdviceRow:
        """What is stored."""
        return get_advice(reader, int(self.about["line"]))

    def names(self) -> tuple[str, ...]:
        """All but the project."""
        return tuple(field.name for field in self.fields() if field.name != "project_id")

    def begins(self) -> dict[str, Any]:
        """They came today."""
        return {"drawings_on": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Enter it, or change it."""
        texts = ("subject", "topic", "drawings", "consultant", "advice", "decision", "decided_by", "note")
        draft = AdviceDraft(**{**values, **{name: values[name] or "" for name in texts}})

        def do(work: Work) -> int:
            if self.number is None:
                return record_id(add_advice(work, draft))
            return record_id(edit_advice(work, self.number, draft, self.version))

        return self.write(data, "register.advice", do)


class EarlyForm(RegisterForm):
    """What was found in the works, what could be done, what it costs."""

    FORM: ClassVar[str] = "register.early"
    TITLE_KEY = "early_form.title"
    TOPIC = "early_defects"
    SAVED = "early_form.saved"
    TABLE = "early_defect"
    ENTITY = "earlydefect"

    def fields(self) -> Sequence[Field]:
        """In the order in which it is told."""
        return (
            self.project_field(),
            fields.lookup("building_id", _buildings, cells=24, label="column.building", hint="hint.early_building"),
            fields.text("place", required=True, most=SHORT, cells=WIDE, label="early_defects.place"),
            fields.text("system", most=SHORT, cells=30, label="early_defects.system", hint="hint.early_system"),
            fields.text("text", required=True, most=NOTE_LIMIT, cells=WIDE, label="early_defects.text"),
            fields.text("option", most=NOTE_LIMIT, cells=WIDE, label="early_defects.option"),
            fields.choice("currency", tuple(PLACES), "currency", label="trail.currency", required=True, cells=16),
            fields.text("cost", self._read_cost, cells=20, label="early_defects.cost", hint="hint.money"),
            fields.choice("feasible", ANSWERS, "answer", cells=10, label="early_defects.feasible_label"),
            fields.day("found_on", self.read_day, required=True, label="early_defects.found_on"),
            fields.text("found_by", most=SHORT, cells=24, label="early_defects.found_by"),
            *self.decision_fields(),
            fields.day("done_on", self.read_day, label="early_defects.done_on", optional=True),
        )

    def _read_cost(self, text: str) -> tuple[Any, Fault | None]:
        """An amount in the currency of the line."""
        currency = stands_in(self.form.rows["currency"]) or "CNY"
        return parse_typed_money(text, cast("Currency", currency)) if text.strip() else (None, None)

    def row(self, reader: Reader) -> EarlyRow:
        """What is stored."""
        return get_early(reader, int(self.about["line"]))

    def names(self) -> tuple[str, ...]:
        """All but those that are shown otherwise."""
        other = ("project_id", "building_id", "feasible")
        return tuple(field.name for field in self.fields() if field.name not in other)

    def more(self, row: Any, data: Any) -> dict[str, Any]:
        """The building by its number, a yes or no by its word."""
        found = data.store.read(lambda reader: _of_building(reader, row))
        return {"building_id": found, "feasible": None if row.feasible is None else ANSWERS[not row.feasible]}

    def begins(self) -> dict[str, Any]:
        """Found today."""
        return {"found_on": self.today, "currency": "VND" if self.words.language == "vi" else "CNY"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Enter it, or change it."""
        texts = ("place", "text", "system", "found_by", "option", "decision", "decided_by")
        feasible = None if values["feasible"] is None else values["feasible"] == "yes"
        told = {**values, **{name: values[name] or "" for name in texts}, "feasible": feasible}

        def do(work: Work) -> int:
            draft = EarlyDraft(**told)
            if self.number is None:
                return record_id(add_early(work, draft))
            return record_id(edit_early(work, self.number, draft, self.version))

        return self.write(data, "register.early", do)


FORMS = (AdviceForm, EarlyForm)
"""What may be parked."""


def _projects(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text)
    return [Option(number, name) for number, name in data.store.read(find_projects) if wanted in fold(name)][:20]


def _buildings(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text)

    def read(reader: Reader) -> list[Option]:
        return [
            Option(number, code, name)
            for project, name in find_projects(reader)
            for number, code in list_buildings(reader, project)
            if fold(code).startswith(wanted)
        ]

    found: list[Option] = data.store.read(read)
    return found[:20]


def _of_building(reader: Reader, row: EarlyRow) -> Option | None:
    projects = [number for number, name in find_projects(reader) if name == row.project]
    found = [Option(one, code) for number in projects for one, code in list_buildings(reader, number)]
    return next((option for option in found if option.label == row.building), None)
