"""The reports that the office wants every morning: written at night, masked, each into its own file of that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.office.property.queries import list_projects
from deskapp.overview.night_settings import ReportRule
from deskapp.settings import Home
from deskapp.sheets.book import write_book
from deskapp.sheets.column import Context
from deskapp.sheets.csvout import write_csv
from deskapp.sheets.reporting import Ask, ReportSource, make_report
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader
from deskapp.values.text import clean


def write_report(
    rule: ReportRule, sources: Mapping[str, ReportSource], store: Store, clerk: Clerk, home: Home, now: datetime,
    said: Words,
) -> Path:  # fmt: skip
    """One report of the night; numbers of people are masked, because nobody is there to say why they should not be."""
    source, said = sources[rule.report], words(rule.language) if rule.language else said
    clerk.rights.refuse_read(f"report.{rule.report}")
    target = home.exports / rule.folder / f"{rule.name}-{now.date().isoformat()}.{rule.form}"
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DeskError("sheet.not_written", path=str(target), reason=error.strerror or "") from None

    def write(reader: Reader) -> None:
        ask = _ask(reader, rule, source, now, said)
        report = make_report(source, reader, ask, now, clerk.name)
        if rule.form == "csv":
            write_csv(target, report)
        else:
            write_book(target, report, said, watermark=f"{clerk.name}  {said.moment(now)}")

    store.read(write)
    return target


def _ask(reader: Reader, rule: ReportRule, source: ReportSource, now: datetime, said: Words) -> Ask:
    today = now.date()
    for wanted, has, name in (
        (rule.days is not None, bool(source.day), "days"),
        (bool(rule.project), source.has_project, "project"),
        (bool(rule.state), source.state is not None, "state"),
    ):
        if wanted and not has:
            raise DeskError("file.report_has_none", report=rule.report, name=name)
    # the night is of the day before
    since = None if rule.days is None else today - timedelta(days=rule.days)
    until = None if rule.days is None else today - timedelta(days=1)
    if rule.days == 0:
        until = today
    projects = {project.name: project.id for project in list_projects(reader)} if rule.project else {}
    if rule.project and clean(rule.project) not in projects:
        raise DeskError("file.project_unknown", project=rule.project, projects=", ".join(projects) or "—")
    state = _state(reader, rule, source, said)
    return Ask(said, today, since, until, projects.get(clean(rule.project)), clean(rule.project), state)


def _state(reader: Reader, rule: ReportRule, source: ReportSource, said: Words) -> str:
    if not rule.state or source.state is None:
        return ""
    code, _ = source.state.parse(rule.state, Context())
    own = set(source.own_states(reader)) if source.own_states else set()
    if not code or code not in {*source.state.choices, *own}:
        known = ", ".join(f"{code} ({said.text(f'{source.state.choice_key}.{code}')})" for code in source.state.choices)
        raise DeskError("file.report_state", value=rule.state, states=known)
    return str(code)
