"""A new case: who, about what, what the procedure asks for, what the customer wants, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, cast

from deskapp.cases.appointments import AppointmentDraft, add_appointment
from deskapp.cases.model import TELL_BY
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.procedure import Procedure
from deskapp.casework.screens.appointment_file import write_calendar
from deskapp.casework.screens.fields import LONG_TEXT, OWN, fields_of, to_stored
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.finding import find_customers, find_places, named_customer, named_place
from deskapp.casework.screens.revealing import RevealingForm
from deskapp.desks.intake.actions_enquiry import link_enquiry
from deskapp.desks.intake.screens.new_case_known import Known
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.office.customer.model import CHANNELS
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run
from deskapp.values.phones import mask_phone

VISIT: Final = timedelta(minutes=30)


class NewCaseForm(RevealingForm, FittedForm):
    """Dismisses with the new case's id; the phone of whoever asked comes from the log of enquiries, masked."""

    FORM: ClassVar[str] = "case.new"
    TITLE_KEY = "new_case.title"
    TOPIC = "new_case"
    SAVED = "new_case.saved"

    def __init__(self, known: Known | None = None, draft: Draft | None = None) -> None:
        told = known or Known("")
        super().__init__(draft=draft, **{name: getattr(told, name) for name in Known.__dataclass_fields__})
        self._procedure: Procedure | None = None

    def whose(self) -> tuple[str, int | None, str]:
        """The enquiry's that the case comes from."""
        return "enquiry", self.about.get("enquiry_id"), str(self.about["caller_name"]) or self.title_text()

    def title_text(self) -> str:
        """Which procedure."""
        return self._procedure.name.say(self.words.language) if self._procedure else self.text(self.TITLE_KEY)

    def draft_title(self) -> str:
        """The procedure, and for whom."""
        row = self.form.rows.get("customer_id")
        who = row.box.value if row is not None else ""
        return f" {shell_of(self).glyphs.dot} ".join(part for part in (self.title_text(), who) if part)

    # ---- what is asked

    def fields(self) -> Sequence[Field]:
        """What this procedure needs first, then what every case has; the rest folds away."""
        procedure = self._procedure
        assert procedure is not None
        first = procedure.steps[0].id
        own = fields_of(procedure, self.words, self.today, first_step=first)
        return (
            fields.lookup("customer_id", find_customers(self.today), cells=32, label="new_case.customer"),
            *self._place(procedure),
            *(field for field in own if not field.optional),
            fields.text("need", most=LONG_TEXT, cells=32, label="new_case.need", hint="new_case.hint_need"),
            fields.choice("channel", CHANNELS, "channel", required=True, cells=32),
            fields.choice("tell_by", TELL_BY[1:], "tell_by", cells=32, label="new_case.tell_by"),
            self.moment_field(
                "appointment_at", label="new_case.appointment", hint="case_form.hint_moment", optional=True
            ),
            *(field for field in own if field.optional),
            fields.choice("language", LANGUAGES, "language", optional=True, cells=32),
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
            self.moment_field(
                "opened_at", label="case_form.happened_at", hint="case_form.hint_happened", optional=True
            ),
        )

    def _place(self, procedure: Procedure) -> Sequence[Field]:
        if procedure.subject == "none":
            return ()
        load = find_places(procedure.subject, self.today, lambda: self._customer_id)
        hint = f"new_case.hint_{procedure.subject}"
        return (fields.lookup("place", load, cells=32, label=f"new_case.{procedure.subject}", hint=hint),)

    @property
    def _customer_id(self) -> int | None:
        """Whose homes are offered: the customer in the form."""
        row = self.form.rows.get("customer_id")
        option = getattr(row.box, "option", None) if row is not None else None
        return cast("int | None", option.code) if option is not None else None

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The procedure, and what is known already."""
        about = self.about
        self._procedure = data.engine.procedures.find(about["procedure"], self.today, *data.region)
        known: dict[str, Any] = {"channel": about["channel"] or "walk_in", "tell_by": "hand", "need": about["need"]}
        known |= {name: about[name] or None for name in ("caller_name", "caller_phone")}
        language = about["language"]
        if about["customer_id"] is not None:
            customer = data.store.read(lambda reader: named_customer(reader, about["customer_id"], self.today))
            known["customer_id"] = customer.option
            language = language or customer.language
            if self._procedure is not None and about["place"] is None:
                known["place"] = customer.only_place(self._procedure.subject)
        if about["place"] is not None:
            kind, number = about["place"]
            known["place"] = data.store.read(lambda reader: named_place(reader, kind, number))
        return known | {"language": language or None}

    def take_customer(self, number: int) -> None:
        """The case is for this customer, whose card was read."""
        today = self.today

        def named(data: Any) -> Option:
            found: Option = data.store.read(lambda reader: named_customer(reader, number, today).option)
            return found

        def put(customer: Option) -> None:
            self.form.rows["customer_id"].typed = [customer.code, customer.label]

        run(self, named, put, group="card")

    def begin(self) -> None:
        """In the first field that is still empty: what is known stands there already."""
        shown = [row for row in self.form.rows.values() if row.display]
        row = next((row for row in shown if not row.box.value), shown[0])
        self.set_focus(row.focus_target)

    # ---- saving

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Open the case, with its first appointment where there is one."""
        if values["customer_id"] is None and not values["caller_name"]:
            raise DeskError("new_case.who", "customer_id")
        engine = data.engine
        draft = self._draft(values, data.region)

        made: list[int] = []

        def do(work: Work) -> int:
            case = open_case(work, engine.procedures, draft, engine=engine)
            if (starts_at := values["appointment_at"]) is not None:
                visit = _visit(record_id(case), starts_at, draft.customer_id)
                made.append(record_id(add_appointment(work, visit, engine=engine)))
            if self.about.get("enquiry_id") is not None:
                link_enquiry(work, self.about["enquiry_id"], record_id(case))
            self.note(number=case.number)
            return record_id(case)

        case_id = self.write(data, "case.open", do)
        for appointment in made:
            write_calendar(data, appointment, self.words, shell_of(self).now())
        return case_id

    def _draft(self, values: Mapping[str, Any], region: tuple[str, str]) -> CaseDraft:
        kind, place = values.get("place") or ("", None)
        texts = ("need", "channel", "tell_by", "language", "caller_name", "caller_phone", "outside_number")
        return CaseDraft(
            self.about["procedure"],
            customer_id=values["customer_id"],
            representative_id=values["representative_id"],
            unit_id=place if kind == "unit" else None,
            parcel_id=place if kind == "parcel" else None,
            fields=to_stored({name: value for name, value in values.items() if name.startswith(OWN)}),
            parent_id=self.about["parent_id"],
            opened_at=values["opened_at"],
            province=region[0],
            district=region[1],
            **{name: values[name] or "" for name in texts},  # type: ignore[arg-type]
        )


def _visit(case_id: int, starts_at: datetime, customer_id: int | None) -> AppointmentDraft:
    return AppointmentDraft(starts_at, "visit", starts_at + VISIT, case_id=case_id, customer_id=customer_id)
