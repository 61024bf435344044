"""``deskapp backup``: one archive of all that the office cannot make again, opened and checked before it counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError, Exit

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.store.backup import BackupMade
    from deskapp.wiring import Opened

app = typer.Typer(add_completion=False)


def from_here(path: Path | None) -> Path | None:
    """An absolute path, ``~`` understood; None stays."""
    return None if path is None else path.expanduser().absolute()


Passphrase = Annotated[
    Path | None,
    # from where one stands, as every path of a call; those of backup.toml are from the home
    typer.Option("--passphrase-file", help="First line: what opens it; else DESKAPP_BACKUP_KEY.", callback=from_here),
]


@app.command()
def backup(
    target: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A file or a folder.")] = None,
    passphrase_file: Passphrase = None,
    with_key: Annotated[bool | None, typer.Option(help="The key too; only into an encrypted backup.")] = None,
    keep: Annotated[
        str, typer.Option(help="Afterwards take older ones away but for so many: 7d,4w,12m.", show_default=False)
    ] = "",
    listed: Annotated[bool, typer.Option("--list", help="Only list the backups that are there.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Back everything up while the counters go on; 65 where what was backed up was not whole."""
    from deskapp.store.backup import make_backup, note_backup
    from deskapp.store.backup_rotate import rotate_backups
    from deskapp.store.backup_settings import parse_keep

    words = reader_words(language)
    if listed:
        _list(target, words, as_json=as_json)
        return
    kept = parse_keep(keep) if keep else None
    with entered() as opened:
        made = make_backup(the_home(), now(), target, passphrase_file=passphrase_file, with_key=with_key)
        if opened is not None:
            note_backup(opened.store, opened.clerk, made, now())
    gone = rotate_backups(the_home(), kept, made.file.parent) if kept else []
    if as_json:
        typer.echo(json.dumps(backup_line(made) | {"removed": [path.name for path in gone]}, ensure_ascii=False))
    else:
        for line in _sentences(made, words):
            typer.echo(line)
        if gone:
            typer.echo(words.text("backup.removed", count=len(gone)))
    raise typer.Exit(Exit.OK if made.is_sound else Exit.ROWS_REFUSED)


def backup_line(made: BackupMade) -> dict[str, Any]:
    """A backup for scripts."""
    return {
        "file": str(made.file),
        "size": made.size,
        "files": made.files,
        "gone": list(made.gone),
        "changed": list(made.changed),
        "broken_links": made.broken_links,
        "entries": made.entries,
        "trail_whole": made.trail_whole,
        "encrypted": made.sealed,
        "with_key": made.with_key,
        "seconds": made.seconds,
    }


@contextmanager
def entered() -> Iterator[Opened | None]:
    """The home, opened by somebody who may copy or replace all of it; None where its database cannot be opened.

    That is when a backup or a restore is needed most, and whoever owns the files is then asked for nothing.
    """
    from deskapp.store.faults import telling_faults
    from deskapp.store.migrate import is_current

    with ExitStack() as stack:
        opened = None
        try:
            with telling_faults():
                is_ours = is_current(the_home().database)
            if is_ours:
                opened = stack.enter_context(counter(writes=True))
        except DeskError as error:
            if not error.code.startswith("store."):
                raise
        yield opened


def _sentences(made: BackupMade, words: Words) -> list[str]:
    size = f"{made.size / (1 << 20):.1f} MiB"
    lines = [words.text("backup.made", file=str(made.file), size=size, files=made.files, entries=made.entries)]
    lines.append(words.text("backup.is_sealed" if made.sealed else "backup.is_open"))
    if not made.with_key:
        lines.append(words.text("backup.without_key"))
    lines += [words.text("backup.scan_gone", name=name) for name in made.gone]
    lines += [words.text("backup.scan_changed", name=name) for name in made.changed]
    if made.broken_links:
        lines.append(words.text("backup.broken_links", count=made.broken_links))
    if made.trail_whole is None:
        lines.append(words.text("backup.trail_unknown"))
    elif not made.trail_whole:
        lines.append(words.text("backup.trail_broken"))
    return lines


def _list(folder: Path | None, words: Words, *, as_json: bool) -> None:
    from deskapp.store.backup_rotate import list_backups
    from deskapp.store.backup_settings import load_backup_settings

    home = the_home()
    place = folder or home.root / load_backup_settings(home).folder
    for at, path in list_backups(place):
        size = path.stat().st_size
        if as_json:
            typer.echo(json.dumps({"file": str(path), "at": at.astimezone().isoformat(), "size": size}))
        else:
            typer.echo(f"{words.moment(at.astimezone())}  {size / (1 << 20):>9.1f} MiB  {path}")
