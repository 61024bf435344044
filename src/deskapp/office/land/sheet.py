"""The sheet of parcels, as a land office sends its register."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlmodel import col, select

from deskapp.errors import Fault, Problem
from deskapp.office.land.keys import INDEXER, parcel_keys
from deskapp.office.land.model import Parcel
from deskapp.sheets.column import Context, Country, Layout
from deskapp.sheets.columns import area_column, choice_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.work import Reader
from deskapp.values.text import compact

LEGAL_STATES: Final = ("clear", "disputed", "mortgaged", "planning", "unknown")
STATES: Final = {
    "sạch": "clear", "không tranh chấp": "clear", "đang tranh chấp": "disputed", "đang thế chấp": "mortgaged",
    "vướng quy hoạch": "planning", "trong quy hoạch": "planning", "有争议": "disputed", "抵押": "mortgaged",
}  # fmt: skip
_COMMUNE: Final = re.compile(r"(?a)\d{1,5}")


def parse_commune(text: str, _context: Context) -> tuple[str | None, Fault | None]:
    """A commune's code of five figures (QĐ 19/2025/QĐ-TTg), with the zeros that a spreadsheet took."""
    code = compact(text)
    if not _COMMUNE.fullmatch(code):
        return None, Fault("parcel.commune", {"value": text})
    return code.zfill(5), None


def _code(text: str, _context: Context) -> tuple[str | None, Fault | None]:
    code = compact(text)
    if not code or len(code) > 20:
        return None, Fault("parcel.number", {"value": text})
    return code.lstrip("0") or "0", None


LAYOUT: Final = Layout(
    "parcels",
    (
        text_column("commune", "Mã đơn vị hành chính", "Mã phường/xã", "乡镇代码", shape="code",
                    required=True, example="26000"),
        text_column("map_sheet", "Số tờ bản đồ", "Tờ bản đồ", "Tờ", "图幅号", shape="code",
                    required=True, example="12"),
        text_column("parcel", "Thửa", "Số hiệu thửa", "Thửa đất số", "宗地号", shape="code",
                    required=True, example="345"),
        area_column("area", "Diện tích (m2)", "Diện tích", "宗地面积", example="120,5", label="column.parcel_area"),
        text_column("land_use", "Mục đích sử dụng", "Mã loại đất", "地类", shape="code", limit=60,
                    width=10, example="ONT"),
        choice_column("legal_status", LEGAL_STATES, "legal_status", "Pháp lý", "Tình trạng", "权属状态", also=STATES,
                      is_open=True, width=14),
    ),
)  # fmt: skip
_FIELDS: Final = ("area", "land_use", "legal_status")


def parcel_of(run: Run, row: Row) -> tuple[Key, list[Problem]]:
    """Commune, map sheet and parcel of a row in their normal form, or what is wrong with them."""
    parts: list[str] = []
    problems: list[Problem] = []
    context = Context(run.country)
    for name, parse in (("commune", parse_commune), ("map_sheet", _code), ("parcel", _code)):
        part, fault = parse(str(row.values.get(name) or ""), context)
        if part is None and fault is not None:
            problems.append(run.problem(row, name, fault.code, **fault.values))
        else:
            parts.append(str(part))
    return tuple(parts), problems


def find_parcels(reader: Reader, keys: Collection[Key]) -> dict[Key, Known]:
    """Parcels by commune, map sheet and number; as ``parcel_of`` gives them."""
    communes = {key[0] for key in keys}
    found: dict[Key, Known] = {}
    for part in in_chunks({key[2] for key in keys}):
        statement = select(Parcel).where(col(Parcel.commune).in_(communes), col(Parcel.parcel).in_(part))
        for parcel in reader.session.exec(statement):
            key = (parcel.commune, parcel.map_sheet, parcel.parcel)
            if key in keys:
                values = {name: getattr(parcel, name) or None for name in _FIELDS}
                found[key] = Known(record_id(parcel), parcel.version, values, parcel.edited)
    return found


def write_parcels(slice_: Slice, run: Run, fresh: list[Known]) -> None:
    """New parcels and their search keys."""
    rows = [
        (run.project_id, *known.parts["key"], known.values.get("area"), known.values.get("land_use") or "",
         known.values.get("legal_status") or "")
        for known in fresh
    ]  # fmt: skip
    first = slice_.insert(Parcel, ("project_id", "commune", "map_sheet", "parcel", *_FIELDS), rows)
    for number, known in enumerate(fresh, first):
        known.id, known.version = number, 1
        slice_.keys.append((INDEXER.kind, number, parcel_keys(*known.parts["key"])))


class ParcelSheet(PlainKind):
    """Parcels of the office."""

    layout = LAYOUT
    model = Parcel
    default_country: Country | None = "VN"

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One parcel a row."""
        key, problems = parcel_of(run, row)
        if problems:
            return problems
        return [Entry((key,), {name: row.values[name] for name in _FIELDS if name in row.values})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Parcels by commune, map sheet and number."""
        del run
        return find_parcels(reader, {entry.keys[0] for entry in entries})

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """New parcels and their search keys."""
        write_parcels(slice_, run, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields; none of them makes a search key."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            old = {name: "" if value is None and name != "area" else value for name, value in before.items()}
            slice_.update(Parcel, known.id, known.version, old, changes)
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Parcels that the list does not have."""
        del run
        for parcel in reader.session.exec(select(Parcel).order_by(Parcel.commune, Parcel.map_sheet, Parcel.parcel)):
            if parcel.id not in seen:
                yield f"{parcel.commune}-{parcel.map_sheet}-{parcel.parcel}"
