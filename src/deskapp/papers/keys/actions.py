"""What a clerk does with keys: label sets, lend them, take them back, hand them over, keep them, miss and find them.

Each adds a move; who has a set follows from all of them (``rules.find_holding``) in the same transaction, so that what
is entered late counts as if it had been entered in time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.office.checking import Faults, refuse
from deskapp.office.customer.rows import get_survivor
from deskapp.office.organisation.model import Organisation
from deskapp.office.property.model import UNIT_KINDS, Unit
from deskapp.office.staff.model import Staff
from deskapp.papers.drafts import take_line
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.papers.keys.model import KeyMove, KeySet
from deskapp.papers.keys.rules import due_back_on, find_cancelled, find_holding, judge_move, until
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import series


def add_key_set(work: Work, draft: KeySetDraft) -> KeySet:
    """Label a set of keys or cards of a unit; it hangs with us. ``keys.label_known`` where the label is in use."""
    draft, faults = draft.checked()
    refuse(faults)
    unit = work.get(Unit, draft.unit_id)
    if draft.label and _find_label(work, draft.label) is not None:
        raise DeskError("keys.label_known", "label", label=draft.label)
    moment = _moment(work, draft.received_at, "received_at")
    own = asdict(draft)
    for name in ("received_at", "note", "label"):
        own.pop(name)
    label = draft.label or work.number(series.KEY_SET)
    made = KeySet(office_id=unit.office_id, project_id=unit.project_id, label=label, holder_since=moment, **own)
    keys = work.add(made)
    _add_move(work, keys, "taken_in", moment, holder="us", count=keys.count, note=draft.note)
    return keys


def add_key_sets(
    work: Work, building_id: int, draft: KeySetDraft, entrance: str | None = None, kinds: Collection[str] = UNIT_KINDS
) -> int:
    """The same set for every unit of some kinds in a building, or in one entrance; how many.

    One that has such a set gets no other. ``draft.unit_id`` and ``draft.label`` do not count.
    """
    order = (col(Unit.entrance), func.length(Unit.room), col(Unit.room), col(Unit.id))
    units = select(Unit).where(Unit.building_id == building_id, col(Unit.kind).in_(kinds)).order_by(*order)
    if entrance is not None:
        units = units.where(Unit.entrance == entrance)
    found = list(work.session.exec(units))
    same = select(KeySet.unit_id).where(
        col(KeySet.unit_id).in_(select(Unit.id).where(Unit.building_id == building_id)),
        KeySet.kind == draft.kind,
        KeySet.contents == draft.checked()[0].contents,
        col(KeySet.ended_on).is_(None),
    )
    known = set(work.session.exec(same))
    wanted = [unit for unit in found if unit.id not in known]
    for unit in wanted:
        add_key_set(work, replace(draft, unit_id=record_id(unit), label=""))
    return len(wanted)


def edit_key_set(work: Work, key_set_id: int, *, contents: str, count: int, hook: str, seen: int | None = None) -> bool:
    """Correct what hangs on a set, and where it hangs."""
    keys = work.get(KeySet, key_set_id)
    draft, faults = KeySetDraft(keys.unit_id, keys.kind, contents=contents, count=count, hook=hook).checked()
    refuse(faults)
    fields = {"contents": draft.contents, "count": draft.count, "hook": draft.hook}
    changed = work.change(keys, fields, seen=seen)
    work.derive(keys, asdict(find_holding(read_moves(work, key_set_id), keys.count)))
    return changed


def end_key_set(work: Work, key_set_id: int, day: date) -> KeySet:
    """A set is no more: the lock was changed, the card was switched off. Only one that is here, lost or handed over."""
    keys = work.get(KeySet, key_set_id)
    if keys.due_back is not None:
        raise DeskError("keys.end_out", label=keys.label)
    work.change(keys, {"ended_on": day})
    return keys


def move_key(work: Work, key_set_id: int, draft: KeyMoveDraft) -> KeySet:
    """Note that a set went out, came back, was handed over, kept, lost or found.

    Judged as things stood at the moment it happened; two counters cannot lend the same set.
    """
    keys = work.get(KeySet, key_set_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    if keys.ended_on is not None:
        raise DeskError("keys.ended", label=keys.label, day=keys.ended_on)
    moment = _moment(work, draft.happened_at)
    moves = read_moves(work, key_set_id)
    before = until(moves, moment)
    if not before:
        taken = moves[0].happened_at.astimezone(work.now.tzinfo)
        raise DeskError("keys.before_taken_in", "happened_at", label=keys.label, moment=taken)
    holding = find_holding(before, keys.count)
    if fault := judge_move(holding, draft.kind):
        raise _told(fault.code, keys.label, holding.holder, holding.holder_name)
    if draft.kind == "out" and draft.due_back is None:
        draft = replace(draft, due_back=due_back_on(draft.purpose, moment.astimezone(work.now.tzinfo).date()))
    own = asdict(_known_people(work, draft))
    for name in ("kind", "happened_at", "count"):
        own.pop(name)
    count = keys.count - holding.missing if draft.count is None else draft.count
    _add_move(work, keys, draft.kind, moment, count=count, **own)
    return keys


def move_keys(work: Work, key_set_ids: Collection[int], draft: KeyMoveDraft) -> list[KeySet]:
    """The same move of several sets, all or none."""
    return [move_key(work, number, draft) for number in key_set_ids]


def give_keys(
    work: Work, unit_id: int, customer_id: int | None, name: str, happened_at: datetime | None = None
) -> list[KeySet]:
    """Hand over every set of a unit that we, our people or the owner have.

    What the owner leaves here with consent stays here, and what somebody else has stays with them.
    """
    draft = KeyMoveDraft("given", "owner", name, customer_id, happened_at=happened_at)
    at_hand = [
        keys for keys in _living_of(work, unit_id) if not keys.consent and keys.lost_at is None and _is_at_hand(keys)
    ]
    return [move_key(work, record_id(keys), draft) for keys in at_hand]


def cancel_move(work: Work, move_id: int, reason: str) -> KeySet:
    """Take back a move that was entered by mistake; it stays in the list, marked."""
    move = work.get(KeyMove, move_id)
    keys = work.get(KeySet, move.key_set_id)
    kept: dict[str, Any] = {}
    faults: Faults = {}
    take_line(kept, faults, "note", reason)
    refuse(faults)
    if not kept["note"]:
        raise DeskError("keys.reason", "reason")
    if move.kind in ("cancelled", "taken_in") or move_id in find_cancelled(read_moves(work, move.key_set_id)):
        raise DeskError("keys.cancelled", label=keys.label)
    # it stands beside what it cancels, so that a look at an earlier moment leaves both out
    _add_move(work, keys, "cancelled", move.happened_at, cancels=move_id, count=move.count, note=kept["note"])
    return keys


def read_moves(work: Work, key_set_id: int) -> list[KeyMove]:
    """All moves of a set, the earliest first."""
    query = select(KeyMove).where(KeyMove.key_set_id == key_set_id)
    return list(work.session.exec(query.order_by(col(KeyMove.happened_at), col(KeyMove.id))))


def _add_move(work: Work, keys: KeySet, kind: str, moment: datetime, **fields: Any) -> None:
    number = record_id(keys)
    moves = read_moves(work, number)
    # the clock of the machine may be set back; entries never run backwards
    entered = max([work.now, *(move.entered_at for move in moves)])
    move = work.add(
        KeyMove(
            office_id=keys.office_id,
            project_id=keys.project_id,
            key_set_id=number,
            kind=kind,
            happened_at=moment,
            entered_at=entered,
            clerk=work.clerk.name,
            **fields,
        )
    )
    work.derive(keys, asdict(find_holding([*moves, move], keys.count)))


def _known_people(work: Work, draft: KeyMoveDraft) -> KeyMoveDraft:
    """Whoever is named by number is there; a merged customer is who they live on in."""
    if draft.staff_id is not None:
        work.get(Staff, draft.staff_id)
    if draft.organisation_id is not None:
        work.get(Organisation, draft.organisation_id)
    if draft.holder_id is not None:
        return replace(draft, holder_id=record_id(get_survivor(work, draft.holder_id)))
    return draft


def _is_at_hand(keys: KeySet) -> bool:
    """Whether it can be put into the owner's hands now: it hangs here, our people drew it, or the owner borrowed it."""
    return keys.holder in ("us", "staff") or (keys.holder == "owner" and keys.due_back is not None)


def _told(code: str, label: str, holder: str, name: str) -> DeskError:
    return DeskError(code, label=label, holder=Key(f"key_holder.{holder}"), name=name)


def _moment(work: Work, typed: datetime | None, field: str = "happened_at") -> datetime:
    if typed is not None and typed > work.now:
        raise DeskError("keys.future", field)
    return typed or work.now


def _find_label(work: Work, label: str) -> KeySet | None:
    query = select(KeySet).where(KeySet.office_id == work.clerk.office_id, KeySet.label == label)
    return work.session.exec(query).first()


def _living_of(work: Work, unit_id: int) -> Iterable[KeySet]:
    query = select(KeySet).where(KeySet.unit_id == unit_id, col(KeySet.ended_on).is_(None))
    return list(work.session.exec(query.order_by(col(KeySet.id))))
