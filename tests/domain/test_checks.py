"""The checks before money: each bad example fires exactly its rule, each good one none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.loader import load
from bot.domain import check_words
from bot.domain.brief import Brief, Keep, PictureFacts, Reference, Role
from bot.domain.checks import check
from bot.domain.finding import Finding, Level
from bot.domain.ids import FileKey, UploadId
from bot.domain.model import Model
from bot.domain.placement import Format
from bot.domain.where import format_for, format_for_ratio
from tests.stopwatch import best_s

CATALOGUE = load()


def model(model_id: str) -> Model:
    found = CATALOGUE.model(model_id)
    assert found is not None
    return found


def placement(placement_id: str, size: str = "") -> Format:
    found = CATALOGUE.placement(placement_id)
    assert found is not None
    return format_for(found, size)


NANO, PRO, LITE = map(
    model, ("gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image")
)
GPT, SKETCH = map(model, ("gpt-image-2", "sketch"))
STORY = placement("story")
GOOD = "a cold-brew can on wet black stone in morning light"
FACTS = PictureFacts("IMG_1.jpg", 1200, 900, 100_000, "image/jpeg")


def photo(role: Role, *, guessed: bool = False) -> Reference:
    return Reference(UploadId("u"), FileKey("f"), role, FACTS, guessed=guessed)


def brief(what: str = GOOD, fmt: Format = STORY, **fields: object) -> Brief:
    return replace(Brief(what, (fmt,)), **fields)  # type: ignore[arg-type]


def ids(found: tuple[Finding, ...]) -> list[str]:
    return [finding.id for finding in found]


BAD: list[tuple[str, Brief, Model]] = [
    ("L01", brief("design a nice logo"), NANO),
    ("L01", brief("fantasy armor"), NANO),
    ("L01", brief("a cool image"), NANO),
    ("L02", brief("red fox"), NANO),
    ("L03", brief(fmt=format_for_ratio("1:1")), NANO),
    ("L05", brief("a wide beach at dawn with no people"), NANO),
    ("L05", brief("a street at night without cars"), NANO),
    ("L05", brief("a desk by the window, avoid clutter"), SKETCH),
    ("L05", brief("a tall woman at a desk, not smiling"), NANO),
    ("L07", brief("use these references for the look of a can", references=(photo(Role.STYLE, guessed=True),)), NANO),
    ("L08", brief("the can of @image2 on wet stone", references=(photo(Role.PRODUCT),)), NANO),
    ("L09", brief("@image1 stands on wet stone", references=(photo(Role.PRODUCT), photo(Role.STYLE, guessed=True))), NANO),
    ("L10", brief(references=(photo(Role.BASE), photo(Role.BASE)), must_keep=("can",)), NANO),
    ("L11", brief(references=(photo(Role.CHARACTER),) * 6), PRO),
    ("L12", brief("a photorealistic can as vector art on stone"), NANO),
    ("L12", brief("a can in vintage look", mood="futuristic"), NANO),
    ("L13", brief(exact_text=("one", "two", "three")), LITE),
    ("L14", brief("a poster that says summer sale over a beach"), NANO),
    ("L16", brief(exact_text=("now 20 % off",)), NANO),
    ("L16", brief("a poster with a qr code beside the can"), NANO),
    ("L17", brief(fmt=placement("gd_728x90")), PRO),
    ("L17", brief(fmt=placement("gd_728x90")), GPT),
    ("L19", brief(fmt=placement("story", "4K")), LITE),
    ("L19", brief(fmt=placement("story", "4K")), GPT),
    ("L20", brief(fmt=placement("story", "1K")), NANO),
    ("L21", brief(fmt=placement("story", "4K")), NANO),
    ("L22", brief("the sky turns pink at dusk", references=(photo(Role.BASE),)), NANO),
    ("L25", brief("a can and a cup and a spoon and a bowl and a plate and a fork"), NANO),
    ("L30", brief("the can in a kitchen on marble", fmt=placement("amazon_main")), NANO),
    ("L30", brief(fmt=placement("amazon_main"), exact_text=("NEW",)), NANO),
    ("L31", brief(count=3), NANO),
    ("L32", brief("can, stone, water, morning, mist, drops, black, moody"), NANO),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "bad", "chosen"), BAD, ids=[f"{r}-{i}" for i, (r, _, _) in enumerate(BAD)]
)
def test_a_bad_brief_fires_exactly_its_rule(rule: str, bad: Brief, chosen: Model) -> None:
    assert ids(check(bad, chosen, CATALOGUE)) == [rule]


@pytest.mark.parametrize("chosen", [NANO, PRO, GPT, SKETCH], ids=lambda m: m.id)
@pytest.mark.parametrize(
    "good",
    [
        brief(),
        brief("a photo of a flat white coffee on an oak table by the window"),
        brief("a runner crossing a bridge at sunrise, seen from below"),
        brief("a fox sleeping in snow; never crop the ears"),
        brief("the can of @image1 on wet stone", references=(photo(Role.PRODUCT),)),
        brief("a beach with a headline area on the left"),
        brief('a poster of a beach with the headline "Summer"'),
        brief(exact_text=("SUMMER HAS LANDED",)),
        brief("hands holding a warm cup, no doubt about the cold outside"),
        brief("the sky turns pink at dusk", references=(photo(Role.BASE),), must_keep=("the can",)),
        brief("the can on pure white, seen from the front", fmt=placement("amazon_main")),
        brief(fmt=placement("yt_thumb")),
    ],
    ids=lambda b: b.what[:30] if isinstance(b, Brief) else None,
)
def test_a_good_brief_fires_nothing(good: Brief, chosen: Model) -> None:
    assert ids(check(good, chosen, CATALOGUE)) == []


def test_every_word_of_the_dictionary_is_found_and_replaced() -> None:
    for word, instead in check_words.INSTEAD.items():
        found = check(brief(f"a long road at dawn, no {word}"), NANO, CATALOGUE)

        assert found[0].id == "L05", word
        assert found[0].patch == (("what", f"a long road at dawn, {instead}"),)


def test_the_second_thing_after_and_is_found_too() -> None:
    found = check(brief("a desk at dawn, avoid clutter and shadows"), NANO, CATALOGUE)

    assert [f.field("phrase") for f in found] == ["avoid clutter", "shadows"]


def test_an_unknown_thing_asks_what_should_be_there_instead() -> None:
    (found,) = check(brief("a wide lawn at dawn without gnomes"), NANO, CATALOGUE)

    assert (found.field("phrase"), found.field("instead"), found.patch) == (
        "without gnomes",
        "",
        (),
    )


def test_gpt_may_be_told_to_leave_out_text_and_logos() -> None:
    words = brief("a wide beach at dawn, no text, no watermark")

    assert ids(check(words, GPT, CATALOGUE)) == []
    assert ids(check(words, NANO, CATALOGUE)) == ["L05", "L05"]


def test_what_must_stay_and_is_to_be_changed_stops() -> None:
    kept = brief(must_keep=("logo", "the can"))
    found = check(kept, NANO, CATALOGUE, instruction="replace the logo with a star")

    assert (found[0].id, found[0].level, found[0].patch) == (
        "L23",
        Level.STOP,
        (("stays", "the can"),),
    )
    assert ids(check(kept, NANO, CATALOGUE, instruction="move the cup beside the logo")) == []


def test_two_wishes_in_one_edit_are_pointed_out() -> None:
    kept = brief(must_keep=("logo",))

    assert ids(check(kept, NANO, CATALOGUE, instruction="remove the cup and darken the stone")) == [
        "L24"
    ]
    assert ids(check(kept, NANO, CATALOGUE, instruction="remove the cup")) == []


def test_an_exact_edit_without_anything_that_stays_is_stopped() -> None:
    exact = brief(keep=Keep.STRICT)

    assert check(exact, NANO, CATALOGUE, instruction="warmer")[0] == Finding(
        "L22", Level.STOP, "nothing_stays"
    )
    assert check(brief(keep=Keep.FREE), NANO, CATALOGUE, instruction="warmer") == ()


def test_the_patch_of_a_size_names_the_nearest_that_works() -> None:
    (small,) = check(brief(fmt=placement("story", "1K")), NANO, CATALOGUE)
    (illegal,) = check(brief(fmt=placement("story", "4K")), LITE, CATALOGUE)

    assert small.patch == (("resolution", "2K"),)
    assert illegal.patch == (("resolution", "1K"),)
    (larger,) = check(brief(fmt=placement("story", "4K")), GPT, CATALOGUE)
    assert larger.patch == (("resolution", "2K"),)
    assert check(brief(fmt=placement("story", "2K")), GPT, CATALOGUE) == ()


def test_the_patch_of_a_ratio_names_a_model_that_draws_it() -> None:
    (found,) = check(brief(fmt=placement("gd_728x90")), PRO, CATALOGUE)

    other = model(found.patch[0][1])
    assert (found.field("ratio"), found.field("nearest")) == ("8:1", "21:9")
    assert "8:1" in other.ratios


def test_the_heaviest_finding_comes_first() -> None:
    found = check(
        brief("red fox of @image7, no cars, a photorealistic vector", count=4), NANO, CATALOGUE
    )

    levels = [finding.level for finding in found]
    assert levels == sorted(levels, key=[Level.STOP, Level.ASK, Level.HINT].index)
    assert levels[0] is Level.STOP


@given(st.text(max_size=300), st.sampled_from([NANO, GPT, SKETCH]))
def test_any_words_are_checked_the_same_twice(what: str, chosen: Model) -> None:
    assert check(brief(what), chosen, CATALOGUE) == check(brief(what), chosen, CATALOGUE)


@pytest.mark.parametrize(
    "unit",
    [
        "no ",
        "no a ",
        "for ",
        "a,",
        '"',
        "@image9 ",
        "no text and ",
        "1",
        "5%",
        "www.",
        "a.",
        "add ",
        "\u0301",
        "photo vector ",
    ],
)
def test_forty_thousand_characters_take_no_time(unit: str) -> None:
    words = brief(
        (unit * 40_000)[:40_000],
        references=(photo(Role.BASE),),
        must_keep=("can",),
        exact_text=((unit * 40_000)[:40_000],),
    )

    assert best_s(lambda: check(words, NANO, CATALOGUE), 0.05) < 0.05
