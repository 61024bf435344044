"""Looking into the trail: who did what to which record on which day; numbers of people only by their last figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.store.secrets import SEALED, SHOWN
from deskapp.store.tables import Audit, AuditPayload
from deskapp.store.work import Reader

# figures of a document, a phone or an account, blanks between them or not; but our own numbers (KH-20261122-0007),
# days, amounts and the fractions of a moment
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])(?<![A-Za-z]-)\+?[0-9]+(?:[ .-]?[0-9]+)*[Xx]?(?![0-9A-Za-z])")
_NOBODYS: Final = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2})?|\d+\.\d{1,2}|\d{2}\.\d{6}")
_SHORTEST: Final = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: texts are whole words, ``action`` also the beginning of one (``customer``); days as moments."""

    clerk: str = ""
    action: str = ""
    entity: str = ""
    record: int | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is shown; ``changes`` are (field, before, after), masked; None where it was redacted."""

    id: int
    at: datetime
    clerk: str
    action: str
    entity: str
    record: int | None
    reason: str
    changes: tuple[tuple[str, Any, Any], ...] | None


def find_entries(reader: Reader, wanted: Wanted, limit: int = 50) -> list[Entry]:
    """The latest entries that are wanted, newest first."""
    query = select(Audit, AuditPayload).join(AuditPayload, col(AuditPayload.audit_id) == col(Audit.id), isouter=True)
    if wanted.clerk:
        query = query.where(col(Audit.clerk) == wanted.clerk)
    if wanted.action:
        group = col(Audit.action).startswith(f"{wanted.action}.", autoescape=True)
        query = query.where((col(Audit.action) == wanted.action) | group)
    if wanted.entity:
        query = query.where(col(Audit.entity) == wanted.entity)
    if wanted.record is not None:
        query = query.where(col(Audit.entity_id) == wanted.record)
    if wanted.since:
        query = query.where(col(Audit.at) >= wanted.since)
    if wanted.before:
        query = query.where(col(Audit.at) < wanted.before)
    found = reader.session.exec(query.order_by(col(Audit.id).desc()).limit(limit))
    return [_entry(audit, payload) for audit, payload in found]


def _entry(audit: Audit, payload: AuditPayload | None) -> Entry:
    texts = (None, None) if payload is None else (payload.before, payload.after)
    before, after = (_read(text) for text in texts)
    changes = tuple(_changes(before, after)) if any(texts) else None
    return Entry(
        audit.id or 0, audit.at, audit.clerk, audit.action, audit.entity, audit.entity_id, audit.reason, changes
    )  # fmt: skip


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield name, masked(before.get(name)), masked(after.get(name))


def masked(value: Any) -> Any:
    """A value with every longer number hidden but for its last four figures, however deep it lies."""
    if isinstance(value, dict):
        return {name: masked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [masked(part) for part in value]
    return _NUMBER.sub(_hidden, SEALED.sub(SHOWN, value)) if isinstance(value, str) else value


def _hidden(match: re.Match[str]) -> str:
    text = match[0]
    figures = sum(sign.isdigit() for sign in text)
    if figures < _SHORTEST or _NOBODYS.fullmatch(text):
        return text
    return "*" * (len(text) - 4) + text[-4:]


def _read(text: str | None) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"": value}
