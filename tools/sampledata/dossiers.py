"""What is asked and what is under way: enquiries, cases of homes and of parcels, and what the register said of parcels.

Days reach back from the day of the sample, so that some cases are new, some are late and some are long done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sampledata.habits import decomposed, spread, written_day
from sampledata.numbers import spoilt
from sampledata.table import Cell, Table

ENQUIRY_HEADINGS = ("来件编号", "咨询日期", "姓名", "证件号码", "来源渠道", "咨询类别", "咨询内容", "答复", "业务类型")
ASKED, ENQUIRER, QUESTION, MATTER = ENQUIRY_HEADINGS[1], ENQUIRY_HEADINGS[2], ENQUIRY_HEADINGS[6], ENQUIRY_HEADINGS[8]
QUESTIONS = (
    ("办证", "产权证什么时候可以领？", "备案后由登记中心通知，届时短信告知。", ""),
    ("过户", "卖房要带哪些资料？", "", "二手房交易"),
    ("按揭", "贷款结清后怎么解除抵押？", "结清证明、身份证、不动产权证书到登记中心办理。", ""),
    ("税费", "第二套房契税多少？", "以税务机关核定为准。", ""),
    ("资料", "装修要先办什么手续？", "", "37"),
    ("办公时间", "周六有人上班吗？", "周六9:00至17:00有值班窗口。", ""),
    ("其他", "门禁卡丢了怎么补？=1+1", "", "钥匙、门禁卡、车卡"),
)
ENQUIRY_WAYS = ("来访", "来电", "官网", "热线", "")
CALLERS = ("王女士", "刘先生", "[/b]匿名", "")

CASE_HEADINGS = (
    "序号", "来件编号", "业务类型", "受理日期", "当前环节", "姓名", "证件号码", "楼栋", "单元", "房号", "变更事项",
    "客户需求",
)  # fmt: skip
KIND, STEP, NUMBER, ROOM, CHANGE, NEED = (CASE_HEADINGS[at] for at in (2, 4, 6, 9, 10, 11))
TITLE_CHANGE = "产权证变更"
CASE_KINDS = ((TITLE_CHANGE, "21"), ("二手房交易", "23"), ("装修申请", "37"), ("入住咨询与手续", "35"))
CASE_STEPS = ("", "受理", "办理中", "办理中", "取件")
CHANGES = ("姓名、证件", "共有情况", "增减配偶")

VN_CASE_HEADINGS = (
    "STT", "Mã ngoài", "Thủ tục", "Ngày tiếp nhận", "Bước", "Họ và tên", "Số CCCD", "Mã xã", "Số tờ", "Số thửa",
    "Lý do biến động", "Nội dung yêu cầu",
)  # fmt: skip
VN_KIND, VN_DAY, VN_PARCEL, VN_NEED = (VN_CASE_HEADINGS[at] for at in (2, 3, 9, 11))
VN_TRANSFER = "Chuyển nhượng, tặng cho, thừa kế, góp vốn"
VN_KINDS = ((VN_TRANSFER, "31"), ("Cấp đổi Giấy chứng nhận", "23"), ("Đăng ký thế chấp", "vn-mortgage"))
VN_STEPS = ("", "Xác minh", "Tư vấn", "Ký hợp đồng", "Đang thực hiện", "Đang thực hiện", "Trả kết quả")
REASONS = ("Chuyển nhượng", "Tặng cho", "Thừa kế")

CHECK_HEADINGS = ("Mã xã", "Số tờ", "Số thửa", "Kết quả", "Nguồn", "Ngày tra cứu", "Ghi chú", "Diện tích (m²)")
RESULT, CHECKED, NOTE = CHECK_HEADINGS[3], CHECK_HEADINGS[5], CHECK_HEADINGS[6]
SOURCE = "Chi nhánh Văn phòng đăng ký đất đai"
NOTES = {
    "Thế chấp": "Thế chấp tại ngân hàng, hợp đồng 12/2025",
    "Tranh chấp": "Đơn tranh chấp ranh giới",
    "Quy hoạch": "Trong hành lang đường quy hoạch",
}
NO_NOTE = next(iter(NOTES))


def created(table: Table) -> list[Sequence[Cell]]:
    """The cells of the rows that get in."""
    return [line.cells for line in table.lines if line.fate == "created"]


def day_before(rng: Random, today: date, most: int) -> date:
    """A working day up to ``most`` days ago, the nearer ones far more often."""
    day = today - timedelta(days=1 + int(most * rng.random() ** 4))
    return day - timedelta(days=max(0, day.weekday() - 4))


def enquiries_table(seed: int, residents: Table, count: int, today: date) -> Table:
    """The log of the hotline: every third row becomes a case, some callers left no document."""
    rng = Random(f"{seed}/enquiries file")
    people = rng.sample([cells for cells in created(residents) if "、" not in str(cells[5])], count)
    table = Table("enquiries", ENQUIRY_HEADINGS, above=(("客服中心咨询登记",),))
    mishaps = spread(rng, count, repeated=20, no_day=40, unasked=40, no_such_matter=40, blank_after=30)
    cases = 0
    for at, person in enumerate(people):
        topic, question, answer, matter = rng.choice(QUESTIONS)
        known = bool(matter) or rng.random() < 0.6
        who: list[Cell] = [person[4], person[5]] if known else [rng.choice(CALLERS), None]
        asked = written_day(rng, day_before(rng, today, 45))
        cells: list[Cell] = [
            f"ZX{at + 1:04}", asked, *who, rng.choice(ENQUIRY_WAYS), topic, question, answer, matter,
        ]  # fmt: skip
        table.create(*cells)
        cases += bool(matter)
        other: list[Cell] = [f"ZY{at + 1:04}", *cells[1:]]
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "no_day":
                table.refuse(ASKED, "no such day", other[0], f"{today.year}-2-30", *other[2:])
            case "unasked":
                table.refuse(QUESTION, "no question", *other[:6], None, *other[7:])
            case "no_such_matter":
                table.refuse(MATTER, "no such procedure", *other[:8], "落户上学")
            case "blank_after":
                table.beside()
    table.facts = {"today": today.isoformat(), "also": {"cases": cases}}
    return table


def cases_table(seed: int, residents: Table, count: int, today: date) -> Table:
    """The counter's ledger of open matters of homes: an owner, a home, where it stands."""
    rng = Random(f"{seed}/cases file")
    owners = [cells for cells in created(residents) if cells[7] == "业主" and "、" not in str(cells[5])]
    homes = [cells for cells in owners if cells[2]]
    table = Table("cases", CASE_HEADINGS, above=(("在办事项台账",), ()))
    mishaps = spread(
        rng, count, repeated=25, no_unit=40, no_step=40, wrong_check=50, foreign_field=50, conflicting=50,
        blank_after=30,
    )  # fmt: skip
    for at, owner in enumerate(rng.sample(homes, count)):
        name, code = rng.choice(CASE_KINDS)
        change = rng.choice(CHANGES) if name == TITLE_CHANGE else None
        opened = written_day(rng, day_before(rng, today, 40))
        cells: list[Cell] = [
            at + 1, f"TZ{at + 1:04}", rng.choice((name, code)), opened, rng.choice(CASE_STEPS), owner[4], owner[5],
            *owner[1:4], change, rng.choice(("", "", "加急", "上门取件", "=1+1")),
        ]  # fmt: skip
        table.create(*cells)
        other: list[Cell] = [at + 1, f"TX{at + 1:04}", *cells[2:]]
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "no_unit":
                table.refuse(ROOM, "no such unit", *other[:7], "99栋", *other[8:])
            case "no_step":
                table.refuse(STEP, "no such step", *other[:4], "盖章", *other[5:])
            case "wrong_check":
                table.refuse(NUMBER, "check digit", *other[:6], spoilt(str(owner[5])), *other[7:])
            case "foreign_field":
                table.refuse(CHANGE, "a field of another procedure", *other[:2], "37", *other[3:10], CHANGES[0])
            case "conflicting":
                table.refuse(NEED, "the same number, another need", *cells[:11], "改为邮寄")
            case "blank_after":
                table.beside()
    table.facts = {"today": today.isoformat()}
    return table


def vietnamese_cases_table(seed: int, customers: Table, parcels: Table, count: int, today: date) -> Table:
    """The land office's dossiers: spreadsheet figures for document numbers, tones apart in a third."""
    rng = Random(f"{seed}/vietnamese cases file")
    people, places = rng.sample(created(customers), count), rng.sample(created(parcels), count)
    table = Table("cases", VN_CASE_HEADINGS, above=(("SỔ THEO DÕI HỒ SƠ",),))
    mishaps = spread(rng, count, repeated=20, no_parcel=40, future=40, no_such_matter=40)
    for at, (person, place) in enumerate(zip(people, places, strict=True)):
        name, code = rng.choice(VN_KINDS)
        day = day_before(rng, today, 40)
        needed = rng.choice(("", "Cần gấp trước Tết", "Gửi kết quả qua bưu điện"))
        cells: list[Cell] = [
            at + 1, f"HS-{at + 1:04}", rng.choice((name, decomposed(name), code)),
            rng.choice((day, f"{day.day}/{day.month}/{day.year}")), rng.choice(VN_STEPS), person[1], person[2],
            *place[:3], rng.choice(REASONS) if name == VN_TRANSFER else None, needed,
        ]  # fmt: skip
        table.create(*cells)
        other: list[Cell] = [at + 1, f"HT-{at + 1:04}", *cells[2:]]
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "no_parcel":
                table.refuse(VN_PARCEL, "no such parcel", *other[:9], 9999, *other[10:])
            case "future":
                later = today + timedelta(days=400)
                table.refuse(VN_DAY, "a day to come", *other[:3], later, *other[4:])
            case "no_such_matter":
                table.refuse(VN_KIND, "no such procedure", *other[:2], "Nhập học", *other[3:])
    table.facts = {"country": "VN", "today": today.isoformat()}
    return table


def checks_table(seed: int, parcels: Table, count: int, today: date) -> Table:
    """What the register answered; it says of a parcel what the list of parcels says, and knows a few more parcels."""
    rng = Random(f"{seed}/checks file")
    table = Table("parcels-check", CHECK_HEADINGS)
    mishaps = spread(rng, count, repeated=20, no_note=30, future=40, no_such_result=40, new_parcel=20)
    fresh = 0
    for at, place in enumerate(rng.sample(created(parcels), count)):
        day, status = day_before(rng, today, 60), str(place[5])
        said: list[Cell] = [SOURCE, f"{day.day}/{day.month}/{day.year}"]
        note = NOTES.get(status, "")
        table.create(*place[:3], status, *said, note, None)
        match mishaps.get(at):
            case "repeated":
                table.repeat(*place[:3], status, *said, note, None)
            case "no_note":
                table.refuse(NOTE, "no note", *place[:3], NO_NOTE, "UBND xã", said[1], None, None)
            case "future":
                later = f"1/6/{today.year + 2}"
                table.refuse(CHECKED, "a day to come", *place[:3], status, "UBND xã", later, note, None)
            case "no_such_result":
                table.refuse(RESULT, "no such result", *place[:3], "Chờ xem", "UBND xã", said[1], note, None)
            case "new_parcel":
                fresh += 1
                table.create(place[0], 99, at + 1, "Sạch", *said, "", f"{rng.randrange(60, 900)},5")
    table.facts = {"country": "VN", "today": today.isoformat(), "also": {"parcels": fresh}}
    return table
