"""Coming in, and choosing what one comes in with: hashing takes a tenth of a second, in which nobody may hold the lock.

So each of these is more than one unit of work. They run in a thread, as all work of the screens does.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from deskapp.errors import DeskError
from deskapp.office.access.model import Credential
from deskapp.office.signin.actions import count_try, keep_password, keep_pin, let_in, note_sign_in
from deskapp.office.signin.hashing import is_dated, is_right, make_hash
from deskapp.office.signin.queries import Signer
from deskapp.office.signin.rules import FREE, find_pin_weakness, find_weakness, wait_after
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.rights import Rights
from deskapp.store.seal_keys import Ring
from deskapp.store.store import Store
from deskapp.store.work import Clerk

ONLY_SIGN_IN: Final = Rights(actions=("signin.*",), reads=())
_ONCE: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def check_secret(store: Store, signer: Signer, office_id: int, text: str, now: datetime, *, pin: bool = False) -> None:
    """Let somebody in by password or PIN, or raise why not.

    A try is counted before it is judged, so that many terminals at once get no more tries than one. Raises
    ``signin.wait``, ``signin.wrong``, ``signin.pin_spent`` (only the password counts now).
    """
    oneself = oneself_as_clerk(signer, office_id)
    ring = store.keys.ring()
    stored, failures = store.write(oneself, "signin.try", partial(count_try, signer=signer, pin=pin), now)
    if not is_right(ring, stored, text):
        told = {"pin": pin, "tries": failures}
        store.write(oneself, "signin.wrong", partial(note_sign_in, signer=signer, told=told), now)
        raise _wrong(failures, pin=pin)
    renewed = make_hash(ring, text) if is_dated(ring, stored) else stored
    store.write(oneself, "signin.in", partial(let_in, signer=signer, pin=pin, renewed=renewed), now)


def _wrong(failures: int, *, pin: bool) -> DeskError:
    if pin:
        left = FREE - failures
        return (
            DeskError("signin.wrong_pin", "secret", left=left) if left > 0 else DeskError("signin.pin_spent", "secret")
        )
    seconds = int(wait_after(failures).total_seconds())
    return DeskError("signin.wrong_wait", "secret", seconds=seconds) if seconds else DeskError("signin.wrong", "secret")


def password_setter(ring: Ring, staff: Staff, password: str) -> Callable[..., Credential]:
    """Judge and hash a new password; the answer is the action that keeps it (``must_change`` may be given to it)."""
    weakness = find_weakness(password, known_of(staff))
    if weakness is not None:
        raise DeskError(weakness.code, "password", **weakness.values)
    return partial(keep_password, staff_id=record_id(staff), hashed=make_hash(ring, password))


def known_of(staff: Staff) -> tuple[str, ...]:
    """What others know of somebody and a password must not be made of."""
    return tuple(text for text in (staff.name, staff.number, staff.login, staff.phone, staff.email) if text)


def change_password(store: Store, signer: Signer, office_id: int, old: str, new: str, now: datetime) -> None:
    """Choose another password; the old one has to be known."""
    check_secret(store, signer, office_id, old, now)
    if new == old:
        raise DeskError("signin.password_same", "password")
    staff = store.read(lambda reader: reader.get(Staff, signer.id))
    keep = password_setter(store.keys.ring(), staff, new)
    store.write(oneself_as_clerk(signer, office_id), "signin.password", keep, now)


def change_pin(store: Store, signer: Signer, office_id: int, password: str, pin: str, now: datetime) -> None:
    """Choose the PIN to come back with; the password has to be known. An empty PIN takes it away."""
    check_secret(store, signer, office_id, password, now)
    weakness = find_pin_weakness(pin) if pin else None
    if weakness is not None:
        raise DeskError(weakness.code, "pin", **weakness.values)
    hashed = make_hash(store.keys.ring(), pin) if pin else ""
    keep = partial(keep_pin, staff_id=signer.id, hashed=hashed)
    store.write(oneself_as_clerk(signer, office_id), "signin.pin", keep, now)


def oneself_as_clerk(signer: Signer, office_id: int) -> Clerk:
    """Somebody at the door, who may do no more than come in and choose what they come in with."""
    return Clerk(signer.id, signer.name, office_id, rights=ONLY_SIGN_IN)


def make_once_password() -> str:
    """A password to be changed at the first sign-in: read out or written on a slip, without signs that look alike."""
    return "-".join("".join(secrets.choice(_ONCE) for _ in range(4)) for _ in range(3))
