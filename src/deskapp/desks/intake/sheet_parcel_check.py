"""The sheet of parcel checks: what a register said of which parcel on which day; parcels that are new come with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.intake.drafts import LINE_LIMIT
from deskapp.desks.intake.model import CHECK_RESULTS, ParcelCheck
from deskapp.errors import Problem
from deskapp.office.land.model import Parcel
from deskapp.office.land.sheet import LAYOUT as PARCELS
from deskapp.office.land.sheet import STATES, find_parcels, parcel_of, write_parcels
from deskapp.sheets.column import Country, Layout
from deskapp.sheets.columns import choice_column, day_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import read_edited, takes
from deskapp.store.work import Reader
from deskapp.values.text import fold

RESULTS: Final = {
    **STATES, "thế chấp": "mortgaged", "quy hoạch": "planning", "无纠纷": "clear", "规划区": "planning",
    "无争议": "clear", "正常": "clear", "已抵押": "mortgaged", "规划": "planning", "查无": "not_found",
    "không có": "not_found", "không tìm thấy": "not_found", "bình thường": "clear",
}  # fmt: skip
LAYOUT: Final = Layout(
    "parcels-check",
    (
        *(PARCELS.column(name) for name in ("commune", "map_sheet", "parcel")),
        choice_column("result", CHECK_RESULTS, "check_result", "核查结果", "结果", "Kết quả", "Kết quả kiểm tra",
                      also=RESULTS, required=True, width=14, example="clear|mortgaged",
                      label="column.check_result"),
        text_column("source", "来源", "核查来源", "登记机构", "Nguồn", "Cơ quan cung cấp", limit=LINE_LIMIT,
                    required=True, width=24, label="column.check_source"),
        day_column("checked_on", "核查日期", "查询日期", "Ngày kiểm tra", "Ngày tra cứu", required=True,
                   example="2026-11-16"),
        text_column("note", "备注说明", "说明", "Ghi chú", "Diễn giải", width=30, label="column.check_note"),
        *(PARCELS.column(name) for name in ("area", "land_use")),
    ),
)  # fmt: skip
_OWN: Final = ("result", "note")
_NEEDS_NOTE: Final = ("disputed", "mortgaged", "planning")


class ParcelCheckSheet(PlainKind):
    """Checks of parcels. A parcel takes the newest result as its legal status, unless a clerk has said another."""

    layout = LAYOUT
    model = ParcelCheck
    default_country: Country | None = "VN"

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One check a row: a parcel, a source, a day."""
        place, problems = parcel_of(run, row)
        said = row.values
        if said["checked_on"] > run.today:
            problems.append(run.problem(row, "checked_on", "draft.future"))
        if said["result"] in _NEEDS_NOTE and not said.get("note"):
            problems.append(run.problem(row, "note", "check.no_note"))
        if problems:
            return problems
        values = {name: said[name] for name in _OWN if name in said}
        parcel = {name: said[name] for name in ("area", "land_use") if name in said}
        key = ("check", place, fold(said["source"]), said["checked_on"])
        parts = {"place": place, "parcel": parcel, "source": said["source"], "checked_on": said["checked_on"]}
        return [Entry((key,), values, parts)]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Checks of these parcels that belong to no case, by source and day; the parcels too."""
        del run
        parcels = find_parcels(reader, {entry.parts["place"] for entry in entries})
        places = {known.id: place for place, known in parcels.items()}
        found: dict[Key, Known] = {("parcel", *place): known for place, known in parcels.items()}
        for part in in_chunks(places):
            query = select(ParcelCheck).where(col(ParcelCheck.parcel_id).in_(part), col(ParcelCheck.case_id).is_(None))
            for check in reader.session.exec(query.order_by(col(ParcelCheck.id))):
                key = ("check", places[check.parcel_id], fold(check.source), check.checked_on)
                values = {name: getattr(check, name) or None for name in _OWN}
                found[key] = Known(record_id(check), check.version, values, check.edited)
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """Nothing stands against a check; its parcel is the one of the register, or a new one."""
        del run, row, known
        place = ("parcel", *entry.parts["place"])
        if place not in others:
            fresh = Known(None, 0, dict(entry.parts["parcel"]), parts={"key": entry.parts["place"]})
            others[place] = fresh
        entry.parts["register"] = others[place]
        return []

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """New parcels, the checks, and what the newest check of a parcel says of it."""
        newest: dict[int, Known] = {}
        for known in fresh:
            other = newest.get(id(known.parts["register"]))
            if other is None or known.parts["checked_on"] >= other.parts["checked_on"]:
                newest[id(known.parts["register"])] = known
        unknown = {id(one): one for one in (known.parts["register"] for known in fresh) if one.id is None}
        for mark, parcel in unknown.items():
            parcel.values["legal_status"] = _status(newest[mark].values["result"])
        write_parcels(slice_, run, list(unknown.values()))
        work = slice_.work
        rows = [
            (known.parts["register"].id, known.parts["source"], known.values["result"], known.values.get("note") or "",
             known.parts["checked_on"])
            for known in fresh
        ]  # fmt: skip
        columns = ("parcel_id", "source", "result", "note", "checked_on")
        same = {"project_id": run.project_id, "entered_at": work.now, "clerk": work.clerk.name}
        for number, known in enumerate(fresh, slice_.insert(ParcelCheck, columns, rows, same)):
            known.id, known.version = number, 1
        for mark, known in newest.items():
            if mark not in unknown:
                self._tell_register(slice_, known)
        return {"parcels": len(unknown)} if unknown else {}

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """The parcels among them that the register does not have yet."""
        unknown = {id(known.parts["register"]) for known in fresh if known.parts["register"].id is None}
        return {"parcels": len(unknown)} if unknown else {}

    def _tell_register(self, slice_: Slice, known: Known) -> None:
        """A parcel that is in the register already takes the result of a check that is newer than all others."""
        parcel, status = known.parts["register"], _status(known.values["result"])
        query = select(ParcelCheck.id).where(
            ParcelCheck.parcel_id == parcel.id, ParcelCheck.checked_on > known.parts["checked_on"]
        )
        was = parcel.values.get("legal_status") or ""
        is_newest = slice_.work.session.exec(query).first() is None
        if is_newest and was != status and takes(read_edited(parcel.edited), "legal_status", status):
            slice_.update(Parcel, parcel.id, parcel.version, {"legal_status": was}, {"legal_status": status})
            parcel.values["legal_status"] = status
            parcel.version += 1

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a corrected list says of the same check."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            slice_.update(ParcelCheck, known.id, known.version, {name: before[name] or "" for name in changes}, changes)
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """No list of checks is ever complete."""
        del reader, run, seen
        return ()


def _status(result: str) -> str:
    return "unknown" if result == "not_found" else result
