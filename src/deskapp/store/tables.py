"""The store's own tables: the trail of changes, numbers, search keys, and the batches of the importers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, PrimaryKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from deskapp.store.base import Id, Moment
from deskapp.store.scope import OWN, OWN_OR_OFFICE, Rule


class Audit(SQLModel, table=True):
    """One change: who, when, what, of which record. ``digest`` is the payload's.

    ``seal`` covers all of it and the seal of the entry before; the database refuses to change or delete an entry.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (Index(None, "entity", "entity_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    clerk_id: int | None = Field(default=None, sa_type=BigInteger)
    clerk: str
    action: str
    entity: str
    entity_id: int | None = Field(default=None, sa_type=BigInteger)
    office_id: int | None = Field(default=None, sa_type=BigInteger)
    project_id: int | None = Field(default=None, sa_type=BigInteger)
    batch_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    reason: str = Field(default="")
    digest: str
    seal: bytes | None = Field(default=None, sa_type=LargeBinary)


class AuditPayload(SQLModel, table=True):
    """What a change was, apart from the entry so that only a recorded redaction may empty it. JSON texts."""

    __tablename__ = "audit_payload"

    audit_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="audit.id")
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)


class AuditHead(SQLModel, table=True):
    """Where the trail ends, in the one row 1, sealed: entries that are cut off at the end are missed by it."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    count: int = Field(sa_type=BigInteger)
    last_id: int = Field(sa_type=BigInteger)
    last_at: str
    last_seal: bytes = Field(sa_type=LargeBinary)
    seal: bytes = Field(sa_type=LargeBinary)


class NumberSeries(SQLModel, table=True):
    """The last number given out of one series of one office, such as KH of 2026-11-22."""

    __tablename__ = "number_series"
    __table_args__: ClassVar[Any] = (PrimaryKeyConstraint("office_id", "series"),)

    office_id: int = Field(sa_type=BigInteger)
    series: str
    last: int = Field(sa_type=BigInteger)


class SearchKey(SQLModel, table=True):
    """Folded words by which a record is found; the primary key is the index and the rows are kept in its order."""

    __tablename__ = "search_key"
    __table_args__: ClassVar[Any] = (PrimaryKeyConstraint("kind", "key", "id"), {"sqlite_with_rowid": False})

    kind: int
    key: str
    id: int = Field(sa_type=BigInteger)


class ImportBatch(SQLModel, table=True):
    """One file taken in: what it was, how it ended, and what its undo needs.

    ``state``: applying, done, undone, partly_undone. An applying batch whose lock file nobody holds is dead.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "import_batch"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "number"),
        Index(None, "state"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    office_id: int = Field(sa_type=BigInteger, foreign_key="office.id")
    project_id: int | None = Field(default=None, sa_type=BigInteger)
    number: str
    kind: str
    file: str
    digest: str
    options: str = Field(default="", sa_type=Text)
    state: str
    clerk: str
    started_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    row_count: int = Field(default=0)
    created: int = Field(default=0)
    updated: int = Field(default=0)
    unchanged: int = Field(default=0)
    rejected: int = Field(default=0)
    also: str = Field(default="", sa_type=Text)
    kept: str = Field(default="", sa_type=Text)
    rejects_file: str | None = Field(default=None)


class ImportRange(SQLModel, table=True):
    """Records that a slice of a batch made: a table and a run of numbers, both ends included."""

    __tablename__ = "import_range"
    __table_args__: ClassVar[Any] = (
        Index(None, "batch_id"),
        Index(None, "entity", "first_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    batch_id: int = Field(sa_type=BigInteger, foreign_key="import_batch.id")
    entity: str
    first_id: int = Field(sa_type=BigInteger)
    last_id: int = Field(sa_type=BigInteger)


class ImportBefore(SQLModel, table=True):
    """What a record said before a batch changed it (JSON), and the version that the batch gave it.

    ``told`` is what people read of it: field -> [before, after] in the words of the sheet, parts of the record too.
    """

    __tablename__ = "import_before"
    __table_args__: ClassVar[Any] = (
        Index(None, "batch_id"),
        Index(None, "entity", "entity_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    batch_id: int = Field(sa_type=BigInteger, foreign_key="import_batch.id")
    entity: str
    entity_id: int = Field(sa_type=BigInteger)
    version: int
    before: str = Field(sa_type=Text)
    told: str = Field(default="", sa_type=Text)
