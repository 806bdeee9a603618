"""The table of faults: Discord is late, refuses, loses answers, limits, goes away. The person reads one
sentence, the credits are right, nothing is posted twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.work import VersionState
from tests.adapters.discord.studio import OnDiscord, on_discord, plain
from tests.standins.discord import Discord, Message, pictures
from tests.standins.model import Hang

PAID = "a can on wet stone model:nano-banana-2.1"
FREE = "a can on wet stone model:sketch"


def roots(d: Discord) -> list[Message]:
    return [m for m in d.posted(d.briefs) if not m.ephemeral]


# --- acknowledgements -------------------------------------------------------------------------


async def test_an_acknowledgement_goes_out_at_once(d: Discord, desk: OnDiscord) -> None:
    used = [await d.member.slash(name, d.briefs) for name in ("help", "models", "history")]
    used += [await d.member.slash("brief", d.briefs, what=FREE)]
    await desk.quiet()

    assert max(one.of.ack_after or 9 for one in used) < 0.5


async def test_an_interaction_that_discord_gave_up_on_is_not_done_and_its_person_hears_so(
    d: Discord, desk: OnDiscord
) -> None:
    d.refuse("POST", "/interactions/*/*/callback", 10062)
    used = await d.member.slash("brief", d.briefs, what=FREE, wait=False)

    assert "nothing was done" in plain(await desk.says(d.member.dm, "Please try again"))
    await desk.quiet()
    assert used.failed
    assert not roots(d)


async def test_an_acknowledgement_whose_answer_was_lost_is_one(d: Discord, desk: OnDiscord) -> None:
    d.fail("POST", "/interactions/*/*/callback", status=502, body="bad gateway", applied=True)
    await d.member.slash("brief", d.briefs, what=FREE)

    await desk.shows(d.briefs, "1.1")
    assert len(roots(d)) == 1


async def test_an_acknowledgement_that_was_cut_is_sent_again(d: Discord, desk: OnDiscord) -> None:
    d.fail("POST", "/interactions/*/*/callback", cut=True)
    used = await d.member.slash("help", d.briefs)

    assert "How it works" in plain(await used.settled())


@pytest.mark.parametrize("applied", [False, True])
async def test_an_answer_that_was_lost_is_written_again_over_itself(
    d: Discord, desk: OnDiscord, applied: bool
) -> None:
    d.fail("PATCH", "/webhooks/*/*/messages/@original", status=503, body="", applied=applied)
    used = await d.member.slash("help", d.briefs)
    told = await used.settled()
    await asyncio.sleep(0.1)
    await desk.quiet()

    assert "How it works" in plain(told)
    assert used.followups == []


async def test_an_answer_after_the_token_died_comes_by_direct_message(
    d: Discord, desk: OnDiscord
) -> None:
    d.refuse("PATCH", "/webhooks/*/*/messages/@original", 50027)
    await d.member.slash("credits", d.briefs)

    assert await desk.says(d.member.dm, "left")


async def test_a_limit_on_an_answer_is_waited_out(d: Discord, desk: OnDiscord) -> None:
    body = {"message": "You are being rate limited.", "retry_after": 0.2, "global": False}
    d.fail("PATCH", "/webhooks/*/*/messages/@original", status=429, body=body)
    used = await d.member.slash("help", d.briefs)

    assert "How it works" in plain(await used.settled())


# --- posts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "body": "bad gateway", "applied": True},
        {"status": 503, "body": "unavailable", "applied": True},
        {"cut": True, "applied": True},
        {"status": 500, "body": {}, "applied": False},
        {"cut": True},
        {"status": 429, "body": {"message": "x", "retry_after": 0.2, "global": False}},
        {"status": 429, "body": {"message": "x", "retry_after": 0.2, "global": True}},
        {"status": 429, "body": "<html>cloudflare</html>"},
    ],
)
async def test_a_post_whose_answer_is_lost_or_refused_for_now_stands_once(
    d: Discord, desk: OnDiscord, fault: dict[str, object]
) -> None:
    d.fail("POST", f"/channels/{d.briefs.id}/messages", **fault)
    await d.member.slash("brief", d.briefs, what=FREE)

    await desk.shows(d.briefs, "1.1")
    assert len(roots(d)) == 1


async def test_a_post_of_unknown_fate_is_looked_for_long_after(d: Discord, desk: OnDiscord) -> None:
    d.fail("POST", f"/channels/{d.briefs.id}/messages", cut=True, applied=True, times=4, skip=0)
    used = await d.member.slash("brief", d.briefs, what=FREE)
    await desk.until(lambda: roots(d), "the root")
    d.clock.move(3600)  # longer than any nonce is remembered
    await desk.shows(d.briefs, "1.1")

    assert len(roots(d)) == 1
    assert used.of.ack == 5
    assert d.calls("GET", f"/channels/{d.briefs.id}/messages")


async def test_the_thread_whose_opening_nobody_heard_of_is_used(
    d: Discord, desk: OnDiscord
) -> None:
    d.fail("POST", "/channels/*/messages/*/threads", cut=True, applied=True)
    thread = await desk.briefs(d.member)

    assert len([c for c in d.world.channels.values() if c.parent is d.briefs]) == 1
    await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")


@pytest.mark.parametrize("applied", [False, True])
async def test_the_picture_comes_once_whatever_happens_to_its_edit(
    d: Discord, desk: OnDiscord, applied: bool
) -> None:
    d.fail(
        "PATCH",
        f"/channels/{d.briefs.id}/messages/*",
        status=503,
        body="",
        applied=applied,
        times=2,
    )
    await desk.briefs(d.member)

    (root,) = roots(d)
    assert len(pictures(root)) == 1


async def test_edits_of_old_messages_wait_for_their_limit(d: Discord, desk: OnDiscord) -> None:
    await desk.set_up(approvals="2")
    thread = await desk.briefs(d.member)
    (root,) = roots(d)
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 2 approvals")
    await desk.quiet()
    d.refuse("PATCH", f"/channels/{thread.id}/messages/*", 30046, times=2)
    await d.approver.click(review, "Approve")
    await desk.until(lambda: d.calls("PATCH", f"/channels/{thread.id}/messages/*"), "a try")
    await asyncio.sleep(0.1)
    d.clock.move(21)
    await asyncio.sleep(0.2)
    d.clock.move(41)

    await desk.until(lambda: "1 of 2 approvals" in plain(review), "the edit")


async def test_a_charge_is_right_while_discord_is_away(d: Discord, desk: OnDiscord) -> None:
    await desk.grants(d.owner, 100)
    hang = Hang()
    desk.google.then(hang)
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    await desk.says(d.briefs, "Drawing")
    away = d.fail("*", "/channels/**", cut=True, times=6)
    hang.release()
    await desk.until(lambda: away.met >= 2, "Discord to be away")
    d.clock.move(30)

    await desk.shows(d.briefs, "1.1")
    assert len(roots(d)) == 1
    assert (await desk.session()).versions[0].state is VersionState.READY
    assert await desk.free() < 100


# --- the gateway ------------------------------------------------------------------------------


async def test_what_happened_while_resuming_is_heard(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    await d.gateway.close(4000)
    await d.member.say("warmer light", thread)

    await desk.shows(thread, "1.2")


async def test_words_and_votes_of_a_downtime_are_read_afterwards(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="2")
    thread = await desk.briefs(d.member)
    (root,) = roots(d)
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 2 approvals")
    await desk.until(lambda: len(review.reactions) == 3, "signs")
    await d.second_approver.react(review, "\u2705")
    await desk.until(lambda: "1 of 2" in plain(review), "a vote")
    await desk.quiet()
    d.clock.move(5)
    await desk.stop()

    await d.member.say("warmer light", thread)
    await d.member.say("move the can left", thread)
    await d.approver.react(review, "\u2705")
    await d.second_approver.unreact(review, "\u2705")
    await d.robot.react(review, "\u2705")
    await desk.start()
    await desk.shows(thread, "1.3")

    await desk.until(lambda: "1 of 2 approvals" in plain(review), "the vote of the downtime")
    session = await desk.session()
    assert [v.instruction for v in session.versions[1:]] == ["warmer light", "move the can left"]
    votes = session.versions[0].review.votes  # type: ignore[union-attr]
    assert [v.name for v in votes if v.choice == "approve"] == ["approver"]


async def test_who_called_the_desk_while_it_was_away_is_answered_afterwards(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.briefs(d.member)
    d.clock.move(5)
    await desk.stop()
    await d.approver.say("a lighthouse at dusk model:sketch", d.briefs, mentions=[d.bot])
    await d.approver.say("not for the desk", d.briefs)
    await desk.start()
    await desk.shows(d.briefs, "2.1")
    await desk.stop()
    await desk.start()
    await desk.quiet()

    assert len(await desk.look(lambda tx: tx.all("SELECT id FROM sessions"))) == 2


async def test_a_new_session_reads_what_the_old_one_missed_and_once(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")
    await desk.stop()
    await desk.start()
    await desk.stop()
    await desk.start()
    await asyncio.sleep(0.2)
    await desk.quiet()

    assert len((await desk.session()).versions) == 2
    assert len([m for m in d.posted(thread) if pictures(m)]) == 1


async def test_a_review_card_that_was_deleted_in_the_meantime_stops_nothing(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="1")
    thread = await desk.briefs(d.member)
    (root,) = roots(d)
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 1 approval")
    await desk.quiet()
    await desk.stop()
    review.deleted = True
    thread.messages.pop(review.id)
    await desk.start()
    await d.member.say("warmer light", thread)

    await desk.shows(thread, "1.2")


async def test_all_reactions_taken_away_at_once_are_no_votes_any_more(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="2")
    thread = await desk.briefs(d.member)
    (root,) = roots(d)
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 2 approvals")
    await d.approver.react(review, "\u2705")
    await desk.until(lambda: "1 of 2 approvals" in plain(review), "a vote")
    d.deeds.clear(review)

    await desk.until(lambda: "0 of 2 approvals" in plain(review), "no vote")


# --- restarts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["ordered", "drawing", "posted"])
async def test_a_crash_in_the_middle_loses_and_doubles_nothing(
    d: Discord, desk: OnDiscord, moment: str
) -> None:
    hang = Hang()
    if moment != "posted":
        desk.sketch.then(hang)
    if moment == "ordered":
        d.fail("POST", f"/channels/{d.briefs.id}/messages", cut=True, times=50)
    await d.member.slash("brief", d.briefs, what=FREE)
    if moment == "drawing":
        await desk.says(d.briefs, "Drawing")
    else:
        await desk.until(lambda: desk.sketch.calls, "a call")
    await desk.crash()
    d.faults.script.clear()
    desk.sketch.let_go()
    await desk.start()

    await desk.shows(d.briefs, "1.1")
    assert len(roots(d)) == 1
    assert (await desk.session()).versions[0].state is VersionState.READY
    assert len([c for c in d.world.channels.values() if c.parent is d.briefs]) == 1


async def test_buttons_of_an_earlier_process_work(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    (root,) = roots(d)
    await desk.stop()
    d.clock.move(400 * 86_400)
    await desk.start()

    form = await d.member.click(root, "Change...")
    await d.member.submit(form, {"instruction": "warmer light"})
    await desk.shows(thread, "1.2")


async def test_a_drain_ends_what_is_being_answered_and_takes_nothing_new(
    d: Discord, tmp_path: Path
) -> None:
    async with on_discord(d, tmp_path / "studio") as desk:
        d.fail("PATCH", "/webhooks/*/*/messages/@original", delay_s=0.3)
        used = await d.member.slash("help", d.briefs)
        await desk.stop()
        assert "How it works" in plain(used.message)
        late = await d.member.slash("help", d.briefs, wait=False)
        assert late.failed
        await desk.start()
