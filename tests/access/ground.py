"""An office in which another project has one row in every table, and a clerk of a project that has none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Table, create_engine, insert, text
from sqlmodel import SQLModel

from deskapp.store.base import Area, Moment, Record
from deskapp.store.migrate import prepare_database
from deskapp.store.rights import Grant, Rights, sum_of
from deskapp.store.scope import OWN, Rule
from deskapp.store.secrets import Secret
from deskapp.wiring import load_tables

load_tables()

MARK: Final = "隐园"
NOW: Final = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
TODAY: Final = date(2026, 11, 22)
OURS, THEIRS = 1, 2
ROW: Final = 7
"""The number of every row of the other project."""
NAMED: Final[dict[str, dict[str, Any]]] = {
    "customer": {"kind": "person", "country": "CN", "number": "KH-20261122-0007", "merged_into": None},
    "customer_document": {"kind": "cn-id", "country": "CN", "number": "500108199912313057"},
    "customer_phone": {"number": "13912345678"},
    "unit": {"kind": "dwelling", "entrance": "2", "room": "1501", "currency": "CNY"},
    "building": {"code": "9"},
    "unit_person": {"role": "owner", "until": None},
    "case_file": {
        "number": "HS-20261122-0007", "tracking_code": "QWERTYUI", "fields": "{}", "outcome": "", "parent_id": None,
        "representative_id": None, "ended_at": None, "due_met_at": None, "procedure": "cn-certificate-pickup",
        "step": "accept", "waiting": "", "authority_state": "", "language": "zh", "tell_by": "",
    },
    "case_event": {"kind": "note", "data": "{}", "corrects": None},
    "case_task": {"state": "open", "acknowledged_at": None, "done_at": None},
    "case_paper": {"state": "missing"},
    "appointment": {"state": "planned"},
    "deal": {"currency": "CNY", "ended_on": None, "replaces_id": None, "hold_reason": ""},
    "deal_unit": {"until": None},
    "deal_party": {"until": None, "share_n": None, "share_d": None},
    "sale_contract": {"currency": "CNY", "state": "signed", "signed_on": TODAY, "blocked_by": "money"},
    "mortgage": {"currency": "CNY", "state": "submitted", "replaces_id": None},
    "charge": {"currency": "CNY", "part": "whole"},
    "receipt": {"currency": "CNY", "number": "SJ-20261122-0007", "method": "cash"},
    "payout": {"currency": "CNY", "method": "cash"},
    "day_close": {"clerk": "王敏", "note": ""},
    "day_close_line": {"currency": "CNY", "method": "cash"},
    "paper": {"state": "in", "lost_at": None},
    "message": {"channel": "sms", "state": "waiting", "about": "case_file", "language": "zh", "error": ""},
    "print_job": {"about": "case_file", "state": "waiting", "data": "{}", "copy_of": None, "error": ""},
    "enquiry": {"number": "TV-20261122-0007"},
    "parcel": {"commune": "26734", "map_sheet": "12", "parcel": "345", "legal_status": "clear"},
    "queue_ticket": {"service": "general", "day": TODAY, "position": 7, "state": "waiting"},
    "procedure_text": {"procedure": "cn-certificate-pickup"},
    "import_batch": {"state": "done", "options": "{}", "also": "{}", "kept": "{}", "kind": "customers"},
    "service_hours": {"weekday": 0, "opens": 480, "closes": 1080},
    "complaint": {"level": 3, "proposed": 3},
    "follow_up_call": {"score": 3},
    "complaint_limit": {"amount": "3", "level": 3},
    "meter_reading": {"reading": "12"},
    "staff": {"active": True, "login": None, "number": "GH007"},
}  # fmt: skip
"""What has to be a code, a number, or nothing, so that the rows are of the kind that lists ask for."""


def rules() -> dict[str, Rule]:
    """The rule of every table that has one."""
    from deskapp.store.scope import _classes, rule_of

    return {name: rule_of(model) for name, model in _classes().items()}


def tables_of_records() -> dict[str, type[Record]]:
    """Every table of records by its name."""
    from deskapp.store.scope import _classes

    return {name: model for name, model in _classes().items() if issubclass(model, Record)}


def fill(database: Path, *, theirs: bool) -> None:
    """An office with our empty project; ``theirs``: and another project with a row in every table."""
    prepare_database(database, NOW)
    with closing(_opened(database)) as engine, engine.connection.begin():
        run = engine.connection.execute
        run(text("PRAGMA defer_foreign_keys = ON"))
        office = SQLModel.metadata.tables["office"]
        run(insert(office), {"id": 1, "name": "柜台", "country": "CN", "language": "zh", "version": 1,
                             "address": "", "phone": "", "place": ""})  # fmt: skip
        for project, name in ((OURS, "滨江壹号"), (THEIRS, MARK)) if theirs else ((OURS, "滨江壹号"),):
            row: dict[str, Any] = {
                "id": project,
                "office_id": 1,
                "version": 1,
                "edited": "",
                "name": name,
                "country": "CN",
                "place": "",
            }
            run(insert(SQLModel.metadata.tables["project"]), row)
        for name, rule in rules().items():
            if name not in ("project", "audit") and (theirs or rule.office):
                table = SQLModel.metadata.tables[name]
                run(insert(table), _row(table, rule))
        if theirs:
            _note(run)


def _note(run: Any) -> None:
    """What the trail and an import tell of the other project's records."""
    audit, payload, made = (SQLModel.metadata.tables[name] for name in ("audit", "audit_payload", "import_range"))
    for number, (entity, project) in enumerate((("customer", None), ("case", THEIRS), ("unit", THEIRS)), 1):
        entry: dict[str, Any] = {"id": number, "at": NOW, "clerk": MARK, "action": f"{entity}.edit", "entity": entity}
        entry |= {"entity_id": ROW, "office_id": 1, "project_id": project, "reason": MARK, "digest": ""}
        run(insert(audit), entry)
        run(insert(payload), {"audit_id": number, "before": None, "after": json.dumps({"name": MARK})})
    for number, entity in enumerate(("customer", "unit"), 1):
        run(insert(made), {"id": number, "batch_id": ROW, "entity": entity, "first_id": ROW, "last_id": ROW})


def _row(table: Table, rule: Rule) -> dict[str, Any]:
    """Linked to the other project as records of the table are: by its own number, or by what it belongs to."""
    row = {column.name: _value(table, column) for column in table.columns}
    by_itself = rule == OWN or not (rule.links or rule.office)
    return {**row, **NAMED.get(table.name, {}), "project_id": THEIRS if by_itself else None}


def _value(table: Table, column: Column[Any]) -> Any:
    if column.primary_key:
        return ROW
    if column.foreign_keys:
        (target,) = column.foreign_keys
        return {"office": 1, "project": None}.get(target.column.table.name, ROW)
    if (allowed := _allowed(table, column.name)) is not None:
        return allowed
    kind = column.type
    if isinstance(kind, Secret):
        return None
    if isinstance(kind, Moment):
        return None if column.nullable else NOW
    if isinstance(kind, Area):
        return Decimal("98.76")
    if isinstance(kind, Date):
        return None if column.nullable else TODAY
    if isinstance(kind, Boolean):
        return False
    python = kind.python_type
    if python is int:
        return 1 if column.name in ("version", "share_d") else ROW
    if python is bytes:
        return b""
    mark = "柜台" if rules()[table.name].open else MARK
    return "" if column.name in ("edited", "reason") else f"{mark}-{table.name}-{column.name}"


def _allowed(table: Table, column: str) -> str | None:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            said = str(constraint.sqltext)
            if said.startswith(f"{column} IN ("):
                return said.split("'")[1]
    return None


class _Opened:
    def __init__(self, database: Path) -> None:
        self._engine = create_engine(f"sqlite:///{database}")
        self.connection = self._engine.connect()

    def close(self) -> None:
        self.connection.close()
        self._engine.dispose()


def _opened(database: Path) -> _Opened:
    return _Opened(database)


def ours(*, business: bool = True) -> Rights:
    """Everything, in our project alone."""
    return sum_of([Grant(project_ids=frozenset({OURS}), business=business)], ["supervisor"])


def theirs() -> Rights:
    """Everything, in the other project."""
    return sum_of([Grant(project_ids=frozenset({THEIRS}))], ["supervisor"])


def said(value: Any) -> str:
    """A result in full, for finding in it what must not be there, and for comparing."""
    if isinstance(value, Iterator):
        value = list(value)
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
    return re.sub(r" at 0x[0-9a-f]+", "", told)


def _plain(value: Any) -> Any:
    if isinstance(value, Iterator):
        return list(value)
    if isinstance(value, SQLModel):
        return value.model_dump()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return repr(value)
