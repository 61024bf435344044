"""What money at the counter is for, as data: whose money it is, and its name in every language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from deskapp.errors import DeskError
from deskapp.locale import Key, words

HOLDINGS: Final = ("own", "held", "deposit")


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose; ``holding``: own money, held for somebody else and passed on, or a deposit of the payer's."""

    code: str
    holding: str

    def say(self, language: str) -> str:
        """Its name in a language."""
        return words(language).text(purpose_key(self.code))


@cache
def purposes() -> Mapping[str, Purpose]:
    """Every purpose by its code, in the order of the file."""
    return parse_purposes((Path(__file__).parent / "purposes.toml").read_text(encoding="utf-8"))


def parse_purposes(text: str) -> Mapping[str, Purpose]:
    """Purposes of a TOML text; ``money.purposes_file`` names the first one that cannot be used."""
    try:
        rows = tomllib.loads(text).get("purpose", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("money.purposes_file", row=str(error)) from None
    found: dict[str, Purpose] = {}
    for row in rows:
        code, holding = row.get("code"), row.get("holding")
        if not isinstance(code, str) or not code or code in found or holding not in HOLDINGS:
            raise DeskError("money.purposes_file", row=str(code))
        found[code] = Purpose(code, holding)
    return MappingProxyType(found)


def find_purpose(code: str) -> Purpose:
    """The purpose of that code, or ``charge.purpose`` where there is none."""
    known = purposes().get(code)
    if known is None:
        raise DeskError("charge.purpose", "purpose", purpose=code)
    return known


def purpose_key(code: str) -> Key:
    """The catalogue's key for a purpose's name."""
    return Key(f"purpose.{code}")
