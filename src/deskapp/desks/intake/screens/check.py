"""Verification: whose identity document was seen, and what the register says of the land or the home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from textual import on
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.intake.actions_check import check_identity, check_parcel
from deskapp.desks.intake.drafts import CheckDraft, IdentityDraft
from deskapp.desks.intake.model import CHECK_RESULTS
from deskapp.desks.intake.queries import Checking, get_checking
from deskapp.errors import DeskError
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.lines import Run
from deskapp.values.identity import KINDS, IdentityKind, mask_identity, parse_identity


class CheckForm(FittedForm):
    """Both comparisons in one form; what was done before is asked only where the clerk wants it again.

    Where nothing is left to do, the form was opened to do it again: then all of it stands open. The stored number is
    masked, and compared with the one that the clerk types or reads from the document.
    """

    FORM: ClassVar[str] = "case.check"
    TITLE_KEY = "check_form.title"
    TOPIC = "check_form"
    SAVED = "check_form.saved"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._found: Checking | None = None

    def body(self) -> Iterable[Widget]:
        """The form, and what is known already."""
        yield from super().body()
        yield Facts(self._facts())

    def fields(self) -> Sequence[Field]:
        """Identity first; the register only where the case is about land or a home."""
        found = self._found
        assert found is not None
        seen, asked = found.person_seen, found.register_seen
        if seen and (asked or not found.needs_register):
            seen, asked = False, not found.needs_register
        who: dict[str, Any] = {"optional": seen}
        where: dict[str, Any] = {"optional": asked or not found.needs_register}
        return (
            fields.text("id_number", cells=32, hint="check_form.hint_number", **who),
            fields.choice("id_kind", KINDS, "id_kind", cells=32, **who),
            fields.choice("matches", ("yes", "no"), "answer", cells=32, label="check_form.matches", **who),
            fields.day("valid_until", self.read_day, optional=True, label="check_form.valid_until"),
            fields.text("source", cells=32, label="check_form.source", hint="check_form.hint_source", **where),
            fields.choice("result", CHECK_RESULTS, "check_result", cells=32, label="check_form.result", **where),
            fields.day("checked_on", self.read_day, label="check_form.checked_on", optional=True),
            fields.text("note", cells=40, most=LONG_TEXT, label="check_form.note", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is known of the person, and what the register that was imported says."""
        self._found = found = data.store.read(lambda reader: get_checking(reader, self.case_id))
        known: dict[str, Any] = {}
        if not found.person_seen:
            known |= {"id_kind": found.id_kind or None, "matches": "yes"}
        if found.needs_register and not found.register_seen:
            source = found.source or (self.text("check_form.register") if found.result else "")
            known |= {"source": source or None, "result": found.result or None, "checked_on": found.as_of or self.today}
        return known

    def filled(self) -> None:
        """A draft may have a number already."""
        super().filled()
        self._typed()

    @on(Form.Changed)
    def _typed(self) -> None:
        """Whether the number typed so far is the stored one is said below."""
        for facts in self.query(Facts):
            facts.show(self._facts())

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note what was seen; what stands empty was not looked at."""
        note = values["note"] or ""
        told_kind = values["id_kind"] or "other"
        if not (values["id_number"] or values["result"] or values["source"]):
            raise DeskError("form.required", "id_number")

        def check(work: Work) -> int:
            if values["id_number"]:
                seen = IdentityDraft(
                    self.case_id,
                    told_kind,
                    values["id_number"],
                    valid_until=values["valid_until"],
                    matches=values["matches"] != "no",
                    note=note,
                )
                check_identity(work, seen, engine=data.engine)
            if values["result"] or values["source"]:
                asked = CheckDraft(
                    self.case_id, values["source"] or "", values["result"] or "", note, values["checked_on"]
                )
                check_parcel(work, asked, engine=data.engine)
            return self.case_id

        return self.write(data, "case.check", check)

    def _facts(self) -> Iterable[Run]:
        found = self._found
        if found is None:
            return
        if found.who:
            yield self.text("check_form.who", name=found.who), "strong"
        if found.id_number:
            yield self._compared(found)
        if found.place:
            yield self.text("check_form.place", place=found.place), "plain"
        if found.result:
            told = self.text(f"check_result.{found.result}")
            day = found.as_of or self.today
            weight = "good" if found.result == "clear" else "warning"
            yield self.text("check_form.register_says", result=told, day=day), weight  # type: ignore[misc]
        elif found.needs_register:
            yield self.text("check_form.register_silent"), "warning"
        if found.person_seen:
            yield self.text("check_form.person_done"), "good"
        if found.register_seen:
            yield self.text("check_form.register_done"), "good"

    def _compared(self, found: Checking) -> Run:
        """The stored number, masked, and whether it is what was typed; half a number is not judged."""
        kind = cast("IdentityKind", found.id_kind or "other")
        told = mask_identity(found.id_number, kind)
        rows = next((form.rows for form in self.query(Form) if form.rows), {})
        typed = rows["id_number"].box.value if rows else ""
        said = cast("IdentityKind", rows["id_kind"].typed[0] or kind) if rows else kind
        number, fault = parse_identity(typed, said, today=self.today)
        if number == found.id_number:
            return self.text("check_form.same", number=told), "good"
        if typed and number is not None and (fault is None or fault.warning):
            return self.text("check_form.differs", number=told), "warning"
        return self.text("check_form.stored", number=told), "plain"
