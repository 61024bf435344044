"""The customer page: who somebody is to the office, in one look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from deskapp.cases.queries import cases_of
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Door, Look
from deskapp.casework.screens.revealing import ask_to_reveal
from deskapp.desks.intake.screens.new_case_known import Known as NewCase
from deskapp.overview.customer_look import customer_hit, customer_look
from deskapp.overview.looks import Known, get_known
from deskapp.overview.screens.complaint_doors import log_complaint, report_repair
from deskapp.overview.screens.deal_doors import open_door
from deskapp.overview.screens.keys import COMPLAIN, MEND, MERGE, MONEY, PRIVACY, REVEAL, UNDO_MERGE
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.commands import bindings
from deskapp.ui.lines import shell_of


class CustomerScreen(PageScreen[Known]):
    """Everything known of a customer; follows a merge to whom they live on in."""

    TOPIC = "customer"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.EDIT, COMPLAIN, MEND, MERGE, UNDO_MERGE, MONEY, PRIVACY, REVEAL
    )
    whole: bool = False
    """Whether numbers are shown in full, for which a reason was given; until the page is read again."""

    def read(self, data: Any, number: int) -> Known:
        """In a thread."""
        today = shell_of(self).now().date()
        known: Known = data.store.read(lambda reader: get_known(reader, number, today))
        return known

    def load(self) -> None:
        """Whoever comes back to the page sees masked numbers."""
        self.whole = False
        super().load()

    def look(self, page: Known) -> Look:
        """In words."""
        now = shell_of(self).now()
        return customer_look(
            page.page,
            page.duplicates,
            self.words,
            now.date(),
            now.tzinfo,
            papers=page.papers,
            money=page.money,
            touch=page.touch,
            privacy=page.privacy,
            deals=page.deals,
            handovers=page.handovers,
            grievances=page.grievances,
            now=now,
            unfolded=self.unfolded,
            whole=self.whole,
        )

    def hit(self, page: Known) -> Hit:
        """Among the last opened."""
        return customer_hit(page.page)

    def called(self, page: Known) -> str:
        """The name."""
        return page.page.row.name

    def read_cases(self, reader: Reader, page: Known) -> Sequence[CaseRow]:
        """What is going on for this customer, also under merged records."""
        return cases_of(reader, [page.page.row.id])

    def begins(self, page: Known) -> NewCase:
        """For this customer."""
        return NewCase("", page.page.row.id)

    def enter(self, door: Door) -> None:
        """Their money, or their papers: where they are, giving them back."""
        if door[0] == "money":
            self.action_money()
            return
        if door[0] == "privacy":
            self.action_privacy()
            return
        if door[0] != "papers":
            open_door(self, door)
            return
        from deskapp.desks.intake.screens.papers_custody import CustomerOriginals

        if self.page is not None:
            self.app.push_screen(CustomerOriginals(self.page.page.row.id))

    def has_former(self, page: Known) -> bool:
        """Whether there were other homes before."""
        return any(not unit.is_current for unit in page.page.units) or page.grievances.has_former

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Undo only on a customer that was merged into this one."""
        if action in ("complain", "mend"):
            return self.page is not None and not self.page.page.blocked_why
        if action in ("edit", "merge", "money", "privacy", "reveal"):
            return self.page is not None
        if action == "undo_merge":
            return self.line is not None and self.line.absorbed is not None
        return super().check_action(action, parameters)

    def action_complain(self) -> None:
        """They complain."""
        if self.page is not None:
            self.app.push_screen(log_complaint(self.page.page.row.id), lambda _: self.load())

    def action_mend(self) -> None:
        """Something of theirs is broken."""
        if self.page is not None:
            self.app.push_screen(report_repair(self.page.page.row.id), lambda _: self.load())

    def action_edit(self) -> None:
        """The customer's form; its numbers are whole where they are here."""
        from deskapp.desks.reception.screens.customer_form import CustomerForm

        if self.page is not None:
            self.app.push_screen(CustomerForm(self.page.page.row.id, whole=self.whole))

    def action_merge(self) -> None:
        """Two records of one person become one."""
        from deskapp.desks.reception.screens.merge import MergeScreen

        if self.page is not None:
            self.app.push_screen(MergeScreen(self.page.page.row.id))

    def action_privacy(self) -> None:
        """What they agreed to, what went outside, what they asked."""
        from deskapp.desks.reception.screens.privacy import PrivacyScreen

        if self.page is not None:
            self.app.push_screen(PrivacyScreen(self.page.page.row.id))

    def action_money(self) -> None:
        """What they owe and paid."""
        from deskapp.casework.screens.cash import CashScreen

        if self.page is not None:
            self.app.push_screen(CashScreen(customer_id=self.page.page.row.id))

    def action_reveal(self) -> None:
        """Show the numbers in full: why is in the trail before they are on the screen."""
        if self.page is None:
            return
        ask_to_reveal(self, "customer", self.page.page.row.id, self.page.page.row.name, self._show_whole)

    def _show_whole(self) -> None:
        self.whole = True
        self.show()
        self.tell("reveal.shown")

    def action_undo_merge(self) -> None:
        """Make the merged customer under the cursor one of its own again."""
        self.after_moves(self._undo_merge)

    def _undo_merge(self) -> None:
        from deskapp.desks.reception.screens.undo_merge import UndoMerge

        if self.line is not None and self.line.absorbed is not None:
            self.app.push_screen(UndoMerge(self.line.absorbed, self.line.said[0][0]))
