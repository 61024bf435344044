"""Reads about sale contracts: lists by page, the queue of filings, and one contract in all it is to the desk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from deskapp.cases.engine import Missing
from deskapp.cases.gates import GateResult
from deskapp.desks.contracts.sale.gates import gates_of as gates_of
from deskapp.desks.contracts.sale.gates import judge_gates
from deskapp.desks.contracts.sale.limits import days_of
from deskapp.desks.contracts.sale.lint_load import find_lint
from deskapp.desks.contracts.sale.model import ContractTemplate, Filing, SaleContract
from deskapp.desks.contracts.sale.problems import ProblemRow, judge_problems, problems_of
from deskapp.desks.contracts.sale.rows import ContractRow as ContractRow
from deskapp.desks.contracts.sale.rows import FilingRow as FilingRow
from deskapp.desks.contracts.sale.rows import filing_row, load_prices, read_contracts
from deskapp.desks.contracts.sale.rules import wanted_parts
from deskapp.money.queries import ChargeRow, ReceiptRow, list_deal_charges, list_deal_receipts
from deskapp.office.deal.model import DealUnit
from deskapp.office.deal.queries import DealRow, get_deal
from deskapp.office.property.model import Project, Unit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.counting import count_up_to
from deskapp.store.trail import Change, changes_of
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What a list is narrowed to; None and an empty text are no limit.

    ``blocked``: a gate is shut or none is. ``to_file``: signed and not filed. ``due_by``: to be filed until that day.
    ``owing_on``: something of the price was due before that day. ``expiring_by``: reserved until that day at most.
    ``source``: of the living filing (``file`` for what an import brought).
    """

    project_id: int | None = None
    building_id: int | None = None
    state: str = ""
    method: str = ""
    blocked: bool | None = None
    to_file: bool | None = None
    due_by: date | None = None
    owing_on: date | None = None
    expiring_by: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A contract of the filing queue with what each gate says; ``asked``: what is to be paid before the filing."""

    contract: ContractRow
    gates: tuple[GateResult, ...]
    days_left: int
    asked: Decimal

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What the shut gates miss."""
        return tuple(one for gate in self.gates for one in gate.missing)


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Everything that the desk knows of a contract; ``facts`` are its columns, ``lint`` what was found against it."""

    row: ContractRow
    version: int
    facts: SaleContract
    project: str
    template: str
    deal: DealRow
    charges: tuple[ChargeRow, ...]
    receipts: tuple[ReceiptRow, ...]
    filings: tuple[FilingRow, ...]
    gates: tuple[GateResult, ...]
    lint: tuple[Missing, ...]
    problems: tuple[ProblemRow, ...]
    changes: tuple[Change, ...] = field(default=())

    @property
    def plan(self) -> tuple[ChargeRow, ...]:
        """The living charges of the price."""
        return tuple(one for one in self.charges if one.purpose == "price" and one.state != "withdrawn")

    @property
    def has_password(self) -> bool:
        """Whether a filing password is kept."""
        return self.facts.filing_password is not None


def get_contract_page(reader: Reader, contract_id: int, today: date) -> ContractPage:
    """The page of a contract; ``store.gone`` where there is none."""
    contract = reader.get(SaleContract, contract_id)
    (row,) = read_contracts(reader, [contract])
    deal = get_deal(reader, contract.deal_id)
    problems = problems_of(reader, contract.deal_id)
    template = "" if contract.template_id is None else _template(reader, contract.template_id)
    project = "" if contract.project_id is None else reader.get(Project, contract.project_id).name
    return ContractPage(
        row,
        contract.version,
        contract,
        project,
        template,
        deal,
        tuple(list_deal_charges(reader, contract.deal_id)),
        tuple(list_deal_receipts(reader, contract.deal_id)),
        tuple(filings_of(reader, contract_id)),
        judge_gates(reader, contract),
        (*judge_problems(problems), *find_lint(reader, contract_id, today)),
        tuple(problems),
        tuple(changes_of(reader, "salecontract", contract_id)),
    )


def contract_of_deal(reader: Reader, deal_id: int) -> int | None:
    """The contract of a deal."""
    return reader.session.exec(select(SaleContract.id).where(SaleContract.deal_id == deal_id)).first()


def priced_by_of(reader: Reader, deal_ids: Collection[int]) -> dict[int, str]:
    """By which area the contracts of these deals are priced (gross, inner, unit), by deal."""
    found: dict[int, str] = {}
    for chunk in in_chunks(deal_ids):
        query = select(SaleContract.deal_id, SaleContract.priced_by).where(col(SaleContract.deal_id).in_(chunk))
        found |= dict(reader.session.exec(query).all())
    return found


def contracts_of_deals(reader: Reader, deal_ids: Collection[int]) -> dict[int, ContractRow]:
    """The contracts of these deals, by deal."""
    contracts: list[SaleContract] = []
    for chunk in in_chunks(deal_ids):
        contracts += reader.session.exec(select(SaleContract).where(col(SaleContract.deal_id).in_(chunk)))
    return {row.deal_id: row for row in read_contracts(reader, contracts)}


def get_contracts(reader: Reader, ids: Collection[int]) -> list[ContractRow]:
    """Rows of these contracts, in their order; one that is gone or out of scope is left out."""
    found: dict[int, SaleContract] = {}
    for chunk in in_chunks(ids):
        rows = reader.session.exec(select(SaleContract).where(col(SaleContract.id).in_(chunk)))
        found |= {record_id(contract): contract for contract in rows}
    return read_contracts(reader, [found[number] for number in ids if number in found])


def find_contract(reader: Reader, number: str, project_id: int | None = None) -> int | None:
    """A contract by its own, its reservation's, its online or its filing number; None where several have it."""
    numbers = (
        col(SaleContract.number), col(SaleContract.reservation_number), col(SaleContract.online_number),
        col(SaleContract.filing_number),
    )  # fmt: skip
    for column in numbers:
        query = select(SaleContract.id).where(column == number, column != "").limit(2)
        if project_id is not None:
            query = query.where(SaleContract.project_id == project_id)
        found = reader.session.exec(query).all()
        if found:
            return found[0] if len(found) == 1 else None
    return None


def list_contracts(
    reader: Reader,
    only: ContractFilter | None = None,
    n: int = LIMIT,
    after: int | None = None,
    before: int | None = None,
) -> list[ContractRow]:
    """A page of contracts, the newest first: those behind ``after``, or the ones just ahead of ``before`` (ids)."""
    number: Any = col(SaleContract.id)
    query = select(SaleContract).where(*_conditions(only or ContractFilter()))
    if before is not None:
        query = query.where(number > before).order_by(number)
    else:
        query = query.order_by(number.desc())
        query = query if after is None else query.where(number < after)
    rows = read_contracts(reader, reader.session.exec(query.limit(n)))
    return rows[::-1] if before is not None else rows


def count_contracts(
    reader: Reader, only: ContractFilter | None = None, *, ahead_of: int | None = None, most: int | None = None
) -> int:
    """How many a list holds; ``ahead_of`` counts those that stand before that contract."""
    query = select(SaleContract.id).where(*_conditions(only or ContractFilter()))
    return count_up_to(reader, query if ahead_of is None else query.where(col(SaleContract.id) > ahead_of), most)


def filing_queue(
    reader: Reader,
    today: date,
    only: ContractFilter | None = None,
    n: int = LIMIT,
    after: tuple[date, int] | None = None,
    before: tuple[date, int] | None = None,
) -> list[QueueRow]:
    """What is to be filed, the soonest due first, with the gates of each: behind ``after``, or ahead of ``before``.

    A place is the row's last day for filing and its contract's id.
    """
    due, number = _queue_order()
    query = select(SaleContract).where(due.is_not(None), *_conditions(only or ContractFilter()))
    if before is not None:
        query = query.where(_beside(before, ahead=True)).order_by(due.desc(), number.desc())
    else:
        query = query.order_by(due, number)
        query = query if after is None else query.where(_beside(after, ahead=False))
    contracts = list(reader.session.exec(query.limit(n)))
    contracts = contracts[::-1] if before is not None else contracts
    return _queue_rows(reader, contracts, today)


def get_queue_rows(reader: Reader, today: date, ids: Collection[int]) -> list[QueueRow]:
    """These contracts as rows of the queue, in their order, whether or not they are still to be filed."""
    found: dict[int, SaleContract] = {}
    for chunk in in_chunks(ids):
        rows = reader.session.exec(select(SaleContract).where(col(SaleContract.id).in_(chunk)))
        found |= {record_id(contract): contract for contract in rows}
    return _queue_rows(reader, [found[number] for number in ids if number in found], today)


def _queue_rows(reader: Reader, contracts: list[SaleContract], today: date) -> list[QueueRow]:
    prices = load_prices(reader, contracts)
    return [
        QueueRow(
            row,
            judge_gates(reader, contract, prices[contract.deal_id]),
            row.days_left(today) or 0,
            from_minor(sum(one.amount for one in wanted_parts(prices[contract.deal_id])), contract.currency),
        )
        for row, contract in zip(read_contracts(reader, contracts), contracts, strict=True)
    ]


def count_queue(
    reader: Reader,
    only: ContractFilter | None = None,
    *,
    ahead_of: tuple[date, int] | None = None,
    most: int | None = None,
) -> int:
    """How many the queue holds; ``ahead_of`` counts those that stand before that place."""
    due, number = _queue_order()
    query = select(number).where(due.is_not(None), *_conditions(only or ContractFilter()))
    return count_up_to(reader, query if ahead_of is None else query.where(_beside(ahead_of, ahead=True)), most)


def due_but_shut(today: date, project_id: int | None = None) -> ContractFilter:
    """The filter of what is due within the days of warning while a gate is shut: the supervisor's list."""
    return ContractFilter(
        project_id=project_id, blocked=True, due_by=today + timedelta(days=days_of("filing.warn_days", today))
    )


def expiring(today: date, project_id: int | None = None) -> ContractFilter:
    """The filter of reservations that end within the days of warning or have ended."""
    days = timedelta(days=days_of("reservation.warn_days", today))
    return ContractFilter(project_id=project_id, state="reserved", expiring_by=today + days)


def filings_of(reader: Reader, contract_id: int) -> list[FilingRow]:
    """The filings of a contract, the newest first, cancelled ones among them."""
    query = select(Filing).where(Filing.contract_id == contract_id).order_by(col(Filing.id).desc()).limit(LIMIT)
    return [filing_row(filing) for filing in reader.session.exec(query)]


def last_filing(reader: Reader, project_id: int | None) -> FilingRow | None:
    """The filing that was entered last in a project: its number is counted on in the batch grid."""
    query = select(Filing).where(Filing.project_id == project_id).order_by(col(Filing.id).desc()).limit(1)
    filing = reader.session.exec(query).first()
    return None if filing is None else filing_row(filing)


def _queue_order() -> tuple[Any, Any]:
    return col(SaleContract.filing_due_on), col(SaleContract.id)


def _beside(place: tuple[date, int], *, ahead: bool) -> ColumnElement[bool]:
    """Whether a contract stands before (``ahead``) or behind a place of the queue."""
    due, number = _queue_order()
    day, own = place
    if ahead:
        return and_(due <= day, or_(due < day, number < own))
    return and_(due >= day, or_(due > day, number > own))


def _conditions(only: ContractFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        col(getattr(SaleContract, name)) == value
        for name in ("project_id", "state", "method")
        if (value := getattr(only, name))
    ]
    if only.building_id is not None:
        homes = select(DealUnit.deal_id).join(Unit, col(Unit.id) == col(DealUnit.unit_id))
        conditions.append(col(SaleContract.deal_id).in_(homes.where(Unit.building_id == only.building_id)))
    if only.blocked is not None:
        blocked: Any = col(SaleContract.blocked_by)
        conditions.append(blocked != "" if only.blocked else blocked == "")
    if only.to_file is not None:
        due = col(SaleContract.filing_due_on)
        conditions.append(due.is_not(None) if only.to_file else due.is_(None))
    if only.due_by is not None:
        conditions.append(col(SaleContract.filing_due_on) <= only.due_by)
    if only.owing_on is not None:
        conditions.append(col(SaleContract.next_due_on) < only.owing_on)
    if only.expiring_by is not None:
        conditions.append(col(SaleContract.reserved_until) <= only.expiring_by)
    if only.source:
        living = select(Filing.contract_id).where(Filing.source == only.source, col(Filing.cancelled_on).is_(None))
        conditions.append(col(SaleContract.id).in_(living))
    return conditions


def _template(reader: Reader, number: int) -> str:
    template = reader.get(ContractTemplate, number)
    return f"{template.name} {template.edition}"
