"""The gates of settling: acceptance, price, area, numbers, fund and tax, papers, invoice; each says what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

from deskapp.cases.engine import Missing
from deskapp.cases.gates import GateResult
from deskapp.cases.procedure import Texts
from deskapp.desks.handover.settling.facts import Settled, load_many
from deskapp.desks.handover.settling.gate_rules import GateRule
from deskapp.desks.handover.settling.modes import judged, project_modes
from deskapp.desks.handover.settling.rows import AreaRow, DueRow
from deskapp.desks.handover.settling.title_papers import wanted_papers
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.office.acceptance.rules import AcceptanceGap
from deskapp.store.work import Reader
from deskapp.values.rooms import fold_code, parse_unit_code, strip_room
from deskapp.values.text import fold

INVOICE: Final = "invoice"
RECEIPTS: Final = "receipts"
NUMBER_STATEMENT: Final = "number_statement"
"""The paper in which both sides say that two numbers mean one home."""
REGISTRATION: Final = "initial_registration"


def settling_gates(reader: Reader, delivery_id: int, today: date) -> tuple[GateResult, ...]:
    """What every gate of settling says of a delivery, open ones among them; one that is off is left out."""
    found = gates_of_many(reader, [delivery_id], today)
    if delivery_id not in found:
        raise DeskError("store.gone", entity="Delivery", number=delivery_id)
    return found[delivery_id]


def gates_of_many(reader: Reader, delivery_ids: Collection[int], today: date) -> dict[int, tuple[GateResult, ...]]:
    """The same of many at once, by delivery."""
    rules: dict[int | None, Mapping[str, GateRule]] = {}
    found: dict[int, tuple[GateResult, ...]] = {}
    for number, fact in load_many(reader, delivery_ids, today).items():
        if fact.project_id not in rules:
            rules[fact.project_id] = project_modes(reader, fact.project_id, today)
        found[number] = judge_all(fact, rules[fact.project_id], today)
    return found


def judge_all(fact: Settled, rules: Mapping[str, GateRule], today: date) -> tuple[GateResult, ...]:
    """Every gate of settling in the order of its rules, for facts in hand."""
    results = []
    for gate, rule in rules.items():
        judge = JUDGES.get(gate)
        if judge is None or not _is_asked(gate, fact):
            continue
        result = judged(rule, judge(fact, today))
        if result is not None:
            results.append(_softened(result, fact))
    return tuple(results)


def _is_asked(gate: str, fact: Settled) -> bool:
    """A resettled household settles with its own department; price and area by contract are asked of nobody else."""
    if gate == "settlement":
        return fact.is_resettled
    return not (gate in ("price", "area", "invoice") and fact.is_resettled)


def _softened(result: GateResult, fact: Settled) -> GateResult:
    """Where a project has no contracts here, nothing that only they could say shuts the way: it is said plainly."""
    if fact.has_contracts or result.id not in ("price", "area", "invoice") or result.is_open:
        return result
    return GateResult(result.id, result.missing, result.clears, blocks=False)


# ---- judges, pure


def judge_accepted(fact: Settled, _today: date) -> list[Missing]:
    """Every acceptance that a handover needs is passed."""
    return [
        Missing(_gap_code(gap), {"kind": Key(f"acceptance.{gap.kind}"), "day": gap.planned_on}, gap.owner)
        for gap in fact.gaps
        if gap.handover and gap.kind != REGISTRATION
    ]


def _gap_code(gap: AcceptanceGap) -> str:
    if gap.result == "failed":
        return "settle.missing.accepted_failed"
    return "settle.missing.accepted_planned" if gap.planned_on is not None else "settle.missing.accepted"


def judge_registered(fact: Settled, _today: date) -> list[Missing]:
    """The building is registered as a whole (首次登记)."""
    return [Missing("settle.missing.registered", {}, gap.owner) for gap in fact.gaps if gap.kind == REGISTRATION]


def judge_price(fact: Settled, _today: date) -> list[Missing]:
    """The price is paid, the bank's part too; who has no contract here is told so."""
    if (none := _no_deal(fact)) is not None:
        return [none]
    price = fact.price
    if not price.asked:
        return [Missing("settle.missing.no_plan", {}, "cashier")]
    missing = []
    if price.open > 0:
        missing.append(Missing("settle.missing.price", {"open": price.open, "currency": fact.currency}, "customer"))
    if price.loan > 0:
        missing.append(Missing("settle.missing.loan", {"open": price.loan, "currency": fact.currency}, "bank"))
    return missing


def judge_settlement(fact: Settled, _today: date) -> list[Missing]:
    """The resettlement department has settled with the household, and what it owes of it is paid."""
    if fact.area is None or (fact.area.state != "settled" and fact.area.settled_on is None and fact.area.open <= 0):
        return [Missing("settle.missing.settlement", {}, "resettlement")]
    missing = _area_money(fact.area)
    if fact.price.open > 0:
        missing.append(
            Missing("settle.missing.price", {"open": fact.price.open, "currency": fact.currency}, "customer")
        )
    return missing


def judge_area(fact: Settled, _today: date) -> list[Missing]:
    """The difference of the areas is worked out, chosen where there is a choice, and paid or paid back."""
    if fact.area is not None:
        return _area_money(fact.area) or _stale(fact, fact.area)
    if (none := _no_deal(fact)) is not None:
        return [none]
    if fact.contract_area is None:
        return [Missing("settle.missing.no_contract_area", {"unit": fact.code})]
    if fact.surveyed_area is None:
        return [Missing("settle.missing.no_survey", {"unit": fact.code}, "engineering")]
    return [Missing("settle.missing.area", {"contract": fact.contract_area, "surveyed": fact.surveyed_area})]


def _area_money(area: AreaRow) -> list[Missing]:
    told = {"amount": abs(area.amount or 0), "currency": area.currency}
    codes = {
        "unpriced": Missing("settle.missing.area_price"),
        "to_choose": Missing("settle.missing.area_choice", {"ratio": area.ratio}, "customer"),
        "cancelled": Missing("settle.missing.area_cancelled", {"day": area.chosen_on}, "sales"),
        "to_pay": Missing("settle.missing.area_pay", told | {"open": area.open}, "customer"),
        "to_refund": Missing("settle.missing.area_refund", told, "cashier"),
    }
    return [codes[area.state]] if area.state in codes else []


def _stale(fact: Settled, area: AreaRow) -> list[Missing]:
    """The survey came anew since the settlement."""
    if fact.surveyed_area is None or area.surveyed_area in (None, fact.surveyed_area):
        return []
    return [Missing("settle.missing.area_stale", {"old": area.surveyed_area, "new": fact.surveyed_area})]


def judge_room_number(fact: Settled, _today: date) -> list[Missing]:
    """The survey calls the home by the number that it was sold under, or a statement says that both mean it."""
    if not fact.surveyed_as:
        return [Missing("settle.missing.no_surveyed_number", {"sold": fact.sold_as}, "engineering")]
    statement = fact.paper("title", NUMBER_STATEMENT)
    if same_number(fact.sold_as, fact.surveyed_as) or (statement is not None and statement.is_done):
        return []
    return [Missing("settle.missing.room_number", {"sold": fact.sold_as, "surveyed": fact.surveyed_as})]


def same_number(one: str, other: str) -> bool:
    """Whether two writings mean one home: words around the figures do not count, nor that one names the room alone.

    A survey lists the rooms of one building, so its ``1303`` is the room of ``2-1-1303``.
    """
    if fold(one) == fold(other):
        return True
    if strip_room(other) in _rooms(one) or strip_room(one) in _rooms(other):
        return True
    return bool(set(parse_unit_code(one)) & set(parse_unit_code(other)))


def _rooms(code: str) -> set[str]:
    """The rooms that a number of several parts can mean; a bare figure is a room, and has none in it."""
    return {place.room for place in parse_unit_code(code)} if "-" in fold_code(code) else set()


def judge_fund(fact: Settled, _today: date) -> list[Missing]:
    """The maintenance fund is paid here or elsewhere, or need not be."""
    return _due_missing("fund", fact.due("fund"))


def judge_deed_tax(fact: Settled, _today: date) -> list[Missing]:
    """Deed tax (in Vietnam the registration fee) is paid here or elsewhere, or relieved."""
    kind = "registration_fee" if fact.country == "VN" else "deed_tax"
    return _due_missing(kind, fact.due(kind))


def _due_missing(kind: str, due: DueRow | None) -> list[Missing]:
    name = Key(f"due_kind.{kind}")
    if due is None or due.state == "unknown":
        return [Missing("settle.missing.due_unknown", {"due": name}, "reception")]
    if due.is_settled:
        return []
    code = "settle.missing.due_open" if due.state == "open" else "settle.missing.due_charged"
    return [Missing(code, {"due": name, "open": due.open, "currency": due.currency}, "customer")]


def judge_title_papers(fact: Settled, today: date) -> list[Missing]:
    """Everything that the unit's title needs is signed and here."""
    lacking: dict[str, list[Texts]] = {}
    for wanted in wanted_papers(fact.country, fact.unit_kind, today):
        paper = fact.paper("title", wanted.code)
        if wanted.required and (paper is None or not paper.is_done):
            lacking.setdefault(wanted.clears, []).append(wanted.name)
    return [Missing("settle.missing.title_paper", {"paper": join_names(names)}, who) for who, names in lacking.items()]


def join_names(names: Sequence[Texts]) -> Texts:
    """Several names as one, in every language."""
    return Texts(
        "、".join(one.zh for one in names), ", ".join(one.vi for one in names), ", ".join(one.en for one in names)
    )


def judge_invoice(fact: Settled, _today: date) -> list[Missing]:
    """The invoice is issued, and all receipts for the price are taken back against it."""
    if (none := _no_deal(fact)) is not None:
        return [none]
    missing = []
    invoice, receipts = fact.paper(INVOICE, INVOICE), fact.paper(INVOICE, RECEIPTS)
    if invoice is None or not invoice.is_done:
        missing.append(Missing("settle.missing.invoice", {}, "cashier"))
    if fact.receipts.count and (receipts is None or not receipts.is_done):
        told = {"count": fact.receipts.count, "sum": fact.receipts.sum, "currency": fact.currency}
        missing.append(Missing("settle.missing.receipts", told, "customer"))
    return missing


def _no_deal(fact: Settled) -> Missing | None:
    """A home without a deal; a project without any is said to keep no contracts here."""
    if fact.deal_id is not None and fact.deal_kind:
        return None
    if fact.has_contracts:
        return Missing("settle.missing.no_deal", {"unit": fact.code}, "sales")
    return Missing("settle.missing.no_contracts", {}, "cashier")


JUDGES: Final[Mapping[str, Callable[[Settled, date], list[Missing]]]] = {
    "accepted": judge_accepted,
    "registered": judge_registered,
    "price": judge_price,
    "settlement": judge_settlement,
    "area": judge_area,
    "room_number": judge_room_number,
    "fund": judge_fund,
    "deed_tax": judge_deed_tax,
    "title_papers": judge_title_papers,
    "invoice": judge_invoice,
}
"""The gates of this room; the rest belong to the rooms above it."""
