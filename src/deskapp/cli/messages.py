"""``deskapp messages``: send what waits, each message once; list the outbox. Made for the system's scheduler."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError, Exit

if TYPE_CHECKING:
    from deskapp.errors import Fault
    from deskapp.locale import Words
    from deskapp.messages.queries import MessageRow

app = typer.Typer(add_completion=False, help="Send messages to customers; list the outbox.")

Limit = Annotated[int | None, typer.Option(min=1, help="At most so many.")]
States = Annotated[list[str] | None, typer.Option("--state", help="Only this state; may be given several times.")]


@app.command()
def send(
    limit: Limit = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; change nothing.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Send what is due by e-mail and SMS, each message once."""
    from deskapp.messages.ways import open_ways

    words = reader_words(language)
    # a faulty settings file is told before anything is done
    transports = open_ways(the_home(), now)
    if dry_run:
        raise typer.Exit(_rehearse([way.channel for way in transports], words, as_json=as_json))
    from deskapp.messages.queries import count_messages
    from deskapp.messages.sending import send_due

    with counter(writes=True) as opened:
        done = send_due(opened.store, opened.clerk, transports, now, limit=limit)
        counts = opened.store.read(count_messages)
    figures = {name: len(getattr(done, name)) for name in ("sent", "later", "failed", "unsure")}
    figures |= {"waiting": counts["waiting"] - counts["hand"], "hand": counts["hand"]}
    _tell(figures, done.hindered, words, as_json=as_json)
    good = not (done.hindered or done.failed or done.unsure)
    raise typer.Exit(Exit.OK if good else Exit.ROWS_REFUSED)


@app.command("list")
def list_(
    states: States = None, limit: Limit = None, as_json: Json = False, language: Language = None
) -> None:  # fmt: skip
    """The messages that wait, are unsure or failed; others with --state."""
    from deskapp.messages.model import MESSAGE_STATES
    from deskapp.messages.queries import OPEN_STATES, list_messages

    words = reader_words(language)
    for state in states or ():
        if state not in MESSAGE_STATES:
            raise DeskError("call.state", value=state, states=", ".join(MESSAGE_STATES))
    with counter(writes=False) as opened:
        rows = opened.store.read(lambda reader: list_messages(reader, states or OPEN_STATES, limit or 200))
    for row in rows:
        typer.echo(_row_json(row, words) if as_json else _row_line(row, words))


def _rehearse(channels: list[str], words: Words, *, as_json: bool) -> int:
    from deskapp.messages.queries import count_messages
    from deskapp.messages.sending import count_due

    with counter(writes=False) as opened:
        due = opened.store.read(lambda reader: count_due(reader, channels, now()))
        counts = opened.store.read(count_messages)
    figures = {"due": sum(due.values()), "waiting": counts["waiting"] - counts["hand"], "hand": counts["hand"]}
    _tell(figures, {}, words, as_json=as_json)
    return Exit.OK


def _tell(figures: dict[str, int], hindered: dict[str, Fault], words: Words, *, as_json: bool) -> None:
    said = {channel: words.say(fault) for channel, fault in hindered.items()}
    if as_json:
        told = {channel: f"{hindered[channel].code}: {text}" for channel, text in said.items()}
        typer.echo(json.dumps({**figures, "hindered": told}, ensure_ascii=False))
    else:
        typer.echo("  ".join(words.text(f"messages.count_{name}", count=count) for name, count in figures.items()))
    for channel, text in said.items():
        typer.echo(f"{words.text(f'message_channel.{channel}')}: {text}", err=True)


def _row_json(row: MessageRow, words: Words) -> str:
    """A message without its text, which is the customer's; moments as ISO in UTC."""
    plain: dict[str, Any] = {
        "id": row.id,
        "state": row.state,
        "channel": row.channel,
        "to": row.address,
        "subject": row.subject,
        "about": row.about,
        "about_id": row.about_id,
        "attempts": row.attempts,
        "queued_at": row.queued_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "sent_at": row.sent_at and row.sent_at.isoformat(),
        "error": row.fault and f"{row.fault.code}: {words.say(row.fault)}",
    }
    return json.dumps(plain, ensure_ascii=False)


def _row_line(row: MessageRow, words: Words) -> str:
    parts = [
        str(row.id),
        words.text(f"message_state.{row.state}"),
        words.text(f"message_channel.{row.channel}"),
        words.moment(row.queued_at.astimezone()),
        row.address or "—",
        row.subject,
        words.say(row.fault) if row.fault else "",
    ]
    return "  ".join(part for part in parts if part)
