"""A form over one stored record: opened with a version, and compared field by field where somebody saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskapp.errors import DeskError, Fault, StaleEdit
from deskapp.ui.drafts import Draft
from deskapp.ui.field_row import FieldRow
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.reading import stands_for, stands_in
from deskapp.ui.work import run

Stored = tuple[Mapping[str, Any], int]


class ReceptionForm(FormScreen[int]):
    """What all forms of the reception have."""


class RecordForm(ReceptionForm):
    """Subclasses give ``stored``. ``about`` holds the record's ``id``, the ``version`` it was opened with and as
    ``base`` what stood in each field then; they come back with a draft, so that an old one covers no newer save.
    """

    def __init__(self, number: int | None = None, draft: Draft | None = None, **about: Any) -> None:
        super().__init__({"id": number, "version": None, "base": {}, **about}, draft)
        self._read: Stored | None = None
        self._start_at = ""

    @property
    def number(self) -> int | None:
        """The record that is edited; None for a new one."""
        found: int | None = self.about["id"]
        return found

    @property
    def version(self) -> int | None:
        """The version that the clerk has seen."""
        found: int | None = self.about["version"]
        return found

    def stored(self, data: Any) -> Stored:
        """The values stored now, by field, and their version; in a thread."""
        raise DeskError("store.gone", entity=self.FORM, number=self.number)

    def start_at(self, name: str) -> None:
        """Let a field have the focus as soon as the stored values stand in the form."""
        self._start_at = name

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored."""
        if self.number is None:
            return {}
        self._read = self.stored(data)
        return self._read[0]

    def filled(self) -> None:
        """The first time this is what the clerk has seen; a draft older than the record is compared at once."""
        if self._read is not None:
            if self.version is None:
                self._have_seen(*self._read)
            elif self._read[1] != self.version:
                self.compare(self._read)
        self.refresh_title()
        row = self.form.rows.get(self._start_at)
        if row is not None:
            self.set_focus(row.focus_target)
        self._start_at = ""

    def action_save(self) -> None:
        """Not before the form shows what it is about to replace."""
        if self.number is None or self.version is not None:
            super().action_save()

    def _have_seen(self, values: Mapping[str, Any], version: int) -> None:
        base = {name: stands_for(row.field, values.get(name), self.words) for name, row in self.form.rows.items()}
        self.note(version=version, base=base)

    # ---- somebody else saved meanwhile

    def stale(self, error: StaleEdit) -> None:
        """Read what is stored now, the parts of the record too, and show both versions."""
        self.reread()

    def reread(self) -> None:
        """Compare the form with what is stored now."""
        run(self, self.stored, self.compare, group="fill")

    def compare(self, now: Stored) -> None:
        """Fields that were left alone take what is stored now; beside one that was typed in stands what is stored."""
        values, version = now
        base: Mapping[str, str] = self.about["base"]
        theirs: dict[str, Any] = {}
        notes: dict[str, Fault] = {}
        for name, row in self.form.rows.items():
            current, mine, seen = (
                stands_for(row.field, values.get(name), self.words),
                stands_in(row),
                base.get(name, ""),
            )
            if current in (mine, seen):
                continue
            if mine == seen:
                theirs[name] = values.get(name)
            code, told = ("record_form.theirs", seen) if mine == seen else ("form.stored_now", current)
            if base or mine:
                notes[name] = Fault(code, {"value": self._worded(row, told)}, warning=True)
        self.form.load(theirs)
        for name, note in notes.items():
            self.form.rows[name].remark(note)
        self._have_seen(values, version)
        self.refresh_title()
        if base:
            self.tell("record_form.stale", "warning")

    def _worded(self, row: FieldRow, told: str) -> str:
        if not told:
            return "-"
        return self.text(f"{row.field.code_key}.{told}") if row.field.codes else told
