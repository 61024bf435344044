"""How many complaints there are of each kind, kept by the database itself: figures cost the same at any size."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from sqlalchemy import Index
from sqlmodel import Field

from deskapp.store.base import Record
from deskapp.store.scope import OWN_OR_OFFICE, Rule

TALLIES: Final = ("level", "open", "ended", "call")


class ComplaintTally(Record, table=True):
    """How many rows of ``complaint`` and ``follow_up_call`` are alike; triggers of the database move it with each row.

    ``what`` is: ``level`` open ones of a level; ``open`` those received on a ``day``, too; ``ended`` closed in a month
    (``2026-11``) for a cause (``code``), ``late`` where a clock was missed; ``call`` calls made in a month by result.
    Days are those of the eighth zone. Nothing is decided by it; checking counts anew and compares.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "complaint_tally"
    __table_args__: ClassVar[Any] = (
        Index("ix_complaint_tally_key", "what", "day", "level", "code", "late"),
        {"sqlite_autoincrement": True},
    )

    what: str
    day: str = ""
    level: int = 0
    code: str = ""
    late: bool = False
    total: int = Field(default=0)
