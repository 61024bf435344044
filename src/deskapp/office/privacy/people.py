"""Where somebody's data lie: every table that points to a customer, found in the tables themselves.

A table that a later desk adds is found by itself: its rows then keep a customer from being let go, and stand in the
workbook that the customer may ask for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, Table, select
from sqlmodel import SQLModel

from deskapp.errors import DeskError
from deskapp.store.work import Reader

CUSTOMER: Final = "customer"
_MERGED: Final = "merged_into"


@dataclass(frozen=True, slots=True)
class Parts:
    """What happens to rows of other tables when a customer is let go; every other table keeps the customer.

    ``gone`` go with the customer, ``loosened`` stay as figures and forget whose they were (of the columns to empty the
    first one says whose); ``touched`` are the columns that say when the office last had to do with them.
    """

    gone: tuple[str, ...] = ()
    loosened: tuple[tuple[str, tuple[str, ...]], ...] = ()
    touched: tuple[tuple[str, str], ...] = ()

    def keeps(self, table: str) -> bool:
        """Whether a row of that table keeps its customer."""
        return table not in self.gone and table not in {name for name, _ in self.loosened}


def columns_to(target: str) -> tuple[tuple[Table, Column[Any]], ...]:
    """Every column that points to a table; ``customer_id`` counts also where the database does not check it."""
    return _columns_to(target, len(SQLModel.metadata.tables))


@cache
def _columns_to(target: str, count: int) -> tuple[tuple[Table, Column[Any]], ...]:
    """Found once for so many tables: sorting them takes longer than a query."""
    del count
    return tuple(
        (table, column)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(str(key.column.table.name) == target for key in column.foreign_keys)
        or (column.name == f"{target}_id" and "id" in table.columns)
    )


def customer_columns() -> list[tuple[Table, Column[Any]]]:
    """The columns that say whose a row is, but for the redirection of a duplicate."""
    found = columns_to(CUSTOMER)
    return [(table, column) for table, column in found if (str(table.name), column.name) != (CUSTOMER, _MERGED)]


def refuse_part(reader: Reader) -> None:
    """Raise ``privacy.whole_office`` for whoever sees a part of the office: what ties somebody may be in another."""
    if not reader.scope.is_everything:
        raise DeskError("privacy.whole_office")


def model_of(table: str) -> type[SQLModel]:
    """The model behind a table's name."""
    return _models(len(SQLModel.metadata.tables))[table]


@cache
def _models(count: int) -> dict[str, type[SQLModel]]:
    del count
    found: dict[str, type[SQLModel]] = {}
    waiting: list[type[SQLModel]] = [SQLModel]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            table = getattr(model, "__table__", None)
            if table is not None:
                found[str(table.name)] = model
    return found


def find_ties(reader: Reader, numbers: Collection[int], parts: Parts) -> list[str]:
    """The tables that keep these customers: homes, cases, money, papers, rights, whatever points to them."""
    kept = []
    for table, column in customer_columns():
        name = str(table.name)
        if parts.keeps(name) and name not in kept:
            found = reader.session.execute(select(column).where(column.in_(numbers)).limit(1)).first()
            if found is not None:
                kept.append(name)
    return kept


def rows_of(reader: Reader, table: str, numbers: Sequence[int], by: str = "") -> list[Any]:
    """The records of a table that belong to these customers; ``by`` is the column where it names several."""
    model = model_of(table)
    column = next(one for known, one in customer_columns() if str(known.name) == table and by in ("", one.name))
    return list(reader.session.execute(select(model).where(column.in_(numbers))).scalars())
