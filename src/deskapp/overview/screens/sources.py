"""Where the long lists read: the office's pages of units, customers and parcels, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from deskapp.casework.look import masked_document, money, word
from deskapp.casework.screens.finding import NOWHERE, find_building_id, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource
from deskapp.office.customer.model import CATEGORIES
from deskapp.office.customer.queries import CustomerFilter, count_customers, list_customers
from deskapp.office.customer.rows import CustomerRow
from deskapp.office.land.queries import ParcelRow, count_parcels, list_parcels
from deskapp.office.property.model import DELIVERY_STATES, OCCUPATION_STATES, SALE_STATES, UNIT_KINDS
from deskapp.office.property.queries import (
    UnitFilter,
    UnitPlace,
    UnitRow,
    count_units,
    get_place,
    list_units,
)
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.values.phones import mask_phone
from deskapp.values.rooms import fold_code

_BUILDING_MOST: Final = 5000


class UnitSource(OfficeSource[UnitRow, UnitFilter]):
    """Units, house by house."""

    def told(self) -> Iterable[Column]:
        """What a clerk asks of a list of homes."""
        yield Column("room", 12, weight="strong", sortable=True)
        yield self.codes("kind", "unit_kind", UNIT_KINDS)
        yield Column("area", 11, align="right")
        yield Column("total_price", 18 if self.words.language == "vi" else 15, align="right")
        yield self.codes("sale_state", "sale_state", SALE_STATES)
        yield self.codes("delivery_state", "delivery_state", DELIVERY_STATES)
        yield self.codes("occupation_state", "occupation_state", OCCUPATION_STATES)
        yield Column("building", 8, filterable=True)
        yield Column("project", filterable=True, weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> UnitFilter:
        """Project and building are typed; a building is looked for in the projects that are left."""
        chosen = {name: filters.get(name, "") for name in ("kind", "sale_state", "delivery_state", "occupation_state")}
        project, building = filters.get("project", ""), filters.get("building", "")
        projects = find_project_ids(reader, project) if project or building else []
        return UnitFilter(
            project_id=(projects[0] if projects else NOWHERE) if project else None,
            building_id=find_building_id(reader, projects, building) if building else None,
            **chosen,
        )

    def fetch(self, reader: Reader, only: UnitFilter, n: int, after: Any, before: Any) -> list[UnitRow]:
        """A page of units."""
        behind = get_place(reader, after[0]) if after else None
        ahead = None if before is None else get_place(reader, before[0]) if before else UnitPlace(2**62, "", "")
        return list_units(reader, after=behind, before=ahead, limit=n, only=only)

    def size(self, reader: Reader, only: UnitFilter, ahead_of: Any) -> int:
        """How many units."""
        return count_units(reader, only, ahead_of=get_place(reader, ahead_of[0]) if ahead_of else None)

    def cells(self, record: UnitRow) -> tuple[str, ...]:
        """The columns' texts."""
        return (
            record.code,
            word(self.words, "unit_kind", record.kind),
            "" if record.area is None else self.words.area(record.area),
            money(self.words, record.price, record.currency),
            word(self.words, "sale_state", record.sale_state),
            word(self.words, "delivery_state", record.delivery_state),
            word(self.words, "occupation_state", record.occupation_state),
            record.code.partition("-")[0],
            record.project,
        )

    def jump(self, data: Any, view: SavedView, prefix: str, n: int) -> Sequence[Row]:
        """To the first unit whose code begins so: ``3``, ``3-2``, ``3-2-15``."""
        wanted = fold_code(prefix)

        def read(reader: Reader) -> list[UnitRow]:
            only = self.only(reader, dict(view.filters))
            projects = [only.project_id] if only.project_id is not None else find_project_ids(reader, "")
            building = find_building_id(reader, projects, wanted.partition("-")[0])
            inside = UnitFilter(building_id=building)
            for unit in list_units(reader, only=inside, limit=_BUILDING_MOST):
                if fold_code(unit.code).startswith(wanted):
                    return self._from(reader, only, unit, n, descending=view.descending)
            return []

        return [self.row(record) for record in data.store.read(read)]

    def _from(self, reader: Reader, only: UnitFilter, unit: UnitRow, n: int, *, descending: bool) -> list[UnitRow]:
        """The page that begins with a unit, or with what follows it in the view."""
        place = get_place(reader, unit.id)
        if descending:
            here = list_units(
                reader, before=UnitPlace(place.building_id, place.entrance, f"{place.room}\0"), limit=n, only=only
            )
            return here[::-1]
        ahead = list_units(reader, before=place, limit=1, only=only)
        return list_units(reader, after=get_place(reader, ahead[0].id) if ahead else None, limit=n, only=only)


class CustomerSource(OfficeSource[CustomerRow, CustomerFilter]):
    """Customers, the newest first."""

    def told(self) -> Iterable[Column]:
        """What tells customers apart."""
        yield Column("name", weight="strong", least=16)
        yield self.column("phone", 11)
        yield self.column("id_number", 18, "look.documents", weight="muted")
        yield self.codes("category", "category", CATEGORIES)
        yield self.column("number", 16, weight="muted")
        yield self.codes("kind", "customer_kind", ("person", "company"), "lists.kind")
        yield self.codes("country", "country", ("CN", "VN"))

    def only(self, reader: Reader, filters: Mapping[str, str]) -> CustomerFilter:
        """What was chosen."""
        return CustomerFilter(
            category=filters.get("category", ""), kind=filters.get("kind", ""), country=filters.get("country", "")
        )

    def fetch(self, reader: Reader, only: CustomerFilter, n: int, after: Any, before: Any) -> list[CustomerRow]:
        """A page of customers."""
        return list_customers(reader, after=after[0] if after else None, before=_ahead(before), limit=n, only=only)

    def size(self, reader: Reader, only: CustomerFilter, ahead_of: Any) -> int:
        """How many customers."""
        return count_customers(reader, only, ahead_of=ahead_of[0] if ahead_of else None)

    def cells(self, record: CustomerRow) -> tuple[str, ...]:
        """The columns' texts, masked."""
        return (
            record.name,
            mask_phone(record.phone) if record.phone else "",
            masked_document(record),
            word(self.words, "category", record.category) if record.category else "",
            record.number,
            word(self.words, "customer_kind", record.kind),
            word(self.words, "country", record.country),
        )


class ParcelSource(OfficeSource[ParcelRow, str]):
    """Parcels, the newest first."""

    def told(self) -> Iterable[Column]:
        """What a land office calls a parcel."""
        yield Column("commune", 12, filterable=True)
        yield Column("parcel", 12, weight="strong")
        yield Column("parcel_area", 14, align="right")
        yield Column("land_use", 22)
        yield Column("legal_status")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> str:
        """A commune, or everything."""
        return filters.get("commune", "")

    def fetch(self, reader: Reader, only: str, n: int, after: Any, before: Any) -> list[ParcelRow]:
        """A page of parcels."""
        return list_parcels(reader, after=after[0] if after else None, before=_ahead(before), limit=n, commune=only)

    def size(self, reader: Reader, only: str, ahead_of: Any) -> int:
        """How many parcels."""
        return count_parcels(reader, only, ahead_of=ahead_of[0] if ahead_of else None)

    def cells(self, record: ParcelRow) -> tuple[str, ...]:
        """The columns' texts."""
        return (
            record.commune,
            record.code,
            "" if record.area is None else self.words.area(record.area),
            word(self.words, "land_use", record.land_use) if record.land_use else "",
            word(self.words, "legal_status", record.legal_status) if record.legal_status else "",
        )


def _ahead(before: Any) -> int | None:
    """The place before which a page of the newest first ends; ids begin with 1, so 0 is the end of the list."""
    return None if before is None else before[0] if before else 0
