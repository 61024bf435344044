"""The print queue: a letter is ordered in the desk's transaction, made and printed afterwards, and never lost.

The file lies in ``exports/print/``; the office's command for that letter and counter takes it from there. Without a
command the file is all. A print that failed is tried again by a clerk; another print of the same letter says so on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.errors import DeskError, Fault
from deskapp.locale import Key
from deskapp.messages.claims import claimant, dead_claimants
from deskapp.messages.faults import fault_text, read_fault
from deskapp.messages.letter_files import find_kind
from deskapp.messages.letters import letter_values, render_letter
from deskapp.messages.model import PrintJob
from deskapp.messages.print_command import run_command
from deskapp.messages.print_config import PrintConfig, load_print_config
from deskapp.settings import Home
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

_DATED: Final = ("day", "day_long")
_CASE: Final = "case_number"
OPEN_STATES: Final = ("waiting", "printing", "failed")


@dataclass(frozen=True, slots=True)
class PrintDraft:
    """A letter to be printed: its data as ``letter_kinds`` declares them, the record it is about, the counter."""

    letter: str
    language: str
    data: Mapping[str, Any]
    about: tuple[str, int | None] = ("", None)
    counter: str = ""


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A print in a list; ``file`` is where the letter lies once it is made, ``fault`` why it was not printed."""

    id: int
    letter: str
    language: str
    about: str
    about_id: int | None
    counter: str
    state: str
    reprint: int
    file: str
    fault: Fault | None
    made_at: datetime
    printed_at: datetime | None
    clerk: str


def print_letter(work: Work, draft: PrintDraft, home: Home) -> PrintJob:
    """Order a print; ``run_prints`` makes the file after the transaction. Raises ``letter.unknown``."""
    kind = find_kind(draft.letter, home)
    values = letter_values(kind, draft.language, draft.data, work.now)
    kept = {name: values[name] for name in (*draft.data, *_DATED)}
    return _order(work, draft.letter, draft.language, draft.about, draft.counter, to_json(kept))


def reprint(work: Work, job_id: int) -> PrintJob:
    """Print a letter once more as it was; it says the how-many-eth print it is."""
    first = work.get(PrintJob, job_id)
    original = first.copy_of or job_id
    printed = work.session.exec(select(func.max(PrintJob.reprint)).where(PrintJob.copy_of == original)).one()
    about = (first.about, first.about_id)
    return _order(
        work, first.letter, first.language, about, first.counter, first.data, copy_of=original, count=(printed or 0) + 1
    )


def reprint_last(work: Work, about: tuple[str, int | None] | None = None) -> PrintJob:
    """Print once more what this clerk printed last, of one record where it is told; else ``printing.nothing``."""
    query = select(PrintJob).where(PrintJob.clerk == work.clerk.name)
    if about is not None:
        query = query.where(PrintJob.about == about[0], PrintJob.about_id == about[1])
    last = work.session.exec(query.order_by(col(PrintJob.id).desc()).limit(1)).first()
    if last is None:
        raise DeskError("printing.nothing")
    return reprint(work, record_id(last))


def print_again(work: Work, job_id: int) -> PrintJob:
    """Let a failed print be tried again: the paper never came, so it is no reprint."""
    job = work.get(PrintJob, job_id)
    if job.state != "failed":
        raise DeskError("printing.state", number=job_id, state=Key(f"print_state.{job.state}"))
    work.change(job, {"state": "waiting", "error": ""})
    return job


def list_prints(reader: Reader, states: Collection[str] = OPEN_STATES, limit: int = 200) -> list[PrintRow]:
    """Prints in these states, newest first."""
    query = select(PrintJob).where(col(PrintJob.state).in_(tuple(states)))
    return [print_row(job) for job in reader.session.exec(query.order_by(col(PrintJob.id).desc()).limit(limit))]


def list_prints_about(reader: Reader, about: str, about_id: int, limit: int = 200) -> list[PrintRow]:
    """The letters of a record, newest first."""
    query = select(PrintJob).where(PrintJob.about == about, PrintJob.about_id == about_id)
    return [print_row(job) for job in reader.session.exec(query.order_by(col(PrintJob.id).desc()).limit(limit))]


def print_row(job: PrintJob) -> PrintRow:
    """A print as lists show it."""
    return PrintRow(
        record_id(job), job.letter, job.language, job.about, job.about_id, job.counter, job.state, job.reprint,
        job.file, read_fault(job.error), job.made_at, job.printed_at, job.clerk,
    )  # fmt: skip


def run_prints(
    store: Store, clerk: Clerk, home: Home, now: Callable[[], datetime], *, job_ids: Collection[int] | None = None
) -> list[PrintRow]:  # fmt: skip
    """Make and print what waits, oldest first; with ``job_ids`` only these. How each of them ended.

    One that another process took first comes back as it stands. A template or command that fails is a print that
    failed, told in its row; a faulty settings file is a DeskError.
    """
    config = load_print_config(home)
    rows: list[PrintRow] = []
    with claimant(store) as name:
        _fail_dead(store, clerk, now)
        while (job_id := _claim_next(store, clerk, now, name, job_ids)) is not None:
            fields = _print(_load(store, job_id), config, home, now())
            rows.append(_settle(store, clerk, now, job_id, fields))
    done = {row.id for row in rows}
    elsewhere = [job_id for job_id in job_ids or () if job_id not in done]
    return [*rows, *(print_row(_load(store, job_id)) for job_id in elsewhere)]


def _order(
    work: Work, letter: str, language: str, about: tuple[str, int | None], counter: str, data: str,
    *, copy_of: int | None = None, count: int = 0,
) -> PrintJob:  # fmt: skip
    return work.add(
        PrintJob(
            office_id=work.clerk.office_id,
            letter=letter,
            language=language,
            about=about[0],
            about_id=about[1],
            file="",
            digest="",
            data=data,
            reprint=count,
            copy_of=copy_of,
            counter=counter,
            made_at=work.now,
            clerk=work.clerk.name,
        )
    )


def _claim_next(
    store: Store, clerk: Clerk, now: Callable[[], datetime], name: str, job_ids: Collection[int] | None
) -> int | None:  # fmt: skip
    def claim(work: Work) -> int | None:
        query = select(PrintJob).where(PrintJob.state == "waiting")
        if job_ids is not None:
            query = query.where(col(PrintJob.id).in_(tuple(job_ids)))
        job = work.session.exec(query.order_by(col(PrintJob.id)).limit(1)).first()
        if job is None:
            return None
        work.change(job, {"state": "printing", "claimed_by": name})
        return record_id(job)

    return store.write(clerk, "printing.claim", claim, now())


def _load(store: Store, job_id: int) -> PrintJob:
    return store.read(lambda reader: reader.get(PrintJob, job_id))


def _settle(
    store: Store, clerk: Clerk, now: Callable[[], datetime], job_id: int, fields: Mapping[str, Any]
) -> PrintRow:  # fmt: skip
    def settle(work: Work) -> PrintRow:
        job = work.get(PrintJob, job_id)
        printed = {"printed_at": work.now} if fields["state"] == "printed" else {}
        work.change(job, {**fields, **printed, "claimed_by": ""})
        return print_row(job)

    return store.write(clerk, "printing.settle", settle, now())


def _print(job: PrintJob, config: PrintConfig, home: Home, now: datetime) -> dict[str, Any]:
    """Make the file and run the command; what the job says of itself afterwards."""
    data = json.loads(job.data)
    name = f"{data.get(_CASE) or job.letter}-{job.letter}-{record_id(job)}"
    try:
        file = render_letter(job.letter, job.language, data, home, now, name=name, reprint=job.reprint)
    except DeskError as error:
        return {"state": "failed", "error": fault_text(Fault(error.code, error.values))}
    made = {"file": str(file), "digest": hashlib.sha256(file.read_bytes()).hexdigest()}
    command = config.command(job.letter, job.counter)
    if not command:
        return {**made, "state": "kept", "error": ""}
    fault = run_command(command, config, file)
    return {**made, "state": "failed" if fault else "printed", "error": fault_text(fault)}


def _fail_dead(store: Store, clerk: Clerk, now: Callable[[], datetime]) -> None:
    """A process that died while it printed may have printed: a clerk looks, and prints again or not."""
    query = select(PrintJob.claimed_by).where(PrintJob.state == "printing").distinct()
    dead = dead_claimants(store, store.read(lambda reader: list(reader.session.exec(query))))

    def fail(work: Work) -> None:
        for job in work.session.exec(select(PrintJob).where(col(PrintJob.claimed_by).in_(dead))).all():
            work.change(job, {"state": "failed", "claimed_by": "", "error": fault_text(Fault("printing.interrupted"))})

    if dead:
        store.write(clerk, "printing.release", fail, now())


def find_file(row: PrintRow) -> Path | None:
    """The letter's file, where it still lies there."""
    path = Path(row.file) if row.file else None
    return path if path is not None and path.is_file() else None
