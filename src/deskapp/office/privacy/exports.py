"""An export is counted while it is written, refused where it is too much, and noted before the file is there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlmodel import col, func, select

from deskapp.errors import DeskError
from deskapp.office.privacy.actions import DisclosureDraft, note_disclosure
from deskapp.office.privacy.limits import Allowance
from deskapp.office.privacy.model import ExportApproval, ExportLog
from deskapp.office.privacy.purposes import Purpose
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

GOOD_FOR: Final = timedelta(hours=24)
"""How long a second person's word holds."""
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Order:
    """One export as it was asked for: ``limits`` is what the options say, in a line.

    ``recipient`` is somebody outside to whom the file goes; ``shares`` are the consents that let data go out.
    """

    report: str
    limits: str
    full: bool
    reason: str = ""
    recipient: str = ""
    purpose: str = ""
    basis: str = "contract"
    fields: str = ""
    shares: tuple[Purpose, ...] = ()

    def digest(self, clerk: Clerk) -> str:
        """Which export of whom it is: a second person's word is for this one alone."""
        told = (self.report, self.limits, self.full, clerk.id, self.recipient)
        return sha256(repr(told).encode()).hexdigest()


class Gate:
    """Lets rows pass, counts them, and ends the export where there are too many for this clerk."""

    def __init__(
        self,
        store: Store,
        clerk: Clerk,
        order: Order,
        allowance: Allowance | None,
        now: datetime,
        second: Clerk | None = None,
    ) -> None:
        self._store, self._clerk, self._order, self._now = store, clerk, order, now
        self._allowance, self._second = allowance, second
        self._spent = 0 if allowance is None else store.read_all(self._spent_today)

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The same rows. Before the last of them is out the export is noted: no file without its line."""
        count = 0
        for count, row in enumerate(rows, 1):
            self._weigh(count)
            yield row
        self._note(count)

    def _weigh(self, count: int) -> None:
        if self._allowance is None:
            return
        full = self._order.full
        most, most_a_day = self._allowance.most(full=full), self._allowance.most_a_day(full=full)
        if count > most:
            raise DeskError("export.too_many" if not full else "export.too_many_full", most=most)
        if self._spent + count > most_a_day:
            raise DeskError("export.day_full", most=most_a_day, spent=self._spent)
        if full and count == self._allowance.second_above + 1:
            self._need_second(self._allowance.second_above)

    def _need_second(self, above: int) -> None:
        """Somebody else says yes, with their token or to the code that this call is refused with."""
        if self._second is not None:
            if self._second.id == self._clerk.id:
                raise DeskError("export.own_approval")
            self._second.rights.refuse("export.approve")
            return
        digest = self._order.digest(self._clerk)
        found = self._store.read_all(lambda reader: _good(reader, digest, self._now))
        if found is not None:
            self._second = replace(self._clerk, id=found.approved_by_id or 0, name=found.approved_by)
            return
        code = self._store.write(self._clerk, "export.ask", lambda work: ask_for_second(work, self._order), self._now)
        raise DeskError("export.second", above=above, approval=code)

    def _note(self, count: int) -> None:
        if self._clerk.id:
            self._store.write(self._clerk, "export.note", lambda work: self._enter(work, count), self._now)

    def _enter(self, work: Work, count: int) -> None:
        order = self._order
        work.reason = order.reason
        second = "" if self._second is None else self._second.name
        work.add(
            ExportLog(
                office_id=work.clerk.office_id,
                report=order.report,
                limits=order.limits,
                full=order.full,
                rows=count,
                made_at=work.now,
                clerk_id=work.clerk.id,
                clerk=work.clerk.name,
                approved_by=second,
                reason=order.reason,
            )
        )
        used = _good(work, order.digest(work.clerk), work.now)
        if second and used is not None:
            work.change(used, {"used_at": work.now})
        if order.recipient:
            draft = DisclosureDraft(
                None, order.recipient, order.purpose, order.fields, order.basis, count, f"report.{order.report}"
            )
            note_disclosure(work, draft, order.shares)

    def _spent_today(self, reader: Reader) -> int:
        begins = datetime.combine(self._now.date(), time(), self._now.tzinfo)
        rows = select(func.coalesce(func.sum(col(ExportLog.rows)), 0)).where(
            ExportLog.clerk_id == self._clerk.id,
            col(ExportLog.made_at) >= begins,
            col(ExportLog.full).is_(self._order.full),
        )
        return int(reader.session.exec(rows).one())


def ask_for_second(work: Work, order: Order) -> str:
    """A code for somebody else to confirm; the same export that waits already keeps its code."""
    digest = order.digest(work.clerk)
    waiting = select(ExportApproval).where(
        ExportApproval.digest == digest,
        col(ExportApproval.approved_at).is_(None),
        col(ExportApproval.asked_at) > work.now - GOOD_FOR,
    )
    known = work.session.exec(waiting).first()
    if known is not None:
        return known.code
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    work.add(
        ExportApproval(
            office_id=work.clerk.office_id,
            code=f"{code[:4]}-{code[4:]}",
            report=order.report,
            limits=order.limits,
            digest=digest,
            asked_at=work.now,
            clerk_id=work.clerk.id,
            clerk=work.clerk.name,
        )
    )
    return f"{code[:4]}-{code[4:]}"


def approve_export(work: Work, code: str) -> ExportApproval:
    """A second person says yes to somebody else's export; it holds for a day, for that export, once."""
    asked = select(ExportApproval).where(ExportApproval.code == code.strip().upper())
    found = work.session.exec(asked).first()
    if found is None or found.asked_at <= work.now - GOOD_FOR:
        raise DeskError("export.no_code", approval=code)
    if found.approved_at is not None:
        raise DeskError("export.approved_already", approval=found.code, clerk=found.approved_by)
    if found.clerk_id == work.clerk.id:
        raise DeskError("export.own_approval")
    work.change(found, {"approved_at": work.now, "approved_by_id": work.clerk.id, "approved_by": work.clerk.name})
    return found


def list_waiting(reader: Reader, now: datetime) -> list[ExportApproval]:
    """Exports that wait for a second person, the oldest first."""
    waiting = select(ExportApproval).where(
        col(ExportApproval.approved_at).is_(None), col(ExportApproval.asked_at) > now - GOOD_FOR
    )
    return list(reader.session.exec(waiting.order_by(col(ExportApproval.id)).limit(200)))


def _good(reader: Reader, digest: str, now: datetime) -> ExportApproval | None:
    query = select(ExportApproval).where(
        ExportApproval.digest == digest,
        col(ExportApproval.approved_at) > now - GOOD_FOR,
        col(ExportApproval.used_at).is_(None),
    )
    return reader.session.exec(query.order_by(col(ExportApproval.id).desc())).first()
