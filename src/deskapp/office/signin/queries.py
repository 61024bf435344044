"""Whether anybody has to sign in here, and who can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.office.access.model import Credential, StaffRole
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader

ADMINISTRATOR = "administrator"
LIST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who can sign in: how they are known, and what they have to give."""

    id: int
    number: str
    name: str
    has_pin: bool
    must_change: bool
    locked_until: datetime | None
    last_in_at: datetime | None


def home_is_open(reader: Reader) -> bool:
    """True until an administrator with a password was made; then for good, even if that person has left."""
    made = (
        select(Credential.id)
        .join(StaffRole, col(StaffRole.staff_id) == col(Credential.staff_id))
        .where(StaffRole.role == ADMINISTRATOR)
        .limit(1)
    )
    return reader.session.exec(made).first() is None


def find_signer(reader: Reader, known_as: str) -> Signer | None:
    """Who signs in under a staff number or the computer's name for them, in any letter case."""
    said = known_as.strip().casefold()
    if not said:
        return None
    for column in (col(Staff.number), col(Staff.login)):
        row = reader.session.exec(_signers().where(func.lower(column).in_({said, known_as.strip()}))).first()
        if row is not None:
            return _signer(*row)
    return None


def get_signer(reader: Reader, staff_id: int) -> Signer | None:
    """The same by the record's number."""
    row = reader.session.exec(_signers().where(Staff.id == staff_id)).first()
    return _signer(*row) if row is not None else None


def list_signers(reader: Reader) -> list[Signer]:
    """Everybody who works here and has a password, by number."""
    return [_signer(*row) for row in reader.session.exec(_signers().order_by(col(Staff.number)).limit(LIST_LIMIT))]


def _signers() -> Any:
    joined = col(Credential.staff_id) == col(Staff.id)
    return select(Staff, Credential).join(Credential, joined).where(col(Staff.active).is_(True))


def _signer(staff: Staff, credential: Credential) -> Signer:
    return Signer(
        record_id(staff),
        staff.number,
        staff.name,
        bool(credential.pin_hash),
        credential.must_change,
        credential.locked_until,
        credential.last_in_at,
    )
