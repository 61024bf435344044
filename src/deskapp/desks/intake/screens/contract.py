"""The service contract: drafted from the accepted quotation, signed by hand, closed when everything is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.intake.actions_offer import SignDraft, close_contract, draft_contract, sign_contract
from deskapp.desks.intake.model import SIGNATURES
from deskapp.desks.intake.offers import Offer, get_offer
from deskapp.desks.intake.queries import get_checking
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.commands import Command, bindings
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run

DRAFT: Final = Command("contract.draft", "f8", "contract")
CLOSE: Final = Command("contract.close", "f4", "contract", priority=True)


class ContractForm(FittedForm):
    """Dismisses with the contract's id. F8 gives it a number to be printed before anybody signs; F4 closes it."""

    FORM: ClassVar[str] = "case.contract"
    TITLE_KEY = "contract_form.title"
    TOPIC = "contract_form"
    SAVED = "contract_form.saved"
    BINDINGS: ClassVar[list[BindingType]] = bindings(DRAFT, CLOSE)

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._offer: Offer | None = None

    def body(self) -> Iterable[Widget]:
        """The form, and what is agreed."""
        yield from super().body()
        yield Facts(self._facts())

    def fields(self) -> Sequence[Field]:
        """Who signed, how and when."""
        return (
            fields.text("signed_by", label="contract_form.signed_by", cells=32, most=200, required=True),
            fields.choice(
                "signature", SIGNATURES[1:], "signature", label="contract_form.signature", cells=32, required=True
            ),
            fields.day("signed_on", self.read_day, label="contract_form.signed_on", required=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The quotation that was accepted, and who is likely to sign."""
        today, language = self.today, self.words.language

        def read(reader: Reader) -> tuple[Offer, str]:
            return get_offer(reader, self.case_id, today, language), get_checking(reader, self.case_id).who

        self._offer, who = data.store.read(read)
        contract = self._offer.contract if self._offer else None
        if contract is not None and contract.signed_on is not None:
            return {
                "signed_by": contract.signed_by,
                "signature": contract.signature,
                "signed_on": contract.signed_on,
            }
        return {"signed_by": who or None, "signature": "by_hand", "signed_on": today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Draft it where that was not done, and sign it."""
        signed = SignDraft(values["signed_by"], values["signature"], values["signed_on"])

        def sign(work: Work) -> int:
            contract = draft_contract(work, self.case_id, engine=data.engine)
            return record_id(sign_contract(work, record_id(contract), signed, engine=data.engine))

        return self.write(data, "case.contract", sign)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A signed contract is only closed; one that is not, only drafted and signed."""
        contract = self._offer.contract if self._offer else None
        signed = contract is not None and contract.state == "signed"
        if action == "close":
            return signed
        if action in ("draft", "save"):
            return contract is None or contract.state == "drafted"
        return super().check_action(action, parameters)

    def action_draft(self) -> None:
        """Give it its number."""

        def draft(data: Any) -> str:
            return self.write(data, "case.contract", lambda work: draft_contract(work, self.case_id).number)

        run(self, draft, self._drafted, keep=True)

    def _drafted(self, number: str) -> None:
        shell_of(self).tell("contract_form.drafted", number=number)

    def action_close(self) -> None:
        """The closing minutes."""
        contract = self._offer.contract if self._offer else None
        if contract is None:
            return
        number = contract.id
        run(
            self,
            lambda data: self.write(data, "case.contract_close", lambda work: close_contract(work, number).number),
            self._told_closed,
            keep=True,
        )

    def _told_closed(self, number: str) -> None:
        app = shell_of(self)
        if self.is_attached:
            self.dismiss(None)
        app.tell("contract_form.closed", number=number)

    def _facts(self) -> Iterable[Run]:
        if self._offer is None:
            return
        stands, contract = self._offer.quotation, self._offer.contract
        if stands is None:
            yield self.text("quotation.none"), "error"
            return
        state = self.text(f"quotation_state.{stands.state}")
        weight = "good" if stands.state == "accepted" else "error"
        yield self.text("quote_form.stands", number=stands.number, state=state), weight  # type: ignore[misc]
        said = {name: self.words.money(getattr(stands, name), stands.currency) for name in ("own", "held", "elsewhere")}
        yield self.text("quote_form.sums", total=self.words.money(stands.total, stands.currency), **said), "strong"
        if stands.advance:
            yield self.text("contract_form.advance", amount=self.words.money(stands.advance, stands.currency)), "plain"
        if contract is not None:
            told = self.text(f"contract_state.{contract.state}")
            yield self.text("contract_form.stands", number=contract.number, state=told), "muted"
