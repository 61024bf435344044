"""A form about somebody in their way: what is read with it, what follows from it, the slip that ends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.handover.day.letters import SLIP
from deskapp.desks.handover.day.queries import VisitPage, get_visit
from deskapp.desks.handover.day.screens.printing import print_of
from deskapp.store.work import Reader
from deskapp.ui.drafts import Draft
from deskapp.ui.form import Form
from deskapp.ui.here import Place
from deskapp.ui.lines import Run
from deskapp.ui.screen import DeskScreen

WIDE: Final = 34
YES_NO: Final = ("yes", "no")


class VisitForm(FittedForm):
    """A form about somebody in their way; ``about`` holds the visit and its delivery. Dismisses with the visit."""

    TOPIC = "station"
    SLIP: ClassVar[bool] = True
    """Whether the owner takes a slip home from here."""

    def __init__(self, visit_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, visit=visit_id, delivery=0)
        self.page: VisitPage | None = None

    @property
    def visit_id(self) -> int:
        """The visit."""
        return int(self.about["visit"])

    @property
    def delivery_id(self) -> int:
        """Its delivery."""
        return int(self.about["delivery"])

    def places(self) -> Sequence[Place]:
        """The delivery."""
        return (("delivery", self.delivery_id),) if self.about.get("delivery") else ()

    def body(self) -> Iterable[Widget]:
        """The form, and what follows from what is typed."""
        yield from super().body()
        yield Facts(self.runs())

    def runs(self) -> tuple[Run, ...]:
        """What the clerk should know."""
        return ()

    def read(self, reader: Reader) -> None:
        """What the form is made of; in a thread."""
        self.page = get_visit(reader, self.visit_id)
        self.note(delivery=self.page.row.delivery_id)

    def filled(self) -> None:
        """What follows stands below."""
        super().filled()
        self._reword()

    @on(Form.Changed)
    def _reword(self) -> None:
        for facts in self.query(Facts):
            facts.show(self.runs())

    def saved(self, result: int) -> None:
        """The owner gets a slip to take home."""
        below = self.app.screen_stack[-2:][0]
        super().saved(result)
        if self.SLIP and isinstance(below, DeskScreen):
            print_of(below, SLIP, self.visit_id, self.delivery_id)


def code_of(typed: Any) -> str:
    """The code of what stands in a choice."""
    return str(typed[0] if isinstance(typed, list) else typed)
