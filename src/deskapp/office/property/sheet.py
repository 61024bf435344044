"""The sheet of units: how a list of homes becomes buildings and units, and how changes are told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.errors import Problem
from deskapp.office.property.keys import INDEXER, unit_keys
from deskapp.office.property.model import (
    DECORATION_STATES,
    DELIVERY_STATES,
    OCCUPATION_STATES,
    SALE_STATES,
    UNIT_KINDS,
    Building,
    Project,
    Unit,
)
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import CURRENCY, area_column, choice_column, money_column, text_column, whole_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor, to_minor
from deskapp.values.rooms import strip_building, strip_entrance, strip_room, unit_code

USES: Final = {
    "商业": "shop", "商铺": "shop", "店铺": "shop", "门面": "shop", "公寓": "dwelling",
    "车库": "parking", "停车位": "parking",
    "储物间": "storage", "仓库": "storage", "写字楼": "office", "nhà ở": "dwelling", "chung cư": "dwelling",
    "thương mại": "shop", "đỗ xe": "parking", "apartment": "dwelling", "retail": "shop",
}  # fmt: skip

SALES: Final = {
    "待售": "unsold", "在售": "unsold", "可售": "unsold", "预订": "reserved", "已预订": "reserved", "认购": "reserved",
    "已认购": "reserved", "已定": "reserved", "签约": "sold", "已签约": "sold", "已网签": "sold", "已备案": "sold",
    "自持": "not_for_sale", "不售": "not_for_sale", "đang bán": "unsold", "đã đặt cọc": "reserved",
}  # fmt: skip
SALE_STATE: Final = choice_column("sale_state", SALE_STATES, "sale_state", "销售状态", "售卖状态", also=SALES)
STATES: Final = (
    SALE_STATE,
    choice_column("delivery_state", DELIVERY_STATES, "delivery_state", "交房状态", also={"已交房": "delivered"}),
    choice_column("occupation_state", OCCUPATION_STATES, "occupation_state", also={"已入住": "occupied"}),
    choice_column("decoration_state", DECORATION_STATES, "decoration_state", also={"装修中": "decorating"}),
)
PROJECT: Final = text_column("project", "项目", "项目名称", "楼盘", "Tên dự án", limit=200, width=14, carries_down=True)
PLACE: Final = (
    text_column("building", "楼栋", "楼栋号", "栋号", "幢号", "楼号", "Tòa", "Block", shape="code", limit=60,
                required=True, carries_down=True, example="3栋"),
    text_column("entrance", "单元", "单元号", "Đơn nguyên", shape="code", limit=60, example="2"),
    text_column("room", "房号", "房间号", "室号", "Căn", "Số căn", "Căn hộ", shape="code", limit=60,
                required=True, example="1501"),
)  # fmt: skip
LAYOUT: Final = Layout(
    "units",
    (
        PROJECT,
        *PLACE[:2],
        whole_column("floor", "楼层", "所在层", "Tầng", width=8, example="15"),
        PLACE[2],
        choice_column("kind", UNIT_KINDS, "unit_kind", "用途", "规划用途", "房屋类型", "Loại căn", also=USES),
        area_column("area", "建筑面积(㎡)", "预测建筑面积", "Diện tích xây dựng", example="98.76"),
        area_column("inner_area", "套内面积(㎡)", "套内建筑面积", "Diện tích thông thủy", example="78.02"),
        area_column("land_share", "分摊土地面积(㎡)", "土地分摊面积", example="20.74"),
        money_column("unit_price", "单价(元/㎡)", "单价（元/平方米）", "Đơn giá (đ/m²)", example="10200"),
        money_column("total_price", "总价(元)", "总价款", "Tổng giá", "Giá bán", width=16, example="1007352"),
        *STATES,
    ),
)
_MONEY: Final = ("unit_price", "total_price")
_DEFAULTS: Final = {
    "kind": "dwelling",
    "sale_state": "unsold",
    "delivery_state": "not_ready",
    "occupation_state": "vacant",
    "decoration_state": "bare",
}
_FIELDS: Final = ("floor", "area", "inner_area", "land_share", *_MONEY, *_DEFAULTS)
_COLUMNS: Final = ("project_id", "building_id", "entrance", "room", "currency", *_FIELDS)


def place_of(values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Building, entrance and room of a row, without the words around their numbers."""
    entrance = strip_entrance(str(values["entrance"])) if values.get("entrance") else ""
    return strip_building(str(values["building"])), entrance, strip_room(str(values["room"]))


class UnitSheet(PlainKind):
    """Units of a project; buildings come with them, and a project that is not there yet."""

    layout = LAYOUT
    model = Unit
    needs_project = True
    makes_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One unit a row."""
        place = place_of(row.values)
        project = row.values.get("project") or run.project
        return [Entry(((project, *place),), {name: row.values[name] for name in _FIELDS if name in row.values})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Units by project, building, entrance and room."""
        del run
        found: dict[Key, Known] = {}
        for project, building, unit in find_units(reader, {entry.keys[0] for entry in entries}):
            values = {name: getattr(unit, name) for name in _FIELDS}
            for name in _MONEY:
                values[name] = None if values[name] is None else from_minor(values[name], unit.currency)
            key = (project, building, unit.entrance, unit.room)
            found[key] = Known(record_id(unit), unit.version, values, unit.edited, {"currency": unit.currency})
        return found

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Buildings first, then the units."""
        buildings = _ensure_buildings(slice_, run, {known.parts["key"][:2] for known in fresh})
        currency = CURRENCY[run.country]
        rows = []
        for known in fresh:
            project, building, entrance, room = known.parts["key"]
            project_id, building_id = buildings[project, building]
            values = _stored(known.values, currency)
            values |= {name: word for name, word in _DEFAULTS.items() if values[name] is None}
            rows.append((project_id, building_id, entrance, room, currency, *(values[name] for name in _FIELDS)))
        first = slice_.insert(Unit, _COLUMNS, rows)
        for number, known in enumerate(fresh, first):
            known.id = number
            slice_.keys.append((INDEXER.kind, number, unit_keys(*known.parts["key"][1:])))
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields; none of them makes a search key."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            currency = known.parts["currency"]
            old, new = (_stored(values, currency, values) for values in (before, changes))
            slice_.update(Unit, known.id, known.version, old, new)
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Units of the project, or of the projects that the list speaks of, that it does not have."""
        projects = {run.project_id} if run.project_id else projects_of(reader, Unit, seen)
        statement = (
            select(Building.code, Unit)
            .join(Building, col(Unit.building_id) == col(Building.id))
            .where(col(Unit.project_id).in_(projects))
            .order_by(Building.code, Unit.entrance, Unit.room)
        )
        for building, unit in reader.session.exec(statement):
            if unit.id not in seen:
                yield unit_code(building, unit.entrance, unit.room)


def projects_of(reader: Reader, model: type[Any], seen: Collection[int]) -> set[int | None]:
    """The projects of records of the list, where the rows name their project themselves."""
    return {project for number, project in reader.session.exec(select(model.id, model.project_id)) if number in seen}


def find_units(reader: Reader, keys: Collection[Key]) -> Iterator[tuple[str, str, Unit]]:
    """Units of (project name, building, entrance, room) keys, with their project's name and building's code."""
    projects, codes = {key[0] for key in keys}, {key[1] for key in keys}
    buildings = {
        record_id(building): (project, building.code)
        for project, building in reader.session.exec(
            select(Project.name, Building)
            .join(Building, col(Building.project_id) == col(Project.id))
            .where(col(Project.name).in_(projects), col(Building.code).in_(codes))
        )
    }
    for rooms in in_chunks({key[3] for key in keys}):
        statement = select(Unit).where(col(Unit.building_id).in_(buildings), col(Unit.room).in_(rooms))
        for unit in reader.session.exec(statement):
            project, building = buildings[unit.building_id]
            if (project, building, unit.entrance, unit.room) in keys:
                yield project, building, unit


def _stored(values: Mapping[str, Any], currency: str, names: Iterable[str] = _FIELDS) -> dict[str, Any]:
    """Fields as the table keeps them: money in the currency's smallest unit."""
    stored = {name: values.get(name) for name in names}
    for name in _MONEY:
        amount = stored.get(name)
        if isinstance(amount, Decimal):
            stored[name] = to_minor(amount, currency)
    return stored


def _ensure_buildings(slice_: Slice, run: Run, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """(project, building code) -> their numbers; what is missing is made."""
    work = slice_.work
    names = sorted({project for project, _ in wanted})
    projects = {
        project.name: record_id(project)
        for project in work.session.exec(select(Project).where(col(Project.name).in_(names)))
    }
    missing = [name for name in names if name not in projects]
    first = slice_.insert(Project, ("name", "country", "place"), [(name, run.country, "") for name in missing])
    projects |= {name: number for number, name in enumerate(missing, first)}
    statement = select(Building).where(col(Building.project_id).in_(projects.values()))
    there = {(building.project_id, building.code): record_id(building) for building in work.session.exec(statement)}
    new = sorted({(projects[project], code) for project, code in wanted} - there.keys())
    first = slice_.insert(Building, ("project_id", "code"), new)
    there |= {spot: number for number, spot in enumerate(new, first)}
    return {(project, code): (projects[project], there[projects[project], code]) for project, code in wanted}
