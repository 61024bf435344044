"""Who is paged in a crisis: the register in its order; Enter changes one, 1 moves them up, 2 ends them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.complaints.handling.contacts import (
    LEVELS,
    ContactDraft,
    ContactRow,
    add_contact,
    edit_contact,
    end_contact,
    list_contacts,
    raise_contact,
)
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run, shell_of
from deskapp.values.phones import mask_phone

EARLIER: Final = Command("contacts.earlier", "1", "contacts", priority=True)
END: Final = Command("contacts.end", "2", "contacts", priority=True)
CELLS: Final = 40


class ContactForm(CaseForm):
    """Somebody of the register; ``about`` has what is known of them."""

    FORM: ClassVar[str] = "escalation.contact"
    TITLE_KEY = "contacts.form"
    TOPIC = "contacts"
    SAVED = "contacts.saved"

    def fields(self) -> Sequence[Field]:
        """Name, how to reach them, from which level on."""
        return (
            fields.text("name", cells=CELLS, required=True, label="contacts.name"),
            fields.text("phone", cells=CELLS, label="contacts.phone"),
            fields.text("email", cells=CELLS, label="contacts.email"),
            fields.choice("level", tuple(map(str, LEVELS)), "complaint_level", label="contacts.level"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is known of them."""
        del data
        return {name: self.about.get(name) for name in ("name", "phone", "email")} | {
            "level": str(self.about.get("level") or LEVELS[0])
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Add or change them."""
        draft = ContactDraft(
            values["name"], values["phone"] or "", values["email"] or "", int(values["level"] or LEVELS[0])
        )
        known = int(self.about.get("contact") or 0)
        if known:
            return self.write(data, "escalation.contact", lambda work: record_id(edit_contact(work, known, draft)))
        return self.write(data, "escalation.contact", lambda work: record_id(add_contact(work, draft)))


class ContactsScreen(ReadList):
    """F2 somebody more; phones are shown in part."""

    TITLE_KEY = "contacts.title"
    TOPIC = "contacts"
    EMPTY = "contacts.empty"
    COLUMNS = (
        Column("position", 4, "contacts.turn", weight="muted"),
        Column("name", label="contacts.name", weight="strong", least=12),
        Column("phone", 14, "contacts.phone"),
        Column("email", 22, "contacts.email"),
        Column("level", 12, "contacts.level"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, EARLIER, END)

    def read(self, reader: Reader) -> Sequence[ContactRow]:
        """The register of today."""
        return list_contacts(reader, shell_of(self).now().date())

    def cells(self, row: ContactRow) -> tuple[str, ...]:
        """Whose turn, who, how."""
        turn = next((place for place, one in enumerate(self.rows, 1) if one.id == row.id), 0)
        phone = mask_phone(row.phone) if row.phone else ""
        return str(turn), row.name, phone, row.email, self.text(f"complaint_level.{row.level}")

    def told(self, row: ContactRow) -> Iterable[Run]:
        """By which way they are paged."""
        way = "phone" if row.phone else "email" if row.email else "hand"
        yield self.text(f"contacts.by_{way}"), "warning" if way == "hand" else "plain"
        if row.project:
            yield self.text("contacts.of_project", project=row.project), "muted"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Of somebody who is there."""
        if action in ("earlier", "end"):
            return self.current is not None
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Somebody more."""
        self.app.push_screen(ContactForm(), self.returned)

    def on_listing_opened(self) -> None:
        """Change them."""
        row: ContactRow = self.current
        known: dict[str, Any] = {"name": row.name, "phone": row.phone, "email": row.email, "level": row.level}
        self.app.push_screen(ContactForm(0, row.name, contact=row.id, **known), self.returned)

    def action_earlier(self) -> None:
        """One turn earlier."""
        row: ContactRow = self.current
        self.write("escalation.contact", lambda work, _: raise_contact(work, row.id))

    def action_end(self) -> None:
        """Not paged any more, after a question."""
        row: ContactRow = self.current

        def answered(sure: bool | None) -> None:
            if sure:
                self.write("escalation.contact", lambda work, _: end_contact(work, row.id))

        self.app.push_screen(Confirm("contacts.end_title", "contacts.end_what", values={"name": row.name}), answered)


FORMS: Final = (ContactForm,)
