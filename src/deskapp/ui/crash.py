"""A fault of the program, written down without anybody's data: kinds of errors and lines of code, no values."""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path

import deskapp
from deskapp.errors import DeskError
from deskapp.settings import write_whole


def write_report(folder: Path, error: BaseException, now: datetime) -> Path | None:
    """Write the report into ``folder``; None where even that cannot be done.

    The messages of errors are left out as well: a database puts the values it refused into them.
    """
    lines = [f"deskapp {deskapp.__version__}, Python {platform.python_version()}, {platform.system()}", now.isoformat()]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        code = f" {cause.code}" if isinstance(cause, DeskError) else ""
        lines += ["", f"{type(cause).__module__}.{type(cause).__qualname__}{code}"]
        lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    path = folder / f"{now:%Y%m%d-%H%M%S-%f}.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, ("\n".join(lines) + "\n").encode())
    except OSError:
        return None
    return path


def _place(frame: traceback.FrameSummary) -> str:
    """The file below its package, so that the path does not name the user."""
    parts = Path(frame.filename).parts
    start = next((index for index, part in enumerate(parts) if part in ("site-packages", "src")), len(parts) - 2)
    return f"{'/'.join(parts[max(0, start + 1) :])}:{frame.lineno} in {frame.name}"
