"""What the reports about cases share: whose they are, which may be seen, moments in local time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.rows import in_scope
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.office.staff.model import Department, Staff
from deskapp.sheets.report import ReportColumn
from deskapp.sheets.reporting import Ask, shown_identity, shown_phone
from deskapp.store.work import Reader

CASE_NUMBER: Final = ReportColumn("number", "code", label="column.case_number")
CODED_PROCEDURE: Final = ReportColumn("procedure", "choice")


@dataclass(frozen=True, slots=True)
class Named:
    """A customer as reports show one, numbers masked unless the report is asked whole."""

    name: str
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""

    @property
    def cells(self) -> tuple[str | None, ...]:
        """Name, kind and number of the document, phone."""
        return self.name or None, self.id_kind or None, self.id_number or None, self.phone or None


def name_customers(reader: Reader, ask: Ask, numbers: Iterable[int | None]) -> dict[int, Named]:
    """Customers by any of their numbers; a merged one is whom they live on in."""
    wanted = {number for number in numbers if number is not None}
    living = find_survivors(reader, wanted)
    rows = {row.id: row for row in find_rows(reader, set(living.values()))}
    shown = {
        row.id: Named(
            row.name, row.id_kind, shown_identity(row.id_number, row.id_kind, ask) if row.id_number else "",
            shown_phone(row.phone, ask) if row.phone else "",
        )
        for row in rows.values()
    }  # fmt: skip
    return {number: shown[survivor] for number, survivor in living.items() if survivor in shown}


def in_case_scope(reader: Reader, ask: Ask) -> list[Any]:
    """The cases that may be seen, of the asked project."""
    return [*in_scope(reader), *([col(Case.project_id) == ask.project_id] if ask.project_id is not None else [])]


def local(moment: datetime | None) -> datetime | None:
    """A moment as sheets show it."""
    return moment.astimezone() if moment is not None else None


def department_names(reader: Reader) -> dict[int, str]:
    """Every department by its number; there are few."""
    return {number: name for number, name in reader.session.exec(select(Department.id, Department.name)) if number}


def staff_names(reader: Reader) -> dict[int, str]:
    """Everybody who works here, by number."""
    return {number: name for number, name in reader.session.exec(select(Staff.id, Staff.name)) if number}
