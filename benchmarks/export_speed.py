"""Export of customers as a workbook against XlsxWriter in constant memory with typed calls, and as CSV.

    python -m benchmarks.export_speed [ROWS] [PAIRS]

The other side writes the same values from memory with the same kinds of formats, and only its writing is timed; ours
is the whole command, from its start over reading the database to the file in its place. CSV stands against Python's
own writer in the same way.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.ground import home_with
from benchmarks.measures import PYTHON, Watched, compare, deskapp, in_turn, run, say, size_of

TYPED = """
import csv, datetime, json, resource, sys, time
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
day = rows[0].index("created_at")
for row in rows[1:]:
    row[day] = datetime.datetime.fromisoformat(row[day])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
if sys.argv[2].endswith(".csv"):
    with open(sys.argv[2], "w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
else:
    import xlsxwriter
    book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
    sheet = book.add_worksheet()
    plain, moment = book.add_format({"valign": "vcenter"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, text in enumerate(rows[0]):
        sheet.write_string(0, column, text, book.add_format({"bold": True}))
    for number, row in enumerate(rows[1:], 1):
        for column, value in enumerate(row):
            if column == day:
                sheet.write_datetime(number, column, value, moment)
            elif value:
                sheet.write_string(number, column, value, plain)
            else:
                sheet.write_blank(number, column, None, plain)
    book.close()
print(json.dumps({"seconds": time.perf_counter() - started}))
"""


def typed(source: Path, target: Path) -> float:
    """Seconds that the other side writes."""
    seconds: float = json.loads(run([PYTHON, "-c", TYPED, str(source), str(target)]).said)["seconds"]
    return seconds


def main(rows: int = 200_000, pairs: int = 5) -> None:
    """Export both ways."""
    home = home_with(rows)
    say(f"{rows:,} customers, {size_of(home)}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "values.csv"
        deskapp(["export", "customers", "-o", str(source), "--full"], home)
        with source.open(encoding="utf-8-sig", newline="") as stream:
            head = next(csv.reader(stream))
        for ending, other, goal in (("xlsx", "XlsxWriter", "<= 1.05x, aim 0.3x"), ("csv", "csv.writer", "none")):
            ran: list[Watched] = []

            def export(target: Path, ran: list[Watched] = ran) -> float:
                ran.append(deskapp(["export", "customers", "-o", str(target), "--full"], home))
                return ran[-1].seconds

            ours, theirs = in_turn(
                pairs,
                partial(export, Path(folder) / f"ours.{ending}"),
                partial(typed, source, Path(folder) / f"theirs.{ending}"),
            )
            compare(f"export of {len(head)} columns as {ending}", ours, f"{other}, its writing alone", theirs, goal)
            most = max(one.held for one in ran)
            say(f"  memory of the writing process: {most:.0f} MiB, {most - ran[0].begun:.0f} over its start; constant")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
