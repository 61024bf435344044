"""Rules about papers, pure: where one is by its moves, how late it is, and what may be given back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from deskapp.papers.model import HOLDERS, VOID

AWAY: Final = tuple(holder for holder in HOLDERS if holder not in ("us", "customer"))
"""Holders who have a paper for a while: it is neither with us nor back with its owner."""


class Move(Protocol):
    """A move, as a row of the database has it."""

    id: int | None
    kind: str
    holder: str
    holder_name: str
    shelf: str
    due_back: date | None
    note: str
    responsible: str
    next_procedure: str
    cancels: int | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Custody:
    """Where a paper is. The names are the paper's columns, which hold the same."""

    holder: str
    holder_since: datetime
    holder_name: str = ""
    shelf: str = ""
    due_back: date | None = None
    lost_at: datetime | None = None
    lost_note: str = ""
    responsible: str = ""
    next_procedure: str = ""


def find_custody(moves: Iterable[Move]) -> Custody:
    """Where a paper is after these moves, whatever the order they were entered in.

    They count in the order they happened; of two at one moment the one entered later is the later. A paper of which
    no move is left was entered by mistake.
    """
    told = list(moves)
    cancelled = find_cancelled(told)
    counted = [move for move in told if move.kind != "cancelled" and move.id not in cancelled]
    custody = Custody(VOID, max(move.happened_at for move in told))
    for move in sorted(counted, key=_order):
        custody = _after(custody, move)
    return custody


def until(moves: Iterable[Move], moment: datetime) -> list[Move]:
    """The moves that had happened by ``moment``."""
    return [move for move in moves if move.happened_at <= moment]


def count_days_late(due_back: date | None, today: date) -> int:
    """Days since a paper was due back; none where it is not due yet or has no day."""
    return 0 if due_back is None else max(0, (today - due_back).days)


def may_give_back(custody: Custody) -> bool:
    """Whether a paper can be put into the customer's hands: it lies with us and nobody misses it."""
    return custody.holder == "us" and custody.lost_at is None


def is_out(holder: str, lost_at: datetime | None) -> bool:
    """Whether a paper is neither with us nor with the customer, or nobody knows where."""
    return holder in AWAY or (lost_at is not None and holder != VOID)


def find_cancelled(moves: Iterable[Move]) -> set[int | None]:
    """The numbers of moves that another one took back."""
    return {move.cancels for move in moves} - {None}


def _order(move: Move) -> tuple[datetime, int]:
    return move.happened_at, move.id or 0


def _after(custody: Custody, move: Move) -> Custody:
    if move.kind == "shelf":
        is_here = custody.holder == "us" and custody.lost_at is None
        return replace(custody, shelf=move.shelf) if is_here else custody
    if move.kind == "lost":
        return replace(
            custody,
            due_back=None,
            lost_at=move.happened_at,
            lost_note=move.note,
            responsible=move.responsible,
            next_procedure=move.next_procedure,
        )
    return Custody(move.holder, move.happened_at, move.holder_name, move.shelf, move.due_back)
