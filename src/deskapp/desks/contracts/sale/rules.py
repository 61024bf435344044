"""Rules of sale contracts, pure: what state their facts make, what is missing before they may be filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final, Protocol

from deskapp.cases.engine import Missing
from deskapp.desks.contracts.sale.limits import COUNTRY_OF, find_limit, state_order
from deskapp.values.money import from_minor

PAID: Final = "filing.paid"
REVIEWED: Final = "filing.reviewed"
SEALED: Final = "filing.sealed"
FILING_GATES: Final = (PAID, REVIEWED, SEALED)


class Facts(Protocol):
    """A contract as far as its state and its gates go: each fact with its day. ``SaleContract`` is one."""

    method: str
    currency: str
    reserved_on: date | None
    drafted_on: date | None
    reviewed_on: date | None
    online_signed_on: date | None
    signed_on: date | None
    seals_checked_on: date | None
    pre_registered_on: date | None
    cancelled_on: date | None
    reviewed_by_id: int | None
    drafted_by_id: int | None
    drafted_by: str
    review_exception: str
    seals_note: str


_FACT_OF: Final = {
    "reserved": "reserved_on",
    "draft": "drafted_on",
    "reviewed": "reviewed_on",
    "online": "online_signed_on",
    "signed": "signed_on",
    "sealed": "seals_checked_on",
    "pre_registered": "pre_registered_on",
}


def contract_state(facts: Facts, filed_on: date | None, order: Sequence[str]) -> str:
    """The last state in ``order`` that is a fact; ``filed_on`` is the day of the living filing.

    Facts may come in any order, and one that is taken back leaves the state that the others make. A filing where the
    place knows none (a file said so) comes behind the others.
    """
    if facts.cancelled_on is not None:
        return "cancelled"
    beyond = [state for state in ("filed", "pre_registered") if state not in order]
    for state in reversed([*order, *beyond]):
        day = filed_on if state == "filed" else getattr(facts, _FACT_OF[state])
        if day is not None:
            return state
    return "draft"


def filing_due(signed_on: date | None, country: str) -> date | None:
    """The last day for filing: the signing day does not count, calendar days do. None where there is no such duty."""
    if signed_on is None:
        return None
    days = find_limit("filing.days", signed_on, country)
    return None if days is None else signed_on + timedelta(days=int(days))


@dataclass(frozen=True, slots=True)
class PricePart:
    """A living charge of the price; amounts in the currency's smallest unit."""

    part: str
    amount: int
    paid: int = 0
    due_on: date | None = None

    @property
    def open(self) -> int:
        """What is still to be paid."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class PriceFact:
    """How the price is paid, as far as filing goes."""

    method: str
    currency: str
    parts: tuple[PricePart, ...]


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """Who drafted a contract and who reviewed it; a one-person exception carries its reason."""

    reviewed_on: date | None
    reviewer_id: int | None
    drafter_id: int | None
    drafter: str = ""
    exception: str = ""


@dataclass(frozen=True, slots=True)
class SealFact:
    """Whether signatures and seals were found complete, and if not, what is missing."""

    checked_on: date | None
    note: str = ""


def wanted_parts(fact: PriceFact) -> list[PricePart]:
    """What of the price has to be paid before filing: the down payment of a loan buyer, else all of it."""
    return [one for one in fact.parts if one.part == "down_payment"] if fact.method == "mortgage" else list(fact.parts)


def filing_gap(fact: PriceFact) -> int:
    """How much is missing for the first gate, in the smallest unit."""
    return sum(one.open for one in wanted_parts(fact))


def judge_paid(fact: PriceFact) -> list[Missing]:
    """The price is paid in full (lump sum, instalments), or the whole down payment (mortgage) [b07].

    Earnest money counts once it has been turned into price.
    """
    wanted = wanted_parts(fact)
    if not wanted:
        return [Missing("filing.missing.plan", {}, "sales")]
    gap = filing_gap(fact)
    if gap <= 0:
        return []
    asked = sum(one.amount for one in wanted)
    code = "filing.missing.down_payment" if fact.method == "mortgage" else "filing.missing.price"
    amounts = {"gap": gap, "asked": asked, "paid": asked - gap}
    said = {name: from_minor(amount, fact.currency) for name, amount in amounts.items()}
    return [Missing(code, {**said, "currency": fact.currency}, "customer")]


def judge_reviewed(fact: ReviewFact) -> list[Missing]:
    """The clauses were reviewed, by another person than the drafter [b08]."""
    if fact.reviewed_on is None:
        return [Missing("filing.missing.review", {}, "legal")]
    alone = fact.reviewer_id is not None and fact.reviewer_id == fact.drafter_id
    if alone and not fact.exception:
        return [Missing("filing.missing.other_reviewer", {"clerk": fact.drafter}, "supervisor")]
    return []


def judge_sealed(fact: SealFact) -> list[Missing]:
    """Signatures and seals are complete [b08]."""
    if fact.checked_on is not None:
        return []
    if fact.note:
        return [Missing("filing.missing.seal", {"note": fact.note}, "customer")]
    return [Missing("filing.missing.seals", {}, "reception")]


def blocked_by(paid: PriceFact, review: ReviewFact, seals: SealFact) -> tuple[str, ...]:
    """The ids of the gates that are shut."""
    judged = ((PAID, judge_paid(paid)), (REVIEWED, judge_reviewed(review)), (SEALED, judge_sealed(seals)))
    return tuple(gate for gate, missing in judged if missing)


def next_due(parts: Iterable[PricePart], signed_on: date | None) -> date | None:
    """The oldest day of something of the price that is still open; nothing is due before the contract is signed."""
    if signed_on is None:
        return None
    return min((one.due_on or signed_on for one in parts if one.open > 0), default=None)


def review_fact(facts: Facts) -> ReviewFact:
    """Who drafted and who reviewed."""
    return ReviewFact(
        facts.reviewed_on, facts.reviewed_by_id, facts.drafted_by_id, facts.drafted_by, facts.review_exception
    )


def figures(facts: Facts, parts: Sequence[PricePart], filing: tuple[str, date] | None) -> dict[str, Any]:
    """What follows from a contract's facts, the living charges of its price, and its living filing (number, day).

    ``blocked_by`` says of a contract that is filed what would be shut today.
    """
    number, filed_on = filing or ("", None)
    country = COUNTRY_OF.get(facts.currency, "")
    begun_on = facts.drafted_on or facts.reserved_on or facts.signed_on or filed_on or date.max
    price = PriceFact(facts.method, facts.currency, tuple(parts))
    is_living = facts.cancelled_on is None
    shut = blocked_by(price, review_fact(facts), SealFact(facts.seals_checked_on, facts.seals_note))
    return {
        "state": contract_state(facts, filed_on, state_order(begun_on, country)),
        "filing_number": number,
        "filed_on": filed_on,
        "filing_due_on": filing_due(facts.signed_on, country) if is_living and filed_on is None else None,
        "blocked_by": ",".join(shut) if is_living else "",
        "asked": sum(one.amount for one in parts),
        "paid": sum(one.paid for one in parts),
        "filing_gap": filing_gap(price) if is_living else 0,
        "next_due_on": next_due(parts, facts.signed_on) if is_living else None,
    }


def judge_earnest(price: Decimal, earnest: Decimal, day: date, country: str = "CN") -> list[Missing]:
    """Earnest money is at most a share of the price; what lies beyond it is no earnest money in law, and warns."""
    share = find_limit("earnest.share", day, country)
    if share is None or earnest <= price * share:
        return []
    most = (price * share).quantize(price, ROUND_DOWN)
    return [Missing("lint.earnest_over", {"earnest": earnest, "most": most, "percent": percent_of(share)}, "sales")]


def percent_of(share: Decimal) -> Decimal:
    """A share as it is said: 20 and 12.5, without zeros behind."""
    percent = share * 100
    whole = percent.to_integral_value()
    return whole if whole == percent else percent.normalize()
