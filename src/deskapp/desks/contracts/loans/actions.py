"""What a clerk does with a buyer's loan: begin it, note where it is, take a note back, go on after a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.loans.drafts import LoanNote, MortgageDraft, rate_from_store, rate_to_store
from deskapp.desks.contracts.loans.model import NEXT_WAYS, Mortgage
from deskapp.desks.contracts.loans.rules import DAY_OF, ENDED, day_of, judge_note, loan_state, open_deposit
from deskapp.errors import DeskError
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.model import Receipt
from deskapp.money.receipts import receive
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import get_survivor, refuse_blocked
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import buyers_of
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work
from deskapp.values.money import from_minor, to_minor

EDITED: Final = (
    "bank", "branch", "direct", "co_borrower_id", "amount", "months", "rate", "repayment", "loan_number", "deposit",
    "note",
)  # fmt: skip


def begin_mortgage(work: Work, draft: MortgageDraft) -> Mortgage:
    """A loan of a living deal's buyer begins; a combined one is two of them, a commercial and a fund's.

    ``mortgage.living`` where the deal has a living loan of that kind: the refused one ends first.
    """
    deal = work.get(Deal, draft.deal_id)
    if deal.ended_on is not None:
        raise DeskError("mortgage.deal_ended", "deal_id", day=deal.ended_on)
    draft, faults = draft.checked(deal.currency, work.today)
    refuse(faults)
    living = [
        one for one in loans_of(work, draft.deal_id) if one.kind == draft.kind and loan_state(one).code not in ENDED
    ]
    if living:
        raise DeskError("mortgage.living", "kind", bank=living[0].bank, since=living[0].begun_on)
    borrower = draft.borrower_id or _first_buyer(work, draft.deal_id)
    for number in (borrower, draft.co_borrower_id):
        if number is not None:
            refuse_blocked(get_survivor(work, number))
    begun = draft.begun_on or work.today
    return work.add(
        Mortgage(
            office_id=deal.office_id,
            project_id=deal.project_id,
            deal_id=draft.deal_id,
            kind=draft.kind,
            direct=draft.direct,
            bank=draft.bank,
            branch=draft.branch,
            borrower_id=borrower,
            co_borrower_id=draft.co_borrower_id,
            currency=deal.currency,
            amount=to_minor(draft.amount, deal.currency),
            months=draft.months,
            rate=rate_to_store(draft.rate),
            repayment=draft.repayment,
            deposit=None if draft.deposit is None else to_minor(draft.deposit, deal.currency),
            loan_number=draft.loan_number,
            note=draft.note,
            replaces_id=draft.replaces_id,
            begun_on=begun,
            state_since=begun,
        )
    )


def begin_combined(work: Work, drafts: Sequence[MortgageDraft]) -> list[Mortgage]:
    """The loans of one financing, all or none."""
    return [begin_mortgage(work, draft) for draft in drafts]


def edit_mortgage(work: Work, mortgage_id: int, changes: Mapping[str, Any], seen: int | None = None) -> Mortgage:
    """Change what was agreed of a loan: the fields of ``EDITED``, typed as ``MortgageDraft`` has them."""
    mortgage = work.get(Mortgage, mortgage_id)
    if unknown := changes.keys() - set(EDITED):
        raise DeskError("draft.choice", min(unknown), value=min(unknown))
    currency = mortgage.currency
    now = {name: getattr(mortgage, name) for name in EDITED}
    now |= {"amount": from_minor(mortgage.amount, currency), "rate": rate_from_store(mortgage.rate)}
    now["deposit"] = None if mortgage.deposit is None else from_minor(mortgage.deposit, currency)
    told = MortgageDraft(
        mortgage.deal_id,
        mortgage.kind,
        borrower_id=mortgage.borrower_id,
        begun_on=mortgage.begun_on,
        **{**now, **changes},
    )
    draft, faults = told.checked(currency, work.today)
    refuse(faults)
    if draft.co_borrower_id is not None:
        work.get(Customer, draft.co_borrower_id)
    fields: dict[str, Any] = {name: getattr(draft, name) for name in EDITED}
    fields["amount"], fields["rate"] = to_minor(draft.amount, currency), rate_to_store(draft.rate)
    fields["deposit"] = None if draft.deposit is None else to_minor(draft.deposit, currency)
    work.change(mortgage, fields, seen=seen)
    return mortgage


def note_loan(
    work: Work, mortgage_id: int, what: str, day: date, note: LoanNote | None = None, *, seen: int | None = None
) -> Mortgage:
    """Note a fact with its day (``DAY_OF`` has them all); the state follows.

    What comes with it: the amount that the bank approved, disbursed, holds or gave back; why it refused or who withdrew
    it; the number of the voucher or of the certificate.
    """
    mortgage = work.get(Mortgage, mortgage_id)
    if what not in DAY_OF:
        raise DeskError("draft.choice", "what", value=what)
    note, faults = (note or LoanNote()).checked(mortgage.currency)
    refuse(faults)
    if fault := judge_note(mortgage, what, day, work.today):
        raise DeskError(fault.code, "day", **fault.values)
    work.change(mortgage, {DAY_OF[what]: day, **_with(mortgage, what, note)}, seen=seen)
    return mortgage


def take_back_note(work: Work, mortgage_id: int, what: str, reason: str) -> Mortgage:
    """A fact was noted by mistake: it is taken back, and the state is what it was before it."""
    mortgage = work.get(Mortgage, mortgage_id)
    if what not in DAY_OF or day_of(mortgage, what) is None:
        raise DeskError("mortgage.not_noted", "what")
    work.reason = checked_reason(reason)
    came: dict[str, dict[str, Any]] = {
        "approved": {"approved_amount": None},
        "refused": {"refused_reason": "", "next_way": ""},
        "disbursed": {"disbursed": None, "voucher": ""},
        "registered": {"certificate_number": ""},
        "deposit_released": {"deposit_recovered": None},
    }
    work.change(mortgage, {DAY_OF[what]: None, **came.get(what, {})})
    return mortgage


def disburse_loan(work: Work, mortgage_id: int, day: date, note: LoanNote) -> Receipt:
    """The bank pays the loan out: the crediting voucher is noted, and the money is received on the deal's loan charges.

    What is more than they ask for stays free on the receipt; ``mortgage.booked`` where it came in already.
    """
    mortgage = work.get(Mortgage, mortgage_id)
    note, faults = note.checked(mortgage.currency)
    refuse(faults)
    if not note.number:
        raise DeskError("mortgage.no_voucher", "number")
    _refuse_booked(work, mortgage, note.number)
    amount = note.amount or from_minor(mortgage.approved_amount or mortgage.amount, mortgage.currency)
    note = replace(note, amount=amount)
    noted = mortgage.disbursed_on is not None
    if noted:
        # the day came before the money, such as with a bank's list
        work.change(mortgage, _with(mortgage, "disbursed", note))
    else:
        note_loan(work, mortgage_id, "disbursed", day, note)
    return receive(
        work,
        ReceiptDraft(
            _first_buyer(work, mortgage.deal_id),
            amount,
            mortgage.currency,
            "transfer",
            slip=note.number,
            account=note.account,
            supervised=note.supervised,
            payer_name=_payer(mortgage),
            deal_id=mortgage.deal_id,
            paid_for="loan",
            received_at=_moment(work, day),
        ),
    )


def _refuse_booked(work: Work, mortgage: Mortgage, voucher: str) -> None:
    """The bank pays a loan out once: ``mortgage.booked`` while the money of its voucher stands on a receipt."""
    query = select(Receipt.number, Receipt.slip).where(
        Receipt.deal_id == mortgage.deal_id,
        Receipt.paid_for == "loan",
        Receipt.payer_name == _payer(mortgage),
        col(Receipt.slip).in_({voucher, mortgage.voucher} - {""}),
        col(Receipt.reversed_at).is_(None),
    )
    if found := work.session.exec(query).first():
        raise DeskError("mortgage.booked", "number", receipt=found[0], voucher=found[1])


def _payer(mortgage: Mortgage) -> str:
    return f"{mortgage.bank} {mortgage.branch}".strip()


def choose_next_way(work: Work, mortgage_id: int, way: str) -> Mortgage:
    """What comes after a refusal: another bank, more down payment, or an end of the contract."""
    mortgage = work.get(Mortgage, mortgage_id)
    if way not in NEXT_WAYS:
        raise DeskError("draft.choice", "next_way", value=way)
    if loan_state(mortgage).code != "refused":
        raise DeskError("mortgage.not_refused", "next_way")
    work.change(mortgage, {"next_way": way})
    return mortgage


def try_other_bank(work: Work, mortgage_id: int, draft: MortgageDraft) -> Mortgage:
    """Another loan in place of a refused one, which says so."""
    choose_next_way(work, mortgage_id, "other_bank")
    return begin_mortgage(work, replace(draft, replaces_id=mortgage_id))


def loans_of(work: Work, deal_id: int) -> list[Mortgage]:
    """The loans of a deal, as they were begun."""
    return list(work.session.exec(select(Mortgage).where(Mortgage.deal_id == deal_id).order_by(col(Mortgage.id))))


def _with(mortgage: Mortgage, what: str, note: LoanNote) -> dict[str, Any]:
    """The columns that come with a fact, each asked for where it has to be there."""
    minor = None if note.amount is None else to_minor(note.amount, mortgage.currency)
    if what == "approved":
        return {"approved_amount": minor or mortgage.amount}
    if what == "refused":
        return {"refused_reason": checked_reason(note.reason)}
    if what == "disbursed":
        return {"disbursed": minor or mortgage.approved_amount or mortgage.amount, "voucher": note.number}
    if what == "registered":
        return {"certificate_number": note.number}
    if what == "deposit_released":
        return {"deposit_recovered": _recovered(mortgage, minor)}
    if what == "closed" and (left := open_deposit(mortgage)):
        raise DeskError("mortgage.deposit_open", "what", amount=from_minor(left, mortgage.currency))
    if what == "withdrawn":
        return {"note": note.reason} if note.reason else {}
    return {}


def _recovered(mortgage: Mortgage, minor: int | None) -> int:
    """All that came back of the deposit so far; a bank may give it back in parts."""
    left = open_deposit(mortgage)
    if not left or (minor or 0) > left:
        raise DeskError("mortgage.deposit_less", "amount", amount=from_minor(left, mortgage.currency))
    return (mortgage.deposit_recovered or 0) + (left if minor is None else minor)


def _first_buyer(work: Work, deal_id: int) -> int:
    buyers = buyers_of(work, [deal_id]).get(deal_id, ())
    if not buyers:
        raise DeskError("mortgage.no_buyer", "deal_id")
    return buyers[0].customer.id


def _moment(work: Work, day: date) -> datetime:
    """When money came that is entered with a day alone: now, or noon of an earlier day."""
    return work.now if day >= work.today else datetime.combine(day, time(12), work.now.tzinfo)


def amount_of(mortgage: Mortgage) -> Decimal:
    """What is lent by the last that is known: disbursed, approved, else asked for."""
    found = mortgage.disbursed or mortgage.approved_amount or mortgage.amount
    return from_minor(found, mortgage.currency)
