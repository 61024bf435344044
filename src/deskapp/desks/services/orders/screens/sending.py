"""Who is sent: the technicians to choose from, whoever can do it and has the least first; orders sent one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from deskapp.desks.services.orders.actions_work import dispatch_in_turn, dispatch_order
from deskapp.desks.services.orders.queries import TechnicianRow, board, get_rows
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.desks.services.orders.trades import say_trades
from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.store.work import Reader
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


@dataclass(frozen=True, slots=True)
class Sent:
    """How many orders went out, to whom, and why the first that did not could not."""

    count: int
    who: str
    error: DeskError | None = None


def choose_and_send(
    screen: DeskScreen[Any], order_ids: Sequence[int], then: Callable[[], None], what: str = ""
) -> None:
    """Ask who, then send; what could not be sent is told with its reason, and the rest has gone."""

    def read(reader: Reader) -> tuple[list[OrderRow], list[TechnicianRow]]:
        return get_rows(reader, order_ids), board(reader)

    def asked(found: tuple[list[OrderRow], list[TechnicianRow]]) -> None:
        rows, technicians = found
        if not technicians:
            screen.tell("dispatch.nobody", "warning")
            return
        fit = [one for one in technicians if all(one.fits(row.trade) for row in rows)]
        ranked = ranking(fit, rows)
        now = shell_of(screen).now()
        options = [Option(one.staff_id, one.name, technician_said(one, screen.words, now, rows)) for one in ranked]
        if not options:
            screen.tell("dispatch.nobody_fits", "warning")
            return
        values = {"what": what or screen.text("dispatch.orders", count=len(rows))}
        screen.app.push_screen(
            Choose("dispatch.who", options, search=len(options) > 9, values=values),
            partial(_chosen, screen, rows, then),
        )

    run(screen, lambda data: data.store.read(read), asked, group="who")


def ranking(technicians: Sequence[TechnicianRow], rows: Sequence[OrderRow]) -> list[TechnicianRow]:
    """Who is free at the slots first, then who has the least, then whose turn it is."""

    def place(one: TechnicianRow) -> tuple[bool, int, float, int]:
        turn = one.turn_at.timestamp() if one.turn_at is not None else 0.0
        return not all(one.is_free(row) for row in rows), one.load, turn, one.id

    return sorted(technicians, key=place)


def technician_said(one: TechnicianRow, words: Words, now: datetime, rows: Sequence[OrderRow] = ()) -> str:
    """What they can do, how much they have, when they are next somewhere."""
    trades = say_trades(one.trades, words.language) or words.text("dispatch.all_trades")
    parts = [trades, words.text("dispatch.load", count=one.load)]
    if any(not one.is_free(row) for row in rows):
        parts.append(words.text("dispatch.busy"))
    elif one.next_at is not None:
        parts.append(words.text("dispatch.next", at=short_moment(one.next_at, words, now)))
    return "  ".join(parts)


def short_moment(moment: datetime, words: Words, now: datetime) -> str:
    """Of today only the time, of this year no year."""
    at = moment.astimezone(now.tzinfo)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    if at.year != now.year:
        return words.moment(at)
    return f"{at:%m-%d %H:%M}" if words.language == "zh" else f"{at:%d/%m %H:%M}"


def send_in_turn(screen: DeskScreen[Any], order_ids: Sequence[int], then: Callable[[], None]) -> None:
    """Each to whoever can do it and has the least."""
    now = shell_of(screen).now

    def work(data: Any) -> Sent:
        return _each(
            data,
            order_ids,
            lambda number: data.write(
                "order.dispatch",
                lambda writing: dispatch_in_turn(writing, number, engine=data.engine).staff_id,
                now(),
            ),
        )

    run(screen, work, partial(_told, screen, then), keep=True)


def _chosen(screen: DeskScreen[Any], rows: Sequence[OrderRow], then: Callable[[], None], option: Option | None) -> None:
    if option is None:
        return
    staff_id, now, numbers = int(option.code), shell_of(screen).now, [row.id for row in rows]

    def work(data: Any) -> Sent:
        return _each(
            data,
            numbers,
            lambda number: data.write(
                "order.dispatch",
                lambda writing: dispatch_order(writing, number, staff_id, engine=data.engine).staff_id,
                now(),
            ),
        )

    run(screen, work, partial(_told, screen, then), keep=True)


def _each(data: Any, numbers: Sequence[int], send: Callable[[int], int]) -> Sent:
    sent: list[int] = []
    first: DeskError | None = None
    for number in numbers:
        try:
            sent.append(send(number))
        except DeskError as error:
            first = first or error
    named = {one.staff_id: one.name for one in data.store.read(board)}
    return Sent(len(sent), ", ".join(dict.fromkeys(named.get(one, "") for one in sent)), first)


def _told(screen: DeskScreen[Any], then: Callable[[], None], result: Sent) -> None:
    if result.error is not None:
        screen.tell_error(result.error)
    else:
        screen.tell("dispatch.sent", "good", count=result.count, who=result.who)
    then()
