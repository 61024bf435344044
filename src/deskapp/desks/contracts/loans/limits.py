"""Dated rows about loans (``loans.toml``): the order of the steps, and how long a loan may stay in a state."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.desks.contracts.loans.model import LOAN_KINDS, LOAN_STATES

_SHIPPED: Final = Path(__file__).with_name("loans.toml")


@dataclass(frozen=True, slots=True)
class LoanLimit:
    """So many calendar days in a state are usual; ``kind`` empty is any kind of loan."""

    state: str
    kind: str
    days: int
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class StepOrder:
    """The order in which a loan's steps follow each other."""

    steps: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str


@cache
def loan_limits() -> tuple[LoanLimit, ...]:
    """Every row, as shipped; a state or kind that is none is a ``ValueError``."""
    rows = tuple(
        LoanLimit(
            row["state"],
            row.get("kind", ""),
            row["days"],
            row["valid_from"],
            row.get("valid_to"),
            row["source"],
            row["certainty"],
        )
        for row in _read()["limit"]
    )
    for row in rows:
        if row.state not in LOAN_STATES or row.kind not in ("", *LOAN_KINDS):
            raise ValueError(f"no such state or kind of loan: {row.state} {row.kind}")
    return rows


@cache
def step_orders() -> tuple[StepOrder, ...]:
    """Every order, as shipped."""
    return tuple(
        StepOrder(tuple(row["steps"]), row["valid_from"], row.get("valid_to"), row["source"], row["certainty"])
        for row in _read()["order"]
    )


def days_in(state: str, kind: str, day: date) -> int | None:
    """How many days a loan of a kind may be in a state that it came to on ``day``; None where nothing is waited for."""
    found = [row for row in loan_limits() if row.state == state and row.kind in ("", kind) and _holds(row, day)]
    return max(found, key=lambda row: (row.kind, row.valid_from)).days if found else None


def steps_in_order(day: date) -> tuple[str, ...]:
    """The steps of a loan that began on ``day``, in their order."""
    found = [row for row in step_orders() if _holds(row, day)]
    return (max(found, key=lambda row: row.valid_from) if found else step_orders()[0]).steps


def _holds(row: LoanLimit | StepOrder, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_SHIPPED.read_text("utf-8"))
