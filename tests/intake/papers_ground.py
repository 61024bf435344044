"""A case with papers to bring, its checklist open at the counter, and what a test asks of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.intake.desk import NOW, Ground, at_desk, data_of, show
from textual.pilot import Pilot

from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import PaperLine
from deskapp.casework.case_papers import CasePapers, get_case_papers
from deskapp.desks.intake.screens.papers import PapersScreen
from deskapp.locale import Language
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.listing import Listing
from deskapp.ui.shell import DeskApp
from deskapp.wiring import Opened

PROCEDURE = """
format = 1
id = "boat"
name = {zh = "渔船过户", vi = "Sang tên tàu cá", en = "Transfer of a boat"}
country = "CN"
prefix = "YC"
subject = "none"
source = "for tests"
[[steps]]
id = "take_in"
kind = "verification"
name = {zh = "收件", vi = "Tiếp nhận", en = "Take in"}
department = "reception"
[[papers]]
code = "application"
name = {zh = "申请书", vi = "Đơn đăng ký", en = "Application"}
form = "01/ĐK"
[[papers]]
code = "identity"
name = {zh = "身份证", vi = "Căn cước công dân", en = "Identity card"}
copies = "copy"
[[papers]]
code = "title"
name = {zh = "船舶所有权证书", vi = "Giấy chứng nhận quyền sở hữu tàu cá", en = "Certificate of ownership"}
hint = {zh = "核对证号", vi = "Đối chiếu số", en = "Compare the number"}
[[papers]]
code = "photos"
name = {zh = "照片", vi = "Ảnh", en = "Photos"}
copies = "any"
count = 2
[[papers]]
code = "marriage"
name = {zh = "结婚证", vi = "Giấy đăng ký kết hôn", en = "Marriage certificate"}
required = false
"""


def data(pilot: Pilot[int]) -> Opened:
    assert isinstance(pilot.app, DeskApp)
    return data_of(pilot.app)


def open_matter(pilot: Pilot[int], customer: int | None, **more: Any) -> int:
    opened = data(pilot)

    def begin(work: Work) -> int:
        draft = CaseDraft("boat", customer_id=customer, language="zh", **more)
        return record_id(open_case(work, opened.engine.procedures, draft))

    return opened.write("test.open", begin, NOW)


@asynccontextmanager
async def checklist(
    ground: Ground, language: Language = "zh", now: datetime = NOW
) -> AsyncIterator[tuple[Pilot[int], int, list[Any]]]:
    """A case of 张三丰 with its checklist open; the clerk is wangmin, whoever runs the test."""
    (ground.home.procedures / "boat.toml").write_text(PROCEDURE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGNAME", "wangmin")
        async with at_desk(ground, language, now=now) as pilot:
            case_id = open_matter(pilot, ground.zhang)
            answers = await show(pilot, PapersScreen(case_id))
            yield pilot, case_id, answers


def papers_of(pilot: Pilot[int], case_id: int) -> CasePapers:
    return data(pilot).store.read(lambda reader: get_case_papers(reader, case_id, "zh", NOW.date()))


def states(pilot: Pilot[int], case_id: int) -> dict[str, str]:
    return {line.code: line.state for line in papers_of(pilot, case_id).lines}


def line_of(pilot: Pilot[int], case_id: int, code: str) -> PaperLine:
    return next(line for line in papers_of(pilot, case_id).lines if line.code == code)


def printed(ground: Ground) -> list[Path]:
    return sorted(ground.home.print_folder.glob("*.docx"))


def cursor(pilot: Pilot[int]) -> object:
    row = pilot.app.screen.query_one(Listing).current
    return row.key if row else None


def camera(pilot: Pilot[int], folder: Path) -> None:
    app = pilot.app
    assert isinstance(app, DeskApp)
    folder.mkdir(exist_ok=True)
    app.settings = replace(app.settings, camera_folder=str(folder))


def picture(folder: Path, name: str, at: datetime, content: bytes = b"picture") -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at.timestamp(),) * 2)
