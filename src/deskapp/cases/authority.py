"""What happens to a dossier at the authority: submitted, sent back, submitted again, taxed, moved, answered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.history import AT_AUTHORITY
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.recording import open_case_of, record
from deskapp.errors import DeskError
from deskapp.office.organisation.model import Organisation
from deskapp.store.work import Work
from deskapp.values.text import clean

NUMBER_LIMIT: Final = 100
_SENT_BACK: Final = ("supplement", "returned")


def submit(
    work: Work,
    case_id: int,
    number: str = "",
    appointed_on: date | None = None,
    *,
    organisation_id: int | None = None,
    remote: bool = False,
    note: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The dossier is with the authority: its receipt's number and appointed day; ``remote``: a difficult area.

    Without an appointed day the authority's clock counts the procedure's days on the organisation's calendar.
    """
    case = open_case_of(work, case_id)
    if case.authority_state and case.authority_state not in _SENT_BACK:
        raise DeskError("case.submitted_already", number=case.number)
    code = "resubmitted" if case.authority_state in _SENT_BACK else "submitted"
    if organisation_id is not None:
        work.get(Organisation, organisation_id)
    number = clean(number)
    if len(number) > NUMBER_LIMIT:
        raise DeskError("draft.too_long", "number", limit=NUMBER_LIMIT)
    data: dict[str, Any] = {"number": number, "remote": remote}
    if appointed_on is not None:
        data["appointed_on"] = _not_before(appointed_on, happened_at, work).isoformat()
    if organisation_id is not None:
        data["organisation_id"] = organisation_id
    return _record(work, case, code, kept_text(note, "note"), data, happened_at, engine)


def resubmit(
    work: Work,
    case_id: int,
    number: str = "",
    appointed_on: date | None = None,
    *,
    note: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The dossier goes to the authority once more, after a supplement or a return."""
    case = open_case_of(work, case_id)
    if case.authority_state not in _SENT_BACK:
        raise DeskError("case.not_sent_back", number=case.number)
    return submit(work, case_id, number, appointed_on, note=note, happened_at=happened_at, engine=engine)


def ask_supplement(
    work: Work, case_id: int, text: str, *, happened_at: datetime | None = None, engine: Engine | None = None
) -> CaseEvent:
    """The authority asks for more papers, which it may do once; enter them as lines of the checklist."""
    return _answer(work, case_id, "supplement", text, needed=True, happened_at=happened_at, engine=engine)


def return_dossier(
    work: Work, case_id: int, reason: str, *, happened_at: datetime | None = None, engine: Engine | None = None
) -> CaseEvent:
    """The authority sends the dossier back, with a reason."""
    return _answer(work, case_id, "returned", reason, needed=True, happened_at=happened_at, engine=engine)


def in_appraisal(
    work: Work, case_id: int, text: str = "", *, happened_at: datetime | None = None, engine: Engine | None = None
) -> CaseEvent:
    """The authority has taken it up and examines it."""
    return _answer(work, case_id, "appraisal", text, happened_at=happened_at, engine=engine)


def tax_notice(
    work: Work,
    case_id: int,
    amount: Decimal | None = None,
    pay_by: date | None = None,
    *,
    currency: str = "",
    number: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The tax office's notice is there: how much, by when; what is to be paid becomes charges of the case."""
    if amount is not None and amount < 0:
        raise DeskError("money.negative", "amount", value=amount)
    data = {
        "amount": None if amount is None else f"{amount:f}",
        "currency": currency,
        "pay_by": pay_by.isoformat() if pay_by else None,
        "number": clean(number)[:NUMBER_LIMIT],
    }
    return _answer(work, case_id, "tax_notice", "", data=data, happened_at=happened_at, engine=engine)


def tax_settled(
    work: Work,
    case_id: int,
    how: str = "paid",
    text: str = "",
    *,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The tax is ``paid``, ``postponed`` or ``owed`` (ghi nợ); the authority goes on."""
    if how not in ("paid", "postponed", "owed"):
        raise DeskError("draft.choice", "how", value=how)
    return _answer(work, case_id, f"tax_{how}", text, happened_at=happened_at, engine=engine)


def move_result_day(
    work: Work,
    case_id: int,
    new_day: date,
    reason: str,
    *,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The authority moves its day (phiếu xin lỗi và hẹn lại ngày); the day before stays in the timeline."""
    case = open_case_of(work, case_id)
    before = case.authority_due_on
    data = {
        "appointed_on": _not_before(new_day, happened_at, work).isoformat(),
        "before": before.isoformat() if before else None,
    }
    return _answer(work, case_id, "moved", reason, needed=True, data=data, happened_at=happened_at, engine=engine)


def receive_result(
    work: Work,
    case_id: int,
    text: str = "",
    *,
    number: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """The authority's result is with us."""
    data = {"number": clean(number)[:NUMBER_LIMIT]}
    return _answer(work, case_id, "result", text, data=data, happened_at=happened_at, engine=engine)


def _answer(
    work: Work,
    case_id: int,
    code: str,
    text: str,
    *,
    needed: bool = False,
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> CaseEvent:
    """What the authority does with a dossier that it has."""
    case = open_case_of(work, case_id)
    if case.authority_state not in AT_AUTHORITY:
        raise DeskError("case.not_submitted", number=case.number)
    kept = kept_text(text, "text", needed="case.reason_needed" if needed else "")
    return _record(work, case, code, kept, data or {}, happened_at, engine)


def _record(
    work: Work,
    case: Case,
    code: str,
    text: str,
    data: dict[str, Any],
    happened_at: datetime | None,
    engine: Engine | None,
) -> CaseEvent:
    return record(
        work,
        case,
        f"authority.{code}",
        code=code,
        party="authority",
        text=text,
        data=data,
        happened_at=happened_at,
        engine=engine,
    )


def _not_before(day: date, happened_at: datetime | None, work: Work) -> date:
    if day < (happened_at.date() if happened_at else work.today):
        raise DeskError("case.appointed_past", "appointed_on", day=day)
    return day
