"""Discord: how soon it is acknowledged, how long fifty people wait, what stands between a model's answer
and its picture in the channel; the real client over a stand-in in a process of its own.

    python -m tests.bench.discord
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from math import ceil, inf

from aiohttp import FormData

from bot.events import Platform, Venue
from tests.bench.crowd import CROWD, MODEL_S, PATIENCE_S, Asked, Rows, Town, figures, measured, said
from tests.bench.standins import MODEL
from tests.standins.discord.limits import DOCUMENTED
from tests.standins.discord.remote import Remote, remote_discord

EDITS, EDITS_S = DOCUMENTED["PATCH", "/channels/{c}/messages/{m}"]
"""A channel's limit of edits: each picture there is one."""


class Guild(Town):
    name = "discord"
    one_channel_ideal_s = MODEL_S + EDITS_S * (ceil(CROWD / EDITS) - 1)

    def __init__(self, remote: Remote) -> None:
        about = remote.about
        self._remote, self._about = remote, about
        self.settings = {
            "discord_token": about["token"],
            "discord_api_url": about["api"],
            "discord_gateway_url": about["gateway"],
            "discord_cdn_url": about["cdn"],
        }
        channels = [about["channels"][_channel(person)] for person in range(CROWD)]
        self.venues = tuple(Venue(Platform.DISCORD, about["guild"], one) for one in channels)
        self._after = 0
        self._allowed = {"Authorization": f"Bot {about['token']}"}
        self._root = ""

    async def connected(self) -> None:
        await self._remote.do("online")

    async def briefs(
        self, people: Sequence[int], *, within_s: float = 0.0, together: bool = False
    ) -> list[Asked]:
        acts = [
            {
                "person": f"person-{person + 1}",
                "act": "slash",
                "command": "brief",
                "where": _channel(0 if together else person),
                "options": {"what": f"a can on stone {person}", "model": MODEL},
            }
            for person in people
        ]
        self._after = await self._remote.do("count")
        done = await self._remote.do("acts", acts=acts, within_s=within_s)
        return [_asked(one["began"], one["came"]["ack_ms"]) for one in done]

    async def second(self) -> list[Asked]:
        return await self.briefs(range(CROWD), within_s=1.0)

    async def shown(self, count: int) -> list[float]:
        asked = {"count": count, "after": self._after, "timeout": PATIENCE_S}
        return [one["whole"] for one in await self._remote.do("shown", **asked)]

    async def signs(self, asked: Sequence[Asked]) -> list[float]:
        """The acknowledgement itself: from then on Discord says that the desk is thinking."""
        return [one.ms / 1000 for one in asked]

    async def root(self, person: int) -> None:
        messages = f"{self._about['api']}/channels/{self.venues[person].channel}/messages"
        said = {"content": "a can on stone"}
        async with self._remote.session.post(messages, json=said, headers=self._allowed) as came:
            self._root = f"{messages}/{(await came.json())['id']}"

    async def bare(self, data: bytes) -> float:
        body = {"content": "a can", "attachments": [{"id": 0, "filename": "a.png"}]}
        form = FormData({"payload_json": json.dumps(body)})
        form.add_field("files[0]", data, filename="a.png", content_type="application/octet-stream")
        after = await self._remote.do("count")
        async with self._remote.session.patch(self._root, data=form, headers=self._allowed) as came:
            came.raise_for_status()
        whole: float = (await self._remote.do("shown", count=1, after=after))[0]["whole"]
        return whole

    async def trip(self) -> None:
        await self._remote.do("count")

    async def complaints(self) -> list[str]:
        return list(await self._remote.do("violations"))


def _channel(person: int) -> str:
    return f"channel-{person + 1}"


def _asked(began: float, ms: float | None) -> Asked:
    return Asked(began, inf if ms is None else began + ms / 1000)


@asynccontextmanager
async def opened() -> AsyncIterator[Town]:
    crowd = str(CROWD)
    async with remote_discord("--channels", crowd, "--people", crowd) as remote:
        yield Guild(remote)


def measure() -> Rows:
    found = measured(opened)
    print(said(found))
    return figures(found)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
