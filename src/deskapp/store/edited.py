"""Fields that a clerk changed by hand: what the last import said of them, so that no night puts an old value back.

Kept on the record as JSON: field -> ``{"base": what the sender last sent, "fresh": edited since the last import}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from deskapp.store.audit import to_json

Edited = dict[str, dict[str, Any]]


def read_edited(text: str) -> Edited:
    """The fields that a clerk edited."""
    return json.loads(text) if text else {}


def note_edits(text: str, before: Mapping[str, Any]) -> str:
    """``text`` with these fields marked as edited now; ``before`` holds their values from before the edit."""
    edited = read_edited(text)
    for field, value in before.items():
        edited[field] = {"base": edited.get(field, {}).get("base", plain(value)), "fresh": True}
    return to_json(edited)


def plain(value: Any) -> Any:
    """A value as JSON would give it back, for comparing."""
    return json.loads(to_json(value))


def takes(edited: Edited, field: str, value: Any) -> bool:
    """Whether an update may write ``value``: yes unless the clerk's edit is newer than the sender's word.

    The sender's word is news when it differs from what they sent before, and the edit is older than the last import.
    """
    mark = edited.get(field)
    return mark is None or (not mark["fresh"] and mark["base"] != plain(value))


def seen_by_import(edited: Edited, said: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What stays marked after an import said ``said`` and the record says ``now``; JSON, empty where nothing stays."""
    left = {
        field: {"base": plain(said[field]), "fresh": False} if field in said else mark
        for field, mark in edited.items()
        if field not in said or plain(said[field]) != plain(now.get(field))
    }
    return to_json(left) if left else ""
