"""The sheet of calendar days: an office's own, or the official plan of a year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlmodel import col, select

from deskapp.errors import Problem
from deskapp.office.calendar.model import CalendarDay
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import choice_column, day_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader

DAY_KINDS: Final = ("holiday", "makeup", "observed")
KINDS: Final = {
    "休息": "holiday", "放假": "holiday", "节假日": "holiday", "上班": "makeup", "调休上班": "makeup", "补班": "makeup",
    "nghỉ": "holiday", "nghỉ lễ": "holiday", "làm bù": "makeup", "nghỉ bù": "observed",
}  # fmt: skip
LAYOUT: Final = Layout(
    "calendar",
    (
        choice_column(
            "country", ("CN", "VN"), "country", "国家", "Quốc gia", width=8, also={"中国": "CN", "việt nam": "VN"}
        ),
        day_column("day", "日期", "Ngày", required=True, example="2027-01-01"),
        choice_column(
            "kind",
            DAY_KINDS,
            "day_kind",
            "类型",
            "类别",
            "Loại ngày",
            also=KINDS,
            required=True,
            label="column.day_kind",
        ),
        text_column("name", "名称", "节日", "Tên ngày", limit=200, width=20, label="column.holiday_name"),
        text_column("source", "来源", "依据", "Nguồn", limit=500, width=30),
    ),
)
_FIELDS: Final = ("kind", "name", "source")


class CalendarSheet(PlainKind):
    """Days off and make-up days of a country, as published; they win over what the program brings along."""

    layout = LAYOUT
    model = CalendarDay

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One day a row."""
        country = row.values.get("country") or run.country
        values = {name: row.values[name] for name in _FIELDS if name in row.values}
        return [Entry(((country, row.values["day"]),), values, {"official": bool(row.values.get("official"))})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Days by country and date, of the country and not of one organisation."""
        days = {entry.keys[0][1] for entry in entries}
        statement = select(CalendarDay).where(
            col(CalendarDay.day).in_(days),
            CalendarDay.office_id == run.clerk.office_id,
            col(CalendarDay.organisation_id).is_(None),
        )
        return {
            (day.country, day.day): Known(
                record_id(day), day.version, {name: getattr(day, name) or None for name in _FIELDS}, day.edited
            )
            for day in reader.session.exec(statement)
        }

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """New days; what somebody imports is confirmed by them."""
        del run
        rows = []
        for known in fresh:
            said = known.values
            rows.append(
                (
                    *known.parts["key"],
                    said["kind"],
                    said.get("name") or "",
                    said.get("source") or "",
                    True,
                    known.parts["official"],
                )
            )
        first = slice_.insert(CalendarDay, ("country", "day", *_FIELDS, "confirmed", "official"), rows)
        for number, known in enumerate(fresh, first):
            known.id = number
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            old = {name: value or "" for name, value in before.items()}
            slice_.update(CalendarDay, known.id, known.version, old, changes)
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Days of the country that the list does not have."""
        statement = select(CalendarDay).where(CalendarDay.country == run.country).order_by(col(CalendarDay.day))
        for day in reader.session.exec(statement):
            if day.id not in seen:
                yield f"{day.day} {day.name}"
