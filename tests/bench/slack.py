"""Slack: how soon it is acknowledged, when fifty people see a first sign and when their pictures, what
stands between a model's answer and the call that shows its picture; the real bolt app over a stand-in
in a process of its own, a file ready at the first look.

    python -m tests.bench.slack
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from math import inf
from typing import Any

from adapters.slack.manifest import manifest
from bot.events import Platform, Venue
from commands import all_commands
from tests.bench.crowd import (
    CROWD,
    PATIENCE_S,
    Asked,
    Rows,
    Town,
    figures,
    first_sign,
    measured,
    said,
)
from tests.bench.standins import MODEL
from tests.standins.slack import TEAM
from tests.standins.slack.rates import POSTS_A_SECOND, POSTS_AT_ONCE
from tests.standins.slack.remote import Remote, remote_slack

FORMS = tuple(command.form() for command in all_commands().commands.values())
KINDS = 5
"""Of what people do in the measured second, ten each: a command, words in a thread, a mention, a
reaction, a button."""
EACH = CROWD // KINDS
LOOKS, LOOK_S = 30, 0.1
"""What was sent last is waited for as long as Slack does, three seconds."""
SIGNS = frozenset({"chat.postMessage", "chat.postEphemeral"})
TOGETHER = "design"
"""The channel that everybody is in."""


class Workspace(Town):
    name = "slack"
    one_channel_ideal_s = (CROWD - POSTS_AT_ONCE) / POSTS_A_SECOND

    def __init__(self, remote: Remote, places: list[str]) -> None:
        about = remote.about
        self._remote, self._about, self._places = remote, about, places
        self.settings = {
            "slack_bot_token": about["bot_token"],
            "slack_app_token": about["app_token"],
            "slack_api_url": about["base_url"],
        }
        there = [*places, about["channels"][TOGETHER]]
        self.venues = tuple(Venue(Platform.SLACK, TEAM, one) for one in there)
        self._since = 0
        self._people: list[int] = []
        self._root = ("", "")

    async def connected(self) -> None:
        await self._remote.do("connected", lines=2)

    async def briefs(
        self, people: Sequence[int], *, within_s: float = 0.0, together: bool = False
    ) -> list[Asked]:
        self._people, self._since = list(people), await self._calls()
        acts = [self._brief(person, together=together) for person in people]
        done = (await self._remote.do("acts", acts=acts, within_s=within_s))["acts"]
        return [_asked(one["delivery"]) for one in done]

    def _brief(self, person: int, *, together: bool = False) -> dict[str, Any]:
        where = TOGETHER if together else self._places[person]
        words = f"a can on stone {person} model:{MODEL}"
        return _act(person, "slash", "/brief", words, where=where)

    async def second(self) -> list[Asked]:
        """Threads that stand already, then everything at once; the desk's own messages are told to
        it as events too, and count."""
        talking = range(EACH * (KINDS - 1))
        await self.briefs(talking)
        await self.shown(len(talking))
        roots = {one["args"]["channel"]: one for one in await self._shows()}
        messages = [[place, roots[place]["args"]["ts"]] for place in self._places[: len(talking)]]
        acts = []
        for n in range(EACH):
            reply, mention, reacted, pressed = (messages[n + EACH * kind] for kind in range(4))
            acts += [
                self._brief(EACH * (KINDS - 1) + n),
                _act(n, "say", "warmer light", where=reply[0], thread=reply),
                _act(n + EACH, "mention", "warmer light", mention[0], thread=mention),
                _act(n + EACH * 2, "react", reacted, "heart"),
                _act(n + EACH * 3, "click", pressed, "Ask for approval"),
            ]
        before = len(await self._deliveries())
        await self._remote.do("acts", acts=acts, within_s=1.0)
        sent = len(await self._deliveries()) - before
        for _ in range(LOOKS):
            found = [_asked(one) for one in (await self._deliveries())[before : before + sent]]
            if all(one.acked < inf for one in found):
                break
            await asyncio.sleep(LOOK_S)
        return found

    async def _deliveries(self) -> list[dict[str, Any]]:
        return list((await self._remote.do("deliveries"))["deliveries"])

    async def shown(self, count: int) -> list[float]:
        return [one["began"] for one in await self._shows(count)]

    async def _shows(self, count: int = 0) -> list[dict[str, Any]]:
        asked = {"since": self._since, "count": count, "within": PATIENCE_S}
        return list((await self._remote.do("shown", **asked))["calls"])

    async def signs(self, asked: Sequence[Asked]) -> list[float]:
        """The interaction's answer: the message that opens the thread, or words for the person."""
        calls = (await self._remote.do("trace", since=self._since))["calls"]
        first: dict[str, float] = {}
        for one in calls:
            if one["method"] in SIGNS and one["ok"]:
                first.setdefault(one["args"]["channel"], one["began"])
        return [
            first.get(self._places[person], inf) - one.sent
            for person, one in zip(self._people, asked, strict=True)
        ]

    async def root(self, person: int) -> None:
        first = {"channel": self._places[person], "text": "a can on stone"}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        self._root = (await self._call("chat.postMessage", first | quiet))["ts"], first["channel"]

    async def bare(self, data: bytes) -> float:
        told = await self._call(
            "files.getUploadURLExternal", {}, filename="a.png", length=str(len(data))
        )
        async with self._remote.session.post(told["upload_url"], data=data) as came:
            came.raise_for_status()
        files = [{"id": told["file_id"], "title": "a"}]
        await self._call("files.completeUploadExternal", {"files": files})
        await self._call("files.info", {}, file=told["file_id"])
        image = {"type": "image", "alt_text": "a can", "slack_file": {"id": told["file_id"]}}
        ts, where = self._root
        shown = {"channel": where, "ts": ts, "text": "a can", "blocks": [image]}
        since = await self._calls()
        await self._call("chat.update", shown)
        calls = (await self._remote.do("shown", since=since, count=1))["calls"]
        began: float = calls[0]["began"]
        return began

    async def _call(self, method: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
        url, allowed = f"{self._about['base_url']}{method}", self._about["bot_token"]
        headers = {"Authorization": f"Bearer {allowed}"}
        session = self._remote.session
        async with session.post(url, json=body, params=query, headers=headers) as came:
            told: dict[str, Any] = await came.json()
        if not told["ok"]:
            raise AssertionError(f"{method}: {told}")
        return told

    async def _calls(self) -> int:
        return int((await self._remote.do("trace", method="none"))["next"])

    async def trip(self) -> None:
        await self._remote.do("violations")

    async def complaints(self) -> list[str]:
        return list((await self._remote.do("violations"))["violations"])


def _act(person: int, act: str, *args: object, **named: object) -> dict[str, Any]:
    return {"person": f"crowd{person}", "act": act, "args": list(args), "named": named}


def _asked(delivery: dict[str, Any]) -> Asked:
    return Asked(delivery["sent"], delivery["acked"] or inf)


@asynccontextmanager
async def opened() -> AsyncIterator[Town]:
    async with remote_slack() as remote:
        await remote.do("install", manifest=manifest(FORMS))
        crowd = (await remote.do("crowd", count=CROWD))["crowd"]
        yield Workspace(remote, [one["channel"] for one in crowd])


def measure() -> Rows:
    found = measured(opened)
    print(said(found))
    return [*figures(found), *first_sign(found)]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
