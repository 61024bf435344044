"""How the command line ends: codes for scripts, a sentence on stderr for people, no customer's data in a crash."""

from __future__ import annotations

import codecs
import io
import os
import sys
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

from deskapp.errors import DeskError, Exit

SPOKEN: Final[ContextVar[str | None]] = ContextVar("spoken", default=None)
"""The language that this call asked for with ``--lang``: what goes wrong is told in it too."""

_OF_THE_MACHINE: Final = ("backup.running", "backup.not_written", "backup.unsound")
_NOT_ALLOWED: Final = (
    "access.refused", "access.refused_all", "access.unseen", "access.roleless", "staff.not_owner", "signin.needed",
    "signin.wrong", "signin.wrong_wait", "signin.wait", "signin.must_change", "signin.no_password", "signin.key_lost",
    "token.unknown", "token.ended", "token.expired", "token.file_open", "token.no_file", "staff.left",
)  # fmt: skip


def exit_code(error: DeskError) -> int:
    """The exit code of an error: 2 wrong call, 65 rows and records, 66 a file, 69 the database, 77 may not."""
    area = error.code.partition(".")[0]
    if error.code in _OF_THE_MACHINE:
        return Exit.DATABASE
    if error.code in _NOT_ALLOWED:
        return Exit.NOT_ALLOWED
    if area in ("file", "sheet", "backup"):
        return Exit.FILE_REFUSED
    if area == "store":
        return Exit.ROWS_REFUSED if error.code in ("store.stale", "store.gone") else Exit.DATABASE
    return Exit.WRONG_CALL if area in ("call", "locale") else Exit.ROWS_REFUSED


def tell(error: DeskError, about: str = "") -> None:
    """The sentence for an error, on stderr, in the reader's language; with the file it is about, unless it says so."""
    from deskapp.cli.context import reader_words

    sentence = reader_words().say(error)
    named = f"{about}: " if about and about not in sentence else ""
    print(f"deskapp: {named}{sentence}", file=sys.stderr)  # noqa: T201 - the command line's own voice


def guarded(call: Callable[[], Any]) -> int:
    """Run the program; every way it can end becomes an exit code."""
    _say_everything()
    SPOKEN.set(None)
    try:
        result = call()
    except DeskError as error:
        tell(error)
        return exit_code(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader of our output has gone: nothing more to say, and nothing may be said at the interpreter's end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # the one place where anything unforeseen ends
        return _end(error)
    return result if isinstance(result, int) else Exit.OK


def _say_everything() -> None:
    """What the terminal's encoding lacks (Đ in GBK) is written as JSON would: exact, and no reason to fail."""

    def escaped(error: UnicodeError) -> tuple[str, int]:
        import json

        assert isinstance(error, UnicodeEncodeError)
        return json.dumps(error.object[error.start : error.end])[1:-1], error.end

    codecs.register_error("deskapp.escaped", escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="deskapp.escaped")


def _end(error: Exception) -> int:
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        from deskapp.cli.wrong_calls import wrong_call

        tell(wrong_call(error))
        return int(error.exit_code)
    if type(error).__name__ in ("Abort", "Exit"):
        return int(getattr(error, "exit_code", 1))
    return tell_crash(error)


def tell_crash(error: Exception) -> int:
    """An internal error: where it happened, never with what; messages may hold a customer's data."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    report = [
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S%z} {type(error).__module__}.{type(error).__name__}",
        *places,
    ]
    tell(DeskError("program.crashed", kind=type(error).__name__))
    print("\n".join(report), file=sys.stderr)  # noqa: T201
    return Exit.INTERNAL
