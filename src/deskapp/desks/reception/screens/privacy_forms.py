"""What is noted about somebody's own data: a consent, data that went out, a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.desks.reception.screens.record_form import ReceptionForm
from deskapp.errors import Fault
from deskapp.office.customer.rows import get_survivor
from deskapp.office.privacy.actions import DisclosureDraft, give_consent, note_disclosure
from deskapp.office.privacy.asking import ask
from deskapp.office.privacy.model import BASES, CONSENT_WAYS, REQUEST_KINDS
from deskapp.office.privacy.purposes import Purpose, load_purposes
from deskapp.office.staff.own_office import get_office
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.values.moments import parse_typed_moment


class PersonForm(ReceptionForm):
    """A form about one customer's data; dismisses with the id of what was noted."""

    SAVED = "person.noted"

    def __init__(self, customer_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__({"id": customer_id, "number": number}, draft)

    def title_text(self) -> str:
        """What is noted, about whom."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.about['number']}"

    def draft_title(self) -> str:
        """The number tells two drafts apart."""
        return self.title_text()

    @property
    def purposes(self) -> dict[str, Purpose]:
        """What customers can agree to."""
        return load_purposes(shell_of(self).home.root)

    def when(self, name: str) -> Field:
        """When it was, if not now; folded away until it is asked for."""
        return fields.text(
            name, self._read_moment, cells=20, label="case_form.happened_at", hint="case_form.hint_happened",
            show=lambda value, words: words.moment(value), echo=lambda value, words: words.moment(value), optional=True,
        )  # fmt: skip

    def _read_moment(self, text: str) -> tuple[datetime | None, Fault | None]:
        language, now = self.words.language, shell_of(self).now()
        return parse_typed_moment(text, lambda day: read_typed_day(day, language, now.date()), now)

    def write(self, data: Any, action: str, do: Any) -> int:
        """Do it as this clerk, now; the id of what it made."""
        return int(data.write(action, lambda work: record_id(do(work)), shell_of(self).now()))

    def saved(self, result: int) -> None:
        """Say so on the screen below."""
        app = shell_of(self)
        super().saved(result)
        app.tell(self.SAVED)


class ConsentForm(PersonForm):
    """The words that are agreed to stand below, to be read out."""

    FORM = "person.consent"
    TITLE_KEY = "consent_form.title"
    TOPIC = "consent_form"
    office: str = ""
    is_named: bool = True
    spoken: str = ""

    def body(self) -> Iterable[Widget]:
        """The form, and the words."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """What to, how, who signed."""
        names = {code: one.called(self.words.language) for code, one in self.purposes.items()}
        return (
            fields.chosen("purpose", names, required=True, cells=40, label="consent_form.purpose"),
            fields.choice("way", CONSENT_WAYS, "consent_way", required=True, label="consent_form.way"),
            fields.text("signer", cells=34, most=200, label="consent_form.signer", optional=True),
            self.when("given_at"),
        )

    def fill(self, data: Any) -> dict[str, Any]:
        """Mostly it is signed on paper."""
        office = data.store.read(get_office)[0]
        self.office, self.is_named = office.name, office.is_named
        # read out in the customer's language, else in the clerk's
        number = self.about["id"]
        self.spoken = data.store.read(lambda reader: get_survivor(reader, number).language) or self.words.language
        return {"way": "paper"}

    def filled(self) -> None:
        """The words of what a draft had chosen."""
        self._say()

    @on(Form.Changed)
    def _say(self) -> None:
        code, _ = self.form.rows["purpose"].typed
        purpose = self.purposes.get(str(code))
        said = purpose.says(self.spoken, self.office)[0] if purpose else ""
        told: list[Run] = [] if self.is_named else [(f"! {self.text('privacy.unnamed', name=self.office)}", "warning")]
        if said:
            told.append((said, "plain"))
        self.query_one(Facts).show(told)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it, with the words."""
        purpose = self.purposes[values["purpose"]]

        def give(work: Work) -> Any:
            return give_consent(
                work, self.about["id"], purpose, values["way"], language=self.spoken,
                signer=values["signer"] or "", given_at=values["given_at"],
            )  # fmt: skip

        return self.write(data, "privacy.consent", give)


class DisclosureForm(PersonForm):
    """To whom, what for, which fields, on what ground."""

    FORM = "person.disclosure"
    TITLE_KEY = "disclosure_form.title"
    TOPIC = "disclosure_form"

    def fields(self) -> Sequence[Field]:
        """The register's columns."""
        return (
            fields.text("recipient", cells=40, most=200, required=True, label="person_column.recipient"),
            fields.text("purpose", cells=40, most=200, required=True, label="person_column.purpose"),
            fields.text("fields", cells=40, most=400, required=True, label="person_column.fields",
                        hint="disclosure_form.hint_fields"),
            fields.choice("basis", BASES, "basis", required=True, label="person_column.basis"),
            self.when("happened_at"),
        )  # fmt: skip

    def fill(self, data: Any) -> dict[str, Any]:
        """Mostly it is the contract."""
        del data
        return {"basis": "contract"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        shares = tuple(one for one in self.purposes.values() if one.shares)
        draft = DisclosureDraft(
            self.about["id"], values["recipient"], values["purpose"], values["fields"], values["basis"],
            happened_at=values["happened_at"],
        )  # fmt: skip
        return self.write(data, "privacy.disclose", lambda work: note_disclosure(work, draft, shares))


class RequestForm(PersonForm):
    """What they ask; by when it is answered follows from the country."""

    FORM = "person.request"
    TITLE_KEY = "request_form.title"
    TOPIC = "request_form"
    SAVED = "request_form.saved"

    def fields(self) -> Sequence[Field]:
        """What, how, who, in which words."""
        return (
            fields.choice("kind", REQUEST_KINDS, "request", required=True, cells=30, label="request_form.kind"),
            fields.choice("way", CONSENT_WAYS, "consent_way", required=True, label="consent_form.way"),
            fields.text("note", cells=44, most=400, label="request_form.note"),
            fields.text("asked_by", cells=34, most=200, label="request_form.asked_by", optional=True),
            self.when("asked_at"),
        )

    def fill(self, data: Any) -> dict[str, Any]:
        """Mostly they stand at the counter."""
        del data
        return {"kind": "access", "way": "paper"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Give it a number."""

        def note(work: Work) -> Any:
            return ask(
                work, data.home, self.about["id"], values["kind"], values["way"],
                asked_by=values["asked_by"] or "", note=values["note"] or "", asked_at=values["asked_at"],
            )  # fmt: skip

        return self.write(data, "privacy.request", note)
