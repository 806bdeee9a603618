"""Servers of the team's own that speak OpenAI's image API, each in its own way: only what all of
them understand is sent, and what they do silently is looked for in the bytes and said.

One endpoint is one model of the catalogue. A picture's address is followed to that endpoint alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import httpx2
import openai
from openai import AsyncOpenAI

from adapters.models.openai_shape.answers import Malformed, made_of, read
from adapters.models.openai_shape.client import NO_KEY, new_client, new_http, timeout_of
from adapters.models.openai_shape.failures import GONE, of_error, told
from adapters.models.openai_shape.greeting import greeted
from adapters.models.openai_shape.inputs import Inputs, inputs_of
from bot.domain.model import Provider, Usage
from bot.domain.outcome import (
    BadRequest,
    BadResponse,
    Health,
    Made,
    ModelGone,
    NoImage,
    Ok,
    Outcome,
)
from bot.domain.shape import drawn_pixels, size_for
from bot.errors import BadPicture
from bot.ports import Call, ImageModel

TAKEN = frozenset({"image/png", "image/jpeg"})
"""stable-diffusion.cpp skips any other kind without a word and draws from the text alone."""
MAX_PICTURE = 64_000_000
"""Bytes behind a picture's address: four times the largest that these servers draw."""
DIRECTIVES = str.maketrans({"<": "\u2039", ">": "\u203a", "|": "/"})
"""<sd_cpp_extra_args> sets parameters of the server, | begins LocalAI's negative prompt. The prompt
compiler swaps them too; here nothing depends on who wrote the prompt."""
NO_ROUTE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})
RATIO_ERROR = 0.03
"""A picture may miss the asked ratio by so much before it is said: servers round to 8 or 64."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`model` is the catalogue's id and, without its prefix, what the server is asked for."""

    model: str
    asked: str
    base_url: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Server:
    endpoint: Endpoint
    http: httpx2.AsyncClient
    """Shared with the client: a picture behind an address is fetched under the same rules."""
    client: AsyncOpenAI


def _server(endpoint: Endpoint) -> _Server:
    key = endpoint.key or NO_KEY
    http = new_http(endpoint.base_url, key)
    return _Server(endpoint, http, new_client(endpoint.base_url, key, http))


class SelfHostedModel(ImageModel):
    provider = Provider.SELF_HOSTED

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._servers = {e.model: _server(e) for e in endpoints}

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        """Never calls `partial`: servers that draw by diffusion refuse to stream."""
        del partial
        server = self._servers.get(call.model.id)
        if server is None:
            return ModelGone(call.model.id)
        try:
            inputs = await inputs_of(call, TAKEN, masks=False)
        except BadPicture as error:
            return BadRequest(f"a photo cannot be read: {error.reason}")
        try:
            async with asyncio.timeout(call.timeout_s):
                return await _asked(server, call, inputs)
        except openai.APIStatusError as error:
            gone = told(error.body).code in GONE
            if inputs.pictures and error.status_code in NO_ROUTE and not gone:
                return BadRequest("this server draws from words alone: it cannot change a picture")
            return of_error(error, call.model.id)
        except (openai.OpenAIError, httpx2.HTTPError, TimeoutError) as error:
            return of_error(error, call.model.id)
        except Malformed as error:
            return BadResponse(str(error))

    async def greet(self) -> tuple[Health, ...]:
        asked = (
            greeted(server.client, server.endpoint.asked, keeps_list=False)
            for server in self._servers.values()
        )
        return tuple(await asyncio.gather(*asked))

    async def close(self) -> None:
        for server in self._servers.values():
            await server.client.close()


async def _asked(server: _Server, call: Call, inputs: Inputs) -> Outcome:
    width, height = drawn_pixels(call.model, call.format, size_for(call.model, call.format))
    images: Any = server.client.images.with_streaming_response
    said: dict[str, Any] = {
        "model": server.endpoint.asked,
        "prompt": call.prompt.translate(DIRECTIVES),
        "n": 1,
        "size": f"{width}x{height}",
        "response_format": "b64_json",
        "timeout": timeout_of(call.timeout_s),
    }
    if inputs.pictures:
        request = images.edit(**said, image=list(inputs.pictures))
    else:
        request = images.generate(**said)
    async with request as response:
        answer = await read(response.iter_bytes())
    usage = answer.usage if answer.usage.image_out else Usage()  # all zero means not counted
    if not answer.items:
        return NoImage(usage=usage)
    picture = answer.items[0].picture or await _fetched(server, answer.items[0].url)
    return Ok((noted(await made_of(picture), (width, height)),), usage)


def noted(made: Made, wanted: tuple[int, int]) -> Made:
    """These servers fall back to 512 x 512, or to a square, without a word."""
    width, height = wanted
    turned = abs(made.width * height / (made.height * width) - 1) > RATIO_ERROR
    if made.width * made.height * 2 > width * height and not turned:
        return made
    note = f"The server drew {made.width} x {made.height} where {width} x {height} was asked."
    return replace(made, notes=(*made.notes, note))


async def _fetched(server: _Server, url: str) -> bytes:
    """What stands at an address of the same host. Raises Malformed."""
    base = httpx2.URL(server.endpoint.base_url)
    try:
        address = base.join(url)
    except httpx2.InvalidURL as error:
        raise Malformed("the picture's address is no address") from error
    if (address.scheme, address.netloc) != (base.scheme, base.netloc):
        raise Malformed("the picture's address is on another host")
    held: list[bytes] = []
    size = 0
    async with server.http.stream("GET", address) as response:
        if response.status_code != HTTPStatus.OK:
            raise Malformed(f"the picture's address answers {response.status_code}")
        async for chunk in response.aiter_bytes():
            held.append(chunk)
            size += len(chunk)
            if size > MAX_PICTURE:
                raise Malformed(f"a picture of more than {MAX_PICTURE} bytes")
    return b"".join(held)
