"""Reading one table of a procedure file, key by key: what is wrong is collected with its place, never raised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.procedure import Texts
from deskapp.cases.procedure_lines import Path
from deskapp.errors import Fault
from deskapp.locale import Key

ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
PREFIX: Final = re.compile(r"[A-Z]{1,6}")
TWO_DIGITS: Final = re.compile(r"[2-7][0-9]")
LONGEST: Final = 2000
MOST: Final = 200
"""Characters of a text, and items of an array."""

LANGUAGES: Final = ("zh", "vi", "en")

_FORMS: Final[Mapping[re.Pattern[str] | None, Key]] = {
    ID: Key("procedures.form_id"),
    CODE: Key("procedures.form_code"),
    PREFIX: Key("procedures.form_prefix"),
    TWO_DIGITS: Key("procedures.form_digits"),
}
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class Faults:
    """What is wrong in a text, with the path of the key; ``whole``: a shipped file, whose texts need all languages."""

    whole: bool = False
    found: list[tuple[Path, Fault]] = field(default_factory=list)

    def add(self, path: Path, code: str, **values: Any) -> None:
        """Note that the key at ``path`` is wrong."""
        guessed = "_near" if values.get("near") else ""
        if values.get("known") == "":
            values["known"] = "—"
        self.found.append((path, Fault(f"procedures.{code}{guessed}", values)))

    def warn(self, path: Path, code: str, **values: Any) -> None:
        """Note what is to be told and hinders nothing."""
        self.found.append((path, Fault(f"procedures.{code}", values, warning=True)))

    @property
    def hard(self) -> bool:
        """Whether the text cannot be used."""
        return any(not fault.warning for _, fault in self.found)


class Table:
    """One TOML table; every key that is asked for is known, ``finish`` reports the others.

    ``under`` is a table of the flow that shows through where this one says nothing.
    """

    def __init__(self, data: Mapping[str, Any], path: Path, faults: Faults, under: Table | None = None) -> None:
        self.data: Mapping[str, Any] = {**under.data, **data} if under else data
        self.path = path
        self.faults = faults
        self._own = data
        self._under = under
        self._asked: list[str] = []

    def place(self, key: str) -> Path:
        """Where ``key`` stands in the text."""
        return (*self._under.path, key) if self._under and key not in self._own else (*self.path, key)

    def wrong(self, key: str, code: str, **values: Any) -> None:
        """Note that ``key`` is wrong."""
        self.faults.add(self.place(key), code, **values)

    def has(self, key: str) -> bool:
        """Whether the table has the key."""
        return key in self.data

    def text(self, key: str, default: str = "", *, required: bool = False, form: re.Pattern[str] | None = None) -> str:
        """A text of one line; with ``form`` it must look like that."""
        value = self._take(key, str, "text", required=required)
        if value is None:
            return default
        if len(value) > LONGEST or _CONTROL.search(value) or "\n" in value or value != value.strip():
            self.wrong(key, "untidy", limit=LONGEST)
        elif (required and not value) or (form is not None and value and not form.fullmatch(value)):
            self.wrong(key, "form", value=value, form=_FORMS.get(form, Key("procedures.form_text")))
        else:
            return str(value)
        return default

    def one_of(self, key: str, allowed: Sequence[str], default: str = "", *, required: bool = False) -> str:
        """One of a few words."""
        value = self.text(key, default, required=required)
        if value in allowed or (value == default and not self.has(key)):
            return value
        if self.has(key) and value != default:
            self.wrong(key, "not_one_of", value=value, known=", ".join(allowed), near=nearest(value, allowed))
        return default

    def words(self, key: str) -> tuple[str, ...]:
        """An array of words, each once; a single word may stand without the brackets."""
        value = self._take(key, (list, str), "words")
        if value is None:
            return ()
        value = self._bounded(key, [value] if isinstance(value, str) else value)
        words = [word for word in value if isinstance(word, str) and word]
        if len(words) != len(value):
            self.wrong(key, "type", wanted=Key("procedures.type_words"))
        for number, word in enumerate(words):
            if word in words[:number]:
                self.faults.add((*self.place(key), number), "twice", value=word)
        return tuple(words)

    def texts(self, key: str, *, required: bool = False) -> Texts:
        """A text in languages: a shipped file's in all three, an office's in at least one."""
        value = self._take(key, dict, "texts", required=required)
        if value is None:
            return Texts()
        table = Table(value, self.place(key), self.faults)
        said = {language: table._long(language) for language in LANGUAGES}
        table.finish()
        missing = [language for language, text in said.items() if not text]
        if len(missing) == len(LANGUAGES) or (missing and self.faults.whole):
            self.wrong(key, "languages", missing=", ".join(missing))
        return Texts(**said)

    def _long(self, key: str) -> str:
        value = self._take(key, str, "text")
        if value is None:
            return ""
        if len(value) > LONGEST or _CONTROL.search(value):
            self.wrong(key, "untidy", limit=LONGEST)
            return ""
        return str(value).strip()

    def number(self, key: str, *, above: int | None = 0, step: Decimal | None = None) -> Decimal | None:
        """A number, not negative (``above`` None: any); with ``step`` a multiple of it."""
        value = self._take(key, (int, Decimal), "number")
        if value is None:
            return None
        number = Decimal(value)
        if not number.is_finite() or abs(number) >= 10**15 or (above is not None and number < above):
            self.wrong(key, "number_range", value=str(value)[:30], least=above)
            return None
        if step is not None and number % step:
            self.wrong(key, "number_step", value=number, step=step)
            return None
        return number

    def days(self, key: str) -> Decimal | None:
        """Working days: halves are allowed, a year's worth the most."""
        value = self.number(key, step=Decimal("0.5"))
        if value is not None and value > 1000:
            self.wrong(key, "number_range", value=value, least=0)
            return None
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """``true`` or ``false``."""
        value = self._take(key, bool, "flag")
        return default if value is None else bool(value)

    def day(self, key: str) -> date | None:
        """A day as TOML writes it: 2026-07-27."""
        value = self._take(key, date, "day")
        if isinstance(value, datetime):
            self.wrong(key, "type", wanted=Key("procedures.type_day"))
            return None
        return value if isinstance(value, date) else None

    def table(self, key: str) -> Table | None:
        """A table below this one."""
        value = self._take(key, dict, "table")
        return None if value is None else Table(value, self.place(key), self.faults)

    def tables(self, key: str, name: str) -> Iterator[Table]:
        """An array of tables; ``name`` is the key that tells them apart, and may stand once."""
        value = self._take(key, list, "tables")
        seen: set[Any] = set()
        for number, item in enumerate(self._bounded(key, value or [])):
            path = (*self.place(key), number)
            if not isinstance(item, dict):
                self.faults.add(path, "type", wanted=Key("procedures.type_table"))
                continue
            table = Table(item, path, self.faults)
            told = item.get(name)
            if isinstance(told, str) and told in seen:
                table.wrong(name, "twice", value=told)
            seen.add(told if isinstance(told, str) else None)
            yield table

    def finish(self) -> None:
        """Report the keys that nobody asked for, with the nearest that there is."""
        for key in self.data:
            if key not in self._asked:
                self.wrong(key, "unknown_key", near=nearest(key, self._asked), known=", ".join(self._asked))

    def _bounded(self, key: str, value: list[Any]) -> list[Any]:
        if len(value) > MOST:
            self.wrong(key, "too_many", limit=MOST)
        return value[:MOST]

    def _take(self, key: str, kind: type | tuple[type, ...], wanted: str, *, required: bool = False) -> Any:
        self._asked.append(key)
        value = self.data.get(key)
        if value is None:
            if required:
                self.wrong(key, "missing")
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, "type", wanted=Key(f"procedures.type_{wanted}"))
            return None
        return value


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that was probably meant, else nothing."""
    import difflib

    return next(iter(difflib.get_close_matches(word[:80], known, 1, 0.6)), "")
