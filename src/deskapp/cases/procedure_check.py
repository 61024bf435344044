"""What a procedure names outside its own file must be there: gates, letters, purposes of money, tariffs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.procedure import Procedure
from deskapp.cases.procedure_lines import Path
from deskapp.cases.procedure_table import Faults, nearest

GATES: Final = (
    "papers.complete",
    "papers.no_missing",
    "fields.complete",
    "tasks.done",
    "children.closed",
    "originals.back",
    "fees.paid",
    "fees.settled",
    "held.passed_on",
    "identity.checked",
    "parcel.checked",
    "parcel.clear",
    "quotation.accepted",
    "contract.signed",
    "split.areas",
    "result.received",
    "result.delivered",
    "representation.valid",
    "filing.paid",
    "filing.reviewed",
    "filing.sealed",
    "filing.filed",
    "filing.cancelled",
    "deal.linked",
    "deal.not_held",
    "deal.no_arrears",
    "deal.mortgage_free",
    "deal.bank_settled",
    "deal.invoices_reversed",
    "deal.refunded",
    "deal.taxes_back",
    "deal.free",
    "parties.after",
    "parties.seen",
    "parties.may_act",
    "parties.change",
    "papers.scanned",
    "leader.agreed",
    "return.agreed",
    "exchange.new_deal",
    "exchange.carry",
    "resale.parties",
    "claims.decided",
)
"""The gates that the engine and the desks bring along; wiring hands down those that there really are."""

TARIFFS: Final = ("vn.registration_fee", "vn.income_tax", "vn.notary_fee")
"""Tariffs that a fee may be worked out by."""

_AFTER: Final = ("delivery", "aftercare")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that procedures may use; ``letters`` and ``purposes`` None where nobody looks."""

    gates: tuple[str, ...] = GATES
    purposes: tuple[str, ...] | None = None
    letters: tuple[str, ...] | None = None
    tariffs: tuple[str, ...] = TARIFFS
    secrets: frozenset[str] = frozenset()
    """Fields that the office keeps secret beside those whose file says so."""


def check_names(procedure: Procedure, data: dict[str, Any], known: Known, faults: Faults) -> None:
    """Names that nothing stands behind; ``data`` is the TOML that the procedure was read from."""
    for path, value, names in _named(procedure, data, known):
        if names is not None and value and value not in names:
            faults.add(path, "not_one_of", value=value, known=", ".join(names), near=nearest(value, names))


def check_sums(procedure: Procedure, faults: Faults) -> None:
    """Warn of days of steps, or of stages inside the authority, that do not sum to the headline's.

    Of the steps those count that lie on the clock: behind the one it runs from, before the result is given out.
    """
    limit = procedure.limit.working_days
    steps = procedure.steps
    start = next((place + 1 for place, step in enumerate(steps) if step.id == procedure.limit.runs_from), 0)
    days = [step.working_days for step in steps[start:] if step.working_days is not None and step.kind not in _AFTER]
    if limit is not None and sum(days) > limit:
        faults.warn(("clock", "working_days"), "step_sum", sum=sum(days, Decimal(0)), days=limit)
    authority = procedure.authority
    if authority is not None and authority.stages and authority.working_days is not None:
        total = sum((stage.working_days for stage in authority.stages), Decimal(0))
        if total != authority.working_days:
            faults.warn(("authority", "working_days"), "stage_sum", sum=total, days=authority.working_days)


def _named(
    procedure: Procedure, data: dict[str, Any], known: Known
) -> Iterator[tuple[Path, str, Sequence[str] | None]]:
    """Every name that a procedure takes from elsewhere, with its path and the names that there are."""
    flow = procedure.flow
    for base, table in (((), data), ((flow,), data.get(flow))):
        if not isinstance(table, dict):
            continue
        for number, letter in enumerate(_words(table.get("letters"))):
            yield (*base, "letters", number), letter, known.letters
        for place, step in enumerate(_tables(table.get("steps"))):
            for key, names in (("gates", known.gates), ("letters", known.letters)):
                for number, word in enumerate(_words(step.get(key))):
                    yield (*base, "steps", place, key, number), word, names
    for place, fee in enumerate(procedure.fees):
        yield ("fees", place, "purpose"), fee.purpose, known.purposes
        if fee.tariff:
            yield ("fees", place, "tariff"), fee.tariff, known.tariffs


def _words(value: Any) -> list[str]:
    words = value if isinstance(value, list) else [value]
    return [word for word in words if isinstance(word, str)]


def _tables(value: Any) -> list[dict[str, Any]]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []
