"""The sheet of acceptances (验收台账): a row an acceptance of a building that is in already, with what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping
from typing import Any, Final

from sqlmodel import col, select

from deskapp.errors import Fault, Problem
from deskapp.office.acceptance.drafts import LINE_LIMIT, AcceptanceDraft
from deskapp.office.acceptance.model import ACCEPTANCE_KINDS, ACCEPTANCE_RESULTS, Acceptance
from deskapp.office.property.model import Building, Project
from deskapp.office.property.sheet import PLACE, PROJECT, projects_of
from deskapp.office.staff.model import Department
from deskapp.office.staff.sheet import ensure_departments
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import choice_column, day_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import read_edited
from deskapp.store.work import Reader
from deskapp.values.rooms import strip_building

KINDS: Final = {
    "竣工": "completion", "单体竣工验收": "completion", "工程竣工验收": "completion", "规划": "planning",
    "规划核实": "planning", "规划条件核实": "planning", "消防": "fire", "综合": "comprehensive",
    "联合验收": "comprehensive", "接管验收": "take_over", "承接查验": "take_over", "物业接管": "take_over",
    "初始登记": "initial_registration", "大产权": "initial_registration", "大产证": "initial_registration",
    "nghiệm thu hoàn công": "completion", "hoàn công": "completion", "pccc": "fire",
    "bàn giao vận hành": "take_over",
}  # fmt: skip
RESULTS: Final = {
    "合格": "passed", "通过": "passed", "已通过": "passed", "已完成": "passed", "已办理": "passed", "不合格": "failed",
    "未通过": "failed", "đạt": "passed", "không đạt": "failed", "pass": "passed", "fail": "failed",
}  # fmt: skip
KIND: Final = choice_column(
    "kind", ACCEPTANCE_KINDS, "acceptance", "验收类别", "验收类型", "验收名称", "验收项目", "Loại nghiệm thu",
    also=KINDS, required=True, width=16, label="column.acceptance_kind", example="completion|fire",
)  # fmt: skip
RESULT: Final = choice_column(
    "result", ACCEPTANCE_RESULTS[1:], "acceptance_result", "验收结果", "验收结论", "Kết quả nghiệm thu", also=RESULTS,
    label="column.acceptance_result", example="passed|passed",
)  # fmt: skip
LAYOUT: Final = Layout(
    "acceptances",
    (
        PROJECT,
        PLACE[0],
        KIND,
        text_column("department", "责任部门", "牵头部门", "主办部门", "Phòng phụ trách", limit=LINE_LIMIT, width=14,
                    label="column.acceptance_department", example="工程部"),
        text_column("authority", "验收单位", "主管单位", "验收机关", "Cơ quan nghiệm thu", limit=LINE_LIMIT, width=18,
                    label="column.acceptance_authority", example="市住建局"),
        day_column("planned_on", "计划日期", "计划验收日期", "Ngày dự kiến", label="column.acceptance_planned_on",
                   example="2026-10-20|2026-12-10"),
        RESULT,
        day_column("decided_on", "验收日期", "通过日期", "备案日期", "Ngày nghiệm thu",
                   label="column.acceptance_decided_on", example="2026-10-22|2026-12-12"),
        text_column("number", "备案号", "验收备案号", "证书编号", "文号", "Số văn bản", shape="code", limit=60,
                    width=18, label="column.acceptance_number", example="JGYS-2026-031|"),
        day_column("keys_received_on", "钥匙接收日期", "接收钥匙日期", "Ngày nhận chìa khóa",
                   label="column.acceptance_keys_received_on"),
        text_column("remarks", "备注", "整改意见", "Ghi chú", width=24, label="column.acceptance_remarks"),
    ),
)  # fmt: skip
SAID: Final = (
    "department", "authority", "planned_on", "result", "decided_on", "number", "keys_received_on", "remarks",
)  # fmt: skip
_OWN: Final = SAID[1:]
_LINES: Final = ("authority", "result", "number", "remarks")


class AcceptanceSheet(PlainKind):
    """Acceptances by building and kind; departments come with them, buildings never do."""

    layout = LAYOUT
    model = Acceptance
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One acceptance a row."""
        said = row.values
        place = (said.get("project") or run.project, strip_building(said["building"]))
        values = {name: said[name] for name in SAID if name in said}
        return [Entry((("acceptance", *place, said["kind"]),), values, {"place": place, "kind": said["kind"]})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The buildings that the rows name, and their acceptances."""
        del run
        found: dict[Key, Known] = {}
        wanted = {entry.parts["place"] for entry in entries}
        buildings: dict[int, tuple[str, str]] = {}
        query = (
            select(Project.name, Building)
            .join(Building, col(Building.project_id) == col(Project.id))
            .where(col(Project.name).in_({name for name, _ in wanted}))
        )
        for project, building in reader.session.exec(query):
            if (project, building.code) in wanted:
                number = record_id(building)
                buildings[number] = (project, building.code)
                found["building", project, building.code] = Known(number, 1, {}, parts={"project": building.project_id})
        departments = {record_id(one): one.name for one in reader.session.exec(select(Department))}
        for part in in_chunks(buildings):
            for one in reader.session.exec(select(Acceptance).where(col(Acceptance.building_id).in_(part))):
                values = {name: getattr(one, name) or None for name in _OWN}
                values["department"] = departments.get(one.department_id or 0)
                key = ("acceptance", *buildings[one.building_id], one.kind)
                found[key] = Known(record_id(one), one.version, values, _edited(one, departments))
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A building that is not in, what is wrong with the whole of it, a passed one that is passed no more."""
        project, code = entry.parts["place"]
        building = others.get(("building", project, code))
        if building is None:
            return [run.problem(row, "building", "building.unknown", building=code)]
        entry.parts |= {"building": building.id, "project": building.parts["project"]}
        stored = known.values if known is not None else {}
        whole = {**stored, **entry.values}
        kept = {name: whole[name] for name in _OWN if whole.get(name) is not None}
        _, faults = AcceptanceDraft(building.id or 0, entry.parts["kind"], **kept).checked(run.today)
        if run.update and not faults and stored.get("result") == "passed" != whole["result"]:
            faults = {"result": Fault("acceptance.decided", {"day": stored["decided_on"]})}
        return [run.problem(row, name, fault.code, **fault.values) for name, fault in faults.items()]

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Departments first, then the acceptances."""
        del run
        departments = ensure_departments(slice_, {known.values.get("department") for known in fresh})
        rows = []
        for known in fresh:
            stored = _stored(known.values, departments, SAID)
            rows.append((known.parts["project"], known.parts["building"], known.parts["kind"], *stored.values()))
        columns = ("project_id", "building_id", "kind", "department_id", *_OWN)
        first = slice_.insert(Acceptance, columns, rows)
        for number, known in enumerate(fresh, first):
            known.id, known.version = number, 1
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a newer list says."""
        del run
        wanted = {values.get("department") for _, before, changes in changed for values in (before, changes)}
        departments = ensure_departments(slice_, wanted)
        for known, before, changes in changed:
            assert known.id is not None
            old, new = (_stored(values, departments, changes) for values in (before, changes))
            slice_.update(Acceptance, known.id, known.version, old, new)
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Acceptances of the project, or of the projects that the list speaks of, that it does not have."""
        projects = {run.project_id} if run.project_id else projects_of(reader, Acceptance, seen)
        query = (
            select(Building.code, Acceptance)
            .join(Acceptance, col(Acceptance.building_id) == col(Building.id))
            .where(col(Acceptance.project_id).in_(projects))
            .order_by(col(Building.code), col(Acceptance.id))
        )
        for code, one in reader.session.exec(query):
            if one.id not in seen:
                yield f"{code} {one.kind}"


def _edited(one: Acceptance, departments: Mapping[int, str]) -> str:
    """The bookkeeping of edited fields, the department by its name as the sheet says it."""
    edited = read_edited(one.edited)
    if "department_id" not in edited:
        return one.edited
    mark = edited.pop("department_id")
    return to_json({**edited, "department": {**mark, "base": departments.get(mark["base"] or 0)}})


def _stored(values: Mapping[str, Any], departments: Mapping[str | None, int], names: Iterable[str]) -> dict[str, Any]:
    """Values of the sheet as the acceptance holds them."""
    kept: dict[str, Any] = {}
    for name in names:
        if name == "department":
            kept["department_id"] = departments.get(values.get(name))
        else:
            kept[name] = values.get(name) or ("" if name in _LINES else None)
    return kept
