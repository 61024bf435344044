"""The clerk's own settings: language, theme, borders, keyboard, and other keys for any command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.errors import Fault
from deskapp.locale import LANGUAGES
from deskapp.settings import LOOKS
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import DECLARED, Command, bindings, key_name
from deskapp.ui.dialogs import PressKey
from deskapp.ui.fields import Field, choice, text
from deskapp.ui.form import Form
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen

KEYS = Command("settings.keys", "f8", "settings")
USUAL = Command("settings.usual", "delete", "settings")
PASSWORD = Command("settings.password", "f5", "settings")
PIN = Command("settings.pin", "f6", "settings")
PEOPLE = Command("settings.people", "f9", "settings")
_GROUPS = ("app", "screen", "form", "table", "settings")


def _yes_or_no(name: str, hint: str) -> Field:
    return choice(name, ("no", "yes"), "settings.is", label=f"settings.{name}", hint=hint, required=True)


_FIELDS: Sequence[Field] = (
    choice("language", LANGUAGES, "language", label="settings.language", required=True),
    choice("theme", LOOKS, "settings.look", label="settings.theme", required=True),
    choice(
        "ascii_borders",
        ("no", "yes"),
        "settings.is",
        label="settings.ascii_borders",
        hint="settings.hint_borders",
        required=True,
    ),
    choice(
        "kitty_keyboard",
        ("no", "yes"),
        "settings.is",
        label="settings.kitty_keyboard",
        hint="settings.hint_kitty",
        required=True,
    ),
    text("camera_folder", label="settings.camera_folder", hint="settings.hint_camera", cells=20),
    text("reader_separator", label="settings.reader_separator", hint="settings.hint_reader", cells=5, most=1),
    text("province", label="settings.province", hint="settings.hint_province", cells=20),
    text("district", label="settings.district", hint="settings.hint_district", cells=20),
)
_TEXTS = ("camera_folder", "reader_separator", "province", "district")


class SettingsScreen(DeskScreen[None]):
    """Saved settings work at once, but for the keyboard protocol, which the next start takes up."""

    TITLE_KEY = "settings.title"
    TOPIC = "settings"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.SAVE, KEYS, PASSWORD, PIN, PEOPLE)

    def __init__(self) -> None:
        super().__init__(name="settings")

    def body(self) -> Iterable[Widget]:
        """Four choices, then what the office has: camera, card reader, its place."""
        yield Form(_FIELDS)

    def on_mount(self) -> None:
        """What holds now."""
        settings = shell_of(self).settings
        self.query_one(Form).load(
            {
                "language": self.words.language,
                "theme": settings.theme,
                "ascii_borders": _yes(settings.ascii_borders),
                "kitty_keyboard": _yes(settings.kitty_keyboard),
                **{name: getattr(settings, name) or None for name in _TEXTS},
            }
        )

    async def on_form_submitted(self) -> None:
        """Enter after the last field."""
        await self.action_save()

    async def action_save(self) -> None:
        """Take them up."""
        values = self.query_one(Form).values()
        if values is None:
            return
        app = shell_of(self)
        old = app.settings
        chosen: dict[str, Any] = {
            **values,
            "ascii_borders": values["ascii_borders"] == "yes",
            "kitty_keyboard": values["kitty_keyboard"] == "yes",
            **{name: values[name] or "" for name in _TEXTS},
        }
        await app.use(replace(old, **chosen))
        self.tell("settings.next_start" if old.kitty_keyboard != app.settings.kitty_keyboard else "settings.saved")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Password and PIN of whoever signed in; the people where there is a database of them."""
        door = shell_of(self).door
        if action in ("password", "pin"):
            return door.person is not None
        if action == "people":
            return door.seat is not None
        return super().check_action(action, parameters)

    def action_password(self) -> None:
        """Another password."""
        from deskapp.ui.door_secrets import PasswordScreen

        self.app.push_screen(PasswordScreen(shell_of(self).door.person))

    def action_pin(self) -> None:
        """Another PIN."""
        from deskapp.ui.door_secrets import PinScreen

        self.app.push_screen(PinScreen(shell_of(self).door.person))

    def action_people(self) -> None:
        """Who works here, and how they sign in."""
        self.app.push_screen(shell_of(self).wiring.people())

    def action_keys(self) -> None:
        """Other keys."""
        self.app.push_screen(KeysScreen())


class KeysScreen(DeskScreen[None]):
    """Every command with its keys; Enter takes another key for it, Delete goes back to the usual one."""

    TITLE_KEY = "settings.keys_title"
    TOPIC = "keys_page"
    BINDINGS: ClassVar[list[BindingType]] = bindings(USUAL)

    def body(self) -> Iterable[Widget]:
        """The commands by group."""
        yield Listing((Column("label", width=20), Column("key", width=18), Column("help", weight="muted")), id="keys")

    def on_mount(self) -> None:
        """Fill it."""
        self._show()

    async def retranslate(self) -> None:
        """The rows are words, too."""
        await super().retranslate()
        self._show()

    def _show(self) -> None:
        listing = self.query_one(Listing)
        cursor = listing.cursor
        keymap = shell_of(self).settings.keymap
        listing.show(
            Row(
                command.id,
                (
                    self.text(command.label_key),
                    _names(keymap.get(command.id, command.key)),
                    self.text(command.help_key),
                ),
                weight="strong" if command.id in keymap else "plain",
            )
            for command in sorted(DECLARED.values(), key=_group_rank)
        )
        listing.move(cursor)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Ask for a key."""
        command = DECLARED[str(event.row.key)]
        values = {"command": self.text(command.label_key)}
        self.app.push_screen(
            PressKey("settings.press", "settings.press_what", values=values), lambda key: self._take(command, key)
        )

    async def _take(self, command: Command, key: str | None) -> None:
        if key is None:
            return
        if len(key) == 1 or key in ("enter", "tab", "space", "up", "down", "left", "right", "backspace"):
            self.tell_error(Fault("settings.key_types", {"key": key_name(key)}))
            return
        keymap = shell_of(self).settings.keymap
        taken = next((other for other in DECLARED.values() if key in keymap.get(other.id, other.keys).split(",")), None)
        if taken is not None and taken.id != command.id and _meet(taken, command):
            self.tell_error(Fault("settings.key_taken", {"key": key_name(key), "command": self.text(taken.label_key)}))
            return
        await self._use({**keymap, command.id: key})

    async def action_usual(self) -> None:
        """Back to the usual key."""
        row = self.query_one(Listing).current
        if row is not None:
            keymap = shell_of(self).settings.keymap
            await self._use({name: key for name, key in keymap.items() if name != row.key})

    async def _use(self, keymap: dict[str, str]) -> None:
        app = shell_of(self)
        await app.use(replace(app.settings, keymap=keymap))
        self._show()
        self.tell("settings.saved")


def _group_rank(command: Command) -> tuple[int, str]:
    """The program's and the shared commands first, then each desk's own together."""
    return (_GROUPS.index(command.group), "") if command.group in _GROUPS else (len(_GROUPS), command.group)


def _meet(one: Command, other: Command) -> bool:
    """Two screens' own commands may share a key; the program's, a form's and those of every screen may not."""
    shared = {"app", "screen", "form"}
    return one.group == other.group or one.group in shared or other.group in shared


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _names(keys: str) -> str:
    return "  ".join(key_name(key) for key in keys.split(",") if not key.startswith("alt+"))
