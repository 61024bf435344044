"""On which line of a TOML text each key stands, for the parser of the standard library does not say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

Path = tuple[str | int, ...]
"""Keys and, inside arrays, places from 0: ``("steps", 2, "gates")``."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT: Final = re.compile(r"[ \t]*\.[ \t]*")
_STRING: Final = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:'{0,2})|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL
)
_SCALAR: Final = re.compile(r"[^,\]}\n#]*")


def find_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and array item of a valid TOML text."""
    return _Scan(text).lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of ``path``, else that of the nearest key around it, else the first."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scan:
    """One walk through a text that the parser took; what it does not understand ends the walk."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self._line, self._counted = 1, 0
        self._document()

    def _document(self) -> None:
        table: Path = ()
        while self._skip() < len(self.text):
            if self.text.startswith("[", self.at):
                many = self.text.startswith("[[", self.at)
                self.at += 2 if many else 1
                here = self._here()
                table = self._opened(self._key(), many, here)
                self.at += 2 if many else 1
            elif not self._pair(table):
                return

    def _opened(self, key: Path, many: bool, here: int) -> Path:
        """The path that a header opens: parts that are arrays of tables mean their last table."""
        table: Path = ()
        for number, part in enumerate(key, 1):
            table = (*table, part)
            self.lines.setdefault(table, here)
            if many and number == len(key):
                self.counts[table] = self.counts.get(table, -1) + 1
            if table in self.counts:
                table = (*table, self.counts[table])
                self.lines.setdefault(table, here)
        return table

    def _pair(self, table: Path) -> bool:
        here, key = self._here(), self._key()
        if not key:
            return False
        for depth in range(1, len(key) + 1):
            self.lines.setdefault((*table, *key[:depth]), here)
        self._skip()
        self.at += 1
        self._value((*table, *key))
        return True

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._items(path)
        elif opening == "{":
            self.at += 1
            while self._skip() < len(self.text) and self.text[self.at] != "}":
                if self.text[self.at] == ",":
                    self.at += 1
                elif not self._pair(path):
                    return
            self.at += 1
        else:
            found = _STRING.match(self.text, self.at) if opening in ('"', "'") else _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _items(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._skip() < len(self.text) and self.text[self.at] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self.lines[(*path, number)] = self._here()
            self._value((*path, number))
            number += 1
        self.at += 1

    def _key(self) -> Path:
        parts: list[str | int] = []
        self._skip()
        while found := _KEY.match(self.text, self.at):
            word = found.group()
            parts.append(_unquoted(word) if word[0] in "\"'" else word)
            self.at = found.end()
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                break
            self.at = dot.end()
        self._blanks()
        return tuple(parts)

    def _blanks(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t") and self.at < len(self.text):
            self.at += 1

    def _skip(self) -> int:
        found = _BLANK.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return self.at

    def _here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line


def _unquoted(word: str) -> str:
    import tomllib

    try:
        return next(iter(tomllib.loads(f"{word} = 0")))
    except tomllib.TOMLDecodeError:
        # no key of a valid text: it stands for itself
        return word
