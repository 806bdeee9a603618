"""The stand-in in a process of its own is driven by JSON: POST /control {"do": name, ...} does one thing
and answers with what became of it. Times are time.perf_counter, one clock for all processes here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.standins.slack.calls import Call
from tests.standins.slack.clock import PATIENCE_S
from tests.standins.slack.controls import Acked
from tests.standins.slack.modal import Modal
from tests.standins.slack.person import Person, said
from tests.standins.slack.sockets import Delivery
from tests.standins.slack.standin import Slack
from tests.standins.slack.wire import message_of
from tests.standins.slack.world import Json, Message

SHOWN_MAX = 2000
"""Characters of an argument in a trace; pictures of text are not what anybody looks for there."""
ACTS = frozenset(
    [
        "slash",
        "click",
        "shortcut",
        "say",
        "mention",
        "write",
        "edit",
        "delete",
        "react",
        "unreact",
        "open_home",
        "sees",
        "modal",
    ]
)
"""What a person can be told to do; `modal` also fills and submits."""


class Control:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._does: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "about": self._about,
            "crowd": self._crowd,
            "act": self._act,
            "acts": self._acts,
            "wait": self._wait,
            "shown": self._shown,
            "trace": self._trace,
            "deliveries": self._deliveries,
            "messages": self._messages,
            "violations": self._violations,
            "connected": self._connected,
            "set": self._set,
            "fail": self._fail,
            "move": self._move,
            "install": self._install,
        }

    async def handle(self, request: web.Request) -> web.Response:
        asked = await request.json()
        do = self._does.get(asked.pop("do", ""))
        if do is None:
            return web.json_response({"wrong": f"one of {', '.join(self._does)}"}, status=404)
        try:
            return web.json_response(await do(asked))
        except (AssertionError, KeyError, StopIteration, TypeError, ValueError) as wrong:
            return web.json_response({"wrong": f"{type(wrong).__name__}: {wrong}"}, status=400)

    # --- the workspace ----------------------------------------------------------------------------

    async def _about(self, asked: Json) -> Json:
        world = self._slack.world
        return {
            "base_url": self._slack.base_url,
            "bot_token": self._slack.bot_token,
            "app_token": self._slack.app_token,
            "people": {user.name: user.id for user in world.users.values()},
            "channels": {channel.name: channel.id for channel in world.channels.values()},
        }

    async def _crowd(self, asked: Json) -> Json:
        """`count` people, each in #design and in a channel of their own with the app in it."""
        slack, made = self._slack, []
        for number in range(int(asked["count"])):
            name = f"crowd{number}"
            channel = slack.new_channel(f"{name}s-place")
            person = slack.new_person(name, [channel.id, "design"])
            made.append({"person": name, "user": person.id, "channel": channel.id})
        return {"crowd": made}

    async def _set(self, asked: Json) -> Json:
        """limits: bool; file_delay: calls; per_minute: {method: number}; posts_a_second..."""
        slack = self._slack
        slack.limits.on = bool(asked.get("limits", slack.limits.on))
        slack.file_delay = int(asked.get("file_delay", slack.file_delay))
        slack.limits.per_minute |= asked.get("per_minute", {})
        for name in ("posts_a_second", "posts_at_once", "posts_a_minute"):
            if name in asked:
                setattr(slack.limits, name, float(asked[name]))
        return {}

    async def _install(self, asked: Json) -> Json:
        self._slack.install(asked["manifest"])
        return {}

    async def _fail(self, asked: Json) -> Json:
        self._slack.fail(**asked)
        return {}

    async def _move(self, asked: Json) -> Json:
        self._slack.clock.move(float(asked["seconds"]))
        return {}

    async def _connected(self, asked: Json) -> Json:
        return {"lines": len(await self._slack.connected(int(asked.get("lines", 1))))}

    # --- people -----------------------------------------------------------------------------------

    async def _act(self, asked: Json) -> Json:
        """{"person": "ann", "act": "slash", "args": ["/brief", "a can"], "named": {"where": "design"}};
        messages are [channel, ts]."""
        person = self._slack.person(asked["person"])
        name = asked["act"]
        if name not in ACTS:
            raise ValueError(f"{name} is none of {', '.join(sorted(ACTS))}")
        args = [self._thing(one) for one in asked.get("args", [])]
        named = {key: self._thing(one) for key, one in asked.get("named", {}).items()}
        began = time.perf_counter()
        if name == "modal":
            result: object = await self._fill(person, asked)
        else:
            result = await getattr(person, name)(*args, **named)
        told = self._told(result)
        return {"began": began, "ended": time.perf_counter(), **told}

    async def _fill(self, person: Person, asked: Json) -> Acked:
        """{"act": "modal", "title": "", "fields": {"prompt": "a can"}, "chosen": {"model": "auto"}}."""
        modal = await person.modal(asked.get("title", ""))
        for field, text in asked.get("fields", {}).items():
            modal.fill(field, text)
        for field, value in asked.get("chosen", {}).items():
            modal.choose(field, value)
        return await modal.submit()

    async def _acts(self, asked: Json) -> Json:
        """Many acts at once, begun evenly over `within_s` seconds."""
        acts, within = asked["acts"], float(asked.get("within_s", 0))

        async def one(number: int, act: Json) -> Json:
            await asyncio.sleep(within * number / len(acts))
            return await self._act(act)

        return {"acts": await asyncio.gather(*(one(n, act) for n, act in enumerate(acts)))}

    def _thing(self, value: Any) -> Any:
        """[channel, ts] is the message there."""
        if isinstance(value, list) and len(value) == 2:
            return self._slack.place(str(value[0])).messages[str(value[1])]
        return value

    def _told(self, result: object) -> Json:
        match result:
            case Acked():
                told = _delivery(result.delivery)
                return {"ok": result.ok, "payload": result.payload, "delivery": told}
            case Message():
                message = message_of(self._slack.world, result)
                return {"message": message, "channel": result.channel, "text": said(result)}
            case Delivery():
                return {"delivery": _delivery(result)}
            case Modal():
                return {"view": result.view.wire()}
            case _:
                return {}

    # --- looking ----------------------------------------------------------------------------------

    async def _wait(self, asked: Json) -> Json:
        """The nth good answer of a method; `having`: a text somewhere in its arguments."""
        having = str(asked.get("having", ""))
        call = await self._slack.saw(
            asked["method"],
            int(asked.get("nth", 1)),
            ok=True,
            where=lambda call: having in str(call.args),
            within=float(asked.get("within", PATIENCE_S)),
        )
        return _call(call)

    async def _shown(self, asked: Json) -> Json:
        """Waits until `count` messages have got their picture since the first `since` calls."""
        since, count = int(asked.get("since", 0)), int(asked["count"])

        def found() -> list[Call] | None:
            shown = [call for call in self._slack.api.calls[since:] if _shows(call)]
            return shown if len(shown) >= count else None

        within = float(asked.get("within", PATIENCE_S))
        shown = await self._slack.news.until(found, f"{count} messages with a picture", within)
        return {"calls": [_call(call) for call in shown]}

    async def _trace(self, asked: Json) -> Json:
        since, method = int(asked.get("since", 0)), asked.get("method")
        calls = self._slack.api.calls[since:]
        shown = [_call(call) for call in calls if method in {None, call.method}]
        return {"calls": shown, "next": since + len(calls)}

    async def _deliveries(self, asked: Json) -> Json:
        return {"deliveries": [_delivery(one) for one in self._slack.sockets.deliveries]}

    async def _messages(self, asked: Json) -> Json:
        channel = self._slack.place(asked["channel"])
        listed = [message_of(self._slack.world, m) for m in channel.messages.values()]
        return {"messages": listed}

    async def _violations(self, asked: Json) -> Json:
        return {"violations": self._slack.violations}


def _call(call: Call) -> Json:
    return {
        "method": call.method,
        "args": {name: _cut(value) for name, value in call.args.items()},
        "began": call.began,
        "ended": call.ended,
        "status": call.status,
        "ok": call.ok,
        "error": call.answer.get("error", ""),
        "ts": call.answer.get("ts", ""),
    }


def _shows(call: Call) -> bool:
    """It put a picture into a message."""
    shown = call.method in {"chat.postMessage", "chat.update"} and call.ok
    return shown and "slack_file" in str(call.args.get("blocks"))


def _cut(value: Any) -> Any:
    return value[:SHOWN_MAX] if isinstance(value, str) else value


def _delivery(one: Delivery) -> Json:
    event = one.payload.get("event", {})
    return {
        "kind": one.kind,
        "type": event.get("type", one.payload.get("type", one.kind)),
        "ts": event.get("ts", ""),
        "attempt": one.attempt,
        "sent": one.sent,
        "acked": one.acked,
        "line": one.line,
    }
