"""What a clerk does with papers: take in, lend out, give back, put elsewhere, miss and find, show by a file.

Each adds a move; where the paper is follows from all of them (``rules.find_custody``) in the same transaction, so that
what is entered late counts as if it had been entered in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.checking import Faults, refuse
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_survivors, get_survivor
from deskapp.office.land.model import Parcel
from deskapp.office.property.model import Unit
from deskapp.papers.drafts import MoveDraft, PaperDraft, take_line
from deskapp.papers.files import KeptFile
from deskapp.papers.model import VOID, Paper, PaperFile, PaperMove, StoredFile
from deskapp.papers.rules import find_cancelled, find_custody, may_give_back, until
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import series


def take_in(work: Work, draft: PaperDraft) -> Paper:
    """Enter a paper that came to the counter; it gets a number of the register and lies with us."""
    draft, faults = draft.checked()
    refuse(faults)
    moment = _moment(work, draft.received_at, "received_at")
    own = asdict(draft)
    for name in ("received_at", "slip", "customer_id"):
        own.pop(name)
    paper = work.add(
        Paper(
            office_id=work.clerk.office_id,
            project_id=_project_of(work, draft),
            register_number=work.number(series.PAPER),
            customer_id=record_id(get_survivor(work, draft.customer_id)),
            holder_since=moment,
            **own,
        )
    )
    _add_move(work, paper, "taken_in", moment, holder="us", shelf=draft.shelf, slip=draft.slip)
    return paper


def receive_original(work: Work, draft: PaperDraft, known: int | None) -> Paper:
    """An original comes of a paper that we may know by number: new, back from its owner, or in place of a copy.

    What lies with us already gets the number and shelf that are told now; what is out stays as it is. The files that
    showed the copy show the original.
    """
    paper = work.get(Paper, known) if known is not None else None
    if paper is None or paper.holder == VOID:
        return take_in(work, draft)
    if paper.kind == "copy":
        original = take_in(work, draft)
        for link in _links(work, record_id(paper)):
            _show(work, original, link.stored_file_id)
        return original
    checked, faults = draft.checked()
    refuse(faults)
    if checked.number:
        work.change(paper, {"number": checked.number})
    if paper.holder == "customer":
        return move_paper(work, record_id(paper), MoveDraft("us", shelf=draft.shelf, happened_at=draft.received_at))
    if checked.shelf not in ("", paper.shelf) and paper.holder == "us" and paper.lost_at is None:
        return correct_shelf(work, record_id(paper), checked.shelf, draft.received_at)
    return paper


def drop_original(work: Work, paper_id: int, reason: str) -> Paper:
    """A paper was noted as here by mistake: it never was, unless something happened to it since."""
    paper = work.get(Paper, paper_id)
    counted = [move for move in read_moves(work, paper) if move.kind != "cancelled"]
    if paper.kind == "original" and paper.holder == "us" and len(counted) == 1:
        return void_paper(work, paper_id, reason)
    return paper


def move_paper(work: Work, paper_id: int, draft: MoveDraft) -> Paper:
    """Note that a paper went to somebody, or came back to us."""
    paper = work.get(Paper, paper_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    moment = _moment(work, draft.happened_at)
    own = asdict(draft)
    for name in ("to", "to_name", "happened_at"):
        own.pop(name)
    _add_move(work, paper, "moved", moment, holder=draft.to, holder_name=draft.to_name, **own)
    return paper


def give_back(
    work: Work, paper_ids: Iterable[int], to_name: str, happened_at: datetime | None = None, slip: str = ""
) -> list[Paper]:
    """Put papers into the hands of ``to_name``, all or none; ``paper.not_here`` names those that do not lie with us."""
    papers = [work.get(Paper, number) for number in paper_ids]
    moment = _moment(work, happened_at)
    kept = _lines(to_name=to_name, slip=slip)
    if not kept["to_name"]:
        raise DeskError("paper.to_whom", "to_name")
    missed = [paper for paper in papers if not may_give_back(find_custody(until(read_moves(work, paper), moment)))]
    if missed:
        raise DeskError("paper.not_here", papers=", ".join(_title(paper) for paper in missed))
    for paper in papers:
        _add_move(work, paper, "given_back", moment, holder="customer", holder_name=kept["to_name"], slip=kept["slip"])
    return papers


def correct_shelf(work: Work, paper_id: int, shelf: str, happened_at: datetime | None = None) -> Paper:
    """Say on which shelf a paper of ours lies."""
    paper = _here(work, paper_id)
    _add_move(work, paper, "shelf", _moment(work, happened_at), holder="us", **_lines(shelf=shelf))
    return paper


def mark_lost(
    work: Work,
    paper_id: int,
    responsible: str,
    note: str,
    next_procedure: str = "",
    happened_at: datetime | None = None,
) -> Paper:
    """Note that nobody finds a paper: who answers for it, what happened, and which procedure gets another one."""
    paper = work.get(Paper, paper_id)
    kept = _lines(responsible=responsible, note=note, next_procedure=next_procedure)
    if not kept["responsible"]:
        raise DeskError("paper.responsible", "responsible")
    if not kept["note"]:
        raise DeskError("paper.lost_how", "note")
    if paper.lost_at is not None:
        raise DeskError("paper.lost_already", paper=_title(paper))
    _add_move(work, paper, "lost", _moment(work, happened_at), **kept)
    return paper


def mark_found(
    work: Work, paper_id: int, shelf: str = "", note: str = "", happened_at: datetime | None = None
) -> Paper:
    """Note that a lost paper is back with us."""
    paper = work.get(Paper, paper_id)
    if paper.lost_at is None:
        raise DeskError("paper.not_lost", paper=_title(paper))
    _add_move(work, paper, "found", _moment(work, happened_at), holder="us", **_lines(shelf=shelf, note=note))
    return paper


def cancel_move(work: Work, move_id: int, reason: str) -> Paper:
    """Take back a move that was entered by mistake; it stays in the list, marked.

    Taking in can be cancelled while nothing else counts: then the paper never was here.
    """
    move = work.get(PaperMove, move_id)
    paper = work.get(Paper, move.paper_id)
    moves = read_moves(work, paper)
    gone = find_cancelled(moves)
    kept = _lines(note=reason)
    if not kept["note"]:
        raise DeskError("paper.reason", "reason")
    if move.kind == "cancelled" or move_id in gone:
        raise DeskError("paper.cancelled", paper=_title(paper))
    others = [one for one in moves if one.kind != "cancelled" and one.id not in {*gone, move_id}]
    if move.kind == "taken_in" and others:
        raise DeskError("paper.moved_since", paper=_title(paper))
    # it stands beside what it cancels, so that a look at an earlier moment leaves both out
    _add_move(work, paper, "cancelled", move.happened_at, cancels=move_id, **kept)
    return paper


def void_paper(work: Work, paper_id: int, reason: str) -> Paper:
    """Take back that a paper was taken in: it was entered by mistake."""
    paper = work.get(Paper, paper_id)
    taken = next(move for move in read_moves(work, paper) if move.kind == "taken_in")
    return cancel_move(work, record_id(taken), reason)


def attach_file(work: Work, kept: KeptFile, paper_id: int | None = None) -> StoredFile:
    """Enter a file that ``files.store_file`` kept, and that it shows a paper; ``paper.file_known`` where it did."""
    same = select(StoredFile).where(StoredFile.office_id == work.clerk.office_id, StoredFile.digest == kept.digest)
    stored = work.session.exec(same).first() or work.add(
        StoredFile(
            office_id=work.clerk.office_id, digest=kept.digest, name=kept.name, size=kept.size, stored_at=work.now
        )
    )
    if paper_id is None:
        return stored
    paper = work.get(Paper, paper_id)
    if any(link.stored_file_id == stored.id for link in _links(work, paper_id)):
        raise DeskError("paper.file_known", file=kept.name, paper=_title(paper))
    _show(work, paper, record_id(stored))
    return stored


def attach_newest(work: Work, kept: KeptFile, paper_id: int) -> StoredFile:
    """As ``attach_file``, for a picture that nobody chose: ``paper.file_elsewhere`` where it shows another customer's.

    Whoever forgets to take a picture would put the one of the customer before into this customer's papers.
    """
    paper = work.get(Paper, paper_id)
    query = (
        select(Paper)
        .join(PaperFile, col(PaperFile.paper_id) == col(Paper.id))
        .join(StoredFile, col(StoredFile.id) == col(PaperFile.stored_file_id))
        .where(StoredFile.office_id == paper.office_id, StoredFile.digest == kept.digest)
    )
    shown = list(work.session.exec(query))
    owners = find_survivors(work, {paper.customer_id, *(other.customer_id for other in shown)})
    stranger = next((one for one in shown if owners[one.customer_id] != owners[paper.customer_id]), None)
    if stranger is not None:
        owner = work.get(Customer, owners[stranger.customer_id])
        raise DeskError("paper.file_elsewhere", file=kept.name, paper=_title(stranger), customer=owner.name)
    return attach_file(work, kept, paper_id)


def detach_file(work: Work, paper_id: int, stored_file_id: int) -> None:
    """Take back that a file shows a paper; the file itself stays."""
    for link in _links(work, paper_id):
        if link.stored_file_id == stored_file_id:
            work.remove(link)


def read_moves(work: Work, paper: Paper) -> list[PaperMove]:
    """All moves of a paper, as they were entered."""
    return list(work.session.exec(select(PaperMove).where(PaperMove.paper_id == paper.id).order_by(col(PaperMove.id))))


def _add_move(work: Work, paper: Paper, kind: str, moment: datetime, **fields: Any) -> None:
    """Add a move and bring the paper up to date with all of them."""
    moves = read_moves(work, paper)
    if paper.holder == VOID:
        raise DeskError("paper.void", paper=_title(paper))
    if moves and moment < moves[0].happened_at:
        taken = moves[0].happened_at.astimezone(work.now.tzinfo)
        raise DeskError("paper.before_taken_in", "happened_at", moment=taken, paper=_title(paper))
    # the clock of the machine may be set back; entries never run backwards
    entered = max([work.now, *(move.entered_at for move in moves)])
    move = work.add(
        PaperMove(
            office_id=paper.office_id,
            project_id=paper.project_id,
            paper_id=record_id(paper),
            kind=kind,
            happened_at=moment,
            entered_at=entered,
            clerk=work.clerk.name,
            **fields,
        )
    )
    work.derive(paper, asdict(find_custody([*moves, move])))


def _moment(work: Work, typed: datetime | None, field: str = "happened_at") -> datetime:
    if typed is not None and typed > work.now:
        raise DeskError("paper.future", field)
    return typed or work.now


def _here(work: Work, paper_id: int) -> Paper:
    paper = work.get(Paper, paper_id)
    if paper.holder != "us" or paper.lost_at is not None:
        raise DeskError("paper.not_here", papers=_title(paper))
    return paper


def _project_of(work: Work, draft: PaperDraft) -> int | None:
    if draft.unit_id is not None:
        return work.get(Unit, draft.unit_id).project_id
    return None if draft.parcel_id is None else work.get(Parcel, draft.parcel_id).project_id


def _links(work: Work, paper_id: int) -> list[PaperFile]:
    return list(work.session.exec(select(PaperFile).where(PaperFile.paper_id == paper_id).order_by(col(PaperFile.id))))


def _show(work: Work, paper: Paper, stored_file_id: int) -> None:
    work.add(
        PaperFile(
            office_id=paper.office_id,
            project_id=paper.project_id,
            paper_id=record_id(paper),
            stored_file_id=stored_file_id,
            attached_at=work.now,
        )
    )


def _lines(**texts: str) -> dict[str, str]:
    kept: dict[str, Any] = {}
    faults: Faults = {}
    for name, text in texts.items():
        take_line(kept, faults, name, text)
    refuse(faults)
    return kept


def _title(paper: Paper) -> str:
    return f"{paper.name or paper.code} {paper.register_number}"
