"""Who may act for the customer of a case, and by what right: a power of attorney with its scope, days and number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.cases.opening import edit_case
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.intake.actions_result import Receiver, list_receivers
from deskapp.desks.intake.screens.new_case_find import find_customers, named_customer
from deskapp.errors import DeskError
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.rules import RIGHTS
from deskapp.office.customer.ties import add_representation
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
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Whoever acts in the case; mostly it is a power of attorney."""
        today = self.today

        def read(reader: Reader) -> Mapping[str, Any]:
            case = reader.get(Case, self.case_id)
            self._known = tuple(list_receivers(reader, self.case_id, today))
            acting = case.representative_id
            who = named_customer(reader, acting, today).option if acting is not None else None
            return {"representative_id": who, "right": "power_of_attorney"}

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
            if case.customer_id is None:
                raise DeskError("check.nobody", "representative_id", number=case.number)
            right = add_representation(work, case.customer_id, draft)
            if case.representative_id is None and not case.outcome:
                edit_case(work, self.case_id, {"representative_id": right.representative_id})
            return record_id(right)

        return self.write(data, "customer.right", enter)

    def _facts(self) -> Iterable[Run]:
        for one in self._known:
            if one.right:
                told = self.text(f"right.{one.right}")
                why = self.words.say(one.fault) if one.fault is not None else ""
                yield f"{one.name}  {told}  {why}".rstrip(), "warning" if one.fault is not None else "good"
