"""Letters: a Word template filled with what a desk gives, as a file in ``exports/print/`` that only its owner reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.messages.barcode import draw_barcode, make_number
from deskapp.messages.drafts import clean_text
from deskapp.messages.letter_files import check_template, find_kind, find_template
from deskapp.messages.letter_kinds import FIELDS, LETTERS, LetterKind
from deskapp.messages.print_config import load_print_config
from deskapp.settings import Home, write_whole

TEXT_LIMIT: Final = 10_000
_NO_BLANK: Final = ("reprint", "note")
_UNSAFE: Final = re.compile(r"[^\w-]+")
# letters that XML cannot hold, beside the control characters that are gone already
_NO_XML: Final = str.maketrans("", "", "\ufffe\uffff")


def render_letter(
    letter: str,
    language: str,
    data: Mapping[str, Any],
    home: Home,
    now: datetime,
    *,
    name: str = "",
    reprint: int = 0,
) -> Path:
    """Make a letter and say where it lies. ``data`` holds what ``letter_kinds`` declares for it, the rest is blank.

    Values are texts, days, numbers, or rows of these; none of them can become markup. ``name`` is the file's (without
    it the case's number and the letter), ``reprint`` counts prints after the first, which the letter says. Raises
    ``letter.*``: unknown, no_template, placeholder, template, broken, too_large, macros, cannot_write.
    """
    kind = find_kind(letter, home)
    template = find_template(kind, language, home)
    check_template(template)
    values = letter_values(kind, language, data, now, reprint, _office(home))
    from deskapp.messages.letter_docx import fill_template

    number = values["barcode_number"]
    picture = draw_barcode(number) if number.isascii() and number.isdigit() and len(number) % 2 == 0 else b""
    content = fill_template(template, kind, values, picture)
    stem = name or f"{values['case_number'] or now.strftime('%Y%m%d')}-{letter}-{now:%H%M%S}"
    return _put(print_folder(home) / f"{_UNSAFE.sub('-', stem)}.docx", content)


class _AnyField(dict[str, str]):
    """Fields of a procedure that is not known yet: each has a text."""

    def __missing__(self, name: str) -> str:
        return name


def check_letter(path: Path, home: Home, now: datetime) -> None:
    """Fill an office's template with a row in every table, and throw it away; raises what printing would raise."""
    kind = LETTERS.get(path.stem, LetterKind(path.stem))
    check_template(path)
    rows: dict[str, Any] = {table: [dict.fromkeys(columns, "1")] for table, columns in kind.all_tables.items()}
    values = letter_values(kind, kind.languages[0], rows, now, office=_office(home))
    from deskapp.messages.letter_docx import fill_template

    fill_template(path, kind, {**values, FIELDS: _AnyField()}, draw_barcode(make_number(1)))


def _office(home: Home) -> dict[str, str]:
    """What contracts say of the office, by the letters' names for it; a desk's own word wins."""
    return {f"office_{name}": text for name, text in load_print_config(home).office.items()}


def print_folder(home: Home) -> Path:
    """Where letters lie."""
    return home.exports / "print"


def check_data(kind: LetterKind, data: Mapping[str, Any]) -> None:
    """A desk that gives what the letter does not declare is a fault of the program, not of a template."""
    unknown = data.keys() - kind.names
    for table, columns in kind.all_tables.items():
        unknown |= {f"{table}.{column}" for row in data.get(table, ()) for column in row.keys() - set(columns)}
    if unknown:
        raise ValueError(f"{kind.name} does not declare {', '.join(sorted(unknown))}")


def letter_values(
    kind: LetterKind,
    language: str,
    data: Mapping[str, Any],
    now: datetime,
    reprint: int = 0,
    office: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """All that a template may ask for, as plain text in the letter's language; ``office`` fills what a desk leaves.

    Who signs for the office is the clerk, where it named nobody else.
    """
    check_data(kind, data)
    said = words(language if language in kind.languages else kind.languages[0])
    day = data.get("day") or now.date()
    own = {"office_representative": data.get("clerk", ""), **(office or {})}
    ready = {**own, "day": day, "day_long": long_day(day, said) if isinstance(day, date) else day}
    if reprint:
        ready["reprint"] = said.text("letter.reprint", count=reprint)
    values: dict[str, Any] = {
        name: plain(data.get(name) or ready.get(name) or ("" if name in _NO_BLANK else kind.blank), said)
        for name in kind.all_texts
    }
    values["case_number"] = plain(data.get("case_number", ""), said)
    values["barcode_number"] = plain(data.get("barcode_number", ""), said)
    for table, columns in kind.all_tables.items():
        values[table] = [
            {"no": str(no), **{name: plain(row.get(name, ""), said) for name in columns if name in row or name != "no"}}
            for no, row in enumerate(data.get(table, ()), 1)
        ]
    values[FIELDS] = {str(name): plain(value, said) for name, value in data.get(FIELDS, {}).items()}
    return values


def plain(value: Any, said: Words) -> str:
    """A value as text: days and numbers as the language writes them, control characters and broken ones gone."""
    text = value if isinstance(value, str) else "" if value is None else said.value(value)
    return clean_text(text).translate(_NO_XML)[:TEXT_LIMIT]


def long_day(day: date, said: Words) -> str:
    """A day as letters are dated: ``2026年11月22日``, ``ngày 22 tháng 11 năm 2026``."""
    return said.text("letter.long_day", day=str(day.day), month=str(day.month), year=str(day.year))


def _put(target: Path, content: bytes) -> Path:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        raise DeskError("letter.cannot_write", file=str(target), why=error.strerror or "") from None
    return target
