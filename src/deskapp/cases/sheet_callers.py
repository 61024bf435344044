"""Who calls about which home, as lists of complaints and repairs tell it: nobody becomes a customer by such a list.

A caller who is a customer is linked, everybody else stays as name and phone; a home that is not in stays as its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, or_, select

from deskapp.cases.clock import zone_of
from deskapp.cases.model import Case
from deskapp.cases.sheet_people import NOBODY, Who, caller_key, who_of
from deskapp.errors import Problem
from deskapp.office.customer.model import Customer, CustomerPhone
from deskapp.office.customer.rows import find_survivors
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.property.written import FoundUnit, find_written
from deskapp.sheets.judge import Key, Known, Row, Run
from deskapp.sheets.reporting import pick
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.names import fold_name
from deskapp.values.rooms import unit_code
from deskapp.values.text import clean, is_masked

OURS: Final = re.compile(r"[A-Z]{2}-\d{8}-\d+")
"""What a number of a case looks like."""
Written = tuple[str, str]


def caller_of(run: Run, row: Row, column: str) -> tuple[Who, list[Problem]]:
    """Who calls: several names in one cell stay as they are, with the first phone."""
    cells = {"name": row.values.get(column), "phone": row.values.get("phone")}
    if is_masked(str(cells["name"] or "")):
        cells["name"] = None
    said = Row(row.number, {name: value for name, value in cells.items() if value})
    headings = {**run.headings, "name": run.headings.get(column, column)}
    who, problems = who_of(replace(run, headings=headings), said)
    if any(problem.code == "case.one_person" for problem in problems):
        name = clean(str(cells["name"]))
        return Who((caller_key(name, ""),), name), []
    return who, problems


def told_caller(who: Who) -> tuple[str, str]:
    """Name and phone of a caller as the row has them."""
    if who.entry is None:
        return who.name, who.phone
    return str(who.entry.values.get("name") or ""), str(who.entry.values.get("phone") or "")


def project_of(run: Run, row: Row) -> str:
    """The project that a row is of, as far as it says; empty where any may be meant."""
    return str(row.values.get("project") or run.project or "")


def find_homes(reader: Reader, wanted: Collection[Written]) -> dict[Written, FoundUnit]:
    """The one unit that each text means; without a project where just one of all projects has it."""
    names = list(reader.session.exec(select(Project.name))) if any(not project for project, _ in wanted) else []
    asked = {(name, text) for project, text in wanted for name in ([project] if project else names)}
    found = find_written(reader, asked) if asked else {}
    homes: dict[Written, FoundUnit] = {}
    for project, text in wanted:
        units = [unit for name in ([project] if project else names) for unit in found.get((name, text), ())]
        if len(units) == 1:
            homes[project, text] = units[0]
    return homes


def find_projects(reader: Reader, names: Collection[str]) -> dict[str, int]:
    """Projects by their names."""
    rows = reader.session.exec(select(Project).where(col(Project.name).in_(names)))
    return {project.name: record_id(project) for project in rows}


def find_numbered(reader: Reader, numbers: Collection[str]) -> dict[int, Case]:
    """Cases that have one of these numbers, as ours or as another house's."""
    cases: dict[int, Case] = {}
    for part in in_chunks(numbers):
        query = select(Case).where(or_(col(Case.number).in_(part), col(Case.outside_number).in_(part)))
        cases |= {record_id(case): case for case in reader.session.exec(query)}
    return cases


def said_callers(reader: Reader, cases: Iterable[Case]) -> dict[int, tuple[str, str, int | None]]:
    """Name, phone and customer of the callers of cases, by the case; who is a customer is called as such."""
    every = list(cases)
    living = find_survivors(reader, {case.customer_id for case in every if case.customer_id is not None})
    names: dict[int, str] = {}
    phones: dict[int, str] = {}
    for part in in_chunks(set(living.values())):
        chosen = pick(Customer.id, Customer.name).where(col(Customer.id).in_(part))
        names |= dict(tuple(row) for row in reader.session.execute(chosen))
        main = pick(CustomerPhone.customer_id, CustomerPhone.number).where(
            col(CustomerPhone.customer_id).in_(part), col(CustomerPhone.is_main).is_(True)
        )
        phones |= dict(tuple(row) for row in reader.session.execute(main))
    found: dict[int, tuple[str, str, int | None]] = {}
    for case in every:
        number = living.get(case.customer_id or 0)
        name = case.caller_name or names.get(number or 0, "")
        found[record_id(case)] = name, case.caller_phone or phones.get(number or 0, ""), number
    return found


def home_codes(reader: Reader, unit_ids: Collection[int]) -> dict[int, str]:
    """The number that everybody says of units."""
    codes: dict[int, str] = {}
    for part in in_chunks(unit_ids):
        chosen = (
            pick(Unit.id, Building.code, Unit.entrance, Unit.room)
            .join(Building, col(Building.id) == col(Unit.building_id))
            .where(col(Unit.id).in_(part))
        )
        codes |= {number: unit_code(*place) for number, *place in reader.session.execute(chosen)}
    return codes


def same_caller(known: Known, who: Who, others: Mapping[Key, Known]) -> bool:
    """Whether a row's caller is the one of the record, as a customer or by name and phone."""
    person = next((others[key] for key in who.keys if key in others), None)
    if person is not None and person.id is not None and person.id == known.parts.get("customer_id"):
        return True
    name, phone = told_caller(who)
    stored = str(known.values.get("complainant") or "")
    return (not name or fold_name(name) == fold_name(stored)) and (not phone or phone == known.values.get("phone"))


def say_caller(
    values: dict[str, Any], who: Who, known: Known | None, others: MutableMapping[Key, Known]
) -> Known | None:
    """Put the caller into what a row says, as the record has it where it is the same one; the customer, if known."""
    name, phone = told_caller(who)
    if known is not None and same_caller(known, who, others):
        told = {"complainant": known.values.get("complainant"), "phone": known.values.get("phone")}
    else:
        told = {"complainant": name or None, "phone": phone or None}
    for field, said in (("complainant", name), ("phone", phone)):
        values.pop(field, None)
        if said:
            values[field] = told[field]
    if who.keys == (NOBODY,):
        return None
    found = next((others[key] for key in who.keys if key in others), None)
    return found if found is not None and found.id is not None and "blocked" not in found.parts else None


def minute_of(moment: datetime, country: str) -> datetime:
    """A stored moment as sheets say it: local, to the minute, without a zone."""
    return moment.astimezone(zone_of(country)).replace(second=0, microsecond=0, tzinfo=None)  # type: ignore[arg-type]
