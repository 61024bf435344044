"""``deskapp check``: whether what lists show is what the records say."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from deskapp.cases.projection import find_drift as find_case_drift
from deskapp.cases.projection import refresh_cases
from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import Exit
from deskapp.money.drift import find_drift as find_money_drift
from deskapp.papers.queries import find_drift as find_paper_drift
from deskapp.papers.queries import find_missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deskapp.store.store import Store

app = typer.Typer(add_completion=False)

KEYS: Final = ("table", "id", "field", "stored", "told")
Drift = tuple[int | None, str, int, str, Any, Any]


@app.command()
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Work cases out anew that are not what they should be.")
    ] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Compare what is stored for lists (money, papers, cases, files) with what happened; 65 where they differ."""
    with counter(writes=repair) as opened:
        found = list(_drifts(opened.store, opened.home.files))
        mended = {drift[0] for drift in found if drift[0] is not None} if repair else set()
        for number in sorted(mended):
            opened.write("case.repair", partial(refresh_cases, case_ids=[number]), now())
    left = [drift for drift in found if drift[0] not in mended]
    if as_json:
        drifts = [dict(zip(KEYS, drift[1:], strict=True)) for drift in found]
        typer.echo(json.dumps({"drifts": drifts, "mended": len(mended)}, ensure_ascii=False, default=str))
    else:
        words = reader_words(language)
        for drift in found:
            typer.echo(words.text("check.drift", **dict(zip(KEYS, map(str, drift[1:]), strict=True))))
        typer.echo(words.text("check.mended" if mended else "check.found", count=len(mended) or len(found)))
    raise typer.Exit(Exit.ROWS_REFUSED if left else Exit.OK)


def _drifts(store: Store, files: Path) -> Iterator[Drift]:
    """Case (None where none), table, record, field, what is stored, what follows from the records."""
    for money in store.read(find_money_drift):
        yield None, money.table, money.id, money.field, money.stored, money.computed
    for paper in store.read(lambda reader: list(find_paper_drift(reader))):
        yield None, "paper", paper.paper_id, paper.field, paper.stored, paper.reckoned
    for file in store.read(partial(find_missing, files=files)):
        yield None, "stored_file", file.id, "file", file.name, None
    after: int | None = 0
    while after is not None:
        drifts, after = store.read(partial(find_case_drift, today=now().date(), after=after))
        for one in drifts:
            yield one.case_id, one.table, one.id, one.column, one.stored, one.told
