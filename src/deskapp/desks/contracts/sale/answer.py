"""The answer for a waiting buyer: where their contract is, what is missing, what comes next and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from deskapp.desks.contracts.sale.life import life_of, next_step
from deskapp.desks.contracts.sale.look import tell_customer
from deskapp.desks.contracts.sale.queries import ContractPage
from deskapp.desks.contracts.sale.rules import PAID
from deskapp.locale import Words
from deskapp.money.queries import ChargeRow

MOST: Final = 4
"""So many things that are missing are named; nobody keeps more in mind."""


def answer_contract(page: ContractPage, words: Words, today: date) -> tuple[str, str, str]:
    """Three sentences in the language of ``words``, which is the buyer's."""
    return _place(page, words, today), _missing(page, words, today), _next(page, words, today)


def _place(page: ContractPage, words: Words, today: date) -> str:
    row, facts = page.row, page.facts
    told = {"number": row.number, "room": row.room}
    if facts.cancelled_on is not None:
        return words.text("contract_answer.cancelled", day=facts.cancelled_on, **told)
    if row.filing_number and row.filed_on is not None:
        return words.text("contract_answer.filed", filing=row.filing_number, day=row.filed_on, **told)
    if facts.is_reservation:
        return words.text("contract_answer.reserved", day=row.reserved_until or "-", **told)
    day = next((fact.day for fact in life_of(facts, today) if fact.state == row.state), None)
    state = words.text(f"sale_contract_state.{row.state}")
    return words.text("contract_answer.at", state=state, day=day or facts.drafted_on or "-", **told)


def _missing(page: ContractPage, words: Words, today: date) -> str:
    if page.facts.cancelled_on is not None:
        return words.text("answer.nothing_more")
    held = list(_of_gates(page, words))
    # what the filing waits for is told already, with its amount
    found = list(dict.fromkeys((*held, *([] if _waits_for_money(page) else _overdue(page, words, today)))))
    return " ".join(found[:MOST]) or words.text("answer.nothing_missing")


def _of_gates(page: ContractPage, words: Words) -> Iterator[str]:
    """What holds the filing, while it is to be filed."""
    if page.row.filing_due_on is None:
        return
    for gate in page.gates:
        yield from (said for missing in gate.missing if (said := tell_customer(missing, words)))


def _waits_for_money(page: ContractPage) -> bool:
    return page.row.filing_due_on is not None and any(gate.id == PAID and not gate.is_open for gate in page.gates)


def _overdue(page: ContractPage, words: Words, today: date) -> Iterator[str]:
    for charge in page.plan:
        if charge.open > 0 and charge.due_on is not None and charge.due_on < today:
            yield words.text(_by_payer("contract_answer.overdue", charge), **_said(charge, words))


def _next(page: ContractPage, words: Words, today: date) -> str:
    facts, due = page.facts, page.row.filing_due_on
    if facts.cancelled_on is not None:
        return words.text("answer.no_next")
    if due is not None:
        shut = any(not gate.is_open for gate in page.gates)
        if due < today:
            return words.text("contract_answer.file_late", day=due)
        return words.text("contract_answer.file_then" if shut else "contract_answer.file", day=due)
    if not page.row.filing_number and (step := next_step(life_of(facts, today), cancelled=False)):
        return words.text(f"contract_answer.next_{step}")
    coming = [one for one in page.plan if one.open > 0 and one.due_on is not None and one.due_on >= today]
    if coming:
        first = min(coming, key=lambda one: one.due_on or today)
        return words.text(_by_payer("contract_answer.pay", first), **_said(first, words))
    return words.text("contract_answer.keys" if facts.pre_registered_on is None else "contract_answer.all_done")


def _by_payer(key: str, charge: ChargeRow) -> str:
    """What the bank pays is not asked of the buyer."""
    return f"{key}_loan" if charge.part == "loan" else key


def _said(charge: ChargeRow, words: Words) -> dict[str, object]:
    return {
        "part": words.text(f"price_part.{charge.part or 'whole'}"),
        "amount": words.money(charge.open, charge.currency),
        "day": charge.due_on or "-",
    }
