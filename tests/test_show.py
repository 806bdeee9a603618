"""Every window stands as its state says: posted once, edited only where it reads differently, not
more often than a platform likes."""

from __future__ import annotations

import asyncio

import pytest

from bot.cards import Card, Kind
from bot.domain.ids import SessionId
from bot.domain.work import Right
from bot.errors import DiskFull, NotAllowed
from bot.events import Actor, Platform
from bot.ports import Wanted
from bot.store import people, posts
from bot.store.transaction import Transaction
from tests.standins.chat import RecordingChat
from tests.standins.model import Hang
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Somebody, Stage, words_of


def _standing(stage: Stage) -> dict[str, Card]:
    return {ref: message.card for ref, message in stage.chat.messages.items()}


async def _again(stage: Stage, thread: str) -> None:
    await stage.do(lambda tx: posts.mark(tx, SessionId(thread), stage.clock.now()))
    stage.studio.show.poke()
    await stage.quiet()


async def test_what_stands_is_what_the_page_says(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.edits("make it warmer", thread)
    approver = await stage.approver()
    await approver.reacts("✅", (await approver.sees("1.2", thread)).ref)
    await stage.pass_time(61)
    page = [*(await stage.you.page()).posts, *(await stage.you.page(thread)).posts]
    seen = {post.ref: post.card for post in page if post.card}
    assert seen.items() <= _standing(stage).items()


async def test_what_reads_the_same_is_not_touched(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    done = (stage.chat.posts, stage.chat.edits)
    for _ in range(3):
        await _again(stage, thread)
    assert (stage.chat.posts, stage.chat.edits) == done


async def test_two_who_show_one_session_post_each_message_once(stage: Stage) -> None:
    gate = stage.chat.gate = asyncio.Event()
    ordering = asyncio.create_task(stage.studio.desk.handle(stage.you.running("brief", text="a")))
    await stage.until(lambda: stage.chat.posts > 0)
    (thread,) = await stage.threads()
    shows = [asyncio.create_task(stage.studio.show.session(SessionId(thread))) for _ in range(5)]
    await asyncio.sleep(0.02)
    gate.set()
    await asyncio.gather(ordering, *shows)  # a second post of one message fails in the stand-in
    await stage.quiet()
    assert stage.bugs() == []
    assert stage.chat.posts == len(stage.chat.messages)


async def test_a_post_that_could_not_be_noted_is_found_again_and_not_posted_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull

    monkeypatch.setattr(posts, "sent", full)
    await stage.studio.desk.handle(stage.you.running("brief", text="a"))
    await stage.until(lambda: bool(stage.chat.messages) and not stage.studio.show._turns)
    monkeypatch.undo()
    stage.studio.show.poke()
    await stage.quiet()  # a second post of one message fails in the stand-in
    assert stage.bugs() == []
    assert stage.chat.posts == len(stage.chat.messages)
    (thread,) = await stage.threads()
    rows = await stage.look(lambda tx: posts.of_session(tx, SessionId(thread)))
    assert {row.state for row in rows} == {"sent"}


async def test_a_mark_that_comes_while_it_shows_is_not_lost(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    gate = stage.chat.gate = asyncio.Event()
    before = stage.chat.posts
    await stage.studio.desk.handle(stage.you.saying("make it warmer", thread))
    await stage.until(lambda: stage.chat.posts > before)
    await stage.studio.desk.handle(stage.you.saying("v1: move the can left", thread))
    gate.set()
    await stage.quiet()
    names = {m.card.name for m in stage.chat.messages.values()}
    assert {"1.1", "1.2", "1.3"} <= names


async def test_an_edit_of_unknown_fate_is_made_again(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    await stage.you.orders(model=NANO)
    stage.chat.lose.extend(["before"] * 2)
    stage.holds = True
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    stage.holds = False
    await stage.pass_time(6)
    root = next(m for m in stage.chat.messages.values() if m.card.kind is Kind.ROOT)
    assert "waiting" not in words_of(root.card)
    assert root.card.picture is not None


async def test_a_platform_that_refuses_a_post_keeps_no_other_window_waiting(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = stage.chat.post

    async def refusing(wanted: Wanted) -> str:
        if wanted.card.kind is Kind.ROOT:
            raise NotAllowed("see")
        return await post(wanted)

    monkeypatch.setattr(stage.chat, "post", refusing)
    await stage.you.orders(model=NANO)
    assert [m.card.name for m in stage.chat.messages.values()] == ["1.1", "1.1"]
    assert {m.card.kind for m in stage.chat.messages.values()} == {Kind.RUNNING, Kind.RESULT}


async def test_a_mistake_in_one_session_shows_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = stage.chat.post

    async def breaking(wanted: Wanted) -> str:
        if wanted.card.name.startswith("1"):
            raise ZeroDivisionError
        return await post(wanted)

    monkeypatch.setattr(stage.chat, "post", breaking)
    await stage.studio.desk.handle(stage.you.running("brief", text="one", model="sketch"))
    await stage.studio.desk.handle(stage.you.running("brief", text="two", model="sketch"))
    await stage.until(lambda: any(m.card.name == "2.1" for m in stage.chat.messages.values()))
    monkeypatch.undo()
    stage.clock.move(10)
    await stage.quiet()
    assert any(m.card.name == "1.1" for m in stage.chat.messages.values())
    stage.expected_a_bug()


async def test_a_card_for_which_there_was_no_room_is_shown_by_itself_when_there_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.holds = True
    plan, full = posts.plan, [True]

    def planning(tx: Transaction, row: posts.PostRow) -> posts.PostRow:
        if full:
            raise DiskFull
        return plan(tx, row)

    monkeypatch.setattr(posts, "plan", planning)
    thread = await stage.you.orders(model=NANO)
    await stage.pass_time(6)
    assert stage.chat.messages == {}
    assert await stage.look(posts.dirty) == (SessionId(thread),)
    full.clear()
    await stage.pass_time(6)
    assert {m.card.kind for m in stage.chat.messages.values()} == {Kind.ROOT, Kind.RESULT}
    assert await stage.look(posts.dirty) == ()


# --- a platform that counts edits ---------------------------------------------------------------


@pytest.fixture
async def discord(open_stage: Opening) -> tuple[Stage, RecordingChat, Somebody]:
    """The same team on a server of another platform, and somebody there."""
    chat = RecordingChat(Platform.DISCORD)
    made = await open_stage(others={Platform.DISCORD: chat})
    await made.do(lambda tx: people.install(tx, Platform.DISCORD, "G1", people.teams(tx)[0], 0.0))
    await made.rules(first_paid_asks=0)
    person = Somebody(made, Actor(Platform.DISCORD, "G1", "U1", "Dana", platform_admin=True))
    return made, chat, person


async def test_a_newcomer_is_a_member_with_few_rights(
    discord: tuple[Stage, RecordingChat, Somebody],
) -> None:
    made, _, dana = discord
    await dana.runs("help")
    guest = Somebody(made, Actor(Platform.DISCORD, "G1", "U2", "Gus", is_guest=True))
    await guest.runs("help")
    rights = {m.name: m.rights for m in await made.members()}
    assert Right.ADMIN in rights["Dana"]
    assert rights["Gus"] == {Right.SEE}
    assert "You may not" in words_of(await guest.runs("brief", text="a can"))


async def test_a_brief_lives_where_it_was_asked(
    discord: tuple[Stage, RecordingChat, Somebody],
) -> None:
    made, chat, dana = discord
    await dana.orders("a can", model=NANO)
    assert {m.wanted.venue.platform for m in chat.messages.values()} == {Platform.DISCORD}
    assert made.chat.messages == {}


async def test_edits_of_one_post_keep_a_distance_but_a_new_state_shows_at_once(
    discord: tuple[Stage, RecordingChat, Somebody],
) -> None:
    made, chat, dana = discord
    thread = await dana.orders("a can", model=NANO)
    result = next(m for m in chat.messages.values() if m.card.kind is Kind.ROOT)
    before = len(result.revisions)
    await made.rules(time_zone="Asia/Tokyo")
    approver = Somebody(made, Actor(Platform.DISCORD, "G1", "U3", "Ann", platform_admin=True))
    await approver.runs("help")
    await dana.reacts("✅", result.ref)  # own work: does not count, changes nothing
    await approver.reacts("✅", result.ref)
    assert "pproved" in words_of(result.card)
    assert len(result.revisions) == before + 1
    made.clock.move(1)
    await dana.runs("edit", thread, version="1.1", instruction="warmer light", agreed=10**9)
    await made.pass_time(6)
    busy = max(len(m.revisions) for m in chat.messages.values())
    assert busy <= 6


async def test_an_edit_that_was_held_back_comes_later(
    discord: tuple[Stage, RecordingChat, Somebody],
) -> None:
    made, chat, dana = discord
    thread = await dana.orders("a can", model=NANO)
    result = next(m for m in chat.messages.values() if m.card.kind is Kind.ROOT)
    await dana.reacts("❤️", result.ref)  # likes are on the card, the state word is the same
    await made.do(lambda tx: tx.run("UPDATE versions SET spent = 100"))
    await made.do(lambda tx: posts.mark(tx, SessionId(thread), made.clock.now()))
    held = len(result.revisions)
    made.studio.show.poke()
    await asyncio.sleep(0.03)
    assert len(result.revisions) == held
    await made.pass_time(6)
    assert len(result.revisions) == held + 1
    assert "0.1 spent" in words_of(result.card)


async def test_posts_of_a_platform_that_is_off_wait_for_it(
    discord: tuple[Stage, RecordingChat, Somebody],
) -> None:
    made, chat, dana = discord
    made.holds = True
    await dana.orders("a can", model=NANO)
    posted = chat.posts
    await made.stop()
    del made.others[Platform.DISCORD]
    await made.start_again()
    (thread,) = await made.threads()
    await made.you.presses("Again", await made.you.sees("1.1", thread))
    assert chat.posts == posted
    await made.stop()
    made.others[Platform.DISCORD] = chat
    await made.start_again()
    await _again(made, thread)
    assert chat.posts > posted
