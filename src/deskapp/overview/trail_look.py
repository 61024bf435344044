"""The trail of a record in words: when, who, which field from what to what; phones and numbers masked as on pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from deskapp.casework.look import Line, Said, mask_number, period, under, word
from deskapp.locale import Words
from deskapp.store.trail import Change, FieldChange
from deskapp.values.phones import mask_phone

_PHONES: Final = {"phone", "phone_added", "caller_phone"}
_DOCUMENTS: Final = {"id_number", "document", "document_ended"}
_DAYS: Final = {"birth", "deceased_on", "since", "until", "valid_from", "valid_until"}
_CODES: Final = {
    "id_kind": "id_kind",
    "category": "category",
    "channel": "channel",
    "country": "country",
    "language": "language",
    "sale_state": "sale_state",
    "delivery_state": "delivery_state",
    "occupation_state": "occupation_state",
    "decoration_state": "decoration_state",
    "role": "person_role",
    "right": "right",
    "relation": "relation",
    "legal_status": "legal_status",
    "land_use": "land_use",
}
_KINDS: Final = {"customer": "customer_kind", "unit": "unit_kind"}
_BEGINNINGS: Final = {"customer": "number", "unit": "room", "parcel": "parcel"}
_LONGEST: Final = 60


def change_lines(changes: Iterable[Change], entity: str, words: Words, zone: tzinfo | None) -> Iterator[Line]:
    """The last changes of a record of that table, the newest first."""
    lines = (
        Line(
            said=(
                (words.moment(change.at.astimezone(zone)), "muted"),
                (change.clerk, "muted"),
                *_said(change, entity, words),
            )
        )
        for change in changes
    )
    return under(words.text("look.changes"), lines)


def _said(change: Change, entity: str, words: Words) -> Iterator[Said]:
    if change.action.startswith("import."):
        yield words.text("look.imported", batch=change.reason), "muted"
    begun = {field.field for field in change.fields if field.before is None}
    if _BEGINNINGS.get(entity) in begun:
        yield words.text("look.begun"), "plain"
        return
    home = _home({field.field: field.after for field in change.fields}, words)
    if home:
        yield home, "plain"
        return
    for field in change.fields:
        yield _field(field, entity, words), "plain"


def _home(after: Mapping[str, Any], words: Words) -> str:
    """That somebody came to a unit or left it, in one text; empty for any other change."""
    whom = after.get("resident") or after.get("unit")
    if not whom or "role" not in after:
        return ""
    code, share = str(after["role"]), str(after.get("share") or "")
    role = word(words, "person_role" if f"person_role.{code}" in words else "party_role", code)
    when = period(words, _day(after.get("since")), _day(after.get("until")))
    what = " ".join(part for part in (str(whom), role, share, when) if part)
    return words.text("look.went" if after.get("until") else "look.came", what=what)


def _field(field: FieldChange, entity: str, words: Words) -> str:
    name = word(words, "trail", field.field)
    name = field.field if name == f"trail.{field.field}" else name
    before, after = (_value(value, field.field, entity, words) for value in (field.before, field.after))
    if not before:
        return words.text("look.set", field=name, after=after)
    if not after:
        return words.text("look.cleared", field=name, before=before)
    return words.text("look.changed", field=name, before=before, after=after)


def _value(value: Any, field: str, entity: str, words: Words) -> str:
    if value is None or value == "":
        return ""
    text = str(value)
    if field in _PHONES:
        return mask_phone(text)
    if field in _DOCUMENTS:
        # the trail does not say of which kind; the length tells how much of it may be shown
        return mask_number(text, {18: "cn-id", 12: "vn-cccd"}.get(len(text), "other"))
    if field in _DAYS:
        return words.day(date.fromisoformat(text))
    if field == "kind":
        return word(words, _KINDS.get(entity, ""), text)
    if field in _CODES:
        return word(words, _CODES[field], text)
    if field == "land_share" or field.endswith("area"):
        return _figure(text, words)
    if isinstance(value, (Decimal, int)):
        return words.value(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _figure(text: str, words: Words) -> str:
    try:
        return words.area(Decimal(text))
    except InvalidOperation:
        return text
