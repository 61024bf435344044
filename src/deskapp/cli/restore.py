"""``deskapp restore``: put a backup back; what it replaces is moved aside, never lost."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.backup import Passphrase, entered
from deskapp.cli.context import Json, Language, now, reader_words, the_home
from deskapp.errors import DeskError

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.store.backup_restore import Restored
    from deskapp.store.work import Clerk

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup, or a copy of a database that an upgrade took.")],
    passphrase_file: Passphrase = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Open and check it whole; change nothing.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Put a backup into the place of this home; every counter must be closed."""
    from deskapp.store.backup_restore import restore_backup

    with entered() as opened:
        clerk = opened.clerk if opened else None
    done = restore_backup(the_home(), file, now(), passphrase_file=passphrase_file, rehearse=dry_run)
    if not dry_run:
        _note(done, clerk)
    words = reader_words(language)
    if as_json:
        typer.echo(json.dumps(_line(done, dry_run=dry_run), ensure_ascii=False))
        return
    for line in _sentences(done, words, dry_run=dry_run):
        typer.echo(line)


def _note(done: Restored, clerk: Clerk | None) -> None:
    """Take back what a dead import had half done in it, and have the restore on record; without its key it waits."""
    from deskapp.office.staff.actions import NOBODY
    from deskapp.wiring import open_home

    told = {"file": done.file.name, "made_at": done.made_at, "entries": done.entries}
    with suppress(DeskError), closing(open_home(the_home(), now(), writes=True)) as opened:
        who = clerk or (opened.clerk if opened.seat.is_home_open else NOBODY)
        opened.store.write(who, "backup.restore", lambda work: work.entry("backup", None, after=told), now())


def _line(done: Restored, *, dry_run: bool) -> dict[str, Any]:
    return {
        "file": str(done.file),
        "made_at": done.made_at or None,
        "version": done.version,
        "entries": done.entries,
        "scans": done.scans,
        "replaced": list(done.replaced),
        "aside": None if dry_run or done.aside is None else str(done.aside),
        "trail_whole": done.trail_whole,
        "keys": list(done.key_ids),
        "numbers_known": done.numbers_known,
        "dry_run": dry_run,
    }


def _sentences(done: Restored, words: Words, *, dry_run: bool) -> list[str]:
    said = "restore.would" if dry_run else "restore.done"
    lines = [words.text(said, file=done.file.name, at=done.made_at or "—", entries=done.entries, scans=done.scans)]
    lines += [words.text("restore.replaces" if dry_run else "restore.replaced", name=name) for name in done.replaced]
    if done.aside and not dry_run:
        lines.append(words.text("restore.aside", folder=str(done.aside)))
    if done.trail_whole is None:
        lines.append(words.text("restore.key_missing", keys=", ".join(done.key_ids) or "—"))
    elif not done.trail_whole:
        lines.append(words.text("backup.trail_broken"))
    if not done.numbers_known:
        lines.append(words.text("restore.numbers"))
    return lines
