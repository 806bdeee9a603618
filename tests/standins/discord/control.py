"""The stand-in's own door for another process: people act, faults are scripted, the trace is read, all as
small JSON requests under /control. It is no part of Discord and never meets the bot."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

from aiohttp import web

from tests.standins.discord.faults import Fault
from tests.standins.discord.filling import CannotDo, File
from tests.standins.discord.looks import labels, pictures, words
from tests.standins.discord.person import Person, Used
from tests.standins.discord.refusals import Json
from tests.standins.discord.standin import Discord
from tests.standins.discord.trace import Seen
from tests.standins.discord.world import Channel, Interaction, Message

PREFIX = "/control/"
ACTS = frozenset({
    "slash", "autocomplete", "context", "click", "choose", "submit", "say", "write", "edit", "delete",
    "react", "unreact", "open_thread",
})  # fmt: skip
FAULT_FIELDS = {field.name for field in fields(Fault)} - {"met"}


class Control:
    """One method a door; `asked` is the JSON of the request, what comes back is JSON."""

    def __init__(self, standin: Discord) -> None:
        self.d = standin
        self.used: dict[str, Used] = {}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.path.removeprefix(PREFIX)
        door: Callable[[Json], Awaitable[object]] | None = getattr(self, f"on_{name}", None)
        if door is None:
            return web.json_response({"error": f"no door {name!r}"}, status=404)
        try:
            asked = json.loads(await request.read() or b"{}")
            return web.json_response({"ok": await door(asked)})
        except (CannotDo, AssertionError, KeyError, ValueError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    # What there is

    async def on_state(self, asked: Json) -> Json:
        return self.d.state()

    async def on_violations(self, asked: Json) -> list[str]:
        return self.d.violations

    async def on_trace(self, asked: Json) -> list[Json]:
        """`after`: the number of the last request that is known."""
        seen = self.d.trace.requests[asked.get("after", 0) :]
        return [request.summary() for request in seen if request.done]

    async def on_count(self, asked: Json) -> int:
        """Requests so far: what `after` means elsewhere."""
        return len(self.d.trace.requests)

    async def on_interactions(self, asked: Json) -> list[Json]:
        return [_answer(of) for of in self.d.world.interactions.values()]

    async def on_messages(self, asked: Json) -> list[Json]:
        """Of a channel or thread, as `person` sees them."""
        where = self._channel(asked["channel"])
        person = asked.get("person")
        there = self._person(person).sees(where) if person else list(where.messages.values())
        return [_message(message) for message in there]

    async def on_saw(self, asked: Json) -> Json:
        """Waits for the nth request of this method and path."""
        seen = await self.d.saw(
            asked["method"], asked["path"], nth=asked.get("nth", 1), timeout=asked.get("timeout", 5)
        )
        return seen.summary()

    async def on_shown(self, asked: Json) -> list[Json]:
        """Waits until `count` messages of the bot have got their picture, counted from the request
        after number `after`: each with the moment at which its picture was here to the last byte."""
        count, after = asked["count"], asked.get("after", 0)

        def found() -> list[Json] | None:
            shown = [_shown(seen) for seen in self.d.trace.requests[after:] if seen.shows]
            return shown if len(shown) >= count else None

        what = f"{count} messages with a picture"
        return list(await self.d.until(found, what, asked.get("timeout", 30)))

    async def on_online(self, asked: Json) -> int:
        """Waits until the bot is there."""
        await self.d.online(asked.get("sessions", 1), asked.get("timeout", 10))
        return len(self.d.gateway.online)

    # What happens

    async def on_world(self, asked: Json) -> Json:
        """`channels` and `people`: how many more; called channel-1.., person-1..."""
        for number in range(1, asked.get("channels", 0) + 1):
            self.d.channel_called(f"channel-{number}")
        for number in range(1, asked.get("people", 0) + 1):
            self.d.member_called(f"person-{number}")
        return self.d.state()

    async def on_acts(self, asked: Json) -> list[Json]:
        """Many people at once, beginning evenly over `within_s` seconds: when each began, and what
        came of it."""
        acts, within = asked["acts"], asked.get("within_s", 0.0)

        async def one(number: int, act: Json) -> Json:
            await asyncio.sleep(within * number / len(acts))
            began = time.monotonic()
            return {"began": began, "came": await self.on_do(act)}

        return list(await asyncio.gather(*(one(n, act) for n, act in enumerate(acts))))

    async def on_do(self, asked: Json) -> object:
        """`person`, `act` (a method of Person) and its arguments; messages, channels, interactions by
        id or name, files as {"file": {"name": .., "data": base64}}."""
        person, act = self._person(asked.pop("person")), asked.pop("act")
        given = {key: self._meant(key, value) for key, value in asked.items()}
        if act == "submit":
            given["used"] = self.used[asked["used"]]
        if act not in ACTS:
            raise ValueError(f"nobody can {act}")
        done = await getattr(person, act)(**given)
        if isinstance(done, Used):
            self.used[done.of.id] = done
            return _answer(done.of)
        if isinstance(done, Channel):
            return done.id
        return _message(done) if isinstance(done, Message) else done

    async def on_fail(self, asked: Json) -> None:
        self.d.faults.add(Fault(**{k: v for k, v in asked.items() if k in FAULT_FIELDS}))

    async def on_limits(self, asked: Json) -> int:
        """`on`: enforce; answers with how many 429s there were so far."""
        self.d.limits.on = asked.get("on", self.d.limits.on)
        return self.d.limits.hits

    async def on_checking(self, asked: Json) -> None:
        """`on` False: no schemas, for measuring."""
        self.d.checking.on = asked["on"]

    async def on_clock(self, asked: Json) -> float:
        self.d.clock.move(asked["move"])
        return self.d.clock.now()

    async def on_gateway(self, asked: Json) -> None:
        """`do`: close (with `code`), cut, down, up, reconnect, invalidate or forget."""
        match asked["do"]:
            case "close":
                await self.d.gateway.close(asked["code"])
            case "cut":
                await self.d.gateway.cut()
            case "reconnect":
                self.d.gateway.reconnect()
            case "invalidate":
                self.d.gateway.invalidate(resumable=asked.get("resumable", False))
            case "down" | "up":
                self.d.gateway.down = asked["do"] == "down"
            case "forget":
                self.d.gateway.forget()
            case other:
                raise ValueError(f"the gateway cannot {other}")

    # Who and what is meant

    def _person(self, named: str) -> Person:
        for user in self.d.world.users.values():
            if named in {user.id, user.name}:
                return Person(self.d, user)
        raise ValueError(f"nobody is called {named!r}")

    def _channel(self, named: str) -> Channel:
        for channel in self.d.world.channels.values():
            if named in {channel.id, channel.name}:
                return channel
        raise ValueError(f"no channel is called {named!r}")

    def _meant(self, key: str, value: Any) -> object:
        if isinstance(value, dict) and set(value) == {"file"}:
            file = value["file"]
            return File(file["name"], base64.b64decode(file["data"]), file.get("content_type"))
        if key in {"where", "channel"}:
            return self._channel(value)
        if key in {"message", "reply_to", "target", "start"}:
            found = [m for m in self.d.world.messages() if m.id == value]
            return found[0] if found or key != "start" else self._channel(value)
        if key == "mentions":
            return [self.d.bot if one == "bot" else self._person(one).user for one in value]
        if isinstance(value, dict):
            return {inner: self._meant("", part) for inner, part in value.items()}
        return [self._meant("", part) for part in value] if isinstance(value, list) else value


def _answer(of: Interaction) -> Json:
    """`ack_ms`: from the event to the acknowledgement."""
    return {
        "interaction": of.id, "type": of.type, "at": of.at, "ack": of.ack, "lost": of.lost,
        "ack_ms": None if of.ack_after is None else of.ack_after * 1000, "modal": of.modal,
        "choices": of.choices, "message": _message(of.original) if of.original else None,
    }  # fmt: skip


def _shown(seen: Seen) -> Json:
    return {"path": seen.path, "method": seen.method, "at": seen.at, "whole": seen.whole}


def _message(message: Message) -> Json:
    return {
        "id": message.id, "channel": message.channel.id, "author": message.author.name,
        "at": message.at, "words": words(message), "labels": labels(message),
        "files": [{"name": a.filename, "size": len(a.data)} for a in message.attachments],
        "pictures": len(pictures(message)), "ephemeral": message.ephemeral, "edits": message.edits,
        "thread": message.thread.id if message.thread else None, "deleted": message.deleted,
        "reactions": {name: len(r.users) for name, r in message.reactions.items()},
    }  # fmt: skip
