"""The people who work here: how they sign in, their roles, who is away; Enter says what can be done about one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.desks.staffing.screens.first import FirstAdministrator
from deskapp.desks.staffing.screens.role_page import choose_role
from deskapp.desks.staffing.screens.staff_forms import AbsenceForm, HandOverForm, NewPersonForm, RoleForm
from deskapp.errors import DeskError
from deskapp.office.access.actions import end_role
from deskapp.office.access.queries import list_held
from deskapp.office.signin.deputies import end_absence, list_absences
from deskapp.office.signin.people import PersonRow, end_person, list_people, reset_password
from deskapp.store.reasons import parse_reason
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

ROLES: Final = Command("staff.roles", "f8", "staff")
ADMINISTRATOR: Final = Command("staff.administrator", "f9", "staff")


class StaffScreen(DeskScreen[None]):
    """Read anew after every change."""

    TITLE_KEY = "staff.title"
    TOPIC = "staff"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, ROLES, ADMINISTRATOR)

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[int, PersonRow] = {}

    def body(self) -> Iterable[Widget]:
        """One line a person."""
        yield Listing(
            (
                Column("number", width=10),
                Column("name", width=16, weight="strong"),
                Column("roles", width=26),
                Column("state", weight="muted"),
            ),
            blank="staff.nobody",
            id="people",
        )

    def on_mount(self) -> None:
        """Read them."""
        self.reload()

    async def retranslate(self) -> None:
        """The rows are words, too."""
        await super().retranslate()
        self._show(list(self.people.values()))

    def reload(self, *_: object, about: int | None = None) -> None:
        """As it is now, with the cursor on whom it was about: the next key must not concern somebody else."""
        today = shell_of(self).now().date()

        def show(people: list[PersonRow]) -> None:
            self._show(people, about)

        run(self, lambda data: data.store.read(lambda reader: list_people(reader, today)), show)

    def _show(self, people: list[PersonRow], about: int | None = None) -> None:
        listing = self.query_one(Listing)
        current = listing.current
        if about is None and current is not None:
            about = int(str(current.key))
        self.people = {person.id: person for person in people}
        listing.show(
            Row(person.id, (person.number, person.name, self._roles(person), self._state(person))) for person in people
        )
        listing.move(next((place for place, person in enumerate(people) if person.id == about), 0))

    def _roles(self, person: PersonRow) -> str:
        return self.text("staff.and").join(self.text(f"role.{role}") for role in person.roles)

    def _state(self, person: PersonRow) -> str:
        if person.away_until is not None:
            return self.text("staff.away", until=person.away_until, deputy=person.deputy or "-")
        if not person.has_password:
            return self.text("staff.no_password")
        return self.text("staff.must_change" if person.must_change else "staff.can_sign_in")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The first administrator is offered where there is none."""
        if action == "administrator":
            return shell_of(self).door.is_open_home
        return super().check_action(action, parameters)

    def action_administrator(self) -> None:
        """From now on people sign in."""
        me = self.people.get(shell_of(self).door.seat.clerk.id)
        if me is not None:
            self.app.push_screen(FirstAdministrator(me.number))

    def action_roles(self) -> None:
        """What each role is."""
        choose_role(self)

    def action_new(self) -> None:
        """Somebody new."""
        self.app.push_screen(NewPersonForm(), self._added)

    def _added(self, number: int | None) -> None:
        if number is not None:
            self.tell("staff.added")
        self.reload(about=number)

    # ---- about one of them

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """What can be done."""
        person = self.people[int(str(event.row.key))]
        deeds: dict[str, Callable[[PersonRow], None]] = {
            "password": self._password,
            "role": lambda one: self._open(RoleForm(one.id, one.name)),
            "end_role": self._end_role,
            "absence": lambda one: self._open(AbsenceForm(one.id, one.name)),
            "back": self._back,
            "hand_over": lambda one: self._open(HandOverForm(one.id, one.name)),
            "end": self._end,
        }
        if not person.roles:
            del deeds["end_role"]
        options = [Option(code, self.text(f"staff_do.{code}"), self.text(f"staff_do.{code}_what")) for code in deeds]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                deeds[answer.code](person)

        self.app.push_screen(Choose("staff_do.title", options, values={"name": person.name}), chosen)

    def _open(self, form: DeskScreen[int]) -> None:
        self.app.push_screen(form, self._done)

    def _done(self, result: int | None) -> None:
        if result is not None:
            self.tell("staff.done")
        self.reload()

    def _write(self, action: str, do: Callable[..., Any]) -> None:
        now = shell_of(self).now()
        run(self, lambda data: data.write(action, do, now), lambda _: self._done(1), keep=True)

    def _password(self, person: PersonRow) -> None:
        now = shell_of(self).now()

        def show(once: str) -> None:
            # seen here alone; whoever it is for chooses another at once
            values = {"name": person.name, "number": person.number, "password": once}
            self.app.push_screen(Confirm("staff.once", "staff.once_what", values=values), self.reload)

        def asked(reason: str | None) -> None:
            if reason:
                run(self, lambda data: reset_password(data.store, data.clerk, person.id, reason, now), show, keep=True)

        values = {"name": person.name}
        self.app.push_screen(AskText("staff.reset", "staff.reset_what", parse=parse_reason, values=values), asked)

    def _end(self, person: PersonRow) -> None:
        def asked(answer: bool | None) -> None:
            if answer:
                self._write("staff.end", partial(end_person, staff_id=person.id))

        self.app.push_screen(Confirm("staff.end", "staff.end_what", values={"name": person.name}), asked)

    def _back(self, person: PersonRow) -> None:
        now = shell_of(self).now()

        def end_all(data: Any) -> int:
            rows = data.store.read(lambda reader: list_absences(reader, now.date()))
            mine = [row.id for row in rows if row.staff_id == person.id]
            for number in mine:
                data.write("staff.absence", partial(end_absence, absence_id=number), now)
            return len(mine)

        def ended(count: int) -> None:
            self.reload()
            self.tell("staff.absences_ended", count=count)

        run(self, end_all, ended, keep=True)

    def _end_role(self, person: PersonRow) -> None:
        today = shell_of(self).now().date()

        def read(data: Any) -> list[Option]:
            held = data.store.read_all(lambda reader: list_held(reader, staff_id=person.id, on=today))
            return [Option(row.id, self.text(f"role.{row.role}"), row.project) for row in held]

        def why(answer: Option | None) -> None:
            if answer is None:
                return

            def end(reason: str | None) -> None:
                if reason:
                    self._write("access.end", partial(end_role, held_id=answer.code, reason=reason))

            self.app.push_screen(AskText("staff.why_end", values={"role": answer.label}), end)

        def ask(options: list[Option]) -> None:
            if not options:
                self.tell_error(DeskError("access.ended"))
            else:
                self.app.push_screen(Choose("staff.which_role", options, values={"name": person.name}), why)

        run(self, read, ask)
