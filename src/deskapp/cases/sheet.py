"""The sheet of cases: what another system or a paper register has open becomes cases here, by the office's procedures.

A case begins as at the counter; where the row names a later step, those before it are ended with it.
A sheet never moves a case that is there: cases move at the counter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, Final, cast

from sqlmodel import SQLModel, col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.fields import parse_field, set_fields
from deskapp.cases.model import Case, CaseEvent, CasePaper, CaseTask
from deskapp.cases.opening import CaseDraft, edit_case
from deskapp.cases.opening_many import Begun, open_many
from deskapp.cases.procedure import Heading, Procedure
from deskapp.cases.procedure_load import Procedures
from deskapp.cases.sheet_columns import BASE, all_columns, choice_code, find_rule, own_columns, own_name
from deskapp.cases.sheet_people import Who, count_new, enter_people, find_who, is_another, judge_who, who_of
from deskapp.cases.sheet_places import find_places, judge_place, place_key
from deskapp.cases.sheet_stored import find_cases
from deskapp.errors import DeskError, Problem
from deskapp.sheets.column import Layout
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.audit import image
from deskapp.store.bulk import Slice, table_of
from deskapp.store.secrets import SHOWN, Hidden
from deskapp.store.work import Reader
from deskapp.values.text import fold

MADE: Final[tuple[type[SQLModel], ...]] = (Case, CaseEvent, CasePaper, CaseTask)
"""The tables that opening a case writes to, beside shared ones (the procedure's text, departments)."""

SLICE_ROWS: Final = 50
_FIXED: Final = ("procedure", "opened_at")
_PLAIN: Final = ("outside_number", "channel", "need", "language")


class CaseSheet(PlainKind):
    """Cases by the procedures of an office; ``load`` gives them when the first row needs them."""

    model = Case
    slice_rows = SLICE_ROWS

    def __init__(self, load: Callable[[], Procedures] | None = None, region: tuple[str, str] = ("", "")) -> None:
        self._load = load
        self.region = region
        self._named: dict[tuple[str, date, str], Procedure | DeskError] = {}

    @cached_property
    def procedures(self) -> Procedures | None:
        """What a row may name; None where the kind is only asked for its columns."""
        return self._load() if self._load is not None else None

    @cached_property
    def layout(self) -> Layout:
        """Every case's columns, and the fields of all procedures."""
        own = all_columns(self.procedures.all()) if self.procedures is not None else ()
        return replace(BASE, columns=(*BASE.columns, *own))

    def layout_of(self, procedure: Procedure, today: date) -> Layout:
        """The columns of a template for one procedure."""
        return replace(BASE, columns=(*BASE.columns, *own_columns(procedure, today)))

    def _shelf(self) -> Procedures:
        if self.procedures is None:
            raise RuntimeError("cases cannot go in without procedures")
        return self.procedures

    def named(self, run: Run, row: Row, day: date) -> Procedure | Problem:
        """The procedure that a row names by its id, its fast code or its name in any language, in force on that day."""
        key = str(row.values.get("procedure") or ""), day, run.country
        if key not in self._named:
            self._named[key] = self._find_named(*key)
        found = self._named[key]
        if isinstance(found, DeskError):
            return run.problem(row, "procedure", found.code, **found.values)
        return found

    def _find_named(self, text: str, day: date, country: str) -> Procedure | DeskError:
        wanted = fold(text)
        headings = [one for one in self._shelf().in_force(day, "", *self.region) if wanted in _called(one)]
        headings.sort(key=lambda one: one.country != country)
        if not headings:
            return DeskError("case.procedure_unknown", "procedure", day=day)
        try:
            return self._shelf().find(headings[0].id, day, *self.region)
        except DeskError as error:
            return error

    # ---- what a row says

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One case a row."""
        opened_at, problems = opened_of(run, row, "opened_at")
        procedure = self.named(run, row, opened_at.date())
        who, wrong = who_of(run, row)
        place, more = place_key(run, row)
        problems += [*wrong, *more]
        if isinstance(procedure, Problem):
            return [procedure, *problems]
        values, wrong = self._own_values(run, row, procedure)
        step, more = _step_of(run, row, procedure)
        problems += [*wrong, *more, *_judge_place_kind(run, row, procedure, place)]
        if problems:
            return problems
        values |= {name: row.values[name] for name in _PLAIN if name in row.values}
        values |= {"procedure": procedure.id} | ({"opened_at": opened_at.date()} if "opened_at" in row.values else {})
        day = opened_at.date()
        parts = {"who": who, "place": place, "step": step, "opened_at": opened_at, "procedure": procedure}
        return [Entry(_keys(row, procedure.id, who, place, day), values, parts)]

    def _own_values(self, run: Run, row: Row, procedure: Procedure) -> tuple[dict[str, Any], list[Problem]]:
        values: dict[str, Any] = {}
        problems = []
        for name in row.values.keys() - set(BASE.names):
            rule = find_rule(procedure, name, run.headings.get(name, ""))
            if rule is None:
                problems.append(
                    run.problem(row, name, "case.not_its_field", procedure=procedure.name.say(run.clerk.language))
                )
                continue
            cell = row.values[name]
            said = cell.reveal() if isinstance(cell, Hidden) else str(cell)
            if rule.secret:
                if said.strip() == SHOWN:
                    # an export that comes back says nothing of it
                    continue
                # from here on no problem and no preview tells it
                cast("dict[str, Any]", row.values)[name] = Hidden(said)
            text, fault = parse_field(procedure, rule, choice_code(rule, said), run.today)
            if text is None and fault is not None:
                problems.append(run.problem(row, name, fault.code, **fault.values))
            elif text:
                values[own_name(rule.code)] = Hidden(text) if rule.secret else text
        return values, problems

    # ---- what is stored

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Cases by our number, by the outside number, else by procedure, customer, place and day."""
        people = find_who(reader, [entry.parts["who"] for entry in entries])
        places = find_places(reader, run, {entry.parts["place"] for entry in entries} - {()})
        cases = find_cases(reader, run, entries, people, places)
        return {**people, **places, **cases}

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A number that we never gave, a place or person that is not there, a case that is another one or has ended."""
        person, problems = judge_who(run, row, entry.parts["who"], others)
        place, more = judge_place(run, row, entry.parts["place"], others)
        problems += more
        entry.parts |= {"person": person, "spot": place}
        if known is None:
            if entry.keys[0][0] == "number":
                problems.append(run.problem(row, "number", "case.number_unknown"))
            return problems
        differ = [name for name, value in entry.values.items() if known.values.get(name) != value]
        if is_another(known, person):
            problems.append(run.problem(row, "name", "case.other_customer", number=number_told(known)))
        if run.update:
            fixed = [name for name in _FIXED if name in differ]
            problems += [run.problem(row, name, "case.fixed", number=number_told(known)) for name in fixed]
            if differ and not fixed and known.parts.get("outcome"):
                problems.append(run.problem(row, differ[0], "case.ended", number=number_told(known)))
        return problems

    # ---- writing

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """People who are not customers yet, then their cases."""
        also = enter_people(slice_, run, [known.parts["person"] for known in fresh])
        numbers = open_many(slice_, self._shelf(), [self._begun(slice_, known) for known in fresh])
        for known, number in zip(fresh, numbers, strict=True):
            known.id, known.version = number, 1
        return also

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """The people among them who are not customers yet."""
        return count_new(known.parts["person"] for known in fresh)

    def _begun(self, slice_: Slice, known: Known) -> Begun:
        parts, said = known.parts, known.values
        own = {field_code(name): value for name, value in said.items() if name not in BASE.names}
        draft = CaseDraft(
            parts["procedure"].id,
            fields=own,
            **{name: said.get(name) or "" for name in _PLAIN},  # type: ignore[arg-type]
        )
        return Begun(self.as_told(slice_, draft, parts), parts["step"])

    def as_told(self, slice_: Slice, draft: CaseDraft, parts: Mapping[str, Any]) -> CaseDraft:
        """A draft with the person, place and moment of a row."""
        person, who = parts["person"], parts["who"]
        kind, place_id = parts["spot"] or ("", None)
        return replace(
            draft,
            customer_id=person.id if person is not None else None,
            unit_id=place_id if kind == "unit" else None,
            parcel_id=place_id if kind == "parcel" else None,
            caller_name=who.caller,
            caller_phone=who.phone,
            opened_at=min(parts["opened_at"], slice_.work.now),
            province=self.region[0],
            district=self.region[1],
        )

    def open_cases(self, slice_: Slice, begun: Sequence[Begun]) -> list[int]:
        """Open cases of another kind's rows, too; their ids."""
        return open_many(slice_, self._shelf(), begun)

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields as a clerk would: the checklist follows."""
        del run

        def write() -> None:
            for known, _, changes in changed:
                assert known.id is not None
                case = slice_.work.get(Case, known.id)
                before = image(case) | {"edited": case.edited}
                plain = {name: value for name, value in changes.items() if name in _PLAIN}
                own = {field_code(name): value for name, value in changes.items() if name not in _PLAIN}
                if plain:
                    edit_case(slice_.work, known.id, plain)
                if own:
                    set_fields(slice_.work, known.id, own)
                slice_.adopt_change(case, before)
                known.version += 1

        with_actions(slice_, MADE[1:], write)

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Open cases that the list does not have."""
        query = select(Case.id, Case.number).where(Case.outcome == "").order_by(col(Case.id))
        if run.project_id is not None:
            query = query.where(Case.project_id == run.project_id)
        return [number for case_id, number in reader.session.exec(query) if case_id not in seen]


def with_actions(slice_: Slice, tables: Iterable[type[SQLModel]], do: Callable[[], object]) -> None:
    """Let actions write into these tables; what they made belongs to the batch."""
    firsts = {table: slice_.next_id(table_of(table)) for table in tables}
    do()
    slice_.adopt(firsts)


def number_told(known: Known) -> str:
    """What to call a record that a row means: its number, or the outside one where an earlier row has just made it."""
    return str(known.values.get("number") or known.values.get("outside_number") or "")


def field_code(name: str) -> str:
    """The code of a field by its column's name."""
    code = name.removeprefix("field_")
    return code if own_name(code) == name else name


def opened_of(run: Run, row: Row, column: str) -> tuple[datetime, list[Problem]]:
    """The moment of a row in the run's country: a day alone is its noon, today's end is now; never a day to come."""
    zone = zone_of(run.country)
    latest = datetime.combine(run.today, time.max, zone)
    said = row.values.get(column)
    if said is None or said == run.today:
        return latest, []
    at = said if isinstance(said, datetime) else datetime.combine(said, time(12))
    at = at.replace(tzinfo=zone)
    return at, [run.problem(row, column, "case.future")] if at > latest else []


def _called(heading: Heading) -> set[str]:
    return {heading.id, heading.code, *map(fold, heading.name)} - {""}


def _keys(row: Row, procedure: str, who: Who, place: Key, day: date) -> tuple[Key, ...]:
    """Numbers name a case alone; without one it is who asked for what about which place on which day."""
    numbers = [(name, row.values[name]) for name in ("number", "outside_number") if name in row.values]
    return tuple(numbers) or tuple(("case", procedure, key, place, day) for key in who.keys)


def _step_of(run: Run, row: Row, procedure: Procedure) -> tuple[str, list[Problem]]:
    """The id of the step that a row names; empty for the first."""
    wanted = fold(str(row.values.get("step") or ""))
    if not wanted:
        return "", []
    for place, step in enumerate(procedure.steps):
        if wanted in {step.id, *map(fold, step.name)}:
            return (step.id if place else ""), []
    return "", [run.problem(row, "step", "case.step_unknown", procedure=procedure.name.say(run.clerk.language))]


def _judge_place_kind(run: Run, row: Row, procedure: Procedure, place: Key) -> list[Problem]:
    """A procedure about homes takes no parcel, one about nothing neither."""
    if not place or procedure.subject in ("either", place[0]):
        return []
    column = "room" if place[0] == "unit" else "parcel"
    return [run.problem(row, column, "case.not_its_subject", procedure=procedure.name.say(run.clerk.language))]
