"""A merge was a mistake: asked once, then the merged customer is one of its own again."""

from __future__ import annotations

from deskapp.errors import DeskError
from deskapp.office.customer.actions import undo_merge
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run


class UndoMerge(Confirm):
    """Answers True when it is done; ``name`` is the merged customer's, for the question."""

    def __init__(self, customer_id: int, name: str) -> None:
        super().__init__("merge.undo", "merge.undo_what", "merge.undo_undo", values={"name": name})
        self.customer_id = customer_id
        self._asked = False

    def action_yes(self) -> None:
        """Do it, once."""
        if self._asked:
            return
        self._asked = True
        number, now = self.customer_id, shell_of(self).now()
        run(
            self,
            lambda data: data.write("customer.undo_merge", lambda work: undo_merge(work, number).name, now),
            self._parted,
            failed=self._refused,
            keep=True,
        )

    def _parted(self, name: str) -> None:
        app = shell_of(self)
        if self.is_attached:
            self.dismiss(True)
        app.tell("merge.undone", name=name)

    def _refused(self, error: DeskError) -> None:
        app = shell_of(self)
        if self.is_attached:
            self.dismiss(False)
        app.tell_error(error)
