"""Whether everything an office has is sound: the file, the trail, what lists show, numbers, money, scans, imports.

Each check gives its findings; one that cannot run is a finding too, and keeps the others from nothing. All of them look
at everything, whatever whoever asks may see: they tell numbers of rows and what is reckoned, nobody's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from deskapp.cases.projection import find_drift as find_case_drift
from deskapp.cases.secret_fields import find_clear
from deskapp.desks.complaints.figures.queries import find_drift as find_tally_drift
from deskapp.desks.complaints.taking.projection import find_drift as find_complaint_drift
from deskapp.desks.contracts.arrears.projection import find_drift as find_chase_drift
from deskapp.desks.contracts.loans.projection import find_loan_drift
from deskapp.desks.contracts.sale.projection import find_drift as find_contract_drift
from deskapp.desks.handover.day.projection import find_drift as find_visit_drift
from deskapp.desks.handover.inspecting.projection import find_drift as find_defect_drift
from deskapp.desks.handover.planning.projection import find_drift as find_delivery_drift
from deskapp.desks.services.orders.projection import find_drift as find_order_drift
from deskapp.errors import DeskError
from deskapp.money.drift import find_drift as find_money_drift
from deskapp.money.drift import find_unbalanced
from deskapp.papers.keys.queries import find_drift as find_key_drift
from deskapp.papers.queries import find_changed, find_missing
from deskapp.papers.queries import find_drift as find_paper_drift
from deskapp.settings import Home
from deskapp.sheets.batches import dead_batches, list_applying
from deskapp.store.audit_verify import verify
from deskapp.store.audit_write import read_head
from deskapp.store.keys import Indexer
from deskapp.store.sound import find_broken_links, find_damage, find_numbers_behind, find_wrong_keys
from deskapp.store.store import Store

SLOW: Final = ("search", "scans")
SLACK: Final = timedelta(minutes=5)
"""So far a clock may be set back by whoever keeps it right."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``code`` is its sentence. ``case_id`` and ``record`` are what a repair works out anew.

    A ``note`` says what could not be looked at now; nothing is wrong with it.
    """

    area: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    case_id: int | None = None
    record: tuple[Indexer, int] | None = None
    note: bool = False


def check_all(store: Store, home: Home, now: datetime, *, quick: bool = False) -> Iterator[Finding]:
    """Everything that is wrong; ``quick`` leaves out what reads every search key and every scan.

    It looks at all records: ``access.whole`` for a clerk of some projects.
    """
    if store.scope.project_ids is not None:
        raise DeskError("access.whole")
    today = now.date()
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "database": lambda: _database(store),
        "links": lambda: _links(store),
        "trail": lambda: _trail(store),
        "clock": lambda: _clock(store, now),
        "imports": lambda: _imports(store),
        "search": lambda: _search(store),
        "money": lambda: _money(store),
        "contracts": lambda: _contracts(store),
        "handover": lambda: _handover(store),
        "complaints": lambda: _complaints(store),
        "papers": lambda: _papers(store),
        "cases": lambda: _cases(store, today),
        "secrets": lambda: _secrets(store),
        "numbers": lambda: _numbers(store, today),
        "files": lambda: _files(store, home),
        "scans": lambda: _scans(store, home),
    }
    for area, check in checks.items():
        if quick and area in SLOW:
            continue
        try:
            yield from check()
        except DeskError as error:
            yield Finding(area, error.code, dict(error.values))
        except (ValueError, TypeError, LookupError, SQLAlchemyError) as error:
            # a value that no program of ours has written there
            yield Finding(area, "check.senseless", {"area": area, "kind": type(error).__name__})


def _database(store: Store) -> Iterator[Finding]:
    for said in find_damage(store.database):
        yield Finding("database", "check.damage", {"said": said})


def _links(store: Store) -> Iterator[Finding]:
    for table, number, other in find_broken_links(store.database):
        yield Finding("links", "check.broken_link", {"table": table, "id": number, "other": other})


def _trail(store: Store) -> Iterator[Finding]:
    verdict = verify(store.database, store.keys.ring(), store.anchors.file)
    for one in verdict.broken:
        yield Finding("trail", one.why, {"entry": one.entry, **one.values})


def _clock(store: Store, now: datetime) -> Iterator[Finding]:
    last = store.read_all(lambda reader: read_head(reader.session.connection(), store.keys.ring()).last_at)
    if last and (at := datetime.fromisoformat(last).replace(tzinfo=UTC)) > now + SLACK:
        yield Finding("clock", "check.clock", {"at": at.astimezone(now.tzinfo), "now": now})


def _imports(store: Store) -> Iterator[Finding]:
    for batch in dead_batches(store):
        yield Finding("imports", "check.dead_import", {"number": batch.number})


def _search(store: Store) -> Iterator[Finding]:
    if running := store.read_all(list_applying):
        yield Finding("search", "check.import_running", {"number": running[0].number}, note=True)
        return
    for indexer, number in store.read_all(lambda reader: list(find_wrong_keys(reader, store.indexers))):
        values = {"table": indexer.name, "id": number}
        yield Finding("search", "check.wrong_keys", values, record=(indexer, number))


def _money(store: Store) -> Iterator[Finding]:
    for one in store.read_all(find_money_drift):
        yield _drift("money", one.table, one.id, one.field, one.stored, one.computed)
    for one in store.read_all(find_unbalanced):
        yield Finding("money", "check.unbalanced", {"table": one.table, "id": one.id, "field": one.field})


def _contracts(store: Store) -> Iterator[Finding]:
    for one in store.read_all(lambda reader: list(find_contract_drift(reader))):
        yield _drift("contracts", "sale_contract", one.id, one.field, one.stored, one.told)
    for loan in store.read_all(find_loan_drift):
        yield _drift("contracts", "mortgage", loan.id, loan.field, loan.stored, loan.computed)
    for late in store.read_all(lambda reader: list(find_chase_drift(reader))):
        yield _drift("contracts", late.table, late.id, late.field, late.stored, late.computed)


def _handover(store: Store) -> Iterator[Finding]:
    for delivery in store.read_all(find_delivery_drift):
        yield _drift("handover", "delivery", delivery.id, delivery.field, delivery.stored, delivery.computed)
    for visit in store.read_all(find_visit_drift):
        yield _drift("handover", "visit", visit.id, visit.field, visit.stored, visit.computed)
    for defect in store.read_all(lambda reader: list(find_defect_drift(reader))):
        yield _drift("handover", "defect", defect.id, defect.field, defect.stored, defect.told)
    for keys in store.read_all(lambda reader: list(find_key_drift(reader))):
        yield _drift("handover", "key_set", keys.key_set_id, keys.field, keys.stored, keys.reckoned)


def _complaints(store: Store) -> Iterator[Finding]:
    for one in store.read_all(lambda reader: list(find_complaint_drift(reader))):
        yield _drift("complaints", "complaint", one.id, one.field, one.stored, one.told)
    for order in store.read_all(lambda reader: list(find_order_drift(reader))):
        yield _drift("complaints", "work_order", order.id, order.field, order.stored, order.told)
    for tally in store.read_all(lambda reader: list(find_tally_drift(reader))):
        yield _drift("complaints", "complaint_tally", 0, tally.name, tally.stored, tally.told)


def _papers(store: Store) -> Iterator[Finding]:
    for one in store.read_all(lambda reader: list(find_paper_drift(reader))):
        yield _drift("papers", "paper", one.paper_id, one.field, one.stored, one.reckoned)


def _cases(store: Store, today: date) -> Iterator[Finding]:
    after: int | None = 0
    while after is not None:
        drifts, after = store.read_all(partial(find_case_drift, today=today, after=after))
        for one in drifts:
            yield _drift("cases", one.table, one.id, one.column, one.stored, one.told, one.case_id)


def _secrets(store: Store) -> Iterator[Finding]:
    if found := store.read_all(find_clear):
        yield Finding("secrets", "check.clear_secret", {"count": sum(map(len, found.values())), "cases": len(found)})


def _numbers(store: Store, today: date) -> Iterator[Finding]:
    for table, number in store.read_all(lambda reader: list(find_numbers_behind(reader, today))):
        yield Finding("numbers", "check.number_behind", {"table": table, "number": number})


def _files(store: Store, home: Home) -> Iterator[Finding]:
    for file in store.read_all(partial(find_missing, files=home.files)):
        yield _drift("files", "stored_file", file.id, "file", file.name, None)


def _scans(store: Store, home: Home) -> Iterator[Finding]:
    for file in store.read_all(lambda reader: list(find_changed(reader, home.files))):
        yield Finding("scans", "check.scan_changed", {"id": file.id, "name": file.name})


def _drift(
    area: str, table: str, number: int, name: str, stored: Any, told: Any, case_id: int | None = None
) -> Finding:
    values = {"table": table, "id": number, "field": name, "stored": stored, "told": told}
    return Finding(area, "check.drift", values, case_id)
