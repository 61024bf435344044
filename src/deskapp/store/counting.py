"""How many there are, counted no further than anybody reads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from deskapp.store.work import Reader


def count_up_to(reader: Reader, rows: SelectOfScalar[Any], most: int | None) -> int:
    """How many rows a query has; with ``most`` it stops there, so that a long list costs no more than a short one."""
    found = rows if most is None else rows.limit(most)
    return int(reader.session.exec(select(func.count()).select_from(found.subquery())).one())
