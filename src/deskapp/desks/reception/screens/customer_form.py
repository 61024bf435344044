"""A customer, new or edited; who may be the same person is noticed while the clerk types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.revealing import RevealingForm
from deskapp.desks.reception.queries import find_likely
from deskapp.desks.reception.screens.likely import SAME, Likely
from deskapp.desks.reception.screens.record_form import StoredForm
from deskapp.errors import Fault
from deskapp.office.checking import Faults
from deskapp.office.customer.actions import add_customer, edit_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import CATEGORIES, CHANNELS
from deskapp.office.customer.queries import Duplicate, get_customer_draft
from deskapp.office.customer.rows import get_survivor
from deskapp.office.customer.rules import CUSTOMER_KINDS
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.commands import bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option, Parse
from deskapp.ui.form import Form
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day, stands_in
from deskapp.ui.record_form import Stored
from deskapp.ui.work import run
from deskapp.values.identity import KINDS, IdentityKind, mask_identity
from deskapp.values.phones import mask_phone

if TYPE_CHECKING:
    from deskapp.values.readers import CardScan

_TELLING: Final = ("name", "phone", "id_number", "id_kind", "country")
"""The fields that tell who somebody is."""


class CustomerForm(RevealingForm, StoredForm):
    """Dismisses with the customer's id when it was saved; ``focus`` names the field to begin with.

    ``card`` is a scanned identity card, which fills a new form. Stored numbers are masked, unless they are ``whole`` on
    the page where the form was opened; a number that is typed is seen as it is typed.
    """

    FORM = "customer"
    ENTITY = "customer"
    TOPIC = "customer_form"
    BINDINGS: ClassVar[list[BindingType]] = bindings(SAME)

    def __init__(
        self,
        customer_id: int | None = None,
        focus: str = "",
        draft: Draft | None = None,
        card: CardScan | None = None,
        whole: bool = False,
    ) -> None:
        super().__init__(customer_id, draft)
        self.start_at(focus)
        self._card, self._whole = card, whole
        self._stored_kind = ""
        self._judged: tuple[CustomerDraft, tuple[CustomerDraft, Faults]] | None = None
        self._asked: tuple[str, ...] = ()

    def title_text(self) -> str:
        """New or edited."""
        return self.text("customer_form.new" if self.number is None else "customer_form.edit")

    def body(self) -> Iterable[Widget]:
        """The form, and who may be the same person."""
        yield from super().body()
        yield Likely()

    def fields(self) -> Sequence[Field]:
        """What tells who somebody is comes first; what is seldom known folds away."""
        listed: dict[str, Any] = {"hint": "customer_form.hint_list", "optional": True}
        return (
            fields.text("name", self._reads("name"), required=True, hint="customer_form.hint_name"),
            fields.phone("phone", self._reads("phone"), hide=mask_phone),
            fields.identity("id_number", self._reads("id_number"), hide=self._mask_document),
            fields.choice("id_kind", KINDS, "id_kind", cells=32, **listed),
            fields.choice("category", CATEGORIES, "category", hint="customer_form.hint_list"),
            fields.choice("kind", CUSTOMER_KINDS, "customer_kind", label="trail.kind", required=True),
            fields.choice("country", ("CN", "VN"), "country", required=True),
            fields.text("email", self._reads("email"), optional=True, cells=32),
            fields.text("address", self._reads("address"), optional=True, cells=32, most=10_000),
            fields.day("birth", self._read_day, optional=True),
            fields.choice("channel", CHANNELS, "channel", **listed),
            fields.choice("language", ("zh", "vi", "en"), "language", optional=True),
            fields.text("note", self._reads("note"), label="trail.note", optional=True, cells=32, most=10_000),
        )

    # ---- numbers that are kept from view

    def _mask_document(self, number: str) -> str:
        return mask_identity(number, cast("IdentityKind", self._stored_kind or "other"))

    def whose(self) -> tuple[str, int | None, str]:
        """The customer's."""
        return "customer", self.number, self.form.rows["name"].box.value

    # ---- reading the fields

    def _reads(self, name: str) -> Parse:
        return partial(self._read_field, name)

    def _read_field(self, name: str, _: str) -> tuple[Any, Fault | None]:
        """One field as the whole form says it: a number means another thing in another country."""
        judged, faults = self._judge()
        fault = faults.get(name)
        return (None if fault is not None and not fault.warning else getattr(judged, name)), fault

    def _judge(self) -> tuple[CustomerDraft, Faults]:
        said = self.said()
        if self._judged is None or self._judged[0] != said:
            self._judged = said, said.checked(self.today)
        return self._judged[1]

    def _read_day(self, text: str) -> tuple[Any, Fault | None]:
        day, fault = read_typed_day(text, self.words.language, self.today)
        if day is not None and day > self.today:
            return None, Fault("customer.birth_future")
        return day, fault

    def said(self) -> CustomerDraft:
        """What stands in the form, unjudged."""
        rows = self.form.rows.items()
        texts: dict[str, Any] = {name: "" if row.is_half_masked else stands_in(row) for name, row in rows}
        texts["birth"], _ = self._read_day(texts["birth"]) if texts["birth"].strip() else (None, None)
        texts["country"], texts["kind"] = texts["country"] or "CN", texts["kind"] or "person"
        return CustomerDraft(**texts)

    # ---- stored and saved

    def stored(self, data: Any) -> Stored:
        """The draft of the customer, or of whom they were merged into."""
        number = self.number or 0
        draft, version = data.store.read(lambda reader: get_customer_draft(reader, number))
        self._stored_kind = draft.id_kind
        return {name: value if value != "" else None for name, value in asdict(draft).items()}, version

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Somebody new is of the office's country; who works in Vietnamese mostly serves Vietnamese."""
        if self.number is None:
            country = "VN" if self.words.language == "vi" else data.clerk.country
            return {"country": country, "kind": "person"}
        return super().fill(data)

    def filled(self) -> None:
        """What a scanned card says; who may be the same person, from the start."""
        if self._whole:
            self.show_whole()
        super().filled()
        card, self._card = self._card, None
        if card is not None:
            self.scanned(card)
        self._look()

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Enter or edit the customer; gives the id."""
        told: dict[str, Any] = {name: "" if value is None else value for name, value in values.items()}
        draft = CustomerDraft(**{**told, "birth": values["birth"]})
        number, version, now = self.number, self.version, shell_of(self).now()

        def edit(work: Work) -> int:
            # the record may have been merged while the draft waited
            return record_id(edit_customer(work, record_id(get_survivor(work, number or 0)), draft, seen=version))

        if number is None:
            return int(data.write("customer.add", lambda work: record_id(add_customer(work, draft)), now))
        return int(data.write("customer.edit", edit, now))

    def saved(self, result: int) -> None:
        """Say so on the screen below."""
        name, app = self.form.rows["name"].box.value if self.is_attached else "", shell_of(self)
        super().saved(result)
        app.tell("customer_form.saved", name=name)

    # ---- the same person

    @on(Form.Changed)
    def _typed(self) -> None:
        """Every key may have made somebody known of this one."""
        self._look()

    def _look(self) -> None:
        said = self.said()
        asked = tuple(str(getattr(said, name)) for name in _TELLING)
        if asked == self._asked:
            return
        self._asked = asked
        number, today = self.number, self.today
        run(self, lambda data: find_likely(data.store, said, today, own_id=number), self._found, group="likely")

    def _found(self, found: Sequence[Duplicate]) -> None:
        self.query_one(Likely).show(found)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F8 only where somebody was found."""
        if action == "same":
            return any(likely.found for likely in self.query(Likely))
        return super().check_action(action, parameters)

    def action_same(self) -> None:
        """An edited customer is merged with the other; a new one becomes an edit of who is known already."""
        from deskapp.desks.reception.screens.merge import MergeScreen

        if self.number is not None:
            self.app.push_screen(MergeScreen(self.number), self._merged)
            return
        options = self.query_one(Likely).options()
        if len(options) == 1:
            self._become(options[0])
        else:
            self.app.push_screen(Choose("likely.choose", options), self._become)

    def _become(self, answer: Option | None) -> None:
        if answer is None:
            return
        self.note(id=answer.code, version=None, base={})
        self._asked = ()
        self.show_whole(False)
        self.query_one(Likely).show(())
        self.reread()
        self.tell("customer_form.became", "plain", name=answer.label)

    def _merged(self, survivor: int | None) -> None:
        if survivor is not None:
            self.note(id=survivor)
            self._asked = ()
            # the reason was given for one of the two
            self.show_whole(False)
            self.reread()
