"""People whom the gates of a case's step miss: their document was not seen, or nobody may act for them yet."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from deskapp.cases.engine import Engine
from deskapp.cases.gates import judge_step
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.store.work import Reader

PERSON: Final = "customer_id"
"""A ``Missing`` that is about somebody has this among its values."""
SEEN_MISSED: Final = ("not_seen", "differs", "expired")
RIGHTS_MISSED: Final = ("needs_right", "right_none", "right_narrow", "right_expired", "right_not_yet")


def people_missed(reader: Reader, engine: Engine, case: Case, why: Collection[str]) -> list[int]:
    """Customers in the order in which the gates name them; ``why``: the last part of the code."""
    if case.outcome or not case.step:
        return []
    results = judge_step(reader, engine, case, procedure_of(reader, case).step(case.step))
    missing = [one for result in results for one in result.missing if PERSON in one.values]
    return list(dict.fromkeys(one.values[PERSON] for one in missing if one.code.rpartition(".")[2] in why))
