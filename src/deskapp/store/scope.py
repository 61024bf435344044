"""The one filter of what may be seen: every query of records gets it, whoever wrote the query.

A record says by ``scope`` how it belongs to projects. One that does not say is shown only where its own project is in
scope, so that a table which nobody thought of shows too little, never too much. Where everything may be seen, nothing
is added to a query. Raw SQL passes by here: it lies in ``store/`` alone, and keeps the scope by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, FromClause, Table, and_, event, exists, false, or_, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlmodel import Session, SQLModel

from deskapp.errors import DeskError

if TYPE_CHECKING:
    from deskapp.store.rights import Rights


@dataclass(frozen=True, slots=True)
class Scope:
    """Which projects may be seen, None for every one; without ``business`` no record of the office's business."""

    project_ids: frozenset[int] | None = None
    business: bool = True

    @property
    def is_everything(self) -> bool:
        """True where nothing has to be added to a query."""
        return self.project_ids is None and self.business


def scope_of(rights: Rights) -> Scope:
    """The scope that follows from what somebody may."""
    return Scope(rights.project_ids, rights.business)


@dataclass(frozen=True, slots=True)
class Link:
    """A record belongs to another one: ``column`` has its number in ``table``.

    ``when`` is a column and its value without which the number is not one of that table.
    """

    column: str
    table: str
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How records of a table belong to projects: by their own, else by what they are linked to.

    ``without`` says whether one with neither is the office's own, and seen.
    ``office``: no record of the table is of a project. ``open``: not even of the business, such as who works here.
    """

    links: tuple[Link, ...] = ()
    without: bool = False
    office: bool = False
    open: bool = False


OPEN: Final = Rule(open=True, office=True)
OFFICE: Final = Rule(office=True)
OWN: Final = Rule()
OWN_OR_OFFICE: Final = Rule(without=True)


def through(*links: Link | tuple[str, str]) -> Rule:
    """Seen with all the records that it is linked to, where it has no project of its own."""
    return Rule(tuple(link if isinstance(link, Link) else Link(*link) for link in links), without=True)


CUSTOMER_TIES: Final = (
    ("unit_person", "customer_id"),
    ("deal_party", "customer_id"),
    ("case_file", "customer_id"),
    ("case_file", "representative_id"),
)
"""Where a customer's number stands in records that have a project."""


def guard(session: Session, scope: Scope) -> None:
    """Let every query of this session see only what is in scope."""
    if scope.is_everything:
        return

    @event.listens_for(session, "do_orm_execute")
    def narrow(state: ORMExecuteState) -> None:
        tables = _tables_of(state.statement)
        if not tables:
            return
        if not state.is_orm_statement:
            # nothing could keep it to the scope
            raise DeskError("access.whole")
        options = [option for table in sorted(tables) for option in _options(scope, table)]
        state.statement = state.statement.options(*options)


def _tables_of(statement: Any) -> set[str]:
    named = {element.name for element in visitors.iterate(statement) if isinstance(element, Table)}
    return named & _classes().keys()


_known: dict[str, type[SQLModel]] = {}
_counted = 0


def _classes() -> dict[str, type[SQLModel]]:
    """The class of every table of records, and of others that have a rule, by the table's name."""
    global _counted
    from deskapp.store.base import Record

    if _counted != len(SQLModel.metadata.tables):
        _counted = len(SQLModel.metadata.tables)
        for model in (*_below(Record), *_below(SQLModel)):
            table = getattr(model, "__table__", None)
            if table is not None and (issubclass(model, Record) or hasattr(model, "scope_rule")):
                _known[table.name] = model
    return _known


def _below(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


def rule_of(model: type[SQLModel]) -> Rule:
    """What a class says of itself; without a word only its own project counts."""
    return getattr(model, "scope_rule", OWN)


@cache
def _options(scope: Scope, table: str) -> tuple[Any, ...]:
    model = _classes()[table]
    condition = visible(scope, model.__table__)  # type: ignore[attr-defined]
    return () if condition is None else (with_loader_criteria(model, condition, include_aliases=True),)


def visible(scope: Scope, rows: FromClause) -> ColumnElement[bool] | None:
    """The condition under which a row (of a table or an alias of one) may be seen; None for always."""
    name = rows.element.name if hasattr(rows, "element") else rows.name  # type: ignore[attr-defined]
    rule = rule_of(_classes()[name])
    # who reads the log sees all of it, whatever they may do with what it tells of
    if rule.open or scope.is_everything or (name == "audit" and scope.project_ids is None):
        return None
    if name == "project" and scope.project_ids is None:
        # whoever gives out roles knows what the projects are called
        return None
    if not scope.business:
        return false()
    if rule.office:
        return None
    assert scope.project_ids is not None
    projects = sorted(scope.project_ids)
    if name == "project":
        return rows.c.id.in_(projects)
    own = rows.c.project_id.in_(projects)
    if name == "customer":
        return _customer(scope, rows, own)
    if name == "audit":
        return or_(own, and_(rows.c.project_id.is_(None), _told_of(scope, rows)))
    if not rule.without:
        return own
    linked = [_linked(scope, rows, link) for link in rule.links]
    return or_(own, and_(rows.c.project_id.is_(None), *linked))


def _linked(scope: Scope, rows: FromClause, link: Link) -> ColumnElement[bool]:
    """The record that a row is linked to may be seen, or it is linked to none."""
    column = rows.c[link.column]
    there = _is_seen(scope, link.table, column)
    if link.when is None:
        return or_(column.is_(None), there)
    other, value = link.when
    return or_(rows.c[other] != value, column.is_(None), there)


def _is_seen(scope: Scope, table: str, number: ColumnElement[Any]) -> ColumnElement[bool]:
    above = SQLModel.metadata.tables[table].alias()
    condition = visible(scope, above)
    found = select(above.c.id).where(above.c.id == number, *([] if condition is None else [condition]))
    return exists(found.correlate_except(above))


def _customer(scope: Scope, rows: FromClause, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """A customer belongs to the projects where they own, live or have a case; with none they are the office's own."""
    assert scope.project_ids is not None
    projects = sorted(scope.project_ids)
    # those who were merged into a customer keep their ties
    merged = SQLModel.metadata.tables["customer"].alias()
    theirs = select(merged.c.id).where(merged.c.merged_into == rows.c.id).correlate_except(merged)
    ties = []
    for table, column in CUSTOMER_TIES:
        tied = SQLModel.metadata.tables[table].alias()
        ties.append((tied, or_(tied.c[column] == rows.c.id, tied.c[column].in_(theirs))))
    inside = [_any(tied, same, tied.c.project_id.in_(projects)) for tied, same in ties]
    nowhere = [~_any(tied, same, tied.c.project_id.is_not(None)) for tied, same in ties]
    return or_(own, *inside, and_(rows.c.project_id.is_(None), *nowhere))


def _any(tied: FromClause, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(tied.c.id).where(*conditions).correlate_except(tied))


def _told_of(scope: Scope, rows: FromClause) -> ColumnElement[bool]:
    """An entry without a project tells of a record that may be seen."""
    seen = []
    for entity in ("customer", "case", "parcel", "charge", "receipt", "paper", "enquiry"):
        model = next((one for one in _classes().values() if one.__name__.lower() == entity), None)
        if model is not None:
            table: Table = model.__table__  # type: ignore[attr-defined]
            seen.append(and_(rows.c.entity == entity, _is_seen(scope, table.name, rows.c.entity_id)))
    return or_(false(), *seen)
