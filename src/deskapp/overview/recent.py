"""What a clerk had open in this session, the last one first: the next question is often about the same people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deskapp.overview.search import Hit

MOST: Final = 12


class Recent:
    """The last records opened, each as the hit that it would be now."""

    def __init__(self) -> None:
        self._hits: list[Hit] = []

    def note(self, hit: Hit) -> None:
        """A record was opened, or read again after a change."""
        others = [other for other in self._hits if (other.kind, other.id) != (hit.kind, hit.id)]
        self._hits = [hit, *others][:MOST]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)
