"""Who may do what: roles of the people who work here, what they sign in with, who stands in for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record, key_field
from deskapp.store.scope import OPEN, Rule

_UNSAID: dict[str, Any] = {"info": {"unsaid": True}}
"""Of a column whose values the trail never tells."""


class StaffRole(Record, table=True):
    """A role that somebody has from ``since`` to ``until``, both days included; ``role`` is a code of ``roles.toml``.

    It holds for the project and the department that it names, for all of them where it names none.
    """

    scope_rule: ClassVar[Rule] = OPEN
    __tablename__ = "staff_role"

    staff_id: int = key_field("staff.id")
    role: str
    department_id: int | None = key_field("department.id", nullable=True, index=False)
    since: date
    until: date | None = None


class Credential(Record, table=True):
    """What somebody signs in with: hashes alone; ``failures`` since the last time it went well."""

    scope_rule: ClassVar[Rule] = OPEN
    __table_args__: ClassVar[Any] = (UniqueConstraint("staff_id"), {"sqlite_autoincrement": True})

    staff_id: int = key_field("staff.id", index=False)
    password_hash: str = Field(sa_column_kwargs=_UNSAID)
    pin_hash: str = Field(default="", sa_column_kwargs=_UNSAID)
    must_change: bool = False
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    last_in_at: datetime | None = Field(default=None, sa_type=Moment)


class Absence(Record, table=True):
    """Somebody is away from ``since`` to ``until``, both days included; the deputy sees their work meanwhile."""

    scope_rule: ClassVar[Rule] = OPEN

    staff_id: int = key_field("staff.id")
    since: date
    until: date
    deputy_id: int | None = key_field("staff.id", nullable=True)
    reason: str = ""


class ScriptToken(Record, table=True):
    """What a script of somebody's signs in with, by its hash; ``expires_on`` is its last day."""

    scope_rule: ClassVar[Rule] = OPEN
    __tablename__ = "script_token"
    __table_args__: ClassVar[Any] = (UniqueConstraint("token_hash"), {"sqlite_autoincrement": True})

    staff_id: int = key_field("staff.id")
    name: str
    token_hash: str = Field(sa_column_kwargs=_UNSAID)
    made_at: datetime = Field(sa_type=Moment)
    expires_on: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
