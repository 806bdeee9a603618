"""Servers of one's own behind OpenAI's image API, each with the habits that bite (facts/models.md 5):
one profile a server, several can be mixed."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.standins.openai_images import Request, form_of, serving
from tests.standins.openai_rules import File
from tests.standins.vendor_pictures import draw, redraw

ORDERS = re.compile(r"<sd_cpp_extra_args>(.*?)</sd_cpp_extra_args>", re.DOTALL)


@dataclass(frozen=True)
class Habits:
    ignores_size: bool = False
    """Answers 512 x 512, whatever was asked, without a word."""
    skips_unreadable: bool = False
    """An input that it cannot read is left out: it draws from the words alone."""
    edits: bool = True
    errors: str = "openai"
    """openai | bare (a string) | detail (FastAPI) | code (a number as code)"""
    url: str = ""
    """same | relative | foreign | moved (a redirect) | gone; "" = b64_json. Asked for b64_json, LocalAI gives
    that; others do as they like."""
    usage: str = "none"
    """none | zero"""
    wants_key: str = ""
    readable: frozenset[str] = frozenset({"image/png", "image/jpeg"})


SD_CPP = Habits(skips_unreadable=True, errors="bare")
SGLANG = Habits(errors="detail")
VLLM_OMNI = Habits(errors="detail")
LOCAL_AI = Habits(edits=False, errors="code", usage="zero")


@dataclass
class OwnServer:
    habits: Habits = field(default_factory=Habits)
    requests: list[Request] = field(default_factory=list)
    fetched: list[Mapping[str, str]] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    """Parameters that a prompt smuggled in."""
    drawn_from: list[int] = field(default_factory=list)
    """Inputs that each picture was really made of."""
    base_url: str = ""
    foreign: str = ""
    status: int = 200
    body: object = None
    """Instead of a picture, with `status`."""
    held: bytes = b""
    """The newest picture, as it stands at its address."""

    def app(self) -> web.Application:
        app = web.Application(client_max_size=10**9)
        app.router.add_post("/v1/images/generations", self._generate)
        if self.habits.edits:
            app.router.add_post("/v1/images/edits", self._edit)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/v1/models", self._models)
        app.router.add_route("*", "/{rest:.*}", self._nothing)
        return app

    @property
    def last(self) -> Request:
        return self.requests[-1]

    async def _models(self, request: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "flux"}]})

    async def _nothing(self, request: web.Request) -> web.Response:
        return self._wrong(404, "Not Found")

    async def _generate(self, request: web.Request) -> web.Response:
        said = await request.json()
        return self._answer(request, said, ())

    async def _edit(self, request: web.Request) -> web.Response:
        said, files = await form_of(request)
        if any(f.part not in {"image", "image[]"} for f in files):
            return self._wrong(422, "unexpected field")
        return self._answer(request, said, files)

    def _answer(
        self, request: web.Request, said: Mapping[str, Any], files: tuple[File, ...]
    ) -> web.Response:
        self.requests.append(Request(request.path, dict(request.headers), said, files))
        wanted = self.habits.wants_key
        if wanted and request.headers.get("Authorization") != f"Bearer {wanted}":
            return self._wrong(401, "no such key")
        if self.body is not None:
            return web.json_response(self.body, status=self.status)
        prompt = str(said.get("prompt", ""))
        if not prompt or "stream" in said:
            return self._wrong(400, "prompt required")
        self.orders += ORDERS.findall(prompt) + ([prompt] if "|" in prompt else [])
        readable = [f for f in files if f.mime in self.habits.readable]
        if len(readable) < len(files) and not self.habits.skips_unreadable:
            return self._wrong(400, "cannot read image")
        self.drawn_from.append(len(readable))
        data = self._drawn(said, readable)
        return web.json_response(self._told(said, data))

    def _drawn(self, said: Mapping[str, Any], readable: list[File]) -> bytes:
        match = re.fullmatch(r"(\d+)x(\d+)", str(said.get("size")))
        if match is None or self.habits.ignores_size:
            width = height = 512
        else:
            width, height = int(match[1]), int(match[2])
        if readable:
            return redraw(readable[0].data, str(said["prompt"]), width, height)
        return draw(str(said["prompt"]), width, height)

    def _told(self, said: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        where = self.base_url.removesuffix("/v1")
        urls = {
            "same": f"{where}/files/a.png",
            "relative": "/files/a.png",
            "moved": f"{where}/files/moved.png",
            "gone": f"{where}/files/gone.png",
            "foreign": f"{self.foreign}/files/a.png",
        }
        self.held = data
        entry: dict[str, Any] = {"revised_prompt": said["prompt"], "file_path": "/srv/out/a.png"}
        if self.habits.url:
            entry["url"] = urls[self.habits.url]
        elif said.get("response_format") == "b64_json":
            entry["b64_json"] = base64.b64encode(data).decode()
        else:
            entry["url"] = urls["same"]
        told: dict[str, Any] = {"created": 1, "data": [entry]}
        if self.habits.usage == "zero":
            told["usage"] = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
        return told

    async def _file(self, request: web.Request) -> web.Response:
        self.fetched.append(dict(request.headers))
        match request.match_info["name"]:
            case "moved.png":
                raise web.HTTPFound(f"{self.foreign}/files/a.png")
            case "gone.png":
                return web.Response(status=404)
        return web.Response(body=self.held, content_type="image/png")

    def _wrong(self, status: int, words: str) -> web.Response:
        match self.habits.errors:
            case "bare":
                body: object = {"error": words}
            case "detail":
                body = {"detail": [{"loc": ["body"], "msg": words}] if status == 422 else words}
            case "code":
                body = {"error": {"code": status, "message": words, "type": ""}}
            case _:
                body = {"error": {"message": words, "type": "invalid_request_error", "code": None}}
        return web.json_response(body, status=status)


@asynccontextmanager
async def own_server(habits: Habits | None = None) -> AsyncIterator[OwnServer]:
    server = OwnServer(habits or Habits())
    async with serving(server.app()) as address:
        server.base_url = f"{address}/v1"
        yield server
