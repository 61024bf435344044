"""Every kind of sheet that can be taken in, each in one line: its name, and what makes it.

The command line takes the names from here and loads nothing with them; what makes a kind loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from deskapp.settings import Home

if TYPE_CHECKING:
    from deskapp.cases.sheet import CaseSheet
    from deskapp.sheets.judge import Kind


def _units() -> Kind:
    from deskapp.office.property.sheet import UnitSheet

    return UnitSheet()


def _customers() -> Kind:
    from deskapp.office.customer.sheet import CustomerSheet

    return CustomerSheet()


def _residents() -> Kind:
    from deskapp.office.property.residents import ResidentSheet

    return ResidentSheet()


def _parcels() -> Kind:
    from deskapp.office.land.sheet import ParcelSheet

    return ParcelSheet()


def _staff() -> Kind:
    from deskapp.office.staff.sheet import StaffSheet

    return StaffSheet()


def _calendar() -> Kind:
    from deskapp.office.calendar.sheet import CalendarSheet

    return CalendarSheet()


def _cases(home: Home | None) -> CaseSheet:
    """Cases go in by the procedures of a home; without one the kind tells only its columns."""
    from deskapp.cases.sheet import CaseSheet
    from deskapp.wiring import load_home_procedures, region_of

    return CaseSheet(partial(load_home_procedures, home), region_of(home)) if home else CaseSheet()


def _enquiries(home: Home | None) -> Kind:
    from deskapp.desks.intake.sheet_enquiry import EnquirySheet

    return EnquirySheet(_cases(home))


def _parcels_check() -> Kind:
    from deskapp.desks.intake.sheet_parcel_check import ParcelCheckSheet

    return ParcelCheckSheet()


def _contracts() -> Kind:
    from deskapp.desks.contracts.sale.sheet import ContractSheet

    return ContractSheet()


def _payments(home: Home | None) -> Kind:
    from deskapp.desks.contracts.paying.accounts import load_accounts
    from deskapp.desks.contracts.paying.sheet import PaymentSheet

    return PaymentSheet(load_accounts(home) if home else ())


def _mortgages() -> Kind:
    from deskapp.desks.contracts.loans.sheet_loans import LoanSheet

    return LoanSheet()


def _bank_loans() -> Kind:
    from deskapp.desks.contracts.loans.sheet_bank_loans import BankLoanSheet

    return BankLoanSheet()


def _acceptances() -> Kind:
    from deskapp.office.acceptance.sheet import AcceptanceSheet

    return AcceptanceSheet()


def _survey_areas() -> Kind:
    from deskapp.desks.handover.settling.sheet_survey import SurveySheet

    return SurveySheet()


def _handover_plan() -> Kind:
    from deskapp.desks.handover.planning.sheet import PlanSheet

    return PlanSheet()


def _defects() -> Kind:
    from deskapp.desks.handover.inspecting.sheet import DefectSheet

    return DefectSheet()


def _complaints(home: Home | None) -> Kind:
    from deskapp.desks.complaints.taking.sheet import ComplaintSheet

    return ComplaintSheet(_cases(home))


def _repairs(home: Home | None) -> Kind:
    from deskapp.desks.services.orders.sheet import RepairSheet

    return RepairSheet(_cases(home))


SHEET_KINDS: Final[Mapping[str, Callable[[Home | None], Kind]]] = {
    "units": lambda _: _units(),
    "customers": lambda _: _customers(),
    "residents": lambda _: _residents(),
    "parcels": lambda _: _parcels(),
    "staff": lambda _: _staff(),
    "calendar": lambda _: _calendar(),
    "enquiries": _enquiries,
    "cases": _cases,
    "parcels-check": lambda _: _parcels_check(),
    "contracts": lambda _: _contracts(),
    "payments": _payments,
    "mortgages": lambda _: _mortgages(),
    "bank-loans": lambda _: _bank_loans(),
    "acceptances": lambda _: _acceptances(),
    "survey-areas": lambda _: _survey_areas(),
    "handover-plan": lambda _: _handover_plan(),
    "defects": lambda _: _defects(),
    "complaints": _complaints,
    "repairs": _repairs,
}
"""By name, in the order of the command line; a home is handed to each."""


def sheet_kinds(home: Home | None = None) -> dict[str, Kind]:
    """Every kind of sheet by its name."""
    return {name: make(home) for name, make in SHEET_KINDS.items()}
