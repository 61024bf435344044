"""The page of a complaint in words: where it stands, what is due, what was said and done, and what holds its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from deskapp.cases.engine import say_missing
from deskapp.cases.page import CasePage, TimelineRow
from deskapp.casework.look import Line, Look, Said, Tone, contact, groups, money, under, word
from deskapp.desks.complaints.handling.queries import CallMade, ClaimRow, ComplaintFacts, ComplaintPage, OpinionRow
from deskapp.desks.complaints.handling.saying import due_said, level_said
from deskapp.desks.complaints.taking.explain import ExplainedClock
from deskapp.desks.complaints.taking.model import CRISIS
from deskapp.locale import Words
from deskapp.values.phones import mask_phone

MOST: Final = 5
"""Lines of one kind that the page shows at most."""
_LONGEST: Final = 300
_RUNNING: Final = ("running", "late", "held")


def complaint_look(page: ComplaintPage, words: Words, now: datetime) -> Look:
    """The page."""
    main = groups(
        (_head(page, words), _stand(page, words, now)),
        (*_people(page, words), *_said(page, words)),
        (*_clocks(page, words, now), *_missing(page, words)),
        _work(page.facts, words),
        (*_claims(page, words), *_opinions(page, words)),
        (*_tasks(page, words, now), *_children(page, words), *_calls(page, words, now)),
        _near(page, words),
    )
    return Look(main, tuple(_trail(page.case, words, now)))


def state_tone(state: str) -> Tone:
    """The weight of a state's word."""
    return "good" if state == "closed" else "warning" if state in ("reopened", "outside") else "accent"


def _head(page: ComplaintPage, words: Words) -> Line:
    facts = page.facts
    state: Said = (word(words, "complaint_state", facts.state), state_tone(facts.state))
    return Line(said=((page.number, "strong"), (word(words, "complaint_category", facts.category), "strong"),
                      level_said(facts.level, words), state), heading=True)  # fmt: skip


def _stand(page: ComplaintPage, words: Words, now: datetime) -> Line:
    """The next clock in one line, with what it waits for: what a clerk is asked on the phone."""
    facts, row = page.facts, page.case.row
    said: list[Said] = []
    if facts.next_clock:
        text, tone = due_said(facts.next_due_at, words, now)
        said.append((f"{words.text(f'complaint_clock.{facts.next_clock}')} {text}", tone))
    if row.waiting:
        what = row.waiting_name.say(words.language) or row.waiting
        said.append((words.text("complaint_page.waits", what=what), "warning"))
    if facts.late:
        said.append((words.text("complaint_page.was_late"), "error"))
    if facts.reopened:
        said.append((words.text("complaint_page.reopened", count=facts.reopened), "warning"))
    if facts.unsatisfied:
        said.append((words.text("complaint_page.unsatisfied", count=facts.unsatisfied), "error"))
    if facts.level >= CRISIS and facts.paged_at is not None:
        said.append((words.text("complaint_page.paged", at=facts.paged_at.astimezone(now.tzinfo)), "muted"))
    return Line(said=tuple(said), heading=True)


def _people(page: ComplaintPage, words: Words) -> Iterator[Line]:
    facts, case = page.facts, page.case
    label = words.text("complaint_page.who")
    relation: Said = (word(words, "complaint_relation", facts.relation), "muted")
    if case.customer is not None:
        said: tuple[Said, ...] = ((case.customer.name, "strong"), relation, *contact(case.customer)[:1])
        yield Line(label, said, record=("customer", case.customer.id))
    else:
        phone = mask_phone(case.caller_phone) if case.caller_phone else ""
        yield Line(label, ((case.caller_name, "strong"), relation, (phone, "plain")))
    where = facts.place
    if case.row.unit_id is not None:
        yield Line(words.text("complaint_page.where"), ((case.row.place, "strong"), (where, "plain")),
                   record=("unit", case.row.unit_id))  # fmt: skip
    elif facts.unit_text or where:
        yield Line(words.text("complaint_page.where"), ((facts.unit_text, "strong"), (where, "plain")))
    channel = word(words, "channel", case.channel) if case.channel else ""
    told: list[Said] = [(channel, "plain")]
    if facts.outside_number:
        told.append((facts.outside_number, "strong"))
    if facts.outside_due_at is not None:
        told.append((words.text("complaint_page.outside_due", at=facts.outside_due_at), "muted"))
    if facts.returned_at is not None:
        told.append((words.text("complaint_page.returned", reason=facts.returned_reason), "warning"))
    if any(text for text, _ in told):
        yield Line(words.text("complaint_page.channel"), tuple(told))


def _said(page: ComplaintPage, words: Words) -> Iterator[Line]:
    """What they said and want, as they said it."""
    facts = page.facts
    yield Line(words.text("complaint_page.words"), ((page.case.need, "strong"),))
    if facts.remedy:
        yield Line(words.text("complaint_page.remedy"), ((facts.remedy, "plain"),))
    extent: list[Said] = []
    if facts.safety:
        extent.append((words.text("complaint_page.safety"), "error"))
    if facts.households > 1:
        extent.append((words.text("complaint_page.households", count=facts.households), "warning"))
    if facts.amount is not None:
        extent.append((money(words, facts.amount, facts.currency), "plain"))
    if facts.level != facts.proposed:
        extent.append((words.text("complaint_page.proposed", level=facts.proposed, reason=facts.level_reason), "muted"))
    if extent:
        yield Line(words.text("complaint_page.extent"), tuple(extent))


def _clocks(page: ComplaintPage, words: Words, now: datetime) -> Iterator[Line]:
    """Clocks that run, the earliest first; those that are met only where none runs."""
    running = [one for one in page.clocks if one.stand in _RUNNING]
    running.sort(key=lambda one: (one.due_at is None, one.due_at or one.begins_at))
    shown = running or [one for one in page.clocks if one.stand == "missed"]
    yield from under(words.text("complaint_page.clocks"), (_clock(one, words, now) for one in shown[:MOST]))


def _clock(one: ExplainedClock, words: Words, now: datetime) -> Line:
    name = words.text(f"complaint_clock.{one.kind}")
    if one.opening:
        name = words.text("complaint_clock.opening", clock=name, opening=one.opening + 1)
    local = one.due_at.astimezone(now.tzinfo) if one.due_at is not None else None
    due = words.moment(local) if local is not None else ""
    return Line("", ((name, "plain"), _stands(one, now, words), (due, "muted")), "clocks", door=("clocks", one.kind))


def _stands(one: ExplainedClock, now: datetime, words: Words) -> Said:
    """How a clock stands: what is left of it, or when it was met."""
    if one.stand in ("running", "late"):
        return due_said(one.due_at, words, now)
    tones: dict[str, Tone] = {"met": "good", "missed": "error", "held": "warning"}
    stand = words.text(f"clock_stand.{one.stand}")
    at = one.met_at.astimezone(now.tzinfo) if one.met_at is not None else None
    return f"{stand} {words.moment(at)}" if at is not None else stand, tones.get(one.stand, "muted")


def _missing(page: ComplaintPage, words: Words) -> Iterator[Line]:
    """What holds the closing, named [g01]; it is asked while it is handled."""
    if page.case.row.step != "handle":
        return
    lines = [
        Line("", ((f"✗ {say_missing(words, missing)}", "warning"),), door=("gate", gate.id))
        for gate in page.case.gates
        for missing in gate.missing
    ]
    yield from under(words.text("complaint_page.holds"), lines)


def _work(facts: ComplaintFacts, words: Words) -> Iterator[Line]:
    for name, door in (("assessment", "assess"), ("findings", "assess"), ("plan", "plan"), ("answer", "answer")):
        text = str(getattr(facts, name))
        if text:
            how = word(words, "plan_agreed", facts.plan_agreed) if name == "plan" and facts.plan_agreed else ""
            yield Line(words.text(f"complaint_page.{name}"), ((text, "plain"), (how, "muted")), door=("do", door))
    if facts.result:
        validity: Said = (word(words, "validity", facts.validity), "strong")
        cause: Said = (word(words, "complaint_cause", facts.cause), "muted")
        yield Line(
            words.text("complaint_page.result"),
            ((facts.result, "strong"), validity, cause, (facts.responsible, "muted")),
        )
    if facts.outside_where:
        yield Line(words.text("complaint_page.outside"), ((facts.outside_where, "warning"),))


def _claims(page: ComplaintPage, words: Words) -> Iterator[Line]:
    yield from under(words.text("complaint_page.claims"), (claim_line(one, words) for one in page.claims[:MOST]))


def claim_line(one: ClaimRow, words: Words) -> Line:
    """A claim: what for, where it stands, with its figure."""
    tone: Tone = "good" if one.state == "settled" else "muted" if one.state in ("refused", "withdrawn") else "warning"
    said: tuple[Said, ...] = (
        (one.about, "plain"),
        (word(words, "claim_state", one.state), tone),
        (money(words, one.amount, one.currency), "strong"),
        (one.approved_by, "muted"),
    )
    return Line("", said, "claims", door=("claim", one.id))


def _opinions(page: ComplaintPage, words: Words) -> Iterator[Line]:
    yield from under(words.text("complaint_page.opinions"), (_opinion(one, words) for one in page.opinions[:MOST]))


def _opinion(one: OpinionRow, words: Words) -> Line:
    agrees = words.text("complaint_page.agrees" if one.agrees else "complaint_page.disagrees")
    said: tuple[Said, ...] = (
        (word(words, "wish", one.wish), "strong"),
        (f"{one.leader} {words.day(one.said_on)}", "plain"),
        (agrees, "good" if one.agrees else "error"),
        (one.opinion, "plain"),
        (one.chain_number, "accent"),
    )
    return Line("", said, record=("case", one.chain_case_id) if one.chain_case_id is not None else None)


def _tasks(page: ComplaintPage, words: Words, now: datetime) -> Iterator[Line]:
    today = now.date()
    shown = [task for task in page.case.tasks if task.state in ("open", "taken")][:MOST]
    lines = []
    for task in shown:
        untaken, late = task.is_untaken(today), task.is_late(today)
        state: Said = (word(words, "task_state", task.state), "warning" if untaken else "plain")
        due = words.text("case_look.task_due", day=task.due_on) if task.due_on else ""
        said: tuple[Said, ...] = (
            (task.title, "strong"), (task.holder, "plain"), state, (due, "error" if late else "muted"),
        )  # fmt: skip
        lines.append(Line("", said, "tasks", door=("task", task.id)))
    yield from under(words.text("complaint_page.tasks"), lines)


def _children(page: ComplaintPage, words: Words) -> Iterator[Line]:
    """Repairs that were opened from it."""
    lines = []
    for row in page.case.children[:MOST]:
        state = words.text(f"outcome.{row.outcome}") if row.outcome else row.step_name.say(words.language)
        said: tuple[Said, ...] = (
            (row.number, "plain"),
            (row.name.say(words.language), "plain"),
            (state, "muted" if row.outcome else "accent"),
        )
        lines.append(Line("", said, "children", record=("case", row.id)))
    yield from under(words.text("complaint_page.repairs"), lines)


def _calls(page: ComplaintPage, words: Words, now: datetime) -> Iterator[Line]:
    yield from under(words.text("complaint_page.calls"), (_call(one, words, now) for one in page.calls[:MOST]))


def _call(one: CallMade, words: Words, now: datetime) -> Line:
    if one.made_at is None:
        told = due_said(one.due_at, words, now)
        tried = words.text("complaint_page.tried", count=one.attempts) if one.attempts else ""
        said: tuple[Said, ...] = ((words.text("complaint_page.call_due"), "plain"), told, (tried, "muted"))
        return Line("", said, "calls", door=("calls", one.id))
    tone: Tone = "error" if one.result == "unsatisfied" else "good" if one.result == "satisfied" else "plain"
    said = (
        (words.moment(one.made_at.astimezone(now.tzinfo)), "muted"),
        (word(words, "call_result", one.result), tone),
        (str(one.score or ""), tone),
        (one.clerk, "muted"),
        (one.said, "plain"),
    )
    return Line("", said, "calls")


def _near(page: ComplaintPage, words: Words) -> Iterator[Line]:
    if page.facts.mass_event:
        yield Line(words.text("complaint_page.event"), ((page.facts.mass_event, "accent"),), door=("event", 0))
    lines = [
        Line("", ((one.number, "plain"), (one.room, "plain"), (word(words, "complaint_state", one.state), "muted"),
                  (one.words[:60], "muted")), "similar", door=("complaint", one.case_id))
        for one in page.similar[:MOST]
    ]  # fmt: skip
    yield from under(words.text("complaint_page.similar"), lines)
    if page.improvements:
        told = words.text("complaint_page.improvements", count=page.improvements)
        yield Line(words.text("complaint_page.improvement"), ((told, "plain"),), door=("improvements", 0))


def _trail(case: CasePage, words: Words, now: datetime) -> Iterator[Line]:
    """The timeline, the newest first."""
    yield Line(said=((words.text("complaint_page.trail"), "strong"),), heading=True)
    for row in case.timeline:
        at = words.moment(row.happened_at.astimezone(now.tzinfo))
        said: list[Said] = [(at, "muted"), (row.clerk, "muted")]
        said.append((event_text(row, case, words), "muted" if row.taken_back else "plain"))
        if row.late:
            entered = row.entered_at.astimezone(now.tzinfo).date()
            said.append((words.text("complaint_page.entered_late", day=entered), "warning"))
        yield Line(said=tuple(said))


def event_text(row: TimelineRow, case: CasePage, words: Words) -> str:
    """What happened: the kind of event, and what it was about."""
    parts = [word(words, "event", row.kind), *_about(row, case, words), row.text]
    return " ".join(part for part in parts if part)[:_LONGEST]


def _about(row: TimelineRow, case: CasePage, words: Words) -> Iterator[str]:
    code, language = row.code, words.language
    if row.kind.startswith("step."):
        yield next((one.step.name.say(language) for one in case.steps if one.step.id == row.step), row.step)
    elif row.kind.startswith("waiting."):
        yield next((one.name.say(language) for one in case.procedure.waits if one.reason == code), code)
    elif row.kind == "contact":
        yield word(words, "contact_way", code)
    elif row.kind == "opened":
        yield word(words, "channel", str(row.data.get("channel") or ""))
    elif row.kind == "complaint.level":
        yield f"{row.data.get('from')} → {row.data.get('to')}"
    elif row.kind == "complaint.closed":
        yield word(words, "validity", code)
    elif row.kind == "complaint.planned":
        yield word(words, "plan_agreed", code)
    elif row.kind == "call":
        yield word(words, "call_result", code)
    elif row.kind.startswith("opinion"):
        yield word(words, "wish", code)
    elif row.kind == "escalated":
        yield from _told(row, words)
    elif row.kind == "ended":
        yield word(words, "outcome", code)
    if row.kind.startswith("claim.") and row.data.get("amount"):
        yield words.money(Decimal(str(row.data["amount"])), str(row.data.get("currency") or "CNY"))


def _told(row: TimelineRow, words: Words) -> Iterator[str]:
    kind = row.code.removeprefix("clock.")
    if "percent" in row.data:
        whom = word(words, "escalation_to", str(row.data.get("whom") or ""))
        yield f"{word(words, 'complaint_clock', kind)} {row.data['percent']}% → {whom}"
