"""Reads about what a case costs: the lines that its procedure suggests, the quotation that stands, its contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from deskapp.cases.fields import CURRENCIES, read_fields
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import FeeRule
from deskapp.desks.intake.actions_offer import find_quotation, lines_of
from deskapp.desks.intake.drafts import QuoteLine
from deskapp.desks.intake.gates import load_check
from deskapp.desks.intake.model import Quotation, ServiceContract
from deskapp.errors import DeskError
from deskapp.money.purposes import find_purpose
from deskapp.office.tariffs.vietnam import tariff_amount
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor, round_money


@dataclass(frozen=True, slots=True)
class Suggested:
    """A line that the procedure suggests; ``amount`` None where the clerk has to say it, and ``why`` not known."""

    fee: str
    purpose: str
    text: str
    payer: str
    amount: Decimal | None
    own: bool


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """A quotation that stands. ``state``: open, accepted, declined, expired."""

    id: int
    number: str
    currency: str
    quoted_on: date
    valid_until: date
    package: str
    advance: Decimal
    subject_to_check: bool
    note: str
    state: str
    accepted_on: date | None
    lines: tuple[QuoteLine, ...]

    @property
    def total(self) -> Decimal:
        """All lines together, whoever pays them."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def own(self) -> Decimal:
        """What is the office's."""
        return self._sum(own=True)

    @property
    def held(self) -> Decimal:
        """What the office collects for others (thu hộ)."""
        return self._sum(own=False)

    @property
    def elsewhere(self) -> Decimal:
        """What the customer pays elsewhere."""
        return self.total - self.own - self.held

    def _sum(self, *, own: bool) -> Decimal:
        ours = (line for line in self.lines if line.through_us)
        return sum((line.amount for line in ours if (find_purpose(line.purpose).holding == "own") is own), Decimal(0))


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A service contract. ``state``: drafted, signed, closed."""

    id: int
    number: str
    quotation_id: int
    template: str
    state: str
    signature: str
    signed_by: str
    signed_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a case costs by now: quotation and contract where there are any, and what would be suggested."""

    currency: str
    quotation: QuotationRow | None
    contract: ContractRow | None
    suggested: tuple[Suggested, ...]
    checked: bool


def get_offer(reader: Reader, case_id: int, today: date, language: str) -> Offer:
    """Quotation, contract and suggested lines, worded in ``language``."""
    case = reader.get(Case, case_id)
    currency = CURRENCIES[procedure_of(reader, case).country]
    quotation = find_quotation(reader, case_id)
    contract = reader.session.exec(
        select(ServiceContract).where(ServiceContract.case_id == case_id).order_by(col(ServiceContract.id).desc())
    ).first()
    fact = load_check(reader, case)
    return Offer(
        currency,
        quotation_row(reader, quotation, today) if quotation else None,
        contract_row(contract) if contract else None,
        tuple(suggest_lines(reader, case, today, language)),
        bool(fact.result) or not fact.needed,
    )


def suggest_lines(reader: Reader, case: Case, today: date, language: str) -> list[Suggested]:
    """The fees of the procedure that hold for the case's fields, with the amounts that can be worked out."""
    procedure = procedure_of(reader, case)
    values = read_fields(case)
    currency = CURRENCIES[procedure.country]
    return [
        Suggested(
            fee.code,
            fee.purpose,
            fee.name.say(language),
            fee.payer,
            work_out(fee, values, fee.currency or currency, today),
            find_purpose(fee.purpose).holding == "own",
        )
        for fee in procedure.fees
        if fee.when is None or fee.when.holds(values)
    ]


def work_out(fee: FeeRule, values: dict[str, str], currency: str, day: date) -> Decimal | None:
    """The amount of a fee; None where its field is not filled in, or only the clerk knows."""
    if fee.amount is not None:
        return fee.amount
    given = values.get(fee.of, "")
    if not given:
        return None
    of = Decimal(given)
    if fee.percent is not None:
        return round_money(of * fee.percent / 100, currency)
    if fee.rate is not None:
        return round_money(of * fee.rate, currency)
    try:
        return tariff_amount(fee.tariff, of, day) if fee.tariff else None
    except DeskError:
        return None


def quotation_row(reader: Reader, quotation: Quotation, today: date) -> QuotationRow:
    """A quotation with its lines and what state it is in today."""
    state = "open"
    if quotation.accepted_on is not None:
        state = "accepted"
    elif quotation.declined_on is not None:
        state = "declined"
    elif quotation.valid_until < today:
        state = "expired"
    return QuotationRow(
        record_id(quotation),
        quotation.number,
        quotation.currency,
        quotation.quoted_on,
        quotation.valid_until,
        quotation.package,
        from_minor(quotation.advance, quotation.currency),
        quotation.subject_to_check,
        quotation.note,
        state,
        quotation.accepted_on,
        tuple(
            QuoteLine(
                line.purpose,
                from_minor(line.amount, quotation.currency),
                line.text,
                line.payer,
                line.through_us,
                line.fee,
            )
            for line in lines_of(reader, record_id(quotation))
        ),
    )


def contract_row(contract: ServiceContract) -> ContractRow:
    """A contract as pages show it."""
    state = "closed" if contract.closed_on else "signed" if contract.signed_on else "drafted"
    return ContractRow(
        record_id(contract),
        contract.number,
        contract.quotation_id,
        contract.template,
        state,
        contract.signature,
        contract.signed_by,
        contract.signed_on,
        contract.closed_on,
    )
