"""``deskapp print``: make and print the letters that wait, for the night or for a second process beside the counter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import Exit

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.messages.printing import PrintRow

app = typer.Typer(add_completion=False)


@app.command("print")
def print_(as_json: Json = False, language: Language = None) -> None:
    """Print the letters that wait; one line a letter, with its file."""
    from deskapp.messages.printing import run_prints

    words = reader_words(language)
    with counter(writes=True) as opened:
        rows = run_prints(opened.store, opened.clerk, opened.home, now)
    for row in rows:
        typer.echo(_json(row, words) if as_json else _line(row, words))
    raise typer.Exit(Exit.ROWS_REFUSED if any(row.state == "failed" for row in rows) else Exit.OK)


def _json(row: PrintRow, words: Words) -> str:
    plain: dict[str, Any] = {
        "id": row.id,
        "letter": row.letter,
        "about": row.about,
        "about_id": row.about_id,
        "state": row.state,
        "reprint": row.reprint,
        "file": row.file or None,
        "error": row.fault and f"{row.fault.code}: {words.say(row.fault)}",
    }
    return json.dumps(plain, ensure_ascii=False)


def _line(row: PrintRow, words: Words) -> str:
    from deskapp.messages.letter_kinds import letter_title

    name = letter_title(row.letter, words)
    said = words.say(row.fault) if row.fault else row.file
    return f"{row.id}  {words.text(f'print_state.{row.state}')}  {name}  {said}"
