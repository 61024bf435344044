"""Who may act for the customer of a case, and by what right: a power of attorney with its scope, days and number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.cases.opening import edit_case
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.finding import find_customers, named_customer
from deskapp.desks.intake.actions_result import Receiver, list_receivers
from deskapp.desks.intake.missed import RIGHTS_MISSED, people_missed
from deskapp.errors import DeskError
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.model import Representation
from deskapp.office.customer.rules import RIGHTS
from deskapp.office.customer.ties import add_representation, end_representation, list_representations
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run


class RightForm(FittedForm):
    """Dismisses with the id of the right; a case without a representative gets this one."""

    FORM: ClassVar[str] = "case.right"
    TITLE_KEY = "right_form.title"
    TOPIC = "right_form"
    SAVED = "right_form.saved"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._known: tuple[Receiver, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The form, and who may act already."""
        yield from super().body()
        yield Facts(self._facts())

    def fields(self) -> Sequence[Field]:
        """Who, by what, how far, how long."""
        return (
            fields.lookup(
                "representative_id", find_customers(self.today), required=True, cells=34, label="right_form.who"
            ),
            fields.choice("right", RIGHTS, "right", required=True, cells=34, label="right_form.right"),
            fields.text("scope", cells=34, most=500, label="right_form.scope", hint="right_form.hint_scope"),
            fields.text("document", cells=34, most=200, label="right_form.document"),
            fields.choice("notarised", ("yes", "no"), "answer", cells=34, label="right_form.notarised"),
            fields.day("valid_until", self.read_day, label="right_form.valid_until"),
            fields.day("valid_from", self.read_day, label="right_form.valid_from", optional=True),
            fields.lookup(
                "customer_id", find_customers(self.today), cells=34, label="right_form.for_whom", optional=True
            ),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Whoever acts in the case; mostly it is a power of attorney."""
        today = self.today

        def read(reader: Reader) -> Mapping[str, Any]:
            case = reader.get(Case, self.case_id)
            self._known = tuple(list_receivers(reader, self.case_id, today))
            acting = case.representative_id
            who = named_customer(reader, acting, today).option if acting is not None else None
            found = {"representative_id": who, "right": "power_of_attorney"}
            # somebody else than the customer, whom a gate of the step misses
            missed = people_missed(reader, data.engine, case, RIGHTS_MISSED)
            if missed:
                found["customer_id"] = named_customer(reader, missed[0], today).option
            return found

        known: Mapping[str, Any] = data.store.read(read)
        return known

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        draft = RepresentationDraft(
            values["representative_id"],
            values["right"],
            values["scope"] or "",
            values["document"] or "",
            values["notarised"] == "yes",
            values["valid_from"],
            values["valid_until"],
        )

        def enter(work: Work) -> int:
            case = work.get(Case, self.case_id)
            whose = values["customer_id"] or case.customer_id
            if whose is None:
                raise DeskError("check.nobody", "representative_id", number=case.number)
            right = add_representation(work, whose, draft)
            if case.representative_id is None and not case.outcome and whose == case.customer_id:
                edit_case(work, self.case_id, {"representative_id": right.representative_id})
            return record_id(right)

        return self.write(data, "customer.right", enter)

    def _facts(self) -> Iterable[Run]:
        for one in self._known:
            if one.right:
                told = self.text(f"right.{one.right}")
                why = self.words.say(one.fault) if one.fault is not None else ""
                yield f"{one.name}  {told}  {why}".rstrip(), "warning" if one.fault is not None else "good"


class EndRightForm(FittedForm):
    """A right to act ends: withdrawn, used up, or given by mistake; dismisses with its id."""

    FORM: ClassVar[str] = "case.end_right"
    TITLE_KEY = "right_form.end"
    TOPIC = "right_form"
    SAVED = "right_form.ended"

    def fields(self) -> Sequence[Field]:
        """Which, and the last day on which it holds."""
        return (
            fields.chosen("right_id", self.about.get("rights", {}), required=True, cells=44, label="right_form.which"),
            fields.day("until", self.read_day, required=True, label="right_form.valid_until"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The rights that hold today; who withdraws one does not want it used today any more."""
        today = self.today

        def read(reader: Reader) -> Mapping[str, str]:
            case = reader.get(Case, self.case_id)
            known = list_representations(reader, case.customer_id, today) if case.customer_id is not None else []
            return {str(record_id(right)): self._named(right, name) for right, name in known}

        rights: Mapping[str, str] = data.store.read(read)
        self.note(rights=dict(rights))
        first = next(iter(rights), None)
        chosen = None if first is None else fields.Option(first, rights[first])
        return {"right_id": chosen, "until": today - timedelta(days=1)}

    def _named(self, right: Representation, name: str) -> str:
        return " ".join(filter(None, (name, self.text(f"right.{right.right}"), right.document)))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """End it."""
        number, until = int(values["right_id"]), values["until"]
        return self.write(data, "customer.end_right", lambda work: record_id(end_representation(work, number, until)))

    def refused(self, error: Any) -> None:
        """The day stands under another name here."""
        error.field = {"valid_until": "until"}.get(error.field, error.field)
        super().refused(error)
