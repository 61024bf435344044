"""How the price of a contract is paid, changed later: other amounts, other days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.money_form import MoneyForm
from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.plan import plan_of, set_plan
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.here import Place
from deskapp.ui.lines import Run
from deskapp.values.money import from_minor

LINES: Final = 24
_PARTS: Final = ("whole", "down_payment", "instalment", "loan")


class PlanForm(MoneyForm):
    """Each part with its amount and its day; dismisses with the contract's id. What was paid stays paid."""

    FORM: ClassVar[str] = "contract.plan"
    TITLE_KEY = "plan_form.title"
    TOPIC = "plan_form"
    SAVED = "plan_form.saved"

    def __init__(self, contract_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, contract=contract_id, currency="", price="", method="")

    def places(self) -> Sequence[Place]:
        """The contract."""
        return (("contract", int(self.about["contract"])),)

    def body(self) -> Iterable[Widget]:
        """The form, and what it comes to."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """A line more than are filled, so that another part can be added."""
        lines: list[Field] = []
        for place in range(1, LINES + 1):
            when = None if place == 1 else _filled(place - 1)
            lines += [
                fields.choice(f"part_{place}", _PARTS, "price_part", cells=16, label="plan_form.part", when=when),
                self.money_field(f"amount_{place}", label="plan_form.amount", when=_filled(place)),
                fields.day(f"due_on_{place}", self.read_day, label="plan_form.due_on", when=_filled(place)),
            ]
        reason = fields.text("reason", most=200, cells=32, optional=True, label="case_form.reason")
        return (*lines, reason)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The plan as it is."""
        number = int(self.about["contract"])

        def read(reader: Reader) -> tuple[PlanLine, ...]:
            contract = reader.get(SaleContract, number)
            price = from_minor(contract.price, contract.currency)
            self.note(currency=contract.currency, price=str(price), method=contract.method, number=contract.number)
            return plan_of(reader, contract.deal_id)

        found: dict[str, Any] = {}
        for place, line in enumerate(data.store.read(read)[:LINES], 1):
            found |= {f"part_{place}": line.part, f"amount_{place}": line.amount, f"due_on_{place}": line.due_on}
        return found

    def filled(self) -> None:
        """What it comes to."""
        self.refresh_title()
        self._tell_sum()

    def on_form_changed(self) -> None:
        """The sum follows what is typed."""
        super().on_form_changed()
        self._tell_sum()

    def _tell_sum(self) -> None:
        for facts in self.query(Facts):
            facts.show(self._facts())

    def _facts(self) -> Iterable[Run]:
        if not self.about["price"]:
            return
        price, rows, asked = Decimal(self.about["price"]), self.form.rows, self.form.asked
        names = [f"amount_{place}" for place in range(1, LINES + 1) if f"amount_{place}" in asked]
        total = sum((rows[name].read()[0] or Decimal(0) for name in names), Decimal(0))
        say = self.words.money
        left = price - total
        yield self.text("plan_form.sum", sum=say(total, self.currency), price=say(price, self.currency)), "strong"
        if left:
            key = "plan_form.left" if left > 0 else "plan_form.beyond"
            yield self.text(key, amount=say(abs(left), self.currency)), "warning"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """The charges follow."""
        number, lines = int(self.about["contract"]), tuple(self._lines(values))

        def do(work: Any) -> int:
            set_plan(work, number, lines, values["reason"] or "")
            return number

        return self.write(data, "contract.plan", do)

    def _lines(self, values: Mapping[str, Any]) -> Iterable[PlanLine]:
        for place in range(1, LINES + 1):
            part, amount = values.get(f"part_{place}"), values.get(f"amount_{place}")
            if part and amount is not None:
                yield PlanLine(part, amount, values.get(f"due_on_{place}"))


def _filled(place: int) -> Any:
    return lambda typed: bool(typed[f"part_{place}"][1])
