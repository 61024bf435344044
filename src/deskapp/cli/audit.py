"""``deskapp audit``: whether the trail is whole, who did what, and emptying what the law wants gone."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError, Exit

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.store.audit_show import Entry
    from deskapp.store.audit_verify import Verdict

app = typer.Typer(add_completion=False, help="Whether the trail of changes is whole; who did what.")

Entity = Annotated[str, typer.Option(help="A kind of record, such as customer.")]
Numbers = Annotated[list[int] | None, typer.Argument(metavar="NUMBER", help="Entries, as audit show has them.")]
Record = Annotated[int | None, typer.Option(help="The number of one record.")]


@app.command()
def verify(
    anchors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A copy of anchors.log that was kept elsewhere, to compare with."),
    ] = None,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Check every entry against its seal; name what was changed, left out or added. 65 where something was."""
    from deskapp.store.audit_verify import verify as verify_trail

    home = the_home()
    began = time.perf_counter()
    if not home.database.exists():
        raise DeskError("store.cannot_open")
    with counter(writes=False) as opened:
        verdict = verify_trail(home.database, opened.store.keys.ring(), opened.store.anchors.file, anchors)
    words = reader_words(language)
    if as_json:
        typer.echo(json.dumps(_verdict(verdict, words, time.perf_counter() - began), ensure_ascii=False))
    else:
        for line in _sentences(verdict, words):
            typer.echo(line)
    raise typer.Exit(Exit.OK if verdict.is_whole else Exit.ROWS_REFUSED)


@app.command()
def show(
    clerk: Annotated[str, typer.Option(help="What this clerk did.")] = "",
    action: Annotated[str, typer.Option(help="An action, or the group of one: customer.edit, customer.")] = "",
    entity: Entity = "",
    record: Record = None,
    since: Annotated[str | None, typer.Option(help="The first day.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Show the latest entries, newest first; numbers of people only by their last figures."""
    from deskapp.store.audit_show import Wanted, find_entries

    first, last = (None if day is None else _day(day) for day in (since, until))
    wanted = Wanted(clerk, action, entity, record, first, last and last + timedelta(days=1))
    with counter(writes=False) as opened:
        found = opened.store.read(lambda reader: find_entries(reader, wanted, limit))
    words = reader_words(language)
    for entry in found:
        typer.echo(_entry_json(entry) if as_json else "\n".join(_entry_lines(entry, words)))


@app.command()
def redact(
    numbers: Numbers = None,
    entity: Entity = "",
    record: Record = None,
    reason: Annotated[str, typer.Option(help="Why; it stays in the trail.")] = "",
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Empty what entries say, or all about one record; that it was done, by whom and why, stays for ever."""
    from deskapp.store.audit_redact import entries_about
    from deskapp.store.audit_redact import redact as redact_entries

    if not numbers and not (entity and record is not None):
        raise DeskError("audit.which")
    with counter(writes=True) as opened:
        wanted = list(numbers or ())
        if entity and record is not None:
            wanted += opened.store.read(lambda reader: entries_about(reader, entity, record))
        count = opened.write("audit.redact", lambda work: redact_entries(work, wanted, reason), now())
    words = reader_words(language)
    typer.echo(json.dumps({"redacted": count}) if as_json else words.text("audit.redacted", count=count))


def _verdict(verdict: Verdict, words: Words, seconds: float) -> dict[str, Any]:
    broken = [
        {"entry": one.entry, "error": one.why, "text": words.text(one.why, entry=one.entry, **one.values)}
        for one in verdict.broken
    ]
    return {
        "whole": verdict.is_whole,
        "entries": verdict.entries,
        "redacted": verdict.redacted,
        "unverified": verdict.unverified,
        "anchors": verdict.anchors,
        "broken": broken,
        "broken_count": verdict.broken_count,
        "seconds": round(seconds, 3),
    }


def _sentences(verdict: Verdict, words: Words) -> list[str]:
    lines = [words.text(one.why, entry=one.entry, **one.values) for one in verdict.broken]
    if verdict.broken_count > len(verdict.broken):
        lines.append(words.text("audit.more_broken", count=verdict.broken_count - len(verdict.broken)))
    if verdict.unverified:
        lines.append(words.text("audit.unverified", count=verdict.unverified))
    if verdict.anchors is None and not any(one.why == "audit.broken_no_anchors" for one in verdict.broken):
        lines.append(words.text("audit.no_anchors"))
    told = "audit.whole" if verdict.is_whole else "audit.not_whole"
    return [*lines, words.text(told, count=verdict.entries, redacted=verdict.redacted)]


def _day(text: str) -> datetime:
    from deskapp.values.days import parse_day

    day, fault = parse_day(text, "CN")
    if day is None:
        raise DeskError("call.day", value=text, why=reader_words().say(fault) if fault else "")
    return datetime(day.year, day.month, day.day).astimezone()


def _entry_json(entry: Entry) -> str:
    told = {
        "id": entry.id,
        "at": entry.at.astimezone().isoformat(),
        "clerk": entry.clerk,
        "action": entry.action,
        "entity": entry.entity,
        "record": entry.record,
        "reason": entry.reason,
        "changes": None if entry.changes is None else {name: [old, new] for name, old, new in entry.changes},
    }
    return json.dumps(told, ensure_ascii=False)


def _entry_lines(entry: Entry, words: Words) -> list[str]:
    record = "" if entry.record is None else f" {entry.record}"
    moment = f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"
    reason = f"  ({entry.reason})" if entry.reason else ""
    first = f"{entry.id:>8}  {moment}  {entry.clerk}  {entry.action}  {entry.entity}{record}{reason}"
    if entry.changes is None:
        return [_plain(first), f"{'':>10}{words.text('audit.says_nothing')}"]
    changes = (f"{'':>10}{name}: {_said(old)} > {_said(new)}" for name, old, new in entry.changes)
    return [_plain(first), *map(_plain, changes)]


def _said(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _plain(line: str) -> str:
    """A text of a record is one line on a terminal, and no command to it."""
    return "".join(sign if sign.isprintable() else " " for sign in line)
