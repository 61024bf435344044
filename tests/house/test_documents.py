"""The documents say what the program does: its commands, options, keys, codes; their links lead somewhere."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.house.ground import REPOSITORY, nothing

from deskapp.cli import commands
from deskapp.errors import Exit
from doc_tables import DOCUMENTS, filled, keys_table

CONTRACT = [REPOSITORY / "README.md", REPOSITORY / "docs" / "scripts.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
MACHINE = re.compile(r"(?<![\w.~$}…])/(?:home|root|tmp|work|usr|var|opt|etc|mnt|srv|Users|Volumes)\b")
HOST = re.compile(r"https?://([\w.-]+)")
KNOWN_HOSTS = {"keepachangelog.com", "semver.org", "sms.example"}
PICTURE_LIMIT = 60_000


def named(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def text_of(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def calls(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A command and all below it, with the words that call it."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from calls(below, (*path, name))


def every_call() -> list[tuple[tuple[str, ...], Any]]:
    found = list(calls(typer.main.get_command(commands.app)))
    for name, (_, build) in commands.COMMANDS.items():
        found += calls(typer.main.get_command(build()), (name,))
    return found


def test_every_command_is_documented() -> None:
    told = text_of(*CONTRACT)
    every = [path for path, command in every_call() if path and not getattr(command, "commands", {})]
    assert len(every) > 20

    def is_told(path: tuple[str, ...]) -> bool:
        # commands that differ in the kind alone are told once, with the kinds as a list
        together = any(f"deskapp {path[0]} {word}" in told for word in ("KIND", "REPORT")) and f"`{path[-1]}`" in told
        return f"deskapp {' '.join(path)}" in told or together

    nothing(" ".join(path) for path in every if not is_told(path))


def test_every_option_is_documented() -> None:
    told = text_of(*CONTRACT)
    options = {
        option
        for _, command in every_call()
        for parameter in command.params
        if parameter.param_type_name == "option"
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert {"--dry-run", "--working-days", "-o"} <= options
    nothing(sorted(option for option in options if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", told)))


def test_every_exit_code_is_documented() -> None:
    codes = [code for name, code in vars(Exit).items() if name.isupper()]
    assert len(codes) == 7
    nothing(f"{named(page)} {code}" for page in CONTRACT for code in codes if f"\n| {code} |" not in text_of(page))


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_the_tables_are_those_that_the_program_declares(page: Path) -> None:
    assert filled(text_of(page)) == text_of(page), "python tools/doc_tables.py writes them anew"


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_every_key_stands_in_the_clerks_pages(language: str) -> None:
    table = keys_table(language)
    assert table.count("\n") > 20
    assert table in text_of(REPOSITORY / "docs" / language / "clerks.md")


def headings(page: Path) -> set[str]:
    """The anchors of a page as repositories' web pages make them."""
    lines = re.findall(r"^#+ (.+)$", BLOCK.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(BLOCK.sub("", text_of(page))):
        file, _, anchor = target.partition("#")
        if HOST.match(target):
            continue
        found = (page.parent / file).resolve() if file else page
        if not found.exists() or (anchor and anchor not in headings(found)):
            dead.append(target)
    nothing(dead)


def test_the_documents_name_no_machine_and_no_host() -> None:
    told = [(named(page), line) for page in DOCUMENTS for line in text_of(page).splitlines()]
    nothing(
        f"{page}: {line}"
        for page, line in told
        if MACHINE.search(line) or not KNOWN_HOSTS.issuperset(HOST.findall(line))
    )


def test_what_is_shown_as_json_is_json() -> None:
    shown = [line for page in DOCUMENTS for _, block in BLOCK.findall(text_of(page)) for line in block.splitlines()]
    lines = [line for line in shown if line.startswith("{")]
    assert len(lines) > 5
    for line in lines:
        assert isinstance(json.loads(line), dict)


def test_the_script_of_the_night_is_a_script() -> None:
    scripts = [block for page in DOCUMENTS for kind, block in BLOCK.findall(text_of(page)) if kind == "sh"]
    assert scripts
    for script in scripts:
        subprocess.run(["sh", "-n"], input=script, text=True, check=True)


def test_pictures_are_small_and_each_is_shown() -> None:
    pictures = sorted((REPOSITORY / "docs" / "pictures").iterdir())
    told = text_of(*DOCUMENTS)
    nothing(named(one) for one in pictures if one.stat().st_size > PICTURE_LIMIT or f"pictures/{one.name}" not in told)
