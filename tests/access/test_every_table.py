"""Each table of records, as a clerk of another project, as one of its own, and as somebody without business here."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, union_all
from sqlmodel import col
from tests.access.ground import THEIRS, ours, rules, tables_of_records, theirs

from deskapp.errors import DeskError
from deskapp.office.customer.model import Customer, CustomerPhone
from deskapp.office.property.model import Unit, UnitPerson
from deskapp.store.rights import EVERYTHING, Rights
from deskapp.store.store import Store
from deskapp.store.work import Reader

TABLES = sorted(tables_of_records())


def count(store: Store, table: str, rights: Rights) -> int:
    store.serve(rights)
    try:
        found = store.read(lambda reader: reader.session.execute(select(tables_of_records()[table])).all())
        return len(found)
    finally:
        store.serve(EVERYTHING)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_shows_in_its_own_project_alone(beside: Store, table: str) -> None:
    rule = rules()[table]
    everything = count(beside, table, EVERYTHING)
    assert everything
    own = {"project": 1}.get(table, 0)
    assert count(beside, table, ours()) == (everything if rule.office else own)
    assert count(beside, table, theirs()) == (1 if table == "project" else everything)
    assert count(beside, table, ours(business=False)) == (everything if rule.open else 0)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_how_it_belongs_to_projects(table: str) -> None:
    assert "scope_rule" in vars(tables_of_records()[table])


def test_a_record_of_another_project_is_gone(beside: Store) -> None:
    beside.serve(ours())
    try:
        with pytest.raises(DeskError) as refused:
            beside.read(lambda reader: reader.get(Customer, 7))
        assert refused.value.code == "store.gone"
    finally:
        beside.serve(EVERYTHING)


def queries(reader: Reader) -> list[int]:
    """The forms that queries take; each has to keep to the scope."""
    run = reader.session.execute
    lives = select(col(UnitPerson.id)).where(col(UnitPerson.unit_id) == col(Unit.id)).exists()
    part = select(col(Unit.id).label("number")).subquery()
    table = select(col(Unit.id).label("number")).cte("units")
    outer = select(col(Customer.id), col(UnitPerson.id)).join(
        UnitPerson, col(UnitPerson.customer_id) == col(Customer.id)
    )
    return [
        len(run(select(col(Unit.id)).where(lives)).all()),
        run(select(func.count()).select_from(Unit)).scalar_one(),
        run(select(func.count(col(Unit.id)))).scalar_one(),
        len(run(select(part.c.number)).all()),
        len(run(select(table.c.number)).all()),
        len(run(outer).all()),
        len(run(union_all(select(col(Unit.id)), select(col(CustomerPhone.id)))).all()),
        run(select(select(func.count(col(Unit.id))).scalar_subquery())).scalar_one(),
        len(run(select(col(Unit.id)).where(col(Unit.project_id) == THEIRS)).all()),
        len(run(select(Unit)).all()),
    ]


def test_no_form_of_query_gets_round_it(beside: Store) -> None:
    assert all(beside.read(queries))
    beside.serve(ours())
    try:
        assert beside.read(queries) == [0] * 10
    finally:
        beside.serve(EVERYTHING)


def test_a_query_of_bare_tables_is_refused_where_it_could_not_be_kept_to_the_scope(beside: Store) -> None:
    bare = select(Unit.__table__.c.id)  # type: ignore[attr-defined]
    beside.serve(ours())
    try:
        with pytest.raises(DeskError, match=r"access\.whole"):
            beside.read(lambda reader: reader.session.execute(bare).all())
    finally:
        beside.serve(EVERYTHING)


def test_where_everything_may_be_seen_nothing_listens(beside: Store) -> None:
    def listens(reader: Reader) -> bool:
        return bool(reader.session.dispatch.do_orm_execute)

    assert not beside.read(listens)
    beside.serve(ours())
    try:
        assert beside.read(listens)
    finally:
        beside.serve(EVERYTHING)
