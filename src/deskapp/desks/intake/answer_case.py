"""The answer for the waiting customer: where the case is, what is missing, when and from whom the next step comes."""

from __future__ import annotations

from datetime import date

from deskapp.cases.clock import local_day, zone_of
from deskapp.cases.engine import say_missing
from deskapp.cases.page import CasePage
from deskapp.cases.projection import country_of
from deskapp.locale import Words

_PAPER_CODES = ("case.missing.paper", "case.missing.promised", "case.missing.original", "case.missing.fee")


def answer(page: CasePage, words: Words) -> tuple[str, str, str]:
    """Three sentences in the language of ``words``, which is the customer's: place, what is missing, next step."""
    return _place(page, words), _missing(page, words), _next(page, words)


def language_of_answer(page: CasePage, customer_language: str, office_language: str) -> str:
    """The language that the customer reads: the case's, else their own, else the office's."""
    return page.language or customer_language or office_language or "zh"


def _place(page: CasePage, words: Words) -> str:
    row, language, country = page.row, words.language, country_of(page.procedure)
    told = {"number": row.number, "procedure": row.name.say(language)}
    if row.outcome:
        day = local_day(row.ended_at, country) if row.ended_at else ""
        return words.text(f"answer.ended_{row.outcome}", day=day, **told)
    if row.authority_state and row.authority_state not in ("result", "supplement", "returned"):
        authority = page.procedure.authority
        name = authority.name.say(language) if authority else words.text("party.authority")
        state = words.text(f"authority_state.{row.authority_state}")
        if row.authority_number:
            receipt = row.authority_number
            return words.text("answer.at_authority", authority=name, state=state, receipt=receipt, **told)
        return words.text("answer.at_authority_bare", authority=name, state=state, **told)
    since = local_day(row.step_since, country) if row.step_since else ""
    return words.text("answer.at_step", step=row.step_name.say(language), since=since, **told)


def _missing(page: CasePage, words: Words) -> str:
    if page.row.outcome:
        return words.text("answer.nothing_more")
    language = words.language
    found = []
    for line in page.papers:
        if line.required and not line.here:
            name = line.name if isinstance(line.name, str) else line.name.say(language)
            promised = line.state == "promised" and line.promised_on is not None
            found.append(words.text("answer.promised", paper=name, day=line.promised_on) if promised else name)
    found += [
        f"{row.text or words.text(f'purpose.{row.purpose}')} {words.money(row.open, row.currency)}"
        for _, row in page.charges
        if row.open > 0
    ]
    asked = (one for one in page.missing if one.clears == "customer" and one.code not in _PAPER_CODES)
    found += [say_missing(words, one) for one in asked]
    if not found:
        return words.text("answer.nothing_missing")
    shown = found[:6]
    more = [words.text("answer.and_more", count=len(found) - len(shown))] if len(found) > len(shown) else []
    return words.text("answer.missing", what=("；" if language == "zh" else "; ").join([*shown, *more]))


def _next(page: CasePage, words: Words) -> str:
    row, language = page.row, words.language
    if row.outcome:
        return words.text("answer.no_next")
    if row.waiting_party == "customer":
        return words.text("answer.yours", what=row.waiting_name.say(language))
    if row.authority_due_on is not None:
        return words.text("answer.authority_due", day=row.authority_due_on)
    appointment = next((one for one in page.appointments if one.state == "planned"), None)
    if appointment is not None:
        when = appointment.starts_at.astimezone(zone_of(country_of(page.procedure)))
        return words.text("answer.appointment", when=when, place=appointment.place or "-")
    if row.waiting:
        party = words.text(f"party.{row.waiting_party}")
        return words.text("answer.waits", party=party, what=row.waiting_name.say(language))
    step = row.step_name.say(language)
    who = row.staff or row.department or words.text("case.department.reception")
    due = _due(page)
    if due is None:
        return words.text("answer.next", who=who, step=step)
    return words.text("answer.next_by", who=who, step=step, day=due)


def _due(page: CasePage) -> date | None:
    """The last day of the current step, else of our clock."""
    return (page.current.due_on if page.current else None) or page.row.due_on
