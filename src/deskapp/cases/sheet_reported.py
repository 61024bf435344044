"""What the sheets of complaints and of repairs have alike: somebody reported something at a moment, perhaps of a home.

A row is found again by its number within its project, else by who said what at which minute. Who is no customer stays
as name and phone, a home that is not in stays as its text.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from deskapp.cases.procedure import Procedure
from deskapp.cases.sheet import SLICE_ROWS, CaseSheet, opened_of
from deskapp.cases.sheet_callers import OURS, caller_of, find_homes, find_projects, project_of, say_caller, told_caller
from deskapp.cases.sheet_people import find_who
from deskapp.errors import DeskError, Problem
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.work import Reader
from deskapp.values.text import fold


class ReportedSheet(PlainKind):
    """``PROCEDURE`` is what its cases follow, behind the country; ``OWN`` names its numbers among the keys.

    ``BEGAN`` and ``ENDED`` are the columns of its two moments, ``PLAIN`` those that are kept as they stand, ``EARLY``
    the code for an end before the beginning.
    """

    slice_rows = SLICE_ROWS
    PROCEDURE: ClassVar[str]
    OWN: ClassVar[str]
    BEGAN: ClassVar[str]
    ENDED: ClassVar[str]
    EARLY: ClassVar[str]
    PLAIN: ClassVar[Sequence[str]]

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
                self._found[key] = procedures.find(f"{country.lower()}-{self.PROCEDURE}", day, *self._cases.region)
            except DeskError as error:
                self._found[key] = error
        return self._found[key]

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One matter a row."""
        began, problems = opened_of(run, row, self.BEGAN)
        ended: datetime | None = None
        if self.ENDED in row.values:
            ended, wrong = opened_of(run, row, self.ENDED)
            if not wrong and ended < began and ended.date() != began.date():
                wrong = [run.problem(row, self.ENDED, self.EARLY, began=f"{began:%Y-%m-%d %H:%M}")]
            problems += wrong
        who, wrong = caller_of(run, row, "complainant")
        problems += wrong
        procedure = self.procedure(run.country, began.date())
        if isinstance(procedure, DeskError):
            problems.append(run.problem(row, self.BEGAN, procedure.code, **procedure.values))
        if problems:
            return problems
        values: dict[str, Any] = {name: row.values[name] for name in self.PLAIN if name in row.values}
        values[self.BEGAN] = _minute(began)
        if ended is not None:
            values[self.ENDED] = _minute(ended)
        project, number = project_of(run, row), row.values.get("number")
        keys: list[Key] = [(self.OWN, project, number)] if number else []
        keys += self.more_keys(row)
        if not keys:
            keys = [("said", values[self.BEGAN], fold(str(values["text"])), key) for key in who.keys]
        parts = {
            "who": who,
            "number": number,
            "project": project,
            "unit": row.values.get("unit"),
            self.BEGAN: began,
            self.ENDED: ended,
            "procedure": procedure,
        }
        return [Entry(tuple(keys), values, parts)]

    def more_keys(self, row: Row) -> list[Key]:
        """What else a row is found by."""
        del row
        return []

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """What is stored of these rows, the customers among those who said it, and the homes."""
        people = find_who(reader, [entry.parts["who"] for entry in entries])
        written = {(entry.parts["project"], entry.parts["unit"]) for entry in entries if entry.parts["unit"]}
        found: dict[Key, Known] = {**people, **self.find_own(reader, run, entries, people)}
        for key, home in find_homes(reader, written).items():
            parts = {"project": home.project_id, "code": home.code, "entrance": home.entrance}
            found["home", *key] = Known(home.id, home.version, {}, parts=parts)
        for name, number in find_projects(reader, {entry.parts["project"] for entry in entries} - {""}).items():
            found["project", name] = Known(number, 1, {})
        return found

    @abstractmethod
    def find_own(
        self, reader: Reader, run: Run, entries: Collection[Entry], people: Mapping[Key, Known]
    ) -> dict[Key, Known]:
        """The matters that are stored."""

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A project that is not in, a number that we never gave; of one that is there: what a sheet may not change."""
        parts, values = entry.parts, entry.values
        project = others.get(("project", parts["project"])) if parts["project"] else None
        if parts["project"] and project is None:
            return [run.problem(row, "project", "complaint.project_unknown")]
        home = others.get(("home", parts["project"], parts["unit"])) if parts["unit"] else None
        parts |= {"home": home, "person": say_caller(values, parts["who"], known, others)}
        if parts["unit"]:
            values["unit"] = parts["unit"] if home is None else home.parts["code"]
            if known is not None and known.parts.get("unit_text") == parts["unit"]:
                # it was not in when the matter came, and is the same home all the same
                values["unit"] = known.values["unit"]
        if known is None:
            if parts["number"] and OURS.fullmatch(str(parts["number"])):
                return [run.problem(row, "number", "case.number_unknown")]
            parts["caller"] = told_caller(parts["who"])
            parts["project_id"] = home.parts["project"] if home is not None else project.id if project else None
            return []
        known.parts["home_now"] = home
        stored = known.values[self.BEGAN]
        if not isinstance(row.values[self.BEGAN], datetime) and stored.date() == values[self.BEGAN].date():
            # the row tells the day alone
            values[self.BEGAN] = stored
        return self.refuse_known(run, row, entry, known)

    @abstractmethod
    def refuse_known(self, run: Run, row: Row, entry: Entry, known: Known) -> list[Problem]:
        """What a sheet may not change of one that is there."""


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0, tzinfo=None)
