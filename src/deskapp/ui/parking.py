"""Forms put aside and returned to: the part of the application that knows the drafts of whoever works here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from textual.app import App
from textual.worker import Worker

from deskapp.errors import DeskError, Fault
from deskapp.locale import Words
from deskapp.settings import Home
from deskapp.ui.drafts import Draft, DraftBook
from deskapp.ui.screen import DeskScreen
from deskapp.ui.wired import Wiring


class Parking(App[int], inherit_bindings=False):
    """``user`` is whose drafts are offered: the computer's user, or who signed in."""

    home: Home
    wiring: Wiring
    words: Words
    user: str
    draft_book: DraftBook

    def tell(self, key: str, /, **values: Any) -> None:
        """A sentence of the catalogue in the notice line."""

    def tell_error(self, error: DeskError | Fault) -> None:
        """Why something cannot be done, in the notice line."""

    def set_wait(self, key: str, count: int) -> None:
        """Say at the top right how many of something wait."""

    def start(self, job: Callable[[], Coroutine[Any, Any, None]], group: str, exclusive: bool = False) -> Worker[None]:
        """Begin something that goes on beside the screens."""
        return self.run_worker(job, group=group, exclusive=exclusive)

    def put_draft(self, draft: Draft) -> None:
        """Keep a form as it stands; a disk that refuses is told once."""
        failed = self.draft_book.failure
        self.draft_book.put(draft)
        if failed is not None:
            self.draft_book.failure = None
            self.tell_error(Fault("draft.not_kept", {"folder": str(self.home.drafts)}, warning=True))

    def drop_draft(self, draft_id: str) -> None:
        """A save is confirmed, or the clerk discards: the draft goes."""
        self.draft_book.remove(draft_id)
        self.drafts_changed()

    def parked(self, draft: Draft) -> None:
        """A form was put aside: back to the first screen."""
        self.put_draft(draft)
        self.action_box()
        self.tell("draft.parked", title=draft.title)

    def action_box(self) -> None:
        """From anywhere to the first screen: half-filled forms are put aside, a question stays unanswered."""
        while len(self.screen_stack) > 1:
            if isinstance(self.screen, DeskScreen):
                self.screen.put_aside()
            self.pop_screen()
        self.drafts_changed()

    def drafts_changed(self, told: bool = False) -> None:
        """Count again what waits to be returned to; at the start also say so."""
        self.start(partial(self._count_drafts, told), "drafts", exclusive=True)

    async def _count_drafts(self, told: bool) -> None:
        if told:
            await asyncio.to_thread(self.draft_book.warm)
        count = len(await asyncio.to_thread(self.draft_book.offered, self.user))
        self.set_wait("top.parked", count)
        if told and count:
            self.tell("draft.waiting", count=count)

    async def action_return(self) -> None:
        """Go back to a form put aside, or left when the program was killed."""
        drafts = await asyncio.to_thread(self.draft_book.offered, self.user)
        if len(drafts) == 1:
            self._reopen(drafts[0])
        elif drafts:
            from deskapp.ui.dialogs import Choose
            from deskapp.ui.fields import Option

            options = [
                Option(draft.id, self._called(draft), self.words.moment(draft.at) if draft.at else "")
                for draft in drafts
            ]
            found = {draft.id: draft for draft in drafts}

            def chosen(answer: Option | None) -> None:
                if answer is not None:
                    self._reopen(found[answer.code])

            self.push_screen(Choose("draft.choose", options), chosen)

    def _called(self, draft: Draft) -> str:
        return draft.title if draft.shut is None else self.words.text("draft.shut")

    def _ask_about(self, draft: Draft, why: DeskError) -> None:
        """One that does not open: it stays until the key is back, or until somebody lets it go."""
        from deskapp.ui.dialogs import Choose
        from deskapp.ui.fields import Option

        options = [Option(code, self.words.text(f"draft.shut_{code}")) for code in ("keep", "discard")]

        def chosen(answer: Option | None) -> None:
            if answer is not None and answer.code == "discard":
                self.drop_draft(draft.id)
            else:
                self.tell("draft.shut_kept")

        self.push_screen(Choose("draft.shut_title", options, why.code, values=why.values), chosen)

    def _reopen(self, draft: Draft) -> None:
        if draft.shut is not None:
            self._ask_about(draft, draft.shut)
            return
        try:
            screen = self.wiring.form(draft)
        except KeyError:
            self.tell_error(Fault("draft.unknown", {"title": draft.title}))
            return
        # Taken at once, so that another counter no longer offers it.
        self.draft_book.put(replace(draft, parked=False))
        self.push_screen(screen)
        self.drafts_changed()
