"""Slips that go with originals: what somebody borrows, what somebody gets back and signs for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CasePaper
from deskapp.casework.actions_letters import ABOUT
from deskapp.casework.case_papers import name_of
from deskapp.casework.letter_facts import CaseFacts, Person, letter_language, read_case_facts
from deskapp.casework.letters import common_data
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.staff.model import Office
from deskapp.papers.queries import PaperRow, get_papers, list_moves
from deskapp.settings import Home
from deskapp.store.work import Reader, Work


def print_lending_slip(
    work: Work, engine: Engine, home: Home, paper_id: int, today: date, counter: str = ""
) -> PrintJob:
    """The slip that whoever borrowed an original signs."""
    paper = _papers(work, [paper_id])[0]
    if not paper.is_out or paper.lost_at is not None:
        raise DeskError("paper.not_out", paper=paper.name or paper.code)
    move = next(move for move in reversed(list_moves(work, paper_id)) if move.kind == "moved" and not move.cancelled)
    own = {
        "lent_on": paper.since.astimezone(work.now.tzinfo).date(),
        "due_back": paper.due_back or "",
        "borrower": paper.holder_name,
        "purpose": move.note,
    }
    return _order(work, engine, home, "lending_slip", "lent", [paper], own, today, counter)


def print_back_slip(
    work: Work,
    engine: Engine,
    home: Home,
    paper_ids: Sequence[int],
    collector: str,
    today: date,
    counter: str = "",
) -> PrintJob:
    """The slip that whoever got originals back signs."""
    papers = _papers(work, paper_ids)
    own = {"handed_on": today, "collector": collector}
    return _order(work, engine, home, "originals_back", "originals", papers, own, today, counter)


def _order(
    work: Work,
    engine: Engine,
    home: Home,
    letter: str,
    table: str,
    papers: Sequence[PaperRow],
    own: dict[str, Any],
    today: date,
    counter: str,
) -> PrintJob:
    case_id = find_case_of(work, [paper.id for paper in papers])
    names: dict[int, str] = {}
    if case_id is None:
        office = work.get(Office, work.clerk.office_id)
        language = office.language or work.clerk.language
        common = {
            "office_name": office.name,
            "office_address": office.address,
            "office_phone": office.phone,
            "place": office.place,
            "clerk": work.clerk.name,
            "customer_name": papers[0].customer,
        }
    else:
        facts = read_case_facts(work, engine, case_id, today, work.clerk.name)
        language = letter_language(work, case_id)
        common = common_data(facts, words(language))
        person = _person_called(facts, str(own.get("collector", "")))
        own |= {"collector_document": person.document} if person else {}
        names = {line.paper.id: name_of(line, language) for line in facts.page.papers if line.paper is not None}
    own[table] = _items(papers, names)
    about = (ABOUT, case_id) if case_id is not None else ("paper", papers[0].id)
    return print_letter(work, PrintDraft(letter, language, {**common, **own}, about, counter), home)


def find_case_of(reader: Reader, paper_ids: Sequence[int]) -> int | None:
    """The case that papers belong to: an open one before an ended one, the newest first."""
    query = (
        select(Case.id)
        .join(CasePaper, col(CasePaper.case_id) == col(Case.id))
        .where(col(CasePaper.paper_id).in_(paper_ids))
        .order_by(col(Case.outcome) != "", col(Case.id).desc())
    )
    return reader.session.exec(query).first()


def _papers(reader: Reader, numbers: Sequence[int]) -> list[PaperRow]:
    found = get_papers(reader, numbers)
    if not found:
        raise DeskError("store.gone", entity="Paper", number=next(iter(numbers), 0))
    return found


def _items(papers: Sequence[PaperRow], names: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": names.get(paper.id) or paper.name or paper.code,
            "number": paper.number,
            "count": str(paper.count),
            "note": paper.register_number,
        }
        for paper in papers
    ]


def _person_called(facts: CaseFacts, name: str) -> Person | None:
    """The customer or the representative, where the one who collects has that name."""
    return next((one for one in (facts.customer, facts.representative) if name and one.name == name), None)
