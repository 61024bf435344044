"""The parcel page."""

from __future__ import annotations

from typing import Any

from deskapp.office.land.queries import ParcelPage, get_parcel
from deskapp.overview.look import Look
from deskapp.overview.parcel_look import parcel_hit, parcel_look
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit
from deskapp.ui.lines import shell_of


class ParcelScreen(PageScreen[ParcelPage]):
    """Everything known of a parcel."""

    TOPIC = "parcel"

    def read(self, data: Any, number: int) -> ParcelPage:
        """In a thread."""
        page: ParcelPage = data.store.read(lambda reader: get_parcel(reader, number))
        return page

    def look(self, page: ParcelPage) -> Look:
        """In words."""
        return parcel_look(page, self.words, shell_of(self).now().tzinfo)

    def hit(self, page: ParcelPage) -> Hit:
        """Among the last opened."""
        return parcel_hit(page)

    def called(self, page: ParcelPage) -> str:
        """Its number within the commune."""
        return page.row.code
