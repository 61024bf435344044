"""A file is written beside its target and takes its place only when it is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from deskapp.errors import DeskError

_CODES = {
    errno.ENOSPC: "sheet.disk_full",
    errno.EDQUOT: "sheet.disk_full",
    errno.ENOENT: "sheet.no_folder",
    errno.ENOTDIR: "sheet.no_folder",
    errno.EACCES: "sheet.no_permission",
    errno.EPERM: "sheet.no_permission",
    errno.EROFS: "sheet.no_permission",
    errno.EBUSY: "sheet.no_permission",
    errno.EISDIR: "sheet.is_folder",
}


@contextlib.contextmanager
def replacing(target: Path, mode: int | None = None) -> Iterator[Path]:
    """Give a hidden path in the target's folder to write to; when the block ends well it becomes the target.

    When it fails nothing is left and an old target stays. ``mode`` are the permissions of the file (0o600 for what
    nobody else may read), else those of the old target or the user's usual ones. A DeskError says why it failed.
    """
    place = Path(target).resolve()
    fresh = place.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else mode))
        yield fresh
        if mode is None and place.exists():
            shutil.copymode(place, fresh)
        _flush_to_disk(fresh)
        fresh.replace(place)
        with contextlib.suppress(OSError):
            _flush_to_disk(place.parent)
    except OSError as error:
        code = _CODES.get(error.errno or 0, "sheet.not_written")
        raise DeskError(code, path=str(target), reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _flush_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
