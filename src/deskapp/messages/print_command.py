"""Running the office's print command: no shell, a time limit, and what it said where it failed."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import IO, Final

from deskapp.errors import Fault
from deskapp.messages.print_config import PrintConfig
from deskapp.messages.transport import said

TAIL: Final = 800
"""Bytes of what a command said that are kept."""
LISTEN_SECONDS: Final = 2
_PLACES: Final = ("{file}", "{pdf}", "{folder}")


def run_command(command: Sequence[str], config: PrintConfig, file: Path) -> Fault | None:
    """Print a file; None where the command ended well. A command that asks for ``{pdf}`` gets one made first."""
    pdf = file.with_suffix(".pdf")
    if any("{pdf}" in word for word in command):
        if not config.pdf:
            return Fault("printing.no_pdf", {"command": command[0]})
        fault = _run(_filled(config.pdf, file, pdf), file.parent, config.seconds)
        if fault is None and not pdf.is_file():
            fault = Fault("printing.no_pdf_made", {"command": config.pdf[0], "file": str(pdf)})
        if fault is not None:
            return fault
        pdf.chmod(0o600)
    return _run(_filled(command, file, pdf), file.parent, config.seconds)


def _filled(command: Sequence[str], file: Path, pdf: Path) -> list[str]:
    """The words of the command with the places filled; without one the file comes last."""
    values = dict(zip(_PLACES, (str(file), str(pdf), str(file.parent)), strict=True))
    if not any(place in word for word in command for place in ("{file}", "{pdf}")):
        command = (*command, "{file}")
    words = []
    for word in command:
        for place, value in values.items():
            word = word.replace(place, value)
        words.append(word)
    return words


def _run(words: Sequence[str], folder: Path, seconds: int) -> Fault | None:
    """Run it in a session of its own, so that whatever it started ends with it when its time is up."""
    try:
        process = subprocess.Popen(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        # a word with a NUL in it is a ValueError
        return Fault("printing.no_program", {"command": words[0], "why": getattr(error, "strerror", "") or ""})
    assert process.stdout is not None
    tail = bytearray()
    listener = Thread(target=_listen, args=(process.stdout, tail), daemon=True)
    listener.start()
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return Fault("printing.too_long", {"command": words[0], "seconds": seconds})
    # what it left running in the background may hold the line open for ever
    listener.join(LISTEN_SECONDS)
    if process.returncode:
        values = {"command": words[0], "status": process.returncode, "said": said(bytes(tail))}
        return Fault("printing.command_failed", values)
    return None


def _listen(stream: IO[bytes], tail: bytearray) -> None:
    """Keep the last of what a command says, however much that is."""
    with stream:
        while piece := os.read(stream.fileno(), 65536):
            tail[:] = (tail + piece)[-TAIL:]
