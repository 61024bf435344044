"""Secrets in the database, such as filing passwords: encrypted with AES-GCM, never in a log, a crash or the trail.

A sealed text is ``s1.KEY.DATA``: the form, the id of the key, and nonce with cipher text. What it is for (``about``) is
part of it, so that a sealed text that is moved to another column does not open there.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import MetaData, Text, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from deskapp.errors import DeskError
from deskapp.store.seal_keys import Key, Keys, Ring

if TYPE_CHECKING:
    from deskapp.store.work import Work

FORM: Final = "s1"
SHOWN: Final = "•••"
PARTS: Final = "sealed_parts"
"""In a column's ``info``: it holds JSON, name -> text, some of them sealed about this word and their name."""
SEALED: Final = re.compile(r"s1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{36,}={0,2}")
_NONCE: Final = 12
_CIPHER: Final = "secret text"
_EQUAL: Final = "secret equality"
_keys: ContextVar[Keys | None] = ContextVar("keys", default=None)
_fields: ContextVar[Callable[[], frozenset[str]]] = ContextVar("fields", default=frozenset)


@contextmanager
def using(keys: Keys, fields: Callable[[], frozenset[str]] = frozenset) -> Iterator[None]:
    """Within, secrets open and close with these keys, and these are the secret fields; the store sees to it."""
    token, told = _keys.set(keys), _fields.set(fields)
    try:
        yield
    finally:
        _keys.reset(token)
        _fields.reset(told)


def secret_fields() -> frozenset[str]:
    """The fields of procedures that the office keeps secret, as ``procedure.field``, or ``field`` of any of them."""
    return _fields.get()()


def is_sealed(text: str) -> bool:
    """Whether a text is a sealed one."""
    return SEALED.fullmatch(text) is not None


def seal_here(text: str, about: str) -> str:
    """Encrypt inside the store, with its newest key."""
    return seal_text(_ring(), text, about)


def open_here(sealed: str, about: str) -> str:
    """Open inside the store; raises as ``open_text``."""
    return open_text(_ring(), sealed, about)


def hidden_here(sealed: str, about: str) -> Hidden:
    """One that lies inside the store, as it is held in the hand."""
    return Hidden.stored(_ring(), sealed, about)


def seal_text(ring: Ring, text: str, about: str = "") -> str:
    """Encrypt with the newest key; twice the same text never looks the same."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key, nonce = ring.newest, os.urandom(_NONCE)
    closed = AESGCM(key.derive(_CIPHER)).encrypt(nonce, text.encode(), about.encode())
    return f"{FORM}.{key.id.hex()}.{urlsafe_b64encode(nonce + closed).decode()}"


def open_text(ring: Ring, sealed: str, about: str = "") -> str:
    """The text again. Raises ``store.key_missing``, ``store.key_lost``, or ``store.secret_broken``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        form, key_id, data = sealed.split(".")
        raw, wanted = urlsafe_b64decode(data), bytes.fromhex(key_id)
    except ValueError:
        raise DeskError("store.secret_broken") from None
    if form != FORM:
        raise DeskError("store.secret_broken")
    try:
        cipher = AESGCM(ring.find(wanted).derive(_CIPHER))
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], about.encode()).decode()
    except (InvalidTag, ValueError):
        raise DeskError("store.secret_broken") from None


def equality(ring: Ring, text: str) -> list[str]:
    """Keyed hashes by which an equal text is found without opening any, the newest key's first.

    A column keeps the first; a search asks for all of them, because older rows were hashed with an older key.
    """
    return [_hash(key, text) for key in reversed(ring.keys)]


def _hash(key: Key, text: str) -> str:
    return f"{key.id.hex()}.{hmac.digest(key.derive(_EQUAL), text.encode(), 'sha256').hex()}"


class Hidden:
    """A secret in hand: shown as dots wherever it is printed; opened by ``reveal`` alone, and not before."""

    __slots__ = ("_about", "_ring", "_sealed", "_text")

    def __init__(self, text: str) -> None:
        self._text: str | None = text
        self._sealed, self._about, self._ring = "", "", Ring()

    @classmethod
    def stored(cls, ring: Ring, sealed: str, about: str) -> Hidden:
        """One as it lies in the database; a lost key is told when it is to be revealed, not when its record is read."""
        hidden = cls("")
        hidden._text, hidden._sealed, hidden._about, hidden._ring = None, sealed, about, ring
        return hidden

    def reveal(self) -> str:
        """The text; whoever shows it writes down why before (``work.reason``)."""
        if self._text is None:
            self._text = open_text(self._ring, self._sealed, self._about)
        return self._text

    @property
    def mark(self) -> str:
        """What the trail keeps of it: dots, and by a few signs whether it is another than before."""
        ring = _ring()
        return f"{SHOWN} {_hash(ring.newest, self.reveal())[-6:]}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hidden):
            return False
        try:
            return hmac.compare_digest(self.reveal().encode(), other.reveal().encode())
        except DeskError:
            # what does not open any more is like nothing
            return False

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Hidden({SHOWN})"

    def __str__(self) -> str:
        return SHOWN

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not written out")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.is_instance_schema(cls)


class Secret(TypeDecorator[Hidden]):
    """A column of secrets: ``Hidden`` in Python, a sealed text in the database. ``Field(sa_type=Secret("filing"))``."""

    impl = Text
    cache_ok = True

    def __init__(self, about: str = "") -> None:
        super().__init__()
        self.about = about

    def process_bind_param(self, value: Hidden | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None:
            return None
        if not isinstance(value, Hidden):
            raise TypeError("a secret is given as Hidden")
        return seal_text(_ring(), value.reveal(), self.about)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Hidden | None:
        """Leave it closed until somebody asks."""
        return None if value is None else Hidden.stored(_ring(), value, self.about)


def reseal(work: Work, metadata: MetaData) -> int:
    """Encrypt every secret of these tables anew with the newest key; how many. One whose key is lost stays as it is."""
    count = 0
    for table in metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        for column in table.columns:
            about = column.info.get(PARTS)
            if about is None and not isinstance(column.type, Secret):
                continue
            held = column.is_not(None) if about is None else column.contains(f"{FORM}.")
            for *numbers, value in work.session.execute(select(*keys, column).where(held)).all():
                fresh, renewed = (value, _opens(value)) if about is None else _renew_parts(value, about)
                if renewed:
                    same = [key == number for key, number in zip(keys, numbers, strict=True)]
                    work.session.execute(update(table).where(*same).values({column: fresh}))
                    count += renewed
    return count


def _opens(hidden: Hidden) -> int:
    try:
        hidden.reveal()
    except DeskError:
        return 0
    return 1


def _renew_parts(text: str, about: str) -> tuple[str, int]:
    """The sealed texts of a JSON object, each encrypted anew, and how many."""
    parts, count = json.loads(text), 0
    for name, part in parts.items():
        if isinstance(part, str) and is_sealed(part):
            hidden = hidden_here(part, f"{about}.{name}")
            if _opens(hidden):
                parts[name], count = seal_here(hidden.reveal(), f"{about}.{name}"), count + 1
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")), count


def _ring() -> Ring:
    keys = _keys.get()
    if keys is None:
        raise RuntimeError("secrets are read and written inside the store")
    return keys.ring()
