"""Rules about keys, pure: who has a set by its moves, what may happen to it next, and when one is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from deskapp.errors import Fault
from deskapp.office.tariffs.rates import Tariffs, parse_tariffs


class Move(Protocol):
    """A move, as a row of the database has it."""

    id: int | None
    kind: str
    holder: str
    holder_name: str
    holder_id: int | None
    organisation_id: int | None
    staff_id: int | None
    purpose: str
    count: int
    due_back: date | None
    consent: str
    cancels: int | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """Who has a set. The names are the set's columns, which hold the same."""

    holder: str
    holder_since: datetime
    holder_name: str = ""
    holder_id: int | None = None
    organisation_id: int | None = None
    staff_id: int | None = None
    purpose: str = ""
    due_back: date | None = None
    consent: str = ""
    missing: int = 0
    lost_at: datetime | None = None

    @property
    def is_here(self) -> bool:
        """Whether it hangs with us."""
        return self.holder == "us" and self.lost_at is None

    @property
    def is_given(self) -> bool:
        """Whether the owner has it for good."""
        return self.holder == "owner" and self.due_back is None and self.lost_at is None

    @property
    def is_out(self) -> bool:
        """Whether somebody has it for a while."""
        return self.due_back is not None


def find_holding(moves: Iterable[Move], count: int) -> Holding:
    """Who has a set of ``count`` pieces after these moves, whatever the order they were entered in.

    They count in the order they happened; of two at one moment the one entered later is the later.
    """
    told = list(moves)
    cancelled = find_cancelled(told)
    counted = sorted((move for move in told if move.kind != "cancelled" and move.id not in cancelled), key=_order)
    holding = Holding("us", min(move.happened_at for move in told))
    for move in counted:
        holding = _after(holding, move, count)
    return holding


def find_cancelled(moves: Iterable[Move]) -> set[int | None]:
    """The numbers of moves that another one took back."""
    return {move.cancels for move in moves} - {None}


def until(moves: Iterable[Move], moment: datetime) -> list[Move]:
    """The moves that had happened by ``moment``."""
    return [move for move in moves if move.happened_at <= moment]


def judge_move(holding: Holding, kind: str) -> Fault | None:
    """What stands against a move: keys go out where they are here, come back where they are not, are lost once."""
    if kind == "found":
        return None if holding.lost_at is not None else Fault("keys.not_lost")
    if holding.lost_at is not None:
        return Fault("keys.is_lost")
    if kind == "out" and not holding.is_here:
        return Fault("keys.not_here")
    if kind == "back" and holding.is_here:
        return Fault("keys.is_here")
    if kind == "given" and holding.is_given:
        return Fault("keys.is_given")
    if kind == "kept" and not (holding.is_given or (holding.is_here and not holding.consent)):
        return Fault("keys.is_kept" if holding.consent else "keys.with_others")
    return None


def is_late(due_back: date | None, today: date, *, evening: bool = False) -> bool:
    """Whether keys should be back: since an earlier day, and from the evening on what is due today."""
    return due_back is not None and (due_back < today or (evening and due_back == today))


def is_evening(now: datetime) -> bool:
    """Whether the hour has come at which keys due today are late (18:00)."""
    return now.hour >= int(_rates().rate("late.hour", now.date()))


def due_back_on(purpose: str, day: date) -> date:
    """The day on which keys lent for a purpose are due back, unless the clerk says another."""
    return day + timedelta(days=int(_rates().rate(f"{purpose or 'other'}.days", day)))


@cache
def _rates() -> Tariffs:
    return parse_tariffs((Path(__file__).parent / "keys.toml").read_text(encoding="utf-8"))


def _order(move: Move) -> tuple[datetime, int]:
    return move.happened_at, move.id or 0


def _after(holding: Holding, move: Move, count: int) -> Holding:
    if move.kind == "lost":
        return replace(holding, due_back=None, lost_at=move.happened_at)
    if move.kind == "out":
        # what an owner left here for a repair stays theirs while the builder has it
        return _with(move, move.holder, holding, due_back=move.due_back, consent=holding.consent)
    if move.kind == "given":
        return _with(move, "owner", holding)
    if move.kind == "kept":
        return _with(move, "us", holding, consent=move.consent)
    back = _with(move, "us", holding, consent=holding.consent)
    return replace(back, missing=0 if move.kind == "taken_in" else max(0, count - move.count))


def _with(move: Move, holder: str, before: Holding, due_back: date | None = None, consent: str = "") -> Holding:
    away = holder != "us"
    return Holding(
        holder,
        move.happened_at,
        move.holder_name if away else "",
        move.holder_id if away else None,
        move.organisation_id if away else None,
        move.staff_id if away else None,
        move.purpose if away or consent else "",
        due_back,
        consent,
        before.missing,
    )
