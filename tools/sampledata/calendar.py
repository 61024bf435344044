"""The office's calendar of 2026: the days off and make-up days of the official notice, as somebody typed them."""

from __future__ import annotations

from datetime import date
from random import Random

from sampledata.habits import spread, written_day
from sampledata.table import Cell, Table

HEADINGS = ("日期", "类型", "名称", "备注")
DAY, KIND = HEADINGS[0], HEADINGS[1]
YEAR = 2026
OFF = {
    "元旦": ((1, 1), (1, 2)),
    "春节": ((2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23)),
    "清明节": ((4, 6),),
    "劳动节": ((5, 1), (5, 4), (5, 5)),
    "端午节": ((6, 19),),
    "中秋节": ((9, 25),),
    "国庆节": ((10, 1), (10, 2), (10, 5), (10, 6), (10, 7)),
}
WORKED = {"元旦": ((1, 4),), "春节": ((2, 14), (2, 28)), "劳动节": ((5, 9),), "国庆节": ((9, 20), (10, 10))}


def calendar_table(seed: int) -> Table:
    """Only days that are not what their weekday says; a few lines cannot be read."""
    rng = Random(f"{seed}/calendar file")
    table = Table("calendar", HEADINGS, above=((f"{YEAR}年工作日历（放假、调休）",),))
    days = [(day, word, name) for word, of in (("放假", OFF), ("补班", WORKED)) for name in of for day in of[name]]
    mishaps = spread(rng, len(days), repeated=12, no_day=20, unknown_word=20, contrary=20)
    for position, ((month, day), word, name) in enumerate(sorted(days)):
        cells: list[Cell] = [written_day(rng, date(YEAR, month, day)), word, name, None]
        table.create(*cells)
        match mishaps.get(position):
            case "repeated":
                table.repeat(*cells)
            case "no_day":
                table.refuse(DAY, "no such day", f"{YEAR}-2-30", word, name)
            case "unknown_word":
                table.refuse(KIND, "no kind of day", f"{YEAR}/12/31", "半天？", "年终盘点")
            case "contrary":
                table.refuse(KIND, "the same day otherwise", cells[0], "补班" if word == "放假" else "放假", name)
    return table
