"""The typed brief: what is understood, what stays prose, what an option gets wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.loader import load
from bot.domain import typed
from bot.domain.placement import R14
from bot.domain.tidy import tidy
from bot.domain.typed import FIELDS, LISTS, Typed, read, write
from bot.errors import FieldError
from tests.stopwatch import best_s

CATALOGUE = load()
MODELS = {model.id: model.name for model in CATALOGUE.models}


def understood(text: str) -> Typed:
    return read(text, CATALOGUE.placements, MODELS)


def values(text: str) -> dict[str, str]:
    return dict(understood(text).values)


def test_a_placement_that_ends_the_line_leaves_the_words_and_is_a_chip() -> None:
    text = "a cold-brew can on wet stone for an Instagram story"
    found = understood(text)

    assert found.what == "a cold-brew can on wet stone"
    assert found.values == (("where", "story"),)
    assert [(c.label, text[c.start : c.end]) for c in found.chips] == [
        ("Instagram story 1080x1920", "for an Instagram story")
    ]


def test_a_placement_in_the_middle_stays_in_the_words_and_is_a_chip_too() -> None:
    found = understood("a fox for a story and a pin, at dawn")

    assert found.what == "a fox for a story and a pin, at dawn"
    assert found.values == (("where", "story\npin"),)


def test_every_option_of_the_manual_is_read() -> None:
    found = understood(
        'fox for:story,feed 2k model:pro x4 stays:"can, logo" text:"SUMMER" @bottle-500 private'
        " campaign:spring 9:16 as:png light:golden mood:“calm, still”"
    )

    assert found.what == "fox @bottle-500"
    assert dict(found.values) == {
        "where": "story\nig_portrait",
        "ratio": "9:16",
        "resolution": "2K",
        "file_type": "png",
        "stays": "can\nlogo",
        "text": "SUMMER",
        "model": "gemini-3-pro-image",
        "count": "4",
        "private": "yes",
        "campaign": "spring",
        "light": "golden",
        "mood": "calm, still",
    }
    assert found.errors == ()


@pytest.mark.parametrize(
    "text",
    [
        "a red fox: the movie",
        "a private jet over the sea",
        "a door with a sign that reads private",
        "a clock at 10:10",
        "an illustration for a story about foxes",
        "a gift for the kids",
        "see https://example.com/for:story",
        "a Fuji x100 on a table",
        "a story about a cat",
        "time:travel",
    ],
)
def test_prose_stays_prose(text: str) -> None:
    assert understood(text) == Typed(text, (), ())


def test_exact_text_keeps_its_commas_and_a_quoted_list_is_split() -> None:
    assert values('x text:"Hello, world"')["text"] == "Hello, world"
    assert values('x text:"A","B"')["text"] == "A\nB"
    assert values('x stays:"can, logo"')["stays"] == "can\nlogo"
    assert values("x stays:can,logo")["stays"] == "can\nlogo"


def test_lists_gather_and_of_anything_else_the_last_counts() -> None:
    found = values("x stays:can stays:logo light:warm light:cold 2k 4k")

    assert (found["stays"], found["light"], found["resolution"]) == ("can\nlogo", "cold", "4K")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x for:storry", FieldError("where", "unknown", "storry", "Instagram story")),
        ("x model:prro", FieldError("model", "unknown", "prro", "Nano Banana Pro")),
        (
            "x model:sunburst",
            FieldError("model", "ambiguous", "sunburst", "GPT Image 2.5 sunburst"),
        ),
        ("x size:8k", FieldError("resolution", "unknown", "8k", "4K")),
        ("x as:pngg", FieldError("file_type", "unknown", "pngg", "png")),
        ("x ratio:10:17", FieldError("ratio", "unknown", "10:17", "16:9")),
        ("x n:9", FieldError("count", "too_many", "9", "4", 4)),
    ],
)
def test_an_explicit_option_with_an_unknown_name_says_the_nearest(
    text: str, error: FieldError
) -> None:
    found = understood(text)

    assert found.what == "x"
    assert found.values == ()
    assert [(e.field, e.code, e.value, e.limit) for e in found.errors] == [
        (error.field, error.code, error.value, error.limit)
    ]
    if error.field != "ratio":
        assert found.errors[0].nearest == error.nearest
    assert found.errors[0].nearest in {error.nearest, *R14}


def test_a_quote_that_never_closes_is_read_to_the_end_of_its_line() -> None:
    found = understood('fox text:"SUMMER SALE')

    assert (found.what, dict(found.values)) == ("fox", {"text": "SUMMER SALE"})


LINE = (
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")) | st.just(" "),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and tidy(text) == text)
)
ITEMS = st.lists(LINE, min_size=1, max_size=3, unique=True).map("\n".join)
ONE_OF = {
    "where": st.lists(
        st.sampled_from([p.id for p in CATALOGUE.placements]), min_size=1, max_size=3, unique=True
    ).map("\n".join),
    "ratio": st.sampled_from(R14),
    "resolution": st.sampled_from(["1K", "2K", "4K"]),
    "file_type": st.sampled_from(["png", "jpg", "webp"]),
    "model": st.sampled_from(["auto", *MODELS]),
    "count": st.sampled_from("1234"),
    "private": st.sampled_from(["yes", "no"]),
    "keep": st.sampled_from(["strict", "balanced", "free"]),
    "look_up": st.sampled_from(["no", "web", "pictures"]),
}
VALUES = st.fixed_dictionaries(
    {}, optional={f: ONE_OF.get(f, ITEMS if f in LISTS else LINE) for f in FIELDS}
)


def round_trip(what: str, given_values: dict[str, str]) -> bool:
    found = understood(write(what, given_values.items()))
    return found.what == what and dict(found.values) == given_values and not found.errors


@given(LINE, VALUES)
def test_what_is_written_is_read_back_as_the_same(what: str, given_values: dict[str, str]) -> None:
    assert round_trip(what, given_values)


def test_the_round_trip_notices_a_writer_that_forgets_to_escape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typed, "_quote", lambda value: f'"{value}"')

    assert not round_trip('say "hi"', {})


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_chips_lie_inside_it(text: str) -> None:
    found = understood(text)

    assert all(0 <= c.start < c.end <= len(text) for c in found.chips)
    assert tuple(sorted(found.values, key=lambda v: FIELDS.index(v[0]))) == found.values
    found.what.encode()


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "for ",
        "for a story ",
        "for:",
        'text:"',
        'text:"\\',
        "x4 ",
        "9:16 ",
        '"',
        ",",
        "private ",
        "stays:a,",
        "\u0301",
        "@a ",
        "model:pro ",
    ],
)
def test_forty_thousand_characters_take_no_time(unit: str) -> None:
    text = (unit * 40_000)[:40_000]

    assert best_s(lambda: understood(text), 0.05) < 0.05


@pytest.mark.parametrize("text", ["a can for a story private", "a can, private", "a can private"])
def test_private_as_the_last_word_is_never_lost(text: str) -> None:
    found = understood(text)

    assert dict(found.values)["private"] == "yes"
    assert found.what == "a can"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the new can on stone lookup:web", "web"),
        ("the new can on stone look_up:yes", "web"),
        ("the new can on stone lookup:images", "pictures"),
        ("the new can on stone, look it up on the web", "web"),
        ("the new can on stone x2 and look it up on the web", "web"),
        ("look it up on the web, the new can on stone", "web"),
        ("the new can on stone, look it up on the web model:2.1 2k", "web"),
        ("the new can on stone model:2.1 look it up on the web x2", "web"),
    ],
)
def test_looking_something_up_is_typed_as_it_is_read(text: str, value: str) -> None:
    found = understood(text)

    assert dict(found.values)["look_up"] == value
    assert found.what == "the new can on stone"
    assert not found.errors


def test_a_wrong_way_of_looking_up_is_answered_with_the_nearest() -> None:
    (error,) = understood("a can lookup:webb").errors

    assert (error.field, error.value, error.nearest) == ("look_up", "webb", "web")


def test_a_girl_who_looks_something_up_is_a_picture() -> None:
    found = understood("a girl who wants to look it up on the web")

    assert dict(found.values) == {}
    assert found.what == "a girl who wants to look it up on the web"
