"""`auto`: the cheapest that is good enough, what the format needs, and a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.catalogue.loader import load
from bot.domain.brief import Brief, LookUp, PictureFacts, Reference, Role
from bot.domain.choose import Reason, Stage, choose, find_model, kinds, recommend
from bot.domain.ids import FileKey, UploadId
from bot.domain.model import Provider
from bot.domain.placement import Format

CATALOGUE = load()
DAY = date(2026, 11, 20)
STORY = Format(1080, 1920, "9:16", placement="story")
BANNER = Format(728, 90, "8:1", placement="gd_728x90")
GOOGLE = frozenset(m.id for m in CATALOGUE.models if m.provider is Provider.GOOGLE)
OPENAI = frozenset(m.id for m in CATALOGUE.models if m.provider is Provider.OPENAI)
EVERY = frozenset(m.id for m in CATALOGUE.models)


def photo(role: Role) -> Reference:
    facts = PictureFacts("can.jpg", 1000, 1000, 1000, "image/jpeg")
    return Reference(UploadId("u"), FileKey("f"), role, facts)


def brief(
    *roles: Role, text: tuple[str, ...] = (), fmt: Format = STORY, what: str = "a can"
) -> Brief:
    return Brief(what, (fmt,), tuple(photo(role) for role in roles), exact_text=text)


def picked(asked: Brief, usable: frozenset[str], stage: Stage = Stage.DRAFT) -> tuple[str, str]:
    chosen = choose(asked, CATALOGUE, usable, stage=stage, on=DAY)
    return chosen.model.id, chosen.reason


def test_without_a_key_it_is_the_free_sketch() -> None:
    for stage in Stage:
        assert picked(brief(Role.PRODUCT), frozenset(), stage) == ("sketch", Reason.NO_KEY)
    assert picked(brief(), frozenset({"sketch"})) == ("sketch", Reason.NO_KEY)


def test_a_product_photo_is_drafted_small_with_the_model_that_keeps_it() -> None:
    chosen = choose(brief(Role.PRODUCT), CATALOGUE, EVERY, stage=Stage.DRAFT, on=DAY)

    assert (chosen.model.name, chosen.size) == ("Nano Banana 2.1", "1K")
    assert chosen.reason is Reason.PRODUCT


def test_a_finish_orders_what_the_format_needs() -> None:
    chosen = choose(brief(Role.PRODUCT), CATALOGUE, GOOGLE, stage=Stage.FINISH, on=DAY)

    assert (chosen.model.name, chosen.size) == ("Nano Banana 2.1", "")


def test_the_finish_keeps_the_model_of_the_draft_where_it_can() -> None:
    kept = choose(
        brief(), CATALOGUE, EVERY, stage=Stage.FINISH, on=DAY, made_with="gemini-3-pro-image"
    )
    gone = choose(
        brief(), CATALOGUE, EVERY, stage=Stage.FINISH, on=DAY, made_with="gemini-3.1-flash-image"
    )

    assert (kept.model.id, kept.reason) == ("gemini-3-pro-image", Reason.SAME_LOOK)
    assert gone.model.id != "gemini-3.1-flash-image"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (brief(text=("ONE", "TWO", "THREE")), Reason.TEXT),
        (brief(text=(" ".join(["word"] * 13),)), Reason.TEXT),
        (brief(Role.CHARACTER, Role.CHARACTER), Reason.CHARACTERS),
        (brief(fmt=BANNER), Reason.BANNER),
        (brief(Role.LOGO), Reason.PRODUCT),
    ],
)
def test_special_briefs_get_a_model_that_is_good_at_them(asked: Brief, reason: Reason) -> None:
    chosen = choose(asked, CATALOGUE, GOOGLE, stage=Stage.DRAFT, on=DAY)

    assert chosen.reason is reason
    assert reason.value in chosen.model.good_at


def test_five_characters_need_the_model_that_holds_five() -> None:
    assert picked(brief(*[Role.CHARACTER] * 5), EVERY)[0] == "gemini-3-pro-image"


def test_a_plain_brief_takes_the_cheapest_draft_and_never_one_that_is_being_withdrawn() -> None:
    assert picked(brief(), GOOGLE) == ("gemini-nano-banana-2.1", Reason.DRAFT)
    assert picked(brief(), OPENAI)[0] == "gpt-image-2.5-flare"
    withdrawn = frozenset({"gemini-3.1-flash-image", "gemini-2.5-flash-image"})
    assert picked(brief(), withdrawn) == ("sketch", Reason.NO_KEY)


def test_with_a_key_that_has_no_perfect_model_the_best_of_the_others_is_taken() -> None:
    lite = frozenset({"gemini-3.1-flash-lite-image"})

    assert picked(brief(Role.PRODUCT, fmt=BANNER), lite)[0] == "gemini-3.1-flash-lite-image"


def test_an_asked_size_is_kept_and_rules_out_models_without_it() -> None:
    big = brief(fmt=replace(STORY, size="4K"))
    chosen = choose(big, CATALOGUE, GOOGLE, stage=Stage.DRAFT, on=DAY)

    assert chosen.size == "4K"
    assert "4K" in chosen.model.sizes
    assert picked(big, frozenset({"gemini-3.1-flash-lite-image"}))[0] == "sketch"


def test_a_plain_brief_is_of_no_special_kind() -> None:
    assert kinds(brief(Role.STYLE, text=("SUMMER",)), STORY) == frozenset()


def test_recommendations_do_not_need_keys() -> None:
    found = recommend(brief(Role.PRODUCT), CATALOGUE, on=DAY)

    assert found.draft.model.id == found.finish.model.id == "gemini-nano-banana-2.1"


@pytest.mark.parametrize(
    ("typed", "model"),
    [
        ("pro", "gemini-3-pro-image"),
        ("Nano Banana 2.1", "gemini-nano-banana-2.1"),
        ("2.1", "gemini-nano-banana-2.1"),
        ("lite", "gemini-3.1-flash-lite-image"),
        ("sketch", "sketch"),
        ("gpt-image-2", "gpt-image-2"),
        ("nano  banana pro", "gemini-3-pro-image"),
        ("gpt", None),
        ("", None),
        ("dall-e", None),
    ],
)
def test_a_model_is_found_by_the_words_people_use(typed: str, model: str | None) -> None:
    found = find_model(CATALOGUE, typed)

    assert (found.id if found else None) == model


def test_what_must_be_looked_up_decides_who_can_draw_it() -> None:
    for wanted in (LookUp.WEB, LookUp.PICTURES):
        looking = replace(brief(), look_up=wanted)
        chosen = choose(looking, CATALOGUE, EVERY, stage=Stage.DRAFT, on=DAY)

        assert wanted.kinds <= set(chosen.model.grounding)
        assert picked(looking, OPENAI) == ("sketch", Reason.NO_KEY)


def test_a_named_size_that_exact_pixels_cannot_reach_rules_them_out() -> None:
    assert picked(brief(fmt=replace(STORY, size="2K")), OPENAI)[0] == "gpt-image-2.5-flare"
    assert picked(brief(fmt=replace(STORY, size="4K")), OPENAI) == ("sketch", Reason.NO_KEY)
