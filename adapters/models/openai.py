"""GPT Image models over OpenAI's own SDK: one picture a call, every answer one named outcome.

Always sent: an explicit quality ("auto" can spend anything) and a legal size. Never sent: anything
the vendor refuses for these models (response_format, input_fidelity, moderation on edits).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx2
import openai
from openai import AsyncAPIResponse

from adapters.models.openai_shape.answers import Answer, Malformed, made_of, read
from adapters.models.openai_shape.client import OPENAI_URL, new_client, timeout_of
from adapters.models.openai_shape.failures import of_code, of_error, told
from adapters.models.openai_shape.greeting import greeted
from adapters.models.openai_shape.inputs import Inputs, inputs_of
from adapters.models.openai_shape.streaming import Broken, Partial, events
from adapters.models.sending import TAKEN
from bot.domain.model import Provider
from bot.domain.outcome import (
    BadRequest,
    BadResponse,
    Health,
    NoImage,
    Ok,
    Outcome,
    ProviderDown,
    TimeoutUnknownCost,
)
from bot.domain.quote import PARTIALS_MAX, quality_for
from bot.domain.shape import size_for
from bot.errors import BadPicture
from bot.ports import Call, ImageModel

LARGE = 2560 * 1440
"""Pixels: above this the vendor calls a picture experimental, and it takes its time."""
SLOW = frozenset({"xhigh", "max"})
PATIENCE = 2
"""Large and slow pictures get so many times the time of an ordinary one."""
EVENTS = "text/event-stream"

Response = AsyncAPIResponse[Any]


class OpenAIModel(ImageModel):
    provider = Provider.OPENAI

    def __init__(self, key: str, *, base_url: str = "", moderation: str = "auto") -> None:
        self._client = new_client(base_url or OPENAI_URL, key)
        self._moderation = moderation

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        try:
            inputs = await inputs_of(call, TAKEN, masks="mask" in call.model.masks)
        except BadPicture as error:
            return BadRequest(f"a photo cannot be read: {error.reason}")
        try:
            return await self._made(call, inputs, partial)
        except (openai.OpenAIError, httpx2.HTTPError, TimeoutError) as error:
            return of_error(error, call.model.id)
        except Malformed as error:
            return BadResponse(str(error))

    async def greet(self) -> tuple[Health, ...]:
        return (await greeted(self._client, "OpenAI", keeps_list=True),)

    async def close(self) -> None:
        await self._client.close()

    async def _made(self, call: Call, inputs: Inputs, partial: Callable[[bytes], None]) -> Outcome:
        seconds = call.timeout_s * (PATIENCE if _slow(call) else 1)
        request: AbstractAsyncContextManager[Response] = self._request(call, inputs, seconds)
        async with asyncio.timeout(seconds), request as response:
            kind = response.headers.get("content-type", "")
            if kind.startswith(EVENTS):
                return await _followed(response, call, partial)
            return await outcome_of(await read(response.iter_bytes()))

    def _request(self, call: Call, inputs: Inputs, seconds: float) -> Any:  # noqa: ANN401 - an async context manager; the SDK types it by every single argument
        images: Any = self._client.images.with_streaming_response
        said: dict[str, Any] = {
            "model": call.model.id,
            "prompt": call.prompt,
            "n": 1,
            "size": size_for(call.model, call.format),
            "quality": quality_for(call.model, call.quality),
            "output_format": "png",
            "timeout": timeout_of(seconds),
        }
        if call.person:
            said["safety_identifier"] = call.person
        if call.partials:
            said |= {"stream": True, "partial_images": min(call.partials, PARTIALS_MAX)}
        if not inputs.pictures:
            return images.generate(**said, moderation=self._moderation)
        if inputs.mask:
            said["mask"] = inputs.mask
        return images.edit(**said, image=list(inputs.pictures))


def _slow(call: Call) -> bool:
    width, _, height = size_for(call.model, call.format).partition("x")
    return int(width) * int(height) > LARGE or call.quality in SLOW


async def outcome_of(answer: Answer) -> Outcome:
    """Raises Malformed for what is no picture. Fewer pictures than asked: those that came."""
    pictures = [await made_of(item.picture) for item in answer.items if item.picture]
    return Ok(tuple(pictures), answer.usage) if pictures else NoImage(usage=answer.usage)


async def _followed(response: Response, call: Call, partial: Callable[[bytes], None]) -> Outcome:
    async for seen in events(response.iter_bytes()):
        match seen:
            case Partial(picture=picture):
                partial(picture)
            case Broken(body=body):
                return of_code(told(body), call.model.id) or ProviderDown("broke off")
            case Answer():
                return await outcome_of(seen)
    return TimeoutUnknownCost()  # it drew, it did not say what became of it
