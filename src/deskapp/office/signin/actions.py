"""What is kept of passwords and PINs; the texts themselves are hashed before, outside the write lock (``door.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.office.access.model import Credential
from deskapp.office.signin.queries import Signer
from deskapp.office.signin.rules import FREE, wait_after, wait_left
from deskapp.office.staff.model import Staff
from deskapp.store.work import Reader, Work


def get_credential(reader: Reader, staff_id: int) -> Credential:
    """What somebody signs in with; ``signin.no_password`` where they have none yet."""
    found = find_credential(reader, staff_id)
    if found is None:
        raise DeskError("signin.no_password", "secret")
    return found


def find_credential(reader: Reader, staff_id: int) -> Credential | None:
    """The same; None where they have none yet."""
    return reader.session.exec(select(Credential).where(Credential.staff_id == staff_id)).first()


def count_try(work: Work, signer: Signer, *, pin: bool) -> tuple[str, int]:
    """Count a try before it is judged: the hash to judge it by, and how many wrong ones it would be in a row.

    Raises ``signin.wait`` while nobody may try, ``signin.pin_spent`` where only the password counts.
    """
    credential = get_credential(work, signer.id)
    if pin and (credential.failures >= FREE or not credential.pin_hash):
        raise DeskError("signin.pin_spent", "secret")
    left = wait_left(credential.locked_until, work.now)
    if left:
        raise DeskError("signin.wait", "secret", seconds=int(left.total_seconds()) + 1)
    failures = credential.failures + 1
    wait = wait_after(failures)
    work.derive(credential, {"failures": failures, "locked_until": work.now + wait if wait else None})
    return credential.pin_hash if pin else credential.password_hash, failures


def let_in(work: Work, signer: Signer, *, pin: bool, renewed: str) -> None:
    """A try was right; ``renewed`` is its hash, made anew where the old one was dated."""
    credential = get_credential(work, signer.id)
    fields = {"failures": 0, "locked_until": None, "last_in_at": work.now}
    work.derive(credential, fields | {"pin_hash" if pin else "password_hash": renewed})
    note_sign_in(work, signer, {"pin": pin})


def note_sign_in(work: Work, signer: Signer, told: Mapping[str, object]) -> None:
    """An entry of the trail about a sign-in; the action says which way it went."""
    work.entry("staff", signer.id, after=dict(told))


def keep_password(work: Work, *, staff_id: int, hashed: str, must_change: bool = False) -> Credential:
    """A new password; with ``must_change`` its owner chooses another at once, and a new PIN."""
    staff = work.get(Staff, staff_id)
    if not staff.active:
        raise DeskError("staff.left", name=staff.name)
    fields: dict[str, Any] = {"password_hash": hashed, "must_change": must_change, "failures": 0, "locked_until": None}
    fields |= {"changed_at": work.now, **({"pin_hash": ""} if must_change else {})}
    found = find_credential(work, staff_id)
    if found is None:
        return work.add(Credential(office_id=staff.office_id, staff_id=staff_id, **fields))
    work.change(found, fields)
    return found


def keep_pin(work: Work, *, staff_id: int, hashed: str) -> None:
    """The PIN to come back with; an empty hash takes it away."""
    work.change(get_credential(work, staff_id), {"pin_hash": hashed})
