"""What an entry of the trail says: a record before and after, in JSON, and the digest that the entry's seal covers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlmodel import SQLModel

from deskapp.store.seal import payload_digest
from deskapp.store.secrets import SHOWN, Hidden


def image(record: SQLModel) -> dict[str, Any]:
    """A record's columns as they are now; relationships and bookkeeping left out."""
    columns = record.__table__.columns  # type: ignore[attr-defined]
    return {column.name: getattr(record, column.name) for column in columns if column.name != "edited"}


@cache
def unsaid_columns(table: type[SQLModel]) -> frozenset[str]:
    """Columns whose values no entry tells, such as the hash of a password."""
    columns = table.__table__.columns  # type: ignore[attr-defined]
    return frozenset(column.name for column in columns if column.info.get("unsaid"))


def hushed(values: dict[str, Any] | None, unsaid: frozenset[str]) -> dict[str, Any] | None:
    """The values without what is not told: dots where there is something."""
    if values is None:
        return None
    return {name: SHOWN if name in unsaid and value else value for name, value in values.items()}


def to_json(values: Any) -> str:
    """Stable JSON: sorted keys, days and moments ISO, exact figures as strings."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Hidden):
        return value.mark
    if isinstance(value, (date, datetime, Decimal)):
        return value.isoformat() if isinstance(value, date) else str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")


def digest(before: str | None, after: str | None) -> str:
    """SHA-256 over both texts of a payload; an absent text differs from an empty one."""
    return payload_digest(*(None if text is None else text.encode() for text in (before, after)))


def stamp(moment: datetime) -> str:
    """A moment as the database keeps it: UTC, always of one length, so that later is greater."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
