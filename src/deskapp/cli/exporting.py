"""What every export passes: how much somebody may write, the second person, and the line that says it was done."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from deskapp.cli.context import counter, now
from deskapp.errors import DeskError

if TYPE_CHECKING:
    from deskapp.cli.export import Limits, Outside
    from deskapp.locale import Words
    from deskapp.office.privacy.exports import Gate
    from deskapp.sheets.report import Report
    from deskapp.store.work import Clerk
    from deskapp.wiring import Opened

_LONGEST = 1_000


def make_gate(
    opened: Opened, report: str, limits: Limits, outside: Outside, found: Report, words: Words, moment: datetime
) -> Gate:
    """The gate of this export, for the clerk who works."""
    from deskapp.office.privacy.exports import Gate, Order
    from deskapp.office.privacy.limits import allowance_of
    from deskapp.office.privacy.model import BASES
    from deskapp.office.privacy.purposes import load_purposes
    from deskapp.store.reasons import note_reason

    if outside.recipient and not outside.purpose.strip():
        raise DeskError("call.for")
    if outside.recipient and outside.basis not in BASES:
        raise DeskError("call.choice", value=outside.basis, choices=", ".join(BASES))
    order = Order(
        report,
        limits.line,
        limits.full,
        reason=outside.reason,
        recipient=outside.recipient,
        purpose=outside.purpose,
        basis=outside.basis,
        fields=", ".join(column.heading(words) for column in found.columns)[:400],
        shares=tuple(one for one in load_purposes(opened.home.root).values() if one.shares),
    )
    second = None if outside.approved_by is None else _second(opened, outside.approved_by, moment)
    if limits.full and (opened.clerk.rights.roles or outside.reason.strip()):
        # why is written down before a number is read
        note_reason(opened.store, opened.clerk, "export.unmasked", outside.reason, "report", None, moment)
    allowance = allowance_of(opened.clerk.rights.roles, opened.home.root)
    return Gate(opened.store, opened.clerk, order, allowance, moment, second)


def mark_of(clerk: str, moment: datetime, words: Words) -> str:
    """Who took it out and when, for the top of every page."""
    return f"{clerk}  {words.moment(moment)}"


def approve_or_list(code: str, words: Words, *, as_json: bool) -> None:
    """Confirm one export, or say which wait."""
    from deskapp.office.privacy.exports import approve_export, list_waiting

    if code:
        with counter(writes=True) as opened:
            found = opened.write("export.approve", lambda work: approve_export(work, code), now())
            told = {"approved": found.code, "report": found.report, "clerk": found.clerk}
        typer.echo(json.dumps(told, ensure_ascii=False) if as_json else words.text("export.approved", **told))
        return
    with counter(writes=False) as opened:
        waiting = opened.store.read(lambda reader: list_waiting(reader, now()))
    for one in waiting:
        row = {"code": one.code, "report": one.report, "limits": one.limits, "clerk": one.clerk}
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join(row.values()))


def _second(opened: Opened, file: Path, moment: datetime) -> Clerk:
    """Whose token lies in the file, with what they may; the token itself is in no argument and no message."""
    from deskapp.office.signin.session import get_clerk
    from deskapp.office.signin.tokens import find_token

    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise DeskError("token.file_open", file=str(file))
        token = file.read_text(encoding="utf-8")[:_LONGEST].strip()
    except (OSError, UnicodeDecodeError):
        raise DeskError("token.no_file", file=str(file)) from None
    row = opened.store.read_all(lambda reader: find_token(reader, token, moment.date()))
    return opened.store.read_all(lambda reader: get_clerk(reader, row.staff_id, moment.date()))
