"""E-mail addresses: the plain form that every mail server takes, or a fault."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from deskapp.errors import Fault
from deskapp.values.text import clean

LIMIT: Final = 254
_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(
    rf"{_WORD}(?:\.{_WORD})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z0-9-]{{0,61}}[a-z0-9]"
)


def parse_email(text: str) -> tuple[str | None, Fault | None]:
    """One address as ``name@host.example``, the host in small letters; a host with other letters as mail writes it."""
    address = "".join(normalize("NFKC", clean(text)).split())
    if not address:
        return None, Fault("email.empty")
    name, at, host = address.rpartition("@")
    try:
        host = host.lower().encode("idna").decode("ascii") if at else ""
    except UnicodeError:
        host = ""
    plain = f"{name}@{host}"
    if len(plain) > LIMIT or len(name) > 64 or _ADDRESS.fullmatch(plain) is None:
        return None, Fault("email.form", {"value": clean(text)[:LIMIT]})
    return plain, None
