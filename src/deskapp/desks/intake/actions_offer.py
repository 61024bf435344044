"""What a case costs and what is agreed: quotation, acceptance with its charges, service contract, closing minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.money import add_case_charge, charges_of, withdraw_case_charge
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.intake.drafts import QuoteDraft
from deskapp.desks.intake.gates import load_check
from deskapp.desks.intake.model import SIGNATURES, Quotation, QuotationLine, ServiceContract
from deskapp.desks.intake.rules import take_advance
from deskapp.errors import DeskError
from deskapp.money.drafts import ChargeDraft
from deskapp.money.purposes import find_purpose
from deskapp.office.checking import refuse
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values import series
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import clean

NAME_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class SignDraft:
    """Who signed a contract for the customer, how, and on what day."""

    signed_by: str
    signature: str = "by_hand"
    signed_on: date | None = None


def quote(work: Work, draft: QuoteDraft, *, engine: Engine | None = None) -> Quotation:
    """Make a quotation; it takes the place of the one before, whose unpaid charges go with it.

    It stands "subject to check" while the register was not asked. ``quotation.contract_signed`` once that is signed.
    """
    case = open_case_of(work, draft.case_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    before = find_quotation(work, draft.case_id)
    if before is not None and _contract(work, draft.case_id, signed=True) is not None:
        raise DeskError("quotation.contract_signed", number=before.number)
    fact = load_check(work, case)
    quotation = work.add(
        Quotation(
            office_id=case.office_id,
            project_id=case.project_id,
            number=work.number(series.QUOTATION),
            case_id=draft.case_id,
            package=draft.package,
            currency=draft.currency,
            advance=to_minor(draft.advance, draft.currency),
            quoted_on=draft.quoted_on or work.today,
            valid_until=draft.valid_until,
            subject_to_check=fact.needed and not fact.result,
            note=draft.note,
            clerk=work.clerk.name,
        )
    )
    for position, line in enumerate(draft.lines, 1):
        work.add(
            QuotationLine(
                office_id=case.office_id,
                project_id=case.project_id,
                quotation_id=record_id(quotation),
                position=position,
                fee=line.fee,
                purpose=line.purpose,
                text=line.text,
                payer=line.payer,
                through_us=line.through_us,
                amount=to_minor(line.amount, draft.currency),
            )
        )
    if before is not None:
        _replace(work, case, before, quotation)
    _record(work, case, "made", quotation, engine)
    return quotation


def accept_quotation(
    work: Work, quotation_id: int, day: date | None = None, *, engine: Engine | None = None
) -> Quotation:
    """The customer agrees: what the office collects becomes charges, its own apart from what it holds for others.

    The advance is due at once, the rest of the office's own when the result is there.
    """
    quotation, case = _open_quotation(work, quotation_id)
    day = day or work.today
    if day > quotation.valid_until:
        raise DeskError("quotation.expired", "day", number=quotation.number, day=quotation.valid_until)
    if not quotation.quoted_on <= day <= work.today:
        raise DeskError("quotation.day", "day", day=quotation.quoted_on)
    if case.customer_id is None:
        raise DeskError("quotation.nobody", number=case.number)
    work.change(quotation, {"accepted_on": day})
    _record(work, case, "accepted", quotation, engine)
    advance = from_minor(quotation.advance, quotation.currency)
    if advance:
        _charge(work, case, quotation, None, "advance", advance, day)
    lines = [line for line in lines_of(work, quotation_id) if line.through_us]
    amounts = [from_minor(line.amount, quotation.currency) for line in lines]
    own = [find_purpose(line.purpose).holding == "own" for line in lines]
    for line, amount in zip(lines, take_advance(amounts, own, advance), strict=True):
        if amount:
            _charge(work, case, quotation, line, line.purpose, amount, day)
    return quotation


def decline_quotation(work: Work, quotation_id: int, reason: str, *, engine: Engine | None = None) -> Quotation:
    """The customer does not agree, with what they said; another quotation may follow."""
    quotation, case = _open_quotation(work, quotation_id)
    text = kept_text(reason, "reason", needed="case.reason_needed")
    work.change(quotation, {"declined_on": work.today})
    _record(work, case, "declined", quotation, engine, text)
    return quotation


def draft_contract(
    work: Work, case_id: int, template: str = "service_contract", *, engine: Engine | None = None
) -> ServiceContract:
    """A service contract from the quotation that was accepted; one that is not signed yet is taken up again."""
    case = open_case_of(work, case_id)
    quotation = find_quotation(work, case_id)
    if quotation is None or quotation.accepted_on is None:
        raise DeskError("contract.no_quotation", number=case.number)
    known = _contract(work, case_id)
    if known is not None and known.signed_on is not None:
        raise DeskError("contract.signed_already", number=known.number)
    if known is not None:
        work.change(known, {"quotation_id": record_id(quotation), "template": template})
        return known
    contract = work.add(
        ServiceContract(
            office_id=case.office_id,
            project_id=case.project_id,
            number=work.number(series.CONTRACT),
            case_id=case_id,
            quotation_id=record_id(quotation),
            template=template,
            clerk=work.clerk.name,
        )
    )
    record(work, case, "contract", code="drafted", text=contract.number, engine=engine)
    return contract


def sign_contract(work: Work, contract_id: int, draft: SignDraft, *, engine: Engine | None = None) -> ServiceContract:
    """Both sides have signed: who for the customer, how, and on what day."""
    contract = work.get(ServiceContract, contract_id)
    case = open_case_of(work, contract.case_id)
    if contract.signed_on is not None:
        raise DeskError("contract.signed_already", number=contract.number)
    signed_by, signed_on = clean(draft.signed_by)[:NAME_LIMIT], draft.signed_on or work.today
    if not signed_by:
        raise DeskError("contract.who_signed", "signed_by")
    if draft.signature not in SIGNATURES[1:]:
        raise DeskError("draft.choice", "signature", value=draft.signature)
    accepted_on = work.get(Quotation, contract.quotation_id).accepted_on
    if signed_on > work.today or (accepted_on is not None and signed_on < accepted_on):
        raise DeskError("contract.day", "signed_on", day=accepted_on or work.today)
    work.change(contract, {"signed_by": signed_by, "signature": draft.signature, "signed_on": signed_on})
    data = {"number": contract.number, "signed_on": signed_on.isoformat(), "signature": draft.signature}
    record(work, case, "contract", code="signed", text=signed_by, data=data, engine=engine)
    return contract


def close_contract(work: Work, contract_id: int, day: date | None = None) -> ServiceContract:
    """The closing minutes (biên bản thanh lý): both sides owe each other nothing more."""
    contract = work.get(ServiceContract, contract_id)
    case, day = work.get(Case, contract.case_id), day or work.today
    if contract.signed_on is None:
        raise DeskError("contract.not_signed_yet", number=contract.number)
    if contract.closed_on is not None:
        raise DeskError("contract.closed_already", number=contract.number)
    if not contract.signed_on <= day <= work.today:
        raise DeskError("contract.day", "closed_on", day=contract.signed_on)
    left = [row for _, row in charges_of(work, contract.case_id) if row.open > 0]
    if left:
        owed = sum((row.open for row in left), Decimal(0))
        raise DeskError("contract.still_owed", number=contract.number, owed=owed, currency=left[0].currency)
    work.change(contract, {"closed_on": day})
    record(work, case, "contract", code="closed", text=contract.number, data={"closed_on": day.isoformat()})
    return contract


def find_quotation(reader: Reader, case_id: int) -> Quotation | None:
    """The quotation of a case that no other took the place of; None where there is none."""
    query = select(Quotation).where(Quotation.case_id == case_id, col(Quotation.replaced_by).is_(None))
    return reader.session.exec(query.order_by(col(Quotation.id).desc())).first()


def lines_of(reader: Reader, quotation_id: int) -> list[QuotationLine]:
    """The lines of a quotation in their order."""
    query = select(QuotationLine).where(QuotationLine.quotation_id == quotation_id)
    return list(reader.session.exec(query.order_by(col(QuotationLine.position))))


def _contract(reader: Reader, case_id: int, *, signed: bool = False) -> ServiceContract | None:
    query = select(ServiceContract).where(ServiceContract.case_id == case_id)
    if signed:
        query = query.where(col(ServiceContract.signed_on).is_not(None))
    return reader.session.exec(query.order_by(col(ServiceContract.id).desc())).first()


def _open_quotation(work: Work, quotation_id: int) -> tuple[Quotation, Case]:
    quotation = work.get(Quotation, quotation_id)
    case = open_case_of(work, quotation.case_id)
    if quotation.replaced_by is not None or quotation.accepted_on is not None or quotation.declined_on is not None:
        raise DeskError("quotation.decided", number=quotation.number)
    return quotation, case


def _replace(work: Work, case: Case, before: Quotation, after: Quotation) -> None:
    """The one before is not what is asked any more: charges made by it that nobody paid go with it."""
    if before.accepted_on is not None:
        own = {line.charge_id for line in lines_of(work, record_id(before))}
        for fee, row in charges_of(work, record_id(case)):
            ours = row.id in own or (row.purpose == "advance" and fee == "advance")
            if not ours or row.state == "withdrawn":
                continue
            if row.paid:
                raise DeskError("quotation.paid", number=before.number, paid=row.paid, currency=row.currency)
            withdraw_case_charge(work, record_id(case), row.id, after.number)
    work.change(before, {"replaced_by": record_id(after)})


def _charge(
    work: Work, case: Case, quotation: Quotation, line: QuotationLine | None, purpose: str, amount: Decimal, day: date
) -> None:
    assert case.customer_id is not None
    draft = ChargeDraft(
        case.customer_id,
        purpose,
        amount,
        quotation.currency,
        text=line.text if line else "",
        due_on=day if line is None else None,
        unit_id=case.unit_id,
        charged_on=day,
    )
    link = add_case_charge(work, record_id(case), draft, line.fee if line else "advance")
    if line is not None:
        work.change(line, {"charge_id": link.charge_id})


def _record(work: Work, case: Case, code: str, quotation: Quotation, engine: Engine | None, text: str = "") -> None:
    data = {"quotation": record_id(quotation), "number": quotation.number}
    record(work, case, "quotation", code=code, text=text or quotation.number, data=data, engine=engine)
