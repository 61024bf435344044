"""The answer sheet of a contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskapp.casework.screens.answering import AnswerSheet
from deskapp.desks.contracts.sale.answer import answer_contract
from deskapp.desks.contracts.sale.queries import ContractPage, get_contract_page
from deskapp.locale import Words
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.work import Reader
from deskapp.ui.lines import shell_of


class ContractAnswer(AnswerSheet[ContractPage]):
    """Of one contract, in the first buyer's language."""

    def __init__(self, contract_id: int) -> None:
        super().__init__()
        self.contract_id = contract_id

    def ask(self, data: Any) -> tuple[ContractPage, str]:
        """The contract."""
        number, today = self.contract_id, shell_of(self).now().date()

        def read(reader: Reader) -> tuple[ContractPage, str]:
            page = get_contract_page(reader, number, today)
            parties = page.deal.parties
            spoken = get_customer_draft(reader, parties[0].customer.id)[0].language if parties else ""
            return page, spoken or data.clerk.language or "zh"

        found: tuple[ContractPage, str] = data.store.read(read)
        return found

    def about_whom(self, page: ContractPage) -> tuple[str, str]:
        """Its number, and its buyers."""
        return page.row.number, page.row.buyer

    def sentences(self, page: ContractPage, said: Words) -> Sequence[str]:
        """Where it is, what is missing, what comes next."""
        return answer_contract(page, said, shell_of(self).now().date())
