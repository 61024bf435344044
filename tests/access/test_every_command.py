"""Every command and every export, as a clerk of another project whose script signs in: nothing shows."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import pytest
import typer
from tests.access.ground import MARK, NOW, OURS, ROW, TODAY
from tests.reports.reports_ground import Ran, deskapp

from deskapp.cli.commands import COMMANDS
from deskapp.office.access.model import StaffRole
from deskapp.office.signin.tokens import make_token
from deskapp.office.staff.model import Staff
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work
from deskapp.wiring import REPORTS, SHEET_KINDS

CUSTOMER, CASE, ROOM, IDENTITY = "KH-20261122-0007", "HS-20261122-0007", "9-2-1501", "500108199912313057"
ROWS: Final = {
    "units": "project,building,entrance,room,area\n隐园,9,2,1501,98.76\n",
    "customers": f"name,id_number,phone\n王五,{IDENTITY},13912345678\n",
    "residents": f"project,building,entrance,room,name,id_number,role\n隐园,9,2,1501,王五,{IDENTITY},owner\n",
    "parcels": "commune,map_sheet,parcel,area\n26734,12,345,120\n",
    "staff": "number,name\nGH001,王敏\n",
    "calendar": "country,day,kind,name\nCN,2027-01-01,holiday,元旦\n",
    "enquiries": f"happened_at,name,phone,topic,question\n2026-11-22,王五,13912345678,title,{CASE}\n",
    "cases": f"number,procedure,name,id_number\n{CASE},cn-certificate-pickup,王五,{IDENTITY}\n",
    "parcels-check": "commune,map_sheet,parcel,result\n26734,12,345,clear\n",
    "payments": "project,receipt,contract,paid_on,amount\n隐园,SJ-20261122-0007,HS-20261122-0007,2026-11-01,1000\n",
    "mortgages": "project,contract,kind,bank,amount\n隐园,HS-20261122-0007,commercial,建设银行,700000\n",
    "bank-loans": "project,bank,loan_number,as_of\n隐园,建设银行,JK-7,2026-10-31\n",
    "acceptances": "project,building,kind,planned_on\n隐园,9,completion,2026-12-01\n",
    "defects": "project,number,fixed_on\n隐园,QX-20261122-0007,2026-11-20\n",
    "handover-plan": "project,building,entrance,room,batch,day\n隐园,9,2,1501,首批,2026-12-12\n",
    "survey-areas": "project,building,entrance,room,surveyed_area\n隐园,9,2,1501,98.90\n",
    "repairs": f"project,number,reported_at,complainant,text\n隐园,{CASE},2026-11-22,王五,{ROOM}\n",
    "complaints": f"project,number,received_at,complainant,text\n隐园,{CASE},2026-11-22,王五,{ROOM}\n",
}
WITH: Final[dict[str, tuple[str, ...]]] = {
    **{f"import {kind}": (f"{{folder}}/{kind}.csv", "--dry-run", "--json") for kind in SHEET_KINDS},
    **{f"export {report}": ("-o", f"{{folder}}/{report}.csv") for report in REPORTS},
    "import list": (), "import maps": (), "import forget-map": ("complaints", "nyc311"), "month list": (),
    "month close": ("2026-10",), "import undo": ("1",), "export approve": (),
    "template": ("customers", "-o", "{folder}/t.xlsx"),
    "search": (IDENTITY,), "clock explain": (CASE,), "clock simulate": ("--closed", "2026-12-01"),
    "messages list": (), "messages send": (), "office": ("--json",),
    "letters list": (), "letters check": (), "print": (), "check": ("--json",), "dayend": ("--json",),
    "audit verify": ("--json",), "audit show": ("--json", "--limit", "1000"),
    "audit redact": ("1", "--reason", "检查权限"),
    "key rotate": (), "key seal": (), "person show": (CUSTOMER,), "person export": (CUSTOMER, "-o", "{folder}/p.xlsx"),
    "person consent": (CUSTOMER, "news"), "person purposes": (), "person disclose": ("银行", "--customer", CUSTOMER),
    "person request": (CUSTOMER, "export"), "person answer": ("1",), "person requests": (), "person disclosures": (),
    "person block": (CUSTOMER, "--reason", "本人申请"), "person hold": (CUSTOMER, "--reason", "诉讼未结"),
    "person erase": (CUSTOMER, "--reason", "本人申请"), "retention": ("--dry-run",), "staff list": (),
    "staff add": ("GH009", "陈"), "staff end": ("GH007",), "staff reset-password": ("GH007", "--reason", "密码遗忘"),
    "staff administrator": (), "staff grant": ("GH001", "manager", "--reason", "自己加权"),
    "staff end-role": ("GH007", "administrator", "--reason", "自己减权"), "staff absent": ("GH007",),
    "staff back": ("GH007",), "staff reassign": ("GH007", "--to", "GH001", "--dry-run"), "roles list": (),
    "roles show": ("clerk",), "token make": ("again",), "token list": (), "token end": ("1",),
    "procedures list": (), "procedures show": ("cn-certificate-pickup",),
}  # fmt: skip
WITHOUT: Final = {
    "where": "opens no database",
    "procedures check": "reads a file that is given to it",
    "procedures new": "writes a file of the program's own",
    "board": "opens the counter, and needs a terminal",
    "backup": "copies the file that its caller owns",
    "restore": "puts back a file that its caller owns",
    "rehearse handover": "plays in a home of its own",
    "nightly": "is the office's own work, its reports lie in the office's folder",
    "staff recover": "is for whoever owns the file",
    **dict.fromkeys(
        (
            "calc due",
            "calc identity",
            "calc mortgage",
            "calc vn-transfer",
            "calc vn-conversion",
            "calc area",
            "calc deed-tax",
            "calc fund",
            "calc late-delivery",
            "calc warranty",
        ),
        "reckons what it is given",
    ),
}


@cache
def every_command() -> tuple[str, ...]:
    """The whole tree, as it is bound."""
    found: list[str] = []
    for noun, (_, build) in COMMANDS.items():
        command: Any = typer.main.get_command(build())
        below = getattr(command, "commands", None)
        found += [f"{noun} {verb}" for verb in below] if below else [noun]
    return tuple(found)


def test_every_command_is_walked_or_has_a_reason_not_to_be() -> None:
    assert set(every_command()) == {*WITH, *WITHOUT}


def people(work: Work) -> dict[str, str]:
    """The tokens of a manager of our project, of one of every project, of an auditor, and of an administrator."""
    tokens = {}
    for number, (role, project) in enumerate(
        (("manager", OURS), ("manager", None), ("auditor", None), ("administrator", None)), 1
    ):
        staff = record_id(work.add(Staff(office_id=1, number=f"GH00{number}", name=f"王{number}")))
        work.add(StaffRole(office_id=1, project_id=project, staff_id=staff, role=role, since=TODAY.replace(year=2020)))
        tokens[f"{role} {project}"] = make_token(work, "script", staff_id=staff, reason="for the test")
    # with an administrator who has a password the home is closed
    work.add(StaffRole(office_id=1, staff_id=ROW, role="administrator", since=TODAY.replace(year=2020)))
    return tokens


@pytest.fixture(scope="module")
def closed(beside: Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A home in which people sign in, and their tokens."""
    folder = tmp_path_factory.mktemp("closed")
    home = find_home(folder / "home")
    home.prepare()
    copyfile(beside.database, home.database)
    with closing(Store(home.database)) as store:
        tokens = store.write(Clerk(ROW, "GH007", 1), "staff.add", people, NOW)
    for kind, text in ROWS.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    return folder, tokens


@pytest.fixture
def at_home(closed: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKAPP_HOME", str(closed[0] / "home"))
    monkeypatch.setenv("DESKAPP_LANG", "zh")
    return closed[0]


def run(command: str, folder: Path, token: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Ran, str]:
    """The command as its owner's script calls it, and all that it said and wrote."""
    monkeypatch.setenv("DESKAPP_TOKEN", token)
    arguments = [word.format(folder=folder) for word in WITH[command]]
    done = deskapp(*command.split(), *arguments)
    written = [Path(word) for word in arguments if word.endswith((".csv", ".xlsx")) and "import" not in command]
    texts = [file.read_bytes().decode("utf-8", "replace") for file in written if file.exists()]
    for file in written:
        file.unlink(missing_ok=True)
    return done, "\n".join((done.out, done.err, *texts))


def told_of(command: str, said: str) -> bool:
    """Whether it tells of the other project more than it was asked with."""
    asked = {"import units", "import residents"}
    return MARK in (said.replace(MARK, "", 2) if command in asked else said)


@pytest.mark.parametrize("command", sorted(WITH))
def test_nothing_shows(
    closed: tuple[Path, dict[str, str]], at_home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    done, said = run(command, at_home, closed[1][f"manager {OURS}"], monkeypatch)
    assert done.code != 70, said
    assert not told_of(command, said), said


@pytest.mark.parametrize(
    "command", ["export customers", "export residents", "export parcels", "person show", "audit show"]
)
def test_whoever_may_see_it_sees_it(
    closed: tuple[Path, dict[str, str]], at_home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The proof that the test above can fail."""
    _, said = run(command, at_home, closed[1]["manager None"], monkeypatch)
    assert told_of(command, said), said


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("auditor None", "audit show", 0),
        ("auditor None", "search", 77),
        ("auditor None", "export customers", 77),
        ("auditor None", "staff add", 77),
        ("administrator None", "staff list", 0),
        ("administrator None", "audit show", 77),
        ("administrator None", "audit redact", 0),
        ("administrator None", "person show", 77),
        ("administrator None", "export cases", 77),
        ("administrator None", "export staff", 0),
    ],
)
def test_roles_without_business(
    closed: tuple[Path, dict[str, str]],
    at_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    command: str,
    code: int,
) -> None:
    done, said = run(command, at_home, closed[1][who], monkeypatch)
    assert done.code == code, said
    assert told_of(command, said) is (command == "audit show" and not code)
