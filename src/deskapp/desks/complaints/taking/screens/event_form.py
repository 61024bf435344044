"""The form of a mass event: what, where, since when, until when, and the one text that every clerk reads out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.complaints.taking.events import EventDraft, edit_event, get_event, open_event
from deskapp.desks.complaints.taking.rows import EventRow
from deskapp.desks.complaints.taking.rules import categories, causes
from deskapp.locale import LANGUAGES
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.property.queries import find_projects, list_buildings
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.cells import typed
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.values.text import fold

CELLS: Final = 34
_MOST: Final = 9


class EventForm(CaseForm):
    """Dismisses with the event's id; ``event`` 0 begins one."""

    FORM: ClassVar[str] = "mass_event.edit"
    TITLE_KEY = "mass_event.form"
    TOPIC = "mass_events"
    SAVED = "mass_event.saved"

    def __init__(self, event: int = 0, draft: Draft | None = None) -> None:
        super().__init__(0, "", draft, event=event)

    @property
    def event_id(self) -> int:
        """Which one; 0 for a new one."""
        return int(self.about["event"])

    def places(self) -> Sequence[Place]:
        """The event, where it is there already."""
        return (("mass_event", self.event_id),) if self.event_id else ()

    def fields(self) -> Sequence[Field]:
        """The text in each language that people speak at this counter."""
        own = self.words.language
        spoken = (own, *(one for one in LANGUAGES if one != own))
        return (
            fields.text("title", required=True, cells=CELLS, label="mass_event.title", hint="mass_event.hint_title"),
            fields.choice(
                "category",
                categories(),
                "complaint_category",
                cells=CELLS,
                label="complaint_log.category",
                hint="complaint_log.hint_category",
            ),
            fields.lookup("building", find_buildings, cells=CELLS, label="mass_event.building"),
            fields.text("entrance", cells=8, label="mass_event.entrance"),
            *(
                fields.text(
                    f"said_{language}",
                    cells=CELLS,
                    most=NOTE_LIMIT,
                    label=f"mass_event.said_{language}",
                    hint="mass_event.hint_said",
                    optional=language != own,
                )
                for language in spoken
            ),
            self.moment_field("expected_at", label="mass_event.expected_at", hint="case_form.hint_moment"),
            self.moment_field("begun_at", label="mass_event.begun_at", hint="case_form.hint_happened", optional=True),
            fields.choice("cause", causes(), "complaint_cause", cells=CELLS, label="mass_event.cause", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored."""
        if not self.event_id:
            return {}
        row: EventRow = data.store.read(lambda reader: get_event(reader, self.event_id))
        if self.about.get("version") is None:
            self.note(version=row.version, number=row.number)
        zone = self._zone
        place = row.place.removesuffix(f"-{row.entrance}")
        return {
            "title": row.title,
            "category": row.category or None,
            "building": Option(row.building_id, place) if row.building_id else None,
            "entrance": row.entrance or None,
            "expected_at": row.expected_at.astimezone(zone) if row.expected_at else None,
            "begun_at": row.begun_at.astimezone(zone),
            "cause": row.cause or None,
            **{f"said_{language}": row.said.get(language) for language in LANGUAGES},
        }

    @property
    def _zone(self) -> Any:
        return shell_of(self).now().tzinfo

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Begin it, or say something else from now on."""
        draft = EventDraft(
            values["title"],
            values["category"] or "",
            values["building"],
            None,
            values["entrance"] or "",
            {language: values[f"said_{language}"] or "" for language in LANGUAGES},
            values["cause"] or "",
            values["begun_at"],
            values["expected_at"],
        )
        if self.event_id:
            seen = self.about.get("version")
            return self.write(data, "event.edit", lambda work: record_id(edit_event(work, self.event_id, draft, seen)))
        made, number = self.write(data, "event.open", lambda work: _made(open_event(work, draft)))
        self.note(number=number)
        return made

    def stale(self, error: Any) -> None:
        """The next save means what is stored now."""
        self.note(version=error.current["version"])
        super().stale(error)


def find_buildings(data: Any, text: str) -> Sequence[Option]:
    """Buildings by project and number."""
    wanted = fold(text).replace(" ", "")

    def read(reader: Reader) -> list[Option]:
        found = []
        for project, name in find_projects(reader):
            for number, code in list_buildings(reader, project):
                label = typed(f"{name} {code}")
                if wanted in fold(label).replace(" ", ""):
                    found.append(Option(number, label))
        exact = [one for one in found if fold(one.label).split()[-1:] == [wanted]]
        return [*exact, *(one for one in found if one not in exact)][:_MOST]

    options: list[Option] = data.store.read(read)
    return options


def _made(event: Any) -> tuple[int, str]:
    return record_id(event), event.number


FORMS: Final = (EventForm,)
