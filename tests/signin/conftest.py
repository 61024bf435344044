"""Passwords that cost next to nothing, and people who have them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.fixtures_store import NOW, Counter
from tests.signin.people import Person, add_person

from deskapp.office.signin import hashing


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its least."""
    monkeypatch.setattr(hashing, "COST", hashing.Cost(1, 8, 1))


@pytest.fixture
def person(counter: Counter) -> Callable[..., Person]:
    """Make somebody who can sign in."""

    def make(number: str = "GH002", name: str = "陈涛", password: str = "tram-huong-97", **more: object) -> Person:
        return add_person(counter.store, counter.clerk, NOW, number, name, password, **more)  # type: ignore[arg-type]

    return make
