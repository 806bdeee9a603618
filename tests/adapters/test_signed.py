"""Signed links: the file for who holds one, nothing for anybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters import signed
from adapters.server import Server
from adapters.web import routes
from adapters.web.client import WebChat
from tests.standins.clock import TestClock
from tests.standins.fake_desk import CountingIds, FakeDesk

SECRET = "a secret that is long enough to be one"


class Files:
    """A server with signed files and a clock that the test moves."""

    def __init__(self, url: str, clock: TestClock, http: aiohttp.ClientSession) -> None:
        self.url, self.clock, self.http = url, clock, http
        self.link = signed.linker(url, SECRET, clock)

    async def status(self, url: str, **headers: str) -> int:
        async with self.http.get(url, headers=headers) as response:
            return response.status


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    clock, ids = TestClock(), CountingIds()
    chat = WebChat(clock, ids)
    desk = FakeDesk(chat, clock, ids)
    desk.pictures["p1"] = b"\x89PNG of somebody"
    server = Server(routes.build(desk, chat, clock=clock, ids=ids, secret=SECRET), secret=SECRET)
    server.mount(signed.PREFIX, signed.build(desk, SECRET, clock))
    async with aiohttp.ClientSession() as http:
        yield Files(await server.start(), clock, http)
    await server.stop()
    await desk.close()


async def test_who_holds_a_link_has_the_file_without_signing_in(files: Files) -> None:
    async with files.http.get(files.link("p1", "original")) as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert await response.read()


async def test_a_link_may_be_followed_from_a_chat(files: Files) -> None:
    visit = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert await files.status(files.link("p1", "original"), **visit) == 200
    assert await files.status(f"{files.url}/api/page", **visit) == 403


async def test_a_link_ends_after_a_week(files: Files) -> None:
    link = files.link("p1", "exact")
    files.clock.move(signed.GOOD_S - 1)
    assert await files.status(link) == 200
    files.clock.move(2)
    assert await files.status(link) == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [("/p1/", "/p2/"), ("/original/", "/exact/"), ("/original/", "/preview/"), ("/p1/", "/../")],
)
async def test_a_link_that_was_changed_opens_nothing(files: Files, old: str, new: str) -> None:
    assert await files.status(files.link("p1", "original").replace(old, new)) in {401, 404}


async def test_a_later_end_needs_a_new_signature(files: Files) -> None:
    link = files.link("p1", "original")
    head, until, signature = link.rsplit("/", 2)
    assert await files.status(f"{head}/{int(until) + 1}/{signature}") == 404
    assert await files.status(f"{head}/{until}/{signature[:-1]}") == 404


async def test_another_secret_signs_nothing_here(files: Files) -> None:
    foreign = signed.linker(files.url, SECRET + "!", files.clock)
    assert await files.status(foreign("p1", "original")) == 404
