"""Tasks of a case: given to several departments at once, taken by who does them, ended with a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.cases.model import Case, CaseTask
from deskapp.cases.people import department_names, ensure_department
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import DEPARTMENTS, Procedure
from deskapp.cases.tasks import TITLE_LIMIT, cancel_task, end_task, give_task, move_task, take_task
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm, FittedForm, hands_of
from deskapp.errors import DeskError
from deskapp.office.staff.model import Staff
from deskapp.office.staff.queries import list_staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.record_form import Hands, Stored, VersionedForm
from deskapp.values.text import fold


class TasksForm(FittedForm):
    """One line a department: what stands there becomes its task. Dismisses with how many were given."""

    FORM: ClassVar[str] = "case.tasks"
    TITLE_KEY = "task_form.title"
    TOPIC = "task_form"
    SAVED = "task_form.saved"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._procedure: Procedure | None = None

    def fields(self) -> Sequence[Field]:
        """Departments, by when, and what all of them have to know."""
        assert self._procedure is not None
        language = self.words.language
        return (
            *(
                fields.text(
                    _name(code),
                    most=TITLE_LIMIT,
                    cells=34,
                    label=department_names(self._procedure, code)[language],
                    hint="task_form.hint_title" if place == 0 else "",
                )
                for place, code in enumerate(_departments(self._procedure))
            ),
            fields.day("due_on", self.read_day, label="task_form.due_on"),
            fields.text("note", most=LONG_TEXT, cells=34, label="task_form.note", optional=True),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Which departments the procedure knows."""
        self._procedure = data.store.read(lambda reader: procedure_of(reader, reader.get(Case, self.case_id)))
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Give them all, or none."""
        procedure = self._procedure
        assert procedure is not None
        titles = {code: title for code in _departments(procedure) if (title := values[_name(code)])}
        if not titles:
            raise DeskError("task_form.nothing", _name(_departments(procedure)[0]))

        def do(work: Work) -> int:
            for code, title in titles.items():
                give_task(
                    work,
                    self.case_id,
                    title,
                    department_id=ensure_department(work, procedure, code),
                    due_on=values["due_on"],
                    note=values["note"] or "",
                    happened_at=values["happened_at"],
                    engine=data.engine,
                )
            return len(titles)

        return self.write(data, "case.give_tasks", do)


def _departments(procedure: Procedure) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*DEPARTMENTS, *(own.code for own in procedure.departments))))


def _name(code: str) -> str:
    return f"to_{code}"


class TaskForm(CaseForm):
    """What is done with one task; ``about`` holds its id and title."""

    def __init__(self, task_id: int = 0, title: str = "", number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, task=task_id, title=title)

    def title_text(self) -> str:
        """Which task."""
        return self.text(self.TITLE_KEY, title=self.about["title"])


class EndTaskForm(TaskForm):
    """The task is done: what came of it."""

    FORM: ClassVar[str] = "task.end"
    TITLE_KEY = "task_form.end"
    TOPIC = "task_form"
    SAVED = "task_form.ended"

    def fields(self) -> Sequence[Field]:
        """The result."""
        return (
            fields.text("result", most=LONG_TEXT, cells=52, label="task_form.result", hint="task_form.hint_result"),
            self.happened_field(),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """End it."""
        number, result, at = self.about["task"], values["result"] or "", values["happened_at"]
        return self.write(
            data,
            "case.end_task",
            lambda work: record_id(end_task(work, number, result, happened_at=at, engine=data.engine)),
        )


class CancelTaskForm(TaskForm):
    """The task is not needed after all."""

    FORM: ClassVar[str] = "task.cancel"
    TITLE_KEY = "task_form.cancel"
    TOPIC = "task_form"
    SAVED = "task_form.cancelled"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (fields.text("reason", most=LONG_TEXT, cells=52, required=True, label="case_form.reason"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Cancel it."""
        number, reason = self.about["task"], values["reason"]
        return self.write(
            data,
            "case.cancel_task",
            lambda work: record_id(cancel_task(work, number, reason, engine=data.engine)),
        )


class MoveTaskForm(VersionedForm, TaskForm):
    """Somebody else does it, and has to take it anew. Who handed it on meanwhile is shown."""

    FORM: ClassVar[str] = "task.move"
    TITLE_KEY = "task_form.move"
    TOPIC = "task_form"
    SAVED = "task_form.moved"

    def fields(self) -> Sequence[Field]:
        """To whom."""
        return (
            fields.lookup("staff_id", _colleagues, required=True, cells=36, label="task_form.to"),
            fields.text("note", most=LONG_TEXT, cells=52, label="task_form.note"),
        )

    @property
    def number(self) -> int:
        """The task."""
        return int(self.about["task"])

    def stored(self, data: Any) -> Stored:
        """Who has it."""

        def read(reader: Reader) -> Stored:
            task = reader.get(CaseTask, self.number)
            name = reader.get(Staff, task.staff_id).name if task.staff_id is not None else ""
            return {"staff_id": Option(task.staff_id, name) if name else None}, task.version

        found: Stored = data.store.read(read)
        return found

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        return hands_of(data, "casetask", self.number, steps)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who shall have it, only the clerk knows."""
        super().fill(data)
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Hand it on."""
        number, staff, note = self.about["task"], values["staff_id"], values["note"] or ""
        return self.write(
            data,
            "case.move_task",
            lambda work: record_id(move_task(work, number, staff_id=staff, note=note, seen=self.version)),
        )


def _colleagues(data: Any, text: str) -> Sequence[Option]:
    """Who works here now, by name or department."""
    wanted = fold(text).split()
    people = data.store.read(lambda reader: list_staff(reader))
    options = [Option(person.id, person.name, person.department) for person in people]
    return [one for one in options if all(word in fold(f"{one.label} {one.note}") for word in wanted)][:20]


def take(data: Any, task_id: int, now: Any) -> int:
    """Acknowledge a task at once: there is nothing to ask."""
    return int(data.write("case.take_task", lambda work: record_id(take_task(work, task_id, engine=data.engine)), now))
