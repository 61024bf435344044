"""From a contract to the case that changes it: parties, resale, exchange, return; opened with all that is known."""

from __future__ import annotations

from typing import Any

from deskapp.cases.procedure import Heading
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.desks.contracts.sale.case_deals import open_about
from deskapp.desks.contracts.sale.changes import shipped_changes
from deskapp.desks.contracts.sale.problems import PROCEDURE as PROBLEM
from deskapp.store.base import record_id
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run


def ask_for_case(screen: HoldingScreen, deal_id: int, number: str) -> None:
    """Which procedure; its case is opened for the first buyer, about this deal, and shown."""
    app, words = shell_of(screen), screen.words
    now = app.now()
    today = now.date()

    def read(data: Any) -> list[Heading]:
        changes = shipped_changes()
        return [
            one
            for one in data.engine.procedures.in_force(today, data.clerk.country, *data.region)
            if (one.category == "contract" or changes.kind_of(one.id, today)) and one.id != PROBLEM
        ]

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            screen.hold()
            run(screen, lambda data: _open(data, str(answer.code)), show, group="case")

    def _open(data: Any, procedure: str) -> int:
        engine, region = data.engine, data.region
        found: int = data.write(
            "case.open", lambda work: record_id(open_about(work, engine, deal_id, procedure, region)), now
        )
        return found

    def show(case: int) -> None:
        app.push_screen(app.wiring.page(screen, "case", case))
        screen.release()

    def ask(found: list[Heading]) -> None:
        options = [Option(one.id, one.name.say(words.language)) for one in found]
        app.push_screen(Choose("sale_change.title", options, values={"number": number}), chosen)

    run(screen, read, ask, group="procedures")
