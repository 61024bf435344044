"""The page of any record in words, for those who show it beside something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from deskapp.cases.queries import get_case_rows
from deskapp.casework.look import Look, Record
from deskapp.desks.intake.touch import Touch, get_touch
from deskapp.locale import Words
from deskapp.money.queries import Standing, get_standing
from deskapp.office.customer.page import CustomerPage, get_customer_page
from deskapp.office.customer.queries import Duplicate, find_duplicates, get_customer_draft, list_customers
from deskapp.office.land.queries import get_parcel, list_parcels
from deskapp.office.privacy.queries import PrivacyPage, get_privacy_page
from deskapp.office.property.queries import UnitPage, get_unit_page, list_units
from deskapp.overview.case_look import case_glance
from deskapp.overview.complaint_facts import NOTHING, Grievances, grievances_of_customer, grievances_of_unit
from deskapp.overview.customer_look import customer_look
from deskapp.overview.deal_facts import DealFacts, facts_of_contract, facts_of_customer, facts_of_unit, living
from deskapp.overview.deal_look import contract_glance
from deskapp.overview.handover_facts import HandoverFacts, handovers_of_unit, handovers_of_units, read_handovers
from deskapp.overview.handover_look import handover_glance
from deskapp.overview.parcel_look import parcel_look
from deskapp.overview.unit_look import unit_look
from deskapp.papers.queries import PaperRow, held_of
from deskapp.store.work import Reader

_PAPERS: Final = 20
"""Papers that a customer's page names at most."""


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit's page with its deals and its handovers, the living one of each first."""

    page: UnitPage
    deals: tuple[DealFacts, ...] = ()
    handovers: tuple[HandoverFacts, ...] = ()
    grievances: Grievances = NOTHING

    @property
    def deal(self) -> DealFacts | None:
        """The one that is not over."""
        return living(self.deals)

    @property
    def handover(self) -> HandoverFacts | None:
        """The one that is not over."""
        return next((one for one in self.handovers if one.is_living), None)


@dataclass(frozen=True, slots=True)
class Known:
    """A customer's page with who may be the same person, the papers not given back, the money by currency, and when
    they last spoke with us."""

    page: CustomerPage
    duplicates: tuple[Duplicate, ...]
    papers: tuple[PaperRow, ...] = ()
    money: Mapping[str, Standing] = field(default_factory=dict)
    touch: Touch = field(default_factory=Touch)
    privacy: PrivacyPage | None = None
    deals: tuple[DealFacts, ...] = ()
    handovers: tuple[HandoverFacts, ...] = ()
    grievances: Grievances = NOTHING


def get_known(reader: Reader, number: int, today: date) -> Known:
    """All of it, from one snapshot."""
    page = get_customer_page(reader, number, today)
    privacy = get_privacy_page(reader, page.row.id)
    if page.blocked_why:
        return Known(page, (), privacy=privacy)
    draft, _ = get_customer_draft(reader, number)
    duplicates = tuple(find_duplicates(reader, draft, own_id=page.row.id))
    papers = tuple(held_of(reader, [page.row.id], limit=_PAPERS))
    standing, touch = get_standing(reader, [page.row.id]), get_touch(reader, page.row.id)
    deals = facts_of_customer(reader, page.row.id, today)
    homes = {unit.unit_id for unit in page.units if unit.is_current and unit.role == "owner"}
    homes |= {unit.id for one in deals if one.is_living for unit in one.deal.units}
    handovers = handovers_of_units(reader, homes, today)
    grievances = grievances_of_customer(reader, [page.row.id])
    return Known(page, duplicates, papers, standing, touch, privacy, deals, handovers, grievances)


def get_unit_work(reader: Reader, number: int, today: date) -> UnitWork:
    """All of it, from one snapshot."""
    page = get_unit_page(reader, number, today)
    deals, handovers = facts_of_unit(reader, page.id, today), handovers_of_unit(reader, page.id, today)
    return UnitWork(page, deals, handovers, grievances_of_unit(reader, page.id))


def is_empty(reader: Reader) -> bool:
    """Whether the office has nothing to find yet."""
    return not (list_units(reader, limit=1) or list_customers(reader, limit=1) or list_parcels(reader, limit=1))


def get_look(reader: Reader, record: Record, words: Words, now: datetime) -> Look:
    """The page of a record without what is of the past, its texts one after the other for a narrow place."""
    kind, number = record
    if kind == "unit":
        work = get_unit_work(reader, number, now.date())
        look = unit_look(
            work.page, words, now.tzinfo, unfolded=False, deals=work.deals, handovers=work.handovers,
            grievances=work.grievances, now=now,
        )  # fmt: skip
    elif kind == "customer":
        known = get_known(reader, number, now.date())
        look = customer_look(
            known.page, known.duplicates, words, now.date(), now.tzinfo,
            papers=known.papers, money=known.money, touch=known.touch, privacy=known.privacy, deals=known.deals,
            handovers=known.handovers, grievances=known.grievances, now=now, unfolded=False,
        )  # fmt: skip
    elif kind in ("case", "complaint", "order"):
        look = case_glance(get_case_rows(reader, [number])[number], words, now.date())
    elif kind == "delivery":
        found = read_handovers(reader, [number], now.date())
        look = handover_glance(found[0], words, now.date()) if found else Look(())
    elif kind == "contract":
        look = contract_glance(facts_of_contract(reader, number, now.date()), words, now.date(), now.tzinfo)
    else:
        look = parcel_look(get_parcel(reader, number), words, now.tzinfo)
    return Look(tuple(replace(line, table="") for line in look.main))
