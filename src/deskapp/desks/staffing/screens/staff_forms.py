"""Forms about the people who work here: somebody new, an absence, a role, work handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar, cast

from deskapp.cases.handing_over import count_open_work, hand_over
from deskapp.office.access.actions import grant_role
from deskapp.office.access.rules import roles
from deskapp.office.property.queries import list_projects
from deskapp.office.signin.deputies import note_absence
from deskapp.office.signin.people import StaffDraft, add_staff
from deskapp.office.staff.queries import list_departments, list_staff
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.values.text import fold

T = TypeVar("T")


class PersonForm(FormScreen[int]):
    """Something about one person; ``about`` has their id and name."""

    def __init__(self, staff_id: int = 0, name: str = "", draft: Draft | None = None) -> None:
        super().__init__({"id": staff_id, "name": name}, draft)

    @property
    def staff_id(self) -> int:
        """Whom it is about."""
        return int(self.about["id"])

    def title_text(self) -> str:
        """What it is, and about whom."""
        return self.text(self.TITLE_KEY, name=self.about["name"])

    def day_field(self, name: str, **more: Any) -> Field:
        """A day as it is typed here."""
        return fields.day(name, lambda text: read_typed_day(text, self.words.language, self.today), **more)

    def write(self, data: Any, action: str, do: Callable[[Work], T]) -> T:
        """One unit of work."""
        return cast("T", data.write(action, do, shell_of(self).now()))


class NewPersonForm(PersonForm):
    """Somebody new works here."""

    FORM = "staff.add"
    TITLE_KEY = "staff_form.add"
    TOPIC = "staff"

    def fields(self) -> Sequence[Field]:
        """Number and name; the rest may wait."""
        return (
            fields.text("number", required=True, label="column.staff_number", hint="staff_form.hint_number", most=60),
            fields.text("name", required=True, label="column.staff_name", most=200),
            fields.lookup("department_id", _departments, label="column.department"),
            fields.text("phone", label="column.phone"),
            fields.text("email", label="column.email"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Add them."""
        told = {name: values[name] or "" for name in ("number", "name", "phone", "email")}
        draft = StaffDraft(**told, department_id=values["department_id"])
        return self.write(data, "staff.add", lambda work: record_id(add_staff(work, draft)))


class AbsenceForm(PersonForm):
    """Somebody will be away, and who stands in."""

    FORM = "staff.absence"
    TITLE_KEY = "staff_form.absence"
    TOPIC = "staff"

    def fields(self) -> Sequence[Field]:
        """Both days included."""
        return (
            self.day_field("since", required=True, label="staff_form.since"),
            self.day_field("until", required=True, label="staff_form.until"),
            fields.lookup("deputy_id", _colleagues, label="staff_form.deputy", hint="staff_form.hint_deputy"),
            fields.text("reason", label="staff_form.why", most=200),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """From today on."""
        return {"since": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        note = partial(
            note_absence,
            staff_id=self.staff_id,
            since=values["since"],
            until=values["until"],
            deputy_id=values["deputy_id"],
            reason=values["reason"] or "",
        )
        return self.write(data, "staff.absence", lambda work: record_id(note(work)))


class HandOverForm(PersonForm):
    """All open work of somebody to somebody else. Dismisses with how many cases, tasks and appointments went."""

    FORM = "staff.reassign"
    TITLE_KEY = "staff_form.hand_over"
    TOPIC = "staff"

    def fields(self) -> Sequence[Field]:
        """To whom, and why: it stands in every case."""
        return (
            fields.lookup("to", _colleagues, required=True, label="staff_form.to"),
            fields.text("reason", required=True, label="staff_form.why", most=200, cells=40),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Count what would go."""
        count = data.store.read(partial(count_open_work, staff_id=self.staff_id))
        self.note(cases=count.cases, tasks=count.tasks, appointments=count.appointments)
        return {}

    def filled(self) -> None:
        """Say how much it is."""
        names = ("cases", "tasks", "appointments")
        self.tell("staff_form.in_hand", weight="plain", **{name: self.about.get(name, 0) for name in names})

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """All of it, or nothing."""
        do = partial(hand_over, staff_id=self.staff_id, to_id=values["to"], reason=values["reason"])
        moved = self.write(data, "staff.reassign", do)
        return moved.cases + moved.tasks + moved.appointments


class RoleForm(PersonForm):
    """A role for somebody, with its reason; what each role may and has to do, the roles' page says."""

    FORM: ClassVar[str] = "staff.role"
    TITLE_KEY = "staff_form.role"
    TOPIC = "staff"

    def fields(self) -> Sequence[Field]:
        """The role, where it holds, until when, why."""
        return (
            fields.choice("role", tuple(roles()), "role", required=True, label="staff_form.role_label", cells=24),
            fields.lookup("project_id", _projects, label="column.project", hint="staff_form.hint_project"),
            self.day_field("until", label="staff_form.until", optional=True),
            fields.text("reason", required=True, label="staff_form.why", most=200, cells=40),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Give it."""
        give = partial(
            grant_role,
            staff_id=self.staff_id,
            role=values["role"],
            reason=values["reason"],
            project_id=values["project_id"],
            until=values["until"],
        )
        return self.write(data, "access.grant", lambda work: record_id(give(work)))


def _fitting(options: Sequence[Option], text: str) -> Sequence[Option]:
    wanted = fold(text).split()
    return [one for one in options if all(word in fold(f"{one.label} {one.note}") for word in wanted)][:20]


def _colleagues(data: Any, text: str) -> Sequence[Option]:
    people = data.store.read(list_staff)
    return _fitting([Option(person.id, person.name, person.number) for person in people], text)


def _departments(data: Any, text: str) -> Sequence[Option]:
    return _fitting([Option(key, name) for key, name in data.store.read(list_departments)], text)


def _projects(data: Any, text: str) -> Sequence[Option]:
    return _fitting([Option(row.id, row.name) for row in data.store.read_all(list_projects)], text)
