"""``deskapp check``: whether everything is sound, and each thing that is not in a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import Exit
from deskapp.overview.checking import Finding, check_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deskapp.locale import Words
    from deskapp.wiring import Opened

app = typer.Typer(add_completion=False)

DRIFT: Final = "check.drift"


@app.command()
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Work cases and search keys out anew that are not what they should be.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Without reading every search key and every scan.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Check the file, the trail, lists, search, money, numbers, scans and imports; 65 where anything is wrong."""
    with counter(writes=repair) as opened:
        found = list(check_all(opened.store, opened.home, now(), quick=quick))
        mended = _mend(opened, found) if repair else []
    words = reader_words(language)
    wrong = [finding for finding in found if not finding.note]
    if as_json:
        told = [_line(finding, words) for finding in found if finding.code != DRIFT]
        drifts = [finding.values for finding in found if finding.code == DRIFT]
        line = {"sound": len(mended) == len(wrong), "drifts": drifts, "findings": told, "mended": len(mended)}
        typer.echo(json.dumps(line, ensure_ascii=False, default=str))
    else:
        for finding in found:
            typer.echo(words.text(finding.code, **_shown(finding)))
        typer.echo(words.text("check.mended" if mended else "check.found", count=len(mended) or len(wrong)))
    raise typer.Exit(Exit.OK if len(mended) == len(wrong) else Exit.ROWS_REFUSED)


def _mend(opened: Opened, found: Sequence[Finding]) -> list[Finding]:
    """Work out anew what follows from other records; which findings are settled by it."""
    from deskapp.cases.projection import refresh_cases
    from deskapp.store.rights import Rights
    from deskapp.store.sound import mend_keys

    # what follows from other records may be worked out anew by whoever may check, and bears their name
    clerk = replace(opened.clerk, rights=Rights())
    for number in sorted({finding.case_id for finding in found if finding.case_id is not None}):
        opened.store.write(clerk, "case.repair", partial(refresh_cases, case_ids=[number]), now())
    for finding in found:
        if finding.record is not None:
            indexer, number = finding.record
            opened.store.write(clerk, "search.repair", partial(mend_keys, indexer=indexer, number=number), now())
    return [finding for finding in found if finding.case_id is not None or finding.record is not None]


def _line(finding: Finding, words: Words) -> dict[str, Any]:
    text = words.text(finding.code, **_shown(finding))
    return {"area": finding.area, "code": finding.code, "text": text, "note": finding.note, **finding.values}


def _shown(finding: Finding) -> dict[str, str]:
    return {name: str(value) for name, value in finding.values.items()}
