"""The one contract of models, over all of them: sketch, Google, OpenAI, servers of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from adapters.models.google import GoogleModel
from adapters.models.openai import OpenAIModel
from adapters.models.self_hosted import Endpoint, SelfHostedModel
from adapters.models.sketch import Sketch
from bot.domain.model import Provider
from tests.adapters.models.calls import catalogue, row
from tests.adapters.models.contract import PAGE, Contract, OverTheNet, Rig
from tests.standins import gemini as g
from tests.standins import openai_images as o
from tests.standins.own_servers import Habits, own_server

NANO = "gemini-nano-banana-2.1"
OWN = "own"


@asynccontextmanager
async def sketching() -> AsyncIterator[Rig]:
    model = Sketch(catalogue().placements)
    yield Rig(model, row("sketch"))
    await model.close()


@asynccontextmanager
async def google() -> AsyncIterator[Rig]:
    async with g.gemini() as standin:

        def then(step: g.Step) -> Callable[[], None]:
            return lambda: standin.then(step)

        model = GoogleModel(g.KEY, standin.url)
        yield Rig(
            model,
            row(NANO),
            {
                "busy": then(g.busy()),
                "down": then(g.error(503, "The model is overloaded.", "UNAVAILABLE")),
                "a page with 502": then(g.Reply(502, PAGE, mime="text/html")),
                "a page with 200": then(g.Reply(200, PAGE, mime="text/html")),
                "half a JSON with 200": then(g.Reply(200, b'{"candidates": [{"con')),
                "nothing with 200": then(g.Reply(200, b"")),
                "no picture in it": then(g.Draw(variant="undecodable")),
                "another key": then(g.error(403, f"Wrong: {g.KEY}", "PERMISSION_DENIED")),
                "dropped after it was made": then(g.Draw(drop="after")),
                "never answered": then(g.Draw(wait=30)),
            },
            lambda: standin.requests,
            lambda url: GoogleModel(g.KEY, url),
            g.KEY,
        )
        await model.close()


def _openai_trouble(standin: o.OpenAIStandin) -> dict[str, Callable[[], None]]:
    def then(step: o.Step) -> Callable[[], None]:
        return lambda: standin.then(step)

    return {
        "busy": then(o.Wrong(429, "rate_limit_exceeded", headers={"retry-after": "3"})),
        "down": then(o.Wrong(503, None, "overloaded")),
        "a page with 502": then(o.Raw(PAGE, 502, "text/html")),
        "a page with 200": then(o.Raw(PAGE, 200, "text/html")),
        "half a JSON with 200": then(o.Raw(b'{"data": [{"b64')),
        "nothing with 200": then(o.Raw(b"")),
        "no picture in it": then(o.Made(data=b"no picture at all" * 99)),
        "another key": then(o.Wrong(401, "invalid_api_key", f"Incorrect: {o.KEY}")),
        "dropped after it was made": then(o.Drop()),
        "never answered": then(o.Stall()),
    }


@asynccontextmanager
async def openai() -> AsyncIterator[Rig]:
    async with o.openai_standin() as standin:
        model = OpenAIModel(o.KEY, base_url=standin.base_url)
        yield Rig(
            model,
            row("gpt-image-2"),
            _openai_trouble(standin),
            lambda: len(standin.requests),
            lambda url: OpenAIModel(o.KEY, base_url=f"{url}/v1"),
            o.KEY,
        )
        await model.close()


OWN_ROW = replace(row("gpt-image-2"), id=OWN, provider=Provider.SELF_HOSTED, repeatable=True)


@asynccontextmanager
async def self_hosted() -> AsyncIterator[Rig]:
    async with own_server(Habits()) as server:
        model = SelfHostedModel([Endpoint(OWN, "flux", server.base_url)])
        yield Rig(model, OWN_ROW, {}, lambda: len(server.requests))
        await model.close()


Factory = Callable[[], AbstractAsyncContextManager[Rig]]


class TestEveryModel(Contract):
    @pytest.fixture(params=[sketching, google, openai, self_hosted], ids=lambda f: f.__name__)
    async def rig(self, request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
        factory: Any = request.param
        async with factory() as made:
            yield made


class TestPaidVendors(OverTheNet):
    @pytest.fixture(params=[google, openai], ids=lambda f: f.__name__)
    async def rig(self, request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
        factory: Any = request.param
        async with factory() as made:
            yield made
