"""The phrase "look it up on the web": a wish when it stands by itself, a picture when it does not."""

from __future__ import annotations

import pytest

from bot.domain.looking import WORDS, without_wish
from tests.stopwatch import best_s


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (WORDS, ""),
        ("Look it up on the web.", ""),
        ("a can on stone, look it up on the web", "a can on stone"),
        ("a can on stone and look it up online", "a can on stone"),
        ("look it up on the web, the new can", "the new can"),
        ("the tower at dusk. Look it up online please. Warm light", "the tower at dusk.  Warm light"),
        ("the tower at dusk\nlook this up on the internet", "the tower at dusk"),
        ("the tower, please look it up on the web first, at dusk", "the tower, at dusk"),
    ],
)  # fmt: skip
def test_a_wish_is_taken_out_of_the_words(text: str, rest: str) -> None:
    assert without_wish(text) == (rest, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a girl who wants to look it up on the web",
        'a poster that reads "Unsure? Look it up on the web!"',
        "a poster: \u201cStuck, look it up on the web\u201d",
        "look up",
        "she does not look it up on the web, ever",
        "look it up on the web page of the team",
    ],
)
def test_the_same_words_in_a_picture_stay_there(text: str) -> None:
    assert without_wish(text) == (text, False)


@pytest.mark.parametrize("unit", [" ", ", ", "and ", ", and ", "look it up ", '"', ". please "])
def test_long_texts_take_no_time(unit: str) -> None:
    assert best_s(lambda: without_wish((unit * 6000)[:6000]), 0.1) < 0.1
