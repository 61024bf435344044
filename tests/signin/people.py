"""People with passwords, PINs and roles, made as the program makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from deskapp.office.access.model import StaffRole
from deskapp.office.signin.actions import keep_pin
from deskapp.office.signin.door import password_setter
from deskapp.office.signin.hashing import make_hash
from deskapp.office.signin.queries import Signer, get_signer
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work


@dataclass(frozen=True)
class Person:
    id: int
    store: Store
    password: str
    pin: str

    @property
    def signer(self) -> Signer:
        found = self.store.read(lambda reader: get_signer(reader, self.id))
        assert found is not None
        return found


def add_person(
    store: Store,
    clerk: Clerk,
    now: datetime,
    number: str,
    name: str,
    password: str,
    *,
    pin: str = "",
    roles: tuple[str, ...] = (),
    must_change: bool = False,
) -> Person:
    ring = store.keys.ensure()

    def make(work: Work) -> int:
        staff = work.add(Staff(office_id=clerk.office_id, number=number, name=name))
        password_setter(ring, staff, password)(work, must_change=must_change)
        if pin:
            keep_pin(work, staff_id=record_id(staff), hashed=make_hash(ring, pin))
        for role in roles:
            made = StaffRole(office_id=clerk.office_id, staff_id=record_id(staff), role=role, since=date(2020, 1, 1))
            work.add(made)
        return record_id(staff)

    return Person(store.write(clerk, "staff.add", make, now), store, password, pin)
