"""The charges of a case: a case points at them, they know nothing of it."""

from __future__ import annotations

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CaseCharge, CaseEvent
from deskapp.cases.recording import open_case_of, record
from deskapp.errors import DeskError
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.model import Charge, Receipt
from deskapp.money.queries import ChargeRow, get_charges
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor


def add_case_charge(
    work: Work, case_id: int, draft: ChargeDraft, fee: str = "", *, engine: Engine | None = None
) -> CaseCharge:
    """Something to be paid in this case; ``fee`` is the code of the procedure's fee that it stands for."""
    case = open_case_of(work, case_id)
    charge = add_charge(work, draft)
    link = work.add(
        CaseCharge(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=case_id,
            charge_id=record_id(charge),
            fee=fee,
        )
    )
    _tell(work, case, "added", charge, draft, fee, engine)
    return link


def withdraw_case_charge(work: Work, case_id: int, charge_id: int, reason: str) -> Charge:
    """A charge of the case is not owed after all."""
    case = work.get(Case, case_id)
    link = work.session.exec(
        select(CaseCharge).where(CaseCharge.case_id == case_id, CaseCharge.charge_id == charge_id)
    ).first()
    if link is None:
        raise DeskError("case.no_such_charge", number=case.number)
    charge = withdraw_charge(work, charge_id, reason)
    data = {"charge": charge_id, "purpose": charge.purpose, "fee": link.fee}
    record(work, case, "charge", code="withdrawn", text=charge.withdrawn_reason, data=data)
    return charge


def note_receipt(
    work: Work, case_id: int, receipt: Receipt, code: str = "paid", *, engine: Engine | None = None
) -> CaseEvent:
    """Money came in for the case (``paid``), or was taken back (``reversed``); the receipt is the money floor's."""
    amount = f"{from_minor(receipt.amount, receipt.currency):f}"
    data = {"receipt": record_id(receipt), "amount": amount, "currency": receipt.currency}
    case = work.get(Case, case_id)
    # money may have come before the case was opened; the case's own time begins there
    at = max(receipt.received_at, case.opened_at) if code == "paid" else None
    return record(work, case, "charge", code=code, text=receipt.number, data=data, happened_at=at, engine=engine)


def charges_of(reader: Reader, case_id: int) -> list[tuple[str, ChargeRow]]:
    """The charges of a case with the fee each stands for, the oldest first."""
    links = reader.session.exec(
        select(CaseCharge).where(CaseCharge.case_id == case_id).order_by(col(CaseCharge.id))
    ).all()
    fees = {link.charge_id: link.fee for link in links}
    return [(fees[row.id], row) for row in get_charges(reader, list(fees))] if fees else []


def _tell(
    work: Work, case: Case, code: str, charge: Charge, draft: ChargeDraft, fee: str, engine: Engine | None
) -> CaseEvent:
    data = {
        "charge": record_id(charge),
        "purpose": charge.purpose,
        "amount": f"{draft.amount:f}",
        "currency": charge.currency,
        "fee": fee,
    }
    return record(work, case, "charge", code=code, text=charge.text, data=data, engine=engine)
