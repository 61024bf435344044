"""What the clerk notes of a dossier at the authority: one action a step, and only the steps that may come next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from deskapp.cases import authority
from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.money import add_case_charge
from deskapp.cases.papers import set_paper
from deskapp.cases.pinned import procedure_of
from deskapp.cases.recording import open_case_of
from deskapp.casework.actions_papers import hand_to_authority, take_from_authority
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.money.drafts import ChargeDraft
from deskapp.store.work import Work

TAX_FEE: Final = "tax_notice"
AUTHORITY_STEPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "": ("submit",),
        "submitted": ("appraisal", "supplement", "return", "tax_notice", "move", "result"),
        "resubmitted": ("appraisal", "supplement", "return", "tax_notice", "move", "result"),
        "appraisal": ("supplement", "return", "tax_notice", "move", "result"),
        "supplement": ("submit",),
        "returned": ("submit",),
        "tax_notice": ("tax_paid", "tax_postponed", "tax_owed", "return", "move"),
        "tax_paid": ("result", "move", "supplement", "return"),
        "tax_postponed": ("tax_paid", "result", "move", "return"),
        "tax_owed": ("result", "tax_paid", "move", "return"),
        "result": (),
    }
)
"""What may come next at the authority, the likeliest first. Taxes come before the result is given, not with it."""


COME_BACK: Final = ("result", "return")
"""What brings the originals back that went along with the dossier."""


@dataclass(frozen=True, slots=True)
class AuthorityDraft:
    """What happened at the authority: ``step`` is one of ``AUTHORITY_STEPS``; the rest as the step needs it.

    ``day`` is the appointed day, the new day, or the last day to pay. A tax notice whose ``purpose`` is said becomes a
    charge of the case, held for the state. ``papers`` are the codes that a supplement asks for. ``originals``: those of
    the case went along with the dossier, or came back with it.
    """

    case_id: int
    step: str
    number: str = ""
    day: date | None = None
    amount: Decimal | None = None
    currency: str = "VND"
    purpose: str = ""
    text: str = ""
    remote: bool = False
    organisation_id: int | None = None
    papers: tuple[str, ...] = ()
    originals: bool = False
    happened_at: datetime | None = None


def next_steps(case: Case) -> tuple[str, ...]:
    """What may come next, the likeliest first."""
    return AUTHORITY_STEPS.get(case.authority_state, ())


def note_authority(work: Work, draft: AuthorityDraft, *, engine: Engine | None = None) -> CaseEvent:
    """Note one step; ``authority.not_now`` where it cannot follow on the last one."""
    case = open_case_of(work, draft.case_id)
    if draft.step not in next_steps(case):
        state = Key(f"authority_state.{case.authority_state or 'none'}")
        raise DeskError("authority.not_now", "step", step=Key(f"authority_step.{draft.step}"), state=state)
    if draft.originals and draft.step in COME_BACK:
        take_from_authority(work, draft.case_id, draft.happened_at, engine)
    event = _note(work, case, draft, engine)
    if draft.originals and draft.step == "submit":
        whom = procedure_of(work, case).authority
        name = whom.name.say(work.clerk.language) if whom else ""
        hand_to_authority(work, draft.case_id, name, draft.happened_at, engine)
    return event


def _note(work: Work, case: Case, draft: AuthorityDraft, engine: Engine | None) -> CaseEvent:
    at = draft.happened_at
    if draft.step == "submit":
        return authority.submit(
            work,
            draft.case_id,
            draft.number,
            draft.day,
            organisation_id=draft.organisation_id,
            remote=draft.remote,
            note=draft.text,
            happened_at=at,
            engine=engine,
        )
    if draft.step == "supplement":
        event = authority.ask_supplement(work, draft.case_id, draft.text, happened_at=at, engine=engine)
        for code in draft.papers:
            set_paper(work, draft.case_id, code, "missing", reason=draft.text, happened_at=at, engine=engine)
        return event
    if draft.step == "return":
        return authority.return_dossier(work, draft.case_id, draft.text, happened_at=at, engine=engine)
    if draft.step == "appraisal":
        return authority.in_appraisal(work, draft.case_id, draft.text, happened_at=at, engine=engine)
    if draft.step == "tax_notice":
        return _note_tax(work, case, draft, engine)
    if draft.step == "move":
        if draft.day is None:
            raise DeskError("authority.no_day", "day")
        return authority.move_result_day(work, draft.case_id, draft.day, draft.text, happened_at=at, engine=engine)
    if draft.step == "result":
        return authority.receive_result(
            work, draft.case_id, draft.text, number=draft.number, happened_at=at, engine=engine
        )
    how = draft.step.removeprefix("tax_")
    return authority.tax_settled(work, draft.case_id, how, draft.text, happened_at=at, engine=engine)


def _note_tax(work: Work, case: Case, draft: AuthorityDraft, engine: Engine | None) -> CaseEvent:
    """The notice, and what is to be paid as a charge that the office holds for the state."""
    if draft.amount is None:
        raise DeskError("authority.no_amount", "amount")
    event = authority.tax_notice(
        work,
        draft.case_id,
        draft.amount,
        draft.day,
        currency=draft.currency,
        number=draft.number,
        happened_at=draft.happened_at,
        engine=engine,
    )
    if draft.purpose and draft.amount and case.customer_id is not None:
        charge = ChargeDraft(
            case.customer_id, draft.purpose, draft.amount, draft.currency, draft.number, draft.day, case.unit_id
        )
        add_case_charge(work, draft.case_id, charge, TAX_FEE, engine=engine)
    return event
