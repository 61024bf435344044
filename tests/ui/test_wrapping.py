"""Long texts in narrow places: every text comes to an end, nothing of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskapp.ui.cells import shown, width, wrap

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" 张，a")), max_size=60)


@given(TEXTS, st.integers(1, 30))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    # a wide character alone takes two cells, however few there are
    assert all(width(line) <= max(2, cells) for line in lines if len(line) > 1)
    assert "".join("".join(lines).split()) == "".join(shown(text).split())


def test_texts_that_once_never_ended() -> None:
    assert wrap("一", 1) == ["一"]
    assert wrap("一二", 1) == ["一", "二"]
    assert set(wrap(" " * 1000 + "x", 10)) <= {"", "x"}
