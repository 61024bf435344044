"""What an import makes of a row: new, changed, the same, or in conflict. Kinds supply keys, look-ups and writing."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Final, Protocol

from sqlmodel import SQLModel

from deskapp import locale
from deskapp.errors import Problem
from deskapp.sheets.column import Column, Country, Layout
from deskapp.store.bulk import Slice
from deskapp.store.edited import read_edited, seen_by_import, takes
from deskapp.store.secrets import Hidden
from deskapp.store.work import Clerk, Reader
from deskapp.values.phones import mask_phone

Key = tuple[Any, ...]
SLICE: Final = 250
"""Rows of most kinds that are written in one go: clerks who save meanwhile wait for one go at most.

A thousand are no faster, and keep a clerk waiting more than twice as long (``python -m benchmarks.clerks``).
"""
_PRIVATE: Final = ("phone", "id_number", "id_numbers")


@dataclass(frozen=True, slots=True)
class Row:
    """A cleaned row: its number in the sheet and the values of its filled cells by field."""

    number: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Known:
    """A record as the judge compares it; ``id`` is None while it waits in this slice, ``parts`` are the kind's own."""

    id: int | None
    version: int
    values: dict[str, Any]
    edited: str = ""
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """What a row says of one record: its natural keys, best first, and the fields it speaks of."""

    keys: tuple[Key, ...]
    values: dict[str, Any]
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """The frame of one import: whose, of which country and project, on what day, under which headings."""

    clerk: Clerk
    country: Country
    today: date
    project_id: int | None = None
    project: str = ""
    update: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)

    def problem(self, row: Row, column: str, code: str, told: object = None, /, **values: Any) -> Problem:
        """A hard fault of a row, under the heading that the file uses; ``told`` is the cell, else the row's own."""
        told = row.values.get(column) if told is None else told
        return Problem(row.number, self.headings.get(column, column), "" if told is None else str(told), code, values)


class Kind(Protocol):
    """A kind of sheet that can be imported; ``slice_rows`` of it are written in one go."""

    needs_project: bool
    makes_project: bool
    default_country: Country | None
    slice_rows: int

    @property
    def layout(self) -> Layout:
        """Its columns."""
        ...

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """What the row says, of one record or of several (two people in one cell)."""
        ...

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The records that the entries' keys name, as they stand now; one object a record, under all its keys."""
        ...

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """What only the records can tell: a unit that is not there, a number of somebody else (``others``).

        Warnings among them are told and refuse nothing.
        """
        ...

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Write new records; how many of another kind came with them."""
        ...

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """How many of another kind come with new records, as ``create`` would say; for a dry run."""
        ...

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed records: each as it is now, what it said before, and what the file changed."""
        ...

    def mark(self, slice_: Slice, known: Collection[Known]) -> None:
        """Write the bookkeeping of fields that a clerk edited by hand."""
        ...

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Names of the run's records that a full list did not mention (``--complete``)."""
        ...


class PlainKind:
    """What most kinds have in common; ``model`` is the table whose records the rows become."""

    model: ClassVar[type[SQLModel]]
    needs_project: bool = False
    makes_project: bool = False
    default_country: Country | None = None
    slice_rows: int = SLICE

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """Nothing but the row itself can be wrong."""
        del run, row, entry, known, others
        return []

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """Nothing comes with them."""
        del fresh
        return {}

    def mark(self, slice_: Slice, known: Collection[Known]) -> None:
        """Keep which fields a clerk edited by hand."""
        slice_.note_edited(self.model, known)


@dataclass(slots=True)
class Verdict:
    """The outcome of a slice. ``refused`` holds every problem by row; ``kept`` the fields that a clerk's edit kept."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    fresh: list[Known] = field(default_factory=list)
    changes: list[tuple[Known, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    marks: list[Known] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


def judge(kind: Kind, reader: Reader, run: Run, rows: Iterable[Row], overlay: dict[Key, Known]) -> Verdict:
    """Judge rows against the records and against what ``overlay`` remembers of rows before them."""
    verdict = Verdict()
    told: list[tuple[Row, list[Entry]]] = []
    for row in rows:
        said = kind.entries(run, row)
        if said and isinstance(said[0], Problem):
            verdict.refused[row.number] = [problem for problem in said if isinstance(problem, Problem)]
        else:
            told.append((row, [entry for entry in said if isinstance(entry, Entry)]))
    others = ChainMap(overlay, kind.find(reader, run, [entry for _, entries in told for entry in entries]))
    for row, entries in told:
        _judge_row(kind, run, row, entries, others, verdict)
    return verdict


def _judge_row(
    kind: Kind,
    run: Run,
    row: Row,
    entries: list[Entry],
    others: ChainMap[Key, Known],
    verdict: Verdict,
) -> None:
    overlay = others.maps[0]
    found = [_look_up(entry, others) for entry in entries]
    problems: list[Problem] = []
    warnings: list[Problem] = []
    pairs = []
    for entry, there in zip(entries, found, strict=True):
        told = kind.refuse(run, row, entry, there, others)
        problems += [problem for problem in told if not problem.warning]
        warnings += [problem for problem in told if problem.warning]
        if there is not None:
            pairs.append((entry, there, _differences(entry, there)))
    if not run.update:
        problems += [conflict(kind.layout, run, row, name, k) for e, k, differ in pairs for name in differ]
    if problems:
        # two people of one row may share one fault: it is told once
        distinct = {(problem.column, problem.code, problem.value): problem for problem in problems}
        verdict.refused[row.number] = list(distinct.values())
        return
    verdict.warnings += warnings
    for entry, there in zip(entries, found, strict=True):
        if there is None:
            fresh = Known(None, 0, dict(entry.values), parts={**entry.parts, "key": entry.keys[0]})
            verdict.fresh.append(fresh)
            overlay.update(dict.fromkeys(entry.keys, fresh))
    changed = [_settle(row, entry, there, differ, verdict, overlay) for entry, there, differ in pairs]
    if len(pairs) < len(entries):
        verdict.created += 1
    elif any(changed):
        verdict.updated += 1
    else:
        verdict.unchanged += 1


def _look_up(entry: Entry, others: ChainMap[Key, Known]) -> Known | None:
    overlay, known = others.maps  # a chain asked key by key takes ten times as long
    for key in entry.keys:
        if (there := overlay.get(key) or known.get(key)) is not None:
            return there
    return None


def _differences(entry: Entry, known: Known) -> dict[str, Any]:
    return {name: value for name, value in entry.values.items() if known.values.get(name) != value}


def conflict(layout: Layout, run: Run, row: Row, name: str, known: Known) -> Problem:
    """The problem of a row that says of a field what the record does not, without ``--update``."""
    return run.problem(row, name, "import.conflict", stored=_shown(layout.column(name), known.values.get(name)))


def _shown(column: Column, value: Any) -> Any:
    """What is stored, as a sentence may say it aloud: choices in words, the middle of numbers hidden."""
    if value in (None, ""):
        return "—"
    if isinstance(value, Hidden):
        return str(value)
    if column.choices:
        return locale.Key(f"{column.choice_key}.{value}") if value in column.choices else value
    if column.name in _PRIVATE:
        return mask_phone(str(value))
    if isinstance(value, tuple):
        return "/".join(str(part) for part in value)
    return str(value) if isinstance(value, int) else value


def _settle(
    row: Row, entry: Entry, known: Known, differ: dict[str, Any], verdict: Verdict, overlay: MutableMapping[Key, Known]
) -> bool:
    """Take over what differs, except where a clerk's own edit is newer; True where something changes.

    The record is changed in memory at once: later rows of the file are compared with what this one leaves behind.
    """
    if known.id is not None:
        verdict.seen.add(known.id)
    edited = read_edited(known.edited)
    changes = {name: value for name, value in differ.items() if takes(edited, name, value)}
    verdict.kept.extend((row.number, name) for name in differ if name not in changes)
    before = {name: known.values.get(name) for name in changes}
    known.values.update(changes)
    if edited and known.id is not None:
        known.edited = seen_by_import(edited, entry.values, known.values)
        verdict.marks.append(known)
    if not changes:
        return False
    overlay.update(dict.fromkeys(entry.keys, known))
    if known.id is None:
        for name, value in before.items():
            known.parts.setdefault("was", {}).setdefault(name, []).append(value)
    else:
        verdict.changes.append((known, before, changes))
    return True
