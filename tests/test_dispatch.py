"""The front door: what is answered at once, in which order things happen, who is heard."""

from __future__ import annotations

import asyncio

import pytest

from bot.desk import Update
from bot.errors import Problem
from bot.events import Ask, Choices, Edited, Gone, Invocation, Later, Platform, Quiet, Say
from tests.standins.model import Hang
from tests.stories.studio import NANO, Stage, words_of


async def test_first_opens_a_form_where_one_is_needed_and_says_later_elsewhere(
    stage: Stage,
) -> None:
    desk, you = stage.studio.desk, stage.you
    assert desk.first(you.running("brief")) == Ask("brief")
    assert desk.first(you.running("brief", text="a can")) == Later(private=False)
    assert desk.first(you.running("credits")) == Later(private=True)
    assert desk.first(you.running("nothing")) == Later(private=False)
    assert desk.first(you.saying("hello", "t")) == Quiet()
    assert desk.first(you.reacting("✅", "m")) == Quiet()
    assert desk.first(you.raw("v1:pick:x")) == Later(private=True)
    form = desk.first(you.raw("v1:revoke:x"))
    assert isinstance(form, Ask)
    assert dict(form.values) == {"picture": "x"}


@pytest.mark.parametrize("press", ["", "garbage", "v1", "v1:nothing:x", "v9:pick:x"])
async def test_first_never_breaks_on_a_button_that_is_not_ours(
    stage: Stage,
    press: str,
) -> None:
    assert isinstance(stage.studio.desk.first(stage.you.raw(press)), Later | Quiet)


async def test_first_of_a_form_equals_what_handle_says_without_values(stage: Stage) -> None:
    event = stage.you.running("brief")
    assert await stage.studio.desk.handle(event) == Ask("brief")


async def test_events_of_one_lane_are_handled_in_order_others_at_once(stage: Stage) -> None:
    one = await stage.you.orders(model=NANO)
    words = ["warmer", "colder", "darker", "brighter", "softer"]
    await asyncio.gather(
        *[stage.studio.desk.handle(stage.you.saying(f"v1: make it {w}", one)) for w in words]
    )
    await stage.quiet()
    said = [v.instruction for v in (await stage.session(one)).versions[1:]]
    assert said == [f"make it {w}" for w in words]


async def test_no_lane_is_kept_when_nobody_is_in_it(stage: Stage) -> None:
    for n in range(5):
        await stage.you.says("hello", f"thread{n}")
    assert not stage.studio.desk._lanes


async def test_an_answer_does_not_wait_for_the_picture(stage: Stage) -> None:
    stage.google.then(Hang())
    answer = await asyncio.wait_for(
        stage.studio.desk.handle(stage.you.running("brief", text="a", model=NANO, agreed=10**9)),
        5,
    )
    assert isinstance(answer, Quiet)


async def test_a_mistake_of_ours_is_a_number_and_nothing_more(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bot.services import treasury  # noqa: PLC0415

    words = f"{stage.you.actor.name} secret"

    def broken(*_: object) -> object:
        raise ZeroDivisionError(words)

    monkeypatch.setattr(treasury, "account", broken)
    answer = await stage.you.runs("credits")
    assert isinstance(answer, Say)
    said = words_of(answer)
    assert words not in said
    assert words not in stage.log.getvalue()
    reference = said.split()[-1]
    assert reference in stage.log.getvalue()
    stage.expected_a_bug()


async def test_a_deleted_message_changes_nothing(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    you = stage.you
    gone = Gone("g1", you.actor, you.venue(thread), stage.clock.now(), "m")
    assert await you.sends(gone) == Quiet()
    edited = Edited("g2", you.actor, you.venue(thread), stage.clock.now(), "m", "")
    assert await you.sends(edited) == Quiet()
    assert len((await stage.session(thread)).versions) == 1


async def test_watchers_hear_that_something_changed(stage: Stage) -> None:
    since = (await stage.you.page()).revision
    heard: list[Update] = []

    async def listen() -> None:
        async for update in stage.studio.desk.watch(stage.you.actor, since):
            heard.append(update)

    listening = asyncio.create_task(listen())
    await stage.you.orders(model=NANO)
    await stage.until(lambda: bool(heard))
    listening.cancel()
    assert heard[-1].revision > since


async def test_nobody_watches_without_a_name(stage: Stage) -> None:
    from dataclasses import replace  # noqa: PLC0415

    ghost = replace(stage.you.actor, user="nobody")
    with pytest.raises(Problem):
        await anext(aiter(stage.studio.desk.watch(ghost, 0)))
    with pytest.raises(Problem):
        await stage.studio.desk.forms(ghost)
    assert await stage.studio.desk.choices(ghost, "brief", "where", "") == Choices()


@pytest.mark.parametrize(
    ("command", "field", "typed", "found"),
    [
        ("brief", "where", "instagram", "Instagram story"),
        ("brief", "model", "nano", "Nano Banana 2.1"),
        ("brief", "approver", "practice", "Practice approver"),
        ("brief", "campaign", "", "General"),
        ("edit", "version", "stone", "1 - a can on wet stone"),
        ("brief", "what", "x", None),
        ("brief", "nothing", "x", None),
        ("nothing", "what", "x", None),
    ],
)
async def test_choices_are_offered_best_first(
    stage: Stage,
    command: str,
    field: str,
    typed: str,
    found: str | None,
) -> None:
    await stage.you.orders("a can on wet stone", model=NANO)
    offered = await stage.studio.desk.choices(stage.you.actor, command, field, typed)
    labels = [choice.label for choice in offered.choices]
    assert len(labels) <= 25
    assert (found in labels) if found else (labels == [])


async def test_open_posts_are_those_in_review(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    desk = stage.studio.desk
    assert await desk.open_posts(Platform.WEB, "local") == ()
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    refs = [ref for ref, _ in await desk.open_posts(Platform.WEB, "local")]
    assert refs
    assert set(refs) <= set(stage.chat.messages)
    assert await desk.open_posts(Platform.SLACK, "T1") == ()


async def test_the_page_of_a_fresh_studio_is_empty_and_has_practice_credits(
    practice: Stage,
) -> None:
    page = await practice.you.page()
    assert (page.posts, page.threads, page.strip) == ((), (), ())
    assert (page.balance, page.practice, page.viewer.name) == ("500.0", True, "You")


async def test_an_event_that_was_accepted_is_handled_once(stage: Stage) -> None:
    """Some platforms want the row before the acknowledgement and the work after it."""
    event = Invocation("x1", stage.you.actor, stage.you.venue(), stage.clock.now(), "help")
    assert await stage.studio.desk.accept(event)
    assert not await stage.studio.desk.accept(event)
    assert isinstance(await stage.studio.desk.handle(event), Say)
    assert await stage.studio.desk.handle(event) == Quiet()
    assert not await stage.studio.desk.accept(event)
