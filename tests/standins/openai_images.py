"""A loopback server that answers like OpenAI's image API: it refuses what the vendor refuses, bills
like the vendor (two requests are two bills, a lost answer is billed), and does on order what goes
wrong in life. Requests, generations and billed pictures are counted apart."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.standins.openai_rules import (
    QUALITIES,
    File,
    Refusal,
    refusal_of,
    unspecified,
    usage_of,
)
from tests.standins.vendor_pictures import draw, redraw

KEY = "sk-standin-0123456789abcdef"
MAX_BODY = 16 * 50 * 1024 * 1024
UNLISTED = "gpt-image-2.5-flare"
"""Lists may omit models that work."""


@dataclass(frozen=True)
class Wrong:
    """An answer that is no success, as JSON."""

    status: int
    code: str | int | None = None
    message: str = "no"
    kind: str = "invalid_request_error"
    headers: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] | None = None
    body: object = None
    """Instead of {"error": ...}."""


@dataclass(frozen=True)
class Raw:
    """Any bytes."""

    body: bytes
    status: int = 200
    mime: str = "application/json"
    billed: bool = True


@dataclass(frozen=True)
class Drop:
    """The connection goes, before or after the picture was made; or in the middle of the answer."""

    billed: bool = True
    halfway: bool = False


@dataclass(frozen=True)
class Stall:
    """Nothing comes any more: before a header, or after the first bytes of the body."""

    after_headers: bool = False


@dataclass(frozen=True)
class Made:
    """A good answer with something unusual."""

    pictures: int | None = None
    """Other than asked."""
    jpeg: bool = False
    data: bytes | None = None
    """This instead of a picture."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    without_usage: bool = False
    entry: Mapping[str, Any] | None = None
    """Instead of {"b64_json": ...}."""
    error_after: int | None = None
    """A stream that breaks off after so many partial pictures, with `error`."""
    error: Mapping[str, Any] = field(default_factory=dict)
    unfinished: bool = False
    """A stream that ends before it is complete."""
    slow_s: float = 0.0


MODERATED = Wrong(
    400,
    "moderation_blocked",
    "Your request was rejected by the safety system.",
    "image_generation_user_error",
    details={"moderation_stage": "output", "categories": ["violence", "gore"]},
)
Step = Wrong | Raw | Drop | Stall | Made


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    said: Mapping[str, Any]
    files: tuple[File, ...] = ()
    refused: Refusal | None = None

    @property
    def parts(self) -> list[str]:
        return [f.part for f in self.files]


class OpenAIStandin:
    """`script`: what the next requests meet; empty = a good answer."""

    def __init__(self) -> None:
        self.script: deque[Step] = deque()
        self.requests: list[Request] = []
        self.generations = 0
        self.billed = 0
        self.billed_tokens = 0
        self.base_url = ""
        self._ended = asyncio.Event()

    def then(self, *steps: Step) -> None:
        self.script.extend(steps)

    @property
    def last(self) -> Request:
        return self.requests[-1]

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_post("/v1/images/generations", self._generate)
        app.router.add_post("/v1/images/edits", self._edit)
        app.router.add_get("/v1/models", self._models)
        app.router.add_route("*", "/{rest:.*}", self._elsewhere)
        return app

    async def end(self) -> None:
        self._ended.set()

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Request(request.path, dict(request.headers), {}))
        url = f"Invalid URL ({request.method} {request.path})"
        return _error(Wrong(404, None, url))

    async def _models(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Request(request.path, dict(request.headers), {}))
        if self.script and isinstance(self.script[0], Wrong | Raw | Stall | Drop):
            return await self._misdone(request, self.script.popleft())
        if refused := self._key_refused(request):
            return refused
        rows = [{"id": name, "object": "model"} for name in QUALITIES if name != UNLISTED]
        old = {"id": "gpt-image-1.5", "object": "model", "shutdown_date": "2026-12-01"}
        return web.json_response({"object": "list", "data": [*rows, old]})

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        seen = Request(request.path, dict(request.headers), said)
        assert not unspecified("CreateImageRequest", _old_enough(said)), said
        return await self._answer(request, seen)

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        said, files = await form_of(request)
        seen = Request(request.path, dict(request.headers), said, files)
        spec = {**_old_enough(said), "image": "binary"}
        assert not unspecified("CreateImageEditRequest", spec), said
        return await self._answer(request, seen)

    def _key_refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"Bearer {KEY}":
            return None
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return _error(Wrong(401, "invalid_api_key", f"Incorrect API key provided: {given}."))

    async def _answer(self, request: web.Request, seen: Request) -> web.StreamResponse:
        self.requests.append(seen)
        if refused := self._key_refused(request):
            return refused
        edit = seen.path.endswith("/edits")
        seen.refused = refusal_of(seen.said, seen.files, edit=edit)
        if wrong := seen.refused:
            return _error(Wrong(wrong.status, wrong.code, wrong.message), param=wrong.param)
        step = self.script.popleft() if self.script else Made()
        if not isinstance(step, Made):
            return await self._misdone(request, step, seen)
        return await self._well(request, seen, step)

    async def _misdone(
        self, request: web.Request, step: Step, seen: Request | None = None
    ) -> web.StreamResponse:
        match step:
            case Wrong():
                return _error(step)
            case Raw():
                self._bill(seen, int(step.billed))
                return web.Response(body=step.body, status=step.status, content_type=step.mime)
            case Stall(after_headers=begun):
                self._bill(seen, 1)
                if begun:
                    await _begun(request, b'{"created": 1, "data": [')
                await self._ended.wait()
            case Drop(billed=billed, halfway=halfway):
                self._bill(seen, int(billed))
                if halfway:
                    await _begun(request, b'{"created": 1, "data": [{"b64_json": "iVBOR')
        if request.transport:
            request.transport.close()
        return web.Response()

    async def _well(self, request: web.Request, seen: Request, step: Made) -> web.StreamResponse:
        said = seen.said
        count = int(said.get("n", 1)) if step.pictures is None else step.pictures
        usage = usage_of(said, seen.files, count)
        self._bill(seen, count, int(usage["output_tokens"]))
        pictures = [await asyncio.to_thread(_draw, seen, n, step) for n in range(count)]
        if step.slow_s:
            await asyncio.sleep(step.slow_s)
        if said.get("stream"):
            return await _streamed(request, seen, step, pictures, usage)
        entries = [step.entry or {"b64_json": _base64(p)} for p in pictures]
        body = {
            "created": 1790000000,
            "background": "opaque",
            "output_format": said.get("output_format", "png"),
            "quality": said.get("quality", "high"),
            "size": said.get("size", "1024x1024"),
            "data": entries,
            "usage": usage,
            **step.extra,
        }
        if step.without_usage:
            del body["usage"]
        return web.json_response(body, headers={"x-request-id": "req_standin"})

    def _bill(self, seen: Request | None, pictures: int, tokens: int = 0) -> None:
        if seen is not None:
            self.generations += 1
            self.billed += pictures
            self.billed_tokens += tokens


def _old_enough(said: Mapping[str, Any]) -> dict[str, Any]:
    """The published description is older than these."""
    return {k: v for k, v in said.items() if k not in {"safety_identifier", "complexity"}}


async def form_of(request: web.Request) -> tuple[dict[str, Any], tuple[File, ...]]:
    """Scalars and files of a multipart form, with the raw names of their parts."""
    said: dict[str, Any] = {}
    files: list[File] = []
    reader = await request.multipart()
    async for part in reader:
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        name = str(part.name)
        if part.filename is None:
            text = data.decode()
            number = text.isdigit() and name in {"n", "partial_images", "output_compression"}
            flag = {"true": True, "false": False}.get(text, text)
            said[name] = int(text) if number else flag
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files.append(File(name, part.filename, mime, data))
    return said, tuple(files)


def _draw(seen: Request, number: int, step: Made) -> bytes:
    if step.data is not None:
        return step.data
    size = str(seen.said.get("size", "1024x1024"))
    width, height = (int(n) for n in size.split("x")) if "x" in size else (1024, 1024)
    kind = "jpeg" if step.jpeg else "png"
    images = [f.data for f in seen.files if f.part.startswith("image")]
    if images:
        return redraw(images[0], str(seen.said["prompt"]), width, height, kind)
    return draw(f"{seen.said['prompt']}{number}", width, height, kind)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _error(wrong: Wrong, param: str | None = None) -> web.Response:
    said: dict[str, Any] = {
        "message": wrong.message,
        "type": wrong.kind,
        "param": param,
        "code": wrong.code,
    }
    if wrong.details is not None:
        said["moderation_details"] = dict(wrong.details)
    body = {"error": said} if wrong.body is None else wrong.body
    headers = {"x-request-id": "req_standin", **wrong.headers}
    return web.json_response(body, status=wrong.status, headers=headers)


async def _begun(
    request: web.Request, first: bytes, mime: str = "application/json"
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": mime})
    await response.prepare(request)
    await response.write(first)
    return response


async def _streamed(
    request: web.Request, seen: Request, step: Made, pictures: list[bytes], usage: Mapping[str, Any]
) -> web.StreamResponse:
    family = "image_edit" if seen.path.endswith("/edits") else "image_generation"
    response = await _begun(request, b": welcome\n\n", "text/event-stream")

    async def say(kind: str, body: Mapping[str, Any]) -> None:
        data = json.dumps({"type": kind, **body})
        await response.write(f"event: {kind}\ndata: {data}\n\n".encode())

    shown = {"b64_json": _base64(pictures[0]), "size": seen.said.get("size"), "created_at": 1}
    for number in range(int(seen.said.get("partial_images", 0))):
        if step.error_after == number:
            await say("error", {"error": dict(step.error)})
            break
        await say(f"{family}.partial_image", {**shown, "partial_image_index": number})
    else:
        if not step.unfinished:
            await say(f"{family}.completed", {**shown, "usage": usage})
    await response.write_eof()
    return response


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """An application on a free port of this computer; its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def openai_standin() -> AsyncIterator[OpenAIStandin]:
    standin = OpenAIStandin()
    async with serving(standin.app()) as address:
        standin.base_url = f"{address}/v1"
        try:
            yield standin
        finally:
            await standin.end()
