"""Many at once: numbers never collide, nothing is lost, nobody is told "locked"."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import func, select
from tests.fixtures_store import NOW, Counter

from deskapp.errors import DeskError
from deskapp.office.organisation.model import Organisation
from deskapp.store import engine
from deskapp.store.engine import begin, connect
from deskapp.store.migrate import is_current
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Reader, Work

TAKE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from deskapp.store.store import Store
from deskapp.store.work import Clerk
store = Store(Path(sys.argv[1]))
clerk = Clerk(1, "wangmin", 1)
for _ in range(int(sys.argv[2])):
    print(store.write(clerk, "x", lambda work: work.number("TS"), datetime(2026, 11, 22, 9, tzinfo=UTC)))
"""

FIRST_START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from deskapp.store.migrate import prepare_database
prepare_database(Path(sys.argv[1]), datetime(2026, 11, 22, 9, tzinfo=UTC))
"""


def run_together(script: str, *calls: tuple[str, ...]) -> list[str]:
    """What several processes print, started at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, *call], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for call in calls
    ]
    ended = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * len(calls), [error for _, error in ended]
    return [line for out, _ in ended for line in out.splitlines()]


def count_organisations(reader: Reader) -> int:
    return reader.session.exec(select(func.count()).select_from(Organisation)).one()


def test_threads_lose_nothing_and_share_no_number(counter: Counter) -> None:
    def add(turn: int) -> str:
        def act(work: Work) -> str:
            work.add(Organisation(office_id=1, name=f"机构{turn}", kind="bank"))
            return work.number("TS")

        return counter.store.write(counter.clerk, "add", act, NOW)

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(add, range(80)))
    assert sorted(numbers) == [f"TS-20261122-{number:04}" for number in range(1, 81)]
    assert counter.ask(count_organisations) == 80


def test_readers_see_whole_units_of_work_only(counter: Counter) -> None:
    def pair(turn: int) -> None:
        def act(work: Work) -> None:
            for half in "ab":
                work.add(Organisation(office_id=1, name=f"{turn}{half}", kind="bank"))

        counter.store.write(counter.clerk, "pair", act, NOW)

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(pair, turn) for turn in range(30)]
        seen = [counter.ask(count_organisations) for _ in range(60)]
        for write in writing:
            write.result()
    assert all(number % 2 == 0 for number in seen)
    assert seen == sorted(seen)


def test_processes_share_no_number(counter: Counter) -> None:
    database = str(counter.store.database)
    numbers = run_together(TAKE, (database, "25"), (database, "25"))
    assert sorted(numbers) == [f"TS-20261122-{number:04}" for number in range(1, 51)]


def test_two_first_starts_at_once_make_one_database(tmp_path: Path) -> None:
    database = tmp_path / "deskapp.db"
    run_together(FIRST_START, (str(database),), (str(database),))
    assert is_current(database)


def test_who_waits_too_long_is_told(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.02)
    other = connect(counter.store.database, writer=True)
    begin(other)
    with pytest.raises(DeskError, match=r"store\.busy"):
        counter.do(count_organisations)
    other.execute("ROLLBACK")
    other.close()
    assert counter.do(count_organisations) == 0


@given(counts=st.lists(st.integers(1, 2_000), min_size=1, max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_of_numbers_follow_each_other(counter: Counter, counts: list[int]) -> None:
    def take(work: Work) -> list[str]:
        taken = [
            number
            for count in counts
            for number in take_numbers(work.session, work.clerk.office_id, "BL", work.today, count)
        ]
        work.session.rollback()
        return taken

    with pytest.raises(RuntimeError) as ended:
        counter.do(give_back, take)
    numbers = ended.value.args[0]
    assert [int(number.rsplit("-", 1)[1]) for number in numbers] == list(range(1, sum(counts) + 1))
    assert all(len(number.rsplit("-", 1)[1]) >= 4 for number in numbers)


def give_back(work: Work, take: object) -> None:
    raise RuntimeError(take(work))  # type: ignore[operator]
