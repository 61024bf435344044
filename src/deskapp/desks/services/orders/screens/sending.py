"""Who is sent: the technicians to choose from, whoever can do it and has the least first; orders sent one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from deskapp.cases.engine import Missing, say_missing
from deskapp.desks.services.orders.actions_work import dispatch_in_turn, dispatch_order
from deskapp.desks.services.orders.queries import TechnicianRow, board, get_rows
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.desks.services.orders.trades import say_trade, say_trades
from deskapp.errors import DeskError, Fault
from deskapp.locale import Words
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui.dialogs import AskText, Choose
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
            comma = "、" if screen.words.language == "zh" else ", "
            wanted = dict.fromkeys(say_trade(row.trade, screen.words.language) for row in rows)
            screen.tell("dispatch.nobody_fits", "warning", trade=comma.join(wanted))
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

    run(screen, work, lambda result: tell_sent(screen, result, then), keep=True)


def tell_refusal(screen: DeskScreen[Any], error: DeskError) -> None:
    """Why it could not be done; of what is missing the first sentence says most."""
    missing = error.values.get("missing")
    if error.code == "order.gates_shut" and missing:
        first = missing[0]
        screen.tell_error(Fault(first.code, dict(first.values)))
    else:
        screen.tell_error(error)


def tell_sent(screen: DeskScreen[Any], result: Sent, then: Callable[[], None]) -> None:
    """How many went out; why the first that did not could not."""
    if result.error is not None:
        tell_refusal(screen, result.error)
    else:
        screen.tell("dispatch.sent", "good", count=result.count, who=result.who)
    then()


def _chosen(screen: DeskScreen[Any], rows: Sequence[OrderRow], then: Callable[[], None], option: Option | None) -> None:
    if option is not None:
        _send(screen, rows, then, int(option.code), {})


def _send(
    screen: DeskScreen[Any],
    rows: Sequence[OrderRow],
    then: Callable[[], None],
    staff_id: int,
    overrides: Mapping[str, str],
) -> None:
    now = shell_of(screen).now

    def send(data: Any, number: int) -> int:
        def act(work: Work) -> int:
            return dispatch_order(work, number, staff_id, engine=data.engine, overrides=overrides).staff_id

        done: int = data.write("order.dispatch", act, now())
        return done

    def work(data: Any) -> Sent:
        return _each(data, [row.id for row in rows], lambda number: send(data, number))

    def sent(result: Sent) -> None:
        missing = result.error.values.get("missing") if result.error is not None else None
        if missing and len(rows) == 1 and rows[0].urgency == "emergency":
            _ask_override(screen, rows, then, staff_id, missing)
        else:
            tell_sent(screen, result, then)

    run(screen, work, sent, keep=True)


def _ask_override(
    screen: DeskScreen[Any],
    rows: Sequence[OrderRow],
    then: Callable[[], None],
    staff_id: int,
    missing: Sequence[Missing],
) -> None:
    """An emergency does not wait for a price: sent anyway by whoever may, with a reason."""

    def said(reason: str | None) -> None:
        if reason is not None:
            _send(screen, rows, then, staff_id, {one.code: reason for one in missing})
        else:
            then()

    told = " ".join(say_missing(screen.words, one) for one in missing)
    screen.app.push_screen(AskText("dispatch.override", parse=parse_reason, values={"missing": told}), said)


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
