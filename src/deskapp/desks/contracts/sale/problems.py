"""Problem cases of a contract [b10]: what was found, who mends it and by when; open ones stand with the warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine, Missing
from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.desks.contracts.sale.case_deals import open_about
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.model_cases import CaseDeal
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

PROCEDURE: Final = "cn-contract-problem"
PARTIES: Final = ("sales", "finance", "legal", "engineering", "bureau", "bank", "buyer")
"""Who may have to mend it; the procedure's own choices."""
OPEN: Final = "lint.problem_open"
MOST: Final = 50
_CLEARS: Final = {"sales": "sales", "legal": "legal", "finance": "cashier", "buyer": "customer", "bureau": "authority"}


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem case: its number, who mends it, by when, and what was found."""

    case_id: int
    number: str
    party: str
    mend_by: date | None
    findings: str
    is_open: bool


def open_problem(
    work: Work,
    engine: Engine,
    contract_id: int,
    party: str,
    mend_by: date,
    findings: str,
    region: tuple[str, str] = ("", ""),
) -> Case:
    """A case about what was found against a contract, linked to its deal; ``problem.past`` for a day that is gone."""
    if mend_by < work.today:
        raise DeskError("problem.past", "mend_by", day=mend_by)
    contract = work.get(SaleContract, contract_id)
    told = {"party": party, "mend_by": mend_by.isoformat(), "findings": findings}
    return open_about(work, engine, contract.deal_id, PROCEDURE, region, fields=told)


def problems_of(reader: Reader, deal_id: int) -> list[ProblemRow]:
    """The problem cases of a deal, those that run first, then the newest."""
    query = (
        select(Case)
        .join(CaseDeal, col(CaseDeal.case_id) == col(Case.id))
        .where(CaseDeal.deal_id == deal_id, Case.procedure == PROCEDURE)
        .order_by(col(Case.outcome), col(Case.id).desc())
        .limit(MOST)
    )
    return [_row(case) for case in reader.session.exec(query)]


def judge_problems(rows: list[ProblemRow]) -> list[Missing]:
    """A warning for each that is not closed; it goes with the case."""
    return [
        Missing(
            OPEN,
            {"number": row.number, "party": Key(f"problem_party.{row.party}"), "day": row.mend_by or ""},
            _CLEARS.get(row.party, "supervisor"),
        )
        for row in rows
        if row.is_open
    ]


def _row(case: Case) -> ProblemRow:
    told = read_fields(case)
    day = told.get("mend_by", "")
    return ProblemRow(
        record_id(case),
        case.number,
        told.get("party", ""),
        date.fromisoformat(day) if day else None,
        told.get("findings", ""),
        not case.outcome,
    )
