"""The sheet of staff: who works here, in which department."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlmodel import col, select

from deskapp.errors import Problem
from deskapp.office.staff.model import Department, Staff
from deskapp.sheets.column import Column, Layout
from deskapp.sheets.columns import text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader
from deskapp.values.phones import parse_phone
from deskapp.values.text import is_masked

LAYOUT: Final = Layout(
    "staff",
    (
        text_column(
            "number",
            "工号",
            "员工编号",
            "Mã nhân viên",
            shape="code",
            limit=60,
            required=True,
            label="column.staff_number",
        ),
        text_column(
            "name",
            "员工姓名",
            "姓名",
            "Họ và tên",
            "Họ tên",
            limit=200,
            required=True,
            width=16,
            label="column.staff_name",
        ),
        text_column("department", "部门", "所属部门", "Phòng ban", "Bộ phận", limit=200, width=16),
        Column(
            "phone",
            "code",
            lambda text, _context: (None if is_masked(text) else text, None),
            ("手机", "联系电话", "电话", "Số điện thoại", "SĐT"),
            15,
        ),
        text_column("email", "邮箱", "电子邮箱", "Email", limit=200, width=24),
        text_column("role", "岗位", "职务", "Chức vụ", limit=200, label="column.staff_role"),
    ),
)
_OWN: Final = ("name", "phone", "email", "role")
_FIELDS: Final = (*_OWN, "department")


class StaffSheet(PlainKind):
    """People who work for the office; departments come with them."""

    layout = LAYOUT
    model = Staff

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One person a row."""
        values = {name: row.values[name] for name in _FIELDS if name in row.values}
        if "phone" in values:
            phone, fault = parse_phone(values["phone"], run.country, restore_zeros=run.country == "VN")
            if phone is None and fault is not None:
                return [run.problem(row, "phone", fault.code, **fault.values)]
            values["phone"] = phone
        return [Entry(((row.values["number"],),), values)]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Staff by their number."""
        numbers = {entry.keys[0][0] for entry in entries}
        departments = {d.id: d.name for d in reader.session.exec(select(Department))}
        statement = select(Staff).where(col(Staff.number).in_(numbers), Staff.office_id == run.clerk.office_id)
        found: dict[Key, Known] = {}
        for staff in reader.session.exec(statement):
            values = {name: getattr(staff, name) or None for name in _OWN}
            values["department"] = departments.get(staff.department_id)
            found[(staff.number,)] = Known(record_id(staff), staff.version, values, staff.edited)
        return found

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Departments first, then the people."""
        del run
        departments = ensure_departments(slice_, {known.values.get("department") for known in fresh})
        rows = []
        for known in fresh:
            said = known.values
            own = (said["name"], said.get("phone"), said.get("email"), said.get("role") or "")
            rows.append((known.parts["key"][0], *own, departments.get(said.get("department")), True))
        first = slice_.insert(Staff, ("number", *_OWN, "department_id", "active"), rows)
        for number, known in enumerate(fresh, first):
            known.id = number
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields."""
        del run
        wanted = {values.get("department") for _, before, changes in changed for values in (before, changes)}
        departments = ensure_departments(slice_, wanted)
        for known, before, changes in changed:
            assert known.id is not None
            slice_.update(Staff, known.id, known.version, _stored(before, departments), _stored(changes, departments))
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Staff that the list does not have."""
        del run
        for staff in reader.session.exec(select(Staff).order_by(Staff.number)):
            if staff.id not in seen:
                yield f"{staff.number} {staff.name}"


def _stored(values: Mapping[str, Any], departments: Mapping[str | None, int]) -> dict[str, Any]:
    stored = {name: value for name, value in values.items() if name != "department"}
    if stored.get("role", "") is None:
        stored["role"] = ""
    if "department" in values:
        stored["department_id"] = departments.get(values["department"])
    return stored


def ensure_departments(slice_: Slice, names: set[str | None]) -> dict[str | None, int]:
    """Departments by their names; what is missing is made."""
    there: dict[str | None, int] = {d.name: record_id(d) for d in slice_.work.session.exec(select(Department))}
    missing = sorted(name for name in names if name and name not in there)
    first = slice_.insert(Department, ("name",), [(name,) for name in missing])
    return there | {name: number for number, name in enumerate(missing, first)}
