"""From one line to a picture, and on: edits, branches, a pick of four."""

from __future__ import annotations

from bot.cards import Kind
from bot.domain.work import VersionState
from bot.events import Quiet, Say
from tests.stories.studio import NANO, Stage, words_of


async def test_one_line_becomes_a_thread_with_a_free_sketch(practice: Stage) -> None:
    thread = await practice.you.orders("a cold-brew can on wet stone for an Instagram story")
    version = await practice.version(thread, 1)
    assert version.state is VersionState.READY
    assert (version.format.width, version.format.height) == (1080, 1920)
    shown = await practice.you.sees("1.1", thread)
    assert "Layout sketch" in words_of(shown)
    root = await practice.you.sees("1", "", Kind.ROOT)
    assert root.card is not None
    assert root.card.picture == version.pictures[0].id
    assert await practice.free() == 500


async def test_a_reply_in_the_thread_makes_the_next_version(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone", model=NANO)
    second = await stage.you.edits("make the light warmer", thread)
    assert str(second.name) == "1.2"
    assert second.state is VersionState.READY
    assert second.parent == (await stage.version(thread, 1)).pictures[0].id
    assert stage.google.calls[1].parent is not None
    assert "warmer" in stage.google.calls[1].instruction


async def test_a_reply_to_an_older_picture_branches_from_it(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    first = await stage.you.sees("1.1", thread)
    await stage.you.edits("make the light warmer", thread)
    third = await stage.you.edits("make it colder", thread, to=first.ref)
    assert str(third.parent_name) == "1.1"
    fourth = await stage.you.edits("move the can left", thread)
    assert str(fourth.parent_name) == "1.3"


async def test_a_version_named_in_words_is_the_parent(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.edits("make the light warmer", thread)
    third = await stage.you.edits("v1: make it colder", thread)
    assert str(third.parent_name) == "1.1"
    assert third.instruction == "make it colder"


async def test_four_pictures_are_picked_from_before_they_are_changed(stage: Stage) -> None:
    thread = await stage.you.orders("a can on stone x4", model=NANO)
    assert len(stage.google.calls) == 4
    told = await stage.you.says("make it warmer", thread)
    assert isinstance(told, Say)
    assert "Pick one first" in words_of(told)
    card = await stage.you.sees("1.1", thread, Kind.PICK)
    assert isinstance(await stage.you.presses("Pick b", card), Quiet)
    picked = await stage.you.sees("1.1b", thread)
    assert picked.card is not None
    second = await stage.you.edits("make it warmer", thread)
    assert second.parent == picked.card.picture
    assert str(second.parent_name) == "1.1b"


async def test_a_number_reaction_picks_and_the_pick_is_a_message_of_its_own(stage: Stage) -> None:
    thread = await stage.you.orders("a can on stone x4", model=NANO)
    card = await stage.you.sees("1.1", thread, Kind.PICK)
    before = len(stage.chat.messages)
    await stage.you.reacts("3️⃣", card.ref)
    assert len(stage.chat.messages) == before + 1
    version = await stage.version(thread, 1)
    assert [p.name.letter for p in version.pictures if p.picked] == ["c"]
    await stage.you.reacts("3️⃣", card.ref)
    assert len(stage.chat.messages) == before + 1


async def test_a_vote_on_a_set_nobody_picked_from_is_told_to_pick(stage: Stage) -> None:
    thread = await stage.you.orders("a can on stone x4", model=NANO)
    approver = await stage.approver()
    version = await stage.version(thread, 1)
    told = await approver.presses_raw(f"v1:vote:{version.pictures[0].id}:approve")
    assert "Pick one first" in words_of(told)
    assert (await stage.version(thread, 1)).review is None


async def test_a_message_never_swaps_its_picture(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.edits("make the light warmer", thread)
    await stage.you.edits("move the can left", thread)
    for message in stage.chat.messages.values():
        pictures = {c.picture for c in message.revisions if c.picture}
        assert len(pictures) <= 1


async def test_the_same_picture_in_another_format_keeps_its_words(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    wide = await stage.you.edits("same as YouTube thumbnail", thread)
    assert (wide.format.width, wide.format.height) == (1280, 720)
    assert stage.google.calls[-1].instruction == ""
