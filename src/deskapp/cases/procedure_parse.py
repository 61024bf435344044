"""From the TOML text of a procedure to the procedure, or to all that is wrong with it, with line and key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from deskapp.cases import procedure as words
from deskapp.cases.procedure import (
    FORMAT,
    Authority,
    Choice,
    Condition,
    FeeRule,
    FieldRule,
    Limit,
    PaperRule,
    Procedure,
    Stage,
    Step,
    TaskRule,
    Tell,
    Wait,
)
from deskapp.cases.procedure_check import Known, check_names, check_sums
from deskapp.cases.procedure_lines import Path
from deskapp.cases.procedure_problem import ProcedureError, ProcedureProblem, place_faults, read_toml
from deskapp.cases.procedure_table import CODE, ID, PREFIX, TWO_DIGITS, Faults, Table
from deskapp.values import series

PINNED: Final = "pinned"
CURRENCIES: Final = {"CN": "CNY", "VN": "VND"}


def parse_procedure(text: str, origin: str = "shipped", path: str = "") -> Procedure:
    """The procedure of a whole text (the file, and behind it the flow that it names); ``ProcedureError`` if wrong."""
    found, problems = read_procedure(text, origin, path)
    if found is None:
        raise ProcedureError(problems)
    return found


def read_procedure(
    text: str, origin: str = "shipped", path: str = "", known: Known | None = None
) -> tuple[Procedure | None, list[ProcedureProblem]]:
    """The procedure of a whole text with its warnings, or no procedure and all that is wrong.

    Without ``known`` nothing is asked about gates, letters, purposes and sums.
    """
    data, problem = read_toml(text, path)
    if problem is not None:
        return None, [problem]
    faults = Faults(whole=origin == "shipped")
    found = _procedure(Table(data, (), faults), text, origin, path)
    if known is not None:
        check_names(found, data, known, faults)
        check_sums(found, faults)
    problems = place_faults(text, path, data, faults) if faults.found else []
    # what a case was begun with stays readable, whatever a newer program thinks of it
    return (None if faults.hard and origin != PINNED else found), problems


def _procedure(top: Table, text: str, origin: str, path: str) -> Procedure:
    if top.data.get("format") != FORMAT:
        top.wrong("format", "format", known=FORMAT)
    top.number("format")
    flow = top.text("flow", form=ID)
    base = top.table(flow) if flow else None
    if flow and base is None:
        top.wrong("flow", "no_flow", flow=flow)
    country = top.one_of("country", tuple(CURRENCIES), required=True)
    departments = tuple(_choices(top, "departments"))
    fields = tuple(_field(table, CURRENCIES.get(country, "")) for table in top.tables("fields", "code"))
    places = words.PLACEHOLDERS | {rule.code for rule in fields if not rule.secret}
    known = (*words.DEPARTMENTS, *(one.code for one in departments))
    steps = _steps(top, base, known, places)
    valid_from = top.day("valid_from") or date.min
    valid_until = top.day("valid_until")
    if valid_until is not None and valid_until < valid_from:
        top.wrong("valid_until", "before_start", start=valid_from, end=valid_until)
    found = Procedure(
        id=top.text("id", required=True, form=ID),
        name=top.texts("name", required=True),
        country=country,
        steps=steps,
        province=top.text("province"),
        district=top.text("district"),
        valid_from=valid_from,
        valid_until=valid_until,
        source=top.text("source", required=origin == "shipped"),
        certainty=top.one_of("certainty", ("A", "B", "C", "D")),
        prefix=top.text("prefix", series.CASE, form=PREFIX),
        code=top.text("code", form=TWO_DIGITS),
        category=top.text("category", "other", form=ID),
        subject=top.one_of("subject", words.SUBJECTS, "none"),
        flow=flow,
        about=top.texts("about"),
        limit=_limit(top, steps),
        authority=_authority(top),
        papers=tuple(_paper(table) for table in top.tables("papers", "code")),
        fields=fields,
        fees=tuple(_fee(table, CURRENCIES.get(country, "")) for table in top.tables("fees", "code")),
        waits=tuple(_wait(table) for table in _with_flow(top, base, "waits", "reason")),
        tells=tuple(_tell(table, places) for table in _with_flow(top, base, "tells", "on")),
        letters=tuple(dict.fromkeys((*top.words("letters"), *(base.words("letters") if base else ())))),
        tags=top.words("tags"),
        departments=departments,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        origin=origin,
        path=path,
    )
    if base is not None:
        base.finish()
    top.finish()
    _check_references(top, found)
    return found


def _with_flow(top: Table, base: Table | None, key: str, name: str) -> Iterator[Table]:
    """The flow's tables in their order, each with what the procedure says of it, then the procedure's further ones."""
    own = list(top.tables(key, name))
    by_name = {table.data.get(name): table for table in own if isinstance(table.data.get(name), str)}
    for under in base.tables(key, name) if base else ():
        told = under.data.get(name)
        over = by_name.pop(told, None) if isinstance(told, str) else None
        own = [table for table in own if table is not over]
        yield Table(over.data, over.path, top.faults, under) if over else under
    yield from own


def _steps(top: Table, base: Table | None, departments: Sequence[str], places: frozenset[str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    flow = [item.get("id") for _, item in _items(base, "steps")]
    for table in _with_flow(top, base, "steps", "id"):
        step = _step(table, departments, places)
        after = table.text("after", form=ID)
        table.finish()
        added = base is not None and step.id not in flow
        ids = [one.id for one in steps]
        if (added and after not in ids) or (after and not added):
            table.wrong("after", "after", known=", ".join(ids))
        steps.insert(ids.index(after) + 1 if after in ids else len(steps), step)
    ids = [step.id for step in steps]
    if not steps:
        top.wrong("steps", "missing")
    for number, step in enumerate(steps):
        for back in step.back:
            if back not in ids[:number]:
                path = (*_item(top, base, "steps", "id", step.id), "back")
                top.faults.add(path, "back", value=back, known=", ".join(ids[:number]))
    if steps and steps[0].by_another:
        top.faults.add((*_item(top, base, "steps", "id", steps[0].id), "by_another"), "first_by_another")
    return tuple(steps)


def _item(top: Table, base: Table | None, key: str, name: str, value: str) -> Path:
    """The path of the table in array ``key`` whose ``name`` is ``value``."""
    for table in (top, base):
        for number, item in _items(table, key):
            if table and item.get(name) == value:
                return (*table.path, key, number)
    return (key,)


def _items(table: Table | None, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of an array with their places, whatever else somebody wrote in its stead."""
    value = table.data.get(key) if table else None
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield number, item


def _step(table: Table, departments: Sequence[str], places: frozenset[str]) -> Step:
    step = Step(
        id=table.text("id", required=True, form=ID),
        kind=table.one_of("kind", words.STEP_KINDS, "other"),
        name=table.texts("name", required=True),
        department=table.one_of("department", departments, "reception"),
        working_days=table.days("working_days"),
        gates=table.words("gates"),
        skip=table.flag("skip"),
        back=table.words("back"),
        letters=table.words("letters"),
        message=table.texts("message"),
        by_another=table.flag("by_another"),
        tasks=tuple(_task(task, departments) for task in table.tables("tasks", "")),
    )
    _check_places(table, "message", step.message, places)
    return step


def _task(table: Table, departments: Sequence[str]) -> TaskRule:
    task = TaskRule(
        title=table.texts("title", required=True),
        department=table.one_of("department", departments, required=True),
        working_days=table.days("working_days"),
    )
    table.finish()
    return task


def _limit(top: Table, steps: Sequence[Step]) -> Limit:
    clock = top.table("clock")
    if clock is None:
        return Limit()
    ways = {key: clock.days(key) for key in ("working_days", "days")} | {"hours": clock.number("hours")}
    if sum(way is not None for way in ways.values()) > 1:
        clock.wrong("hours" if clock.has("hours") else "days", "one_limit")
    stale = clock.number("stale_days", above=1, step=Decimal(1))
    events = (*words.CLOCK_EVENTS, *(step.id for step in steps))
    limit = Limit(
        **ways,
        remote_days=clock.days("remote_days"),
        runs_from=clock.one_of("runs_from", events, "opened"),
        stale_days=int(stale or 5),
    )
    clock.finish()
    return limit


def _authority(top: Table) -> Authority | None:
    table = top.table("authority")
    if table is None:
        return None
    found = Authority(
        table.texts("name", required=True),
        table.days("working_days"),
        table.days("remote_days"),
        tuple(_stage(stage) for stage in table.tables("stages", "")),
    )
    table.finish()
    return found


def _stage(table: Table) -> Stage:
    days = table.days("working_days")
    if days is None and not table.has("working_days"):
        table.wrong("working_days", "missing")
    stage = Stage(table.texts("name", required=True), days or Decimal(0), table.flag("pause"))
    table.finish()
    return stage


def _paper(table: Table) -> PaperRule:
    count = table.number("count", above=1, step=Decimal(1))
    paper = PaperRule(
        code=table.text("code", required=True, form=CODE),
        name=table.texts("name", required=True),
        step=table.text("step", form=ID),
        required=table.flag("required", default=True),
        copies=table.one_of("copies", words.PAPER_COPIES, "original"),
        count=1 if count is None else int(count),
        form=table.text("form"),
        when=_condition(table),
        hint=table.texts("hint"),
    )
    table.finish()
    return paper


def _field(table: Table, currency: str) -> FieldRule:
    kind = table.one_of("kind", words.FIELD_KINDS, "text")
    choices = tuple(_choices(table, "choices"))
    rule = FieldRule(
        code=table.text("code", required=True, form=CODE),
        name=table.texts("name", required=True),
        kind=kind,
        step=table.text("step", form=ID),
        required=table.flag("required"),
        choices=choices,
        hint=table.texts("hint"),
        currency=table.one_of("currency", tuple(CURRENCIES.values()), currency if kind == "money" else ""),
        when=_condition(table),
        secret=table.flag("secret"),
    )
    if rule.secret and kind not in words.SECRET_KINDS:
        table.wrong("secret", "secret_kind", known=", ".join(words.SECRET_KINDS))
    if (kind == "choice") != bool(choices):
        table.wrong("choices", "choices")
    if rule.code in words.PLACEHOLDERS:
        table.wrong("code", "taken_word", value=rule.code)
    table.finish()
    return rule


def _choices(table: Table, key: str) -> Iterator[Choice]:
    for choice in table.tables(key, "code"):
        found = Choice(choice.text("code", required=True, form=CODE), choice.texts("name", required=True))
        choice.finish()
        yield found


def _condition(table: Table) -> Condition | None:
    when = table.table("when")
    if when is None:
        return None
    values = when.words("is")
    condition = Condition(when.text("field", required=True, form=CODE), values)
    if not values and not when.has("is"):
        when.wrong("is", "missing")
    when.finish()
    return condition


def _fee(table: Table, currency: str) -> FeeRule:
    fee = FeeRule(
        code=table.text("code", required=True, form=CODE),
        purpose=table.text("purpose", required=True, form=CODE),
        name=table.texts("name", required=True),
        currency=table.one_of("currency", tuple(CURRENCIES.values()), currency),
        payer=table.one_of("payer", words.PAYERS, "customer"),
        amount=table.number("amount"),
        percent=table.number("percent"),
        rate=table.number("rate"),
        tariff=table.text("tariff"),
        of=table.text("of", form=CODE),
        step=table.text("step", form=ID),
        when=_condition(table),
    )
    ways = [key for key in ("amount", "percent", "rate", "tariff") if table.has(key)]
    if len(ways) > 1:
        table.wrong(ways[1], "one_way", ways=", ".join(ways))
    if bool(fee.of) != any(key in ways for key in ("percent", "rate", "tariff")):
        table.wrong("of", "fee_of")
    table.finish()
    return fee


def _wait(table: Table) -> Wait:
    wait = Wait(
        reason=table.text("reason", required=True, form=CODE),
        party=table.one_of("party", words.PARTIES, "customer", required=True),
        name=table.texts("name", required=True),
        ends=table.one_of("ends", words.WAIT_ENDS, "manual"),
        stops=table.one_of("stops", words.WAIT_STOPS, "both"),
    )
    table.finish()
    return wait


def _tell(table: Table, places: frozenset[str]) -> Tell:
    tell = Tell(table.one_of("on", words.TELLS, required=True), table.texts("message", required=True))
    _check_places(table, "message", tell.message, places)
    table.finish()
    return tell


def _check_places(table: Table, key: str, texts: words.Texts, places: frozenset[str]) -> None:
    """Every place in braces is a plain word that somebody fills."""
    from string import Formatter

    for text in texts:
        try:
            found = [(name, spec, kind) for _, name, spec, kind in Formatter().parse(text) if name is not None]
        except ValueError:
            table.wrong(key, "braces")
            continue
        for name, spec, kind in found:
            if name not in places or spec or kind:
                shown = f"{name}{'!' if kind else ''}{kind or ''}{':' if spec else ''}{spec}"[:80]
                table.wrong(key, "placeholder", value=shown, known=", ".join(sorted(places)))


def _check_references(top: Table, found: Procedure) -> None:
    """What papers, fields and fees name of the same file is there and fits."""
    steps = [step.id for step in found.steps]
    kinds = {rule.code: rule for rule in found.fields}
    for key, rules in (("papers", found.papers), ("fields", found.fields), ("fees", found.fees)):
        for rule in cast("Sequence[PaperRule | FieldRule | FeeRule]", rules):
            path = _item(top, None, key, "code", rule.code)
            if rule.step and rule.step not in steps:
                top.faults.add((*path, "step"), "not_one_of", value=rule.step, known=", ".join(steps), near="")
            if rule.when is not None:
                _check_condition(top, (*path, "when"), rule.when, kinds)
    for fee in found.fees:
        wanted = "area" if fee.rate is not None else "money"
        if fee.of and (fee.of not in kinds or kinds[fee.of].kind != wanted):
            path = _item(top, None, "fees", "code", fee.code)
            known = ", ".join(code for code, rule in kinds.items() if rule.kind == wanted)
            top.faults.add((*path, "of"), "not_one_of", value=fee.of, known=known, near="")


def _check_condition(top: Table, path: Path, when: Condition, kinds: Mapping[str, FieldRule]) -> None:
    rule = kinds.get(when.field)
    if rule is None or rule.kind not in ("choice", "yes_no"):
        known = ", ".join(code for code, one in kinds.items() if one.kind in ("choice", "yes_no"))
        top.faults.add((*path, "field"), "not_one_of", value=when.field, known=known, near="")
        return
    allowed = [choice.code for choice in rule.choices] or ["yes", "no"]
    for number, value in enumerate(when.values):
        if value not in allowed:
            top.faults.add((*path, "is", number), "not_one_of", value=value, known=", ".join(allowed), near="")
