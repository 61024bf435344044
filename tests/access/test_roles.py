"""Roles: what they allow, how they are given and taken, and that whoever may not do a thing is told who may."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, TODAY, Counter

import deskapp
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.office.access.actions import end_role, end_roles, grant_role
from deskapp.office.access.model import Credential, StaffRole
from deskapp.office.access.queries import list_held, rights_of
from deskapp.office.access.rules import Held, idle_minutes, rights_from, roles, who_may
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.property.actions import add_building, add_project, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason, note_reason
from deskapp.store.rights import NOTHING, Rights, matches
from deskapp.store.tables import Audit
from deskapp.store.work import Clerk, Work

SOURCE = Path(deskapp.__file__).parent
WRITERS = ("write", "_write", "_do")


def named_actions() -> dict[str, str]:
    """Every action that is written out in a call of the store, with the file it stands in."""
    found: dict[str, str] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in WRITERS:
                for argument in node.args[:2]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        name = argument.value
                        if name.count(".") == 1 and name.replace(".", "").replace("_", "").isalpha():
                            found[name] = path.name
    return found


# done by the program itself, whoever works
REHEARSED = {"rehearsal.ground", "rehearsal.end_day", "rehearsal.note_absent"}
"""Done in a home of its own, in which nobody signs in."""
ITS_OWN = {"office.begin", "import.take_back", *REHEARSED}


def test_every_action_is_somebodys() -> None:
    nobodys = {name: file for name, file in named_actions().items() if name not in ITS_OWN and not who_may(name)}
    assert nobodys == {}
    assert len(named_actions()) > 50


def test_roles_are_told_in_every_language() -> None:
    assert set(roles()) == {
        "clerk", "senior_clerk", "cashier", "inspector", "resettlement", "technician", "supervisor", "manager",
        "auditor", "administrator",
    }  # fmt: skip
    for role in roles().values():
        assert 5 <= role.idle_minutes <= 15
        assert role.duties
        for language in LANGUAGES:
            said = words(language)
            keys = [f"role.{role.code}", f"role_about.{role.code}", *(f"duty.{duty}" for duty in role.duties)]
            assert [key for key in keys if key not in said] == []


def test_who_sees_no_business_does_none() -> None:
    for code in ("auditor", "administrator"):
        role = roles()[code]
        assert not role.business
        assert not role.overrides
        assert not role.reveal
        assert not role.unmasked_export
        for action in ("customer.edit", "case.open", "cash.receive", "import.customers"):
            assert not matches(role.allowed, action)


def test_the_shortest_wait_of_ones_roles_locks() -> None:
    assert idle_minutes(["clerk"]) == 10
    assert idle_minutes(["inspector", "cashier"]) == 5
    assert idle_minutes([]) == 10


@pytest.mark.parametrize(("day", "on"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_role_holds_from_its_first_day_to_its_last(day: int, on: bool) -> None:
    first = TODAY + timedelta(days=1)
    held = Held("clerk", since=first, until=first + timedelta(days=4))
    assert rights_from([held], TODAY + timedelta(days=day)).may("case.open") is on


def test_a_role_that_nobody_knows_any_more_allows_nothing() -> None:
    assert rights_from([Held("boss")], TODAY) == NOTHING


# ---- in the store


def clerk_with(counter: Counter, *held: Held) -> Clerk:
    return replace(counter.clerk, rights=rights_from(held, TODAY))


def refused(counter: Counter, clerk: Clerk, action: str) -> DeskError:
    with pytest.raises(DeskError) as error:
        counter.store.write(clerk, action, lambda work: add_customer(work, CustomerDraft("张三")), NOW)
    return error.value


def test_whoever_may_not_is_told_who_may_and_nothing_is_done(counter: Counter) -> None:
    error = refused(counter, clerk_with(counter, Held("cashier")), "customer.add")
    assert error.code == "access.refused"
    assert "前台专员、资深专员、安置专员、客服主管、中心主任" in words("zh").say(error)
    assert "Nhân viên tiếp nhận, " in words("vi").say(error)
    assert (
        counter.ask(lambda reader: reader.session.exec(select(Audit).where(Audit.action == "customer.add")).all()) == []
    )


def test_nobody_without_a_role_does_anything(counter: Counter) -> None:
    assert refused(counter, clerk_with(counter), "customer.add").code in ("access.refused", "access.refused_all")


def test_what_one_may_in_ones_own_project_one_may_not_in_anothers(counter: Counter) -> None:
    ours = record_id(counter.do(add_project, "滨江壹号"))
    theirs = record_id(counter.do(add_project, "望江府"))
    buildings = [record_id(counter.do(add_building, project, "3")) for project in (ours, theirs)]
    clerk = clerk_with(counter, Held("supervisor", project_id=ours), Held("clerk", project_id=theirs))

    def enter(building: int) -> int:
        done = counter.store.write(clerk, "unit.edit", lambda work: add_unit(work, building, UnitDraft("101")), NOW)
        return record_id(done)

    assert enter(buildings[0])
    with pytest.raises(DeskError) as error:
        enter(buildings[1])
    assert error.value.code == "access.refused"


def test_a_record_of_a_project_that_one_does_not_see_cannot_be_changed(counter: Counter) -> None:
    ours = record_id(counter.do(add_project, "滨江壹号"))
    hidden = record_id(counter.do(add_building, record_id(counter.do(add_project, "望江府")), "3"))
    clerk = clerk_with(counter, Held("supervisor", project_id=ours))
    with pytest.raises(DeskError) as error:
        counter.store.write(clerk, "unit.edit", lambda work: add_unit(work, hidden, UnitDraft("101")), NOW)
    assert error.value.code == "store.gone"


def test_what_is_in_the_way_unseen_is_told_without_showing_it(counter: Counter) -> None:
    ours = record_id(counter.do(add_project, "滨江壹号"))
    counter.do(add_project, "望江府")
    clerk = replace(counter.clerk, rights=Rights(project_ids=frozenset({ours})))
    with pytest.raises(DeskError) as error:
        counter.store.write(clerk, "project.add", lambda work: add_project(work, "望江府"), NOW)
    assert error.value.code == "access.in_the_way"
    assert "望江府" not in words("zh").say(error.value)


# ---- giving and taking


def person(counter: Counter, number: str = "GH002") -> int:
    def add(work: Work) -> Staff:
        return work.add(Staff(office_id=work.clerk.office_id, number=number, name="陈涛"))

    return record_id(counter.do(add))


def test_a_role_is_given_for_a_reason_that_stays(counter: Counter) -> None:
    staff = person(counter)
    project = record_id(counter.do(add_project, "滨江壹号"))
    held = record_id(counter.do(grant_role, staff, "clerk", "新到岗", project_id=project))
    rights = counter.ask(rights_of, staff, TODAY)
    assert rights.may("case.open", project)
    assert rights.project_ids == frozenset({project})
    assert not counter.ask(rights_of, staff, TODAY - timedelta(days=1)).may("case.open")
    (row,) = counter.ask(list_held, staff_id=staff)
    assert (row.role, row.project, row.until) == ("clerk", "滨江壹号", None)
    counter.do(end_role, held, "调岗")
    assert counter.ask(rights_of, staff, TODAY) == NOTHING
    entries = counter.ask(
        lambda reader: reader.session.exec(select(Audit.reason).where(Audit.entity == "staffrole")).all()
    )
    assert list(entries) == ["新到岗", "调岗"]


@pytest.mark.parametrize(
    ("role", "reason", "more", "code"),
    [
        ("clerk", "", {}, "access.reason"),
        ("clerk", " . ", {}, "access.reason"),
        ("boss", "新到岗", {}, "access.no_role"),
        ("clerk", "新到岗", {"until": date(2026, 1, 1)}, "access.backwards"),
        ("clerk", "新到岗", {"project_id": 99}, "store.gone"),
    ],
)
def test_what_is_no_grant_is_refused(
    counter: Counter, role: str, reason: str, more: dict[str, date | int], code: str
) -> None:
    staff = person(counter)
    with pytest.raises(DeskError) as error:
        counter.do(grant_role, staff, role, reason, **more)  # type: ignore[arg-type]
    assert error.value.code == code


def test_nobody_has_a_role_twice_and_none_is_ended_twice(counter: Counter) -> None:
    staff = person(counter)
    held = record_id(counter.do(grant_role, staff, "clerk", "新到岗"))
    with pytest.raises(DeskError) as error:
        counter.do(grant_role, staff, "clerk", "再给一次")
    assert error.value.code == "access.held"
    counter.do(end_role, held, "调岗")
    for take in (lambda: counter.do(end_role, held, "调岗"), lambda: counter.do(end_roles, staff, "clerk", "调岗")):
        with pytest.raises(DeskError):
            take()
    assert counter.do(grant_role, staff, "clerk", "又回来了")


def test_the_last_administrator_stays(counter: Counter) -> None:
    def sign_in(work: Work, staff: int) -> None:
        office = work.clerk.office_id
        work.add(Credential(office_id=office, staff_id=staff, password_hash="x", changed_at=NOW))

    first, second = person(counter), person(counter, "GH003")
    held = record_id(counter.do(grant_role, first, "administrator", "管系统"))
    counter.do(sign_in, first)
    counter.do(grant_role, second, "administrator", "也管系统")
    with pytest.raises(DeskError) as error:
        counter.do(end_role, held, "离职了")
    assert error.value.code == "access.last_administrator"
    counter.do(sign_in, second)
    counter.do(end_role, held, "离职了")
    left = counter.ask(lambda reader: reader.session.exec(select(StaffRole).where(StaffRole.until == None)).all())  # noqa: E711
    assert [row.staff_id for row in left] == [second]


# ---- acts that need a reason


@pytest.mark.parametrize("text", ["", "   ", "好", "....", "aaaa", "ab"])
def test_a_reason_says_something(text: str) -> None:
    with pytest.raises(DeskError):
        checked_reason(text)


def test_why_is_committed_before_anything_is_shown(counter: Counter) -> None:
    clerk = clerk_with(counter, Held("clerk"))
    note_reason(counter.store, clerk, "reveal.customer", " 核对\n证件 ", "customer", 7, NOW)
    (entry,) = counter.ask(lambda reader: reader.session.exec(select(Audit).where(Audit.entity_id == 7)).all())
    assert (entry.action, entry.reason, entry.clerk) == ("reveal.customer", "核对 证件", counter.clerk.name)
    for who, reason, code in ((Held("cashier"), "核对证件", "access.refused"), (Held("clerk"), "", "access.reason")):
        with pytest.raises(DeskError) as error:
            note_reason(counter.store, clerk_with(counter, who), "reveal.customer", reason, "customer", 7, NOW)
        assert error.value.code == code


def test_a_group_may_name_another() -> None:
    assert not any(name.startswith("@") for role in roles().values() for name in (*role.actions, *role.reads))
    assert "delivery.call" in roles()["clerk"].actions
