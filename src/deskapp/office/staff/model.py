"""The office itself, its departments, and the people who work there."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deskapp.store.base import Id, Record, key_field
from deskapp.store.scope import OPEN, Rule

UNNAMED: Final = "deskapp"
"""What an office is called until it is given its own name."""


class Office(SQLModel, table=True):
    """One counter: its country decides number formats and the calendar, its language the sheets and letters.

    Name, address, phone and ``place`` (where letters are dated) stand at the head of every letter.
    """

    __table_args__: ClassVar[Any] = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    name: str
    country: str = "CN"
    language: str = "zh"
    address: str = ""
    phone: str = ""
    place: str = ""
    version: int = 1


class Department(Record, table=True):
    """A department that tasks are given to."""

    scope_rule: ClassVar[Rule] = OPEN
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "name"), {"sqlite_autoincrement": True})

    name: str


class Staff(Record, table=True):
    """A person who works for the office; ``login`` is the name the computer knows, where there is one."""

    scope_rule: ClassVar[Rule] = OPEN
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "number"), {"sqlite_autoincrement": True})

    number: str
    name: str
    login: str | None = Field(default=None, index=True)
    department_id: int | None = key_field("department.id", nullable=True)
    phone: str | None = None
    email: str | None = None
    role: str = ""
    active: bool = True
