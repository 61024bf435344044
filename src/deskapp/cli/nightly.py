"""``deskapp nightly``: everything that is done while nobody is there. Made for the system's scheduler."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.cli.faults import exit_code, tell_crash
from deskapp.errors import DeskError
from deskapp.wiring import REPORTS, SHEET_KINDS, reading_folder, reports

if TYPE_CHECKING:
    from deskapp.locale import Words

app = typer.Typer(add_completion=False)


@app.command()
def nightly(as_json: Json = False, language: Language = None) -> None:
    """Take in the inbox, note what is overdue, write reports, check the trail, back up."""
    from deskapp.overview.night import Night, not_begun, run_night
    from deskapp.overview.night_lock import one_night
    from deskapp.overview.night_settings import load_plan

    words, home = reader_words(language), the_home()
    # a faulty settings file is told before anything is done
    plan = load_plan(home, SHEET_KINDS, REPORTS)
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with one_night(home.root, now()), counter(writes=True) as opened:
            night = Night(
                home, opened.store, opened.clerk, words, plan, opened.kinds, opened.parts, reports(), now,
                reading_folder(home), tell_crash,
            )  # fmt: skip
            summary, code = run_night(night, exit_code)
    except DeskError as error:
        if as_json:
            typer.echo(json.dumps(not_begun(now(), error, exit_code(error), words), ensure_ascii=False))
        raise
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
    else:
        for line in _lines(summary, words):
            typer.echo(line)
    for step in summary["steps"].values():
        for fault in step["errors"]:
            about = f"{fault['about']}: " if fault["about"] else ""
            typer.echo(f"deskapp: {about}{fault['text']}", err=True)
    raise typer.Exit(code)


def _lines(summary: dict[str, Any], words: Words) -> list[str]:
    lines = []
    for name, told in summary["steps"].items():
        figures = {key: len(value) if isinstance(value, list) else value for key, value in told.items()}
        said = words.text(f"night.told_{name}", **figures)
        how = words.text("night.ok" if told["ok"] else "night.not_ok")
        # a step that failed before it had its figures says none
        lines.append(f"{words.text(f'night_step.{name}')}: {how}" + ("" if "{" in said else f"  {said}"))
    return lines
