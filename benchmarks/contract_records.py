"""A home of sale contracts in bulk: deals, price plans, payments, filings, loans, and who was asked for what is late.

Of twenty contracts ten are paid and filed, five are signed and wait to be filed (three of them behind a shut gate), and
five are filed and late with money. Each has five payments, four hundred a day of the day-book. What the program works
out from these facts is worked out here by its own rules; ``drift_of`` proves it.
"""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.ground import home_with
from benchmarks.records import NOW, TODAY

from deskapp.desks.contracts.arrears.model import Chase, ContactAttempt, Formality
from deskapp.desks.contracts.arrears.projection import find_drift as find_chase_drift
from deskapp.desks.contracts.arrears.rules import LoanFacts, mortgage_due
from deskapp.desks.contracts.loans.model import Mortgage
from deskapp.desks.contracts.loans.projection import figures as loan_figures
from deskapp.desks.contracts.loans.projection import find_loan_drift
from deskapp.desks.contracts.loans.rules import loan_state
from deskapp.desks.contracts.sale.keys import contract_keys
from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.projection import find_drift as find_contract_drift
from deskapp.desks.contracts.sale.rules import PricePart, figures
from deskapp.money.drift import find_drift as find_money_drift
from deskapp.money.model import Allocation, Charge, Receipt
from deskapp.office.deal.model import Deal, DealParty, DealUnit
from deskapp.store.search_sources import CONTRACT
from deskapp.store.work import Reader

PAYMENTS = 5
A_DAY = 400
PART = 5_000
CNY = {"currency": "CNY"}
BANKS = ("中国建设银行", "中国工商银行", "中国银行", "招商银行")
PARTS = {
    "lump_sum": (("whole", 100, 0),),
    "mortgage": (("down_payment", 30, 0), ("loan", 70, 60)),
    "instalments": tuple(("instalment", 20, 30 * n) for n in range(5)),
}
"""What a price is paid in: the part, its share in hundredths, and how many days after the signing it is due."""
Rows = dict[type[Any], list[dict[str, Any]]]


@dataclass(slots=True)
class Books:
    """Rows by table until they are written, and the next number of each."""

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    numbers: dict[type[Any], int] = field(default_factory=lambda: defaultdict(int))
    keys: list[tuple[int, str, int]] = field(default_factory=list)

    def add(self, model: type[Any], **values: Any) -> int:
        """Note a row; gives its number."""
        self.numbers[model] += 1
        self.rows[model].append({"id": self.numbers[model], "office_id": 1, **values})
        return self.numbers[model]

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them all, columns that a row does not name as the model begins them."""
        for model, rows in self.rows.items():
            begun = {name: told.get_default() for name, told in model.model_fields.items()}
            names = list(begun)
            places = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {model.__tablename__} ({', '.join(names)}) VALUES ({places})",
                ([_stored(row.get(name, begun[name])) for name in names] for row in rows),
            )
        connection.executemany("INSERT INTO search_key (kind, key, id) VALUES (?, ?, ?)", self.keys)
        self.rows.clear()
        self.keys.clear()


def home_of(contracts: int) -> Path:
    """A home with so many contracts, and five payments for each; the same one when asked again."""
    customers = contracts * 5 // 2
    home = home_with(customers)
    with closing(sqlite3.connect(home / "deskapp.db", isolation_level=None)) as connection:
        if not connection.execute("SELECT count(*) FROM sale_contract").fetchone()[0]:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -400000")
            connection.execute("BEGIN")
            _write(connection, contracts, customers)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


def drift_of(reader: Reader) -> list[Any]:
    """Every figure of the home that the program would work out otherwise."""
    checks = (find_contract_drift, find_money_drift, find_loan_drift, find_chase_drift)
    return [found for check in checks for found in check(reader)]


def _write(connection: sqlite3.Connection, contracts: int, customers: int) -> None:
    projects = [row[0] for row in connection.execute("SELECT project_id FROM unit ORDER BY id LIMIT ?", (contracts,))]
    books, draw = Books(), random.Random(11)
    for number in range(1, contracts + 1):
        booked = TODAY - timedelta(days=(contracts - number) * PAYMENTS // A_DAY)
        _contract(books, draw, number, projects[number - 1], customers, booked)
        if number % PART == 0 or number == contracts:
            books.write(connection)


def _contract(books: Books, draw: random.Random, number: int, project: int, customers: int, booked: date) -> None:
    fate, method = number % 20, ("lump_sum", "instalments", "mortgage", "mortgage", "mortgage")[number // 20 % 5]
    to_file, owing, shut = 10 <= fate < 15, fate >= 15, 12 <= fate < 15
    back = draw.randrange(1, 41) if to_file else draw.randrange(180, 900) if owing else draw.randrange(200, 2500)
    signed = TODAY - timedelta(days=back)
    price = 100_000_000 + number % 977 * 100_000
    own: dict[str, Any] = {"project_id": project}
    deal = books.add(Deal, **own, began_on=signed, payer_class="bulk" if number % 50 == 0 else "retail")
    books.add(DealUnit, **own, deal_id=deal, unit_id=number, area=9876, price=price, since=signed)
    buyers = [number * 2 % customers + 1, *([number * 2 % customers + 2] if number % 4 == 0 else [])]
    for position, buyer in enumerate(buyers, 1):
        books.add(DealParty, **own, deal_id=deal, customer_id=buyer, position=position, since=signed)
    share = 100 if not (owing or to_file) else 30 if method == "mortgage" else 100 if to_file else 50
    parts = _pay(books, own | {"deal_id": deal, "customer_id": buyers[0]}, method, price, signed, booked,
                 share // 2 if shut else share, outside=number % 2 == 0)  # fmt: skip
    facts = {
        "number": f"HT{signed.year}-{number:07}", "online_number": f"WQ{number:08}", "method": method,
        "drafted_on": signed - timedelta(days=3), "drafted_by_id": 1, "drafted_by": "王", "signed_on": signed,
        "reviewed_on": None if fate == 14 else signed - timedelta(days=1), "reviewed_by_id": 2, "reviewed_by": "李",
        "online_signed_on": signed, "seals_checked_on": None if fate == 14 else signed, "seals_checked_by": "李",
    }  # fmt: skip
    filing = None if to_file else (f"BA{number:09}", signed + timedelta(days=20))
    empty = {"reserved_on", "pre_registered_on", "cancelled_on"}
    rest = dict.fromkeys(empty) | {"review_exception": "", "seals_note": ""}
    told = figures(SimpleNamespace(**CNY, **facts, **rest), parts, filing)
    contract = books.add(SaleContract, **own, deal_id=deal, price=price, **facts, **told)
    if filing:
        books.add(Filing, **own, contract_id=contract, number=filing[0], filed_on=filing[1], entered_at=NOW, clerk="李")
    numbers = (facts["number"], facts["online_number"], told["filing_number"])
    books.keys += [(CONTRACT, key, contract) for key in contract_keys(*map(str, numbers))]
    kinds = {"money"} if any(one.open for one in parts) else set()
    if method == "mortgage":
        kinds |= _loan(books, own, deal, buyers[0], price, signed, number, parts)
    if owing and number % 2:
        _ask(books, own | {"deal_id": deal}, number, "money" in kinds)


def _pay(
    books: Books, own: dict[str, Any], method: str, price: int, signed: date, booked: date, share: int, *, outside: bool
) -> list[PricePart]:
    """The plan, five payments of together a share of it, and what they pay: the oldest first."""
    total, first = price * share // 100, books.numbers[Receipt]
    amounts = [total // PAYMENTS] * (PAYMENTS - 1)
    amounts.append(total - sum(amounts))
    free = list(amounts)
    parts = []
    project = {"project_id": own["project_id"]}
    payer = {key: value for key, value in own.items() if key != "project_id"}
    for part, hundredths, days in PARTS[method]:
        amount, due, paid = price * hundredths // 100, signed + timedelta(days=days), 0
        if part == "loan":
            amount = price - price * 30 // 100
        charge = books.numbers[Charge] + 1
        for n in range(PAYMENTS):
            if taken := min(free[n], amount - paid):
                free[n] -= taken
                paid += taken
                books.add(
                    Allocation, **project, receipt_id=first + n + 1, charge_id=charge, amount=taken, entered_at=NOW
                )
        books.add(
            Charge, **own, part=part, purpose="price", **CNY, amount=amount, charged_on=signed, due_on=due,
            entered_at=NOW, paid=paid,
        )  # fmt: skip
        parts.append(PricePart(part, amount, paid, due))
    at = datetime.combine(booked, time(3), UTC)
    for n, amount in enumerate(amounts):
        number = first + n + 1
        books.add(
            Receipt, **payer, **project, number=f"SJ{number:08}", outside_number=f"{number:07}" if outside else "",
            payer_name="", **CNY, amount=amount, method="card" if n % 2 else "transfer", received_at=at,
            booked_on=booked, entered_at=NOW, free=free[n],
        )  # fmt: skip
    return parts


def _loan(
    books: Books, own: dict[str, Any], deal: int, buyer: int, price: int, signed: date, number: int,
    parts: list[PricePart],
) -> set[str]:  # fmt: skip
    """A loan as far as it should be, and what is still to be done for it."""
    came, days = not any(one.open for one in parts if one.part == "loan"), (9, 24, 40, 55, 90)
    steps = ("submitted_on", "approved_on", "contract_signed_on", "disbursed_on", "registered_on")
    done = 5 if came else number % 4
    when = {name: signed + timedelta(days=day) for name, day in list(zip(steps, days, strict=True))[:done]}
    when = {name: day for name, day in when.items() if day <= TODAY}
    columns = (name for name, told in Mortgage.model_fields.items() if told.get_default() is None)
    facts = dict.fromkeys(columns) | {"kind": "commercial", "next_way": "", "begun_on": signed} | when
    told = loan_figures(loan_state(SimpleNamespace(**facts)))
    loan = books.add(
        Mortgage, **own, deal_id=deal, borrower_id=buyer, amount=price - price * 30 // 100, months=360, rate=3300,
        bank=BANKS[number % 4], loan_number=f"DK{number:08}", begun_on=signed, **when, **told,
    )  # fmt: skip
    now = LoanFacts(loan, when.get("submitted_on"), when.get("approved_on") or when.get("contract_signed_on"))
    due = mortgage_due(signed, [now], "CN", loan_is_here=came)
    if due is None:
        return set()
    books.add(Formality, **own, deal_id=deal, kind="mortgage", due_on=due[0], mortgage_id=due[1])
    return {"mortgage"}


def _ask(books: Books, own: dict[str, Any], number: int, owes: bool) -> None:
    at = NOW - timedelta(days=number % 20 + 1)
    plan = {"next_step": "再打电话", "next_on": TODAY + timedelta(days=number % 11 - 5)}
    books.add(ContactAttempt, **own, way="phone", result="no_answer", happened_at=at, entered_at=at, **plan)
    last = {"last_at": at, "last_way": "phone", "last_result": "no_answer"}
    books.add(Chase, **own, attempts=1, **last, **(plan if owes else {}))


def _stored(value: Any) -> Any:
    """A value as the database has it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else None if repr(value) == "PydanticUndefined" else value
