"""Reads about keys: the sets of a unit, what is out and late, a set by its label, its moves, and whether it adds up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from deskapp.messages.barcode import KEY_SET, parse_number
from deskapp.office.property.model import Building, Unit
from deskapp.papers.keys.model import KeyMove, KeySet
from deskapp.papers.keys.rules import Holding, find_cancelled, find_holding, is_late
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.rooms import unit_code

VIEWS: Final = ("out", "late", "here", "kept", "given", "lost")
"""What a list of keys may be narrowed to; without one it shows every living set."""
LAST: Final = date(9999, 12, 31)
"""Where a set stands that is not due back: behind all that are."""
_LIMIT: Final = 500
_DUE: Final[Any] = func.coalesce(KeySet.due_back, LAST)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A set in a list; ``room`` is the unit's code, ``since`` in UTC."""

    id: int
    label: str
    unit_id: int
    building_id: int
    room: str
    kind: str
    contents: str
    count: int
    hook: str
    holder: str
    holder_name: str
    holder_id: int | None
    organisation_id: int | None
    staff_id: int | None
    purpose: str
    since: datetime
    due_back: date | None
    consent: str
    missing: int
    lost_at: datetime | None
    ended_on: date | None
    version: int

    @property
    def is_here(self) -> bool:
        """Whether it hangs with us."""
        return self.holder == "us" and self.lost_at is None

    @property
    def is_given(self) -> bool:
        """Whether the owner has it for good."""
        return self.holder == "owner" and self.due_back is None and self.lost_at is None

    @property
    def state(self) -> str:
        """One word for where it is."""
        if self.lost_at is not None:
            return "lost"
        if self.due_back is not None:
            return "out"
        if self.consent:
            return "kept"
        return "here" if self.holder == "us" else "given"

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands in the list."""
        return self.due_back or LAST, self.id

    def is_late(self, today: date, *, evening: bool = False) -> bool:
        """Whether it should be back."""
        return is_late(self.due_back, today, evening=evening)

    def days_late(self, today: date) -> int:
        """Days since it was due back."""
        return 0 if self.due_back is None else max(0, (today - self.due_back).days)


@dataclass(frozen=True, slots=True)
class KeyMoveRow:
    """A move in a set's list; ``cancelled`` marks one that was taken back."""

    id: int
    kind: str
    holder: str
    holder_name: str
    purpose: str
    count: int
    due_back: date | None
    consent: str
    witness: str
    note: str
    happened_at: datetime
    entered_at: datetime
    clerk: str
    cancelled: bool

    @property
    def late(self) -> bool:
        """Whether it was entered after it happened."""
        return self.entered_at > self.happened_at


@dataclass(frozen=True, slots=True)
class KeyFilter:
    """What a list is narrowed to; nothing said is no limit. ``evening``: due today is late."""

    view: str = ""
    building_id: int | None = None
    holder: str = ""
    evening: bool = False


@dataclass(frozen=True, slots=True)
class Drift:
    """A stored projection that its moves do not say."""

    key_set_id: int
    field: str
    stored: Any
    reckoned: Any


def keys_of(reader: Reader, unit_id: int, *, ended: bool = False) -> list[KeyRow]:
    """The sets of a unit, by label; those that are no more only where they are asked for."""
    conditions = [col(KeySet.unit_id) == unit_id, *([] if ended else [col(KeySet.ended_on).is_(None)])]
    return _rows(reader, conditions, order=(col(KeySet.label),), limit=_LIMIT)


def keys_of_many(reader: Reader, unit_ids: Collection[int]) -> dict[int, list[KeyRow]]:
    """The same of several units."""
    found: dict[int, list[KeyRow]] = {number: [] for number in unit_ids}
    for part in in_chunks(list(unit_ids)):
        conditions = [col(KeySet.unit_id).in_(part), col(KeySet.ended_on).is_(None)]
        for row in _rows(reader, conditions, order=(col(KeySet.label),), limit=None):
            found[row.unit_id].append(row)
    return found


def get_keys(reader: Reader, ids: Collection[int]) -> list[KeyRow]:
    """The sets of these numbers in their order; one that is gone or out of scope is left out."""
    wanted = list(ids)
    rows = {row.id: row for part in in_chunks(wanted) for row in _rows(reader, [col(KeySet.id).in_(part)], limit=None)}
    return [rows[number] for number in wanted if number in rows]


def find_key(reader: Reader, label: str) -> KeyRow | None:
    """The set of a label, as written or as its bar code is read, or of a tail (``0007``) that one alone has."""
    text = label.strip().upper()
    if not text:
        return None
    if (number := parse_number(text, KEY_SET)) is not None:
        return next(iter(get_keys(reader, [number])), None)
    found = _rows(reader, [col(KeySet.label) == text], limit=1)
    if not found and len(text) >= 3:
        tail = col(KeySet.label).endswith(text, autoescape=True)
        found = _rows(reader, [tail, col(KeySet.ended_on).is_(None)], limit=2)
    return found[0] if len(found) == 1 else None


def list_keys(
    reader: Reader,
    today: date,
    only: KeyFilter | None = None,
    *,
    after: tuple[date, int] | None = None,
    before: tuple[date, int] | None = None,
    limit: int = 200,
) -> list[KeyRow]:
    """A page of sets: what is out leads, by the day it is due; ``before`` gives the rows just ahead of a place."""
    conditions = _conditions(today, only or KeyFilter())
    number: Any = col(KeySet.id)
    if before is not None:
        order = (_DUE.desc(), number.desc())
        return _rows(reader, [*conditions, _behind(before, ahead=True)], order=order, limit=limit)[::-1]
    if after is not None:
        conditions.append(_behind(after, ahead=False))
    return _rows(reader, conditions, order=(_DUE, number), limit=limit)


def count_keys(
    reader: Reader, today: date, only: KeyFilter | None = None, *, ahead_of: tuple[date, int] | None = None
) -> int:
    """How many sets a list holds, or stand ahead of a place."""
    query = select(func.count()).select_from(KeySet).where(*_conditions(today, only or KeyFilter()))
    query = query if ahead_of is None else query.where(_behind(ahead_of, ahead=True))
    return reader.session.exec(query).one()


def list_keys_out(
    reader: Reader,
    today: date,
    *,
    overdue: bool = False,
    evening: bool = False,
    after: tuple[date, int] | None = None,
    limit: int = _LIMIT,
) -> list[KeyRow]:
    """钥匙在外: sets that somebody has for a while, the first due back lead; ``overdue`` only those that are late.

    ``evening``: from 18:00 on (``rules.is_evening``) what is due today is late, too.
    """
    return list_keys(reader, today, KeyFilter("late" if overdue else "out", evening=evening), after=after, limit=limit)


def count_keys_out(reader: Reader, today: date, *, overdue: bool = False, evening: bool = False) -> int:
    """How many sets are out, or late."""
    return count_keys(reader, today, KeyFilter("late" if overdue else "out", evening=evening))


def list_key_moves(reader: Reader, key_set_id: int) -> list[KeyMoveRow]:
    """What happened to a set, in that order; cancelled moves stay, marked, and cancellations are told by them."""
    query = select(KeyMove).where(KeyMove.key_set_id == key_set_id)
    moves = list(reader.session.exec(query.order_by(col(KeyMove.happened_at), col(KeyMove.id)).limit(_LIMIT)))
    gone = find_cancelled(moves)
    names = [field.name for field in fields(KeyMoveRow) if field.name not in ("id", "cancelled")]
    return [
        KeyMoveRow(record_id(move), cancelled=move.id in gone, **{name: getattr(move, name) for name in names})
        for move in moves
        if move.kind != "cancelled"
    ]


def find_drift(reader: Reader) -> Iterator[Drift]:
    """Every stored projection of a set that its moves do not say; all sets are recomputed."""
    numbers = list(reader.session.exec(select(KeySet.id).order_by(col(KeySet.id))))
    for part in in_chunks(number for number in numbers if number is not None):
        moves: dict[int, list[KeyMove]] = {number: [] for number in part}
        for move in reader.session.exec(select(KeyMove).where(col(KeyMove.key_set_id).in_(part))):
            moves[move.key_set_id].append(move)
        for keys in reader.session.exec(select(KeySet).where(col(KeySet.id).in_(part))):
            number = record_id(keys)
            if not moves[number]:
                yield Drift(number, "key_move", 0, 1)
                continue
            holding = find_holding(moves[number], keys.count)
            for field in fields(Holding):
                stored, reckoned = getattr(keys, field.name), getattr(holding, field.name)
                if stored != reckoned:
                    yield Drift(number, field.name, stored, reckoned)


def _conditions(today: date, only: KeyFilter) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [col(KeySet.ended_on).is_(None)]
    due, lost = col(KeySet.due_back), col(KeySet.lost_at)
    if only.view == "out":
        conditions.append(due.is_not(None))
    elif only.view == "late":
        # the first term so that SQLite takes the index of those that are out
        conditions += [due.is_not(None), due <= today if only.evening else due < today]
    elif only.view == "lost":
        conditions.append(lost.is_not(None))
    elif only.view in ("here", "kept"):
        kept = col(KeySet.consent) != ""
        conditions += [col(KeySet.holder) == "us", lost.is_(None), kept if only.view == "kept" else ~kept]
    elif only.view == "given":
        conditions += [col(KeySet.holder) != "us", due.is_(None), lost.is_(None)]
    if only.holder:
        conditions.append(col(KeySet.holder) == only.holder)
    if only.building_id is not None:
        conditions.append(col(KeySet.unit_id).in_(select(Unit.id).where(Unit.building_id == only.building_id)))
    return conditions


def _behind(place: tuple[date, int], *, ahead: bool) -> ColumnElement[bool]:
    day, number = place
    if ahead:
        return or_(day > _DUE, and_(day == _DUE, col(KeySet.id) < number))
    return or_(day < _DUE, and_(day == _DUE, col(KeySet.id) > number))


def _rows(
    reader: Reader, conditions: Collection[ColumnElement[bool]], *, order: tuple[Any, ...] = (), limit: int | None
) -> list[KeyRow]:
    query = (
        select(KeySet, Unit, Building)
        .join(Unit, col(Unit.id) == col(KeySet.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .where(*conditions)
        .order_by(*order, col(KeySet.id))
        .limit(limit)
    )
    same = [field.name for field in fields(KeyRow) if field.name not in ("id", "building_id", "room", "since")]
    return [
        KeyRow(
            id=record_id(keys),
            building_id=unit.building_id,
            room=unit_code(building.code, unit.entrance, unit.room),
            since=keys.holder_since,
            **{name: getattr(keys, name) for name in same},
        )
        for keys, unit, building in reader.session.exec(query)
    ]
