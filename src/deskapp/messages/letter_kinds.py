"""The letters that the program knows, and what a desk gives each: the placeholders that its template may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from deskapp.locale import LANGUAGES, Words

COMMON: Final = (
    "office_name", "office_address", "office_phone", "place", "clerk", "day", "day_long", "reprint",
    "case_number", "tracking_code", "barcode_number", "procedure", "step", "received_at", "due_on", "days",
    "customer_name", "customer_document", "customer_birth", "customer_address", "customer_phone", "customer_email",
    "customer_tax_code",
    "representative", "subject", "authority", "authority_number", "note",
)  # fmt: skip
"""Texts that every template may use. ``day``, ``day_long`` and ``reprint`` are filled in where the desk gives none."""

COMMON_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "papers": ("no", "name", "form", "number", "count", "state", "note"),
    "charges": ("no", "text", "amount", "paid", "open"),
}
"""Tables that every template may use; a row without ``no`` is counted."""

PICTURES: Final = ("barcode",)
FIELDS: Final = "fields"
"""The fields of the case's procedure, by their codes: ``{{ fields.boat_name }}``."""

_ITEMS: Final = ("no", "name", "number", "count", "note")
_LINES: Final = ("no", "text", "payer", "amount")
_PARCEL: Final = (
    "parcel_number", "map_sheet", "commune", "parcel_address", "area", "land_use", "land_term", "land_origin",
)  # fmt: skip
_CERTIFICATE: Final = ("certificate_number", "certificate_book", "certificate_day", "certificate_issuer")
_AGENT: Final = ("agent_name", "agent_document", "agent_address", "agent_phone", "scope", "until")
_HOME: Final = ("project", "room", "contract_number", "signed_on")
_FORM: Final = ("form_number", "form_basis", "addressed_to")
_DEAL: Final = ("origin", "contract_number", "contract_day", "notary", "price", "price_words", "exemption")


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter: its own texts and tables beside the common ones.

    ``languages`` are those it is shipped in: a state form has one. ``blank`` stands where the desk gave nothing.
    """

    name: str
    texts: tuple[str, ...] = ()
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = LANGUAGES
    blank: str = ""

    @property
    def all_texts(self) -> tuple[str, ...]:
        """Its texts and the common ones."""
        return (*COMMON, *self.texts)

    @property
    def all_tables(self) -> Mapping[str, tuple[str, ...]]:
        """Its tables with their columns, and the common ones."""
        return {**COMMON_TABLES, **self.tables}

    @property
    def names(self) -> frozenset[str]:
        """Every placeholder that stands by itself in its template."""
        return frozenset((*self.all_texts, *self.all_tables, *PICTURES, FIELDS))


def _vietnamese(name: str, *texts: str, **tables: tuple[str, ...]) -> LetterKind:
    return LetterKind(name, (*_FORM, *texts), tables, ("vi",), blank="……………………")


def _chinese(name: str, *texts: str, **tables: tuple[str, ...]) -> LetterKind:
    return LetterKind(name, (*_FORM, *texts), tables, ("zh",), blank="＿＿＿＿＿＿")


_CONTRACT: Final = ("room", "contract_number", "signed_on", "price", "paid", "loan")
_PARTIES: Final = ("no", "name", "document", "share")
_APPROVALS: Final = ("step", "clerk", "on", "told")
_PAYABLE: Final = ("no", "text", "amount", "why")
_COMPLAINT: Final = ("taken_at", "said", "outside_number")
_SPLIT: Final = ("no", "parcel_number", "map_sheet", "area", "land_use", "certificate_number", "owner")
_ORDER: Final = (
    "project", "room", "words", "technician", "slot", "price", "arrived_at", "finished_at",
)  # fmt: skip
_REPAIR: Final = ("payer", "spot", "item", "trade", "urgency", "done_by", "done")
_PARTS: Final = ("no", "name", "count", "amount", "note")

_KINDS: Final = (
    LetterKind("receipt_slip", ("sets", "result_place", "fees_paid")),
    LetterKind("supplement", ("slip_number", "deadline", "basis"), {"missing": ("no", "name", "form", "reason")}),
    LetterKind(
        "quotation",
        ("quotation_number", "quoted_on", "valid_until", "package", "total", "total_words", "subject_to_check"),
        {"lines": _LINES},
    ),
    LetterKind(
        "service_contract",
        (
            "contract_number", "signed_on", "quotation_number", "office_tax_code", "office_representative",
            "office_account", "scope", "total", "total_words", "advance", "advance_words", "held",
        ),
        {"lines": _LINES},
    ),
    LetterKind(
        "receipt",
        (
            "receipt_number", "received_on", "payer_name", "payer_address", "reason", "amount", "amount_words",
            "method", "slip", "balance", "contract_number", "room", "account", "declaration",
        ),
        {"lines": _LINES},
    ),
    LetterKind("apology", ("old_day", "new_day", "reason")),
    LetterKind(
        "result_handover",
        ("handed_on", "collector", "collector_document", "collector_right", "receipts", "fees_due"),
        {"results": _ITEMS, "originals": _ITEMS},
    ),
    LetterKind("refusal", ("reason", "basis"), {"originals": _ITEMS}),
    LetterKind(
        "lending_slip", ("lent_on", "due_back", "borrower", "borrower_document", "purpose"), {"lent": _ITEMS}
    ),
    LetterKind(
        "originals_back", ("handed_on", "collector", "collector_document", "collector_right"), {"originals": _ITEMS}
    ),
    LetterKind("thank_you", ("ended_on",)),
    LetterKind("survey", ("ended_on",)),
    LetterKind("answer_sheet", ("where_it_is", "missing_text", "next_step")),
    LetterKind(
        "closing_minutes",
        ("contract_number", "signed_on", "work_done", "total", "total_words", "paid", "held", "balance"),
        {"lines": _LINES, "results": _ITEMS},
    ),
    LetterKind("circulation_slip", (), {"steps": ("no", "step", "department", "received", "handed_on", "result")}),
    LetterKind(
        "demand_money",
        (*_HOME, "owed", "owed_words", "penalty", "pay_by", "department"),
        {"lines": ("no", "text", "due_on", "amount", "paid", "open", "days")},
    ),
    LetterKind(
        "demand_formality", (*_HOME, "pay_by", "department"), {"lines": ("no", "text", "due_on", "days", "note")}
    ),
    LetterKind("design_change", (*_HOME, "title", "text", "answer_by")),
    LetterKind("buyer_notice", (*_HOME, "title", "text", "answer_by")),
    LetterKind(
        "party_change",
        (*_CONTRACT, "grounds", "tax_effect"),
        {"before": _PARTIES, "after": _PARTIES, "approvals": _APPROVALS},
    ),
    LetterKind(
        "home_return",
        (*_CONTRACT, "grounds", "new_room", "penalty", "refund_to", "leader", "opinion", "opinion_on", "conditions"),
        {"approvals": _APPROVALS},
    ),
    LetterKind(
        "handover_notice",
        ("project", "room", "round", "again", "come_on", "come_at", "period", "batch_place", "contact", "risk_on",
         "total"),
        {"bring": ("no", "text", "note"), "payable": _PAYABLE},
    ),
    LetterKind(
        "handover_roster",
        ("project", "batch", "period", "batch_place", "contact", "stations"),
        {"groups": ("no", "group", "kind", "leader", "people", "heads", "duty")},
    ),
    LetterKind(
        "flow_sheet",
        ("project", "room", "ticket", "came", "arrived_at", "batch_place", "contact", "bring"),
        {"stations": ("no", "name", "what", "done", "sign"), "payable": _PAYABLE},
    ),
    LetterKind(
        "handover_slip",
        ("project", "room", "state", "told", "recheck", "given", "contact"),
        {"defects": ("no", "number", "what", "contractor", "agreed_on"), "payable": _PAYABLE},
    ),
    LetterKind(
        "area_settlement",
        ("project", "room", "rule", "unit_price", "amount", "amount_words", "choice", "refund_by"),
        {"areas": ("no", "kind", "contract", "surveyed", "ratio")},
    ),
    LetterKind(
        "rectification",
        ("project", "contractor", "contractor_phone", "given_on", "total", "safety"),
        {"defects": ("no", "number", "room", "what", "trade", "severity", "agreed_on", "done")},
    ),
    LetterKind(
        "key_slip",
        ("holder", "holder_kind", "purpose"),
        {"keys": ("no", "label", "room", "what", "count", "taken_at", "due_back", "returned")},
    ),
    LetterKind("key_label", ("project", "room", "label", "what", "count", "hook")),
    LetterKind(
        "handover_deed",
        (
            "project", "room", "possession_on", "contract_area", "surveyed_area", "area_money", "price", "signed_as",
            "consent",
        ),
        {
            "keys": ("no", "label", "what", "count", "where"),
            "meters": ("no", "name", "number", "reading", "read_on"),
            "items": ("no", "name", "count", "edition"),
            "defects": ("no", "number", "what", "contractor", "agreed_on"),
        },
    ),
    LetterKind("dispatch_slip", (*_ORDER, *_REPAIR, "warranty", "source"), {"parts": _PARTS}),
    LetterKind("service_slip", (*_ORDER, "service", "quantity", "price_words", "paid"), {"parts": _PARTS}),
    LetterKind(
        "complaint_slip",
        (*_COMPLAINT, "where", "channel", "outside_due", "relation", "category", "level", "wish"),
        {"clocks": ("no", "what", "due")},
    ),
    LetterKind("complaint_answer", (*_COMPLAINT, "findings", "plan", "result", "validity")),
    _vietnamese("vn_change", *_PARCEL, *_CERTIFICATE, "change_kind", "before", "after", "reason"),
    _vietnamese("vn_registration_fee", *_PARCEL, *_CERTIFICATE, *_DEAL, "house_kind", "house_area", "seller_name",
                "seller_document", "seller_address"),
    _vietnamese("vn_income_tax", *_PARCEL, *_CERTIFICATE, *_DEAL, "house_kind", "house_area", "buyer_name",
                "buyer_document", "buyer_address", "tax"),
    _vietnamese("vn_authorisation", *_PARCEL, *_CERTIFICATE, *_AGENT, "notary"),
    _vietnamese("vn_split_merge", "change_kind", "reason", parcels_before=_SPLIT, parcels_after=_SPLIT),
    _chinese("cn_registration", "change_kind", "right_kind", "location", "unit_code", "area", "inner_area", "land_use",
             "building_use", "structure", "certificate_number", "obligor_name", "obligor_document", "obligor_address",
             "ownership", "reason", "agent_name", "agent_document"),
    _chinese("cn_authorisation", "location", *_AGENT),
    _chinese("cn_deed_tax", "location", "area", "building_use", "seller_name", "seller_document", "contract_number",
             "contract_day", "price", "price_words", "homes", "rate", "tax", "exemption", "ownership"),
)  # fmt: skip

LETTERS: Final[Mapping[str, LetterKind]] = {kind.name: kind for kind in _KINDS}
"""The letters with a template that comes with the program, by name. An office may add its own under HOME/letters/."""


def letter_title(letter: str, words: Words) -> str:
    """A letter's name for a clerk; one that the office added has that of its file."""
    key = f"letter_name.{letter}"
    return words.text(key) if key in words else letter
