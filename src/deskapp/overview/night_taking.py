"""Taking in what lies in the inbox: claimed, imported, moved to ``done/`` or ``failed/`` with a report beside it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.reception.importing import Intake, take_back_dead, take_file
from deskapp.errors import DeskError
from deskapp.overview.night_inbox import DONE, FAILED, TAKING, Found, read_name, safe_name
from deskapp.overview.night_settings import SIDECAR, NightPlan, Orders, read_sidecar
from deskapp.sheets.importing import Outcome
from deskapp.sheets.judge import Kind
from deskapp.store.tables import ImportBatch
from deskapp.store.work import Reader

_REPORT: Final = ".report.txt"
_REJECTS: Final = ".rejects.xlsx"
_LISTED: Final = 20
COUNTS: Final = ("rows", "created", "updated", "unchanged", "rejected")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. ``state``: done, failed, or left (to be tried again the next night).

    ``name`` is what it is called where it lies now; the counts are those of an import.
    """

    name: str
    state: str
    kind: str = ""
    sender: str = ""
    batch: str | None = None
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    error: DeskError | None = None


class Inbox:
    """The inbox of one night. ``kinds`` are the kinds of sheets in the order in which they build on each other."""

    def __init__(self, inbox: Path, intake: Intake, kinds: Mapping[str, Kind], parts: Mapping[str, str]) -> None:
        self.inbox = inbox
        self.intake = intake
        self.kinds = kinds
        self.parts = parts
        self.night = intake.now().date().isoformat()
        self.words = {name: _names_of(name) for name in kinds}

    def take_all(self, found: Sequence[Found], plan: NightPlan) -> Iterator[Taken]:
        """Take in what is whole, one file after the other; where the database gives up, the rest is left."""
        for wrong in (one for one in found if one.wrong and not one.waits):
            yield self._put_away(wrong.path, DeskError(wrong.wrong, file=safe_name(wrong.path.name)))
        ready: list[tuple[int, Found, Orders]] = []
        order = list(self.kinds)
        for one in (one for one in found if not one.wrong and not one.waits):
            try:
                orders = self._orders(one, plan)
            except DeskError as error:
                yield self._put_away(one.path, error, one.sidecar)
            else:
                ready.append((order.index(orders.kind), one, orders))
        for _, one, orders in sorted(ready, key=lambda entry: entry[0]):
            taken = self._take(one, orders)
            yield taken
            if taken.state == "left":
                break

    def recover(self) -> list[str]:
        """Bring back what a night that died had claimed; what it had taken in whole is not taken in twice."""
        names = []
        folder = self.inbox / TAKING
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not os.path.lexists(path):  # orders went with their file
                continue
            if path.name.endswith(SIDECAR) and not _is_plain(path.with_name(path.name.removesuffix(SIDECAR))):
                path.rename(_free(self.inbox / path.name))
            elif not path.name.endswith(SIDECAR):
                names.append(path.name)
                if self._is_in(path):
                    self._move(path, DONE, [self._say("night.was_in")])
                else:
                    self._give_back(path)
        return names

    # ---- one file

    def _orders(self, one: Found, plan: NightPlan) -> Orders:
        orders = plan.orders_for(one.path.name)
        if one.sidecar is not None:
            orders = read_sidecar(one.sidecar, orders, tuple(self.kinds))
        kind, project = read_name(one.path.name, self.words)
        orders = replace(orders, kind=orders.kind or kind)
        if not orders.kind:
            raise DeskError("file.night_kind", file=safe_name(one.path.name), kinds=", ".join(self.kinds))
        if orders.options.project is None and project:
            orders = replace(orders, options=replace(orders.options, project=project))
        fields = self.kinds[orders.kind].layout.names
        for _, field in orders.options.maps:
            if field and field not in fields:
                raise DeskError("file.map_field", field=field, kind=orders.kind, fields=", ".join(fields))
        return orders

    def _take(self, one: Found, orders: Orders) -> Taken:
        claimed = self._claim(one)
        if isinstance(claimed, DeskError):
            return Taken(safe_name(one.path.name), "left", orders.kind, orders.sender, error=claimed)
        options = replace(orders.options, rejects=_free(self._folder(DONE) / f"{claimed.name}{_REJECTS}"))
        try:
            outcome = take_file(self.intake, self.kinds[orders.kind], claimed, options)
        except DeskError as error:
            if _is_no_fault_of_the_file(error):
                name = self._give_back(claimed)
                return Taken(name, "left", orders.kind, orders.sender, error=error)
            if error.code == "file.project_needed":
                # nobody is there to give an option
                error = DeskError("file.night_project", **error.values)
            return self._failed(claimed, orders, error)
        except Exception as error:  # a fault of the program in this file: the others are taken all the same
            take_back_dead(self.intake.store, self.intake.clerk, self.parts, self.intake.now())
            return self._failed(claimed, orders, DeskError("program.crashed", kind=type(error).__name__))
        name, fault = self._move(claimed, DONE, report_lines(outcome, self.intake))
        counts = {one: getattr(outcome, one) for one in COUNTS}
        return Taken(
            name, "done", orders.kind, orders.sender, outcome.batch, **counts, error=outcome.fault or fault
        )  # fmt: skip

    def _failed(self, claimed: Path, orders: Orders, error: DeskError) -> Taken:
        name, _ = self._move(claimed, FAILED, [self.intake.words.say(error)])
        return Taken(name, "failed", orders.kind, orders.sender, error=error)

    def _is_in(self, path: Path) -> bool:
        """Whether a batch that went in whole is of this very file."""
        try:
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            return False
        since = datetime.fromtimestamp(path.stat().st_ctime).astimezone()

        def find(reader: Reader) -> bool:
            query = select(ImportBatch.id).where(
                ImportBatch.digest == digest,
                ImportBatch.file == path.name,
                ImportBatch.state == "done",
                col(ImportBatch.ended_at) >= since,
            )
            return reader.session.exec(query.limit(1)).first() is not None

        return self.intake.store.read(find)

    # ---- moving

    def _claim(self, one: Found) -> Path | DeskError:
        """The file under a name of ours in ``taking/``: where it cannot be moved it is not imported, night by night."""
        try:
            # all of them first: what was taken in must have where to go
            for where in (DONE, FAILED):
                self._folder(where)
            folder = self._make(self.inbox / TAKING)
            target = _free(folder / safe_name(one.path.name))
            one.path.rename(target)
            if one.sidecar is not None:
                one.sidecar.rename(target.with_name(f"{target.name}{SIDECAR}"))
        except OSError as error:
            return DeskError("store.night_not_moved", file=safe_name(one.path.name), why=error.strerror or "")
        return target

    def _put_away(self, path: Path, error: DeskError, sidecar: Path | None = None) -> Taken:
        """Something that is no list, or that nobody can say what it is of."""
        claimed = self._claim(Found(path, (0, 0), sidecar=sidecar))
        if isinstance(claimed, DeskError):
            return Taken(safe_name(path.name), "left", error=claimed)
        return self._failed(claimed, Orders(), error)

    def _give_back(self, claimed: Path) -> str:
        target = _free(self.inbox / claimed.name)
        claimed.rename(target)
        sidecar = claimed.with_name(f"{claimed.name}{SIDECAR}")
        if sidecar.exists():
            sidecar.rename(target.with_name(f"{target.name}{SIDECAR}"))
        return target.name

    def _move(self, claimed: Path, where: str, lines: Sequence[str]) -> tuple[str, DeskError | None]:
        """Out of the way, with its orders, and the report beside it, which only its owner reads.

        What cannot be moved was dealt with all the same: it is told, and the next night moves it.
        """
        try:
            folder = self._folder(where)
            target = _free(folder / claimed.name)
            claimed.rename(target)
            sidecar = claimed.with_name(f"{claimed.name}{SIDECAR}")
            if sidecar.exists():
                sidecar.rename(folder / f"{target.name}{SIDECAR}")
            _write_report(folder / f"{target.name}{_REPORT}", [target.name, *lines])
        except OSError as error:
            return claimed.name, DeskError("store.night_not_moved", file=claimed.name, why=error.strerror or "")
        return f"{where}/{self.night}/{target.name}", None

    def _folder(self, where: str) -> Path:
        return self._make(self._make(self.inbox / where) / self.night)

    def _make(self, folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _say(self, key: str, **values: Any) -> str:
        return self.intake.words.text(key, **values)


def report_lines(outcome: Outcome, intake: Intake) -> list[str]:
    """What the sender and the supervisor are to know of a file that was read: counts, what was left, what is wrong."""
    words = intake.words
    counts = {name: getattr(outcome, name) for name in COUNTS}
    lines = [
        f"{words.text(f'kind.{outcome.kind}')} {outcome.batch or ''}".strip(),
        words.text("import.counts", **counts),
    ]
    if outcome.refused and outcome.likely_country not in (None, outcome.country):
        lines.append(words.text("import.likely_country", country=str(outcome.likely_country)))
    if outcome.unknown_headings:
        lines.append(words.text("import.unknown_headings", headings="、".join(outcome.unknown_headings)))
    problems = [*outcome.warnings[:_LISTED], *(found[0] for _, found in sorted(outcome.refused.items())[:_LISTED])]
    for problem in problems:
        key = "import.warning" if problem.warning else "import.refused_row"
        lines.append(words.text(key, row=str(problem.row), column=problem.column, text=words.say(problem)))
    if outcome.kept:
        lines.append(words.text("import.kept", count=len(outcome.kept)))
        lines += [f"{row}: {words.text(f'column.{field}')}" for row, field in outcome.kept]
    if outcome.unseen:
        lines += [words.text("import.unseen", count=len(outcome.unseen)), *outcome.unseen]
    if outcome.fault is not None:
        lines.append(words.say(outcome.fault))
    if outcome.rejects_file is not None:
        lines.append(words.text("import.rejects_at", count=outcome.rejected, file=str(outcome.rejects_file)))
    return lines


def _write_report(path: Path, lines: Sequence[str]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(f"{' '.join(line.split())}\n" for line in lines)


def _free(path: Path) -> Path:
    """The path, or one beside it where something lies there."""
    found, count = path, 1
    while os.path.lexists(found):
        count += 1
        found = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return found


def _is_no_fault_of_the_file(error: DeskError) -> bool:
    """The database would take nothing now, or not from this clerk; another night it may."""
    area = error.code.partition(".")[0]
    return area in ("store", "access") and error.code not in ("store.stale", "store.gone")


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _names_of(kind: str) -> tuple[str, ...]:
    """What a kind of sheet is called, in every language; senders write it before the date."""
    from deskapp.locale import LANGUAGES, words

    return kind, *(words(language).text(f"kind.{kind}") for language in LANGUAGES)
