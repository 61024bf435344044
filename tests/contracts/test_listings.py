"""The listing board: who offers and who seeks, what fits, who examines it, and the case that settles it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.contract_ground import ContractDesk
from tests.contracts.parties_ground import PartyDesk, at_counter, parties
from tests.fixtures_store import NOW, TODAY
from tests.overview.riverside import notice, press, write
from tests.ui.conftest import Seen, screen_text, seen

from deskapp.cases.model import Case
from deskapp.cases.steps import end_case
from deskapp.desks.contracts.knowledge.actions_listing import (
    ListingDraft,
    add_listing,
    edit_listing,
    examine_listing,
    note_interest,
    open_listing_case,
    settle_listing,
)
from deskapp.desks.contracts.knowledge.model import HomeListing
from deskapp.desks.contracts.knowledge.queries_listing import find_matches, get_listing, list_listings
from deskapp.desks.contracts.knowledge.rules import Terms, matches
from deskapp.desks.contracts.knowledge.screens.listings import ListingBoard
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.errors import DeskError, StaleEdit
from deskapp.office.privacy.leads import erase_customer
from deskapp.office.privacy.person_book import get_person_file
from deskapp.overview.screens.case import CaseScreen
from deskapp.store.base import record_id
from deskapp.wiring import person_parts

__all__ = ["parties", "seen"]
OFFER = Terms("transfer", "dwelling", 1, Decimal(1_000_000), "CNY", Decimal("100.00"))
WISH = Terms("transfer", "dwelling", 2, Decimal(1_000_000), "CNY", Decimal("100.00"))


@pytest.mark.parametrize(
    ("offer", "wish", "fits"),
    [
        ({}, {}, True),
        ({"price": Decimal("1000000.01")}, {}, False),
        ({}, {"area": Decimal("100.01")}, False),
        ({}, {"price": None, "area": None}, True),
        ({"area": None}, {}, False),
        ({"area": None}, {"area": None}, True),
        ({"kind": "rent"}, {}, False),
        ({"unit_kind": "parking"}, {}, False),
        ({"currency": "VND"}, {}, False),
        ({"customer_id": 2}, {}, False),
    ],
)
def test_what_fits(offer: dict[str, Any], wish: dict[str, Any], fits: bool) -> None:
    assert matches(replace(OFFER, **offer), replace(WISH, **wish)) is fits


def offered(desk: ContractDesk, room: str = "1501", who: str = "张三丰", **more: Any) -> int:
    draft = ListingDraft("offer", "transfer", desk.people[who], desk.units[room], Decimal(1_200_000))
    return record_id(desk.do(add_listing, replace(draft, **more)))


def sought(desk: ContractDesk, who: str = "王芳", **more: Any) -> int:
    return record_id(desk.do(add_listing, ListingDraft("seek", "transfer", desk.people[who], **more)))


def refusal(desk: ContractDesk, action: Any, *args: Any) -> tuple[str, str | None]:
    with pytest.raises(DeskError) as error:
        desk.do(action, *args)
    return error.value.code, error.value.field


def test_an_offer_names_a_home_and_a_price_and_stands_once(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    owner, home = desk.people["张三丰"], desk.units["1501"]
    bare = ListingDraft("offer", "transfer", owner)
    assert refusal(desk, add_listing, replace(bare, price=Decimal(1))) == ("form.required", "unit_id")
    assert refusal(desk, add_listing, replace(bare, unit_id=home)) == ("form.required", "price")
    assert refusal(desk, add_listing, replace(bare, unit_id=home, price=Decimal(0))) == ("money.not_positive", "price")
    wrong = replace(bare, unit_id=home, price=Decimal(1), since=TODAY, until=TODAY - timedelta(days=1))
    assert refusal(desk, add_listing, wrong) == ("draft.ends_before_start", "until")
    offered(desk)
    assert refusal(desk, add_listing, replace(bare, unit_id=home, price=Decimal(2))) == ("listing.taken", "unit_id")
    desk.do(add_listing, replace(bare, kind="rent", unit_id=home, price=Decimal(3_000)))
    # the buyer of the deal owns it, whoever else offers it does not
    parking = offered(desk, "P88", "赵敏", price=Decimal(90_000))
    rows = {row.id: row for row in desk.counter.ask(list_listings, TODAY)}
    assert [row.is_owner for row in rows.values()] == [False, True, True]
    assert (rows[parking].draft.unit_kind, rows[parking].area) == ("parking", Decimal("12.50"))


def test_wishes_are_shown_what_fits_them(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    dear, cheap = offered(desk), offered(desk, "1503", "陈伟", price=Decimal(900_000))
    gone = offered(desk, "1502", "王芳", price=Decimal(1), until=TODAY, since=TODAY)
    offered(desk, "P88", "赵敏", price=Decimal(90_000))
    wish = sought(desk, "周杰", price=Decimal(1_200_000), area=Decimal(90))
    sought(desk, "李静", price=Decimal(899_999))
    assert [row.id for row in desk.counter.ask(find_matches, wish, TODAY)] == [gone, cheap, dear]
    assert [row.id for row in desk.counter.ask(find_matches, wish, TODAY + timedelta(days=1))] == [cheap, dear]
    assert [row.who for row in desk.counter.ask(find_matches, dear, TODAY)] == ["周杰"]
    assert [row.id for row in desk.counter.ask(list_listings, TODAY + timedelta(days=1), "past")] == [gone]
    assert len(desk.counter.ask(list_listings, TODAY, "seek_transfer")) == 2
    desk.do(note_interest, cheap, desk.people["周杰"])
    desk.do(settle_listing, cheap, "reserved")
    assert [row.id for row in desk.counter.ask(find_matches, wish, TODAY)] == [gone, dear]


def test_somebody_else_examines_it_before_it_is_done(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    number = offered(desk)
    draft = desk.counter.ask(get_listing, number, TODAY).draft
    assert refusal(desk, settle_listing, number, "done") == ("listing.unchecked", "state")
    assert refusal(desk, examine_listing, number)[0] == "listing.own_entry"
    desk.do_as(desk.other, examine_listing, number)
    # another price is another thing to look at; the same price is not
    desk.do(edit_listing, number, draft)
    assert desk.counter.ask(get_listing, number, TODAY).checked_on == TODAY
    desk.do(edit_listing, number, replace(draft, price=Decimal(1_100_000)))
    assert desk.counter.ask(get_listing, number, TODAY).checked_on is None
    desk.do_as(desk.other, examine_listing, number)
    assert refusal(desk, settle_listing, number, "reserved") == ("listing.for_whom", "interested_id")
    assert refusal(desk, note_interest, number, desk.people["张三丰"]) == ("listing.own", "interested_id")
    desk.do(note_interest, number, desk.people["李静"])
    desk.do(settle_listing, number, "reserved")
    desk.do(note_interest, number, None)
    assert desk.counter.ask(get_listing, number, TODAY).state == "offered"
    desk.do(settle_listing, number, "done")
    assert refusal(desk, settle_listing, number, "offered") == ("draft.choice", "state")
    assert refusal(desk, edit_listing, number, draft)[0] == "listing.closed"


def test_what_was_withdrawn_comes_back_where_its_place_is_free(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    first = offered(desk)
    version = desk.counter.ask(get_listing, first, TODAY)
    desk.do(settle_listing, first, "withdrawn")
    second = offered(desk)
    assert refusal(desk, settle_listing, first, "offered")[0] == "listing.taken"
    desk.do(settle_listing, second, "withdrawn")
    desk.do(settle_listing, first, "offered")
    with pytest.raises(StaleEdit):
        desk.do(edit_listing, first, replace(version.draft, text="新装修"), version.version)


def test_its_case_is_about_the_home_and_its_deal(parties: PartyDesk) -> None:
    desk, engine = parties.desk, parties.engine
    number = offered(desk)
    case = record_id(desk.do(open_listing_case, engine, number))
    found = desk.counter.ask(lambda reader: reader.get(Case, case))
    assert (found.procedure, found.customer_id, found.unit_id) == (
        "cn-second-hand", desk.people["张三丰"], desk.units["1501"],
    )  # fmt: skip
    linked = desk.counter.ask(deal_of_case, case)
    assert linked is not None
    assert linked.deal_id == desk.deal("ready")
    assert refusal(desk, open_listing_case, engine, number)[0] == "listing.has_case"
    desk.do_as(desk.other, examine_listing, number)
    assert refusal(desk, settle_listing, number, "done") == ("listing.case_runs", "state")
    desk.do(end_case, engine, case, "withdrawn", "买方反悔")
    desk.do(settle_listing, number, "done")


def test_who_is_let_go_leaves_the_board_and_is_named_to_nobody(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    seeker = desk.counter.customer("何求")
    wish = record_id(desk.do(add_listing, ListingDraft("seek", "transfer", seeker)))
    number = offered(desk)
    desk.do(note_interest, number, seeker)
    person = desk.counter.ask(get_person_file, desk.people["张三丰"], "滨江客服", NOW)
    assert "listing" in {part.table for part in person.parts}
    assert "何求" not in str([part.rows for part in person.parts])
    desk.do(erase_customer, seeker, person_parts())
    assert desk.counter.ask(lambda reader: reader.session.get(HomeListing, wish)) is None
    assert desk.counter.ask(get_listing, number, TODAY).interested_id is None


# ---- at the counter


def board_of(desk: ContractDesk) -> None:
    """A home that another clerk entered, a parking space of somebody unknown, and a wish."""
    home = ListingDraft("offer", "transfer", desk.people["张三丰"], desk.units["1501"], Decimal(1_200_000))
    desk.do_as(desk.other, add_listing, replace(home, text="南北通透，满五唯一。", until=TODAY + timedelta(days=90)))
    sought(desk, "王芳", price=Decimal(1_250_000), area=Decimal(90))
    offered(desk, "P88", "赵敏", price=Decimal(90_000))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_pictures_of_the_board(
    contract_desk: ContractDesk, tmp_path: Path, language: str, seen: Seen
) -> None:
    board_of(contract_desk)
    async with at_counter(contract_desk, tmp_path, language) as (pilot, _):
        pilot.app.push_screen(ListingBoard())
        await seen(pilot)


async def test_a_home_is_matched_and_examined_and_others_are_entered(
    contract_desk: ContractDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: Seen
) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")
    board_of(contract_desk)
    async with at_counter(contract_desk, tmp_path) as (pilot, _):
        app: Any = pilot.app
        app.push_screen(board := ListingBoard())
        await seen(pilot)
        # a home of somebody whom nothing names as its owner, then a wish
        await press(pilot, "f2", "enter", "enter")
        await write(pilot, "wf")
        await press(pilot, "enter")
        await write(pilot, "3-2-1508")
        await press(pilot, "enter")
        await write(pilot, "120w")
        await press(pilot, "ctrl+s")
        assert "请核对产权" in notice(app)
        await press(pilot, "f2", "2", "enter", "enter")
        await write(pilot, "lj")
        await press(pilot, "enter", "enter", "ctrl+s")
        assert notice(app) == "已登记，待另一人审核。"
        assert [(row.who, row.room, row.draft.price) for row in board.rows[:2]] == [
            ("李静", "", None),
            ("王芳", "3-2-1508", Decimal(1_200_000)),
        ]
        await press(pilot, "f4", "4")
        assert [row.who for row in board.rows] == ["李静", "王芳"]
        await press(pilot, "f4", "1")
        # the clerk's own entry is for somebody else to examine
        await press(pilot, "home", "3")
        assert "另一人审核" in notice(app)
        await press(pilot, "end", "1", "enter")
        assert notice(app) == "已记下 李静 对 3-2-1501 有意向。"
        await press(pilot, "f3", "3")
        assert board.current.checked_on == TODAY
        await press(pilot, "2", "2", "ctrl+s")
        assert (board.current.state, board.current.interested) == ("reserved", "李静")
        await press(pilot, "4")
        assert isinstance(app.screen, CaseScreen)
        await press(pilot, "f3", "2", "3", "ctrl+s")
        assert "ES-20261122-0001" in screen_text(app)
