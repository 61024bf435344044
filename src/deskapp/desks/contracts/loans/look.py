"""A buyer's loan in lines: where it is and for how long, what was noted and what comes next, papers, deposit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deskapp.casework.look import Line, Look, Said, groups, money, under, word
from deskapp.desks.contracts.loans.queries import MortgagePage, MortgageRow
from deskapp.desks.contracts.loans.rules import NOTES
from deskapp.locale import Words


@dataclass(frozen=True, slots=True)
class LoanPapers:
    """The case that gathers a loan's papers: how many are here, and what is missing."""

    number: str
    here: int
    every: int
    missing: tuple[str, ...]


def loan_look(page: MortgagePage, papers: LoanPapers | None, words: Words, today: date) -> Look:
    """A loan in lines."""
    return Look(groups(_head(page, words, today), _steps(page, words), _rest(page, papers, words)))


def state_said(row: MortgageRow, words: Words, today: date) -> tuple[Said, Said]:
    """The state, and for how long it has been in it."""
    stuck = row.is_stuck(today)
    days = words.text("loan_page.stuck" if stuck else "loan_page.days", count=row.days(today))
    return (word(words, "loan_state", row.state), "error" if row.state == "refused" else "accent"), (
        days if row.is_living or row.state == "refused" else words.day(row.since),
        "error" if stuck else "muted",
    )


def _head(page: MortgagePage, words: Words, today: date) -> Iterator[Line]:
    row = page.row
    people = "、".join(name for name in (page.borrower or row.buyer, page.co_borrower) if name)
    yield Line(words.text("loan_page.state"), state_said(row, words, today))
    yield Line(words.text("column.loan_borrower"), ((people, "strong"),
                                                        (f"{row.contract}  {row.room}".strip(), "muted")),
               door=("contract", row.contract_id or 0))  # fmt: skip
    kind = word(words, "loan_kind", "direct") if row.direct else word(words, "loan_kind", row.kind)
    yield Line(words.text("column.bank"), ((f"{row.bank} {row.branch}".strip(), "strong"), (kind, "plain"),
                                           (row.loan_number, "muted")))  # fmt: skip
    terms = [
        "" if page.months is None else words.text("loan_page.months", count=page.months),
        "" if page.rate is None else f"{words.number(page.rate.normalize())} %",
        words.text(f"repayment.{page.repayment}") if page.months else "",
    ]
    said = [(money(words, row.amount, row.currency), "strong"), *((term, "plain") for term in terms)]
    yield Line(words.text("column.loan_amount"), tuple(said))  # type: ignore[arg-type]
    if page.refused_reason:
        way = words.text(f"next_way.{row.next_way}") if row.next_way else words.text("loan_page.no_way")
        yield Line(words.text("column.loan_refused_reason"), ((page.refused_reason, "error"), (way, "warning")))


def _steps(page: MortgagePage, words: Words) -> Iterator[Line]:
    """What was noted, and the next step below."""
    told = {
        "approved": money(words, page.approved_amount, page.row.currency),
        "disbursed": " ".join(part for part in (money(words, page.disbursed, page.row.currency), page.voucher) if part),
        "registered": page.certificate_number,
        "deposit_released": money(words, page.deposit_recovered, page.row.currency),
    }
    lines = [
        Line("", (("✓", "good"), (words.text(f"loan_note.{what}"), "plain"), (words.day(day), "plain"),
                  (told.get(what, ""), "muted")), table="steps")
        for what, day in sorted(page.facts, key=lambda fact: (fact[1], NOTES.index(fact[0])))
    ]  # fmt: skip
    lines += [
        Line("", (("▸", "accent"), (words.text(f"loan_note.{what}"), "strong" if not place else "muted")),
             table="steps", door=("note", what))
        for place, what in enumerate(page.next[:2] if page.row.is_living else ())
    ]  # fmt: skip
    yield from under(words.text("loan_page.steps"), lines)


def _rest(page: MortgagePage, papers: LoanPapers | None, words: Words) -> Iterator[Line]:
    if papers is None:
        yield Line(words.text("loan_page.papers"), ((words.text("loan_page.no_papers"), "muted"),), door=("papers", 0))
    else:
        missing = "、".join(papers.missing[:4]) if words.language == "zh" else ", ".join(papers.missing[:4])
        count = words.text("loan_page.papers_here", here=papers.here, every=papers.every)
        lacks = words.text("loan_page.lacks", names=missing) if missing else ""
        yield Line(words.text("loan_page.papers"), ((count, "plain"), (papers.number, "muted"), (lacks, "warning")),
                   door=("papers", 0))  # fmt: skip
    if page.deposit is not None:
        left = page.row.deposit_left
        said = words.text("loan_page.deposit_left", amount=words.money(left, page.row.currency)) if left else ""
        yield Line(words.text("column.loan_deposit"), ((money(words, page.deposit, page.row.currency), "plain"),
                                                       (said, "warning")))  # fmt: skip
    others = [
        Line("", ((word(words, "loan_kind", row.kind), "plain"), (row.bank, "plain"),
                  (money(words, row.amount, row.currency), "plain"), (word(words, "loan_state", row.state), "muted")),
             table="others", door=("loan", row.id))
        for row in page.others
    ]  # fmt: skip
    yield from under(words.text("loan_page.others"), others)
    for report in page.reports[:3]:
        late = report.overdue_since is not None and report.resolved_on is None
        overdue = words.text(
            "loan_page.overdue", amount=words.money(report.overdue_amount, report.currency), since=report.overdue_since
        ) if late else words.text("loan_page.not_overdue")  # fmt: skip
        yield Line(words.text("loan_page.report"), ((words.day(report.as_of), "muted"), (overdue, "error" if late else
                                                                                         "good")))  # fmt: skip
    if page.note:
        yield Line(words.text("loan_form.note"), ((page.note, "plain"),))
