"""The HTTP side: every request is read, put into the trace, met by scripted faults and rate limits, checked
for its token, then answered by one of the routes; and what is sent where it should not be is listed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.standins.discord.faults import Fault, Faults
from tests.standins.discord.limits import Limits
from tests.standins.discord.refusals import Json, Refused
from tests.standins.discord.trace import Seen, Trace, Upload
from tests.standins.discord.world import MIB, TOKEN

API = "/api/v10"
BODY_MAX = 160 * MIB
"""What is read at all: more than any limit of Discord, so that the refusal is Discord's."""
VIA = "1.1 google"
"""Without this header the client takes a 429 for a ban by Cloudflare (facts 8.2)."""
TOKENLESS = ("/interactions/", "/webhooks/", "/attachments/", "/ephemeral-attachments/")


@dataclass(frozen=True)
class Asked:
    """A request as its route sees it."""

    seen: Seen
    at: dict[str, str]
    """The named steps of the path."""

    @property
    def body(self) -> Json:
        if not isinstance(self.seen.json, dict):
            raise Refused(50109)
        return self.seen.json

    @property
    def query(self) -> dict[str, str]:
        return self.seen.query


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: Any = None
    raw: bytes | None = None
    mime: str = "application/json"


Handler = Callable[[Asked], Answer]


class Server:
    def __init__(self, trace: Trace, faults: Faults, limits: Limits) -> None:
        self.trace = trace
        self.faults = faults
        self.limits = limits
        self.secrets: set[str] = {TOKEN}
        """Must stand in no body, path or file."""
        self.invalid = 0
        """401, 403 and 429 answers; 10,000 in ten minutes ban an address."""
        self.routes: list[tuple[str, str, list[str], Handler]] = []
        self.check: Callable[[Seen, str], None] = lambda _seen, _route: None
        """Compares a request and its answer with the official schemas."""

    def route(self, method: str, template: str, handler: Handler) -> None:
        self.routes.append((method, template, template.split("/"), handler))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        seen = await self._read(request)
        self.trace.begun(seen)
        fault = self.faults.next(seen.method, seen.path)
        try:
            return await self._met(request, seen, fault)
        except Exception as error:
            where = f"{seen.method} {seen.path}"
            self.trace.violation(f"stand-in: {where} broke: {error!r}")
            raise
        finally:
            self.trace.ended(seen)

    async def _met(
        self, request: web.Request, seen: Seen, fault: Fault | None
    ) -> web.StreamResponse:
        answer, headers = await self._answered(seen, fault)
        if fault is not None:
            await asyncio.sleep(fault.hold_s)
        if fault is not None and fault.cut:
            seen.status = 0
            return self._cut(request)
        response = _response(answer, headers, fault)
        seen.status = response.status
        self.invalid += seen.status in {401, 403, 429}
        return response

    async def _answered(self, seen: Seen, fault: Fault | None) -> tuple[Answer, dict[str, str]]:
        if fault is not None:
            await asyncio.sleep(fault.delay_s)
            if fault.replaces and not fault.applied:
                return Answer(fault.status or 500), {}
        found = self._found(seen)
        if found is None:
            return _refusal(Refused(0)), {}
        template, handler, at = found
        bot_route = not seen.path.startswith(TOKENLESS)
        self._inspect(seen, bot_route)
        place = at.get("c") or at.get("g") or at.get("t") or ""
        verdict = self.limits.asked(seen.method, template, place, bot_route=bot_route)
        if verdict.body is not None:
            seen.answer = verdict.body
            return Answer(429, verdict.body), verdict.headers
        try:
            if bot_route and seen.headers.get("Authorization") != f"Bot {TOKEN}":
                raise Refused(0, status=401, message="401: Unauthorized")  # noqa: TRY301 (one place says no)
            answer = handler(Asked(seen, at))
            seen.applied = True
        except Refused as refused:
            answer = _refusal(refused)
        seen.status, seen.answer = answer.status, answer.body
        self.check(seen, template)
        return answer, verdict.headers

    def _found(self, seen: Seen) -> tuple[str, Handler, dict[str, str]] | None:
        steps = seen.path.split("/")
        for method, template, wanted, handler in self.routes:
            if method != seen.method or len(wanted) != len(steps):
                continue
            pairs = list(zip(wanted, steps, strict=True))
            if all(want == got or want.startswith("{") for want, got in pairs):
                at = {want[1:-1]: got for want, got in pairs if want.startswith("{")}
                return template, handler, at
        return None

    def _inspect(self, seen: Seen, bot_route: bool) -> None:
        where = f"{seen.method} {seen.path}"
        if not bot_route and "Authorization" in seen.headers:
            self.trace.violation(f"{where}: carries Authorization")
        body = json.dumps(seen.json).encode() if seen.files else seen.raw
        parts = [body, seen.path.encode(), json.dumps(seen.query).encode()]
        for part in [*parts, *(file.data for file in seen.files)]:
            for secret in self.secrets:
                if secret.encode() in part:
                    self.trace.violation(f"{where}: carries a secret")

    async def _read(self, request: web.Request) -> Seen:
        path = "/".join(unquote(step) for step in request.rel_url.raw_path.split("/"))
        seen = Seen(
            len(self.trace.requests) + 1, request.method, path.removeprefix(API),
            dict(request.query), dict(request.headers), time.monotonic(),
        )  # fmt: skip
        if request.content_type == "multipart/form-data":
            await self._parts(request, seen)
        else:
            seen.raw = await request.read()
            seen.json = _json(seen.raw) if seen.raw else None
        seen.whole = time.monotonic()
        return seen

    async def _parts(self, request: web.Request, seen: Seen) -> None:
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data, name = bytes(await part.read()), part.name or ""
            if name == "payload_json":
                seen.json = _json(data)
            elif name.startswith("files[") and name[6:-1].isdigit():
                mime = part.headers.get("Content-Type", "")
                seen.files.append(Upload(int(name[6:-1]), part.filename or "", data, mime))
            else:
                self.trace.violation(f"{seen.method} {seen.path}: a part called {name!r}")

    def _cut(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _refusal(refused: Refused) -> Answer:
    return Answer(refused.status, refused.body)


def _response(answer: Answer, headers: dict[str, str], fault: Fault | None) -> web.Response:
    """Content-Type exactly application/json: with a charset the client leaves the body a text."""
    sent = {"Via": VIA, **headers}
    if fault is not None:
        sent |= fault.headers
        if fault.status is not None:
            answer = _scripted(fault)
    if answer.raw is not None:
        return web.Response(
            status=answer.status, body=answer.raw, headers={"Content-Type": answer.mime} | sent
        )
    if answer.body is None:
        return web.Response(status=204 if answer.status == 200 else answer.status, headers=sent)
    body = json.dumps(answer.body).encode()
    said = {"Content-Type": "application/json"} | sent
    return web.Response(status=answer.status, body=body, headers=said)


def _scripted(fault: Fault) -> Answer:
    status = fault.status or 200
    if isinstance(fault.body, str):
        return Answer(status, raw=fault.body.encode(), mime="text/html")
    if fault.body is None and status >= 500:
        return Answer(status, {"message": f"{status}: Server Error", "code": 0})
    if fault.body is None and status == 429:
        said = {"message": "You are being rate limited.", "retry_after": 0.1, "global": False}
        return Answer(status, said)
    return Answer(status, fault.body)


Door = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(server: Server, socket: Door, control: Door | None = None) -> web.Application:
    """Everything on one port: the gateway at /, the control of another process, the rest is Discord."""
    app = web.Application(client_max_size=BODY_MAX)

    async def root(request: web.Request) -> web.StreamResponse:
        if request.path == "/" and request.headers.get("Upgrade", "").lower() == "websocket":
            return await socket(request)
        if control is not None and request.path.startswith("/control/"):
            return await control(request)
        return await server.serve(request)

    app.router.add_route("*", "/{rest:.*}", root)
    return app
