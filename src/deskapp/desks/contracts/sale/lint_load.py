"""Reads what is looked at for warnings about a contract."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.engine import Missing
from deskapp.cases.history import Line, LineState, is_satisfied
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.pinned import procedure_of
from deskapp.desks.contracts.sale.earnest import earnest_charges
from deskapp.desks.contracts.sale.lint import LintFacts, LintParty, LintUnit, lint_contract
from deskapp.desks.contracts.sale.model import ContractTemplate, Filing, SaleContract
from deskapp.desks.contracts.sale.model_cases import CaseDeal
from deskapp.desks.contracts.sale.projection import price_parts
from deskapp.office.customer.model import Customer, CustomerDocument
from deskapp.office.deal.model import DealUnit
from deskapp.office.deal.queries import DealRow, DealUnitRow, PartyRow, get_deal
from deskapp.office.property.model import Unit
from deskapp.store.work import Reader
from deskapp.values.identity_cn import birth_of
from deskapp.values.money import from_minor

_WITH_BIRTH: Final = ("cn-id", "foreign-pr")


def find_lint(reader: Reader, contract_id: int, today: date, deal: DealRow | None = None) -> list[Missing]:
    """What is found against a contract today; a cancelled one is left in peace."""
    contract = reader.get(SaleContract, contract_id)
    if contract.cancelled_on is not None:
        return []
    return lint_contract(load_lint(reader, contract, deal or get_deal(reader, contract.deal_id)), today)


def load_lint(reader: Reader, contract: SaleContract, deal: DealRow) -> LintFacts:
    """The facts of a contract and its deal."""
    parts = price_parts(reader, [contract.deal_id]).get(contract.deal_id, ())
    template = None if contract.template_id is None else reader.get(ContractTemplate, contract.template_id)
    currency = contract.currency
    return LintFacts(
        price=from_minor(contract.price, currency),
        currency=currency,
        method=contract.method,
        priced_by=contract.priced_by,
        units=_units(reader, contract, deal.units),
        parties=_parties(reader, deal.parties),
        asked=from_minor(sum(part.amount for part in parts), currency),
        down_payment=from_minor(sum(part.amount for part in parts if part.part == "down_payment"), currency),
        loan=from_minor(sum(part.amount for part in parts if part.part == "loan"), currency),
        loan_amount=None if contract.loan_amount is None else from_minor(contract.loan_amount, currency),
        bank=contract.bank,
        earnest=sum(
            (from_minor(one.amount, currency) for one in earnest_charges(reader, contract.deal_id)), Decimal(0)
        ),
        alterations=contract.alterations,
        template="" if template is None else f"{template.name} {template.edition}",
        template_from=None if template is None else template.valid_from,
        template_to=None if template is None else template.valid_to,
        reserved_until=contract.reserved_until,
        drafted_on=contract.drafted_on,
        reviewed_on=contract.reviewed_on,
        online_number=contract.online_number,
        signed_on=contract.signed_on,
        papers=_papers(reader, contract.deal_id),
    )


def _papers(reader: Reader, deal_id: int) -> tuple[Any, ...]:
    """The names of what running cases of the deal still wait for, in the procedure's languages."""
    query = select(Case).join(CaseDeal, col(CaseDeal.case_id) == col(Case.id))
    query = query.where(col(CaseDeal.deal_id) == deal_id, col(Case.outcome) == "")
    names: list[Any] = []
    for case in reader.session.exec(query.order_by(col(Case.id))):
        rules = {rule.code: rule for rule in procedure_of(reader, case).papers}
        lines = select(CasePaper).where(CasePaper.case_id == case.id, col(CasePaper.required).is_(True))
        for line in reader.session.exec(lines.order_by(col(CasePaper.id))):
            rule = rules.get(line.code)
            if not is_satisfied(Line(0, copies="any" if rule is None else rule.copies), LineState(line.state)):
                names.append(line.name if rule is None else rule.name)
    return tuple(names)


def _units(reader: Reader, contract: SaleContract, rows: Collection[DealUnitRow]) -> tuple[LintUnit, ...]:
    numbers = [row.unit_id for row in rows]
    known = {unit.id: unit for unit in reader.session.exec(select(Unit).where(col(Unit.id).in_(numbers)))}
    filed = _filed_elsewhere(reader, contract, numbers)
    return tuple(
        LintUnit(
            row.code,
            row.area,
            row.inner_area,
            row.unit_price,
            row.price,
            known[row.unit_id].area,
            known[row.unit_id].inner_area,
            filed.get(row.unit_id, ""),
        )
        for row in rows
    )


def _filed_elsewhere(reader: Reader, contract: SaleContract, unit_ids: Collection[int]) -> dict[int, str]:
    """Units that another contract's living filing has, with that contract's number."""
    query = (
        select(DealUnit.unit_id, SaleContract.number)
        .join(SaleContract, col(SaleContract.deal_id) == col(DealUnit.deal_id))
        .join(Filing, col(Filing.contract_id) == col(SaleContract.id))
        .where(
            col(DealUnit.unit_id).in_(unit_ids),
            col(SaleContract.id) != contract.id,
            col(Filing.cancelled_on).is_(None),
        )
    )
    return {unit_id: number for unit_id, number in reader.session.exec(query)}  # noqa: C416 - a row is no pair to dict()


def _parties(reader: Reader, rows: Collection[PartyRow]) -> tuple[LintParty, ...]:
    numbers = {row.document_id for row in rows if row.document_id is not None}
    papers = {
        one.id: one
        for one in reader.session.exec(select(CustomerDocument).where(col(CustomerDocument.id).in_(numbers)))
    }
    query = select(Customer).where(col(Customer.id).in_({row.customer.id for row in rows}))
    births = {customer.id: customer.birth for customer in reader.session.exec(query)}
    return tuple(_party(row, papers.get(row.document_id), births.get(row.customer.id)) for row in rows)


def _party(row: PartyRow, paper: CustomerDocument | None, birth: date | None) -> LintParty:
    return LintParty(
        row.customer.name,
        row.role,
        row.customer.kind,
        row.document_number,
        None if paper is None else paper.valid_until,
        birth,
        _told_birth(paper),
        row.customer.phone,
        paper is None or paper.is_main,
    )


def _told_birth(paper: CustomerDocument | None) -> date | None:
    """The day of birth that a document's number says; None where its kind says no day."""
    return birth_of(paper.number) if paper is not None and paper.kind in _WITH_BIRTH else None
