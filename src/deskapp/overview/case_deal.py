"""What a case about a deal shows of it: the contract, a hold, the parties of now and those that come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deskapp.casework.look import Line, Said
from deskapp.desks.contracts.parties.facts import PartyChangeRow, change_of_case
from deskapp.desks.contracts.parties.rules import Side
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.queries import contracts_of_deals
from deskapp.desks.contracts.sale.rows import ContractRow
from deskapp.locale import Words
from deskapp.office.deal.queries import DealRow, buyers_of, get_deal, rooms_of
from deskapp.office.property.queries import unit_code
from deskapp.office.property.rules import Share, show_share
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class CaseDeal:
    """The deal of a case, its contract where it has one, what the case makes of its parties, the unit it goes into."""

    deal: DealRow
    rooms: tuple[str, ...]
    buyers: tuple[tuple[str, Share | None], ...]
    contract: ContractRow | None
    change: PartyChangeRow | None
    new_room: str


def read_case_deal(reader: Reader, case_id: int) -> CaseDeal | None:
    """None where the case is about no deal."""
    linked = deal_of_case(reader, case_id)
    if linked is None:
        return None
    numbers = [linked.deal_id]
    return CaseDeal(
        get_deal(reader, linked.deal_id),
        tuple(unit.code for unit in rooms_of(reader, numbers).get(linked.deal_id, ())),
        tuple((one.customer.name, one.share) for one in buyers_of(reader, numbers).get(linked.deal_id, ())),
        contracts_of_deals(reader, numbers).get(linked.deal_id),
        change_of_case(reader, case_id),
        unit_code(reader, linked.new_unit_id) if linked.new_unit_id is not None else "",
    )


def case_deal_lines(found: CaseDeal | None, words: Words) -> Iterator[Line]:
    """The contract with its state; who the parties are or were, and who they will be or are."""
    if found is None:
        return
    said: list[Said] = [(" ".join(found.rooms), "plain")]
    if found.contract is not None:
        said = [(found.contract.number, "strong"), *said]
        said.append((words.text(f"sale_contract_state.{found.contract.state}"), "plain"))
    if found.deal.is_held:
        said.append((words.text("case_deal.held", reason=found.deal.hold_reason), "warning"))
    yield Line(words.text("case_deal.contract"), tuple(said), door=("contract", ""))
    change = found.change
    is_done = change is not None and change.applied_on is not None
    before = _named(change.before) if change is not None and is_done else found.buyers
    yield Line(words.text("case_deal.before" if change is not None else "case_deal.buyers"), _people(before))
    if change is not None:
        told: list[Said] = [*_people(_named(change.after))]
        if change.applied_on is not None:
            told.append((words.text("case_deal.since", day=change.applied_on), "good"))
        yield Line(words.text("case_deal.after"), tuple(told))
    if found.new_room:
        yield Line(words.text("case_deal.new_room"), ((found.new_room, "plain"),))


def _named(sides: Iterable[Side]) -> tuple[tuple[str, Share | None], ...]:
    return tuple((side.name, side.share) for side in sides if side.role == "buyer")


def _people(people: Iterable[tuple[str, Share | None]]) -> tuple[Said, ...]:
    return tuple((f"{name} {show_share(share)}" if share else name, "plain") for name, share in people)
