"""What the database says, in the program's codes; the one place that reads its messages."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from deskapp.errors import DeskError

_BY_CODE = {
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_CORRUPT: "store.corrupt",
    sqlite3.SQLITE_NOTADB: "store.corrupt",
    sqlite3.SQLITE_IOERR: "store.disk_error",
}


def database_fault(error: BaseException) -> DeskError | None:
    """The DeskError for an error of the database as a whole; None where it is the program's own mistake."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _BY_CODE.get(code & 0xFF)
    return DeskError(known) if known else None


def is_busy(error: BaseException) -> bool:
    """True where another writer holds the lock and trying again is right."""
    fault = database_fault(error)
    return fault is not None and fault.code == "store.busy"
