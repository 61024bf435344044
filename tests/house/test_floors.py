"""Which way imports run, and what the two faces load."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import pytest
from importlinter.cli import lint_imports
from tests.house.ground import PACKAGE, REPOSITORY, modules, nodes, nothing

# What only the work that needs it may load: each costs a start between 0.05 and 0.5 seconds.
HEAVY = (
    "alembic",
    "charset_normalizer",
    "docx",
    "docxtpl",
    "holidays",
    "jinja2",
    "lxml",
    "openpyxl",
    "phonenumbers",
    "pypinyin",
    "python_calamine",
    "stdnum",
    "xlsxwriter",
)

# Files that may say importlib, each with its reason.
IMPORTLIB_EXCUSED: dict[str, str] = {}

HELP = """
import json, sys
from deskapp.cli.main import run
sys.argv = ["deskapp", *json.loads(sys.argv[1])]
try:
    run()
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""

FIRST_SCREEN = """
import json, sys
import deskapp.cli.main, deskapp.cli.counter, deskapp.app, deskapp.wiring, deskapp.ui.shell
deskapp.wiring.CounterWiring().start()
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""

EVERY_MODULE = """
import importlib, json, pkgutil, sys
import deskapp.cli
for module in pkgutil.walk_packages(deskapp.cli.__path__, "deskapp.cli."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(script: str, *arguments: str) -> set[str]:
    """The packages that a fresh interpreter holds after the script."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


def test_the_import_rules_hold() -> None:
    assert lint_imports(config_filename=str(REPOSITORY / ".importlinter"), no_cache=True) == 0


def test_help_loads_neither_database_nor_screen() -> None:
    assert not loaded(HELP, '["--help"]') & {"sqlmodel", "sqlalchemy", "textual", *HEAVY}


@pytest.mark.parametrize("group", ["import", "export", "calc"])
def test_help_of_a_group_loads_no_screen(group: str) -> None:
    assert "textual" not in loaded(HELP, json.dumps([group, "--help"]))


def test_the_command_line_loads_no_screen_and_nothing_heavy() -> None:
    assert not loaded(EVERY_MODULE) & {"textual", *HEAVY}


def test_the_first_screen_loads_neither_database_nor_command_line() -> None:
    slow = {"sqlmodel", "sqlalchemy", "pydantic", "typer", *HEAVY}
    assert not loaded(FIRST_SCREEN) & slow


def test_nothing_is_imported_by_name() -> None:
    found = [
        str(path.relative_to(PACKAGE))
        for path in modules("src")
        for node in nodes(path)
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "importlib" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "importlib")
        or (isinstance(node, ast.Name) and node.id == "__import__")
    ]
    nothing(path for path in found if path not in IMPORTLIB_EXCUSED)
