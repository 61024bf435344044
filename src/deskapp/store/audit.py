"""Entries of the trail: what a record said before and after, in JSON, with the digest that a later seal will cover."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel


def image(record: SQLModel) -> dict[str, Any]:
    """A record's columns as they are now; relationships and bookkeeping left out."""
    columns = record.__table__.columns  # type: ignore[attr-defined]
    return {column.name: getattr(record, column.name) for column in columns if column.name != "edited"}


def to_json(values: Any) -> str:
    """Stable JSON: sorted keys, days and moments ISO, exact figures as strings."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime, Decimal)):
        return value.isoformat() if isinstance(value, date) else str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")


def digest(before: str | None, after: str | None) -> str:
    """SHA-256 over both texts of a payload; an absent text differs from an empty one."""
    parts = ("-" if text is None else f"+{text}" for text in (before, after))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
