"""A loan's state, since when, and from when on it is stuck: worked out anew from its facts whenever one changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.contracts.loans.model import Mortgage
from deskapp.desks.contracts.loans.rules import LoanState, loan_state
from deskapp.store.base import record_id
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work


@dataclass(frozen=True, slots=True)
class LoanDrift:
    """A stored figure of a loan that its facts do not make."""

    id: int
    field: str
    stored: Any
    computed: Any


def figures(state: LoanState) -> dict[str, Any]:
    """The columns that follow from a loan's facts."""
    return {"state": state.code, "state_since": state.since, "stuck_from": state.stuck_from}


def find_loan_drift(reader: Reader) -> list[LoanDrift]:
    """Every stored figure that differs from its recomputation."""
    found: list[LoanDrift] = []
    rows = select(Mortgage).order_by(col(Mortgage.id))
    for mortgage in reader.session.exec(rows.execution_options(yield_per=500)):
        for name, value in figures(loan_state(mortgage)).items():
            if (stored := getattr(mortgage, name)) != value:
                found.append(LoanDrift(record_id(mortgage), name, stored, value))
    return found


def _owner(_session: Session, record: SQLModel) -> int | None:
    return record.id if isinstance(record, Mortgage) else None


def _refresh(work: Work, numbers: Collection[int]) -> None:
    rows = select(Mortgage).where(col(Mortgage.id).in_(numbers))
    work.derive_all((mortgage, figures(loan_state(mortgage))) for mortgage in work.session.exec(rows).all())


MORTGAGES: Final = Projector("mortgages", {Mortgage: _owner}, _refresh)
"""Keyed by the loan."""
