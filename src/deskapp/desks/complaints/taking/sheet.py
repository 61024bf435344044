"""The sheet of complaints: what another system or a paper register has becomes complaints here, whole and many at once.

A row is found again by its number within its project, by the number of the house that sent it (12345), else by who said
what at which minute. A caller who is no customer stays as name and phone, an unknown home as its text. What was closed
there comes closed; nobody is paged and nothing is told by a sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.sheet_reported import ReportedSheet
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.sheet_columns import LAYOUT
from deskapp.desks.complaints.taking.sheet_stored import find_complaints, marks_of
from deskapp.desks.complaints.taking.sheet_write import write_changed, write_fresh
from deskapp.errors import Problem
from deskapp.sheets.judge import Entry, Key, Known, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader

_FIXED: Final = ("received_at", "closed_at", "outside_number")


class ComplaintSheet(ReportedSheet):
    """Complaints by the complaint procedure of the run's country; a number of 12345 finds one, too."""

    layout = LAYOUT
    model = Complaint
    PROCEDURE = "complaint"
    OWN = "complaint"
    BEGAN = "received_at"
    ENDED = "closed_at"
    EARLY = "complaint.closed_before"
    PLAIN = ("text", "category", "level", "channel", "outside_number", "remedy", "relation", "result")

    def more_keys(self, row: Row) -> list[Key]:
        """The number of the house that sent it."""
        return [("outside", row.values["outside_number"])] if "outside_number" in row.values else []

    def find_own(
        self, reader: Reader, run: Run, entries: Collection[Entry], people: Mapping[Key, Known]
    ) -> dict[Key, Known]:
        """The complaints."""
        return find_complaints(reader, run, entries, people)

    def refuse_known(self, run: Run, row: Row, entry: Entry, known: Known) -> list[Problem]:
        """Moments and numbers stay; what has ended stays; a crisis is no matter of a sheet."""
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
