"""Where the office's data lies (``Home``) and what this clerk likes (``Settings``, kept in HOME/settings.toml)."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from deskapp.errors import Fault
from deskapp.locale import LANGUAGES, Language

Look = Literal["dark", "light"]
LOOKS: Final[tuple[Look, ...]] = get_args(Look)


@dataclass(frozen=True, slots=True)
class Home:
    """The folders and files of one office; every path is absolute."""

    root: Path
    database: Path
    procedures: Path
    inbox: Path
    drafts: Path
    exports: Path
    settings_file: Path
    files: Path
    letters: Path

    @property
    def print_folder(self) -> Path:
        """Where letters lie until the printer takes them; whoever writes there makes it."""
        return self.exports / "print"

    def prepare(self) -> None:
        """Make the folders, readable by their owner alone; called by whatever is about to write there."""
        for folder in (self.root, self.procedures, self.inbox, self.drafts, self.files, self.letters):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.make_exports()

    def make_exports(self) -> Path:
        """The folder for exports, made where that is possible: one that is out of reach hinders no other work.

        Whoever writes there says what is wrong with it.
        """
        with suppress(OSError):
            self.exports.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.exports


def find_home(option: Path | None = None) -> Home:
    """The home by ``--home``, else ``DESKAPP_HOME``, else the user's data folder; ``DESKAPP_EXPORTS`` moves exports."""
    chosen = option or os.environ.get("DESKAPP_HOME") or _user_folder()
    root = Path(chosen).expanduser().absolute()
    exports = os.environ.get("DESKAPP_EXPORTS")
    return Home(
        root=root,
        database=root / "deskapp.db",
        procedures=root / "procedures",
        inbox=root / "inbox",
        drafts=root / "drafts",
        exports=Path(exports).expanduser().absolute() if exports else root / "exports",
        settings_file=root / "settings.toml",
        files=root / "files",
        letters=root / "letters",
    )


def _user_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("deskapp", appauthor=False)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list's filter and order under a name: ``filters`` are (column, text), ``sort`` a column or empty."""

    name: str
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What a clerk chose; ``views`` are the saved filters of each list, ``unknown`` what a newer program wrote.

    ``reader_separator`` is the sign that a card reader puts between fields; empty where the program shall find out.
    ``camera_folder`` is where the document camera or scanner saves its pictures; empty where there is none.
    ``counter`` is the number of this terminal's counter, where customers are called to, ``services`` the letters of the
    queues that it serves (none: all). ``province`` and ``district``
    are where the office is: procedures of one id may differ by it. ``secret_fields`` are the fields of procedures that
    the office keeps secret beside those whose procedure says so: ``procedure.field``, or ``field`` of every procedure.
    """

    language: Language | None = None
    theme: Look = "dark"
    ascii_borders: bool = False
    kitty_keyboard: bool = False
    camera_folder: str = ""
    counter: str = ""
    services: str = ""
    province: str = ""
    district: str = ""
    reader_separator: str = ""
    secret_fields: tuple[str, ...] = ()
    keymap: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, tuple[SavedView, ...]] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def with_views(self, table: str, views: tuple[SavedView, ...]) -> Settings:
        """The same settings with other saved filters for one list."""
        return replace(self, views={**self.views, table: views})


def load_settings(path: Path) -> tuple[Settings, Fault | None]:
    """The settings in a file; a missing file is the defaults, an unreadable or broken one the defaults and a fault."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Settings(), Fault("settings.broken", {"file": str(path)}, warning=True)
    return _understood(data)


def _understood(data: dict[str, Any]) -> tuple[Settings, Fault | None]:
    """Each setting on its own: one that makes no sense is told and left at its default, the others count."""
    wrong: list[str] = []

    def take(name: str, fits: Any, default: Any) -> Any:
        value = data.pop(name, default)
        if value == default or fits(value):
            return value
        wrong.append(name)
        return default

    def is_keymap(value: Any) -> bool:
        return isinstance(value, dict) and all(isinstance(key, str) and key for key in value.values())

    def is_names(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(name, str) and name for name in value)

    settings = Settings(
        language=take("language", lambda value: value in LANGUAGES, None),
        theme=take("theme", lambda value: value in LOOKS, "dark"),
        ascii_borders=take("ascii_borders", lambda value: isinstance(value, bool), False),
        kitty_keyboard=take("kitty_keyboard", lambda value: isinstance(value, bool), False),
        camera_folder=take("camera_folder", lambda value: isinstance(value, str), ""),
        counter=take("counter", lambda value: isinstance(value, str), ""),
        services=take("services", lambda value: isinstance(value, str), ""),
        province=take("province", lambda value: isinstance(value, str), ""),
        district=take("district", lambda value: isinstance(value, str), ""),
        reader_separator=take("reader_separator", lambda value: isinstance(value, str) and len(value) == 1, ""),
        secret_fields=tuple(take("secret_fields", is_names, [])),
        keymap=take("keymap", is_keymap, {}),
        views=_views(take("views", lambda value: isinstance(value, dict), {})),
        unknown=data,
    )
    return settings, Fault("settings.value", {"names": ", ".join(wrong)}, warning=True) if wrong else None


def _views(tables: Mapping[str, Any]) -> dict[str, tuple[SavedView, ...]]:
    found = {}
    for table, entries in tables.items():
        rows = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        found[table] = tuple(
            SavedView(
                name=str(row.get("name", "")),
                filters=tuple((str(column), str(text)) for column, text in row.get("filters", {}).items()),
                sort=str(row.get("sort", "")),
                descending=row.get("descending") is True,
            )
            for row in rows
        )
    return found


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings in one step (a reader sees the old file or the new one); a broken file is put aside first.

    Raises ``OSError`` where the folder cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fault = load_settings(path)[1]
    if fault is not None and fault.code == "settings.broken":
        path.replace(path.with_suffix(".broken"))
    write_whole(path, _toml(_plain(settings)).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step, readable by its owner alone, and on the disk when this returns."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _plain(settings: Settings) -> dict[str, Any]:
    plain: dict[str, Any] = {**settings.unknown, "theme": settings.theme, "ascii_borders": settings.ascii_borders}
    plain["kitty_keyboard"] = settings.kitty_keyboard
    plain["camera_folder"] = settings.camera_folder
    plain |= {"counter": settings.counter, "services": settings.services}
    plain |= {"province": settings.province, "district": settings.district}
    plain["reader_separator"] = settings.reader_separator
    if settings.secret_fields:
        plain["secret_fields"] = list(settings.secret_fields)
    if settings.language:
        plain["language"] = settings.language
    plain["keymap"] = dict(settings.keymap)
    plain["views"] = {
        table: [
            {"name": view.name, "sort": view.sort, "descending": view.descending, "filters": dict(view.filters)}
            for view in views
        ]
        for table, views in settings.views.items()
    }
    return plain


def _toml(values: Mapping[str, Any]) -> str:
    """Top-level values first, then the tables; what lies deeper is written inline."""
    lines = [f"{_quoted(key)} = {_inline(value)}" for key, value in values.items() if not isinstance(value, dict)]
    for name, table in values.items():
        if isinstance(table, dict) and table:
            lines += ["", f"[{_quoted(name)}]", *(f"{_quoted(key)} = {_inline(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's, but for DEL, which TOML wants escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def language_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Language:
    """``DESKAPP_LANG``, else the chosen language, else the terminal's (``LC_ALL``, ``LC_MESSAGES``, ``LANG``), else zh.

    A terminal that names no language (``C``, none at all) gets the one that a new office starts in.
    """
    if environ.get("DESKAPP_LANG") in LANGUAGES:
        return cast("Language", environ["DESKAPP_LANG"])
    if settings.language:
        return settings.language
    told = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return cast("Language", told[:2]) if told[:2] in LANGUAGES else "zh"
