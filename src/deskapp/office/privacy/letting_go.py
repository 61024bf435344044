"""Retention: what has been kept long enough is let go, slice by slice, with a trace; what the law or a lawsuit needs
stays and is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import or_
from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.privacy.model import LegalHold, Purged
from deskapp.office.privacy.people import model_of, refuse_part
from deskapp.office.privacy.rules import Rule
from deskapp.settings import Home
from deskapp.store.audit_redact import entries_about, redact
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

SLICE: Final = 10
"""Records of one piece of work: clerks wait for some hundred milliseconds at most."""
MOST: Final = 100_000
"""Records of one kind in one run; the next night goes on."""


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose time is over; ``customer_ids`` are those whom a hold would protect with it."""

    id: int
    name: str = ""
    customer_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What finding and letting go is told: the rule, the day before which time is over, the home, the day."""

    rule: Rule
    cutoff: date
    home: Home
    today: date


Found = Callable[[Reader, Frame], Iterable[Due]]
LetGo = Callable[[Work, Sequence[int], Frame], Iterable[Path]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of record is found and let go; ``let_go`` gives the files that go after the commit.

    ``entity`` is the table that the trace names. A kind that the law only keeps has no ``let_go``.
    """

    code: str
    entity: str
    find: Found
    let_go: LetGo | None = None


@dataclass(slots=True)
class Outcome:
    """What became of one rule: ``due`` records, of which ``held`` by a legal hold; ``gone`` were let go.

    Of a rule that keeps, ``kept`` counts what the law still wants.
    """

    rule: Rule
    cutoff: date
    due: int = 0
    held: int = 0
    gone: int = 0
    kept: int = 0
    files_left: list[str] = field(default_factory=list)


def find_held(reader: Reader, today: date) -> set[int]:
    """The customers of whom nothing is let go today."""
    ended, until = col(LegalHold.ended_on), col(LegalHold.until)
    lasts = select(LegalHold.customer_id).where(
        or_(ended.is_(None), ended > today), or_(until.is_(None), until >= today)
    )
    return set(reader.session.exec(lasts))


def look(store: Store, rules: Iterable[Rule], kinds: Mapping[str, Kind], home: Home, today: date) -> list[Outcome]:
    """What would be let go, by rule; nothing is changed."""
    return [_outcome(store, rule, _kind(kinds, rule), home, today)[0] for rule in rules]


def apply(
    store: Store,
    rules: Iterable[Rule],
    kinds: Mapping[str, Kind],
    home: Home,
    clerk: Clerk,
    now: datetime,
) -> list[Outcome]:
    """Let go of it, a slice a transaction; a run that dies leaves whole slices, and the next one goes on."""
    outcomes = []
    for rule in rules:
        kind = _kind(kinds, rule)
        outcome, due = _outcome(store, rule, kind, home, now.date())
        frame = Frame(rule, outcome.cutoff, home, now.date())
        for begin in range(0, len(due), SLICE):
            part = due[begin : begin + SLICE]
            files = store.write(clerk, "retention.apply", partial(_let_go, kind=kind, due=part, frame=frame), now)
            outcome.gone += len(part)
            outcome.files_left += [path.name for path in files if not _unlink(path)]
        outcomes.append(outcome)
    if any(one.gone for one in outcomes):
        store.fold_log()
    return outcomes


def leave_trace(work: Work, rule: str, entity: str, gone: Iterable[tuple[int, str]]) -> None:
    """Note which records went, by which rule; what the trail said of them before is emptied."""
    numbers: list[int] = []
    for number, name in gone:
        work.add(
            Purged(rule=rule, entity=entity, entity_id=number, name=name, purged_at=work.now, clerk=work.clerk.name)
        )
        numbers += entries_about(work, entity_of(entity), number)
    redact(work, numbers, work.reason or rule)


def _let_go(work: Work, *, kind: Kind, due: Sequence[Due], frame: Frame) -> list[Path]:
    assert kind.let_go is not None
    refuse_part(work)
    work.reason = f"{frame.rule.code}: {frame.rule.validity.source}"
    files = list(kind.let_go(work, [one.id for one in due], frame))
    leave_trace(work, frame.rule.code, kind.entity, ((one.id, one.name) for one in due))
    return files


def _outcome(store: Store, rule: Rule, kind: Kind, home: Home, today: date) -> tuple[Outcome, list[Due]]:
    outcome = Outcome(rule, rule.cutoff(today))
    frame = Frame(rule, outcome.cutoff, home, today)

    def read(reader: Reader) -> tuple[list[Due], set[int]]:
        refuse_part(reader)
        found = []
        for one in kind.find(reader, frame):
            found.append(one)
            if len(found) >= MOST:
                break
        return found, find_held(reader, today)

    found, held = store.read(read)
    if rule.does == "keep":
        outcome.kept = len(found)
        return outcome, []
    free = [one for one in found if held.isdisjoint(one.customer_ids)]
    outcome.due, outcome.held = len(found), len(found) - len(free)
    return outcome, free


def _kind(kinds: Mapping[str, Kind], rule: Rule) -> Kind:
    if rule.code not in kinds:
        raise DeskError("privacy.no_kind", rule=rule.code, known=", ".join(kinds))
    return kinds[rule.code]


def _unlink(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def entity_of(table: str) -> str:
    """What the trail calls the records of a table."""
    return model_of(table).__name__.lower()
