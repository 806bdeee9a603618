"""Nano Banana models through google-genai: one call, one picture, every answer an Outcome.

The SDK's re-sends are off and its raw answers are read here. A call goes out once; only an edit
whose kept turn the model does not take back is asked again, from a fresh turn.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx2
from google import genai
from google.genai import errors, types

from adapters.models.decoding import TooLarge, threads
from adapters.models.gemini import answers, turns
from adapters.models.gemini.faults import fault, signature_refused
from adapters.models.receiving import measured
from adapters.models.sending import sendable
from adapters.models.wire import Tray, Wire, tray
from bot.domain.model import Provider, Usage
from bot.domain.outcome import (
    BadRequest,
    BadResponse,
    Failure,
    Made,
    Ok,
    Outcome,
    ProviderDown,
    TimeoutUnknownCost,
)
from bot.domain.shape import Cannot, Resolved, resolve
from bot.errors import BadPicture
from bot.ports import Call, ImageModel

BASE_URL = "https://generativelanguage.googleapis.com"
API_VERSION = "v1"
LONGER = {"4K": 2.0}
"""4K answers are 25 MB and were seen to take minutes: they get this many times the time."""
LONGEST_PARENT = 4096
"""The picture to change goes in whole, up to what a model draws at 4K; banners longer than that are
sent smaller, as larger inputs were answered with expired deadlines."""
_ENVIRONMENT = ("GOOGLE_", "GEMINI_", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class _Photo:
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class _Request:
    """One call, ready to be sent in either form: on the kept turn, or from a fresh one."""

    call: Call
    shape: Resolved
    references: tuple[_Photo, ...]
    parent: _Photo | None


class GoogleModel(ImageModel):
    provider = Provider.GOOGLE

    def __init__(self, key: str, base_url: str = "", api_version: str = API_VERSION) -> None:
        self._key = key
        base_url = base_url or BASE_URL
        self._http = httpx2.AsyncClient(
            transport=Wire(base_url), trust_env=False, follow_redirects=False
        )
        with _no_environment():
            self._client = genai.Client(
                api_key=key,
                enterprise=False,
                http_options=types.HttpOptions(
                    base_url=base_url,
                    api_version=api_version,
                    httpx_async_client=self._http,
                    retry_options=types.HttpRetryOptions(attempts=1),
                ),
            )

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        """Never calls `partial`: this API sends no unfinished pictures."""
        del partial
        shape = resolve(call.model, call.format)
        if isinstance(shape, Cannot):
            return BadRequest(f"{call.model.name} cannot draw this {shape.reason}: {shape.detail}")
        try:
            return await self._made(await _on_thread(_prepared, (call, shape)))
        except BadPicture as problem:
            return BadRequest(f"a photo cannot be read: {problem.reason}")

    async def _made(self, request: _Request) -> Outcome:
        parent, model = request.call.parent, request.call.model.id
        kept = turns.recall(parent.layers, model) if parent else None
        outcome = await self._asked(request, kept)
        if kept is not None and isinstance(outcome, answers.Unsigned):
            # Refused before anything was drawn: what it cost, if anything, is in its usage.
            before, outcome = outcome.usage, await self._asked(request, None)
            if isinstance(outcome, Ok):
                return replace(outcome, usage=_added(outcome.usage, before))
        if isinstance(outcome, answers.Unsigned):
            return BadResponse("a signature is missed where none was due")
        return outcome

    async def close(self) -> None:
        await self._http.aclose()
        self._client.close()

    async def _asked(
        self, request: _Request, kept: turns.Turn | None
    ) -> Outcome | answers.Unsigned:
        seconds = request.call.timeout_s * LONGER.get(request.shape.size, 1.0)
        if kept is None and request.parent:
            request = await _on_thread(_fresh, request)
        with tray() as noted:
            contents = _contents(request, kept, noted)
            config = _config(request.call, request.shape, seconds)
            trouble: Exception | None = None
            try:
                async with asyncio.timeout(seconds):
                    await self._client.aio.models.generate_content(
                        model=request.call.model.id, contents=contents, config=config
                    )
            except (errors.APIError, httpx2.HTTPError, TooLarge, ValueError, TimeoutError) as error:
                trouble = error  # the tray says what happened, whatever the SDK made of it
        return await self._outcome(request.call, noted, trouble)

    async def _outcome(
        self, call: Call, noted: Tray, trouble: Exception | None
    ) -> Outcome | answers.Unsigned:
        if noted.status not in {0, 200}:
            if signature_refused(noted.status, noted.body):
                return answers.Unsigned(Usage())
            return fault(noted.status, noted.headers, noted.body, call.model.id, self._key)
        if not noted.complete:
            return _unanswered(noted, trouble)
        found = answers.read(noted.body, noted.lifted, self._key)
        if not isinstance(found, answers.Found):
            return found
        size = await _on_thread(measured, found.data)
        if size is None:
            return BadResponse("the picture cannot be decoded")
        layers = turns.keep(
            found.content, found.part, model=call.model.id, asked=call.prompt, lifted=noted.lifted
        )
        width, height, mime = size
        return Ok((Made(found.data, mime, width, height, layers),), found.usage, found.text)


def _unanswered(noted: Tray, trouble: Exception | None) -> Failure:
    """No whole answer came: what matters is whether the request had left."""
    if isinstance(trouble, TooLarge):
        return BadResponse("the answer is too large")
    if not noted.sent:
        return ProviderDown("no connection")
    return TimeoutUnknownCost()


@contextmanager
def _no_environment() -> Iterator[None]:
    """The SDK reads variables that no argument overrides; they are out of its sight meanwhile."""
    hidden = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - hidden from the SDK, not read
        if name.upper().startswith(_ENVIRONMENT)
    }
    for name in hidden:
        del os.environ[name]  # noqa: TID251 - as above
    try:
        yield
    finally:
        os.environ.update(hidden)  # noqa: TID251 - as above


# --- the request ------------------------------------------------------------------------------


async def _on_thread(work: Callable[[_In], _Out], given: _In) -> _Out:
    return await asyncio.get_running_loop().run_in_executor(threads, work, given)


def _prepared(asked: tuple[Call, Resolved]) -> _Request:
    """On a thread: photos as the vendor takes them. Raises BadPicture."""
    call, shape = asked
    references = tuple(_Photo(*sendable(reference.data)) for reference in call.references)
    parent = _Photo(call.parent.data, call.parent.mime) if call.parent else None
    return _Request(call, shape, references, parent)


def _fresh(request: _Request) -> _Request:
    """On a thread: the parent as a photo of a fresh turn. Raises BadPicture."""
    if request.parent is None:
        return request
    return replace(request, parent=_Photo(*sendable(request.parent.data, LONGEST_PARENT)))


def _contents(request: _Request, kept: turns.Turn | None, noted: Tray) -> list[types.Content]:
    """The parent first, photos in @ order, then the words: in the turns as in the prompt."""
    photos = [_picture(photo, noted) for photo in request.references]
    words = types.Part(text=request.call.prompt)
    if request.parent is None:
        return [types.Content(role="user", parts=[*photos, words])]
    if kept is None:
        parent = _picture(request.parent, noted)
        return [types.Content(role="user", parts=[parent, *photos, words])]
    return [
        types.Content(role="user", parts=[types.Part(text=kept.asked)]),
        types.Content(role="model", parts=_as_received(kept.parts, request.parent, noted)),
        types.Content(role="user", parts=[*photos, words]),
    ]


def _as_received(parts: Sequence[turns.KeptPart], parent: _Photo, noted: Tray) -> list[types.Part]:
    return [
        types.Part(
            text=part.text,
            thought=part.thought,
            thought_signature=part.signature,
            inline_data=types.Blob(data=noted.ticket(parent.data), mime_type=part.mime)
            if part.mime is not None
            else None,
        )
        for part in parts
    ]


def _picture(photo: _Photo, noted: Tray) -> types.Part:
    blob = types.Blob(data=noted.ticket(photo.data), mime_type=photo.mime)
    return types.Part(inline_data=blob)


def _config(call: Call, shape: Resolved, seconds: float) -> types.GenerateContentConfig:
    thinking = None
    if call.thinking in call.model.thinking:
        level = types.ThinkingLevel(call.thinking.upper())
        thinking = types.ThinkingConfig(thinking_level=level)
    return types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],  # words too: a refusal that says why
        image_config=types.ImageConfig(aspect_ratio=shape.ratio, image_size=shape.size),
        thinking_config=thinking,
        automatic_continuation=False,  # the default makes further paid calls by itself
        should_return_http_response=True,
        http_options=types.HttpOptions(timeout=max(1, round(seconds * 1000))),
    )


def _added(one: Usage, other: Usage) -> Usage:
    def total(a: int | None, b: int | None) -> int | None:
        return a if b is None else b if a is None else a + b

    return Usage(
        text_in=total(one.text_in, other.text_in),
        image_in=total(one.image_in, other.image_in),
        text_out=total(one.text_out, other.text_out),
        image_out=total(one.image_out, other.image_out),
    )
