"""Why something waits or failed, kept with its record as code and values; words are made at the face."""

from __future__ import annotations

import json

from deskapp.errors import Fault
from deskapp.store.audit import to_json


def fault_text(fault: Fault | None) -> str:
    """A fault as it is kept; none is an empty text."""
    return "" if fault is None else to_json({"code": fault.code, "values": dict(fault.values)})


def read_fault(text: str) -> Fault | None:
    """The fault that was kept."""
    if not text:
        return None
    kept = json.loads(text)
    return Fault(kept["code"], kept["values"])
