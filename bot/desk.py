"""Desk, the driving port: what adapters may ask of the product, and what they are shown.

Every method checks the rights of the actor itself; nothing here is stored.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.cards import Card, Chips, Text
from bot.domain.ids import FileKey, MemberId, PictureId, SessionId
from bot.domain.model import Quote
from bot.domain.placement import Placement
from bot.errors import FieldError, Problem
from bot.events import Actor, Answer, Ask, Choices, Event, First, Photo, Platform, Venue
from bot.forms import Form
from bot.ports import Changes, Chat


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the member behind an actor, with what the page needs to know about them."""

    member: MemberId
    name: str
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as understood while it is typed: chips, price, checks. Nothing is stored."""

    chips: Chips
    price: Text | None
    checks: tuple[Check, ...]
    quote: Quote | None
    errors: tuple[FieldError, ...] = ()
    errors_text: tuple[tuple[str, str], ...] = ()
    """(field, sentence) for each of errors."""
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One thing worth a look before money is spent, with the nearest thing that works."""

    id: str
    level: str
    """hint | ask | stop"""
    text: str
    fix: str = ""
    """Words for a button; pressing it sends `patch` (field, value) into the form."""
    patch: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One post as a viewer sees it. `mine`: written by the viewer; `author`: "" = the desk."""

    post: str
    ref: str
    venue: Venue
    revision: str
    at: float
    card: Card | None
    author: str = ""
    text: str = ""
    """A person's own words, for author posts; card is None then."""
    reactions: tuple[tuple[str, int, bool], ...] = ()
    """(emoji name, count, mine)"""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One row of the channel: a session the viewer may see."""

    session: SessionId
    number: int
    title: str
    private: bool
    maker: str
    state: str
    """The state word of the newest version, as shown."""
    picture: FileKey | None
    picture_id: PictureId | None
    last: float
    versions: int


@dataclass(frozen=True, slots=True)
class StripItem:
    """One version in the version strip of a thread."""

    name: str
    version: str
    state: str
    pictures: tuple[tuple[str, str, str], ...]
    """(picture id, file key, letter)"""
    parent: str
    """Name of the parent picture or ""."""
    instruction: str
    current: bool
    approved: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What one viewer sees of one venue now, oldest post first."""

    viewer: Viewer
    posts: tuple[Shown, ...]
    threads: tuple[ThreadLine, ...]
    strip: tuple[StripItem, ...]
    waiting: int
    """Reviews that wait for this viewer's vote."""
    balance: str
    """As shown: "500.0"."""
    practice: bool
    revision: int
    """Watch from here: nothing between page and watch is lost."""
    title: str = ""
    acts: int = 0
    """How much people did in this team: what is open beside the channel is asked again when it
    moved, and only then."""


@dataclass(frozen=True, slots=True)
class Update:
    """Something in a venue changed for this viewer; the page asks again for what it shows."""

    revision: int
    kind: str
    """post | thread | balance | inbox | people | progress"""
    venue: Venue | None = None
    shown: Shown | None = None
    """The post itself where there is one, so that one update is one message."""
    summary: str = ""
    """For the live region: "142.3 is ready"; "" = say nothing."""


class Desk(ABC):
    """What adapters drive. Every method checks the rights of the actor itself."""

    @abstractmethod
    def first(self, event: Event) -> First:
        """The platform's acknowledgement: pure, no I/O, under a millisecond."""

    @abstractmethod
    async def accept(self, event: Event) -> bool:
        """The inbox row, durable when this returns; False: seen before, or none of the desk's
        business (bots; words and reactions outside its threads and messages, which are not kept).
        Raises DiskFull, nothing else."""

    @abstractmethod
    async def handle(self, event: Event) -> Answer:
        """accept (if not yet) and everything else, in the order of the event's lane.
        A redelivered event answers Quiet."""

    @abstractmethod
    async def take_in(self, actor: Actor, data: bytes, filename: str) -> Photo | Problem:
        """An uploaded file: checked, converted, stored; role guessed."""

    @abstractmethod
    async def choices(self, actor: Actor, command: str, field: str, typed: str) -> Choices: ...

    @abstractmethod
    async def changed(
        self,
        actor: Actor,
        venue: Venue,
        command: str,
        text: str,
        values: tuple[tuple[str, str], ...],
        photos: tuple[Photo, ...],
    ) -> Preview: ...

    @abstractmethod
    async def page(self, actor: Actor, venue: Venue) -> Page | Problem: ...

    @abstractmethod
    def watch(self, actor: Actor, since: int) -> AsyncIterator[Update]: ...

    @abstractmethod
    async def picture(
        self, actor: Actor, picture: PictureId, variant: str
    ) -> tuple[bytes, str, str] | Problem:
        """(bytes, mime, file name). variant: preview | large | exact | original; drawing: of a call
        that runs, the picture as far as it is, which changes."""

    @abstractmethod
    async def file(self, picture: PictureId, variant: str) -> tuple[bytes, str, str] | Problem:
        """(bytes, mime, file name) for whoever holds a link that we signed: nobody else may ask.
        variant: exact | original."""

    @abstractmethod
    async def changes(self, actor: Actor, picture: PictureId) -> Changes | Problem:
        """What changed from the parent of this picture."""

    @abstractmethod
    async def sentence(self, problem: Problem) -> Card:
        """The problem as a card, for places where only a Problem is at hand."""

    @abstractmethod
    def placements(self) -> tuple[Placement, ...]: ...

    @abstractmethod
    def all_forms(self) -> tuple[Form, ...]:
        """Every command there is, in the order of /help: what platforms register once."""

    @abstractmethod
    async def forms(self, actor: Actor) -> tuple[Form, ...]:
        """The commands this person may use, in the order /help lists them."""

    @abstractmethod
    async def people(self, actor: Actor) -> tuple[Viewer, ...]:
        """Everybody in the team, the actor first."""

    @abstractmethod
    async def open_posts(
        self, platform: Platform, installation: str
    ) -> tuple[tuple[str, Venue], ...]:
        """(ref, venue) of posts in review: what to reconcile after downtime."""

    @abstractmethod
    async def threads(
        self, platform: Platform, installation: str, most: int
    ) -> tuple[tuple[Venue, float], ...]:
        """(thread, epoch seconds of the last thing handled there), newest first: where to look for
        replies that were missed."""

    @abstractmethod
    async def places(self, sessions: tuple[str, ...]) -> tuple[tuple[str, Venue], ...]:
        """(session id, its thread) for links on a card; unknown ones are left out."""

    @abstractmethod
    async def kept(self, actor: Actor, venue: Venue, ask: Ask) -> Card:
        """A form that cannot be opened now (a form's answer to a form), kept for a day: what is
        wrong in words, and a button that opens it again as it was filled in."""

    @abstractmethod
    async def home(self, actor: Actor) -> Card:
        """One person's front page: their briefs, what waits for their vote, the credits."""


class Surface(ABC):
    """A chat platform that runs beside the page."""

    chat: Chat

    @abstractmethod
    async def start(self, desk: Desk) -> None:
        """Connects, registers what can be asked, reads what was missed. Raises BadSettings,
        Locked (another process serves this token)."""

    @abstractmethod
    async def quiet(self) -> None:
        """First half of a stop: takes nothing new and ends what is being answered; posts and edits
        still go out."""

    @abstractmethod
    async def stop(self) -> None:
        """Second half: disconnects. Harmless when it never started."""
