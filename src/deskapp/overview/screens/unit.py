"""The unit page: the page of work of a clerk who thinks by room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from deskapp.cases.queries import cases_of
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Look
from deskapp.desks.intake.screens.new_case_known import Known
from deskapp.office.property.queries import UnitPage, get_unit_page
from deskapp.overview.screens.keys import ADD_RESIDENT, NEXT, PREVIOUS
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit
from deskapp.overview.unit_look import unit_hit, unit_look
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.commands import bindings
from deskapp.ui.lines import shell_of


class UnitScreen(PageScreen[UnitPage]):
    """Everything known of a unit; left and right go to its neighbours in the building."""

    TOPIC = "unit"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.EDIT, ADD_RESIDENT, PREVIOUS, NEXT)

    def read(self, data: Any, number: int) -> UnitPage:
        """In a thread."""
        today = shell_of(self).now().date()
        page: UnitPage = data.store.read(lambda reader: get_unit_page(reader, number, today))
        return page

    def look(self, page: UnitPage) -> Look:
        """In words."""
        return unit_look(page, self.words, shell_of(self).now().tzinfo, unfolded=self.unfolded)

    def hit(self, page: UnitPage) -> Hit:
        """Among the last opened."""
        return unit_hit(page)

    def called(self, page: UnitPage) -> str:
        """The code that everybody says."""
        return page.code

    def read_cases(self, reader: Reader, page: UnitPage) -> Sequence[CaseRow]:
        """What is going on about this unit."""
        return cases_of(reader, unit_id=page.id)

    def begins(self, page: UnitPage) -> Known:
        """About this unit; for its owner, where there is just one."""
        owners = [person.customer.id for person in page.people if person.role == "owner"]
        return Known("", owners[0] if len(owners) == 1 else None, ("unit", page.id))

    def has_former(self, page: UnitPage) -> bool:
        """Whether somebody lived there before."""
        return bool(page.former)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Neighbours only where there are some."""
        if action in ("previous", "next"):
            return self.page is not None and getattr(self.page, action) is not None
        if action in ("edit", "add_resident"):
            return self.page is not None
        return super().check_action(action, parameters)

    def action_previous(self) -> None:
        """The room before this one."""
        if self.page is not None and self.page.previous is not None:
            self._go(self.page.previous)

    def action_next(self) -> None:
        """The room behind this one."""
        if self.page is not None and self.page.next is not None:
            self._go(self.page.next)

    def _go(self, number: int) -> None:
        self.number, self.unfolded = number, False
        self.hush()
        self.hold()
        self.load()

    def action_edit(self) -> None:
        """The unit's form."""
        from deskapp.desks.reception.screens.unit_form import UnitForm

        self.app.push_screen(UnitForm(self.number))

    def action_add_resident(self) -> None:
        """Somebody owns or lives here from now on."""
        from deskapp.desks.reception.screens.resident_form import ResidentForm

        self.app.push_screen(ResidentForm(self.number))
