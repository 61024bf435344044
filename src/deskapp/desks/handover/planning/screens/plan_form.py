"""What the forms of this room have alike: the record that they are about, days as the clerk writes them, choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from deskapp.errors import Fault
from deskapp.office.property.queries import find_projects
from deskapp.office.staff.queries import list_departments
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.values.text import fold

T = TypeVar("T")
WIDE = 46


class PlanForm(FormScreen[int]):
    """``about`` names the record by its kind (``ENTITY``) and holds the version that it was opened with."""

    ENTITY = ""
    SAVED = ""

    def __init__(self, draft: Draft | None = None, **about: Any) -> None:
        super().__init__(about, draft)

    def number(self, name: str) -> int:
        """A record that it is about."""
        return int(self.about[name])

    def places(self) -> Sequence[Place]:
        """The record, where there is one yet."""
        number = self.about.get(self.ENTITY) if self.ENTITY else None
        return ((self.ENTITY, int(number)),) if number else ()

    def title_text(self) -> str:
        """What is done, to what."""
        parts = (self.text(self.TITLE_KEY), str(self.about.get("name") or ""))
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def draft_title(self) -> str:
        """The name tells two drafts apart."""
        return self.title_text()

    def read_day(self, text: str) -> tuple[date | None, Fault | None]:
        """A day as the clerk's language writes it."""
        return read_typed_day(text, self.words.language, self.today)

    def day_field(self, name: str, **more: Any) -> Field:
        """A day."""
        return fields.day(name, self.read_day, **more)

    def read(self, data: Any, query: Callable[[Reader], T]) -> T:
        """One snapshot; in a thread."""
        found: T = data.store.read(query)
        return found

    def write(self, data: Any, action: str, do: Callable[[Work], T]) -> T:
        """Do it as this clerk, now; in a thread."""
        done: T = data.write(action, do, shell_of(self).now())
        return done

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
        app, told, name = shell_of(self), self.SAVED, str(self.about.get("name") or "")
        super().saved(result)
        if told:
            app.tell(told, name=name)


def find_project_options(data: Any, text: str) -> Sequence[Option]:
    """Projects by name, where there are many."""
    wanted = fold(text)
    found = data.store.read(find_projects)
    return [Option(number, name) for number, name in found if wanted in fold(name)][:9]


def find_department_options(data: Any, text: str) -> Sequence[Option]:
    """Departments by name."""
    wanted = fold(text)
    found = data.store.read(list_departments)
    return [Option(number, name) for number, name in found if wanted in fold(name)][:9]
