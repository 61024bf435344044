"""What the applications to a contract say: a change of parties (更名申请表), a home given back or exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.engine import LetterMaker
from deskapp.cases.procedure_values import said_fields
from deskapp.casework.letter_facts import CaseFacts
from deskapp.casework.letters import day_of
from deskapp.desks.contracts.parties.facts import find_change, parties_now, read_parties
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.locale import Words
from deskapp.office.customer.model import CustomerDocument
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.office.deal.drafts import PartyDraft
from deskapp.office.deal.queries import get_deal
from deskapp.office.property.queries import unit_code
from deskapp.office.property.rules import show_share
from deskapp.store.work import Reader
from deskapp.values.money import from_minor


def party_change(reader: Reader, facts: CaseFacts, words: Words) -> dict[str, Any]:
    """Who the buyers were and will be, and who approved it."""
    found = {**_common(reader, facts, words), "before": [], "after": []}
    linked, change = deal_of_case(reader, facts.page.row.id), find_change(reader, facts.page.row.id)
    if linked is not None:
        is_done = change is not None and change.applied_on is not None
        before = (
            read_parties(change.before)
            if change is not None and is_done
            else parties_now(get_deal(reader, linked.deal_id))
        )
        found["before"] = list(_people(reader, before))
    if change is not None:
        found["after"] = list(_people(reader, read_parties(change.after)))
    return found


def home_return(reader: Reader, facts: CaseFacts, words: Words) -> dict[str, Any]:
    """Why, into which home, what is kept and where the rest goes; the leader's opinion."""
    said = said_fields(facts.page.procedure, facts.fields, words)
    linked = deal_of_case(reader, facts.page.row.id)
    new = linked.new_unit_id if linked is not None else None
    told = {name: said.get(name, "") for name in ("penalty", "refund_to", "leader", "opinion", "conditions")}
    return {
        **_common(reader, facts, words),
        **told,
        "opinion_on": said.get("opinion_on", ""),
        "new_room": unit_code(reader, new) if new is not None else "",
    }


LETTERS: Final[Mapping[str, LetterMaker]] = {"party_change": party_change, "home_return": home_return}
"""The letters of this part of the desk; wiring merges them."""


def _common(reader: Reader, facts: CaseFacts, words: Words) -> dict[str, Any]:
    said = said_fields(facts.page.procedure, facts.fields, words)
    linked = deal_of_case(reader, facts.page.row.id)
    contract = None
    if linked is not None:
        contract = reader.session.exec(select(SaleContract).where(SaleContract.deal_id == linked.deal_id)).first()
    found: dict[str, Any] = {"room": facts.page.row.place, "contract_number": "", "signed_on": "", "price": ""}
    if contract is not None:
        currency = contract.currency
        found |= {
            "contract_number": contract.number,
            "signed_on": contract.signed_on or "",
            "price": words.money(from_minor(contract.price, currency), currency),
            "paid": words.money(from_minor(contract.paid, currency), currency),
            "loan": words.money(from_minor(contract.loan_amount, currency), currency) if contract.loan_amount else "",
        }
    return {
        "paid": "",
        "loan": "",
        **found,
        "grounds": said.get("grounds", ""),
        "tax_effect": said.get("tax_effect", ""),
        "approvals": list(_approvals(facts, said, words)),
    }


def _approvals(facts: CaseFacts, said: Mapping[str, str], words: Words) -> Iterable[dict[str, Any]]:
    """Each step of approval with who ended it and what they said."""
    for row in facts.page.steps:
        if row.step.kind == "check":
            on: date | str = day_of(row.ended_at, facts) if row.ended_at else ""
            told = said.get(f"opinion_{row.step.id}") or (said.get("opinion", "") if row.step.id == "opinion" else "")
            yield {"step": row.step.name.say(words.language), "clerk": row.ended_by, "on": on, "told": told}


def _people(reader: Reader, parties: Iterable[PartyDraft]) -> Iterable[dict[str, Any]]:
    buyers = [one for one in parties if one.role == "buyer"]
    living = find_survivors(reader, {one.customer_id for one in buyers})
    rows = {row.id: row for row in find_rows(reader, set(living.values()))}
    wanted = [one.document_id for one in buyers if one.document_id is not None]
    query = select(CustomerDocument.id, CustomerDocument.number).where(col(CustomerDocument.id).in_(wanted))
    signed = {number: text for number, text in reader.session.exec(query)}  # noqa: C416 - a row is no pair to dict()
    for one in buyers:
        row = rows[living[one.customer_id]]
        document = row.id_number if row.is_blocked else signed.get(one.document_id, row.id_number)
        yield {"name": row.name, "document": document, "share": show_share(one.share) if one.share else ""}
