"""A small office with people, homes and land in it, and the command line on it without a new process each time."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from deskapp import locale
from deskapp.cli.faults import guarded
from deskapp.cli.main import call
from deskapp.settings import find_home
from deskapp.store.store import Store
from deskapp.store.work import Reader, Scope, Work
from deskapp.wiring import open_home

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 1, 41, tzinfo=UTC)
PROJECT = "滨江壹号"
LONG = "江" * 10_000

UNITS = """project,building,entrance,floor,room,kind,area,inner_area,land_share,unit_price,total_price
滨江壹号,3,2,15,1501,dwelling,98.76,78.02,20.74,10200.00,1007352.00
滨江壹号,3,2,15,1502,dwelling,120.50,99.10,25.30,10300.00,1241150.00
滨江壹号,10,,2,201,shop,56.20,,,25000.00,1405000.00
滨江壹号,地下车库,,-1,B1-001,parking,12.50,,,,120000.00
望江府,1,1,8,801,dwelling,88.00,70.00,,9000.00,792000.00
"""
CUSTOMERS = f"""name,country,id_kind,id_number,phone,category,language,address,channel,old_id_number
张三丰,CN,cn-id,110105198504121172,13800138000,owner,zh,重庆市渝中区民权路1号,walk_in,
江畔商贸有限公司,CN,uscc,91110000600037341L,010-88888888,,zh,,hotline,
Nguyễn Văn Đạt,VN,vn-cccd,001085012345,0912345678,buyer,vi,"Số 1, phố Huế",website,012345678
'=1+1,CN,cn-id,11010519491231002X,,prospect,,'@SUM(A1),,
[/b][@click=app.quit]x[/],CN,other,乙-7,13900139000,老客户,,{LONG},,
"""
RESIDENTS = """project,building,entrance,room,name,id_kind,id_number,phone,role,share,since,country
滨江壹号,3,2,1501,张三丰,cn-id,110105198504121172,13800138000,owner,1/2,2026-03-05,
滨江壹号,3,2,1501,李静,,,13700137000,owner,1/2,2026-03-05,
滨江壹号,3,2,1501,张小宝,,,,family,,,
滨江壹号,10,,201,江畔商贸有限公司,uscc,91110000600037341L,,tenant,,2026-09-01,
望江府,1,1,801,Nguyễn Văn Đạt,vn-cccd,001085012345,,owner,,2026-10-01,VN
"""
PARCELS = """commune,map_sheet,parcel,area,land_use,legal_status
26734,12,345,120.5,ONT,clear
26734,12,346,80,CLN,disputed
26740,3,7,1000.25,LUC,đang chờ thẩm tra
26740,3,8,,ODT,
"""
STAFF = """number,name,department,phone,email,role
GH001,王敏,客服部,13600136000,wangmin@example.com,前台
GH002,陈涛,,,,主管
"""
CALENDAR = """country,day,kind,name,source
CN,2027-01-01,holiday,元旦,通知
CN,2027-01-03,makeup,元旦,通知
VN,2027-01-01,holiday,Tết Dương lịch,
"""
SHEETS = {
    "units": UNITS,
    "customers": CUSTOMERS,
    "residents": RESIDENTS,
    "parcels": PARCELS,
    "staff": STAFF,
    "calendar": CALENDAR,
}


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """The JSON line."""
        told: dict[str, Any] = json.loads(self.out)
        return told


OPEN_HOME = [f"deskapp: {locale.words(language).text('signin.open_home')}\n" for language in locale.LANGUAGES]
"""What every command says of a home where nobody signs in."""


def deskapp(*arguments: object) -> Ran:
    """A command as the console script runs it, in this process and this home."""
    out, err = StringIO(), StringIO()
    words = [str(argument) for argument in arguments]
    with redirect_stdout(out), redirect_stderr(err):
        code = guarded(lambda: call(words))
    told = err.getvalue()
    for line in OPEN_HOME:
        told = told.replace(line, "")
    return Ran(code, out.getvalue(), told)


def export(report: str, target: Path, *options: object) -> Path:
    """An export that must work; answers the path that it printed."""
    done = deskapp("export", report, "-o", target, *options)
    assert (done.code, done.err) == (0, ""), done.err
    return Path(done.out.removesuffix("\n"))


def rows_of(report: str, target: Path, *options: object) -> list[dict[str, str]]:
    """The rows of a report as a program reads its CSV."""
    with export(report, target.with_suffix(".csv"), *options).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def take(kind: str, text: str, folder: Path, *options: object) -> Ran:
    """Import a CSV text."""
    path = folder / f"{kind}-in.csv"
    path.write_text(text, encoding="utf-8")
    return deskapp("import", kind, path, "--json", *options)


def fill(folder: Path) -> None:
    """Let every sheet go in through the importer."""
    for kind, text in SHEETS.items():
        done = take(kind, text, folder, "--country", "CN")
        assert (done.code, done.told["rejected"]) == (0, 0), done.err


@contextmanager
def opened_store() -> Iterator[Store]:
    """The home's database."""
    with closing(open_home(find_home(), NOW, writes=False)) as opened:
        yield opened.store


def ask(query: Callable[[Reader], T], scope: Scope | None = None) -> T:
    """Read what the home has, as somebody who may see ``scope``."""
    with opened_store() as store:
        store.scope = scope or store.scope
        return store.read(query)


def do(action: Callable[[Work], T]) -> T:
    """A unit of work by the home's clerk."""
    with closing(open_home(find_home(), NOW, writes=True)) as opened:
        return opened.write("test", action, NOW)


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    """All sheets of a workbook as rows of values."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def table_below(title: str, rows: list[list[Any]]) -> list[list[Any]]:
    """A table of a summary: its headings, rows and total, without what stands around it."""
    start = next(n for n, row in enumerate(rows) if row[0] == title) + 1
    end = next((n for n in range(start, len(rows)) if rows[n][0] in (None, "")), len(rows))
    return [row[: sum(cell is not None for cell in rows[start])] for row in rows[start:end]]


def environment() -> Mapping[str, str]:
    """What a process of its own needs to find this home."""
    return dict(os.environ)
