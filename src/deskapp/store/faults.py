"""What the database says, in the program's codes; the one place that reads its messages."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

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
_BY_ERRNO = {
    errno.ENOSPC: "store.full",
    errno.EDQUOT: "store.full",
    errno.EACCES: "store.read_only",
    errno.EPERM: "store.read_only",
    errno.EROFS: "store.read_only",
    errno.EIO: "store.disk_error",
}


@contextmanager
def telling_faults() -> Iterator[None]:
    """Whatever the database or its disk refuses within comes out as a DeskError; a mistake of ours as it is."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise database_fault(error) or error from error
    except UnicodeDecodeError as error:
        # the database's own words about damage hold what is damaged
        raise DeskError("store.corrupt") from error
    except OSError as error:
        raise DeskError(_BY_ERRNO.get(error.errno or 0, "store.cannot_open")) from error


def database_fault(error: BaseException) -> DeskError | None:
    """The DeskError for an error of the database as a whole; None where it is the program's own mistake."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and str(error).startswith("Could not decode to UTF-8"):
        return DeskError("store.corrupt")
    known = None if code is None else _BY_CODE.get(code & 0xFF)
    return DeskError(known) if known else None


def is_busy(error: BaseException) -> bool:
    """True where another writer holds the lock and trying again is right."""
    fault = database_fault(error)
    return fault is not None and fault.code == "store.busy"
