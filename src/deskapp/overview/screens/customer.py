"""The customer page: who somebody is to the office, in one look."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType

from deskapp.office.customer.actions import undo_merge
from deskapp.overview.customer_look import customer_hit, customer_look
from deskapp.overview.look import Look
from deskapp.overview.looks import Known, get_known
from deskapp.overview.screens.keys import MERGE, UNDO_MERGE
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit
from deskapp.ui import commands
from deskapp.ui.commands import bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run


class CustomerScreen(PageScreen[Known]):
    """Everything known of a customer; follows a merge to whom they live on in."""

    TOPIC = "customer"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.EDIT, MERGE, UNDO_MERGE)

    def read(self, data: Any, number: int) -> Known:
        """In a thread."""
        today = shell_of(self).now().date()
        known: Known = data.store.read(lambda reader: get_known(reader, number, today))
        return known

    def look(self, page: Known) -> Look:
        """In words."""
        now = shell_of(self).now()
        return customer_look(page.page, page.duplicates, self.words, now.date(), now.tzinfo, unfolded=self.unfolded)

    def hit(self, page: Known) -> Hit:
        """Among the last opened."""
        return customer_hit(page.page)

    def called(self, page: Known) -> str:
        """The name."""
        return page.page.row.name

    def has_former(self, page: Known) -> bool:
        """Whether there were other homes before."""
        return any(not unit.is_current for unit in page.page.units)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Undo only on a customer that was merged into this one."""
        if action in ("edit", "merge"):
            return self.page is not None
        if action == "undo_merge":
            return self.line is not None and self.line.absorbed is not None
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """The customer's form, with the whole numbers."""
        from deskapp.desks.reception.screens.customer_form import CustomerForm

        if self.page is not None:
            self.open_form(CustomerForm(self.page.page.row.id))

    def action_merge(self) -> None:
        """Two records of one person become one."""
        from deskapp.desks.reception.screens.merge import MergeScreen

        if self.page is not None:
            self.open_form(MergeScreen(self.page.page.row.id))

    def action_undo_merge(self) -> None:
        """Ask, then make the merged customer one of its own again."""
        line = self.line
        if line is None or line.absorbed is None:
            return
        number = line.absorbed

        def answered(yes: bool | None) -> None:
            if yes:
                now = shell_of(self).now()
                run(
                    self,
                    lambda data: data.write("customer.undo_merge", lambda work: undo_merge(work, number).name, now),
                    self._parted,
                    keep=True,
                )

        question = Confirm("merge.undo", "merge.undo_what", "merge.undo_undo", values={"name": line.said[0][0]})
        self.app.push_screen(question, answered)

    def _parted(self, name: str) -> None:
        if self.is_attached:
            self.tell("merge.undone", name=name)
            self.load()
