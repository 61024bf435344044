"""Every code that the office floor shows or stores has its word in three languages."""

from __future__ import annotations

import pytest

from deskapp.locale import LANGUAGES, words
from deskapp.office.customer import rules
from deskapp.office.customer.model import CATEGORIES, CHANNELS, Customer
from deskapp.office.land.model import Parcel
from deskapp.office.organisation.actions import ORGANISATION_KINDS
from deskapp.office.property import model as property_model
from deskapp.office.property.model import Unit
from deskapp.values.identity import KINDS

CODES = {
    "right": rules.RIGHTS,
    "relation": rules.RELATIONS,
    "name_kind": rules.NAME_KINDS,
    "customer_kind": rules.CUSTOMER_KINDS,
    "category": CATEGORIES,
    "channel": CHANNELS,
    "organisation_kind": ORGANISATION_KINDS,
    "unit_kind": property_model.UNIT_KINDS,
    "sale_state": property_model.SALE_STATES,
    "delivery_state": property_model.DELIVERY_STATES,
    "occupation_state": property_model.OCCUPATION_STATES,
    "decoration_state": property_model.DECORATION_STATES,
    "person_role": property_model.PERSON_ROLES,
    "duplicate_why": ("document", "phone", "name_and_unit"),
    "id_kind": KINDS,
}
BOOKKEEPING = {"id", "office_id", "project_id", "building_id", "version", "edited", "created_at"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_word(language: str) -> None:
    known = words(language)
    assert [f"{area}.{code}" for area, codes in CODES.items() for code in codes if f"{area}.{code}" not in known] == []


@pytest.mark.parametrize("table", [Customer, Unit, Parcel])
def test_every_field_of_the_trail_has_its_word(table: type[Customer | Unit | Parcel]) -> None:
    fields = set(table.model_fields) - BOOKKEEPING
    assert [field for field in sorted(fields) if f"trail.{field}" not in words("zh")] == []
