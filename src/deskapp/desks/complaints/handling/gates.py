"""What must hold before a complaint is closed, beside tasks and child cases: nobody waits for a word about money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Gate, Missing
from deskapp.cases.model import Case
from deskapp.desks.complaints.handling.claims import UNDECIDED
from deskapp.desks.complaints.handling.model import Claim
from deskapp.store.work import Reader


def load_undecided(reader: Reader, case: Case) -> list[str]:
    """What the claims are about that nobody has answered."""
    query = select(Claim.about).where(Claim.case_id == case.id, col(Claim.state).in_(UNDECIDED))
    return list(reader.session.exec(query.order_by(col(Claim.id))))


def judge_claims(abouts: Iterable[str]) -> list[Missing]:
    """Every claim is agreed, settled, refused or withdrawn [g08]."""
    return [Missing("complaint.missing.claim", {"about": about}, "supervisor") for about in abouts]


GATES: Final = {gate.id: gate for gate in (Gate("claims.decided", load_undecided, judge_claims, "supervisor"),)}
"""What this desk's procedures may name beside the gates of every case."""
