"""What every calculator of ``deskapp calc`` does alike: its options, how texts are taken, and how it answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from typing import Annotated, Any, Final, TypeVar

import typer

from deskapp.cli.context import reader_words
from deskapp.errors import DeskError, Exit, Fault
from deskapp.locale import LANGUAGES, Words, words
from deskapp.values.days import parse_day
from deskapp.values.figures import read_figure
from deskapp.values.text import width

T = TypeVar("T")
Parsed = tuple[T | None, Fault | None]

help_text: Final = reader_words().text
"""The words of options, in the language of whoever calls."""

Json = Annotated[bool, typer.Option("--json", help=help_text("calc.help_json"))]
Lang = Annotated[str | None, typer.Option("--lang", help=help_text("calc.help_lang"))]


_FIGURES: Final = 18
"""No figure of a calculation has more before its decimals."""
_EXACT: Final = 200
"""Figures that a product keeps: a limit is met exactly however many decimals somebody types."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a calculation prints: one JSON object, or for people its lines of label and text."""

    data: Mapping[str, Any]
    lines: tuple[tuple[str, str], ...]


@contextmanager
def answering(lang: str | None, as_json: bool) -> Iterator[tuple[Words, Callable[[Answer], None]]]:
    """Words and a way to print the answer; an error becomes a sentence on stderr and the exit of a wrong call."""
    say = words(lang) if lang in LANGUAGES else reader_words()
    try:
        if lang is not None:
            refuse_unknown(lang, LANGUAGES, "calc.language", "lang")
        with localcontext(prec=_EXACT):
            yield say, lambda answer: _print(answer, say, as_json)
    except DeskError as error:
        sentence = say.say(error)
        if as_json:
            typer.echo(json.dumps({"error": f"{error.code}: {sentence}"}, ensure_ascii=False))
        print(sentence, file=sys.stderr)  # noqa: T201 (the face's own voice)
        raise typer.Exit(Exit.WRONG_CALL) from None


def refuse_unknown(value: str, known: Iterable[str], code: str, field: str) -> None:
    """Refuse a code that is not among those that there are, which are said."""
    if value not in known:
        raise DeskError(code, field, value=value, known=", ".join(known))


def _print(answer: Answer, say: Words, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer.data, ensure_ascii=False))
        return
    broad = max(width(label) for label, _ in answer.lines)
    for label, text in answer.lines:
        typer.echo(f"{label}{' ' * (broad - width(label))}  {text}")
    typer.echo(say.text("calc.estimate"))


def taken(parsed: Parsed[T], field: str) -> T:
    """The value that a parser understood; its hard fault is an error of that option."""
    value, fault = parsed
    if value is None:
        raise DeskError(fault.code if fault else "calc.missing", field, **(fault.values if fault else {}))
    return value


def read_day(text: str) -> Parsed[date]:
    """A day in the writing of either country; their forms do not collide."""
    value, fault = parse_day(text, "CN")
    return (value, None) if value else (parse_day(text, "VN")[0], fault)


def day_or_today(text: str | None) -> date:
    """The day of an option; without one, today."""
    return today() if text is None else taken(read_day(text), "date")


def today() -> date:
    """The day where the machine stands."""
    return datetime.now(UTC).astimezone().date()


def figure(text: str, field: str) -> Decimal:
    """A number as people write it, with or without a percent sign."""
    value = read_figure(text.strip().removesuffix("%"), "CN")
    if value is None:
        raise DeskError("calc.figure", field, value=text)
    if value.adjusted() >= _FIGURES:
        raise DeskError("calc.too_large", field, value=text)
    return value


def plain(amount: Decimal) -> str:
    """An amount for a script: decimal figures and nothing else."""
    return f"{amount:f}"
