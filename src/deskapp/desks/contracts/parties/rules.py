"""Rules of changed parties, pure: who may come in and go out in each kind of change, and who has to be there for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from deskapp.cases.engine import Missing
from deskapp.desks.intake.queries import PersonSeen
from deskapp.office.deal.rules import judge_parties
from deskapp.office.property.rules import Share
from deskapp.values.text import fold


@dataclass(frozen=True, slots=True)
class Side:
    """A party before or after; ``customer_id`` is who they are now."""

    customer_id: int
    name: str
    role: str = "buyer"
    share: Share | None = None
    kind: str = "person"
    birth: date | None = None
    is_deceased: bool = False


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """A change of parties as a gate sees it; ``kin`` are the pairs that are noted as kin, either way round.

    ``after`` is None where nobody has said yet who they will be; ``new_name`` is that of a renamed company.
    """

    kind: str
    before: tuple[Side, ...]
    after: tuple[Side, ...] | None
    kin: frozenset[frozenset[int]] = frozenset()
    new_name: str = ""
    applied_on: date | None = None


def judge_change(fact: ChangeFact) -> list[Missing]:
    """What stands against a change: nobody said who comes, shares that are not the whole, the wrong people for it."""
    if fact.applied_on is not None:
        return []
    if fact.kind == "company_renamed":
        return _judge_company(fact)
    if fact.after is None:
        return [Missing("change.no_parties", {}, "reception")]
    fault = judge_parties([(side.customer_id, side.role, side.share) for side in fact.after])
    if fault is not None:
        return [Missing(fault.code, fault.values, "reception")]
    if _said(fact.before) == _said(fact.after):
        return [Missing("change.nothing", {}, "reception")]
    before, after = _buyers(fact.before), _buyers(fact.after)
    coming = [side for side in after if side.customer_id not in _ids(before)]
    leaving = [side for side in before if side.customer_id not in _ids(after)]
    staying = [side for side in after if side.customer_id in _ids(before)]
    same = _same_person(coming, leaving)
    if same:
        return same
    return _BY_KIND[fact.kind](fact, coming, leaving, staying) if fact.kind in _BY_KIND else []


def needed_people(fact: ChangeFact, *, excused: bool) -> list[int]:
    """Whose identity has to be seen: all who come and stay, and all who leave unless they died or a court spoke."""
    before, after = _buyers(fact.before), _buyers(fact.after or ())
    gone = () if excused else (side for side in before if not side.is_deceased)
    return list(dict.fromkeys(side.customer_id for side in (*after, *gone)))


def judge_seen(people: Iterable[PersonSeen]) -> list[Missing]:
    """Everybody was seen, themselves or who may act for them."""
    return [Missing(f"change.{one.look}", _who(one), "customer") for one in people if one.look != "seen"]


def judge_may_act(people: Iterable[PersonSeen]) -> list[Missing]:
    """Who cannot come alone has somebody who may act; whoever was named may."""
    missing = []
    for one in people:
        if one.may_act or (one.look == "seen" and not one.needs_right):
            continue
        if one.fault is not None:
            code = one.fault.code.replace("representation.", "change.right_")
            missing.append(Missing(code, {**one.fault.values, **_who(one)}, "customer"))
        elif one.needs_right:
            missing.append(Missing("change.needs_right", _who(one), "customer"))
    return missing


def judge_held(hold_reason: str, buyers: Iterable[PersonSeen]) -> list[Missing]:
    """While a deal is held nobody acts alone: every buyer is there."""
    away = [one.name for one in buyers if one.look != "seen"] if hold_reason else []
    return [Missing("deal.is_held", {"reason": hold_reason, "away": ", ".join(away)}, "legal")] if away else []


def _judge_company(fact: ChangeFact) -> list[Missing]:
    companies = [side for side in _buyers(fact.before) if side.kind == "company"]
    if not companies:
        return [Missing("change.no_company", {}, "reception")]
    if not fact.new_name:
        return [Missing("change.no_new_name", {"name": companies[0].name}, "reception")]
    if any(side.name == fact.new_name for side in companies):
        return [Missing("change.same_name", {"name": fact.new_name}, "reception")]
    return []


def _judge_kin(
    fact: ChangeFact, coming: Sequence[Side], leaving: Sequence[Side], staying: Sequence[Side]
) -> list[Missing]:
    if not staying:
        return [Missing("change.nobody_stays", {}, "reception")]
    return [
        Missing("change.no_kin", {"name": side.name, "of": ", ".join(one.name for one in staying)}, "customer")
        for side in (*coming, *leaving)
        if not any(frozenset((side.customer_id, one.customer_id)) in fact.kin for one in staying)
    ]


def _judge_shares(
    fact: ChangeFact, coming: Sequence[Side], leaving: Sequence[Side], staying: Sequence[Side]
) -> list[Missing]:
    del fact, staying
    return [Missing("change.other_people", {"name": side.name}, "reception") for side in (*coming, *leaving)]


def _judge_divorce(
    fact: ChangeFact, coming: Sequence[Side], leaving: Sequence[Side], staying: Sequence[Side]
) -> list[Missing]:
    del leaving, staying
    if len(_buyers(fact.before)) < 2:
        return [Missing("change.one_buyer", {}, "reception")]
    return [Missing("change.newcomer", {"name": side.name}, "reception") for side in coming]


def _judge_inheritance(
    fact: ChangeFact, coming: Sequence[Side], leaving: Sequence[Side], staying: Sequence[Side]
) -> list[Missing]:
    del fact, coming, staying
    if not leaving:
        return [Missing("change.nobody_died", {}, "reception")]
    return [
        Missing("change.not_deceased", {"name": side.name}, "reception") for side in leaving if not side.is_deceased
    ]


_BY_KIND = {
    "kin": _judge_kin,
    "shares": _judge_shares,
    "divorce": _judge_divorce,
    "inheritance": _judge_inheritance,
}
"""Who may come and go; a court or a resale may change everything."""


def _same_person(coming: Sequence[Side], leaving: Sequence[Side]) -> list[Missing]:
    """The same person under a new number is no change of parties: the number belongs to the customer."""
    found = []
    for one in coming:
        for other in leaving:
            births = {one.birth, other.birth} - {None}
            if fold(one.name) == fold(other.name) and len(births) < 2 and one.kind == other.kind:
                found.append(Missing("change.same_person", {"name": one.name}, "reception"))
    return found


def _buyers(sides: Iterable[Side]) -> list[Side]:
    return [side for side in sides if side.role == "buyer"]


def _ids(sides: Iterable[Side]) -> set[int]:
    return {side.customer_id for side in sides}


def _said(sides: Collection[Side]) -> set[tuple[int, str, Share | None]]:
    return {(side.customer_id, side.role, side.share) for side in sides}


def _who(one: PersonSeen) -> dict[str, object]:
    return {"name": one.name, "customer_id": one.customer_id}
