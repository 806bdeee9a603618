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
from adapters.models.gemini.json_reading import mappings, parsed, words
from adapters.models.receiving import measured
from adapters.models.sending import sendable
from adapters.models.wire import Tray, Wire, tray
from bot.domain.model import Provider, Usage
from bot.domain.outcome import (
    BadRequest,
    BadResponse,
    Failure,
    Health,
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
GREETING_S = 8.0
"""Somebody waits at a terminal."""
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
    kept: turns.Turn | None
    """The parent's own turn, where it can be sent back as it came."""


class GoogleModel(ImageModel):
    provider = Provider.GOOGLE

    def __init__(self, key: str, base_url: str = "", api_version: str = API_VERSION) -> None:
        self._key = key
        base_url = base_url or BASE_URL
        self._list = f"{base_url.rstrip('/')}/{api_version}/models"
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
        outcome = await self._asked(request)
        if request.kept and isinstance(outcome, answers.Unsigned):
            # Refused before anything was drawn: what it cost, if anything, is in its usage.
            before, outcome = outcome.usage, await self._asked(replace(request, kept=None))
            if isinstance(outcome, Ok):
                return replace(outcome, usage=_added(outcome.usage, before))
        if isinstance(outcome, answers.Unsigned):
            return BadResponse("a signature is missed where none was due")
        return outcome

    async def greet(self) -> tuple[Health, ...]:
        headers, most = {"x-goog-api-key": self._key}, {"pageSize": "1000"}
        try:
            async with asyncio.timeout(GREETING_S):
                answer = await self._http.get(self._list, headers=headers, params=most)
        except (httpx2.HTTPError, TooLarge, TimeoutError):
            return (Health("Google", ProviderDown("no answer")),)
        if not answer.is_success:
            trouble = fault(answer.status_code, answer.headers, answer.content, "", self._key)
            return (Health("Google", trouble),)
        found = parsed(answer.content)
        if not isinstance(found, dict):
            return (Health("Google", BadResponse("the answer is not JSON of the Gemini API")),)
        names = (words(row.get("name")) for row in mappings(found.get("models")))
        return (Health("Google", models=frozenset(n.removeprefix("models/") for n in names if n)),)

    async def close(self) -> None:
        await self._http.aclose()
        self._client.close()

    async def _asked(self, request: _Request) -> Outcome | answers.Unsigned:
        seconds = request.call.timeout_s * LONGER.get(request.shape.size, 1.0)
        if request.parent and not request.kept:
            request = await _on_thread(_fresh, request)
        with tray() as noted:
            contents = _contents(request, noted)
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
        size, picture = await _on_thread(_looked_at, found.data)
        if size is None:
            return BadResponse("the picture cannot be decoded")
        layers = turns.keep(
            found.content,
            found.part,
            model=call.model.id,
            asked=call.prompt,
            picture=picture,
            lifted=noted.lifted,
        )
        width, height, mime = size
        made = Made(found.data, mime, width, height, layers, looked_up=found.looked_up)
        return Ok((made,), found.usage, found.text)


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
    if call.parent is None:
        return _Request(call, shape, references, None, None)
    kept = turns.recall(call.parent.layers, call.model.id, call.parent.data)
    parent = _Photo(call.parent.data, call.parent.mime)
    return _Request(call, shape, references, parent, kept)


def _looked_at(data: bytes) -> tuple[tuple[int, int, str] | None, str]:
    """On a thread: what the bytes are, and their mark."""
    return measured(data), turns.mark(data)


def _fresh(request: _Request) -> _Request:
    """On a thread: the parent as a photo of a fresh turn. Raises BadPicture."""
    if request.parent is None:
        return request
    return replace(request, parent=_Photo(*sendable(request.parent.data, LONGEST_PARENT)))


def _contents(request: _Request, noted: Tray) -> list[types.Content]:
    """The parent first, photos in @ order, then the words: in the turns as in the prompt."""
    photos = [_picture(photo, noted) for photo in request.references]
    words = types.Part(text=request.call.prompt)
    if request.parent is None:
        return [types.Content(role="user", parts=[*photos, words])]
    kept = request.kept
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
        tools=_tools(call) or None,
        automatic_continuation=False,  # the default makes further paid calls by itself
        should_return_http_response=True,
        http_options=types.HttpOptions(timeout=max(1, round(seconds * 1000))),
    )


def _tools(call: Call) -> list[types.Tool]:
    """What may be searched for, as far as the model can; it decides itself whether it searches."""
    wanted = call.look_up.kinds & set(call.model.grounding)
    if not wanted:
        return []
    kinds = types.SearchTypes(
        web_search=types.WebSearch() if "web" in wanted else None,
        image_search=types.ImageSearch() if "image" in wanted else None,
    )
    return [types.Tool(google_search=types.GoogleSearch(search_types=kinds))]


def _added(one: Usage, other: Usage) -> Usage:
    def total(a: int | None, b: int | None) -> int | None:
        return a if b is None else b if a is None else a + b

    return Usage(
        text_in=total(one.text_in, other.text_in),
        image_in=total(one.image_in, other.image_in),
        text_out=total(one.text_out, other.text_out),
        image_out=total(one.image_out, other.image_out),
        searches=total(one.searches, other.searches),
    )
