"""``deskapp board``: the call board of the queue on a second terminal."""

from __future__ import annotations

import typer

app = typer.Typer(add_completion=False)


@app.command()
def board() -> None:
    """Show who is called to which counter; Ctrl+Q ends it."""
    from deskapp.cli.counter import open_board

    raise typer.Exit(open_board())
