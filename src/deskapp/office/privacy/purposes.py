"""What a customer can agree to, and in which words: shipped texts, and an office's own, which win by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.office.privacy.rules import tables_of

OFFICE_FILE: Final = "consents.toml"
_KNOWN: Final = {"code", "edition", "name", "text", "shares", "silences"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that somebody agrees to; ``edition`` tells its wordings apart."""

    code: str
    edition: str
    name: Mapping[str, str]
    text: Mapping[str, str]
    shares: bool = False
    silences: bool = False

    def called(self, language: str) -> str:
        """Its name."""
        return _said(self.name, language)

    def says(self, language: str, office: str) -> tuple[str, str]:
        """The words, and the language that they are in."""
        spoken = language if self.text.get(language) else next(known for known in LANGUAGES if self.text.get(known))
        return self.text[spoken].replace("{office}", office), spoken


def load_purposes(root: Path | None) -> dict[str, Purpose]:
    """Every purpose of a home by its code, or without one the shipped ones.

    ``privacy.file`` names file, row and key that are wrong.
    """
    shipped = _read(Path(__file__).parent / OFFICE_FILE, 0)
    if root is None:
        return {purpose.code: purpose for purpose in shipped}
    own = root / OFFICE_FILE
    office = _read(own, own.stat().st_mtime_ns) if own.is_file() else ()
    return {purpose.code: purpose for purpose in (*shipped, *office)}


def name_of(purposes: Mapping[str, Purpose], code: str, language: str) -> str:
    """What a purpose is called; one that no file knows any more is called by its code."""
    return purposes[code].called(language) if code in purposes else code


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[Purpose, ...]:
    del changed
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("privacy.file", file=path.name, row="-", key=type(error).__name__) from None
    found = tuple(_purpose(row, path.name) for row in tables_of(text, path.name, ("purpose",))["purpose"])
    codes = [purpose.code for purpose in found]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise DeskError("privacy.file", file=path.name, row=code, key="code")
    return found


def _purpose(row: Mapping[str, Any], file: str) -> Purpose:
    def wrong(key: str) -> DeskError:
        return DeskError("privacy.file", file=file, row=str(row.get("code", "-")), key=key)

    for key in row.keys() - _KNOWN:
        raise wrong(key)
    for key in ("code", "edition"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise wrong(key)
    for key in ("name", "text"):
        texts = row.get(key)
        if not isinstance(texts, dict) or not texts or not texts.keys() <= set(LANGUAGES):
            raise wrong(key)
        if not all(isinstance(value, str) and value.strip() for value in texts.values()):
            raise wrong(key)
    for key in ("shares", "silences"):
        if type(row.get(key, False)) is not bool:
            raise wrong(key)
    return Purpose(**row)


def _said(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(texts[known] for known in LANGUAGES if texts.get(known))
