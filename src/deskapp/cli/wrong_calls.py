"""What the command line's library has against a call, as an error with a sentence in the reader's language."""

from __future__ import annotations

import re
from typing import Any

from deskapp.errors import DeskError


def wrong_call(error: Any) -> DeskError:
    """The ``call.*`` error for a usage error of the library, which knows its own sentences in English only."""
    context = error.ctx
    about = {"help": f"{context.command_path if context else 'deskapp'} --help"}
    match type(error).__name__:
        case "NoSuchOption":
            return DeskError("call.no_option", name=error.option_name, **about)
        case "BadOptionUsage":
            code = "call.no_value" if "requires" in error.message else "call.takes_no_value"
            return DeskError(code, name=error.option_name, **about)
        case "MissingParameter":
            return DeskError("call.missing", name=_name(error.param), **about)
        case "BadParameter":
            least = getattr(error.param, "min", None)
            if least is not None:
                return DeskError("call.whole_number", name=_name(error.param), least=least)
            return DeskError("call.bad_value", name=_name(error.param), **about)
    return _of_the_message(error.message, context, about)


def _of_the_message(message: str, context: Any, about: dict[str, str]) -> DeskError:
    """Commands and surplus words: the library tells these apart by its sentence alone."""
    if found := re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", message, re.DOTALL):
        return DeskError("call.too_much", value=found[1], **about)
    if context is None or not hasattr(context.command, "list_commands"):
        return DeskError("call.not_understood", **about)
    commands = ", ".join(context.command.list_commands(context))
    if found := re.match(r"No such command '(.*)'", message, re.DOTALL):
        return DeskError("call.no_command", value=found[1], commands=commands)
    return DeskError("call.which_command", commands=commands)


def _name(parameter: Any) -> str:
    """An option as it is typed, an argument as the documents write it."""
    name = str(parameter.get_error_hint()).replace("'", "")
    return name.upper() if name.isidentifier() else name
