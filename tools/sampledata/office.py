"""The office's own people, and the parcels of the land office."""

from __future__ import annotations

from random import Random

from sampledata.habits import spread, written_phone
from sampledata.numbers import cn_mobile
from sampledata.people import cn_name
from sampledata.table import Cell, Table

HEADINGS = ("序号", "工号", "姓名", "部门", "岗位", "手机")
NAME, PHONE = HEADINGS[2], HEADINGS[5]
DEPARTMENTS = {
    "客户服务中心": ("客服专员", "客服主管"),
    "销售部": ("置业顾问", "销售主管"),
    "合同备案部": ("备案专员",),
    "按揭部": ("按揭专员",),
    "产权部": ("产权专员",),
    "交付与维修部": ("维修工程师", "验房工程师"),
    "财务部": ("出纳", "会计"),
    "征迁部": ("征迁专员",),
}

PARCEL_HEADINGS = ("Mã xã", "Số tờ", "Số thửa", "Diện tích (m²)", "Loại đất", "Tình trạng pháp lý")
COMMUNE, PARCEL, AREA = PARCEL_HEADINGS[0], PARCEL_HEADINGS[2], PARCEL_HEADINGS[3]
LAND_USES = ("ONT", "ONT", "ODT", "ODT", "CLN", "LUC", "BHK")
STATUSES = ("Sạch", "Sạch", "Sạch", "Thế chấp", "Tranh chấp", "Quy hoạch")


def staff_table(seed: int, count: int) -> Table:
    """Departments are given once for a block of people, in merged cells."""
    rng = Random(f"{seed}/staff file")
    table = Table("staff", HEADINGS, above=(("云澜江岸项目员工名单（2026年11月）",), ()))
    mishaps = spread(rng, count, repeated=20, short_phone=30, nameless=40)
    names = list(DEPARTMENTS)
    for at in range(count):
        department = names[at * len(names) // count]
        phone = cn_mobile(rng)
        number: Cell = rng.choice((f"KF{at + 1:03}", f"kf{at + 1:03}"))
        title = rng.choice(DEPARTMENTS[department])
        cells: list[Cell] = [at + 1, number, cn_name(rng), department, title, written_phone(rng, phone)]
        table.create(*cells)
        mishap = mishaps.get(at, "")
        if mishap == "repeated":
            table.repeat(*cells[:5], phone)
        elif mishap == "short_phone":
            table.refuse(PHONE, "too short", at + 1, f"KF9{at:02}", cn_name(rng), department, title, phone[:-2])
        elif mishap == "nameless":
            table.refuse(NAME, "no name", at + 1, f"KF8{at:02}", None, department, title, phone)
    table.facts = {"departments": len(DEPARTMENTS)}
    return table


def parcels_table(seed: int, count: int) -> Table:
    """Semicolons, decimal commas and a byte-order mark, as a Vietnamese spreadsheet saves CSV."""
    rng = Random(f"{seed}/parcels file")
    table = Table("parcels", PARCEL_HEADINGS)
    mishaps = spread(rng, count, repeated=60, conflicting=100, unnumbered=120, worded=150, blank_after=70)
    areas = 0
    for at in range(count):
        tenths = rng.randrange(520, 24_000)
        areas += tenths
        place: list[Cell] = [f"{20194 + at % 12 * 3:05}", at // 60 + 1, at % 60 * 5 + 1]
        state: list[Cell] = [rng.choice(LAND_USES), rng.choice(STATUSES)]
        area = written_tenths(rng, tenths)
        table.create(*place, area, *state)
        mishap = mishaps.get(at, "")
        if mishap == "repeated":
            table.repeat(*place, area, *state)
        elif mishap == "conflicting":
            table.refuse(AREA, "the same parcel with another area", *place, written_tenths(rng, tenths + 70), *state)
        elif mishap == "unnumbered":
            table.refuse(PARCEL, "no parcel number", *place[:2], None, area, *state)
        elif mishap == "worded":
            table.refuse(AREA, "an area in words", *place[:2], f"{place[2]}A", "khoảng một sào", *state)
        elif mishap == "blank_after":
            table.beside(*[None] * len(PARCEL_HEADINGS))
    table.facts = {
        "country": "VN",
        "sum_area": f"{areas / 10:.1f}",
        "note": "semicolons, decimal commas, byte-order mark",
    }
    return table


def written_tenths(rng: Random, tenths: int) -> str:
    """An area in 0.1 m² with a decimal comma, sometimes with a full stop for thousands."""
    whole, place = divmod(tenths, 10)
    return f"{whole:,}".replace(",", ".") + f",{place}" if rng.random() < 0.5 else f"{whole},{place}"
