"""Double clicks: the same button twice in a row by one person, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clicking import DOUBLE_CLICK_S, PEOPLE, Clicked
from bot.events import Actor, Answer, Platform, Press, Quiet, Reaction, Venue

VENUE = Venue(Platform.WEB, "local", "main")
MIA = Actor(Platform.WEB, "local", "mia", "Mia")
PRESS = Press("o1", MIA, VENUE, 100.0, "v1:again:x", "m1", "r1")
ANSWER = Quiet(opens="thread")


def _clicked() -> Clicked:
    made = Clicked()
    assert made.again(PRESS) is None
    made.answered(PRESS, ANSWER)
    return made


def test_the_second_click_is_answered_like_the_first_however_many_come() -> None:
    clicked = _clicked()
    answers: list[Answer | None] = [
        clicked.again(replace(PRESS, origin=f"o{n}", at=100.0 + n / 10)) for n in range(5)
    ]
    assert answers == [ANSWER] * 5


@pytest.mark.parametrize(
    "other",
    [
        replace(PRESS, at=100.0 + DOUBLE_CLICK_S),
        replace(PRESS, at=99.0),
        replace(PRESS, press="v1:again:y"),
        replace(PRESS, message="m2"),
        replace(PRESS, revision="r2"),
        replace(PRESS, actor=replace(MIA, user="ann")),
        replace(PRESS, actor=replace(MIA, platform=Platform.SLACK)),
    ],
)
def test_another_button_person_card_or_time_is_another_act(other: Press) -> None:
    assert _clicked().again(other) is None


def test_something_in_between_makes_the_next_click_an_act_of_its_own() -> None:
    clicked = _clicked()
    assert clicked.again(Reaction("r1", MIA, VENUE, 100.1, "m1", "x")) is None
    assert clicked.again(replace(PRESS, at=100.2)) is None


def test_what_is_remembered_is_bounded() -> None:
    clicked = Clicked()
    for n in range(PEOPLE + 5):
        clicked.answered(replace(PRESS, actor=replace(MIA, user=f"u{n}")), ANSWER)
    first = replace(PRESS, actor=replace(MIA, user="u0"))
    last = replace(PRESS, actor=replace(MIA, user=f"u{PEOPLE + 4}"))
    assert clicked.again(first) is None
    assert clicked.again(last) == ANSWER
