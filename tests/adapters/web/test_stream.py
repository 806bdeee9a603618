"""Live updates: in order, resumable, private where they are private, bounded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from adapters.web import routes, stream
from adapters.web.client import WebChat, ref_of, venue_of
from adapters.web.hub import Hub, Missed
from bot.cards import Card, Kind, Text
from bot.desk import Update
from bot.domain.ids import MemberId, PostId, SessionId
from bot.ports import Wanted
from tests.adapters.web.conftest import Studio
from tests.standins.fake_desk import CountingIds, RealClock, note

ALL = MemberId("m1")


def wanted(post: str, words: str, *audience: str, session: str = "s1") -> Wanted:
    card = Card(Kind.NOTE, (Text((words,)),), words, audience=tuple(MemberId(a) for a in audience))
    return Wanted(PostId(post), venue_of(""), card, f"r-{words}", SessionId(session))


@asynccontextmanager
async def tab(
    studio: Studio, member: str = "m1", since: str = ""
) -> AsyncIterator[Callable[[], Awaitable[dict[str, str]]]]:
    """Opens a tab's stream from its page (or from `since`); yields a reader of one event."""
    if not since:
        async with studio.http.get(f"{studio.url}/api/page", params={"m": member}) as response:
            since = (await response.json())["since"]
    params = {"m": member, "since": since}
    async with studio.http.get(f"{studio.url}/api/events", params=params) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")

        async def read() -> dict[str, str]:
            event: dict[str, str] = {}
            async with asyncio.timeout(5):
                async for raw in response.content:
                    line = raw.decode().rstrip("\n")
                    if not line and event:
                        return event
                    name, _, value = line.partition(": ")
                    if name:
                        event[name] = value
            return event

        yield read


async def test_a_post_reaches_an_open_tab_with_its_card(studio: Studio) -> None:
    async with tab(studio) as read:
        await read()
        await studio.chat.post(wanted("p1", "hello"))
        news = json.loads((await read())["data"])
    assert (news["kind"], news["shown"]["ref"], news["shown"]["card"]["summary"]) == (
        "post",
        "s1.p1",
        "hello",
    )


async def test_a_tab_that_comes_back_gets_what_it_missed_once_and_in_order(studio: Studio) -> None:
    async with tab(studio) as read:
        await read()
        await studio.chat.post(wanted("p1", "one"))
        last = (await read())["id"]
    await studio.chat.post(wanted("p2", "two"))
    await studio.chat.edit("s1.p2", wanted("p2", "three"))
    async with tab(studio, since=last) as read:
        await read()
        seen = [json.loads((await read())["data"])["shown"]["card"]["summary"] for _ in range(2)]
    assert seen == ["two", "three"]


async def test_the_last_event_id_of_the_browser_counts_before_the_pages_own(studio: Studio) -> None:
    await studio.chat.post(wanted("p1", "one"))
    async with studio.http.get(f"{studio.url}/api/page") as response:
        boot = (await response.json())["since"].split(".")[0]
    headers = {"Last-Event-ID": f"{boot}.0.0"}
    params = {"m": "m1", "since": f"{boot}.0.1"}
    async with studio.http.get(
        f"{studio.url}/api/events", params=params, headers=headers
    ) as response:
        async with asyncio.timeout(5):
            await response.content.readuntil(b"\n\n")
            assert b"one" in await response.content.readuntil(b"\n\n")


@pytest.mark.parametrize(
    "since", ["", "x", "other.0.0", "id000001.5", "id000001.-1.0", "id000001.0.99"]
)
async def test_a_place_that_is_not_of_this_run_asks_for_the_whole_page(
    studio: Studio, since: str
) -> None:
    params = {"m": "m1", "since": since}
    async with studio.http.get(f"{studio.url}/api/events", params=params) as response:
        async with asyncio.timeout(5):
            assert b"event: reset" in await response.content.read()


async def test_a_private_card_reaches_only_its_audience(studio: Studio) -> None:
    async with tab(studio, "m1") as mine, tab(studio, "m2") as theirs:
        await mine()
        await theirs()
        await studio.chat.post(wanted("p1", "secret", "m1"))
        await studio.chat.tell("m1", venue_of(""), note("for you"))
        await studio.chat.post(wanted("p2", "open"))
        assert [json.loads((await mine())["data"])["summary"] for _ in range(3)] == [
            "secret",
            "for you",
            "open",
        ]
        assert json.loads((await theirs())["data"])["shown"]["card"]["summary"] == "open"


async def test_the_studios_own_news_come_through_the_same_stream(studio: Studio) -> None:
    async with tab(studio) as read:
        await read()
        await studio.act("press", press="v1:practise:142.1")
        assert json.loads((await read())["data"])["kind"] == "balance"


async def test_a_stream_breathes_so_that_nothing_between_cuts_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.05)
    async with studio.http.get(f"{studio.url}/api/page") as response:
        since = (await response.json())["since"]
    async with studio.http.get(
        f"{studio.url}/api/events", params={"since": since, "m": "m1"}
    ) as response:
        async with asyncio.timeout(5):
            await response.content.readuntil(b"\n\n")
            assert await response.content.readuntil(b"\n\n") == b": still here\n\n"


async def test_open_streams_end_when_the_server_stops(studio: Studio) -> None:
    async with tab(studio) as read:
        await read()
        studio.chat.hub.close()
        assert await read() == {}


async def test_a_tab_that_leaves_frees_its_place(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MAX_STREAMS", 2)
    monkeypatch.setattr(stream, "GONE_S", 0.01)
    for _ in range(4):
        async with tab(studio) as read:
            await read()
        await asyncio.sleep(0.2)
    full = studio.http.get(f"{studio.url}/api/events")
    async with tab(studio), tab(studio), full as response:
        assert response.status == 503


async def test_a_watcher_that_fell_out_of_the_ring_is_told() -> None:
    hub = Hub(2)
    for _ in range(3):
        hub.publish(Update(0, "post", None))
    with pytest.raises(Missed):
        await anext(hub.watch(0, ALL))
    assert (await anext(hub.watch(1, ALL))).revision == 2


async def test_a_slow_watcher_sees_everything_that_is_published_while_it_works() -> None:
    hub = Hub(10)
    hub.publish(Update(0, "post", None))
    watcher = hub.watch(0, ALL)
    assert (await anext(watcher)).revision == 1
    for _ in range(3):
        hub.publish(Update(0, "post", None))
    assert [(await anext(watcher)).revision for _ in range(3)] == [2, 3, 4]


def chat() -> WebChat:
    return WebChat(RealClock(), CountingIds())


async def test_a_post_that_was_made_is_found_again_by_its_id() -> None:
    web = chat()
    assert await web.look(wanted("p1", "x")) is None
    ref = await web.post(wanted("p1", "x"))
    assert await web.look(wanted("p1", "y")) == ref == "s1.p1"


async def test_posting_the_same_post_again_is_the_same_message() -> None:
    web = chat()
    assert await web.post(wanted("p1", "x")) == await web.post(wanted("p1", "x"))


async def test_a_thread_is_named_by_its_session_even_after_a_restart() -> None:
    ref = ref_of(wanted("p1", "x", session="s9"))
    assert (await chat().open_thread(ref, venue_of(""), "title")).thread == "s9"


async def test_what_is_new_is_announced_once_however_often_its_post_is_edited() -> None:
    web = chat()
    watcher = web.hub.watch(0, ALL)
    await web.post(wanted("p1", "being drawn"))
    await web.edit("s1.p1", wanted("p1", "being drawn"))
    await web.edit("s1.p1", wanted("p1", "142.1 is ready"))
    said = [(await anext(watcher)).summary for _ in range(3)]
    assert said == ["being drawn", "", "142.1 is ready"]
