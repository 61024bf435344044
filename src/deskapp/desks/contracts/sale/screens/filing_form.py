"""Filing one contract: what is missing stands above, the next number in its field; a shut gate takes a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.cases.gates import GateResult
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.step import Shut
from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.desks.contracts.sale.gates import gates_of
from deskapp.desks.contracts.sale.look import tell_customer
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.numbers import next_number
from deskapp.desks.contracts.sale.queries import last_filing
from deskapp.desks.contracts.sale.screens.contract_steps import CELLS, LONG, ContractStep
from deskapp.store.rights import EVERYTHING
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run


class FileForm(ContractStep, FittedForm):
    """The number and the day that the authority gave; dismisses with the contract's id."""

    FORM: ClassVar[str] = "filing.file"
    ACTION = "filing.file"
    TITLE_KEY = "filing_form.title"
    TOPIC = "filing_form"
    SAVED = "filing_form.filed"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.shut: tuple[GateResult, ...] = ()
        self.rights = EVERYTHING

    def body(self) -> Iterable[Widget]:
        """What is missing and who may let it pass, the form, and what the customer is told."""
        yield Shut(self.shut, self._who_may_pass())
        yield from super().body()
        yield Facts(self._told())

    def fields(self) -> Sequence[Field]:
        """Number and day; a reason where a gate is shut and this clerk may let it pass."""
        reason = fields.text(
            "override_reason", most=LONG, cells=CELLS, required=True, label="filing_form.reason",
            hint="filing_form.hint_reason",
        )  # fmt: skip
        return (
            fields.text("filing_number", most=64, cells=CELLS, required=True, label="filing_grid.number",
                        hint="filing_form.hint_number"),
            self.day_field("filed_on", "filing_grid.day"),
            *((reason,) if self.shut and self._may_pass() else ()),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What the gates say now, and the number behind the last one of the project."""

        def read(reader: Reader) -> str:
            self.rights = reader.rights
            contract = reader.get(SaleContract, self.contract_id)
            self.shut = tuple(gate for gate in gates_of(reader, self.contract_id) if not gate.is_open)
            self.note(number=contract.number)
            last = last_filing(reader, contract.project_id)
            return next_number(last.number) if last is not None else ""

        proposed: str = data.store.read(read)
        return {"filing_number": proposed or None, "filed_on": self.today}

    def _may_pass(self) -> bool:
        return all(self.rights.may(f"override.{gate.id}") for gate in self.shut)

    def _who_may_pass(self) -> Sequence[str]:
        """The roles that may let pass all that is shut, where this clerk may not: whom to ask."""
        if not self.shut or self._may_pass():
            return ()
        who = [self.rights.who_may(f"override.{gate.id}") for gate in self.shut]
        return [code for code in who[0] if all(code in codes for codes in who)]

    def _told(self) -> Iterable[Run]:
        for gate in self.shut:
            for missing in gate.missing:
                if told := tell_customer(missing, self.words):
                    yield f"{self.text('sale_page.tell')} {told}", "plain"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """The ledger's row stands at once."""
        number, day, reason = values["filing_number"], values["filed_on"], values.get("override_reason") or ""
        return self.do(data, lambda work: file_contract(work, self.contract_id, number, day, reason))
