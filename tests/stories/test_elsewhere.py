"""A thread that lives on another platform, met on the page: read, pressed, reacted to, replied to;
what comes of it stands in the thread where it lives."""

from __future__ import annotations

import pytest

from bot.cards import Kind
from bot.domain.work import ReviewState, VersionState
from bot.events import Actor, Platform, Quiet, Reply
from bot.store import people
from tests.standins.chat import RecordingChat
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Somebody, Stage, words_of

Elsewhere = tuple[Stage, RecordingChat, Somebody, str]


@pytest.fixture
async def elsewhere(open_stage: Opening) -> Elsewhere:
    """Dana's brief on her Discord server, whose team also has the page."""
    chat = RecordingChat(Platform.DISCORD)
    made = await open_stage(others={Platform.DISCORD: chat})
    made.holds = True  # edits of one message keep a distance there
    await made.do(lambda tx: people.install(tx, Platform.DISCORD, "G1", people.teams(tx)[0], 0.0))
    await made.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    dana = Somebody(made, Actor(Platform.DISCORD, "G1", "U1", "Dana", platform_admin=True))
    thread = await dana.orders("a can", model=NANO)
    return made, chat, dana, thread


async def test_it_is_read_on_the_page_like_any_other(elsewhere: Elsewhere) -> None:
    made, _, _, thread = elsewhere
    page = await made.you.page(thread)
    assert page.title == "1 - a can"
    assert [p.card.name for p in page.posts if p.card] == ["1.1"]
    assert [line.session for line in (await made.you.page()).threads] == [thread]


async def test_a_reply_on_the_page_is_a_change_in_that_thread(elsewhere: Elsewhere) -> None:
    made, chat, _, thread = elsewhere
    made_by_you = await made.you.edits("make the light warmer", thread)
    assert made_by_you.state is VersionState.READY
    assert str(made_by_you.parent_name) == "1.1"
    await made.pass_time(6)
    home = [m.wanted.venue.platform for m in chat.messages.values() if m.card.name == "1.2"]
    assert home == [Platform.DISCORD]
    assert made.chat.messages == {}
    said = [p.text for p in (await made.you.page(thread)).posts if p.author]
    assert said == ["make the light warmer"]


async def test_a_reply_to_an_older_message_changes_that_picture(elsewhere: Elsewhere) -> None:
    made, _, _, thread = elsewhere
    await made.you.edits("make the light warmer", thread)
    first = await made.you.sees("1.1", thread)
    third = await made.you.edits("move the can left", thread, to=first.ref)
    assert str(third.parent_name) == "1.1"


async def test_talk_on_the_page_is_talk_there_too(elsewhere: Elsewhere) -> None:
    made, _, _, thread = elsewhere
    assert isinstance(await made.you.says("is this the final?", thread), Quiet)
    assert len((await made.session(thread)).versions) == 1


async def test_its_buttons_and_reactions_work_on_the_page(elsewhere: Elsewhere) -> None:
    made, chat, _, thread = elsewhere
    await made.you.presses("Ask for approval", await made.you.sees("1.1", thread))
    approver = await made.approver()
    page = await approver.page(thread)
    reviews = [p for p in page.posts if p.card and p.card.kind is Kind.REVIEW]
    assert len(reviews) == 1  # not once more for every window elsewhere
    await approver.reacts("❤️", reviews[0].ref, thread=thread)
    await approver.reacts("✅", reviews[0].ref, thread=thread)
    review = (await made.version(thread, 1)).review
    assert review is not None
    assert (review.state, [v.name for v in review.votes]) == (
        ReviewState.CLOSING,
        ["Practice approver"],
    )
    await made.pass_time(70)
    assert any("approved and locked" in words_of(m.card) for m in chat.messages.values())


async def test_a_tick_under_a_first_version_counts_though_its_message_is_another_one_there(
    elsewhere: Elsewhere,
) -> None:
    made, _, _, thread = elsewhere
    approver = await made.approver()
    await approver.reacts("✅", (await approver.sees("1.1", thread)).ref, thread=thread)
    review = (await made.version(thread, 1)).review
    assert review is not None
    assert review.state is ReviewState.CLOSING


async def test_a_pick_from_a_set_works_on_the_page(elsewhere: Elsewhere) -> None:
    made, _, dana, _ = elsewhere
    thread = await dana.orders("a can x4", model=NANO)
    shown = await made.you.sees("2.1", thread, Kind.PICK)
    await made.you.reacts("2️⃣", shown.ref, thread=thread)
    picked = [p.name.letter for p in (await made.version(thread, 1)).pictures if p.picked]
    assert picked == ["b"]
    changed = await made.you.edits(
        "warmer light", thread, to=(await made.you.sees("2.1b", thread)).ref
    )
    assert str(changed.parent_name) == "2.1b"


async def test_a_private_thread_stays_closed_to_others_of_the_page(elsewhere: Elsewhere) -> None:
    made, _, dana, _ = elsewhere
    mia = await made.adds("Mia", "sketch", "spend")
    thread = await dana.orders("a secret can private:yes", model=NANO)
    assert await mia.may_not_see(thread)
    version = await made.version(thread, 1)
    await mia.reacts("❌", f"{thread}.{version.id}", thread=thread)
    reply = Reply(**mia._head(thread), text="make it warmer")
    assert "cannot find" in words_of(await mia.sends(reply))
    assert len((await made.session(thread)).versions) == 1


async def test_a_message_that_nobody_posted_is_nobodys(elsewhere: Elsewhere) -> None:
    made, _, _, thread = elsewhere
    for ref in (f"{thread}.nothing", "nothing.at.all", "nothing", ""):
        assert isinstance(await made.you.reacts("✅", ref, thread=thread), Quiet)
