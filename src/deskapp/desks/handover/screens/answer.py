"""The answer sheet of a handover: three sentences for an owner who asks, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskapp.casework.screens.answering import AnswerSheet
from deskapp.desks.handover.screens.answer_look import AnswerFacts, get_answer, handover_answer
from deskapp.locale import Words
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.work import Reader
from deskapp.ui.lines import shell_of


class HandoverAnswer(AnswerSheet[AnswerFacts]):
    """Of one handover."""

    def __init__(self, delivery_id: int) -> None:
        super().__init__()
        self.delivery_id = delivery_id

    def ask(self, data: Any) -> tuple[AnswerFacts, str]:
        """The handover, and what its first owner reads."""
        number, today = self.delivery_id, shell_of(self).now().date()

        def read(reader: Reader) -> tuple[AnswerFacts, str]:
            facts = get_answer(reader, number, today)
            owners = facts.row.customer_ids
            reads = get_customer_draft(reader, owners[0])[0].language if owners else ""
            return facts, reads or data.clerk.language or "zh"

        found: tuple[AnswerFacts, str] = data.store.read(read)
        return found

    def about_whom(self, page: AnswerFacts) -> tuple[str, str]:
        """The home, and whose it is."""
        return page.row.room, page.row.buyer

    def sentences(self, page: AnswerFacts, said: Words) -> Sequence[str]:
        """Where it stands, what is missing, what comes next."""
        return handover_answer(page, said)
