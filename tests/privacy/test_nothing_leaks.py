"""No number or token in a crash report, a log, a file name, a process list; files for their owners alone."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.fixtures_store import NOW
from tests.privacy.privacy_ground import NAME, NUMBER, PHONE
from tests.reception.conftest import ground, prepared
from tests.reception.ground import Ground, counter_at, show, write
from tests.reports.reports_ground import deskapp

from deskapp.cli.faults import tell_crash
from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.settings import find_home
from deskapp.ui.crash import write_report
from deskapp.wiring import open_home

__all__ = ["ground", "prepared"]
SECRETS = (NUMBER, PHONE, NAME)


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def crash() -> Exception:
    """A fault whose message, and whose frames' values, are full of somebody's data."""
    document = NUMBER

    def deeper(phone: str) -> None:
        raise ValueError(f"{document} {phone} {NAME}")

    try:
        deeper(PHONE)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_crash_names_places_and_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = write_report(tmp_path / "crash", crash(), NOW)
    assert report is not None
    tell_crash(crash())
    told = report.read_text(encoding="utf-8") + "".join(capfd.readouterr()) + report.name
    assert "deeper" in told
    assert not [secret for secret in SECRETS if secret in told]
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


async def test_drafts_say_nothing_by_name_and_lie_closed(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm())
        await write(pilot, NAME)
        await pilot.press("enter")
        await write(pilot, PHONE)
        await pilot.press("f6")
    kept = list(files_below(ground.home.drafts))
    assert kept
    for path in kept:
        assert not [secret for secret in SECRETS if secret in path.name]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not [secret for secret in SECRETS if secret.encode() in path.read_bytes()]


def test_refused_rows_and_copies_for_people_are_their_owners_alone(
    home_of_the_test: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESKAPP_LANG", "en")
    with closing(open_home(find_home(home_of_the_test), NOW, writes=True)) as opened:
        draft = CustomerDraft(NAME, phone=PHONE, id_kind="cn-id", id_number=NUMBER)
        number = opened.write("customer.add", lambda work: add_customer(work, draft).number, NOW)
    sheet = tmp_path / "tonight.csv"
    sheet.write_text(f"name,id_number\n{NAME},110105198504121173\n,{NUMBER}\n", encoding="utf-8")
    done = deskapp("import", "customers", str(sheet), "--json")
    assert done.code == 65
    copy = deskapp("person", "export", number)
    assert copy.code == 0, copy.err
    written = [path for path in files_below(find_home().exports) if path.suffix == ".xlsx"]
    assert len(written) == 2
    for path in written:
        assert not [secret for secret in SECRETS if secret in path.name]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # what a scheduled call leaves in its log
    assert not [secret for secret in (NUMBER, PHONE) if secret in done.out + done.err + copy.out + copy.err]


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """Whoever lists the processes of the machine sees arguments: secrets come by file, stdin or environment."""
    import typer

    from deskapp.cli.commands import COMMANDS

    waiting = [typer.main.get_command(build()) for _, build in COMMANDS.values()]
    options: set[str] = set()
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        options |= {
            option
            for parameter in command.params
            if not getattr(parameter, "is_flag", False)
            for option in parameter.opts
            if any(word in option for word in ("password", "token", "secret", "pin", "passphrase"))
        }
    # a file's name is no secret
    assert {option for option in options if not option.endswith("-file")} <= set()
