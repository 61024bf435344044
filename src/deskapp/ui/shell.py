"""The application around the screens: language, theme, keys, drafts, the data door, and what happens on a fault.

It knows no desk: ``Wiring`` hands it the first screen, the way to open the database, and the forms drafts go back to.
"""

from __future__ import annotations

import asyncio
import gc
import getpass
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from rich.console import RenderableType
from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from deskapp.errors import DeskError, Exit, Fault
from deskapp.locale import LANGUAGES, Words, words
from deskapp.settings import Home, Settings, language_of, save_settings
from deskapp.ui import commands
from deskapp.ui.bars import TopLine
from deskapp.ui.commands import bindings
from deskapp.ui.door import LOOK_EVERY, Door, DoorScreen
from deskapp.ui.drafts import DraftBook
from deskapp.ui.key_queue import KeyQueue
from deskapp.ui.keyboard import is_unplugged, take_figures
from deskapp.ui.lines import ASCII_GLYPHS, GLYPHS, Glyphs
from deskapp.ui.parking import Parking
from deskapp.ui.presence import GLANCE_EVERY, Presence
from deskapp.ui.screen import DeskScreen
from deskapp.ui.theme import THEMES
from deskapp.ui.wired import Wiring as Wiring
from deskapp.ui.work import WRITES, Counter

LATEST_BEGIN: Final = 0.5
"""Seconds after which the database is opened, painted or not."""
UNPLUGGED_EVERY: Final = 2.0
"""Seconds between two looks whether the terminal is still there."""


def system_now() -> datetime:
    """This moment in the local zone."""
    return datetime.now().astimezone()


def _keep_what_is_loaded() -> None:
    """Code, tables and texts stay to the end: looking through them for waste held the keys up a quarter of a second."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class DeskApp(Parking, inherit_bindings=False):
    """The counter.

    ``waits`` is what the top line counts at its right: catalogue keys with a place for ``count``. ``last_saved`` is
    what was typed in the last saved form of each name, ``half_said`` what was typed into a question and not sent.
    """

    TITLE = "deskapp"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            commands.HELP,
            commands.RETURN,
            commands.PALETTE,
            commands.SETTINGS,
            commands.LANGUAGE,
            commands.QUIT,
            commands.BOX,
            commands.LOCK,
            commands.CHANGE,
        ),
        Binding("ctrl+c", "tell_leave", show=False),
    ]

    def __init__(
        self,
        home: Home,
        wiring: Wiring,
        settings: Settings | None = None,
        fault: Fault | None = None,
        now: Callable[[], datetime] = system_now,
    ) -> None:
        super().__init__()
        take_figures()
        self.home, self.wiring, self.now = home, wiring, now
        self.settings = settings or Settings()
        self.words: Words = words(language_of(self.settings))
        self.user = getpass.getuser()
        self.counter_place = self.clerk_name = ""
        self.waits: dict[str, int] = {}
        self.last_saved: dict[str, Mapping[str, Any]] = {}
        self.half_said: dict[tuple[object, ...], str] = {}
        self.fault: BaseException | None = None
        self.exit_code = Exit.OK
        self._first_fault = fault
        self._opening: Future[Counter] = Future()
        self._begun = False
        self._keeping = asyncio.Lock()
        self._keys = KeyQueue(self, super().on_event)
        self.draft_book = DraftBook(home.drafts, wiring.sealing(home))
        self.door = Door(self)
        self.presence = Presence(self)
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme
        self.set_keymap(self.settings.keymap)

    @property
    def glyphs(self) -> Glyphs:
        """The signs this terminal can show."""
        return ASCII_GLYPHS if self.settings.ascii_borders else GLYPHS

    def get_default_screen(self) -> Screen[Any]:
        """The first screen, without an empty one before it."""
        return self.wiring.start()

    def on_mount(self) -> None:
        """Paint first, then open the database and look for drafts."""
        self.call_after_refresh(self._begin)
        # a screen that a fast hand opens before the first is painted would keep that call waiting
        self.set_timer(LATEST_BEGIN, self._begin)
        self.set_interval(LOOK_EVERY, self.door.look)
        self.set_interval(GLANCE_EVERY, self.presence.glance)
        if not self.is_headless:
            self._mind_signals()

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        if self._first_fault is not None:
            self.tell_error(self._first_fault)
        threading.Thread(target=self._open, name="opening", daemon=True).start()
        self.start(self._await_counter, "opening")
        self.drafts_changed(told=True)

    def _open(self) -> None:
        # Whoever leaves before the database is open has cancelled this already.
        if self._opening.set_running_or_notify_cancel():
            try:
                counter = self.wiring.open(self.home)
                if not self.is_headless:
                    _keep_what_is_loaded()
                self._opening.set_result(counter)
            except Exception as error:
                self._opening.set_exception(error)

    async def _await_counter(self) -> None:
        try:
            counter = await asyncio.wrap_future(self._opening)
        except DeskError as error:
            self.exit_code = Exit.DATABASE
            self.tell_error(error)
            return
        self.name_counter(counter.place, counter.clerk)
        self.door.opened(counter)

    def opened(self) -> Any:
        """The data door, for threads: waits while the database is opening, raises what its opening raised."""
        counter = self._opening.result()
        self.door.check(counter)
        return counter.data

    @property
    def opening(self) -> Future[Counter]:
        """What is being opened, for whoever stands at the door."""
        return self._opening

    def name_counter(self, place: str, clerk: str) -> None:
        """Say at the top where the clerk is and who."""
        self.counter_place, self.clerk_name = place, clerk
        self._refresh_top()

    def set_wait(self, key: str, count: int) -> None:
        """Say at the top right how many of something wait."""
        self.waits[key] = count
        self._refresh_top()

    def _refresh_top(self) -> None:
        for line in self.screen.query(TopLine):
            line.refresh()
        self.screen.refresh_bindings()

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        """Every key goes through the queue, which knows readers and screens that are still opening."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            self.door.touched()
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._keys.take(event)
        else:
            await super().on_event(event)

    def release_keys(self) -> None:
        """A screen has opened: it gets the keys that waited."""
        self._keys.release()

    def forget_keys(self) -> bool:
        """What they were meant for did not come: the keys that waited go; whether there were any."""
        return self._keys.forget()

    # ---- telling

    @property
    def desk_screen(self) -> DeskScreen[Any] | None:
        """The uppermost screen with bars, under any question."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, DeskScreen)), None)

    def tell(self, key: str, /, **values: Any) -> None:
        """A sentence of the catalogue in the notice line."""
        if screen := self.desk_screen:
            screen.tell(key, **values)

    def tell_error(self, error: DeskError | Fault) -> None:
        """Why something cannot be done, in the notice line."""
        if screen := self.desk_screen:
            screen.tell_error(error)

    def notify(self, message: str, **more: Any) -> None:
        """Toasts never read markup; ours go to the notice line, so only Textual's own come here."""
        super().notify(message, **{**more, "markup": False})

    # ---- commands of the whole program

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a question only its own keys work; F7 only where something waits; behind a lock nothing of it."""
        if isinstance(self.screen, DoorScreen):
            return self.door.may_do(action)
        if action == "change":
            return self.door.person is not None
        if action in ("help", "palette", "return", "settings") and isinstance(self.screen, ModalScreen):
            return False
        if action == "help" and self.screen.name == "help":
            return False
        if action == "return":
            return self.waits.get("top.parked", 0) > 0
        if action == "box":
            return len(self.screen_stack) > 1
        if action == "settings":
            return all(screen.name != "settings" for screen in self.screen_stack)
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Keys and topic of this screen."""
        from deskapp.ui.help import HelpScreen

        screen = self.desk_screen
        if screen is not None and not isinstance(screen, HelpScreen):
            self.push_screen(HelpScreen(screen.TOPIC, screen.active_bindings))

    def action_palette(self) -> None:
        """All commands that work now, by name."""
        from deskapp.ui.help import palette

        self.push_screen(*palette(self, self.screen.active_bindings))

    def action_settings(self) -> None:
        """The settings."""
        from deskapp.ui.settings_screen import SettingsScreen

        self.push_screen(SettingsScreen())

    def action_lock(self) -> None:
        """Hide everything until the clerk is back."""
        self.door.lock()

    def action_change(self) -> None:
        """Somebody else works here now."""
        self.door.change()

    async def action_language(self) -> None:
        """The next language, at once."""
        following = LANGUAGES[(LANGUAGES.index(self.words.language) + 1) % len(LANGUAGES)]
        await self.use(replace(self.settings, language=following))

    def action_leave(self) -> None:
        """End when what is being saved is saved; open forms stay as drafts."""
        self.start(self._leave, "leave")

    async def _leave(self) -> None:
        writes = [worker for worker in self.workers if worker.group == WRITES]
        if writes:
            await self.workers.wait_for_complete(writes)
        self.door.give_held()
        self.exit(self.exit_code)

    def action_tell_leave(self) -> None:
        """Ctrl+C copies; who means to stop is told how."""
        self.tell("app.how_to_leave")

    async def use(self, settings: Settings) -> None:
        """Other settings, at once and from now on."""
        old, self.settings = self.settings, settings
        self.words = words(settings.language or language_of(settings))
        if old.theme != settings.theme:
            self.theme = settings.theme
        self.set_keymap(settings.keymap)
        for screen in self.screen_stack[-1:]:
            if isinstance(screen, (DeskScreen, DoorScreen)):
                await screen.retranslate()
                screen.refresh(layout=True)
        self.refresh_bindings()
        self.keep(settings)

    def keep(self, settings: Settings) -> None:
        """Write the settings, in a thread; what is already on the screen stays."""
        self.settings = settings
        self.start(self._keep_settings, "settings")

    async def _keep_settings(self) -> None:
        async with self._keeping:
            try:
                await asyncio.to_thread(save_settings, self.home.settings_file, self.settings)
            except OSError:
                self.tell_error(Fault("settings.not_kept", {"file": str(self.home.settings_file)}))

    # ---- the end

    def _mind_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number: Mapping[str, int] = {name: getattr(signal, name, 0)}
            if number[name]:
                with suppress(NotImplementedError, RuntimeError):
                    loop.add_signal_handler(number[name], partial(self._told_to_end, number[name]))
        self.set_interval(UNPLUGGED_EVERY, self._mind_terminal)

    def _mind_terminal(self) -> None:
        """A terminal that has gone does not always send a signal; Textual would read its end for ever."""
        if is_unplugged():
            self._told_to_end(getattr(signal, "SIGHUP", 1))

    def _told_to_end(self, number: int) -> None:
        self.draft_book.flush()
        self.exit_code = 128 + number
        self.exit(self.exit_code)

    def on_unmount(self) -> None:
        """Leave the drafts as they are; let go of the threads that wait for a database that was never opened."""
        self._opening.cancel()
        self.presence.close()
        self.draft_book.close()

    def panic(self, *renderables: RenderableType) -> None:
        """Textual would show the fault with its values; it is written down without them instead (``_fatal_error``)."""
        self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        if self.fault is None:
            # A worker's failure is a wrapper around what failed.
            self.fault = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._opening.cancel()
        self.exit_code = Exit.INTERNAL
        self._close_messages_no_wait()

    @property
    def crash_folder(self) -> Path:
        """Where the reports of faults lie."""
        return self.home.root / "crash"
