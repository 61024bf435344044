"""What the counter does with originals: each move is in the paper's own list, and in the timeline of its open cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.papers import set_paper
from deskapp.cases.recording import record
from deskapp.errors import DeskError
from deskapp.papers import actions
from deskapp.papers.drafts import MoveDraft, PaperDraft
from deskapp.papers.files import KeptFile
from deskapp.papers.model import Paper
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def lend_paper(work: Work, paper_id: int, draft: MoveDraft, engine: Engine | None = None) -> Paper:
    """An original goes to somebody for a while."""
    paper = actions.move_paper(work, paper_id, draft)
    _tell(work, [paper], "out", paper.holder_name, draft.happened_at, engine)
    return paper


def bring_back(
    work: Work, paper_id: int, shelf: str, happened_at: datetime | None = None, engine: Engine | None = None
) -> Paper:
    """An original comes back to us, onto its shelf."""
    paper = actions.move_paper(work, paper_id, MoveDraft("us", shelf=shelf, happened_at=happened_at))
    _tell(work, [paper], "in", paper.shelf, happened_at, engine)
    return paper


def hand_to_authority(
    work: Work,
    case_id: int,
    to_name: str,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> list[Paper]:
    """Every original of a case that lies with us goes to the authority with the dossier."""
    draft = MoveDraft("authority", to_name=to_name, happened_at=happened_at)
    papers = [actions.move_paper(work, number, draft) for number in originals_at(work, case_id, "us")]
    _tell(work, papers, "out", to_name, happened_at, engine)
    return papers


def take_from_authority(
    work: Work, case_id: int, happened_at: datetime | None = None, engine: Engine | None = None
) -> list[Paper]:
    """Every original of a case that went to the authority is back with us."""
    draft = MoveDraft("us", happened_at=happened_at)
    papers = [actions.move_paper(work, number, draft) for number in originals_at(work, case_id, "authority")]
    _tell(work, papers, "in", "", happened_at, engine)
    return papers


def originals_at(reader: Reader, case_id: int, holder: str) -> list[int]:
    """The originals of a case that somebody holds, lost ones left out."""
    query = (
        select(Paper.id)
        .join(CasePaper, col(CasePaper.paper_id) == col(Paper.id))
        .where(CasePaper.case_id == case_id, Paper.kind == "original", Paper.holder == holder)
        .where(col(Paper.lost_at).is_(None))
        .order_by(col(CasePaper.id))
    )
    return [number for number in reader.session.exec(query) if number is not None]


def hand_back(
    work: Work,
    paper_ids: Collection[int],
    to_name: str,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> list[Paper]:
    """Put originals into the hands of ``to_name``, all or none."""
    papers = actions.give_back(work, paper_ids, to_name, happened_at)
    _tell(work, papers, "back", papers[0].holder_name if papers else "", happened_at, engine)
    return papers


def lose_paper(
    work: Work,
    paper_id: int,
    responsible: str,
    note: str,
    next_procedure: str = "",
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> Paper:
    """Nobody finds an original."""
    paper = actions.mark_lost(work, paper_id, responsible, note, next_procedure, happened_at)
    _tell(work, [paper], "lost", paper.responsible, happened_at, engine)
    return paper


def find_paper(work: Work, paper_id: int, shelf: str, engine: Engine | None = None) -> Paper:
    """A lost original is back on a shelf."""
    paper = actions.mark_found(work, paper_id, shelf)
    _tell(work, [paper], "found", paper.shelf, None, engine)
    return paper


def show_paper(work: Work, case_id: int, code: str, kept: KeptFile, engine: Engine | None = None) -> Paper:
    """The newest picture shows a paper of the checklist; where nothing of it was here yet, it is here as a copy now."""
    query = select(CasePaper).where(CasePaper.case_id == case_id, CasePaper.code == code)
    line = work.session.exec(query).one()
    if line.paper_id is not None:
        actions.attach_newest(work, kept, line.paper_id)
        return work.get(Paper, line.paper_id)
    case = work.get(Case, case_id)
    if case.customer_id is None:
        raise DeskError("paper.no_customer", number=case.number)
    draft = PaperDraft(
        case.customer_id,
        code,
        line.name,
        kind="copy",
        slip=case.number,
        unit_id=case.unit_id,
        parcel_id=case.parcel_id,
    )
    paper = actions.take_in(work, draft)
    actions.attach_newest(work, kept, record_id(paper))
    # a copy does not take the promise of the original away
    kept_promise = line.state == "promised" and line.promised_on is not None and line.promised_on >= work.today
    state = line.state if kept_promise or line.state not in ("missing", "promised") else "copy"
    set_paper(
        work,
        case_id,
        code,
        state,
        promised_on=line.promised_on,
        reason=line.reason,
        copies=1,
        paper_id=record_id(paper),
        engine=engine,
    )
    return paper


def _tell(
    work: Work, papers: Collection[Paper], verb: str, whom: str, happened_at: datetime | None, engine: Engine | None
) -> None:
    """A line in the timeline of every open case that these papers belong to."""
    names = {record_id(paper): paper.name or paper.code for paper in papers}
    query = (
        select(CasePaper.case_id, CasePaper.paper_id)
        .join(Case, col(Case.id) == col(CasePaper.case_id))
        .where(col(CasePaper.paper_id).in_(names), Case.outcome == "")
        .order_by(col(CasePaper.id))
    )
    told: dict[int, list[str]] = {}
    for case_id, paper_id in work.session.exec(query):
        told.setdefault(case_id, []).append(names[paper_id or 0])
    for case_id, titles in told.items():
        case = work.get(Case, case_id)
        if happened_at is None or happened_at >= case.opened_at:
            text = f"{', '.join(titles)}: {whom}" if whom else ", ".join(titles)
            record(work, case, f"original.{verb}", text=text, happened_at=happened_at, engine=engine)
