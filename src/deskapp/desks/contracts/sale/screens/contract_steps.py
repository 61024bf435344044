"""The steps in the life of a contract, one short form each: reviewed, online, signed, sealed, registered, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.desks.contracts.sale.actions import (
    cancel_contract,
    check_seals,
    extend_reservation,
    note_alterations,
    note_online_number,
    review_contract,
    sign_contract,
)
from deskapp.desks.contracts.sale.actions_filing import cancel_filing, pre_register, set_filing_password
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.here import Place

LONG: Final = 2_000
CELLS: Final = 32


class ContractStep(CaseForm):
    """Something about one contract, which ``about`` names; dismisses with the contract's id."""

    ACTION: ClassVar[str] = ""
    TOPIC = "sale_step"

    def __init__(self, contract_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(0, number, draft, contract=contract_id, **about)

    @property
    def contract_id(self) -> int:
        """The contract."""
        return int(self.about["contract"])

    def places(self) -> Sequence[Place]:
        """The contract."""
        return (("contract", self.contract_id),) if self.contract_id else ()

    def day_field(self, name: str = "day", label: str = "sale_step.day", **more: Any) -> Field:
        """A day; today stands in it."""
        return fields.day(name, self.read_day, label=label, required=True, **more)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today, and what is stored."""
        number = self.contract_id
        stored: Mapping[str, Any] = data.store.read(
            lambda reader: self.stored(reader, reader.get(SaleContract, number))
        )
        return {"day": self.today, **stored}

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """What stands in the form at first."""
        return {}

    def do(self, data: Any, act: Callable[[Work], Any]) -> int:
        """Act, and give the contract back."""
        self.write(data, self.ACTION, act)
        return self.contract_id


class ReviewForm(ContractStep):
    """The clauses were reviewed; whoever drafted it needs a reason why nobody else can."""

    FORM: ClassVar[str] = "contract.review"
    ACTION = "contract.review"
    TITLE_KEY = "sale_step.review"
    SAVED = "sale_step.reviewed"

    def fields(self) -> Sequence[Field]:
        """The day; a reason is asked only of who drafted it and may pass the gate."""
        own = bool(self.about.get("own"))
        reason = fields.text(
            "exception", most=LONG, cells=CELLS, label="step_form.exception", hint="step_form.hint_exception"
        )
        return (self.day_field(), *((reason,) if own else ()))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        exception = values.get("exception") or ""
        return self.do(data, lambda work: review_contract(work, self.contract_id, values["day"], exception))


class OnlineForm(ContractStep):
    """Signed online: the number that the system gave."""

    FORM: ClassVar[str] = "contract.online"
    ACTION = "contract.online"
    TITLE_KEY = "sale_step.online"
    SAVED = "sale_step.noted"

    def fields(self) -> Sequence[Field]:
        """Number and day."""
        return (
            fields.text("online_number", most=64, cells=CELLS, required=True, label="column.online_number"),
            self.day_field(),
        )

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """What was noted before."""
        return {"online_number": contract.online_number or None, "day": contract.online_signed_on or self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number, day = values["online_number"], values["day"]
        return self.do(data, lambda work: note_online_number(work, self.contract_id, number, day))


class SignForm(ContractStep):
    """Signed and sealed on paper: from this day the days for filing run."""

    FORM: ClassVar[str] = "contract.sign"
    ACTION = "contract.sign"
    TITLE_KEY = "sale_step.sign"
    SAVED = "sale_step.signed"

    def fields(self) -> Sequence[Field]:
        """The day, and where the paper was altered by hand."""
        return (
            self.day_field(),
            fields.text(
                "alterations", most=LONG, cells=CELLS, label="sale_step.alterations", hint="sale_step.hint_alterations"
            ),
        )

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """The day of the online signing is mostly that of the signature."""
        day = contract.signed_on or contract.online_signed_on or self.today
        return {"day": day, "alterations": contract.alterations or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Sign it, and note what was altered."""
        day, alterations = values["day"], values["alterations"] or ""

        def act(work: Work) -> None:
            contract = sign_contract(work, self.contract_id, day)
            if alterations != contract.alterations:
                note_alterations(work, self.contract_id, alterations)

        return self.do(data, act)


class SealsForm(ContractStep):
    """Signatures and seals were looked at: complete, or what is missing."""

    FORM: ClassVar[str] = "contract.seals"
    ACTION = "contract.seals"
    TITLE_KEY = "sale_step.seals"
    SAVED = "sale_step.seals_checked"

    def fields(self) -> Sequence[Field]:
        """Complete is the usual; what is missing is asked only where something is."""
        return (
            fields.choice("complete", ("yes", "no"), "sale_step.complete", required=True, label="sale_step.seals_are"),
            fields.text(
                "note", most=LONG, cells=CELLS, required=True, label="sale_step.missing", hint="sale_step.hint_seal",
                when=lambda typed: typed["complete"][0] == "no",
            ),
            self.day_field(),
        )  # fmt: skip

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """Complete; what was missing before stands behind it."""
        return {"complete": "yes", "note": contract.seals_note or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        complete, note, day = values["complete"] == "yes", values["note"] or "", values["day"]
        return self.do(
            data,
            lambda work: check_seals(work, self.contract_id, complete=complete, note="" if complete else note, day=day),
        )


class PreRegisterForm(ContractStep):
    """The advance registration with its number."""

    FORM: ClassVar[str] = "contract.pre_register"
    ACTION = "contract.pre_register"
    TITLE_KEY = "sale_step.pre_register"
    SAVED = "sale_step.noted"

    def fields(self) -> Sequence[Field]:
        """Number and day."""
        label = "sale_step.pre_registration_number"
        return (fields.text("registration", most=64, cells=CELLS, required=True, label=label), self.day_field())

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """What was noted before."""
        return {
            "registration": contract.pre_registration_number or None,
            "day": contract.pre_registered_on or self.today,
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number, day = values["registration"], values["day"]
        return self.do(data, lambda work: pre_register(work, self.contract_id, number, day))


class ExtendForm(ContractStep):
    """The unit is kept until a later day."""

    FORM: ClassVar[str] = "contract.extend"
    ACTION = "contract.extend"
    TITLE_KEY = "sale_step.extend"
    SAVED = "sale_step.noted"

    def fields(self) -> Sequence[Field]:
        """Until when."""
        return (self.day_field("until", "sale_step.until"),)

    def stored(self, reader: Reader, contract: SaleContract) -> Mapping[str, Any]:
        """As it is now."""
        return {"until": contract.reserved_until}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Keep it."""
        return self.do(data, lambda work: extend_reservation(work, self.contract_id, values["until"]))


class EndingForm(ContractStep):
    """Something is taken back, with its reason."""

    def fields(self) -> Sequence[Field]:
        """Why, and when."""
        return (
            fields.text("reason", most=LONG, cells=CELLS, required=True, label="case_form.reason"),
            self.day_field(),
        )


class CancelFilingForm(EndingForm):
    """The authority has cancelled the filing."""

    FORM: ClassVar[str] = "filing.cancel"
    ACTION = "filing.cancel"
    TITLE_KEY = "sale_step.cancel_filing"
    SAVED = "sale_step.filing_cancelled"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """The row stays in the ledger."""
        day, reason = values["day"], values["reason"]
        return self.do(data, lambda work: cancel_filing(work, self.contract_id, day, reason))


class CancelContractForm(EndingForm):
    """The reservation or the contract is off."""

    FORM: ClassVar[str] = "contract.cancel"
    ACTION = "contract.cancel"
    TITLE_KEY = "sale_step.cancel"
    SAVED = "sale_step.cancelled"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """The units are free."""
        day, reason = values["day"], values["reason"]
        return self.do(data, lambda work: cancel_contract(work, self.contract_id, day, reason))


class PasswordForm(ContractStep):
    """The password of the filing: dots on the screen, sealed in the database, in no draft."""

    FORM: ClassVar[str] = "filing.password"
    ACTION = "filing.password"
    TITLE_KEY = "sale_step.password"
    SAVED = "sale_step.password_kept"

    def fields(self) -> Sequence[Field]:
        """Once: it is typed from a paper."""
        return (
            fields.secret("password", cells=CELLS, label="sale_step.password", hint="sale_step.hint_password",
                          required=False),
        )  # fmt: skip

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Seal it; an empty one is forgotten."""
        password = values["password"] or ""
        return self.do(data, lambda work: set_filing_password(work, self.contract_id, password))

    def _put(self, parked: bool = False) -> None:
        """A secret lies in no draft, not even a sealed one."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """So there is nothing to park."""
        return False if action == "park" else super().check_action(action, parameters)

    async def action_back(self) -> None:
        """And nothing to ask about when leaving."""
        self.dismiss(None)


FORMS: Final = (
    ReviewForm, OnlineForm, SignForm, SealsForm, PreRegisterForm, ExtendForm, CancelFilingForm, CancelContractForm,
)  # fmt: skip
"""Those whose drafts can be returned to."""
