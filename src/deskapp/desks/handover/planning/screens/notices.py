"""Notices to many owners at once: to how many, in which round, how much they are asked for, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.engine import Missing, say_missing
from deskapp.casework.screens.facts import Facts
from deskapp.desks.handover.planning.actions_notice import send_notices
from deskapp.desks.handover.planning.drafts import LINE_LIMIT, NoticeDraft
from deskapp.desks.handover.planning.model import NOTICE_WAYS
from deskapp.desks.handover.planning.queries import DeliveryFilter, find_delivery_ids, get_batch, get_deliveries
from deskapp.desks.handover.planning.rows import BatchRow, DeliveryRow, say_item
from deskapp.desks.handover.planning.rules import DONE
from deskapp.desks.handover.planning.screens.batch_forms import YES_NO
from deskapp.desks.handover.planning.screens.plan_form import PlanForm
from deskapp.desks.handover.planning.telling import Owed, Told, notice_letters, tell_owners
from deskapp.desks.handover.settling.actions_dues import take_fees
from deskapp.desks.handover.settling.gates import gates_of_many
from deskapp.desks.handover.settling.payable import open_total, payables_of, say_payable
from deskapp.desks.handover.settling.reckoning import work_out_fund
from deskapp.desks.handover.settling.rows import PURPOSE_OF, dues_of
from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.messages.printing import run_prints
from deskapp.office.customer.channels import channels_of
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.screen import DeskScreen

PART: Final = 100
"""Deliveries that are told in one transaction."""
CHANNELS: Final = ("email", "sms", "hand")
_RECKONED: Final = {"price", "area_difference"}
"""What is known of every home: where nothing of it is open, nothing of it is payable."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending would come to."""

    count: int = 0
    first: int = 0
    again: int = 0
    over: int = 0
    told_today: int = 0
    nobody: int = 0
    unslotted: int = 0
    unaccepted: int = 0
    lacks: tuple[Missing, ...] = ()
    channels: Mapping[str, int] | None = None
    totals: Mapping[str, Decimal] | None = None


class NoticesForm(PlanForm):
    """``about`` has the deliveries, or the batch whose open ones are meant; letters and messages go along."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.notices"
    TITLE_KEY = "notices_form.title"
    TOPIC = "handover_notices"

    def body(self) -> Iterable[Widget]:
        """The form, and to whom it goes."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """How, when they are to come where no time is theirs, from when on the risk is theirs; what goes along."""
        return (
            fields.choice("way", NOTICE_WAYS, "notice_way", required=True, label="notices_form.way"),
            self.day_field("come_on", optional=True, label="notices_form.come_on", hint="notices_form.hint_come_on"),
            self.day_field("risk_on", label="batch_form.risk_on", hint="batch_form.hint_risk_on"),
            fields.choice("letters", YES_NO, "answer", required=True, label="notices_form.letters"),
            fields.choice("messages", YES_NO, "answer", required=True, label="notices_form.messages"),
            fields.text("tracking", cells=24, most=LINE_LIMIT, optional=True, label="notices_form.tracking"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The usual way; the batch's day."""
        today = self.today

        def read(reader: Reader) -> tuple[Preview, BatchRow | None]:
            numbers = self._numbers(reader)
            batch = get_batch(reader, self.number("batch")) if self.about.get("batch") else None
            return preview_notices(reader, numbers, today), batch

        self._preview, batch = self.read(data, read)
        risk = batch.risk_on if batch is not None else None
        return {"way": "post", "risk_on": risk, "letters": "yes", "messages": "yes"}

    def filled(self) -> None:
        """To whom it goes."""
        self.query_one(Facts).show(preview_lines(self._preview, self.words))

    def _numbers(self, reader: Reader) -> list[int]:
        told = self.about.get("deliveries")
        if told:
            return [int(number) for number in told]
        only = DeliveryFilter(batch_id=self.number("batch"))
        return find_delivery_ids(reader, self.today, only)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Send them in parts, each a transaction of its own; a second press tells nobody twice."""
        app = shell_of(self)
        draft = NoticeDraft(values["way"], None, values["come_on"], "", values["risk_on"], values["tracking"] or "")
        numbers = self.read(data, self._numbers)
        if not numbers:
            raise DeskError("notices_form.nobody_at_all", "way")
        sent = send_all(
            data, numbers, draft, app.now, progress_on(self, len(numbers)), messages=values["messages"] == "yes",
            letters=values["letters"] == "yes", counter=app.settings.counter,
        )  # fmt: skip
        self._sent = sent
        return sent.count

    def saved(self, result: int) -> None:
        """How many went out, on the screen below."""
        app, sent = shell_of(self), self._sent
        super().saved(result)
        app.tell("notices_form.sent", count=result, messages=sent.told.messages, letters=sent.letters)


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: notices, messages, letters."""

    count: int = 0
    letters: int = 0
    told: Told = field(default_factory=Told)

    def __add__(self, other: Sent) -> Sent:
        return Sent(self.count + other.count, self.letters + other.letters, self.told + other.told)


def send_all(
    data: Any,
    numbers: Sequence[int],
    draft: NoticeDraft,
    now: Callable[[], datetime],
    progress: Callable[[int], None],
    *,
    messages: bool,
    letters: bool,
    counter: str = "",
) -> Sent:
    """Send the notices of all these deliveries; in a thread. What is done before a fault stays done, and only once."""
    sent = Sent()
    for start in range(0, len(numbers), PART):
        part = numbers[start : start + PART]

        def act(work: Work, part: Sequence[int] = part) -> tuple[Sent, list[int]]:
            work_out_dues(work, part)
            notices = send_notices(work, part, draft, amounts_of(work, part))
            ids = [record_id(one) for one in notices]
            told = tell_owners(work, ids) if messages else Told()
            jobs = notice_letters(work, data.home, ids, counter, owed_lines) if letters else []
            return Sent(len(ids), len(jobs), told), [record_id(job) for job in jobs]

        done, jobs = data.write("handover.notices", act, now())
        if jobs:
            run_prints(data.store, data.clerk, data.home, now, job_ids=jobs)
        sent += done
        progress(min(start + PART, len(numbers)))
    return sent


def work_out_dues(work: Work, numbers: Collection[int]) -> None:
    """What was announced becomes due of each home, and its maintenance fund is worked out where its class is known."""
    dues = dues_of(work, numbers)
    for row in get_deliveries(work, numbers):
        if row.is_over:
            continue
        take_fees(work, row.id)
        if not any(due.kind == "fund" for due in dues.get(row.id, ())):
            # a place with several classes, or a home without an area: the letter names the fund without its amount
            with suppress(DeskError):
                work_out_fund(work, row.id)


def amounts_of(work: Work, numbers: Collection[int]) -> dict[int, Decimal]:
    """What each owner still has to pay, where all of it is in the money of the delivery."""
    owed = payables_of(work, numbers, work.today)
    found = {}
    for row in get_deliveries(work, numbers):
        totals = open_total(owed.get(row.id, ()))
        if {*totals} <= {row.currency}:
            found[row.id] = totals.get(row.currency, Decimal(0))
    return found


def owed_lines(work: Work, numbers: Collection[int], said: Words) -> Owed:
    """What is payable as lines of a letter; what was announced and is not worked out yet is named without an amount."""
    owed, dues = payables_of(work, numbers, work.today), dues_of(work, numbers)
    batches: dict[int, BatchRow] = {}
    found: dict[int, list[dict[str, str]]] = {}
    for row in get_deliveries(work, numbers):
        lines = owed.get(row.id, ())
        found[row.id] = [
            {"text": say_payable(line, said), "amount": said.money(line.open, line.currency), "why": line.rule}
            for line in lines
            if line.open > 0
        ]
        if row.batch_id is None:
            continue
        batch = batches.setdefault(row.batch_id, get_batch(work, row.batch_id))
        known = {line.purpose for line in lines} | {PURPOSE_OF[due.kind] for due in dues.get(row.id, ())} | _RECKONED
        found[row.id] += [
            {"text": say_item(item, said), "amount": said.text("handover_notice.on_the_day"), "why": item.note}
            for item in batch.items_of("fee")
            if item.amount is None and item.code not in known
        ]
    return found


def preview_notices(reader: Reader, numbers: Sequence[int], today: Any) -> Preview:
    """To how many it goes, in which round, by which channels, and how much they are asked for."""
    rows = get_deliveries(reader, numbers)
    told = [row for row in rows if row.state not in DONE and row.notified_on != today]
    channels = channels_of(reader, {number for row in told for number in row.customer_ids})
    counted: dict[str, int] = {}
    for row in told:
        for number in row.customer_ids:
            counted[channels[number]] = counted.get(channels[number], 0) + 1
    shut = _unaccepted(reader, [row.id for row in told], today)
    totals: dict[str, Decimal] = {}
    for lines in payables_of(reader, [row.id for row in told], today).values():
        for currency, amount in open_total(lines).items():
            totals[currency] = totals.get(currency, Decimal(0)) + amount
    return Preview(
        len(told),
        sum(row.notices == 0 for row in told),
        sum(row.notices > 0 for row in told),
        sum(row.state in DONE for row in rows),
        sum(row.state not in DONE and row.notified_on == today for row in rows),
        sum(not row.customer_ids for row in told),
        sum(_has_no_time(row) for row in told),
        len(shut),
        tuple(missing for lacks in shut for missing in lacks),
        counted,
        totals,
    )


def preview_lines(found: Preview, words: Words) -> list[Run]:
    """The same in words."""
    say = words.text
    said: list[Run] = [
        (say("notices_form.goes_to", count=found.count, first=found.first, again=found.again),
         "strong" if found.count else "warning"),
    ]  # fmt: skip
    by = [
        say(f"notices_form.by_{one}", count=(found.channels or {})[one])
        for one in CHANNELS
        if (found.channels or {}).get(one)
    ]
    if by:
        said.append(("  ".join(by), "plain"))
    for currency, amount in (found.totals or {}).items():
        said.append((say("notices_form.payable", amount=words.money(amount, currency)), "plain"))
    left_out = {name: getattr(found, name) for name in ("over", "told_today", "nobody", "unslotted")}
    said += [(say(f"notices_form.{name}", count=count), "warning") for name, count in left_out.items() if count]
    if found.unaccepted:
        said.append((say("notices_form.unaccepted", count=found.unaccepted), "error"))
        said += [(f"✗ {lack}", "error") for lack in dict.fromkeys(say_missing(words, one) for one in found.lacks)]
    return said


def progress_on(screen: DeskScreen[Any], total: int) -> Callable[[int], None]:
    """Says on the screen how far it is, from the thread that does it."""
    app = shell_of(screen)

    def said(done: int) -> None:
        # whoever left meanwhile is told at the end
        with suppress(RuntimeError):
            app.call_from_thread(screen.tell, "notices_form.progress", "plain", done=done, count=total)

    return said if total > PART else lambda _: None


def _unaccepted(reader: Reader, numbers: Sequence[int], today: Any) -> list[tuple[Missing, ...]]:
    """What acceptances the homes lack whose building may not be handed over yet, home by home."""
    gates = gates_of_many(reader, numbers, today).values()
    return [gate.missing for found in gates for gate in found if gate.id == "accepted" and not gate.is_open]


def _has_no_time(row: DeliveryRow) -> bool:
    return row.slot_id is None


FORMS = (NoticesForm,)
