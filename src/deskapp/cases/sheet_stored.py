"""The cases that rows of a sheet may mean, as the judge compares them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import local_day
from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.cases.secret_fields import hidden_field
from deskapp.cases.sheet_columns import own_name
from deskapp.cases.sheet_people import caller_key
from deskapp.money.queries import whole_family
from deskapp.office.customer.rows import find_survivors
from deskapp.sheets.judge import Entry, Key, Known, Run
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.edited import read_edited
from deskapp.store.secrets import Hidden, is_sealed
from deskapp.store.work import Reader

_PLAIN: Final = ("outside_number", "channel", "need", "language")


def find_cases(
    reader: Reader, run: Run, entries: Collection[Entry], people: Mapping[Key, Known], places: Mapping[Key, Known]
) -> dict[Key, Known]:
    """Cases by our number, by the outside number, else by procedure, customer or caller, place and day."""
    keys = {key for entry in entries for key in entry.keys}
    numbers = {key[1] for key in keys if key[0] == "number"}
    outside = {key[1] for key in keys if key[0] == "outside_number"}
    callers = {entry.parts["who"].caller for entry in entries if entry.parts["who"].entry is None}
    customers = {known.id for known in people.values() if known.id is not None}
    cases = {
        **_by(reader, Case.number, numbers),
        **_by(reader, Case.outside_number, outside),
        **_by(reader, Case.caller_name, callers, col(Case.customer_id).is_(None)),
        **_by(reader, Case.customer_id, whole_family(reader, customers) if customers else set()),
    }
    living = find_survivors(reader, {case.customer_id for case in cases.values() if case.customer_id is not None})
    found: dict[Key, Known] = {}
    spots: dict[tuple[Any, ...], Known] = {}
    for case in sorted(cases.values(), key=lambda one: -record_id(one)):
        known = _known(run, case, living.get(case.customer_id or 0))
        found.setdefault(("number", case.number), known)
        found.setdefault(("outside_number", case.outside_number), known)
        spots.setdefault(_spot_of(case, known), known)
    for key in (key for key in keys if key[0] == "case"):
        spot = _spot_asked(key, people, places)
        if spot in spots:
            found[key] = spots[spot]
    return found


def _by(reader: Reader, column: Any, values: Iterable[Any], *more: Any) -> dict[int, Case]:
    cases: dict[int, Case] = {}
    for part in in_chunks(values):
        query = select(Case).where(col(column).in_(part), *more)
        cases |= {record_id(case): case for case in reader.session.exec(query)}
    return cases


def _known(run: Run, case: Case, customer_id: int | None) -> Known:
    values: dict[str, Any] = {name: getattr(case, name) or None for name in _PLAIN}
    values |= {"number": case.number, "procedure": case.procedure}
    values |= {"opened_at": local_day(case.opened_at, run.country)}
    values |= {own_name(code): _in_hand(code, text) for code, text in read_fields(case).items()}
    parts = {"customer_id": customer_id, "outcome": case.outcome}
    return Known(record_id(case), case.version, values, _edited(case), parts)


def _edited(case: Case) -> str:
    """The fields that a clerk edited: of the procedure's own, which are kept together, those that really differ."""
    edited = read_edited(case.edited)
    mark = edited.pop("fields", None)
    if mark is not None:
        before, now = dict(json.loads(mark["base"] or "{}")), read_fields(case)
        for code in {*before, *now}:
            if before.get(code) != now.get(code):
                base = _in_hand(code, before.get(code) or "") or None
                edited[own_name(code)] = {"base": base, "fresh": mark["fresh"]}
    return to_json(edited) if edited else ""


def _in_hand(code: str, text: str) -> str | Hidden:
    """A kept value for comparing; a secret stays closed until it is compared."""
    return hidden_field(code, text) if is_sealed(text) else text


def _spot_of(case: Case, known: Known) -> tuple[Any, ...]:
    who = known.parts["customer_id"] or caller_key(case.caller_name, case.caller_phone)
    place = ("unit", case.unit_id) if case.unit_id else ("parcel", case.parcel_id) if case.parcel_id else None
    return case.procedure, who, place, known.values["opened_at"]


def _spot_asked(key: Key, people: Mapping[Key, Known], places: Mapping[Key, Known]) -> tuple[Any, ...] | None:
    _, procedure, who, place, day = key
    person = people.get(who)
    if person is None and who[0] not in ("caller", "nobody"):
        return None
    there = places.get(place) if place else None
    if place and there is None:
        return None
    assert isinstance(day, date)
    return procedure, person.id if person else who, (place[0], there.id) if there else None, day
