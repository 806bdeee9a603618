"""What bolt hears -> the desk: the row is written before the acknowledgement, the work is done
after it, and nothing is dropped because it came a second time.

bolt acknowledges when a listener returns (process_before_response), so a listener accepts and
leaves; what follows runs in tasks that a stop waits for.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, Protocol

from adapters.slack import acts, limits, words
from adapters.slack.acts import Place
from adapters.slack.answers import Answers, Back, back_of
from adapters.slack.buttons import Mark
from adapters.slack.form import PLACED
from adapters.slack.people import People, Unknown
from adapters.slack.places import Places
from adapters.slack.sending import Lost, Refused
from bot.desk import Desk
from bot.errors import Problem, Unreachable
from bot.events import Actor, Ask, Event, Invocation, Press, Reaction, Submission
from bot.ports import Clock, Notes

Json = Mapping[str, Any]
_PRIVATE = re.compile(r"\bprivate\b", re.IGNORECASE)
"""A private brief lives in direct messages: the channel it was typed in does not matter."""


class Ack(Protocol):
    def __call__(self, **answer: Any) -> Awaitable[object]: ...  # noqa: ANN401 - JSON as Slack takes it


class Stopping(Exception):
    """Not acknowledged: Slack gives it to whoever listens next."""


class Listening:
    def __init__(
        self,
        desk: Desk,
        answers: Answers,
        people: People,
        places: Places,
        clock: Clock,
        notes: Notes,
    ) -> None:
        self.desk, self.answers, self.people, self.places = desk, answers, people, places
        self.clock, self._notes = clock, notes
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: OrderedDict[str, asyncio.Event] = OrderedDict()
        self.stopping = False

    # --- shared -----------------------------------------------------------------------------------

    def now(self) -> float:
        if self.stopping:
            raise Stopping
        return self.clock.now()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """After the acknowledgement; a stop waits for it."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (Lost, Refused) as trouble:
            self._notes.note("slack_answer", why=type(trouble).__name__, said=str(trouble))
        except Problem as problem:
            self._notes.note("slack_answer", code=problem.code, why=str(problem.args[:1]))
        except Exception as error:  # noqa: BLE001 - one answer must not stop the others
            self._notes.bug("slack_bug", error)

    async def drain(self) -> None:
        """Ends what is being answered; what takes longer is found by the next start."""
        self.stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=limits.DRAIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def accept(self, event: Event) -> Event | None:
        """The event with its person, in the inbox; None: seen before, or nothing of the desk's.
        Raises Unknown, Problem: then it is not acknowledged, and comes again."""
        if not event.actor.name and event.actor.user != self.answers.home.bot_user:
            event = replace(event, actor=await self.who(event.actor))
        return event if await self.desk.accept(event) else None

    async def who(self, actor: Actor) -> Actor:
        return await self.people.actor(actor.user, self.answers.home)

    async def handle(self, event: Event, back: Back) -> None:
        answer = await self.desk.handle(event)
        await self.answers.give(answer, back)

    # --- words and reactions ----------------------------------------------------------------------

    async def message(self, body: Json) -> None:
        found = acts.message(body, self.answers.home, self.now())
        event = body["event"]
        self._heard(f"{event.get('channel')}/{event.get('ts')}").set()
        if found is not None:
            await self.hear(found)

    async def mention(self, body: Json) -> None:
        """The same message comes as `message` too, with its files; where it does not (a scope is
        missing), this one counts."""
        event, now = body["event"], self.now()
        if "files" not in event:
            same = self._heard(f"{event.get('channel')}/{event.get('ts')}")
            await self._wait(same, limits.MENTION_WAIT_S)
            if same.is_set():
                return
        found = acts.message(body, self.answers.home, now)
        if found is not None:
            await self.hear(found)

    def _heard(self, message: str) -> asyncio.Event:
        found = self._told.setdefault(message, asyncio.Event())
        while len(self._told) > limits.PEOPLE_KEPT:
            self._told.popitem(last=False)
        return found

    async def _wait(self, happened: asyncio.Event, seconds: float) -> None:
        nap = asyncio.ensure_future(self.clock.sleep(seconds))
        waiting = asyncio.ensure_future(happened.wait())
        _, late = await asyncio.wait({nap, waiting}, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def hear(self, event: Event) -> None:
        """Accepted when this returns, handled after it."""
        accepted = await self.accept(event)
        if accepted is not None:
            ts = acts.unref(accepted.message)[1] if isinstance(accepted, Reaction) else ""
            place = Place(accepted.venue.channel, accepted.venue.thread, message=ts)
            self.spawn(self.handle(accepted, back_of(accepted, place, self.clock.monotonic())))

    async def reaction(self, body: Json) -> None:
        found = acts.reaction(body, self.answers.home, self.now())
        if found is not None:
            await self.hear(found)

    async def joined(self, body: Json) -> None:
        self.places.changed(str(body["event"].get("channel")))
        found = acts.joined(body, self.answers.home, self.now())
        if found is not None:
            found = replace(found, actor=await self.who(found.actor))
            await self.hear(found)

    async def left(self, body: Json) -> None:
        found = acts.left(body, self.answers.home, self.now())
        if found is not None:
            await self.hear(found)

    async def home(self, body: Json) -> None:
        event = body["event"]
        self.now()
        if event.get("tab") == "home":
            actor = await self.who(self.answers.home.actor(str(event["user"])))
            self.spawn(self.answers.publish(actor))

    # --- commands ---------------------------------------------------------------------------------

    async def command(self, ack: Ack, body: Json) -> None:
        received = self.clock.monotonic()
        event = acts.command(body, self.answers.home, self.now())
        place = replace(acts.place(body), channel=event.venue.channel)
        first = self.desk.first(event)
        if isinstance(first, Ask):
            await ack()
            self.spawn(self.answers.ask(first, back_of(event, place, received)))
            return
        await self.take(ack, event, back_of(event, place, received))

    async def take(self, ack: Ack, event: Event, back: Back) -> None:
        """An interaction: accepted, acknowledged, done. A refusal is told at once."""
        try:
            trouble, actor = await asyncio.gather(self.trouble(event), self.who(event.actor))
            event = replace(event, actor=actor)
            fresh = trouble is None and await self.desk.accept(event)
        except Problem as problem:
            trouble, fresh = problem, False
        except Unknown:
            await ack()
            await self.answers.sorry(words.TRY_AGAIN, back)
            return
        await ack()
        back = replace(back, actor=event.actor)
        if trouble is not None:
            self.spawn(self._refuse(trouble, back))
        elif fresh:
            self.spawn(self.handle(event, back))

    async def trouble(self, event: Event) -> Problem | None:
        """Why a brief cannot be worked on where it was asked for, before anything is reserved."""
        if not isinstance(event, Invocation | Submission) or event.command not in PLACED:
            return None
        channel = event.venue.channel
        values = dict(event.values)
        text = event.text if isinstance(event, Invocation) else ""
        private = values.get("private") == "yes" or _PRIVATE.search(text)
        if private or not channel or channel.startswith("@"):
            return None
        try:
            async with asyncio.timeout(limits.PEOPLE_WAIT_S):
                found: Unreachable | None = await self.places.trouble(channel)
        except (TimeoutError, Lost):
            return None  # Slack does not say: the first post will
        except Refused as refused:
            return refused.problem()
        return found

    async def _refuse(self, problem: Problem, back: Back) -> None:
        await self.answers.private(await self.desk.sentence(problem), back)

    # --- buttons ----------------------------------------------------------------------------------

    async def press(self, ack: Ack, body: Json, action: Json) -> None:
        """A button of a card that the desk has to hear of."""
        received, where = self.clock.monotonic(), acts.place(body)
        event = acts.pressed(body, action, where, self.answers.home, self.now())
        if event is None:
            await ack()
            return
        mark = Mark.read(str(action.get("block_id", "")))
        back = back_of(event, where, received, mark)
        first = self.desk.first(event) if isinstance(event, Press | Invocation) else None
        if isinstance(first, Ask) and where.trigger:
            await ack()
            self.spawn(self.answers.ask(first, back))
            return
        await self.take(ack, event, back)
        if where.in_home:
            self.spawn(self._again(event.actor))

    async def _again(self, actor: Actor) -> None:
        """The front page as it is after what was pressed on it."""
        await self.answers.publish(await self.who(actor))
