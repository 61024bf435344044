"""Exports are counted by role, noted before they are there, marked with who took them, and need a second person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, Counter
from tests.reports.reports_ground import deskapp

from deskapp.errors import DeskError
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.privacy.exports import Gate, Order, approve_export, list_waiting
from deskapp.office.privacy.limits import Allowance, allowance_of, load_limits
from deskapp.office.privacy.model import Disclosure, ExportLog
from deskapp.settings import find_home
from deskapp.store.rights import Grant, sum_of
from deskapp.store.work import Clerk
from deskapp.wiring import open_home

TIGHT = Allowance(rows=10, rows_day=15, full_rows=8, full_rows_day=8, second_above=2)
OTHER = Clerk(77, "陈涛", 1, rights=sum_of([Grant(("export.*",))], ["supervisor"]))


@pytest.fixture
def gate(counter: Counter) -> Callable[..., Gate]:
    def make(order: Order, second: Clerk | None = None, hours: int = 0) -> Gate:
        return Gate(counter.store, counter.clerk, order, TIGHT, NOW + timedelta(hours=hours), second)

    return make


def passed(gate: Gate, rows: int) -> int:
    return sum(1 for _ in gate.passing(repeat(("x",), rows)))


def logs(counter: Counter) -> list[tuple[str, int, bool, str]]:
    found = counter.ask(lambda reader: list(reader.session.exec(select(ExportLog))))
    return [(one.report, one.rows, one.full, one.approved_by) for one in found]


MASKED = Order("customers", "state=owner", full=False)
FULL = Order("customers", "state=owner", full=True)


def test_too_many_rows_are_refused_and_not_noted(counter: Counter, gate: Callable[..., Gate]) -> None:
    with pytest.raises(DeskError) as refused:
        passed(gate(MASKED), 11)
    assert (refused.value.code, refused.value.values) == ("export.too_many", {"most": 10})
    assert logs(counter) == []
    assert passed(gate(MASKED), 10) == 10
    assert logs(counter) == [("customers", 10, False, "")]


def test_a_day_has_its_own_limit(gate: Callable[..., Gate]) -> None:
    passed(gate(MASKED), 9)
    with pytest.raises(DeskError, match=r"export\.day_full"):
        passed(gate(MASKED), 7)
    passed(gate(MASKED), 6)
    assert passed(gate(MASKED, hours=24), 9) == 9


def test_whole_numbers_of_many_need_a_second_person_once(counter: Counter, gate: Callable[..., Gate]) -> None:
    assert passed(gate(FULL), 2) == 2
    with pytest.raises(DeskError) as refused:
        passed(gate(FULL), 3)
    code = refused.value.values["approval"]
    with pytest.raises(DeskError) as again:
        passed(gate(FULL), 3)
    assert again.value.values["approval"] == code
    assert [one.code for one in counter.ask(list_waiting, NOW)] == [code]
    with pytest.raises(DeskError, match=r"export\.own_approval"):
        counter.do(approve_export, code)
    counter.store.write(OTHER, "export.approve", lambda work: approve_export(work, code.lower()), NOW)
    with pytest.raises(DeskError, match=r"export\.second"):
        passed(gate(Order("customers", "state=buyer", full=True)), 3)
    assert passed(gate(FULL), 3) == 3
    assert logs(counter)[-1] == ("customers", 3, True, "陈涛")
    with pytest.raises(DeskError, match=r"export\.second"):
        passed(gate(FULL), 3)


def test_a_yes_of_yesterday_is_none(counter: Counter, gate: Callable[..., Gate]) -> None:
    with pytest.raises(DeskError) as refused:
        passed(gate(FULL), 3)
    code = refused.value.values["approval"]
    later = NOW + timedelta(hours=24)
    with pytest.raises(DeskError, match=r"export\.no_code"):
        counter.store.write(OTHER, "export.approve", lambda work: approve_export(work, code), later)


def test_a_second_person_beside_the_clerk(counter: Counter, gate: Callable[..., Gate]) -> None:
    assert passed(gate(FULL, second=OTHER), 4) == 4
    assert logs(counter)[-1][3] == "陈涛"
    with pytest.raises(DeskError, match=r"export\.own_approval"):
        passed(gate(FULL, second=counter.clerk), 4)
    with pytest.raises(DeskError, match=r"access\.refused"):
        passed(gate(FULL, second=Clerk(78, "李", 1, rights=sum_of([Grant(("case.*",))]))), 4)


def test_roles_add_up_and_an_open_home_has_no_limit(tmp_path: Path) -> None:
    limits = load_limits(tmp_path)
    assert allowance_of((), tmp_path) is None
    assert allowance_of(("clerk",), tmp_path) == limits["*"]
    both = allowance_of(("clerk", "supervisor"), tmp_path)
    assert both is not None
    assert both.rows == max(limits["*"].rows, limits["supervisor"].rows)
    own = '[[limit]]\nrole = "clerk"\nrows = 7\nrows_day = 9\nfull_rows = 0\nfull_rows_day = 0\nsecond_above = 0\n'
    (tmp_path / "limits.toml").write_text(own, encoding="utf-8")
    assert allowance_of(("clerk",), tmp_path) == Allowance(7, 9, 0, 0, 0)
    (tmp_path / "limits.toml").write_text(own.replace("= 7", "= -7"), encoding="utf-8")
    with pytest.raises(DeskError, match=r"privacy\.file"):
        load_limits(tmp_path)


@pytest.fixture
def home(home_of_the_test: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKAPP_LANG", "en")
    with closing(open_home(find_home(home_of_the_test), NOW, writes=True)) as opened:
        draft = CustomerDraft("张三丰", phone="13800138000", id_kind="cn-id", id_number="110105198504121172")
        opened.write("customer.add", lambda work: add_customer(work, draft), NOW)
    return home_of_the_test


def test_the_file_says_who_took_it_and_the_register_who_got_it(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    done = deskapp("export", "customers", "-o", str(target), "--full", "--to", "工商银行", "--for", "按揭")
    assert done.code == 0, done.err
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    with ZipFile(target) as book:
        pages = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    with closing(open_home(find_home(home), NOW, writes=False)) as opened:
        out = opened.store.read(lambda reader: list(reader.session.exec(select(Disclosure))))
        log = opened.store.read(lambda reader: list(reader.session.exec(select(ExportLog))))
        clerk = opened.clerk.name
    assert all(clerk in page for page in pages)
    assert [(one.recipient, one.purpose, one.people, one.about) for one in out] == [
        ("工商银行", "按揭", 1, "report.customers")
    ]
    assert [(one.report, one.rows, one.full) for one in log] == [("customers", 1, True)]


def test_what_goes_outside_says_what_for(home: Path, tmp_path: Path) -> None:
    del home
    done = deskapp("export", "customers", "-o", str(tmp_path / "a.xlsx"), "--to", "工商银行")
    assert (done.code, "--for" in done.err) == (2, True)
    assert not (tmp_path / "a.xlsx").exists()


def test_a_token_that_others_can_read_is_refused_and_never_said(home: Path, tmp_path: Path) -> None:
    del home
    token = tmp_path / "token"
    token.write_text("dk_secret")
    token.chmod(0o644)
    target = tmp_path / "a.xlsx"
    done = deskapp("export", "customers", "-o", str(target), "--full", "--approved-by", str(token))
    assert (done.code in (65, 77), target.exists()) == (True, False)
    assert "dk_secret" not in done.err
    token.chmod(0o600)
    done = deskapp("export", "customers", "-o", str(target), "--full", "--approved-by", str(token))
    assert (done.code in (65, 77), target.exists()) == (True, False)
    assert "dk_secret" not in done.err


def test_what_waits_is_listed(home: Path) -> None:
    del home
    assert deskapp("export", "approve", "--json").out == ""
    done = deskapp("export", "approve", "ABCD-EFGH", "--json")
    assert (done.code, "ABCD-EFGH" in done.err) == (65, True)
