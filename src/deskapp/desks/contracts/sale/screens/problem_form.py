"""A problem case of a contract: what was found stands there already; who mends it, and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final

from deskapp.cases.engine import say_missing
from deskapp.desks.contracts.sale.limits import days_of
from deskapp.desks.contracts.sale.lint_load import find_lint
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.problems import PARTIES, open_problem
from deskapp.desks.contracts.sale.screens.contract_steps import LONG, ContractStep
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field

WIDE: Final = 60


class ProblemForm(ContractStep):
    """Opens the case, which stands on the contract's page until it is closed."""

    FORM: ClassVar[str] = "contract.problem"
    ACTION = "case.open"
    TITLE_KEY = "sale_problem.title"
    SAVED = "sale_problem.opened"

    def fields(self) -> Sequence[Field]:
        """Who, by when, what."""
        return (
            fields.choice("party", PARTIES, "problem_party", required=True, label="sale_problem.party"),
            self.day_field("mend_by", "sale_problem.mend_by"),
            fields.text("findings", most=LONG, cells=WIDE, required=True, label="sale_problem.findings"),
        )

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """What is found against the contract today, and the usual day."""
        found = find_lint(reader, record_id(contract), self.today)
        said = self.words.text("filing_queue.and").join(say_missing(self.words, one) for one in found)
        return {
            "mend_by": self.today + timedelta(days=days_of("problem.days", self.today)),
            "findings": said[:LONG] or None,
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Open it."""
        engine, region = data.engine, data.region
        party, day, text = values["party"], values["mend_by"], values["findings"]

        def act(work: Work) -> Any:
            return open_problem(work, engine, self.contract_id, party, day, text, region)

        return self.do(data, act)
