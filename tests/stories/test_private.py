"""A private brief: its maker and the approvers see it; for everybody else there is none."""

from __future__ import annotations

import asyncio

import pytest

from bot.cards import Kind
from bot.errors import NotFound, Problem
from bot.events import Choices, Quiet
from tests.stories.studio import NANO, Somebody, Stage, button_of, words_of

SECRET = "unreleased walnut speaker"


@pytest.fixture
async def other(stage: Stage) -> Somebody:
    return await stage.adds("Mia", "sketch", "spend")


@pytest.fixture
async def thread(stage: Stage) -> str:
    return await stage.you.orders(f"{SECRET}, private", model=NANO)


async def test_its_maker_and_the_approvers_see_it(stage: Stage, thread: str) -> None:
    assert (await stage.session(thread)).private
    approver = await stage.approver()
    for person in (stage.you, approver):
        page = await person.page()
        assert [line.session for line in page.threads] == [thread]
        assert await person.sees("1.1", thread)


async def test_nobody_else_has_it_on_a_page_or_in_a_list(
    stage: Stage, other: Somebody, thread: str
) -> None:
    page = await other.page()
    assert page.threads == ()
    assert page.posts == ()
    assert await other.may_not_see(thread)
    for words in ("", "walnut", "1", "1.1"):
        assert "speaker" not in words_of(await other.runs("history", search=words))
    assert "speaker" not in words_of(await other.runs("credits"))


async def test_nobody_else_gets_a_picture_of_it(stage: Stage, other: Somebody, thread: str) -> None:
    picture = (await stage.version(thread, 1)).pictures[0].id
    for variant in ("preview", "large", "exact", "original"):
        assert isinstance(await other.picture(picture, variant), NotFound)
        assert not isinstance(await stage.you.picture(picture, variant), Problem)
    assert isinstance(await stage.studio.desk.changes(other.actor, picture), NotFound)


async def test_nobody_else_finds_it_while_typing(
    stage: Stage, other: Somebody, thread: str
) -> None:
    for typed in ("", "1", "walnut", "unrel"):
        offered = await stage.studio.desk.choices(other.actor, "edit", "version", typed)
        assert offered == Choices()
    mine = await stage.studio.desk.choices(stage.you.actor, "edit", "version", "walnut")
    assert len(mine.choices) == 1


async def test_nobody_else_acts_on_it(stage: Stage, other: Somebody, thread: str) -> None:
    version = await stage.version(thread, 1)
    shown = await stage.you.sees("1.1", thread)
    picture = version.pictures[0].id
    presses = [
        f"v1:details:{version.id}",
        f"v1:original:{picture}",
        f"v1:again:{version.id}",
        f"v1:discard:{version.id}",
        f"v1:reuse:{thread}",
        f"v1:reference:{picture}",
        f"v1:ask_approval:{picture}",
        f"v1:vote:{picture}:approve",
        f"v1:pick:{picture}",
        f"v1:cancel:{version.id}",
        f"v1:finish:{picture}",
        f"v1:sheet:{picture}",
        f"v1:practise:{picture}:{NANO}",
        f"v1:export:{picture}",
        f"v1:undo:version:{version.id}",
        f"v1:run_uncertain:{version.id}",
    ]
    for press in presses:
        answer = words_of(await other.presses_raw(press))
        assert "walnut" not in answer, press
        assert "cannot find" in answer or "may not" in answer or "nothing" in answer, press
    assert isinstance(await other.reacts("✅", shown.ref), Quiet)
    assert "cannot find" in words_of(await other.says("make it warmer", thread))
    assert "cannot find" in words_of(await other.runs("edit", version="1.1", instruction="warmer"))
    session = await stage.session(thread)
    assert len(session.versions) == 1
    assert session.versions[0].review is None
    assert session.versions[0].state == "ready"


async def test_every_post_of_it_names_its_audience(
    stage: Stage, other: Somebody, thread: str
) -> None:
    approver = await stage.approver()
    await approver.reacts("✅", (await approver.sees("1.1", thread)).ref)
    await stage.pass_time(61)
    await stage.you.edits("make the light warmer", thread)
    you = (await stage.session(thread)).maker
    for message in stage.chat.messages.values():
        assert set(message.card.audience) == {you, approver.id}
    assert not [c for c in await other.cards() if c.kind is Kind.APPROVED]


async def test_a_thread_that_is_made_private_hides_from_a_new_approver_no_longer(
    stage: Stage, other: Somebody, thread: str
) -> None:
    await stage.you.runs("people", verb="change", name="Mia", rights="approve", member=other.id)
    assert (await other.page()).threads
    await stage.you.runs("people", verb="change", name="Mia", rights="sketch", member=other.id)
    assert (await other.page()).threads == ()


async def test_live_updates_carry_nothing_of_it(stage: Stage, other: Somebody, thread: str) -> None:
    since = (await other.page()).revision
    heard = []

    async def listen() -> None:
        async for update in stage.studio.desk.watch(other.actor, since):
            heard.append(update)

    listening = asyncio.create_task(listen())
    await stage.you.edits("make the light warmer", thread)
    await asyncio.sleep(0.01)
    listening.cancel()
    assert all("walnut" not in repr(update) for update in heard)
    assert all(update.shown is None for update in heard)


async def test_no_word_of_any_brief_is_in_the_log(stage: Stage, thread: str) -> None:
    await stage.you.says("make the walnut warmer", thread)
    await stage.you.runs("history", search="walnut")
    assert "walnut" not in stage.log.getvalue()
    assert stage.log.getvalue()


async def test_its_questions_are_answered_by_who_was_asked(
    stage: Stage, other: Somebody, thread: str
) -> None:
    await stage.you.says("hmm, perhaps the left one?", thread)
    asked = [c for c in await stage.you.cards(thread) if c.kind is Kind.ASK]
    for card in asked:
        press = button_of(card, "Edit").press
        assert "cannot find" in words_of(await other.presses_raw(press))
