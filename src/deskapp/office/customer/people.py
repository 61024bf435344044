"""People as sheets name them: read from cells, found among the customers, written as new ones or as changes.

Shared by every sheet that names people (customers, residents), so that all of them agree on who is whom.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlmodel import col, select

from deskapp.errors import Fault
from deskapp.office.customer.keys import INDEXER, customer_keys
from deskapp.office.customer.model import Customer, CustomerDocument, CustomerName, CustomerPhone
from deskapp.sheets.column import Country
from deskapp.sheets.judge import Entry, Key, Known, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Reader
from deskapp.values import series
from deskapp.values.identity import COMPANY_KINDS, IdentityKind, guess_kind, parse_identity
from deskapp.values.names import fold_name, parse_name, split_people
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

_OWN: Final = ("name", "country", "category", "language", "address", "channel")
_CUSTOMER: Final = ("number", "country", "kind", "name", "category", "channel", "language", "address")
_ISSUED_BY: Final[dict[str, Country]] = {
    "cn-id": "CN",
    "uscc": "CN",
    "cn-passport": "CN",
    "vn-cccd": "VN",
    "vn-mst": "VN",
    "cmnd": "VN",
}
_USUAL: Final[dict[str, IdentityKind]] = {"CN": "cn-id", "VN": "vn-cccd"}
_NOTHING: Final = {"-", "–", "—"}
"""What stands in a cell of several people for one who has no number."""


@dataclass(frozen=True, slots=True)
class PersonFault:
    """What is wrong with one part of a person: name, document, old (a historic document) or phone."""

    part: str
    value: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Frame:
    """How the cells of a row are read: by its country, today, and what the headings promise.

    ``id_kind`` is the kind of document that the heading names (Số CCCD), ``mobile_only`` that it asks for a 手机.
    """

    country: Country
    today: date
    id_kind: IdentityKind | None = None
    mobile_only: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One person or company of a row; what the row does not say is None."""

    country: Country
    name: str | None
    id_kind: IdentityKind | None = None
    id_number: str | None = None
    phone: str | None = None
    more_phones: tuple[str, ...] = ()
    old_number: str | None = None

    @property
    def document_key(self) -> Key | None:
        """The natural key by document."""
        return ("document", self.country, self.id_kind, self.id_number) if self.id_number else None

    def entry(self) -> Entry:
        """The person as the judge sees one; without document or phone there is no key."""
        said = {"name": self.name, "id_kind": self.id_kind, "id_number": self.id_number, "phone": self.phone}
        keys = [self.document_key] if self.document_key else []
        if not keys and self.name and self.phone:
            keys = [("name", fold_name(self.name), self.phone)]
        parts = {
            "document": self.document_key,
            "country": self.country,
            "more_phones": self.more_phones,
            "old_number": self.old_number,
        }
        return Entry(tuple(keys), {name: value for name, value in said.items() if value is not None}, parts)


def read_people(values: Mapping[str, Any], frame: Frame) -> list[Person] | list[PersonFault]:
    """The people of a row's ``name``, ``id_kind``, ``id_number`` and ``phone``; documents pair with names by position.

    A single phone is the first one's. Everything that is wrong comes together, not only the first. Under a number of
    ours stands one customer, whatever signs the name holds (``Co., Ltd.``).
    """
    split = _whole if values.get("number") else split_people
    names = split(str(values.get("name") or "")) or [""]
    documents = split(str(values.get("id_number") or ""))
    phones = split_people(str(values.get("phone") or ""))
    faults: list[PersonFault] = []
    if documents and len(documents) != len(names):
        unequal = Fault("customer.unequal", {"names": len(names), "documents": len(documents)})
        return [PersonFault("document", "、".join(documents), unequal)]
    if len(names) > 1 and len(phones) not in (0, 1, len(names)):
        unequal = Fault("customer.unequal_phones", {"names": len(names), "phones": len(phones)})
        return [PersonFault("phone", "、".join(phones), unequal)]
    people = []
    for n, name in enumerate(names):
        own = (phones if len(names) == 1 else phones[n : n + 1]) if phones else []
        own = [phone for phone in own if phone not in _NOTHING]
        document = documents[n] if documents and documents[n] not in _NOTHING else ""
        people.append(_person(name, document, own, values, frame, faults))
    return faults or people


def _whole(cell: str) -> list[str]:
    return [text] if (text := clean(cell)) else []


def _person(
    name: str,
    document: str,
    phones: Sequence[str],
    values: Mapping[str, Any],
    frame: Frame,
    faults: list[PersonFault],
) -> Person:
    country, today, in_vietnam = frame.country, frame.today, frame.country == "VN"
    kept_name = _taken("name", name, parse_name(name), faults) if name else None
    kind = cast("IdentityKind | None", values.get("id_kind")) if document else None
    number = None
    if document:
        kind = kind or frame.id_kind or guess_kind(document, country) or _USUAL[country]
        if not values.get("country"):
            country = _ISSUED_BY.get(kind, country)
        read = parse_identity(document, kind, today=today, restore_zeros=in_vietnam)
        number = _taken("document", document, read, faults)
    numbers = []
    for text in phones:
        parsed = parse_phone(text, country, mobile_only=frame.mobile_only, restore_zeros=in_vietnam)
        numbers.append(_taken("phone", text, parsed, faults))
    kept = [phone for phone in numbers if phone is not None]
    old = str(values["old_id_number"]) if values.get("old_id_number") else None
    if old is not None:
        old = _taken("old", old, parse_identity(old, "cmnd" if in_vietnam else "other", today=today), faults)
    return Person(country, kept_name, kind, number, kept[0] if kept else None, tuple(kept[1:]), old)


def _taken(part: str, text: str, parsed: tuple[str | None, Fault | None], faults: list[PersonFault]) -> str | None:
    value, fault = parsed
    if fault is not None and not fault.warning:
        faults.append(PersonFault(part, text, fault))
    return value


def find_known(reader: Reader, entries: Collection[Entry]) -> dict[Key, Known]:
    """Customers that the entries' keys and documents name, each one object under all its keys."""
    keys = {key for entry in entries for key in entry.keys}
    keys |= {entry.parts["document"] for entry in entries if entry.parts.get("document")}
    spots: dict[Key, int] = {}
    _find_documents(reader, {key for key in keys if key[0] == "document"}, spots)
    _find_numbers(reader, {key for key in keys if key[0] == "number"}, spots)
    _find_names(reader, {key for key in keys if key[0] == "name"}, spots)
    holders = {key: number for key, number in spots.items() if key[0] == "document"}
    known = load_known(reader, _survivors(reader, spots))
    for key, number in holders.items():
        if spots[key] != number and spots[key] in known:
            # the document came with a duplicate that was merged: theirs now, though its row stays where it was
            known[spots[key]].parts.setdefault("absorbed", set()).add(key)
    return {key: known[number] for key, number in spots.items() if number in known}


def _find_documents(reader: Reader, keys: set[Key], spots: dict[Key, int]) -> None:
    for part in in_chunks({key[3] for key in keys}):
        statement = select(CustomerDocument).where(col(CustomerDocument.number).in_(part))
        for document in reader.session.exec(statement):
            key = ("document", document.country, document.kind, document.number)
            if key in keys:
                spots[key] = document.customer_id


def _find_numbers(reader: Reader, keys: set[Key], spots: dict[Key, int]) -> None:
    for part in in_chunks({key[1] for key in keys}):
        for number, code in reader.session.exec(
            select(Customer.id, Customer.number).where(col(Customer.number).in_(part))
        ):
            if number is not None:
                spots["number", code] = number


def _find_names(reader: Reader, keys: set[Key], spots: dict[Key, int]) -> None:
    for part in in_chunks({key[2] for key in keys}):
        statement = (
            select(CustomerPhone.number, Customer.id, Customer.name)
            .join(Customer, col(CustomerPhone.customer_id) == col(Customer.id))
            .where(col(CustomerPhone.number).in_(part))
            .order_by(col(CustomerPhone.is_former).desc(), col(Customer.id).desc())
        )
        for phone, number, name in reader.session.exec(statement):
            key = ("name", fold_name(name), phone)
            if key in keys and number is not None:
                spots[key] = number


def _survivors(reader: Reader, spots: dict[Key, int]) -> set[int]:
    """Follow the redirects of merged customers; the spots then name who they became."""
    merged = {1: 1}
    while merged:
        merged = {}
        for part in in_chunks(set(spots.values())):
            statement = select(Customer.id, Customer.merged_into).where(
                col(Customer.id).in_(part), col(Customer.merged_into).is_not(None)
            )
            merged |= {cast("int", old): cast("int", new) for old, new in reader.session.exec(statement)}
        for key, number in spots.items():
            spots[key] = merged.get(number, number)
    return set(spots.values())


def load_known(reader: Reader, numbers: Iterable[int]) -> dict[int, Known]:
    """Customers as a sheet shows them: with their main document and main phone."""
    known: dict[int, Known] = {}
    for part in in_chunks(numbers):
        for customer in reader.session.exec(select(Customer).where(col(Customer.id).in_(part))):
            values = {name: getattr(customer, name) or None for name in _OWN}
            values["number"] = customer.number
            one = Known(record_id(customer), customer.version, values, customer.edited)
            known[record_id(customer)] = one
            if customer.blocked_why:
                one.parts["blocked"] = customer.blocked_why
        documents = select(CustomerDocument).where(col(CustomerDocument.customer_id).in_(part))
        for document in reader.session.exec(documents.order_by(col(CustomerDocument.id).desc())):
            if document.customer_id in known:
                one = known[document.customer_id]
                spot = (document.kind, document.number)
                one.parts.setdefault("documents", {})[spot] = (record_id(document), document.version)
                if document.is_main:
                    one.values |= {"id_kind": document.kind, "id_number": document.number}
        phones = select(CustomerPhone).where(col(CustomerPhone.customer_id).in_(part))
        for phone in reader.session.exec(phones.order_by(col(CustomerPhone.id).desc())):
            if phone.customer_id in known:
                one = known[phone.customer_id]
                one.parts.setdefault("phones", {})[phone.number] = (record_id(phone), phone.version, phone.is_former)
                if phone.is_main:
                    one.values["phone"] = phone.number
    return known


def write_people(slice_: Slice, run: Run, fresh: list[Known]) -> None:
    """New customers with documents and phones, and their search keys for the merge at the end."""
    work = slice_.work
    numbers = take_numbers(work.session, work.clerk.office_id, series.CUSTOMER, work.today, len(fresh))
    rows = []
    for code, known in zip(numbers, fresh, strict=True):
        said = known.values
        kind = "company" if said.get("id_kind") in COMPANY_KINDS else "person"
        own = (said.get("category") or "", said.get("channel") or "", said.get("language") or "")
        country = known.parts["country"]
        address = said.get("address") or ""
        rows.append((code, country, kind, said["name"], *own, address))
    first = slice_.insert(Customer, _CUSTOMER, rows, {"project_id": run.project_id, "created_at": work.now})
    documents: list[tuple[Any, ...]] = []
    phones: list[tuple[Any, ...]] = []
    for number, known in enumerate(fresh, first):
        known.id, known.version = number, 1
        papers, calls = _documents_of(number, known), _phones_of(number, known)
        keys = customer_keys(known.values["name"], [call[1] for call in calls], [paper[3] for paper in papers])
        slice_.keys.append((INDEXER.kind, number, keys))
        documents += papers
        phones += calls
    paper = slice_.insert(CustomerDocument, ("customer_id", "country", "kind", "number", "is_main"), documents)
    people = dict(enumerate(fresh, first))
    for place, (owner, _, kind, code, _) in enumerate(documents, paper):
        people[owner].parts.setdefault("documents", {})[kind, code] = (place, 1)
    slice_.insert(CustomerPhone, ("customer_id", "number", "is_main", "is_former"), phones)


def _documents_of(number: int, known: Known) -> list[tuple[Any, ...]]:
    said, country, old = known.values, known.parts["country"], known.parts.get("old_number")
    found: list[tuple[Any, ...]] = []
    if said.get("id_number"):
        found.append((number, country, said["id_kind"], said["id_number"], True))
    if old:
        found.append((number, country, "cmnd" if country == "VN" else "other", old, False))
    return found


def _phones_of(number: int, known: Known) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    if known.values.get("phone"):
        found.append((number, known.values["phone"], True, False))
    if "was" in known.parts:
        found += [(number, phone, False, True) for phone in known.parts["was"].get("phone", ()) if phone]
    found += [(number, phone, False, False) for phone in known.parts.get("more_phones", ())]
    return found


def update_people(slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
    """Write changed customers; an old main phone, document or name stays as a former one."""
    del run
    ids = [known.id for known, _, _ in changed if known.id is not None]
    before = INDEXER.make(slice_.work.session, ids)
    for known, was, changes in changed:
        assert known.id is not None
        own = {name: value for name, value in changes.items() if name in _OWN}
        slice_.update(Customer, known.id, known.version, {name: was[name] or "" for name in own}, own)
        known.version += 1
        if "name" in changes and was["name"]:
            slice_.insert(CustomerName, ("customer_id", "name", "kind"), [(known.id, was["name"], "former")])
        if "phone" in changes:
            _change_phone(slice_, known, was["phone"], changes["phone"])
        if "id_number" in changes or "id_kind" in changes:
            old = (was.get("id_kind", known.values["id_kind"]), was.get("id_number", known.values["id_number"]))
            _change_document(slice_, known, old)
    slice_.rekey(INDEXER, {number: before.get(number, frozenset()) for number in ids})


def _change_phone(slice_: Slice, known: Known, old: str | None, new: str) -> None:
    phones = known.parts.setdefault("phones", {})
    if old in phones:
        number, version, was_former = phones[old]
        now = {"is_main": False, "is_former": True}
        slice_.update(CustomerPhone, number, version, {"is_main": True, "is_former": was_former}, now)
        phones[old] = (number, version + 1, True)
    if new in phones:
        number, version, was_former = phones[new]
        now = {"is_main": True, "is_former": False}
        slice_.update(CustomerPhone, number, version, {"is_main": False, "is_former": was_former}, now)
        phones[new] = (number, version + 1, False)
    else:
        columns = ("customer_id", "number", "is_main", "is_former")
        phones[new] = (slice_.insert(CustomerPhone, columns, [(known.id, new, True, False)]), 1, False)


def _change_document(slice_: Slice, known: Known, old: tuple[str | None, str | None]) -> None:
    """The new document becomes the main one; the old one stays beside it."""
    documents = known.parts.setdefault("documents", {})
    new = (known.values["id_kind"], known.values["id_number"])
    if old in documents:
        number, version = documents[old]
        slice_.update(CustomerDocument, number, version, {"is_main": True}, {"is_main": False})
        documents[old] = (number, version + 1)
    if new in documents:
        number, version = documents[new]
        slice_.update(CustomerDocument, number, version, {"is_main": False}, {"is_main": True})
        documents[new] = (number, version + 1)
    else:
        columns = ("customer_id", "country", "kind", "number", "is_main")
        row = (known.id, known.values["country"], *new, True)
        documents[new] = (slice_.insert(CustomerDocument, columns, [row]), 1)
