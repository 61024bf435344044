"""The window over a long list says what the whole list would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskapp.ui.columns import Row
from deskapp.ui.pages import MOST, READ, Window

moves = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from([-1, 1, -3, 3])),
        st.tuples(st.just("page"), st.sampled_from([-18, 18])),
        st.tuples(st.just("end"), st.just(0)),
        st.tuples(st.just("home"), st.just(0)),
    ),
    max_size=120,
)


def rows(numbers: range) -> list[Row]:
    return [Row(number, (str(number),), at=(number,)) for number in numbers]


def serve(window: Window, count: int) -> None:
    """Answer what the window wants, as a source would."""
    while side := window.wanted():
        if side == "after":
            start = window.rows[-1].at[0] + 1 if window.rows else 0
            window.add("after", rows(range(start, min(count, start + READ))), READ)
        else:
            end = window.rows[0].at[0]
            window.add("before", rows(range(max(0, end - READ), end)), READ)


@given(st.integers(0, 2_000), moves)
def test_the_cursor_is_where_it_would_be_in_the_whole_list(count: int, steps: list[tuple[str, int]]) -> None:
    window = Window(height=18)
    window.begin(rows(range(min(count, READ))), READ)
    serve(window, count)
    here = 0
    for what, step in steps:
        if what == "home":
            window.begin(rows(range(min(count, READ))), READ)
            here = 0
        elif what == "end":
            window.begin_at_end(rows(range(max(0, count - READ), count)), READ)
            window.first = count - len(window.rows)
            here = max(0, count - 1)
        else:
            window.move(step, page=what == "page")
            here = min(max(0, here + step), max(0, count - 1))
        serve(window, count)
        assert len(window.rows) <= MOST + READ
        if count:
            assert window.current is not None
            assert window.current.key == here
            assert window.position == here + 1
            assert window.current in window.shown()
            assert len(window.shown()) == min(18, count)


def test_a_place_is_told_after_more_rows_were_read_before_it() -> None:
    window = Window(height=10)
    window.begin_at(rows(range(500, 600)), READ)
    window.add("before", rows(range(400, 500)), READ)
    window.locate((500,), 500)
    assert window.first == 400
    assert window.position == 501


def test_steps_beyond_what_was_read_are_owed_and_paid() -> None:
    window = Window(height=10)
    window.begin(rows(range(READ)), READ)
    for _ in range(15):
        window.move(10, page=True)
    assert window.cursor == READ - 1
    assert window.wanted() == "after"
    window.add("after", rows(range(READ, 2 * READ)), READ)
    assert window.current is not None
    assert window.current.key == 150
