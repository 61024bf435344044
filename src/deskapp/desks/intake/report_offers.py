"""报价单: every quotation with its amounts by whose money it is, and the contract that came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import case as when
from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedures_of
from deskapp.cases.report_parts import CODED_PROCEDURE, in_case_scope, name_customers
from deskapp.desks.intake.model import Quotation, QuotationLine, ServiceContract
from deskapp.money.purposes import find_purpose
from deskapp.office.customer.sheet import NAME
from deskapp.sheets.column import Coded
from deskapp.sheets.columns import choice_column
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

QUOTATION_STATES: Final = ("open", "accepted", "declined", "expired", "replaced")
STATE: Final = choice_column("state", QUOTATION_STATES, "quotation_state")
_AMOUNTS: Final = ("own", "held", "elsewhere", "total")
_DAYS: Final = ("quoted_on", "valid_until", "accepted_on", "declined_on")
_QUOTATION: Final = ("id", "number", "currency", *_DAYS, "subject_to_check", "package", "clerk")


def _columns(currency: str) -> tuple[ReportColumn, ...]:
    return (
        ReportColumn("number", "code", label="column.quotation_number"),
        ReportColumn("case", "code", label="column.case_number"),
        CODED_PROCEDURE,
        ReportColumn.of(NAME),
        ReportColumn("package"),
        ReportColumn("currency", "code"),
        *(ReportColumn(name, "money", label=f"column.quotation_{name}", currency=currency) for name in _AMOUNTS),
        *(ReportColumn(name, "day") for name in _DAYS),
        ReportColumn("subject_to_check", "choice", "answer"),
        ReportColumn.of(STATE),
        ReportColumn("contract", "code", label="column.contract_number"),
        ReportColumn("signed_on", "day"),
        ReportColumn("clerk"),
    )


def _read(reader: Reader, ask: Ask) -> Contents:
    currencies = _currencies(reader, ask)
    # columns of amounts are written as the only currency writes them; of several they keep the finer decimals
    currency = currencies[0] if len(currencies) == 1 else "CNY"
    return Contents(_columns(currency), _rows(reader, ask), tuple(_by_state(reader, ask, one) for one in currencies))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    cases = (Case.number, Case.procedure, Case.procedure_text_id, Case.customer_id, Case.caller_name)
    chosen = _quotations(
        reader, ask, pick(*cases, _state(ask), *(getattr(Quotation, name) for name in _QUOTATION))
    ).order_by(col(Quotation.id))
    for page in paged(stream(reader, chosen)):
        procedures = procedures_of(reader, {row[2] for row in page})
        people = name_customers(reader, ask, (row[3] for row in page))
        numbers = [row[6] for row in page]
        amounts, contracts = _amounts(reader, numbers), _contracts(reader, numbers)
        for number, procedure, text_id, customer_id, caller, state, *own in page:
            told = dict(zip(_QUOTATION, own, strict=True))
            person = people.get(customer_id or 0)
            yield [
                told["number"], number, Coded(procedure, procedures[text_id].name),
                (person.name if person else caller) or None, told["package"] or None, told["currency"],
                *(from_minor(amounts[told["id"], name], told["currency"]) for name in _AMOUNTS),
                *(told[name] for name in _DAYS), "yes" if told["subject_to_check"] else "no", state,
                *contracts.get(told["id"], (None, None)), told["clerk"] or None,
            ]  # fmt: skip


class _Sums(dict[tuple[int, str], int]):
    """Amounts in the smallest unit; what is not there is nothing."""

    def __missing__(self, key: tuple[int, str]) -> int:
        return 0


def _amounts(reader: Reader, numbers: Iterable[int]) -> _Sums:
    """By quotation: the office's own, held for others, paid elsewhere, all of it."""
    found = _Sums()
    query = select(QuotationLine).where(col(QuotationLine.quotation_id).in_(list(numbers)))
    for line in reader.session.exec(query):
        own = find_purpose(line.purpose).holding == "own"
        whose = "elsewhere" if not line.through_us else "own" if own else "held"
        for name in (whose, "total"):
            found[line.quotation_id, name] += line.amount
    return found


def _contracts(reader: Reader, numbers: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    query = pick(ServiceContract.quotation_id, ServiceContract.number, ServiceContract.signed_on)
    query = query.where(col(ServiceContract.quotation_id).in_(list(numbers))).order_by(col(ServiceContract.id))
    return {number: (code, signed) for number, code, signed in reader.session.execute(query)}


def _quotations(reader: Reader, ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(Quotation).join(Case, col(Case.id) == col(Quotation.case_id))
    statement = statement.where(*in_case_scope(reader, ask), *within_days(col(Quotation.quoted_on), ask))
    return statement.where(_state(ask) == ask.state) if ask.state else statement


def _state(ask: Ask) -> Any:
    return when(
        (col(Quotation.replaced_by).is_not(None), "replaced"),
        (col(Quotation.accepted_on).is_not(None), "accepted"),
        (col(Quotation.declined_on).is_not(None), "declined"),
        (col(Quotation.valid_until) < ask.today, "expired"),
        else_="open",
    )


def _currencies(reader: Reader, ask: Ask) -> list[str]:
    query = _quotations(reader, ask, pick(Quotation.currency)).distinct().order_by(col(Quotation.currency))
    return [currency for (currency,) in reader.session.execute(query)]


def _by_state(reader: Reader, ask: Ask, currency: str) -> SummaryTable:
    """A state a line: how many, and what they are worth; a currency a table."""
    state = _state(ask).label("state")
    lines = pick(state, func.count(func.distinct(Quotation.id)), func.coalesce(func.sum(QuotationLine.amount), 0))
    query = _quotations(reader, ask, lines).join(
        QuotationLine, col(QuotationLine.quotation_id) == col(Quotation.id), isouter=True
    )
    query = query.where(col(Quotation.currency) == currency).group_by("state")
    found = {code: (count, from_minor(int(total), currency)) for code, count, total in reader.session.execute(query)}
    rows = [(code, *found[code]) for code in QUOTATION_STATES if code in found]
    columns = (
        SummaryColumn("column.state", "choice", "quotation_state"),
        SummaryColumn("column.row_count"),
        SummaryColumn("column.quotation_total", "money", currency=currency),
    )
    total = ("", sum(count for _, count, _ in rows), sum((amount for *_, amount in rows), Decimal(0)))
    return SummaryTable("report.quotations_state", columns, rows, total)


QUOTATIONS: Final = ReportSource("quotations", _read, day="column.quoted_on", state=STATE)
