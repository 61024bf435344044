"""What rights allow: patterns of names, the sum of roles, each in its own project."""

from __future__ import annotations

import pytest

from deskapp.store.rights import EVERYTHING, NOTHING, Grant, matches, sum_of


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("*", "customer.edit", True),
        ("customer.*", "customer.edit", True),
        ("customer.edit", "customer.edit", True),
        ("customer.*", "customers.edit", False),
        ("customer.*", "customer", False),
        ("customer.edit", "customer.edit_all", False),
        ("", "customer.edit", False),
    ],
)
def test_a_pattern_is_a_name_or_a_group(pattern: str, name: str, fits: bool) -> None:
    assert matches((pattern,), name) is fits


def test_without_roles_nothing_is_allowed_and_without_sign_in_everything() -> None:
    assert not NOTHING.may("customer.edit")
    assert not NOTHING.may_read("page.customer")
    assert NOTHING.project_ids == frozenset()
    assert EVERYTHING.may("customer.edit", 7)
    assert EVERYTHING.is_open


def test_what_one_role_allows_in_its_project_none_allows_in_anothers() -> None:
    here = Grant(("case.*",), ("cases",), frozenset({1}))
    there = Grant(("cash.*",), ("receipts",), frozenset({2}))
    both = sum_of((here, there), ("clerk", "cashier"))
    assert both.project_ids == frozenset({1, 2})
    assert both.may("case.open")
    assert both.may("case.open", 1)
    assert not both.may("case.open", 2)
    assert both.may("cash.charge", 2)
    assert not both.is_open


def test_a_role_for_every_project_opens_them_all() -> None:
    rights = sum_of((Grant(project_ids=frozenset({1})), Grant(("case.*",))))
    assert rights.project_ids is None
    assert not sum_of((Grant(project_ids=frozenset({1})),)).is_open
