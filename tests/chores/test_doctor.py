"""`python -m bot doctor`: what each configured vendor and server answers to a greeting, said in
words, at no cost, without a key in sight."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from adapters.models.openai_shape import greeting
from bot import chores
from bot.chores import Said
from bot.settings import read_settings
from tests.standins import openai_images
from tests.standins.openai_images import KEY, Drop, OpenAIStandin, Raw, Stall, Step, Wrong
from tests.standins.own_servers import Habits, own_server

GOOGLE_KEY = "AIzaSyStandin0123456789"


@pytest.fixture
async def vendor() -> AsyncIterator[OpenAIStandin]:
    async with openai_images.openai_standin() as standin:
        yield standin


async def doctor(folder: Path, **values: str) -> Said:
    said = await chores.doctor(read_settings({"data": str(folder), **values}))
    everything = "\n".join(said.lines)
    assert KEY not in everything
    assert GOOGLE_KEY not in everything
    return said


def line(said: Said, what: str) -> str:
    return next(each for each in said.lines if re.match(rf"\w+ +{re.escape(what)}:", each))


async def test_a_key_that_works_says_what_it_opens(vendor: OpenAIStandin, tmp_path: Path) -> None:
    said = await doctor(tmp_path, openai_api_key=KEY, openai_base_url=vendor.base_url)
    works = line(said, "OpenAI")
    assert works.startswith("ok")
    assert "GPT Image 2, GPT Image 2.5 sunburst" in works
    assert "shows at the first picture" in works
    assert said.well
    assert line(said, "Google key").startswith("missing")
    assert (len(vendor.requests), vendor.billed) == (1, 0)
    assert vendor.last.path == "/v1/models"


async def test_without_keys_nobody_is_asked_and_no_sdk_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [
        n for n in sys.modules if n.startswith(("adapters.models.openai", "adapters.models.google"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    said = await doctor(tmp_path)
    assert line(said, "OpenAI key").startswith("missing")
    assert said.well
    assert "adapters.models.openai" not in sys.modules
    assert "adapters.models.google" not in sys.modules


TROUBLES: tuple[tuple[Step, str], ...] = (
    (Wrong(401, "invalid_api_key", f"Incorrect API key provided: {KEY}"), "does not accept our key"),
    (Wrong(403, None, "Your organization must be verified"), "Organization, General, Verify Organization"),
    (Wrong(429, "insufficient_quota"), "no credit left"),
    (Wrong(429, "rate_limit_exceeded"), "is busy"),
    (Wrong(503), "cannot be reached"),
    (Wrong(404, None, "Invalid URL (GET /v1/models)"), "not like an image API"),
    (Drop(), "cannot be reached"),
    (Raw(b"<html>", mime="text/html"), "not like an image API"),
    (Raw(b"[]"), "not like an image API"),
    (Raw(b" " * (greeting.MAX_LIST + 1)), "not like an image API"),
)  # fmt: skip


@pytest.mark.parametrize(("step", "words"), TROUBLES)
async def test_each_trouble_is_said_in_words(
    vendor: OpenAIStandin, tmp_path: Path, step: Step, words: str
) -> None:
    vendor.then(step)
    said = await doctor(tmp_path, openai_api_key=KEY, openai_base_url=vendor.base_url)
    assert line(said, "OpenAI").startswith("wrong")
    assert words in line(said, "OpenAI")
    assert not said.well
    assert len(vendor.requests) == 1


async def test_a_vendor_that_does_not_answer_is_not_waited_for(
    vendor: OpenAIStandin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "PATIENCE_S", 0.3)
    vendor.then(Stall())
    async with asyncio.timeout(5):
        said = await doctor(tmp_path, openai_api_key=KEY, openai_base_url=vendor.base_url)
    assert "cannot be reached" in line(said, "OpenAI")


async def test_what_the_vendor_will_end_is_said_in_time(
    vendor: OpenAIStandin, tmp_path: Path
) -> None:
    row = '{"data": [{"id": "gpt-image-2", "shutdown_date": "2027-01-31"}, {"id": 7}, "?"]}'
    vendor.then(Raw(row.encode()))
    said = await doctor(tmp_path, openai_api_key=KEY, openai_base_url=vendor.base_url)
    assert line(said, "GPT Image 2") == "wrong   GPT Image 2: its vendor ends it on 2027-01-31"


async def test_servers_of_ones_own_are_asked_each(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        nobody = held.getsockname()[1]
    async with own_server(Habits()) as server:
        here = f"here={server.base_url}=k-1,gone=http://127.0.0.1:{nobody}/v1"
        listless = f"listless={server.base_url}/nothing"  # answers 404: somebody is there
        said = await doctor(tmp_path, self_hosted=f"{here},{listless}")
    assert line(said, "here") == "ok      here: works"
    assert line(said, "listless").startswith("ok")
    assert "cannot be reached" in line(said, "gone")
    assert "k-1" not in "".join(said.lines)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, {"models": [{"name": "models/gemini-nano-banana-2.1"}, {}]}, "works; it lists Nano Banana 2.1"),
        (400, {"error": {"message": f"API key not valid: {GOOGLE_KEY}"}}, "does not accept our key"),
        (503, {}, "cannot be reached"),
        (200, [], "not like an image API"),
    ],
)  # fmt: skip
async def test_google_is_asked_as_well(
    tmp_path: Path, status: int, body: object, words: str
) -> None:
    asked: list[str] = []

    async def models(request: web.Request) -> web.Response:
        asked.append(request.headers["x-goog-api-key"])
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_get("/v1/models", models)
    async with openai_images.serving(app) as address:
        said = await doctor(tmp_path, google_api_key=GOOGLE_KEY, google_base_url=address)
    assert words in line(said, "Google")
    assert asked == [GOOGLE_KEY]
