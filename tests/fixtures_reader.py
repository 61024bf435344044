"""Files are read in the test's own process, unless that is what is tested: starting one for every file takes longer."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from typing import IO

import pytest

from deskapp.sheets import reading
from deskapp.sheets.reader import Job, read_job

_run_reader = reading._run_reader


def read_here(job: Job, stream: IO[bytes]) -> None:
    """As the reader's own process does, without its memory limit; the job goes through the same form."""
    read_job(marshal.loads(marshal.dumps(dict(job))), stream)  # type: ignore[arg-type]
    stream.flush()


@pytest.fixture(scope="session", autouse=True)
def _reader_in_this_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_run_reader", read_here)
        yield


@pytest.fixture
def reader_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader as the program runs it."""
    monkeypatch.setattr(reading, "_run_reader", _run_reader)
