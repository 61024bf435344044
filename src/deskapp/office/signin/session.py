"""Who works in an opened home: nobody before they signed in, then somebody with the rights of their roles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.access.model import StaffRole
from deskapp.office.access.rules import Held, idle_minutes, rights_from
from deskapp.office.signin.deputies import stood_in_for
from deskapp.office.signin.door import change_password, change_pin, check_secret
from deskapp.office.signin.queries import ADMINISTRATOR, Signer, find_signer, get_signer, home_is_open, list_signers
from deskapp.office.signin.tokens import find_token
from deskapp.office.staff.actions import NOBODY
from deskapp.office.staff.model import Office, Staff
from deskapp.store.base import record_id
from deskapp.store.rights import NOTHING, Rights
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader

NOBODY_YET: Final = replace(NOBODY, rights=NOTHING)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody whose password or PIN was right, and the clerk that they are from now on."""

    signer: Signer
    clerk: Clerk


def get_clerk(reader: Reader, staff_id: int, today: date) -> Clerk:
    """Somebody as a clerk, with what their roles and those they stand in for allow today."""
    staff = reader.get(Staff, staff_id)
    office = reader.get(Office, staff.office_id)
    rights = rights_with_deputies(reader, staff_id, today)
    return Clerk(staff_id, staff.name, record_id(office), office.country, office.language, rights)


def rights_with_deputies(reader: Reader, staff_id: int, today: date) -> Rights:
    """A deputy may what those may who are away, but for being administrator, which nobody inherits."""
    others = set(stood_in_for(reader, staff_id, today))
    found = reader.session.exec(select(StaffRole).where(col(StaffRole.staff_id).in_({staff_id, *others})))
    return rights_from(
        [
            Held(row.role, row.project_id, row.department_id, row.since, row.until)
            for row in found
            if row.staff_id == staff_id or row.role != ADMINISTRATOR
        ],
        today,
    )


class Seat:
    """The place of whoever works in an opened home; ``is_home_open`` is a home that asks nobody to sign in.

    Reads keep to the scope of the store, so taking the seat sets that, too.
    """

    def __init__(self, store: Store, clerk: Clerk, *, is_home_open: bool) -> None:
        self.store = store
        self.is_home_open = is_home_open
        self.take(clerk if is_home_open else NOBODY_YET)

    @property
    def is_taken(self) -> bool:
        """Whether somebody may work."""
        return self.is_home_open or self.clerk.id != NOBODY_YET.id

    def signers(self) -> list[Signer]:
        """Everybody who can sign in."""
        return self.store.read_all(list_signers)

    def signer(self, staff_id: int) -> Signer | None:
        """One of them, as they are now."""
        return self.store.read_all(lambda reader: get_signer(reader, staff_id))

    def come_in(self, known_as: str, secret: str, now: datetime, *, pin: bool = False) -> Entered:
        """Judge a password or PIN; the seat is not taken yet. Unknown people are told the same as a wrong password."""
        signer = self.store.read_all(lambda reader: find_signer(reader, known_as))
        if signer is None:
            raise DeskError("signin.wrong", "secret")
        check_secret(self.store, signer, self._office_of(signer), secret, now, pin=pin)
        return Entered(signer, self.store.read_all(lambda reader: get_clerk(reader, signer.id, now.date())))

    def come_in_by_token(self, token: str, now: datetime) -> None:
        """A script takes the seat for its owner."""
        row = self.store.read_all(lambda reader: find_token(reader, token, now.date()))
        self.take(self.store.read_all(lambda reader: get_clerk(reader, row.staff_id, now.date())))

    def take(self, clerk: Clerk) -> None:
        """From now on this clerk works here, and sees what they may see."""
        self.clerk = clerk
        self.store.serve(clerk.rights)

    def is_closed_now(self) -> bool:
        """Whether a home that was open asks people to sign in since."""
        return not self.store.read_all(home_is_open)

    def renewed(self, now: datetime) -> Clerk | None:
        """The clerk with what their roles allow by now; None where they work here no more."""
        number = self.clerk.id
        if self.signer(number) is None:
            return None
        return self.store.read_all(lambda reader: get_clerk(reader, number, now.date()))

    def leave(self) -> None:
        """Nobody works here."""
        self.take(NOBODY_YET)

    @property
    def idle_minutes(self) -> int:
        """After how long the counter locks itself."""
        return idle_minutes(self.clerk.rights.roles)

    def change_password(self, signer: Signer, old: str, new: str, now: datetime) -> None:
        """Somebody chooses another password."""
        change_password(self.store, signer, self._office_of(signer), old, new, now)

    def change_pin(self, signer: Signer, password: str, pin: str, now: datetime) -> None:
        """Somebody chooses the PIN to come back with."""
        change_pin(self.store, signer, self._office_of(signer), password, pin, now)

    def _office_of(self, signer: Signer) -> int:
        return self.store.read_all(lambda reader: reader.get(Staff, signer.id).office_id)
