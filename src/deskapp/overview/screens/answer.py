"""The answer sheet of a case, which can be printed, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.cases.page import CasePage, get_case_page
from deskapp.casework.actions_letters import print_case_letter
from deskapp.casework.screens.answering import AnswerSheet
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.intake.answer_case import answer, language_of_answer
from deskapp.locale import Words
from deskapp.messages.model import PrintJob
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.work import Reader, Work
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of

PRINT: Final = Command("answer.print", "f9", "answer", priority=True)


class AnswerScreen(AnswerSheet[CasePage]):
    """Of one case."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(PRINT)

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id

    def ask(self, data: Any) -> tuple[CasePage, str]:
        """The case."""
        number, now = self.case_id, shell_of(self).now()

        def read(reader: Reader) -> tuple[CasePage, str]:
            page = get_case_page(reader, data.engine, number, now.date(), data.clerk.id)
            customer = get_customer_draft(reader, page.customer.id)[0].language if page.customer else ""
            return page, language_of_answer(page, customer, data.clerk.language)

        found: tuple[CasePage, str] = data.store.read(read)
        return found

    def about_whom(self, page: CasePage) -> tuple[str, str]:
        """Its number, and its customer."""
        return page.row.number, page.row.customer

    def sentences(self, page: CasePage, said: Words) -> Sequence[str]:
        """Where it is, what is missing, what comes next."""
        return answer(page, said)

    def action_print(self) -> None:
        """On paper, to take home."""
        number, spoken, app = self.case_id, self.spoken, shell_of(self)
        today, counter = app.now().date(), app.settings.counter

        def order(work: Work, data: Any) -> PrintJob:
            return print_case_letter(work, data.engine, data.home, number, "answer_sheet", today, counter, spoken)

        print_ordered(self, order)
