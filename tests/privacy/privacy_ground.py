"""People of every sort at a counter: a lead that came to nothing, an owner, whoever only asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tests.fixtures_store import NOW, Counter

from deskapp.desks.intake.actions_care import add_interest
from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.settings import Home, find_home
from deskapp.store.work import Work

PHONE, NUMBER = "13912345678", "110105198504121172"
NAME = "赵无极"
MARCH = NOW + timedelta(days=480)


def lead(counter: Counter, name: str = NAME, phone: str = PHONE, number: str = NUMBER) -> int:
    """A prospect with a document, a phone, a question, and a wish for news."""
    own = counter.customer(name, phone=phone, category="prospect", id_kind="cn-id", id_number=number)
    asked = EnquiryDraft(
        "title", "房本要多久？", answer="三十天", customer_id=own, caller_name=name, caller_phone=phone
    )
    counter.do(log_enquiry, asked)
    counter.do(add_interest, own, "契税")
    return own


def owner(counter: Counter) -> int:
    """A prospect who bought a home."""
    own = counter.customer("李静", phone="13700137000", category="prospect")
    unit = counter.unit(counter.building())
    counter.do(add_resident, unit, ResidentDraft(own, "owner"))
    return own


def words_of(database: Path) -> str:
    """Everything that the records of a database say."""
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def home_of(counter: Counter) -> Home:
    """The home that a counter's database lies in."""
    return find_home(counter.store.database.parent)


def say(reason: str, work: Work) -> Work:
    """A piece of work with its reason."""
    work.reason = reason
    return work
