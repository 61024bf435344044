"""What scripts sign in with: a token that is shown once, kept as a hash, and ended at any time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.access.model import ScriptToken
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

NAME_LIMIT = 60
LIST_LIMIT = 500
_BEGINS = "dk_"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without the token: ``expires_on`` is its last day."""

    id: int
    name: str
    staff_id: int
    staff: str
    made_at: datetime
    expires_on: date | None
    ended_at: datetime | None


def make_token(work: Work, name: str, days: int | None = None, staff_id: int | None = None, reason: str = "") -> str:
    """A token with the rights of its owner (the clerk, unless another is named); this is the only time it is seen.

    Whoever holds somebody else's works under their name: that needs a ``reason``, which the trail keeps.
    """
    kept = clean(name)
    if not kept or len(kept) > NAME_LIMIT:
        raise DeskError("token.name", "name", most=NAME_LIMIT)
    if days is not None and days < 1:
        raise DeskError("token.days", "days")
    owner = work.get(Staff, staff_id or work.clerk.id)
    if record_id(owner) != work.clerk.id:
        work.reason = checked_reason(reason)
    same = select(ScriptToken.id).where(
        ScriptToken.staff_id == record_id(owner), ScriptToken.name == kept, col(ScriptToken.ended_at).is_(None)
    )
    if work.session.exec(same).first() is not None:
        raise DeskError("token.taken", "name", name=kept)
    token = _BEGINS + secrets.token_urlsafe(32)
    work.add(
        ScriptToken(
            office_id=owner.office_id,
            staff_id=record_id(owner),
            name=kept,
            token_hash=_hash(token),
            made_at=work.now,
            expires_on=work.today + timedelta(days=days) if days else None,
        )
    )
    return token


def find_token(reader: Reader, token: str, today: date) -> TokenRow:
    """Whose token it is. Raises ``token.unknown``, ``token.ended``, ``token.expired``, ``staff.left``."""
    joined = col(Staff.id) == col(ScriptToken.staff_id)
    query = select(ScriptToken, Staff).join(Staff, joined).where(ScriptToken.token_hash == _hash(token.strip()))
    found = reader.session.exec(query).first()
    if found is None:
        raise DeskError("token.unknown")
    row = _row(*found)
    if row.ended_at is not None:
        raise DeskError("token.ended", name=row.name)
    if row.expires_on is not None and today > row.expires_on:
        raise DeskError("token.expired", name=row.name, day=row.expires_on)
    if not found[1].active:
        raise DeskError("staff.left", name=row.staff)
    return row


def end_token(work: Work, token_id: int) -> None:
    """From now on nobody signs in with it."""
    token = work.get(ScriptToken, token_id)
    if token.ended_at is not None:
        raise DeskError("token.ended", name=token.name)
    work.change(token, {"ended_at": work.now})


def list_tokens(reader: Reader, *, with_ended: bool = False) -> list[TokenRow]:
    """The tokens of everybody, the newest first; those that were ended only when asked for."""
    query = select(ScriptToken, Staff).join(Staff, col(Staff.id) == col(ScriptToken.staff_id))
    query = query if with_ended else query.where(col(ScriptToken.ended_at).is_(None))
    return [_row(*found) for found in reader.session.exec(query.order_by(col(ScriptToken.id).desc()).limit(LIST_LIMIT))]


def _row(token: ScriptToken, staff: Staff) -> TokenRow:
    return TokenRow(
        record_id(token), token.name, token.staff_id, staff.name, token.made_at, token.expires_on, token.ended_at
    )


def _hash(token: str) -> str:
    # a token has 256 bits of chance in it: nothing slow is needed against guessing
    return hashlib.sha256(token.encode()).hexdigest()
