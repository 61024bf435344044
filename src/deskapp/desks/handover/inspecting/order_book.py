"""An order as a workbook for the contractor, written as every export is: counted, noted, marked with who took it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from deskapp.desks.handover.inspecting.model import RectificationOrder
from deskapp.desks.handover.inspecting.report import order_source
from deskapp.locale import Words
from deskapp.office.privacy.exports import Gate, Order
from deskapp.office.privacy.limits import allowance_of
from deskapp.settings import Home
from deskapp.sheets.book import write_book
from deskapp.sheets.reporting import Ask, make_report
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader


def write_order_book(store: Store, clerk: Clerk, home: Home, order_id: int, words: Words, now: datetime) -> Path:
    """Write the workbook of an order into the folder of exports, under the order's number."""

    def write(reader: Reader) -> Path:
        number = reader.get(RectificationOrder, order_id).number
        report = make_report(order_source(order_id), reader, Ask(words, now.date()), now, clerk.name)
        allowance = allowance_of(clerk.rights.roles, home.root)
        gate = Gate(store, clerk, Order("defects", f"order={number}", full=False), allowance, now)
        target = home.make_exports() / f"{number}.xlsx"
        mark = f"{clerk.name}  {words.moment(now)}"
        write_book(target, replace(report, rows=gate.passing(report.rows)), words, watermark=mark)
        return target

    return store.read(write)
