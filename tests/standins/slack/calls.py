"""Calls of the Web API: how arguments are read from query, form and JSON, what is kept of each call for
tests to look at, and the faults that tests order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from tests.standins.slack.world import Json

TRUE = frozenset({"1", "true", "True"})


class Refused(Exception):
    """{"ok": false, "error": code, ...}."""

    def __init__(self, code: str, messages: tuple[str, ...] = (), **more: str) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.more = more

    def body(self) -> Json:
        said: Json = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            listed = [f"[ERROR] {text}" for text in self.messages]
            said["response_metadata"] = {"messages": listed}
            if self.code == "invalid_blocks":
                said["errors"] = list(self.messages)
        return said


@dataclass(eq=False)
class Call:
    """One request of one method. `answer` and `status` stand when it was answered; a call whose
    connection was cut has status 0."""

    method: str
    args: Json
    headers: Mapping[str, str]
    at: float
    """Epoch seconds of the stand-in's clock."""
    began: float = 0.0
    ended: float = 0.0
    """time.perf_counter, for measuring; 0 = not answered yet."""
    token: str = ""
    answer: Json = field(default_factory=dict)
    status: int = 0
    done: bool = False

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def wanted(self, name: str) -> str:
        """Refused where it is missing."""
        if not (value := self.text(name)):
            raise Refused("invalid_arguments", (f"missing required field: {name}",))
        return value

    def flag(self, name: str) -> bool:
        value = self.args.get(name)
        return value is True or str(value) in TRUE

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        return int(value) if value.isdigit() else default

    def parts(self, name: str) -> list[Json]:
        value = self.args.get(name)
        return value if isinstance(value, list) else []

    def thing(self, name: str) -> Json | None:
        value = self.args.get(name)
        return value if isinstance(value, dict) else None


async def read(request: web.Request, method: str, at: float) -> Call:
    """Query, form and JSON body in one; JSON in strings is read, as Slack does."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        with suppress(json.JSONDecodeError):
            args |= await request.json()
    elif request.can_read_body:
        args |= {name: str(value) for name, value in (await request.post()).items()}
    for name, value in args.items():
        if isinstance(value, str) and value[:1] in {"[", "{"} and name not in {"text", "status"}:
            with suppress(json.JSONDecodeError):
                args[name] = json.loads(value)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return Call(method, args, dict(request.headers), at, token=token)


@dataclass(eq=False)
class Fault:
    """What goes wrong with the next `times` calls of a method, after the first `skip` of them. Several
    may be combined: slow and lost, an error with headers."""

    method: str
    """Or upload, download, response_url, link; "*" is all of them."""
    error: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Json = field(default_factory=dict)
    """More fields of the error's body."""
    body: bytes | None = None
    """Instead of JSON: a proxy's page."""
    delay_s: float = 0.0
    until: asyncio.Event | None = None
    """Held until this is set."""
    drop: bool = False
    """The connection is cut before anything happens."""
    lost: bool = False
    """It is done, and the connection is cut instead of an answer."""
    times: int = 1
    skip: int = 0
    where: Callable[[Call], bool] | None = None
    met: int = 0
    """Calls that it met."""

    def meets(self, call: Call) -> bool:
        if self.method not in {call.method, "*"} or self.met >= self.times:
            return False
        if self.where is not None and not self.where(call):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.met += 1
        return True
