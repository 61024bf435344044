"""What a clerk does about what is late: note an attempt, stop and go on, note a formality, agree a penalty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.desks.contracts.arrears.model import (
    CONTACT_RESULTS,
    CONTACT_WAYS,
    STOP_REASONS,
    Chase,
    ContactAttempt,
    Formality,
)
from deskapp.desks.contracts.arrears.rules import COUNTED, PENALTY_UNIT, ContactFacts, judge_contact
from deskapp.desks.contracts.paying.routing import ABOUT, FORMALITIES
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.errors import DeskError
from deskapp.office.checking import refuse, wrong_choices
from deskapp.office.customer.rows import get_survivor
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import buyers_of
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.money import to_minor
from deskapp.values.text import clean

NOTE_LIMIT: Final = 500
_CHOICES: Final = {"way": CONTACT_WAYS, "result": CONTACT_RESULTS, "about": ABOUT}
MOST_PENALTY: Final = Decimal(1)
"""Percent a day beyond which a rate is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class AttemptDraft:
    """An attempt to speak with a buyer: by which way, with what result, and what comes next.

    ``promised`` and ``promised_on`` go with the result *promised*, whose day is the next one to look at the deal unless
    another is told. Without ``happened_at`` it was now.
    """

    deal_id: int
    way: str
    result: str
    about: str = "money"
    customer_id: int | None = None
    promised: Decimal | None = None
    promised_on: date | None = None
    note: str = ""
    next_step: str = ""
    next_on: date | None = None
    happened_at: datetime | None = None


def note_attempt(work: Work, draft: AttemptDraft, *, anyway: str = "") -> ContactAttempt:
    """Write an attempt down; raises what speaks against asking now (``chase.*``) unless ``anyway`` says why it was.

    Where the buyer disputes what is asked, nobody asks any more until somebody lets it go on.
    """
    refuse(wrong_choices(draft, _CHOICES))
    deal = work.get(Deal, draft.deal_id)
    at = draft.happened_at or work.now
    if at > work.now:
        raise DeskError("chase.later_than_now", "happened_at")
    if draft.result == "promised" and draft.promised_on is None:
        raise DeskError("chase.promise_needs_day", "promised_on")
    if draft.promised_on is not None and draft.promised_on < at.date():
        raise DeskError("chase.promise_past", "promised_on", day=draft.promised_on)
    country = country_of_deal(work, deal)
    against = judge_contact(contact_facts(work, deal, at), draft.way, at.astimezone(zone_of(country)), country)
    if against and not anyway:
        raise DeskError(against[0].code, "way", **against[0].values)
    if against:
        work.reason = checked_reason(anyway)
    told: dict[str, Any] = {"about": draft.about, "way": draft.way, "result": draft.result, "happened_at": at}
    told |= {"promised_on": draft.promised_on, "promised": _minor(draft.promised, deal.currency)}
    told |= {"next_step": _text(draft.next_step), "next_on": draft.next_on or draft.promised_on}
    attempt = work.add(
        ContactAttempt(
            office_id=deal.office_id,
            project_id=deal.project_id,
            deal_id=record_id(deal),
            customer_id=_customer(work, draft.customer_id),
            note=_text("; ".join(part for part in (draft.note, work.reason if against else "") if part)),
            entered_at=work.now,
            clerk_id=work.clerk.id,
            clerk=work.clerk.name,
            **told,
        )
    )
    if draft.result == "disputed" and not _stop_of(work, record_id(deal)):
        stop_chasing(work, record_id(deal), "dispute", draft.note)
    return attempt


def stop_chasing(work: Work, deal_id: int, reason: str, note: str = "") -> Chase:
    """From now on nobody asks these buyers: in dispute, with the lawyers, deceased, or as the note says."""
    if reason not in STOP_REASONS:
        raise DeskError("draft.choice", "stop_reason", value=reason)
    deal = work.get(Deal, deal_id)
    told = _text(note)
    if reason == "other" and not told:
        raise DeskError("chase.stop_note", "stop_note")
    fields: dict[str, Any] = {"stop_reason": reason, "stop_note": told, "stopped_on": work.today}
    chase = _chase(work, deal_id)
    if chase is None:
        return work.add(Chase(office_id=deal.office_id, project_id=deal.project_id, deal_id=deal_id, **fields))
    work.change(chase, fields)
    return chase


def resume_chasing(work: Work, deal_id: int, reason: str) -> Chase:
    """Buyers may be asked again; ``reason`` says how what stopped it was settled."""
    chase = _chase(work, deal_id)
    if chase is None or not chase.stop_reason:
        raise DeskError("chase.not_stopped")
    work.reason = checked_reason(reason)
    work.change(chase, {"stop_reason": "", "stop_note": "", "stopped_on": None})
    return chase


def note_formality(work: Work, deal_id: int, kind: str, due_on: date, note: str = "") -> Formality:
    """Something that a buyer has to do by a day and that no loan or list tells of, such as signing the title papers."""
    if kind not in FORMALITIES:
        raise DeskError("draft.choice", "kind", value=kind)
    deal = work.get(Deal, deal_id)
    if deal.ended_on is not None:
        raise DeskError("deal.ended", day=deal.ended_on)
    known = work.session.exec(
        select(Formality).where(
            Formality.deal_id == deal_id,
            Formality.kind == kind,
            col(Formality.by_hand).is_(True),
            col(Formality.done_on).is_(None),
        )
    ).first()
    if known is not None:
        work.change(known, {"due_on": due_on, "note": _text(note) or known.note})
        return known
    return work.add(
        Formality(
            office_id=deal.office_id,
            project_id=deal.project_id,
            deal_id=deal_id,
            kind=kind,
            due_on=due_on,
            note=_text(note),
            by_hand=True,
        )
    )


def end_formality(work: Work, formality_id: int, day: date | None = None, note: str = "") -> Formality:
    """It was done, or fell away. What follows from a loan or a bank's list ends by itself, when these say so."""
    formality = work.get(Formality, formality_id)
    if not formality.by_hand:
        raise DeskError("formality.follows")
    if formality.done_on is not None:
        raise DeskError("formality.done", day=formality.done_on)
    told = "; ".join(part for part in (formality.note, _text(note)) if part)
    work.change(formality, {"done_on": day or work.today, "note": told[:NOTE_LIMIT]})
    return formality


def agree_penalty(work: Work, contract_id: int, percent_a_day: Decimal | None) -> SaleContract:
    """What the contract says that late payment costs, in percent a day; None where it says nothing."""
    contract = work.get(SaleContract, contract_id)
    rate = None
    if percent_a_day is not None:
        units = percent_a_day / 100 / PENALTY_UNIT
        if not 0 < percent_a_day <= MOST_PENALTY or units != int(units):
            raise DeskError("chase.penalty_rate", "penalty", value=percent_a_day, most=MOST_PENALTY)
        rate = int(units)
    work.change(contract, {"penalty_rate": rate})
    return contract


def contact_facts(reader: Reader, deal: Deal, at: datetime) -> ContactFacts:
    """What there is to know before the buyers of a deal are asked at a moment."""
    number = record_id(deal)
    lately = select(ContactAttempt.happened_at).where(
        ContactAttempt.deal_id == number,
        col(ContactAttempt.way).in_(COUNTED),
        ContactAttempt.result != "sent",
        col(ContactAttempt.happened_at) > at - timedelta(days=7),
    )
    buyers = buyers_of(reader, [number]).get(number, ())
    dead = bool(buyers) and all(one.customer.is_deceased for one in buyers)
    return ContactFacts(_stop_of(reader, number), deal.hold_reason, dead, tuple(reader.session.exec(lately)))


def country_of_deal(reader: Reader, deal: Deal) -> Country:
    """The country of the deal's project, whose hours and customs hold."""
    country = reader.get(Project, deal.project_id).country if deal.project_id is not None else ""
    return "VN" if country == "VN" else "CN"


def _chase(reader: Reader, deal_id: int) -> Chase | None:
    return reader.session.exec(select(Chase).where(Chase.deal_id == deal_id)).first()


def _stop_of(reader: Reader, deal_id: int) -> str:
    chase = _chase(reader, deal_id)
    return chase.stop_reason if chase is not None else ""


def _customer(work: Work, customer_id: int | None) -> int | None:
    return None if customer_id is None else record_id(get_survivor(work, customer_id))


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else to_minor(amount, currency)


def _text(text: str) -> str:
    return clean(text)[:NOTE_LIMIT]
