"""Who is at this terminal: signing in, going away for a moment, giving the place to somebody else.

Screens that hide everything else (``DoorScreen``) lie over the others, which stay as they are: a half-typed form is
there again when its clerk comes back. While one of them is up, answers of work that was begun before wait, because
an answer may open or close a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from deskapp.errors import DeskError
from deskapp.ui.opening import OpeningScreen
from deskapp.ui.work import WRITES, Counter, NobodyYet, run_at_door

if TYPE_CHECKING:
    from deskapp.ui.shell import DeskApp

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at how long nobody has touched a key."""
PIN_MOST: Final = 8
"""Figures of a PIN; a password of figures alone is longer."""
STAYS: Final = ("leave", "tell_leave", "language", "lock")
"""The commands of the program that work while everything is hidden."""


class DoorScreen(OpeningScreen[None]):
    """A screen that hides all others; ``is_lock`` where only whoever signs in gets past it."""

    is_lock = False

    async def retranslate(self) -> None:
        """Another language."""
        await self.recompose()


class Door:
    """What one terminal knows of who sits at it. All of it happens on the screen's own thread."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self.seat: Any = None
        self.person: Any = None
        self._known: dict[int, date] = {}
        self._touched: datetime | None = None
        self._held: list[Callable[[], None]] = []

    # ---- what the shell asks

    def opened(self, counter: Counter) -> None:
        """The database is open: whoever comes has to sign in, where that is so."""
        self.seat = counter.seat
        if self.seat is not None and not self.seat.is_taken:
            from deskapp.ui.door_screens import SignInScreen

            self._app.push_screen(SignInScreen())

    @staticmethod
    def check(counter: Counter) -> None:
        """Before every work; called from threads."""
        if counter.seat is not None and not counter.seat.is_taken:
            raise NobodyYet

    @property
    def is_open_home(self) -> bool:
        """Whether this is a home that asks nobody to sign in."""
        return self.seat is not None and bool(self.seat.is_home_open)

    @property
    def is_shut(self) -> bool:
        """Whether everything is hidden now."""
        return any(isinstance(screen, DoorScreen) for screen in self._app.screen_stack)

    def give(self, answer: Callable[[], None]) -> None:
        """Give an answer to its screen, now or when the screens are to be seen again."""
        if self.is_shut:
            self._held.append(answer)
        else:
            answer()

    def give_held(self) -> None:
        """The answers that waited, in their order."""
        held, self._held = self._held, []
        for answer in held:
            answer()

    def may_do(self, action: str) -> bool:
        """Whether a command of the program works while everything is hidden."""
        return action in STAYS and not (action == "lock" and self._is_locked())

    # ---- going away, coming back

    def touched(self) -> None:
        """A key or the mouse: somebody is there."""
        if self.person is not None:
            self._touched = self._app.now()

    def look(self) -> None:
        """Lock where nobody has touched anything for as long as the clerk's role allows."""
        if self.is_open_home and not self.is_shut:
            run_at_door(self._app, self.seat.is_closed_now, self._closed_elsewhere, _next_time)
        now = self._app.now()
        if self._touched is None or now < self._touched:
            # a clock that was set back must not keep the counter open
            self._touched = now
        if self.person is None or self._is_locked() or getattr(self._app.screen, "STAYS_OPEN", False):
            return
        if now - self._touched >= timedelta(minutes=self.seat.idle_minutes):
            self.lock()
        elif not self.is_shut:
            # a role that was given or ended meanwhile counts without signing in again
            run_at_door(self._app, lambda: self.seat.renewed(now), self._renewed, _next_time)

    def _renewed(self, clerk: Any) -> None:
        if clerk is None:
            self.lock()
        elif clerk.id == self.seat.clerk.id and clerk != self.seat.clerk:
            self.seat.take(clerk)

    def _closed_elsewhere(self, is_closed: bool) -> None:
        """Another terminal made the first administrator: whoever works here signs in, and has it all again then."""
        if is_closed and self.is_open_home and not self.is_shut:
            from deskapp.ui.door_screens import SignInScreen

            self.seat.is_home_open = False
            self.seat.leave()
            self._app.action_box()
            self._app.push_screen(SignInScreen())

    def lock(self) -> None:
        """Hide everything, at once."""
        from deskapp.ui.door_screens import LockScreen

        if not self._is_locked():
            self._app.push_screen(LockScreen(self.person))

    def change(self) -> None:
        """Somebody else wants to work here."""
        from deskapp.ui.door_screens import ChangeScreen, SignInScreen

        if not any(isinstance(screen, (ChangeScreen, SignInScreen)) for screen in self._app.screen_stack):
            self._app.push_screen(ChangeScreen())

    def come_in(self, known_as: str, secret: str) -> Any:
        """Judge what somebody gave; runs in a thread. Figures as short as a PIN are one: no password is so short.

        A PIN is good for who gave the password at this terminal today.
        """
        now = self._app.now()
        pin = secret.isdigit() and len(secret) <= PIN_MOST
        if pin:
            person = next((one for one in self.seat.signers() if one.number == known_as), None)
            if person is None or self._known.get(person.id) != now.date():
                raise DeskError("signin.password_first", "secret")
        return self.seat.come_in(known_as, secret, now, pin=pin)

    def others(self) -> list[Any]:
        """Who else can sign in, those first who did here today; runs in a thread."""
        today = self._app.now().date()
        people = [one for one in self.seat.signers() if self.person is None or one.id != self.person.id]
        return sorted(people, key=lambda one: self._known.get(one.id) != today)

    async def came_in(self, entered: Any) -> None:
        """Somebody gave the right password or PIN: back to their work, or to a fresh first screen for somebody new."""
        app = self._app
        self._known[entered.signer.id] = app.now().date()
        before, self.person = self.person, entered.signer
        self.touched()
        if before is not None and before.id != entered.signer.id:
            writes = [worker for worker in app.workers if worker.group == WRITES]
            if writes:
                await app.workers.wait_for_complete(writes)
        self._open()
        if before is not None and before.id == entered.signer.id:
            self.seat.take(entered.clerk)
            return
        # what the last clerk, or the user of a home that was open, had half done is theirs
        app.action_box()
        app.last_saved.clear()
        app.waits.update(dict.fromkeys(app.waits, 0))
        self.seat.take(entered.clerk)
        app.user = entered.signer.number
        app.name_counter(app.counter_place, entered.clerk.name)
        # Textual takes away a first screen only if somebody waits for its answer
        app.screen._push_result_callback(app.screen, None)
        app.switch_screen(app.wiring.start())
        app.drafts_changed(told=True)

    def closed(self, entered: Any) -> None:
        """The home was open until now: whoever made its first administrator is the first who signed in."""
        self.seat.is_home_open = False
        self._app.start(partial(self.came_in, entered), "door")

    def come_back(self) -> None:
        """In an open home nobody has to say who they are."""
        self._open()
        self.look()

    def refresh_person(self, person: Any) -> None:
        """Their password or PIN is another."""
        if self.person is not None and person is not None and person.id == self.person.id:
            self.person = person

    def _open(self) -> None:
        app = self._app
        while isinstance(app.screen, DoorScreen) and len(app.screen_stack) > 1:
            app.pop_screen()
        self.give_held()

    def _is_locked(self) -> bool:
        return any(isinstance(screen, DoorScreen) and screen.is_lock for screen in self._app.screen_stack)


def _next_time(_: DeskError) -> None:
    """A look that failed is not worth a word: the next one comes in seconds."""
