"""Somebody moves out or sells: the day from which they own or live there no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from textual.widget import Widget

from deskapp.desks.reception.queries import Resident, get_resident
from deskapp.desks.reception.screens.record_form import ReceptionForm
from deskapp.errors import Fault
from deskapp.office.property.actions import end_resident
from deskapp.office.property.rules import show_share
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.cells import fit, width
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.reading import read_typed_day

_FACTS: Final = ("resident_name", "room", "role", "share", "since")


class Facts(Lines):
    """Who it is, before anything is ended."""

    DEFAULT_CSS = "Facts { height: auto; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="facts")
        self.resident: Resident | None = None

    def line_count(self, width: int) -> int:
        """A line for each fact."""
        return len(_FACTS)

    def line(self, y: int) -> Iterable[Run]:
        """Label and fact."""
        if self.resident is None:
            return
        resident, words = self.resident, self.words
        told = (
            resident.name,
            resident.unit,
            words.text(f"person_role.{resident.role}"),
            show_share(resident.share) if resident.share else "-",
            words.day(resident.since) if resident.since else "-",
        )
        labels = [words.text(f"column.{name}") for name in _FACTS]
        yield f" {fit(labels[y], max(map(width, labels)))}  ", "muted"
        yield told[y], "strong" if y == 0 else "plain"


class EndResident(ReceptionForm):
    """Dismisses with the row's id; the row stays as history."""

    FORM = "resident.end"
    TOPIC = "end_resident"

    def __init__(self, unit_person_id: int = 0, draft: Draft | None = None) -> None:
        super().__init__({"id": unit_person_id, "name": ""}, draft)
        self._resident: Resident | None = None

    def title_text(self) -> str:
        """Who."""
        return self.text("end_resident.title", name=self.about["name"])

    def body(self) -> Iterable[Widget]:
        """Who it is, and the day."""
        yield Facts()
        yield from super().body()

    def fields(self) -> Sequence[Field]:
        """One day."""
        return (
            fields.day(
                "until", self._read_day, required=True, label="end_resident.until", hint="end_resident.hint_until"
            ),
        )

    def _read_day(self, text: str) -> tuple[Any, Fault | None]:
        day, fault = read_typed_day(text, self.words.language, self.today)
        since = self._resident.since if self._resident else None
        if day is not None and since is not None and day < since:
            return None, Fault("draft.ends_before_start")
        return day, fault

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Mostly it is told on the day."""
        number = self.about["id"]
        self._resident = data.store.read(lambda reader: get_resident(reader, number))
        return {"until": self.today}

    def filled(self) -> None:
        """Who it is."""
        if self._resident is not None:
            self.note(name=self._resident.name)
            self._show()

    def _show(self) -> None:
        facts = self.query_one(Facts)
        facts.resident = self._resident
        facts.refresh(layout=True)
        self.refresh_title()

    async def retranslate(self) -> None:
        """The facts are words, too."""
        await super().retranslate()
        if self.query(Facts):
            self._show()

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """End the row."""
        number, until = self.about["id"], values["until"]
        now = shell_of(self).now()
        return int(data.write("resident.end", lambda work: record_id(end_resident(work, number, until)), now))

    def saved(self, result: int) -> None:
        """Say so on the screen below, and what to do where it was a mistake."""
        app, name = shell_of(self), self.about["name"]
        super().saved(result)
        app.tell("end_resident.saved", name=name)
