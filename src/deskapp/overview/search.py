"""The one box: customers, units, parcels, cases and receipts by whatever a clerk types, best hits first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from deskapp.locale import Words
from deskapp.messages.barcode import RECEIPT, parse_number
from deskapp.store.search import Found, SearchCancelledError, open_finder
from deskapp.store.search_rows import ParcelRow, PersonRow, UnitRow
from deskapp.store.store import Store
from deskapp.store.work import Reader
from deskapp.values import series
from deskapp.values.finding import (
    REST,
    Word,
    keys_of_name,
    match_name,
    own_numbers,
    parcel_codes,
    parse_query,
    unit_codes,
)
from deskapp.values.identity import IdentityKind, mask_identity
from deskapp.values.phones import mask_phone
from deskapp.values.rooms import unit_code
from deskapp.values.text import compact

if TYPE_CHECKING:
    from deskapp.cases.procedure import Texts
    from deskapp.cases.rows import CaseRow
    from deskapp.desks.contracts.sale.rows import ContractRow
    from deskapp.money.queries import ReceiptRow

Kind = Literal[
    "customer", "unit", "parcel", "case", "complaint", "order", "receipt", "contract", "delivery", "defect", "key_set",
    "code",
]  # fmt: skip

LIMIT: Final = 20
TAILS: Final = 5
"""Contracts found by the end of a number that are shown at most: four figures are a phone's tail, or a room's, too."""
_MAY_BE_CASE: Final = re.compile(r"(?a)(?=.*\d)[\w/.()-]{4,40}|[A-Z]{8}", re.IGNORECASE)
"""Numbers of cases, ours and other houses', and of papers have a figure in them; a tracking code may have none."""
_NAMED_NUMBER: Final = re.compile(r"(?=.*\d{4})[\w/.()\[\]〔〕-]{5,40}")
"""A filing office's numbers begin with the name of its place: 渝备20260178."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the result.

    ``key`` is a customer's number, a unit's project and code, a parcel's code; a customer's ``title`` begins with the
    whole name. ``units`` are a customer's homes, ``people`` a unit's owners and residents; ``document`` and ``phone``
    are masked; ``category``, ``sale_state``, ``land_use``, ``legal_status`` are codes or an office's own words;
    ``unit_kind`` and ``area`` (m²) are the unit's, a customer's first home's, or the parcel's. A case has its number
    as ``key``, for whom it is as ``people``, what it is about as ``units``; ``procedure`` and ``step`` are its words.
    A receipt has its number, who paid as ``people``, ``amount`` with its ``currency``, ``method`` and ``state``.
    A contract has its number, its rooms and buyers, ``amount`` its price, ``method`` how it is paid, and ``state``.
    A handover, a defect and a set of keys have their number, their home as ``units`` and their ``state``; a defect has
    its place as ``people``.
    A complaint, a repair and a service are cases with a page of their own; ``id`` is that of the case.
    A code is no record but what two figures stand for (``fast``).
    """

    kind: Kind
    id: int
    key: str
    title: str
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    document: str = ""
    phone: str = ""
    category: str = ""
    unit_kind: str = ""
    area: Decimal | None = None
    sale_state: str = ""
    land_use: str = ""
    legal_status: str = ""
    procedure: Texts | None = None
    step: Texts | None = None
    outcome: str = ""
    amount: Decimal | None = None
    currency: str = ""
    method: str = ""
    state: str = ""


def search(
    store: Store, text: str, limit: int = LIMIT, *, today: date, cancelled: Callable[[], bool] | None = None
) -> list[Hit]:
    """The first ``limit`` hits: cases and receipts of that number, then equal, beginning, rest; units before parcels
    before customers where they tie.

    Once ``cancelled()`` is true, because a newer key was pressed, the answer is an empty list at once.
    """
    cuts = parse_query(text)
    if not cuts or limit < 1:
        return []
    try:
        with open_finder(store, today, cancelled) as finder:
            units = finder.units(unit_codes(text), limit)
            parcels = finder.parcels(parcel_codes(text), limit, _too_late(limit, units))
            customers = finder.customers(cuts, limit, _too_late(limit, units, parcels))
            numbers = own_numbers(text, series.CUSTOMER, (today.year, today.year - 1))
            customers = [*(finder.numbered(numbers) if numbers else ()), *customers]
    except SearchCancelledError:
        return []
    cases = [*_find_cases(store, text, today), *_find_receipts(store, text, today)]
    contracts = [*_find_contracts(store, text, limit), *_find_handovers(store, text, limit, today)]
    if cancelled is not None and cancelled():
        return []
    ranked = [
        *((found.rank, _unit_hit(found)) for found in units),
        *((found.rank, _parcel_hit(found)) for found in parcels),
        *((found.rank, _customer_hit(found, cuts)) for found in customers),
        *contracts,
    ]
    return [*cases, *(hit for _, hit in sorted(ranked, key=lambda pair: pair[0]))][:limit]


def _find_cases(store: Store, text: str, today: date) -> list[Hit]:
    """Cases are found by their numbers and by those of their papers; only a text that can be one asks for them."""
    if not _MAY_BE_CASE.fullmatch(compact(text)):
        return []
    from deskapp.cases.queries import find_case
    from deskapp.overview.search_complaint import find_outside, own_kinds

    def read(reader: Reader) -> list[Hit]:
        rows = find_case(reader, text, today)
        known = {row.id for row in rows}
        rows += [row for row in find_outside(reader, text) if row.id not in known]
        kinds = own_kinds(reader, [row.id for row in rows])
        return [replace(case_hit(row), kind=kinds.get(row.id, "case")) for row in rows]

    return store.read(read)


def _find_contracts(store: Store, text: str, limit: int) -> list[tuple[int, Hit]]:
    """Contracts by their own, their online, their filing or their reservation's number, each with its rank."""
    typed = compact(text)
    if not _MAY_BE_CASE.fullmatch(typed) and not _NAMED_NUMBER.fullmatch(typed):
        return []
    from deskapp.desks.contracts.sale.keys import find_by_number
    from deskapp.desks.contracts.sale.queries import get_contracts

    def read(reader: Reader) -> list[tuple[int, Hit]]:
        found = find_by_number(reader, text, limit)
        tails = [number for number, rank in found if rank == REST][:TAILS]
        ranks = {number: rank for number, rank in found if rank != REST or number in tails}
        rows = get_contracts(reader, list(ranks))
        if not typed.isascii():
            # a name before figures may be a customer's, too: then the number has it
            rows = [
                row for row in rows
                if any(typed in compact(one) for one in (row.number, row.filing_number, row.online_number))
            ]  # fmt: skip
        return [(ranks[row.id], contract_hit(row)) for row in rows]

    return store.read(read)


def _find_handovers(store: Store, text: str, limit: int, today: date) -> list[tuple[int, Hit]]:
    """Handovers, defects and keys by the numbers on their papers."""
    if not _MAY_BE_CASE.fullmatch(compact(text)):
        return []
    from deskapp.overview.search_handover import find_handovers

    return store.read(lambda reader: find_handovers(reader, text, limit, today))


def contract_hit(row: ContractRow) -> Hit:
    """A contract as a line of the search screen."""
    return Hit(
        "contract", row.id, row.number, row.filing_number or row.number, units=row.rooms, people=row.buyers,
        amount=row.price, currency=row.currency, method=row.method, state=row.state,
    )  # fmt: skip


def _find_receipts(store: Store, text: str, today: date) -> list[Hit]:
    """Receipts are found by their number, which may leave out the year, and by the barcode on their print."""
    numbers = own_numbers(text, series.RECEIPT, (today.year, today.year - 1))
    scanned = parse_number(compact(text), RECEIPT)
    if not numbers and scanned is None:
        return []
    from deskapp.money.queries import find_receipts, receipt_row
    from deskapp.office.customer.rows import find_rows, find_survivors

    def read(reader: Reader) -> list[Hit]:
        rows = [receipt_row(one) for one in find_receipts(reader, numbers, [scanned] if scanned is not None else ())]
        living = find_survivors(reader, {row.customer_id for row in rows})
        names = {row.id: row.name for row in find_rows(reader, set(living.values()))}
        return [_receipt_hit(row, names.get(living[row.customer_id], "")) for row in rows]

    return store.read(read)


def _receipt_hit(row: ReceiptRow, customer: str) -> Hit:
    people = tuple(dict.fromkeys(filter(None, (customer, row.payer_name))))
    return Hit(
        "receipt", row.id, row.number, row.number, people=people, amount=row.amount, currency=row.currency,
        method=row.method, state=row.state,
    )  # fmt: skip


def case_hit(row: CaseRow) -> Hit:
    """A case as a line of the search screen."""
    return Hit(
        "case",
        row.id,
        row.number,
        row.number,
        units=(row.place,) if row.place else (),
        people=(row.customer,) if row.customer else (),
        procedure=row.name,
        step=row.step_name,
        outcome=row.outcome,
    )


def warm_up(store: Store) -> None:
    """Load what the first search needs (readings, a connection), so that the first key is as fast as the others."""
    keys_of_name("重庆")
    with store.borrow():
        pass


def _too_late(limit: int, *found: Sequence[Found[Any]]) -> int:
    """The rank from which on further hits cannot come among the first ``limit``: these stand before them."""
    ranks = sorted(hit.rank for hit in chain(*found))
    return ranks[limit - 1] if len(ranks) >= limit else REST + 1


def cells(hit: Hit, words: Words) -> tuple[str, ...]:
    """A hit as the six cells of a list: title, where, what and how large, document, phone, state."""
    if hit.kind in ("case", "complaint", "order"):
        return _case_cells(hit, words)
    if hit.kind == "code":
        return hit.title, "", "", "", "", ""
    if hit.kind == "receipt":
        return _receipt_cells(hit, words)
    if hit.kind == "contract":
        return _contract_cells(hit, words)
    if hit.kind in ("delivery", "defect", "key_set"):
        from deskapp.overview.search_handover import handover_cells

        return handover_cells(hit, words)
    comma = "、" if words.language == "zh" else ", "
    size = words.area(hit.area) if hit.area is not None else ""
    if hit.kind == "parcel":
        what = [words.text("search.parcel"), hit.land_use, size]
        return hit.title, "", " ".join(filter(None, what)), "", "", _word(words, "legal_status", hit.legal_status)
    where = comma.join(hit.units if hit.kind == "customer" else hit.people)
    what = [_word(words, "unit_kind", hit.unit_kind), size]
    state = ("category", hit.category) if hit.kind == "customer" else ("sale_state", hit.sale_state)
    return hit.title, where, " ".join(filter(None, what)), hit.document, hit.phone, _word(words, *state)


def _case_cells(hit: Hit, words: Words) -> tuple[str, ...]:
    """Number, whom it is for, the procedure, the place, and the step or how it ended."""
    procedure = hit.procedure.say(words.language) if hit.procedure else ""
    step = hit.step.say(words.language) if hit.step else ""
    state = words.text(f"outcome.{hit.outcome}") if hit.outcome else step
    return hit.title, "".join(hit.people), procedure, "".join(hit.units), "", state


def _receipt_cells(hit: Hit, words: Words) -> tuple[str, ...]:
    """Number, who paid, by which way how much, and what became of it."""
    amount = words.money(hit.amount, hit.currency) if hit.amount is not None else ""
    comma = "、" if words.language == "zh" else ", "
    paid = f"{_word(words, 'method', hit.method)} {amount}"
    return hit.title, comma.join(hit.people), paid, "", "", _word(words, "receipt_state", hit.state)


def _contract_cells(hit: Hit, words: Words) -> tuple[str, ...]:
    """Number, who buys, which rooms for how much, and how far it is."""
    comma = "、" if words.language == "zh" else ", "
    amount = words.money(hit.amount, hit.currency) if hit.amount is not None else ""
    what = " ".join(filter(None, (*hit.units[:1], amount)))
    number = hit.key if hit.title == hit.key else f"{hit.key} ({hit.title})"
    return number, comma.join(hit.people), what, "", "", _word(words, "sale_contract_state", hit.state)


def _word(words: Words, area: str, code: str) -> str:
    """The word for a code; an office's own word stands for itself."""
    key = f"{area}.{code}"
    return words.text(key) if key in words else code


def _customer_hit(found: Found[PersonRow], cuts: list[tuple[Word, ...]]) -> Hit:
    person = found.row
    home = person.homes[0] if person.homes else None
    return Hit(
        "customer",
        person.id,
        person.number,
        _title(person, cuts),
        units=tuple(home.code for home in person.homes),
        document=_mask(*person.documents[0]) if person.documents else "",
        phone=mask_phone(person.phones[0]) if person.phones else "",
        category=person.category,
        unit_kind=home.kind if home else "",
        area=_area(home.area) if home else None,
        sale_state=home.sale_state if home else "",
    )


def _title(person: PersonRow, cuts: list[tuple[Word, ...]]) -> str:
    """The name, and behind it another one that was asked for where the name does not say it."""
    name, *others = dict.fromkeys(person.names)
    if others:
        unsaid = [word for word in {word.name for word in chain(*cuts)} if match_name(word, name) is None]
        for other in others:
            if any(match_name(word, other) is not None for word in unsaid):
                return f"{name} ({other})"
    return name


def _mask(kind: str, number: str) -> str:
    return mask_identity(number, cast("IdentityKind", kind))


def _unit_hit(found: Found[UnitRow]) -> Hit:
    unit = found.row
    return Hit(
        "unit",
        unit.id,
        f"{unit.project} {unit.code}".strip(),
        unit.code,
        people=unit.people,
        unit_kind=unit.kind,
        area=_area(unit.area),
        sale_state=unit.sale_state,
    )


def _parcel_hit(found: Found[ParcelRow]) -> Hit:
    parcel = found.row
    code = unit_code(parcel.commune, parcel.map_sheet, parcel.parcel)
    return Hit(
        "parcel",
        parcel.id,
        code,
        code,
        area=_area(parcel.area),
        land_use=parcel.land_use,
        legal_status=parcel.legal_status,
    )


def _area(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)
