"""What this desk knows for the letters of a case, beside what every desk's letters may say."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlmodel import col, select

from deskapp.casework.letter_facts import CaseFacts
from deskapp.desks.intake.model import ResultDelivery
from deskapp.desks.intake.offers import Offer, get_offer
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class LetterFacts(CaseFacts):
    """With what was offered and agreed, and who has the result."""

    offer: Offer
    delivery: ResultDelivery | None


def add_offer(reader: Reader, facts: CaseFacts) -> LetterFacts:
    """Read them; the words of the offer are made in the case's language, else the office's."""
    page = facts.page
    delivery = reader.session.exec(
        select(ResultDelivery).where(ResultDelivery.case_id == page.row.id).order_by(col(ResultDelivery.id).desc())
    ).first()
    known = {one.name: getattr(facts, one.name) for one in fields(CaseFacts)}
    offer = get_offer(reader, page.row.id, facts.today, page.language or facts.office.language)
    return LetterFacts(**known, offer=offer, delivery=delivery)
