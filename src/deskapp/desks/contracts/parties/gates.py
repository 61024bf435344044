"""Gates of changed parties, of homes that come back and of resales.

Some mark a step at whose end something is done (``listeners_parties``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlmodel import col, select

from deskapp.cases.engine import Gate, Missing
from deskapp.cases.fields import read_fields
from deskapp.cases.history import Line, LineState, is_satisfied
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.pinned import procedure_of
from deskapp.desks.contracts.parties import deal_facts as facts
from deskapp.desks.contracts.parties.facts import load_change
from deskapp.desks.contracts.parties.rules import (
    ChangeFact,
    judge_change,
    judge_held,
    judge_may_act,
    judge_seen,
    needed_people,
)
from deskapp.desks.contracts.sale.case_deals import CaseDealRow, deal_of_case
from deskapp.desks.contracts.sale.changes import shipped_changes
from deskapp.desks.intake.queries import PersonSeen, people_seen
from deskapp.office.deal.queries import DealRow, get_deal, living_deal
from deskapp.papers.model import PaperFile
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

T = TypeVar("T")
CONSENT = "bank_consent"
"""The paper by which a bank agrees."""
PROVEN = ("original", "copy", "checked")


def make_gates(today: Callable[[], date]) -> Mapping[str, Gate]:
    """The gates by id; ``today`` is asked for where something is due or expires."""

    known: WeakKeyDictionary[Reader, dict[int, ChangeFact | None]] = WeakKeyDictionary()
    seen: WeakKeyDictionary[Reader, dict[int, list[PersonSeen]]] = WeakKeyDictionary()

    def change(reader: Reader, case: Case) -> ChangeFact | None:
        if isinstance(reader, Work):
            return load_change(reader, case, today())
        # several gates ask the same of one snapshot, in which nothing changes
        facts = known.setdefault(reader, {})
        if record_id(case) not in facts:
            facts[record_id(case)] = load_change(reader, case, today())
        return facts[record_id(case)]

    def people(reader: Reader, case: Case) -> list[PersonSeen]:
        found = None if isinstance(reader, Work) else seen.setdefault(reader, {}).get(record_id(case))
        if found is None:
            found = look(reader, case)
            if not isinstance(reader, Work):
                seen[reader][record_id(case)] = found
        return found

    def look(reader: Reader, case: Case) -> list[PersonSeen]:
        fact = change(reader, case)
        if fact is None:
            return []
        excused = shipped_changes().is_excused(read_fields(case).get("basis", ""), today())
        return people_seen(reader, record_id(case), needed_people(fact, excused=excused), today())

    def held(reader: Reader, case: Case) -> tuple[str, list[PersonSeen]]:
        deal = _deal(reader, case)
        if deal is None or not deal.is_held:
            return "", []
        buyers = [one.customer.id for one in deal.buyers]
        return deal.hold_reason, people_seen(reader, record_id(case), buyers, today())

    def of_deal(load: Callable[[Reader, int], list[T]]) -> Callable[[Reader, Case], list[T]]:
        def read(reader: Reader, case: Case) -> list[T]:
            linked = deal_of_case(reader, record_id(case))
            return load(reader, linked.deal_id) if linked is not None else []

        return read

    def arrears(reader: Reader, deal_id: int) -> list[facts.MoneyFact]:
        return facts.load_arrears(reader, deal_id, today())

    gates: tuple[Gate, ...] = (
        Gate("deal.linked", _deal, _judge_linked, "reception"),
        Gate("deal.not_held", held, lambda fact: judge_held(*fact), "legal"),
        Gate("deal.no_arrears", of_deal(arrears), facts.judge_arrears, "customer"),
        Gate("deal.mortgage_free", _mortgage, facts.judge_mortgage, "bank"),
        Gate("deal.bank_settled", of_deal(facts.load_loans), facts.judge_bank, "bank"),
        Gate("deal.invoices_reversed", _invoices, _judge_invoices, "cashier"),
        Gate("deal.refunded", of_deal(facts.load_here), facts.judge_here, "cashier"),
        Gate("deal.taxes_back", of_deal(facts.load_taxes), facts.judge_taxes, "cashier"),
        Gate("deal.free", _deal, _judge_linked, "reception"),
        Gate("parties.after", change, _judge_change, "reception"),
        Gate("parties.seen", people, judge_seen, "customer"),
        Gate("parties.may_act", people, judge_may_act, "customer"),
        Gate("parties.change", change, _judge_change, "reception"),
        Gate("papers.scanned", _unscanned, _judge_scanned, "reception"),
        Gate("leader.agreed", _opinion, _judge_opinion, "supervisor"),
        Gate("return.agreed", _deal, _judge_linked, "reception"),
        Gate("exchange.new_deal", _exchange, _judge_exchange, "sales"),
        Gate("exchange.carry", _exchange, _judge_exchange, "sales"),
        Gate("resale.parties", change, _judge_resale, "reception"),
    )
    return {gate.id: gate for gate in gates}


def _deal(reader: Reader, case: Case) -> DealRow | None:
    linked = deal_of_case(reader, record_id(case))
    return None if linked is None else get_deal(reader, linked.deal_id)


def _judge_linked(deal: DealRow | None) -> list[Missing]:
    """The case is about a deal, and that has not ended."""
    if deal is None:
        return [Missing("deal.not_linked", {}, "reception")]
    return [] if deal.ended_on is None else [Missing("deal.over", {"day": deal.ended_on}, "reception")]


def _mortgage(reader: Reader, case: Case) -> tuple[list[Any], bool]:
    linked = deal_of_case(reader, record_id(case))
    line = reader.session.exec(
        select(CasePaper).where(CasePaper.case_id == record_id(case), CasePaper.code == CONSENT)
    ).first()
    loans = facts.load_loans(reader, linked.deal_id) if linked is not None else []
    return loans, line is not None and line.state in PROVEN


def _invoices(reader: Reader, case: Case) -> tuple[list[str], str]:
    linked = deal_of_case(reader, record_id(case))
    numbers = facts.load_invoices(reader, linked.deal_id) if linked is not None else []
    return numbers, read_fields(case).get("red_invoice", "")


def _judge_invoices(fact: tuple[list[str], str]) -> list[Missing]:
    """Every invoice that was made out has its red one (红字发票)."""
    numbers, red = fact
    return [] if red or not numbers else [Missing("deal.invoiced", {"invoices": ", ".join(numbers)}, "cashier")]


def _judge_change(fact: ChangeFact | None) -> list[Missing]:
    return [Missing("deal.not_linked", {}, "reception")] if fact is None else judge_change(fact)


def _judge_resale(fact: ChangeFact | None) -> list[Missing]:
    """A home that we sold has a deal: then it has to be known who has it from now on."""
    return [] if fact is None else judge_change(fact)


def _unscanned(reader: Reader, case: Case) -> list[Any]:
    """The names of required papers that are here without a scan."""
    rules = {rule.code: rule for rule in procedure_of(reader, case).papers}
    query = select(CasePaper).where(CasePaper.case_id == record_id(case), col(CasePaper.required).is_(True))
    lines = [line for line in reader.session.exec(query.order_by(col(CasePaper.id))) if _is_here(line)]
    kept = [line.paper_id for line in lines if line.paper_id is not None]
    shown = set(reader.session.exec(select(PaperFile.paper_id).where(col(PaperFile.paper_id).in_(kept))))
    return [rules[line.code].name if line.code in rules else line.name for line in lines if line.paper_id not in shown]


def _is_here(line: CasePaper) -> bool:
    return line.state in PROVEN and is_satisfied(Line(0, copies="any"), LineState(line.state))


def _judge_scanned(names: list[Any]) -> list[Missing]:
    """Whatever a change rests on can be looked at afterwards (有据可查)."""
    return [Missing("papers.no_scan", {"paper": name}, "reception") for name in names]


def _opinion(_reader: Reader, case: Case) -> tuple[str, str]:
    fields = read_fields(case)
    return fields.get("opinion", ""), fields.get("leader", "")


def _judge_opinion(fact: tuple[str, str]) -> list[Missing]:
    """A named leader has said yes [g09]; the day and the words are fields of the step."""
    opinion, leader = fact
    if not opinion or not leader:
        return [Missing("leader.no_opinion", {}, "supervisor")]
    return [Missing("leader.refused", {"leader": leader}, "supervisor")] if opinion == "refused" else []


def _exchange(reader: Reader, case: Case) -> tuple[CaseDealRow | None, DealRow | None, DealRow | None]:
    """The link of an exchange, its deal, and the deal that the new unit is in by now."""
    linked = deal_of_case(reader, record_id(case))
    if linked is None:
        return None, None, None
    found = living_deal(reader, linked.new_unit_id) if linked.new_unit_id is not None else None
    return linked, get_deal(reader, linked.deal_id), None if found is None else get_deal(reader, found)


def _judge_exchange(fact: tuple[CaseDealRow | None, DealRow | None, DealRow | None]) -> list[Missing]:
    """The new unit is chosen, and its contract is there with a buyer of the old one."""
    linked, old, new = fact
    if linked is None or old is None:
        return [Missing("deal.not_linked", {}, "reception")]
    if linked.new_unit_id is None:
        return [Missing("exchange.no_unit", {}, "customer")]
    if new is None:
        return [Missing("exchange.no_contract", {}, "sales")]
    known = {one.customer.id for one in (*old.buyers, *old.former)}
    if not known & {one.customer.id for one in new.buyers}:
        return [Missing("exchange.other_buyer", {"names": ", ".join(one.customer.name for one in new.buyers)}, "sales")]
    return []
