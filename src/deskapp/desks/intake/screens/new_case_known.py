"""What is known of a new case where it begins; apart from its form, so that a page need not load that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a new case before its form opens: from the page, the enquiry or the code it comes from."""

    procedure: str
    customer_id: int | None = None
    place: tuple[str, int] | None = None
    channel: str = "walk_in"
    need: str = ""
    language: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    parent_id: int | None = None
    enquiry_id: int | None = None
