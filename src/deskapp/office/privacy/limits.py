"""How much somebody may write into files: rows an export and a day, and from when on a second person is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.office.privacy.rules import tables_of

OFFICE_FILE: Final = "limits.toml"
EVERY_ROLE: Final = "*"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What exports of one person may hold; see ``limits.toml``."""

    rows: int
    rows_day: int
    full_rows: int
    full_rows_day: int
    second_above: int

    def most(self, *, full: bool) -> int:
        """Rows of one export."""
        return self.full_rows if full else self.rows

    def most_a_day(self, *, full: bool) -> int:
        """Rows of one day."""
        return self.full_rows_day if full else self.rows_day


def allowance_of(roles: Collection[str], root: Path) -> Allowance | None:
    """The sum of somebody's roles; None, no limit, for whoever has none because nobody has to sign in."""
    if not roles:
        return None
    table = load_limits(root)
    held = [table.get(role) or table[EVERY_ROLE] for role in roles]
    return Allowance(*(max(getattr(one, field.name) for one in held) for field in fields(Allowance)))


def load_limits(root: Path) -> Mapping[str, Allowance]:
    """The limits of a home by role; ``privacy.file`` names file, row and key that are wrong."""
    own = root / OFFICE_FILE
    shipped = _read(Path(__file__).parent / OFFICE_FILE, 0)
    return {**shipped, **(_read(own, own.stat().st_mtime_ns) if own.is_file() else {})}


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Mapping[str, Allowance]:
    del changed
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("privacy.file", file=path.name, row="-", key=type(error).__name__) from None
    return dict(_limit(row, path.name) for row in tables_of(text, path.name, ("limit",))["limit"])


def _limit(row: Mapping[str, Any], file: str) -> tuple[str, Allowance]:
    def wrong(key: str) -> DeskError:
        return DeskError("privacy.file", file=file, row=str(row.get("role", "-")), key=key)

    names = {field.name for field in fields(Allowance)}
    if not isinstance(row.get("role"), str):
        raise wrong("role")
    for key in row.keys() ^ {"role", *names}:
        raise wrong(key)
    for key in names:
        if type(row[key]) is not int or row[key] < 0:
            raise wrong(key)
    return row["role"], Allowance(**{name: row[name] for name in names})
