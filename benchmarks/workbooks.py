"""Workbooks for the benchmarks: as dirty as offices send them, drawn from a seed, nobody in them exists."""

from __future__ import annotations

import random
from pathlib import Path

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解区查"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅鹏辉建国志文博雅欣怡子涵浩然宇轩梓"
HEADINGS = (
    "序号",
    "客户姓名",
    "证件类型",
    "证件号码",
    "联系电话",
    "客户类别",
    "来源渠道",
    "地址",
    "语言",
    "置业顾问",
    "登记日期",
    "备注",
)


def identity(serial: int) -> str:
    """A resident ID with the right check digit, different for every serial."""
    body = f"500103{1950 + serial % 50}{serial // 50 % 12 + 1:02}{serial // 600 % 28 + 1:02}{serial // 16800 % 1000:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def phone(rng: random.Random) -> str:
    """A mobile number."""
    return "13" + "".join(rng.choices("0123456789", k=9))


def write_customers(target: Path, rows: int, *, seed: int = 7, start: int = 0, new_phone_every: int = 0) -> Path:
    """A list of ``rows`` customers with 12 columns; every n-th gets another phone than the seed's."""
    import xlsxwriter

    rng = random.Random(seed)
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["客户资料一览表"])
        sheet.write_row(1, 0, HEADINGS)
        for n in range(rows):
            number, mobile = identity(start + n), phone(rng)
            name = rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=2))
            if new_phone_every and n % new_phone_every == 0:
                mobile = "15" + mobile[2:]
            fate = n % 20
            if fate == 3:
                number = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number)
            if fate == 7:
                mobile = f"+86 {mobile[:3]} {mobile[3:7]} {mobile[7:]}"
            if n % 500 == 499:
                number = number[:-1] + ("0" if number[-1] != "0" else "1")
            who = [f" {name} " if fate == 9 else name, "身份证", number, float(mobile) if fate == 11 else mobile]
            how = ["业主", rng.choice(("来访", "热线")), f"重庆市渝北区{n % 900}号", "中文", "王敏"]
            sheet.write_row(n + 2, 0, [n + 1, *who, *how, f"2026-0{n % 9 + 1}-1{n % 9}", ""])
    return target
