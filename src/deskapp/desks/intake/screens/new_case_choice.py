"""Which procedure a new case follows: by its name in any language, pinyin or initials, or by its fast code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deskapp.cases.procedure import Heading
from deskapp.locale import Words
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.values.finding import match_name
from deskapp.values.text import fold


class ChooseProcedure(Choose):
    """Type and Enter: the best match stands first."""

    DEFAULT_CSS = "ChooseProcedure Listing { max-height: 10; }"

    def __init__(self, headings: Sequence[Heading], words: Words) -> None:
        self.headings = tuple(headings)
        options = [Option(heading.id, heading.name.say(words.language), heading.code) for heading in headings]
        super().__init__("new_case.choose", options, search=True)

    def fitting(self, text: str) -> Iterable[int]:
        """The places of the procedures that have every typed word, the surest first."""
        wanted = fold(text).split()
        ranked = [(rank, place) for place, heading in enumerate(self.headings) if (rank := rank_of(heading, wanted))]
        return [place for _, place in sorted(ranked)]


def rank_of(heading: Heading, words: Iterable[str]) -> tuple[int, ...]:
    """How well a procedure fits: for each word 0 its code, else as a name does; nothing where a word is not in it."""
    found: list[int] = [0]
    for word in words:
        ranks = [match for name in heading.name if (match := match_name(word, name)) is not None]
        if word == heading.code:
            found.append(-1)
        elif ranks:
            found.append(min(ranks))
        else:
            return ()
    return tuple(found)
