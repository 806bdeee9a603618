"""A scripted Desk for the page's tests: it draws flat pictures, keeps everything in memory and
answers at once, so that a test of the page fails for the page's own reasons."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Annotated

from PIL import Image as Pillow
from PIL import ImageDraw
from pydantic import BaseModel, Field

from bot import cards
from bot.cards import Button, Buttons, Card, Image, Kind, Said, Strong, Text
from bot.desk import Check, Desk, Page, Preview, Shown, StripItem, ThreadLine, Update, Viewer
from bot.domain.brief import Keep
from bot.domain.ids import FileKey, MemberId, PictureId, PostId, SessionId, UploadId
from bot.domain.model import Quote
from bot.domain.money import Milli
from bot.domain.placement import Placement
from bot.errors import BadPicture, FieldError, NotAllowed, NotFound, Problem
from bot.events import (
    Actor,
    Answer,
    Ask,
    Choice,
    Choices,
    Event,
    First,
    Invocation,
    Later,
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
from bot.forms import Depth, Form, Source, Ui, fields_of
from bot.ports import Changes, Chat, Clock, Ids, Wanted
from bot.views.problem import form_card
from bot.views.welcome import welcome_card

PICTURE = (270, 480)


class RealClock(Clock):
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class CountingIds(Ids):
    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        return f"id{next(self._numbers):06d}"


class BriefOptions(BaseModel):
    what: Annotated[str, Field(max_length=4000, description="What should it show?")]
    formats: Annotated[
        str,
        Field(max_length=200, description="Where will it run?"),
        Ui(source=Source.PLACEMENTS, example="Instagram story"),
    ] = ""
    photos: Annotated[tuple[Photo, ...], Field(max_length=8, description="Photos")] = ()
    must_keep: Annotated[
        tuple[str, ...],
        Field(max_length=8, description="Must stay the same"),
        Ui(example="can, logo"),
    ] = ()
    exact_text: Annotated[
        tuple[str, ...], Field(max_length=8, description="Exact text"), Ui(hint="One line each")
    ] = ()
    model: Annotated[str, Field(max_length=80, description="Model"), Ui(source=Source.MODELS)] = (
        "auto"
    )
    count: Annotated[int, Field(ge=1, le=4, description="How many")] = 1
    private: Annotated[bool, Field(description="Private")] = False
    keep: Annotated[Keep, Field(description="How strictly"), Ui(depth=Depth.COCKPIT)] = (
        Keep.BALANCED
    )
    light: Annotated[
        str, Field(max_length=200, description="Light"), Ui(depth=Depth.COCKPIT, example="dawn")
    ] = ""
    mood: Annotated[str, Field(max_length=200, description="Mood"), Ui(depth=Depth.COCKPIT)] = ""


class EditOptions(BaseModel):
    instruction: Annotated[
        str, Field(max_length=4000, description="What should change?"), Ui(depth=Depth.LINE)
    ]


class SetupOptions(BaseModel):
    channels: Annotated[str, Field(max_length=200, description="Channels")] = "this one"
    add: Annotated[
        str, Field(max_length=80, description="Add a person"), Ui(example="Maria, approver")
    ] = ""
    approvals: Annotated[int, Field(ge=1, le=5, description="Approvals needed")] = 1
    budget: Annotated[int, Field(ge=0, le=100000, description="Credits a month")] = 0
    own_work: Annotated[bool, Field(description="Makers may approve their own work")] = False


class NoOptions(BaseModel):
    pass


FORMS = (
    Form("brief", "New brief", "Make a picture", fields_of(BriefOptions)),
    Form("edit", "Change a picture", "Change the newest version", fields_of(EditOptions)),
    Form("approvals", "Approvals", "What waits for me", fields_of(NoOptions)),
    Form("history", "History", "Find any version again", fields_of(NoOptions)),
    Form("credits", "Credits", "Balance, reserved, entries", fields_of(NoOptions)),
    Form("models", "Models", "What can draw, and for how much", fields_of(NoOptions)),
    Form("undo", "Undo", "Take the last thing back", fields_of(NoOptions)),
    Form("setup", "Set-up", "People, approvals, budget", fields_of(SetupOptions), right="admin"),
    Form("help", "Help", "What you can do here", fields_of(NoOptions)),
    Form("vote", "Vote", "", fields_of(NoOptions), slash=False),
)
YOU = Viewer(MemberId("m1"), "You", ("sketch", "spend", "admin"))
APPROVER = Viewer(MemberId("m2"), "Practice approver", ("approve",))


@dataclass
class Made:
    """One version of one session."""

    number: int
    pictures: list[PictureId] = field(default_factory=list)
    parent: str = ""
    instruction: str = ""
    state: str = "drawing"
    approved: bool = False


@dataclass
class Work:
    session: SessionId
    number: int
    title: str
    versions: list[Made] = field(default_factory=list)


class FakeDesk(Desk):
    """`delay_s`: how long a picture takes. `acts`: every event that reached handle."""

    def __init__(self, chat: Chat, clock: Clock, ids: Ids, delay_s: float = 0.05) -> None:
        self.chat, self.clock, self.ids, self.delay_s = chat, clock, ids, delay_s
        self.acts: list[Event] = []
        self.members = [YOU, APPROVER]
        self.uploads: dict[str, bytes] = {}
        self.pictures: dict[str, bytes] = {}
        self.posts: dict[str, Shown] = {}
        self.works: dict[str, Work] = {}
        self.waiting = 0
        self.milli = 500_000
        self._origins: set[str] = set()
        self._news: list[Update] = []
        self._woke = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- asked by the page --------------------------------------------------------------------

    def first(self, event: Event) -> First:
        if isinstance(event, Press) and event.press.startswith("v1:form:"):
            return Ask("setup", (("add", "Maria"),), (FieldError("budget", "not_a_number"),), "d1")
        return Later()

    async def accept(self, event: Event) -> bool:
        return event.origin not in self._origins

    async def handle(self, event: Event) -> Answer:
        if event.origin in self._origins:
            return Quiet()
        self._origins.add(event.origin)
        self.acts.append(event)
        match event:
            case Invocation():
                return await self._invoked(event)
            case Submission():
                return Say(note("Saved."))
            case Reply():
                return await self._replied(event)
            case Press():
                return await self._pressed(event)
            case Reaction():
                return self._reacted(event)
            case _:
                return Quiet()

    async def take_in(self, actor: Actor, data: bytes, filename: str) -> Photo | Problem:
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            return BadPicture(filename, "not_a_picture")
        upload = self.ids.new()
        self.uploads[upload] = data
        key = FileKey(hashlib.sha256(data).hexdigest())
        return Photo(UploadId(upload), key, filename, "product")

    async def choices(self, actor: Actor, command: str, field: str, typed: str) -> Choices:
        rows = (Choice("story", "Instagram story", "1080x1920"), Choice("feed", "Instagram feed"))
        return Choices(tuple(c for c in rows if typed.lower() in c.label.lower()))

    async def changed(
        self,
        actor: Actor,
        venue: Venue,
        command: str,
        text: str,
        values: tuple[tuple[str, str], ...],
        photos: tuple[Photo, ...],
    ) -> Preview:
        given = dict(values)
        chips = []
        if given.get("formats", "story" if "story" in text else ""):
            chips.append(cards.Chip("Instagram story 1080x1920", "formats", "story"))
        chips.append(cards.Chip(f"auto: {self.model(text)}", "model", "auto", removable=False))
        chips.append(cards.Chip(f"{given.get('count', '1')} picture", "count", "1"))
        checks = (
            (
                Check(
                    "people",
                    "hint",
                    'I will ask for "a deserted scene".',
                    "OK",
                    (("mood", "deserted"),),
                ),
            )
            if "no people" in text
            else ()
        )
        paid = 3400 if "paid" in text and given.get("model") != "sketch" else 0
        price = f"{paid / 1000:.1f} credits" if paid else "Free"
        quote = Quote("m", "m@1", "", 1, Milli(paid), Milli(paid), 9)
        line = Text((Strong(price), f" \u00b7 {self.milli / 1000:,.1f} left \u00b7 about 2 s"))
        return Preview(cards.Chips(tuple(chips)), line, checks, quote, ready=True)

    def model(self, text: str) -> str:
        return "Nano Banana 2.1" if "paid" in text else "sketch"

    async def page(self, actor: Actor, venue: Venue) -> Page | Problem:
        viewer = self._viewer(actor)
        if viewer is None:
            return NotFound("member", actor.user)
        if venue.thread and venue.thread not in self.works:
            return NotFound("thread", venue.thread)
        posts = tuple(p for p in self.posts.values() if p.venue.thread == venue.thread)
        work = self.works.get(venue.thread)
        return Page(
            viewer=viewer,
            posts=tuple(sorted(posts, key=lambda p: p.at)),
            threads=tuple(self._line(w) for w in self.works.values()),
            strip=tuple(self._strip(work)) if work else (),
            waiting=self.waiting if "approve" in viewer.rights else 0,
            balance=f"{self.milli / 1000:,.1f}",
            practice=True,
            revision=len(self._news),
            title=f"{work.number} \u00b7 {work.title}" if work else "",
        )

    async def watch(self, actor: Actor, since: int) -> AsyncIterator[Update]:
        seen = since
        while True:
            woke = self._woke
            for update in self._news[seen:]:
                yield update
            seen = len(self._news)
            await woke.wait()

    async def picture(
        self, actor: Actor, picture: PictureId, variant: str
    ) -> tuple[bytes, str, str] | Problem:
        data = self.pictures.get(picture)
        if data is None:
            return NotFound("picture", picture)
        if picture == "secret" and actor.user != YOU.member:
            return NotAllowed("see")
        return data, "image/png", f"{picture} \u00fc.png"

    async def changes(self, actor: Actor, picture: PictureId) -> Changes | Problem:
        return Changes(0.12, ((0.12, 0.5, 0.55, 0.82), (0.62, 0.1, 0.9, 0.3)), "a little warmer")

    async def sentence(self, problem: Problem) -> Card:
        words = {
            "not_a_picture": "I can use pictures (JPG, PNG, WebP). Export the page as PNG and drop it here.",
            "too_large": "That file is too large.",
        }
        reason = problem.reason if isinstance(problem, BadPicture) else ""
        text = words.get(reason, f"That did not work: {problem.code}.")
        return Card(Kind.PROBLEM, (Text((text,), cards.Tone.WARN),), text)

    def placements(self) -> tuple[Placement, ...]:
        return ()

    async def forms(self, actor: Actor) -> tuple[Form, ...]:
        return FORMS

    async def people(self, actor: Actor) -> tuple[Viewer, ...]:
        if self._viewer(actor) is None:
            raise NotFound("member", actor.user)
        return tuple(self.members)

    async def open_posts(
        self, platform: Platform, installation: str
    ) -> tuple[tuple[str, Venue], ...]:
        return ()

    async def file(self, picture: PictureId, variant: str) -> tuple[bytes, str, str] | Problem:
        return await self.picture(Actor(Platform.WEB, "local", YOU.member, "You"), picture, variant)

    def all_forms(self) -> tuple[Form, ...]:
        return ()

    async def threads(
        self, platform: Platform, installation: str, most: int
    ) -> tuple[tuple[Venue, float], ...]:
        return ()

    async def places(self, sessions: tuple[str, ...]) -> tuple[tuple[str, Venue], ...]:
        return ()

    async def kept(self, actor: Actor, venue: Venue, ask: Ask) -> Card:
        return form_card(ask.errors, "kept")

    async def home(self, actor: Actor) -> Card:
        return welcome_card("here")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- the script ---------------------------------------------------------------------------

    async def _invoked(self, event: Invocation) -> Answer:
        if event.command == "brief":
            return await self._brief(event)
        if event.command == "setup":
            return Ask("setup")
        return Say(LISTS.get(event.command, note(f"/{event.command} is here.")))

    async def _brief(self, event: Invocation) -> Answer:
        session = SessionId(self.ids.new())
        work = Work(session, 142 + len(self.works), event.text[:60] or "From a photo")
        self.works[session] = work
        await self._post(event.venue, self._root(work, None), session, key=f"root{session}")
        n = 4 if "x4" in event.text else 1
        self._go(self._draw(event, work, n, "", ""))
        return Say(note("Started."), private=True, opens=session) if n > 4 else Quiet()

    async def _replied(self, event: Reply) -> Answer:
        work = self.works.get(event.venue.thread)
        if work is None:
            return Say(note("There is no such thread."))
        who = self._viewer(event.actor) or YOU
        post = self.ids.new()
        self.posts[post] = Shown(
            post, post, event.venue, "1", self.clock.now(), None, who.name, event.text
        )
        self._tell(Update(0, "post", event.venue, self.posts[post]))
        if event.text.startswith("//"):
            return Quiet()
        parent = f"{work.number}.{work.versions[-1].number}"
        self._go(self._draw(event, work, 1, parent, event.text))
        return Quiet()

    async def _draw(
        self, event: Invocation | Reply, work: Work, n: int, parent: str, words: str
    ) -> None:
        made = Made(len(work.versions) + 1, parent=parent, instruction=words)
        work.versions.append(made)
        name = f"{work.number}.{made.number}"
        venue = replace(event.venue, thread=work.session)
        running = Card(
            Kind.RUNNING,
            (
                cards.Progress(
                    "drawing",
                    self.clock.now(),
                    9,
                    0,
                    (Strong(name), " ", Said(words or work.title, 60)),
                ),
                Buttons((Button("Cancel, free", f"v1:cancel:{name}"),)),
            ),
            f"{name} is being drawn",
            session=work.session,
        )
        key = f"run{work.session}{made.number}"
        await self._post(venue, running, work.session, key=key)
        await self.clock.sleep(self.delay_s)
        for i in range(n):
            picture = PictureId(f"p{work.number}-{made.number}-{i}")
            self.pictures[picture] = painted(
                work.number * 7 + made.number * 3 + i, words or work.title
            )
            made.pictures.append(picture)
        made.state = "ready"
        await self._post(venue, self._result(work, made), work.session, key=key)
        await self._post(
            replace(venue, thread=""),
            self._root(work, made),
            work.session,
            key=f"root{work.session}",
        )

    def _result(self, work: Work, made: Made) -> Card:
        name = f"{work.number}.{made.number}"
        alt = "Cold-brew can on wet black stone, morning light"
        images = tuple(Image(p, FileKey("f"), alt, *PICTURE) for p in made.pictures)
        picture: cards.Part = images[0]
        if len(images) > 1:
            letters = tuple("abcd"[: len(images)])
            presses = tuple(f"v1:pick:{name}{letter}" for letter in letters)
            picture = cards.PickSet(images, letters, presses)
        head: cards.Line = (Strong(name), " \u00b7 Instagram story 1080x1920")
        if made.parent:
            head = (*head, f" \u00b7 from {made.parent}: ", Said(made.instruction, 60))
        return Card(
            Kind.RESULT,
            (
                picture,
                Text(head),
                Text(("Free sketch \u00b7 Nano Banana 2.1 would cost 3.4",), cards.Tone.QUIET),
                Buttons(
                    (
                        Button(
                            "Practise with it \u00b7 3.4",
                            f"v1:practise:{name}",
                            cards.Style.PRIMARY,
                        ),
                        Button("Ask for approval", f"v1:ask:{name}"),
                        Button("Finish \u00b7 5.1", f"v1:finish:{name}"),
                    ),
                    (
                        Button("Details", f"v1:details:{name}"),
                        Button("Change\u2026", "v1:form:setup", opens_form=True),
                        Button(
                            "Discard",
                            f"v1:discard:{name}",
                            cards.Style.DANGER,
                            "Discard it? You can undo this for 30 days.",
                        ),
                    ),
                ),
                cards.Suggestions(
                    ("headline: Summer has landed", "same as YouTube thumbnail", "darker stone")
                ),
            ),
            f"{name} is ready",
            name=name,
            session=work.session,
            picture=made.pictures[0] if len(made.pictures) == 1 else None,
        )

    def _root(self, work: Work, made: Made | None) -> Card:
        parts: tuple[cards.Part, ...] = (
            cards.Heading((Strong(str(work.number)), " \u00b7 ", Said(work.title, 60))),
        )
        if made:
            alt = "Cold-brew can on wet black stone, morning light"
            parts = (Image(made.pictures[0], FileKey("f"), alt, *PICTURE), *parts)
        return Card(Kind.ROOT, parts, f"{work.number}: {work.title}", session=work.session)

    async def _pressed(self, event: Press) -> Answer:
        command, _, value = event.press.removeprefix("v1:").partition(":")
        if command == "details":
            return Say(DETAILS)
        if command == "ask":
            self.waiting += 1
            await self._post(
                event.venue, review(value), SessionId(event.venue.thread), key=f"review{value}"
            )
            person = cards.Person(APPROVER.member, APPROVER.name, APPROVER.rights)
            return Say(
                Card(
                    Kind.NOTE,
                    (Text(("The practice approver decides.",)), person),
                    "The practice approver decides.",
                )
            )
        if command == "approve":
            self.waiting = 0
            await self._post(
                event.venue,
                approved(value, self.clock.now() + 60),
                SessionId(event.venue.thread),
                key=f"review{value}",
            )
            return Quiet()
        if command == "practise":
            self.milli -= 3400
            self._tell(Update(0, "balance", None))
            return Say(note("3.4 reserved."))
        return Say(note(f"{command}: done."))

    def _reacted(self, event: Reaction) -> Answer:
        post = next((p for p in self.posts.values() if p.ref == event.message), None)
        if post:
            rows = tuple(r for r in post.reactions if r[0] != event.emoji)
            added = ((event.emoji, 1, True),) if event.added else ()
            self.posts[post.post] = replace(post, reactions=(*rows, *added))
            self._tell(Update(0, "post", post.venue, self.posts[post.post]))
        return Quiet()

    async def _post(self, venue: Venue, card: Card, session: SessionId, *, key: str) -> None:
        old = self.posts.get(key)
        revision = f"r{int(old.revision[1:]) + 1}" if old else "r1"
        wanted = Wanted(PostId(key), venue, card, revision, session)
        if old:
            await self.chat.edit(old.ref, wanted)
            ref, at = old.ref, old.at
        else:
            ref, at = await self.chat.post(wanted), self.clock.now()
        reactions = old.reactions if old else ()
        self.posts[key] = Shown(key, ref, venue, revision, at, card, reactions=reactions)

    def _tell(self, update: Update) -> None:
        self._news.append(replace(update, revision=len(self._news) + 1))
        self._woke.set()
        self._woke = asyncio.Event()

    def _go(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _viewer(self, actor: Actor) -> Viewer | None:
        if not actor.user:
            return self.members[0]
        return next((m for m in self.members if m.member == actor.user), None)

    def _line(self, work: Work) -> ThreadLine:
        last = work.versions[-1] if work.versions else None
        picture = last.pictures[0] if last and last.pictures else None
        state = last.state if last else "ordered"
        return ThreadLine(
            work.session, work.number, work.title, False, "You", state,
            FileKey("f") if picture else None, picture, self.clock.now(), len(work.versions),
        )  # fmt: skip

    def _strip(self, work: Work) -> list[StripItem]:
        return [
            StripItem(
                f"{work.number}.{m.number}", f"v{m.number}", m.state,
                tuple((p, "f", "abcd"[i]) for i, p in enumerate(m.pictures)),
                m.parent, m.instruction, m is work.versions[-1], m.approved,
            )
            for m in work.versions
        ]  # fmt: skip


def note(text: str) -> Card:
    return Card(Kind.NOTE, (Text((text,)),), text)


def review(name: str) -> Card:
    return Card(
        Kind.REVIEW,
        (
            Text((Strong(name), " for story + feed \u00b7 due Fri 16:00")),
            Text(
                ("Look at: text \u00b7 hands \u00b7 product \u00b7 label for AI",), cards.Tone.QUIET
            ),
            cards.Tally(0, 1, (), 1),
            Buttons(
                (
                    Button("Approve", f"v1:approve:{name}", cards.Style.PRIMARY),
                    Button("Needs changes", f"v1:changes:{name}"),
                    Button("Reject", f"v1:reject:{name}", cards.Style.DANGER),
                )
            ),
            cards.Legend(("Or react: approve, needs changes, reject",)),
        ),
        f"{name} waits for approval",
        name=name,
        picture=PictureId(f"p{name.replace('.', '-')}-0"),
        reactions=("approve", "changes", "reject"),
    )


def approved(name: str, until: float) -> Card:
    return Card(
        Kind.APPROVED,
        (
            cards.Countdown(until, "Approved \u00b7 locks"),
            cards.Tally(1, 1, (("Practice approver", "approve"),)),
            Buttons((Button("Undo", f"v1:unvote:{name}"), Button("Lock now", f"v1:lock:{name}"))),
            cards.Download("Download", PictureId(f"p{name.replace('.', '-')}-0"), f"{name}.png"),
        ),
        f"{name} is approved",
        name=name,
    )


DETAILS = Card(
    Kind.DETAILS,
    (
        cards.Facts(
            (
                ("Model", ("sketch",)),
                ("Size", ("1080x1920 PNG",)),
                ("Price", ("free",)),
                ("Ordered", (cards.When(1_790_000_000.0),)),
            ),
            copyable="A cold-brew can on wet black stone, soft morning light, room for copy above.",
        ),
    ),
    "Details of 142.1",
)
LISTS = {
    "credits": Card(
        Kind.CREDITS,
        (
            cards.Heading(("500.0 practice credits",)),
            Text(("Nothing reserved. Practice credits buy no real pictures.",), cards.Tone.QUIET),
            cards.Table(
                ("When", "What", "Credits", "Left"),
                (
                    ((cards.When(1_790_000_000.0),), ("Practice grant",), ("+500.0",), ("500.0",)),
                    (
                        (cards.When(1_790_000_600.0),),
                        (Strong("142.3"), " Nano Banana 2.1"),
                        ("-3.4",),
                        ("496.6",),
                    ),
                ),
                "Newest last",
            ),
        ),
        "You have 500.0 practice credits",
    ),
    "approvals": Card(
        Kind.LIST,
        (Text(("Nothing waits for you.",)), cards.Link("Credits", "credits")),
        "Nothing waits for you",
    ),
}


def painted(seed: int, words: str) -> bytes:
    """A flat poster in colours that follow from the seed."""
    width, height = PICTURE
    hue = (seed * 47) % 360
    canvas = Pillow.new("RGB", PICTURE, f"hsl({hue}, 42%, 82%)")
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, height * 0.62, width, height), fill=f"hsl({(hue + 200) % 360}, 18%, 28%)")
    pen.ellipse(
        (width * 0.55, 40, width * 0.85, 40 + width * 0.3),
        fill=f"hsl({(hue + 40) % 360}, 80%, 92%)",
    )
    pen.rounded_rectangle(
        (width * 0.34, 170, width * 0.62, 360), 18, fill=f"hsl({(hue + 160) % 360}, 45%, 38%)"
    )
    pen.text((20, 24), re.sub(r"[^ -~]", "", words)[:28], fill="#1b1a18")
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()
