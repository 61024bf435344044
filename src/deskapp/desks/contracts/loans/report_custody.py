"""原件在外 of the contracts desk: originals of sold homes that somebody else has, with room, contract and bank."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlmodel import col, or_, select

from deskapp.cases.model import CasePaper
from deskapp.casework.custody_report import STATE, Beside, custody_contents
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.model_cases import CaseDeal
from deskapp.office.deal.model import DealUnit
from deskapp.office.deal.queries import rooms_of
from deskapp.papers.model import Paper
from deskapp.sheets.report import ReportColumn, Row
from deskapp.sheets.reporting import Ask, Contents, ReportSource
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader

OF_DEALS: Final = or_(
    col(Paper.id).in_(
        select(CasePaper.paper_id)
        .join(CaseDeal, col(CaseDeal.case_id) == col(CasePaper.case_id))
        .where(col(CasePaper.paper_id).is_not(None))
    ),
    col(Paper.unit_id).in_(select(DealUnit.unit_id).where(col(DealUnit.until).is_(None))),
)
"""Papers of a case about a deal, or of a home that is in one."""
_COLUMNS: Final = (
    ReportColumn("room", label="column.contract_unit"),
    ReportColumn("contract", "code", label="column.sale_contract_number"),
)


def deals_of_papers(reader: Reader, papers: Collection[int]) -> dict[int, int]:
    """The deal that each of these papers belongs to: that of its case, else of its home now."""
    found: dict[int, int] = {}
    for part in in_chunks(papers):
        living = (
            select(Paper.id, DealUnit.deal_id)
            .join(DealUnit, col(DealUnit.unit_id) == col(Paper.unit_id))
            .where(col(Paper.id).in_(part), col(DealUnit.until).is_(None))
        )
        found |= {number or 0: deal for number, deal in reader.session.exec(living)}
        cases = (
            select(CasePaper.paper_id, CaseDeal.deal_id)
            .join(CaseDeal, col(CaseDeal.case_id) == col(CasePaper.case_id))
            .where(col(CasePaper.paper_id).in_(part))
            .order_by(col(CasePaper.id))
        )
        found |= {number or 0: deal for number, deal in reader.session.exec(cases)}
    return found


def places_of_papers(reader: Reader, papers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Room and contract number of these papers."""
    deals = deals_of_papers(reader, papers)
    rooms = rooms_of(reader, set(deals.values()))
    contracts: dict[int, str] = {}
    for part in in_chunks(set(deals.values())):
        query = select(SaleContract.deal_id, SaleContract.number).where(col(SaleContract.deal_id).in_(part))
        contracts |= dict(reader.session.exec(query).all())
    return {
        paper: (rooms[deal][0].code if rooms.get(deal) else "", contracts.get(deal, ""))
        for paper, deal in deals.items()
    }


def _cells(reader: Reader, papers: Collection[int]) -> Mapping[int, Row]:
    return {
        number: [room or None, contract or None]
        for number, (room, contract) in places_of_papers(reader, papers).items()
    }


def _read(reader: Reader, ask: Ask) -> Contents:
    return custody_contents(reader, ask, Beside(OF_DEALS, _COLUMNS, _cells))


CUSTODY: Final = ReportSource("custody", _read, day="column.holder_since", state=STATE)
