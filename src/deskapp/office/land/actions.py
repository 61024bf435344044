"""What a clerk does with a parcel: enter it, edit it."""

from __future__ import annotations

from dataclasses import asdict

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.land.drafts import ParcelDraft
from deskapp.office.land.model import Parcel
from deskapp.office.land.rules import parcel_code
from deskapp.store.work import Work


def add_parcel(work: Work, draft: ParcelDraft) -> Parcel:
    """A new parcel; ``parcel.taken`` where the office has it already."""
    draft = _judge(work, draft, None)
    return work.add(Parcel(office_id=work.clerk.office_id, **asdict(draft)))


def edit_parcel(work: Work, number: int, draft: ParcelDraft, seen: int | None = None) -> Parcel:
    """What the form says now; ``seen`` is the version that it was opened with (``StaleEdit`` where it is older)."""
    parcel = work.get(Parcel, number)
    work.change(parcel, asdict(_judge(work, draft, number)), seen=seen)
    return parcel


def _judge(work: Work, draft: ParcelDraft, own: int | None) -> ParcelDraft:
    draft, faults = draft.checked()
    refuse(faults)
    holder = work.session.exec(
        select(Parcel.id).where(
            Parcel.office_id == work.clerk.office_id,
            Parcel.commune == draft.commune,
            Parcel.map_sheet == draft.map_sheet,
            Parcel.parcel == draft.parcel,
        )
    ).first()
    if holder is not None and holder != own:
        code = parcel_code(draft.map_sheet, draft.parcel)
        raise DeskError("parcel.taken", "parcel", parcel=code, commune=draft.commune)
    return draft
