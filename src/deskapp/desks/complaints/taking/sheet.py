"""The sheet of complaints: what another system or a paper register has becomes complaints here, whole and many at once.

A row is found again by its number within its project, by the number of the house that sent it (12345), else by who said
what at which minute. A caller who is no customer stays as name and phone, an unknown home as its text. What was closed
there comes closed; nobody is paged and nothing is told by a sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.procedure import Procedure
from deskapp.cases.sheet import SLICE_ROWS, CaseSheet, opened_of
from deskapp.cases.sheet_callers import OURS, caller_of, find_homes, find_projects, project_of, say_caller, told_caller
from deskapp.cases.sheet_people import find_who
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.sheet_columns import LAYOUT
from deskapp.desks.complaints.taking.sheet_stored import find_complaints, marks_of
from deskapp.desks.complaints.taking.sheet_write import write_changed, write_fresh
from deskapp.errors import DeskError, Problem
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader
from deskapp.values.text import fold

_PLAIN: Final = ("text", "category", "level", "channel", "outside_number", "remedy", "relation", "result")
_FIXED: Final = ("received_at", "closed_at", "outside_number")


class ComplaintSheet(PlainKind):
    """Complaints by the complaint procedure of the run's country."""

    layout = LAYOUT
    model = Complaint
    slice_rows = SLICE_ROWS

    def __init__(self, cases: CaseSheet) -> None:
        self._cases = cases
        self._found: dict[tuple[str, date], Procedure | DeskError] = {}

    def procedure(self, country: str, day: date) -> Procedure | DeskError:
        """The procedure in force on a day, or that there is none."""
        key = country, day
        if key not in self._found:
            try:
                procedures = self._cases.procedures
                assert procedures is not None
                self._found[key] = procedures.find(f"{country.lower()}-complaint", day, *self._cases.region)
            except DeskError as error:
                self._found[key] = error
        return self._found[key]

    # ---- what a row says

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One complaint a row."""
        received_at, problems = opened_of(run, row, "received_at")
        closed_at: datetime | None = None
        if "closed_at" in row.values:
            closed_at, wrong = opened_of(run, row, "closed_at")
            problems += wrong or _closed_early(run, row, closed_at, received_at)
        who, wrong = caller_of(run, row, "complainant")
        problems += wrong
        procedure = self.procedure(run.country, received_at.date())
        if isinstance(procedure, DeskError):
            problems.append(run.problem(row, "received_at", procedure.code, **procedure.values))
        if problems:
            return problems
        values: dict[str, Any] = {name: row.values[name] for name in _PLAIN if name in row.values}
        values["received_at"] = _minute(received_at)
        if closed_at is not None:
            values["closed_at"] = _minute(closed_at)
        project, number = project_of(run, row), row.values.get("number")
        keys: list[Key] = [("complaint", project, number)] if number else []
        if "outside_number" in row.values:
            keys.append(("outside", row.values["outside_number"]))
        if not keys:
            keys = [("said", values["received_at"], fold(str(values["text"])), key) for key in who.keys]
        parts = {
            "who": who,
            "number": number,
            "project": project,
            "unit": row.values.get("unit"),
            "received_at": received_at,
            "closed_at": closed_at,
            "procedure": procedure,
        }
        return [Entry(tuple(keys), values, parts)]

    # ---- what is stored

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The complaints, the customers among the callers, and the homes."""
        people = find_who(reader, [entry.parts["who"] for entry in entries])
        written = {(entry.parts["project"], entry.parts["unit"]) for entry in entries if entry.parts["unit"]}
        homes = find_homes(reader, written)
        projects = find_projects(reader, {entry.parts["project"] for entry in entries} - {""})
        found: dict[Key, Known] = {**people, **find_complaints(reader, run, entries, people)}
        for key, home in homes.items():
            parts = {"project": home.project_id, "code": home.code, "entrance": home.entrance}
            found["home", *key] = Known(home.id, home.version, {}, parts=parts)
        for name, number in projects.items():
            found["project", name] = Known(number, 1, {})
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A project that is not in, a number that we never gave; of one that is there: what a sheet may not change."""
        parts, values = entry.parts, entry.values
        if parts["project"] and ("project", parts["project"]) not in others:
            return [run.problem(row, "project", "complaint.project_unknown")]
        home = others.get(("home", parts["project"], parts["unit"])) if parts["unit"] else None
        parts["home"] = home
        parts["person"] = say_caller(values, parts["who"], known, others)
        if parts["unit"]:
            values["unit"] = parts["unit"] if home is None else home.parts["code"]
            if known is not None and known.parts.get("unit_text") == parts["unit"]:
                # it was not in when the complaint came, and is the same home all the same
                values["unit"] = known.values["unit"]
        if known is not None:
            known.parts["home_now"] = home
        if known is None:
            if parts["number"] and OURS.fullmatch(str(parts["number"])):
                return [run.problem(row, "number", "case.number_unknown")]
            parts["caller"] = told_caller(parts["who"])
            parts["project_id"] = home.parts["project"] if home is not None else _project(parts["project"], others)
            return []
        if not isinstance(row.values["received_at"], datetime) and known.values["received_at"].date() == (
            values["received_at"].date()
        ):
            # the row tells the day alone
            values["received_at"] = known.values["received_at"]
        return self._refuse_known(run, row, entry, known)

    def _refuse_known(self, run: Run, row: Row, entry: Entry, known: Known) -> list[Problem]:
        values = entry.values
        differ = [name for name, value in values.items() if known.values.get(name) != value]
        if not run.update or not differ:
            return []
        number = known.values.get("number") or entry.parts["number"] or ""
        problems = [
            run.problem(row, name, "complaint.fixed", number=number)
            for name in _FIXED
            if name in differ and not (name == "closed_at" and known.values.get(name) is None)
        ]
        if known.parts.get("outcome") and not problems:
            problems.append(run.problem(row, differ[0], "case.ended", number=number))
        if "level" in differ and int(values["level"]) >= CRISIS > int(known.values["level"] or 1):
            problems.append(run.problem(row, "level", "complaint.crisis_key"))
        return problems

    # ---- writing

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Their cases, then the complaints beside them; clocks follow before the slice is committed."""
        write_fresh(slice_, run, self._cases, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a row says anew where it lies: with the case or with the complaint."""
        write_changed(slice_, run, changed)

    def mark(self, slice_: Slice, known: Collection[Known]) -> None:
        """Keep which fields a clerk edited, at the case and at the complaint."""
        parted = [(one, *marks_of(one)) for one in known if "case_edited" in one.parts]
        slice_.note_edited(Case, [Known(one.parts["case_id"], 0, {}, text) for one, text, _ in parted])
        slice_.note_edited(Complaint, [Known(one.id, 0, {}, text) for one, _, text in parted])

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Open complaints of the project that the list does not have."""
        query = select(Complaint.id, Case.number).join(Case, col(Case.id) == col(Complaint.case_id))
        query = query.where(col(Complaint.open).is_(True)).order_by(col(Complaint.id))
        if run.project_id is not None:
            query = query.where(Complaint.project_id == run.project_id)
        return [number for complaint_id, number in reader.session.exec(query) if complaint_id not in seen]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0, tzinfo=None)


def _closed_early(run: Run, row: Row, closed_at: datetime, received_at: datetime) -> list[Problem]:
    if closed_at >= received_at or closed_at.date() == received_at.date():
        return []
    return [run.problem(row, "closed_at", "complaint.closed_before", received=f"{received_at:%Y-%m-%d %H:%M}")]


def _project(name: str, others: MutableMapping[Key, Known]) -> int | None:
    found = others.get(("project", name)) if name else None
    return found.id if found is not None else None
