"""The customers: of the sales office as a GB18030 file, of the land office as a workbook with decomposed letters."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from sampledata.habits import decomposed, full_width, masked, spread
from sampledata.numbers import cn_mobile, resident_check, spoilt
from sampledata.people import FAMILIAR, Person
from sampledata.table import Cell, Table

HEADINGS = ("客户姓名", "证件类型", "证件号码", "联系电话", "客户类别", "来源渠道", "通讯地址", "备注")
NUMBER, PHONE = HEADINGS[2], HEADINGS[3]
CATEGORIES = ("业主", "业主", "业主", "意向客户")
CHANNELS = ("来访", "来访", "来访", "来电", "官网", "渠道带客", "")
REMARKS = ("", "", "", "", "老带新", "=1+1", "[/b]VIP", "@全民营销")
ODD_ADDRESSES = ("=1+1", "[/b]", "[@click=app.quit]x[/]", "-1层", "+86号院", "@江北")

VN_HEADINGS = ("STT", "Họ và tên", "Số CCCD", "Số điện thoại", "Kênh", "Địa chỉ", "Ghi chú")
VN_CHANNELS = ("Trực tiếp", "Trực tiếp", "Hotline", "Website", "Ứng dụng")
VN_NUMBER, VN_PHONE = VN_HEADINGS[2], VN_HEADINGS[3]


def customers_table(seed: int, people: list[Person]) -> tuple[Table, list[Person]]:
    """The file, and those of the people who get in, as they get in."""
    rng = Random(f"{seed}/customers file")
    table = Table("customers", HEADINGS)
    mishaps = spread(
        rng, len(people) - len(FAMILIAR), wrong_check=110, no_day=600, short_phone=150, scientific=500, no_phone=60,
        repeated=70, repeated_masked=200, conflicting=160, blank_after=120, odd_address=300,
    )  # fmt: skip
    added = [add_customer(rng, table, person, mishaps.get(at, "")) for at, person in enumerate(people, -len(FAMILIAR))]
    table.facts = {
        "encoding": "gb18030",
        "note": "rows that repeat, also with a masked phone, say nothing new; digits may be full-width or end in .0",
    }
    return table, [person for person in added if person]


def add_customer(rng: Random, table: Table, person: Person, mishap: str) -> Person | None:
    """Write a person's line and what goes wrong with it; answers the person as taken in, None where refused."""
    is_resident = person.document == "身份证"
    address = rng.choice(ODD_ADDRESSES) if mishap == "odd_address" else person.address
    own: list[Cell] = [rng.choice(CATEGORIES), rng.choice(CHANNELS), address]

    def cells(number: str, phone: str) -> list[Cell]:
        return [person.name, person.document, number, phone, *own, rng.choice(REMARKS)]

    if mishap == "wrong_check" and is_resident:
        table.refuse(NUMBER, "check digit", *cells(spoilt(person.number), person.phone))
        return None
    if mishap == "no_day" and is_resident:
        body = f"{person.number[:10]}0230{person.number[14:17]}"
        table.refuse(NUMBER, "born on 30 February", *cells(body + resident_check(body), person.phone))
        return None
    if mishap == "short_phone":
        table.refuse(PHONE, "too short", *cells(person.number, person.phone[:-3]))
        return None
    if mishap == "scientific" and is_resident:
        lost = f"{float(person.number[:17]) * 10:.5E}"
        table.refuse(NUMBER, "digits lost to a spreadsheet", *cells(lost, person.phone))
        return None
    if mishap == "no_phone":
        person = replace(person, phone="")
    name, number, phone = worn(rng, person)
    table.create(name, person.document, number, phone, *own, rng.choice(REMARKS))
    if mishap == "repeated":
        table.repeat(*cells(person.number, person.phone))
    elif mishap == "repeated_masked" and not person.is_company:
        table.repeat(*cells(person.number, masked(person.phone)))
    elif mishap == "conflicting":
        table.refuse(PHONE, "the same document with another phone", *cells(person.number, cn_mobile(rng)))
    elif mishap == "blank_after":
        table.beside(*[""] * len(HEADINGS))
    return person


def worn(rng: Random, person: Person) -> tuple[str, str, str]:
    """Name, number and phone as they come out of somebody's spreadsheet."""
    fate, phone = rng.random(), person.phone
    if fate < 0.1:
        return person.name, full_width(person.number), full_width(phone)
    if fate < 0.2:
        grouped = f"+86 {phone[:3]} {phone[3:7]} {phone[7:]}" if phone.isdigit() else phone
        return f"  {person.name} ", f" {person.number}", grouped
    if fate < 0.3 and phone.isdigit():
        return person.name, person.number, f"{phone}.0"
    if fate < 0.35:
        return person.name, person.number.lower(), phone
    return person.name, person.number, phone


def vietnamese_table(seed: int, people: list[Person]) -> Table:
    """Spreadsheet figures where text was typed: the leading zeros of numbers and phones are gone in every second."""
    rng = Random(f"{seed}/vietnamese file")
    table = Table("customers", VN_HEADINGS, above=(("DANH SÁCH KHÁCH HÀNG ĐẾN LÀM THỦ TỤC NĂM 2026",), ()))
    mishaps = spread(rng, len(people), old_card=45, short_phone=80, repeated=40, blank_after=60)
    for at, person in enumerate(people):
        mishap = mishaps.get(at, "")
        name = decomposed(person.name) if at % 3 == 0 else person.name
        lost = at % 2 == 1
        own: list[Cell] = [rng.choice(VN_CHANNELS), decomposed(person.address) if lost else person.address]
        number: Cell = int(person.number) if lost else person.number
        phone: Cell = int(person.phone) if lost else f"{person.phone[:4]} {person.phone[4:7]} {person.phone[7:]}"
        if mishap == "old_card":
            table.refuse(VN_NUMBER, "9 digits: an old CMND", at + 1, name, person.number[3:], phone, *own)
        elif mishap == "short_phone":
            table.refuse(VN_PHONE, "too short", at + 1, name, number, person.phone[:-2], *own)
        else:
            table.create(at + 1, name, number, phone, *own)
        if mishap == "repeated":
            table.repeat(at + 1, person.name, person.number, f"+84{person.phone[1:]}", *own, "=1+1")
        elif mishap == "blank_after":
            table.beside()
    table.facts = {"country": "VN", "note": "lost leading zeros come back; letters and tones are apart in a third"}
    return table
