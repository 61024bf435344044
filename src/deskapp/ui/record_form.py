"""A form over one stored record: opened with a version, and compared field by field where somebody saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from deskapp.errors import DeskError, Fault, StaleEdit
from deskapp.ui.drafts import Draft
from deskapp.ui.field_row import FieldRow
from deskapp.ui.fields import MOST_CHARACTERS
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.reading import stands_for, stands_in
from deskapp.ui.versions import Choice, Difference, Hand, VersionsScreen
from deskapp.ui.work import run

Stored = tuple[Mapping[str, Any], int]
Hands = Mapping[str, Hand]
"""Who changed a field last, by its name; under an empty name who changed anything last."""


class VersionedForm(FormScreen[int]):
    """Subclasses give ``stored`` and ``hands``. ``about`` holds the ``version`` it was opened with and as ``base`` what
    stood in each field then; they come back with a draft, so that an old one covers no newer save. Of a number that is
    kept from view ``base`` holds what may be seen of it, and a fingerprint.
    """

    _read: tuple[Stored, Hands] | None = None
    _start_at = ""

    @property
    def number(self) -> int | None:
        """The record that is edited; None for a new one."""
        found: int | None = self.about.get("id")
        return found

    @property
    def version(self) -> int | None:
        """The version that the clerk has seen."""
        found: int | None = self.about.get("version")
        return found

    @property
    def base(self) -> Mapping[str, str]:
        """What stood in each field when the clerk saw it."""
        found: Mapping[str, str] = self.about.get("base") or {}
        return found

    def stored(self, data: Any) -> Stored:
        """The values stored now, by field, and their version; in a thread."""
        raise DeskError("store.gone", entity=self.FORM, number=self.number)

    def hands(self, data: Any, steps: int) -> Hands:
        """Who made the last so many changes; in a thread."""
        return {}

    def start_at(self, name: str) -> None:
        """Let a field have the focus as soon as the stored values stand in the form."""
        self._start_at = name

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored."""
        if self.number is None:
            return {}
        self._read = self._read_now(data)
        return self._read[0][0]

    def filled(self) -> None:
        """The first time this is what the clerk has seen; a draft older than the record is compared at once."""
        if self._read is not None:
            stored, _ = self._read
            if self.version is None:
                self._have_seen(*stored)
            elif stored[1] != self.version:
                self._compare(self._read)
        self.refresh_title()
        row = self.form.rows.get(self._start_at)
        if row is not None:
            self.set_focus(row.focus_target)
        self._start_at = ""

    def action_save(self) -> None:
        """Not before the form shows what it is about to replace: a save that comes earlier waits for that."""
        if self.number is None or self.version is not None or not self._is_filled:
            super().action_save()

    def _read_now(self, data: Any) -> tuple[Stored, Hands]:
        stored, seen = self.stored(data), self.version
        steps = 0 if seen is None else stored[1] - seen
        return stored, self.hands(data, steps) if steps > 0 else {}

    def _have_seen(self, values: Mapping[str, Any], version: int) -> None:
        base = {name: self._mark(row, self._current(row, values)) for name, row in self.form.rows.items()}
        self.note(version=version, base=base)

    def _current(self, row: FieldRow, values: Mapping[str, Any]) -> str:
        return stands_for(row.field, values.get(row.field.name), self.words)

    def _mark(self, row: FieldRow, text: str) -> str:
        """A text as ``base`` keeps it."""
        if not text or row.field.hide is None:
            return text
        salt = self.draft.id.encode()[:64]
        return f"{row.masked(text)} {blake2b(text.encode(), digest_size=8, key=salt).hexdigest()}"

    def _texts(self, row: FieldRow, values: Mapping[str, Any]) -> tuple[str, str, str]:
        """What is stored now, what stands in the field, and what stood there when the clerk saw it: to be compared."""
        mine, seen = stands_in(row), self.base.get(row.field.name, "")
        is_old_mask = row.field.hide is not None and bool(seen) and mine == _seen_of(seen)
        marks = self._mark(row, self._current(row, values)), seen if is_old_mask else self._mark(row, mine), seen
        if row.field.hide is None:
            return marks
        # the same number of another kind is masked in another way
        current, standing, before = (mark.rpartition(" ")[2] for mark in marks)
        return current, standing, before

    # ---- somebody else saved meanwhile

    def stale(self, error: StaleEdit) -> None:
        """Read what is stored now, the parts of the record too, and show both versions."""
        run(self, self._read_now, self._save_anew, group="fill")

    def reread(self) -> None:
        """Compare the form with what is stored now."""
        run(self, self._read_now, self._compare, group="fill")

    def _save_anew(self, now: tuple[Stored, Hands]) -> None:
        stored, hands = now
        differences = self._differences(stored[0], hands)
        if differences:
            self._remark(stored[0])
            self._ask(stored, differences)
        else:
            # what the other changed is nothing that this form shows
            self._have_seen(*stored)
            self.action_save()

    def _compare(self, now: tuple[Stored, Hands]) -> None:
        stored, hands = now
        differences = self._differences(stored[0], hands)
        self._remark(stored[0])
        if self.base and any(not one.choice for one in differences):
            self._ask(stored, differences)
            return
        told = bool(self.base and differences)
        self.form.load({one.name: stored[0].get(one.name) for one in differences if one.choice == "stored"})
        self._remark(stored[0])
        self._have_seen(*stored)
        self.refresh_title()
        if told:
            self.tell("record_form.stale", "warning")

    def _differences(self, values: Mapping[str, Any], hands: Hands) -> list[Difference]:
        """The fields of which there are two versions: those that both changed wait for the clerk."""
        found = []
        for name, row in self.form.rows.items():
            current, mine, seen = self._texts(row, values)
            if current in (mine, seen):
                continue
            hand = next((hands[key] for key in self.trail_names(name) if key in hands), None)
            choice: Choice = "stored" if mine == seen else ""
            found.append(
                Difference(
                    name,
                    self.text(row.field.label_key),
                    row.box.value,
                    self._worded(row, self._current(row, values), values.get(name)),
                    hand,
                    choice,
                    may_both=row.field.kind == "text" and row.field.most > MOST_CHARACTERS and bool(mine and current),
                )
            )
        return found

    def trail_names(self, name: str) -> tuple[str, ...]:
        """The names under which the trail may have a field, the closest first."""
        return (name, "")

    def _remark(self, values: Mapping[str, Any]) -> None:
        """Beside a field that was typed in stands what is stored, beside one left alone what it was."""
        for name, row in self.form.rows.items():
            current, mine, seen = self._texts(row, values)
            if current == seen or not (self.base or mine):
                continue
            if current != mine:
                now = self._worded(row, self._current(row, values), values.get(name))
                row.remark(Fault("form.stored_now", {"value": now}, warning=True))
            else:
                before = self.base.get(name, "")
                before = before if row.field.hide is None else _seen_of(before)
                row.remark(Fault("record_form.theirs", {"value": self._worded(row, before)}, warning=True))

    def _worded(self, row: FieldRow, told: str, value: Any = None) -> str:
        if not told:
            return "-"
        if row.field.codes:
            return row.field.option(told, self.words).label if told in row.field.codes else told
        return row.shown(str(getattr(value, "label", told)))

    def _ask(self, stored: Stored, differences: list[Difference]) -> None:
        def decided(answer: Mapping[str, Choice] | None) -> None:
            if answer is not None:
                self._take(stored, answer)

        self.app.push_screen(VersionsScreen(differences, self.draft_title()), decided)

    def _take(self, stored: Stored, answer: Mapping[str, Choice]) -> None:
        values, version = stored
        mine = {name: self.form.rows[name].box.value for name, choice in answer.items() if choice == "both"}
        self.form.load({name: values.get(name) for name, choice in answer.items() if choice != "mine"})
        for name, text in mine.items():
            self.form.rows[name].typed = f"{self.form.rows[name].box.value} / {text}"
        for name in answer:
            self.form.rows[name].remark(None)
        self._have_seen(values, version)
        self.refresh_title()
        self.action_save()


class RecordForm(VersionedForm):
    """``about`` holds the record's ``id`` as well."""

    def __init__(self, number: int | None = None, draft: Draft | None = None, **about: Any) -> None:
        super().__init__({"id": number, "version": None, "base": {}, **about}, draft)


def _seen_of(mark: str) -> str:
    """What may be seen of a number that ``base`` keeps."""
    return mark.rpartition(" ")[0]
