"""What a form of the handover day cannot show it counts."""

from __future__ import annotations

from deskapp.casework.screens.facts import Facts
from deskapp.desks.handover.day.look import join_few
from deskapp.locale import words


def test_facts_that_do_not_fit_are_counted() -> None:
    def shown(count: int, text: str = "✗ {}") -> list[str]:
        return [part for part, _ in Facts((text.format(number), "error") for number in range(count))._lines(40)]

    assert shown(10) == [f"✗ {number}" for number in range(10)]
    assert shown(14) == [*(f"✗ {number}" for number in range(9)), "… +5"]
    # a text of three lines is shown whole or counted
    long = shown(5, "✗ {} " + "缺" * 55)
    assert (len(long), long[-1]) == (10, "… +2")


def test_names_that_are_left_out_are_counted() -> None:
    names = [f"缺陷{number}" for number in range(6)]
    assert join_few(names, words("zh"), 4) == "缺陷0、缺陷1、缺陷2、缺陷3 … +2"
    assert join_few(names[:4], words("vi"), 4) == "缺陷0, 缺陷1, 缺陷2, 缺陷3"
