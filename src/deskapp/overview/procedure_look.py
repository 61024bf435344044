"""A procedure in words, for advice: what it takes, how long, in which steps, and what it costs [a07-a09]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from deskapp.cases.fields import CURRENCIES
from deskapp.cases.people import department_names
from deskapp.cases.procedure import Condition, FeeRule, PaperRule, Procedure, Step
from deskapp.cases.procedure_values import choices_of
from deskapp.casework.look import Line, Look, Said, groups, period, under
from deskapp.desks.intake.offers import work_out
from deskapp.locale import Words


def procedure_look(procedure: Procedure, words: Words, day: date, kept: Mapping[str, str] | None = None) -> Look:
    """The page of a procedure. With ``kept``, the field values of a case, only what applies to it, costs worked out."""
    return Look(
        groups(
            _head(procedure, words),
            _days(procedure, words),
            under(words.text("procedure_look.steps"), _steps(procedure, words)),
            under(words.text("procedure_look.papers"), _papers(procedure, words, kept)),
            under(words.text("procedure_look.fees"), _fees(procedure, words, day, kept)),
            under(words.text("procedure_look.stages"), _stages(procedure, words)),
        )
    )


def _head(procedure: Procedure, words: Words) -> Iterator[Line]:
    name: list[Said] = [(procedure.name.say(words.language), "strong"), (procedure.code, "muted")]
    if procedure.origin == "office":
        name.append((words.text("procedures.office"), "muted"))
    yield Line(said=tuple(name), heading=True)
    if procedure.about:
        yield Line(said=((procedure.about.say(words.language), "plain"),), heading=True)


def _days(procedure: Procedure, words: Words) -> Iterator[Line]:
    limit, authority = procedure.limit, procedure.authority
    if authority is not None:
        said: list[Said] = [(authority.name.say(words.language), "plain")]
        if authority.working_days is not None:
            said.append((_count(authority.working_days, words), "accent"))
        if authority.remote_days is not None:
            said.append((words.text("procedure_look.remote", days=authority.remote_days), "muted"))
        yield Line(words.text("procedure_look.authority"), tuple(said))
    if limit:
        yield Line(
            words.text("procedure_look.promise"), ((_limit(procedure, words), "accent"), _runs(procedure, words))
        )
    where = ", ".join(place for place in (procedure.province, procedure.district) if place)
    since = procedure.valid_from if procedure.valid_from > date.min else None
    law: list[Said] = [
        (procedure.source, "plain"),
        (where, "plain"),
        (period(words, since, procedure.valid_until), "muted"),
    ]
    if procedure.certainty in ("B", "C", "D"):
        law.append((words.text(f"procedure_look.certainty_{procedure.certainty}"), "muted"))
    if any(text for text, _ in law):
        yield Line(words.text("procedure_look.law"), tuple(law))


def _limit(procedure: Procedure, words: Words) -> str:
    limit = procedure.limit
    if limit.hours is not None:
        return words.text("procedure_look.hours", hours=limit.hours)
    if limit.days is not None:
        return words.text("procedure_look.calendar_days", days=limit.days)
    return _count(limit.working_days or Decimal(0), words)


def _runs(procedure: Procedure, words: Words) -> Said:
    since = procedure.limit.runs_from
    step = next((step for step in procedure.steps if step.id == since), None)
    if step is not None:
        return words.text("procedure_look.from_step", step=step.name.say(words.language)), "muted"
    return words.text(f"procedure_look.from_{since}"), "muted"


def _count(days: Decimal, words: Words) -> str:
    return words.text("procedures.days", days=days) if days else words.text("procedure_look.same_day")


def _steps(procedure: Procedure, words: Words) -> Iterator[Line]:
    for number, step in enumerate(procedure.steps, 1):
        department = department_names(procedure, step.department)[words.language]
        days = _count(step.working_days, words) if step.working_days is not None else ""
        notes = words.text("procedure_look.four_eyes") if step.by_another else ""
        said: tuple[Said, ...] = (
            (f"{number}. {step.name.say(words.language)}", "plain"),
            (department, "muted"),
            (days, "accent"),
            (notes or _optional(step, words), "muted"),
        )
        yield Line(said=said, table="steps")


def _optional(step: Step, words: Words) -> str:
    return words.text("procedure_look.may_skip") if step.skip else ""


def _papers(procedure: Procedure, words: Words, kept: Mapping[str, str] | None) -> Iterator[Line]:
    for rule in procedure.papers:
        if kept is not None and rule.when is not None and not rule.when.holds(kept):
            continue
        name = rule.name.say(words.language)
        said: list[Said] = [(f"{name} ({rule.form})" if rule.form else name, "plain"), (_copies(rule, words), "muted")]
        if not rule.required:
            said.append((words.text("procedure_look.optional"), "muted"))
        if kept is None and rule.when is not None:
            said.append((_condition(procedure, rule.when, words), "muted"))
        yield Line(said=tuple(said))


def _copies(rule: PaperRule, words: Words) -> str:
    told = words.text(f"procedure_look.copies_{rule.copies}")
    return f"{told} ×{rule.count}" if rule.count > 1 else told


def _fees(procedure: Procedure, words: Words, day: date, kept: Mapping[str, str] | None) -> Iterator[Line]:
    for fee in procedure.fees:
        if kept is not None and fee.when is not None and not fee.when.holds(kept):
            continue
        said: list[Said] = [(fee.name.say(words.language), "plain"), _amount(procedure, fee, words, day, kept)]
        if fee.payer != "customer":
            said.append((words.text(f"payer.{fee.payer}"), "muted"))
        if kept is None and fee.when is not None:
            said.append((_condition(procedure, fee.when, words), "muted"))
        yield Line(said=tuple(said))
    if procedure.fees:
        yield Line(said=((words.text("calc.estimate"), "muted"),))


def _amount(procedure: Procedure, fee: FeeRule, words: Words, day: date, kept: Mapping[str, str] | None) -> Said:
    """What a fee comes to; else how it is worked out."""
    currency = fee.currency or CURRENCIES[procedure.country]
    amount = work_out(fee, dict(kept or {}), currency, day)
    if amount is not None:
        return words.money(amount, currency), "accent"
    of = next((rule.name.say(words.language) for rule in procedure.fields if rule.code == fee.of), "")
    if fee.percent is not None:
        return words.text("procedure_look.percent", percent=fee.percent, of=of), "plain"
    if fee.rate is not None:
        return words.text("procedure_look.rate", amount=words.money(fee.rate, currency), of=of), "plain"
    return (words.text("procedure_look.tariff", of=of) if fee.tariff else words.text("procedure_look.asked")), "plain"


def _stages(procedure: Procedure, words: Words) -> Iterator[Line]:
    for number, stage in enumerate(procedure.authority.stages if procedure.authority else (), 1):
        said: tuple[Said, ...] = (
            (f"{number}. {stage.name.say(words.language)}", "plain"),
            (_count(stage.working_days, words), "accent"),
            (words.text("procedure_look.pause") if stage.pause else "", "warning"),
        )
        yield Line(said=said, table="stages")


def _condition(procedure: Procedure, when: Condition, words: Words) -> str:
    rule = next(rule for rule in procedure.fields if rule.code == when.field)
    named = {choice.code: choice.name.say(words.language) for choice in choices_of(rule)}
    values = " / ".join(named.get(value, value) for value in when.values)
    return words.text("procedure_look.when", field=rule.name.say(words.language), values=values)
