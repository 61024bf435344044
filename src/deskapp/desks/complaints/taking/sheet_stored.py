"""The complaints that rows of a sheet may mean, as the judge compares them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.sheet_callers import find_numbered, find_projects, home_codes, minute_of, said_callers
from deskapp.cases.sheet_people import NOBODY, caller_key
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.sheets.judge import Entry, Key, Known, Run
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.edited import read_edited
from deskapp.store.work import Reader
from deskapp.values.text import fold

OF_CASE: Final = {"text": "need", "channel": "channel", "complainant": "caller_name", "phone": "caller_phone"}
"""Columns of the sheet that lie with the case."""
OF_COMPLAINT: Final = {
    "level": "level", "remedy": "remedy", "category": "category", "relation": "relation", "unit": "unit_text",
    "result": "result",
}  # fmt: skip
"""Those that lie with the complaint."""


def find_complaints(
    reader: Reader, run: Run, entries: Collection[Entry], people: Mapping[Key, Known]
) -> dict[Key, Known]:
    """Complaints by number within their project, by the number of another house, else by who said what when."""
    keys = {key for entry in entries for key in entry.keys}
    cases = find_numbered(reader, {key[2] for key in keys if key[0] == "complaint"})
    rows = _by_case(reader, cases)
    rows |= _by(reader, Complaint.outside_number, {key[1] for key in keys if key[0] == "outside"})
    moments = {entry.parts["received_at"] for entry in entries if entry.keys and entry.keys[-1][0] == "said"}
    rows |= _by(reader, Complaint.received_at, moments)
    missing = {row.case_id for row in rows.values()} - cases.keys()
    for part in in_chunks(missing):
        cases |= {record_id(case): case for case in reader.session.exec(select(Case).where(col(Case.id).in_(part)))}
    callers = said_callers(reader, [cases[row.case_id] for row in rows.values()])
    codes = home_codes(reader, {row.unit_id for row in rows.values() if row.unit_id is not None})
    known = {number: _known(run, row, cases[row.case_id], callers[row.case_id], codes) for number, row in rows.items()}
    return _keyed(reader, keys, rows, cases, known, people)


def _keyed(
    reader: Reader,
    keys: Collection[Key],
    rows: Mapping[int, Complaint],
    cases: Mapping[int, Case],
    known: Mapping[int, Known],
    people: Mapping[Key, Known],
) -> dict[Key, Known]:
    projects = find_projects(reader, {key[1] for key in keys if key[0] == "complaint" and key[1]})
    numbered: dict[str, list[int]] = {}
    said: dict[tuple[Any, ...], int] = {}
    outside: dict[str, int] = {}
    for number in sorted(rows, reverse=True):
        row, case = rows[number], cases[rows[number].case_id]
        for name in {case.number, case.outside_number} - {""}:
            numbered.setdefault(name, []).append(number)
        outside[row.outside_number] = number
        values = known[number].values
        who = known[number].parts["customer_id"] or caller_key(case.caller_name, case.caller_phone)
        said[values["received_at"], fold(str(values["text"] or "")), who] = number
    found: dict[Key, Known] = {}
    for key in keys:
        hit: int | None = None
        if key[0] == "complaint":
            hit = _within(projects.get(key[1]), numbered.get(key[2], ()), rows)
        elif key[0] == "outside":
            hit = outside.get(key[1])
        elif key[0] == "said":
            person = people.get(key[3])
            hit = said.get((key[1], key[2], person.id if person is not None else key[3]))
            if hit is None and key[3] != NOBODY:
                hit = said.get((key[1], key[2], _as_caller(key[3])))
        if hit is not None:
            found[key] = known[hit]
    return found


def _as_caller(key: Key) -> Key:
    return ("caller", *key[1:]) if key[0] == "name" else key


def _within(project_id: int | None, numbers: Collection[int], rows: Mapping[int, Complaint]) -> int | None:
    """Of complaints with the same number the one of the project; one that is in no project may be any."""
    fitting = [one for one in numbers if project_id is None or rows[one].project_id in (project_id, None)]
    own = [one for one in fitting if rows[one].project_id == project_id]
    return next(iter(own or fitting), None)


def _by_case(reader: Reader, cases: Collection[int]) -> dict[int, Complaint]:
    return _by(reader, Complaint.case_id, cases)


def _by(reader: Reader, column: Any, values: Collection[Any]) -> dict[int, Complaint]:
    rows: dict[int, Complaint] = {}
    for part in in_chunks(values):
        query = select(Complaint).where(col(column).in_(part))
        rows |= {record_id(row): row for row in reader.session.exec(query)}
    return rows


def _known(
    run: Run, row: Complaint, case: Case, caller: tuple[str, str, int | None], codes: Mapping[int, str]
) -> Known:
    values: dict[str, Any] = {
        "number": case.number,
        "received_at": minute_of(row.received_at, run.country),
        "complainant": caller[0] or None,
        "phone": caller[1] or None,
        "relation": row.relation,
        "unit": codes.get(row.unit_id or 0) or row.unit_text or None,
        "text": case.need or None,
        "category": row.category,
        "level": str(row.level),
        "channel": case.channel or None,
        "outside_number": row.outside_number or None,
        "remedy": row.remedy or None,
        "closed_at": _minute(row.closed_at, run),
        "result": row.result or None,
    }
    parts = {
        "customer_id": caller[2],
        "case_id": case.id,
        "outcome": case.outcome,
        "closed": row.state == "closed",
        "unit_text": row.unit_text,
        "case_edited": case.edited,
        "complaint_edited": row.edited,
    }
    return Known(record_id(row), row.version, values, _edited(case, row), parts)


def _minute(moment: datetime | None, run: Run) -> datetime | None:
    return None if moment is None else minute_of(moment, run.country)


def _edited(case: Case, row: Complaint) -> str:
    """The fields that a clerk edited, in the words of the sheet."""
    marks: dict[str, Any] = {}
    for names, text in ((OF_CASE, case.edited), (OF_COMPLAINT, row.edited)):
        edited = read_edited(text)
        marks |= {name: _as_said(name, edited[column]) for name, column in names.items() if column in edited}
    return to_json(marks) if marks else ""


def _as_said(name: str, mark: Mapping[str, Any]) -> dict[str, Any]:
    base = mark["base"]
    return {**mark, "base": str(base) if name == "level" else base or None}


def marks_of(known: Known) -> tuple[str, str]:
    """The bookkeeping of case and complaint after a run: what the sheet knows from it, the rest as it was."""
    left = read_edited(known.edited)
    texts = []
    for names, part in ((OF_CASE, "case_edited"), (OF_COMPLAINT, "complaint_edited")):
        own = {column: mark for column, mark in read_edited(known.parts[part]).items() if column not in names.values()}
        own |= {column: left[name] for name, column in names.items() if name in left}
        texts.append(to_json(own) if own else "")
    return texts[0], texts[1]
