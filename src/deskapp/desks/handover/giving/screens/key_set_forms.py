"""Forms about sets of keys: a new one, labels for a building, what hangs on one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.finding import find_places
from deskapp.desks.handover.giving.screens.key_forms import WIDE, read_pieces
from deskapp.office.property.queries import find_projects, list_buildings
from deskapp.papers.drafts import LINE_LIMIT
from deskapp.papers.keys.actions import add_key_set, add_key_sets, edit_key_set
from deskapp.papers.keys.drafts import KeySetDraft
from deskapp.papers.keys.model import KEY_KINDS
from deskapp.papers.keys.queries import get_keys
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place

WHICH: Final = {"homes": ("dwelling", "shop", "office"), "parking": ("parking",), "storage": ("storage",)}
"""For which units of a building a set is labelled."""


class KeySetForm(CaseForm):
    """A new set of a unit; without a label it gets the next number."""

    FORM: ClassVar[str] = "keys.add"
    TITLE_KEY = "key_form.add"
    TOPIC = "key_cabinet"
    SAVED = "key_form.added"

    def __init__(self, unit_id: int = 0, code: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, code, draft, unit=unit_id)

    def fields(self) -> Sequence[Field]:
        """The unit where it is not known, and what it is."""
        unit = fields.lookup("unit", find_places("unit", self.today, lambda: None), required=True, cells=WIDE)
        return (*(() if self.about["unit"] else (unit,)), *_set_fields(), _label_field())

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Mostly keys."""
        return {"kind": "key", "count": 1}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Label it."""
        number = int(self.about["unit"]) or int(values["unit"][1])
        draft = _set_draft(number, values)

        def add(work: Work) -> tuple[int, str]:
            made = add_key_set(work, draft)
            return record_id(made), made.label

        key_set_id, label = self.write(data, "keyset.add", add)
        self.note(number=label)
        return key_set_id


class KeyLabelsForm(CaseForm):
    """The same set for every unit of a building; those that have it get no other."""

    FORM: ClassVar[str] = "keys.labels"
    TITLE_KEY = "key_form.labels"
    TOPIC = "key_cabinet"
    SAVED = "key_form.labelled"

    def fields(self) -> Sequence[Field]:
        """Which building, and what every unit of it gets."""
        return (
            fields.lookup("building", _find_buildings, required=True, cells=WIDE),
            fields.text("entrance", most=20, cells=8, label="column.entrance", hint="key_form.hint_entrance"),
            fields.choice("units", tuple(WHICH), "key_units", required=True, label="key_form.units"),
            *_set_fields(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Mostly keys of homes."""
        return {"kind": "key", "count": 1, "units": "homes"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Label them, in one go."""
        building, entrance = int(values["building"]), values["entrance"] or None
        draft = _set_draft(0, values)
        kinds = WHICH[values["units"]]
        made = self.write(data, "keyset.add", lambda work: add_key_sets(work, building, draft, entrance, kinds))
        self.note(number=str(made))
        return made


class KeyEditForm(CaseForm):
    """What hangs on a set, how many pieces, and on which hook."""

    FORM: ClassVar[str] = "keys.edit"
    TITLE_KEY = "key_form.edit"
    TOPIC = "key_cabinet"
    SAVED = "key_form.saved"

    def __init__(self, key_set_id: int = 0, label: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, label, draft, key_set=key_set_id, seen=0)

    def places(self) -> Sequence[Place]:
        """The set."""
        return (("key_set", int(self.about["key_set"])),)

    def fields(self) -> Sequence[Field]:
        """All but what it is and of which unit."""
        return _set_fields()[1:]

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is."""
        (row,) = data.store.read(lambda reader: get_keys(reader, [int(self.about["key_set"])]))
        self.note(seen=row.version, number=row.label)
        return {"contents": row.contents or None, "count": row.count, "hook": row.hook or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Correct it."""
        number, seen = int(self.about["key_set"]), int(self.about["seen"])
        contents, hook, count = values["contents"] or "", values["hook"] or "", values["count"]

        def edit(work: Work) -> bool:
            return edit_key_set(work, number, contents=contents, count=count, hook=hook, seen=seen)

        self.write(data, "keyset.edit", edit)
        return number


FORMS = (KeySetForm, KeyLabelsForm, KeyEditForm)
"""What may be parked."""


def _set_fields() -> tuple[Field, ...]:
    return (
        fields.choice("kind", KEY_KINDS, "key_kind", required=True, label="key_form.what"),
        fields.text("contents", most=LINE_LIMIT, cells=WIDE, label="key_form.contents", hint="key_form.hint_contents"),
        fields.text("count", read_pieces, cells=6, required=True, label="key_form.count"),
        fields.text("hook", most=LINE_LIMIT, cells=14, label="key_form.hook"),
    )


def _label_field() -> Field:
    return fields.text("label", most=40, cells=20, label="key_form.label", hint="key_form.hint_label")


def _set_draft(unit_id: int, values: Mapping[str, Any]) -> KeySetDraft:
    return KeySetDraft(
        unit_id,
        values["kind"],
        label=values.get("label") or "",
        contents=values["contents"] or "",
        count=values["count"],
        hook=values["hook"] or "",
    )


def _find_buildings(data: Any, text: str) -> Sequence[Option]:
    def read(reader: Reader) -> list[Option]:
        found = []
        for project, name in find_projects(reader):
            found += [Option(number, code, name) for number, code in list_buildings(reader, project)]
        return found

    wanted = text.strip().casefold()
    options: Collection[Option] = data.store.read(read)
    begins = [one for one in options if one.label.casefold().startswith(wanted)]
    return (begins or [one for one in options if wanted in one.note.casefold()])[:20]
