"""A vendor that is busy, broken or gone: its orders wait where everybody can see why, another model is
offered with the difference in price, and what is over is out of choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Card, Kind, Progress, Text, When
from bot.domain.model import Provider
from bot.domain.outcome import (
    Access,
    AuthOrVerification,
    ModelGone,
    ProviderDown,
    QuotaOrBilling,
    RateLimited,
)
from bot.domain.work import VersionState
from bot.events import Ask
from bot.services.terms import date_of
from bot.worker import BREAK_AFTER, PAUSE_MAX_S, PAUSE_S
from tests.stories.fixtures import Opening
from tests.stories.studio import GPT, NANO, Stage, labels, words_of

ORDERED, READY = VersionState.ORDERED, VersionState.READY
LITE = "gemini-3.1-flash-lite-image"


async def running(stage: Stage, thread: str, name: str = "1.1") -> Card:
    card = (await stage.you.sees(name, thread, Kind.RUNNING)).card
    assert card is not None
    return card


def stage_of(card: Card) -> str:
    return next(part.stage for part in card.parts if isinstance(part, Progress))


def next_try(card: Card) -> float:
    spans = [span for part in card.parts if isinstance(part, Text) for span in part.line]
    return next(span.at for span in spans if isinstance(span, When))


# --- waiting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [RateLimited(60.0), ProviderDown("503")])
async def test_while_its_vendor_is_busy_the_card_says_so_and_offers_another(
    stage: Stage, trouble: RateLimited | ProviderDown
) -> None:
    stage.google.then(trouble)
    thread = await stage.you.orders("a can 1k", model=NANO)
    card = await running(stage, thread)
    assert stage_of(card) == "waiting"
    assert "Nano Banana 2.1 is busy or cannot be reached" in words_of(card)
    assert next_try(card) == stage.clock.now() + (60 if isinstance(trouble, RateLimited) else 2)
    # the other vendor's picture of that size: 1.3, its words 0.5, an unfinished one 0.3
    assert labels(card) == ["GPT Image 2.5 flare 2.1 (-1.3)", "Cancel, free"]
    await stage.pass_time(70)
    assert (await stage.version(thread, 1)).state is READY
    assert not stage.openai.calls


async def test_the_other_model_is_taken_only_by_hand_and_the_one_that_waits_ends_free(
    stage: Stage,
) -> None:
    stage.google.then(RateLimited(60.0))
    thread = await stage.you.orders("a can 1k", model=NANO)
    assert await stage.reserved() == 3.4
    await stage.you.presses("GPT Image 2.5 flare", await running(stage, thread))
    first, second = (await stage.session(thread)).versions
    assert (first.state, second.state) == (VersionState.CANCELLED, READY)
    assert second.quote.model == "gpt-image-2.5-flare"
    assert await stage.free() == 1000 - 2.1
    await stage.pass_time(120)
    assert (len(stage.google.calls), len(stage.openai.calls)) == (1, 1)


async def test_a_second_press_is_the_same_order(stage: Stage) -> None:
    stage.google.then(RateLimited(60.0))
    thread = await stage.you.orders("a can 1k", model=NANO)
    card = await running(stage, thread)
    await stage.you.presses("GPT Image 2.5 flare", card)
    await stage.you.presses("GPT Image 2.5 flare", card)
    assert len((await stage.session(thread)).versions) == 2


async def test_nobody_ends_the_order_of_somebody_else(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    stage.google.then(RateLimited(60.0))
    thread = await stage.you.orders("a can 1k", model=NANO)
    said = await mia.presses("GPT Image 2.5 flare", await running(stage, thread))
    assert "only its maker may" in words_of(said)
    assert (await stage.version(thread, 1)).state is ORDERED


async def test_what_waits_is_cancelled_free_though_it_was_tried(stage: Stage) -> None:
    stage.google.then(RateLimited(60.0))
    thread = await stage.you.orders("a can 1k", model=NANO)
    await stage.you.presses("Cancel, free", await running(stage, thread))
    assert (await stage.version(thread, 1)).state is VersionState.CANCELLED
    assert await stage.free() == 1000


async def test_an_order_that_only_waits_for_its_turn_is_offered_nothing_else(stage: Stage) -> None:
    stage.studio.worker._caps = {**stage.studio.worker._caps, Provider.GOOGLE: 0}
    thread = await stage.you.orders("a can 1k", model=NANO)
    assert labels(await running(stage, thread)) == ["Cancel, free"]
    stage.studio.worker._caps = {**stage.studio.worker._caps, Provider.GOOGLE: 1}
    stage.studio.worker.wake()


# --- the circuit breaker ----------------------------------------------------------------------


async def paused_until(stage: Stage) -> float:
    row = await stage.look(
        lambda tx: tx.one("SELECT paused_until AS at FROM providers WHERE name = 'google'")
    )
    return row.number("at") if row else 0.0


async def test_a_vendor_that_is_down_gets_a_pause_and_its_orders_say_so(stage: Stage) -> None:
    stage.google.then(*[ProviderDown("503")] * BREAK_AFTER)
    thread = await stage.you.orders("a can 1k", model=NANO)
    for _ in range(BREAK_AFTER):
        await stage.pass_time(5)
    assert len(stage.google.calls) == BREAK_AFTER
    until = await paused_until(stage)
    assert PAUSE_S - 15 < until - stage.clock.now() <= PAUSE_S
    # An order that comes now is not sent into it; the other vendor's are drawn.
    other = await stage.you.orders("another can 1k", model=NANO)
    third = await stage.you.orders("a third can", model=GPT)
    assert len(stage.google.calls) == BREAK_AFTER
    assert (await stage.version(third, 1)).state is READY
    for seen in (await running(stage, thread), await running(stage, other, "2.1")):
        assert next_try(seen) == until
        assert labels(seen)[0].startswith("GPT Image 2.5 flare")
    await stage.pass_time(PAUSE_S + 5)
    for one in (thread, other):
        assert (await stage.version(one, 1)).state is READY
    assert await stage.reserved() == 0


async def test_the_pause_grows_while_it_lasts_and_one_good_answer_ends_it(stage: Stage) -> None:
    stage.google.then(*[ProviderDown("503")] * 12)
    pauses = []
    for _ in range(3):
        await stage.you.orders("a can 1k", model=NANO)
        await stage.pass_time(PAUSE_MAX_S * 4)
        pauses.append(await paused_until(stage) - stage.clock.now())
    worker = stage.studio.worker
    assert worker._failures["google"] == 12
    await stage.you.orders("a can 1k", model=NANO)
    await stage.pass_time(PAUSE_MAX_S)
    assert "google" not in worker._failures
    lines = [line for line in stage.log.getvalue().splitlines() if "provider_paused" in line]
    assert '"seconds": 30.0' in lines[0]
    assert f'"seconds": {PAUSE_MAX_S}' in lines[-1]


# --- after a failure --------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [QuotaOrBilling(), AuthOrVerification(), RateLimited(3600.0)])
async def test_after_a_failure_the_other_vendors_model_is_offered_with_the_difference(
    stage: Stage, trouble: QuotaOrBilling | AuthOrVerification | RateLimited
) -> None:
    stage.openai.then(trouble)
    thread = await stage.you.orders("a can", model=GPT)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.FAILED
    card = await running(stage, thread)
    assert version.quote.up_to == 6_100
    assert "Nano Banana 2.1 5.1 (-1.0)" in labels(card)
    await stage.you.presses("Nano Banana 2.1", card)
    second = await stage.version(thread, 2)
    assert (second.state, second.quote.model, second.spent) == (READY, NANO, 5100)
    assert "Subject:" not in stage.google.calls[0].prompt  # compiled anew for the other family


async def test_nothing_is_offered_that_could_not_do_it(open_stage: Opening) -> None:
    stage = await open_stage(keyed=frozenset({Provider.SKETCH, Provider.GOOGLE}))
    stage.google.then(QuotaOrBilling())
    thread = await stage.you.orders("a can 1k", model=NANO)
    assert labels(await running(stage, thread))[0] == "Try again 3.4"
    assert not any("GPT" in label for label in labels(await running(stage, thread)))


async def test_what_was_to_be_looked_up_is_not_offered_to_a_model_that_cannot(stage: Stage) -> None:
    stage.google.then(QuotaOrBilling())
    thread = await stage.you.orders("a can 1k", model=NANO, look_up="web")
    assert not any("GPT" in label for label in labels(await running(stage, thread)))


# --- gone -------------------------------------------------------------------------------------


async def told_admins(stage: Stage) -> str:
    return "\n".join(words_of(card) for _, card in stage.chat.told)


async def test_a_model_that_its_vendor_took_away_leaves_the_choice(stage: Stage) -> None:
    stage.google.then(ModelGone(NANO))
    thread = await stage.you.orders("a can 1k", model=NANO)
    card = await running(stage, thread)
    assert "no longer offered" in words_of(card)
    assert "Nano Banana 2.1 is no longer offered by its vendor" in await told_admins(stage)
    assert labels(card)[1] == "GPT Image 2.5 flare 2.1 (-1.3)"
    answer = await stage.you.asks("a can 1k", model=NANO)
    assert isinstance(answer, Ask)
    assert [(e.field, e.code) for e in answer.errors] == [("model", "gone")]
    offered = await stage.studio.desk.choices(stage.you.actor, "brief", "model", "")
    assert NANO not in [choice.value for choice in offered.choices]
    second = await stage.you.orders("another can")
    assert (await stage.version(second, 1)).quote.model != NANO
    assert len(stage.google.calls) == 1


async def test_instead_of_a_model_that_is_gone_its_vendors_others_will_do(
    open_stage: Opening,
) -> None:
    stage = await open_stage(keyed=frozenset({Provider.SKETCH, Provider.GOOGLE}))
    stage.google.then(ModelGone(NANO))
    thread = await stage.you.orders("a can 1k", model=NANO)
    assert labels(await running(stage, thread))[1] == "Nano Banana 2 Lite 3.4"


async def test_a_model_past_its_last_day_leaves_the_choice_and_admins_hear_of_it_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = stage.studio.office.terms
    ends = date_of(stage.clock.now() + 36 * 3600)
    ending = tuple(
        replace(m, shut_down=ends) if m.id == LITE else m for m in terms.catalogue.models
    )
    catalogue = replace(terms.catalogue, models=ending)
    monkeypatch.setattr("tests.stories.studio._catalogue", catalogue)
    await stage.stop()
    await stage.start_again()
    await stage.tend()
    assert LITE in stage.studio.office.terms.usable()
    await stage.sleep_through(3 * 24 * 3600)
    for _ in range(2):
        await stage.tend()
        assert LITE not in stage.studio.office.terms.usable()
        await stage.stop()
        await stage.start_again()
    await stage.tend()
    said = await told_admins(stage)
    assert said.count("Nano Banana 2 Lite is past the day that its vendor named") == 1
    # the old one, hidden from the start, is nobody's news
    assert "Nano Banana is past" not in said
    answer = await stage.you.asks("a can 1k", model=LITE)
    assert isinstance(answer, Ask)


# --- keys -------------------------------------------------------------------------------------


async def test_the_missing_step_is_named_to_the_person_and_to_the_admins(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    stage.openai.then(AuthOrVerification(Access.VERIFICATION))
    thread = await mia.orders("a can", model=GPT)
    where = "platform.openai.com, Settings, Organization, General, Verify Organization"
    shown = await mia.sees("1.1", thread, Kind.RUNNING)
    assert where in words_of(shown)
    told = [who for who, card in stage.chat.told if where in words_of(card)]
    assert len([who for who in told if who != mia.id]) == 1


async def test_set_up_says_what_each_key_has_shown(stage: Stage) -> None:
    async def keys() -> str:
        return words_of(await stage.you.runs("setup"))

    assert "OpenAI: key is there, not tried yet" in await keys()
    stage.openai.then(AuthOrVerification(Access.VERIFICATION))
    await stage.you.orders("a can", model=GPT)
    assert "OpenAI: key refused" in await keys()
    await stage.pass_time(5)
    await stage.you.orders("a can", model=GPT)
    await stage.you.orders("a can", model=NANO)
    assert "OpenAI: works, account verified" in await keys()
    assert "Google: works" in await keys()
