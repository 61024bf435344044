"""The gates of the intake desk: identity, register, quotation, contract, split, result, delivery, right to act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, cast

from sqlmodel import col, select

from deskapp.cases.clock import local_day
from deskapp.cases.engine import Gate, Missing
from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.desks.intake.model import IdentityCheck, ParcelCheck, Quotation, ResultDelivery, ServiceContract
from deskapp.desks.intake.rules import RightFact, judge_rights, judge_split, read_parts
from deskapp.errors import DeskError, Fault
from deskapp.locale import Key
from deskapp.office.customer.model import Representation
from deskapp.office.customer.rows import find_family, find_rows, find_survivors
from deskapp.office.land.model import Parcel
from deskapp.office.tariffs.rates import shipped_tariffs
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values import Country

STOPPING: Final = ("disputed", "not_found")
"""Results of a comparison with the register that stop a case; mortgaged or planned land is told, not stopped."""


@dataclass(frozen=True, slots=True)
class PersonFact:
    """Somebody whose identity must have been seen; ``check`` is None where nobody looked."""

    name: str
    matches: bool | None = None
    valid_until: date | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckFact:
    """What the register said last; ``needed`` is False where the procedure is about no land or home."""

    needed: bool
    result: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SplitFact:
    """Old and new areas of a split or merge, or why they cannot be read."""

    kind: str
    old: Decimal | None
    new: tuple[Decimal, ...] = ()
    minimum: Decimal | None = None
    fault: Fault | None = None


# ---- identity


def load_people(reader: Reader, case: Case) -> list[PersonFact]:
    """The customer and whoever acts for them, each with the last look at their document."""
    asked = [number for number in (case.representative_id, case.customer_id) if number is not None]
    if not asked:
        return []
    # who acts is who stands at the counter: with a representative there, the customer need not be
    survivor = find_survivors(reader, asked[:1])[asked[0]]
    name = find_rows(reader, [survivor])[0].name
    check = reader.session.exec(
        select(IdentityCheck)
        .where(
            IdentityCheck.case_id == record_id(case),
            col(IdentityCheck.customer_id).in_(find_family(reader, survivor)),
        )
        .order_by(col(IdentityCheck.checked_at).desc(), col(IdentityCheck.id).desc())
    ).first()
    if check is None:
        return [PersonFact(name)]
    seen_on = local_day(check.checked_at, country_of(procedure_of(reader, case)))
    return [PersonFact(name, check.matches, check.valid_until, seen_on)]


def judge_people(people: list[PersonFact]) -> list[Missing]:
    """Everybody's document was seen, is theirs, and was in force when it was seen."""
    missing = []
    for person in people:
        if person.matches is None:
            missing.append(Missing("identity.not_seen", {"name": person.name}, "reception"))
        elif not person.matches:
            missing.append(Missing("identity.differs", {"name": person.name}, "reception"))
        elif person.valid_until and person.checked_on and person.valid_until < person.checked_on:
            missing.append(Missing("identity.expired", {"name": person.name, "day": person.valid_until}, "customer"))
    return missing


# ---- the register


def load_check(reader: Reader, case: Case) -> CheckFact:
    """The last comparison with the register."""
    about = case.parcel_id is not None or case.unit_id is not None
    needed = procedure_of(reader, case).subject in (("unit", "parcel", "either") if about else ("unit", "parcel"))
    check = reader.session.exec(
        select(ParcelCheck)
        .where(ParcelCheck.case_id == record_id(case))
        .order_by(col(ParcelCheck.checked_on).desc(), col(ParcelCheck.id).desc())
    ).first()
    return CheckFact(needed) if check is None else CheckFact(needed, check.result, check.source)


def judge_check(fact: CheckFact) -> list[Missing]:
    """The register was asked, and neither knows a dispute nor knows nothing."""
    if fact.needed and not fact.result:
        return [Missing("parcel.not_checked", {}, "reception")]
    return _told(fact, STOPPING)


def judge_clear(fact: CheckFact) -> list[Missing]:
    """The register knows of nothing that the customer must be told."""
    return _told(fact, ("disputed", "not_found", "mortgaged", "planning"))


def _told(fact: CheckFact, results: tuple[str, ...]) -> list[Missing]:
    if fact.result not in results:
        return []
    return [Missing(f"parcel.is_{fact.result}", {"source": fact.source}, "legal")]


# ---- quotation and contract


def load_quotation(reader: Reader, case: Case) -> tuple[bool, date | None]:
    """Whether there is a quotation that was not replaced, and since when it is accepted."""
    query = select(Quotation).where(Quotation.case_id == record_id(case), col(Quotation.replaced_by).is_(None))
    quotation = reader.session.exec(query.order_by(col(Quotation.id).desc())).first()
    return (False, None) if quotation is None else (True, quotation.accepted_on)


def judge_quotation(fact: tuple[bool, date | None]) -> list[Missing]:
    """The customer has accepted what it costs."""
    made, accepted_on = fact
    if accepted_on is not None:
        return []
    return [Missing("quotation.not_accepted" if made else "quotation.none", {}, "customer" if made else "sales")]


def load_contract(reader: Reader, case: Case) -> tuple[bool, date | None]:
    """Whether a service contract was drafted, and on what day it was signed."""
    query = select(ServiceContract).where(ServiceContract.case_id == record_id(case))
    contract = reader.session.exec(query.order_by(col(ServiceContract.id).desc())).first()
    return (False, None) if contract is None else (True, contract.signed_on)


def judge_contract(fact: tuple[bool, date | None]) -> list[Missing]:
    """Both sides have signed."""
    made, signed_on = fact
    if signed_on is not None:
        return []
    return [Missing("contract.not_signed" if made else "contract.none", {}, "customer" if made else "sales")]


# ---- split and merge


def load_split(reader: Reader, case: Case) -> SplitFact:
    """The areas as the case's fields say them; the old one, where nobody typed it, as the register has it."""
    procedure = procedure_of(reader, case)
    fields = read_fields(case)
    country = cast("Country", procedure.country)
    parcel = reader.get(Parcel, case.parcel_id) if case.parcel_id is not None else None
    old = Decimal(fields["old_area"]) if fields.get("old_area") else (parcel.area if parcel else None)
    new, fault = read_parts(fields.get("new_areas", ""), country)
    use = fields.get("land_use") or (parcel.land_use if parcel else "")
    return SplitFact(
        fields.get("kind", "split"),
        old,
        tuple(new),
        smallest_part(procedure.province, use, local_day(case.opened_at, country)),
        fault,
    )


def smallest_part(province: str, land_use: str, day: date) -> Decimal | None:
    """The province's smallest area of a new parcel, in m²; None where no dated row says one."""
    try:
        return shipped_tariffs().rate(f"vn.split.minimum.{land_use}", day, province) if province and land_use else None
    except DeskError:
        return None


def judge_areas(fact: SplitFact) -> list[Missing]:
    """The new areas can be read, add up to the old one, and reach the smallest that the province allows."""
    if fact.fault is not None:
        return [Missing(fact.fault.code, fact.fault.values, "customer")]
    if fact.old is None:
        return [Missing("split.no_old_area", {}, "reception")]
    if not fact.new:
        return [Missing("split.no_new_areas", {}, "customer")]
    faults = judge_split(fact.old, fact.new, fact.kind, fact.minimum)
    return [Missing(fault.code, fault.values, "customer") for fault in faults]


# ---- result


def load_result(reader: Reader, case: Case) -> tuple[bool, str]:
    """Whether an authority decides, and where the dossier is with it."""
    return procedure_of(reader, case).authority is not None, case.authority_state


def judge_result(fact: tuple[bool, str]) -> list[Missing]:
    """The authority's result is with us."""
    decides, state = fact
    if not decides or state == "result":
        return []
    now = Key(f"authority_state.{state}") if state else Key("authority_state.none")
    return [Missing("result.not_here", {"state": now}, "authority")]


def load_delivery(reader: Reader, case: Case) -> bool:
    """Whether it is recorded who has the result."""
    query = select(ResultDelivery.id).where(ResultDelivery.case_id == record_id(case))
    return reader.session.exec(query.limit(1)).first() is not None


def judge_delivery(delivered: bool) -> list[Missing]:
    """Somebody has signed for the result."""
    return [] if delivered else [Missing("result.not_delivered", {}, "reception")]


# ---- right to act


def load_rights(reader: Reader, customer_id: int, representative_id: int) -> list[RightFact]:
    """Every right of one customer to act for another, merged records of both among them."""
    pair = find_survivors(reader, [customer_id, representative_id])
    mine, theirs = (find_family(reader, pair[number]) for number in (customer_id, representative_id))
    rows = reader.session.exec(
        select(Representation).where(
            col(Representation.customer_id).in_(mine), col(Representation.representative_id).in_(theirs)
        )
    )
    return [RightFact(row.right, row.scope, row.valid_from, row.valid_until) for row in rows]


def make_gates(today: Callable[[], date]) -> Mapping[str, Gate]:
    """The gates by id; ``today`` is asked for where a right may have expired since it was noted."""

    def load_right(reader: Reader, case: Case) -> Fault | None:
        if case.representative_id is None or case.customer_id is None:
            return None
        return judge_rights(load_rights(reader, case.customer_id, case.representative_id), "file", today())

    def judge_right(fault: Fault | None) -> list[Missing]:
        return [] if fault is None else [Missing(fault.code, fault.values, "customer")]

    gates = (
        Gate("identity.checked", load_people, judge_people, "reception"),
        Gate("parcel.checked", load_check, judge_check, "reception"),
        Gate("parcel.clear", load_check, judge_clear, "legal", blocks=False),
        Gate("quotation.accepted", load_quotation, judge_quotation, "customer"),
        Gate("contract.signed", load_contract, judge_contract, "customer"),
        Gate("split.areas", load_split, judge_areas, "customer"),
        Gate("result.received", load_result, judge_result, "authority"),
        Gate("result.delivered", load_delivery, judge_delivery, "reception"),
        Gate("representation.valid", load_right, judge_right, "customer"),
    )
    return {gate.id: gate for gate in gates}
