"""All benchmarks, one after the other, at sizes that two cores finish over a break.

    python -m benchmarks

Each also runs alone and takes its sizes as arguments; the goals are for 1,000,000 customers and 200,000 rows.
"""

from __future__ import annotations

import subprocess
import sys

ALL = (
    ("startup", "3000", "5"),
    ("keys", "3000", "5"),
    ("search_speed", "200000", "3"),
    ("search_recall", "200000", "500"),
    ("lists", "200000", "5"),
    ("cases", "200000", "5"),
    ("contracts", "200000", "7"),
    ("handover", "200000", "7"),
    ("complaints", "200000", "7", "200000"),
    ("import_speed", "50000", "5"),
    ("export_speed", "50000", "5"),
    ("clerks", "20000", "3"),
    ("audit", "200000", "3"),
)


def main() -> int:
    """Run them; the worst exit code, so that one that cannot run is noticed."""
    worst = 0
    for name, *sizes in ALL:
        print(f"\n== {name} {' '.join(sizes)}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sizes], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
