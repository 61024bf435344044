"""The sheet of sale contracts (合同台账): a row is a contract of a unit that is there, with its buyers and its plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.sheet_buyers import (
    compare_buyers,
    count_new,
    enter_buyers,
    judge_buyers,
    keep_edits,
    meet_buyers,
    read_buyers,
    read_shares,
)
from deskapp.desks.contracts.sale.sheet_columns import LAYOUT
from deskapp.desks.contracts.sale.sheet_doubts import doubts
from deskapp.desks.contracts.sale.sheet_stored import find_contracts, find_holders
from deskapp.desks.contracts.sale.sheet_update import mark_contracts, update_contracts
from deskapp.desks.contracts.sale.sheet_write import write_contracts
from deskapp.errors import Problem
from deskapp.office.customer.people import find_known
from deskapp.office.property.written import FoundUnit, find_written
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader
from deskapp.values.phones import mask_phone
from deskapp.values.text import clean

SAID: Final = (
    "signed_on", "area", "inner_area", "unit_price", "total_price", "payment_method", "down_payment", "bank",
    "loan_amount", "filing_number", "filed_on", "online_number",
)  # fmt: skip
_UNITS: Final = re.compile(r"[、;；+＋]")
_NEEDED: Final = ("unit", "buyers", "total_price")


class ContractSheet(PlainKind):
    """Sale contracts of a project. Units must be there already; buyers with a valid document become customers."""

    layout = LAYOUT
    model = SaleContract
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One contract a row."""
        said, problems = read_buyers(run, row)
        shares, wrong = read_shares(run, row, len(said))
        problems += wrong
        if problems:
            return problems
        project = row.values.get("project") or run.project
        values = {name: row.values[name] for name in SAID if name in row.values}
        for name in ("down_payment", "loan_amount"):
            # a lump sum has neither, and nothing is what an empty cell says
            if not values.get(name) or values.get("payment_method") == "lump_sum":
                values.pop(name, None)
        texts = [text for part in _UNITS.split(str(row.values.get("unit") or "")) if (text := clean(part))]
        parts = {"project": project, "said": said, "shares": shares, "texts": texts}
        return [Entry((("contract", project, row.values["number"]),), values, parts)]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Contracts by project and number; their people and units are kept for the judgement of each row."""
        del run
        people = find_known(reader, [one for entry in entries for one in entry.parts["said"]])
        units = find_written(reader, {(e.parts["project"], text) for e in entries for text in e.parts["texts"]})
        numbers = {found.id for several in units.values() for found in several}
        filings = {entry.values["filing_number"] for entry in entries if "filing_number" in entry.values}
        wanted = {(entry.keys[0][1], entry.keys[0][2]) for entry in entries}
        meant: dict[Key, Known] = {
            ("written", *written): Known(several[0].id, several[0].version, {}, parts={"units": several})
            for written, several in units.items()
        }
        return {**people, **meant, **find_holders(reader, numbers, filings), **find_contracts(reader, wanted, people)}

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A unit that is not there or is somebody's, a buyer whom nobody knows, a plan that cannot be."""
        units, problems = _units_meant(run, row, entry, others)
        parties = [] if known is None else known.parts["buyers"]
        buyers, wrong = meet_buyers(run, row, entry.parts["said"], others, parties)
        problems += wrong
        if buyers and not wrong:
            problems += judge_buyers(run, row, buyers, entry.parts["shares"])
        warnings = [] if known is None else _leave_past(run, row, entry, known, others)
        problems += _judge_filing(run, row, entry, known, units, others)
        if known is None:
            problems += _judge_new(run, row, entry, units, others)
        else:
            problems += _judge_known(run, row, entry, known, units, buyers)
        if problems:
            return problems
        warnings += keep_edits(run, row, entry.parts["said"], buyers) if run.update else []
        if known is None:
            problems += _judge_names(run, row, entry, buyers)
        elif buyers:
            for column, told, stored in compare_buyers(entry.parts["said"], buyers):
                entry.values[column], known.values[column] = told, stored
        if not problems and known is None:
            entry.parts |= {"units": units, "buyers": buyers, "number": row.values["number"]}
            _enter(entry, units, buyers, others)
        elif known is not None:
            known.parts["row"] = (entry.parts["said"], buyers)
        return [*problems, *warnings, *doubts(run, row, entry, known)]

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Deals with units and parties, the contracts, their plans as charges, and filings that came with the file."""
        also = self.also(fresh)
        write_contracts(slice_, run, fresh)
        return also

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """The buyers among them who are not customers yet."""
        return count_new(known.parts["buyers"] for known in fresh)

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields where they belong: contract, deal, plan, filing, customers."""
        update_contracts(slice_, run, changed)

    def mark(self, slice_: Slice, known: Collection[Known]) -> None:
        """Keep which fields a clerk edited, at the contract and at the unit of its deal."""
        mark_contracts(slice_, known)

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Living contracts of the project that the list does not have."""
        query = select(SaleContract.id, SaleContract.number, SaleContract.project_id)
        rows = reader.session.exec(query.where(SaleContract.state != "cancelled").order_by(col(SaleContract.id))).all()
        projects = {run.project_id} if run.project_id else {project for number, _, project in rows if number in seen}
        return [number for key, number, project in rows if project in projects and key not in seen]


def _method_meant(values: Mapping[str, Any]) -> str:
    """The way of paying of a new contract that names none: a row with a loan is a loan buyer's."""
    if values.get("loan_amount"):
        return "mortgage"
    return "instalments" if values.get("down_payment") else "lump_sum"


def _units_meant(
    run: Run, row: Row, entry: Entry, others: Mapping[Key, Known]
) -> tuple[list[FoundUnit], list[Problem]]:
    units: list[FoundUnit] = []
    problems = []
    for text in entry.parts["texts"]:
        meant = others.get(("written", entry.parts["project"], text))
        several = [] if meant is None else meant.parts["units"]
        if len(several) == 1:
            units += several
        elif several:
            codes = "、".join(unit.code for unit in several)
            problems.append(run.problem(row, "unit", "contract.unit_in_several", text, units=codes))
        else:
            problems.append(run.problem(row, "unit", "unit.unknown", text))
    if len({unit.id for unit in units}) < len(units):
        problems.append(run.problem(row, "unit", "deal.unit_twice"))
    return units, problems


def _judge_new(
    run: Run, row: Row, entry: Entry, units: Iterable[FoundUnit], others: Mapping[Key, Known]
) -> list[Problem]:
    """What a contract that nobody has yet must say, and units that are to be had."""
    entry.values.setdefault("payment_method", _method_meant(entry.values))
    # signs that part several and nothing between them say nothing either
    told = {**row.values, "unit": entry.parts["texts"], "buyers": entry.parts["said"]}
    problems = [run.problem(row, name, "contract.needs") for name in _NEEDED if told.get(name) in (None, "", [])]
    for unit in units:
        holder = others.get(("holder", unit.id))
        if holder is not None:
            told = {"unit": unit.code, "contract": holder.values["number"]}
            problems.append(run.problem(row, "unit", "contract.unit_taken", **told))
        elif unit.sale_state == "not_for_sale":
            problems.append(run.problem(row, "unit", "deal.not_for_sale", unit=unit.code))
    return problems + _judge_plan(run, row, entry.values)


def _judge_plan(run: Run, row: Row, values: Mapping[str, Any]) -> list[Problem]:
    """Amounts of which no plan can be made."""
    price = values.get("total_price")
    if price is None:
        return []
    if price <= 0:
        return [run.problem(row, "total_price", "money.not_positive", value=price)]
    name = next((name for name in ("down_payment", "loan_amount") if values.get(name)), None)
    if name is not None and values[name] > price:
        return [run.problem(row, name, "plan.beyond_price", price=price)]
    if name is None and values.get("payment_method") == "mortgage":
        return [run.problem(row, "down_payment", "plan.no_down_payment")]
    return []


def _judge_names(run: Run, row: Row, entry: Entry, buyers: Iterable[Known]) -> list[Problem]:
    """Of a new contract: somebody whom the office knows by another name or phone, without ``--update``."""
    if run.update:
        return []
    return [
        run.problem(row, column, "contract.buyer_differs", told, stored=_half_said(column, stored))
        for column, told, stored in compare_buyers(entry.parts["said"], buyers)
    ]


def _half_said(column: str, stored: str) -> str:
    """What is stored, as a sentence may say it: numbers of people only by their ends."""
    return (mask_phone(stored) if column in ("phone", "id_numbers") else stored) or "—"


def _leave_past(run: Run, row: Row, entry: Entry, known: Known, others: Mapping[Key, Known]) -> list[Problem]:
    """What a file still says and the counter has undone: the plan of a cancelled contract, a cancelled filing.

    The number of a cancelled filing never lives again; with ``--update`` it is left out, with a warning.
    """
    if known.parts.get("state") == "cancelled":
        entry.values.pop("down_payment", None)
    number = entry.values.get("filing_number")
    held = others.get(("filing", known.parts.get("project_id"), number)) if number and run.update else None
    if held is None or held.id != known.id or not held.parts.get("cancelled_on"):
        return []
    for name in ("filing_number", "filed_on"):
        entry.values.pop(name, None)
    told = {"number": row.values["number"], "filing": number, "day": held.parts["cancelled_on"]}
    return [replace(run.problem(row, "filing_number", "contract.filing_was_cancelled", **told), warning=True)]


def _judge_filing(
    run: Run, row: Row, entry: Entry, known: Known | None, units: list[FoundUnit], others: Mapping[Key, Known]
) -> list[Problem]:
    """Number and day of a filing belong together, a number is of one contract, and the ledger is never overwritten."""
    number, day = entry.values.get("filing_number"), entry.values.get("filed_on")
    if number is None and day is None:
        return []
    stored = None if known is None else known.parts.get("filing")
    if stored is None and (number is None or day is None):
        return [run.problem(row, "filed_on" if day is None else "filing_number", "contract.filing_half")]
    if stored is not None and run.update and stored.source != "file":
        said = (number or stored.number, day or stored.filed_on)
        if said != (stored.number, stored.filed_on):
            return [run.problem(row, "filing_number", "contract.filing_at_counter", stored=stored.number)]
    project = units[0].project_id if units else (known.parts.get("project_id") if known else None)
    holder = others.get(("filing", project, number)) if number else None
    own = row.values["number"]
    if holder is not None and holder.values["number"] != own:
        told = {"contract": holder.values["number"]}
        return [run.problem(row, "filing_number", "contract.filing_taken", **told)]
    return []


def _judge_known(
    run: Run, row: Row, entry: Entry, known: Known, units: list[FoundUnit], buyers: list[Known]
) -> list[Problem]:
    """A contract that is there stays with its unit and its buyers: other ones are a matter of the counter."""
    problems = []
    parts = known.parts
    there = {room.unit_id for room in parts["rooms"]} if "rooms" in parts else {unit.id for unit in parts["units"]}
    if units and {unit.id for unit in units} != there:
        problems.append(run.problem(row, "unit", "contract.other_unit", number=row.values["number"]))
    if buyers and {id(one) for one in buyers} != {id(one) for one in parts["buyers"]}:
        problems.append(run.problem(row, "buyers", "contract.other_buyers", number=row.values["number"]))
    elif entry.parts["shares"] and buyers:
        shares = dict(zip(map(id, parts["buyers"]), parts.get("shares") or (), strict=False))
        if any(shares.get(id(one)) != share for one, share in zip(buyers, entry.parts["shares"], strict=True)):
            problems.append(run.problem(row, "shares", "contract.other_buyers", number=row.values["number"]))
    if run.update and not problems:
        differ = {name for name, value in entry.values.items() if known.values.get(name) != value}
        if differ and parts.get("state") == "cancelled":
            problems.append(run.problem(row, "number", "contract.is_cancelled"))
        elif differ & {"total_price", "payment_method", "down_payment", "loan_amount"}:
            problems += _judge_plan(run, row, {**known.values, **entry.values})
    return problems


def _enter(
    entry: Entry, units: Iterable[FoundUnit], buyers: Iterable[Known], others: MutableMapping[Key, Known]
) -> None:
    """Later rows of the file find the new buyers, the units that are gone now, and the filing number."""
    number = entry.keys[0][2]
    enter_buyers(entry.parts["said"], buyers, others)
    holder = Known(None, 0, {"number": number})
    places: list[Key] = [("holder", unit.id) for unit in units]
    if "filing_number" in entry.values:
        places += [("filing", unit.project_id, entry.values["filing_number"]) for unit in list(units)[:1]]
    others.update(dict.fromkeys(places, holder))
