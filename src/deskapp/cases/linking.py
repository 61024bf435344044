"""Callers who turn out to be customers: their cases are linked to them as soon as the office knows both.

What it writes follows from the records, as projections do: a case that came with a list can still be taken back whole.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.office.customer.people import find_known
from deskapp.sheets.judge import Entry
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work
from deskapp.values.names import fold_name

STEP: Final = 500


def link_callers(store: Store, clerk: Clerk, now: datetime) -> int:
    """Link every case whose caller has the name and phone of a customer; how many."""
    linked, after = 0, 0
    while callers := store.read_all(partial(_callers, after=after)):
        after = callers[-1][0]
        if found := store.read_all(partial(_known, callers=callers)):
            linked += store.write(clerk, "case.link", partial(_link, found=found), now)
    return linked


def _callers(reader: Reader, after: int) -> list[tuple[int, str, str]]:
    query = select(Case.id, Case.caller_name, Case.caller_phone).where(
        col(Case.id) > after, col(Case.customer_id).is_(None), Case.caller_name != "", Case.caller_phone != ""
    )
    query = query.order_by(col(Case.id)).limit(STEP)
    return [(number or 0, name, phone) for number, name, phone in reader.session.exec(query)]


def _known(reader: Reader, callers: list[tuple[int, str, str]]) -> dict[int, int]:
    """The customers of these callers, by the case; nobody who is blocked."""
    keys = {number: ("name", fold_name(name), phone) for number, name, phone in callers}
    known = find_known(reader, [Entry((key,), {}) for key in set(keys.values())])
    return {
        number: customer
        for number, key in keys.items()
        if key in known and "blocked" not in known[key].parts and (customer := known[key].id) is not None
    }


def _link(work: Work, found: dict[int, int]) -> int:
    cases = [work.get(Case, number) for number in found]
    told = [
        (case, {"customer_id": found[record_id(case)], "caller_name": "", "caller_phone": ""})
        for case in cases
        if case.customer_id is None
    ]
    return work.derive_all(told)
