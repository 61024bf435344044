"""A notice to the buyers of a project, of buildings or of single homes: a change of design, news of the building."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.desks.contracts.arrears.model import NOTICE_KINDS
from deskapp.desks.contracts.arrears.screens.bulk import preview_lines, print_all, progress_on, tell_all
from deskapp.desks.contracts.arrears.screens.demand import YES_NO
from deskapp.desks.contracts.notices.actions import NoticeDraft, make_notice
from deskapp.desks.contracts.notices.queries import Preview, find_affected, find_home, preview
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.office.property.queries import find_projects
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.ui.work import run
from deskapp.values.rooms import strip_building
from deskapp.values.text import fold

KINDS: Final = tuple(one for one in NOTICE_KINDS if one != "overdue")
_PARTING: Final = str.maketrans("，、；;", ",,,,")


class NoticeForm(FormScreen[int]):
    """Dismisses with the notice; to how many it goes is said while it is filled in."""

    FORM: ClassVar[str] = "notice.make"
    TITLE_KEY = "notice_form.title"
    TOPIC = "notice_form"

    def __init__(self, draft: Draft | None = None) -> None:
        super().__init__(draft=draft)
        self.found: Preview | None = None
        self._asked: tuple[Any, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The form, and to how many it would go."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """What, to whom, by when; the texts in the clerk's language first."""
        return (
            fields.choice("kind", KINDS, "notice_kind", required=True, label="notice_form.kind"),
            fields.lookup("project", _find_projects, required=True, label="notice_form.project"),
            fields.text("where", cells=28, label="notice_form.where", hint="notice_form.hint_where"),
            fields.day("answer_by", self._read_day, label="notice_form.answer_by", hint="notice_form.hint_answer_by"),
            *(field for language in self._languages() for field in self._texts(language)),
            fields.choice("letters", YES_NO, "notice_form.letters_are", label="notice_form.letters"),
        )

    def _languages(self) -> Sequence[str]:
        return (self.words.language, *(one for one in LANGUAGES if one != self.words.language))

    def _texts(self, language: str) -> Iterable[Field]:
        folded: dict[str, Any] = {"optional": language != self.words.language, "cells": 36}
        name = self.text(f"language.{language}")
        yield fields.text(f"title_{language}", label=self.text("notice_form.head", language=name), **folded)
        yield fields.text(f"text_{language}", label=self.text("notice_form.text", language=name), most=8_000, **folded)

    def _read_day(self, text: str) -> Any:
        return read_typed_day(text, self.words.language, self.today)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The only project there is."""
        projects = _find_projects(data, "")
        return {"letters": "no", **({"project": projects[0]} if len(projects) == 1 else {})}

    def filled(self) -> None:
        """To how many it would go."""
        self._count()

    @on(Form.Changed)
    def _count(self) -> None:
        rows = self.form.rows
        project, where = rows["project"].typed[0], str(rows["where"].typed)
        if not project or (project, where) == self._asked:
            return
        self._asked = (project, where)
        today = self.today

        def read(reader: Reader) -> Preview:
            return preview(reader, _affected(reader, int(project), where), "", today)

        run(self, lambda data: data.store.read(read), self._counted, failed=self.tell_error, group="count")

    def _counted(self, found: Preview) -> None:
        self.found = found
        self.query_one(Facts).show(preview_lines(found, self.words))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Make it, and tell them."""
        app, project, today = shell_of(self), int(values["project"]), self.today
        where = values["where"] or ""
        found: Preview = data.store.read(lambda reader: preview(reader, _affected(reader, project, where), "", today))
        if not found.deals:
            raise DeskError("notice_form.goes_to_nobody", "where")
        buildings, units = data.store.read(lambda reader: read_where(reader, project, where))
        titles: dict[str, str] = {language: values[f"title_{language}"] or "" for language in LANGUAGES}
        texts: dict[str, str] = {language: values[f"text_{language}"] or "" for language in LANGUAGES}
        whom = {"project": project, "buildings": buildings, "units": units}
        draft = NoticeDraft(values["kind"], project, titles, texts, "", values["answer_by"], whom)
        notice: int = data.write("notice.make", lambda work: record_id(make_notice(work, draft)), app.now())
        tell_all(data, notice, found.deal_ids, app.now, progress_on(self, found.deals))
        if values["letters"] == "yes":
            print_all(data, notice, found.deal_ids, app.settings.counter, app.now)
        self.found = found
        return notice

    def refused(self, error: DeskError) -> None:
        """Title and text are asked in the clerk's language first."""
        if error.field in ("title", "text"):
            error.field = f"{error.field}_{self.words.language}"
        super().refused(error)

    def saved(self, result: int) -> None:
        """Say to how many it goes."""
        app, count = shell_of(self), self.found.deals if self.found is not None else 0
        super().saved(result)
        app.tell("notice_form.saved", count=count)


def read_where(reader: Reader, project: int, text: str) -> tuple[list[str], list[int]]:
    """Buildings by their codes and homes by their rooms, as they are typed: ``3栋, 5``, ``3-2-1501 3-2-1502``.

    Where single homes are named it is about these alone.
    """
    buildings: list[str] = []
    units: list[int] = []
    for one in text.translate(_PARTING).replace(",", " ").split():
        if not any(sign in one for sign in "-.") and "室" not in one:
            buildings.append(strip_building(one))
            continue
        unit = find_home(reader, project, one)
        if unit is None:
            raise DeskError("notice_form.no_home", "where", value=one)
        units.append(unit)
    return ([] if units else buildings), units


def _affected(reader: Reader, project: int, where: str) -> list[int]:
    buildings, units = read_where(reader, project, where)
    return find_affected(reader, project, buildings, units)


def _find_projects(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text)
    found = data.store.read(find_projects)
    return [Option(number, name) for number, name in found if wanted in fold(name)]
