"""``deskapp letters``: the letters there are and where their templates lie; a check of the office's own templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from deskapp.cli.context import Json, Language, now, reader_words, the_home
from deskapp.cli.faults import tell
from deskapp.errors import DeskError, Exit

app = typer.Typer(add_completion=False, help="List the letters; check the office's own templates.")

Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE...]", help="Else all in the home's letters folder.")]


@app.command("list")
def list_(as_json: Json = False, language: Language = None) -> None:
    """The letters that can be printed, with the template that would be taken."""
    from deskapp.messages.letter_files import find_kind, find_template, known_letters
    from deskapp.messages.letter_kinds import letter_title

    words, home = reader_words(language), the_home()
    for letter in known_letters(home):
        kind = find_kind(letter, home)
        title = letter_title(letter, words)
        template = find_template(kind, words.language, home)
        if as_json:
            plain: dict[str, Any] = {"letter": letter, "title": title, "languages": list(kind.languages)}
            typer.echo(json.dumps({**plain, "template": str(template)}, ensure_ascii=False))
        else:
            typer.echo(f"{letter:<20} {title}  {template}")


@app.command()
def check(files: Files = None, language: Language = None) -> None:
    """Whether templates can be filled: every placeholder known, nothing broken; one line each."""
    from deskapp.messages.letter_files import office_templates
    from deskapp.messages.letters import check_letter

    words, home = reader_words(language), the_home()
    wrong = False
    for path in files or office_templates(home):
        try:
            check_letter(path.absolute(), home, now())
        except DeskError as error:
            wrong = True
            tell(error)
        else:
            typer.echo(words.text("letter.good", file=str(path)))
    raise typer.Exit(Exit.FILE_REFUSED if wrong else Exit.OK)
