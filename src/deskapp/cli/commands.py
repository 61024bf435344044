"""The table of commands, whose modules are loaded when they are called, so that help is quick."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from deskapp import __version__


def _import() -> typer.Typer:
    from deskapp.cli.import_ import app as group

    return group


def _export() -> typer.Typer:
    from deskapp.cli.export import app as group

    return group


def _calc() -> typer.Typer:
    from deskapp.cli import calc, calc_handover, calc_warranty  # noqa: F401 (their commands join those of calc)
    from deskapp.cli.context import home_calendar

    calc.load_calendar = home_calendar
    return calc.app


def _template() -> typer.Typer:
    from deskapp.cli.template import app as group

    return group


def _search() -> typer.Typer:
    from deskapp.cli.search import app as group

    return group


def _board() -> typer.Typer:
    from deskapp.cli.board import app as group

    return group


def _procedures() -> typer.Typer:
    from deskapp.cli.procedures import app as group

    return group


def _messages() -> typer.Typer:
    from deskapp.cli.messages import app as group

    return group


def _office() -> typer.Typer:
    from deskapp.cli.office import app as group

    return group


def _letters() -> typer.Typer:
    from deskapp.cli.letters import app as group

    return group


def _print() -> typer.Typer:
    from deskapp.cli.print_ import app as group

    return group


def _clock() -> typer.Typer:
    from deskapp.cli.clock import app as group

    return group


def _check() -> typer.Typer:
    from deskapp.cli.check import app as group

    return group


def _backup() -> typer.Typer:
    from deskapp.cli.backup import app as group

    return group


def _restore() -> typer.Typer:
    from deskapp.cli.restore import app as group

    return group


def _where() -> typer.Typer:
    from deskapp.cli.where import app as group

    return group


def _dayend() -> typer.Typer:
    from deskapp.cli.dayend import app as group

    return group


def _nightly() -> typer.Typer:
    from deskapp.cli.nightly import app as group

    return group


def _audit() -> typer.Typer:
    from deskapp.cli.audit import app as group

    return group


def _key() -> typer.Typer:
    from deskapp.cli.key import app as group

    return group


def _retention() -> typer.Typer:
    from deskapp.cli.retention import app as group

    return group


def _person() -> typer.Typer:
    from deskapp.cli.person import app as group

    return group


def _staff() -> typer.Typer:
    from deskapp.cli.staff import app as group

    return group


def _roles() -> typer.Typer:
    from deskapp.cli.roles import app as group

    return group


def _token() -> typer.Typer:
    from deskapp.cli.token import app as group

    return group


def _month() -> typer.Typer:
    from deskapp.cli.month import app as group

    return group


def _rehearse() -> typer.Typer:
    from deskapp.cli.rehearse import app as group

    return group


COMMANDS: Final[dict[str, tuple[str, Callable[[], typer.Typer]]]] = {
    "import": ("Take workbooks and CSV files in; list and undo batches.", _import),
    "export": ("Write a report as a workbook or CSV.", _export),
    "template": ("Write the workbook to fill in for an import.", _template),
    "search": ("Find customers, units and parcels.", _search),
    "calc": ("Working days, identity numbers, taxes and fees.", _calc),
    "clock": ("Say why a case is due on its day, interval by interval.", _clock),
    "board": ("Show the call board of the queue, for a second terminal.", _board),
    "procedures": ("List procedures, check the file of one, begin a new one.", _procedures),
    "messages": ("Send messages to customers; list the outbox.", _messages),
    "office": ("Show or change the office's name, country and letterhead.", _office),
    "letters": ("List the letters; check the office's own templates.", _letters),
    "print": ("Make and print the letters that wait.", _print),
    "backup": ("Back everything up into one archive, opened and checked.", _backup),
    "restore": ("Put a backup back; what it replaces is moved aside.", _restore),
    "check": ("Look at everything that is kept and name what is wrong.", _check),
    "dayend": ("What is to be closed this evening, and what tomorrow brings; the evening pack.", _dayend),
    "nightly": ("Everything that is done at night: inbox, overdue, reports, trail, backup.", _nightly),
    "audit": ("Whether the trail of changes is whole; who did what.", _audit),
    "key": ("The key that seals the trail and encrypts secrets.", _key),
    "person": ("Consents, disclosures, and what people ask about their own data.", _person),
    "retention": ("Let go of what has been kept long enough.", _retention),
    "staff": ("The people who work here: passwords, deputies, who has which work.", _staff),
    "roles": ("What each role may do, its duties, and who has it.", _roles),
    "token": ("What scripts sign in with.", _token),
    "month": ("Close a month's figures; list closed months.", _month),
    "rehearse": ("Play a handover day with several counters, and prove that nothing is lost.", _rehearse),
    "where": ("Say where the data lie.", _where),
}


class LazyGroup(TyperGroup):
    """Names and one-line helps of all commands; the real command is built only for the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in for help, the real one for a call."""
        if cmd_name not in COMMANDS:
            return None
        text, build = COMMANDS[cmd_name]
        if ctx.resilient_parsing or getattr(ctx, "deskapp_call", None) != cmd_name:
            return TyperCommand(cmd_name, help=text)
        command = typer.main.get_command(build())
        command.name, command.help = cmd_name, text
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, loaded now."""
        ctx.deskapp_call = args[0] if args else None
        name, command, rest = super().resolve_command(ctx, args)
        _note_call(str(name), command, rest)
        return name, command, rest


def _note_call(name: str, command: Any, rest: list[str]) -> None:
    """Keep which command runs, for whoever asks whether the clerk may call it."""
    from deskapp.cli.context import CALLED

    below = getattr(command, "commands", {})
    CALLED.set(".".join(("command", name, *[word for word in rest if word in below][:1])))


app = typer.Typer(
    cls=LazyGroup,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The counter. Without a command it opens on this terminal.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"deskapp {__version__}")
        raise typer.Exit


@app.callback()
def main(
    ctx: typer.Context,
    home: Annotated[str | None, typer.Option(help="Where the data lie; before or after the command.")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Open the counter, or run a command."""
    del version
    if home is not None:
        os.environ["DESKAPP_HOME"] = home
    if ctx.invoked_subcommand is None:
        from deskapp.cli.counter import open_counter

        raise typer.Exit(open_counter())
