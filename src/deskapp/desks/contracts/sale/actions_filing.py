"""What a clerk does about filing: file one contract or many, cancel a filing, pre-register, keep its password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from sqlmodel import select

from deskapp.cases.gates import GateResult
from deskapp.cases.steps import refuse_override
from deskapp.desks.contracts.sale.drafts import NUMBER_LIMIT, FilingDraft
from deskapp.desks.contracts.sale.gates import gates_of
from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.projection import living_filings
from deskapp.errors import DeskError
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason, note_reason
from deskapp.store.secrets import Hidden
from deskapp.store.work import Clerk, Work
from deskapp.values.text import clean

if TYPE_CHECKING:
    from deskapp.store.store import Store

REVEAL: Final = "reveal.contract"
PASSWORD_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class FilingResult:
    """What became of a row of the batch grid: the ledger's row, or why there is none."""

    contract_id: int
    filing_id: int | None
    error: DeskError | None = None


def file_contract(work: Work, contract_id: int, number: str, filed_on: date, override_reason: str = "") -> Filing:
    """The authority has filed a contract under a number: the ledger's row stands at once [b09].

    ``filing.shut`` carries ``missing`` (what the shut gates miss) and ``gates`` (their ``GateResult``s); a reason, such
    as the statutory day, lets it pass for whoever may pass each of them.
    """
    contract = work.get(SaleContract, contract_id)
    number = _judge(work, contract, number, filed_on)
    shut = [result for result in gates_of(work, contract_id) if not result.is_open]
    reason = _pass(work, contract, shut, override_reason)
    return work.add(
        Filing(
            office_id=contract.office_id,
            project_id=contract.project_id,
            contract_id=contract_id,
            number=number,
            filed_on=filed_on,
            override_reason=reason,
            override_by=work.clerk.name if reason else "",
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )


def file_many(work: Work, rows: Sequence[FilingDraft]) -> list[FilingResult]:
    """A batch of filings: each row stands or is refused by itself, one that is refused leaves nothing behind."""
    results = []
    for row in rows:
        try:
            filing = file_contract(work, row.contract_id, row.number, row.filed_on, row.override_reason)
        except DeskError as error:
            results.append(FilingResult(row.contract_id, None, error))
        else:
            results.append(FilingResult(row.contract_id, record_id(filing)))
    return results


def cancel_filing(work: Work, contract_id: int, day: date | None = None, reason: str = "") -> Filing:
    """The authority has cancelled the filing (注销备案); its row stays in the ledger, the days of filing run again."""
    contract = work.get(SaleContract, contract_id)
    filing = living_filings(work, [contract_id]).get(contract_id)
    if filing is None:
        raise DeskError("filing.none", number=contract.number)
    day = day or work.today
    if day > work.today:
        raise DeskError("sale_contract.future_day", "day")
    if day < filing.filed_on:
        raise DeskError("filing.before_filed", "day", day=filing.filed_on)
    work.reason = checked_reason(reason)
    work.change(filing, {"cancelled_on": day, "cancel_reason": work.reason})
    return filing


def pre_register(work: Work, contract_id: int, number: str, day: date | None = None) -> SaleContract:
    """The registry has made the advance registration (预告登记); an empty number takes the note back."""
    contract, number = work.get(SaleContract, contract_id), clean(number)
    if contract.cancelled_on is not None:
        raise DeskError("sale_contract.cancelled", number=contract.number, day=contract.cancelled_on)
    if contract.signed_on is None:
        raise DeskError("sale_contract.not_signed", number=contract.number)
    day = day or work.today
    if day > work.today:
        raise DeskError("sale_contract.future_day", "day")
    noted = {"pre_registration_number": number, "pre_registered_on": day if number else None}
    work.change(contract, noted)
    return contract


def set_filing_password(work: Work, contract_id: int, password: str) -> SaleContract:
    """Keep the password of a contract's filing, sealed [b06]; an empty one forgets it."""
    contract = work.get(SaleContract, contract_id)
    if len(password) > PASSWORD_LIMIT:
        raise DeskError("draft.too_long", "filing_password", limit=PASSWORD_LIMIT)
    work.change(contract, {"filing_password": Hidden(password) if password else None})
    return contract


def reveal_filing_password(store: Store, clerk: Clerk, contract_id: int, reason: str, now: datetime) -> str:
    """The password of a contract's filing, once the reason why somebody looks at it is written down.

    Raises ``access.refused``, ``access.reason``, and ``filing.no_password``.
    """
    project_id, has_one = store.read(
        lambda reader: (
            (contract := reader.get(SaleContract, contract_id)).project_id,
            contract.filing_password is not None,
        )
    )
    if not has_one:
        raise DeskError("filing.no_password")
    note_reason(store, clerk, REVEAL, reason, "salecontract", contract_id, now, project_id=project_id)
    return store.read(lambda reader: str(reader.get(SaleContract, contract_id).filing_password.reveal()))


def _judge(work: Work, contract: SaleContract, number: str, filed_on: date) -> str:
    # figures of full width are the same number, as they are in a file
    number = normalize("NFKC", clean(number))
    if contract.cancelled_on is not None:
        raise DeskError("sale_contract.cancelled", number=contract.number, day=contract.cancelled_on)
    if contract.signed_on is None:
        raise DeskError("sale_contract.not_signed", number=contract.number)
    if not number:
        raise DeskError("filing.number", "filing_number")
    if len(number) > NUMBER_LIMIT:
        raise DeskError("draft.too_long", "filing_number", limit=NUMBER_LIMIT)
    if filed_on > work.today:
        raise DeskError("sale_contract.future_day", "filed_on")
    if filed_on < contract.signed_on:
        raise DeskError("filing.before_signed", "filed_on", day=contract.signed_on)
    living = living_filings(work, [record_id(contract)]).get(record_id(contract))
    if living is not None:
        raise DeskError("sale_contract.filed", number=contract.number, filing=living.number)
    query = (
        select(SaleContract.number)
        .join(Filing, Filing.contract_id == SaleContract.id)  # type: ignore[arg-type]
        .where(Filing.number == number, Filing.project_id == contract.project_id)
    )
    if other := work.session.exec(query).first():
        raise DeskError("filing.number_taken", "filing_number", filing=number, number=other)
    return number


def _pass(work: Work, contract: SaleContract, shut: Sequence[GateResult], override_reason: str) -> str:
    """The reason by which shut gates are passed; none where all are open."""
    if not shut:
        return ""
    if not clean(override_reason):
        missing = tuple(one for result in shut for one in result.missing)
        raise DeskError("filing.shut", number=contract.number, count=len(missing), missing=missing, gates=tuple(shut))
    for result in shut:
        refuse_override(work, result.id)
    reason = checked_reason(override_reason)
    work.reason = reason
    gates = {result.id: [one.code for one in result.missing] for result in shut}
    work.entry("salecontract", contract.id, after={"override": gates}, project_id=contract.project_id)
    return reason
