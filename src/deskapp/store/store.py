"""The database as the rest of the program knows it: read with a query, write with an action."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from deskapp.errors import DeskError
from deskapp.store.audit_anchors import Anchors
from deskapp.store.engine import connect, make_engine
from deskapp.store.faults import database_fault
from deskapp.store.follow import Projector
from deskapp.store.keys import Indexer
from deskapp.store.rights import EVERYTHING, Rights
from deskapp.store.scope import Scope, scope_of
from deskapp.store.seal_keys import Keys
from deskapp.store.secrets import using
from deskapp.store.work import Clerk, Reader, Work

T = TypeVar("T")
EVERYWHERE = Scope()


class Store:
    """One database file. Safe to share between threads; each read and write has its own session."""

    def __init__(
        self,
        database: Path,
        indexers: Iterable[Indexer] = (),
        scope: Scope | None = None,
        projectors: Iterable[Projector] = (),
    ) -> None:
        self.database = database
        self.indexers = tuple(indexers)
        self.projectors = tuple(projectors)
        self.scope = scope or EVERYWHERE
        self.rights = EVERYTHING
        self.keys = Keys(database.parent)
        self.secret_fields: Callable[[], frozenset[str]] = frozenset
        self.anchors = Anchors(database.parent)
        self._reads = make_engine(database, writer=False)
        self._writes = make_engine(database, writer=True)
        self._idle: list[sqlite3.Connection] = []

    def serve(self, rights: Rights) -> None:
        """From now on reads show what these rights let see."""
        self.rights, self.scope = rights, scope_of(rights)

    def read(self, query: Callable[[Reader], T]) -> T:
        """What ``query`` finds in scope, from one snapshot. A fault of the database is a DeskError."""
        return self._read(query, self.scope, self.rights)

    def read_all(self, query: Callable[[Reader], T]) -> T:
        """The same whatever the clerk may see: for what the program itself has to know, such as who may sign in."""
        return self._read(query, EVERYWHERE, EVERYTHING)

    def _read(self, query: Callable[[Reader], T], scope: Scope, rights: Rights) -> T:
        try:
            with (
                using(self.keys, self.secret_fields),
                Session(self._reads, autoflush=False, expire_on_commit=False) as session,
            ):
                return query(Reader(session, scope, rights))
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise database_fault(error) or error from error

    def write(self, clerk: Clerk, action: str, do: Callable[[Work], T], now: datetime) -> T:
        """Run an action under the write lock and commit it with its trail, or leave nothing of it.

        It sees what the clerk may see. Raises ``access.refused`` where the clerk may not do it.
        """
        clerk.rights.refuse(action)
        scope = scope_of(clerk.rights)
        try:
            with (
                using(self.keys, self.secret_fields),
                Session(self._writes, autoflush=False, expire_on_commit=False) as session,
            ):
                session.connection()
                work = Work(session, scope, clerk, action, now, self.indexers, self.keys, self.projectors)
                result = do(work)
                work.finish()
                session.commit()
            if work.trail.head:
                self.anchors.note(work.trail.head, self.keys.ring())
        except IntegrityError as error:
            if scope.is_everything:
                raise
            # what is in the way is there, but not for this clerk's eyes
            raise DeskError("access.in_the_way") from error
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise database_fault(error) or error from error
        return result

    def fold_log(self) -> None:
        """Bring the write-ahead log into the file and empty it, so that it holds nothing of what was let go.

        Where somebody reads just now a part stays for the next time.
        """
        with closing(self.raw(writer=True)) as connection, suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def raw(self, *, writer: bool) -> sqlite3.Connection:
        """A connection below the records, for ``store/`` alone: search and bulk writing."""
        return connect(self.database, writer=writer)

    @contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection]:
        """A raw connection for reading that is kept for the next borrower: opening one for every key would show."""
        connection = self._idle.pop() if self._idle else self.raw(writer=False)
        try:
            yield connection
        finally:
            self._idle.append(connection)

    def close(self) -> None:
        """Give the files back."""
        while self._idle:
            self._idle.pop().close()
        self._reads.dispose()
        self._writes.dispose()
