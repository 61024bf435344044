"""Telling many buyers from a form: in parts, each a transaction of its own, with a count while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from deskapp.casework.look import Said
from deskapp.desks.contracts.notices.actions import PART, Sent, tell_buyers
from deskapp.desks.contracts.notices.letters import notice_letters
from deskapp.desks.contracts.notices.queries import Preview
from deskapp.locale import Words
from deskapp.messages.printing import run_prints
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen

_CHANNELS: Final = ("email", "sms", "hand")


def tell_all(
    data: Any, notice_id: int, deal_ids: Sequence[int], now: Callable[[], datetime], progress: Callable[[int], None]
) -> Sent:
    """Tell the buyers of all these deals; in a thread. What is done before a fault stays done, and only once."""
    sent = Sent()
    for start in range(0, len(deal_ids), PART):
        part = deal_ids[start : start + PART]
        sent += data.write("notice.tell", lambda work, part=part: tell_buyers(work, notice_id, part), now())
        progress(min(start + PART, len(deal_ids)))
    return sent


def print_all(data: Any, notice_id: int, deal_ids: Sequence[int], counter: str, now: Callable[[], datetime]) -> int:
    """Make and print the letters of these deals; how many were ordered."""
    count = 0
    for start in range(0, len(deal_ids), PART):
        part = deal_ids[start : start + PART]
        jobs = data.write(
            "notice.print", lambda work, part=part: notice_letters(work, data.home, notice_id, part, counter), now()
        )
        run_prints(data.store, data.clerk, data.home, now, job_ids=jobs)
        count += len(jobs)
    return count


def progress_on(screen: DeskScreen[Any], total: int) -> Callable[[int], None]:
    """Says on the screen how far it is, from the thread that does it."""
    app = shell_of(screen)

    def said(done: int) -> None:
        # whoever left meanwhile is told at the end
        with suppress(RuntimeError):
            app.call_from_thread(screen.tell, "notice_form.progress", "plain", done=done, count=total)

    return said if total > PART else lambda _: None


def preview_lines(found: Preview, words: Words) -> list[Said]:
    """What telling them would come to, before it is done."""
    channels = "  ".join(
        words.text(f"notice_form.by_{one}", count=found.by_channel[one])
        for one in _CHANNELS
        if found.by_channel.get(one)
    )
    lines: list[Said] = [(words.text("notice_form.goes_to", count=found.deals), "strong" if found.deals else "warning")]
    if channels:
        lines.append((channels, "plain"))
    left_out = {name: getattr(found, name) for name in ("stopped", "nobody", "beyond")}
    lines += [(words.text(f"notice_form.{name}", count=count), "warning") for name, count in left_out.items() if count]
    return lines
