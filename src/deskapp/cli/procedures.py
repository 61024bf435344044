"""``deskapp procedures``: what the counter can do as procedures; check a file of one; begin a new one."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, now, reader_words, the_home
from deskapp.errors import DeskError, Exit
from deskapp.settings import load_settings
from deskapp.wiring import known_names, load_home_procedures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deskapp.cases.procedure import Heading, Procedure
    from deskapp.cases.procedure_load import Procedures
    from deskapp.cases.procedure_problem import ProcedureProblem
    from deskapp.locale import Words

app = typer.Typer(add_completion=False, help="List procedures, check the file of one, begin a new one.")


@app.command("list")
def list_procedures(as_json: Json = False, language: Language = None) -> None:
    """Every procedure, shipped and the office's own, and the files that cannot be used."""
    words = reader_words(language)
    procedures = load_home_procedures(the_home())
    problems = procedures.problems()
    found = sorted(procedures.all(), key=lambda one: (one.country, one.code or "~", one.id, one.valid_from, one.place))
    if as_json:
        told = {"procedures": [_plain(one) for one in found], "problems": [_problem(one, words) for one in problems]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    own = {one.id for one in found if one.origin == "office"}
    shipped = {one.id for one in found if one.origin == "shipped"}
    for one in found:
        typer.echo(_line(one, words, replaces=one.origin == "office" and one.id in own & shipped))
    _tell(problems, words)


@app.command("show")
def show(
    procedure_id: Annotated[str, typer.Argument(metavar="ID", help="Its id.")],
    day: Annotated[str | None, typer.Option("--date", metavar="DAY", help="As it is in force on this day.")] = None,
    province: Annotated[str | None, typer.Option(help="As it is in force there; else where the office is.")] = None,
    language: Language = None,
) -> None:
    """Days, steps, papers and costs of a procedure, as a customer is told."""
    from deskapp.overview.procedure_look import procedure_look
    from deskapp.values.text import width

    words, home, on = reader_words(language), the_home(), _day(day)
    settings, _ = load_settings(home.settings_file)
    place = (settings.province, settings.district) if province is None else (province, "")
    found = load_home_procedures(home).find(procedure_id, on, *place)
    lines = procedure_look(found, words, on).main
    label = max(width(line.label) for line in lines)
    for line in lines:
        told = "  ".join(text for text, _ in line.said if text)
        typer.echo(f"{line.label}{' ' * (label - width(line.label))}  {told}".rstrip())


@app.command("check")
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Procedure files, by path or by name in the home."),
    ],
    language: Language = None,
) -> None:
    """Say what is wrong in a file: its name, line, key, and a sentence. Nothing is changed."""
    from deskapp.cases.procedure_load import SHIPPED, check_file

    words = reader_words(language)
    home = the_home()
    worst = Exit.OK
    for named in files:
        own = home.procedures / named
        path = own if not named.exists() and own.exists() else named
        found, problems = check_file(path, SHIPPED, home.procedures, known_names(home))
        _tell(problems, words)
        if found is None or any(not problem.warning for problem in problems):
            worst = Exit.ROWS_REFUSED
        else:
            typer.echo(words.text("procedures.fine", file=str(path), name=found.name.say(words.language)))
    raise typer.Exit(worst)


@app.command("new")
def new(
    procedure_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, which is also the file's name.")],
    like: Annotated[str | None, typer.Option("--from", metavar="ID", help="A procedure to begin from.")] = None,
    language: Language = None,
) -> None:
    """Write a procedure file to be edited; of a shipped one of this id, a copy that takes its place."""
    from deskapp.cases.procedure_table import ID

    if not ID.fullmatch(procedure_id):
        raise DeskError("procedures.bad_id", "id", id=procedure_id[:80])
    home = the_home()
    target = home.procedures / f"{procedure_id}.toml"
    procedures = load_home_procedures(home)
    known = {heading.id for heading in procedures.headings}
    source = like or (procedure_id if procedure_id in known else None)
    text = _copied(procedures, source, procedure_id) if source else _blank(procedure_id, reader_words(language))
    _write(target, text)
    typer.echo(target)


def _day(told: str | None) -> date:
    from deskapp.values.days import parse_day

    if told is None:
        return now().date()
    day, fault = parse_day(told, "CN")
    if day is None:
        assert fault is not None
        raise DeskError(fault.code, "date", **fault.values)
    return day


def _copied(procedures: Procedures, source: str, procedure_id: str) -> str:
    """The text of a file as it stands, comments and all; another id gives up the fast code."""
    found = procedures.find_file(source, now().date())
    text = re.sub(r"^id *=.*$", f'id = "{procedure_id}"', found.text, count=1, flags=re.MULTILINE)
    if procedure_id != source:
        text = re.sub(r"^(code *=.*)$", r"# \1", text, count=1, flags=re.MULTILINE)
    return text


def _blank(procedure_id: str, words: Words) -> str:
    from deskapp.cases.procedure_load import SHIPPED

    text = (SHIPPED / "new" / f"{words.language}.toml").read_text(encoding="utf-8")
    return text.replace('id = "new"', f'id = "{procedure_id}"', 1)


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise DeskError("procedures.exists", file=str(target)) from None
    except OSError as error:
        raise DeskError("procedures.unwritable", file=str(target), why=error.strerror or str(error)) from None


def _line(one: Procedure, words: Words, *, replaces: bool) -> str:
    days = one.authority.working_days if one.authority else one.limit.working_days
    told = [
        f"{one.code or '--'} {one.country} {one.id:<28}",
        one.name.say(words.language),
        words.text("procedures.days", days=days) if days is not None else "",
        one.province,
        one.district,
        _dates(one, words),
        words.text("procedures.office") if one.origin == "office" else "",
        words.text("procedures.instead") if replaces else "",
    ]
    return "  ".join(part for part in told if part)


def _dates(one: Heading, words: Words) -> str:
    since = words.day(one.valid_from) if one.valid_from > date.min else ""
    until = words.day(one.valid_until) if one.valid_until else ""
    return f"{since} – {until}".strip() if since or until else ""


def _plain(one: Procedure) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "name": {"zh": one.name.zh, "vi": one.name.vi, "en": one.name.en},
        "country": one.country,
        "province": one.province,
        "district": one.district,
        "valid_from": one.valid_from.isoformat() if one.valid_from > date.min else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "working_days": _number(one.limit.working_days),
        "authority_days": _number(one.authority.working_days if one.authority else None),
        "source": one.source,
        "origin": one.origin,
        "file": one.path,
    }


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _problem(one: ProcedureProblem, words: Words) -> dict[str, Any]:
    sentence = words.text(one.code, **one.values)
    told = {"file": one.file, "line": one.line, "key": one.key, "code": one.code, "warning": one.warning}
    return {**told, "sentence": sentence}


def _tell(problems: Iterable[ProcedureProblem], words: Words) -> None:
    """``FILE:LINE: KEY: sentence`` on stdout, as compilers write it, so that editors jump there."""
    for one in problems:
        key = f" {one.key}:" if one.key else ""
        typer.echo(f"{one.file}:{one.line}:{key} {words.text(one.code, **one.values)}")
