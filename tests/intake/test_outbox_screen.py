"""The outbox and the print queue as a counter works with them."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from tests.intake.counter_dossier import at_case
from tests.intake.desk import NOW, Ground, at_desk, data_of, notice, press, show, write
from tests.intake.dossier import Desk
from tests.messages.mail_ground import Post, mail_server, mail_toml
from tests.ui.conftest import Seen, screen_text

from deskapp.casework.screens.outbox import OutboxScreen
from deskapp.casework.screens.prints import PrintsScreen
from deskapp.errors import Fault
from deskapp.locale import Language
from deskapp.messages.actions import queue_message
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.faults import fault_text
from deskapp.messages.model import MESSAGE_STATES, PRINT_STATES, Message
from deskapp.messages.printing import PrintDraft, list_prints, print_letter
from deskapp.messages.queries import MessageRow, list_messages
from deskapp.overview.recent import Recent
from deskapp.overview.screens.case import CaseScreen
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.dialogs import AskText, Confirm

BODY = "Kính gửi ông Trương: hồ sơ TS-20261122-0007 còn thiếu giấy tờ.\n您的办件还缺一份资料。"


def queue(pilot: Any, customer: int | None, channel: str = "email", to: str = "zhang@nha.example", **more: str) -> int:
    told = {"subject": "Thiếu giấy tờ 补资料", "body": BODY, **more}

    def act(work: Work) -> int:
        draft = MessageDraft(customer, channel, to, told["subject"], told["body"], "vi")
        return record_id(queue_message(work, draft))

    return int(data_of(pilot.app).write("message.queue", act, NOW))


def put(pilot: Any, number: int, state: str, fault: Fault | None = None) -> None:
    """A message as a sender leaves it."""

    def act(work: Work) -> None:
        work.change(work.get(Message, number), {"state": state, "error": fault_text(fault)})

    data_of(pilot.app).write("test", act, NOW)


def messages(pilot: Any) -> dict[int, MessageRow]:
    rows = data_of(pilot.app).store.read(lambda reader: list_messages(reader, MESSAGE_STATES))
    return {row.id: row for row in rows}


def fill(pilot: Any, ground: Ground) -> list[int]:
    numbers = [
        queue(pilot, ground.zhang),
        queue(pilot, ground.li, to=""),
        queue(pilot, ground.zhang),
        queue(pilot, None),
    ]
    put(pilot, numbers[2], "failed", Fault("messages.server_refused", {"status": "550", "reply": "no such user"}))
    put(pilot, numbers[3], "unsure", Fault("messages.unsure_died"))
    return numbers


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_outbox_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with at_desk(ground, language) as pilot:
        fill(pilot, ground)
        await show(pilot, OutboxScreen())
        await seen(pilot)
        await press(pilot, "down", "down")
        await seen(pilot)
        await press(pilot, "f4", "3")
        await seen(pilot)


async def test_by_hand_is_two_keys(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        number = queue(pilot, ground.zhang, "hand", "138 0013 8000")
        await show(pilot, OutboxScreen("hand"))
        await press(pilot, "1")
        assert pilot.app.clipboard == BODY
        file = ground.home.exports / "messages" / f"message-{number}.txt"
        assert file.read_text(encoding="utf-8") == BODY
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.name in notice(pilot).replace(" ", "")
        await press(pilot, "2")
        assert messages(pilot)[number].state == "sent"
        assert "F4" in screen_text(pilot.app)


async def test_unsure_is_sent_again_or_marked(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        first, second = queue(pilot, ground.zhang), queue(pilot, ground.li)
        put(pilot, first, "unsure", Fault("messages.unsure_died"))
        put(pilot, second, "unsure", Fault("messages.unsure_died"))
        await show(pilot, OutboxScreen("trouble"))
        await press(pilot, "3")
        await press(pilot, "2")
        assert {number: row.state for number, row in messages(pilot).items()} == {first: "waiting", second: "sent"}


async def test_another_way_with_a_wrong_and_a_right_address(ground: Ground) -> None:
    async with at_desk(ground, "vi") as pilot:
        number = queue(pilot, ground.li, to="")
        await show(pilot, OutboxScreen())
        await press(pilot, "4", "1")
        assert isinstance(pilot.app.screen, AskText)
        await write(pilot, "nobody")
        await press(pilot, "enter")
        assert "nobody" in notice(pilot)
        assert messages(pilot)[number].channel == "hand"
        await press(pilot, "4", "1")
        await write(pilot, "li@nha.example")
        await press(pilot, "enter")
        row = messages(pilot)[number]
        assert (row.channel, row.address, row.fault) == ("email", "li@nha.example", None)


async def test_stopped_after_a_question_and_taken_up_again(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        number = queue(pilot, ground.zhang)
        await show(pilot, OutboxScreen())
        await press(pilot, "delete")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "escape")
        assert messages(pilot)[number].state == "waiting"
        await press(pilot, "delete", "enter")
        assert messages(pilot)[number].state == "cancelled"
        await press(pilot, "f4", "5")
        await press(pilot, "3")
        assert messages(pilot)[number].state == "waiting"


async def test_send_now_sends_each_once(ground: Ground) -> None:
    post = Post()
    async with at_desk(ground) as pilot:
        number = queue(pilot, ground.zhang)
        with mail_server(post) as settings:
            (ground.home.root / "messages.toml").write_text(mail_toml(settings), encoding="utf-8")
            await show(pilot, OutboxScreen())
            await press(pilot, "f8")
            await press(pilot, "f8")
        assert post.recipients == ["zhang@nha.example"]
        assert messages(pilot)[number].state == "sent"


async def test_a_server_that_is_not_there_and_a_faulty_file_are_told(ground: Ground) -> None:
    async with at_desk(ground, "en") as pilot:
        number = queue(pilot, ground.zhang)
        with mail_server(Post()) as settings:
            pass
        file = ground.home.root / "messages.toml"
        file.write_text(mail_toml(settings), encoding="utf-8")
        await show(pilot, OutboxScreen())
        await press(pilot, "f8")
        assert "cannot be reached" in notice(pilot)
        file.write_text("[email]\nhst = 1\n", encoding="utf-8")
        await press(pilot, "f8")
        assert "line 2" in notice(pilot)
        assert messages(pilot)[number].state == "waiting"


HOSTILE = "[/b][@click=app.quit]x[/] =cmd\n\x1b[2J\u202eabc " + "x" * 5000


async def test_hostile_words_are_only_words(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        number = queue(pilot, None, "hand", HOSTILE, subject=HOSTILE, body=HOSTILE)
        put(pilot, number, "failed", Fault("messages.server_refused", {"status": "550", "reply": HOSTILE}))
        await show(pilot, OutboxScreen())
        assert "[/b]" in screen_text(pilot.app)
        await press(pilot, "1", "delete", "escape", "4", "escape", "2")
        assert messages(pilot)[number].state == "sent"


# ---- prints


def order(pilot: Any, letter: str = "thank_you", language: str = "zh") -> int:
    home = data_of(pilot.app).home
    draft = PrintDraft(letter, language, {"customer_name": "张三丰", "case_number": "TS-1"})
    return int(data_of(pilot.app).write("print", lambda work: record_id(print_letter(work, draft, home)), NOW))


def prints(pilot: Any) -> list[tuple[int, str, int]]:
    rows = data_of(pilot.app).store.read(lambda reader: list_prints(reader, PRINT_STATES))
    return [(row.id, row.state, row.reprint) for row in rows]


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_print_queue_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with at_desk(ground, language) as pilot:
        order(pilot)
        order(pilot, "receipt_slip")
        await show(pilot, PrintsScreen())
        await seen(pilot)


async def test_the_last_one_again_is_one_key(ground: Ground) -> None:
    async with at_desk(ground) as pilot:
        order(pilot)
        await show(pilot, PrintsScreen())
        await press(pilot, "f8")
        await press(pilot, "1")
        assert prints(pilot) == [(2, "kept", 1), (1, "kept", 0)]
        assert "TS-1-thank_you-2.docx" in notice(pilot).replace(" ", "")


async def test_a_print_that_failed_is_tried_again(ground: Ground) -> None:
    settings = ground.home.root / "printing.toml"
    async with at_desk(ground, "en") as pilot:
        order(pilot)
        settings.write_text("[letters]\ndefault = '/no/such/printer'\n", encoding="utf-8")
        await show(pilot, PrintsScreen())
        await press(pilot, "f8")
        assert "cannot be started" in notice(pilot)
        Path(settings).unlink()
        await press(pilot, "1")
        assert prints(pilot) == [(1, "kept", 0)]


async def test_a_cases_last_letter_again_is_one_key_on_its_page(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        printed = tmp_path / "counter" / "exports" / "print"
        await show(pilot, CaseScreen(case, Recent()))
        await press(pilot, "0")
        assert notice(pilot)
        await press(pilot, "9", "1", "0")
        names = sorted(path.name for path in printed.glob("*-receipt_slip-*.docx"))
        assert [name.rpartition("-")[2] for name in names] == ["1.docx", "2.docx"]
        assert "In lại lần 1" in notice(pilot)
