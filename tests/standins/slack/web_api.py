"""One request of the Web API from the door to the answer: faults, token, scopes, limits, the method,
and what is noted about it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from tests.standins.slack import chat_methods, file_methods, place_methods, view_methods
from tests.standins.slack.calls import Call, Fault, Refused, read
from tests.standins.slack.methods import Method
from tests.standins.slack.violations import of_arguments
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import Json

METHODS: dict[str, Method] = {
    **chat_methods.METHODS,
    **view_methods.METHODS,
    **file_methods.METHODS,
    **place_methods.METHODS,
}
CARELESS = frozenset(
    [
        "invalid_arguments",
        "invalid_blocks",
        "invalid_name",
        "msg_too_long",
        "no_text",
        "push_limit_reached",
        "view_too_large",
        "invalid_metadata_format",
        "internal_error",
    ]
)


Answer = Callable[[], Awaitable[web.StreamResponse]]


class WebApi:
    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self.calls: list[Call] = []
        """Every request of a method, in the order of arrival."""
        self.others: list[Call] = []
        """The same for upload, download, response_url and link."""
        self.faults: list[Fault] = []

    def of(self, method: str) -> list[Call]:
        return [call for call in (*self.calls, *self.others) if call.method == method]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        slack = self._slack
        method = request.match_info["method"]
        call = await read(request, method, slack.clock.now())
        if "token" in call.args:
            slack.found.append(f"{method}: a token in the arguments")
        self.calls.append(call)
        return await self._meet(request, call, lambda: self._answer(call))

    async def beside(self, name: str, request: web.Request, answer: Answer) -> web.StreamResponse:
        """What is no method (upload, download, response_url, link) stands in the trace and meets faults
        like one."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        args = {"path": request.path, **request.match_info}
        now = self._slack.clock.now()
        call = Call(name, args, dict(request.headers), now, token=token)

        self.others.append(call)

        async def done() -> web.StreamResponse:
            response = await answer()
            call.status = response.status
            call.answer = {"ok": response.status < HTTPStatus.MULTIPLE_CHOICES}
            return response

        return await self._meet(request, call, done)

    async def _meet(self, request: web.Request, call: Call, answer: Answer) -> web.StreamResponse:
        call.began = time.perf_counter()
        self._slack.news.tell()
        fault = next((fault for fault in self.faults if fault.meets(call)), None)
        if fault is None:
            return self._end(call, await answer())
        return await self._faulty(request, call, fault, answer)

    async def _faulty(
        self, request: web.Request, call: Call, fault: Fault, answer: Answer
    ) -> web.StreamResponse:
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.until is not None:
            await fault.until.wait()
        if fault.drop:
            return self._cut(request, call)
        if fault.lost:
            await answer()
            return self._cut(request, call)
        if fault.body is not None:
            call.status = fault.status
            page = web.Response(body=fault.body, status=fault.status, headers=fault.headers)
            return self._end(call, page)
        if fault.error or fault.status >= HTTPStatus.MULTIPLE_CHOICES:
            said = {"ok": False, "error": fault.error or "internal_error", **fault.extra}
            return self._end(call, self._json(call, said, fault.status, dict(fault.headers)))
        return self._end(call, await answer())

    def _cut(self, request: web.Request, call: Call) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        call.status = 0
        self._end(call, web.Response())
        return web.Response()

    def _end(self, call: Call, response: web.StreamResponse) -> web.StreamResponse:
        call.done, call.ended = True, time.perf_counter()
        self._slack.news.tell()
        return response

    async def _answer(self, call: Call) -> web.Response:
        slack = self._slack
        try:
            method = self._allowed(call)
        except Refused as refused:
            return self._json(call, refused.body())
        channel = call.text("channel")
        if wait := slack.limits.retry_after(call.method, method.per_minute, channel):
            headers = {"Retry-After": str(wait)}
            return self._json(call, {"ok": False, "error": "ratelimited"}, 429, headers)
        try:
            slack.found += of_arguments(call.method, call.args)
            return self._json(call, {"ok": True, **await method.act(slack, call)})
        except Refused as refused:
            self._note(call, refused)
            return self._json(call, refused.body())
        except Exception as bug:
            slack.found.append(f"the stand-in itself broke in {call.method}: {bug!r}")
            raise

    def _note(self, call: Call, refused: Refused) -> None:
        """What a careful app never sends. A file that is not ready yet is no such thing."""
        unready = all("invalid slack file" in text for text in refused.messages)
        if refused.code in CARELESS and not (refused.messages and unready):
            said = f"{call.method} was refused: {refused.code} {'; '.join(refused.messages)}"
            self._slack.found.append(said.strip())

    def _allowed(self, call: Call) -> Method:
        """Refused: not_authed, invalid_auth, not_allowed_token_type, unknown_method, missing_scope."""
        slack = self._slack
        if not call.token:
            raise Refused("not_authed")
        kind = call.token.partition("-")[0]
        if call.token != {"xoxb": slack.bot_token, "xapp": slack.app_token}.get(kind):
            raise Refused("invalid_auth")
        if slack.revoked:
            raise Refused(slack.revoked)
        method = METHODS.get(call.method)
        if method is None:
            raise Refused("unknown_method")
        if kind != method.token:
            raise Refused("not_allowed_token_type")
        if method.scopes and not set(method.scopes) & set(slack.app.scopes):
            provided = ",".join(slack.app.scopes)
            raise Refused("missing_scope", needed=",".join(method.scopes), provided=provided)
        return method

    def _json(
        self, call: Call, said: Json, status: int = 200, headers: dict[str, Any] | None = None
    ) -> web.Response:
        call.answer, call.status = said, status
        given = {"X-OAuth-Scopes": ",".join(self._slack.app.scopes), **(headers or {})}
        if method := METHODS.get(call.method):
            given["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes)
        return web.json_response(said, status=status, headers=given)

    async def saw(
        self, method: str, nth: int, within: float, where: Any = None, *, ok: bool = False
    ) -> Call:
        """The nth call of a method that was answered (well, if `ok`)."""

        def found() -> Call | None:
            matching = [
                call
                for call in self.of(method)
                if call.done and (call.ok or not ok) and (where is None or where(call))
            ]
            return matching[nth - 1] if len(matching) >= nth else None

        return await self._slack.news.until(found, f"call {nth} of {method}", within)
