"""Acceptances of a building (竣工验收 and the rest) and its initial registration: whether it may be handed over."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Record, key_field
from deskapp.store.scope import OWN, Rule

ACCEPTANCE_KINDS: Final = ("completion", "planning", "fire", "comprehensive", "take_over", "initial_registration")
"""Completion, planning and comprehensive acceptance have each their department; ``take_over`` is the property
company's; ``initial_registration`` (首次登记) is no acceptance, but a gate like one."""
ACCEPTANCE_RESULTS: Final = ("", "passed", "failed")


class Acceptance(Record, table=True):
    """One acceptance of one building; ``department_id`` owns it, ``number`` is what the authority filed it under.

    ``keys_received_on``: the builder's keys came over after it. ``remarks``: what was found.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("building_id", "kind"),
        Index("ix_acceptance_planned_on", "planned_on", "id"),
        one_of("kind", ACCEPTANCE_KINDS),
        one_of("result", ACCEPTANCE_RESULTS),
        {"sqlite_autoincrement": True},
    )

    building_id: int = key_field("building.id", index=False)
    kind: str
    department_id: int | None = key_field("department.id", nullable=True, index=False)
    authority: str = ""
    planned_on: date | None = None
    result: str = ""
    decided_on: date | None = None
    number: str = ""
    keys_received_on: date | None = None
    remarks: str = Field(default="", sa_type=Text)
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
