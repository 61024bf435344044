"""``deskapp export``: a subcommand for each report; the file's path is all that stands on stdout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError
from deskapp.wiring import REPORTS, Opened, reports

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.sheets.reporting import Ask, ReportSource
    from deskapp.store.work import Reader

FORMATS: Final = ("xlsx", "csv")

app = typer.Typer(add_completion=False, help="Write a report as a workbook or CSV.")

Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="From this day on; `export --list` says which day.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Up to this day, the day included.")]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Exactly this month; a closed one as it stood.")]
Project = Annotated[str | None, typer.Option(help="Only this project.")]
State = Annotated[str | None, typer.Option(help="Only this state, as a code or a word.")]
Format = Annotated[str | None, typer.Option("--format", metavar="xlsx|csv", help="Else as the file's name ends.")]
Procedure = Annotated[str | None, typer.Option(metavar="ID", help="Only this procedure, with its own fields.")]
To = Annotated[str, typer.Option("--to", metavar="RECIPIENT", help="Somebody outside gets the file: it is noted.")]
For = Annotated[str, typer.Option("--for", metavar="PURPOSE", help="What they get it for.")]
Basis = Annotated[str, typer.Option(help="On what ground: contract, law, consent, public_task or vital.")]
Reason = Annotated[str, typer.Option(help="Why whole numbers are needed; it stays in the trail.")]
ApprovedBy = Annotated[Path | None, typer.Option(metavar="FILE", help="A second person's token, in a 0600 file.")]
Full = Annotated[bool, typer.Option("--full", help="Identity and phone numbers whole, not masked.")]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the options say, as they were typed."""

    since: str | None
    until: str | None
    project: str | None
    state: str | None
    full: bool
    procedure: str | None = None

    @property
    def line(self) -> str:
        """What the options narrow the rows to, in a line."""
        told = {"since": self.since, "until": self.until, "project": self.project, "state": self.state}
        told["procedure"] = self.procedure
        return " ".join(f"{name}={value}" for name, value in told.items() if value)


@dataclass(frozen=True, slots=True)
class Outside:
    """Who outside gets the file, why numbers are whole, and whose token says yes beside the clerk's."""

    recipient: str = ""
    purpose: str = ""
    basis: str = "contract"
    reason: str = ""
    approved_by: Path | None = None


@app.callback(invoke_without_command=True)
def export(
    ctx: typer.Context,
    listing: Annotated[bool, typer.Option("--list", help="List the reports, and which day --since means.")] = False,
    language: Language = None,
) -> None:
    """Write a report as a workbook or CSV."""
    if listing:
        words = reader_words(language)
        for source in reports().values():
            day = words.text("report.by_day", day=words.text(source.day)) if source.day else words.text("report.no_day")
            typer.echo(f"{source.key:<13} {words.text(source.title_key)}  {day}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise DeskError("call.no_report", reports=", ".join(REPORTS))


def _command(report: str) -> Callable[..., None]:
    def write(
        output: Output = None,
        since: Since = None,
        until: Until = None,
        month: Month = None,
        project: Project = None,
        state: State = None,
        language: Language = None,
        form: Format = None,
        procedure: Procedure = None,
        full: Full = False,
        to: To = "",
        for_: For = "",
        basis: Basis = "contract",
        reason: Reason = "",
        approved_by: ApprovedBy = None,
    ) -> None:
        words = reader_words(language)
        since, until = _days_of(since, until, month)
        limits = Limits(since, until, project, state, full, procedure)
        outside = Outside(to, for_, basis, reason, approved_by)
        form = _form(form, output)
        with counter(writes=False) as opened:
            target = output or _usual_target(report, form)
            _write(opened, reports()[report], limits, outside, words, target.absolute(), form)
        typer.echo(target.absolute())

    write.__doc__ = f"Export {report}."
    return write


@app.command()
def approve(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code that the other clerk was told.")] = "",
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Say yes to another clerk's export with whole numbers; without a code, list what waits."""
    from deskapp.cli.exporting import approve_or_list

    approve_or_list(code, reader_words(language), as_json=as_json)


for _report in REPORTS:
    app.command(_report)(_command(_report))


def _days_of(since: str | None, until: str | None, month: str | None) -> tuple[str | None, str | None]:
    """The first and last day of a month, where one was named."""
    if month is None:
        return since, until
    from deskapp.desks.complaints.figures.monthly import month_days

    if since or until:
        raise DeskError("call.month_days")
    try:
        first, last = month_days(month.strip())
    except ValueError:
        raise DeskError("month.form", value=month) from None
    return first.isoformat(), last.isoformat()


def _form(told: str | None, output: Path | None) -> str:
    if told is None:
        return "csv" if output is not None and output.suffix.lower() == ".csv" else "xlsx"
    if told not in FORMATS:
        raise DeskError("call.format", value=told)
    return told


def _usual_target(report: str, form: str) -> Path:
    return the_home().make_exports() / f"{report}-{now().date().isoformat()}.{form}"


def _write(
    opened: Opened, source: ReportSource, limits: Limits, outside: Outside, words: Words, target: Path, form: str
) -> None:
    """Read and write in one go: the rows stream out of one snapshot of the database, past the gate of exports."""
    from deskapp.cli.exporting import make_gate, mark_of
    from deskapp.sheets.book import write_book
    from deskapp.sheets.csvout import write_csv
    from deskapp.sheets.reporting import make_report

    moment = now()
    # whole identity numbers are for their owner's eyes
    mode = 0o600 if limits.full else None

    def write(reader: Reader) -> None:
        ask = _ask(reader, source, limits, words, opened.clerk.country, moment.date())
        if limits.procedure is not None:
            ask = replace(ask, procedure=_procedure(opened, source, words, limits.procedure, moment.date()))
        # secret fields need the right to read them, and a reason even where everybody may see numbers
        secrets = limits.full and bool(outside.reason.strip()) and opened.clerk.rights.may("reveal.case")
        ask = replace(ask, secrets=secrets)
        report = make_report(source, reader, ask, moment, opened.clerk.name)
        gate = make_gate(opened, source.key, limits, outside, report, words, moment)
        report = replace(report, rows=gate.passing(report.rows))
        if form == "csv":
            write_csv(target, report, mode)
        else:
            write_book(target, report, words, mode=mode, watermark=mark_of(opened.clerk.name, moment, words))

    opened.store.read(write)


def _ask(reader: Reader, source: ReportSource, limits: Limits, words: Words, country: str, today: date) -> Ask:
    from deskapp.sheets.reporting import Ask

    since, until = (_read_day(source, words, text, country) for text in (limits.since, limits.until))
    if since and until and since > until:
        raise DeskError("call.days_reversed", since=since, until=until)
    project_id, project = _project(reader, source, words, limits.project)
    state = _state(reader, source, words, limits.state)
    return Ask(words, today, since, until, project_id, project, state, limits.full)


def _read_day(source: ReportSource, words: Words, text: str | None, country: str) -> date | None:
    from deskapp.values.days import parse_day

    if text is None:
        return None
    if not source.day:
        raise DeskError("call.no_day", report=words.text(source.title_key))
    day, fault = parse_day(text, "VN" if country == "VN" else "CN")
    if day is None:
        raise DeskError("call.day", value=text, why=words.say(fault) if fault else "")
    return day


def _project(reader: Reader, source: ReportSource, words: Words, name: str | None) -> tuple[int | None, str]:
    from deskapp.office.property.queries import list_projects
    from deskapp.values.text import clean

    if name is None:
        return None, ""
    if not source.has_project:
        raise DeskError("call.no_project", report=words.text(source.title_key))
    projects = {project.name: project.id for project in list_projects(reader)}
    if clean(name) not in projects:
        raise DeskError("call.project", value=name, projects=", ".join(projects) or "—")
    return projects[clean(name)], clean(name)


def _procedure(opened: Opened, source: ReportSource, words: Words, text: str, today: date) -> Any:
    """The procedure whose cases are wanted, as it is today."""
    if not source.has_procedure:
        raise DeskError("call.no_procedure", report=words.text(source.title_key))
    return opened.engine.procedures.find(text, today, *opened.region)


def _state(reader: Reader, source: ReportSource, words: Words, text: str | None) -> str:
    from deskapp.sheets.column import Context

    if text is None:
        return ""
    if source.state is None:
        raise DeskError("call.no_state", report=words.text(source.title_key))
    code, _ = source.state.parse(text, Context())
    own = set(source.own_states(reader)) if source.own_states else set()
    if not code or code not in {*source.state.choices, *own}:
        known = (f"{code} ({words.text(f'{source.state.choice_key}.{code}')})" for code in source.state.choices)
        raise DeskError("call.state", value=text, states=", ".join(known))
    return str(code)
