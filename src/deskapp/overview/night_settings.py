"""What the night does in this office: ``HOME/nightly.toml``, and the orders that lie beside a file in the inbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from deskapp.desks.reception.sources import Options
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, Key
from deskapp.messages.settings_file import SettingsFile
from deskapp.settings import Home
from deskapp.values.text import fold

FILE: Final = "nightly.toml"
SIDECAR: Final = ".toml"
_TEXTS: Final = ("kind", "project", "country", "sheet", "encoding", "sender")
_SWITCHES: Final = ("update", "complete")
_ORDERS: Final = (*_TEXTS, *_SWITCHES, "header", "map")
_REPORT: Final = ("report", "format", "days", "project", "state", "language", "folder")
_INBOX: Final = ("quiet_seconds", "keep_days")


@dataclass(frozen=True, slots=True)
class Orders:
    """How a file is to be taken in; an empty ``kind`` or no project leaves it to the file's name.

    ``sender`` is who sent it, for the count of refused rows by sender.
    """

    kind: str = ""
    sender: str = ""
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class FileRule:
    """Orders for the files whose names fit one of these patterns."""

    name: str
    patterns: tuple[str, ...]
    orders: Orders

    def fits(self, file: str) -> bool:
        """Whether a file's name is meant; case, tones and full width make no difference."""
        return any(fnmatchcase(fold(file), fold(pattern)) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class ReportRule:
    """A report of every night: of the last ``days`` days, or of all; ``folder`` within the exports' folder."""

    name: str
    report: str
    form: str = "xlsx"
    days: int | None = None
    project: str = ""
    state: str = ""
    language: str = ""
    folder: str = "nightly"


@dataclass(frozen=True, slots=True)
class NightPlan:
    """The settings of the night; without a file it takes in what names itself."""

    files: tuple[FileRule, ...] = ()
    reports: tuple[ReportRule, ...] = ()
    quiet_seconds: int = 60
    keep_days: int | None = None

    def orders_for(self, file: str) -> Orders:
        """The first rule that fits the name; none is no orders."""
        return next((rule.orders for rule in self.files if rule.fits(file)), Orders())


def load_plan(home: Home, kinds: Collection[str], reports: Collection[str]) -> NightPlan:
    """The plan of a home, every fault told with line and key (``file.setting*``)."""
    file = SettingsFile(home.root / FILE)
    for table in file.values:
        if table not in ("inbox", "files", "reports"):
            raise file.wrong(table, "", table, "[inbox] | [files.NAME] | [reports.NAME]")
    file.table("inbox", _INBOX)
    quiet = _whole(file, "inbox", "quiet_seconds", 60)
    return NightPlan(
        files=tuple(_file_rule(file, name, kinds) for name in file.table("files")),
        reports=tuple(_report_rule(file, name, reports) for name in file.table("reports")),
        quiet_seconds=60 if quiet is None else quiet,
        keep_days=_whole(file, "inbox", "keep_days", None),
    )


def read_sidecar(path: Path, orders: Orders, kinds: Collection[str]) -> Orders:
    """The orders that lie beside a file, over those of the office's settings."""
    file = SettingsFile(path)
    _known(file, "", file.values, _ORDERS)
    return _orders(file, "", file.values, kinds, orders)


def _file_rule(file: SettingsFile, name: str, kinds: Collection[str]) -> FileRule:
    place = f"files.{name}"
    values = _table(file, "files", name)
    _known(file, place, values, ("name", *_ORDERS))
    told = values.get("name")
    patterns = [told] if isinstance(told, str) else told
    if not isinstance(patterns, list) or not patterns or not all(isinstance(one, str) and one for one in patterns):
        raise _wrong(file, place, "name", told, "str")
    return FileRule(name, tuple(patterns), _orders(file, place, values, kinds, Orders()))


def _report_rule(file: SettingsFile, name: str, reports: Collection[str]) -> ReportRule:
    place = f"reports.{name}"
    values = _table(file, "reports", name)
    _known(file, place, values, _REPORT)
    texts = {key: _text(file, place, values, key) for key in _REPORT if key != "days"}
    for key, choices in (("report", reports), ("format", ("", "xlsx", "csv")), ("language", ("", *LANGUAGES))):
        if texts[key] not in choices:
            raise _wrong(file, place, key, texts[key], " | ".join(choice for choice in choices if choice))
    days = values.get("days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 3660):
        raise _wrong(file, place, "days", days, "0 – 3660")
    folder = Path(texts["folder"] or "nightly")
    if folder.is_absolute() or ".." in folder.parts:
        raise _wrong(file, place, "folder", folder, Key("night.folder_within"))
    return ReportRule(
        name, texts["report"], texts["format"] or "xlsx", days, texts["project"], texts["state"], texts["language"],
        str(folder),
    )  # fmt: skip


def _orders(
    file: SettingsFile, place: str, values: Mapping[str, Any], kinds: Collection[str], orders: Orders
) -> Orders:
    told: dict[str, Any] = {key: text for key in _TEXTS if (text := _text(file, place, values, key))}
    for key in _SWITCHES:
        if key in values:
            if not isinstance(values[key], bool):
                raise _wrong(file, place, key, values[key], "bool")
            told[key] = values[key]
    for key, choices in (("kind", kinds), ("country", ("CN", "VN"))):
        if key in told and told[key] not in choices:
            raise _wrong(file, place, key, told[key], " | ".join(choices))
    if "header" in values:
        if not isinstance(values["header"], int) or isinstance(values["header"], bool) or values["header"] < 1:
            raise _wrong(file, place, "header", values["header"], "int")
        told["header"] = values["header"]
    if "encoding" in told:
        try:
            "".encode(told["encoding"])
        except LookupError:
            raise _wrong(file, place, "encoding", told["encoding"], "utf-8 | gb18030 | cp1258 | …") from None
    if "map" in values:
        # a text alone is the name of a saved mapping, which has no = in it
        pairs = {name: ""} if isinstance(name := values["map"], str) and name.strip() and "=" not in name else name
        if not isinstance(pairs, dict) or not all(isinstance(field, str) for field in pairs.values()):
            raise _wrong(file, place, "map", pairs, "dict")
        told["maps"] = tuple(pairs.items())
    kind, sender = told.pop("kind", orders.kind), told.pop("sender", orders.sender)
    return Orders(kind, sender, replace(orders.options, **told))


def _table(file: SettingsFile, table: str, name: str) -> Mapping[str, Any]:
    values = file.table(table)[name]
    if not isinstance(values, dict):
        raise _wrong(file, table, name, values, "table")
    return values


def _known(file: SettingsFile, place: str, values: Mapping[str, Any], known: Collection[str]) -> None:
    for key in values:
        if key not in known:
            name = f"{place}.{key}" if place else key
            line = file.line(place, key)
            raise DeskError("file.setting_unknown", file=str(file.path), line=line, key=name, known=", ".join(known))


def _text(file: SettingsFile, place: str, values: Mapping[str, Any], key: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise _wrong(file, place, key, value, "str")
    return value.strip()


def _whole(file: SettingsFile, table: str, key: str, default: int | None) -> int | None:
    value: int | None = file.take(table, key, int, default)
    if value is not None and not 0 <= value <= 36600:
        raise file.wrong(table, key, value, "0 – 36600")
    return value


def _wrong(file: SettingsFile, place: str, key: str, value: Any, expected: str) -> DeskError:
    error = file.wrong(place, key, value, expected)
    error.values["key"] = f"{place}.{key}" if place else key
    error.values["line"] = file.line(place, key)
    return error
