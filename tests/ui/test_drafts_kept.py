"""Drafts: on the disk behind the keys, there after a kill, gone only when saved or discarded."""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ui.counter import NOW, book_of

from deskapp.ui.drafts import LONGEST, Draft

CHILD = """
import asyncio, sys, time
from pathlib import Path
from tests.ui.counter import counter

async def type_on() -> None:
    app = counter(Path(sys.argv[1]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await app.workers.wait_for_complete()
        while True:
            await pilot.press("a")
            sys.__stdout__.write(f"{time.monotonic()}\\n")
            sys.__stdout__.flush()

asyncio.run(type_on())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_kill_in_the_middle_of_a_form_loses_at_most_300_ms(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    typed_at = [float(child.stdout.readline()) for _ in range(25)]
    child.send_signal(signal.SIGKILL)
    killed_at = time.monotonic()
    child.wait()
    child.stdout.close()
    (path,) = (tmp_path / "drafts").glob("*.draft")
    (draft,) = book_of(tmp_path / "drafts").offered(getpass.getuser())
    safe = sum(1 for moment in typed_at if moment < killed_at - 0.3)
    assert safe >= 5
    assert len(draft.typed["name"]) >= safe
    assert path.stat().st_mode & 0o777 == 0o600
    assert not draft.parked
    assert book_of(tmp_path / "drafts").offered("somebody else") == []


def draft(number: int, **more: object) -> Draft:
    return Draft(f"d{number}", "person.edit", title=f"form {number}", clerk="wang", at=NOW, **more)  # type: ignore[arg-type]


def test_only_the_last_state_is_written_and_within_the_limit(tmp_path: Path) -> None:
    book = book_of(tmp_path / "drafts")
    begun = time.monotonic()
    number = 0
    path = tmp_path / "drafts" / "d1.draft"
    while not path.exists():
        number += 1
        book.put(draft(1, typed={"name": str(number)}))
        assert time.monotonic() - begun < 10 * LONGEST
    book.flush()
    book.close()
    (kept,) = book_of(tmp_path / "drafts").offered("wang")
    assert kept.typed == {"name": str(number)}


def test_parked_ones_are_offered_to_any_process_open_ones_only_after_its_death(tmp_path: Path) -> None:
    mine, other = book_of(tmp_path), book_of(tmp_path)
    mine.put(draft(1))
    mine.put(draft(2, parked=True))
    mine.flush()
    assert [found.id for found in other.offered("wang")] == ["d2"]
    assert [found.id for found in mine.offered("wang")] == ["d2"]
    mine.close()
    assert {found.id for found in other.offered("wang")} == {"d1", "d2"}


def test_a_removed_draft_is_gone_at_once_and_from_the_disk(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    book.put(draft(1, parked=True))
    book.flush()
    book.remove("d1")
    assert book.offered("wang") == []
    book.flush()
    assert list(tmp_path.glob("*.draft")) == []
    book.close()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "c.draft").write_text("d2 of a newer program")
    (tmp_path / "b.json").write_text('{"id": "b", "shape": "of a newer program"}')
    assert book_of(tmp_path).offered("wang") == []


def test_a_folder_that_cannot_be_written_is_remembered_as_the_failure(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file where the folder should be")
    book = book_of(tmp_path / "drafts")
    book.put(draft(1))
    book.flush()
    assert book.failure is not None
    book.close()


def test_a_draft_that_is_no_text_is_told_and_the_next_one_is_kept(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    book.put(draft(1, typed={"name": object()}))
    book.flush()
    assert str(book.failure).startswith("Object of type object")
    book.put(draft(2))
    book.flush()
    assert len(list(tmp_path.glob("*.draft"))) == 1
    book.close()
