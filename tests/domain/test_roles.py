"""The guessed job of a photo: its name first, then the words, then what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import PictureFacts, Role
from bot.domain.roles import guess
from tests.stopwatch import best_s


def photo(
    name: str = "IMG_1234.jpg", *, alpha: bool = False, plain: bool = False, colours: int = 5000
) -> PictureFacts:
    return PictureFacts(name, 1200, 900, 100_000, "image/jpeg", alpha, plain, colours)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Acme_Logo-white.png", Role.LOGO),
        ("style ref 3.jpg", Role.STYLE),
        ("bg.jpg", Role.BACKGROUND),
        ("palette.png", Role.PALETTE),
        ("layout-v2.png", Role.LAYOUT),
        ("linen_texture.jpg", Role.TEXTURE),
        ("can.jpg", Role.PRODUCT),
        ("mask.png", Role.MASK),
        ("portrait_anna.jpg", Role.CHARACTER),
    ],
)
def test_a_file_name_that_says_its_job_is_believed(name: str, role: Role) -> None:
    assert guess(photo(name), "change this photo", (Role.PRODUCT,)) is role


def test_a_word_inside_another_word_says_nothing() -> None:
    assert guess(photo("canyon.jpg"), "", ()) is Role.PRODUCT
    assert guess(photo("catalogue.jpg"), "", (Role.PRODUCT,)) is Role.STYLE


def test_the_brief_may_say_the_job() -> None:
    assert guess(photo(), "a can, use the photo as background", ()) is Role.BACKGROUND


def test_a_brief_that_asks_to_change_a_photo_makes_the_first_one_the_picture_to_change() -> None:
    words = "change the background of this photo to a beach"

    assert guess(photo(), words, ()) is Role.BASE
    assert guess(photo(), words, (Role.BASE,)) is Role.STYLE


def test_few_colours_are_a_logo_with_transparency_and_a_palette_without() -> None:
    assert guess(photo(alpha=True, colours=12), "", ()) is Role.LOGO
    assert guess(photo(colours=8), "", ()) is Role.PALETTE


def test_a_cut_out_is_the_product_even_when_it_comes_later() -> None:
    assert guess(photo(alpha=True), "", (Role.STYLE,)) is Role.PRODUCT
    assert guess(photo(plain=True), "", (Role.STYLE,)) is Role.PRODUCT


def test_without_a_sign_the_first_is_the_product_and_later_ones_are_style() -> None:
    assert guess(photo(), "a can on stone", ()) is Role.PRODUCT
    assert guess(photo(), "a can on stone", (Role.PRODUCT,)) is Role.STYLE


@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.booleans(), st.booleans(), st.integers(0, 40_000)),
        max_size=8,
    ),
    st.text(max_size=100) | st.just("change this photo with the mask"),
)
def test_there_is_never_more_than_one_picture_to_change_and_one_mask(
    photos: list[tuple[str, bool, bool, int]], words: str
) -> None:
    roles: tuple[Role, ...] = ()
    for name, alpha, plain, colours in photos:
        roles += (guess(photo(name, alpha=alpha, plain=plain, colours=colours), words, roles),)

    assert roles.count(Role.BASE) <= 1
    assert roles.count(Role.MASK) <= 1


@pytest.mark.parametrize("unit", ["change ", "this photo ", "as a ", "\u0301", "a"])
def test_forty_thousand_characters_take_no_time(unit: str) -> None:
    words = (unit * 40_000)[:40_000]

    assert best_s(lambda: guess(photo(words), words, ()), 0.05) < 0.05
