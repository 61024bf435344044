"""The accounts into which buyers pay, as an office's own file: ``accounts.toml`` of the home, a dated row an account.

[[account]]
name = "建行监管户"
number = "5100 1234 5678 8812"
bank = "建设银行重庆江北支行"
project = "滨江壹号"        # empty or left out: every project
supervised = true           # 预售资金监管账户
valid_from = 2026-01-01
valid_to = 2027-12-31       # may be left out
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.settings import Home
from deskapp.values.text import clean, fold

FILE: Final = "accounts.toml"
_TAIL: Final = 4
_KEYS: Final = frozenset({"name", "number", "bank", "project", "supervised", "valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the developer's; ``supervised``: its money is under the authority's eyes (资金监管)."""

    name: str
    number: str = ""
    bank: str = ""
    project: str = ""
    supervised: bool = False
    valid_from: date = date.min
    valid_to: date | None = None

    @property
    def called(self) -> str:
        """Its name with the end of its number: what a receipt keeps and shows."""
        digits = _digits(self.number)
        return f"{self.name} {digits[-_TAIL:]}" if digits else self.name

    def holds(self, day: date, project: str = "") -> bool:
        """Whether money of a project may go there on a day."""
        is_dated = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return is_dated and (not self.project or not project or self.project == project)


def load_accounts(home: Home) -> tuple[Account, ...]:
    """The accounts of a home; none where there is no such file, ``accounts.file`` where it cannot be used."""
    path = home.root / FILE
    try:
        return parse_accounts(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("accounts.file", file=str(path), row=str(error)) from None


def parse_accounts(text: str, path: Path = Path(FILE)) -> tuple[Account, ...]:
    """The accounts of a file's text; ``accounts.file`` names the first row that cannot be used."""
    try:
        rows = tomllib.loads(text).get("account", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("accounts.file", file=str(path), row=str(error)) from None
    if not isinstance(rows, list):
        raise DeskError("accounts.file", file=str(path), row="account")
    found = [_account(row, path) for row in rows]
    names = [(account.called, account.project) for account in found]
    if twice := next((name for name, _ in names if names.count((name, _)) > 1), ""):
        raise DeskError("accounts.file", file=str(path), row=twice)
    return tuple(found)


def find_account(accounts: Iterable[Account], text: str, day: date, project: str = "") -> Account | None:
    """The account that a file or a clerk means: by its name, its number, or the end of its number alone."""
    wanted, digits = fold(text), _digits(text)
    able = [account for account in accounts if account.holds(day, project)]
    for account in able:
        if wanted in (fold(account.called), fold(account.name)):
            return account
    if len(digits) < _TAIL or digits != "".join(text.split()):
        return None
    tails = [account for account in able if _digits(account.number).endswith(digits)]
    return tails[0] if len(tails) == 1 else None


def _account(row: Any, path: Path) -> Account:
    name = clean(row["name"]) if isinstance(row, dict) and isinstance(row.get("name"), str) else ""

    def wrong() -> DeskError:
        return DeskError("accounts.file", file=str(path), row=name or str(row))

    if not name or row.keys() - _KEYS:
        raise wrong()
    texts: dict[str, Any] = {key: row.get(key, "") for key in ("number", "bank", "project")}
    days: dict[str, Any] = {key: row[key] for key in ("valid_from", "valid_to") if key in row}
    is_supervised = row.get("supervised", False)
    if not all(isinstance(text, str) for text in texts.values()) or any(type(day) is not date for day in days.values()):
        raise wrong()
    if not isinstance(is_supervised, bool):
        raise wrong()
    account = Account(
        name,
        clean(texts["number"]),
        clean(texts["bank"]),
        clean(texts["project"]),
        is_supervised,
        days.get("valid_from", date.min),
        days.get("valid_to"),
    )
    if account.valid_to is not None and account.valid_to < account.valid_from:
        raise wrong()
    return account


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
