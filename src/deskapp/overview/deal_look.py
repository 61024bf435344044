"""The life of a deal in lines: contract, filing, loans, money, what is open besides, who was asked; each is a door."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, tzinfo
from typing import Final

from deskapp.casework.look import Line, Look, Said, Tone, contact, period, share_text, under, word
from deskapp.desks.contracts.sale.limits import is_filed_in
from deskapp.locale import Words
from deskapp.office.deal.model import PARTY_ROLES
from deskapp.office.deal.queries import PartyRow
from deskapp.overview.deal_facts import ContractFacts, DealFacts, LoanFacts

CONTRACT, FILING, LOAN, MONEY = "contract", "filing", "mortgage", "deal_money"
"""What Enter opens, and by a figure too: a contract, its filing, a loan, the money of a deal."""
_NEAR: Final = 10


def deal_lines(
    facts: DealFacts, words: Words, today: date, zone: tzinfo | None, known: Collection[int] = ()
) -> Iterator[Line]:
    """A living deal of a unit; what there is nothing to say of has no line, nor have parties that are ``known``."""
    contract = facts.contract
    if facts.deal.is_held:
        yield Line(words.text("deal_look.held"), ((facts.deal.hold_reason, "error"),))
    if contract is not None:
        yield _contract(contract, facts, words)
        yield _money(contract, facts, words, today)
        if contract.is_filed or is_filed_in(facts.currency, contract.signed_on or today):
            yield _filing(contract, words, today)
    else:
        told: tuple[Said, ...] = (
            (words.text("deal_look.no_contract"), "muted"),
            (word(words, "deal_kind", facts.deal.kind), "plain"),
            (words.day(facts.deal.began_on), "muted"),
        )
        yield Line(words.text("deal_look.contract"), told, door=(MONEY, facts.deal.id))
    yield from _loans(facts, words, today)
    yield from _open(facts, words, today, zone)
    yield from _parties(facts, words, known)


def contract_glance(facts: DealFacts, words: Words, today: date, zone: tzinfo | None) -> Look:
    """A contract beside the list where it was found: its rooms, then the lines of its deal."""
    rooms = ", ".join(unit.code for unit in facts.deal.units)
    head = Line(said=((facts.contract.number if facts.contract else "", "strong"), (rooms, "plain")), heading=True)
    return Look((head, Line(), *deal_lines(facts, words, today, zone)))


def _parties(facts: DealFacts, words: Words, known: Collection[int]) -> Iterator[Line]:
    joint = len(facts.deal.buyers) > 1
    for role in PARTY_ROLES:
        found = [one for one in facts.deal.parties if one.role == role and one.customer.id not in known]
        yield from under(word(words, "party_role", role), (_party(one, words, joint) for one in found))


def _party(party: PartyRow, words: Words, joint: bool) -> Line:
    share = share_text(party.share) or (words.text("look.joint") if joint and party.role == "buyer" else "")
    said: tuple[Said, ...] = ((party.customer.name, "strong"), (share, "plain"), *contact(party.customer))
    return Line(said=said, table="parties", record=("customer", party.customer.id))


def _contract(contract: ContractFacts, facts: DealFacts, words: Words) -> Line:
    signed: Said = (words.day(contract.signed_on), "plain") if contract.signed_on else ("", "plain")
    waits = contract.reserved_until if contract.state == "reserved" else None
    said: tuple[Said, ...] = (
        (contract.number, "strong"),
        state_said(contract, words),
        signed if waits is None else (words.text("deal_look.reserved_until", day=waits), "warning"),
        (words.money(contract.price, facts.currency), "plain"),
        (word(words, "pay_method", contract.method), "muted"),
    )
    return Line(words.text("deal_look.contract"), said, door=(CONTRACT, contract.id))


def state_said(contract: ContractFacts, words: Words) -> Said:
    """Where a contract stands, in one word."""
    tone: Tone = "error" if contract.state == "cancelled" else "good" if contract.is_filed else "accent"
    return word(words, "sale_contract_state", contract.state), tone


def _money(contract: ContractFacts, facts: DealFacts, words: Words, today: date) -> Line:
    currency = facts.currency
    said: list[Said] = [(words.text("deal_look.paid", amount=words.money(contract.paid, currency)), "plain")]
    if facts.late:
        said.append(late_said(facts, words, today))
    elif contract.open > 0:
        said.append((words.text("deal_look.owes", amount=words.money(contract.open, currency)), "plain"))
        if contract.next_due_on is not None:
            said.append((words.text("deal_look.next_due", day=contract.next_due_on), "muted"))
    elif contract.asked:
        said.append((words.text("deal_look.all_paid"), "good"))
    return Line(words.text("deal_look.money"), tuple(said), door=(MONEY, facts.deal.id))


def late_said(facts: DealFacts, words: Words, today: date) -> Said:
    """What is overdue, and for how long."""
    amount = words.money(facts.late, facts.currency)
    days = (today - facts.late_since).days if facts.late_since is not None else 0
    return words.text("deal_look.late", amount=amount, count=days), "error"


def _filing(contract: ContractFacts, words: Words, today: date) -> Line:
    door = (FILING, contract.id)
    label = words.text("deal_look.filing")
    if contract.is_filed:
        said: tuple[Said, ...] = (
            (contract.filing_number, "strong"),
            (words.day(contract.filed_on) if contract.filed_on else "", "plain"),
        )
        return Line(label, said, door=door)
    if contract.state in ("cancelled", "reserved"):
        return Line(label, ((words.text("deal_look.not_to_file"), "muted"),), door=door)
    gates: list[Said] = [gate_said(gate, passed, words) for gate, passed in contract.gates()]
    return Line(label, (*gates, due_said(contract.filing_due_on, words, today)), door=door)


def gate_said(gate: str, passed: bool, words: Words) -> Said:
    """A gate in a few cells: its sign, and what is so."""
    name = gate.rpartition(".")[2]
    key = f"filing_gate_short.{name}"
    return (f"✓ {words.text(key)}", "good") if passed else (f"✗ {words.text(f'{key}_no')}", "error")


def due_said(due_on: date | None, words: Words, today: date) -> Said:
    """Until when it has to be filed, and how many days are left."""
    if due_on is None:
        return "", "plain"
    left = (due_on - today).days
    if left < 0:
        return words.text("deal_look.filing_late", day=due_on, count=-left), "error"
    return words.text("deal_look.filing_due", day=due_on, count=left), "warning" if left <= _NEAR else "plain"


def _loans(facts: DealFacts, words: Words, today: date) -> Iterator[Line]:
    wanted = facts.contract is not None and facts.contract.method == "mortgage"
    if not facts.loans and wanted and facts.contract is not None and facts.contract.state != "cancelled":
        said: tuple[Said, ...] = ((words.text("deal_look.no_loan"), "warning"), (facts.contract.bank, "plain"))
        yield Line(words.text("deal_look.loan"), said, door=(LOAN, 0))
        return
    lines = (Line(said=loan_said(one, facts, words, today), table="loans", door=(LOAN, one.id)) for one in facts.loans)
    yield from under(words.text("deal_look.loan"), lines)


def loan_said(loan: LoanFacts, facts: DealFacts, words: Words, today: date) -> tuple[Said, ...]:
    """A loan: whose, how much, how far, for how long already."""
    over = loan.state in ("closed", "withdrawn", "registered", "deposit_released")
    days: Said = ("", "plain") if over else (words.text("deal_look.days", count=loan.days(today)), "muted")
    if loan.is_stuck(today):
        days = (words.text("deal_look.stuck", count=loan.days(today)), "error")
    kind = "direct" if loan.direct else loan.kind
    return (
        (loan.bank, "strong"),
        (word(words, "loan_kind", kind), "plain"),
        (words.money(loan.amount, facts.currency), "plain"),
        (word(words, "loan_state", loan.state), "error" if loan.state == "refused" else "accent"),
        days,
    )


def _open(facts: DealFacts, words: Words, today: date, zone: tzinfo | None) -> Iterator[Line]:
    formalities = [formality_said(kind, due_on, words, today) for kind, due_on in facts.formalities]
    if formalities:
        yield Line(words.text("deal_look.formalities"), tuple(formalities), door=("formalities", facts.deal.id))
    asking = tuple(asking_said(facts, words, today, zone))
    if asking:
        yield Line(words.text("deal_look.asking"), asking, door=("asking", facts.deal.id))


def formality_said(kind: str, due_on: date, words: Words, today: date) -> Said:
    """What is to be done by when."""
    late = (today - due_on).days
    name = word(words, "formality", kind)
    if late > 0:
        return words.text("deal_look.formality_late", what=name, count=late), "error"
    return words.text("deal_look.formality_due", what=name, day=due_on), "plain"


def asking_said(facts: DealFacts, words: Words, today: date, zone: tzinfo | None) -> Iterator[Said]:
    """When somebody was asked last, with what result, and what comes next; or why nobody asks."""
    one = facts.asking
    if one is None:
        return
    if one.stop_reason:
        yield words.text("deal_look.stopped", why=word(words, "stop_reason", one.stop_reason)), "warning"
    if one.last_at is not None:
        yield words.day(one.last_at.astimezone(zone).date()), "plain"
        yield word(words, "contact_way", one.last_way), "muted"
        yield word(words, "contact_result", one.last_result), "plain"
    if one.next_on is not None:
        tone: Tone = "error" if one.next_on < today else "plain"
        yield words.text("deal_look.next_step", day=one.next_on, what=one.next_step), tone


def former_lines(facts: Iterable[DealFacts], words: Words, *, unfolded: bool) -> Iterator[Line]:
    """The deals that are over: how many, or each with whom it was with and how it ended."""
    over = [one for one in facts if not one.is_living]
    label = words.text("deal_look.former")
    if over and not unfolded:
        yield Line(label, ((words.text("look.folded", count=len(over)), "muted"),))
    elif over:
        yield from under(label, (_former(one, words) for one in over))


def _former(facts: DealFacts, words: Words) -> Line:
    deal, contract = facts.deal, facts.contract
    comma = "、" if words.language == "zh" else ", "
    names = dict.fromkeys(party.customer.name for party in (*deal.parties, *deal.former) if party.role == "buyer")
    said: tuple[Said, ...] = (
        (contract.number if contract else word(words, "deal_kind", deal.kind), "strong"),
        (comma.join(names), "plain"),
        (period(words, deal.began_on, deal.ended_on), "muted"),
        (deal.end_reason, "muted"),
    )
    door = (CONTRACT, contract.id) if contract else (MONEY, deal.id)
    return Line(said=said, table="former-deals", door=door)


# ---- many deals, a line each


def deals_of_customer(facts: Iterable[DealFacts], customer_id: int, words: Words, today: date) -> Iterator[Line]:
    """The deals that a customer is party to, a line each under the home; what is open of each stands below it."""
    for one in facts:
        if one.is_living:
            yield _deal(one, customer_id, words, today)
            yield from _open(one, words, today, None)


def _deal(facts: DealFacts, customer_id: int, words: Words, today: date) -> Line:
    rooms = ", ".join(unit.code for unit in facts.deal.units)
    share = next((share_text(party.share) for party in facts.deal.buyers if party.customer.id == customer_id), "")
    contract = facts.contract
    said: list[Said] = [(rooms, "strong"), (share, "plain")]
    if facts.deal.is_held:
        said.append((words.text("deal_look.held"), "error"))
    if contract is None:
        said.append((word(words, "deal_kind", facts.deal.kind), "plain"))
        return Line(said=tuple(said), table="deals", door=(MONEY, facts.deal.id))
    said += [state_said(contract, words), _owed(contract, facts, words, today)]
    if contract.shut and contract.filing_due_on is not None:
        said.append(due_said(contract.filing_due_on, words, today))
    elif facts.loans:
        loan = facts.loans[-1]
        said.append((word(words, "loan_state", loan.state), "error" if loan.is_stuck(today) else "muted"))
    return Line(said=tuple(said), table="deals", door=(CONTRACT, contract.id))


def _owed(contract: ContractFacts, facts: DealFacts, words: Words, today: date) -> Said:
    if facts.late:
        return late_said(facts, words, today)
    if contract.open > 0:
        return words.text("deal_look.owes", amount=words.money(contract.open, facts.currency)), "plain"
    return (words.text("deal_look.all_paid"), "good") if contract.asked else ("", "plain")
