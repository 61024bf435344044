"""The sheet of residents: who owns or lives in which unit, since when, with what share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.errors import Problem
from deskapp.office.customer.model import Customer
from deskapp.office.customer.people import find_known, load_known, update_people, write_people
from deskapp.office.customer.rows import find_survivors
from deskapp.office.customer.sheet import COUNTRY, ID_KIND, ID_NUMBER, NAME, NUMBER, PHONE, judge_person, people_of
from deskapp.office.property.model import PERSON_ROLES, UnitPerson
from deskapp.office.property.rules import is_current
from deskapp.office.property.sheet import PLACE, PROJECT, find_units, place_of, projects_of
from deskapp.sheets.column import Column, Country, Layout
from deskapp.sheets.columns import choice_column, day_column, text_column
from deskapp.sheets.judge import SLICE, Entry, Key, Known, Row, Run, conflict
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import Edited, read_edited, takes
from deskapp.store.work import Reader
from deskapp.values.names import fold_name, split_people
from deskapp.values.rooms import unit_code
from deskapp.values.shares import parse_share

ROLES: Final = {
    "产权人": "owner", "房主": "owner", "承租人": "tenant", "租客": "tenant", "家人": "family", "家庭成员": "family",
    "配偶": "family", "子女": "family", "紧急联系人": "contact", "chủ nhà": "owner", "chủ hộ": "owner",
    "khách thuê": "tenant", "thành viên gia đình": "family", "người thân": "family",
}  # fmt: skip
SHARE: Final[Column] = text_column("share", "份额", "产权份额", "Tỷ lệ", "Phần sở hữu", shape="code", limit=60, width=8)
LAYOUT: Final = Layout(
    "residents",
    (
        PROJECT,
        *PLACE,
        replace(NAME, label="column.resident_name"),
        ID_KIND,
        ID_NUMBER,
        PHONE,
        choice_column("role", PERSON_ROLES, "person_role", "身份", "与房屋关系", "住户类型", "Vai trò", also=ROLES),
        SHARE,
        day_column("since", "起始日期", "入住日期", "入住时间", "登记日期", "Từ ngày", example="2026-03-05"),
        NUMBER,
        COUNTRY,
    ),
)
Spot = tuple[int, int, str]
_PERSON: Final[tuple[str, ...]] = ("name", "id_kind", "id_number", "phone")


class ResidentSheet:
    """People in units. Units must be there already; people who are not become customers."""

    layout = LAYOUT
    needs_project = True
    makes_project = False
    default_country: Country | None = None
    slice_rows = SLICE

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One resident for each person in the row; shares pair with names by position."""
        people, problems = people_of(run, row)
        if problems:
            return problems
        shares, problem = _shares(run, row, len(people))
        if problem is not None:
            return [problem]
        role = row.values.get("role") or "owner"
        place = (row.values.get("project") or run.project, *place_of(row.values))
        entries = []
        for n, person in enumerate(people):
            entry = person.entry()
            who = entry.keys or (("resident", fold_name(person.name or ""), *place),)
            if "number" in row.values:
                who = (("number", row.values["number"]), *who)
            more = {"share": shares[n] if shares else None, "since": row.values.get("since")}
            values = entry.values | {name: value for name, value in more.items() if value is not None}
            parts = {**entry.parts, "place": place, "role": role, "who": who}
            entries.append(Entry(tuple((one, place, role) for one in who), values, parts))
        return entries

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Residents by person, unit and role; the units and the people are kept for the judgement of each row."""
        homes = {
            (project, building, unit.entrance, unit.room): unit
            for project, building, unit in find_units(reader, {entry.parts["place"] for entry in entries})
        }
        units = {place: record_id(unit) for place, unit in homes.items()}
        people = find_known(reader, [Entry(e.parts["who"], {}, e.parts) for e in entries])
        links = _links(reader, set(units.values()), run.today)
        _find_by_name(reader, entries, units, links, people)
        found: dict[Key, Known] = {
            ("unit", *place): Known(record_id(unit), 1, {"project_id": unit.project_id})
            for place, unit in homes.items()
        }
        found |= people
        residents: dict[Spot, Known] = {}
        for entry in entries:
            person = _look_up(entry, people)
            spot = (units.get(entry.parts["place"], 0), person.id or 0, entry.parts["role"]) if person else None
            if person is not None and spot in links:
                known = residents.setdefault(spot, _resident(links[spot], person))
                found.update(dict.fromkeys(entry.keys, known))
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A unit that is not there; a known person whose name or phone the row says otherwise."""
        place = entry.parts["place"]
        if ("unit", *place) not in others:
            return [run.problem(row, "room", "unit.unknown", unit_code(*place[1:]))]
        unit = others["unit", *place]
        entry.parts |= {"unit_id": unit.id, "project_id": unit.values["project_id"]}
        person = _look_up(entry, others)
        problems = judge_person(run, row, entry, person, others)
        if problems:
            return problems
        if person is None:
            said = {name: entry.values[name] for name in _PERSON if name in entry.values}
            person = Known(None, 0, said, parts=entry.parts)
            others.update(dict.fromkeys(entry.parts["who"], person))
        entry.parts["person"] = person
        if known is not None or run.update:
            return []
        differ = [n for n in _PERSON if n in entry.values and person.values.get(n) != entry.values[n]]
        return [conflict(LAYOUT, run, row, n, person) for n in differ]

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """People who are not customers yet, changes of those who are, then who lives where."""
        unknown: dict[int, Known] = {}
        changed = []
        for known in fresh:
            person = known.parts["person"]
            differ = _news(person, known.values)
            if person.id is None:
                unknown[id(person)] = person
            elif differ:
                changed.append((person, {name: person.values.get(name) for name in differ}, differ))
            person.values.update(differ)
        write_people(slice_, run, list(unknown.values()))
        if changed:
            update_people(slice_, run, changed)
        rows = []
        for known in fresh:
            share = known.values.get("share") or (None, None)
            since = known.values.get("since")
            parts = known.parts
            rows.append((parts["project_id"], parts["unit_id"], parts["person"].id, parts["role"], *share, since))
        columns = ("project_id", "unit_id", "customer_id", "role", "share_n", "share_d", "since")
        first = slice_.insert(UnitPerson, columns, rows)
        for number, known in enumerate(fresh, first):
            known.id = number
        return {"customers": len(unknown)} if unknown else {}

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """The people among them who are not customers yet."""
        unknown = {id(known.parts["person"]) for known in fresh if known.parts["person"].id is None}
        return {"customers": len(unknown)} if unknown else {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Changes of the person go to the customer, share and day to the resident."""
        people = []
        for known, before, changes in changed:
            assert known.id is not None
            own = {name: value for name, value in changes.items() if name not in _PERSON}
            if own:
                slice_.update(UnitPerson, known.id, known.version, _stored(before, own), _stored(changes, own))
                known.version += 1
            theirs = {name: value for name, value in changes.items() if name in _PERSON}
            if theirs:
                person = known.parts["person"]
                people.append((person, {name: before[name] for name in theirs}, theirs))
                person.values.update(theirs)
        if people:
            update_people(slice_, run, people)

    def mark(self, slice_: Slice, known: Collection[Known]) -> None:
        """Keep which fields a clerk edited: the person's at the customer, the others at the resident."""
        for one in known:
            edited = read_edited(one.edited)
            person = one.parts["person"]
            person.edited = _written({name: mark for name, mark in edited.items() if name in _PERSON})
            one.edited = _written({name: mark for name, mark in edited.items() if name not in _PERSON})
        slice_.note_edited(UnitPerson, known)
        slice_.note_edited(Customer, [one.parts["person"] for one in known])

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Current residents of the project, or of the projects that the list speaks of, that it does not have."""
        projects = {run.project_id} if run.project_id else projects_of(reader, UnitPerson, seen)
        statement = (
            select(UnitPerson.id, Customer.name)
            .join(Customer, col(UnitPerson.customer_id) == col(Customer.id))
            .where(col(UnitPerson.project_id).in_(projects), col(UnitPerson.until).is_(None))
            .order_by(col(UnitPerson.id))
        )
        for number, name in reader.session.exec(statement):
            if number not in seen:
                yield name


def _look_up(entry: Entry, people: Mapping[Key, Known]) -> Known | None:
    return next((people[who] for who in entry.parts["who"] if who in people), None)


def _shares(run: Run, row: Row, people: int) -> tuple[list[tuple[int, int]] | None, Problem | None]:
    texts = split_people(str(row.values.get("share") or ""))
    if not texts:
        return None, None
    if len(texts) != people:
        return None, run.problem(row, "share", "resident.unequal_shares", names=people, shares=len(texts))
    shares = []
    for text in texts:
        share, fault = parse_share(text)
        if share is None:
            assert fault is not None
            return None, run.problem(row, "share", fault.code, text, **fault.values)
        shares.append(share)
    return shares, None


def _links(reader: Reader, units: set[int], today: date) -> dict[Spot, UnitPerson]:
    """Who owns or lives there today, by unit, customer and role; a merged customer is whom they live on in."""
    found: list[UnitPerson] = []
    for part in in_chunks(units):
        statement = select(UnitPerson).where(col(UnitPerson.unit_id).in_(part)).order_by(col(UnitPerson.id).desc())
        found += (link for link in reader.session.exec(statement) if is_current(link.until, today))
    living: dict[int, int] = {}
    for people in in_chunks({link.customer_id for link in found}):
        living |= find_survivors(reader, people)
    return {(link.unit_id, living[link.customer_id], link.role): link for link in found}


def _find_by_name(
    reader: Reader,
    entries: Collection[Entry],
    units: Mapping[Key, int],
    links: Mapping[Spot, UnitPerson],
    people: dict[Key, Known],
) -> None:
    """Somebody without document and phone is the current resident of that unit with the same folded name."""
    wanted = {who: e.parts["place"] for e in entries for who in e.parts["who"] if who[0] == "resident"}
    if not wanted:
        return
    known = load_known(reader, {customer for _, customer, _ in links})
    by_unit = {(unit, fold_name(known[customer].values["name"])): known[customer] for unit, customer, _ in links}
    for who, place in wanted.items():
        there = by_unit.get((units.get(place, 0), who[1]))
        if there is not None:
            people[who] = there


def _resident(link: UnitPerson, person: Known) -> Known:
    values: dict[str, Any] = {name: person.values.get(name) for name in _PERSON}
    values["share"] = None if link.share_n is None else (link.share_n, link.share_d)
    values["since"] = link.since
    edited = _written(read_edited(person.edited) | read_edited(link.edited))
    return Known(record_id(link), link.version, values, edited, {"person": person})


def _news(person: Known, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of a person that is new, and may be written over what is known."""
    edited = read_edited(person.edited)
    return {
        name: said[name]
        for name in _PERSON
        if name in said and person.values.get(name) != said[name] and takes(edited, name, said[name])
    }


def _written(edited: Edited) -> str:
    return to_json(edited) if edited else ""


def _stored(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    stored: dict[str, Any] = {}
    for name in names:
        if name == "share":
            stored["share_n"], stored["share_d"] = values["share"] or (None, None)
        else:
            stored[name] = values[name]
    return stored
