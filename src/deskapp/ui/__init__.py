"""Textual parts with no desk in them: what a screen of any desk is built from.

A screen
    ``screen.DeskScreen``: ``TITLE_KEY``, ``TOPIC`` (help text ``help.TOPIC``), ``BINDINGS = bindings(commands.NEW)``,
    ``body()`` yields the parts (called again when the language changes; parts with ``keep``/``restore`` and an id
    carry their values over), ``tell(key)``, ``tell_error(error)``. Override ``retranslate`` where rows hold words.
    ``on_screen_resume`` comes when a screen above has gone: read again what it may have changed.
Commands
    ``commands.Command(id, key)``, declared once at the top of the screen's file; the action is the id's last word,
    the words are ``command.ID`` and ``command.ID.help``. ``check_action`` answering False hides what does not work.
Data
    ``work.run(self, lambda data: …, self.show, group="search")``: a thread, the newest of a group counts;
    ``keep=True`` for writes. ``data`` is what wiring's ``open`` put into ``work.Counter(data, place, clerk)``.
Forms
    ``fields.text/phone/identity/day/money/area/choice/lookup`` declare the fields; ``form_screen.FormScreen`` is the
    whole screen (``FORM``, ``fields``, ``fill``, ``save``, ``saved``), with drafts, park and return. Every ``FORM``
    is a case of wiring's ``form(draft)``. ``form.Form`` alone: ``load``, ``values``, ``refuse``, ``Submitted``.
Lists
    ``listing.Listing``: a few rows that change with each key; the field keeps the focus and calls ``move`` and
    ``action_open``. ``table.Table``: any number of rows over a ``source.Source``. Both take ``columns.Column`` and
    ``columns.Row``.
Questions
    ``dialogs.Confirm``, ``Choose``, ``AskText`` through ``app.push_screen(dialog, then)``; None is Escape.
Drawing
    ``lines.Lines``: ``line(y)`` gives (text, weight) runs; text is never markup. ``cells.fit/wrap/width`` measure.
The application
    ``shell.DeskApp(home, wiring, settings)``; ``shell_of(node)`` reaches it from a part: ``words``, ``glyphs``,
    ``now()``, ``set_wait(key, count)`` for the top line, ``settings``. ``shell.Wiring`` is what wiring must give.
"""
