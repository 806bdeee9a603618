"""Every answer that a model can give, down to the sentence on the card; retries with their bounds;
calls whose outcome nobody knows."""

from __future__ import annotations

import asyncio

import pytest

from bot.cards import Kind
from bot.domain.answers import TRIES
from bot.domain.outcome import (
    Access,
    AuthOrVerification,
    BadRequest,
    BadResponse,
    Failure,
    Made,
    ModelGone,
    NoImage,
    Ok,
    ProviderDown,
    QuotaOrBilling,
    RateLimited,
    Refused,
    TimeoutUnknownCost,
)
from bot.domain.work import VersionState
from tests.standins.model import Hang, Step
from tests.stories.studio import NANO, Stage, button_of, labels, words_of

FAILED = VersionState.FAILED
TABLE: tuple[tuple[Failure, str, int, str], ...] = (
    # outcome, stored word, calls that are made, words on the card
    (Refused("input", ("violence",)), "refused", 1, "will not draw this"),
    (NoImage("a poem instead"), "no_image", 1, "words instead of a picture"),
    (RateLimited(1.0), "rate_limited", TRIES, "is busy"),
    (RateLimited(3600.0), "rate_limited", 1, "is busy"),
    (QuotaOrBilling("limit"), "quota_or_billing", 1, "no credit left"),
    (AuthOrVerification(), "auth_or_verification", 1, "does not accept our key"),
    (AuthOrVerification(Access.VERIFICATION), "auth_or_verification", 1, "Verify Organization"),
    (
        AuthOrVerification(Access.REGION),
        "auth_or_verification",
        1,
        "not offered by its vendor in our",
    ),
    (AuthOrVerification(Access.LIMITED), "auth_or_verification", 1, "has limited our account"),
    (BadRequest("size 5K is unknown"), "bad_request", 1, "could not read the order"),
    (ModelGone(NANO), "model_gone", 1, "no longer offered"),
    (ProviderDown("503"), "provider_down", TRIES, "cannot be reached"),
    (BadResponse("no base64"), "bad_response", 1, "not a picture"),
)
ADMINS = frozenset({"quota_or_billing", "auth_or_verification", "model_gone"})
"""Of these the admins are told: nobody else can mend them."""


def test_the_table_knows_every_failure() -> None:
    told = {type(outcome) for outcome, *_ in TABLE} | {TimeoutUnknownCost}
    assert told == set(Failure.__args__)


@pytest.mark.parametrize(
    ("outcome", "word", "calls", "words"), TABLE, ids=[f"{t[1]}-{t[2]}" for t in TABLE]
)
async def test_a_failure_gives_back_and_says_what_happened(
    stage: Stage, outcome: Failure, word: str, calls: int, words: str
) -> None:
    stage.google.then(*[outcome] * calls)
    thread = await stage.you.orders(model=NANO)
    for _ in range(TRIES):
        await stage.pass_time(100)
    version = await stage.version(thread, 1)
    assert (version.state, version.problem) == (FAILED, word)
    assert len(stage.google.calls) == calls
    assert await stage.free() == 1000
    assert await stage.reserved() == 0
    shown = await stage.you.sees("1.1", thread, Kind.RUNNING)
    assert words in words_of(shown)
    assert "5.1 given back" in words_of(shown)
    assert "Nano Banana 2.1" in words_of(shown)
    assert any(label.startswith("Try again") for label in labels(shown.card))  # type: ignore[arg-type]
    notices = await stage.look(lambda tx: tx.all("SELECT about FROM notices"))
    told = {row.text("about") for row in notices} & {"vendor", "key", "model"}
    assert bool(told) == (word in ADMINS)


async def test_while_it_tries_again_the_credits_stay_reserved(stage: Stage) -> None:
    stage.google.then(RateLimited(20.0))
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.ORDERED
    assert await stage.reserved() == 5.1
    await stage.pass_time(15)
    assert len(stage.google.calls) == 1
    await stage.pass_time(10)
    assert (await stage.version(thread, 1)).state is VersionState.READY


async def test_what_only_an_admin_can_mend_is_told_to_admins_once(stage: Stage) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    stage.google.then(AuthOrVerification(), AuthOrVerification())
    await maker.orders(model=NANO)
    await maker.orders(model=NANO)
    told = [who for who, card in stage.chat.told if "check the key" in words_of(card)]
    assert len(told) == 1
    assert told[0] != maker.id


async def test_try_again_under_a_failure_is_a_new_version(stage: Stage) -> None:
    stage.google.then(BadResponse())
    thread = await stage.you.orders(model=NANO)
    shown = await stage.you.sees("1.1", thread, Kind.RUNNING)
    await stage.you.presses("Try again", shown)
    assert (await stage.version(thread, 2)).state is VersionState.READY
    assert (await stage.version(thread, 1)).state is FAILED


@pytest.mark.parametrize(
    "answer",
    [
        Ok((Made(b"not a picture", "image/png", 10, 10),)),
        Ok((Made(b"", "image/png", 10, 10),)),
    ],
)
async def test_bytes_that_are_no_picture_fail_and_cost_nothing(stage: Stage, answer: Step) -> None:
    stage.google.then(answer)
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is FAILED
    assert await stage.free() == 1000
    shown = words_of(await stage.you.sees("1.1", thread, Kind.RUNNING))
    assert "not a picture" in shown


async def test_a_crash_in_a_model_is_our_mistake_and_the_person_gets_a_number(stage: Stage) -> None:
    stage.google.then(ZeroDivisionError())
    thread = await stage.you.orders(model=NANO)
    version = await stage.version(thread, 1)
    assert version.state is FAILED
    reference = dict(version.problem_fields)["detail"]
    shown = words_of(await stage.you.sees("1.1", thread, Kind.RUNNING))
    assert reference in shown
    assert reference in stage.log.getvalue()
    stage.expected_a_bug()


# --- nobody knows -----------------------------------------------------------------------------


async def test_a_call_of_unknown_cost_is_never_made_again_by_itself(stage: Stage) -> None:
    stage.google.then(TimeoutUnknownCost())
    thread = await stage.you.orders(model=NANO)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.UNCERTAIN
    assert await stage.reserved() == 5.1
    shown = words_of(await stage.you.sees("1.1", thread, Kind.RUNNING))
    assert "Checking with the vendor" in shown
    await stage.pass_time(300)
    await stage.tend()
    assert len(stage.google.calls) == 1
    assert await stage.reserved() == 5.1


async def test_run_again_is_asked_twice_and_stays_under_the_same_reserve(stage: Stage) -> None:
    stage.google.then(TimeoutUnknownCost())
    thread = await stage.you.orders(model=NANO)
    shown = await stage.you.sees("1.1", thread, Kind.RUNNING)
    button = button_of(shown.card, "Run again")  # type: ignore[arg-type]
    assert "may have been billed" in button.consequence
    await stage.you.presses("Run again", shown)
    assert (await stage.version(thread, 1)).state is VersionState.READY
    assert len(stage.google.calls) == 2
    assert await stage.free() == 994.9
    assert await stage.entries() == [("grant", 1000), ("spend", -5.1)]


async def test_an_admin_gives_back_what_nobody_knows_and_house_pays(stage: Stage) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    stage.google.then(TimeoutUnknownCost())
    thread = await maker.orders(model=NANO)
    version = await stage.version(thread, 1)
    denied = await maker.presses_raw(f"v1:give_back:{version.id}")
    assert "admin" in words_of(denied)
    assert await stage.reserved() == 5.1
    await stage.you.presses_raw(f"v1:give_back:{version.id}")
    assert await stage.free() == 1000
    assert (await stage.version(thread, 1)).state is FAILED
    assert "5.1" in words_of(await stage.you.runs("credits"))


async def test_after_a_day_the_unknown_is_given_back_by_itself(stage: Stage) -> None:
    stage.google.then(TimeoutUnknownCost())
    thread = await stage.you.orders(model=NANO)
    await stage.sleep_through(23 * 3600)
    await stage.tend()
    assert await stage.reserved() == 5.1
    await stage.sleep_through(3600 + 60)
    await stage.tend()
    assert await stage.free() == 1000
    version = await stage.version(thread, 1)
    assert version.state is FAILED
    shown = words_of(await stage.you.sees("1.1", thread, Kind.RUNNING))
    assert "given back" in shown


async def test_one_unknown_of_four_keeps_the_whole_order_open(stage: Stage) -> None:
    stage.google.then(TimeoutUnknownCost())
    thread = await stage.you.orders("a can x4", model=NANO)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.UNCERTAIN
    await stage.you.presses_raw(f"v1:give_back:{version.id}")
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert len(version.pictures) == 3
    assert version.spent is not None
    assert version.spent < version.quote.up_to


async def test_a_computer_that_slept_through_a_call_gets_its_picture(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    stage.clock.move(1200)
    await asyncio.sleep(0.02)
    hang.release()
    await stage.until_async(lambda: stage.state_of(thread, VersionState.READY))
    await stage.quiet()
    assert len(stage.google.calls) == 1
    assert await stage.free() == 994.9


async def _loses_its_lease(stage: Stage) -> None:
    """As after a stall of the whole process that is longer than a lease."""
    await stage.do(lambda tx: tx.run("UPDATE jobs SET lease = 0 WHERE state = 'running'"))
    stage.studio.worker.wake()


async def test_a_picture_that_comes_after_the_lease_was_lost_is_kept(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    await _loses_its_lease(stage)
    await stage.until_async(lambda: stage.state_of(thread, VersionState.UNCERTAIN))
    hang.release()
    await stage.until_async(lambda: stage.state_of(thread, VersionState.READY))
    await stage.quiet()
    assert len(stage.google.calls) == 1
    assert await stage.free() == 994.9


async def test_a_late_picture_after_it_was_given_back_is_kept_nowhere_twice(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    await _loses_its_lease(stage)
    await stage.until_async(lambda: stage.state_of(thread, VersionState.UNCERTAIN))
    version = await stage.version(thread, 1)
    await stage.studio.desk.handle(stage.you.raw(f"v1:give_back:{version.id}"))
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    assert await stage.free() == 1000
    assert (await stage.version(thread, 1)).state is FAILED
