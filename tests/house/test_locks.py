"""The locked requirements: hashes, no addresses, nothing forgotten."""

from __future__ import annotations

import re
import tomllib

import pytest
from tests.house.ground import REPOSITORY

ADDRESS = re.compile(r"\w+://|git\+|@ |--(index|extra-index|find-links|trusted)", re.IGNORECASE)
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = {"runtime": PROJECT["project"]["dependencies"], "dev": PROJECT["dependency-groups"]["dev"]}


def lock(which: str) -> str:
    return (REPOSITORY / "requirements" / f"{which}.txt").read_text(encoding="utf-8")


def pins(which: str) -> dict[str, str]:
    return dict(re.findall(r"^(\S+)==(\S+) \\\n {4}--hash=sha256:[0-9a-f]{64}\b", lock(which), re.MULTILINE))


@pytest.mark.parametrize("which", WANTED)
def test_a_lock_names_no_address(which: str) -> None:
    assert not ADDRESS.search(lock(which))


@pytest.mark.parametrize("which", WANTED)
def test_every_requirement_is_pinned_with_a_hash(which: str) -> None:
    requirements = re.findall(r"^([^\s#]\S*)", lock(which), re.MULTILINE)
    assert [name.partition("==")[0] for name in requirements] == list(pins(which))


@pytest.mark.parametrize("which", WANTED)
def test_every_dependency_is_locked(which: str) -> None:
    assert {re.split(r"[^\w.-]", entry)[0].lower() for entry in WANTED[which]} <= pins(which).keys()


def test_the_locks_agree() -> None:
    runtime, dev = pins("runtime"), pins("dev")
    both = runtime.keys() & dev.keys()
    assert {name: runtime[name] for name in both} == {name: dev[name] for name in both}
