"""The trail of one record, newest first, as a page shows it: who, when, which field from what to what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from deskapp.store.tables import Audit, AuditPayload, ImportBatch, ImportBefore, ImportRange
from deskapp.store.work import Reader

_BOOKKEEPING = frozenset({"id", "office_id", "project_id", "building_id", "version", "created_at"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field; days, moments and exact figures are texts as the trail keeps them."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: ``fields`` is empty where the payload was redacted. ``at`` is aware UTC."""

    at: datetime
    clerk: str
    action: str
    reason: str
    fields: tuple[FieldChange, ...]


def changes_of(reader: Reader, entity: str, number: int, limit: int = 20) -> list[Change]:
    """The last ``limit`` changes of a record, those by imports among them; ``entity`` is its table (``customer``).

    The first of an imported record is its import, without fields; ``reason`` is then the batch's number.
    """
    changes = [*_entries(reader, entity, number, limit), *_imports(reader, entity, number, limit)]
    return sorted(changes, key=lambda change: change.at, reverse=True)[:limit]


def hands_since(reader: Reader, entity: str, number: int, steps: int) -> dict[str, tuple[str, datetime]]:
    """Who made the last ``steps`` changes of a record, and when: by field; under an empty name whoever was last."""
    hands: dict[str, tuple[str, datetime]] = {}
    for change in changes_of(reader, entity, number, max(1, steps)):
        for name in ("", *(field.field for field in change.fields)):
            hands.setdefault(name, (change.clerk, change.at))
    return hands


def _entries(reader: Reader, entity: str, number: int, limit: int) -> list[Change]:
    found = reader.session.exec(
        select(Audit, AuditPayload)
        .join(AuditPayload, col(AuditPayload.audit_id) == col(Audit.id), isouter=True)
        .where(Audit.entity == entity, Audit.entity_id == number)
        .order_by(col(Audit.id).desc())
        .limit(limit)
    )
    return [
        Change(audit.at, audit.clerk, audit.action, audit.reason, _fields(payload) if payload else ())
        for audit, payload in found
    ]


def _imports(reader: Reader, entity: str, number: int, limit: int) -> list[Change]:
    updates = reader.session.exec(
        select(ImportBatch, ImportBefore.told)
        .join(ImportBefore, col(ImportBefore.batch_id) == col(ImportBatch.id))
        .where(ImportBefore.entity == entity, ImportBefore.entity_id == number)
        .order_by(col(ImportBefore.id).desc())
        .limit(limit)
    )
    changes = [_by_import(batch, _read(told)) for batch, told in updates]
    last = reader.session.exec(
        select(ImportBatch, ImportRange.last_id)
        .join(ImportRange, col(ImportRange.batch_id) == col(ImportBatch.id))
        .where(ImportRange.entity == entity, col(ImportRange.first_id) <= number)
        .order_by(col(ImportRange.first_id).desc())
        .limit(1)
    ).first()
    return changes if last is None or last[1] < number else [*changes, _by_import(last[0], {})]


def _by_import(batch: ImportBatch, told: dict[str, Any]) -> Change:
    fields = tuple(FieldChange(name, before, after) for name, (before, after) in told.items())
    return Change(batch.started_at, batch.clerk, f"import.{batch.kind}", batch.number, fields)


def _fields(payload: AuditPayload) -> tuple[FieldChange, ...]:
    before, after = _read(payload.before), _read(payload.after)
    names = [name for name in dict.fromkeys((*before, *after)) if name not in _BOOKKEEPING]
    changes = (FieldChange(name, before.get(name), after.get(name)) for name in names)
    # a new record's empty fields are nothing that anybody did
    return tuple(change for change in changes if _said(change.before) != _said(change.after))


def _said(value: Any) -> Any:
    return None if value == "" else value


def _read(text: str | None) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}
