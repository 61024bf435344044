"""Taking a batch back: what it made goes, what it changed becomes what it was, and what has moved on since is named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, DateTime, Table, delete, not_, select, update
from sqlmodel import SQLModel

from deskapp.store.base import Area, Moment
from deskapp.store.bulk import in_chunks, table_of
from deskapp.store.keys import Indexer
from deskapp.store.tables import ImportBefore, ImportRange, SearchKey
from deskapp.store.work import Work

Spot = tuple[str, int]


@dataclass(slots=True)
class Undo:
    """What an undo took back and what stands in its way: ``edited`` since, or ``used`` by a record made since."""

    removed: int = 0
    restored: int = 0
    edited: list[Spot] = field(default_factory=list)
    used: list[Spot] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """True where something has moved on since the import."""
        return bool(self.edited or self.used)


class BatchUndo:
    """The undo of one batch inside one unit of work; ``parts``: tables whose rows belong to a record of another."""

    def __init__(self, work: Work, batch_id: int, parts: Mapping[str, str]) -> None:
        self._work = work
        self._batch_id = batch_id
        self._parts = parts
        self._tables: dict[str, Table] = {str(table.name): table for table in SQLModel.metadata.sorted_tables}
        self._made = self._made_ids()
        self._before = self._before_rows()
        self._held = {name: set(ids) for name, ids in self._made.items()}
        for name, number in self._before:
            self._held.setdefault(name, set()).add(number)

    def run(self, *, partial: bool) -> Undo:
        """Take back all of it, or with ``partial`` what nothing hinders; without it a hindered undo changes nothing."""
        undo = Undo()
        undo.edited = self._edited()
        undo.used = self._used()
        if undo.blocked and not partial:
            return undo
        kept = self._kept({*undo.edited, *undo.used})
        gone = {name: ids - {n for table, n in kept if table == name} for name, ids in self._made.items()}
        restored = [spot for spot in self._before if spot not in kept]
        touched = self._touched(gone, restored)
        keys = {indexer.name: indexer.make(self._work.session, ids) for indexer, ids in touched}
        changed = {name: {n for table, n in restored if table == name} for name, _ in restored}
        self._work.following.touch_rows({name: gone.get(name, set()) | changed.get(name, set()) for name in self._held})
        for spot in restored:
            self._restore(spot)
        # rows that follow from these go with them, when they are worked out anew before the commit
        self._work.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        self._remove(gone)
        # whatever was read before is of before
        self._work.session.expire_all()
        self._work.following.touch_rows(changed)
        for indexer, ids in touched:
            self._rekey(indexer, ids, keys[indexer.name])
        undo.removed = sum(len(ids) for name, ids in gone.items() if name not in self._parts)
        undo.restored = len(restored)
        self._work.entry(
            "import_batch",
            self._batch_id,
            before={"removed": {name: sorted(ids) for name, ids in gone.items()}, "restored": sorted(restored)},
            batch_id=self._batch_id,
        )
        return undo

    def title(self, spot: Spot) -> str:
        """What a record is called in a message: its number, name or room; a part is called by its owner."""
        name, number = spot
        table = self._tables[name]
        if name in self._parts:
            owner = self._parts[name]
            found = self._work.session.execute(select(_owner_column(table, owner)).where(table.c.id == number)).scalar()
            return name if found is None else self.title((owner, int(found)))
        columns = [table.columns[c] for c in ("number", "code", "name", "entrance", "room", "parcel") if c in table.c]
        if not columns:
            return self._title_by_part(name, number)
        row = self._work.session.execute(select(*columns).where(table.c.id == number)).first()
        return " ".join(str(value) for value in row if value) if row else f"{name} {number}"

    def _title_by_part(self, name: str, number: int) -> str:
        """What a record without a name of its own is called: by a part that has a number, such as a deal's contract.

        Where no part has one either, it is called as what it points to: a loan as its deal, a handover as its home.
        """
        for part, owner in self._parts.items():
            table = self._tables[part]
            if owner == name and "number" in table.c:
                query = select(table.c.number).where(_owner_column(table, owner) == number)
                if (called := self._work.session.execute(query).scalar()) is not None:
                    return str(called)
        whole = self._parts.values()
        owners = {str(key.column.table.name): c for c in self._tables[name].c for key in c.foreign_keys}
        for owner, column in owners.items():
            if owner in (*whole, "unit") and owner != name:
                query = select(column).where(self._tables[name].c.id == number)
                if (pointed := self._work.session.execute(query).scalar()) is not None:
                    return self.title((owner, int(pointed)))
        return f"{name} {number}"

    def _made_ids(self) -> dict[str, set[int]]:
        made: dict[str, set[int]] = defaultdict(set)
        table = table_of(ImportRange)
        for row in self._work.session.execute(select(table).where(table.c.batch_id == self._batch_id)):
            made[row.entity].update(range(row.first_id, row.last_id + 1))
        return made

    def _before_rows(self) -> dict[Spot, tuple[int, list[dict[str, Any]]]]:
        """For every changed record its last version by this batch, and its before-images, latest first."""
        rows: dict[Spot, tuple[int, list[dict[str, Any]]]] = {}
        table = table_of(ImportBefore)
        found = select(table).where(table.c.batch_id == self._batch_id).order_by(table.c.id.desc())
        for row in self._work.session.execute(found):
            version, images = rows.setdefault((row.entity, row.entity_id), (row.version, []))
            images.append(json.loads(row.before))
            rows[row.entity, row.entity_id] = (version, images)
        return rows

    def _edited(self) -> list[Spot]:
        edited: list[Spot] = []
        for name, ids in self._made.items():
            table = self._tables[name]
            for part in in_chunks(sorted(ids)):
                rows = self._work.session.execute(select(table.c.id, table.c.version).where(table.c.id.in_(part)))
                edited += [(name, n) for n, version in rows if version != self._expected((name, n))]
        for (name, number), (version, _) in self._before.items():
            if number in self._made.get(name, ()):
                continue
            table = self._tables[name]
            now = self._work.session.execute(select(table.c.version).where(table.c.id == number)).scalar()
            if now != version:
                edited.append((name, number))
        return edited

    def _expected(self, spot: Spot) -> int:
        return self._before[spot][0] if spot in self._before else 1

    def _used(self) -> list[Spot]:
        """Records of the batch that a record from elsewhere points to, whatever table that is in."""
        used: set[Spot] = set()
        for table in self._tables.values():
            for column in table.columns:
                for key in column.foreign_keys:
                    target = str(key.column.table.name)
                    if self._made.get(target):
                        used.update((target, n) for n in self._pointed_at(table, column, self._made[target]))
        return sorted(used)

    def _pointed_at(self, table: Table, column: Column[Any], ids: set[int]) -> set[int]:
        own = self._made.get(str(table.name), set())
        if "id" not in table.columns:
            return set()
        pointed: set[int] = set()
        made = self._work.following.made.get(str(table.name))
        follows = [] if made is None else [not_(made)]
        for part in in_chunks(sorted(ids)):
            rows = self._work.session.execute(select(table.c.id, column).where(column.in_(part), *follows))
            pointed.update(target for number, target in rows if number not in own)
        return pointed

    def _kept(self, blocked: set[Spot]) -> set[Spot]:
        """What must stay with the blocked records: what they point to, and the parts that belong to them."""
        kept, waiting = set(blocked), list(blocked)
        while waiting:
            name, number = waiting.pop()
            more = self._parents(name, number) | self._own_parts(name, number)
            waiting += more - kept
            kept |= more
        return kept

    def _parents(self, name: str, number: int) -> set[Spot]:
        """The records of this batch that one points to; of those it only changed, the owner of a part."""
        table, held = self._tables[name], self._held
        owner = self._parts.get(name)
        targets = {c.name: str(k.column.table.name) for c in table.columns for k in c.foreign_keys}
        targets = {c: t for c, t in targets.items() if self._made.get(t) or (t == owner and held.get(t))}
        if not targets:
            return set()
        row = self._work.session.execute(select(*(table.c[c] for c in targets)).where(table.c.id == number)).first()
        pointed = zip(targets.values(), row or (), strict=False)
        return {(t, n) for t, n in pointed if n in (held if t == owner else self._made).get(t, ())}

    def _own_parts(self, name: str, number: int) -> set[Spot]:
        """The parts of a record that this batch made or changed: whoever keeps one of them keeps them all."""
        spots: set[Spot] = set()
        for part, owner in self._parts.items():
            if owner == name and self._held.get(part):
                table = self._tables[part]
                rows = self._work.session.execute(select(table.c.id).where(_owner_column(table, owner) == number))
                spots |= {(part, n) for (n,) in rows if n in self._held[part]}
        return spots

    def _touched(self, gone: Mapping[str, set[int]], restored: list[Spot]) -> list[tuple[Indexer, list[int]]]:
        touched: list[tuple[Indexer, list[int]]] = []
        for indexer in self._work.indexers:
            ids = gone.get(indexer.name, set()) | {n for name, n in restored if name == indexer.name}
            for part, owner in self._parts.items():
                if owner == indexer.name:
                    spots = gone.get(part, set()) | {n for name, n in restored if name == part}
                    ids |= self._owners(part, owner, spots)
            touched.append((indexer, sorted(ids)))
        return touched

    def _owners(self, part: str, owner: str, spots: set[int]) -> set[int]:
        table = self._tables[part]
        owners: set[int] = set()
        for chunk in in_chunks(sorted(spots)):
            rows = self._work.session.execute(select(_owner_column(table, owner)).where(table.c.id.in_(chunk)))
            owners.update(number for (number,) in rows)
        return owners

    def _restore(self, spot: Spot) -> None:
        name, number = spot
        table = self._tables[name]
        version, images = self._before[spot]
        for image in images:
            # back to the old version too: whoever opened the record before the import sees what they opened
            version -= 1
            values = {field: _typed(table.columns[field], value) for field, value in image.items()}
            self._work.session.execute(update(table).where(table.c.id == number).values(**values, version=version))

    def _remove(self, gone: Mapping[str, set[int]]) -> None:
        for table in reversed(SQLModel.metadata.sorted_tables):
            for part in in_chunks(sorted(gone.get(str(table.name), ()))):
                self._work.session.execute(delete(table).where(table.c.id.in_(part)))

    def _rekey(self, indexer: Indexer, ids: list[int], before: Mapping[int, frozenset[str]]) -> None:
        table = table_of(SearchKey)
        after = indexer.make(self._work.session, ids)
        for number in ids:
            keys = sorted(before.get(number, frozenset()) - after.get(number, frozenset()))
            for part in in_chunks(keys):
                self._work.session.execute(
                    delete(table).where(table.c.kind == indexer.kind, table.c.id == number, table.c.key.in_(part))
                )
            come = sorted(after.get(number, frozenset()) - before.get(number, frozenset()))
            if come:
                rows = [{"kind": indexer.kind, "key": key, "id": number} for key in come]
                self._work.session.execute(table.insert().prefix_with("OR IGNORE"), rows)


def _owner_column(part: Table, owner: str) -> Column[Any]:
    """The column of a part that says whose it is."""
    return next(c for c in part.columns for key in c.foreign_keys if str(key.column.table.name) == owner)


def _typed(column: Column[Any], value: Any) -> Any:
    """A value of a before-image as the column takes it: JSON knows neither days nor exact figures."""
    if value is None:
        return None
    if isinstance(column.type, Area):
        return Decimal(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, (DateTime, Moment)):
        return datetime.fromisoformat(value)
    return value
