"""Looking something up on the web: asked for, priced, offered to the model, told with the picture for
ever; and what a model cannot do is said before a credit is reserved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Kind
from bot.domain.attribution import looked_up
from bot.domain.brief import LookUp, Role
from bot.domain.model import Provider, Usage
from bot.domain.outcome import NoImage, Ok, Outcome
from bot.domain.work import VersionState
from bot.events import Answer, Ask, Invocation, Quiet
from bot.ports import Call
from tests.standins.model import good, picture
from tests.stories.fixtures import Opening
from tests.stories.studio import GPT, NANO, PRO, Stage, buttons_of, labels, words_of

LITE = "gemini-3.1-flash-lite-image"
FOUND = looked_up(
    [("cold brew can", "https://www.google.com/search?q=cold+brew+can")],
    [("Cans & co", "https://example.com/can")],
)
USED = Usage(text_in=100, image_in=0, text_out=50, image_out=1120, searches=2)


def searched(call: Call) -> Outcome:
    made = good(call, USED)
    return Ok((replace(made.pictures[0], looked_up=FOUND),), USED)


def errors_of(answer: Answer) -> list[tuple[str, str, str]]:
    assert isinstance(answer, Ask), words_of(answer)
    return [(e.field, e.code, e.nearest) for e in answer.errors]


async def nothing_happened(stage: Stage) -> None:
    assert (await stage.free(), await stage.reserved()) == (1000, 0)
    assert not stage.google.calls + stage.openai.calls


async def test_what_was_looked_up_stands_with_the_picture_for_ever(stage: Stage) -> None:
    stage.google.then(searched)
    thread = await stage.you.orders("a can on wet stone 1k", model=NANO, look_up="web")
    version = await stage.version(thread, 1)
    assert stage.google.calls[0].look_up is LookUp.WEB
    assert "web" not in stage.google.calls[0].prompt
    # reserved: 3.4 and seven searches at 1.4 with what they bring; spent: two searches
    assert (version.quote.up_to, version.spent) == (14_400, 6_300)
    assert await stage.free() == 993.7
    for _ in range(2):
        shown = await stage.you.sees("1.1", thread)
        assert shown.card is not None
        said = words_of(shown)
        assert "Looked up: cold brew can <https://www.google.com/search?q=cold+brew+can>" in said
        assert "From: Cans & co <https://example.com/can>" in said
        await stage.stop()
        await stage.start_again()


async def test_the_links_go_where_the_picture_goes(stage: Stage) -> None:
    stage.google.then(searched, searched)
    thread = await stage.you.orders("a can on wet stone x2", model=NANO, look_up="web")
    pick = await stage.you.sees("1.1", thread, Kind.PICK)
    assert words_of(pick).count("Cans & co") == 1
    await stage.you.presses("Pick a", pick)
    picked = await stage.you.sees("1.1a", thread)
    await stage.you.presses("Ask for approval", picked)
    review = await stage.you.sees("1.1a", thread, Kind.REVIEW)
    details = await stage.you.presses("Details", picked)
    root = await stage.you.sees("1", thread, Kind.ROOT)
    for seen in (picked, review, details, root):
        assert "Cans & co" in words_of(seen)
    assert "look it up on the web" in words_of(details)


async def test_the_phrase_is_enough(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone, look it up on the web", model=NANO)
    assert stage.google.calls[0].look_up is LookUp.WEB
    assert (await stage.session(thread)).brief.what == "a can on wet stone"
    assert "[look it up on the web]" in words_of(await stage.you.sees("1", thread, Kind.ROOT))


async def test_nothing_is_looked_up_unless_somebody_asks(stage: Stage) -> None:
    await stage.you.orders(model=NANO)
    assert stage.google.calls[0].look_up is LookUp.NO


async def test_auto_takes_a_model_that_can(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone", look_up="pictures")
    assert (await stage.version(thread, 1)).quote.model == NANO
    assert stage.google.calls[0].look_up is LookUp.PICTURES


@pytest.mark.parametrize(
    ("model", "look_up", "wrong"),
    [
        (LITE, "web", ("look_up", "looks_nothing_up", "Nano Banana 2.1")),
        (GPT, "pictures", ("look_up", "looks_nothing_up", "Nano Banana 2.1")),
        ("sketch", "web", ("look_up", "looks_nothing_up", "Nano Banana 2.1")),
        (PRO, "pictures", ("look_up", "looks_up_words", "web")),
    ],
)
async def test_a_model_that_cannot_is_refused_beside_the_field_with_the_nearest(
    stage: Stage, model: str, look_up: str, wrong: tuple[str, str, str]
) -> None:
    answer = await stage.you.asks("a can on wet stone", model=model, look_up=look_up)
    assert errors_of(answer) == [wrong]
    await nothing_happened(stage)


async def test_where_nobody_can_nobody_is_named(open_stage: Opening) -> None:
    stage = await open_stage(keyed=frozenset({Provider.SKETCH, Provider.OPENAI}))
    answer = await stage.you.asks("a can on wet stone", look_up="web")
    assert errors_of(answer) == [("look_up", "looks_nothing_up", "")]
    await nothing_happened(stage)


async def test_a_sketch_of_such_a_brief_looks_nothing_up_and_the_real_picture_does(
    stage: Stage,
) -> None:
    await stage.rules(first_paid_asks=9)
    asked = await stage.you.asks("a can on wet stone 1k", model=NANO, look_up="web")
    sketched = await stage.you.presses("Free sketch", asked)
    assert isinstance(sketched, Quiet)
    shown = await stage.you.sees("1.1", sketched.opens)
    assert "Looks up" not in words_of(await stage.you.presses("Details", shown))
    assert not stage.google.calls
    await stage.you.presses("Make it", shown)
    assert stage.google.calls[0].look_up is LookUp.WEB


async def test_a_button_that_names_another_model_minds_what_it_cannot(stage: Stage) -> None:
    await stage.rules(first_paid_asks=9)
    asked = await stage.you.asks("a can on wet stone 1k", model=NANO, look_up="web")
    draft = next(b.press for b in buttons_of(asked.card) if b.press.startswith("v1:order:"))  # type: ignore[union-attr]
    said = await stage.you.presses_raw(f"v1:order_with:{draft.split(':')[2]}:{LITE}")
    assert errors_of(said) == [("look_up", "looks_nothing_up", "Nano Banana 2.1")]
    await nothing_happened(stage)


async def test_practice_has_the_same_price_and_the_same_limits(practice: Stage) -> None:
    answer = await practice.you.asks("a can", model=LITE, look_up="web")
    assert errors_of(answer) == [("look_up", "looks_nothing_up", "Nano Banana 2.1")]
    thread = await practice.you.orders("a can on wet stone 1k", model=NANO, look_up="web")
    assert (await practice.version(thread, 1)).spent == 14_400


async def test_an_edit_looks_up_only_when_it_says_so(stage: Stage) -> None:
    stage.google.then(searched)
    thread = await stage.you.orders("a can on wet stone", model=NANO, look_up="web")
    await stage.you.edits("make it warmer", thread)
    await stage.you.edits("use the current logo, look it up on the web", thread)
    await stage.you.runs("edit", thread, instruction="closer", look_up="pictures", agreed=10**9)
    assert [call.look_up for call in stage.google.calls] == [
        LookUp.WEB, LookUp.NO, LookUp.WEB, LookUp.PICTURES,
    ]  # fmt: skip
    assert stage.google.calls[2].instruction == "use the current logo"
    versions = (await stage.session(thread)).versions
    assert versions[2].quote.up_to - versions[1].quote.up_to == 11_000


async def test_again_looks_it_up_again_at_its_price(stage: Stage) -> None:
    stage.google.then(searched)
    thread = await stage.you.orders("a can on wet stone 1k", model=NANO, look_up="web")
    shown = await stage.you.sees("1.1", thread)
    assert shown.card is not None
    assert "Again 14.4" in labels(shown.card)
    await stage.you.presses("Again", shown)
    assert stage.google.calls[1].look_up is LookUp.WEB


async def test_a_parked_brief_still_looks_it_up_when_credits_come(open_stage: Opening) -> None:
    stage = await open_stage(given=5)
    thread = await stage.you.orders("a can on wet stone 1k", model=NANO, look_up="web")
    assert (await stage.version(thread, 1)).state is VersionState.PARKED
    await stage.grant(100)
    assert stage.google.calls[0].look_up is LookUp.WEB


async def test_searches_for_a_picture_that_never_came_are_not_the_teams(stage: Stage) -> None:
    stage.google.then(NoImage("a poem", Usage(text_in=0, text_out=0, image_out=0, searches=2)))
    await stage.you.orders("a can on wet stone 1k", model=NANO, look_up="web")
    assert await stage.free() == 1000
    assert "2.8" in words_of(await stage.you.runs("credits"))


async def test_more_searches_than_the_price_counts_are_paid_by_the_house(stage: Stage) -> None:
    many = replace(USED, searches=10)
    stage.google.then(lambda call: good(call, many))
    thread = await stage.you.orders("a can on wet stone 1k", model=NANO, look_up="web")
    version = await stage.version(thread, 1)
    assert version.spent == version.quote.up_to == 14_400
    # ten searches and the picture: 17.5 billed
    assert "more than the price shown | 3.1" in words_of(await stage.you.runs("credits"))


# --- edits: what the model cannot do is said before a credit is reserved -------------------------


@pytest.mark.parametrize(
    ("model", "instruction", "says"),
    [
        (LITE, "4K", "does not draw this size (4K)"),
        (GPT, "4K", "does not draw this size (4K)"),
        (LITE, "warmer, look it up on the web", "cannot look it up on the web"),
        (GPT, "warmer, look it up on the web", "cannot look it up on the web"),
    ],
)
async def test_an_edit_that_its_model_cannot_make_is_refused_by_name(
    stage: Stage, model: str, instruction: str, says: str
) -> None:
    thread = await stage.you.orders("a can on wet stone", model=model)
    free, calls = await stage.free(), len(stage.google.calls + stage.openai.calls)
    answer = await stage.you.runs("edit", thread, instruction=instruction, agreed=10**9)
    assert says in words_of(answer)
    assert "Nano Banana 2.1 can." in words_of(answer)
    assert (await stage.free(), await stage.reserved()) == (free, 0)
    assert len(stage.google.calls + stage.openai.calls) == calls


async def test_a_size_that_another_model_had_gives_way(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone 4k", model=NANO)
    answer = await stage.you.runs("edit", thread, instruction="warmer", model=LITE, agreed=10**9)
    assert isinstance(answer, Quiet), words_of(answer)
    version = await stage.version(thread, 2)
    assert (version.quote.size, version.format.size) == ("1K", "")


async def test_a_mask_is_refused_where_the_model_takes_none(stage: Stage) -> None:
    mask = await stage.you.uploads(picture("mask", 300, 300), "mask.png", Role.MASK)
    asked = stage.you.running("brief", text="a can on wet stone", model=NANO, agreed=10**9)
    assert isinstance(asked, Invocation)
    answer = await stage.you.sends(replace(asked, photos=(mask,)))
    assert errors_of(answer) == [("photos", "no_mask", "GPT Image 2")]
    thread = await stage.you.orders("a can on wet stone", model=NANO)
    said = await stage.you.says("make the marked part green", thread, photos=(mask,), agreed=10**9)
    assert "takes no mask" in words_of(said)
    assert "GPT Image 2 can." in words_of(said)


async def test_a_thread_of_a_model_that_is_gone_names_another(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone", model=NANO)
    stage.studio.office.terms.gone.add(NANO)
    said = await stage.you.runs("edit", thread, instruction="warmer", agreed=10**9)
    assert "is no longer offered" in words_of(said)
    assert "Nano Banana Pro can." in words_of(said)
    again = await stage.you.presses("Again", await stage.you.sees("1.1", thread))
    assert "is no longer offered" in words_of(again)
    assert len(stage.google.calls) == 1
