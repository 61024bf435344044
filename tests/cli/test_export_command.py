"""``deskapp export`` and ``deskapp template`` as scripts call them: stdout, where files go, how it ends."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from tests.reports.reports_ground import PROJECT, deskapp, sheets_of, take

from deskapp.locale import LANGUAGES, words
from deskapp.settings import find_home
from deskapp.store.engine import connect
from deskapp.wiring import REPORTS, SHEET_KINDS, sheet_kinds

HOMES = f"project,building,room,area,total_price\n{PROJECT},3,1501,98.76,1007352.00\n{PROJECT},3,1502,80.00,\n"
PEOPLE = "name,id_number,phone\n张三丰,110105198504121172,13800138000\n"


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Ho_Chi_Minh")
        patch.setenv("DESKAPP_LANG", "zh")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two units and a customer, filled once."""
    home = tmp_path_factory.mktemp("two-units")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESKAPP_HOME", str(home))
        for kind, text in (("units", HOMES), ("customers", PEOPLE)):
            done = take(kind, text, tmp_path_factory.mktemp("sheets"))
            assert done.code == 0, done.err
    return home


@pytest.fixture
def home(filled_home: Path, home_of_the_test: Path) -> Path:
    """A copy of it."""
    shutil.copytree(filled_home, home_of_the_test, dirs_exist_ok=True)
    return home_of_the_test


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The console script in a process of its own, without a terminal and with nothing to read."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("deskapp")), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def test_the_path_is_all_that_stands_on_stdout(home: Path, tmp_path: Path) -> None:
    done = run("export", "units", "--home", home)
    path = home / "exports" / f"units-{datetime.now().astimezone().date().isoformat()}.xlsx"
    assert (done.returncode, done.stdout) == (0, f"{path}\n")
    # nobody signs in here, which is all there is to tell
    assert done.stderr == f"deskapp: {words('zh').text('signin.open_home')}\n"
    assert [row[4] for row in sheets_of(path)["数据"]] == ["房号", "1501", "1502"]
    elsewhere = run("export", "units", "--format", "csv", DESKAPP_EXPORTS=str(tmp_path / "elsewhere"))
    assert elsewhere.stdout == f"{tmp_path / 'elsewhere' / path.with_suffix('.csv').name}\n"


def test_a_relative_target_is_told_as_an_absolute_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert deskapp("export", "units", "-o", "u.csv").out == f"{tmp_path / 'u.csv'}\n"


def test_an_existing_file_is_replaced_without_a_question(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "units.xlsx"
    target.write_text("what was here")
    assert deskapp("export", "units", "-o", target).code == 0
    assert len(sheets_of(target)["数据"]) == 3
    assert [path.name for path in tmp_path.glob("*.part")] == []


@pytest.mark.parametrize(
    ("name", "options", "is_csv"),
    [
        ("a.csv", (), True),
        ("a.CSV", (), True),
        ("a.xlsx", (), False),
        ("a", (), False),
        ("a.csv", ("--format", "xlsx"), False),
        ("a.xlsx", ("--format", "csv"), True),
    ],
)
def test_the_name_says_the_format_unless_the_option_does(
    home: Path, tmp_path: Path, name: str, options: tuple[str, ...], is_csv: bool
) -> None:
    assert deskapp("export", "units", "-o", tmp_path / name, *options).code == 0
    assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbfproject,") is is_csv


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_whole_numbers_are_for_their_owners_eyes(home: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"c.{form}"
    target.write_text("older, for everybody")
    target.chmod(0o644)
    assert deskapp("export", "customers", "-o", target, "--full").code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("units", "--since", "2026-11-22"), "call.no_day"),
        (("staff", "--project", PROJECT), "call.no_project"),
        (("customers", "--state", "sold"), "call.no_state"),
        (("customers", "--since", "2026-13-01"), "call.day"),
        (("customers", "--since", "gestern"), "call.day"),
        (("customers", "--since", "2026-11-22", "--until", "2026-11-21"), "call.days_reversed"),
        (("units", "--project", "滨江二号"), "call.project"),
        (("units", "--state", "verkauft"), "call.state"),
        (("parcels", "--state", "无此状态"), "call.state"),
        (("units", "--format", "pdf"), "call.format"),
        (("units", "--lang", "de"), "locale.unknown"),
        ((), "call.no_report"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_writes_nothing(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = deskapp("export", *arguments, *(("-o", tmp_path / "out") if arguments else ("--lang", "zh")))
    said = words("zh").text(code).partition("{")[0]
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [("deals",), ("units", "--colour", "red"), ("units", "extra")])
def test_what_the_parser_refuses_is_a_wrong_call_too(home: Path, arguments: tuple[str, ...]) -> None:
    done = run("export", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_a_target_that_cannot_be_written_is_a_refused_file(home: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "u.xlsx", tmp_path):
        done = deskapp("export", "units", "-o", target)
        assert (done.code, done.out) == (66, "")
        assert str(target) in done.err


@pytest.mark.parametrize("command", [("export", "customers"), ("template", "units")])
def test_an_exports_folder_out_of_reach_is_a_refused_file(home: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    share = tmp_path / "share"
    share.write_text("not mounted")
    done = run(*command, DESKAPP_EXPORTS=str(share / "exports"))
    assert (done.returncode, done.stdout) == (66, "")
    assert str(share) in done.stderr


def test_a_database_of_a_later_program_is_told(home: Path, tmp_path: Path) -> None:
    with closing(connect(find_home().database, writer=True)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = deskapp("export", "units", "-o", tmp_path / "u.csv")
    assert (done.code, done.out) == (69, "")
    assert not (tmp_path / "u.csv").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_says_which_day_since_means(home_of_the_test: Path, language: str) -> None:
    lines = deskapp("export", "--list", "--lang", language).out.splitlines()
    say = words(language)
    assert [line.split()[0] for line in lines] == list(REPORTS)
    days = {"customers": "created_at", "residents": "since", "calendar": "day", "imports": "started_at"}
    days |= {"originals-out": "holder_since", "cases": "opened_at", "tasks": "given_at", "appointments": "starts_at"}
    days |= {"quotations": "quoted_on", "messages": "queued_at", "case-flow": "period", "counter-load": "period"}
    days |= {"receipts": "booked_on", "enquiries": "asked_at", "surveys": "asked_on", "daybook": "booked_on"}
    days |= {"payments": "payment_paid_on", "mortgages": "loan_begun_on", "mortgage-progress": "loan_since"}
    days |= {"bank-loans": "loan_as_of", "custody": "holder_since"}
    days |= {"contracts": "contract_signed_on", "filings": "filed_on", "filing-progress": "filing_due_on"}
    days |= {"acceptances": "acceptance_decided_on", "handovers": "handover_state_since", "handover-progress": "period"}
    days |= {"handover-day": "visit_day", "defects": "defect_found_on", "rectification": "defect_found_on"}
    days |= {"area-differences": "area_worked_out_on", "fees": "due_settled_on", "keys": "key_since"}
    days |= {"keys-out": "key_since", "complaints": "complaint_received_at", "repairs": "order_reported_at"}
    days |= {"escalations": "escalation_told_at", "callbacks": "call_due_at", "complaints-month": "period"}
    days |= {"counter-kpi": "period"}
    keys = {report: f"column.{day}" for report, day in days.items()}
    keys |= {"arrears": "report.arrears_due_on", "formalities": "report.arrears_due_on"}
    keys |= {"rounds": "rounds.planned_on", "design-advice": "design_advice.drawings_on"}
    keys |= {"early-defects": "early_defects.found_on"}
    for report, line in zip(REPORTS, lines, strict=True):
        assert say.text(f"report.{report}") in line
        assert say.text(keys.get(report, "report.no_day")) in line
    assert not list(home_of_the_test.iterdir())


@pytest.mark.parametrize("kind", SHEET_KINDS)
def test_a_template_is_ready_to_fill_in(home_of_the_test: Path, tmp_path: Path, kind: str) -> None:
    done = deskapp("template", kind, "--lang", "vi", "-o", tmp_path / "mau.xlsx")
    assert (done.code, done.out) == (0, f"{tmp_path / 'mau.xlsx'}\n"), done.err
    headings = sheets_of(tmp_path / "mau.xlsx")["Nhập liệu"][0]
    assert headings == [words("vi").text(column.label_key) for column in sheet_kinds()[kind].layout.columns]
    assert not list(home_of_the_test.iterdir())


def test_cases_of_one_procedure_have_its_fields(home_of_the_test: Path, tmp_path: Path) -> None:
    target = tmp_path / "cases.csv"
    assert deskapp("export", "cases", "--procedure", "cn-renovation", "-o", target).code == 0
    assert (
        target.read_text(encoding="utf-8-sig")
        .rstrip()
        .endswith(",works,by_contractor,contractor,works_from,works_until")
    )
    for call in (("export", "tasks"), ("template", "units")):
        done = deskapp(*call, "--procedure", "cn-renovation", "-o", tmp_path / "no.xlsx")
        assert (done.code, done.out) == (2, "")
        assert "--procedure" in done.err
    unknown = deskapp("export", "cases", "--procedure", "cn-nothing", "-o", target)
    assert (unknown.code != 0, "cn-nothing" in unknown.err) == (True, True)
    made = deskapp("template", "cases", "--procedure", "cn-renovation", "--lang", "en", "-o", tmp_path / "fill.xlsx")
    assert made.code == 0
    assert sheets_of(tmp_path / "fill.xlsx")["Fill in"][0][-2:] == ["From", "Until"]


def test_a_template_lies_among_the_exports(home_of_the_test: Path) -> None:
    done = run("template", "units")
    assert (done.returncode, done.stdout) == (0, f"{home_of_the_test / 'exports' / 'template-units.xlsx'}\n")
    unknown = deskapp("template", "deals")
    assert (unknown.code, unknown.out) == (2, "")
    assert "units" in unknown.err
