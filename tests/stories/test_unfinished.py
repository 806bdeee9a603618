"""Pictures that are still being drawn: on the page's running card, for those who will see the finished
one, in memory alone, in the price, and gone when the call ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Card, Image, Kind
from bot.domain.ids import PictureId
from bot.domain.work import VersionState
from bot.easel import MOST
from bot.errors import NotFound
from bot.events import Actor, Platform
from bot.services.reviewing import picture_id
from bot.store import people
from bot.store.transaction import Transaction
from tests.standins.chat import RecordingChat
from tests.standins.model import Hang, picture
from tests.stories.fixtures import Opening
from tests.stories.studio import GPT, NANO, Somebody, Stage

ROUGH, FINER = picture("rough", 1024, 1024), picture("finer", 1024, 1024)


def unfinished(card: Card | None) -> list[Image]:
    parts = card.parts if card else ()
    return [part for part in parts if isinstance(part, Image) and part.still_drawing]


async def drawing(stage: Stage, **values: object) -> tuple[str, Hang]:
    hang = Hang()
    stage.openai.then(hang)
    thread = await stage.you.orders("a can", (), model=GPT, **values)
    await stage.until(lambda: hang.show is not None)
    return thread, hang


async def shown(stage: Stage, hang: Hang, data: bytes, edition: int = 1) -> PictureId:
    """The unfinished picture stands on the easel."""
    assert hang.show is not None
    before = stage.studio.bell.rung
    hang.show(data)
    easel = stage.studio.easel
    await stage.until(lambda: any(one.edition == edition for one in easel.standing()))
    assert stage.studio.bell.rung > before
    return next(one.picture for one in easel.standing() if one.edition == edition)


async def stands(stage: Stage, wanted: PictureId) -> None:
    await stage.until(lambda: stage.studio.easel.get(wanted) is not None)


async def running(stage: Stage, thread: str, who: Somebody | None = None) -> Card:
    seen = await (who or stage.you).sees("1.1", thread, Kind.RUNNING)
    assert seen.card is not None
    return seen.card


async def test_the_running_card_shows_how_far_it_is_and_then_the_result(stage: Stage) -> None:
    thread, hang = await drawing(stage)
    assert unfinished(await running(stage, thread)) == []
    first = await shown(stage, hang, ROUGH)
    (rough,) = unfinished(await running(stage, thread))
    assert (rough.picture, rough.edition, rough.width, rough.height) == (first, 1, 640, 640)
    await shown(stage, hang, FINER, edition=2)
    (finer,) = unfinished(await running(stage, thread))
    assert (finer.picture, finer.edition) == (first, 2)
    (root,) = unfinished((await stage.you.sees("1", thread, Kind.ROOT)).card)
    assert root == replace(finer, alt=root.alt)
    data = await stage.you.picture(first, "drawing")
    assert isinstance(data, tuple)
    assert data[0][:3] == b"\xff\xd8\xff"
    hang.release()
    await stage.until_async(lambda: stage.state_of(thread, VersionState.READY))
    await stage.quiet()
    result = await stage.you.sees("1.1", thread)
    assert unfinished(result.card) == []
    assert isinstance(await stage.you.picture(first, "drawing"), NotFound)
    assert isinstance(await stage.you.picture(first), tuple)


async def test_it_is_posted_nowhere_and_kept_nowhere(stage: Stage) -> None:
    thread, hang = await drawing(stage)
    before = sorted(p.name for p in stage.settings.files().rglob("*"))
    await shown(stage, hang, ROUGH)
    await running(stage, thread)
    assert sorted(p.name for p in stage.settings.files().rglob("*")) == before
    for message in stage.chat.messages.values():
        assert all(unfinished(card) == [] for card in message.revisions)
    # The button under it is the same button: a press is keyed by the card that was posted.
    there = await stage.you.page(thread)
    posted = {(str(m.wanted.post), m.wanted.revision) for m in stage.chat.messages.values()}
    assert {(p.post, p.revision) for p in there.posts} <= posted
    hang.release()


async def test_only_those_see_it_who_will_see_the_picture(stage: Stage) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    thread, hang = await drawing(stage, private="yes")
    made = await shown(stage, hang, ROUGH)
    assert isinstance(await maker.picture(made, "drawing"), NotFound)
    assert await maker.may_not_see(thread)
    assert all(unfinished(card) == [] for card in await maker.cards())
    assert isinstance(await (await stage.approver()).picture(made, "drawing"), tuple)
    hang.release()


async def test_a_call_that_fails_or_is_lost_leaves_nothing_standing(stage: Stage) -> None:
    hang = Hang(then=ZeroDivisionError())
    stage.openai.then(hang)
    thread = await stage.you.orders("a can", model=GPT)
    await shown(stage, hang, ROUGH)
    hang.release()
    await stage.until_async(lambda: stage.state_of(thread, VersionState.FAILED))
    assert stage.studio.easel.standing() == ()
    assert hang.show is not None
    hang.show(FINER)  # an answer that comes after the end
    await stage.quiet()
    assert stage.studio.easel.standing() == ()
    stage.expected_a_bug()


async def test_bytes_that_are_no_picture_stop_no_paid_work(stage: Stage) -> None:
    thread, hang = await drawing(stage)
    assert hang.show is not None
    hang.show(b"half a picture")
    hang.show(ROUGH[: len(ROUGH) // 2])
    await stage.until(lambda: "unfinished_problem" in stage.log.getvalue())
    hang.release()
    await stage.until_async(lambda: stage.state_of(thread, VersionState.READY))


async def test_of_a_set_the_one_that_came_last_is_shown(stage: Stage) -> None:
    hangs = [Hang() for _ in range(3)]
    stage.openai.then(*hangs)
    thread = await stage.you.orders("a can x3", model=GPT)
    order = (await stage.version(thread, 1)).order
    await stage.until(lambda: all(h.show for h in hangs))
    for n in (2, 0):
        show = hangs[n].show
        assert show is not None
        show(picture(f"rough {n}", 640, 640))
        await stands(stage, picture_id(order, n))
    (last,) = unfinished(await running(stage, thread))
    assert last.picture == picture_id(order, 0)
    for hang in hangs:
        hang.release()


async def test_there_is_an_end_to_what_stands_at_once(stage: Stage) -> None:
    easel = stage.studio.easel
    small = picture("small", 64, 64)
    many = [
        easel.at_work(f"s{n}", f"v{n}", PictureId(f"p{n}"))  # type: ignore[arg-type]
        for n in range(MOST + 5)
    ]
    takes = [one.__enter__() for one in many]
    for take in takes:
        take(small)
    await stage.until(lambda: len(easel.standing()) == MOST)
    for one in many:
        one.__exit__(None, None, None)
    assert easel.standing() == ()


# --- who pays, and where they are asked for -------------------------------------------------------


async def test_they_are_in_the_price_and_asked_for_on_the_page(stage: Stage) -> None:
    thread = await stage.you.orders("a can", model=GPT)
    quote = (await stage.version(thread, 1)).quote
    assert (quote.partials, stage.openai.calls[0].partials) == (1, 1)
    await stage.you.orders("a can", model=NANO)
    assert stage.google.calls[0].partials == 0


async def test_without_a_wish_for_them_they_cost_nothing(open_stage: Opening, stage: Stage) -> None:
    without = await open_stage(partials="0")
    cheaper = await without.version(await without.you.orders("a can", model=GPT), 1)
    dearer = await stage.version(await stage.you.orders("a can", model=GPT), 1)
    assert (cheaper.quote.partials, without.openai.calls[0].partials) == (0, 0)
    assert dearer.quote.up_to - cheaper.quote.up_to == 300


async def test_no_other_platform_asks_for_what_it_cannot_show(open_stage: Opening) -> None:
    stage = await open_stage(others={Platform.DISCORD: RecordingChat(Platform.DISCORD)})
    team = await stage.look(lambda tx: people.teams(tx)[0])
    mia = await stage.adds("Mia", "sketch", "spend")

    def joins(tx: Transaction) -> None:
        people.install(tx, Platform.DISCORD, "guild", team, 0.0)
        people.link(tx, Platform.DISCORD, "guild", "u1", mia.id)

    await stage.do(joins)
    there = Somebody(stage, Actor(Platform.DISCORD, "guild", "u1", "Mia"))
    await there.orders("a can", model=GPT)
    assert stage.openai.calls[0].partials == 0


@pytest.mark.parametrize("model", [GPT, NANO])
async def test_who_asks_is_a_mark_of_one_person_and_says_nothing(stage: Stage, model: str) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    for who in (stage.you, stage.you, mia):
        await who.orders("a can", model=model)
    marks = [call.person for call in stage.google.calls + stage.openai.calls]
    assert marks[0] == marks[1] != marks[2]
    for mark in marks:
        assert len(mark) == 26
        assert not any(known in mark for known in (stage.you.id, mia.id, "Mia", "You") if known)
