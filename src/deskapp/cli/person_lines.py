"""What ``deskapp person`` prints: JSON for scripts, lines for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from deskapp.cli.context import now
from deskapp.errors import DeskError

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.office.privacy.queries import PrivacyPage, RequestRow
    from deskapp.wiring import Opened


def plain_page(page: PrivacyPage) -> dict[str, Any]:
    """A customer's page as JSON takes it, without the name."""
    told = json.loads(json.dumps(plain(page), ensure_ascii=False, default=plain_value))
    return {name: value for name, value in told.items() if name not in ("customer_id", "name")}


def plain(record: Any) -> dict[str, Any]:
    """A row by its field names."""
    return asdict(record)


def plain_value(value: object) -> str:
    """What JSON has no kind for: moments as ISO with the machine's zone."""
    return value.astimezone().isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def plain_request(one: RequestRow) -> dict[str, Any]:
    """A request as JSON takes it."""
    return {
        "request": one.number,
        "customer": one.customer,
        "kind": one.kind,
        "way": one.way,
        "asked": one.asked_at.astimezone().isoformat(timespec="minutes"),
        "due": one.due_at.astimezone().isoformat(timespec="minutes"),
        "result": one.result,
        "answer": one.answer,
    }


def request_line(one: RequestRow, words: Words, moment: datetime) -> str:
    """A request in a line: by when it is answered, or how it was."""
    kind, due = words.text(f"request.{one.kind}"), words.moment(one.due_at.astimezone())
    if one.result:
        return f"{one.number}  {one.customer}  {kind}  {words.text(f'request_result.{one.result}')}"
    late = words.text("person.late") if one.due_at < moment else ""
    return f"{one.number}  {one.customer}  {kind}  {words.text('person.due', moment=due)}  {late}".rstrip()


def page_lines(page: PrivacyPage, purposes: dict[str, Any], words: Words) -> list[str]:
    """A customer's page in lines."""
    from deskapp.office.privacy.words import privacy_lines

    return [" ".join(line) for line in privacy_lines(page, purposes, words, now())]


def office_named(opened: Opened, words: Words) -> str:
    """The office's name in what people agree to; on stderr where it has none of its own."""
    from deskapp.office.staff.own_office import get_office

    office = opened.store.read(get_office)[0]
    if not office.is_named:
        typer.echo(words.text("privacy.unnamed", name=office.name), err=True)
    return office.name


def choose(value: str, choices: Sequence[str]) -> None:
    """A wrong call names what there is to choose from."""
    if value not in choices:
        raise DeskError("call.choice", value=value, choices=", ".join(choices))
