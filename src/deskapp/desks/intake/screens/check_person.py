"""Where several people have to be there: whose document was seen now, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.finding import find_customers, named_customer
from deskapp.desks.intake.actions_check import check_identity
from deskapp.desks.intake.drafts import IdentityDraft
from deskapp.desks.intake.missed import SEEN_MISSED, people_missed
from deskapp.office.customer.rows import CustomerRow, find_rows
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run
from deskapp.values.identity import KINDS


class PersonCheckForm(FittedForm):
    """Whoever is still missing stands in the form; a representative or anybody else may be chosen instead."""

    FORM: ClassVar[str] = "case.check_person"
    TITLE_KEY = "person_check.title"
    TOPIC = "person_check"
    SAVED = "person_check.saved"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._left: tuple[CustomerRow, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The form, and who is still missing."""
        yield from super().body()
        yield Facts(self._facts())

    def fields(self) -> Sequence[Field]:
        """Whose, and which document; the number is typed or read from the card, and compared."""
        return (
            fields.lookup("customer_id", find_customers(self.today), required=True, cells=32, label="person_check.who"),
            fields.text("id_number", required=True, cells=32, hint="check_form.hint_number"),
            fields.choice("id_kind", KINDS, "id_kind", cells=32),
            fields.choice("matches", ("yes", "no"), "answer", cells=32, label="check_form.matches"),
            fields.day("valid_until", self.read_day, optional=True, label="check_form.valid_until"),
            fields.text("note", cells=40, most=LONG_TEXT, label="check_form.note", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The first who is missing."""
        today = self.today

        def read(reader: Reader) -> Mapping[str, Any]:
            case = reader.get(Case, self.case_id)
            left = people_missed(reader, data.engine, case, SEEN_MISSED)
            rows = {row.id: row for row in find_rows(reader, left)}
            self._left = tuple(rows[number] for number in left)
            known: dict[str, Any] = {"matches": "yes"}
            if self._left:
                first = self._left[0]
                known |= {
                    "customer_id": named_customer(reader, first.id, today).option,
                    "id_kind": first.id_kind or None,
                }
            return known

        found: Mapping[str, Any] = data.store.read(read)
        return found

    def begin(self) -> None:
        """At the number, where it is known whose."""
        rows = self.form.rows
        self.set_focus(rows["id_number" if rows["customer_id"].box.value else "customer_id"].focus_target)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note what was seen."""
        seen = IdentityDraft(
            self.case_id,
            values["id_kind"] or "other",
            values["id_number"],
            valid_until=values["valid_until"],
            matches=values["matches"] != "no",
            note=values["note"] or "",
            customer_id=values["customer_id"],
        )

        def check(work: Work) -> int:
            check_identity(work, seen, engine=data.engine)
            return self.case_id

        return self.write(data, "case.check", check)

    def _facts(self) -> Iterable[Run]:
        for row in self._left:
            yield self.text("person_check.left", name=row.name), "warning"
