"""One declaration of a column, used by import, export and template alike; and of a kind, which is a row of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from deskapp.errors import Fault
from deskapp.locale import Words

Country = Literal["CN", "VN"]
Shape = Literal["text", "code", "number", "money", "area", "day", "choice"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a converter may know of the run besides the cell: the country of the data."""

    country: Country = "CN"


Parse = Callable[[str, Context], tuple[Any, Fault | None]]


class Says(Protocol):
    """A text in several languages."""

    def say(self, language: str) -> str:
        """The text in a language."""
        ...


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with the words that its own record has for it, such as a step: workbooks say the words, CSV the code."""

    code: str
    name: Says

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class Own:
    """Words that stand in no catalogue but came with data, such as a procedure's field: its name, its choices."""

    name: Says
    choices: Mapping[str, Says] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A sheet column; its labels are the catalogue's ``column.NAME`` in three languages.

    ``parse`` gets a cell's text, never empty: NFC, trimmed, figures without a trailing ``.0``, days as ISO.
    ``shape`` says how it is written: text and code as text cells, number, money and area as figures, day as a date.
    ``headings`` are further headings that offices send. ``choices`` are codes whose words are ``CHOICE_KEY.CODE``;
    an open choice takes any other word too. ``own`` words stand for those of the catalogue.
    """

    name: str
    shape: Shape
    parse: Parse
    headings: tuple[str, ...] = ()
    width: int = 12
    required: bool = False
    carries_down: bool = False
    choices: tuple[str, ...] = ()
    choice_key: str = ""
    is_open: bool = False
    example: str = ""
    label: str = ""
    own: Own | None = None

    @property
    def label_key(self) -> str:
        """The catalogue key of the heading."""
        return self.label or f"column.{self.name}"

    def heading(self, words: Words) -> str:
        """The heading in a language; empty where the catalogue has none."""
        if self.own is not None:
            return self.own.name.say(words.language)
        return words.text(self.label_key) if self.label_key in words else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of sheet. ``alternatives`` are groups of which one column must be mapped."""

    kind: str
    columns: tuple[Column, ...]
    alternatives: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; a wrong name is a programmer's error (KeyError)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Field names in the order of the columns."""
        return tuple(column.name for column in self.columns)
