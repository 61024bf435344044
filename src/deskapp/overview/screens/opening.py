"""Which page belongs to which kind of record."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from deskapp.casework.look import Record
from deskapp.overview.recent import Recent


def page_of(record: Record, recent: Recent) -> Screen[Any]:
    """The page of a record; of an ``enquiry`` the form, asked by that customer or by somebody unknown; of a
    ``repair_of`` a case the form of a repair; ``clocks`` of a case, how those of its complaint count."""
    from deskapp.overview.screens.case import CaseScreen
    from deskapp.overview.screens.customer import CustomerScreen
    from deskapp.overview.screens.parcel import ParcelScreen
    from deskapp.overview.screens.unit import UnitScreen

    kind, number = record
    if kind == "customer":
        return CustomerScreen(number, recent)
    if kind == "case":
        return CaseScreen(number, recent)
    if kind == "contract":
        from deskapp.overview.screens.deal_doors import contract_page

        return contract_page(number)
    if kind == "cashier":
        from deskapp.overview.screens.deal_doors import cashier

        return cashier(number)
    if kind in ("delivery", "defect", "key_set"):
        from deskapp.overview.screens.handover_doors import PAGES

        return PAGES[kind](number)
    if kind in ("complaint", "order"):
        from deskapp.overview.screens.complaint_doors import PAGES as OF_CASES

        return OF_CASES[kind](number)
    if kind == "enquiry":
        from deskapp.desks.intake.screens.enquiry import EnquiryForm

        return EnquiryForm(number or None)
    if kind == "repair_of":
        from deskapp.desks.services.orders.screens.repair_form import RepairForm

        # what is known of the case is read by the form
        return RepairForm(parent_id=number)
    if kind == "clocks":
        from deskapp.desks.complaints.taking.screens.clocks import ClocksScreen

        return ClocksScreen(number)
    if kind == "receipt":
        from deskapp.casework.screens.cash import CashScreen

        return CashScreen(receipt_id=number)
    return UnitScreen(number, recent) if kind == "unit" else ParcelScreen(number, recent)
