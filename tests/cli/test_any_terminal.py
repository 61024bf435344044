"""What a command says on terminals whose encoding is not UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("encoding", ["gbk", "cp1258"])
def test_letters_that_the_terminal_lacks_are_escaped(encoding: str) -> None:
    name = "Đỗ Thị Hằng 张三丰 🏠.csv"
    done = subprocess.run(
        [sys.executable, "-m", "deskapp.cli", "import", "customers", name, "--json"],
        env=os.environ | {"PYTHONIOENCODING": encoding, "DESKAPP_LANG": "vi"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 66
    assert json.loads(done.stdout.decode(encoding))["file"] == name
    assert b"Traceback" not in done.stderr
