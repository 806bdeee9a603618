"""Talk is free: what is an edit, what is a question, what is a comment, and what is left alone."""

from __future__ import annotations

import pytest

from bot.cards import Kind
from bot.domain.work import VersionState
from bot.events import Ask, Quiet, Say
from tests.standins.model import NOTHING, Hang
from tests.stories.studio import NANO, Stage, button_of, labels, words_of

DOUBTFUL = "mehr Licht von links"


@pytest.fixture
async def thread(stage: Stage) -> str:
    return await stage.you.orders("a can on wet stone", model=NANO)


@pytest.mark.parametrize(
    "words",
    ["// make it warmer", "love it!", "is this the final?", "👏👏", "https://example.com/a"],
)
async def test_talk_costs_nothing_and_is_left_alone(stage: Stage, thread: str, words: str) -> None:
    assert isinstance(await stage.you.says(words, thread), Quiet)
    assert len((await stage.session(thread)).versions) == 1
    lines = [post.text for post in (await stage.you.page(thread)).posts if post.author]
    assert words in lines


async def test_words_to_another_person_are_talk(stage: Stage, thread: str) -> None:
    await stage.adds("Mia", "sketch")
    await stage.you.says("@Mia make it warmer?", thread)
    await stage.you.says("make it warmer", thread, mentions_others=True)
    assert len((await stage.session(thread)).versions) == 1


async def test_an_answer_to_a_person_is_talk(stage: Stage, thread: str) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    await maker.says("love it!", thread)
    said = next(p for p in (await stage.you.page(thread)).posts if p.author == "Mia")
    await stage.you.says("make it warmer", thread, to=said.ref)
    assert len((await stage.session(thread)).versions) == 1


async def test_in_doubt_the_asker_alone_is_asked_once(stage: Stage, thread: str) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    await stage.you.says(DOUBTFUL, thread)
    mine = [c for c in await stage.you.cards(thread) if c.kind is Kind.ASK]
    assert len(mine) == 1
    assert labels(mine[0]) == ["Edit 1.1 - 5.1", "Just talking"]
    assert not [c for c in await maker.cards(thread) if c.kind is Kind.ASK]


async def test_the_answer_edit_makes_the_edit_once(stage: Stage, thread: str) -> None:
    await stage.you.says(DOUBTFUL, thread)
    card = next(c for c in await stage.you.cards(thread) if c.kind is Kind.ASK)
    await stage.you.presses("Edit 1.1", card)
    version = await stage.version(thread, 2)
    assert (version.state, version.instruction) == (VersionState.READY, DOUBTFUL)
    assert not [c for c in await stage.you.cards(thread) if c.kind is Kind.ASK]
    await stage.pass_time(60)
    again = await stage.you.presses("Edit 1.1", card)
    assert len((await stage.session(thread)).versions) == 2
    assert isinstance(again, Say | Quiet)


async def test_the_answer_talk_ends_the_question(stage: Stage, thread: str) -> None:
    await stage.you.says(DOUBTFUL, thread)
    card = next(c for c in await stage.you.cards(thread) if c.kind is Kind.ASK)
    assert isinstance(await stage.you.presses("Just talking", card), Quiet)
    assert not [c for c in await stage.you.cards(thread) if c.kind is Kind.ASK]
    assert len((await stage.session(thread)).versions) == 1


async def test_words_of_who_may_only_approve_are_a_comment_that_the_maker_can_make(
    stage: Stage, thread: str
) -> None:
    approver = await stage.approver()
    await approver.says("make the light warmer", thread)
    version = await stage.version(thread, 1)
    assert [c.text for c in version.comments] == ["make the light warmer"]
    cards = [c for c in await stage.you.cards(thread) if "Make this change" in " ".join(labels(c))]
    assert cards, [labels(c) for c in await stage.you.cards(thread)]
    button = button_of(cards[0], "Make this change")
    assert button.label.endswith("5.1")
    await stage.you.presses("Make this change", cards[0])
    assert (await stage.version(thread, 2)).instruction == "make the light warmer"
    assert not [
        c for c in await stage.you.cards(thread) if "Make this change" in " ".join(labels(c))
    ]


async def test_a_thread_that_wants_mentions_leaves_the_rest_alone(
    stage: Stage, thread: str
) -> None:
    await stage.rules(thread_mode="mention")
    await stage.you.says("make it warmer", thread)
    assert len((await stage.session(thread)).versions) == 1
    await stage.you.says("make it warmer", thread, mentions_bot=True)
    assert len((await stage.session(thread)).versions) == 2


async def test_a_version_that_does_not_exist_is_asked_about(stage: Stage, thread: str) -> None:
    await stage.you.says("v9: make it warmer", thread)
    assert len((await stage.session(thread)).versions) == 1


async def test_an_edited_instruction_asks_once_and_runs_the_new_words(
    stage: Stage, thread: str
) -> None:
    await stage.you.edits("make it warmer", thread)
    said = next(p for p in (await stage.you.page(thread)).posts if p.text == "make it warmer")
    asked = await stage.you.rewords("make it colder", said.ref, thread)
    assert isinstance(asked, Say)
    assert "make it colder" in words_of(asked)
    await stage.you.presses("Run - 5.1", asked)
    third = await stage.version(thread, 3)
    assert third.instruction == "make it colder"
    assert stage.google.calls[-1].instruction == "make it colder"
    assert str(third.parent_name) == "1.1"


async def test_an_edited_line_of_talk_asks_nothing(stage: Stage, thread: str) -> None:
    await stage.you.says("love it!", thread)
    said = next(p for p in (await stage.you.page(thread)).posts if p.text == "love it!")
    assert isinstance(await stage.you.rewords("love it a lot!", said.ref, thread), Quiet)
    assert isinstance(await stage.you.rewords("whatever", "not.ours", thread), Quiet)


async def test_an_edit_ordered_while_its_parent_runs_waits_for_it(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    await stage.you.says("make it warmer", thread)
    second = await stage.version(thread, 2)
    assert second.state is VersionState.ORDERED
    assert len(stage.google.calls) == 1
    hang.release()
    await stage.until(lambda: len(stage.google.calls) == 2)
    await stage.quiet()
    first, second = (await stage.session(thread)).versions
    assert second.state is VersionState.READY
    assert second.parent == first.pictures[0].id
    assert not second.parent_moved


async def test_if_the_parent_fails_the_nearest_ready_ancestor_is_taken_and_said(
    stage: Stage, thread: str
) -> None:
    hang = Hang(NOTHING)
    stage.google.then(hang)
    await stage.you.says("make it warmer", thread)
    await stage.you.says("move the can left", thread)
    hang.release()
    await stage.until(lambda: len(stage.google.calls) == 3)
    await stage.quiet()
    third = await stage.version(thread, 3)
    assert third.state is VersionState.READY
    assert str(third.parent_name) == "1.1"
    assert third.parent_moved
    assert "its parent failed, made from 1.1" in words_of(await stage.you.sees("1.3", thread))


async def test_a_reply_where_the_only_version_failed_is_told_so(stage: Stage) -> None:
    stage.google.then(NOTHING)
    thread = await stage.you.orders(model=NANO)
    answer = await stage.you.says("make it warmer", thread)
    assert isinstance(answer, Say)
    assert "no picture" in words_of(answer)
    assert len((await stage.session(thread)).versions) == 1


async def test_two_people_at_once_in_one_thread_get_a_version_each(
    stage: Stage, thread: str
) -> None:
    import asyncio  # noqa: PLC0415

    maker = await stage.adds("Mia", "sketch", "spend")
    await asyncio.gather(
        stage.studio.desk.handle(stage.you.saying("make it warmer", thread)),
        stage.studio.desk.handle(maker.saying("move the can left", thread)),
    )
    await stage.quiet()
    session = await stage.session(thread)
    assert [v.name.version for v in session.versions] == [1, 2, 3]
    assert {v.maker_name for v in session.versions[1:]} == {"You", "Mia"}
    assert all(v.state is VersionState.READY for v in session.versions)


async def test_a_form_asked_for_by_a_button_is_prefilled(stage: Stage, thread: str) -> None:
    shown = await stage.you.sees("1.1", thread)
    form = await stage.you.presses("Change...", shown)
    assert isinstance(form, Ask)
    assert form.command == "edit"
    assert form.errors == ()
    await stage.you.submits("edit", dict(form.values), thread=thread, instruction="warmer light")
    assert (await stage.version(thread, 2)).instruction == "warmer light"
