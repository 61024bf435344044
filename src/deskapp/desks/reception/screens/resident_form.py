"""Somebody who owns or lives in a unit from now on: found by typing, or entered at once with phone and document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.desks.reception.queries import find_likely
from deskapp.desks.reception.screens.likely import SAME, Likely
from deskapp.desks.reception.screens.record_form import ReceptionForm
from deskapp.errors import DeskError, Fault
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.finding import Person, find_people
from deskapp.office.customer.queries import Duplicate
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.office.property.model import PERSON_ROLES
from deskapp.office.property.queries import PagePerson, UnitPage, get_unit_page
from deskapp.office.property.rules import show_share
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.cells import fit, typed
from deskapp.ui.commands import bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.here import Place
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.reading import read_typed_day, stands_in
from deskapp.ui.work import run
from deskapp.values.identity import KINDS
from deskapp.values.shares import parse_share

_LABEL_MOST: Final = 80


class Present(Lines):
    """Who owns or lives there already, on at most four lines."""

    DEFAULT_CSS = "Present { height: auto; margin: 1 0 0 0; }"
    MOST: ClassVar[int] = 4

    def __init__(self) -> None:
        super().__init__(id="present")
        self.people: tuple[PagePerson, ...] = ()

    def show(self, people: Iterable[PagePerson]) -> None:
        """These people."""
        self.people = tuple(people)
        self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """A heading, and a line each."""
        return 1 + min(len(self.people), self.MOST)

    def line(self, y: int) -> Iterable[Run]:
        """Name, role and share."""
        if y == 0:
            key = "resident_form.present" if self.people else "resident_form.nobody"
            return [(self.words.text(key, count=len(self.people)), "muted")]
        person = self.people[y - 1]
        share = show_share(person.share) if person.share else ""
        name = fit(person.customer.name, 20, ellipsis=self.glyphs.ellipsis)
        return [(f"  {name}  ", "plain"), (f"{self.words.text(f'person_role.{person.role}')}  {share}", "muted")]


class ResidentForm(ReceptionForm):
    """Dismisses with the new row's id."""

    FORM = "resident"
    TOPIC = "resident_form"
    BINDINGS: ClassVar[list[BindingType]] = bindings(SAME)

    def __init__(self, unit_id: int = 0, draft: Draft | None = None) -> None:
        super().__init__({"unit": unit_id, "code": "", "country": "CN"}, draft)
        self._page: UnitPage | None = None
        self._asked: CustomerDraft | None = None

    def places(self) -> Sequence[Place]:
        """The unit."""
        return (("unit", self.about["unit"]),)

    def title_text(self) -> str:
        """Of which unit."""
        return self.text("resident_form.title", unit=self.about["code"])

    def body(self) -> Iterable[Widget]:
        """The form, who may be the same person, and who is there already."""
        yield from super().body()
        yield Likely()
        yield Present()

    def fields(self) -> Sequence[Field]:
        """Phone and document are asked only of somebody new."""
        new: dict[str, Any] = {"when": is_new}
        return (
            fields.lookup(
                "customer_id",
                self._load,
                required=True,
                label="resident_form.person",
                hint="resident_form.hint_person",
                cells=32,
            ),
            fields.phone("phone", partial(self._read_person, "phone"), cells=32, **new),
            fields.identity("id_number", partial(self._read_person, "id_number"), cells=32, **new),
            fields.choice("id_kind", KINDS, "id_kind", cells=32, hint="customer_form.hint_list", optional=True, **new),
            fields.choice("role", PERSON_ROLES, "person_role", required=True),
            fields.text("share", parse_share, hint="resident_form.hint_share", show=lambda share, _: show_share(share)),
            fields.day("since", self._read_day),
        )

    # ---- finding and reading

    def _load(self, data: Any, text: str) -> Sequence[Option]:
        """Who fits what is typed, and last somebody new of that name; in a thread."""
        found = [_option(person) for person in find_people(data.store, text, self.today)]
        name = typed(text).strip()
        if any(character.isalpha() for character in name):
            found.append(Option({"new": name}, name, self.text("resident_form.new")))
        return found

    def _read_day(self, text: str) -> tuple[Any, Fault | None]:
        return read_typed_day(text, self.words.language, self.today)

    def _read_person(self, name: str, _: str) -> tuple[Any, Fault | None]:
        judged, faults = self._said().checked(self.today)
        fault = faults.get(name)
        return (None if fault is not None and not fault.warning else getattr(judged, name)), fault

    def _said(self) -> CustomerDraft:
        """The new person as the form says it, unjudged."""
        rows = self.form.rows
        told: dict[str, Any] = {name: stands_in(rows[name]) for name in ("phone", "id_number", "id_kind")}
        return CustomerDraft(rows["customer_id"].box.value.strip(), country=self.about["country"], **told)

    # ---- stored and saved

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The unit as it is now; most who are entered own it."""
        unit, today = self.about["unit"], self.today
        self._page = data.store.read(lambda reader: get_unit_page(reader, unit, today))
        return {"role": "owner"}

    def filled(self) -> None:
        """Where we are, and who is there."""
        page = self._page
        if page is not None:
            self.note(code=page.code, country=page.country)
            self.query_one(Present).show(page.people)
            self.refresh_title()
        self._look()

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """The resident, and before that the customer where it is somebody new: both or neither."""
        unit, country, person = self.about["unit"], self.about["country"], values["customer_id"]
        new = None
        if isinstance(person, dict):
            told: dict[str, Any] = {name: values[name] or "" for name in ("phone", "id_number", "id_kind")}
            new = CustomerDraft(person["new"], country=country, **told)

        def enter(work: Work) -> int:
            customer = person if new is None else record_id(add_customer(work, new))
            draft = ResidentDraft(customer, values["role"], values["share"], values["since"])
            return record_id(add_resident(work, unit, draft))

        try:
            return int(data.write("resident.add", enter, shell_of(self).now()))
        except DeskError as error:
            if error.field == "name":
                error.field = "customer_id"
            raise

    def saved(self, result: int) -> None:
        """Say so on the screen below."""
        app = shell_of(self)
        if not self.is_attached:
            super().saved(result)
            return
        rows = self.form.rows
        told = {"name": rows["customer_id"].box.value, "role": rows["role"].box.value, "unit": self.about["code"]}
        super().saved(result)
        app.tell("resident_form.saved", **told)

    # ---- the same person

    @on(Form.Changed)
    def _typed(self) -> None:
        """Every key may have made somebody known of a new person."""
        self._look()

    def _look(self) -> None:
        said = self._said() if is_new(self.form.typed) else None
        if said == self._asked:
            return
        self._asked = said
        unit, today = self.about["unit"], self.today
        if said is None:
            self._found(())
        else:
            run(self, lambda data: find_likely(data.store, said, today, unit_id=unit), self._found, group="likely")

    def _found(self, found: Sequence[Duplicate]) -> None:
        self.query_one(Likely).show(found if self._asked else ())
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F8 only where somebody was found."""
        if action == "same":
            return any(likely.found for likely in self.query(Likely))
        return super().check_action(action, parameters)

    def action_same(self) -> None:
        """Take who is known already instead of somebody new."""
        options = self.query_one(Likely).options()
        if len(options) == 1:
            self._take(options[0])
        else:
            self.app.push_screen(Choose("likely.choose", options), self._take)

    def _take(self, answer: Option | None) -> None:
        if answer is not None:
            self.form.load({"customer_id": Option(answer.code, typed(answer.label))})
            self.form.focus_field("role")


def is_new(typed_by_name: Mapping[str, Any]) -> bool:
    """Whether the person of the form is not known yet."""
    return isinstance(typed_by_name["customer_id"][0], dict)


def _option(person: Person) -> Option:
    """A customer as the list under the field shows them; namesakes are told apart by home and phone."""
    homes = person.units[0] if person.units else ""
    return Option(person.id, typed(f"{person.name[:_LABEL_MOST]}  {homes}").strip(), person.phone or person.document)
