"""The versions of the contract's text, those that hold first; F2 begins a new one, Enter opens one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.fields_form import CaseForm, hands_of
from deskapp.casework.screens.papers_parts import PapersList, Told
from deskapp.desks.contracts.sale.drafts import TemplateDraft
from deskapp.desks.contracts.sale.templates import TemplateRow, add_template, edit_template, list_templates
from deskapp.office.property.queries import list_projects
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import bindings
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.record_form import Hands, Stored, VersionedForm
from deskapp.ui.work import run
from deskapp.values.text import fold

LONG = 2_000
_TEXTS = ("name", "edition", "changes", "source", "reviewed_by")


class TemplatesScreen(PapersList):
    """One line a version; below it what it changed and who reviewed it."""

    TITLE_KEY = "templates.title"
    TOPIC = "templates"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[int, TemplateRow] = {}

    def body(self) -> Iterable[Widget]:
        """The versions."""
        yield Listing(
            (
                Column("name", label="templates.name", weight="strong", least=20),
                Column("valid_from", 11, label="templates.valid_from"),
                Column("valid_to", 11, label="templates.valid_to"),
                Column("contracts", 8, label="templates.contracts", align="right"),
                Column("state", 10, label="templates.state", weight="muted"),
            ),
            blank="templates.none",
            id="templates",
        )
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    def load(self) -> None:
        """Read them."""
        today = shell_of(self).now().date()
        run(self, lambda data: data.store.read(lambda reader: list_templates(reader, today)), self._show)

    def _show(self, rows: Sequence[TemplateRow]) -> None:
        self.rows = {row.id: row for row in rows}
        listing = self.query_one(Listing)
        before = listing.current
        listing.show(Row(row.id, self._cells(row), weight="plain" if row.holds else "muted") for row in rows)
        keys = [row.key for row in listing.rows]
        if before is not None and before.key in keys:
            listing.move(keys.index(before.key))
        self.loaded()

    def _cells(self, row: TemplateRow) -> tuple[str, ...]:
        draft, words = row.draft, self.words
        return (
            row.called,
            words.day(draft.valid_from),
            words.day(draft.valid_to) if draft.valid_to else "",
            words.number(row.contracts),
            words.text("templates.holds" if row.holds else "templates.over"),
        )

    def on_listing_moved(self) -> None:
        """What it changed, and who reviewed it."""
        current = self.query_one(Listing).current
        row = self.rows.get(int(str(current.key))) if current is not None else None
        self.query_one(Told).show(() if row is None else self._told(row))

    def _told(self, row: TemplateRow) -> Iterable[Run]:
        draft = row.draft
        if draft.reviewed_on is not None:
            yield self.text("templates.reviewed", day=draft.reviewed_on, who=draft.reviewed_by or "-"), "plain"
        yield " ".join(filter(None, (row.project, draft.source))), "muted"
        yield draft.changes, "plain"

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Its form."""
        self.app.push_screen(TemplateForm(int(str(event.row.key))), self.returned)

    def action_new(self) -> None:
        """A new version, which begins like the one under the cursor."""
        current = self.query_one(Listing).current
        self.app.push_screen(TemplateForm(like=int(str(current.key)) if current is not None else 0), self.returned)


class TemplateForm(VersionedForm, CaseForm):
    """A version of the text; ``like`` is the one that a new version begins with."""

    FORM: ClassVar[str] = "contract.template"
    TITLE_KEY = "template_form.title"
    TOPIC = "templates"
    SAVED = "template_form.saved"

    def __init__(self, template_id: int = 0, draft: Draft | None = None, *, like: int = 0) -> None:
        CaseForm.__init__(self, 0, "", draft, template=template_id, like=like, version=None, base={})

    @property
    def number(self) -> int | None:
        """The version that is edited; None for a new one."""
        return int(self.about["template"]) or None

    def places(self) -> Sequence[Place]:
        """The version."""
        return (("contract_template", self.number),) if self.number else ()

    def fields(self) -> Sequence[Field]:
        """Name and edition tell versions apart."""
        return (
            fields.text("name", required=True, most=64, cells=34, label="templates.name"),
            fields.text("edition", required=True, most=64, cells=20, label="template_form.edition"),
            fields.day("valid_from", self.read_day, required=True, label="templates.valid_from"),
            fields.day("valid_to", self.read_day, label="templates.valid_to", hint="template_form.hint_to"),
            fields.day("reviewed_on", self.read_day, label="template_form.reviewed_on"),
            fields.text("reviewed_by", most=64, cells=20, label="template_form.reviewed_by"),
            fields.text("changes", most=LONG, cells=34, label="template_form.changes"),
            fields.text("source", optional=True, most=64, cells=34, label="template_form.source"),
            fields.lookup(
                "project_id", _projects, optional=True, label="column.project", hint="template_form.hint_project"
            ),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored; a new one has the name of the last, from today."""
        if self.number is not None:
            return super().fill(data)
        like = int(self.about["like"])
        name = self._stored(data, like)[0]["name"] if like else None
        return {"name": name, "valid_from": self.today}

    def stored(self, data: Any) -> Stored:
        """What is stored, with its version."""
        return self._stored(data, int(self.about["template"]))

    def _stored(self, data: Any, number: int) -> tuple[dict[str, Any], int]:
        rows = data.store.read(lambda reader: list_templates(reader, self.today))
        row = next(one for one in rows if one.id == number)
        draft = row.draft
        self.note(number=row.called if self.number else "")
        found: dict[str, Any] = {name: getattr(draft, name) or None for name in _TEXTS}
        found |= {name: getattr(draft, name) for name in ("valid_from", "valid_to", "reviewed_on")}
        found["project_id"] = None if draft.project_id is None else Option(draft.project_id, row.project)
        return found, row.version

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        return hands_of(data, "contracttemplate", int(self.about["template"]), steps)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Add it, or change it."""
        draft = TemplateDraft(
            values["name"],
            values["edition"],
            changes=values["changes"] or "",
            source=values["source"] or "",
            reviewed_by=values["reviewed_by"] or "",
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            reviewed_on=values["reviewed_on"],
            project_id=values["project_id"],
        )

        def do(work: Work) -> int:
            if self.number is None:
                return record_id(add_template(work, draft))
            return record_id(edit_template(work, self.number, draft, self.version))

        return self.write(data, "contract.template", do)


def _projects(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text).split()
    found = data.store.read(list_projects)
    return [Option(row.id, row.name) for row in found if all(word in fold(row.name) for word in wanted)][:20]
