"""What a clerk looks at before a case goes on: somebody's identity document, and what the register says of the land."""

from __future__ import annotations

from typing import cast

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text, moment_of
from deskapp.cases.model import Case
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.intake.drafts import CheckDraft, IdentityDraft
from deskapp.desks.intake.model import IdentityCheck, ParcelCheck
from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.drafts import DocumentDraft
from deskapp.office.customer.model import Customer, CustomerDocument
from deskapp.office.customer.parts import add_document
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import Country
from deskapp.values.identity import IdentityKind, parse_identity


def check_identity(work: Work, draft: IdentityDraft, *, engine: Engine | None = None) -> IdentityCheck:
    """Note that a document was seen and compared. A number that nobody has yet becomes one more of the customer's.

    ``customer.document_taken`` where it is another customer's: then somebody is not who they say they are.
    """
    case = open_case_of(work, draft.case_id)
    customer = _who(work, case, draft.customer_id)
    kind = cast("IdentityKind", draft.id_kind)
    number, fault = parse_identity(draft.id_number, kind, today=work.today)
    if number is None:
        assert fault is not None
        raise DeskError(fault.code, "id_number", **fault.values)
    at = moment_of(work, case, draft.checked_at)
    if draft.matches and not _is_known(work, customer, number):
        country = cast("Country", draft.country or customer.country)
        add_document(work, record_id(customer), DocumentDraft(number, kind, country, valid_until=draft.valid_until))
    check = work.add(
        IdentityCheck(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=draft.case_id,
            customer_id=record_id(customer),
            id_kind=kind,
            id_number=number,
            valid_until=draft.valid_until,
            matches=draft.matches,
            note=kept_text(draft.note, "note", needed="" if draft.matches else "check.no_note"),
            checked_at=at,
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    expired = draft.valid_until is not None and draft.valid_until < at.astimezone(work.now.tzinfo).date()
    code = "differs" if not draft.matches else "expired" if expired else "matches"
    record(work, case, "identity", code=code, text=customer.name, happened_at=at, engine=engine)
    return check


def check_parcel(work: Work, draft: CheckDraft, *, engine: Engine | None = None) -> ParcelCheck:
    """Note what the register says of the case's parcel or unit; the clerk confirms what was looked up."""
    case = open_case_of(work, draft.case_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    check = work.add(
        ParcelCheck(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=draft.case_id,
            parcel_id=case.parcel_id,
            unit_id=case.unit_id,
            source=draft.source,
            result=draft.result,
            note=draft.note,
            checked_on=draft.checked_on or work.today,
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    data = {"source": draft.source, "checked_on": check.checked_on.isoformat()}
    record(work, case, "register", code=draft.result, text=draft.note, data=data, engine=engine)
    return check


def _who(work: Work, case: Case, customer_id: int | None) -> Customer:
    """Whose document it is: as said, else who acts in the case."""
    number = customer_id or case.representative_id or case.customer_id
    if number is None:
        raise DeskError("check.nobody", "customer_id", number=case.number)
    return get_survivor(work, number)


def _is_known(work: Work, customer: Customer, number: str) -> bool:
    family = find_family(work, record_id(customer))
    query = select(CustomerDocument.id).where(
        col(CustomerDocument.customer_id).in_(family), CustomerDocument.number == number
    )
    return work.session.exec(query).first() is not None
