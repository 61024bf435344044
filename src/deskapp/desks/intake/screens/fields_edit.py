"""Who and what a case is about, changed later: the procedure's fields, the need, how the customer is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.cases.fields import read_fields, set_fields
from deskapp.cases.model import TELL_BY, Case
from deskapp.cases.opening import edit_case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.casework.screens.fields import LONG_TEXT, OWN, fields_of, from_stored, to_stored
from deskapp.casework.screens.fields_form import FittedForm, hands_of
from deskapp.casework.screens.finding import find_customers, find_places, named_customer, named_place
from deskapp.casework.screens.revealing import RevealingForm
from deskapp.locale import LANGUAGES
from deskapp.office.customer.model import CHANNELS
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.record_form import Hands, Stored, VersionedForm
from deskapp.values.phones import mask_phone

_TEXTS = ("need", "channel", "tell_by", "language", "caller_name", "caller_phone", "outside_number")


class EditCaseForm(RevealingForm, VersionedForm, FittedForm):
    """Opened with a version: what somebody else changed meanwhile is shown beside what was typed.

    Stored phones and identity numbers are masked, unless they are ``whole`` on the page where the form was opened.
    """

    FORM: ClassVar[str] = "case.edit"
    TITLE_KEY = "edit_case.title"
    TOPIC = "edit_case"
    SAVED = "edit_case.saved"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None, whole: bool = False) -> None:
        FittedForm.__init__(self, case_id, number, draft, version=None, base={})
        self._procedure: Procedure | None = None
        self._kept: Mapping[str, str] = {}
        self._whole = whole

    @property
    def number(self) -> int:
        """The case."""
        return self.case_id

    def whose(self) -> tuple[str, int | None, str]:
        """The case's."""
        return "case", self.case_id, str(self.about["number"])

    def filled(self) -> None:
        """As whole as the page had them."""
        if self._whole:
            self.show_whole()
        super().filled()

    def fields(self) -> Sequence[Field]:
        """The procedure's own first: they are what is mostly filled in later."""
        procedure = self._procedure
        assert procedure is not None
        subject = procedure.subject
        place = find_places(subject, self.today, lambda: None) if subject != "none" else None
        return (
            *fields_of(procedure, self.words, self.today, kept=self._kept),
            fields.text("need", most=LONG_TEXT, cells=32, label="new_case.need", hint="new_case.hint_need"),
            fields.choice("channel", CHANNELS, "channel", cells=32),
            fields.choice("tell_by", TELL_BY[1:], "tell_by", cells=32, label="new_case.tell_by"),
            fields.choice("language", LANGUAGES, "language", cells=32),
            fields.lookup("customer_id", find_customers(self.today), cells=32, label="new_case.customer"),
            *(
                [fields.lookup("place", place, cells=32, label=f"new_case.{subject}", hint=f"new_case.hint_{subject}")]
                if place
                else []
            ),
            fields.lookup(
                "representative_id",
                find_customers(self.today),
                cells=32,
                label="new_case.representative",
                optional=True,
            ),
            fields.text("caller_name", label="new_case.caller_name", optional=True),
            fields.text("caller_phone", label="new_case.caller_phone", optional=True, hide=mask_phone),
            fields.text("outside_number", label="new_case.outside_number", optional=True),
        )

    def stored(self, data: Any) -> Stored:
        """What is stored, with its version."""

        def read(reader: Reader) -> Stored:
            case = reader.get(Case, self.case_id)
            self._procedure = procedure_of(reader, case)
            found: dict[str, Any] = {name: getattr(case, name) or None for name in _TEXTS}
            self._kept = read_fields(case)
            found |= from_stored(self._procedure.fields, self._kept)
            for name in ("customer_id", "representative_id"):
                number = getattr(case, name)
                found[name] = named_customer(reader, number, self.today).option if number is not None else None
            for kind in ("unit", "parcel"):
                number = getattr(case, f"{kind}_id")
                found |= {"place": named_place(reader, kind, number)} if number is not None else {}
            return found, case.version

        found: Stored = data.store.read(read)
        return found

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        return hands_of(data, "case", self.case_id, steps)

    def trail_names(self, name: str) -> tuple[str, ...]:
        """The procedure's fields lie in one column; a place is a unit or a parcel."""
        if name == "place":
            return ("unit_id", "parcel_id", "")
        return ("fields", "") if name.startswith(OWN) else (name, "")

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Everything, or nothing."""
        changes: dict[str, Any] = {name: values[name] or "" for name in _TEXTS}
        changes |= {name: values[name] for name in ("customer_id", "representative_id")}
        if "place" in values:
            kind, number = values["place"] or ("", None)
            changes |= {"unit_id": number if kind == "unit" else None}
            changes |= {"parcel_id": number if kind == "parcel" else None}
        own = to_stored({name: value for name, value in values.items() if name.startswith(OWN)})

        def do(work: Work) -> int:
            edit_case(work, self.case_id, changes, seen=self.version)
            set_fields(work, self.case_id, own)
            return self.case_id

        return self.write(data, "case.edit", do)
