"""The sheet of repairs (维修单): what a property company's list has becomes orders; what was done there is done.

A row is found again by its number within its project, else by who reported what at which minute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import Case, CaseEvent, CaseTask
from deskapp.cases.sheet import with_actions
from deskapp.cases.sheet_callers import (
    find_numbered,
    find_projects,
    home_codes,
    minute_of,
    said_callers,
)
from deskapp.cases.sheet_columns import moment_column
from deskapp.cases.sheet_people import caller_key
from deskapp.cases.sheet_reported import ReportedSheet
from deskapp.desks.services.orders.model import PAYERS, URGENCIES, WorkOrder
from deskapp.desks.services.orders.sheet_write import OF_CASE, OF_ORDER, write_changed, write_fresh
from deskapp.errors import Problem
from deskapp.office.customer.sheet import PHONE
from deskapp.office.property.sheet import PROJECT
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import choice_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, Row, Run
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import read_edited
from deskapp.store.work import Reader
from deskapp.values.text import fold

URGENT_WORDS: Final = {
    "特急": "emergency", "急": "urgent", "普通": "normal", "正常": "normal", "khẩn cấp": "emergency", "gấp": "urgent",
    "thường": "normal", "high": "urgent", "low": "normal",
}  # fmt: skip
PAYER_WORDS: Final = {
    "建设单位": "developer", "保修": "developer", "总包": "contractor", "施工方": "contractor", "自费": "owner",
    "住户": "owner", "物业": "property", "chủ nhà": "owner", "chủ đầu tư": "developer", "nhà thầu": "contractor",
}  # fmt: skip
URGENCY: Final = choice_column(
    "urgency", URGENCIES, "urgency", "紧急程度", "优先级", "Mức khẩn", also=URGENT_WORDS, label="column.order_urgency",
    example="normal|urgent",
)  # fmt: skip
LAYOUT: Final = Layout(
    "repairs",
    (
        text_column("number", "维修单号", "报修单号", "工单号", "编号", "Số phiếu sửa", "Mã phiếu", shape="code",
                    limit=60, width=18, label="column.order_number", example="WX260001|WX260002"),
        moment_column("reported_at", "报修时间", "报修日期", "登记时间", "Thời gian báo", "Ngày báo",
                      required=True, width=16, label="column.order_reported_at", example="2026-11-16 09:30|2026-11-17"),
        text_column("complainant", "报修人", "业主姓名", "客户姓名", "姓名", "Người báo", "Khách hàng", "name",
                    limit=200, width=14, label="column.order_caller", example="张三丰|李静"),
        PHONE,
        replace(PROJECT, carries_down=False),
        text_column("unit", "房号", "房屋", "房间", "地址", "Căn hộ", "Mã căn", "Địa chỉ", shape="code", limit=200,
                    width=16, label="column.contract_unit", example="3-2-1501|3-2-1502"),
        text_column("place", "部位", "位置", "Vị trí", limit=200, label="column.order_place", example="厨房|卫生间"),
        text_column("text", "报修内容", "维修内容", "内容", "问题描述", "Nội dung", "Nội dung sửa chữa", required=True,
                    width=40, label="column.order_text", example="水槽漏水|地漏堵塞"),
        URGENCY,
        choice_column("payer", PAYERS[1:], "payer", "承担方", "费用承担", "付费方", "Bên trả tiền", also=PAYER_WORDS,
                      label="column.order_payer", example="developer|owner"),
        moment_column("finished_at", "完工时间", "完工日期", "完成时间", "Hoàn thành", "Ngày xong", width=16,
                      label="column.order_finished_at", example="2026-11-20"),
        text_column("done", "维修结果", "处理结果", "结果", "Kết quả", width=30, label="column.order_done",
                    example="已更换密封圈"),
    ),
)  # fmt: skip


class RepairSheet(ReportedSheet):
    """Repairs by the repair procedure of the run's country."""

    layout = LAYOUT
    model = WorkOrder
    PROCEDURE = "repair"
    OWN = "repair"
    BEGAN = "reported_at"
    ENDED = "finished_at"
    EARLY = "order.finished_before"
    PLAIN = ("place", "text", "urgency", "payer", "done")

    def find_own(
        self, reader: Reader, run: Run, entries: Collection[Entry], people: Mapping[Key, Known]
    ) -> dict[Key, Known]:
        """The repairs."""
        return _find_repairs(reader, run, entries, people)

    def refuse_known(self, run: Run, row: Row, entry: Entry, known: Known) -> list[Problem]:
        """Moments stay, and what has ended or was given to a technician."""
        differ = [name for name, value in entry.values.items() if known.values.get(name) != value]
        if not run.update or not differ:
            return []
        number = known.values.get("number") or entry.parts["number"] or ""
        fixed = [
            name for name in ("reported_at", "finished_at") if name in differ and known.values.get(name) is not None
        ]
        if fixed or known.parts.get("outcome") or known.parts.get("sent"):
            return [run.problem(row, (fixed or differ)[0], "complaint.fixed", number=number)]
        return []

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Their cases, then the orders beside them; the state follows before the slice is committed."""
        write_fresh(slice_, run, self._cases, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a row says anew where it lies: with the case or with the order."""
        with_actions(slice_, (CaseEvent, CaseTask), lambda: write_changed(slice_, run, changed))

    def mark(self, slice_: Slice, known: Collection[Known]) -> None:
        """Keep which fields a clerk edited, at the case and at the order."""
        for one in known:
            left = read_edited(one.edited)
            for names, part, model in ((OF_CASE, "case_edited", Case), (OF_ORDER, "order_edited", WorkOrder)):
                own = {c: mark for c, mark in read_edited(one.parts[part]).items() if c not in names.values()}
                own |= {column: left[name] for name, column in names.items() if name in left}
                number = one.parts["case_id"] if model is Case else one.id
                slice_.note_edited(model, [Known(number, 0, {}, to_json(own) if own else "")])

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Open repairs of the project that the list does not have."""
        query = select(WorkOrder.id, Case.number).join(Case, col(Case.id) == col(WorkOrder.case_id))
        query = query.where(col(WorkOrder.open).is_(True), WorkOrder.kind == "repair").order_by(col(WorkOrder.id))
        if run.project_id is not None:
            query = query.where(WorkOrder.project_id == run.project_id)
        return [number for order_id, number in reader.session.exec(query) if order_id not in seen]


def _find_repairs(
    reader: Reader, run: Run, entries: Collection[Entry], people: Mapping[Key, Known]
) -> dict[Key, Known]:
    keys = {key for entry in entries for key in entry.keys}
    cases = find_numbered(reader, {key[2] for key in keys if key[0] == "repair"})
    rows = _by(reader, WorkOrder.case_id, cases)
    moments = {entry.parts["reported_at"] for entry in entries if entry.keys[-1][0] == "said"}
    rows |= _by(reader, WorkOrder.reported_at, moments)
    for part in in_chunks({row.case_id for row in rows.values()} - cases.keys()):
        cases |= {record_id(case): case for case in reader.session.exec(select(Case).where(col(Case.id).in_(part)))}
    callers = said_callers(reader, [cases[row.case_id] for row in rows.values()])
    codes = home_codes(reader, {row.unit_id for row in rows.values() if row.unit_id is not None})
    projects = find_projects(reader, {key[1] for key in keys if key[0] == "repair" and key[1]})
    found: dict[Key, Known] = {}
    for number in sorted(rows, reverse=True):
        row, case = rows[number], cases[rows[number].case_id]
        known = _known(run, row, case, callers[row.case_id], codes)
        who = known.parts["customer_id"] or caller_key(case.caller_name, case.caller_phone)
        for key in keys:
            if key[0] == "repair":
                there = projects.get(key[1])
                fits = key[2] in (case.number, case.outside_number) and (
                    there is None or row.project_id in (there, None)
                )
            else:
                person = people.get(key[3])
                asked = person.id if person is not None else ("caller", *key[3][1:]) if key[3][0] == "name" else key[3]
                fits = key[1:3] == (known.values["reported_at"], fold(case.need)) and asked == who
            if fits:
                found[key] = known
    return found


def _by(reader: Reader, column: Any, values: Collection[Any]) -> dict[int, WorkOrder]:
    rows: dict[int, WorkOrder] = {}
    for part in in_chunks(values):
        query = select(WorkOrder).where(col(column).in_(part))
        rows |= {record_id(row): row for row in reader.session.exec(query)}
    return rows


def _known(
    run: Run, row: WorkOrder, case: Case, caller: tuple[str, str, int | None], codes: Mapping[int, str]
) -> Known:
    values: dict[str, Any] = {
        "number": case.number,
        "reported_at": minute_of(row.reported_at, run.country),
        "complainant": caller[0] or None,
        "phone": caller[1] or None,
        "unit": codes.get(row.unit_id or 0) or row.unit_text or None,
        "place": row.place or None,
        "text": case.need or None,
        "urgency": row.urgency,
        "payer": row.payer or None,
        "finished_at": None if row.finished_at is None else minute_of(row.finished_at, run.country),
        "done": row.done or None,
    }
    marks: dict[str, Any] = {}
    for names, text in ((OF_CASE, case.edited), (OF_ORDER, row.edited)):
        edited = read_edited(text)
        marks |= {
            name: {**edited[column], "base": edited[column]["base"] or None}
            for name, column in names.items()
            if column in edited
        }
    parts = {
        "customer_id": caller[2],
        "case_id": case.id,
        "outcome": case.outcome,
        "sent": row.staff_id is not None,
        "unit_text": row.unit_text,
        "case_edited": case.edited,
        "order_edited": row.edited,
    }
    return Known(record_id(row), row.version, values, to_json(marks) if marks else "", parts)
