"""Who a command works for: the owner of an open home, the owner of a token, or whoever signs in at the terminal.

No password and no token is ever taken from the arguments: those stand in the list of processes.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deskapp.errors import DeskError

if TYPE_CHECKING:
    from deskapp.office.signin.session import Seat

LONGEST: Final = 4096


def enter(seat: Seat) -> None:
    """Take the seat, or raise what has to be done; an open home says on stderr that it is one."""
    from deskapp.cli.context import now, reader_words

    if token := given_token():
        seat.come_in_by_token(token, now())
    elif seat.is_home_open:
        if seat.clerk.id:
            print(f"deskapp: {reader_words().text('signin.open_home')}", file=sys.stderr)  # noqa: T201
    elif sys.stdin.isatty() and sys.stderr.isatty():
        _ask(seat)
    else:
        raise DeskError("signin.needed", file=str(token_file()))


def _ask(seat: Seat) -> None:
    from deskapp.cli.context import now, reader_words

    words = reader_words()
    print(words.text("signin.ask_number"), end=" ", file=sys.stderr, flush=True)  # noqa: T201
    number = sys.stdin.readline().strip()
    entered = seat.come_in(number, getpass.getpass(words.text("signin.ask_password") + " "), now())
    if entered.signer.must_change:
        raise DeskError("signin.must_change")
    seat.take(entered.clerk)


def given_token() -> str:
    """``DESKAPP_TOKEN``, else what the token file holds; empty where there is neither."""
    if token := os.environ.get("DESKAPP_TOKEN", "").strip():
        return token
    file = token_file()
    try:
        status = file.stat()
        if os.name == "posix" and (status.st_mode & 0o077 or status.st_uid not in (os.geteuid(), 0)):
            raise DeskError("token.file_open", file=str(file))
        return file.read_text(encoding="utf-8")[:LONGEST].strip()
    except FileNotFoundError:
        if "DESKAPP_TOKEN_FILE" in os.environ:
            raise DeskError("token.no_file", file=str(file)) from None
        return ""
    except (OSError, UnicodeDecodeError):
        raise DeskError("token.no_file", file=str(file)) from None


def token_file() -> Path:
    """``DESKAPP_TOKEN_FILE``, else ``token`` in the user's folder of settings."""
    if named := os.environ.get("DESKAPP_TOKEN_FILE"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("deskapp", appauthor=False) / "token"


def new_password(*, from_stdin: bool) -> str:
    """A new password: typed twice at the terminal, or the first line of stdin."""
    from deskapp.cli.context import reader_words

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise DeskError("signin.no_terminal")
    words = reader_words()
    password = getpass.getpass(words.text("signin.ask_new") + " ")
    if password != getpass.getpass(words.text("signin.ask_again") + " "):
        raise DeskError("door.not_the_same")
    return password
