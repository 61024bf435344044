"""The handover desk with its files: sheets taken in at a fixed moment, reports read as rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.reception.intake_ground import Desk

from deskapp.locale import words
from deskapp.settings import find_home
from deskapp.sheets.importing import Outcome
from deskapp.sheets.report import Report
from deskapp.sheets.reporting import Ask, make_report
from deskapp.wiring import open_home
from deskapp.wiring.reports import REPORTS

PROJECT = "滨江壹号"


class Files(Desk):
    """A home with the handover's ground in it; ``desk`` acts on the same database."""

    desk: HandoverDesk

    def taken(self, kind: str, text: str, **options: Any) -> Outcome:
        """A file of comma-separated lines, its headings first."""
        return self.take(kind, [line.split(",") for line in text.strip().splitlines()], **options)

    def report(self, name: str, language: str = "zh", **asked: Any) -> Report:
        """A report with its rows read."""
        ask = Ask(words(language), **{"today": TODAY, **asked})

        def read(reader: Any) -> Report:
            report = make_report(REPORTS[name](), reader, ask, NOW, "测试")
            return Report(**{**{key: getattr(report, key) for key in report.__slots__}, "rows": list(report.rows)})

        return self.opened.store.read(read)

    def told(self, name: str, **asked: Any) -> list[dict[str, Any]]:
        """Its rows by the names of its columns; what is worded by data as its code."""
        report = self.report(name, **asked)
        names = [column.name for column in report.columns]
        return [dict(zip(names, row, strict=True)) for row in report.rows]


def codes(outcome: Outcome) -> dict[int, list[str]]:
    """The codes of what refused each row."""
    return {row: [problem.code for problem in problems] for row, problems in outcome.refused.items()}


@contextmanager
def open_files(folder: Path, made: HandoverDesk, home: Path) -> Iterator[Files]:
    """The files' desk on a home that is the test's own."""
    with closing(open_home(find_home(home), NOW, writes=True)) as opened:
        files = Files(folder, find_home(home), opened)
        numbers = {name: getattr(made, name) for name in ("project", "buildings", "units", "people", "deals")}
        counter = type(made.counter)(opened.store, opened.clerk)
        object.__setattr__(
            files, "desk", HandoverDesk(counter, **numbers, deliveries=dict(made.deliveries), batch=made.batch)
        )
        yield files


def day(text: str) -> date:
    """A day of the year that the ground plays in."""
    return date.fromisoformat(f"2026-{text}")
