"""A running server on a free port of this computer, with the scripted Desk behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest

from adapters.server import Server
from adapters.web import routes
from adapters.web.client import WebChat
from tests.standins.fake_desk import CountingIds, FakeDesk, RealClock

SECRET = "a secret that is long enough"


@dataclass
class Studio:
    url: str
    desk: FakeDesk
    chat: WebChat
    http: aiohttp.ClientSession

    @property
    def port(self) -> str:
        return self.url.rsplit(":", 1)[1]

    async def act(self, kind: str, origin: int = 1, **fields: object) -> dict[str, object]:
        body = {"kind": kind, "origin": f"{origin:032x}", "thread": "", **fields}
        async with self.http.post(f"{self.url}/api/act", json=body) as response:
            assert response.status == 200, await response.text()
            answer: dict[str, object] = await response.json()
            return answer


@pytest.fixture
async def open_studio() -> AsyncIterator[Callable[..., Awaitable[Studio]]]:
    opened: list[tuple[Server, Studio]] = []

    async def open_one(*, secret: str | None = None, public_host: str | None = None) -> Studio:
        clock, ids = RealClock(), CountingIds()
        chat = WebChat(clock, ids)
        desk = FakeDesk(chat, clock, ids)
        app = routes.build(desk, chat, clock=clock, ids=ids, secret=secret)
        server = Server(app, public_host=public_host, secret=secret)
        # An address for a jar: aiohttp keeps no cookies of bare IPs unless told to.
        jar = aiohttp.CookieJar(unsafe=True)
        studio = Studio(await server.start(), desk, chat, aiohttp.ClientSession(cookie_jar=jar))
        opened.append((server, studio))
        return studio

    yield open_one
    for server, studio in opened:
        await studio.http.close()
        await server.stop()
        await studio.desk.close()


@pytest.fixture
async def studio(open_studio: Callable[..., Awaitable[Studio]]) -> Studio:
    return await open_studio()
