"""A whole studio on Discord: the real client and adapter over the stand-in, a real store, real pixels,
scripted vendors. People act as they do in Discord's app and read what stands there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from adapters.discord import gateway
from adapters.discord.addresses import Addresses
from adapters.discord.surface import DiscordSurface, Options
from adapters.pixels import ThreadPixels
from adapters.system import FileLease, SystemIds
from bot import show
from bot.desk import Surface
from bot.domain.model import Provider
from bot.domain.money import CREDIT
from bot.domain.work import Policy, Session
from bot.ports import Clock, Files, Notes, Shelf
from bot.services import reading
from bot.store import books, ledger, people, posts
from bot.store.transaction import Transaction
from bot.wiring import Parts, Studio, open_studio
from tests.standins.discord import (
    Channel,
    Discord,
    Message,
    Person,
    Used,
    buttons,
    labels,
    pictures,
    words,
)
from tests.standins.files import FillingFiles
from tests.standins.model import ScriptedModel
from tests.stories.studio import settings_for

T = TypeVar("T")
PATIENCE_S = 30.0
"""Real seconds for what must happen, however busy the machine is."""
TICK_S = 0.005


class WallClock(Clock):
    """The stand-in's time: the computer's, plus what a test moved it by; sleepers feel the move."""

    def __init__(self, discord: Discord) -> None:
        self._clock = discord.clock

    def now(self) -> float:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        until = self.now() + seconds
        while self.now() < until:
            await asyncio.sleep(min(TICK_S, max(0.0, until - self.now())))


@dataclass
class OnDiscord:
    d: Discord
    folder: Path
    clock: WallClock
    google: ScriptedModel
    sketch: ScriptedModel
    files: Files
    options: dict[str, Any] = field(default_factory=dict)
    keyed: frozenset[Provider] = frozenset({Provider.SKETCH, Provider.GOOGLE})
    log: StringIO = field(default_factory=StringIO)
    studio: Studio = None  # type: ignore[assignment]

    # --- running ------------------------------------------------------------------------------

    async def start(self) -> None:
        homes = ",".join(sorted(self.options.get("homes", ())))
        settings = settings_for(self.folder, **({"discord_servers": homes} if homes else {}))
        self.studio = await open_studio(settings, self._parts())
        self.studio.notes._out = self.log  # type: ignore[attr-defined]
        await self.studio.start()

    async def stop(self) -> None:
        await self.studio.stop()

    def _parts(self) -> Parts:
        return Parts(
            clock=self.clock,
            ids=SystemIds(),
            files=self.files,
            pixels=ThreadPixels(),
            models={Provider.SKETCH: self.sketch, Provider.GOOGLE: self.google},
            surfaces=self._surfaces,
            keyed=self.keyed,
        )

    def _surfaces(self, shelf: Shelf, notes: Notes) -> tuple[Surface, ...]:
        addresses = Addresses(self.d.api, self.d.gateway.url, self.d.url)
        options = Options(self.d.token, addresses=addresses, **self.options)
        lease = FileLease(self.folder / "token")
        surface = DiscordSurface(options, shelf, self.clock, SystemIds(), notes, lease)
        return (surface,)

    async def crash(self) -> None:
        """The process is gone in the middle: nothing is written any more, no goodbye."""
        database = self.studio.office.database
        database.write = _never  # type: ignore[assignment, method-assign]
        self.studio.worker._lost = _nothing  # type: ignore[assignment, method-assign]
        for _ in range(2):
            for task in asyncio.all_tasks():
                name = task.get_name()
                if name.startswith(("job ", "show ", "discord")) or name in {
                    "claim",
                    "heartbeat",
                    "show",
                    "tending",
                }:
                    task.cancel()
            await asyncio.sleep(0.01)
        for surface in self.studio.surfaces:
            await surface.stop()
        await database.close()
        self.studio.lease.free()

    @property
    def surface(self) -> DiscordSurface:
        found = self.studio.surfaces[0]
        assert isinstance(found, DiscordSurface)
        return found

    # --- seeing -------------------------------------------------------------------------------

    async def until(self, found: Callable[[], Any], what: str = "it") -> Any:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while loop.time() < end:
            seen = found()
            if seen:
                return seen
            await asyncio.sleep(TICK_S)
        raise AssertionError(f"{what} never came. {self.everything()}")

    async def quiet(self) -> None:
        """Until every window stands and nothing runs but what waits for a vendor."""
        still = 0
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while loop.time() < end:
            still = still + 1 if await self._idle() else 0
            if still == 3:
                return
            await asyncio.sleep(TICK_S)
        raise AssertionError(f"never quiet. {self.everything()}")

    async def _idle(self) -> bool:
        shows, listening = self.studio.show, self.surface._listening
        if shows._turns or shows._shows or shows._marked.is_set():
            return False
        if listening is not None and listening.running._open:
            return False
        if self.studio.worker.busy > self.google.open + self.sketch.open:
            return False
        return not await self.look(posts.dirty)

    def everything(self) -> str:
        """Every message that stands, for a failing test."""
        found = [
            f"[{m.channel.name or 'dm'}] {m.author.name}{' (private)' if m.ephemeral else ''}: "
            f"{words(m)!r} <{'> <'.join(str(b.get('label')) for b in buttons(m))}>"
            for m in self.d.world.messages()
        ]
        return "\n".join([*found, *self.log.getvalue().splitlines()[-12:]])

    def bot_says(self, where: Channel, text: str) -> list[Message]:
        """Standing messages of the bot there that say this, oldest first."""
        return [m for m in self.d.posted(where) if text in plain(m)]

    async def says(self, where: Channel, text: str) -> Message:
        """The newest message of the bot that says this, once it stands."""
        found: list[Message] = await self.until(lambda: self.bot_says(where, text), repr(text))
        return found[-1]

    async def shows(self, where: Channel, name: str) -> Message:
        """The message with this picture, once it stands."""
        found: list[Message] = await self.until(
            lambda: [m for m in self.bot_says(where, name) if pictures(m)], f"the picture {name}"
        )
        await self.quiet()
        return found[-1]

    async def thread_of(self, where: Channel) -> Channel:
        """The newest thread below a channel."""
        found: list[Channel] = await self.until(lambda: _threads(self.d, where), "a thread")
        return found[-1]

    # --- state --------------------------------------------------------------------------------

    async def look(self, op: Callable[[Transaction], T]) -> T:
        return await self.studio.office.look(op)

    async def free(self) -> float:
        found = await self.look(lambda tx: books.balance(tx, people.teams(tx)[0]))
        return found.free / CREDIT

    async def original(self, number: int = 1) -> bytes:
        """The bytes of the first picture as they are kept."""
        session = await self.session(number)
        return await self.files.get(session.versions[0].pictures[0].file)

    async def policy(self) -> Policy:
        return await self.look(lambda tx: people.policy(tx, people.teams(tx)[0]))

    async def audit(self) -> tuple[str, ...]:
        return await self.look(ledger.audit)

    async def session(self, number: int = 1) -> Session:
        def read(tx: Transaction) -> Session:
            team = people.teams(tx)[0]
            row = tx.one("SELECT id FROM sessions WHERE number = :number", number=number)
            assert row is not None, f"there is no {number}"
            someone = next(m for m in people.members(tx, team))
            return reading.session(tx, row.text("id"), someone)  # type: ignore[arg-type]

        return await self.look(read)

    def bugs(self) -> list[str]:
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [json.dumps(line) for line in lines if line["event"].endswith("_bug")]

    def noted(self, event: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [line for line in lines if line["event"] == event]

    # --- people -------------------------------------------------------------------------------

    async def briefs(
        self,
        who: Person,
        text: str = "a can on wet stone model:sketch",
        where: Channel | None = None,
    ) -> Channel:
        """A brief of a person, shown; the thread that it opened."""
        where = where or self.d.briefs
        before = set(_threads(self.d, where))
        used = await who.slash("brief", where, what=text)
        assert used.of.ack is not None, self.everything()
        thread = await self.until(
            lambda: next(iter(t for t in _threads(self.d, where) if t not in before), None),
            "a thread",
        )
        await self.quiet()
        return thread  # type: ignore[no-any-return]

    async def grants(self, who: Person, given: int) -> None:
        """Credits, by an admin, as on the first day; nothing is asked twice from now on."""
        used = await who.slash("credits", self.d.general, verb="grant", amount=str(given))
        await used.settled()
        await self.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)

    async def rules(self, **changes: object) -> None:
        def change(tx: Transaction) -> None:
            team = people.teams(tx)[0]
            now = people.policy(tx, team)
            wanted = replace(now, revision=now.revision + 1, **changes)  # type: ignore[arg-type]
            people.save_policy(tx, team, wanted, people.members(tx, team)[0].id, 0.0)

        await self.studio.office.do(change)

    async def set_up(self, **values: str) -> None:
        """The two approvers are known and may approve."""
        for person in (self.d.approver, self.d.second_approver):
            await (await person.slash("help", self.d.general)).settled()
        names = "approver, second-approver"
        given: dict[str, object] = {k: int(v) if v.isdigit() else v for k, v in values.items()}
        given["who_approves"] = names
        used = await self.d.owner.slash("setup", self.d.general, given)
        await used.settled()

    async def agreed(self, who: Person, used: Used) -> None:
        """Its price is agreed to where one is asked."""
        await self.quiet()
        message = used.of.original
        if message is not None and not message.deleted and "Make it" in str(labels(message)):
            await who.click(message, "Make it")


def _threads(d: Discord, where: Channel) -> list[Channel]:
    return [c for c in d.world.channels.values() if c.parent is where]


def plain(message: Message) -> str:
    """Its words without the marking and escapes that the app takes away."""
    return words(message).replace("\\", "").replace("**", "")


async def _nothing(*_: object) -> None:
    return


async def _never(*_: object, **__: object) -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def on_discord(d: Discord, folder: Path, **wanted: Any) -> AsyncIterator[OnDiscord]:
    """Started; closed with its books right and no mistake of ours in the log."""
    before = (gateway.GUILD_READY_S, show.EDIT_EVERY_S)
    gateway.GUILD_READY_S = 0.05  # real servers arrive over seconds, these do not
    show.EDIT_EVERY_S = wanted.pop("edit_every_s", 0.1)  # and nobody watches for five
    clock = WallClock(d)
    made = OnDiscord(
        d=d,
        folder=folder,
        clock=clock,
        google=ScriptedModel(Provider.GOOGLE, clock),
        sketch=ScriptedModel(Provider.SKETCH, clock),
        files=FillingFiles(folder / "files"),
        options=wanted.pop("options", {}),
        **wanted,
    )
    try:
        await made.start()
        yield made
        made.google.let_go()
        made.sketch.let_go()
        await made.quiet()
        broken, bugs = await made.audit(), made.bugs()
    finally:
        gateway.GUILD_READY_S, show.EDIT_EVERY_S = before
        await made.stop()
    assert broken == ()
    assert bugs == []
