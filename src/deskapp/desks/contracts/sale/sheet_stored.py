"""The contracts that rows of a sheet may mean, as the judge compares them, and who holds units and filing numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.projection import PRICE
from deskapp.money.model import Charge
from deskapp.office.customer.people import load_known
from deskapp.office.customer.rows import find_survivors
from deskapp.office.deal.model import DealParty, DealUnit
from deskapp.office.property.model import Project
from deskapp.sheets.judge import Key, Known
from deskapp.sheets.reporting import pick
from deskapp.store.audit import to_json
from deskapp.store.bulk import in_chunks
from deskapp.store.edited import Edited, read_edited
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

CONTRACT: Final = {
    "signed_on": "signed_on", "total_price": "price", "payment_method": "method", "bank": "bank",
    "loan_amount": "loan_amount", "online_number": "online_number",
}  # fmt: skip
"""Columns of the sheet that the contract itself holds, and what they are called there."""
UNIT: Final = ("area", "inner_area", "unit_price")
MONEY: Final = ("unit_price", "total_price", "down_payment", "loan_amount")
"""Columns that are amounts."""
_COLUMNS: Final = (
    "id", "version", "edited", "project_id", "number", "deal_id", "currency", "state", "blocked_by", "filing_gap",
    *CONTRACT.values(),
)  # fmt: skip
_ROOM: Final = ("id", "version", "edited", "deal_id", "unit_id", "until", *UNIT)


def find_contracts(reader: Reader, wanted: Collection[tuple[str, str]], people: dict[Key, Known]) -> dict[Key, Known]:
    """Contracts by project and number, with the customers of ``people`` as their buyers where they are among these."""
    found = _read(reader, SaleContract.number, {number for _, number in wanted})
    meant = [known for known in found if known.parts["key"][1:] in wanted]
    _add_parts(reader, meant, people)
    return {known.parts["key"]: known for known in meant}


def read_known(reader: Reader, ids: Collection[int]) -> dict[int, Known]:
    """The same by the contracts' ids: what a sheet would have to say of each for nothing to change."""
    found = _read(reader, SaleContract.id, ids)
    _add_parts(reader, found, {})
    return {known.id: known for known in found if known.id is not None}


def _read(reader: Reader, column: Any, values: Collection[Any]) -> list[Known]:
    projects = dict(reader.session.exec(select(Project.id, Project.name)).all())
    chosen = pick(*(getattr(SaleContract, name) for name in _COLUMNS))
    return [
        _known(row._mapping, projects.get(row.project_id, ""))
        for part in in_chunks(values)
        for row in reader.session.execute(chosen.where(column.in_(part)))
    ]


def _add_parts(reader: Reader, contracts: Collection[Known], people: dict[Key, Known]) -> None:
    found = {known.parts["deal_id"]: known for known in contracts}
    _add_rooms(reader, found)
    _add_buyers(reader, found, people)
    _add_down_payments(reader, found)
    _add_filings(reader, found)


def _known(told: Any, project: str) -> Known:
    values = {name: told[column] or None for name, column in CONTRACT.items()}
    edited = read_edited(told["edited"])
    sheet_names = {column: name for name, column in CONTRACT.items()}
    marks = {sheet_names.get(name, name): mark for name, mark in edited.items()}
    parts = {name: told[name] for name in ("deal_id", "currency", "state", "blocked_by", "filing_gap", "project_id")}
    parts |= {"key": ("contract", project, told["number"]), "number": told["number"], "buyers": [], "rooms": []}
    known = Known(told["id"], told["version"], values, to_json(marks) if marks else "", parts)
    for name in MONEY:
        _from_minor(known, name)
    return known


def _from_minor(known: Known, name: str) -> None:
    amount = known.values.get(name)
    if isinstance(amount, int):
        known.values[name] = from_minor(amount, known.parts["currency"])


def _add_rooms(reader: Reader, found: dict[int, Known]) -> None:
    """The units of now, of an ended deal those that it had at the end; the first one's areas are the contract's."""
    for part in in_chunks(found):
        chosen = pick(*(getattr(DealUnit, name) for name in _ROOM)).where(col(DealUnit.deal_id).in_(part))
        for row in reader.session.execute(chosen.order_by(col(DealUnit.position), col(DealUnit.id))):
            found[row.deal_id].parts["rooms"].append(row)
    for known in found.values():
        last = max((row.until for row in known.parts["rooms"] if row.until is not None), default=None)
        living = [row for row in known.parts["rooms"] if row.until is None]
        known.parts["rooms"] = living or [row for row in known.parts["rooms"] if row.until == last]
        for row in known.parts["rooms"][:1]:
            known.values |= {name: getattr(row, name) for name in UNIT}
            known.edited = _joined(known.edited, {n: m for n, m in read_edited(row.edited).items() if n in UNIT})
            _from_minor(known, "unit_price")


def _joined(edited: str, more: Edited) -> str:
    return to_json(read_edited(edited) | more) if more else edited


def _add_buyers(reader: Reader, found: dict[int, Known], people: dict[Key, Known]) -> None:
    """The buyers of now with their shares; merged ones are whom they live on in."""
    rows: list[Any] = []
    for part in in_chunks(found):
        names = ("deal_id", "customer_id", "share_n", "share_d", "until")
        chosen = pick(*(getattr(DealParty, name) for name in names)).where(
            col(DealParty.deal_id).in_(part), col(DealParty.role) == "buyer"
        )
        rows += reader.session.execute(chosen.order_by(col(DealParty.position), col(DealParty.id)))
    living = find_survivors(reader, {row.customer_id for row in rows})
    known = {one.id: one for one in people.values() if one.id is not None}
    known.update(load_known(reader, set(living.values()) - known.keys()))
    by_deal: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_deal[row.deal_id].append(row)
    for deal_id, parties in by_deal.items():
        last = max((row.until for row in parties if row.until is not None), default=None)
        now = [row for row in parties if row.until is None] or [row for row in parties if row.until == last]
        found[deal_id].parts["buyers"] = [known[living[row.customer_id]] for row in now]
        found[deal_id].parts["shares"] = [row.share_n and (row.share_n, row.share_d) for row in now]


def _add_down_payments(reader: Reader, found: dict[int, Known]) -> None:
    for part in in_chunks(found):
        query = (
            select(Charge.deal_id, func.sum(col(Charge.amount)))
            .where(
                col(Charge.deal_id).in_(part), Charge.purpose == PRICE, Charge.part == "down_payment",
                col(Charge.withdrawn_at).is_(None),
            )
            .group_by(col(Charge.deal_id))
        )  # fmt: skip
        for deal_id, amount in reader.session.exec(query):
            found[deal_id or 0].values["down_payment"] = amount
    for known in found.values():
        _from_minor(known, "down_payment")


def _add_filings(reader: Reader, found: dict[int, Known]) -> None:
    contracts = {known.id: known for known in found.values() if known.id is not None}
    for part in in_chunks(contracts):
        chosen = pick(Filing.id, Filing.version, Filing.contract_id, Filing.number, Filing.filed_on, Filing.source)
        where = (col(Filing.contract_id).in_(part), col(Filing.cancelled_on).is_(None))
        for row in reader.session.execute(chosen.where(*where)):
            known = contracts[row.contract_id]
            known.values |= {"filing_number": row.number, "filed_on": row.filed_on}
            known.parts["filing"] = row


def find_holders(reader: Reader, units: Collection[int], filings: Collection[str]) -> dict[Key, Known]:
    """Which contract holds a unit now, and which has a filing number; of a project each number is there once."""
    found: dict[Key, Known] = {}
    joined = col(SaleContract.deal_id) == col(DealUnit.deal_id)
    named = (SaleContract.number, SaleContract.reservation_number)
    for part in in_chunks(units):
        query = select(DealUnit.unit_id, DealUnit.deal_id, *named).join(SaleContract, joined, isouter=True)
        living = query.where(col(DealUnit.unit_id).in_(part), col(DealUnit.until).is_(None))
        for unit_id, deal_id, number, reservation in reader.session.execute(living):
            found["holder", unit_id] = Known(deal_id, 1, {"number": number or reservation or "—"})
    for some in in_chunks(filings):
        held = (
            pick(Filing.project_id, Filing.number, Filing.contract_id, SaleContract.number, Filing.cancelled_on)
            .join(SaleContract, col(SaleContract.id) == col(Filing.contract_id))
            .where(col(Filing.number).in_(some))
        )
        for project_id, number, contract_id, contract, cancelled_on in reader.session.execute(held):
            parts = {"cancelled_on": cancelled_on}
            found["filing", project_id, number] = Known(contract_id, 1, {"number": contract}, parts=parts)
    return found


def sale_marks(known: Iterable[Known]) -> list[tuple[int, str, int, str]]:
    """The marks of hand-edited fields, parted again: contract, its own; unit of the deal, its own."""
    parted = []
    for one in known:
        edited = read_edited(one.edited)
        own = {CONTRACT.get(name, name): mark for name, mark in edited.items() if name not in UNIT}
        room = {name: mark for name, mark in edited.items() if name in UNIT}
        rooms = one.parts["rooms"]
        if one.id is not None:
            texts = (to_json(own) if own else "", to_json(room) if room else "")
            parted.append((one.id, texts[0], rooms[0].id if rooms else 0, texts[1]))
    return parted
