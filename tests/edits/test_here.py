"""Who else is at a record: told on page and form, gone when they go or die, and nothing of it in the database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.case_screens.case_ground import at_counter, open_case_page, press, settle
from tests.intake.dossier import Desk
from tests.reception.ground import Ground, counter_at, show
from tests.ui.conftest import screen_text
from textual.pilot import Pilot

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.desks.reception.screens.unit_form import UnitForm
from deskapp.ui.here import HereBook, Other, Place
from deskapp.ui.shell import DeskApp

ZHANG: Place = ("customer", 1)
DYING = """
import sys
from pathlib import Path
from deskapp.ui.here import HereBook

book = HereBook(Path(sys.argv[1]))
book.say("李华", [(("customer", 1), True)])
print("there", flush=True)
sys.stdin.read()
"""


@contextmanager
def somebody(folder: Path, clerk: str = "李华") -> Iterator[HereBook]:
    book = HereBook(folder)
    try:
        book.say(clerk, [(ZHANG, True)])
        yield book
    finally:
        book.close()


async def glance(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, DeskApp)
    pilot.app.presence.glance()
    await settle(pilot)
    return screen_text(pilot.app)


def test_each_sees_the_others_and_not_itself(tmp_path: Path) -> None:
    with somebody(tmp_path) as li, somebody(tmp_path, "王芳") as wang:
        assert li.others() == [Other("王芳", ZHANG, True)]
        wang.say("王芳", [(("case", 7), False), (ZHANG, False)])
        assert li.others() == [Other("王芳", ("case", 7), False), Other("王芳", ZHANG, False)]
        wang.say("王芳", [])
        assert li.others() == []
        assert wang.others() == [Other("李华", ZHANG, True)]
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_nobody_is_anywhere(tmp_path: Path) -> None:
    book = HereBook(tmp_path / "here")
    book.say("李华", [])
    assert book.others() == []
    assert not (tmp_path / "here").exists()


def test_a_folder_that_cannot_be_written_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("a file")
    book = HereBook(tmp_path / "here")
    book.say("李华", [(ZHANG, True)])
    assert book.others() == []
    book.close()


def test_a_torn_or_foreign_file_is_passed_over(tmp_path: Path) -> None:
    with somebody(tmp_path) as li, (tmp_path / "a.here").open("wb") as torn:
        from deskapp.ui.live import lock

        torn.write(b'["\xe7\x8e')
        torn.flush()
        assert lock(torn)
        assert li.others() == []


def test_the_mark_of_a_killed_process_is_swept(tmp_path: Path) -> None:
    book = HereBook(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "there\n"
            assert book.others() == [Other("李华", ZHANG, True)]
            (path,) = tmp_path.iterdir()
            assert path.stat().st_mode & 0o777 == 0o600
        finally:
            child.kill()
    assert book.others() == []
    assert list(tmp_path.iterdir()) == []


async def test_the_form_says_who_else_fills_it_in(ground: Ground) -> None:
    folder = ground.home.root / "here"
    async with counter_at(ground) as pilot:
        with somebody(folder) as li:
            await show(pilot, CustomerForm(ground.zhang))
            assert "李华 正在填写这条记录" in await glance(pilot)
            # they hear of it as well, under the name at the top of the screen
            assert li.others() == [Other("王敏", ZHANG, True)]
            li.say("李华", [(ZHANG, False)])
            assert "李华 也在看" in await glance(pilot)
            li.say("李华", [(("customer", ground.li), True)])
            assert "李华" not in await glance(pilot)
            await press(pilot, "escape")
            await glance(pilot)
            assert li.others() == []
        await show(pilot, UnitForm(ground.unit))
        assert "李华" not in await glance(pilot)
    assert list(folder.iterdir()) == []


async def test_a_page_and_what_is_done_on_it(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.open()
    async with at_counter(desk, tmp_path, "vi") as pilot:
        assert isinstance(pilot.app, DeskApp)
        with somebody(pilot.app.home.root / "here", "Lan") as lan:
            lan.say("Lan", [(("case", case_id), False)])
            await open_case_page(pilot, desk, case_id)
            assert "Lan cũng đang xem" in await glance(pilot)
            await press(pilot, "f2")
            assert "Lan cũng đang xem" in await glance(pilot)
            assert Other("王敏", ("case", case_id), True) in lan.others()
