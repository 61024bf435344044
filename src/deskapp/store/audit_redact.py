"""Emptying what entries of the trail say, where the law wants it gone: recorded, with a reason; the digest stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from deskapp.errors import DeskError
from deskapp.store.bulk import table_of
from deskapp.store.tables import Audit, AuditPayload
from deskapp.store.work import Reader, Work

REDACTED = "audit"


def entries_about(reader: Reader, entity: str, number: int) -> list[int]:
    """The entries about one record that still say something, oldest first."""
    full = col(AuditPayload.before).is_not(None) | col(AuditPayload.after).is_not(None)
    query = select(col(Audit.id)).join(AuditPayload, col(AuditPayload.audit_id) == col(Audit.id))
    about = query.where(col(Audit.entity) == entity, col(Audit.entity_id) == number, full)
    return [int(number) for (number,) in reader.session.execute(about.order_by(col(Audit.id)))]


def redact(work: Work, numbers: Sequence[int], reason: str) -> int:
    """Empty what these entries say, each with an entry of its own before; how many there were to empty.

    Raises ``audit.reason`` and, naming the number, ``audit.unknown``.
    """
    if not reason.strip():
        raise DeskError("audit.reason", "reason")
    work.reason = reason.strip()
    work.overwrite_deleted()
    full = [number for number in dict.fromkeys(numbers) if _says_something(work, number)]
    for number in full:
        work.entry(REDACTED, number)
    connection = work.session.connection()
    # the database lets nothing be emptied that is not recorded as being so
    work.trail.write(connection)
    for number in full:
        connection.exec_driver_sql("UPDATE audit_payload SET before = NULL, after = NULL WHERE audit_id = ?", (number,))
    return len(full)


def _says_something(work: Work, number: int) -> bool:
    payload = table_of(AuditPayload)
    query = select(payload.c.before, payload.c.after).where(payload.c.audit_id == number)
    found = work.session.execute(query).first()
    if found is None:
        raise DeskError("audit.unknown", "number", number=number)
    return found != (None, None)
