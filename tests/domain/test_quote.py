"""Prices and shapes: what is shown before, what is taken after, the smallest size that will do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.loader import load
from bot.domain.brief import LookUp
from bot.domain.model import Model, Quote, Usage
from bot.domain.money import TENTH, shown
from bot.domain.placement import Format
from bot.domain.quote import actual, billed_usd, list_usd, pixel_size, price_row, quote, size_for
from bot.domain.shape import Cannot, Resolved, Step, draws, resolve

CATALOGUE = load()
DAY = date(2026, 11, 20)
STORY = Format(1080, 1920, "9:16", placement="story")


def model(model_id: str) -> Model:
    found = CATALOGUE.model(model_id)
    assert found is not None
    return found


BANANA = model("gemini-nano-banana-2.1")
PRO = model("gemini-3-pro-image")
GPT = model("gpt-image-2")
SKETCH = model("sketch")


def priced(
    which: Model,
    size: str = "",
    count: int = 1,
    quality: str = "",
    thinking: str = "",
    refs: int = 0,
) -> Quote:
    return quote(
        which,
        format=replace(STORY, size=size),
        count=count,
        quality=quality,
        thinking=thinking,
        references=refs,
        on=DAY,
    )


@pytest.mark.parametrize(
    ("which", "size", "count", "refs", "says"),
    [
        (BANANA, "1K", 1, 1, "3.4"),
        (BANANA, "2K", 1, 0, "5.1"),
        (BANANA, "2K", 4, 2, "20.2"),
        (PRO, "4K", 4, 2, "96.0"),
        (SKETCH, "", 4, 8, "0.0"),
    ],
)
def test_the_prices_that_the_experience_paper_shows(
    which: Model, size: str, count: int, refs: int, says: str
) -> None:
    assert shown(priced(which, size, count, refs=refs).up_to) == says


def test_a_quote_keeps_the_row_that_it_used_and_says_how_long() -> None:
    made = priced(BANANA, "1K")

    assert made.price_row == "gemini-nano-banana-2.1@2026-10-06"
    assert (made.size, made.seconds, made.practice) == ("1K", 9, False)


def test_photos_beyond_those_in_the_price_and_high_thinking_cost_at_most_this() -> None:
    plain, photos = priced(BANANA, "1K", refs=2), priced(BANANA, "1K", refs=8)
    thinking = priced(BANANA, "1K", thinking="high")

    assert photos.up_to - plain.up_to == 1000  # 6 x 1,120 tokens at 1.50 a million: 1.008 cents
    assert thinking.up_to - plain.up_to == 1500
    assert priced(GPT, quality="medium", refs=1).up_to > priced(GPT, quality="medium").up_to


def test_a_price_row_counts_from_its_day() -> None:
    first = BANANA.prices[0]
    second = replace(first, id="later", valid_from=date(2027, 1, 1))
    both = replace(BANANA, prices=(second, first))

    assert price_row(both, date(2026, 12, 31)) is first
    assert price_row(both, date(2027, 1, 1)) is second
    assert price_row(both, date(2020, 1, 1)) is first


def test_pictures_of_unpublished_sizes_are_priced_on_the_safe_side() -> None:
    row = GPT.prices[0]

    def usd(size: str, quality: str = "medium") -> Decimal:
        return list_usd(row, GPT, size=size, quality=quality) - Decimal("0.005")

    assert usd("1024x1024") == Decimal("0.053")
    assert usd("1024x1536") == usd("1536x1024")
    assert usd("1280x720") >= usd("1024x1024") * Decimal("0.99")
    assert usd("2048x2048") >= 4 * usd("1024x1024")


def test_a_quality_is_always_named() -> None:
    assert priced(GPT).up_to == priced(GPT, quality="medium").up_to
    assert priced(GPT, quality="max").up_to == priced(GPT, quality="medium").up_to
    assert priced(GPT, quality="high").up_to > priced(GPT, quality="medium").up_to


# --- actual ---------------------------------------------------------------------------------------


def taken(made: Quote, usage: Usage | None, received: int) -> int:
    return actual(BANANA.prices[0], usage, received=received, ordered=made.count, quote=made)


def test_usage_decides_what_is_spent_and_never_more_than_was_shown() -> None:
    made = priced(BANANA, "4K")
    less = Usage(text_in=100, image_in=0, text_out=50, image_out=2520)
    more = Usage(text_in=100, image_in=0, text_out=5000, image_out=3780)

    assert shown(made.up_to) == "11.3"
    assert shown(taken(made, less, 1)) == "7.7"
    assert taken(made, more, 1) == made.up_to


def test_without_usage_the_pictures_that_came_are_paid() -> None:
    made = priced(BANANA, "2K", count=4)

    assert [shown(taken(made, None, n)) for n in range(5)] == ["0.0", "5.1", "10.1", "15.2", "20.2"]
    assert taken(made, Usage(), 4) == made.up_to


def test_nothing_is_spent_when_no_picture_came_even_if_the_vendor_bills_thinking() -> None:
    usage = Usage(text_in=500, text_out=900, image_out=0)

    assert taken(priced(BANANA, "1K"), usage, 0) == 0
    assert billed_usd(BANANA.prices[0], usage) == Decimal("0.0075")


tokens = st.none() | st.integers(0, 20_000)


@given(
    received=st.integers(0, 4),
    usage=st.none() | st.builds(Usage, tokens, tokens, tokens, tokens),
    size=st.sampled_from(["1K", "2K", "4K"]),
)
def test_what_is_taken_is_whole_tenths_and_within_the_share_that_came(
    received: int, usage: Usage | None, size: str
) -> None:
    made = priced(BANANA, size, count=4)
    spent = taken(made, usage, received)

    assert 0 <= spent <= made.up_to
    assert spent % TENTH == 0
    assert spent * 4 <= made.up_to * received + 4 * TENTH


# --- shapes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "ratio", "size"),
    [
        (1080, 1080, "1:1", "2K"),
        (1080, 1350, "4:5", "2K"),
        (1080, 566, "16:9", "1K"),
        (1080, 1920, "9:16", "2K"),
        (1200, 630, "16:9", "1K"),
        (1500, 500, "21:9", "1K"),
        (1280, 720, "16:9", "1K"),
        (1920, 1080, "16:9", "2K"),
        (1920, 800, "21:9", "2K"),
        (2000, 2000, "1:1", "2K"),
        (3000, 2250, "4:3", "4K"),
        (1320, 2868, "9:16", "4K"),
        (1024, 500, "21:9", "1K"),
    ],
)
def test_the_smallest_size_that_needs_no_enlarging(
    width: int, height: int, ratio: str, size: str
) -> None:
    assert size_for(BANANA, Format(width, height, ratio)) == size


def test_an_asked_size_is_taken_and_one_that_is_not_offered_is_refused_by_name() -> None:
    lite = model("gemini-3.1-flash-lite-image")

    assert size_for(BANANA, replace(STORY, size="4K")) == "4K"
    assert resolve(lite, replace(STORY, size="4K")) == Cannot("size", "4K")
    assert size_for(SKETCH, STORY) == ""


@pytest.mark.parametrize(
    ("width", "height", "legal"),
    [
        (1080, 1080, (1088, 1088)),
        (1080, 1350, (1088, 1360)),
        (1080, 1440, (1088, 1456)),
        (1080, 566, (1248, 656)),
        (1080, 1920, (1088, 1936)),
        (1200, 630, (1216, 640)),
        (1200, 627, (1312, 688)),
        (1600, 900, (1616, 912)),
        (1500, 500, (1536, 512)),
        (1000, 1500, (1024, 1536)),
        (1280, 720, (1280, 720)),
        (2560, 1440, (2560, 1440)),
        (1200, 400, (1440, 480)),
        (1920, 800, (1920, 800)),
        (300, 250, (944, 784)),
        (300, 600, (576, 1152)),
        (2000, 2000, (2000, 2000)),
        (3000, 2250, (3008, 2256)),
        (1320, 2868, (1328, 2880)),
        (2064, 2752, (2064, 2752)),
        (1024, 500, (1184, 576)),
    ],
)
def test_the_legal_pixels_of_the_production_manual(
    width: int, height: int, legal: tuple[int, int]
) -> None:
    assert pixel_size(GPT, Format(width, height, "1:1")) == legal


@given(width=st.integers(50, 6000), height=st.integers(50, 6000))
def test_every_pixel_size_is_legal(width: int, height: int) -> None:
    rule = GPT.pixel_rule
    assert rule is not None
    wide, high = pixel_size(GPT, Format(width, height, "1:1"))

    assert wide % rule.multiple_of == high % rule.multiple_of == 0
    assert rule.min_pixels <= wide * high <= rule.max_pixels
    assert max(wide, high) <= rule.max_edge
    assert max(wide, high) <= rule.ratio_max * min(wide, high)


def test_every_placement_is_served_by_every_model_with_its_loss_known() -> None:
    for placement in CATALOGUE.placements:
        fmt = Format(placement.width, placement.height, placement.ratio, placement=placement.id)
        for each in CATALOGUE.models:
            found = resolve(each, fmt)
            assert isinstance(found, Resolved), (placement.id, each.id)
            assert 0 <= found.loss < 1
            assert found.enlarge >= 1
            assert (found.loss > 0.15) == (found.step in {Step.PAD, Step.COMPOSE})
            if each is SKETCH:
                assert (found.step, found.loss, found.enlarge) == (Step.EXACT, 0, 1)


def test_a_wide_banner_falls_back_to_a_wide_master_and_is_padded() -> None:
    banner = Format(728, 90, "8:1", placement="gd_728x90")
    by_pro, by_banana = resolve(PRO, banner), resolve(BANANA, banner)
    by_gpt = resolve(GPT, Format(970, 250, "4:1"))
    assert isinstance(by_pro, Resolved)
    assert isinstance(by_banana, Resolved)
    assert isinstance(by_gpt, Resolved)

    assert (by_pro.ratio, by_pro.step) == ("21:9", Step.COMPOSE)
    assert (by_banana.ratio, by_banana.step) == ("8:1", Step.CROP)
    assert by_gpt.step is Step.PAD


def test_enlarging_is_said_as_a_number() -> None:
    etsy = resolve(BANANA, Format(3000, 2250, "4:3", size="2K"))
    assert isinstance(etsy, Resolved)

    assert etsy.enlarge == 1.26


# --- searches and unfinished pictures -------------------------------------------------------------


def test_looking_something_up_is_part_of_the_price_at_the_most_it_may_cost() -> None:
    plain = priced(BANANA, "1K")
    made = quote(BANANA, format=replace(STORY, size="1K"), count=2, look_up=LookUp.WEB, on=DAY)

    # seven searches of 1.4 cents and 7,840 tokens at 1.50 a million, for each of two pictures
    assert plain.up_to == 3400
    assert made.up_to == 28_700
    assert made.each == 14_400


def test_searches_that_were_made_are_spent_and_the_rest_is_given_back() -> None:
    made = quote(BANANA, format=replace(STORY, size="1K"), count=1, look_up=LookUp.WEB, on=DAY)
    used = Usage(text_in=900, image_in=0, text_out=50, image_out=1120, searches=2)
    more = replace(used, searches=40)

    assert billed_usd(BANANA.prices[0], used) == Decimal("0.063325")
    assert shown(taken(made, used, 1)) == "6.4"
    assert taken(made, more, 1) == made.up_to


def test_a_model_that_looks_nothing_up_costs_nothing_for_it() -> None:
    wanted = quote(GPT, format=STORY, count=1, look_up=LookUp.PICTURES, on=DAY)

    assert wanted.up_to == quote(GPT, format=STORY, count=1, on=DAY).up_to
    assert billed_usd(GPT.prices[0], Usage(image_out=0, searches=9)) == 0


def test_unfinished_pictures_are_part_of_the_price_where_a_row_has_one() -> None:
    two, none = (quote(GPT, format=STORY, count=1, partials=n, on=DAY) for n in (2, 0))

    assert (two.partials, two.up_to - none.up_to) == (2, 600)  # 200 tokens at 30 a million
    assert quote(GPT, format=STORY, count=1, partials=9, on=DAY).partials == 3
    assert quote(BANANA, format=STORY, count=1, partials=2, on=DAY).partials == 0


@pytest.mark.parametrize(
    ("fmt", "legal"),
    [
        (STORY, "1088x1936"),
        (replace(STORY, size="1K"), "784x1392"),
        (replace(STORY, size="2K"), "1536x2736"),
        (replace(STORY, size="4K"), "1088x1936"),  # not drawn: refused before it is asked for
        (Format(1024, 1024, "1:1", size="2K"), "2048x2048"),
    ],
)
def test_a_named_size_is_a_number_of_pixels_where_pixels_are_exact(fmt: Format, legal: str) -> None:
    assert size_for(GPT, fmt) == legal
    assert isinstance(resolve(GPT, fmt), Cannot) == (fmt.size == "4K")
    assert draws(SKETCH, fmt.size)
    assert not draws(GPT, "512")
