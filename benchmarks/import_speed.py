"""Import of a dirty workbook of 200,000 x 12 against openpyxl's mere reading of it, in turn, in one run.

    python -m benchmarks.import_speed [ROWS] [PAIRS]

Two settings: an empty home; and a home with half as many customers, of whom about a quarter get another phone.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.workbooks import write_customers

READ = """
import sys
from openpyxl import load_workbook
sheet = load_workbook(sys.argv[1], read_only=True).worksheets[0]
print(sum(1 for row in sheet.iter_rows(values_only=True)))
"""


def timed(command: list[str], home: Path | None = None) -> tuple[float, int, str]:
    """Seconds, peak MiB of the largest process, and what it printed."""
    environment = os.environ | ({"DESKAPP_HOME": str(home)} if home else {})
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return time.perf_counter() - started, usage.ru_maxrss // 1024, said


def run(name: str, book: Path, first: Path | None, pairs: int) -> None:
    """Time pairs of reading and importing, and print both sides."""
    tool = [sys.executable, "-m", "deskapp.cli"]
    ratios, ours, theirs, memory, size, said = [], [], [], 0, 0, ""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        if first:
            timed([*tool, "import", "customers", str(first), "--json"], base)
        for _ in range(pairs):
            home = Path(folder) / "home"
            if first:
                shutil.copytree(base, home)
            reading, _, _ = timed([sys.executable, "-c", READ, str(book)])
            importing, peak, said = timed([*tool, "import", "customers", str(book), "--update", "--json"], home)
            theirs.append(reading)
            ours.append(importing)
            ratios.append(reading / importing)
            memory = max(memory, peak)
            size = sum(file.stat().st_size for file in home.glob("deskapp.db*")) >> 20
            shutil.rmtree(home)
    counts = {k: v for k, v in json.loads(said).items() if k in ("rows", "created", "updated", "unchanged", "rejected")}
    print(f"{name}: openpyxl reads {statistics.median(theirs):.1f} s, import {statistics.median(ours):.1f} s,")
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    print(f"  ratio {statistics.median(ratios):.2f}x ({spread}), peak {memory} MiB, database {size} MiB; {counts}")


def main() -> None:
    """Make the workbooks, then time both settings."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        book = write_customers(Path(folder) / "customers.xlsx", rows)
        half = write_customers(Path(folder) / "half.xlsx", rows // 2, new_phone_every=4)
        run("empty home", book, None, pairs)
        run(f"{rows // 2} there", book, half, pairs)


if __name__ == "__main__":
    main()
