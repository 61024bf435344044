"""What the letters of a case say: one dictionary a letter, in the reader's language, from the case as it stands.

Every letter may say ``common_data``; what a letter says beside, the desk that makes it adds (``Engine.letters``). The
keys are those that ``messages.letter_kinds`` declares; what is not known is left out, and stands as a blank.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from deskapp.cases.clock import local_day
from deskapp.cases.engine import Engine
from deskapp.cases.page import PaperLine
from deskapp.cases.procedure import Texts
from deskapp.cases.procedure_values import said_fields
from deskapp.cases.projection import country_of
from deskapp.casework.letter_facts import CaseFacts
from deskapp.locale import Words
from deskapp.messages.barcode import make_number
from deskapp.store.work import Reader


def letter_data(reader: Reader, engine: Engine, letter: str, facts: CaseFacts, words: Words) -> dict[str, Any]:
    """The data of one letter; a letter that the office added gets what every letter gets."""
    own = engine.letters.get(letter)
    return {**common_data(facts, words), **(own(reader, facts, words) if own else {})}


def common_data(facts: CaseFacts, words: Words) -> dict[str, Any]:
    """What every letter may say."""
    page, row, language = facts.page, facts.page.row, words.language
    authority = page.procedure.authority
    limit = page.procedure.limit
    return {
        "office_name": facts.office.name,
        "office_address": facts.office.address,
        "office_phone": facts.office.phone,
        "place": facts.office.place,
        "clerk": facts.clerk,
        "day": facts.today,
        "case_number": row.number,
        "tracking_code": row.tracking_code,
        "barcode_number": make_number(row.id),
        "procedure": page.procedure.name.say(language),
        "step": row.step_name.say(language),
        "received_at": day_of(row.opened_at, facts),
        "due_on": row.due_on or row.authority_due_on or "",
        "days": words.text("procedures.days", days=limit.working_days) if limit.working_days is not None else "",
        "customer_name": facts.customer.name or page.caller_name,
        "customer_document": facts.customer.document,
        "customer_birth": facts.customer.birth or "",
        "customer_address": facts.customer.address,
        "customer_phone": facts.customer.phone or page.caller_phone,
        "customer_email": facts.customer.email,
        "representative": facts.representative.name,
        "subject": row.place,
        "authority": authority.name.say(language) if authority else "",
        "authority_number": row.authority_number,
        "papers": [_paper(line, words) for line in page.papers if line.required or line.here],
        "charges": [
            {
                "text": one.text or words.text(f"purpose.{one.purpose}"),
                "amount": words.money(one.amount, one.currency),
                "paid": words.money(one.paid, one.currency),
                "open": words.money(one.open, one.currency),
            }
            for _, one in page.charges
            if one.state != "withdrawn"
        ],
        "fields": said_fields(page.procedure, facts.fields, words),
    }


def _paper(line: PaperLine, words: Words) -> dict[str, Any]:
    count = line.originals + line.copies
    brought = (("original", line.originals), ("copy", line.copies))
    promised = words.day(line.promised_on) if line.promised_on else line.reason
    return {
        "name": titled(line, words),
        "form": " + ".join(words.text(f"paper_kind.{kind}") for kind, pieces in brought if pieces),
        "number": line.paper.number if line.paper else "",
        "count": str(count) if count else "",
        "state": words.text(f"paper_state.{line.state}"),
        "note": promised if count else f"{words.text(f'paper_state.{line.state}')} {promised}".strip(),
    }


def titled(line: PaperLine, words: Words) -> str:
    """The paper's name with the number of its form."""
    name = named(line.name, words)
    return f"{name} ({line.rule.form})" if line.rule is not None and line.rule.form else name


def named(name: Texts | str, words: Words) -> str:
    """A name of the procedure in the reader's language; one that a clerk typed as it is."""
    return name.say(words.language) if isinstance(name, Texts) else name


def day_of(moment: datetime, facts: CaseFacts) -> date:
    """The day of a moment where the case's procedure is law."""
    return local_day(moment, country_of(facts.page.procedure))
