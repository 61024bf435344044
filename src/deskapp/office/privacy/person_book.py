"""Everything that is kept of one customer, as the workbook that they may ask for: a sheet for each kind of record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Table, or_, select
from sqlmodel import SQLModel, col

from deskapp.locale import Words
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.deal.model import Deal, DealParty
from deskapp.office.privacy.people import CUSTOMER, columns_to, customer_columns, refuse_part
from deskapp.sheets.book import open_book
from deskapp.sheets.replacing import replacing
from deskapp.sheets.rows import writable
from deskapp.store.base import record_id
from deskapp.store.bulk import table_of
from deskapp.store.secrets import Secret
from deskapp.store.trail import changes_of
from deskapp.store.work import Reader

OWNERS: Final = ("case_file", "paper", "charge", "receipt", "quotation", "consent")
"""Tables whose rows have parts of their own: what happened to a case, where a paper was."""
DEAL: Final = "deal"
NAMING_OTHERS: Final = ("party_change",)
"""Tables of a deal whose rows are about everybody in it."""
DELIVERY: Final = "delivery"
"""The handover of a home is everybody's whose deal it is, though it names who came for them."""
_MOST: Final = 50_000
_INNER: Final = {
    "id", "office_id", "project_id", "version", "edited", "customer_id", "interested_id", "digest", "clerk_id", "uid",
}  # fmt: skip
_NAMES: Final = ("number", "register_number", "name", "code", "title", "building", "entrance", "room", "parcel", "text")
_WORDS: Final = {"id_kind": "id_kind", "category": "category", "channel": "channel", "language": "language"}
_CELL: Final = 32_000


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet: a table's name, its columns and rows, as plain values."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything of one customer; ``parts`` begin with the customer's own record."""

    customer_id: int
    number: str
    name: str
    office: str
    as_of: datetime
    parts: tuple[Part, ...]

    @property
    def row_count(self) -> int:
        """How many records."""
        return sum(len(part.rows) for part in self.parts)


def get_person_file(reader: Reader, customer_id: int, office: str, as_of: datetime) -> PersonFile:
    """All of it from one snapshot, merged duplicates included; ``privacy.whole_office`` for who sees but a part."""
    refuse_part(reader)
    customer = get_survivor(reader, customer_id)
    family = find_family(reader, record_id(customer))
    parts = [_part(reader, table_of(Customer), table_of(Customer).c.id, family)]
    held: dict[str, list[int]] = {}
    for table, columns in _of_customer().items():
        part = _merged([_part(reader, SQLModel.metadata.tables[table], column, family) for column in columns])
        parts.append(part)
        if table in OWNERS and part.rows:
            held[table] = _ids(reader, SQLModel.metadata.tables[table], columns, family)
    for owner, numbers in held.items():
        for table_, column in columns_to(owner):
            if str(table_.name) not in (*OWNERS, *_of_customer()):
                parts.append(_part(reader, table_, column, numbers))
    parts += _of_deals(reader, family)
    parts.append(_trail(reader, family))
    found = _merged_by_table(part for part in parts if part.rows)
    return PersonFile(record_id(customer), customer.number, customer.name, office, as_of, found)


def write_person_book(path: Path, person: PersonFile, words: Words, by_whom: str, why: str) -> int:
    """Write it for its owner's eyes alone (0600), with who asked for it on every page; how many records."""
    mark = words.text("person.mark", clerk=by_whom, moment=words.moment(person.as_of))
    with replacing(path, 0o600) as fresh, open_book(fresh) as book:
        book.set_properties({"title": words.text("person.book_title"), "author": writable(by_whom)})
        bold = book.add_format({"bold": True, "num_format": "@", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        _write_about(book, person, words, (bold, plain), mark, why)
        for part in person.parts:
            _write_part(book, part, words, (bold, plain), mark)
    return person.row_count


def _write_about(book: Any, person: PersonFile, words: Words, looks: tuple[Any, Any], mark: str, why: str) -> None:
    sheet = book.add_worksheet(words.text("person.about"))
    sheet.set_header(f"&L{_header(mark)}")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    facts = [
        ("person.book_title", person.name),
        ("column.number", person.number),
        ("person.from_office", person.office),
        ("sheet.as_of", words.moment(person.as_of)),
        ("sheet.by_whom", mark),
        ("person.why", why),
        ("person.records", str(person.row_count)),
        ("person.rights_head", words.text("person.rights")),
    ]
    for row, (label, value) in enumerate(facts):
        sheet.write_string(row, 0, words.text(label), looks[0])
        sheet.write_string(row, 1, writable(value), looks[1])
    for row, part in enumerate(person.parts, len(facts) + 1):
        sheet.write_string(row, 0, title_of(part.table, words), looks[1])
        sheet.write_string(row, 1, str(len(part.rows)), looks[1])


def _write_part(book: Any, part: Part, words: Words, looks: tuple[Any, Any], mark: str) -> None:
    sheet = book.add_worksheet(title_of(part.table, words)[:31])
    sheet.set_header(f"&L{_header(mark)}")
    sheet.set_landscape()
    sheet.freeze_panes(1, 0)
    if part.columns:
        sheet.set_column(0, len(part.columns) - 1, 18)
    for index, name in enumerate(part.columns):
        sheet.write_string(0, index, heading_of(name, words), looks[0])
    for row, values in enumerate(part.rows, 1):
        for index, value in enumerate(values):
            sheet.write_string(row, index, writable(_shown(part.columns[index], value, words))[:_CELL], looks[1])


def title_of(table: str, words: Words) -> str:
    """What a sheet is called."""
    key = f"person_table.{table}"
    return words.text(key) if key in words else table


def heading_of(column: str, words: Words) -> str:
    """What a column is called: the word of the field, else its name."""
    for key in (f"person_column.{column}", f"column.{column}"):
        if key in words:
            return words.text(key)
    return column


def _shown(column: str, value: Any, words: Words) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return words.text("answer.yes" if value else "answer.no")
    if isinstance(value, datetime):
        return words.moment(value.astimezone())
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    key = f"{_WORDS.get(column, column)}.{value}"
    return words.text(key) if column in _WORDS and key in words else str(value)


def _of_customer() -> dict[str, list[Column[Any]]]:
    """The columns by which each table names a customer; a kinship names two."""
    found: dict[str, list[Column[Any]]] = {}
    for table, column in customer_columns():
        if str(table.name) != CUSTOMER:
            found.setdefault(str(table.name), []).append(column)
    return found


def _part(reader: Reader, table: Table, column: Column[Any], numbers: Sequence[int]) -> Part:
    shown = [one for one in table.columns if one.name not in _INNER and _is_told(one)]
    query = select(*shown).where(column.in_(numbers)).order_by(table.c.id).limit(_MOST)
    rows = [tuple(row) for row in reader.session.execute(query)]
    for index, one in enumerate(shown):
        target = next((str(key.column.table.name) for key in one.foreign_keys), None)
        if target is not None:
            names = _names(reader, SQLModel.metadata.tables[target], {row[index] for row in rows} - {None})
            rows = [(*row[:index], names.get(row[index]), *row[index + 1 :]) for row in rows]
    return Part(str(table.name), tuple(one.name.removesuffix("_id") for one in shown), tuple(rows))


def _is_told(column: Column[Any]) -> bool:
    """Not bytes, which nobody reads, and no secret: it is told for a reason of its own."""
    return not isinstance(column.type, Secret) and column.type.python_type is not bytes


def _names(reader: Reader, table: Table, numbers: set[Any]) -> dict[Any, str]:
    """How people call the records that are pointed to: by number, name or room."""
    columns = [table.c[name] for name in _NAMES if name in table.c]
    if not columns or not numbers:
        return {number: str(number) for number in numbers}
    query = select(table.c.id, *columns).where(table.c.id.in_(numbers))
    return {number: " ".join(str(one) for one in called if one) for number, *called in reader.session.execute(query)}


def _of_deals(reader: Reader, family: Sequence[int]) -> Iterator[Part]:
    """Of the deals that are theirs, or were theirs to the end: homes, contract, filings, handover, what is late.

    Whoever left a deal before has no part in what came after, and nobody in what names its other parties.
    """
    query = select(col(DealParty.deal_id)).join(Deal, col(Deal.id) == col(DealParty.deal_id))
    query = query.where(
        col(DealParty.customer_id).in_(family),
        or_(col(DealParty.until).is_(None), col(DealParty.until) == col(Deal.ended_on)),
    )
    held = {DEAL: sorted({number for (number,) in reader.session.execute(query)})}
    if not held[DEAL]:
        return
    yield _part(reader, table_of(Deal), table_of(Deal).c.id, held[DEAL])
    others = {DEAL, *NAMING_OTHERS, *_of_customer()} - {DELIVERY}
    for owner in (DEAL, "sale_contract", DELIVERY):
        for table, column in columns_to(owner):
            name = str(table.name)
            if name in others or column.name == "new_deal_id":
                continue
            yield _part(reader, table, column, held[owner])
            if name in ("sale_contract", DELIVERY):
                held[name] = _ids(reader, table, (column,), held[owner])


def _ids(reader: Reader, table: Table, columns: Iterable[Column[Any]], family: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for column in columns:
        found.update(number for (number,) in reader.session.execute(select(table.c.id).where(column.in_(family))))
    return sorted(found)


def _merged(parts: list[Part]) -> Part:
    return replace(parts[0], rows=tuple(dict.fromkeys(row for part in parts for row in part.rows)))


def _merged_by_table(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One sheet a table, however many ways lead to it."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.table, []).append(part)
    return tuple(_merged(same) for same in found.values())


def _trail(reader: Reader, family: Sequence[int]) -> Part:
    """Who changed what of the record, and when; what it said before and after stays in the office."""

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in family:
            for change in changes_of(reader, CUSTOMER, number, _MOST):
                yield change.at, change.clerk, change.action, ", ".join(one.field for one in change.fields)

    return Part("audit", ("at", "clerk", "action", "fields"), tuple(rows()))


def _header(text: str) -> str:
    """A header's text: & begins a code there, and it may have no more than 255 signs."""
    return text.replace("&", "&&")[:200]
