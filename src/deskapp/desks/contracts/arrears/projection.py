"""What follows for asking: the formalities that loans and banks' lists leave open, and how the asking stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, func, insert
from sqlmodel import col, select

from deskapp.desks.contracts.arrears.model import Chase, ContactAttempt, Formality
from deskapp.desks.contracts.arrears.rules import LoanFacts, mortgage_due
from deskapp.desks.contracts.loans.model import BankLoan, Mortgage
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.money.model import Charge
from deskapp.office.deal.model import Deal
from deskapp.office.property.model import Project
from deskapp.sheets.reporting import pick
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks, table_of
from deskapp.store.follow import Owner, Projector
from deskapp.store.work import Reader, Work

Wanted = dict[tuple[str, int | None], tuple[date, int | None]]
"""By kind and line of a bank's list: the day, and the loan that it is about."""
_ENDING: Final = ("refused", "disputed")
"""Results that end what was promised or planned before."""
FOLLOWING: Final = col(Formality.by_hand).is_(False)


@dataclass(frozen=True, slots=True)
class ChaseDrift:
    """A figure of the asking that its facts do not make."""

    table: str
    id: int
    field: str
    stored: str
    computed: str


def refresh_formalities(work: Work, numbers: Collection[int]) -> None:
    """Begin, move and end the formalities of these deals as loans and banks' lists have them now."""
    connection = work.session.connection()
    deals = {record_id(deal): deal for deal in work.session.exec(select(Deal).where(col(Deal.id).in_(numbers)))}
    if gone := [number for number in numbers if number not in deals and work.scope.is_everything]:
        connection.execute(delete(table_of(Formality)).where(col(Formality.deal_id).in_(gone), FOLLOWING))
    # a line of a bank's list that was taken back leaves nothing, not a matter that was done
    there = select(BankLoan.id).where(BankLoan.id == Formality.bank_loan_id).exists()
    lost = col(Formality.bank_loan_id).is_not(None) & ~there
    connection.execute(delete(table_of(Formality)).where(col(Formality.deal_id).in_(deals), FOLLOWING, lost))
    wanted = find_wanted(work, list(deals))
    known: dict[int, dict[tuple[str, int | None], Formality]] = defaultdict(dict)
    rows = select(Formality).where(col(Formality.deal_id).in_(deals), FOLLOWING).order_by(col(Formality.id))
    for one in work.session.exec(rows):
        known[one.deal_id][one.kind, one.bank_loan_id] = one
    fresh: list[dict[str, Any]] = []
    figures: list[tuple[Formality, dict[str, Any]]] = []
    for number, deal in deals.items():
        for key, (due_on, loan) in wanted[number].items():
            if (row := known[number].get(key)) is None:
                fresh.append(_row(deal, number, key, due_on, loan))
            else:
                figures.append((row, {"due_on": due_on, "mortgage_id": loan, "done_on": None}))
        done = [row for key, row in known[number].items() if key not in wanted[number] and row.done_on is None]
        figures += [(row, {"done_on": work.today}) for row in done]
    work.derive_all(figures)
    if fresh:
        connection.execute(insert(table_of(Formality)), fresh)
        work.following.mark(CHASES.name, (row["deal_id"] for row in fresh))


def _row(deal: Deal, number: int, key: tuple[str, int | None], due_on: date, loan: int | None) -> dict[str, Any]:
    own = {"office_id": deal.office_id, "project_id": deal.project_id, "version": 1, "edited": "", "note": ""}
    told = {"deal_id": number, "kind": key[0], "bank_loan_id": key[1], "due_on": due_on, "mortgage_id": loan}
    return {**own, **told, "done_on": None, "by_hand": False}


def find_wanted(reader: Reader, numbers: Collection[int]) -> defaultdict[int, Wanted]:
    """What of formalities is open for these deals, worked out from the contract, its loans and the banks' lists."""
    found: defaultdict[int, Wanted] = defaultdict(dict)
    loans = _loans(reader, numbers)
    here = _loans_here(reader, numbers)
    signed = (
        pick(SaleContract.deal_id, SaleContract.signed_on, Project.country)
        .join(Deal, col(Deal.id) == col(SaleContract.deal_id))
        .join(Project, col(Project.id) == col(SaleContract.project_id), isouter=True)
        .where(
            col(SaleContract.deal_id).in_(numbers),
            col(SaleContract.method) == "mortgage",
            col(SaleContract.signed_on).is_not(None),
            col(SaleContract.cancelled_on).is_(None),
            col(Deal.ended_on).is_(None),
        )
    )
    for number, signed_on, country in reader.session.execute(signed):
        due = mortgage_due(signed_on, loans[number], country or "CN", loan_is_here=number in here)
        if due is not None:
            found[number]["mortgage", None] = due
    late = (
        pick(BankLoan.id, BankLoan.deal_id, BankLoan.overdue_since, BankLoan.mortgage_id)
        .join(Deal, col(Deal.id) == col(BankLoan.deal_id))
        .where(
            col(BankLoan.deal_id).in_(numbers),
            col(BankLoan.overdue_since).is_not(None),
            col(BankLoan.resolved_on).is_(None),
            col(Deal.ended_on).is_(None),
        )
    )
    for line, number, since, loan in reader.session.execute(late):
        found[number]["bank_loan", line] = since, loan
    return found


def _loans(reader: Reader, numbers: Collection[int]) -> defaultdict[int, list[LoanFacts]]:
    found: defaultdict[int, list[LoanFacts]] = defaultdict(list)
    for one in reader.session.exec(
        select(Mortgage).where(col(Mortgage.deal_id).in_(numbers)).order_by(col(Mortgage.id))
    ):
        # a loan that came out, or whose contract is signed, was approved, whoever forgot to say so
        approved = one.approved_on or one.contract_signed_on or one.disbursed_on
        gone = one.withdrawn_on is not None or one.closed_on is not None
        found[one.deal_id].append(LoanFacts(record_id(one), one.submitted_on, approved, one.refused_on, gone))
    return found


def _loans_here(reader: Reader, numbers: Collection[int]) -> set[int]:
    """Deals whose loan has come in whole: nobody waits for the bank any more, even where no loan was written down."""
    paid = (
        select(Charge.deal_id)
        .where(col(Charge.deal_id).in_(numbers), Charge.part == "loan", col(Charge.withdrawn_at).is_(None))
        .group_by(col(Charge.deal_id))
        .having(func.sum(Charge.paid) >= func.sum(Charge.amount))
    )
    return {number for number in reader.session.exec(paid) if number is not None}


# ---- how the asking stands


def refresh_chases(work: Work, numbers: Collection[int]) -> None:
    """Write how the asking stands for these deals; a deal that nobody was asked about has no row."""
    known = {one.deal_id: one for one in work.session.exec(select(Chase).where(col(Chase.deal_id).in_(numbers)))}
    figures = reckon_chases(work, numbers)
    work.derive_all([(known[number], fields) for number, fields in figures.items() if number in known])
    fresh = [(number, fields) for number, fields in figures.items() if number not in known and fields["attempts"]]
    deals = select(Deal.id, Deal.office_id, Deal.project_id).where(col(Deal.id).in_([number for number, _ in fresh]))
    places = {number: (office, project) for number, office, project in work.session.exec(deals)}
    rows = [
        {
            "office_id": places[number][0], "project_id": places[number][1], "version": 1, "edited": "",
            "deal_id": number, "stop_reason": "", "stop_note": "", "stopped_on": None, **fields,
        }
        for number, fields in fresh
        if number in places
    ]  # fmt: skip
    if rows:
        work.session.connection().execute(insert(table_of(Chase)), rows)


def reckon_chases(reader: Reader, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """The figures of the asking by deal, from its attempts and from what is still open of what they were about."""
    attempts: dict[int, list[ContactAttempt]] = defaultdict(list)
    order = (col(ContactAttempt.happened_at), col(ContactAttempt.id))
    for one in reader.session.exec(
        select(ContactAttempt).where(col(ContactAttempt.deal_id).in_(numbers)).order_by(*order)
    ):
        attempts[one.deal_id].append(one)
    asked = set(attempts) | set(reader.session.exec(select(Chase.deal_id).where(col(Chase.deal_id).in_(numbers))))
    still = _open_matters(reader, asked)
    return {number: _standing(attempts.get(number, ()), still[number]) for number in asked}


def _open_matters(reader: Reader, numbers: Collection[int]) -> defaultdict[int, set[str]]:
    """What is open of each deal: money, and formalities by kind."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    owing = select(Charge.deal_id).where(
        col(Charge.deal_id).in_(numbers), col(Charge.withdrawn_at).is_(None), col(Charge.paid) < col(Charge.amount)
    )
    for number in reader.session.exec(owing.distinct()):
        found[number or 0].add("money")
    formal = select(Formality.deal_id, Formality.kind).where(
        col(Formality.deal_id).in_(numbers), col(Formality.done_on).is_(None)
    )
    for number, kind in reader.session.exec(formal):
        found[number].add(kind)
    return found


def _standing(attempts: Sequence[ContactAttempt], still: Collection[str]) -> dict[str, Any]:
    last = attempts[-1] if attempts else None
    # what is done needs no next step any more, and a message that the program sent changes none
    spoken = [one for one in reversed(attempts) if one.about in still and one.result != "sent"]
    pending = next((one for one in spoken if one.next_on is not None or one.result in _ENDING), None)
    promise = next((one for one in spoken if one.result == "promised" or one.result in _ENDING), None)
    return {
        "attempts": len(attempts),
        "last_at": last.happened_at if last else None,
        "last_way": last.way if last else "",
        "last_result": last.result if last else "",
        "next_step": pending.next_step if pending else "",
        "next_on": pending.next_on if pending else None,
        "promised_on": promise.promised_on if promise else None,
    }


# ---- whether what stands there is what follows


def find_drift(reader: Reader) -> Iterator[ChaseDrift]:
    """Every formality and every figure of the asking that its facts do not make."""
    yield from _formality_drift(reader)
    numbers = sorted(set(reader.session.exec(select(Chase.deal_id))) | set(_asked(reader)))
    for part in in_chunks(numbers):
        known = {one.deal_id: one for one in reader.session.exec(select(Chase).where(col(Chase.deal_id).in_(part)))}
        for number, fields in reckon_chases(reader, part).items():
            row = known.get(number)
            if row is None:
                yield ChaseDrift("chase", number, "attempts", "", str(fields["attempts"]))
                continue
            for name, value in fields.items():
                if getattr(row, name) != value:
                    yield ChaseDrift("chase", record_id(row), name, str(getattr(row, name)), str(value))


def _asked(reader: Reader) -> Collection[int]:
    return reader.session.exec(select(ContactAttempt.deal_id).distinct()).all()


def _formality_drift(reader: Reader) -> Iterator[ChaseDrift]:
    touched = set(reader.session.exec(select(Formality.deal_id).where(FOLLOWING).distinct()))
    touched |= {number for number in reader.session.exec(select(BankLoan.deal_id).distinct()) if number is not None}
    touched |= set(reader.session.exec(select(SaleContract.deal_id).where(SaleContract.method == "mortgage")))
    for part in in_chunks(sorted(touched)):
        wanted = find_wanted(reader, part)
        rows = select(Formality).where(col(Formality.deal_id).in_(part), FOLLOWING, col(Formality.done_on).is_(None))
        known: dict[int, dict[tuple[str, int | None], Formality]] = defaultdict(dict)
        for one in reader.session.exec(rows):
            known[one.deal_id][one.kind, one.bank_loan_id] = one
        for number in part:
            yield from _compare(number, known[number], wanted[number])


def _compare(number: int, known: Mapping[tuple[str, int | None], Formality], wanted: Wanted) -> Iterator[ChaseDrift]:
    for key in sorted(known.keys() | wanted.keys(), key=str):
        row, due = known.get(key), wanted.get(key)
        stored, computed = row.due_on if row else None, due[0] if due else None
        if stored != computed:
            yield ChaseDrift("formality", record_id(row) if row else number, key[0], str(stored), str(computed))


def _deal_of(_session: Any, record: Any) -> int | None:
    number: int | None = record.deal_id
    return number


def _itself(_session: Any, record: Any) -> int | None:
    return record_id(record) if record.id is not None else None


_OWNER: Final[Owner] = _deal_of

FORMALITIES: Final = Projector(
    "formalities",
    {SaleContract: _OWNER, Mortgage: _OWNER, BankLoan: _OWNER, Deal: _itself},
    refresh_formalities,
    {"formality": FOLLOWING},
)
CHASES: Final = Projector("chases", {ContactAttempt: _OWNER, SaleContract: _OWNER, Formality: _OWNER}, refresh_chases)
