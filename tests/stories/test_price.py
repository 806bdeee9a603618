"""What a person is asked before credits move, and what a price card is worth later."""

from __future__ import annotations

import pytest

from bot.cards import Kind
from bot.domain.model import Provider
from bot.domain.quote import size_for
from bot.domain.work import VersionState
from bot.events import Ask, Quiet, Say
from tests.stories.fixtures import Opening
from tests.stories.studio import GPT, NANO, PRO, Stage, labels, words_of
from tests.stories.test_money import dearer


@pytest.fixture
async def fresh(open_stage: Opening) -> Stage:
    """Keys, 1,000 credits and the rules as they are by default."""
    return await open_stage()


async def test_a_first_paid_brief_is_asked_and_nothing_is_reserved(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can on wet stone", model=NANO)
    assert isinstance(answer, Say)
    assert answer.private
    assert answer.card.kind is Kind.PRICE
    assert "Ready: up to 5.1 credits - you have 1,000.0" in words_of(answer)
    assert await fresh.threads() == ()
    assert await fresh.reserved() == 0
    made = await fresh.you.presses("Make it 5.1", answer)
    assert isinstance(made, Quiet)
    assert await fresh.free() == 994.9


async def test_the_first_three_are_asked_the_fourth_just_starts(fresh: Stage) -> None:
    for _ in range(3):
        answer = await fresh.you.asks("a can", model=NANO)
        assert isinstance(answer, Say)
        await fresh.you.presses("Make it", answer)
    assert isinstance(await fresh.you.asks("a can", model=NANO), Quiet)


async def test_what_is_dear_is_always_asked(fresh: Stage) -> None:
    await fresh.rules(first_paid_asks=0)
    assert isinstance(await fresh.you.asks("a can 4k", model=PRO), Say)
    assert isinstance(await fresh.you.asks("a can", model=NANO), Quiet)


async def test_what_is_a_big_share_of_the_rest_is_asked(open_stage: Opening) -> None:
    stage = await open_stage(given=50)
    await stage.rules(first_paid_asks=0)
    assert isinstance(await stage.you.asks("a can", model=NANO), Say)


async def test_a_price_on_screen_is_not_asked_again_unless_it_rose(fresh: Stage) -> None:
    assert isinstance(await fresh.you.asks("a can", model=NANO, agreed=5100), Quiet)
    assert isinstance(await fresh.you.asks("a can", model=NANO, agreed=5000), Say)
    assert isinstance(await fresh.you.asks("a can", model=NANO, agreed="lots"), Say)


async def test_a_price_that_rose_on_the_card_is_shown_again_and_not_spent(
    fresh: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    dearer(monkeypatch)
    again = await fresh.you.presses("Make it", answer)
    assert isinstance(again, Say)
    assert "10.2" in words_of(again)
    assert await fresh.threads() == ()
    await fresh.pass_time(5)
    assert isinstance(await fresh.you.presses("Make it 10.2", again), Quiet)
    assert await fresh.free() == 1000 - 10.2


async def test_a_price_card_is_pressed_twice_and_is_one_order(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    await fresh.you.presses("Make it", answer)
    await fresh.you.presses("Make it", answer)
    await fresh.pass_time(60)
    await fresh.you.presses("Make it", answer)
    assert len(await fresh.threads()) == 1
    assert len(fresh.google.calls) == 1


async def test_a_draft_is_kept_for_a_day(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    await fresh.sleep_through(24 * 3600 - 60)
    await fresh.tend()
    form = await fresh.you.presses("Change...", answer)
    assert isinstance(form, Ask)
    assert dict(form.values)["what"] == "a can"
    await fresh.sleep_through(120)
    await fresh.tend()
    assert "older than a day" in words_of(await fresh.you.presses("Make it", answer))
    assert await fresh.threads() == ()


async def test_the_price_card_offers_a_free_sketch_of_the_same_draft(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    made = await fresh.you.presses("Free sketch", answer)
    assert isinstance(made, Quiet)
    version = await fresh.version(made.opens, 1)
    assert version.quote.model == "sketch"
    assert await fresh.free() == 1000


async def test_cancel_under_a_price_drops_the_draft(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    assert "Nothing was spent" in words_of(await fresh.you.presses("Cancel", answer))
    assert "gone" in words_of(await fresh.you.presses("Make it", answer))


async def test_the_draft_of_somebody_else_is_nobodys(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    maker = await fresh.adds("Mia", "sketch", "spend")
    assert "You may not" in words_of(await maker.presses("Make it", answer))
    assert await fresh.threads() == ()


async def test_a_changed_draft_is_priced_anew(fresh: Stage) -> None:
    answer = await fresh.you.asks("a can", model=NANO)
    form = await fresh.you.presses("Change...", answer)
    assert isinstance(form, Ask)
    values = {**dict(form.values), "what": "two cans", "model": PRO}
    again = await fresh.you.submits("brief", values, draft=form.draft)
    assert isinstance(again, Say)
    assert "Pro" in words_of(again)
    made = await fresh.you.presses("Make it", again)
    assert isinstance(made, Quiet)
    assert (await fresh.session(made.opens)).brief.what == "two cans"


async def test_an_edit_that_costs_is_asked_too(fresh: Stage) -> None:
    thread = await fresh.you.orders(model=NANO)
    answer = await fresh.you.says("make it warmer", thread)
    assert isinstance(answer, Say)
    assert answer.card.kind is Kind.PRICE
    assert len((await fresh.session(thread)).versions) == 1
    await fresh.you.presses("Make it", answer)
    assert (await fresh.version(thread, 2)).state is VersionState.READY
    await fresh.pass_time(60)
    await fresh.you.presses("Make it", answer)
    assert len((await fresh.session(thread)).versions) == 2


async def test_buttons_that_name_their_price_do_not_ask_for_it_again(fresh: Stage) -> None:
    thread = await fresh.you.orders("a can", model="sketch")
    shown = await fresh.you.sees("1.1", thread)
    label = next(name for name in labels(shown.card) if name.startswith("Make it"))  # type: ignore[arg-type]
    answer = await fresh.you.presses("Make it", shown)
    assert isinstance(answer, Quiet), words_of(answer)
    version = await fresh.version(thread, 2)
    assert label.endswith(f"{version.quote.up_to / 1000:.1f}")
    await fresh.pass_time(20)
    shown = await fresh.you.sees("1.2", thread)
    assert isinstance(await fresh.you.presses("Again", shown), Quiet)
    assert (await fresh.version(thread, 3)).state is VersionState.READY


@pytest.mark.parametrize("vendor", [Provider.GOOGLE, Provider.OPENAI])
async def test_finish_names_its_price_and_draws_what_the_place_needs(
    open_stage: Opening, vendor: Provider
) -> None:
    fresh = await open_stage(keyed=frozenset({Provider.SKETCH, vendor}))
    thread = await fresh.you.orders("a can on stone")
    draft = await fresh.version(thread, 1)
    answer = await fresh.you.presses("Finish", await fresh.you.sees("1.1", thread))
    assert isinstance(answer, Quiet), words_of(answer)
    finished = await fresh.version(thread, 2)
    assert finished.state is VersionState.READY
    assert finished.parent == draft.pictures[0].id
    call = (fresh.google.calls + fresh.openai.calls)[-1]
    better = (finished.quote.size, finished.quality) != (draft.quote.size, draft.quality)
    assert better
    assert (size_for(call.model, call.format), call.quality) == (
        finished.quote.size,
        finished.quality,
    )
    assert finished.quote.each > draft.quote.each
    shown = await fresh.you.sees("1.2", thread)
    assert not [label for label in labels(shown.card) if label.startswith("Finish")]  # type: ignore[arg-type]
    again = next(label for label in labels(shown.card) if label.startswith("Again"))  # type: ignore[arg-type]
    assert again == f"Again {finished.quote.up_to / 1000:.1f}"


async def test_the_price_is_the_most_that_is_ever_taken(fresh: Stage) -> None:
    thread = await fresh.you.orders("a can", model=GPT)
    version = await fresh.version(thread, 1)
    assert version.spent is not None
    assert version.spent <= version.quote.up_to


async def test_the_preview_stores_nothing_and_shows_what_would_be_ordered(fresh: Stage) -> None:
    desk, you = fresh.studio.desk, fresh.you
    preview = await desk.changed(
        you.actor, you.venue(), "brief", "a can for a story x2", (("model", NANO),), ()
    )
    assert preview.ready
    assert preview.quote is not None
    assert await fresh.threads() == ()
    thread = await fresh.you.orders("a can for a story x2", model=NANO, agreed=preview.quote.up_to)
    assert (await fresh.version(thread, 1)).quote == preview.quote
    nothing = await desk.changed(you.actor, you.venue(), "brief", "", (), ())
    assert not nothing.ready
    assert nothing.errors
