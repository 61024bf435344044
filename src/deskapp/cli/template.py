"""``deskapp template``: the workbook that an office fills in for an import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deskapp.cli.context import Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError
from deskapp.wiring import SHEET_KINDS, sheet_kinds

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.sheets.column import Country, Layout

app = typer.Typer(add_completion=False)


@app.command()
def template(
    kind: Annotated[str, typer.Argument(metavar="|".join(SHEET_KINDS), help="What is to be filled in.")],
    procedure: Annotated[str | None, typer.Option(metavar="ID", help="With the fields of this procedure.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")] = None,
    language: Language = None,
) -> None:
    """Write the workbook to fill in for an import: headings, drop-downs, notes, examples."""
    from deskapp.sheets.template import write_template

    if kind not in SHEET_KINDS:
        raise DeskError("call.kind", value=kind, kinds=", ".join(SHEET_KINDS))
    sheet = sheet_kinds()[kind]
    words = reader_words(language)
    layout = _layout_for(kind, procedure, words) if procedure is not None else sheet.layout
    target = (output or _usual_target(kind)).absolute()
    write_template(target, layout, words, sheet.default_country or _office_country())
    typer.echo(target)


def _layout_for(kind: str, procedure: str, words: Words) -> Layout:
    """The columns of cases of one procedure, as it is today."""
    from deskapp.cases.sheet import CaseSheet

    sheet = sheet_kinds(the_home())[kind]
    if not isinstance(sheet, CaseSheet) or sheet.procedures is None:
        raise DeskError("call.no_procedure", report=words.text(f"import_kind.{kind}"))
    today = now().date()
    return sheet.layout_of(sheet.procedures.find(procedure, today, *sheet.region), today)


def _usual_target(kind: str) -> Path:
    return the_home().make_exports() / f"template-{kind}.xlsx"


def _office_country() -> Country:
    """Whose people the examples are: those of the home's office, of China where there is none yet."""
    if not the_home().database.exists():
        return "CN"
    with counter(writes=False) as opened:
        return "VN" if opened.clerk.country == "VN" else "CN"
