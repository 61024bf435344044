"""Rules of a buyer's loan, pure: its state from its facts, what may be noted next, and from when on it is stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from deskapp.desks.contracts.loans.limits import days_in, steps_in_order
from deskapp.errors import Fault

DAY_OF: Final[Mapping[str, str]] = {
    "papers_complete": "papers_complete_on",
    "submitted": "submitted_on",
    "approved": "approved_on",
    "refused": "refused_on",
    "contract_signed": "contract_signed_on",
    "disbursed": "disbursed_on",
    "pre_registered": "pre_registered_on",
    "title_issued": "title_issued_on",
    "registered": "registered_on",
    "deposit_paid": "deposit_on",
    "deposit_released": "deposit_recovered_on",
    "closed": "closed_on",
    "withdrawn": "withdrawn_on",
}
"""What a clerk notes of a loan, and the column of its day."""
NOTES: Final = tuple(DAY_OF)
ENDED: Final = ("refused", "closed", "withdrawn")
"""States in which nothing goes on; after a refusal another loan begins."""

_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "approved": ("submitted",),
    "refused": ("submitted",),
    "contract_signed": ("approved",),
    "disbursed": ("contract_signed",),
    "pre_registered": ("contract_signed",),
    "registered": ("contract_signed",),
    "closed": ("disbursed",),
}
"""What must have been before a step, whatever the city's order: nothing of it can be left out."""
_PROVES: Final[Mapping[str, tuple[str, ...]]] = {
    "submitted": ("approved", "contract_signed", "disbursed", "pre_registered", "registered"),
    "approved": ("contract_signed", "disbursed", "pre_registered", "registered"),
    "contract_signed": ("disbursed", "pre_registered", "registered"),
    "disbursed": ("registered",),
    "pre_registered": ("title_issued", "registered"),
    "title_issued": ("registered",),
}
"""By which later facts a step was done, though nobody noted its day (loans that came with a file)."""


class LoanFacts(Protocol):
    """A loan as far as its state goes; ``Mortgage`` is one."""

    begun_on: date
    case_id: int | None
    papers_complete_on: date | None
    submitted_on: date | None
    approved_on: date | None
    refused_on: date | None
    contract_signed_on: date | None
    disbursed_on: date | None
    pre_registered_on: date | None
    title_issued_on: date | None
    registered_on: date | None
    deposit: int | None
    deposit_on: date | None
    deposit_recovered: int | None
    deposit_recovered_on: date | None
    closed_on: date | None
    withdrawn_on: date | None
    kind: str
    next_way: str


@dataclass(frozen=True, slots=True)
class LoanState:
    """Where a loan is, since when, and the first day on which it has been there too long."""

    code: str
    since: date
    stuck_from: date | None


def loan_state(facts: LoanFacts) -> LoanState:
    """The state that a loan's facts make, whatever the order in which they were noted."""
    code, since = _reached(facts)
    return LoanState(code, since, _stuck_from(facts, code, since))


def day_of(facts: LoanFacts, what: str) -> date | None:
    """The day of a fact."""
    found: date | None = getattr(facts, DAY_OF[what])
    return found


def is_done(facts: LoanFacts, step: str) -> bool:
    """Whether a step is behind the loan: its day is known, or what cannot be without it."""
    if step == "deposit_released":
        return bool(facts.deposit) and not open_deposit(facts)
    return any(day_of(facts, one) is not None for one in (step, *_PROVES.get(step, ())))


def open_deposit(facts: LoanFacts) -> int:
    """What the bank still has of the guarantee deposit, in the smallest unit."""
    return max(0, (facts.deposit or 0) - (facts.deposit_recovered or 0)) if facts.deposit_on or facts.deposit else 0


def next_notes(facts: LoanFacts) -> tuple[str, ...]:
    """What can be noted now, the usual next step first."""
    state = _reached(facts)[0]
    if state in ENDED:
        return ("withdrawn",) if state == "refused" and may_follow(facts, "withdrawn") else ()
    order = steps_in_order(facts.begun_on)
    usual = [step for step in order if not is_done(facts, step) and may_follow(facts, step)]
    if "approved" in usual:
        usual.insert(1, "refused")
    is_early = facts.papers_complete_on is None and state in ("not_started", "docs_pending")
    papers = ["papers_complete"] if is_early else []
    rest = ["deposit_paid"] if facts.deposit_on is None and facts.deposit else []
    ends = [what for what in ("closed", "withdrawn") if may_follow(facts, what)]
    return (*papers, *usual, *rest, *ends)


def may_follow(facts: LoanFacts, what: str) -> bool:
    """Whether everything is there that must have been before."""
    if what in ("deposit_paid", "deposit_released"):
        return bool(facts.deposit)
    if what == "withdrawn":
        return facts.disbursed_on is None
    return all(is_done(facts, before) for before in _AFTER.get(what, ()))


def judge_note(facts: LoanFacts, what: str, day: date, today: date) -> Fault | None:
    """What stands against noting a fact on a day."""
    if day > today:
        return Fault("mortgage.future", {"day": day})
    if day_of(facts, what) is not None and what != "deposit_released":
        return Fault("mortgage.noted", {"day": day_of(facts, what)})
    state = _reached(facts)[0]
    if state in ENDED and not (state == "refused" and what == "withdrawn"):
        return Fault("mortgage.ended")
    if not may_follow(facts, what):
        return Fault("mortgage.no_deposit" if what.startswith("deposit") else f"mortgage.needs_{what}")
    before = [facts.begun_on, *(day_of(facts, one) for one in _AFTER.get(what, ()))]
    earliest = max(one for one in before if one is not None)
    if day < earliest:
        return Fault("mortgage.before", {"day": day, "earliest": earliest})
    return None


def _reached(facts: LoanFacts) -> tuple[str, date]:
    for what in ("withdrawn", "closed"):
        if (day := day_of(facts, what)) is not None:
            return what, day
    if facts.refused_on is not None:
        return "refused", facts.refused_on
    state = "docs_pending" if facts.case_id is not None or facts.papers_complete_on is not None else "not_started"
    since = facts.begun_on
    for step in steps_in_order(facts.begun_on):
        if not is_done(facts, step):
            break
        # a step of the past that was noted later, such as the money after the registration, ended the wait for it
        state, since = step, max(since, day_of(facts, step) or since)
    return state, since


def _stuck_from(facts: LoanFacts, state: str, since: date) -> date | None:
    if state == "refused" and facts.next_way:
        return None
    if state == "registered" and not open_deposit(facts):
        return None
    days = days_in(state, facts.kind, since)
    return None if days is None else since + timedelta(days=days + 1)
