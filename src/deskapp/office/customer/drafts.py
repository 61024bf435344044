"""What the forms about a customer hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, cast

from deskapp.errors import Fault
from deskapp.office.checking import Faults, is_refused, read_day, take, take_text, wrong_choices
from deskapp.office.customer.model import CATEGORIES, CHANNELS
from deskapp.office.customer.rules import CUSTOMER_KINDS, NAME_KINDS, RELATIONS, RIGHTS
from deskapp.values import Country
from deskapp.values.emails import parse_email
from deskapp.values.identity import KINDS, IdentityKind, guess_kind, parse_identity
from deskapp.values.names import parse_name
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

_COUNTRIES: Final = ("CN", "VN")
_CUSTOMER_CODES: Final[dict[str, tuple[str, ...]]] = {
    "country": _COUNTRIES,
    "kind": CUSTOMER_KINDS,
    "category": ("", *CATEGORIES),
    "channel": ("", *CHANNELS),
    "language": ("", "zh", "vi", "en"),
    "id_kind": ("", *KINDS),
}


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """The customer form; ``id_kind``/``id_number`` and ``phone`` are the main ones, an empty text is nothing known."""

    name: str
    country: str = "CN"
    kind: str = "person"
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    category: str = ""
    channel: str = ""
    language: str = ""
    address: str = ""
    birth: date | None = None
    note: str = ""
    email: str = ""

    def checked(self, today: date) -> tuple[CustomerDraft, Faults]:
        """The draft in normal form with its faults by field, warnings among them; a field at fault stays as typed."""
        faults = wrong_choices(self, _CUSTOMER_CODES)
        kept: dict[str, Any] = {}
        take(kept, faults, "name", parse_name(self.name))
        _take_email(self, kept, faults)
        take_text(kept, faults, "address", self.address)
        take_text(kept, faults, "note", self.note)
        if "country" not in faults:
            _take_phone(self, kept, faults)
            _take_document(self, today, kept, faults)
        if self.birth is not None and self.birth > today:
            faults["birth"] = Fault("customer.birth_future")
        return replace(self, **kept), faults


def read_customer(
    texts: Mapping[str, str], today: date, *, country: Country = "CN"
) -> tuple[CustomerDraft | None, Faults]:
    """The draft that a form's texts say, keyed by field name; None where a fault is more than a warning.

    ``country`` stands where the form has none; a missing text is an empty one.
    """
    given = {field.name: texts.get(field.name, "") for field in fields(CustomerDraft) if field.name != "birth"}
    given["country"] = given["country"] or country
    given["kind"] = given["kind"] or "person"
    birth, fault = read_day(texts.get("birth", ""), cast("Country", given["country"]), today)
    draft, faults = CustomerDraft(**given, birth=birth).checked(today)
    if fault:
        faults["birth"] = fault
    return (None if is_refused(faults) else draft), faults


def read_phone(text: str, country: str) -> tuple[str, Faults]:
    """A phone as typed in normal form, with its faults."""
    kept: dict[str, Any] = {"phone": clean(text)}
    faults: Faults = {}
    take(kept, faults, "phone", parse_phone(text, cast("Country", country)))
    return kept["phone"], faults


def _take_phone(draft: CustomerDraft, kept: dict[str, Any], faults: Faults) -> None:
    if clean(draft.phone):
        kept["phone"], more = read_phone(draft.phone, draft.country)
        faults.update(more)
    else:
        kept["phone"] = ""


def _take_email(draft: CustomerDraft, kept: dict[str, Any], faults: Faults) -> None:
    kept["email"] = clean(draft.email)
    if kept["email"]:
        take(kept, faults, "email", parse_email(draft.email))


def _take_document(draft: CustomerDraft, today: date, kept: dict[str, Any], faults: Faults) -> None:
    kept["id_number"] = clean(draft.id_number)
    if not kept["id_number"]:
        kept["id_kind"] = ""
        return
    kind = draft.id_kind or guess_kind(draft.id_number, cast("Country", draft.country))
    if not kind:
        faults["id_kind"] = Fault("customer.document_kind")
    elif kind in KINDS:
        kept["id_kind"] = kind
        take(kept, faults, "id_number", parse_identity(draft.id_number, kind, today=today, birth=draft.birth))


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """One more identity document; without ``kind`` its form says which it is."""

    number: str
    kind: str = ""
    country: str = "CN"
    valid_from: date | None = None
    valid_until: date | None = None

    def checked(self, today: date) -> tuple[DocumentDraft, Faults]:
        """The document in normal form with its faults."""
        faults = wrong_choices(self, {"kind": ("", *KINDS), "country": _COUNTRIES})
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            faults["valid_until"] = Fault("draft.ends_before_start")
        kind = self.kind or guess_kind(self.number, cast("Country", self.country))
        kept: dict[str, Any] = {}
        if not kind:
            faults["kind"] = Fault("customer.document_kind")
        elif "kind" not in faults:
            kept["kind"] = kind
            take(kept, faults, "number", parse_identity(self.number, cast("IdentityKind", kind), today=today))
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class NameDraft:
    """Another name: ``kind`` former or alias."""

    name: str
    kind: str = "alias"

    def checked(self) -> tuple[NameDraft, Faults]:
        """The name in normal form with its faults."""
        faults = wrong_choices(self, {"kind": NAME_KINDS})
        kept: dict[str, Any] = {}
        take(kept, faults, "name", parse_name(self.name))
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class RepresentationDraft:
    """Who may act for a customer: ``scope`` lists what for, separated by commas, and is empty for everything."""

    representative_id: int
    right: str
    scope: str = ""
    document: str = ""
    notarised: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    def checked(self) -> tuple[RepresentationDraft, Faults]:
        """The right in normal form with its faults."""
        faults = wrong_choices(self, {"right": RIGHTS})
        if self.right == "power_of_attorney" and not clean(self.document):
            faults["document"] = Fault("representation.document_needed")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            faults["valid_until"] = Fault("draft.ends_before_start")
        return replace(self, scope=clean(self.scope), document=clean(self.document)), faults


@dataclass(frozen=True, slots=True)
class KinshipDraft:
    """``relative_id`` is the ``relation`` of the customer."""

    relative_id: int
    relation: str

    def checked(self) -> tuple[KinshipDraft, Faults]:
        """The tie with its faults."""
        return self, wrong_choices(self, {"relation": RELATIONS})
