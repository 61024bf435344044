"""The case page in words: where it stands, what holds it, what is missing, and what each line can be used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from decimal import Decimal

from deskapp.cases.agenda import AppointmentRow, TaskRow
from deskapp.cases.engine import say_missing
from deskapp.cases.gates import GateResult
from deskapp.cases.page import CasePage, PaperLine
from deskapp.cases.procedure_values import mask_field, say_field
from deskapp.cases.rows import CaseRow
from deskapp.cases.secret_fields import Opened, is_secret
from deskapp.casework.look import Line, Look, Said, Tone, contact, groups, under, word
from deskapp.locale import Words
from deskapp.money.queries import ChargeRow
from deskapp.overview.case_trail import trail_lines
from deskapp.overview.case_words import clock_text, due_text, named, short_moment, state_text
from deskapp.values.phones import mask_phone

_TOLD_ELSEWHERE = ("papers.", "tasks.", "fees.", "originals.")
"""Gates whose missing things have lines of their own below."""
_CURRENCIES = {"CN": "CNY", "VN": "VND"}


def case_look(
    page: CasePage,
    words: Words,
    today: date,
    zone: tzinfo | None,
    *,
    unfolded: bool,
    opened: Mapping[str, Opened] | None = None,
    about: Iterable[Line] = (),
) -> Look:
    """The page; ``unfolded`` shows tasks and appointments that are over, ``about`` stands below the people.

    ``opened`` are the secrets that are shown for a reason; with them, though there be none, numbers are whole.
    """
    return Look(
        groups(
            (_head(page, words), _stand(page, words, today, zone)),
            (*_people(page, words, whole=opened is not None), *about, _steps(page, words)),
            (*_gates(page, words), *_papers(page, words)),
            (*_authority(page, words), *_money(page, words)),
            (*_tasks(page, words, today, unfolded), *_appointments(page, words, today, zone, unfolded)),
            _originals(page, words),
            (*_fields(page, words, opened), *_need(page, words), *_family(page, words, today)),
            _spans(page, words) if unfolded else (),
        ),
        tuple(trail_lines(page, words, today, zone)),
    )


def _head(page: CasePage, words: Words) -> Line:
    row = page.row
    said: tuple[Said, ...] = (
        (row.number, "strong"),
        (page.procedure.name.say(words.language), "strong"),
        (row.outside_number, "muted"),
    )
    return Line(said=said, heading=True)


def _stand(page: CasePage, words: Words, today: date, zone: tzinfo | None) -> Line:
    """Step, clock and waiting in one line: what a clerk is asked on the phone."""
    row = page.row
    said: list[Said] = []
    if row.outcome:
        said.append((words.text(f"outcome.{row.outcome}"), "strong"))
    else:
        place = next((number for number, step in enumerate(page.steps, 1) if step.state == "current"), 0)
        step = row.step_name.say(words.language)
        said.append((words.text("case_look.step", at=place, of=len(page.steps), step=step), "accent"))
        said.append(_clock(page, words))
    if row.waiting and row.waiting_since is not None:
        since = short_moment(row.waiting_since.astimezone(zone), words, today)
        said.append((words.text("case_look.waits", what=state_text(row, words), since=since), "warning"))
    return Line(said=tuple(said), heading=True)


def _clock(page: CasePage, words: Words) -> Said:
    """Our clock; as long as it has not begun, the limit of the step."""
    told = clock_text(page.ours, words)
    current = page.current
    if told[0] or current is None or current.due_on is None:
        return told
    return words.text("clock.step", day=current.due_on), "plain"


def _people(page: CasePage, words: Words, *, whole: bool) -> Iterator[Line]:
    row = page.row
    label = words.text("case_look.customer")
    if page.customer is not None:
        said: tuple[Said, ...] = ((page.customer.name, "strong"), *contact(page.customer))
        yield Line(label, said, record=("customer", page.customer.id))
    elif page.caller_name or page.caller_phone:
        phone = page.caller_phone if whole else mask_phone(page.caller_phone)
        yield Line(label, ((page.caller_name, "strong"), (phone, "plain")))
    if page.representative is not None:
        person = page.representative
        said = ((person.name, "plain"), *contact(person))
        yield Line(words.text("case_look.representative"), said, record=("customer", person.id))
    if row.unit_id is not None:
        yield Line(words.text("case_look.unit"), ((row.place, "plain"),), record=("unit", row.unit_id))
    elif row.parcel_id is not None:
        yield Line(words.text("case_look.parcel"), ((row.place, "plain"),), record=("parcel", row.parcel_id))


def _steps(page: CasePage, words: Words) -> Line:
    signs: dict[str, tuple[str, Tone]] = {
        "done": ("✓", "muted"),
        "skipped": ("–", "muted"),
        "current": ("▸", "accent"),
        "ahead": ("·", "plain"),
    }
    said = []
    for step in page.steps:
        sign, tone = signs[step.state]
        said.append((f"{sign} {step.step.name.say(words.language)}", tone))
    return Line(words.text("case_look.steps"), tuple(said))


# ---- what holds the step


def _gates(page: CasePage, words: Words) -> Iterator[Line]:
    """The gates that are open in one line, each shut one with what is missing and who can clear it."""
    if not page.gates:
        return
    opened = [result for result in page.gates if result.is_open]
    lines = [_gate(result, words) for result in page.gates if not result.is_open]
    if opened:
        lines.append(Line(said=tuple((f"✓ {words.text(f'gate.{result.id}')}", "good") for result in opened)))
    yield from under(words.text("case_look.gates"), lines)


def _gate(result: GateResult, words: Words) -> Line:
    sign = "✗" if result.blocks else "!"
    said: list[Said] = [(f"{sign} {words.text(f'gate.{result.id}')}", "warning")]
    if not result.id.startswith(_TOLD_ELSEWHERE):
        said += [(say_missing(words, missing), "plain") for missing in result.missing]
    who = word(words, "clears", result.clears) if result.clears else ""
    said.append((words.text("case_look.clears", who=who) if who else "", "muted"))
    return Line(said=tuple(said), door=("gate", result.id))


def _papers(page: CasePage, words: Words) -> Iterator[Line]:
    if not page.papers:
        return
    said = [told for line in page.papers if (told := _paper(line, words))]
    here = sum(1 for line in page.papers if line.required and line.here)
    asked = sum(1 for line in page.papers if line.required)
    if not said:
        said = [(words.text("case_look.papers_all", count=asked), "good")]
    else:
        said.insert(0, (words.text("case_look.papers_here", here=here, asked=asked), "plain"))
    yield Line(words.text("case_look.papers"), tuple(said), door=("papers", ""))


def _paper(line: PaperLine, words: Words) -> Said | None:
    """A paper that is still waited for."""
    if not line.required or line.here:
        return None
    name = named(line.name, words)
    if line.state == "promised" and line.promised_on is not None:
        key = "case_look.promised_late" if line.late else "case_look.promised"
        return words.text(key, paper=name, day=line.promised_on), "error" if line.late else "warning"
    if line.state == "copy":
        return words.text("case_look.copy_only", paper=name), "warning"
    return f"✗ {name}", "warning"


def _originals(page: CasePage, words: Words) -> Iterator[Line]:
    """Originals that are not with the customer, and who has them."""
    held = {paper.id for paper in page.held}
    said: list[Said] = []
    for line in page.papers:
        paper = line.paper
        if paper is None or paper.id not in held:
            continue
        name, where = named(line.name, words), paper.holder_name or word(words, "paper_holder", paper.holder)
        if paper.lost_at is not None:
            said.append((words.text("case_look.lost", paper=name, who=paper.responsible), "error"))
        else:
            said.append((words.text("case_look.held", paper=name, where=where), "plain"))
    if said:
        yield Line(words.text("case_look.originals"), tuple(said), door=("papers", ""))


# ---- authority, fields, money


def _authority(page: CasePage, words: Words) -> Iterator[Line]:
    row = page.row
    if not row.authority_state:
        return
    said: list[Said] = [(word(words, "authority_state", row.authority_state), "strong")]
    if row.authority_number:
        said.append((words.text("case_look.receipt", number=row.authority_number), "plain"))
    if row.authority_state != "result":
        said.append(clock_text(page.authority, words, "authority_clock"))
    if row.submissions > 1:
        said.append((words.text("case_look.submissions", count=row.submissions), "muted"))
    yield Line(words.text("case_look.authority"), tuple(said), door=("authority", ""))


def hides_something(page: CasePage) -> bool:
    """Whether a secret or a part of a number is kept from view on the page."""
    country = page.procedure.country
    hidden = (
        is_secret(line.rule, line.value) or mask_field(line.rule, line.value, country) != line.value
        for line in page.fields
        if line.value
    )
    return (page.customer is None and bool(page.caller_phone)) or any(hidden)


def _fields(page: CasePage, words: Words, opened: Mapping[str, Opened] | None) -> Iterator[Line]:
    currency = _CURRENCIES.get(page.procedure.country, "")
    said: list[Said] = []
    for line in page.fields:
        name = line.rule.name.say(words.language)
        if line.value:
            secret = (opened or {}).get(line.rule.code)
            if secret is not None and secret.fault is not None:
                why = words.text(secret.fault.code, **secret.fault.values)
                said.append((words.text("case_look.field", field=name, value=why), "error"))
                continue
            value = secret.text if secret is not None else say_field(line.rule, line.value, words, currency)
            if opened is None and not is_secret(line.rule, line.value):
                value = mask_field(line.rule, value, page.procedure.country)
            said.append((words.text("case_look.field", field=name, value=value), "strong" if secret else "plain"))
        elif line.rule.required:
            said.append((words.text("case_look.field_open", field=name), "muted"))
    if said:
        yield Line(words.text("case_look.fields"), tuple(said), door=("fields", ""))


def _money(page: CasePage, words: Words) -> Iterator[Line]:
    """Owed, paid, still open, and what is held for the state; a line a currency."""
    charges = [row for _, row in page.charges if row.state != "withdrawn"]
    lines = (_sums(rows, currency, words) for currency, rows in _by_currency(charges))
    yield from under(words.text("case_look.money"), lines)


def _by_currency(charges: Iterable[ChargeRow]) -> Iterator[tuple[str, list[ChargeRow]]]:
    found: dict[str, list[ChargeRow]] = {}
    for row in charges:
        found.setdefault(row.currency, []).append(row)
    return iter(found.items())


def _sums(rows: Iterable[ChargeRow], currency: str, words: Words) -> Line:
    found = list(rows)
    owed, paid, left = (sum((getattr(row, name) for row in found), Decimal()) for name in ("amount", "paid", "open"))
    held = sum((row.paid - row.passed_on for row in found if row.holding == "held"), Decimal())
    said: list[Said] = [
        (words.text("case_look.owed", amount=words.money(owed, currency)), "plain"),
        (words.text("case_look.paid", amount=words.money(paid, currency)), "plain"),
        (words.text("case_look.open", amount=words.money(left, currency)), "warning" if left else "muted"),
    ]
    if held:
        said.append((words.text("case_look.for_state", amount=words.money(held, currency)), "plain"))
    return Line(said=tuple(said), door=("money", currency))


# ---- tasks, appointments, the rest


def _tasks(page: CasePage, words: Words, today: date, unfolded: bool) -> Iterator[Line]:
    shown = [task for task in page.tasks if unfolded or task.state in ("open", "taken")]
    yield from under(words.text("case_look.tasks"), (task_line(task, words, today) for task in shown))


def task_line(task: TaskRow, words: Words, today: date) -> Line:
    """A task: what, who, how far, by when."""
    late = task.is_late(today) or task.is_untaken(today)
    state: Said = (word(words, "task_state", task.state), "warning" if task.is_untaken(today) else "plain")
    due = words.text("case_look.task_due", day=task.due_on) if task.due_on else ""
    done = task.result if task.state in ("done", "cancelled") else ""
    said: tuple[Said, ...] = (
        (task.title, "strong" if task.state in ("open", "taken") else "muted"),
        (task.holder, "plain"),
        state,
        (due, "error" if late and task.is_late(today) else "muted"),
        (done, "muted"),
    )
    door = ("task", task.id) if task.state in ("open", "taken") else None
    return Line(said=said, table="tasks", door=door)


def _appointments(page: CasePage, words: Words, today: date, zone: tzinfo | None, unfolded: bool) -> Iterator[Line]:
    shown = [one for one in page.appointments if unfolded or one.state == "planned"]
    lines = (appointment_line(one, words, today, zone) for one in shown)
    yield from under(words.text("case_look.appointments"), lines)


def appointment_line(one: AppointmentRow, words: Words, today: date, zone: tzinfo | None) -> Line:
    """When, what kind, where, with whom."""
    planned = one.state == "planned"
    said: tuple[Said, ...] = (
        (short_moment(one.starts_at.astimezone(zone), words, today), "strong" if planned else "muted"),
        (word(words, "appointment_kind", one.kind), "plain"),
        (one.place, "plain"),
        ("" if planned else word(words, "appointment_state", one.state), "muted"),
        (one.note, "muted"),
    )
    return Line(said=said, table="appointments", door=("appointment", one.id) if planned else None)


def _need(page: CasePage, words: Words) -> Iterator[Line]:
    if page.need:
        yield Line(words.text("case_look.need"), ((page.need, "plain"),))
    told: list[Said] = [
        (
            words.text("case_look.channel", channel=word(words, "channel", page.channel)) if page.channel else "",
            "muted",
        ),
        (words.text("case_look.tell_by", way=word(words, "tell_by", page.tell_by)) if page.tell_by else "", "muted"),
        (words.text("case_look.tracking", code=page.row.tracking_code), "muted"),
        (words.text("case_look.opened", day=page.row.opened_at.date()), "muted"),
    ]
    yield Line(words.text("case_look.about"), tuple(told))


def _family(page: CasePage, words: Words, today: date) -> Iterator[Line]:
    if page.parent is not None:
        yield Line(
            words.text("case_look.parent"), case_cells(page.parent, words, today), record=("case", page.parent.id)
        )
    yield from under(words.text("case_look.children"), case_lines(page.children, words, today))


def _spans(page: CasePage, words: Words) -> Iterator[Line]:
    """How our clock was counted: what ran and what stood still, from when until when."""
    names = {wait.reason: wait.name.say(words.language) for wait in page.procedure.waits}
    lines = []
    for span in page.ours.spans:
        why = " + ".join(names.get(reason, reason) for reason in span.why.split(" + ")) if span.why else ""
        days = (
            words.text("case_look.counted", count=span.counted) if not why else words.text("case_look.stood", why=why)
        )
        lines.append(
            Line(
                said=(
                    (words.day(span.after), "plain"),
                    (words.day(span.through) if span.through else "", "plain"),
                    (days, "muted" if why else "plain"),
                ),
                table="spans",
            )
        )
    yield from under(words.text("case_look.clock"), lines)


# ---- cases on other pages


def case_glance(row: CaseRow, words: Words, today: date) -> Look:
    """A case in a few lines, beside the list that it was found in."""
    step = row.step_name.say(words.language) if row.is_open else words.text(f"outcome.{row.outcome}")
    facts = (
        ("case_look.customer", row.customer),
        ("case_list.place", row.place),
        ("case_list.department", row.department),
        ("case_look.need", row.need),
    )
    head = Line(said=((row.number, "strong"), (row.name.say(words.language), "plain")), heading=True)
    stand = Line(
        words.text("case_list.step"),
        ((step, "plain"), due_text(row, words, today), (state_text(row, words), "warning")),
    )
    lines = [Line(words.text(key), ((text, "plain"),)) for key, text in facts if text]
    return Look(groups((head,), (stand, *lines)))


def case_lines(rows: Iterable[CaseRow], words: Words, today: date) -> Iterator[Line]:
    """Cases as lines of another page: number, procedure, step, clock."""
    for row in rows:
        yield Line(said=case_cells(row, words, today), table="cases", record=("case", row.id))


def case_cells(row: CaseRow, words: Words, today: date) -> tuple[Said, ...]:
    """A case in a line."""
    step = row.step_name.say(words.language) if row.is_open else ""
    waits = state_text(row, words) if row.waiting else ""
    return (
        (row.number, "strong" if row.is_open else "muted"),
        (row.name.say(words.language), "plain" if row.is_open else "muted"),
        (step, "plain"),
        due_text(row, words, today),
        (waits, "warning"),
    )
