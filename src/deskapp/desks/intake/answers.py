"""Canned answers as data: what is asked every day, and what to say, with the law it rests on.

Shipped ones lie beside this file; HOME/answers.toml adds the office's own, which win by code and need no more than
one language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from deskapp.desks.intake.rules import TOPICS
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.values.text import fold

OFFICE_FILE: Final = "answers.toml"
_SHIPPED: Final = ("answers_cn.toml", "answers_vn.toml")
_NEEDED: Final = {"code", "topic", "question", "text"}
_TEXTS: Final = {"country", "words", "source", "certainty"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer by language; ``certainty`` A (the law itself) … D (custom), ``source`` what says so."""

    code: str
    topic: str
    question: Mapping[str, str]
    text: Mapping[str, str]
    country: str = ""
    words: str = ""
    source: str = ""
    certainty: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def asks(self, language: str) -> str:
        """The question in a language, else in one that it has."""
        return said(self.question, language)

    def says(self, language: str) -> str:
        """The answer in a language, else in one that it has."""
        return said(self.text, language)

    def holds(self, day: date) -> bool:
        """Whether it may be given on ``day``; both ends are included."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


def said(texts: Mapping[str, str], language: str) -> str:
    """A text in a language, else in the first that there is."""
    return texts.get(language) or next(texts[known] for known in LANGUAGES if texts.get(known))


def load_answers(root: Path) -> tuple[Answer, ...]:
    """Every answer, the office's own first; ``DeskError('answers.file')`` names file, row and key that are wrong."""
    own = root / OFFICE_FILE
    office = _read(own, own.stat().st_mtime_ns) if own.is_file() else ()
    known = {answer.code for answer in office}
    shipped = [Path(__file__).parent / name for name in _SHIPPED]
    return (*office, *(answer for path in shipped for answer in _read(path, 0) if answer.code not in known))


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Answer, ...]:
    """The answers of a file as it was at ``changed``."""
    del changed
    try:
        return parse_answers(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("answers.file", file=path.name, row="-", key=str(error)) from None


def parse_answers(text: str, file: str) -> tuple[Answer, ...]:
    """The answers of a TOML text."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeskError("answers.file", file=file, row="-", key=str(error)) from None
    rows = tables.pop("answer", [])
    if tables or not isinstance(rows, list):
        raise DeskError("answers.file", file=file, row="-", key=next(iter(tables), "answer"))
    answers = tuple(_answer(row, file, index) for index, row in enumerate(rows, 1))
    codes = [answer.code for answer in answers]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise DeskError("answers.file", file=file, row=code, key="code")
    return answers


def _answer(row: Any, file: str, index: int) -> Answer:
    name = str(row.get("code", index)) if isinstance(row, dict) else str(index)

    def wrong(key: str) -> DeskError:
        return DeskError("answers.file", file=file, row=name, key=key)

    if not isinstance(row, dict):
        raise wrong("answer")
    for key in sorted(_NEEDED - row.keys()) + sorted(row.keys() - Answer.__dataclass_fields__.keys()):
        raise wrong(key)
    for key in ("question", "text"):
        texts = row[key]
        if not isinstance(texts, dict) or not texts or not texts.keys() <= set(LANGUAGES):
            raise wrong(key)
        if not all(isinstance(value, str) and value.strip() for value in texts.values()):
            raise wrong(key)
    for key in ("code", *sorted(_TEXTS & row.keys())):
        if not isinstance(row[key], str):
            raise wrong(key)
    for key in {"valid_from", "valid_to"} & row.keys():
        if type(row[key]) is not date:
            raise wrong(key)
    if row["topic"] not in TOPICS:
        raise wrong("topic")
    return Answer(**row)


def find_answers(
    answers: Iterable[Answer], text: str, today: date, *, country: str = "", limit: int = 9
) -> list[Answer]:
    """The answers that hold today and have every typed word, in any of the languages.

    What has the words in a row comes before what has them here and there, then those of ``country`` first.
    """
    phrase = fold(text)
    found: list[tuple[bool, bool, int, Answer]] = []
    for place, answer in enumerate(answers):
        everything = fold(" / ".join((*answer.question.values(), answer.words, answer.code)))
        if answer.holds(today) and all(word in everything for word in phrase.split()):
            found.append((phrase not in everything, answer.country not in ("", country), place, answer))
    found.sort(key=lambda row: row[:3])
    return [row[3] for row in found[:limit]]


def get_answer(answers: Iterable[Answer], code: str) -> Answer | None:
    """The answer of a code; None where there is none any more."""
    return next((answer for answer in answers if answer.code == code), None)
