"""The ground every table stands on: names of constraints, exact column types, and what each record carries."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Integer, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only for INTEGER; every other database gets eight bytes
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment: UTC in the database, aware UTC in Python; a naive one is a programmer's error."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Area(TypeDecorator[Decimal]):
    """An area: an integer of 0.01 m² in the database, ``Decimal`` in Python; a finer one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To hundredths of a square metre."""
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != int(hundredths):
            raise ValueError("an area has two decimals")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """To square metres."""
        return None if value is None else Decimal(value).scaleb(-2)


def key_field(target: str, *, nullable: bool = False, index: bool = True, default: Any = ...) -> Any:
    """A foreign key column to ``table.column``; indexed unless said otherwise."""
    extra: dict[str, Any] = {} if default is ... and not nullable else {"default": None if default is ... else default}
    return Field(sa_type=BigInteger, foreign_key=target, nullable=nullable, index=index, **extra)


def big(*, default: Any = None) -> Any:
    """An optional eight-byte integer column (money in the currency's smallest unit)."""
    return Field(default=default, sa_type=BigInteger)


def rows_with(flag: str) -> dict[str, Any]:
    """What makes an index hold only the rows in which ``flag`` is true: few of many, on SQLite."""
    return {"sqlite_where": text(f"{flag} = 1")}


def rows_where(condition: str) -> dict[str, Any]:
    """What makes an index hold only the rows for which a condition in SQL is true, on SQLite."""
    return {"sqlite_where": text(condition)}


class Record(SQLModel):
    """What every record that a clerk can edit carries: scope, version, and the fields a clerk changed by hand.

    ``edited`` is JSON, field -> what the last import said of it; importers keep such fields (``sheets.merge``).
    """

    __table_args__: ClassVar[Any] = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    office_id: int = Field(sa_type=BigInteger, foreign_key="office.id", index=False)
    project_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="project.id", index=False)
    version: int = Field(default=1)
    edited: str = Field(default="")


def record_id(record: SQLModel) -> int:
    """The number of a record that has been flushed."""
    number = record.id  # type: ignore[attr-defined]
    if number is None:
        raise ValueError("the record is not in the database yet")
    return int(number)
