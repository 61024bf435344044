"""The office itself: its name, country, language and letterhead, read and edited."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from sqlmodel import select

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.office.checking import Faults, refuse, take, take_text, wrong_choices
from deskapp.office.staff.model import UNNAMED, Office
from deskapp.store.work import Reader, Work
from deskapp.values import Country
from deskapp.values.names import parse_name
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """What an office says of itself; ``place`` is the town that letters are dated in."""

    name: str
    country: str = "CN"
    language: str = "zh"
    address: str = ""
    phone: str = ""
    place: str = ""

    @property
    def is_named(self) -> bool:
        """False until the office was given a name of its own; what people agree to would name this program."""
        return self.name.strip() not in ("", UNNAMED)

    def checked(self) -> tuple[OfficeDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"country": ("CN", "VN"), "language": LANGUAGES})
        kept: dict[str, Any] = {"phone": ""}
        take(kept, faults, "name", parse_name(self.name))
        take_text(kept, faults, "address", self.address)
        take_text(kept, faults, "place", self.place)
        if clean(self.phone) and "country" not in faults:
            take(kept, faults, "phone", parse_phone(self.phone, cast("Country", self.country)))
        return replace(self, **kept), faults


def get_office(reader: Reader) -> tuple[OfficeDraft, int]:
    """The first office of the home, and the version that was read; ``office.none`` in an empty home."""
    office = _office(reader)
    return (
        OfficeDraft(office.name, office.country, office.language, office.address, office.phone, office.place),
        office.version,
    )


def edit_office(work: Work, draft: OfficeDraft, seen: int | None = None) -> Office:
    """What the office says of itself from now on; letters, sheets and number formats follow.

    That holds for every project: ``access.whole`` for a clerk of some.
    """
    if work.scope.project_ids is not None:
        raise DeskError("access.whole")
    draft, faults = draft.checked()
    refuse(faults)
    office = _office(work)
    work.change(office, asdict(draft), seen=seen)
    return office


def _office(reader: Reader) -> Office:
    office = reader.session.exec(select(Office).order_by("id")).first()
    if office is None:
        raise DeskError("office.none")
    return office
