"""The night: files taken in, what is overdue noted, reports written, the trail checked, everything backed up.

Each step stands alone: one that fails is told, and the others are done. What happened is kept in ``HOME/nightly.json``
for the morning, which names no customer.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from deskapp.cases.escalation import escalate
from deskapp.cases.following import follow_calendar
from deskapp.desks.complaints.handling.escalation import escalate_complaints
from deskapp.desks.complaints.handling.escalation_tasks import escalate_tasks
from deskapp.desks.reception.importing import Intake
from deskapp.errors import DeskError, Exit
from deskapp.locale import Words
from deskapp.office.calendar.queries import calendar_digest
from deskapp.overview.night_inbox import look_in, seen_next_time, sweep_old
from deskapp.overview.night_reports import write_report
from deskapp.overview.night_settings import NightPlan
from deskapp.overview.night_summary import FILE, read_summary
from deskapp.overview.night_taking import COUNTS, Inbox, Taken
from deskapp.settings import Home, write_whole
from deskapp.sheets.judge import Kind
from deskapp.sheets.reporting import ReportSource
from deskapp.store.audit_anchors import anchor_now
from deskapp.store.audit_verify import verify
from deskapp.store.backup import make_backup
from deskapp.store.backup_rotate import rotate_backups
from deskapp.store.store import Store
from deskapp.store.work import Clerk

CRASHED: Final = "program.crashed"
STEPS: Final = ("inbox", "escalate", "complaints", "reports", "verify", "backup", "rotate")


@dataclass(frozen=True, slots=True)
class Night:
    """What the night works with; wiring gives kinds, parts and reports. ``crashed`` tells a fault of the program."""

    home: Home
    store: Store
    clerk: Clerk
    words: Words
    plan: NightPlan
    kinds: Mapping[str, Kind]
    parts: Mapping[str, str]
    reports: Mapping[str, ReportSource]
    now: Callable[[], datetime]
    spool_dir: Path
    crashed: Callable[[Exception], object]
    pause: float = 1.0


@dataclass(slots=True)
class StepDone:
    """A step: figures and names for the summary, and what went wrong, with what it is about."""

    step: str
    told: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, DeskError]] = field(default_factory=list)
    seconds: float = 0.0


Step = Callable[[Night, StepDone], None]


def run_night(night: Night, exit_code: Callable[[DeskError], int]) -> tuple[dict[str, Any], int]:
    """All steps in their order; the summary, and the exit code of the worst thing that happened."""
    began = night.now()
    done = []
    for name in STEPS:
        step, started = StepDone(name), time.monotonic()
        try:
            _STEPS[name](night, step)
        except DeskError as error:
            step.faults.append(("", error))
        except OSError as error:
            place = str(error.filename or night.home.root)
            step.faults.append(("", DeskError("store.night_disk", file=place, why=error.strerror or "")))
        except Exception as error:  # the other steps are done all the same
            night.crashed(error)
            step.faults.append(("", DeskError(CRASHED, kind=type(error).__name__)))
        step.seconds = round(time.monotonic() - started, 3)
        done.append(step)
    summary = summarise(done, began, night.now(), night.words)
    codes = (Exit.INTERNAL if error.code == CRASHED else exit_code(error) for step in done for _, error in step.faults)
    code = worst(codes)
    if code == Exit.OK and any(step.told.get("rejected") for step in done):
        code = Exit.ROWS_REFUSED
    summary["exit"] = code
    # on a full disk the summary is still printed
    with suppress(OSError):
        write_whole(night.home.root / FILE, json.dumps(summary, ensure_ascii=False).encode())
    return summary, code


def worst(codes: Iterator[int]) -> int:
    """The exit code that counts of several: a fault of the program, who may not, the database, a file, rows."""
    order = (
        Exit.INTERNAL, Exit.NOT_ALLOWED, Exit.DATABASE, Exit.FILE_REFUSED, Exit.ROWS_REFUSED, Exit.WRONG_CALL, Exit.OK,
    )  # fmt: skip
    return min(codes, key=order.index, default=Exit.OK)


def summarise(done: list[StepDone], began: datetime, ended: datetime, words: Words) -> dict[str, Any]:
    """What the night did, as it is printed and kept."""
    return {
        "began": began.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "ok": not any(step.faults for step in done),
        "steps": {
            step.step: {
                "ok": not step.faults,
                **step.told,
                "seconds": step.seconds,
                "errors": [
                    {"about": about, "error": error.code, "text": words.say(error)} for about, error in step.faults
                ],
            }
            for step in done
        },
    }


def not_begun(now: datetime, error: DeskError, code: int, words: Words) -> dict[str, Any]:
    """The summary of a night that could not begin: another one runs, or the database cannot be opened."""
    fault = {"about": "", "error": error.code, "text": words.say(error)}
    at = now.isoformat(timespec="seconds")
    return {"began": at, "ended": at, "ok": False, "steps": {}, "error": fault, "exit": code}


# ---- the steps


def _take_in(night: Night, step: StepDone) -> None:
    """Files by what became of them, rows by what they came to, and refused rows by who sent them."""
    intake = Intake(night.store, night.clerk, night.home.exports, night.spool_dir, night.words, night.now)
    inbox = Inbox(night.home.inbox, intake, night.kinds, night.parts)
    step.told |= {"recovered": inbox.recover()}
    seen = read_summary(night.home).get("steps", {}).get("inbox", {}).get("seen", {})
    found = look_in(night.home.inbox, seen, night.now(), night.plan.quiet_seconds, night.pause)
    taken: list[Taken] = []
    for one in inbox.take_all(found, night.plan):
        taken.append(one)
        if one.error is not None:
            step.faults.append((one.name, one.error))
    waiting = [(one.path.name, one.waits) for one in found if one.waits]
    states = Counter(one.state for one in taken)
    rejected: Counter[str] = Counter()
    for one in taken:
        if one.rejected:
            rejected[one.sender or one.kind] += one.rejected
    step.told |= {name: states[name] for name in ("done", "failed", "left")} | {"waiting": len(waiting)}
    step.told |= {name: sum(getattr(one, name) for one in taken) for name in COUNTS}
    step.told |= {
        "rejected_by": dict(rejected),
        "files": [_file(one) for one in taken],
        "waiting_for": [{"file": ascii(name)[1:-1], "why": why} for name, why in waiting],
        "seen": seen_next_time(found),
    }


def _file(one: Taken) -> dict[str, Any]:
    told = {"file": one.name, "state": one.state, "kind": one.kind, "sender": one.sender, "batch": one.batch}
    return told | {name: getattr(one, name) for name in COUNTS} | {"error": one.error.code if one.error else None}


def _escalate(night: Night, step: StepDone) -> None:
    step.told |= escalate(night.store, night.clerk, night.now())


def _complaints(night: Night, step: StepDone) -> None:
    """Clocks of complaints by the share that is over, levels that rose, and tasks that nobody took.

    Before that what hangs on the calendar is worked out anew, where days off or hours are others than last night.
    """
    digest = night.store.read(calendar_digest)
    if digest != read_summary(night.home).get("steps", {}).get("complaints", {}).get("calendar"):
        follow_calendar(night.store, night.clerk, night.now())
    step.told["calendar"] = digest
    told = escalate_complaints(night.store, night.clerk, night.now())
    step.told |= {f"share_{key}" if key.isdigit() else key: count for key, count in told.items()}
    step.told["untaken"] = escalate_tasks(night.store, night.clerk, night.now())


def _report(night: Night, step: StepDone) -> None:
    step.told["files"] = files = list[str]()
    for rule in night.plan.reports:
        try:
            made = write_report(
                rule, night.reports, night.store, night.clerk, night.home, night.now(), night.words
            )  # fmt: skip
            files.append(str(made))
        except DeskError as error:
            step.faults.append((rule.name, error))


def _verify(night: Night, step: StepDone) -> None:
    """A trail that is whole has its line in the anchors' file; of a broken one nobody shall say where it ended."""
    verdict = verify(night.home.database, night.store.keys.ring(), night.store.anchors.file)
    step.told |= {"entries": verdict.entries, "whole": verdict.is_whole, "broken_count": verdict.broken_count}
    if not verdict.is_whole:
        first = verdict.broken[0]
        step.faults.append(("", DeskError(first.why, entry=first.entry, **first.values)))
        return
    anchor_now(night.store)


def _back_up(night: Night, step: StepDone) -> None:
    made = make_backup(night.home, night.now())
    step.told |= {"file": str(made.file), "size": made.size, "files": made.files, "sound": made.is_sound}
    if not made.is_sound:
        step.faults.append((made.file.name, DeskError("night.backup_unsound", gone=len(made.gone) + len(made.changed))))


def _rotate(night: Night, step: StepDone) -> None:
    """Backups that need not stay, as ``backup.toml`` says; what was dealt with in the inbox, where settings say so."""
    step.told |= {"backups": len(rotate_backups(night.home)), "nights": 0}
    if night.plan.keep_days is not None:
        step.told["nights"] = sweep_old(night.home.inbox, night.now(), night.plan.keep_days)


_STEPS: Final[dict[str, Step]] = {
    "inbox": _take_in,
    "escalate": _escalate,
    "complaints": _complaints,
    "reports": _report,
    "verify": _verify,
    "backup": _back_up,
    "rotate": _rotate,
}
