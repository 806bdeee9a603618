"""A whole studio for a story: real store, real pixels, real sketch; scripted vendors, a clock that
the story moves, a chat that records. People act through Desk alone and read what cards say."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from adapters.models.sketch import Sketch
from adapters.pixels import ThreadPixels
from adapters.system import SystemIds
from bot.cards import (
    Button,
    Buttons,
    Card,
    Chips,
    Compare,
    Countdown,
    Download,
    Facts,
    Heading,
    Image,
    Kind,
    Legend,
    Line,
    Link,
    Part,
    Person,
    PickSet,
    Progress,
    Sources,
    Suggestions,
    Table,
    Tally,
    Text,
)
from bot.catalogue.loader import load
from bot.desk import Page, Shown, Surface
from bot.domain.ids import MemberId, PictureId, SessionId
from bot.domain.model import Provider
from bot.domain.money import CREDIT
from bot.domain.work import Balance, Member, Policy, Session, Version, VersionState
from bot.errors import Problem
from bot.events import (
    Actor,
    Answer,
    Ask,
    Edited,
    Event,
    Invocation,
    Photo,
    Platform,
    Press,
    Quiet,
    Reaction,
    Reply,
    Say,
    Submission,
    Venue,
)
from bot.ports import Notes, Shelf
from bot.services import reading
from bot.settings import Settings, read_settings
from bot.store import books, jobs, ledger, people, posts
from bot.store.transaction import Transaction
from bot.views.lines import plain
from bot.wiring import Parts, Studio, open_studio
from tests.standins.chat import RecordingChat
from tests.standins.clock import TestClock
from tests.standins.files import FillingFiles
from tests.standins.model import ScriptedModel

T = TypeVar("T")

NANO = "gemini-nano-banana-2.1"
PRO = "gemini-3-pro-image"
GPT = "gpt-image-2"
KEYED = frozenset({Provider.SKETCH, Provider.GOOGLE, Provider.OPENAI})
PATIENCE_S = 30.0
"""Real seconds that a story waits for what must happen, however busy the machine is."""
STEPS_PATIENCE = 100
"""Looks at a step of time that passes: enough for a loaded machine, few where something hangs."""
_origins = itertools.count(1)
_catalogue = load()


@cache
def _settings(values: tuple[tuple[str, str], ...]) -> Settings:
    return read_settings({"backup_daily": "false", **dict(values)})


def settings_for(folder: Path, **values: str) -> Settings:
    return _settings(tuple(values.items())).model_copy(update={"data": folder})


@dataclass
class Stage:
    """One running studio and what a test holds of it."""

    settings: Settings
    clock: TestClock
    files: FillingFiles
    chat: RecordingChat
    google: ScriptedModel
    openai: ScriptedModel
    keyed: frozenset[Provider]
    studio: Studio
    sketch: Sketch
    others: dict[Platform, RecordingChat] = field(default_factory=dict)
    surfaces: Callable[[Shelf, Notes], tuple[Surface, ...]] | None = None
    log: StringIO = field(default_factory=StringIO)
    holds: bool = False
    """Cards may be held back until time passes: a marked session is no unfinished business."""

    # --- people -----------------------------------------------------------------------------------

    @property
    def you(self) -> Somebody:
        """The person who started the studio: admin, maker, approver."""
        return Somebody(self, Actor(Platform.WEB, "local", "", "You"))

    async def approver(self) -> Somebody:
        return await self.named("Practice approver")

    async def named(self, name: str) -> Somebody:
        found = next(m for m in await self.members() if m.name == name)
        return Somebody(self, Actor(Platform.WEB, "local", found.id, name))

    async def adds(self, name: str, *rights: str) -> Somebody:
        answer = await self.you.runs("people", verb="add", name=name, rights="\n".join(rights))
        assert isinstance(answer, Say), answer
        return await self.named(name)

    async def members(self) -> tuple[Member, ...]:
        return await self.look(lambda tx: people.members(tx, people.teams(tx)[0]))

    # --- state ------------------------------------------------------------------------------------

    async def look(self, op: Callable[[Transaction], T]) -> T:
        return await self.studio.office.look(op)

    async def do(self, op: Callable[[Transaction], T]) -> T:
        return await self.studio.office.do(op)

    async def session(self, thread: str) -> Session:
        return await self.look(lambda tx: reading.session(tx, SessionId(thread)))

    async def version(self, thread: str, number: int) -> Version:
        return (await self.session(thread)).versions[number - 1]

    async def threads(self) -> tuple[str, ...]:
        """All sessions of the team, oldest first."""
        return await self.look(
            lambda tx: tuple(
                row.text("id") for row in tx.all("SELECT id FROM sessions ORDER BY number")
            )
        )

    async def balance(self) -> Balance:
        return await self.look(lambda tx: books.balance(tx, people.teams(tx)[0]))

    async def free(self) -> float:
        return (await self.balance()).free / CREDIT

    async def reserved(self) -> float:
        return (await self.balance()).reserved / CREDIT

    async def audit(self) -> tuple[str, ...]:
        return await self.look(ledger.audit)

    async def idle_holds(self) -> list[str]:
        """Credits that are reserved for work that is over: there must be none."""

        def look(tx: Transaction) -> list[str]:
            rows = tx.all(
                "SELECT h.key FROM holds h WHERE h.state = 'held' AND NOT EXISTS (SELECT 1 FROM "
                "jobs j WHERE j.id LIKE h.key || '/%' "
                "AND j.state IN ('queued', 'running', 'uncertain'))"
            )
            return [row.text("key") for row in rows]

        return await self.look(look)

    async def entries(self) -> list[tuple[str, float]]:
        """(kind, credits) of the ledger as people see it, oldest first."""
        found = await self.look(lambda tx: books.entries(tx, people.teams(tx)[0], limit=50))
        return [(e.kind, e.amount / CREDIT) for e in reversed(found)]

    async def rules(self, **changes: object) -> None:
        """The team's rules, without a form in the way."""

        def change(tx: Transaction) -> None:
            team = people.teams(tx)[0]
            now = people.policy(tx, team)
            wanted = replace(now, revision=now.revision + 1, **changes)  # type: ignore[arg-type]
            people.save_policy(tx, team, wanted, people.members(tx, team)[0].id, 0.0)

        await self.do(change)

    async def policy(self) -> Policy:
        return await self.look(lambda tx: people.policy(tx, people.teams(tx)[0]))

    async def grant(self, given: float) -> Answer:
        answer = await self.you.runs("credits", verb="grant", amount=str(given))
        await self.quiet()
        return answer

    # --- time -------------------------------------------------------------------------------------

    async def quiet(self) -> None:
        """Until nothing happens any more: no job can run but those that wait for an answer of a
        vendor, and every window stands as it should."""
        still = 0
        async for _ in _patiently():
            still = still + 1 if await self._idle() else 0
            if still == 2:
                return
        raise AssertionError(f"never quiet: {await self.look(_unfinished)}")

    async def _idle(self) -> bool:
        now = self.clock.now()

        def look(tx: Transaction) -> bool:
            running = jobs.in_state(tx, jobs.JobState.RUNNING)
            pauses = tx.all("SELECT name FROM providers WHERE paused_until > :now", now=now)
            paused = {row.text("name") for row in pauses}
            caps = self.studio.worker._caps
            full = {n for n, cap in caps.items() if sum(j.provider == n for j in running) >= cap}
            paused |= full
            waiting = [
                j
                for j in jobs.in_state(tx, jobs.JobState.QUEUED)
                if j.run_at <= now
                and j.provider not in paused
                and not any(r.lane == j.lane and r.lane for r in running)
            ]
            drawing = [j for j in running if j.provider not in {"google", "openai"}]
            calls = self.google.open + self.openai.open
            blocked = len(running) - len(drawing) == calls and not drawing
            shown = self.holds or not posts.dirty(tx)
            return blocked and not waiting and shown

        show = self.studio.show
        if show._turns or show._marked.is_set():
            return False
        return await self.look(look) and self.studio.worker.busy == (
            self.google.open + self.openai.open
        )

    async def until(self, seen: Callable[[], bool]) -> None:
        async for _ in _patiently():
            if seen():
                return
        raise AssertionError("never happened")

    async def until_async(self, seen: Callable[[], Awaitable[bool]]) -> None:
        async for _ in _patiently():
            if await seen():
                return
        raise AssertionError("never happened")

    async def state_of(self, thread: str, state: VersionState, number: int = 1) -> bool:
        return (await self.version(thread, number)).state is state

    async def pass_time(self, seconds: float) -> None:
        """Time passes as it does for a computer that is awake: in steps shorter than a lease."""
        left = seconds
        while left > 0:
            step = min(5.0, left)
            self.clock.move(step)
            left -= step
            await self._catches_up()
        await self.quiet()

    async def _catches_up(self) -> None:
        """What became due is begun, as on a computer whose clock does not outrun its work."""
        for _ in range(STEPS_PATIENCE):
            await asyncio.sleep(0.002)
            if await self._idle():
                return

    async def sleep_through(self, seconds: float) -> None:
        """The computer sleeps: all of it at once."""
        self.clock.move(seconds)
        await asyncio.sleep(0.004)
        await self.quiet()

    async def tend(self) -> None:
        await self.studio.tending.once()
        await self.quiet()

    # --- restart ----------------------------------------------------------------------------------

    async def stop(self) -> None:
        await self.studio.stop()

    async def crash(self) -> None:
        """The process is gone in the middle: no goodbye, calls in flight are lost. A killed process
        writes nothing more, not even what a cancelled job would."""
        database = self.studio.office.database
        database.write = _gone  # type: ignore[assignment, method-assign]
        self.studio.worker._lost = _nothing  # type: ignore[assignment, method-assign]
        for _ in range(2):
            for task in asyncio.all_tasks():
                name = task.get_name()
                if name.startswith("job ") or name in {"claim", "heartbeat", "show", "tending"}:
                    task.cancel()
            await asyncio.sleep(0.01)
        await database.close()
        self.studio.lease.free()

    async def start_again(self) -> None:
        """A new process on the same folder."""
        self.google.open = self.openai.open = 0
        await self.start()
        await self.quiet()

    async def start(self) -> None:
        self.studio = await open_studio(self.settings, _parts(self))
        self.studio.notes._out = self.log  # type: ignore[attr-defined]
        await self.studio.start()

    def bugs(self) -> list[str]:
        """What was logged as a mistake of ours."""
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [json.dumps(line) for line in lines if line["event"].endswith("_bug")]

    def expected_a_bug(self) -> None:
        """The story broke something on purpose, and it was logged."""
        assert self.bugs()
        self.forgive()

    def forgive(self) -> None:
        """What was logged so far was meant to break."""
        self.log.seek(0)
        self.log.truncate()


async def _nothing(_: jobs.Job) -> None:
    return


async def _gone(*_: object, **__: object) -> None:
    await asyncio.Event().wait()


def _parts(stage: Stage) -> Parts:
    return Parts(
        clock=stage.clock,
        ids=SystemIds(),
        files=stage.files,
        pixels=ThreadPixels(),
        models={
            Provider.SKETCH: stage.sketch,
            Provider.GOOGLE: stage.google,
            Provider.OPENAI: stage.openai,
        },
        chats={Platform.WEB: stage.chat, **stage.others},
        surfaces=stage.surfaces,
        keyed=stage.keyed,
        catalogue=_catalogue,
    )


async def _patiently() -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_S
    while loop.time() < until:
        yield
        await asyncio.sleep(0.002)


def _unfinished(tx: Transaction) -> str:
    left = [*jobs.in_state(tx, jobs.JobState.RUNNING), *jobs.in_state(tx, jobs.JobState.QUEUED)]
    return f"{[(j.id, j.state, j.run_at) for j in left]}, to be shown: {posts.dirty(tx)}"


async def opened(
    folder: Path,
    *,
    keyed: frozenset[Provider] = KEYED,
    given: float = 1000,
    others: Mapping[Platform, RecordingChat] | None = None,
    surfaces: Callable[[Shelf, Notes], tuple[Surface, ...]] | None = None,
    clock: TestClock | None = None,
    **values: str,
) -> Stage:
    """`given`: granted at once when a vendor's key is there; 0 = none yet. `others`: chats beside
    the page."""
    settings = settings_for(folder, **values)
    clock = clock or TestClock()
    stage = Stage(
        settings=settings,
        clock=clock,
        files=FillingFiles(settings.files()),
        chat=RecordingChat(Platform.WEB),
        google=ScriptedModel(Provider.GOOGLE, clock),
        openai=ScriptedModel(Provider.OPENAI, clock),
        keyed=keyed,
        studio=None,  # type: ignore[arg-type]
        sketch=Sketch(_catalogue.placements),
        others=dict(others or {}),
        surfaces=surfaces,
    )
    await stage.start()
    if given and keyed - {Provider.SKETCH}:
        await stage.grant(given)
    return stage


# --- people ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Somebody:
    """One person at the page."""

    stage: Stage
    actor: Actor

    @property
    def id(self) -> MemberId:
        return MemberId(self.actor.user)

    def venue(self, thread: str = "") -> Venue:
        if self.actor.platform is Platform.WEB:
            return Venue(Platform.WEB, "local", "main", thread)
        return Venue(self.actor.platform, self.actor.installation, "C1", thread)

    async def sends(self, event: Event) -> Answer:
        answer = await self.stage.studio.desk.handle(event)
        await self.stage.quiet()
        return answer

    def _head(self, thread: str) -> dict[str, Any]:
        return {
            "origin": f"o{next(_origins)}",
            "actor": self.actor,
            "venue": self.venue(thread),
            "at": self.stage.clock.now(),
        }

    # --- acts -------------------------------------------------------------------------------------

    def running(self, command: str, thread: str = "", text: str = "", **values: object) -> Event:
        pairs = tuple((name, str(value)) for name, value in values.items())
        return Invocation(**self._head(thread), command=command, text=text, values=pairs)

    async def runs(
        self, command: str, thread: str = "", text: str = "", **values: object
    ) -> Answer:
        return await self.sends(self.running(command, thread, text, **values))

    async def submits(
        self,
        command: str,
        filled: Mapping[str, str] | None = None,
        *,
        thread: str = "",
        draft: str = "",
        photos: tuple[Photo, ...] = (),
        **values: object,
    ) -> Answer:
        """A form: as it was `filled` already, and what is typed into it."""
        typed = {**(filled or {}), **{name: str(value) for name, value in values.items()}}
        pairs = tuple(typed.items())
        return await self.sends(
            Submission(
                **self._head(thread), command=command, values=pairs, photos=photos, draft=draft
            )
        )

    async def asks(self, text: str, **values: Any) -> Answer:
        """A brief as typed, nothing agreed to."""
        return await self.runs("brief", text=text, **values)

    async def orders(
        self, text: str = "a can on wet stone", photos: tuple[Photo, ...] = (), **values: object
    ) -> str:
        """A brief with its price on screen; the thread that it opened."""
        pairs = tuple((name, str(value)) for name, value in {"agreed": 10**9, **values}.items())
        answer = await self.sends(
            Invocation(**self._head(""), command="brief", text=text, values=pairs, photos=photos)
        )
        assert isinstance(answer, Quiet), words_of(answer)
        return answer.opens

    def saying(self, text: str, thread: str, to: str = "", **more: object) -> Reply:
        return Reply(**self._head(thread), text=text, to=to, **more)  # type: ignore[arg-type]

    async def says(self, text: str, thread: str, to: str = "", **more: object) -> Answer:
        return await self.sends(self.saying(text, thread, to, **more))

    async def edits(self, text: str, thread: str, to: str = "") -> Version:
        """A reply that is an edit, its price agreed to where one is asked; the newest version."""
        answer = await self.says(text, thread, to)
        if isinstance(answer, Say) and answer.card.kind is Kind.PRICE:
            answer = await self.presses("Make it", answer)
        assert isinstance(answer, Quiet), words_of(answer)
        assert answer.opens == thread, f"{text!r} was not an edit"
        return (await self.stage.session(thread)).versions[-1]

    def reacting(self, emoji: str, ref: str, *, added: bool = True, thread: str = "") -> Reaction:
        return Reaction(**self._head(thread), message=ref, emoji=emoji, added=added)

    async def reacts(self, emoji: str, ref: str, *, added: bool = True, thread: str = "") -> Answer:
        return await self.sends(self.reacting(emoji, ref, added=added, thread=thread))

    def pressing(self, label: str, on: Shown | Answer | Card, thread: str = "") -> Press:
        """The button whose label begins so, on a post that is seen or a card that was answered."""
        card, ref, revision = _seen(on)
        button = button_of(card, label)
        return Press(**self._head(thread), press=button.press, message=ref, revision=revision)

    async def presses(self, label: str, on: Shown | Answer | Card, thread: str = "") -> Answer:
        return await self.sends(self.pressing(label, on, thread))

    def raw(self, press: str, thread: str = "") -> Press:
        return Press(**self._head(thread), press=press)

    async def presses_raw(self, press: str, thread: str = "") -> Answer:
        """A button that this person was never shown, or an old one."""
        return await self.sends(self.raw(press, thread))

    async def rewords(self, text: str, message: str, thread: str) -> Answer:
        """Edits their own message."""
        return await self.sends(Edited(**self._head(thread), message=message, text=text))

    async def uploads(self, data: bytes, name: str, role: str = "") -> Photo:
        photo = await self.stage.studio.desk.take_in(self.actor, data, name)
        assert isinstance(photo, Photo), photo
        return replace(photo, role=role)

    # --- sees -------------------------------------------------------------------------------------

    async def page(self, thread: str = "") -> Page:
        found = await self.stage.studio.desk.page(self.actor, self.venue(thread))
        assert isinstance(found, Page), found
        return found

    async def may_not_see(self, thread: str) -> bool:
        return isinstance(
            await self.stage.studio.desk.page(self.actor, self.venue(thread)), Problem
        )

    async def sees(self, name: str, thread: str, kind: Kind = Kind.RESULT) -> Shown:
        """The post of this name and kind in a thread (or in the channel, for APPROVED, ROOT)."""
        page = await self.page("" if kind in {Kind.APPROVED, Kind.ROOT} else thread)
        found = [p for p in page.posts if p.card and p.card.name == name and p.card.kind is kind]
        there = [(p.card.name, str(p.card.kind)) for p in page.posts if p.card]
        assert found, f"no {kind} card of {name} in {there}"
        return found[-1]

    async def cards(self, thread: str = "") -> list[Card]:
        return [post.card for post in (await self.page(thread)).posts if post.card]

    async def picture(
        self, picture: PictureId, variant: str = "preview"
    ) -> tuple[bytes, str, str] | Problem:
        return await self.stage.studio.desk.picture(self.actor, picture, variant)


def _seen(on: Shown | Answer | Card) -> tuple[Card, str, str]:
    match on:
        case Shown(card=card, ref=ref, revision=revision) if card is not None:
            return card, ref, revision
        case Say(card=card):
            return card, "", ""
        case Card():
            return on, "", ""
        case _:
            raise AssertionError(f"no card in {on}")


# --- reading cards --------------------------------------------------------------------------------


def buttons_of(card: Card) -> list[Button]:
    found: list[Button] = []
    for part in card.parts:
        if isinstance(part, Buttons):
            found += [*part.buttons, *part.more]
        if isinstance(part, PickSet):
            found += [
                Button(f"Pick {letter}", press)
                for letter, press in zip(part.letters, part.presses, strict=True)
            ]
    return found


def button_of(card: Card, label: str) -> Button:
    found = [b for b in buttons_of(card) if b.label.startswith(label)]
    assert found, f"no button {label!r} in {[b.label for b in buttons_of(card)]}"
    return found[0]


def labels(card: Card) -> list[str]:
    return [button.label for button in buttons_of(card)]


def words_of(on: Answer | Shown | Card) -> str:
    """Everything that a card says, as one text."""
    if isinstance(on, Ask):
        return f"Ask {on.command} {on.values} {on.errors}"
    if isinstance(on, Quiet):
        return ""
    card = on.card if isinstance(on, Say | Shown) else on
    return "" if card is None else "\n".join(_part(part) for part in card.parts)


def _part(part: Part) -> str:
    match part:
        case Text(line=line) | Heading(line=line) | Legend(line=line):
            return _line(line)
        case Image(alt=alt, caption=caption):
            return f"[{alt}] {_line(caption)}"
        case Compare(caption=caption):
            return _line(caption)
        case PickSet(letters=letters, picked=picked):
            return f"pick {' '.join(letters)}; picked {' '.join(picked)}"
        case Chips(chips=chips):
            return " ".join(f"[{chip.label}]" for chip in chips)
        case Facts(rows=rows, copyable=copyable):
            return "\n".join(f"{name}: {_line(line)}" for name, line in rows) + copyable
        case Table(rows=rows):
            return "\n".join(" | ".join(_line(cell) for cell in row) for row in rows)
        case Progress(stage=stage, queue_place=place, label=label):
            return f"{stage} {place} {_line(label)}"
        case Countdown(label=label):
            return label
        case Person(name=name, rights=rights):
            return f"{name} {' '.join(rights)}"
        case Buttons(buttons=buttons, more=more):
            return " ".join(f"<{b.label}>" for b in (*buttons, *more))
        case Suggestions(replies=replies):
            return " ".join(replies)
        case Download(label=label, name=name):
            return f"{label} {name}"
        case Link(label=label):
            return label
        case Sources(label=label, links=links):
            return f"{label}: " + ", ".join(f"{_line((one.label,))} <{one.url}>" for one in links)
        case Tally(approvals=approvals, needed=needed, choices=choices, likes=likes):
            said = ", ".join(f"{who} {what}" for who, what in choices)
            return f"{approvals} of {needed} approvals {said} likes {likes}"


def _line(line: Line) -> str:
    return plain(line)
