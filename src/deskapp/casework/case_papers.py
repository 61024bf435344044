"""A case's papers as the counter shows them: what the procedure wants, what there is, where the originals are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deskapp.cases.model import Case
from deskapp.cases.page import PaperLine, papers_of
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import lines_of
from deskapp.locale import Words
from deskapp.office.customer.rows import get_survivor
from deskapp.papers.queries import PaperRow
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The papers of a case; ``collector`` is who stands at the counter: the representative, else the customer."""

    case_id: int
    number: str
    procedure: str
    customer: str
    collector: str
    is_open: bool
    lines: Sequence[PaperLine]

    @property
    def missing(self) -> int:
        """How many required papers are not here as they must be, promised ones among them."""
        return sum(is_missing(line) for line in self.lines)

    @property
    def still_out(self) -> bool:
        """Whether one of them has not come at all."""
        return any(line.required and line.state == "missing" for line in self.lines)

    @property
    def promised(self) -> int:
        """How many of these have a day."""
        return sum(is_missing(line) and line.state == "promised" for line in self.lines)

    @property
    def slips(self) -> int:
        """How often a slip has asked for what is missing now."""
        return max((line.slips for line in self.lines if is_missing(line)), default=0)

    @property
    def originals(self) -> list[PaperRow]:
        """The originals that are not back with their owner."""
        papers = (line.paper for line in self.lines if line.paper is not None)
        return [paper for paper in papers if paper.kind == "original" and (paper.is_here or paper.is_out)]


def get_case_papers(reader: Reader, case_id: int, language: str, today: date) -> CasePapers:
    """The checklist of a case, and for whom it is."""
    case = reader.get(Case, case_id)
    procedure = procedure_of(reader, case)
    customer, agent = (
        "" if number is None else get_survivor(reader, number).name
        for number in (case.customer_id, case.representative_id)
    )
    customer = customer or case.caller_name
    return CasePapers(
        case_id,
        case.number,
        procedure.name.say(language),
        customer,
        agent or customer,
        not case.outcome,
        tuple(papers_of(reader, procedure, lines_of(reader, case_id), today)),
    )


def is_missing(line: PaperLine) -> bool:
    """Whether a slip would ask for it."""
    return line.required and not line.here


def name_of(line: PaperLine, language: str) -> str:
    """What a paper is called."""
    return line.name if isinstance(line.name, str) else line.name.say(language)


def where(paper: PaperRow, words: Words, today: date) -> str:
    """Where a paper is, in a few words: its shelf, whoever has it and until when, or that it is lost."""
    if paper.lost_at is not None:
        return words.text("papers.is_lost", responsible=paper.responsible)
    if paper.holder == "us":
        return words.text("papers.on_shelf", shelf=paper.shelf) if paper.shelf else words.text("paper_holder.us")
    named = f"{words.text(f'paper_holder.{paper.holder}')} {paper.holder_name}".strip()
    late = paper.days_late(today)
    if late:
        return words.text("papers.is_late", holder=named, count=late)
    return words.text("papers.until", holder=named, day=paper.due_back) if paper.due_back else named
