"""A counter of its own for every test: a real database file with an office, a clerk and a small project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Concatenate, ParamSpec, TypeVar

import pytest

from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.property.actions import add_building, add_project, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.staff.actions import NOBODY, ensure_clerk
from deskapp.store.base import record_id
from deskapp.store.keys import Indexer
from deskapp.store.migrate import prepare_database
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

P = ParamSpec("P")
T = TypeVar("T")

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Counter:
    """A store with its clerk; every ``do`` is one unit of work at the fixed moment."""

    store: Store
    clerk: Clerk

    def do(self, action: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.store.write(self.clerk, action.__name__, lambda work: action(work, *args, **kwargs), NOW)

    def ask(self, query: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.store.read(lambda reader: query(reader, *args, **kwargs))

    def customer(self, name: str, **fields: str) -> int:
        return record_id(self.do(add_customer, CustomerDraft(name, **fields)))  # type: ignore[arg-type]

    def building(self, code: str = "3", project: str = "滨江壹号") -> int:
        owner = record_id(self.do(add_project, project))
        return record_id(self.do(add_building, owner, code))

    def unit(self, building: int, room: str = "1501", entrance: str = "2") -> int:
        draft = UnitDraft(room, entrance, area=Decimal("98.76"), total_price=Decimal("1006867.00"))
        return record_id(self.do(add_unit, building, draft))


@contextmanager
def open_counter(database: Path, indexers: tuple[Indexer, ...] = ()) -> Iterator[Counter]:
    prepare_database(database, NOW)
    store = Store(database, indexers)
    try:
        yield Counter(store, store.write(NOBODY, "office.begin", lambda work: ensure_clerk(work, "wangmin"), NOW))
    finally:
        store.close()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an office and a clerk, made once and copied for every test."""
    database = tmp_path_factory.mktemp("begun") / "deskapp.db"
    with open_counter(database):
        pass
    return database


@pytest.fixture
def counter(begun: Path, tmp_path: Path) -> Iterator[Counter]:
    with open_counter(copyfile(begun, tmp_path / "deskapp.db")) as counter:
        yield counter
