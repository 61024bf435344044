"""Taking files in at the counter or by script: frame, rehearsal, batch, refused rows, and taking a batch back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.reception.sources import Options, likely_country, open_source
from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.office.property.model import Project
from deskapp.sheets.batches import dead_batches, find_batch
from deskapp.sheets.column import Country
from deskapp.sheets.importing import Importer, Outcome, Progress, Source, check_balance
from deskapp.sheets.judge import Kind, Run
from deskapp.sheets.rejects import write_rejects
from deskapp.sheets.saved_maps import note_used, resolve_maps, save_map
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.tables import ImportBatch
from deskapp.store.undo import BatchUndo, Undo
from deskapp.store.work import Clerk, Reader, Work

_BRINGS_PEOPLE: Final = ("customers", "residents", "contracts")


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files go: the database, the clerk, the folders for refused rows and for what is being read."""

    store: Store
    clerk: Clerk
    exports: Path
    spool_dir: Path
    words: Words
    now: Callable[[], datetime]


def no_progress(rows: int, refused: int) -> None:
    """For callers that show none."""
    del rows, refused


def take_file(intake: Intake, kind: Kind, path: Path, options: Options, progress: Progress = no_progress) -> Outcome:
    """Take one file in, or rehearse it. Raises ``file.*`` with nothing changed; refused rows are in the outcome."""
    started = time.monotonic()
    told, options = options, _mapped(intake, kind, options)
    country = options.country or kind.default_country or _country(intake)
    outcome = Outcome(kind.layout.kind, path)
    with open_source(path, kind, options, country, intake.spool_dir) as source:
        run = _frame(intake, kind, options, country, source.headings)
        outcome.headings, outcome.unknown_headings = source.headings, source.unknown_headings
        outcome.country, outcome.likely_country = country, likely_country(source.headings.values())
        # nobody may take the batch for dead before its counts are written: refused rows take their time
        with closing(Importer(intake.store, kind, run, intake.now)) as importer:
            if options.dry_run:
                importer.rehearse(source, outcome, progress)
            else:
                importer.apply(source, outcome, progress, _told(options))
            check_balance(outcome)
            if options.complete:
                outcome.unseen = importer.unseen()
            if not options.dry_run:
                if outcome.refused:
                    _write_rejects(intake, options, source, outcome)
                importer.close_batch(outcome, _projects(intake).get(run.project))
    if not options.dry_run:
        _follow(intake, kind.layout.kind)
        _keep_maps(intake, kind, told, options)
    outcome.seconds = round(time.monotonic() - started, 3)
    return outcome


def undo_batch(intake: Intake, number: str, parts: Mapping[str, str], *, partial: bool) -> tuple[Undo, list[str]]:
    """Take a batch back; the names of what has moved on since. A hindered undo without ``partial`` changes nothing."""

    def undo(work: Work) -> tuple[Undo, list[str]]:
        batch = find_batch(work, number)
        if batch.state not in ("done", "partly_undone"):
            raise DeskError(
                "import.not_done", number=batch.number, state=intake.words.text(f"batch_state.{batch.state}")
            )
        return _take_back(work, batch, parts, partial=partial)

    taken = intake.store.write(intake.clerk, "import.undo", undo, intake.now())
    _follow(intake, intake.store.read(lambda reader: find_batch(reader, number).kind))
    return taken


def take_back_dead(store: Store, clerk: Clerk, parts: Mapping[str, str], now: datetime) -> list[str]:
    """Take back what processes that died left half done; what a clerk has edited since stays. Their numbers."""
    taken = []
    for batch in dead_batches(store):

        def take(work: Work, number: int = record_id(batch)) -> bool:
            dead = work.get(ImportBatch, number)
            if dead.state != "applying":  # it ended, or another start took it back, while this one looked
                return False
            _take_back(work, dead, parts, partial=True)
            return True

        if store.write(clerk, "import.take_back", take, now):
            taken.append(batch.number)
    return taken


def _mapped(intake: Intake, kind: Kind, options: Options) -> Options:
    """The options with the headings of the saved mappings that they name."""
    if all(field for _, field in options.maps):
        return options
    maps = intake.store.read_all(lambda reader: resolve_maps(reader, kind.layout.kind, options.maps))
    return replace(options, maps=maps)


def _keep_maps(intake: Intake, kind: Kind, told: Options, options: Options) -> None:
    """Keep what was said of the columns under its name, and when the named ones were used."""
    name = kind.layout.kind
    used = tuple(heading for heading, field in told.maps if not field)
    if not used and not told.save_map:
        return

    def keep(work: Work) -> None:
        note_used(work, name, used)
        if told.save_map:
            save_map(work, name, told.save_map, dict(options.maps))

    intake.store.write(intake.clerk, f"import.{name}", keep, intake.now())


def _follow(intake: Intake, kind: str) -> None:
    """Other days off are other days on which open cases are due; new customers may be those who called."""
    if kind == "calendar":
        from deskapp.cases.following import follow_calendar

        follow_calendar(intake.store, intake.clerk, intake.now())
    if kind in _BRINGS_PEOPLE:
        from deskapp.cases.linking import link_callers

        link_callers(intake.store, intake.clerk, intake.now())


def _take_back(work: Work, batch: ImportBatch, parts: Mapping[str, str], *, partial: bool) -> tuple[Undo, list[str]]:
    runner = BatchUndo(work, record_id(batch), parts)
    undo = runner.run(partial=partial)
    names = [runner.title(spot) for spot in (*undo.edited, *undo.used)]
    if partial or not undo.blocked:
        state = "partly_undone" if undo.blocked else "undone"
        work.change(batch, {"state": state, "ended_at": work.now})
    return undo, list(dict.fromkeys(names))


def _country(intake: Intake) -> Country:
    return "VN" if intake.clerk.country == "VN" else "CN"


def _frame(intake: Intake, kind: Kind, options: Options, country: Country, headings: Mapping[str, str]) -> Run:
    name = options.project or ""
    projects = _projects(intake)
    if kind.needs_project and not name and "project" not in headings:
        if len(projects) != 1:
            raise DeskError("file.project_needed", projects=", ".join(projects) or "—")
        name = next(iter(projects))
    if name and name not in projects and not kind.makes_project:
        raise DeskError("file.project_unknown", project=name, projects=", ".join(projects) or "—")
    today = intake.now().date()
    return Run(intake.clerk, country, today, projects.get(name), name, options.update, headings)


def _projects(intake: Intake) -> dict[str, int]:
    def read(reader: Reader) -> dict[str, int]:
        projects = reader.session.exec(select(Project).order_by(col(Project.id)))
        return {project.name: record_id(project) for project in projects}

    return intake.store.read(read)


def _told(options: Options) -> dict[str, Any]:
    return {name: value for name in ("project", "country", "update", "complete") if (value := getattr(options, name))}


def _write_rejects(intake: Intake, options: Options, source: Source, outcome: Outcome) -> None:
    """The workbook of refused rows; the batch stands even where it cannot be written, and says so."""
    target = (options.rejects or intake.exports / f"rejects-{outcome.kind}-{outcome.batch}.xlsx").absolute()
    refused = ((row, outcome.refused_cells[row], outcome.refused[row]) for row in sorted(outcome.refused))
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_rejects(target, source.kept_headings, refused, intake.words)
    except OSError as error:
        outcome.fault = DeskError("sheet.not_written", path=str(target), reason=error.strerror or "")
    except DeskError as error:
        outcome.fault = error
    else:
        outcome.rejects_file = target
