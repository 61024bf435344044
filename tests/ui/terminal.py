"""A real terminal of 80x24 for tests: a child on a pseudo-terminal, keys in, bytes out."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# a machine that does much else must not end a wait; nobody waits so long for what comes
LONGEST = 120.0


class Terminal:
    """The child's side that a person sees: ``screen`` is everything it wrote."""

    def __init__(self, code: str, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.child = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})},
        )
        os.close(slave)
        self.screen = b""
        self._pressed = 0

    def read(self, seconds: float = LONGEST) -> bytes:
        """Some more bytes; none when the child has closed its side."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            chunk = os.read(self.master, 65536)
        except OSError:
            return b""
        self.screen += chunk
        return chunk

    def wait_for(self, text: str) -> None:
        """Until a text was written since the last keys."""
        end = time.monotonic() + LONGEST
        while text.encode() not in self.screen[self._pressed :]:
            assert self.read(max(0.1, end - time.monotonic())), self.screen.decode(errors="replace")

    def press(self, keys: str) -> None:
        """Type."""
        self._pressed = len(self.screen)
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Everything up to the child's end, and its exit code."""
        while self.read():
            pass
        return self.child.wait(LONGEST)


@contextmanager
def terminal(code: str, folder: Path) -> Iterator[Terminal]:
    """A child that is ended whatever happens."""
    opened = Terminal(code, str(folder))
    try:
        yield opened
    finally:
        if opened.child.poll() is None:
            opened.child.kill()
        opened.child.wait()
        with suppress(OSError):
            os.close(opened.master)
