"""The demonstration: a sample development goes in, a supervisor's workbooks come out, the counter opens.

Files go in and out by the ``deskapp`` command as anybody would type it; what no file brings, clerks do at the counter
(``demo_sales``, ``demo_handover``, ``demo_complaints``). A second run finds all of it done.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

from demo_complaints import work_at_complaints
from demo_handover import work_at_handover
from demo_sales import work_at_sales
from sample_development import (
    ACCEPTANCES,
    BANK_LOANS,
    CALENDAR,
    CASES,
    CHECKS,
    COMPLAINTS,
    CONTRACTS,
    CUSTOMERS,
    DEFECTS,
    ENQUIRIES,
    LOANS,
    PARCELS,
    PAYMENTS,
    PLAN,
    REPAIRS,
    RESIDENTS,
    STAFF,
    SURVEY,
    UNITS,
    VN_CASES,
    VN_CUSTOMERS,
    write_sample,
)
from sampledata.units import PROJECT

REPOSITORY = Path(__file__).resolve().parent.parent
HOME, EXPORTS = Path("data/demo"), Path("exports/demo")
DESKAPP = Path(sys.executable).with_name("deskapp")
ROWS_REFUSED = 65

IMPORTS = (
    ("units", UNITS, "--project", PROJECT),
    ("customers", CUSTOMERS),
    ("residents", RESIDENTS, "--project", PROJECT),
    ("staff", STAFF),
    ("customers", VN_CUSTOMERS, "--country", "VN"),
    ("parcels", PARCELS),
    ("calendar", CALENDAR),
    ("enquiries", ENQUIRIES),
    ("cases", CASES, "--project", PROJECT),
    ("cases", VN_CASES, "--country", "VN"),
    ("parcels-check", CHECKS),
    ("contracts", CONTRACTS, "--project", PROJECT),
    ("payments", PAYMENTS, "--project", PROJECT),
    ("mortgages", LOANS, "--project", PROJECT),
    ("bank-loans", BANK_LOANS, "--project", PROJECT),
    ("acceptances", ACCEPTANCES, "--project", PROJECT),
    ("survey-areas", SURVEY, "--project", PROJECT),
    ("handover-plan", PLAN, "--project", PROJECT),
    ("defects", DEFECTS, "--project", PROJECT),
    ("complaints", COMPLAINTS, "--project", PROJECT),
    ("repairs", REPAIRS, "--project", PROJECT),
)
SAID: set[bytes] = set()
REPORTS = (
    "units", "customers", "parcels", "cases", "tasks", "case-flow",
    "contracts", "filing-progress", "mortgages", "arrears", "handovers", "handover-progress", "rectification",
    "area-differences", "fees", "keys-out", "handover-day", "complaints", "repairs", "escalations", "callbacks",
    "complaints-month", "counter-kpi",
)  # fmt: skip


def run(*arguments: str, may_refuse_rows: bool = False) -> None:
    """Show a command and run it; the sample has rows that must be refused, so that is no failure of an import.

    What every command of a home says, that nobody signs in to it, is said once.
    """
    print(f"\n$ deskapp {shlex.join(arguments)}", flush=True)
    done = subprocess.run([DESKAPP, *arguments], check=False, stderr=subprocess.PIPE)
    for line in done.stderr.splitlines(keepends=True):
        if line not in SAID:
            SAID.add(line)
            sys.stderr.buffer.write(line)
    sys.stderr.flush()
    code = done.returncode
    if code and not (may_refuse_rows and code == ROWS_REFUSED):
        sys.exit(code)


def day_of_the_sample(truth: Path) -> date:
    """Today; of a sample that was taken in before, its day, so that a second run says nothing new."""
    try:
        return date.fromisoformat(json.loads(truth.read_text(encoding="utf-8"))[CASES]["today"])
    except (OSError, ValueError, KeyError):
        return date.today()  # noqa: DTZ011 - a day as the offices write it


def main() -> None:
    os.chdir(REPOSITORY)
    os.environ |= {"DESKAPP_HOME": str(REPOSITORY / HOME), "DESKAPP_EXPORTS": str(REPOSITORY / EXPORTS)}
    write_sample(HOME, today=day_of_the_sample(HOME / "truth.json"))
    for rejects in EXPORTS.glob("rejects-*.xlsx"):  # those of an earlier run say the same
        rejects.unlink()
    print(f"Wrote the sample development to {HOME}/; nobody in it exists. Now its files go in, one by one;")
    print("some of their rows are wrong on purpose, are refused, and lie in a workbook of their own to be mended.")
    for kind, file, *options in IMPORTS:
        run("import", kind, str(HOME / file), *options, may_refuse_rows=True)
    if work_at_sales(HOME):
        print(
            "\nClerks reserved, drafted, signed, asked and told: what no file brings to the contracts desk.", flush=True
        )
    if work_at_handover(HOME):
        print("\nThe first batch is handed over since this morning: owners came, signed, refused, wait.", flush=True)
    if work_at_complaints(HOME):
        print("\nComplaints of this week stand at every step; technicians are on their way.", flush=True)
    for report in REPORTS:
        run("export", report, "-o", str(EXPORTS / f"{report}.xlsx"))
    print(f"\nThe supervisor's workbooks are in {EXPORTS}/.", flush=True)
    if all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        os.execv(DESKAPP, [str(DESKAPP)])
    print("This is no terminal, so the counter stays closed. To open it, in a terminal: make demo, or")
    print(f"  DESKAPP_HOME={HOME} DESKAPP_EXPORTS={EXPORTS} .venv/bin/deskapp")


if __name__ == "__main__":
    main()
