"""The way in for every file: it is looked at, read by a process of its own, and comes back as a spool."""

from __future__ import annotations

import hashlib
import marshal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Final

from deskapp.errors import DeskError
from deskapp.sheets.column import Country
from deskapp.sheets.guard import inspect, refusing
from deskapp.sheets.reader import Job, SheetNotes
from deskapp.sheets.scan import Inspection
from deskapp.sheets.spool import Spool

PATIENCE: Final = 40
"""Seconds that a workbook may take; the largest allowed takes a few. CSV may take as long as it is."""


def read_file(
    path: Path,
    *,
    spool_dir: Path,
    sheet: str | None = None,
    encoding: str | None = None,
    country: Country,
) -> Spool:
    """Reads a workbook or CSV file whole, as text, into a spool that lies in ``spool_dir``; the caller closes it.

    The content decides what the file is, not its name. Raises ``DeskError`` ``file.*`` when it cannot be read.
    """
    inspection = inspect(path, sheet, encoding)
    with refusing(path):
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        job = _job(path, inspection, sheet, encoding, country)
    spool_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    stream = tempfile.TemporaryFile(dir=spool_dir)  # noqa: SIM115 (lives as long as the spool)
    try:
        _run_reader(job, stream)
        return _accepted(Spool(stream, digest), path)
    except BaseException:
        stream.close()
        raise


def _accepted(spool: Spool, path: Path) -> Spool:
    if spool.refusal:
        code, values = spool.refusal
        raise DeskError(code, **{**values, "file": path.name})
    return spool


def _job(path: Path, inspection: Inspection, sheet: str | None, encoding: str | None, country: Country) -> Job:
    notes: dict[str, SheetNotes] = {scan.name: {"lost": scan.lost, "merges": scan.merges} for scan in inspection.sheets}
    return {
        "path": str(path.absolute()),
        "form": inspection.form,
        "sheet": sheet,
        "encoding": encoding,
        "country": country,
        "notes": notes,
    }


def _run_reader(job: Job, stream: IO[bytes]) -> None:
    name = Path(job["path"]).name
    command = [sys.executable, "-P", "-m", "deskapp.sheets.reader"]
    patience = None if job["form"] == "text" else PATIENCE
    try:
        done = subprocess.run(
            command,
            input=marshal.dumps(dict(job)),
            stdout=stream,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DeskError("file.too_slow", file=name) from None
    if done.returncode < 0:
        raise DeskError("file.unreadable", file=name)
    if done.returncode:
        raise RuntimeError(f"the reader ended with {done.returncode}")
