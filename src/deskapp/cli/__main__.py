"""``python -m deskapp.cli``: the same as the console script."""

from deskapp.cli.main import run

run()
