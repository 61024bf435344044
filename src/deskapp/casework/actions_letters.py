"""Letters of a case: which ones there are to print, and ordering one in the transaction of whoever asks."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.page import CasePage
from deskapp.casework.letter_facts import letter_language, read_case_facts
from deskapp.casework.letters import letter_data
from deskapp.locale import words
from deskapp.messages.letter_files import find_kind
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter, reprint
from deskapp.settings import Home
from deskapp.store.base import record_id
from deskapp.store.work import Work

ABOUT: Final = "case_file"
_ALWAYS: Final = ("receipt_slip", "supplement", "answer_sheet")
_LATER: Final = ("apology", "refusal", "closing_minutes", "circulation_slip")


def letters_of(page: CasePage) -> tuple[str, ...]:
    """The letters that a case may need, those of its step first, then its procedure's, then what any case may need."""
    own = page.procedure.all_letters()
    here = page.current.step.letters if page.current else ()
    return tuple(dict.fromkeys((*here, *_ALWAYS, *own, *_LATER)))


def print_case_letter(
    work: Work,
    engine: Engine,
    home: Home,
    case_id: int,
    letter: str,
    today: date,
    counter: str = "",
    language: str = "",
) -> PrintJob:
    """Order a letter, saying what is so now, in ``language`` or else the customer's.

    One that says word by word what it said before is a reprint, and the paper says so.
    """
    kind = find_kind(letter, home)
    language = language or letter_language(work, case_id)
    language = language if language in kind.languages else kind.languages[0]
    facts = read_case_facts(work, engine, case_id, today, work.clerk.name)
    data = letter_data(work, engine, letter, facts, words(language))
    draft = PrintDraft(letter, language, data, (ABOUT, case_id), counter)
    job = print_letter(work, draft, home)
    return _as_reprint(work, job)


def _as_reprint(work: Work, job: PrintJob) -> PrintJob:
    """The same words were on paper before: that print, once more."""
    query = select(PrintJob).where(
        PrintJob.about == job.about,
        PrintJob.about_id == job.about_id,
        PrintJob.letter == job.letter,
        PrintJob.data == job.data,
        col(PrintJob.state).in_(("printed", "kept")),
    )
    before = work.session.exec(query.order_by(col(PrintJob.id))).first()
    if before is None:
        return job
    work.remove(job)
    return reprint(work, record_id(before))
