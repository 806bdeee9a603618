"""What the studio adds in Slack: acknowledgements while 50 people speak in one second, the first sign
of a brief, 50 briefs at once within Slack's limits, and the way from the model's answer to the call
that shows the picture. The stand-in is a process of its own.

    python -m tests.bench.slack
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.files import LocalFiles
from adapters.pixels import ThreadPixels
from adapters.slack.manifest import manifest
from adapters.slack.surface import SlackSurface
from adapters.system import FileLease, SystemClock, SystemIds
from bot.desk import Surface
from bot.domain.money import CREDIT
from bot.events import Platform, Venue
from bot.ports import Notes, Shelf
from bot.services import team
from bot.settings import read_settings
from bot.store import places
from bot.store.transaction import Transaction
from bot.wiring import Parts, Studio, open_studio
from commands import all_commands
from tests.bench.standins import ME, MODEL, TimedModel, let_spend, real_png, row
from tests.standins.slack.remote import Remote, remote_slack

PEOPLE = 50
MODEL_S = 2.0
ROUNDS = 3
ONE_BY_ONE = 20
"""Briefs of a round of the overhead."""
PICTURES = 4
WITHIN_S = 60
"""Longer than any figure here may become."""

Figures = list[dict[str, str | float]]


def measure() -> Figures:
    pictures = [real_png(seed) for seed in range(PICTURES)]
    bursts = [asyncio.run(_burst(pictures)) for _ in range(ROUNDS)]
    acks = [ack for burst in bursts for ack in burst.acks]
    signs = [sign for burst in bursts for sign in burst.signs]
    walls = [burst.wall for burst in bursts]
    overheads = [one for _ in range(ROUNDS) for one in asyncio.run(_overhead_ms(pictures))]
    alone = asyncio.run(_one_channel_s(pictures))
    print(
        f"acknowledged p50 {statistics.median(acks):.1f} ms, worst {max(acks):.1f} ms; first sign"
        f" p50 {statistics.median(signs):.2f} s; bursts {[round(one, 2) for one in walls]};"
        f" {PEOPLE} in one channel without limits {alone:.2f} s (ideal: {MODEL_S:.0f} s)"
    )
    return [
        row("slack_ack_p99_ms", _p99(acks), "ms", 100),
        row("slack_first_sign_p99_s", _p99(signs), "s", 1),
        row("slack_burst50_wall_s", statistics.median(walls), "s", 5),
        row("slack_overhead_p50_ms", statistics.median(overheads), "ms", 80),
    ]


def _p99(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.99)]


class Burst:
    """What one burst took."""

    def __init__(self) -> None:
        self.acks: list[float] = []
        self.signs: list[float] = []
        self.wall = 0.0


async def _burst(pictures: list[bytes]) -> Burst:
    """Within one second 50 people ask, each in a channel of their own."""
    found = Burst()
    model = TimedModel(pictures, lambda _: MODEL_S)
    async with remote_slack() as slack, _serving(slack, model) as studio:
        crowd = (await slack.do("crowd", count=PEOPLE))["crowd"]
        await _open(studio, [one["channel"] for one in crowd])
        acts = [_asks(one["person"], one["channel"]) for one in crowd]
        said = (await slack.do("acts", acts=acts, within_s=1.0))["acts"]
        calls = await _all_shown(slack, PEOPLE)
        posts = {c["args"]["channel"]: c for c in calls if c["method"] == "chat.postMessage"}
        for one, act in zip(crowd, said, strict=True):
            sent = act["delivery"]["sent"]
            found.acks.append((act["delivery"]["acked"] - sent) * 1000)
            found.signs.append(posts[one["channel"]]["ended"] - sent)
        began = min(act["delivery"]["sent"] for act in said)
        found.wall = max(c["ended"] for c in calls if _shows(c)) - began
    return found


async def _one_channel_s(pictures: list[bytes]) -> float:
    """The same in one channel, no limits: how far the studio itself would go."""
    model = TimedModel(pictures, lambda _: MODEL_S)
    async with remote_slack("--no-limits") as slack, _serving(slack, model, paced=False) as studio:
        crowd = (await slack.do("crowd", count=PEOPLE, channel="design"))["crowd"]
        await _open(studio, [crowd[0]["channel"]])
        acts = [_asks(one["person"], one["channel"]) for one in crowd]
        said = (await slack.do("acts", acts=acts))["acts"]
        calls = await _all_shown(slack, PEOPLE)
        began = min(act["delivery"]["sent"] for act in said)
        return float(max(c["ended"] for c in calls if _shows(c)) - began)


async def _overhead_ms(pictures: list[bytes]) -> list[float]:
    """One after the other: from the model's answer to the call that shows its picture."""
    found = []
    model = TimedModel(pictures, lambda _: 0.05)
    async with remote_slack("--no-limits") as slack, _serving(slack, model, paced=False) as studio:
        (one,) = (await slack.do("crowd", count=1))["crowd"]
        await _open(studio, [one["channel"]])
        for number in range(ONE_BY_ONE):
            act = _asks(one["person"], one["channel"], f"number {number}")
            await slack.do("acts", acts=[act])
            calls = await _all_shown(slack, number + 1)
            shows = [c for c in calls if _shows(c)]
            found.append((shows[-1]["began"] - max(model.answered.values())) * 1000)
    return found


def _asks(person: str, channel: str, more: str = "") -> dict[str, Any]:
    words = f"a can on wet stone {more} model:{MODEL}"
    return {"person": person, "act": "slash", "args": ["/brief", words, channel]}


def _shows(call: dict[str, Any]) -> bool:
    """The call that puts a picture into a message."""
    return bool(call["ok"]) and "slack_file" in str(call["args"].get("blocks", ""))


async def _all_shown(slack: Remote, pictures: int) -> list[dict[str, Any]]:
    await slack.do("wait", method="chat.update", nth=pictures, having="slack_file", within=WITHIN_S)
    return list((await slack.do("trace"))["calls"])


@asynccontextmanager
async def _serving(
    slack: Remote, model: TimedModel, *, paced: bool = True
) -> AsyncIterator[Studio]:
    """A studio that serves the stand-in's workspace."""
    forms = tuple(c.form() for c in all_commands().commands.values())
    await slack.do("install", manifest=manifest(forms))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def surfaces(shelf: Shelf, notes: Notes) -> tuple[Surface, ...]:
            made = SlackSurface(
                bot_token=slack.about["bot_token"],
                app_token=slack.about["app_token"],
                base_url=slack.about["base_url"],
                clock=SystemClock(),
                shelf=shelf,
                notes=notes,
                lease=FileLease(folder / "token"),
            )
            made.api.pace.on = paced
            return (made,)

        settings = read_settings({"data": str(folder), "backup_daily": "no"})
        parts = Parts(
            clock=SystemClock(),
            ids=SystemIds(),
            files=LocalFiles(settings.files()),
            pixels=ThreadPixels(),
            models={model.provider: model},
            surfaces=surfaces,
        )
        studio = await open_studio(settings, parts)
        await let_spend(studio.office)
        await studio.start()
        await slack.do("connected", lines=2)
        try:
            yield studio
        finally:
            await studio.stop()


async def _open(studio: Studio, channels: list[str]) -> None:
    """Everybody may spend in these."""

    def opened(tx: Transaction) -> None:
        me = team.known(tx, ME)
        (here,) = places.installations(tx, Platform.SLACK)
        for channel in channels:
            venue = Venue(Platform.SLACK, here.key, channel)
            places.open_channel(tx, venue, 10**9 * CREDIT, me.id, 0.0)

    await studio.office.do(opened)


if __name__ == "__main__":
    for line in measure():
        print(line)
