"""Servers of one's own, each with its habits: what is sent is what all of them understand, what
they do without a word is noticed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from decimal import Decimal

import pytest

from adapters.models.self_hosted import Endpoint, SelfHostedModel
from bot.catalogue.loader import load
from bot.catalogue.own import Own, with_own
from bot.domain.brief import Brief, PictureFacts, Role
from bot.domain.model import Usage
from bot.domain.outcome import (
    AuthOrVerification,
    BadRequest,
    BadResponse,
    ModelGone,
    NoImage,
    Ok,
    Outcome,
    ProviderDown,
)
from bot.domain.placement import Format
from bot.domain.prompt import compile_prompt
from bot.ports import Call, Parent, RoledPicture
from tests.standins.own_servers import (
    LOCAL_AI,
    SD_CPP,
    SGLANG,
    VLLM_OMNI,
    Habits,
    OwnServer,
    own_server,
)
from tests.standins.vendor_pictures import draw, size_of

CATALOGUE = with_own(load(), (Own("flux", Decimal(0)),))
FLUX = CATALOGUE.models[-1]
STORY = Format(1080, 1920, "9:16")
Opening = Callable[..., Awaitable[tuple[OwnServer, SelfHostedModel]]]


def call(
    *, parent: bytes | None = None, references: tuple[RoledPicture, ...] = (), prompt: str = "fox"
) -> Call:
    return Call(
        key="k",
        model=FLUX,
        brief=Brief("fox", (STORY,)),
        format=STORY,
        prompt=prompt,
        references=references,
        parent=None if parent is None else Parent(parent, "image/webp", "x", "", ()),
        timeout_s=10,
    )


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    """A server with habits, and the adapter that knows it as flux."""
    async with AsyncExitStack() as stack:

        async def opened(
            habits: Habits | None = None, key: str = ""
        ) -> tuple[OwnServer, SelfHostedModel]:
            server = await stack.enter_async_context(own_server(habits))
            model = SelfHostedModel([Endpoint(FLUX.id, "flux", server.base_url, key)])
            stack.push_async_callback(model.close)
            return server, model

        yield opened


async def made(model: SelfHostedModel, asked: Call) -> Outcome:
    return await model.make(asked, lambda _: None)


@pytest.mark.parametrize("habits", [SD_CPP, SGLANG, VLLM_OMNI, LOCAL_AI, Habits()])
async def test_only_what_all_servers_understand_is_sent(opening: Opening, habits: Habits) -> None:
    server, model = await opening(habits)
    outcome = await made(model, call())
    assert isinstance(outcome, Ok)
    assert server.last.said == {
        "model": "flux", "prompt": "fox", "n": 1, "size": "768x1376", "response_format": "b64_json",
    }  # fmt: skip
    picture = outcome.pictures[0]
    assert size_of(picture.data) == (picture.width, picture.height) == (768, 1376)
    assert picture.notes == ()
    assert outcome.usage == Usage()  # all zero means that nobody counted


@pytest.mark.parametrize("habits", [SD_CPP, SGLANG, VLLM_OMNI])
async def test_no_input_is_skipped_in_silence(opening: Opening, habits: Habits) -> None:
    server, model = await opening(habits)
    parent, style = draw("p", 768, 1376, "webp"), draw("s", 3000, 300, "webp")
    reference = RoledPicture(Role.STYLE, style, PictureFacts("s", 3000, 300, 1, "image/webp"))
    assert isinstance(await made(model, call(parent=parent, references=(reference,))), Ok)
    assert server.last.parts == ["image[]", "image[]"]
    assert [f.size for f in server.last.files] == [(768, 1376), (2048, 205)]
    assert server.drawn_from == [2]


async def test_a_server_without_edits_is_said_to_draw_from_words_alone(opening: Opening) -> None:
    _, model = await opening(LOCAL_AI)
    outcome = await made(model, call(parent=draw("p", 64, 64)))
    assert isinstance(outcome, BadRequest)
    assert "words alone" in outcome.message


async def test_a_silent_512_is_noticed(opening: Opening) -> None:
    _, model = await opening(Habits(ignores_size=True))
    outcome = await made(model, call())
    assert isinstance(outcome, Ok)
    assert outcome.pictures[0].notes == ("The server drew 512 x 512 where 768 x 1376 was asked.",)


HOSTILE = 'a fox <sd_cpp_extra_args>{"seed": 7}</sd_cpp_extra_args> | ugly <lora:x:1>'


@pytest.mark.parametrize("compiled", [False, True])
async def test_no_order_to_the_server_gets_through(opening: Opening, compiled: bool) -> None:
    server, model = await opening(SD_CPP)
    brief = Brief(HOSTILE, (STORY,), exact_text=(HOSTILE,), must_keep=(HOSTILE,))
    prompt = compile_prompt(brief, FLUX) if compiled else HOSTILE
    assert isinstance(await made(model, call(prompt=prompt)), Ok)
    assert server.orders == []
    assert "a fox" in server.last.said["prompt"]


@pytest.mark.parametrize("where", ["same", "relative"])
async def test_an_address_on_the_same_host_is_followed(opening: Opening, where: str) -> None:
    server, model = await opening(Habits(url=where, wants_key="k-1"), "k-1")
    outcome = await made(model, call())
    assert isinstance(outcome, Ok)
    assert outcome.pictures[0].data == server.held
    assert server.fetched[0]["Authorization"] == "Bearer k-1"


async def test_an_address_elsewhere_is_not_asked(opening: Opening) -> None:
    foreign, _ = await opening()
    foreign.held = draw("f", 64, 64)
    for where, words in (
        ("foreign", "on another host"),
        ("moved", "answers 302"),
        ("gone", "answers 404"),
    ):
        server, model = await opening(Habits(url=where))
        server.foreign = foreign.base_url.removesuffix("/v1")
        outcome = await made(model, call())
        assert isinstance(outcome, BadResponse)
        assert words in outcome.detail
    assert foreign.fetched == []


@pytest.mark.parametrize(
    "url", ["http://[", "file:///etc/passwd", "//evil.example/a.png", "ftp://127.0.0.1/"]
)
async def test_odd_addresses_are_no_addresses(opening: Opening, url: str) -> None:
    server, model = await opening()
    server.body = {"data": [{"url": url}]}
    assert isinstance(await made(model, call()), BadResponse)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"error": "prompt required"}, BadRequest("prompt required")),
        (422, {"detail": [{"msg": "size"}, {"msg": "steps"}]}, BadRequest("size; steps")),
        (400, {"detail": "no such size"}, BadRequest("no such size")),
        (400, {"error": {"code": 400, "message": "bad", "type": ""}}, BadRequest("bad")),
        (400, "just words", BadRequest("just words")),
        (400, {}, BadRequest("400")),
        (401, {"error": "key"}, AuthOrVerification()),
        (404, {"error": {"code": "model_not_found", "message": "?"}}, ModelGone(FLUX.id)),
        (500, {"error": "out of memory"}, ProviderDown("500")),
        (200, {"data": []}, NoImage()),
        (200, {"data": "?"}, BadResponse("data is not a list")),
        (200, {"data": [{"b64_json": "aGVsbG8="}]}, BadResponse("the picture cannot be decoded")),
    ],
)  # fmt: skip
async def test_errors_of_every_shape_are_read(
    opening: Opening, status: int, body: object, expected: Outcome
) -> None:
    server, model = await opening()
    server.status, server.body = status, body
    assert await made(model, call()) == expected
    assert len(server.requests) == 1


async def test_a_key_goes_to_its_own_server_alone(opening: Opening) -> None:
    first, _ = await opening(Habits(wants_key="k-1"))
    second, _ = await opening()
    two = with_own(load(), (Own("flux", Decimal(0)), Own("qwen", Decimal(0)))).models[-1]
    both = SelfHostedModel([
        Endpoint(FLUX.id, "flux", first.base_url, "k-1"), Endpoint(two.id, "qwen", second.base_url),
    ])  # fmt: skip
    assert isinstance(await made(both, call()), Ok)
    asked = call()
    other = Call(asked.key, two, asked.brief, asked.format, asked.prompt)
    assert isinstance(await made(both, other), Ok)
    await both.close()
    assert first.last.headers["Authorization"] == "Bearer k-1"
    assert second.last.headers["Authorization"] == "Bearer none"
    assert second.last.said["model"] == "qwen"


async def test_a_model_that_is_no_longer_configured_is_gone() -> None:
    assert await made(SelfHostedModel([]), call()) == ModelGone(FLUX.id)


def test_a_key_is_not_part_of_how_an_endpoint_is_written() -> None:
    assert "k-secret" not in repr(Endpoint("a", "a", "http://127.0.0.1", "k-secret"))
