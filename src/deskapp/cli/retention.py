"""``deskapp retention``: what has been kept long enough, and letting it go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import DeskError, Exit
from deskapp.office.privacy.letting_go import apply, look
from deskapp.office.privacy.queries import find_purged
from deskapp.office.privacy.rules import load_retention
from deskapp.wiring import retention_kinds

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.office.privacy.letting_go import Outcome
    from deskapp.office.privacy.model import Purged

app = typer.Typer(add_completion=False)


@app.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be let go; change nothing.")] = False,
    apply_now: Annotated[bool, typer.Option("--apply", help="Let it go.")] = False,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="RULE", help="Only this rule.")] = None,
    trace: Annotated[str, typer.Option("--trace", metavar="NUMBER", help="What became of a record let go.")] = "",
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Let go of what has been kept long enough, by dated rules; 65 where a file could not be deleted."""
    words = reader_words(language)
    if trace:
        _tell_trace(trace, words, as_json=as_json)
        return
    if dry_run == apply_now:
        raise DeskError("call.retention")
    moment = now()
    with counter(writes=apply_now) as opened:
        rules = load_retention(opened.home.root).on(moment.date(), opened.clerk.country)
        unknown = set(only or ()) - {rule.code for rule in rules}
        if unknown:
            raise DeskError("call.rule", value=min(unknown), rules=", ".join(rule.code for rule in rules))
        chosen = [rule for rule in rules if not only or rule.code in only]
        kinds = retention_kinds()
        if apply_now:
            found = apply(opened.store, chosen, kinds, opened.home, opened.clerk, moment)
        else:
            found = look(opened.store, chosen, kinds, opened.home, moment.date())
    if as_json:
        typer.echo(json.dumps({"applied": apply_now, "rules": [_plain(one) for one in found]}, ensure_ascii=False))
    else:
        for one in found:
            typer.echo(_sentence(one, words, applied=apply_now))
    if any(one.files_left for one in found):
        raise typer.Exit(Exit.ROWS_REFUSED)


def _tell_trace(number: str, words: Words, *, as_json: bool) -> None:
    with counter(writes=False) as opened:
        found = opened.store.read(lambda reader: find_purged(reader, number))
    if not found and not as_json:
        typer.echo(words.text("retention.no_trace", number=number))
    for one in found:
        typer.echo(json.dumps(_purged(one), ensure_ascii=False) if as_json else _trace(one, words))
    if not found:
        raise typer.Exit(Exit.ROWS_REFUSED)


def _purged(one: Purged) -> dict[str, Any]:
    return {
        "number": one.name,
        "entity": one.entity,
        "rule": one.rule,
        "at": one.purged_at.astimezone().isoformat(),
        "clerk": one.clerk,
    }


def _trace(one: Purged, words: Words) -> str:
    rule = words.text(f"retention.{one.rule}")
    return words.text("retention.trace", number=one.name, moment=one.purged_at.astimezone(), clerk=one.clerk, rule=rule)


def _plain(one: Outcome) -> dict[str, Any]:
    return {
        "rule": one.rule.code,
        "does": one.rule.does,
        "before": one.cutoff.isoformat(),
        "due": one.due,
        "held": one.held,
        "gone": one.gone,
        "kept": one.kept,
        "files_left": len(one.files_left),
        "source": one.rule.validity.source,
        "certainty": one.rule.validity.certainty,
        "own": one.rule.own,
    }


def _sentence(one: Outcome, words: Words, *, applied: bool) -> str:
    what = words.text(f"retention.{one.rule.code}")
    if one.rule.does == "keep":
        told = words.text("retention.kept", count=one.kept, since=one.cutoff)
    else:
        key = "retention.gone" if applied else "retention.due"
        told = words.text(key, count=one.gone if applied else one.due - one.held, before=one.cutoff)
        if one.held:
            told += words.text("retention.held", count=one.held)
        if one.files_left:
            told += words.text("retention.files_left", count=len(one.files_left))
    return words.text("retention.line", what=what, told=told, source=one.rule.validity.source)
