"""Organisations around the counter: authorities, banks, tax offices, contractors, property companies."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint

from deskapp.store.base import Record
from deskapp.store.scope import OFFICE, Rule


class Organisation(Record, table=True):
    """Somebody the office deals with who is no customer; it may have a calendar of its own (``office/calendar``)."""

    scope_rule: ClassVar[Rule] = OFFICE
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "name"), {"sqlite_autoincrement": True})

    name: str
    kind: str
    alias: str = ""
    phone: str | None = None
    address: str = ""
