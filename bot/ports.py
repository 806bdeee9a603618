"""The ports. Driven: Chat, ImageModel, Files, Pixels, Notes, Lease, Clock, Ids. Driving: Desk.

A port exists only where a second form exists or a stand-in is needed; stand-ins subclass the port
so that they cannot drift from it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.cards import Card, Chips, Text
from bot.domain.brief import Brief, PictureFacts, Role
from bot.domain.ids import FileKey, MemberId, PictureId, PostId, SessionId
from bot.domain.model import Model, Provider, Quote
from bot.domain.outcome import Outcome
from bot.domain.placement import Format, Placement
from bot.errors import FieldError, Problem
from bot.events import Actor, Answer, Choices, Event, First, Photo, Platform, Venue
from bot.forms import Form


class Clock(ABC):
    """Time. The only source of now and the only way to wait."""

    @abstractmethod
    def now(self) -> float:
        """Epoch seconds, UTC; may jump when the computer's clock is set."""

    @abstractmethod
    def monotonic(self) -> float:
        """Seconds that never go back; for measuring spans."""

    @abstractmethod
    async def sleep(self, seconds: float) -> None: ...


class Ids(ABC):
    """New ids: sortable by time, unguessable; [0-9a-z], at most 26 characters."""

    @abstractmethod
    def new(self) -> str: ...


class Files(ABC):
    """Bytes by their sha256. A put is durable (fsync) when it returns; the same bytes are one file.

    Raises DiskFull when there is no room; NotFound from get for an unknown key.
    """

    @abstractmethod
    async def put(self, data: bytes) -> FileKey: ...

    @abstractmethod
    async def get(self, key: FileKey) -> bytes: ...

    @abstractmethod
    async def size(self, key: FileKey) -> int:
        """Bytes; raises NotFound."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An upload after intake: upright, sRGB, 8 bit, PNG or JPEG, bounded, metadata dropped."""

    data: bytes
    facts: PictureFacts


@dataclass(frozen=True, slots=True)
class Fitted:
    data: bytes
    mime: str
    width: int
    height: int
    note: str = ""
    """"enlarged x1.26", "quality 82 to stay under 150 kB"; "" = nothing worth saying."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two pictures of one session."""

    share: float
    """0..1 of the picture."""
    boxes: tuple[tuple[float, float, float, float], ...]
    """(left, top, right, bottom), each 0..1 of the picture; at most 12."""
    tone: str = ""
    """"a little warmer overall" or ""."""


class Pixels(ABC):
    """imaging/ on threads of its own (big encodes in a child process): never on the event loop.

    Raises BadPicture for what cannot be read.
    """

    @abstractmethod
    async def take_in(self, data: bytes, filename: str) -> Taken: ...

    @abstractmethod
    async def measure(self, data: bytes) -> tuple[int, int, str]:
        """(width, height, mime) read from the bytes."""

    @abstractmethod
    async def preview(self, data: bytes, longest: int) -> bytes:
        """A JPEG with the longest side at most `longest` pixels."""

    @abstractmethod
    async def fit(self, data: bytes, fmt: Format, max_bytes: int) -> Fitted:
        """The exact pixels and file type of a format: cover-crop, resize, encode to budget."""

    @abstractmethod
    async def changes(self, before: bytes, after: bytes) -> Changes: ...

    @abstractmethod
    async def stamp(self, data: bytes, word: str) -> bytes:
        """The same picture with a banner word (PRACTICE) that cannot be overlooked."""

    @abstractmethod
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RoledPicture:
    role: Role
    data: bytes
    facts: PictureFacts
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """The picture to change: its bytes untouched, what its model wants back, how it came about."""

    data: bytes
    mime: str
    model: str
    layers: str
    instructions: tuple[str, ...]
    """From the first version to this one; the brief's own words are not among them."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one model: everything it needs, nothing it has to look up."""

    key: str
    """order id/kind/n: the same key is the same picture."""
    model: Model
    brief: Brief
    format: Format
    prompt: str
    """Compiled, as it will be sent."""
    references: tuple[RoledPicture, ...] = ()
    parent: Parent | None = None
    instruction: str = ""
    index: int = 0
    """0-based number of this picture in its version; variation comes from here, not from chance."""
    quality: str = ""
    thinking: str = ""
    timeout_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """What one account or server answers when it is only greeted. Nothing is spent."""

    what: str
    """"OpenAI", or the name of a server of one's own."""
    trouble: Outcome | None = None
    """None: it is there and takes the key."""
    models: frozenset[str] = frozenset()
    """Ids that it lists. A list may omit models that work: never a reason to take one away."""
    ends: tuple[tuple[str, str], ...] = ()
    """(model id, ISO date): what the vendor says will be shut down."""


class ImageModel(ABC):
    """One provider: draws one picture a call. Never raises for what a vendor may answer: every
    answer is an Outcome. CancelledError passes through."""

    provider: Provider

    @abstractmethod
    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        """`partial` may be called with an unfinished picture, only to be shown."""

    async def greet(self) -> tuple[Health, ...]:
        """Asks every account or server behind it for its list of models, for a few seconds at
        most; for `doctor`. Never raises; empty where there is nobody to ask."""
        return ()

    async def close(self) -> None:
        """Release sockets; nothing to do for local models."""
        return


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post as it should stand: the outbox row that Chat is asked to make true."""

    post: PostId
    venue: Venue
    card: Card
    revision: str
    """Hash of the card; comes back in Press.revision."""
    session: SessionId | None = None


class Chat(ABC):
    """One platform's way to show cards. `ref` is one canonical string per adapter; the same string
    comes back in Reaction.message and Reply.to. Raises Problem for what a person can act on,
    ChatUnknown when it is not known whether the post arrived."""

    platform: Platform

    @abstractmethod
    async def post(self, wanted: Wanted) -> str:
        """Returns the ref."""

    @abstractmethod
    async def edit(self, ref: str, wanted: Wanted) -> None: ...

    @abstractmethod
    async def look(self, wanted: Wanted) -> str | None:
        """The ref of an earlier post with this post id, or None: asked before posting again."""

    @abstractmethod
    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:
        """A thread under a post; where it exists already, that one."""

    @abstractmethod
    async def tell(self, actor: str, venue: Venue, card: Card) -> None:
        """A private card to one user (ephemeral or DM)."""


class ChatUnknown(Exception):
    """The request left, no answer came: look before posting again."""


class Notes(ABC):
    """Structured log lines. Never a person's words, never a secret."""

    @abstractmethod
    def within(self, request: str) -> AbstractContextManager[None]:
        """Lines noted inside carry this request id, also those of tasks started inside."""

    @abstractmethod
    def note(self, event: str, **fields: str | float | bool | None) -> None: ...

    @abstractmethod
    def bug(self, event: str, error: BaseException) -> str:
        """Logs a traceback; returns the short reference that the person sees."""


class Lease(ABC):
    """Proof that nobody else runs on this database (a file lock beside it)."""

    @abstractmethod
    def take(self) -> None:
        """Raises Locked when another process holds it."""

    @abstractmethod
    def free(self) -> None: ...


# --- driving ----------------------------------------------------------------------------------


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
        """The inbox row, durable when this returns; False: seen before. Raises nothing else."""

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
        """(bytes, mime, file name). variant: preview | large | exact | original."""

    @abstractmethod
    async def changes(self, actor: Actor, picture: PictureId) -> Changes | Problem:
        """What changed from the parent of this picture."""

    @abstractmethod
    async def sentence(self, problem: Problem) -> Card:
        """The problem as a card, for places where only a Problem is at hand."""

    @abstractmethod
    def placements(self) -> tuple[Placement, ...]: ...

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
