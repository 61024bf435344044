"""Who of several people was seen in a case: themselves, or somebody who may act for them today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from deskapp.cases.clock import local_day
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.desks.intake.model import IdentityCheck
from deskapp.desks.intake.rules import RightFact, judge_rights
from deskapp.errors import Fault
from deskapp.office.customer.model import Customer, Representation
from deskapp.office.customer.rows import find_family, find_rows, find_survivors
from deskapp.office.customer.rules import is_minor, latest_birth
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody who has to be there. ``look``: seen, not_seen, differs, expired, whoever of them was looked at.

    ``needs_right``: a minor or a company, who cannot come alone; ``may_act``: somebody may act for them today,
    ``fault`` why whoever is noted may not.
    """

    customer_id: int
    name: str
    look: str = "not_seen"
    needs_right: bool = False
    may_act: bool = False
    fault: Fault | None = None


def people_seen(reader: Reader, case_id: int, customer_ids: Collection[int], today: date) -> list[PersonSeen]:
    """How these customers stand in a case, in their order; merges are followed."""
    living = find_survivors(reader, customer_ids)
    asked = list(dict.fromkeys(living[number] for number in customer_ids))
    families = {number: find_family(reader, number) for number in asked}
    rights = {number: _rights(reader, family) for number, family in families.items()}
    looks = _looks(reader, case_id)
    rows = {row.id: row for row in find_rows(reader, asked)}
    found = []
    for number in asked:
        row, birth = rows[number], reader.get(Customer, number).birth
        needs = row.kind == "company" or is_minor(latest_birth(birth, row.id_kind, row.id_number), today)
        judged = {who: judge_rights(facts, "file", today) for who, facts in rights[number].items()}
        may = [who for who, fault in judged.items() if fault is None]
        told = [looks[who] for who in (*([] if needs else [number]), *may) if who in looks]
        look = "seen" if "seen" in told else next(iter(told), "not_seen")
        fault = None if may else next(iter(judged.values()), None)
        found.append(PersonSeen(number, row.name, look, needs, bool(may), fault))
    return found


def _rights(reader: Reader, family: Collection[int]) -> dict[int, list[RightFact]]:
    """Who was given a right to act for somebody, by the customer that they are now."""
    rows = list(reader.session.exec(select(Representation).where(col(Representation.customer_id).in_(family))))
    living = find_survivors(reader, {row.representative_id for row in rows})
    found: dict[int, list[RightFact]] = defaultdict(list)
    for row in rows:
        found[living[row.representative_id]].append(RightFact(row.right, row.scope, row.valid_from, row.valid_until))
    return found


def _looks(reader: Reader, case_id: int) -> dict[int, str]:
    """The last look at each person's document in a case."""
    country = country_of(procedure_of(reader, reader.get(Case, case_id)))
    query = select(IdentityCheck).where(IdentityCheck.case_id == case_id)
    checks = list(reader.session.exec(query.order_by(col(IdentityCheck.checked_at), col(IdentityCheck.id))))
    living = find_survivors(reader, {check.customer_id for check in checks})
    looks: dict[int, str] = {}
    for check in checks:
        seen_on = local_day(check.checked_at, country)
        expired = check.valid_until is not None and check.valid_until < seen_on
        looks[living[check.customer_id]] = "differs" if not check.matches else "expired" if expired else "seen"
    return looks
