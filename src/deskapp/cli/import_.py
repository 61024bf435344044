"""``deskapp import``: a subcommand for each kind of sheet, and the batches: list, undo."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, counter, now, reader_words, the_home
from deskapp.cli.faults import exit_code, tell, tell_crash
from deskapp.errors import DeskError, Exit
from deskapp.wiring import PARTS, SHEET_KINDS, Opened, reading_folder, sheet_kinds

if TYPE_CHECKING:
    from deskapp.desks.reception.importing import Intake
    from deskapp.desks.reception.sources import Options
    from deskapp.locale import Words
    from deskapp.sheets.importing import Outcome
    from deskapp.store.tables import ImportBatch

# of several files the worst ending is the exit code
SEVERITY = {code: n for n, code in enumerate((70, 69, 66, 65, 0))}

WARNINGS_SHOWN = 20

app = typer.Typer(add_completion=False, help="Take workbooks and CSV files in; list and undo batches.")

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="xlsx, xlsm, xlsb, xls, ods, csv or tsv.")]
Project = Annotated[str | None, typer.Option(help="The project that the rows belong to.")]
CountryCode = Annotated[str | None, typer.Option("--country", metavar="CN|VN", help="Whose number forms count.")]
Sheet = Annotated[str | None, typer.Option(help="The sheet to read.")]
Header = Annotated[int | None, typer.Option(min=1, help="The row that holds the headings.")]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADING=FIELD|NAME", help="A heading and its field, or a mapping's name."),
]
SaveMap = Annotated[str, typer.Option("--save-map", metavar="NAME", help="Keep this mapping for the next file.")]
Encoding = Annotated[str | None, typer.Option(help="The encoding of a CSV file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count only; change nothing.")]
Update = Annotated[bool, typer.Option("--update", help="Write what differs over what is stored.")]
Complete = Annotated[bool, typer.Option("--complete", help="Name the records that a full list no longer has.")]
Rejects = Annotated[Path | None, typer.Option(metavar="FILE", help="Where the refused rows go.")]


def _command(kind: str) -> Callable[..., None]:
    def take(
        files: Files,
        project: Project = None,
        country: CountryCode = None,
        sheet: Sheet = None,
        header: Header = None,
        maps: Maps = None,
        save_map: SaveMap = "",
        encoding: Encoding = None,
        dry_run: DryRun = False,
        update: Update = False,
        complete: Complete = False,
        rejects: Rejects = None,
        as_json: Json = False,
    ) -> None:
        from deskapp.desks.reception.sources import Options

        options = Options(
            project=project.strip() or None if project else None,
            country=_country(country),
            sheet=sheet,
            header=header,
            maps=_maps(kind, maps or []),
            save_map=_map_name(save_map, maps or []),
            encoding=_encoding(encoding),
            dry_run=dry_run,
            update=update,
            complete=complete,
            rejects=rejects,
        )
        raise typer.Exit(_take_all(kind, files, options, as_json=as_json))

    take.__doc__ = f"Import {kind}."
    return take


for _kind in SHEET_KINDS:
    app.command(_kind)(_command(_kind))


def _country(told: str | None) -> Any:
    if told is None or told.upper() in ("CN", "VN"):
        return told and told.upper()
    raise DeskError("call.country", value=told)


def _encoding(told: str | None) -> str | None:
    if told is not None:
        try:
            "".encode(told)
        except LookupError:
            raise DeskError("call.encoding", value=told) from None
    return told


def _maps(kind: str, told: list[str]) -> tuple[tuple[str, str], ...]:
    fields = sheet_kinds(the_home())[kind].layout.names if told else ()
    pairs = []
    for text in told:
        heading, sign, field = text.rpartition("=")
        if text.strip() and not sign:
            # the name of a saved mapping
            pairs.append((text.strip(), ""))
            continue
        if not heading or not field:
            raise DeskError("call.map", value=text)
        if field not in fields:
            raise DeskError("call.map_field", map=text, value=field, fields=", ".join(fields))
        pairs.append((heading, field))
    return tuple(pairs)


def _map_name(told: str, maps: list[str]) -> str:
    """The name to keep a mapping under, checked before anything is read."""
    from deskapp.sheets.saved_maps import check_name

    if not told:
        return ""
    if not maps:
        raise DeskError("call.map_empty", value=told)
    return check_name(told)


def _rejects_of(options: Options, place: int) -> Options:
    """Of several files each has its own refused rows: the second one's go beside FILE as ``FILE-2``."""
    if options.rejects is None or place == 1:
        return options
    return replace(options, rejects=options.rejects.with_stem(f"{options.rejects.stem}-{place}"))


def intake_of(opened: Opened, words: Words) -> Intake:
    """What the reception's importer needs, from an opened home."""
    from deskapp.desks.reception.importing import Intake

    home = opened.home
    return Intake(opened.store, opened.clerk, home.exports, reading_folder(home), words, now)


def _take_all(kind: str, files: list[Path], options: Options, *, as_json: bool) -> int:
    words = reader_words()
    worst = Exit.OK
    try:
        with counter(writes=not options.dry_run) as opened:
            intake = intake_of(opened, words)
            for place, path in enumerate(files, 1):
                code = _take_one(intake, kind, path, _rejects_of(options, place), words, as_json=as_json)
                worst = min(worst, code, key=lambda c: SEVERITY.get(c, 0))
    except DeskError as error:
        tell(error)
        worst = exit_code(error)
        if as_json:
            for path in files:
                typer.echo(_failed_line(kind, path, error, words))
    return worst


def _take_one(intake: Intake, kind: str, path: Path, options: Options, words: Words, *, as_json: bool) -> int:
    from deskapp.desks.reception.importing import take_file

    progress = _progress(words) if sys.stderr.isatty() else None
    try:
        outcome = take_file(intake, sheet_kinds(the_home())[kind], path, options, *([progress] if progress else []))
    except DeskError as error:
        tell(error, path.name)
        if as_json:
            typer.echo(_failed_line(kind, path, error, words))
        return exit_code(error)
    except Exception as error:  # a fault of the program in this file: the others are taken all the same
        if as_json:
            typer.echo(_failed_line(kind, path, DeskError("program.crashed", kind=type(error).__name__), words))
        return tell_crash(error)
    finally:
        if progress:
            sys.stderr.write("\r\x1b[K")
    if as_json:
        typer.echo(_line(outcome))
    _report(outcome, words, as_json=as_json)
    return Exit.ROWS_REFUSED if outcome.rejected else Exit.OK


def _progress(words: Words) -> Callable[[int, int], None]:
    def show(rows: int, refused: int) -> None:
        sys.stderr.write(f"\r\x1b[K{words.text('import.progress', rows=rows, refused=refused)}")
        sys.stderr.flush()

    return show


def _line(outcome: Outcome) -> str:
    return _json(
        outcome.kind, outcome.file, outcome.batch, outcome.rows, outcome.created, outcome.updated, outcome.unchanged,
        outcome.rejected, outcome.also, outcome.seconds,
        None if outcome.rejects_file is None else str(outcome.rejects_file), None,
    )  # fmt: skip


def _failed_line(kind: str, path: Path, error: DeskError, words: Words) -> str:
    return _json(kind, path, None, 0, 0, 0, 0, 0, {}, 0.0, None, f"{error.code}: {words.say(error)}")


def _json(kind: str, path: Path, *rest: Any) -> str:
    names = ("batch", "rows", "created", "updated", "unchanged", "rejected", "also", "seconds", "rejects_file", "error")
    return json.dumps({"kind": kind, "file": str(path), **dict(zip(names, rest, strict=True))}, ensure_ascii=False)


def _report(outcome: Outcome, words: Words, *, as_json: bool) -> None:
    """The report for people: on stdout, or with ``--json`` (which has stdout for itself) on stderr."""
    out = sys.stderr if as_json else sys.stdout
    lines = [] if as_json else [_summary(outcome, words)]
    if outcome.refused and outcome.likely_country not in (None, outcome.country):
        lines.append(words.text("import.likely_country", country=str(outcome.likely_country)))
    if outcome.unknown_headings:
        lines.append(words.text("import.unknown_headings", headings="、".join(outcome.unknown_headings)))
    lines += _warning_lines(outcome, words)
    if outcome.kept:
        lines.append(words.text("import.kept", count=len(outcome.kept)))
        names = {field: _one_line(heading) for field, heading in outcome.headings.items()}
        lines += [f"  {row}: {names.get(field) or words.text(f'column.{field}')}" for row, field in outcome.kept]
    for row in sorted(outcome.refused)[: 0 if as_json else 10]:
        problem = outcome.refused[row][0]
        said = words.say(problem)
        lines.append(words.text("import.refused_row", row=str(row), column=_one_line(problem.column), text=said))
    if outcome.rejects_file:
        lines.append(words.text("import.rejects_at", count=outcome.rejected, file=str(outcome.rejects_file)))
    if outcome.fault:
        tell(outcome.fault, outcome.file.name)
    if outcome.unseen:
        lines.append(words.text("import.unseen", count=len(outcome.unseen)))
        lines += [f"  {name}" for name in outcome.unseen]
    if as_json and lines:
        lines.insert(0, outcome.file.name)
    for line in lines:
        print(line, file=out)


def _warning_lines(outcome: Outcome, words: Words) -> list[str]:
    """The first warnings of each sort, so that many of one leave the others to be seen."""
    lines = []
    for code in dict.fromkeys(problem.code for problem in outcome.warnings):
        sort = [problem for problem in outcome.warnings if problem.code == code]
        lines += [
            words.text(
                "import.warning", row=str(problem.row), column=_one_line(problem.column), text=words.say(problem)
            )
            for problem in sort[:WARNINGS_SHOWN]
        ]
        if len(sort) > WARNINGS_SHOWN:
            lines.append(words.text("import.more_warnings", count=len(sort) - WARNINGS_SHOWN))
    return lines


def _one_line(heading: str) -> str:
    return " ".join(heading.split())


def _summary(outcome: Outcome, words: Words) -> str:
    counts = words.text(
        "import.counts",
        rows=outcome.rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        rejected=outcome.rejected,
    )
    also = "".join(words.text("import.also", kind=words.text(f"kind.{k}"), count=n) for k, n in outcome.also.items())
    head = words.text("import.dry_run") if outcome.batch is None else outcome.batch
    kind = words.text(f"kind.{outcome.kind}")
    return f"{outcome.file.name} · {kind} · {head} · {outcome.seconds:.1f} s\n  {counts}{also}"


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the batches, newest first."""
    from deskapp.sheets.batches import list_batches

    words = reader_words()
    with counter(writes=False) as opened:
        batches = opened.store.read(list_batches)
    for batch in batches:
        at = batch.started_at.astimezone()
        if as_json:
            typer.echo(json.dumps(_batch_line(batch), ensure_ascii=False))
            continue
        counts = words.text(
            "import.counts",
            rows=batch.row_count,
            created=batch.created,
            updated=batch.updated,
            unchanged=batch.unchanged,
            rejected=batch.rejected,
        )
        state = words.text(f"batch_state.{batch.state}")
        kind = words.text(f"kind.{batch.kind}")
        typer.echo(f"{batch.number}  {words.moment(at)}  {kind}  {state}  {batch.file}\n  {counts}")


def _batch_line(batch: ImportBatch) -> dict[str, Any]:
    """A batch as JSON; the lists that it keeps as text are lists again."""
    names = ("number", "kind", "file", "state", "clerk", "started_at", "ended_at", "row_count", "created", "updated")
    told = {name: getattr(batch, name) for name in (*names, "unchanged", "rejected")}
    for name in ("started_at", "ended_at"):
        told[name] = told[name] and told[name].astimezone().isoformat()
    also = (part.rsplit(" ", 1) for part in batch.also.split(", ") if part)
    told["also"] = {name: int(count) for name, count in also}
    kept = (part.split(":", 1) for part in batch.kept.split(", ") if part)
    told["kept"] = [{"row": int(row), "field": field} for row, field in kept]
    return told | {"rejects_file": batch.rejects_file}


@app.command("maps")
def maps(as_json: Json = False) -> None:
    """List the saved mappings of headings to fields."""
    from deskapp.sheets.saved_maps import list_maps, read_columns

    words = reader_words()
    with counter(writes=False) as opened:
        found = opened.store.read(list_maps)
    for saved in found:
        columns, used = read_columns(saved), saved.used_at and saved.used_at.astimezone()
        if as_json:
            told = {"kind": saved.kind, "name": saved.name, "columns": columns, "used_at": used and used.isoformat()}
            typer.echo(json.dumps(told, ensure_ascii=False))
            continue
        kind = words.text(f"kind.{saved.kind}")
        typer.echo(f"{saved.name}  {kind}  {words.moment(used) if used else '—'}")
        typer.echo("  " + "; ".join(f"{heading}={field}" for heading, field in columns.items()))


@app.command("forget-map")
def forget_map(
    kind: Annotated[str, typer.Argument(help="The kind of sheet.")],
    name: Annotated[str, typer.Argument(help="The mapping's name, as `import maps` shows it.")],
) -> None:
    """Keep a saved mapping no longer."""
    from deskapp.sheets.saved_maps import remove_map

    with counter(writes=True) as opened:
        opened.write(f"import.{kind}", lambda work: remove_map(work, kind, name), now())
    typer.echo(reader_words().text("import.map_forgotten", name=name))


@app.command("undo")
def undo(
    batch: Annotated[str, typer.Argument(help="The batch's number, as `import list` shows it.")],
    partial: Annotated[bool, typer.Option("--partial", help="Take back what nothing hinders.")] = False,
    as_json: Json = False,
) -> None:
    """Take a batch back: all of it, or nothing."""
    from deskapp.desks.reception.importing import undo_batch

    words = reader_words()
    with counter(writes=True) as opened:
        done, names = undo_batch(intake_of(opened, words), batch, PARTS, partial=partial)
    stopped = done.blocked and not partial
    if as_json:
        told = {"batch": batch, "removed": done.removed, "restored": done.restored, "blocked": names}
        typer.echo(json.dumps(told, ensure_ascii=False))
    elif not stopped:
        typer.echo(words.text("import.undone", removed=done.removed, restored=done.restored, batch=batch))
    if done.blocked:
        code = "import.undo_stopped" if stopped else "import.undo_left"
        print(words.text(code, count=len(names)), file=sys.stderr)  # noqa: T201
        for name in names:
            print(f"  {name}", file=sys.stderr)  # noqa: T201
    if done.blocked:
        raise typer.Exit(Exit.ROWS_REFUSED)
