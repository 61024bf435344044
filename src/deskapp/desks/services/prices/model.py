"""The price list of special services: what costs how much from which day."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Record
from deskapp.store.scope import OWN_OR_OFFICE, Rule


class ServicePrice(Record, table=True):
    """A service of the list, priced in the smallest unit; the latest row of a code that holds is taken.

    ``minutes`` is how long it usually takes, ``trade`` who can do it.
    """

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "service_price"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "project_id", "code", "valid_from"),
        {"sqlite_autoincrement": True},
    )

    code: str
    name: str
    unit: str = ""
    price: int = Field(sa_type=BigInteger)
    currency: str = "CNY"
    trade: str = ""
    minutes: int = 60
    valid_from: date
    valid_to: date | None = None
