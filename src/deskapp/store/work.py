"""The unit of work: the only way to change a record. One action, one transaction, one trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import event, inspect
from sqlmodel import Session, SQLModel

from deskapp.errors import DeskError, StaleEdit
from deskapp.store.audit import hushed, image, stamp, to_json, unsaid_columns
from deskapp.store.audit_write import Trail
from deskapp.store.base import Record
from deskapp.store.edited import note_edits
from deskapp.store.follow import Following, Projector
from deskapp.store.keys import Indexer, KeyChanges
from deskapp.store.numbering import take_numbers
from deskapp.store.rights import EVERYTHING, Rights
from deskapp.store.scope import Scope as Scope
from deskapp.store.scope import guard
from deskapp.store.seal_keys import Keys
from deskapp.store.tables import NumberSeries

T = TypeVar("T", bound=SQLModel)
_OWN_TABLES = (NumberSeries,)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who acts: the staff record, the name to show, the office whose records they work on, and what they may."""

    id: int
    name: str
    office_id: int
    country: str = "CN"
    language: str = "zh"
    rights: Rights = EVERYTHING


class Reader:
    """A read: a session that cannot write, the scope that its queries keep to, and the rights of whoever asks."""

    def __init__(self, session: Session, scope: Scope, rights: Rights = EVERYTHING) -> None:
        self.session = session
        self.scope = scope
        self.rights = rights
        guard(session, scope)

    def get(self, table: type[T], number: int) -> T:
        """The record of that number, or ``store.gone``."""
        record = self.session.get(table, number)
        if record is None:
            raise DeskError("store.gone", entity=table.__name__, number=number)
        return record


class Work(Reader):
    """A write: everything that an action records stands or falls together.

    ``now`` is the moment of entry (aware); ``today`` its day in the zone that ``now`` carries.
    """

    def __init__(
        self,
        session: Session,
        scope: Scope,
        clerk: Clerk,
        action: str,
        now: datetime,
        indexers: Iterable[Indexer],
        keys: Keys,
        projectors: Iterable[Projector] = (),
    ) -> None:
        super().__init__(session, scope, clerk.rights)
        self.clerk = clerk
        self.action = action
        self.now = now
        self.reason = ""
        self.trail = Trail(keys)
        self.indexers = tuple(indexers)
        self._keys = KeyChanges(session, self.indexers)
        self.following = Following(session, tuple(projectors))
        self._open: Collection[int] = ()
        event.listen(session, "before_flush", self._assert_recorded)

    @property
    def today(self) -> date:
        """The day of entry."""
        return self.now.date()

    def number(self, prefix: str) -> str:
        """The next number of today's series."""
        return take_numbers(self.session, self.clerk.office_id, prefix, self.today)[0]

    def add(self, record: T) -> T:
        """A new record; comes back with its number."""
        self._touch(record)
        self.session.add(record)
        self._write(record)
        self._touch(record)
        self._enter(record, None, image(record))
        return record

    def change(self, record: T, fields: Mapping[str, Any], *, seen: int | None = None) -> bool:
        """Set ``fields``; False where they say what is there already.

        ``seen`` is the version that the clerk opened: an older one raises ``StaleEdit`` with what is stored now.
        """
        self._assert_clean(record)
        before = image(record)
        if seen is not None and seen != before["version"]:
            raise StaleEdit(type(record).__name__.lower(), before)
        changed = {name: value for name, value in fields.items() if before[name] != value}
        if not changed:
            return False
        _refuse_blocked(record, changed)
        self._touch(record)
        for name, value in changed.items():
            setattr(record, name, value)
        if isinstance(record, Record):
            told = changed.keys() - unsaid_columns(type(record))
            record.edited = note_edits(record.edited, {name: before[name] for name in before if name in told})
        if "version" in before:
            setattr(record, "version", before["version"] + 1)  # noqa: B010 - not every table has one
        self._write(record)
        self._touch(record)
        self._enter(record, {name: before[name] for name in changed}, changed)
        return True

    def derive(self, record: SQLModel, fields: Mapping[str, Any]) -> bool:
        """Set what follows from other records, such as a due day from events; False where it stands there already.

        It raises no version, because nobody edited the record, and has no entry: the trail has what it follows from.
        """
        return self.derive_all([(record, fields)]) > 0

    def derive_all(self, figures: Iterable[tuple[SQLModel, Mapping[str, Any]]]) -> int:
        """As ``derive`` for many records in one go, each at most once; how many say something else than before."""
        changed = []
        for record, fields in figures:
            self._assert_clean(record)
            differ = {name: value for name, value in fields.items() if getattr(record, name) != value}
            if differ:
                changed.append((record, differ))
        for record, differ in changed:
            self._touch(record, differ)
        for record, differ in changed:
            for name, value in differ.items():
                setattr(record, name, value)
        if changed:
            self._write(*(record for record, _ in changed))
        for record, differ in changed:
            self._touch(record, differ)
        return len(changed)

    def touch(
        self, record: Record, before: Mapping[str, Any], after: Mapping[str, Any], *, seen: int | None = None
    ) -> None:
        """A part of ``record`` is about to change, such as a phone: version, trail and search keys follow.

        Called before the part changes, so that the keys from before are known; ``before`` and ``after`` are what the
        record shows of it. ``seen`` as in ``change``.
        """
        self._assert_clean(record)
        now = image(record)
        if seen is not None and seen != now["version"]:
            raise StaleEdit(type(record).__name__.lower(), now)
        _refuse_blocked(record, after)
        self._touch(record)
        record.version += 1
        self._write(record)
        self._enter(record, dict(before), dict(after))

    def mark_edited(self, record: Record, before: Mapping[str, Any]) -> None:
        """Mark fields that the record shows but a part of it holds, such as a customer's main phone."""
        self._assert_clean(record)
        record.edited = note_edits(record.edited, before)
        self._write(record)

    def remove(self, record: SQLModel) -> None:
        """Take a record away; its last words stay in the trail."""
        self._assert_clean(record)
        self._touch(record)
        before = image(record)
        self.session.delete(record)
        self._write(record)
        self._enter(record, before, None)

    def let_go(self, record: SQLModel) -> None:
        """Take a record away for good: the trail keeps that it went, and nothing of what it said."""
        self.overwrite_deleted()
        self._assert_clean(record)
        self._touch(record)
        self.session.delete(record)
        self._write(record)
        self._enter(record, None, None)

    def empty(self, record: SQLModel, fields: Mapping[str, Any]) -> None:
        """Set fields to what says nothing of anybody; the trail keeps which, and nothing of what they said."""
        self.overwrite_deleted()
        self._assert_clean(record)
        self._touch(record)
        for name, value in fields.items():
            setattr(record, name, value)
        if isinstance(record, Record):
            # what the last import said of them lies there
            record.edited = ""
            record.version += 1
        self._write(record)
        self._touch(record)
        self._enter(record, None, {"emptied": sorted(fields)})

    def overwrite_deleted(self) -> None:
        """From now on what this work deletes is overwritten in the file, where it would lie until the place is used."""
        self.session.connection().exec_driver_sql("PRAGMA secure_delete = ON")

    def entry(
        self,
        entity: str,
        entity_id: int | None,
        *,
        before: Any = None,
        after: Any = None,
        project_id: int | None = None,
        batch_id: int | None = None,
    ) -> None:
        """An entry of the trail that stands for more than one record, such as a slice of an import."""
        if project_id is not None:
            self.clerk.rights.refuse(self.action, project_id)
        columns = (
            stamp(self.now),
            self.clerk.id,
            self.clerk.name,
            self.action,
            entity,
            entity_id,
            self.clerk.office_id,
            project_id,
            batch_id,
            self.reason,
        )
        self.trail.add(columns, *(None if value is None else to_json(value) for value in (before, after)))

    def finish(self) -> None:
        """Write what follows from everything touched, the search keys and the trail; the store commits after it."""
        self.session.flush()
        self.following.work(self)
        self._keys.write()
        self.session.flush()
        self.trail.write(self.session.connection())

    def _touch(self, record: SQLModel, columns: Collection[str] | None = None) -> None:
        """Search keys and figures follow a record, from how it is at this moment; ``columns`` of it change."""
        self._keys.touch(record, columns)
        self.following.touch(record)

    def _enter(self, record: SQLModel, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        # tables keyed by more than a number have none to name
        number = cast("int | None", inspect(record).identity[0]) if inspect(record).identity else None
        project = record.project_id if isinstance(record, Record) else None
        if unsaid := unsaid_columns(type(record)):
            before, after = hushed(before, unsaid), hushed(after, unsaid)
        self.entry(type(record).__name__.lower(), number, before=before, after=after, project_id=project)

    def _write(self, *records: SQLModel) -> None:
        """Flush, while nothing but these records may have changed."""
        self._open = {id(record) for record in records}
        try:
            self.session.flush()
        finally:
            self._open = ()

    def _assert_clean(self, record: SQLModel) -> None:
        if self.session.is_modified(record):
            raise RuntimeError(f"{type(record).__name__} was changed behind the unit of work's back")

    def _assert_recorded(self, session: Session, _context: object, _instances: object) -> None:
        changed = [*session.new, *session.deleted]
        changed += [one for one in session.dirty if id(one) not in self._open and session.is_modified(one)]
        for record in changed:
            if id(record) not in self._open and not isinstance(record, _OWN_TABLES):
                raise RuntimeError(f"{type(record).__name__} was changed behind the unit of work's back")


def _refuse_blocked(record: SQLModel, fields: Mapping[str, Any]) -> None:
    """A blocked record (``blocked_why``) takes no change but the one that ends it."""
    why = getattr(record, "blocked_why", "")
    if why and not fields.keys() <= {"blocked_on", "blocked_why"}:
        raise DeskError("privacy.blocked", number=getattr(record, "number", ""), why=why)
