"""Where a database may lie: not on a network share, whose locks SQLite cannot trust."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError

SHARES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "afpfs", "webdav", "davfs", "ncpfs", "fuse.sshfs", "ceph"}
)


def refuse_network_share(folder: Path, mounts: str | None = None) -> None:
    """Raise ``store.network_share`` where ``folder`` lies on one; ``mounts`` is a mount table for tests."""
    table = _mount_table() if mounts is None else mounts
    place = os.path.realpath(folder)
    best, kind = "", ""
    for line in table.splitlines():
        point, found = _point_and_kind(line)
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if point and inside and len(point) >= len(best):
            best, kind = point, found
    if kind in SHARES:
        raise DeskError("store.network_share", folder=str(folder), kind=kind)


def _mount_table() -> str:
    if sys.platform == "linux":
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    if sys.platform == "darwin":
        return subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
    return ""


def _point_and_kind(line: str) -> tuple[str, str]:
    if " on " in line and "(" in line:  # macOS: //host/share on /Volumes/share (smbfs, nodev)
        rest, _, options = line.partition(" (")
        return rest.partition(" on ")[2], options.partition(",")[0].rstrip(")")
    parts = line.split(" ")
    if len(parts) < 3:
        return "", ""
    return parts[1].replace("\\040", " "), parts[2]
