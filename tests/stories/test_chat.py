"""A session on a chat platform: rooted in its channel, talked to in its thread, decided in direct
messages; servers that come, channels that spend, files that are fetched, places that are gone."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image as Pixels

from bot.cards import Image, Kind, PickSet
from bot.domain.work import ReviewState, Right, VersionState
from bot.errors import BadPicture, Unreachable
from bot.events import (
    Actor,
    Ask,
    Attached,
    Gone,
    Invocation,
    Joined,
    Left,
    Platform,
    Press,
    Quiet,
    Reply,
    Say,
    Shortcut,
    Snapshot,
    Soon,
    Venue,
)
from bot.store import inbox, people, places
from tests.standins.chat import RecordingChat
from tests.standins.model import Hang
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Somebody, Stage, button_of, labels, words_of

TICK, CROSS = "✅", "❌"
CHANNEL = Venue(Platform.DISCORD, "G1", "C1")
DESK = Actor(Platform.DISCORD, "G1", "B1", "Artdesk", is_bot=True)


class Server:
    """A server of a chat platform with people in it."""

    def __init__(self, stage: Stage, chat: RecordingChat, platform: Platform) -> None:
        self.stage, self.chat, self.platform = stage, chat, platform

    def person(self, user: str, name: str, platform_admin: bool | None = False) -> Somebody:
        return Somebody(self.stage, Actor(self.platform, "G1", user, name, platform_admin))

    @property
    def dana(self) -> Somebody:
        """Manages the server."""
        return self.person("U1", "Dana", platform_admin=True)

    @property
    def moe(self) -> Somebody:
        return self.person("U2", "Moe")

    async def joins(self, key: str = "G1", origin: str = "") -> object:
        venue = Venue(self.platform, key, "C1")
        at = self.stage.clock.now()
        event = Joined(origin or f"join/{key}", self.dana.actor, venue, at, "Cold Brew Inc")
        return await self.stage.studio.desk.handle(event)

    def shown(self, kind: Kind, name: str = "") -> list[str]:
        """Refs of the messages that stand, oldest first."""
        return [
            ref
            for ref, m in self.chat.messages.items()
            if m.card.kind is kind and name in {"", m.card.name}
        ]

    def words(self, ref: str) -> str:
        return words_of(self.chat.messages[ref].card)


async def _server(open_stage: Opening, platform: Platform) -> Server:
    chat = RecordingChat(platform)
    stage = await open_stage(others={platform: chat})
    await stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    stage.holds = True  # edits of one message keep five seconds: cards may wait for time to pass
    made = Server(stage, chat, platform)
    await made.joins()
    return made


@pytest.fixture
async def discord(open_stage: Opening) -> Server:
    return await _server(open_stage, Platform.DISCORD)


@pytest.fixture
async def slack(open_stage: Opening) -> Server:
    return await _server(open_stage, Platform.SLACK)


def _png() -> bytes:
    out = BytesIO()
    Pixels.new("RGB", (640, 640), "teal").save(out, "PNG")
    return out.getvalue()


# --- rooted ---------------------------------------------------------------------------------------


async def test_the_root_is_the_first_version_and_gets_its_picture_once(discord: Server) -> None:
    thread = await discord.dana.orders("a can on wet stone", model=NANO)
    (root,) = discord.chat.messages.values()
    first, *_, last = root.revisions
    assert first.kind is Kind.ROOT
    assert not [p for p in first.parts if isinstance(p, Image)]
    assert [p for p in last.parts if isinstance(p, Image)]
    assert "a can on wet stone" in words_of(last)
    assert "Dana" in words_of(last)
    assert any(label.startswith("Change") for label in labels(last))
    assert root.wanted.venue == CHANNEL
    assert discord.chat.threads == {root.ref: thread}


async def test_every_later_version_is_a_message_in_the_thread_and_its_progress_goes_away(
    discord: Server,
) -> None:
    thread = await discord.dana.orders(model=NANO)
    hang = Hang()
    discord.stage.google.then(hang)
    discord.stage.holds = True
    await discord.dana.says("make it warmer", thread)
    (running,) = discord.shown(Kind.RUNNING)
    assert discord.chat.messages[running].wanted.venue == replace(CHANNEL, thread=thread)
    hang.release()
    await discord.stage.until(lambda: bool(discord.shown(Kind.RESULT, "1.2")))
    await discord.stage.quiet()
    assert discord.shown(Kind.RUNNING) == []
    assert discord.chat.removed == [running]


async def test_a_set_stands_in_the_root_and_each_pick_is_a_message(discord: Server) -> None:
    thread = await discord.dana.orders(model=NANO, count=4)
    (root,) = discord.shown(Kind.ROOT)
    assert [p for p in discord.chat.messages[root].card.parts if isinstance(p, PickSet)]
    await discord.dana.reacts("2️⃣", root, thread=thread)
    (pick,) = discord.shown(Kind.RESULT)
    assert discord.chat.messages[pick].card.name == "1.1b"


async def test_a_reply_to_an_older_version_branches(discord: Server) -> None:
    thread = await discord.dana.orders(model=NANO)
    await discord.dana.edits("make it warmer", thread)
    (root,) = discord.shown(Kind.ROOT)
    await discord.dana.edits("make it darker", thread, to=root)
    versions = (await discord.stage.session(thread)).versions
    assert versions[2].parent == versions[0].pictures[0].id


async def test_a_lost_answer_never_leads_to_a_second_root_or_thread(discord: Server) -> None:
    discord.stage.holds = True
    discord.chat.lose.append("after")
    await discord.dana.orders(model=NANO)
    await discord.stage.pass_time(12)
    assert len(discord.shown(Kind.ROOT)) == 1
    assert len(discord.chat.threads) == 1


# --- private --------------------------------------------------------------------------------------


async def test_a_private_brief_shows_nothing_in_the_channel(discord: Server) -> None:
    await discord.dana.orders("a secret can", model=NANO, private="yes")
    assert {m.wanted.venue.thread for m in discord.chat.messages.values()} == {"private-U1"}


async def test_a_private_brief_of_slack_lives_in_direct_messages(slack: Server) -> None:
    await slack.dana.orders("a secret can", model=NANO, private="yes")
    assert {m.wanted.venue.channel for m in slack.chat.messages.values()} == {"D-U1"}


async def test_approvers_who_cannot_see_a_private_thread_decide_in_direct_messages(
    discord: Server,
) -> None:
    ann = discord.person("U3", "Ann", platform_admin=True)
    await ann.runs("help")
    thread = await discord.dana.orders(model=NANO, private="yes")
    (root,) = discord.shown(Kind.ROOT)
    await discord.dana.presses_raw(
        button_of(discord.chat.messages[root].card, "Ask for approval").press, thread
    )
    windows = [discord.chat.messages[r].wanted.venue.channel for r in discord.shown(Kind.REVIEW)]
    assert sorted(windows) == ["@U3", "C1"]


# --- reviews --------------------------------------------------------------------------------------


async def test_one_review_stands_in_many_windows_and_a_vote_in_any_counts(slack: Server) -> None:
    ann = slack.person("U3", "Ann", platform_admin=True)
    await ann.runs("help")
    thread = await slack.dana.orders(model=NANO)
    (root,) = slack.shown(Kind.ROOT)
    await slack.dana.presses_raw(
        button_of(slack.chat.messages[root].card, "Ask for approval").press, thread
    )
    windows = {slack.chat.messages[r].wanted.venue.channel: r for r in slack.shown(Kind.REVIEW)}
    assert set(windows) == {"C1", "@U3"}, "who made it is not asked while somebody else is there"
    assert [who for who, card in slack.chat.told if card.kind is Kind.REVIEW] == []
    slack.stage.clock.move(6)
    await ann.reacts("white_check_mark", windows["@U3"])
    assert all("1 of 1" in slack.words(ref) for ref in windows.values())


async def _asks(server: Server, approver: str = "") -> None:
    thread = await server.dana.orders(model=NANO, approver=approver)
    (root,) = server.shown(Kind.ROOT)
    ask = button_of(server.chat.messages[root].card, "Ask for approval")
    await server.dana.presses_raw(ask.press, thread)


def _review_windows(server: Server) -> set[str]:
    return {server.chat.messages[r].wanted.venue.channel for r in server.shown(Kind.REVIEW)}


async def test_at_night_a_review_stands_in_its_thread_and_comes_to_people_in_the_morning(
    slack: Server,
) -> None:
    await slack.person("U3", "Ann", platform_admin=True).runs("help")
    await slack.stage.sleep_through(8 * 3600.0)  # from noon to eight in the evening
    await _asks(slack)
    assert _review_windows(slack) == {"C1"}
    await slack.stage.sleep_through(12 * 3600.0 + 60)
    assert _review_windows(slack) == {"C1", "@U3"}


async def test_whom_the_brief_names_has_the_review_first_and_the_others_with_the_reminder(
    slack: Server,
) -> None:
    for user, name in (("U3", "Ann"), ("U4", "Ben")):
        await slack.person(user, name, platform_admin=True).runs("help")
    await _asks(slack, approver="Ben")
    assert _review_windows(slack) == {"C1", "@U4"}
    await slack.stage.sleep_through(24 * 3600.0 + 60)
    assert _review_windows(slack) == {"C1", "@U3", "@U4"}


async def test_a_maker_alone_on_a_server_may_approve_in_spite_of_people_on_the_page(
    discord: Server,
) -> None:
    thread = await discord.dana.orders(model=NANO)
    (root,) = discord.shown(Kind.ROOT)
    await discord.dana.reacts(TICK, root)
    review = (await discord.stage.version(thread, 1)).review
    assert review is not None
    assert review.state is ReviewState.CLOSING
    assert review.own_work


async def test_votes_that_came_and_went_while_the_desk_was_away_are_found(discord: Server) -> None:
    ann = discord.person("U3", "Ann", platform_admin=True)
    await ann.runs("help")
    thread = await discord.dana.orders(model=NANO)
    (root,) = discord.shown(Kind.ROOT)
    await discord.dana.presses_raw(
        button_of(discord.chat.messages[root].card, "Ask for approval").press, thread
    )
    (review,) = discord.shown(Kind.REVIEW)

    async def seen(origin: str, *reactions: tuple[Actor, str]) -> ReviewState:
        discord.stage.clock.move(1)  # a vote of the very moment of a look is left alone
        at = discord.stage.clock.now()
        await discord.stage.studio.desk.handle(
            Snapshot(origin, DESK, CHANNEL, at, review, reactions)
        )
        found = (await discord.stage.version(thread, 1)).review
        assert found is not None
        return found.state

    assert await seen("s1", (ann.actor, TICK), (DESK, TICK)) is ReviewState.CLOSING
    assert await seen("s2", (DESK, TICK)) is ReviewState.OPEN
    await ann.reacts(TICK, root)  # on another message of the same picture
    assert await seen("s3") is ReviewState.CLOSING
    assert await seen("s4", (discord.moe.actor, CROSS)) is ReviewState.CLOSING


# --- day one --------------------------------------------------------------------------------------


async def test_a_server_is_welcomed_once_a_stay(discord: Server) -> None:
    assert isinstance(await discord.joins(origin="again"), Quiet)
    gone = Left("left", DESK, CHANNEL, discord.stage.clock.now())
    await discord.stage.studio.desk.handle(gone)
    back = await discord.joins(origin="back")
    assert isinstance(back, Say)
    assert "art desk" in words_of(back)
    assert labels(back.card)[0] == "Try a free sketch"


async def test_another_server_gets_one_sentence_and_may_do_nothing(discord: Server) -> None:
    answer = await discord.joins("G2")
    assert isinstance(answer, Say)
    assert not answer.private
    assert "another team" in words_of(answer)
    stranger = Somebody(discord.stage, Actor(Platform.DISCORD, "G2", "U9", "Eve", True))
    assert "credits" not in words_of(await stranger.runs("credits", verb="grant", amount="9"))
    assert all(m.name != "Eve" for m in await discord.stage.members())


async def test_who_manages_the_server_is_admin_until_they_no_longer_do(discord: Server) -> None:
    await discord.person("U3", "Ann", platform_admin=True).runs("help")
    await discord.dana.runs("help")

    async def rights() -> frozenset[Right]:
        return next(m.rights for m in await discord.stage.members() if m.name == "Dana")

    assert Right.ADMIN in await rights()
    await discord.person("U1", "Dana", platform_admin=None).runs("help")
    assert Right.ADMIN in await rights()
    await discord.person("U1", "Dana", platform_admin=False).runs("help")
    assert await rights() == {Right.SEE, Right.SKETCH}


async def test_until_set_up_everybody_sketches_and_only_admins_spend(discord: Server) -> None:
    thread = await discord.moe.orders("a can")
    assert (await discord.stage.version(thread, 1)).quote.model == "sketch"
    refused = await discord.moe.runs("brief", text="a can", model=NANO)
    assert "only admins spend" in words_of(refused)
    assert await discord.stage.reserved() == 0
    not_his = await discord.moe.presses("Admins", refused)
    assert "You may not" in words_of(not_his)
    assert "500.0 credits a day" in words_of(await discord.dana.presses("Admins", refused))
    thread = await discord.moe.orders("a can", model=NANO)
    assert (await discord.stage.version(thread, 1)).state is VersionState.READY


async def test_a_channel_that_may_spend_has_a_daily_cap_of_its_own(discord: Server) -> None:
    await discord.stage.rules(venue_daily_cap=5_000)
    await discord.dana.presses_raw("v1:spend_here")
    await discord.stage.rules(venue_daily_cap=500_000)
    await discord.moe.orders("a can", model=NANO)
    thread = await discord.moe.orders("a can again", model=NANO)
    assert (await discord.stage.version(thread, 1)).state is VersionState.PARKED
    assert "This channel" in discord.words(discord.shown(Kind.ROOT)[-1])


async def test_a_first_sketch_is_one_press_away(discord: Server) -> None:
    await discord.moe.presses_raw("v1:try_sketch")
    (root,) = discord.shown(Kind.ROOT)
    assert "cold-brew can" in discord.words(root)


# --- files, forms, shortcuts ----------------------------------------------------------------------


async def test_a_file_is_fetched_once_it_is_accepted(discord: Server) -> None:
    discord.chat.files["f1"] = _png()
    photo = Attached("f1", "", "bottle.png", role="product")
    event = Invocation(
        "o-file", discord.dana.actor, CHANNEL, 0.0, "brief", "a bottle", (("model", NANO),),
        attached=(photo,),
    )  # fmt: skip
    answer = await discord.dana.sends(event)
    assert isinstance(answer, Quiet)
    (reference,) = (await discord.stage.session(answer.opens)).brief.references
    assert (reference.role, reference.facts.filename) == ("product", "bottle.png")


@pytest.mark.parametrize("reason", ["expired", "too_large"])
async def test_a_file_that_cannot_be_had_is_said_and_costs_nothing(
    discord: Server, reason: str
) -> None:
    discord.chat.files["f1"] = BadPicture("bottle.png", reason, 10)
    event = Invocation(
        "o-bad", discord.dana.actor, CHANNEL, 0.0, "brief", "a bottle", (("model", NANO),),
        attached=(Attached("f1", "", "bottle.png"),),
    )  # fmt: skip
    answer = await discord.dana.sends(event)
    assert "bottle.png" in words_of(answer)
    assert await discord.stage.threads() == ()


async def test_a_form_that_cannot_open_is_kept_and_opens_as_it_was(discord: Server) -> None:
    desk = discord.stage.studio.desk
    wrong = await discord.dana.submits("brief", what="a can", where="moon poster")
    assert isinstance(wrong, Ask)
    card = await desk.kept(discord.dana.actor, CHANNEL, wrong)
    press = discord.dana.pressing("Fix", card)
    assert desk.first(press) == Soon()
    again = await discord.dana.sends(press)
    assert isinstance(again, Ask)
    assert dict(again.values)["what"] == "a can"
    stolen = await discord.moe.presses_raw(press.press)
    assert isinstance(stolen, Say)


async def test_edit_this_image_changes_a_picture_of_the_desk(discord: Server) -> None:
    thread = await discord.dana.orders(model=NANO)
    (root,) = discord.shown(Kind.ROOT)
    event = Shortcut("o-sc", discord.dana.actor, CHANNEL, 0.0, "edit_message", root, "warmer light")
    assert await discord.dana.sends(event) == Quiet(opens=thread)
    assert len((await discord.stage.session(thread)).versions) == 2


async def test_edit_this_image_begins_a_brief_on_somebody_s_own_picture(discord: Server) -> None:
    discord.chat.files["f1"] = _png()
    event = Shortcut(
        "o-sc", discord.dana.actor, CHANNEL, 0.0, "edit_message", "C1/77", "remove the cup",
        (Attached("f1", "", "beach.png"),),
    )  # fmt: skip
    answer = await discord.dana.sends(event)
    assert isinstance(answer, Quiet), words_of(answer)
    assert (await discord.stage.session(answer.opens)).brief.references[0].role == "base"


async def test_use_as_reference_opens_a_form_with_the_picture(discord: Server) -> None:
    await discord.dana.orders(model=NANO)
    (root,) = discord.shown(Kind.ROOT)
    event = Shortcut("o-ref", discord.dana.actor, CHANNEL, 0.0, "reference", root)
    assert discord.stage.studio.desk.first(event) == Soon()
    answer = await discord.dana.sends(event)
    assert isinstance(answer, Ask)
    assert len(answer.photos) == 1


async def test_a_front_page_has_my_briefs_and_what_waits_for_me(discord: Server) -> None:
    await discord.dana.orders("a can on wet stone", model=NANO)
    card = await discord.stage.studio.desk.home(discord.dana.actor)
    assert "a can on wet stone" in words_of(card).lower()
    assert "Nothing waits" in words_of(card)
    assert "Nothing waits" in words_of(await discord.stage.studio.desk.home(discord.moe.actor))


# --- what is not ours, what is gone ---------------------------------------------------------------


async def test_words_outside_the_desk_s_threads_are_not_kept(discord: Server) -> None:
    elsewhere = replace(CHANNEL, thread="T-other")
    event = Reply("o-else", discord.moe.actor, elsewhere, 0.0, "our secret plans")
    assert not await discord.stage.studio.desk.accept(event)
    assert await discord.stage.studio.desk.handle(event) == Quiet()
    rows = await discord.stage.look(lambda tx: tx.all("SELECT event FROM inbox"))
    assert not [row for row in rows if "secret plans" in row.text("event")]


async def test_bots_are_nobody(discord: Server) -> None:
    event = Invocation("o-bot", DESK, CHANNEL, 0.0, "brief", "a can")
    assert not await discord.stage.studio.desk.accept(event)


async def test_a_message_that_somebody_deleted_is_not_posted_again(discord: Server) -> None:
    thread = await discord.dana.orders(model=NANO)
    await discord.dana.edits("make it warmer", thread)
    (result,) = discord.shown(Kind.RESULT, "1.2")
    del discord.chat.messages[result]
    event = Gone("o-gone", DESK, replace(CHANNEL, thread=thread), 0.0, message=result)
    await discord.stage.studio.desk.handle(event)
    await discord.dana.edits("move it left", thread)
    assert discord.shown(Kind.RESULT, "1.2") == []
    assert len(discord.shown(Kind.RESULT, "1.3")) == 1


@pytest.mark.parametrize("reason", ["gone", "permission", "locked"])
async def test_a_place_that_is_closed_is_told_to_the_maker_once(
    discord: Server, reason: str
) -> None:
    thread = await discord.dana.orders(model=NANO)
    discord.chat.closed[thread] = Unreachable(reason, "Send Messages in Threads")
    await discord.dana.says("make it warmer", thread)
    await discord.dana.says("move it left", thread)
    told = [words_of(card) for who, card in discord.chat.told if who == "U1"]
    assert len([words for words in told if "pictures are kept" in words.lower()]) == 1
    versions = (await discord.stage.session(thread)).versions
    assert [v.state for v in versions] == [VersionState.READY] * 3
    discord.chat.closed.clear()
    await discord.dana.says("darker stone", thread)
    names = {m.card.name for m in discord.chat.messages.values() if m.card.kind is Kind.RESULT}
    assert "1.4" in names
    assert ("1.2" in names) is (reason != "gone")


async def test_an_answer_that_a_restart_swallowed_is_told(discord: Server) -> None:
    event = Invocation(
        "o-late", discord.dana.actor, CHANNEL, 0.0, "brief", "a can", (("where", "moon poster"),)
    )
    assert await discord.stage.studio.desk.accept(event)
    await discord.stage.stop()
    await discord.stage.start_again()
    await discord.stage.until(lambda: bool(discord.chat.told))
    (told,) = [card for who, card in discord.chat.told if who == "U1"]
    assert labels(told) == ["Fix"]


async def test_missed_replies_are_looked_for_within_a_day(discord: Server) -> None:
    thread = await discord.dana.orders(model=NANO)
    ((venue, at),) = await discord.stage.studio.desk.threads(Platform.DISCORD, "G1", 10)
    assert venue == replace(CHANNEL, thread=thread)
    assert at <= discord.stage.clock.now()
    await discord.stage.sleep_through(3 * 24 * 3600.0)
    ((_, later),) = await discord.stage.studio.desk.threads(Platform.DISCORD, "G1", 10)
    assert later == discord.stage.clock.now() - inbox.KEEP_S


async def test_two_people_of_one_name_are_told_apart(discord: Server) -> None:
    await discord.moe.runs("help")
    await discord.person("U7", "moe").runs("help")
    assert {"Moe", "moe (2)"} <= {m.name for m in await discord.stage.members()}


async def test_a_press_where_the_server_is_unknown_is_answered(discord: Server) -> None:
    lost = Actor(Platform.DISCORD, "G404", "U1", "Dana")
    venue = Venue(Platform.DISCORD, "G404", "C1")
    answer = await discord.stage.studio.desk.handle(Press("o-404", lost, venue, 0.0, "v1:credits"))
    assert isinstance(answer, Say)


async def test_servers_that_a_setting_names_are_the_team_s(open_stage: Opening) -> None:
    stage = await open_stage(others={Platform.DISCORD: RecordingChat(Platform.DISCORD)})
    office = stage.studio.office
    office.terms.homes[Platform.DISCORD] = frozenset({"G1", "G3"})  # type: ignore[index]
    server = Server(stage, stage.others[Platform.DISCORD], Platform.DISCORD)
    for key in ("G1", "G2", "G3"):
        await server.joins(key)
    found = await stage.look(lambda tx: places.installations(tx, Platform.DISCORD))
    assert [one.key for one in found] == ["G1", "G3"]
    assert await stage.look(lambda tx: people.team_of(tx, Platform.DISCORD, "G2")) is None


async def test_what_was_made_while_the_platform_was_off_is_shown_when_it_is_back(
    discord: Server,
) -> None:
    stage = discord.stage
    thread = await discord.dana.orders(model=NANO)
    await stage.stop()
    chat = stage.others.pop(Platform.DISCORD)
    await stage.start_again()
    (session,) = await stage.threads()
    await stage.you.runs("edit", session, version="1.1", instruction="warmer light", agreed=10**9)
    assert discord.shown(Kind.RESULT, "1.2") == []
    await stage.stop()
    stage.others[Platform.DISCORD] = chat
    await stage.start_again()
    assert len(discord.shown(Kind.RESULT, "1.2")) == 1
    assert len((await stage.session(thread)).versions) == 2
