"""The gates before a filing: what they say of a contract, and the same for a case that names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlmodel import select

from deskapp.cases.engine import Gate, Missing
from deskapp.cases.gates import GateResult
from deskapp.cases.model import Case
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.model_cases import CaseDeal
from deskapp.desks.contracts.sale.projection import living_filings, price_parts
from deskapp.desks.contracts.sale.rules import (
    PAID,
    REVIEWED,
    SEALED,
    PriceFact,
    SealFact,
    judge_paid,
    judge_reviewed,
    judge_sealed,
    review_fact,
)
from deskapp.store.base import record_id
from deskapp.store.work import Reader

FILED: Final = "filing.filed"
CANCELLED: Final = "filing.cancelled"
NO_CONTRACT: Final = (Missing("gate.no_contract", {}, "sales"),)


def load_price(reader: Reader, contract: SaleContract) -> PriceFact:
    """What is paid of the price."""
    return PriceFact(
        contract.method, contract.currency, price_parts(reader, [contract.deal_id]).get(contract.deal_id, ())
    )


def load_seals(contract: SaleContract) -> SealFact:
    """What was found of the seals."""
    return SealFact(contract.seals_checked_on, contract.seals_note)


def gates_of(reader: Reader, contract_id: int) -> tuple[GateResult, ...]:
    """What the gates before filing say of a contract, open ones among them."""
    return judge_gates(reader, reader.get(SaleContract, contract_id))


def judge_gates(reader: Reader, contract: SaleContract, price: PriceFact | None = None) -> tuple[GateResult, ...]:
    """The same of a contract in hand; ``price`` where it is read already."""
    return (
        GateResult(PAID, tuple(judge_paid(price or load_price(reader, contract))), "customer"),
        GateResult(REVIEWED, tuple(judge_reviewed(review_fact(contract))), "legal"),
        GateResult(SEALED, tuple(judge_sealed(load_seals(contract))), "reception"),
    )


def contract_of_case(reader: Reader, case: Case) -> SaleContract | None:
    """The contract of the deal that a case is about."""
    query = select(SaleContract).join(CaseDeal, CaseDeal.deal_id == SaleContract.deal_id)  # type: ignore[arg-type]
    return reader.session.exec(query.where(CaseDeal.case_id == record_id(case))).first()


def _of_case(load: Callable[[Reader, SaleContract], Any]) -> Callable[[Reader, Case], Any]:
    """A loader of a contract's facts, for a case; None where the case has no contract."""

    def load_case(reader: Reader, case: Case) -> Any:
        contract = contract_of_case(reader, case)
        return None if contract is None else load(reader, contract)

    return load_case


def _or_none(judge: Callable[[Any], list[Missing]]) -> Callable[[Any], list[Missing]]:
    return lambda fact: list(NO_CONTRACT) if fact is None else judge(fact)


def _load_filing(reader: Reader, contract: SaleContract) -> tuple[str, str]:
    """The contract's number and that of its living filing."""
    filing = living_filings(reader, [record_id(contract)]).get(record_id(contract))
    return contract.number, "" if filing is None else filing.number


def judge_filed(fact: tuple[str, str]) -> list[Missing]:
    """The contract is filed."""
    number, filing = fact
    return [] if filing else [Missing("filing.missing.filed", {"number": number}, "authority")]


def judge_unfiled(fact: tuple[str, str]) -> list[Missing]:
    """No filing of the contract stands: it was cancelled, or there never was one."""
    number, filing = fact
    return [Missing("filing.missing.cancelled", {"number": number, "filing": filing}, "authority")] if filing else []


GATES: Final = {
    gate.id: gate
    for gate in (
        Gate(PAID, _of_case(load_price), _or_none(judge_paid), "customer"),
        Gate(REVIEWED, _of_case(lambda _, contract: review_fact(contract)), _or_none(judge_reviewed), "legal"),
        Gate(SEALED, _of_case(lambda _, contract: load_seals(contract)), _or_none(judge_sealed), "reception"),
        Gate(FILED, _of_case(_load_filing), _or_none(judge_filed), "authority"),
        Gate(CANCELLED, _of_case(_load_filing), _or_none(judge_unfiled), "authority"),
    )
}
"""By id; wiring adds them to those of the cases."""
