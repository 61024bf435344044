"""Settings in TOML that an office writes by hand: every fault is told with file, line and key."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.locale import Key

_TABLE: Final = re.compile(r"\s*\[\s*([\w.\"'-]+)\s*\]")
_ENTRY: Final = re.compile(r"\s*([\w\"'-]+)\s*=")


class SettingsFile:
    """A settings file that was read; a missing one is empty."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._text = path.read_text(encoding="utf-8-sig")
            self.values: Mapping[str, Any] = tomllib.loads(self._text)
        except FileNotFoundError:
            self._text, self.values = "", {}
        except (OSError, UnicodeDecodeError) as error:
            raise DeskError("file.settings_unreadable", file=str(path), why=type(error).__name__) from None
        except tomllib.TOMLDecodeError as error:
            raise DeskError("file.settings_toml", file=str(path), why=str(error)) from None
        except RecursionError:
            raise DeskError("file.settings_toml", file=str(path), why="[[[[…") from None

    def table(self, name: str, known: Iterable[str] | None = None) -> Mapping[str, Any]:
        """A table of the file, empty where it has none; a key that is none of ``known`` is refused."""
        values = self.values.get(name, {})
        if not isinstance(values, dict):
            raise self.wrong(name, "", values, "table")
        names = None if known is None else tuple(known)
        for key in values:
            if names is not None and key not in names:
                line = self.line(name, key)
                raise DeskError(
                    "file.setting_unknown", file=str(self.path), line=line, key=f"{name}.{key}", known=", ".join(names)
                )
        return values

    def take(self, table: str, key: str, kind: type, default: Any = ...) -> Any:
        """A value of that kind; without a default it must be there."""
        values = self.table(table)
        if key not in values:
            if default is ...:
                raise DeskError(
                    "file.setting_missing", file=str(self.path), line=self.line(table), key=f"{table}.{key}"
                )
            return default
        value = values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(table, key, value, kind.__name__)
        return value

    def take_choice(self, table: str, key: str, choices: Iterable[str], default: str) -> str:
        """One of the words of ``choices``."""
        value = self.take(table, key, str, default)
        known = tuple(choices)
        if value not in known:
            raise self.wrong(table, key, value, " | ".join(known))
        return str(value)

    def take_texts(self, table: str, key: str) -> dict[str, str]:
        """A table of texts inside a table, such as the headers of a request."""
        values = self.take(table, key, dict, {})
        for name, value in values.items():
            if not isinstance(value, str):
                raise self.wrong(table, key, f"{name} = {value}", "str")
        return dict(values)

    def secret(self, table: str, name: str) -> str:
        """A password from the environment (``NAME_env``) or a file of its owner's alone (``NAME_file``); else empty."""
        variable = self.take(table, f"{name}_env", str, "")
        if variable:
            if variable not in os.environ:
                raise self.wrong(table, f"{name}_env", variable, Key("settings_kind.set_variable"))
            return os.environ[variable]
        told = self.take(table, f"{name}_file", str, "")
        if not told:
            return ""
        place = self.path.parent / Path(told).expanduser()
        try:
            open_to_others = stat.S_IMODE(place.stat().st_mode) & 0o077
            if open_to_others:
                raise DeskError("file.secret_open", file=str(place))
            return place.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise self.wrong(table, f"{name}_file", told, Key("settings_kind.readable_file")) from None

    def wrong(self, table: str, key: str, value: Any, expected: str) -> DeskError:
        """The fault of a value: what was expected is a word of ``settings_kind`` or a list of choices."""
        kinds = {kind: Key(f"settings_kind.{kind}") for kind in ("str", "int", "bool", "dict", "table", "list")}
        return DeskError(
            "file.setting_value",
            file=str(self.path),
            line=self.line(table, key),
            key=f"{table}.{key}" if key else table,
            value=str(value)[:80],
            expected=kinds.get(expected, expected),
        )

    def line(self, table: str, key: str = "") -> int:
        """The line that a table or one of its keys stands in, 1 where it is not found."""
        inside = ""
        for number, text in enumerate(self._text.splitlines(), 1):
            head, entry = _TABLE.match(text), _ENTRY.match(text)
            if head:
                inside = head[1]
                found = inside == (f"{table}.{key}" if key else table)
            else:
                found = entry is not None and (inside, entry[1].strip("\"'")) == ((table, key) if key else ("", table))
            if found:
                return number
        return 1
