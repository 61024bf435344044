"""How close the office is to a customer: when they last spoke with each other, and what the customer wants to hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, or_, select

from deskapp.cases.model import Case, CaseEvent
from deskapp.desks.intake.actions_care import list_interests
from deskapp.desks.intake.model import AppAccount, Enquiry
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.store.base import record_id
from deskapp.store.work import Reader

_MET: Final = ("contact", "opened", "identity", "contract", "delivery", "survey", "appointment.kept")
"""Events of a case at which somebody spoke with the customer, or they came."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The last contact (``how``: enquiry, or the kind of a case's event), the tags that are wanted, the app's account.

    ``account`` is None where nobody has shown them the app yet.
    """

    last_at: datetime | None = None
    how: str = ""
    tags: tuple[str, ...] = ()
    account: str | None = None


def get_touch(reader: Reader, customer_id: int) -> Touch:
    """What is known of a customer, merged records included."""
    family = find_family(reader, record_id(get_survivor(reader, customer_id)))
    asked = reader.session.exec(
        select(Enquiry.asked_at)
        .where(col(Enquiry.customer_id).in_(family))
        .order_by(col(Enquiry.asked_at).desc())
        .limit(1)
    ).first()
    theirs = or_(col(Case.customer_id).in_(family), col(Case.representative_id).in_(family))
    ours = col(CaseEvent.party) == "customer"
    met = reader.session.exec(
        select(CaseEvent.happened_at, CaseEvent.kind)
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(theirs, col(CaseEvent.kind).in_(_MET), or_(col(CaseEvent.kind) != "contact", ours))
        .order_by(col(CaseEvent.happened_at).desc(), col(CaseEvent.id).desc())
        .limit(1)
    ).first()
    account = reader.session.exec(select(AppAccount.account).where(col(AppAccount.customer_id).in_(family))).first()
    last = [(asked, "enquiry")] if asked else []
    last += [(met[0], met[1])] if met else []
    at, how = max(last, default=(None, ""))
    return Touch(at, how, tuple(list_interests(reader, customer_id)), account)
