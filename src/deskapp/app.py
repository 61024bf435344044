"""The counter's front door: settles the terminal before Textual is imported, runs, and explains the end."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from deskapp.errors import Exit
from deskapp.locale import words
from deskapp.settings import Home, Settings, language_of, load_settings

if TYPE_CHECKING:
    from deskapp.ui.shell import DeskApp, Wiring


def run(home: Home, wiring: Wiring) -> int:
    """Open the counter in this terminal and give the exit code; the caller made sure that there is a terminal.

    Exit codes: 0, 69 where the database could not be opened, 70 after a fault of the program, 128 + a signal.
    """
    settings, fault = load_settings(home.settings_file)
    settle_terminal(settings)
    from deskapp.ui.shell import DeskApp

    app = DeskApp(home, wiring, settings, fault)
    try:
        app.run()
    except Exception as error:
        app.fault = app.fault or error
    finally:
        app.draft_book.close()
    return app.exit_code if app.fault is None else _explain(app)


def settle_terminal(settings: Settings) -> None:
    """The kitty protocol stays off unless wanted: with it several terminals lose what an input method commits."""
    if os.name == "posix" and not settings.kitty_keyboard:
        os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
        # Textual reads the variable when it is imported, which a screen may have done already.
        if constants := sys.modules.get("textual.constants"):
            vars(constants)["DISABLE_KITTY_KEY"] = True


def _explain(app: DeskApp) -> int:
    from deskapp.ui.crash import write_report

    assert app.fault is not None
    report = write_report(app.crash_folder, app.fault, app.now())
    said = words(language_of(app.settings))
    text = said.text("crash.told", file=str(report)) if report else said.text("crash.told_alone")
    sys.stderr.write(f"{text}\n")
    return Exit.INTERNAL
