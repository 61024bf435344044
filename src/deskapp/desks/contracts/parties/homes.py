"""Who owns a home, where the deal's buyers had become its owners already: the owners follow a change of parties."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import col, select

from deskapp.office.customer.rows import find_survivors
from deskapp.office.property.actions import add_resident, end_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.office.property.model import UnitPerson
from deskapp.office.property.rules import Share, read_share
from deskapp.store.base import record_id
from deskapp.store.work import Work


def hand_over_home(
    work: Work, unit_id: int, before: Collection[int], after: Sequence[tuple[int, Share | None]], day: date
) -> None:
    """The owners of a unit are the buyers of now, where they were the buyers of before; else nothing happens."""
    query = select(UnitPerson).where(
        UnitPerson.unit_id == unit_id, UnitPerson.role == "owner", col(UnitPerson.until).is_(None)
    )
    owners = list(work.session.exec(query))
    living = find_survivors(work, {owner.customer_id for owner in owners})
    mine = [owner for owner in owners if living[owner.customer_id] in before]
    if not mine:
        return
    wanted = dict(after)
    stays = {
        living[owner.customer_id]
        for owner in mine
        if living[owner.customer_id] in wanted and read_share(owner) == wanted[living[owner.customer_id]]
    }
    for owner in mine:
        if living[owner.customer_id] not in stays:
            end_resident(work, record_id(owner), max(day, owner.since or day))
    for customer_id, share in after:
        if customer_id not in stays:
            add_resident(work, unit_id, ResidentDraft(customer_id, "owner", share, day))
