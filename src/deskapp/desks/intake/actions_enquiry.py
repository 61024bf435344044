"""What a clerk does with a question: log it with the answer given, and make a case of it where it is one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.model import Enquiry
from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.rows import get_survivor
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import Country, series


def log_enquiry(work: Work, draft: EnquiryDraft) -> Enquiry:
    """Note what was asked and answered; a customer that was merged meanwhile is whom they live on in."""
    fields = enquiry_fields(work, draft)
    if draft.customer_id is not None:
        fields["customer_id"] = record_id(get_survivor(work, draft.customer_id))
    return work.add(Enquiry(office_id=work.clerk.office_id, number=work.number(series.ENQUIRY), **fields))


def enquiry_fields(work: Work, draft: EnquiryDraft) -> dict[str, Any]:
    """The columns of an enquiry but its number, checked."""
    draft, faults = draft.checked(work.now, cast("Country", work.clerk.country))
    refuse(faults)
    return asdict(draft) | {
        "asked_at": draft.asked_at or work.now,
        "language": draft.language or work.clerk.language,
        "entered_at": work.now,
        "clerk_id": work.clerk.id,
        "clerk": work.clerk.name,
    }


def link_enquiry(work: Work, enquiry_id: int, case_id: int) -> Enquiry:
    """Note the case that a question became; ``enquiry.has_case`` where it became another before."""
    enquiry = work.get(Enquiry, enquiry_id)
    if enquiry.case_id not in (None, case_id):
        raise DeskError("enquiry.has_case", number=enquiry.number)
    work.change(enquiry, {"case_id": case_id})
    return enquiry
