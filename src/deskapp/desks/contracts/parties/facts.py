"""What is known of a case that changes the parties of its deal: who they are and will be, who is kin, what stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, or_, select

from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.desks.contracts.parties.rules import ChangeFact, Side
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.changes import shipped_changes
from deskapp.desks.contracts.sale.model_cases import PartyChange
from deskapp.office.customer.model import Customer, Kinship
from deskapp.office.customer.rows import find_survivors, name_of
from deskapp.office.customer.rules import latest_birth
from deskapp.office.deal.drafts import PartyDraft
from deskapp.office.deal.queries import DealRow, get_deal
from deskapp.office.property.rules import show_share
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class PartyChangeRow:
    """A change of parties with the names of now; ``before`` is empty until it was applied."""

    case_id: int
    deal_id: int
    kind: str
    before: tuple[Side, ...]
    after: tuple[Side, ...]
    applied_on: date | None
    clerk: str


def kept_parties(parties: Iterable[PartyDraft]) -> str:
    """Parties as they are kept with a change: by customer, so that no name is written down twice."""
    return to_json(
        [
            {
                "customer_id": one.customer_id,
                "role": one.role,
                "share": show_share(one.share) if one.share else "",
                "document_id": one.document_id,
            }
            for one in parties
        ]
    )


def read_parties(kept: str) -> tuple[PartyDraft, ...]:
    """The same the other way."""
    return tuple(
        PartyDraft(one["customer_id"], one["role"], read_fraction(one["share"]), one["document_id"])
        for one in json.loads(kept)
    )


def read_fraction(text: str) -> tuple[int, int] | None:
    """A share as it is kept (``1/2``)."""
    part, _, whole = text.partition("/")
    return (int(part), int(whole)) if whole else None


def parties_now(deal: DealRow) -> tuple[PartyDraft, ...]:
    """The parties of a deal as they could be written anew."""
    return tuple(PartyDraft(one.customer.id, one.role, one.share, one.document_id) for one in deal.parties)


def find_change(reader: Reader, case_id: int) -> PartyChange | None:
    """The change that a case makes, as a record."""
    return reader.session.exec(select(PartyChange).where(PartyChange.case_id == case_id)).first()


def changes_of_deal(reader: Reader, deal_id: int) -> list[PartyChangeRow]:
    """The changes of a deal's parties that were applied, the newest first."""
    query = select(PartyChange).where(PartyChange.deal_id == deal_id, col(PartyChange.applied_on).is_not(None))
    return [_row(reader, one) for one in reader.session.exec(query.order_by(col(PartyChange.id).desc()))]


def change_of_case(reader: Reader, case_id: int) -> PartyChangeRow | None:
    """The change that a case makes or made; None where nobody said who the parties will be."""
    change = find_change(reader, case_id)
    return None if change is None else _row(reader, change)


def load_change(reader: Reader, case: Case, today: date) -> ChangeFact | None:
    """The change of a case as gates see it; None where the case is about no deal."""
    linked = deal_of_case(reader, record_id(case))
    if linked is None:
        return None
    change = find_change(reader, record_id(case))
    kind = change.kind if change is not None else shipped_changes().kind_of(case.procedure, today)
    before = _sides(reader, parties_now(get_deal(reader, linked.deal_id)))
    after = None if change is None else _sides(reader, read_parties(change.after))
    people = {side.customer_id for side in (*before, *(after or ()))}
    return ChangeFact(
        kind,
        before,
        after,
        _kin(reader, people),
        read_fields(case).get("new_name", ""),
        change.applied_on if change is not None else None,
    )


def _row(reader: Reader, change: PartyChange) -> PartyChangeRow:
    before, after = (_sides(reader, read_parties(kept)) for kept in (change.before, change.after))
    return PartyChangeRow(change.case_id, change.deal_id, change.kind, before, after, change.applied_on, change.clerk)


def _sides(reader: Reader, parties: Sequence[PartyDraft]) -> tuple[Side, ...]:
    living = find_survivors(reader, {one.customer_id for one in parties})
    people = {number: reader.get(Customer, number) for number in set(living.values())}
    return tuple(_side(people[living[one.customer_id]], one) for one in parties)


def _side(customer: Customer, party: PartyDraft) -> Side:
    return Side(
        record_id(customer),
        name_of(customer),
        party.role,
        party.share,
        customer.kind,
        latest_birth(customer.birth, "", ""),
        customer.deceased_on is not None,
    )


def _kin(reader: Reader, people: set[int]) -> frozenset[frozenset[int]]:
    """The pairs among these people that are noted as kin, merges followed."""
    query = select(Kinship).where(or_(col(Kinship.customer_id).in_(people), col(Kinship.relative_id).in_(people)))
    ties = list(reader.session.exec(query))
    living = find_survivors(reader, {number for tie in ties for number in (tie.customer_id, tie.relative_id)})
    return frozenset(frozenset((living[tie.customer_id], living[tie.relative_id])) for tie in ties)
