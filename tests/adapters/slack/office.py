"""One studio in one workspace, and what a test asks of both."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from adapters.slack.surface import SlackSurface
from adapters.system import SystemClock
from bot.domain.work import Session
from tests.standins.slack import Message, Person, Slack, said
from tests.standins.vendor_pictures import draw
from tests.stories.studio import NANO, Stage


class SlacksClock(SystemClock):
    """Slack's idea of now, which stories move; waiting takes real time."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def now(self) -> float:
        return self._slack.clock.now()


PNG = draw("a can", 640, 640, "png")


@dataclass
class Office:
    slack: Slack
    stage: Stage
    started: int = 0
    """Where the log of the present process begins."""

    @property
    def surface(self) -> SlackSurface:
        (surface,) = self.stage.studio.surfaces
        assert isinstance(surface, SlackSurface)
        return surface

    def person(self, name: str) -> Person:
        return self.slack.person(name)

    async def session(self, number: int = -1) -> Session:
        return await self.stage.session((await self.stage.threads())[number])

    async def quiet(self) -> None:
        """Nothing runs in the studio, nothing is on its way to Slack."""
        for _ in range(2):
            await self.slack.quiet()
            listening = self.surface.listening
            if listening is not None:
                while listening._tasks:
                    await asyncio.wait(set(listening._tasks))
            await self.stage.quiet()

    async def crash(self) -> None:
        """The process is gone: nothing is finished, nobody says goodbye."""
        surface = self.surface
        if surface.listening is not None:
            for task in list(surface.listening._tasks):
                task.cancel()
        if surface.sockets is not None:
            await surface.sockets.close()
        await surface._session.close()
        surface._lease.free()
        await self.stage.crash()

    async def start_again(self) -> None:
        self.started = len(self.stage.log.getvalue())
        await self.stage.start_again()
        await self.slack.connected()

    async def settle(self) -> None:
        """Edits that were held back are due, and done."""
        await self.quiet()
        self.stage.clock.move(6)
        self.slack.clock.move(6)
        self.stage.studio.show.poke()
        await self.quiet()

    async def spends(self, *names: str) -> None:
        """These people may spend; they said hello before, so that the desk knows them."""
        for name in names:
            await self.person(name).slash("/artdesk", "help")
        await self.quiet()
        await self.stage.you.runs("setup", who_spends="\n".join(names))

    async def approves(self, *names: str) -> None:
        """These people decide."""
        for name in names:
            await self.person(name).slash("/artdesk", "help")
        await self.quiet()
        await self.stage.you.runs("setup", who_approves="\n".join(names))

    async def orders(self, words: str, name: str = "olga", where: str = "design") -> None:
        """/brief, and the price agreed to where it is asked."""
        somebody = self.person(name)
        await somebody.slash("/brief", words, where)
        await self.quiet()
        for card in somebody.ephemerals():
            labels = [w for w in self.says(card).splitlines() if w.startswith("Make it")]
            for label in labels[:1]:
                await somebody.click(card, label)
        await self.settle()

    async def drawn(self, where: str = "design") -> Message:
        """The root of a brief that olga asked for, with its picture."""
        await self.person("olga").slash("/brief", f"a red can model:{NANO}", where)
        await self.settle()
        return self.root(where)

    async def in_review(self, where: str = "design") -> Message:
        """The same, in review: bea decides."""
        await self.approves("bea")
        root = await self.drawn(where)
        await self.person("olga").click(root, "Ask for approval")
        await self.settle()
        return root

    def root(self, where: str = "design") -> Message:
        """The newest message of the desk that stands in a channel."""
        found = [m for m in self.person("ann").messages(where) if m.bot_id and not m.only_for]
        return found[-1]

    def thread(self, root: Message) -> list[Message]:
        """The desk's messages in a thread, without its root."""
        there = self.slack.world.channels[root.channel].thread(root.ts)
        return [m for m in there if m.bot_id and m.ts != root.ts]

    def says(self, message: Message) -> str:
        return said(message)


async def close(office: Office) -> None:
    stage = office.stage
    for model in (stage.google, stage.openai):
        model.let_go()
    try:
        await office.quiet()
        broken, idle = await stage.audit(), await stage.idle_holds()
        bugs = stage.bugs()
    finally:
        await stage.stop()
    assert broken == ()
    assert idle == []
    assert bugs == []
