"""What the words in a picture are after changes: done where it is sure, left as said where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wording import Changed, Place, reworded, wording

COPY = ("SUMMER HAS LANDED", "Cold brew, slow roasted", "Drink responsibly. 18+")


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ("headline: Hello, sun", ("Hello, sun", *COPY[1:])),
        ("Headline = “Hello, sun”", ("Hello, sun", *COPY[1:])),
        ('change the headline to "Hello, sun"', ("Hello, sun", *COPY[1:])),
        ('the title should say "Hello"; warmer light', ("Hello", *COPY[1:])),
        ("tagline: Made slowly", (COPY[0], "Made slowly", COPY[2])),
        ("legal line: Ages 18 and over", (*COPY[:2], "Ages 18 and over")),
        ('replace "SUMMER" with "WINTER"', ("WINTER HAS LANDED", *COPY[1:])),
        ('replace "summer" with "WINTER"', ("WINTER HAS LANDED", *COPY[1:])),
        ('add "Now in stores"', (*COPY, "Now in stores")),
        ("remove the legal line", COPY[:2]),
        ("please remove the headline.", COPY[1:]),
        ("remove all text", ()),
        ("headline:", COPY[1:]),
        ('headline: "Winter" and warmer light', ("Winter", *COPY[1:])),
        ('add "Now in stores" at the bottom', (*COPY, "Now in stores")),
    ],
)
def test_what_surely_changes_the_words_is_done(change: str, lines: tuple[str, ...]) -> None:
    assert reworded(COPY, change).lines == lines
    assert wording(COPY, [change]).unsure == ()


@pytest.mark.parametrize(
    "change",
    [
        "warmer light",
        "move the headline to the left",
        "make the headline bigger",
        "change the text colour to red",
        "headline in a serif",
        "remove the text from the label",
        "more room around the headline",
        "remove the can",
        "headline: bigger",
    ],
)
def test_how_words_look_is_not_what_they_say(change: str) -> None:
    known = wording(COPY, [change])
    assert known.lines == COPY
    assert known.unsure == ()
    assert known.others == (change,)


@pytest.mark.parametrize(
    "change",
    [
        "make the headline say hello sun",
        "warmer light, headline: Hello",
        "change the headline to Hello",
        'replace "WINTER" with "SPRING"',
        'the sign reads "OPEN"',
        'make the sign with "OPEN" red',
        f'make the text "{COPY[0]}" bigger',
        f'remove the text "{COPY[2]}"',
    ],
)
def test_what_may_change_the_words_is_told_as_it_was_asked(change: str) -> None:
    known = wording(COPY, [change])
    assert known.lines == COPY
    assert known.unsure == (change,)


def test_changes_follow_each_other_and_what_else_they_say_is_kept() -> None:
    known = wording(COPY, ["headline: One; darker stone", 'replace "One" with "Two"', "softer"])
    assert known.lines == ("Two", *COPY[1:])
    assert known.others == ("darker stone", "softer")


def test_the_last_line_there_is_no_legal_line() -> None:
    assert reworded(("SUMMER",), "remove the legal line").lines == ("SUMMER",)


def test_words_come_into_a_picture_without_any() -> None:
    assert reworded((), 'write "Open"').lines == ("Open",)
    assert reworded((), "text: Open").changes == (Changed(Place.HEADLINE, "Open"),)
    assert reworded((), "remove the text").rest == "remove the text"


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=60))
def test_nobody_reads_words_that_nobody_wrote(lines: list[str], change: str) -> None:
    known = reworded(tuple(lines), change)
    written = "".join((*lines, change)).split()
    assert all("".join(line.split()) in "".join(written) for line in known.lines)
