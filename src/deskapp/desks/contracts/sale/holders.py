"""Who holds the ways into the filing system [b06]: a login, a U-key, a certificate. No password is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.sale.drafts import AccountDraft
from deskapp.desks.contracts.sale.model import ACCOUNT_KINDS, FilingAccount, FilingAccountMove
from deskapp.errors import DeskError
from deskapp.office.checking import refuse, wrong_choices
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A way in, who holds it, and how it stands: held, lost (found no more), ended."""

    id: int
    name: str
    kind: str
    system: str
    holder_id: int | None
    holder: str
    held_since: date | None
    password_changed_on: date | None
    is_lost: bool
    ended_on: date | None
    note: str

    @property
    def state(self) -> str:
        """Its word's code."""
        return "ended" if self.ended_on is not None else "lost" if self.is_lost else "held" if self.holder else "free"


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Something that happened to a way in."""

    kind: str
    holder: str
    to: str
    note: str
    happened_on: date
    entered_at: datetime
    clerk: str


def begin_account(work: Work, draft: AccountDraft) -> FilingAccount:
    """A way into the filing system is there, and somebody holds it."""
    faults = wrong_choices(draft, {"kind": ACCOUNT_KINDS})
    refuse(faults)
    name, day = clean(draft.name), _past(work, draft.begun_on)
    if not name:
        raise DeskError("account.name", "name")
    taken = select(FilingAccount.id).where(FilingAccount.office_id == work.clerk.office_id, FilingAccount.name == name)
    if work.session.exec(taken).first() is not None:
        raise DeskError("account.taken", "name", name=name)
    account = work.add(
        FilingAccount(
            office_id=work.clerk.office_id,
            name=name,
            kind=draft.kind,
            system=clean(draft.system),
            holder_id=draft.holder_id,
            held_since=day if draft.holder_id is not None else None,
            note=clean(draft.note),
        )
    )
    _move(work, account, "begun", day, to_id=draft.holder_id)
    return account


def hand_over_account(
    work: Work, account_id: int, to_id: int | None, day: date | None = None, note: str = ""
) -> FilingAccount:
    """From now on somebody else holds it; None: nobody, it lies in the safe. Found again where it was lost."""
    account, day = _living(work, account_id), _past(work, day)
    if account.holder_id == to_id and to_id is not None:
        raise DeskError("account.same_holder", "to_id", name=account.name)
    before = account.holder_id
    work.change(account, {"holder_id": to_id, "held_since": day if to_id is not None else None})
    _move(work, account, "handed_over", day, from_id=before, to_id=to_id, note=note)
    return account


def change_account_password(work: Work, account_id: int, day: date | None = None, note: str = "") -> FilingAccount:
    """Its password was changed, which is all that is written down of it."""
    account, day = _living(work, account_id), _past(work, day)
    work.change(account, {"password_changed_on": day})
    _move(work, account, "password_changed", day, note=note)
    return account


def lose_account(work: Work, account_id: int, note: str, day: date | None = None) -> FilingAccount:
    """A key is gone, or a login is in wrong hands: what was done about it stands in the note."""
    account, day, note = _living(work, account_id), _past(work, day), clean(note)
    if not note:
        raise DeskError("account.lost_note", "note", name=account.name)
    holder = account.holder_id
    work.change(account, {"holder_id": None, "held_since": None})
    _move(work, account, "lost", day, from_id=holder, note=note)
    return account


def find_account_again(
    work: Work, account_id: int, to_id: int, day: date | None = None, note: str = ""
) -> FilingAccount:
    """It is there again, and somebody holds it."""
    account, day = _living(work, account_id), _past(work, day)
    if not _is_lost(work, account_id):
        raise DeskError("account.not_lost", name=account.name)
    work.change(account, {"holder_id": to_id, "held_since": day})
    _move(work, account, "found", day, to_id=to_id, note=note)
    return account


def end_account(work: Work, account_id: int, note: str = "", day: date | None = None) -> FilingAccount:
    """It is used no more: given back, or closed by the authority."""
    account, day = _living(work, account_id), _past(work, day)
    holder = account.holder_id
    work.change(account, {"ended_on": day, "holder_id": None, "held_since": None})
    _move(work, account, "ended", day, from_id=holder, note=note)
    return account


def list_accounts(reader: Reader, *, ended: bool = False) -> list[AccountRow]:
    """The ways in by name; ``ended`` with those that are used no more."""
    query = select(FilingAccount).order_by(col(FilingAccount.ended_on).is_not(None), col(FilingAccount.name))
    if not ended:
        query = query.where(col(FilingAccount.ended_on).is_(None))
    found = list(reader.session.exec(query.limit(LIMIT)))
    names = _names(reader, {one.holder_id for one in found})
    return [
        AccountRow(
            record_id(one),
            one.name,
            one.kind,
            one.system,
            one.holder_id,
            names.get(one.holder_id, ""),
            one.held_since,
            one.password_changed_on,
            _is_lost(reader, record_id(one)),
            one.ended_on,
            one.note,
        )
        for one in found
    ]


def list_account_moves(reader: Reader, account_id: int) -> list[MoveRow]:
    """What happened to a way in, the last first."""
    query = select(FilingAccountMove).where(FilingAccountMove.account_id == account_id)
    found = list(reader.session.exec(query.order_by(col(FilingAccountMove.id).desc()).limit(LIMIT)))
    names = _names(reader, {number for one in found for number in (one.from_id, one.to_id)})
    return [
        MoveRow(
            one.kind,
            names.get(one.from_id, ""),
            names.get(one.to_id, ""),
            one.note,
            one.happened_on,
            one.entered_at,
            one.clerk,
        )
        for one in found
    ]


def _is_lost(reader: Reader, account_id: int) -> bool:
    """Whether the last of losing, finding and handing over was losing."""
    kinds = ("lost", "found", "handed_over", "begun")
    query = select(FilingAccountMove.kind).where(
        FilingAccountMove.account_id == account_id, col(FilingAccountMove.kind).in_(kinds)
    )
    return reader.session.exec(query.order_by(col(FilingAccountMove.id).desc()).limit(1)).first() == "lost"


def _names(reader: Reader, numbers: set[int | None]) -> dict[int | None, str]:
    wanted = [number for number in numbers if number is not None]
    query = select(Staff.id, Staff.name).where(col(Staff.id).in_(wanted))
    return dict(reader.session.exec(query).all())


def _living(work: Work, account_id: int) -> FilingAccount:
    account = work.get(FilingAccount, account_id)
    if account.ended_on is not None:
        raise DeskError("account.ended", name=account.name, day=account.ended_on)
    return account


def _past(work: Work, day: date | None) -> date:
    if day is not None and day > work.today:
        raise DeskError("sale_contract.future_day", "day")
    return day or work.today


def _move(work: Work, account: FilingAccount, kind: str, day: date, **more: Any) -> None:
    note = clean(more.pop("note", ""))
    work.add(
        FilingAccountMove(
            office_id=account.office_id,
            account_id=record_id(account),
            kind=kind,
            note=note,
            happened_on=day,
            entered_at=work.now,
            clerk=work.clerk.name,
            **more,
        )
    )
