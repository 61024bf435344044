"""``deskapp staff``: the people who work here, their passwords, who stands in for whom."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError

if TYPE_CHECKING:
    from datetime import date

    from deskapp.office.signin.people import PersonRow
    from deskapp.store.work import Work
    from deskapp.wiring import Opened

app = typer.Typer(add_completion=False, help="The people who work here.")

Number = Annotated[str, typer.Argument(help="Somebody's number, or what the computer calls them.")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="Take the password from the first line of stdin.")]
Reason = Annotated[str, typer.Option(help="Why; it stays in the trail.")]


@app.callback()
def staff() -> None:
    """The people who work here."""


@app.command("list")
def list_(as_json: Json = False, language: Language = None) -> None:
    """Who works here, with their roles of today and how they sign in."""
    from deskapp.office.signin.people import list_people

    with counter(writes=False) as opened:
        rows = opened.store.read(lambda reader: list_people(reader, now().date()))
    words = reader_words(language)
    for row in rows:
        if as_json:
            told = {name: value for name, value in asdict(row).items() if name not in ("last_in_at", "away_until")}
            told["last_in_at"] = row.last_in_at.isoformat() if row.last_in_at else None
            told["away_until"] = row.away_until.isoformat() if row.away_until else None
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            roles = ", ".join(words.text(f"role.{role}") for role in row.roles)
            typer.echo("\t".join((row.number, row.name, row.department, roles, _state(row, words))).rstrip())


def _state(row: PersonRow, words: Any) -> str:
    if row.away_until is not None:
        return str(words.text("staff.away", until=row.away_until, deputy=row.deputy or "-"))
    return str(words.text("staff.can_sign_in" if row.has_password else "staff.no_password"))


@app.command()
def add(
    number: Annotated[str, typer.Argument(help="The staff number, which they sign in with.")],
    name: Annotated[str, typer.Argument(help="The name.")],
    department: Annotated[str, typer.Option(help="The department, by name.")] = "",
    phone: Annotated[str, typer.Option(help="Their phone.")] = "",
    email: Annotated[str, typer.Option(help="Their e-mail.")] = "",
    login: Annotated[str, typer.Option(help="What the computer calls them.")] = "",
) -> None:
    """Somebody new works here; give them a role and a password then."""
    from deskapp.office.signin.people import StaffDraft, add_staff
    from deskapp.office.staff.queries import list_departments

    with counter(writes=True) as opened:
        known = {name: key for key, name in opened.store.read(list_departments)}
        if department and department not in known:
            raise DeskError("department.unknown", "department", name=department, known=", ".join(known) or "-")
        draft = StaffDraft(number, name, known.get(department), phone, email, login)
        opened.write("staff.add", lambda work: add_staff(work, draft), now())
    typer.echo(number)


@app.command()
def end(number: Number) -> None:
    """Somebody works here no more: they sign in no more, and neither do their tokens."""
    from deskapp.office.signin.people import end_person

    with counter(writes=True) as opened:
        opened.write("staff.end", partial(end_person, staff_id=_who(opened, number)), now())


@app.command("reset-password")
def reset_password(number: Number, reason: Reason = "") -> None:
    """Give somebody a password for one time and show it; they choose their own at the counter."""
    from deskapp.office.signin.people import reset_password as reset

    with counter(writes=True) as opened:
        typer.echo(reset(opened.store, opened.clerk, _who(opened, number), reason, now()))


@app.command()
def administrator(
    number: Annotated[str | None, typer.Option(help="Who; you otherwise.")] = None,
    also: Annotated[str, typer.Option(help="The role to go on working in; empty for none.")] = "manager",
    from_stdin: Stdin = False,
    reason: Reason = "",
) -> None:
    """Make the first administrator: from then on everybody signs in here."""
    from deskapp.cli.signing import new_password
    from deskapp.office.signin.people import make_first_administrator

    words = reader_words()
    with counter(writes=True) as opened:
        if not opened.seat.is_home_open:
            raise DeskError("signin.closed_already")
        who = _who(opened, number) if number else opened.clerk.id
        why = reason or words.text("staff.first_administrator")
        password = new_password(from_stdin=from_stdin)
        make_first_administrator(opened.store, opened.clerk, who, password, also, why, now())
        signer = opened.seat.signer(who)
    typer.echo(words.text("staff.now_closed", number=signer.number if signer else ""))


@app.command()
def recover(number: Number, reason: Reason = "") -> None:
    """For the owner of the files: a password for one time for an administrator who cannot come in any more."""
    from deskapp.office.signin.people import find_person
    from deskapp.office.signin.people import recover as help_in
    from deskapp.office.staff.actions import NOBODY
    from deskapp.wiring import open_home

    home = the_home()
    if os.name == "posix" and home.root.exists() and home.root.stat().st_uid != os.geteuid():
        raise DeskError("staff.not_owner", folder=str(home.root))
    if not home.database.exists():
        raise DeskError("store.cannot_open")
    opened = open_home(home, now(), writes=True)
    try:
        who = opened.store.read_all(lambda reader: find_person(reader, number))
        typer.echo(help_in(opened.store, NOBODY, who, reason, now()))
    finally:
        opened.close()


@app.command()
def grant(
    number: Number,
    role: Annotated[str, typer.Argument(help="A role, as roles list has it.")],
    project: Annotated[str, typer.Option(help="Only for this project, by name.")] = "",
    department: Annotated[str, typer.Option(help="Only for this department, by name.")] = "",
    since: Annotated[str, typer.Option(help="The first day; today otherwise.")] = "",
    until: Annotated[str, typer.Option(help="The last day; no end otherwise.")] = "",
    reason: Reason = "",
) -> None:
    """Give somebody a role, for every project and department or for one."""
    from deskapp.office.access.actions import grant_role
    from deskapp.office.access.queries import find_place

    with counter(writes=True) as opened:
        who = _who(opened, number)
        place = opened.store.read_all(lambda reader: find_place(reader, project, department))
        first, last = _day(opened, since, "since"), _day(opened, until, "until")

        def give(work: Work) -> Any:
            return grant_role(
                work, who, role, reason, project_id=place[0], department_id=place[1], since=first, until=last
            ).since

        begins = opened.write("access.grant", give, now())
    words = reader_words()
    told = {"role": words.text(f"role.{role}"), "since": begins}
    told["project"] = project or words.text("access.every_project")
    told["department"] = department or words.text("access.every_department")
    typer.echo(words.text("access.granted", name=number, **told))


@app.command("end-role")
def end_role(
    number: Number,
    role: Annotated[str, typer.Argument(help="The role, as roles list has it.")],
    reason: Reason = "",
) -> None:
    """Take a role away from somebody, wherever they have it."""
    from deskapp.office.access.actions import end_roles

    with counter(writes=True) as opened:
        who = _who(opened, number)
        opened.write("access.end", lambda work: end_roles(work, who, role, reason), now())
    words = reader_words()
    typer.echo(words.text("access.taken", name=number, role=words.text(f"role.{role}")))


@app.command()
def absent(
    number: Number,
    since: Annotated[str, typer.Option(help="The first day; today otherwise.")] = "",
    until: Annotated[str, typer.Option(help="The last day; the first otherwise.")] = "",
    deputy: Annotated[str, typer.Option(help="Who stands in, by number.")] = "",
    reason: Annotated[str, typer.Option(help="Why, such as training.")] = "",
) -> None:
    """Somebody will be away; their deputy sees their work and may what they may meanwhile."""
    from deskapp.office.signin.deputies import note_absence

    with counter(writes=True) as opened:
        first = _day(opened, since, "since") or now().date()
        last = _day(opened, until, "until") or first
        stands_in = _who(opened, deputy) if deputy else None
        who = _who(opened, number)
        opened.write("staff.absence", lambda work: note_absence(work, who, first, last, stands_in, reason), now())


@app.command()
def back(number: Number) -> None:
    """Somebody is back: every absence of theirs of today and later ends."""
    from deskapp.office.signin.deputies import end_absence, list_absences

    with counter(writes=True) as opened:
        who = _who(opened, number)
        found = [row for row in opened.store.read(lambda r: list_absences(r, now().date())) if row.staff_id == who]
        for row in found:
            opened.write("staff.absence", partial(end_absence, absence_id=row.id), now())
    typer.echo(reader_words().text("staff.absences_ended", count=len(found)))


@app.command()
def reassign(
    number: Number,
    to: Annotated[str, typer.Option(help="Who has it from now on, by number.")],
    reason: Reason = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be handed over.")] = False,
    as_json: Json = False,
) -> None:
    """Hand all open cases, tasks and appointments of somebody to somebody else, all of them or none."""
    from deskapp.cases.handing_over import count_open_work, hand_over

    with counter(writes=not dry_run) as opened:
        giver, taker = _who(opened, number), _who(opened, to)
        if dry_run:
            count = opened.store.read(lambda reader: count_open_work(reader, giver))
        else:
            count = opened.write("staff.reassign", lambda work: hand_over(work, giver, taker, reason), now())
    told = asdict(count)
    typer.echo(json.dumps(told) if as_json else reader_words().text("handing.done", **told))


def _who(opened: Opened, number: str) -> int:
    from deskapp.office.signin.people import find_person

    return opened.store.read_all(lambda reader: find_person(reader, number))


def _day(opened: Opened, text: str, field: str) -> date | None:
    from typing import cast

    from deskapp.office.checking import read_day
    from deskapp.values import Country

    day, fault = read_day(text, cast("Country", opened.clerk.country), now().date())
    if fault is not None and not fault.warning:
        raise DeskError(fault.code, field, **fault.values)
    return day
