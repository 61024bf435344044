"""What the letters of this desk say beside what every letter says (``casework/letters``).

The keys are those that ``messages.letter_kinds`` declares; what is not known is left out, and stands as a blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.engine import LetterMaker
from deskapp.cases.page import TimelineRow
from deskapp.casework.letter_facts import CaseFacts
from deskapp.casework.letters import day_of, named, titled
from deskapp.desks.intake.answer_case import answer
from deskapp.desks.intake.forms_data import FORMS
from deskapp.desks.intake.letter_facts import LetterFacts, add_offer
from deskapp.desks.intake.offers import QuotationRow
from deskapp.locale import Words
from deskapp.papers.queries import PaperRow
from deskapp.store.work import Reader
from deskapp.values.money_words import money_in_words

CASE_LETTERS: Final = (
    "receipt_slip", "supplement", "quotation", "service_contract", "apology", "result_handover", "refusal",
    "thank_you", "survey", "answer_sheet", "closing_minutes", "circulation_slip",
)  # fmt: skip
"""The letters of this desk that are no state forms (those: ``forms_data``)."""


def _receipt_slip(facts: LetterFacts, words: Words) -> dict[str, Any]:
    paid = [words.money(amount, currency) for currency, amount in _sums(facts, "paid").items() if amount]
    return {"sets": "01", "result_place": facts.office.name, "fees_paid": " + ".join(paid)}


def _supplement(facts: LetterFacts, words: Words) -> dict[str, Any]:
    lines = [line for line in facts.page.papers if line.required and not line.here]
    deadline = max((line.promised_on for line in lines if line.promised_on), default=None)
    slips = max((line.slips for line in lines), default=0)
    return {
        "slip_number": str(max(1, slips)),
        "deadline": deadline or "",
        "basis": facts.page.procedure.source,
        "missing": [
            {
                "name": titled(line, words),
                "form": words.text(f"paper_wanted.{line.rule.copies}") if line.rule else "",
                "reason": line.reason or words.text(f"paper_state.{line.state}"),
            }
            for line in lines
        ],
    }


def _quotation(facts: LetterFacts, words: Words) -> dict[str, Any]:
    stands = facts.offer.quotation
    if stands is None:
        return {}
    return {
        "quotation_number": stands.number,
        "quoted_on": stands.quoted_on,
        "valid_until": stands.valid_until,
        "package": stands.package,
        "note": stands.note,
        "subject_to_check": words.text("quotation.subject") if stands.subject_to_check else "",
        **_total(stands, words),
    }


def _service_contract(facts: LetterFacts, words: Words) -> dict[str, Any]:
    contract, stands = facts.offer.contract, facts.offer.quotation
    if contract is None or stands is None:
        return _quotation(facts, words)
    advance = stands.advance
    return {
        "contract_number": contract.number,
        "signed_on": contract.signed_on or "",
        "quotation_number": stands.number,
        "scope": stands.package or facts.page.procedure.name.say(words.language),
        "advance": words.money(advance, stands.currency) if advance else "",
        "advance_words": money_in_words(advance, stands.currency, words.language) if advance else "",
        "held": words.money(stands.held, stands.currency),
        "note": stands.note,
        **_total(stands, words),
    }


def _apology(facts: LetterFacts, words: Words) -> dict[str, Any]:
    del words  # what was said to us stands as it was said
    moved = _last(facts, "authority.moved")
    if moved is None:
        return {}
    return {
        "old_day": _iso(moved.data.get("before")),
        "new_day": _iso(moved.data.get("appointed_on")),
        "reason": moved.text,
    }


def _result_handover(facts: LetterFacts, words: Words) -> dict[str, Any]:
    delivery = facts.delivery
    agent = facts.representative if delivery is not None and delivery.right else facts.customer
    owed = [words.money(amount, currency) for currency, amount in _sums(facts, "open").items() if amount]
    return {
        "handed_on": day_of(delivery.delivered_at, facts) if delivery else facts.today,
        "collector": delivery.receiver_name if delivery else facts.customer.name,
        "collector_document": agent.document,
        "collector_right": words.text(f"right.{delivery.right}") if delivery and delivery.right else "",
        "receipts": ", ".join(row.number for row in facts.receipts),
        "fees_due": " + ".join(owed),
        "results": _results(facts, words),
        "originals": _originals(facts, words),
    }


def _refusal(facts: LetterFacts, words: Words) -> dict[str, Any]:
    ended = _last(facts, "ended") or _last(facts, "authority.returned")
    return {
        "reason": ended.text if ended else "",
        "basis": facts.page.procedure.source,
        "originals": _originals(facts, words),
    }


def _afterwards(facts: LetterFacts, words: Words) -> dict[str, Any]:
    del words
    row = facts.page.row
    return {"ended_on": day_of(row.ended_at, facts) if row.ended_at else facts.today}


def _answer_sheet(facts: LetterFacts, words: Words) -> dict[str, Any]:
    place, missing, following = answer(facts.page, words)
    return {"where_it_is": place, "missing_text": missing, "next_step": following}


def _closing_minutes(facts: LetterFacts, words: Words) -> dict[str, Any]:
    contract, stands = facts.offer.contract, facts.offer.quotation
    if contract is None or stands is None:
        return {}
    currency = stands.currency
    return {
        "contract_number": contract.number,
        "signed_on": contract.signed_on or "",
        "work_done": facts.page.procedure.name.say(words.language),
        "paid": words.money(_sums(facts, "paid").get(currency, Decimal(0)), currency),
        "held": words.money(stands.held, currency),
        "balance": words.money(_sums(facts, "open").get(currency, Decimal(0)), currency),
        "results": _results(facts, words),
        **_total(stands, words),
    }


def _circulation_slip(facts: LetterFacts, words: Words) -> dict[str, Any]:
    language = words.language
    return {
        "steps": [
            {
                "step": one.step.name.say(language),
                "department": words.text(f"case.department.{one.step.department}"),
                "received": day_of(one.since, facts) if one.since else "",
                "handed_on": day_of(one.ended_at, facts) if one.ended_at else "",
                "result": one.ended_by,
            }
            for one in facts.page.steps
        ]
    }


_OWN: Final[Mapping[str, Callable[[LetterFacts, Words], dict[str, Any]]]] = {
    "receipt_slip": _receipt_slip,
    "supplement": _supplement,
    "quotation": _quotation,
    "service_contract": _service_contract,
    "apology": _apology,
    "result_handover": _result_handover,
    "refusal": _refusal,
    "thank_you": _afterwards,
    "survey": _afterwards,
    "answer_sheet": _answer_sheet,
    "closing_minutes": _closing_minutes,
    "circulation_slip": _circulation_slip,
}


def _maker(own: Callable[[LetterFacts, Words], dict[str, Any]]) -> LetterMaker:
    def make(reader: Reader, facts: CaseFacts, words: Words) -> dict[str, Any]:
        return own(add_offer(reader, facts), words)

    return make


LETTERS: Final[Mapping[str, LetterMaker]] = {name: _maker(own) for name, own in {**FORMS, **_OWN}.items()}
"""What this desk hands to wiring: the letters that it fills, state forms among them."""


# ---- parts


def _total(stands: QuotationRow, words: Words) -> dict[str, Any]:
    return {
        "total": words.money(stands.total, stands.currency),
        "total_words": money_in_words(stands.total, stands.currency, words.language),
        "lines": [
            {
                "text": line.text or words.text(f"purpose.{line.purpose}"),
                "payer": words.text(f"payer.{line.payer}"),
                "amount": words.money(line.amount, stands.currency),
            }
            for line in stands.lines
        ],
    }


def _originals(facts: LetterFacts, words: Words) -> list[dict[str, Any]]:
    """The originals that passed through our hands, those that went back among them."""
    lines = (line for line in facts.page.papers if line.paper is not None and line.paper.holder != "void")
    return [
        {"name": named(line.name, words), "number": line.paper.number, "count": str(line.paper.count), "note": ""}
        for line in lines
        if line.paper is not None and _is_original(line.paper)
    ]


def _is_original(paper: PaperRow) -> bool:
    return paper.kind == "original" and paper.lost_at is None


def _results(facts: LetterFacts, words: Words) -> list[dict[str, Any]]:
    result = _last(facts, "authority.result")
    number = str(result.data.get("number", "")) if result else ""
    note = result.text if result else ""
    return [{"name": facts.page.procedure.name.say(words.language), "number": number, "count": "1", "note": note}]


def _last(facts: LetterFacts, kind: str) -> TimelineRow | None:
    """The newest event of a kind that was not taken back."""
    return next((row for row in facts.page.timeline if row.kind == kind and not row.taken_back), None)


def _sums(facts: LetterFacts, what: str) -> dict[str, Decimal]:
    """What is paid or open of the case's charges, by currency."""
    sums: dict[str, Decimal] = {}
    for _, row in facts.page.charges:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + getattr(row, what)
    return sums


def _iso(text: str | None) -> date | str:
    return date.fromisoformat(text) if text else ""
