"""Every report in one line: its name, and what loads it. The command line takes the names and loads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deskapp.sheets.reporting import ReportSource


def _units() -> ReportSource:
    from deskapp.office.property.report import UNITS

    return UNITS


def _customers() -> ReportSource:
    from deskapp.office.customer.report import CUSTOMERS

    return CUSTOMERS


def _residents() -> ReportSource:
    from deskapp.office.property.resident_report import RESIDENTS

    return RESIDENTS


def _parcels() -> ReportSource:
    from deskapp.office.land.report import PARCELS

    return PARCELS


def _staff() -> ReportSource:
    from deskapp.office.staff.report import STAFF

    return STAFF


def _calendar() -> ReportSource:
    from deskapp.office.calendar.report import CALENDAR

    return CALENDAR


def _imports() -> ReportSource:
    from deskapp.desks.reception.import_report import IMPORTS

    return IMPORTS


def _cases() -> ReportSource:
    from deskapp.cases.report import CASES

    return CASES


def _tasks() -> ReportSource:
    from deskapp.cases.report_work import TASKS

    return TASKS


def _appointments() -> ReportSource:
    from deskapp.cases.report_work import APPOINTMENTS

    return APPOINTMENTS


def _quotations() -> ReportSource:
    from deskapp.desks.intake.report_offers import QUOTATIONS

    return QUOTATIONS


def _messages() -> ReportSource:
    from deskapp.casework.report_messages import MESSAGES

    return MESSAGES


def _originals_out() -> ReportSource:
    from deskapp.casework.custody_report import ORIGINALS_OUT

    return ORIGINALS_OUT


def _case_flow() -> ReportSource:
    from deskapp.cases.report_flow import CASE_FLOW

    return CASE_FLOW


def _counter_load() -> ReportSource:
    from deskapp.desks.intake.report_load import COUNTER_LOAD

    return COUNTER_LOAD


def _receipts() -> ReportSource:
    from deskapp.casework.report_receipts import RECEIPTS

    return RECEIPTS


def _enquiries() -> ReportSource:
    from deskapp.desks.intake.report_enquiries import ENQUIRIES

    return ENQUIRIES


def _surveys() -> ReportSource:
    from deskapp.desks.intake.report_surveys import SURVEYS

    return SURVEYS


def _mortgages() -> ReportSource:
    from deskapp.desks.contracts.loans.report import MORTGAGES

    return MORTGAGES


def _contracts() -> ReportSource:
    from deskapp.desks.contracts.sale.report import CONTRACTS

    return CONTRACTS


def _filings() -> ReportSource:
    from deskapp.desks.contracts.sale.report_filing import FILINGS

    return FILINGS


def _filing_progress() -> ReportSource:
    from deskapp.desks.contracts.sale.report_filing import PROGRESS

    return PROGRESS


def _mortgage_progress() -> ReportSource:
    from deskapp.desks.contracts.loans.report import PROGRESS

    return PROGRESS


def _bank_loans() -> ReportSource:
    from deskapp.desks.contracts.loans.report import BANK_LOANS

    return BANK_LOANS


def _arrears() -> ReportSource:
    from deskapp.desks.contracts.arrears.report import ARREARS

    return ARREARS


def _formalities() -> ReportSource:
    from deskapp.desks.contracts.arrears.report import FORMALITIES_LATE

    return FORMALITIES_LATE


def _custody() -> ReportSource:
    from deskapp.desks.contracts.loans.report_custody import CUSTODY

    return CUSTODY


def _daybook() -> ReportSource:
    from deskapp.casework.report_daybook import DAYBOOK

    return DAYBOOK


def _payments() -> ReportSource:
    from deskapp.desks.contracts.paying.report import PAYMENTS

    return PAYMENTS


def _acceptances() -> ReportSource:
    from deskapp.office.acceptance.report import ACCEPTANCES

    return ACCEPTANCES


def _rounds() -> ReportSource:
    from deskapp.desks.handover.rounds.report import ROUNDS

    return ROUNDS


def _design_advice() -> ReportSource:
    from deskapp.desks.handover.rounds.report import DESIGN_ADVICE

    return DESIGN_ADVICE


def _early_defects() -> ReportSource:
    from deskapp.desks.handover.rounds.report import EARLY_DEFECTS

    return EARLY_DEFECTS


def _handovers() -> ReportSource:
    from deskapp.desks.handover.planning.report import HANDOVERS

    return HANDOVERS


def _handover_progress() -> ReportSource:
    from deskapp.desks.handover.inspecting.report_progress import PROGRESS

    return PROGRESS


def _defects() -> ReportSource:
    from deskapp.desks.handover.inspecting.report import DEFECTS

    return DEFECTS


def _rectification() -> ReportSource:
    from deskapp.desks.handover.inspecting.report import RECTIFICATION

    return RECTIFICATION


def _area_differences() -> ReportSource:
    from deskapp.desks.handover.settling.report import AREAS

    return AREAS


def _fees() -> ReportSource:
    from deskapp.desks.handover.settling.report import FEES

    return FEES


def _keys() -> ReportSource:
    from deskapp.desks.handover.giving.report import KEYS

    return KEYS


def _keys_out() -> ReportSource:
    from deskapp.desks.handover.giving.report import KEYS_OUT

    return KEYS_OUT


def _handover_day() -> ReportSource:
    from deskapp.desks.handover.day.report import HANDOVER_DAY

    return HANDOVER_DAY


def _complaints() -> ReportSource:
    from deskapp.desks.complaints.taking.report import COMPLAINTS

    return COMPLAINTS


def _escalations() -> ReportSource:
    from deskapp.desks.complaints.handling.report import ESCALATIONS

    return ESCALATIONS


def _callbacks() -> ReportSource:
    from deskapp.desks.complaints.handling.report import CALLBACKS

    return CALLBACKS


def _repairs() -> ReportSource:
    from deskapp.desks.services.orders.report import REPAIRS

    return REPAIRS


def _complaints_month() -> ReportSource:
    from deskapp.desks.complaints.figures.report import MONTH

    return MONTH


def _counter_kpi() -> ReportSource:
    from deskapp.desks.complaints.figures.report import KPI

    return KPI


REPORTS: Final[Mapping[str, Callable[[], ReportSource]]] = {
    "units": _units,
    "customers": _customers,
    "residents": _residents,
    "parcels": _parcels,
    "staff": _staff,
    "calendar": _calendar,
    "imports": _imports,
    "cases": _cases,
    "tasks": _tasks,
    "appointments": _appointments,
    "quotations": _quotations,
    "messages": _messages,
    "originals-out": _originals_out,
    "case-flow": _case_flow,
    "counter-load": _counter_load,
    "receipts": _receipts,
    "daybook": _daybook,
    "payments": _payments,
    "enquiries": _enquiries,
    "surveys": _surveys,
    "contracts": _contracts,
    "filings": _filings,
    "filing-progress": _filing_progress,
    "mortgages": _mortgages,
    "mortgage-progress": _mortgage_progress,
    "bank-loans": _bank_loans,
    "custody": _custody,
    "arrears": _arrears,
    "formalities": _formalities,
    "acceptances": _acceptances,
    "handovers": _handovers,
    "handover-progress": _handover_progress,
    "defects": _defects,
    "rectification": _rectification,
    "area-differences": _area_differences,
    "fees": _fees,
    "keys": _keys,
    "keys-out": _keys_out,
    "handover-day": _handover_day,
    "rounds": _rounds,
    "design-advice": _design_advice,
    "early-defects": _early_defects,
    "complaints": _complaints,
    "escalations": _escalations,
    "callbacks": _callbacks,
    "repairs": _repairs,
    "complaints-month": _complaints_month,
    "counter-kpi": _counter_kpi,
}
"""By name, in the order of the command line."""


def reports() -> dict[str, ReportSource]:
    """Every report by its name."""
    return {name: load() for name, load in REPORTS.items()}
