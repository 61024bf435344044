"""``deskapp roles``: what each role may do, its duties, and who has it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import DeskError

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.office.access.queries import HeldRow

app = typer.Typer(add_completion=False, help="What each role may do, its duties, and who has it.")


@app.command("list")
def list_(as_json: Json = False, language: Language = None) -> None:
    """The roles with what they are for and how many have them today."""
    from deskapp.office.access.rules import roles

    held = _held()
    words = reader_words(language)
    for code, role in roles().items():
        people = [row for row in held if row.role == code]
        if as_json:
            told = {"role": code, "name": words.text(f"role.{code}"), "people": len({row.staff_id for row in people})}
            typer.echo(json.dumps(told | {"idle_minutes": role.idle_minutes}, ensure_ascii=False))
        else:
            typer.echo(f"{code:<14} {words.text(f'role.{code}')}: {words.text(f'role_about.{code}')} ({len(people)})")
    if not as_json and not held:
        typer.echo(words.text("access.nobody_has_roles"))


@app.command()
def show(
    role: Annotated[str, typer.Argument(help="A role, as roles list has it.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """What a role may do and see, its duties, and who has it today."""
    from deskapp.office.access.rules import roles

    if role not in roles():
        raise DeskError("access.no_role", "role", role=role, known=", ".join(roles()))
    words = reader_words(language)
    people = [row for row in _held() if row.role == role]
    if as_json:
        told: dict[str, Any] = asdict(roles()[role]) | {"people": [_person(row) for row in people]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in _lines(role, people, words):
        typer.echo(line)


def _held() -> list[HeldRow]:
    from deskapp.office.access.queries import list_held

    with counter(writes=False) as opened:
        return opened.store.read_all(lambda reader: list_held(reader, on=now().date()))


def _person(row: HeldRow) -> dict[str, Any]:
    told = {"number": row.number, "name": row.name, "project": row.project, "department": row.department}
    return {**told, "since": row.since.isoformat(), "until": row.until.isoformat() if row.until else None}


def _lines(code: str, people: list[HeldRow], words: Words) -> list[str]:
    from deskapp.office.access.rules import roles

    role = roles()[code]
    duties = [f"  {duty}  {words.text(f'duty.{duty}')}" for duty in role.duties]
    held = [
        f"  {row.number}  {row.name}  {row.project or words.text('access.every_project')}"
        f"  {row.department or words.text('access.every_department')}"
        for row in people
    ]
    return [
        f"{words.text(f'role.{code}')}: {words.text(f'role_about.{code}')}",
        words.text("roles.duties"),
        *duties,
        words.text("roles.actions", names=", ".join(role.allowed)),
        words.text("roles.reads", names=", ".join(role.reads)),
        words.text("roles.idle", minutes=role.idle_minutes),
        words.text("roles.people", count=len(people)),
        *held,
    ]
