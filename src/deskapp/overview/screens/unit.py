"""The unit page: the page of work of a clerk who thinks by room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from deskapp.cases.queries import cases_of
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Door, Look
from deskapp.desks.intake.screens.new_case_known import Known
from deskapp.overview.looks import UnitWork, get_unit_work
from deskapp.overview.screens.complaint_doors import log_complaint, report_repair
from deskapp.overview.screens.deal_doors import DOORS, can_open, open_deal, open_door
from deskapp.overview.screens.handover_doors import delivery_page
from deskapp.overview.screens.keys import (
    ADD_RESIDENT,
    CASHIER,
    COMPLAINT,
    CONTRACT,
    FILING,
    HANDOVER,
    LOAN,
    NEXT,
    PREVIOUS,
    REPAIR,
)
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit
from deskapp.overview.unit_look import unit_hit, unit_look
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.commands import bindings
from deskapp.ui.lines import shell_of


class UnitScreen(PageScreen[UnitWork]):
    """Everything known of a unit; left and right go to its neighbours in the building."""

    TOPIC = "unit"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.EDIT, CONTRACT, FILING, LOAN, HANDOVER, COMPLAINT, REPAIR, CASHIER, ADD_RESIDENT, PREVIOUS, NEXT
    )

    def read(self, data: Any, number: int) -> UnitWork:
        """In a thread."""
        today = shell_of(self).now().date()
        work: UnitWork = data.store.read(lambda reader: get_unit_work(reader, number, today))
        return work

    def look(self, page: UnitWork) -> Look:
        """In words."""
        now = shell_of(self).now()
        return unit_look(
            page.page,
            self.words,
            now.tzinfo,
            unfolded=self.unfolded,
            deals=page.deals,
            handovers=page.handovers,
            grievances=page.grievances,
            now=now,
        )

    def hit(self, page: UnitWork) -> Hit:
        """Among the last opened."""
        return unit_hit(page.page)

    def called(self, page: UnitWork) -> str:
        """The code that everybody says."""
        return page.page.code

    def read_cases(self, reader: Reader, page: UnitWork) -> Sequence[CaseRow]:
        """What is going on about this unit."""
        return cases_of(reader, unit_id=page.page.id)

    def begins(self, page: UnitWork) -> Known:
        """About this unit; for its owner, where there is just one."""
        return Known("", self.owner or None, ("unit", page.page.id))

    def has_former(self, page: UnitWork) -> bool:
        """Whether somebody lived there before, or another deal was."""
        return bool(page.page.former) or any(not one.is_living for one in page.deals) or page.grievances.has_former

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Neighbours only where there are some."""
        if action in ("previous", "next"):
            return self.page is not None and getattr(self.page.page, action) is not None
        if action in ("edit", "add_resident", "complaint", "repair"):
            return self.page is not None
        if action == "handover":
            return self.page is not None and self.page.handover is not None
        if action in DOORS:
            return self.page is not None and can_open(action, self.page.deal)
        return super().check_action(action, parameters)

    def action_previous(self) -> None:
        """The room before this one."""
        if self.page is not None and self.page.page.previous is not None:
            self._go(self.page.page.previous)

    def action_next(self) -> None:
        """The room behind this one."""
        if self.page is not None and self.page.page.next is not None:
            self._go(self.page.page.next)

    def _go(self, number: int) -> None:
        self.number, self.unfolded = number, False
        self.hush()
        self.hold()
        self.load()

    def enter(self, door: Door) -> None:
        """What the line is about: contract, filing, loan, money, formalities, who was asked."""
        open_door(self, door)

    def action_contract(self) -> None:
        """The contract; a new one where the unit is free."""
        self._open("contract")

    def action_filing(self) -> None:
        """The filing of its contract."""
        self._open("filing")

    def action_loan(self) -> None:
        """The loan under the cursor, the last one, or a new one."""
        self._open("loan")

    def action_cashier(self) -> None:
        """The money of the deal."""
        self._open("cashier")

    def action_handover(self) -> None:
        """The handover of this home."""
        if self.page is not None and self.page.handover is not None:
            self.app.push_screen(delivery_page(self.page.handover.row.id))

    @property
    def owner(self) -> int:
        """Its owner, where there is just one; nobody's number else."""
        found = self.page.page.people if self.page is not None else ()
        owners = [person.customer.id for person in found if person.role == "owner"]
        return owners[0] if len(owners) == 1 else 0

    def action_complaint(self) -> None:
        """Somebody complains about this home."""
        self.app.push_screen(log_complaint(self.owner, self.number), lambda _: self.load())

    def action_repair(self) -> None:
        """Something is broken in this home."""
        self.app.push_screen(report_repair(self.owner, self.number), lambda _: self.load())

    def _open(self, action: str) -> None:
        if self.page is not None:
            open_deal(self, action, self.page.deal, self.page.page.id, self.line.door if self.line else None)

    def action_edit(self) -> None:
        """The unit's form."""
        from deskapp.desks.reception.screens.unit_form import UnitForm

        self.app.push_screen(UnitForm(self.number))

    def action_add_resident(self) -> None:
        """Somebody owns or lives here from now on."""
        from deskapp.desks.reception.screens.resident_form import ResidentForm

        self.app.push_screen(ResidentForm(self.number))
