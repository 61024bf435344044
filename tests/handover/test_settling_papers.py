"""Papers for the title, forms to sign, invoice and receipts of a home that is handed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fixtures_store import NOW
from tests.handover.handover_ground import HandoverDesk
from tests.handover.settling_ground import D, codes, fact_of, gate, survey

from deskapp.desks.handover.settling.actions_area import (
    settle_area,
)
from deskapp.desks.handover.settling.actions_papers import (
    note_invoice,
    sign_title_paper,
    sign_title_papers,
    take_back_receipts,
    take_back_title_paper,
)
from deskapp.desks.handover.settling.drafts import (
    TitlePaperDraft,
)
from deskapp.desks.handover.settling.letters import area_slip, title_form
from deskapp.desks.handover.settling.reckoning import work_out_tax
from deskapp.errors import DeskError
from deskapp.messages.printing import run_prints
from deskapp.money.queries import list_deal_receipts
from deskapp.papers.model import Paper
from deskapp.settings import find_home
from deskapp.store.base import record_id


def test_papers_for_the_title_and_the_number(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]
    survey(handover, "1501", "100.00", "80.00", "3-2-1601")
    assert codes(handover, "1501", "room_number") == ["room_number"]
    done = handover.do(sign_title_papers, delivery)
    assert len(done) == 5
    assert gate(handover, "1501", "title_papers").is_open
    papers = [handover.ask(lambda reader, n=one.paper_id: reader.get(Paper, n)) for one in done if one.paper_id]
    assert {(one.code, one.holder) for one in papers} == {
        ("application", "us"), ("power_of_attorney", "us"), ("contract_original", "us"),
    }  # fmt: skip
    handover.do(take_back_title_paper, delivery, "application", "其实还没有签")
    assert codes(handover, "1501", "title_papers") == ["title_paper"]
    handover.do(sign_title_paper, delivery, TitlePaperDraft("application", waived="公司统一办理，无需本人"))
    assert gate(handover, "1501", "title_papers").is_open
    handover.do(sign_title_paper, delivery, TitlePaperDraft("number_statement"))
    assert gate(handover, "1501", "room_number").is_open


def test_the_forms_to_sign_and_the_slip_of_the_areas(handover: HandoverDesk, tmp_path: Path) -> None:
    home = find_home(tmp_path / "home")
    home.prepare()
    delivery = handover.deliveries["1501"]
    survey(handover, "1501", "102.00", "81.60", "3-2-1501")
    with pytest.raises(DeskError, match=r"settle\.no_area"):
        handover.do(area_slip, home, delivery)
    handover.do(settle_area, delivery)
    handover.do(work_out_tax, delivery)
    jobs = [handover.do(area_slip, home, delivery)]
    jobs += [handover.do(title_form, home, delivery, code) for code in ("application", "power_of_attorney", "tax_form")]
    with pytest.raises(DeskError, match=r"settle\.no_form"):
        handover.do(title_form, home, delivery, "marriage_proof")
    rows = run_prints(
        handover.store, handover.counter.clerk, home, lambda: NOW, job_ids=[record_id(job) for job in jobs]
    )
    assert [(row.letter, row.fault) for row in rows] == [
        (name, None) for name in ("area_settlement", "cn_registration", "cn_authorisation", "cn_deed_tax")
    ]
    slip = json.loads(jobs[0].data)
    assert "¥20,000.00" in slip["amount"]
    assert [one["ratio"] for one in slip["areas"]] == ["2.0000 %", "2.0000 %"]
    registration = json.loads(jobs[1].data)
    assert registration["obligor_name"] == "张三丰、李静"
    assert json.loads(jobs[3].data)["tax"] == "¥10,200.00"


def test_the_invoice_and_the_receipts_taken_back(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]
    known = fact_of(handover, "1501").receipts
    assert known.count >= 1
    assert known.sum >= D(1_000_000)
    with pytest.raises(DeskError, match=r"settle\.invoice_first"):
        handover.do(take_back_receipts, delivery, known.count, known.sum)
    handover.do(note_invoice, delivery, "26502000000012345678")
    assert codes(handover, "1501", "invoice") == ["receipts"]
    with pytest.raises(DeskError, match=r"settle\.receipts_differ"):
        handover.do(take_back_receipts, delivery, known.count, known.sum - 1)
    handover.do(take_back_receipts, delivery, known.count, known.sum)
    assert gate(handover, "1501", "invoice").is_open
    marked = handover.ask(list_deal_receipts, handover.deals["1501"])
    assert all(one.invoice == "26502000000012345678" for one in marked if one.state == "exchanged")
    assert sum(1 for one in marked if one.state == "exchanged") == known.count
