"""A program in a real pseudo-terminal of 80x24: keys in, bytes out, and when they came. For posix systems."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

LONGEST = 60.0
QUIET = 0.05
"""Seconds without a byte after which a screen is taken as painted."""


class Terminal:
    """The child's side that a person sees; ``begun`` is when it was started."""

    def __init__(self, command: Sequence[str], home: Path, columns: int = 80, lines: int = 24) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "DESKAPP_HOME": str(home)}
        self.begun = time.perf_counter()
        self.child = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=os.environ | colours
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        os.close(self._master)

    def held(self) -> int:
        """KiB that the child holds as its own, without what it shares with the file cache; 0 where nobody tells."""
        try:
            status = Path(f"/proc/{self.child.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return 0
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon"))

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds; nothing where nothing does."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            return os.read(self._master, 65536)
        except OSError as error:
            raise SystemExit("the program in the terminal has ended") from error

    def wait_for(self, text: str) -> float:
        """Until a text is painted; the moment when its bytes were here."""
        seen, wanted = b"", text.encode()
        end = time.perf_counter() + LONGEST
        while wanted not in seen:
            if not (chunk := self.read(end - time.perf_counter())):
                raise SystemExit(f"{text!r} was never painted:\n{seen.decode(errors='replace')}")
            seen += chunk
        return time.perf_counter()

    def settle(self, quiet: float = QUIET) -> float | None:
        """Until nothing has come for a while; the moment of the last byte, None where there was none."""
        last = None
        while self.read(quiet):
            last = time.perf_counter()
        return last

    def send(self, key: str) -> None:
        """Press a key and look away."""
        os.write(self._master, key.encode())

    def press(self, key: str, quiet: float = QUIET) -> tuple[float, float]:
        """Seconds from a key to the first byte of the answer, and to the last before the screen is quiet."""
        started = time.perf_counter()
        self.send(key)
        if not self.read(LONGEST):
            raise SystemExit(f"no answer to {key!r}")
        first = time.perf_counter()
        last = self.settle(quiet) or first
        return first - started, last - started
