"""What an edit says about the format leaves the words; everything else is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.loader import load
from bot.domain.edit import Edit, read_edit
from bot.domain.placement import R14, FileType, Format
from bot.domain.where import RATIOS, Places, format_for, format_for_ratio, nearest_ratio
from tests.stopwatch import best_s

CATALOGUE = load()
PLACES = Places(CATALOGUE.placements)
SQUARE = format_for_ratio("1:1")


def placement(name: str) -> Format:
    found = PLACES.named(name)
    assert found is not None
    return format_for(found)


STORY = placement("story")


def edit(text: str, current: Format = STORY) -> Edit:
    return read_edit(text, current, CATALOGUE.placements)


@pytest.mark.parametrize(
    ("text", "width", "height", "name"),
    [
        ("same in 9:16", 768, 1376, ""),
        ("same as YouTube thumbnail", 1280, 720, "yt_thumb"),
        ("as a pin", 1000, 1500, "pin"),
        ("square version", 1024, 1024, ""),
        ("landscape", 1376, 768, ""),
        ("Could you make this a story please?", 1080, 1920, "story"),
        ("can we get this in 16:9?", 1376, 768, ""),
        ("make one for stories", 1080, 1920, "story"),
        ("same again as a linkedin post", 1200, 627, "li_post"),
    ],
)
def test_words_that_only_name_a_format_leave_no_instruction(
    text: str, width: int, height: int, name: str
) -> None:
    found = edit(text, SQUARE)

    assert found.instruction == ""
    assert found.format is not None
    assert (found.format.width, found.format.height, found.format.placement) == (
        width,
        height,
        name,
    )
    assert found.format_words == (text,)


def test_a_wish_and_a_format_in_one_line_are_both_heard() -> None:
    assert edit("warmer, and as a story", SQUARE) == Edit("warmer", STORY, ("as a story",))
    assert edit("warmer as a story please", SQUARE) == Edit("warmer", STORY, ("as a story please",))
    assert edit("make it warmer. Same but in 4K").instruction == "make it warmer."


def test_a_size_enlarges_a_bare_ratio_and_leaves_the_pixels_of_a_placement() -> None:
    tall = format_for_ratio("9:16")

    assert edit("4K", tall).format == format_for_ratio("9:16", "4K")
    assert edit("4K", STORY).format == Format(1080, 1920, "9:16", "4K", STORY.file_type, "story")


def test_a_file_type_changes_nothing_else() -> None:
    found = edit("as png").format

    assert found == Format(1080, 1920, "9:16", "", FileType.PNG, "story")


@pytest.mark.parametrize(
    "text",
    [
        "warmer",
        "put the bottle in the feed",
        "remove the poster",
        "make the poster bigger",
        "square logo",
        "headline: Summer, has landed",
        'change the text to "same in 9:16"',
        "move the can left, add ice",
        "meet at 10:30",
        "a story about a fox",
        "add the story of the can",
    ],
)
def test_words_about_the_picture_are_left_alone(text: str) -> None:
    assert edit(text) == Edit(text, None)


def test_bare_ratios_have_the_pixels_that_vendors_return() -> None:
    assert [(f.width, f.height) for f in map(format_for_ratio, ("1:1", "9:16", "16:9", "4:5"))] == [
        (1024, 1024),
        (768, 1376),
        (1376, 768),
        (928, 1152),
    ]
    assert (format_for_ratio("16:9", "4K").width, format_for_ratio("16:9", "4K").height) == (
        5504,
        3072,
    )


@pytest.mark.parametrize("ratio", RATIOS)
def test_every_ratio_has_pixels_near_it_and_a_ratio_that_models_know(ratio: str) -> None:
    found = format_for_ratio(ratio, "2K")
    wide, high = map(int, ratio.split(":"))

    assert found.ratio in R14
    assert abs(found.width / found.height / (wide / high) - 1) < 0.05
    assert found.width % 16 == 0 or ratio in R14


def test_an_unknown_ratio_is_refused_and_a_near_one_is_found() -> None:
    with pytest.raises(ValueError, match="not a ratio"):
        format_for_ratio("10:30")
    assert nearest_ratio("2:1") == "16:9"


@given(st.text(max_size=200))
def test_without_a_format_word_the_instruction_is_the_text(text: str) -> None:
    found = edit(text)

    assert found.format is not None or found.instruction == text_of(text)


def text_of(text: str) -> str:
    """What tidy makes of it, without the joints at its end."""
    return read_edit(text, STORY, ()).instruction


@pytest.mark.parametrize(
    "unit",
    ["a", "as a ", "story ", ", ", " and ", '"', "4k ", "in 9:16 ", "same ", "\u0301", "for "],
)
def test_forty_thousand_characters_take_no_time(unit: str) -> None:
    text = (unit * 40_000)[:40_000]

    assert best_s(lambda: edit(text), 0.05) < 0.05


def test_an_edit_may_ask_to_look_something_up() -> None:
    found = edit("use the current logo, look it up on the web, 4K")

    assert (found.instruction, found.looks_up, found.size_named) == (
        "use the current logo",
        True,
        True,
    )
    assert edit("warmer") == Edit("warmer", None)
