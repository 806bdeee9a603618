"""Turns that a long day brings: what was stopped, parked or never came; rights, keys and prices that
changed meanwhile; old reactions under a new review; /undo more than once."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.cards import Kind
from bot.domain.model import Provider
from bot.domain.outcome import TimeoutUnknownCost
from bot.domain.work import Review, ReviewState, VersionState
from bot.events import Actor, Platform, Snapshot
from tests.standins.model import NOTHING, Hang
from tests.stories.fixtures import Opening
from tests.stories.studio import GPT, NANO, PRO, Stage, labels, words_of
from tests.stories.test_money import dearer

TICK = "✅"
DAY = 24 * 3600.0


async def _poor(open_stage: Opening, given: float) -> Stage:
    stage = await open_stage(given=given)
    await stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    return stage


async def _review(stage: Stage, thread: str, number: int = 1) -> Review:
    review = (await stage.version(thread, number)).review
    assert review is not None
    return review


# --- a picture to change that is not there --------------------------------------------------------


async def test_a_parked_version_is_not_changed_before_it_is_drawn(open_stage: Opening) -> None:
    stage = await _poor(open_stage, 6)
    thread = await stage.you.orders("a can on wet stone 4k", model=NANO)
    said = words_of(await stage.you.says("make it warmer, in 1K", thread))
    assert "1.1 has no picture yet; it waits for credits" in said
    assert stage.google.calls == []
    assert len((await stage.session(thread)).versions) == 1


async def test_a_version_that_the_vendor_has_not_answered_for_is_not_changed(stage: Stage) -> None:
    stage.google.then(TimeoutUnknownCost())
    thread = await stage.you.orders(model=NANO)
    assert "1.1 has no picture yet" in words_of(await stage.you.says("make it warmer", thread))
    assert len(stage.google.calls) == 1


async def test_a_change_whose_nearest_picture_is_a_sketch_is_not_sent_blind(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone", model="sketch")
    picture = (await stage.version(thread, 1)).pictures[0].id
    hang = Hang(NOTHING)
    stage.google.then(hang)
    await stage.you.runs("practise", thread, picture=picture, model=NANO, price=10**9)
    await stage.you.says("make it warmer", thread)
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    assert len(stage.google.calls) == 1
    assert (await stage.version(thread, 3)).state is VersionState.FAILED
    assert await stage.reserved() == 0


# --- parked ---------------------------------------------------------------------------------------


async def test_a_key_that_is_gone_keeps_no_grant_from_being_booked(open_stage: Opening) -> None:
    stage = await open_stage(keyed=frozenset({Provider.SKETCH}))
    await stage.stop()
    stage.keyed = frozenset({Provider.SKETCH, Provider.GOOGLE, Provider.OPENAI})
    await stage.start_again()
    await stage.grant(2)
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.PARKED
    await stage.stop()
    stage.keyed = frozenset({Provider.SKETCH, Provider.OPENAI})
    await stage.start_again()
    await stage.grant(50)
    assert await stage.free() == 52
    assert (await stage.version(thread, 1)).state is VersionState.PARKED


async def test_a_practice_order_never_starts_with_real_credits(practice: Stage) -> None:
    await practice.rules(member_daily_cap=1000, first_paid_asks=0)
    thread = await practice.you.orders(model=NANO)
    assert (await practice.version(thread, 1)).state is VersionState.PARKED
    await practice.stop()
    practice.keyed = frozenset({Provider.SKETCH, Provider.GOOGLE})
    await practice.start_again()
    await practice.rules(member_daily_cap=10**12)
    await practice.grant(100)
    assert await practice.free() == 100


async def test_who_may_not_spend_any_more_starts_nothing(open_stage: Opening) -> None:
    stage = await _poor(open_stage, 1)
    mia = await stage.adds("Mia", "sketch", "spend")
    thread = await mia.orders(model=NANO)
    await stage.you.runs("people", verb="change", member=mia.id, name="Mia", rights="sketch")
    await stage.grant(100)
    assert (await stage.version(thread, 1)).state is VersionState.PARKED


@pytest.mark.parametrize("model", [NANO, PRO, GPT])
async def test_what_was_parked_beside_a_sketch_starts_at_the_price_that_was_agreed(
    open_stage: Opening, model: str
) -> None:
    stage = await _poor(open_stage, 1)
    thread = await stage.you.orders("a can on wet stone", model="sketch")
    picture = (await stage.version(thread, 1)).pictures[0].id
    await stage.you.runs("practise", thread, picture=picture, model=model, price=10**9)
    assert (await stage.version(thread, 2)).state is VersionState.PARKED
    await stage.grant(500)
    assert (await stage.version(thread, 2)).state is VersionState.READY


async def test_what_a_cap_holds_back_is_not_offered_for_what_is_left(stage: Stage) -> None:
    await stage.rules(member_daily_cap=6000)
    thread = await stage.you.orders("a can x4", model=NANO)
    card = (await stage.you.sees("1.1", thread, Kind.PARKED)).card
    assert card is not None
    assert not [label for label in labels(card) if label.startswith("Fit")]
    assert "It starts by itself when an admin raises the limit" in words_of(card)


async def test_a_day_of_checking_begins_when_the_call_was_made(open_stage: Opening) -> None:
    stage = await _poor(open_stage, 1)
    thread = await stage.you.orders(model=NANO)
    await stage.sleep_through(2 * DAY)
    stage.google.then(TimeoutUnknownCost())
    await stage.grant(100)
    await stage.pass_time(61)
    await stage.tend()
    assert (await stage.version(thread, 1)).state is VersionState.UNCERTAIN


# --- prices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [NANO, PRO, GPT])
async def test_again_costs_what_it_cost_with_the_photos_of_the_change(
    stage: Stage, model: str
) -> None:
    thread = await stage.you.orders("a can", model=model)
    photos = tuple(
        [
            await stage.you.uploads(_png(colour), f"{colour}.png", "product")
            for colour in ("red", "blue", "green")
        ]
    )
    await stage.you.says("add these beside the can", thread, photos=photos)
    await stage.you.presses("Again", await stage.you.sees("1.2", thread))
    first, second = (await stage.session(thread)).versions[1:]
    assert second.quote.up_to == first.quote.up_to


def _png(colour: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (600, 600), colour).save(held, "PNG")
    return held.getvalue()


async def test_formats_that_became_dearer_are_asked_for_together_once_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.rules(first_paid_asks=3)
    thread = await stage.you.orders(model=NANO)
    picture = (await stage.version(thread, 1)).pictures[0].id
    asked = await stage.you.runs("formats", thread, picture=picture, formats="story\nog")
    dearer(monkeypatch)
    again = await stage.you.presses("Make", asked)
    assert "2 pictures" in words_of(again)
    await stage.pass_time(30)
    await stage.you.presses("Make", again)
    assert len((await stage.session(thread)).versions) == 3


# --- reviews --------------------------------------------------------------------------------------


async def test_all_formats_on_one_sheet_are_drawn_and_end_no_review(stage: Stage) -> None:
    thread = await stage.you.orders("a can for:story,feed", model="sketch")
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    await stage.you.presses("All 2 formats", await stage.you.sees("1.1", thread))
    assert (await stage.version(thread, 2)).state is VersionState.READY
    assert (await _review(stage, thread)).state is ReviewState.OPEN


async def test_the_same_picture_for_another_place_ends_no_review_and_a_change_does(
    stage: Stage,
) -> None:
    thread = await stage.you.orders("a can for story", model=NANO)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    await stage.you.edits("same as YouTube thumbnail", thread)
    assert (await _review(stage, thread)).state is ReviewState.OPEN
    await stage.you.edits("v1: warmer light", thread)
    assert (await _review(stage, thread)).state is ReviewState.SUPERSEDED


@pytest.mark.parametrize("end", ["withdraw", "revoke"])
async def test_a_reaction_of_the_last_review_is_no_vote_in_the_next(stage: Stage, end: str) -> None:
    approver = await stage.approver()
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    message = (await approver.sees("1.1", thread, Kind.REVIEW)).ref
    await approver.reacts(TICK, message)
    picture = (await stage.version(thread, 1)).pictures[0].id
    if end == "revoke":
        await stage.pass_time(100)
        await approver.runs("revoke", thread, picture=picture, reason="wrong label")
    else:
        await stage.pass_time(5)
        await stage.you.runs("withdraw", thread, picture=picture)
    await stage.pass_time(100)
    await stage.you.runs("ask_approval", thread, picture=picture)
    await stage.pass_time(100)
    desk = Actor(Platform.WEB, "local", "desk", "Artdesk", is_bot=True)
    at = stage.clock.now()
    seen = Snapshot("look", desk, stage.you.venue(thread), at, message, ((approver.actor, TICK),))
    await stage.studio.desk.handle(seen)
    await stage.pass_time(100)
    assert (await _review(stage, thread)).state is ReviewState.OPEN


# --- undo -----------------------------------------------------------------------------------------


async def test_undo_goes_from_vote_to_vote(stage: Stage) -> None:
    approver = await stage.approver()
    threads = [await stage.you.orders(model=NANO) for _ in range(2)]
    for number, thread in enumerate(threads, 1):
        name = f"{number}.1"
        await stage.you.presses("Ask for approval", await stage.you.sees(name, thread))
        await stage.pass_time(5)
        await approver.presses("Approve", await approver.sees(name, thread, Kind.REVIEW))
        await stage.pass_time(5)
    told = []
    for _ in range(2):
        told.append(words_of(await approver.runs("undo")))
        await stage.pass_time(11)
    assert "2.1" in told[0]
    assert "1.1" in told[1]


async def test_undo_goes_from_rule_to_rule(stage: Stage) -> None:
    for amount in (100, 200, 300):
        await stage.you.runs("credits", verb="budget", amount=str(amount))
        await stage.pass_time(15)
    seen = []
    for _ in range(2):
        await stage.you.runs("undo")
        seen.append((await stage.policy()).monthly_budget)
        await stage.pass_time(15)
    assert seen == [200_000, 100_000]


async def test_another_model_for_a_change_is_told_to_change_what_is_still_to_come(
    stage: Stage,
) -> None:
    first = Hang()
    stage.openai.then(first)
    thread = await stage.you.orders(model=GPT)
    await stage.you.says("warmer light", thread)
    change = await stage.version(thread, 2)
    await stage.you.runs("again_with", thread, version=change.id, model=NANO, price=10**9)
    first.release()
    await stage.until(lambda: stage.openai.open == 0)
    await stage.quiet()
    call = stage.google.calls[-1]
    assert call.parent is not None
    assert "change only this: warmer light" in call.prompt
    assert "Changes made so far" not in call.prompt
