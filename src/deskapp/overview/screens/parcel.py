"""The parcel page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskapp.cases.queries import cases_of
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Look
from deskapp.desks.intake.screens.new_case_known import Known
from deskapp.office.land.queries import ParcelPage, get_parcel
from deskapp.overview.parcel_look import parcel_hit, parcel_look
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit
from deskapp.store.work import Reader
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

    def read_cases(self, reader: Reader, page: ParcelPage) -> Sequence[CaseRow]:
        """What is going on about this parcel."""
        return cases_of(reader, parcel_id=page.row.id)

    def begins(self, page: ParcelPage) -> Known:
        """About this parcel."""
        return Known("", place=("parcel", page.row.id))
